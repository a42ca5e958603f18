//! What the elements of finished HTML are to a name.

/// What an element does to the text within and around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Stands within a sentence and even within a word.
    Inline,
    /// What it says is counted, and is no place for a link.
    Counted,
    /// What it says is not of the text: code, notes in the margin.
    Silent,
    /// A line break, which is as good as a space.
    Space,
    /// Parts what stands before it from what follows.
    Block,
}

pub fn role(element: &str) -> Role {
    match element {
        "em" | "strong" | "b" | "i" | "u" | "s" | "del" | "ins" | "mark" | "small" | "span" | "abbr" | "q" | "cite"
        | "dfn" | "bdi" | "bdo" | "time" | "data" | "font" | "wbr" => Role::Inline,
        "a" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "button" | "label" | "summary" | "legend"
        | "option" => Role::Counted,
        "code" | "pre" | "kbd" | "samp" | "var" | "script" | "style" | "textarea" | "svg" | "math" | "template"
        | "sup" | "sub" | "title" | "rp" | "rt" => Role::Silent,
        "br" => Role::Space,
        _ => Role::Block,
    }
}

/// One tag: its element in lower case as far as it is written so, whether it closes one, and its length.
pub struct Tag<'a> {
    pub element: &'a str,
    pub closes: bool,
    pub length: usize,
}

/// Reads the tag at the beginning of `html`; `None` when it has no end.
pub fn tag(html: &str) -> Option<Tag<'_>> {
    if let Some(comment) = html.strip_prefix("<!--") {
        let end = comment.find("-->")?;
        return Some(Tag { element: "wbr", closes: false, length: 4 + end + 3 });
    }
    let closes = html[1..].starts_with('/');
    let from = if closes { 2 } else { 1 };
    let name = html[from..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    Some(Tag { element: &html[from..from + name], closes, length: end_of_tag(html)? })
}

/// The length of a tag: a `>` within an attribute's quotes does not end it.
fn end_of_tag(html: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let mut at = 1;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        match bytes[at] {
            b'>' => return Some(at + 1),
            quote => at += 2 + memchr::memchr(quote, &bytes[at + 1..])?,
        }
    }
}

/// Whether a stretch of HTML may stand within a link: its elements are inline, and each is opened and closed in it.
pub fn is_balanced(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at..];
        let Some(tag) = tag(rest) else { return false };
        match (role(tag.element), tag.closes) {
            (Role::Space, _) => {}
            (Role::Inline, _) if tag.element == "wbr" => {}
            (Role::Inline, false) => open.push(tag.element),
            (Role::Inline, true) if open.pop() == Some(tag.element) => {}
            _ => return false,
        }
        rest = &rest[tag.length..];
    }
    open.is_empty()
}

/// The stretch from `at` to `end`, widened by elements that begin right before it or end right behind it if only so it is
/// [balanced](is_balanced); `None` when it is not even then.
pub fn whole(html: &str, at: usize, end: usize) -> Option<(usize, usize)> {
    let is_whole = |at: usize, end: usize| html.get(at..end).is_some_and(is_balanced);
    let mut before = at;
    loop {
        let mut behind = end;
        loop {
            if is_whole(before, behind) {
                return Some((before, behind));
            }
            let rest = &html[behind..];
            match rest.starts_with("</").then(|| tag(rest)).flatten() {
                Some(tag) => behind += tag.length,
                None => break,
            }
        }
        // A tag that ends here begins at the last `<`, unless an attribute holds one: then it is not widened.
        let opening = html[..before].strip_suffix('>').and_then(|rest| rest.rfind('<'))?;
        tag(&html[opening..]).filter(|tag| !tag.closes && opening + tag.length == before)?;
        before = opening;
    }
}

#[cfg(test)]
mod tests {
    use super::{is_balanced, tag, whole};

    #[test]
    fn a_stretch_is_widened_to_whole_elements() {
        let widened = |html: &'static str, name: &str| {
            let at = html.find(name).unwrap_or(0);
            whole(html, at, at + name.len()).map(|(at, end)| &html[at..end])
        };
        assert_eq!(widened("<p>a <em>b</em> c", "b"), Some("b"));
        assert_eq!(widened("<p>a <em>b</em> c", "b</em> c"), Some("<em>b</em> c"));
        assert_eq!(widened("<p>a <em>b</em> c", "a <em>b"), Some("a <em>b</em>"));
        assert_eq!(widened("<p>a <em>b</em> c</p>", "a <em>b</em> c</p>"), None);
        assert_eq!(widened("<p>a <em>x b</em> c</p>", "b</em> c"), None);
    }

    #[test]
    fn a_link_holds_whole_elements_only() {
        assert!(is_balanced("Rust <em>Foundation</em>"));
        assert!(is_balanced("Rust<br />\nFoundation"));
        assert!(!is_balanced("Rust</strong> Foundation"));
        assert!(!is_balanced("Rust <a href=\"x\">Foundation</a>"));
        assert!(!is_balanced("<em>Rust <strong>Foundation</em></strong>"));
    }

    #[test]
    fn a_tag_ends_outside_of_quotes() {
        let read = tag("<a title=\"a > b\" href='>'>x").map(|tag| (tag.element, tag.length));
        assert_eq!(read, Some(("a", 26)));
        assert!(tag("<a title=\"a > b").is_none());
    }
}
