//! Bare addresses: what GitHub's extension to CommonMark makes a link without being asked.

use linkify::{LinkFinder, LinkKind};

/// An address in a text, in bytes, and what it leads to.
#[derive(Debug, PartialEq)]
pub struct Address {
    pub start: usize,
    pub end: usize,
    pub target: String,
}

/// Whether `text` is worth searching: nearly no text is.
pub fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b':', b'@', bytes).any(|at| bytes[at] == b'@' || bytes[at..].starts_with(b"://"))
        || memchr::memchr_iter(b'w', bytes).any(|at| bytes[at..].starts_with(b"www."))
}

/// The addresses in `text`, from left to right.
pub fn find(text: &str) -> Vec<Address> {
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    finder.links(text).filter_map(|link| accept(text, link.start(), link.end(), link.kind())).collect()
}

fn accept(text: &str, start: usize, end: usize, kind: &LinkKind) -> Option<Address> {
    let before = text[..start].chars().next_back();
    // Within `<…>` an address has its own syntax, which has failed here.
    if before == Some('<') {
        return None;
    }
    if *kind == LinkKind::Email {
        if !text[start..].starts_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
        let start = if text[..start].ends_with("mailto:") { start - "mailto:".len() } else { start };
        let written = &text[start..end];
        let target = if written.starts_with("mailto:") { written.to_string() } else { format!("mailto:{written}") };
        return Some(Address { start, end, target });
    }
    let written = &text[start..end];
    let scheme = ["http://", "https://"].iter().find(|scheme| starts_with_ignoring_case(written, scheme));
    let bare = scheme.is_none() && starts_with_ignoring_case(written, "www.");
    if (scheme.is_none() && !bare) || before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let end = start + trimmed(written);
    let written = &text[start..end];
    let least = scheme.map_or("www.".len(), |scheme| scheme.len());
    if written.len() <= least {
        return None;
    }
    Some(Address { start, end, target: if bare { format!("http://{written}") } else { written.to_string() } })
}

fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.as_bytes().get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// The length of an address without the punctuation that belongs to the sentence around it: closing brackets only while
/// they outnumber the opening ones.
fn trimmed(address: &str) -> usize {
    let mut rest = address;
    let open = rest.matches('(').count();
    let mut close = rest.matches(')').count();
    while let Some(last) = rest.chars().next_back() {
        match last {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '"' | '»' | '”' | '’' | '…' | '›' => {
            }
            ')' if close > open => close -= 1,
            _ => break,
        }
        rest = &rest[..rest.len() - last.len_utf8()];
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::{find, may_hold};

    fn targets(text: &str) -> Vec<(String, String)> {
        find(text).into_iter().map(|a| (text[a.start..a.end].to_string(), a.target)).collect()
    }

    #[test]
    fn addresses_end_where_github_ends_them() {
        let same = |address: &str| vec![(address.to_string(), address.to_string())];
        assert_eq!(targets("vedi https://example.org/a_b?q=1."), same("https://example.org/a_b?q=1"));
        assert_eq!(targets("(http://example.org/x(y))"), same("http://example.org/x(y)"));
        assert_eq!(targets("«https://example.org/é»"), same("https://example.org/é"));
        assert_eq!(targets("https://example.org/?a=b;"), same("https://example.org/?a=b"));
        assert_eq!(targets("www.example.org!"), [("www.example.org".into(), "http://www.example.org".into())]);
        assert_eq!(targets("a@b.org, ciao"), [("a@b.org".into(), "mailto:a@b.org".into())]);
        assert_eq!(targets("mailto:a@b.org"), same("mailto:a@b.org"));
    }

    #[test]
    fn other_texts_are_no_addresses() {
        for text in [
            "example.org",
            "ftp://example.org/",
            "javascript://x.y/%0Aalert",
            "http://",
            "www.",
            "xhttp://a.b",
            "@anissa",
        ] {
            assert_eq!(targets(text), [], "{text}");
        }
        assert!(!may_hold("Il punto: nessun indirizzo. Alle 10:30."));
    }
}
