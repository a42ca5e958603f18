//! From a name to the part of an address that stands for it.

/// Lower case, without accents, words joined by hyphens: `dell'accordo` becomes `dell-accordo`, `città` `citta`.
/// A text of which nothing is left (only signs) becomes `n-` and a few digits of its stamp, so that it still has an address.
pub fn slugify(text: &str) -> String {
    let slug = slug::slugify(text);
    if slug.is_empty() { format!("n-{}", super::stamp::Stamp::of(text.trim()).short()) } else { slug }
}

#[cfg(test)]
mod tests {
    use super::slugify;

    #[test]
    fn italian_names_become_plain_slugs() {
        assert_eq!(slugify("L'accordo dell'estate: città e perché"), "l-accordo-dell-estate-citta-e-perche");
        assert_eq!(slugify("  NVIDIA Corp. "), "nvidia-corp");
        assert_eq!(slugify("AT&T"), "at-t");
        assert!(slugify("!!!").starts_with("n-"));
    }
}
