//! `[[OpenAI]]` and `[[company:Meta|Meta]]`: a name that becomes a link to its shelf.

/// An entity as it is written.
#[derive(Debug, PartialEq)]
pub struct Written<'a> {
    pub taxonomy: Option<&'static str>,
    pub name: &'a str,
    pub label: &'a str,
    /// Bytes from `[[` to `]]`.
    pub length: usize,
}

/// Longer than this no name is; it also keeps a text full of `[[` from being searched to its end each time.
const LONGEST: usize = 200;

/// Reads the entity that begins with the `[[` at the start of `text`, if there is one.
pub fn parse(text: &str) -> Option<Written<'_>> {
    let inner = text.strip_prefix("[[")?;
    let end = inner.bytes().take(LONGEST).position(|byte| matches!(byte, b']' | b'[' | b'\n'))?;
    if !inner[end..].starts_with("]]") || inner[end..].starts_with("]]]") {
        return None;
    }
    let length = 2 + end + 2;
    // In a table's cell the bar is written `\|`.
    let (target, label) = match inner[..end].split_once('|') {
        Some((target, label)) => (target.trim_end_matches('\\'), Some(label.trim())),
        None => (&inner[..end], None),
    };
    let (taxonomy, name) = match target.split_once(':').and_then(|(kind, name)| Some((taxonomy(kind.trim())?, name))) {
        Some((taxonomy, name)) => (Some(taxonomy), name.trim()),
        None => (None, target.trim()),
    };
    let label = label.filter(|label| !label.is_empty()).unwrap_or(name);
    // `[[0]]` is an array's index more often than a name.
    name.chars().any(char::is_alphabetic).then_some(Written { taxonomy, name, label, length })
}

fn taxonomy(kind: &str) -> Option<&'static str> {
    Some(match kind.to_ascii_lowercase().as_str() {
        "company" | "companies" => "companies",
        "person" | "people" => "people",
        "product" | "products" => "products",
        "tag" | "tags" => "tags",
        "source" | "sources" => "sources",
        "story" | "stories" => "stories",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Written, parse};

    #[test]
    fn names_kinds_and_labels_are_told_apart() {
        let written = |taxonomy, name, label, length| Some(Written { taxonomy, name, label, length });
        assert_eq!(parse("[[OpenAI]] e"), written(None, "OpenAI", "OpenAI", 10));
        assert_eq!(
            parse("[[company:Meta|la casa di Facebook]]"),
            written(Some("companies"), "Meta", "la casa di Facebook", 36)
        );
        assert_eq!(parse("[[people: Sam Altman ]]"), written(Some("people"), "Sam Altman", "Sam Altman", 23));
        assert_eq!(parse("[[Alien: Romulus|]]"), written(None, "Alien: Romulus", "Alien: Romulus", 19));
        assert_eq!(parse("[[Meta\\|M]]"), written(None, "Meta", "M", 11));
    }

    #[test]
    fn what_is_no_name_stays_text() {
        for text in ["[[0]]", "[[]]", "[[ | x]]", "[[a]", "[[a[b]]", "[[a\nb]]", "[[tag:]]", "[x]", "[[x]]]"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&format!("[[{}]]", "è".repeat(200))), None);
    }
}
