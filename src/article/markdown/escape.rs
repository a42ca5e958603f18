//! Text made safe for its place in HTML.

/// Appends `text` as element content: `&`, `<` and `>` are escaped, quotation marks stay.
pub fn text(out: &mut String, text: &str) {
    escape(out, text, |byte| match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        _ => "",
    });
}

/// Appends `text` as the value of an attribute in double quotes.
pub fn attribute(out: &mut String, text: &str) {
    escape(out, text, |byte| match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => "",
    });
}

/// Every escaped byte is ASCII, so that the text is always cut between characters.
#[inline]
fn escape(out: &mut String, text: &str, entity: impl Fn(u8) -> &'static str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = entity(byte);
        if !entity.is_empty() {
            out.push_str(&text[from..at]);
            out.push_str(entity);
            from = at + 1;
        }
    }
    out.push_str(&text[from..]);
}

/// Appends a URL as the value of `href` or `src`: what may not stand in a URL is percent-encoded, as CommonMark does.
pub fn url(out: &mut String, url: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in url.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#x27;"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(byte as char),
            b'!' | b'#' | b'$' | b'%' | b'(' | b')' | b'*' | b'+' | b',' | b'-' | b'.' | b'/' => out.push(byte as char),
            b':' | b';' | b'=' | b'?' | b'@' | b'_' | b'~' => out.push(byte as char),
            _ => {
                out.push('%');
                out.push(DIGITS[usize::from(byte >> 4)] as char);
                out.push(DIGITS[usize::from(byte & 15)] as char);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_leaves_its_place() {
        let mut out = String::new();
        super::text(&mut out, "a<b>&\"c\"");
        out.push('|');
        super::attribute(&mut out, "è \"<");
        out.push('|');
        super::url(&mut out, "/à b?x=\"1\"&y='2'[3]");
        assert_eq!(out, "a&lt;b&gt;&amp;\"c\"|è &quot;&lt;|/%C3%A0%20b?x=%221%22&amp;y=&#x27;2&#x27;%5B3%5D");
    }
}
