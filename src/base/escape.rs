//! Text and addresses made safe for HTML.

use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

/// Text for an element or a double-quoted attribute.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push_html(&mut out, text);
    out
}

pub fn push_html(out: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _ = escape_html(out, text);
}

/// Text for an element alone, in which quotation marks mean nothing.
pub fn push_text(out: &mut String, text: &str) {
    let _ = escape_html_body_text(out, text);
}

/// An address for a double-quoted `href` or `src`: what may not stand in one is percent-encoded.
pub fn href(address: &str) -> String {
    let mut out = String::with_capacity(address.len() + 16);
    push_href(&mut out, address);
    out
}

pub fn push_href(out: &mut String, address: &str) {
    let _ = escape_href(out, address);
}

/// An address in which only ASCII is left, as feeds and sitemaps want it.
pub fn ascii(address: &str) -> String {
    // Nearly every address is plain already.
    if address.bytes().all(|byte| IS_PLAIN[usize::from(byte)]) {
        return address.to_string();
    }
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        match IS_PLAIN[usize::from(byte)] {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Which bytes stand in an address as they are.
static IS_PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 33;
    while byte < 127 {
        plain[byte as usize] = !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}');
        byte += 1;
    }
    plain
};

#[cfg(test)]
mod tests {
    use super::{ascii, href, html, push_text};

    #[test]
    fn what_means_something_in_html_is_escaped() {
        assert_eq!(html("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
        let mut out = String::new();
        push_text(&mut out, "è <b> & \"c\"");
        assert_eq!(out, "è &lt;b&gt; &amp; \"c\"");
        assert_eq!(href("/à b?x=\"1\"&y='2'[3]"), "/%C3%A0%20b?x=%221%22&amp;y=&#x27;2&#x27;%5B3%5D");
        assert_eq!(ascii("/tag/città nuova/"), "/tag/citt%C3%A0%20nuova/");
    }
}
