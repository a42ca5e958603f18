//! XML documents, written by quick-xml.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesPI, BytesStart, BytesText, Event};

/// A document that grows element by element. Writing into memory cannot fail, so that no method returns an error.
pub struct Document {
    writer: Writer<Vec<u8>>,
}

impl Document {
    pub fn new() -> Document {
        let mut writer = Writer::new(Vec::with_capacity(16 * 1024));
        let _ = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        let mut document = Document { writer };
        document.line();
        document
    }

    fn line(&mut self) {
        self.writer.get_mut().push(b'\n');
    }

    /// Names a style sheet, for a document that is opened in a browser. It belongs before the first element.
    pub fn style(&mut self, address: &str) {
        let address = quick_xml::escape::escape(&*allowed(address)).into_owned();
        let instruction = format!("xml-stylesheet type=\"text/css\" href=\"{address}\"");
        let _ = self.writer.write_event(Event::PI(BytesPI::new(instruction)));
        self.line();
    }

    /// Opens an element with attributes.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let mut start = BytesStart::new(name);
        for (key, value) in attributes {
            start.push_attribute((*key, &*allowed(value)));
        }
        let _ = self.writer.write_event(Event::Start(start));
    }

    pub fn close(&mut self, name: &str) {
        let _ = self.writer.write_event(Event::End(BytesEnd::new(name)));
        self.line();
    }

    /// An element that holds a text.
    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        let _ = self.writer.write_event(Event::Text(BytesText::new(&allowed(text))));
        self.close(name);
    }

    /// An element that holds nothing.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let mut start = BytesStart::new(name);
        for (key, value) in attributes {
            start.push_attribute((*key, &*allowed(value)));
        }
        let _ = self.writer.write_event(Event::Empty(start));
        self.line();
    }

    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner()
    }
}

impl Default for Document {
    fn default() -> Document {
        Document::new()
    }
}

/// XML 1.0 has no way to write most control characters: they are left out.
fn allowed(text: &str) -> Cow<'_, str> {
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    match text.chars().all(is_allowed) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.chars().filter(|c| is_allowed(*c)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::Document;

    #[test]
    fn texts_are_escaped_and_control_characters_left_out() {
        let mut document = Document::new();
        document.open("a", &[("b", "\"<")]);
        document.text("c", &[], "x & y\u{0}\u{b}");
        document.close("a");
        let text = String::from_utf8(document.finish()).expect("UTF-8");
        assert!(text.contains("<a b=\"&quot;&lt;\"><c>x &amp; y</c>"), "{text}");
    }
}
