//! The tags of a page that was built: their names, attributes and places, and nothing else. It is no parser of HTML: what it
//! reads was written by templates, and it has to read hundreds of megabytes in a second.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

/// A tag that opens.
pub struct Tag<'a> {
    /// In the case in which it is written.
    pub name: &'a str,
    /// Everything between the name and `>`.
    inner: &'a str,
    /// Where that begins in the page, in bytes.
    at: usize,
}

/// An attribute's value as it is written.
pub struct Attribute<'a> {
    pub name: &'a str,
    pub value: &'a str,
    /// In bytes of the page.
    pub place: Range<usize>,
}

/// Every tag that opens, in their order. What stands in scripts, styles and comments is passed over.
pub fn tags<'a>(html: &'a str, visit: &mut dyn FnMut(&Tag<'a>)) {
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(next) = memchr(b'<', &bytes[at..]) {
        let open = at + next;
        at = open + 1;
        if html[at..].starts_with("!--") {
            at = html[at..].find("-->").map_or(html.len(), |end| at + end + 3);
            continue;
        }
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let name_end = bytes[at..].iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
        let name_end = name_end.map_or(html.len(), |end| at + end);
        let Some(close) = end_of_tag(bytes, name_end) else { return };
        let tag = Tag { name: &html[at..name_end], inner: &html[name_end..close], at: name_end };
        visit(&tag);
        at = close + 1;
        for literal in ["script", "style"] {
            if tag.name.eq_ignore_ascii_case(literal) {
                let end = format!("</{literal}");
                at = html[at..].find(&end).map_or(html.len(), |found| at + found);
            }
        }
    }
}

/// Where a tag closes: a `>` between quotation marks is text.
fn end_of_tag(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return Some(at),
            // Only behind `=` is it the beginning of a value.
            b'"' | b'\'' if bytes[..at].last() == Some(&b'=') => at += 1 + memchr(*byte, &bytes[at + 1..])?,
            _ => {}
        }
        at += 1;
    }
    None
}

impl<'a> Tag<'a> {
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub fn attributes(&self) -> Vec<Attribute<'a>> {
        let bytes = self.inner.as_bytes();
        let mut found = Vec::new();
        let mut at = 0;
        let is_between = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
        loop {
            at += bytes[at..].iter().take_while(|byte| is_between(**byte)).count();
            let name = at;
            at += bytes[at..].iter().take_while(|byte| !is_between(**byte) && **byte != b'=').count();
            if at == name {
                // A stray sign is passed over.
                at += 1;
                if at >= bytes.len() {
                    return found;
                }
                continue;
            }
            let name = &self.inner[name..at];
            let mut value = at..at;
            if bytes.get(at) == Some(&b'=') {
                at += 1;
                value = match bytes.get(at) {
                    Some(quote @ (b'"' | b'\'')) => {
                        let end = memchr(*quote, &bytes[at + 1..]).map_or(bytes.len(), |end| at + 1 + end);
                        at + 1..end
                    }
                    _ => at..at + bytes[at..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count(),
                };
                at = (value.end + usize::from(bytes.get(value.end).is_some_and(|byte| matches!(byte, b'"' | b'\''))))
                    .min(bytes.len());
            }
            let place = self.at + value.start..self.at + value.end;
            found.push(Attribute { name, value: &self.inner[value], place });
            if at >= bytes.len() {
                return found;
            }
        }
    }

    pub fn attribute(&self, name: &str) -> Option<Attribute<'a>> {
        self.attributes().into_iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }
}

/// A value with its entities resolved, as far as addresses have some.
pub fn plain(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let value = value.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'").replace("&#x2F;", "/");
    Cow::Owned(value.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::{plain, tags};

    #[test]
    fn tags_are_found_where_they_stand() {
        let html = "<!-- <a href=no> --><p>a < b <a class=x href=\"/y/?a&amp;b\" title='>'>c</a><br/>\
                    <script>\"<a href='/no/'>\"</script><img src=z alt><IMG SRC='q'>";
        let mut found = Vec::new();
        tags(html, &mut |tag| {
            for attribute in tag.attributes() {
                assert_eq!(&html[attribute.place.clone()], attribute.value);
                found.push(format!("{} {}={}", tag.name, attribute.name, plain(attribute.value)));
            }
        });
        let expected = ["a class=x", "a href=/y/?a&b", "a title=>", "img src=z", "img alt=", "IMG SRC=q"];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_broken_ends_somewhere() {
        for html in [
            "<",
            "<a",
            "<a href",
            "<a href=",
            "<a href=\"",
            "<a href='x",
            "<a =>",
            "<a / = / >",
            "<!--",
            "<script>",
            "<é>",
        ] {
            tags(html, &mut |tag| drop(tag.attributes()));
        }
    }
}
