//! A picture's title holds its caption and its credit: `"Caption | Credit"`.

/// The caption and the credit in an image's title, cut at the last bar.
pub fn split_title(title: &str) -> (&str, &str) {
    match title.rsplit_once(" | ").or_else(|| title.rsplit_once('|')) {
        Some((caption, credit)) => (caption.trim(), credit.trim()),
        None => (title.trim(), ""),
    }
}

#[cfg(test)]
mod tests {
    use super::split_title;

    #[test]
    fn the_last_bar_parts_the_title() {
        assert_eq!(split_title("La sede | Foto: NVIDIA"), ("La sede", "Foto: NVIDIA"));
        assert_eq!(split_title("A | B | C"), ("A | B", "C"));
        assert_eq!(split_title("|Reuters"), ("", "Reuters"));
        assert_eq!(split_title("La sede"), ("La sede", ""));
    }
}
