//! From a byte offset in a text to a line, a column and an excerpt.

use super::Span;

/// An excerpt has at most so many characters: a minified file may be one line of megabytes.
const EXCERPT: usize = 400;
/// A mark further to the right than this is shown with only a part of the line before it.
const FAR: usize = 300;
/// How much of the line is kept before such a mark, after an ellipsis.
const BEFORE: usize = 60;

/// The span of `length` bytes at `offset` of `text`, which is the text of the file `path`.
/// Offsets past the end mean the end; a span that goes over its line is cut at the line's end.
pub fn span(path: &str, text: &str, offset: usize, length: usize) -> Span {
    let offset = floor(text, offset.min(text.len()));
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let line = text[start..end].trim_end_matches('\r');
    let wanted_end = offset.saturating_add(length.max(1));
    let marked_end = floor(text, wanted_end.min(start + line.len()).max(offset));
    let marked = text[offset..marked_end].chars().count().max(1);
    // A mark of less than a character still marks the whole of it.
    let column = text[start..offset].chars().count();
    Span {
        path: path.to_string(),
        line: 1 + count_lines(&text[..start]),
        column: 1 + column as u32,
        length: marked as u32,
        text: excerpt(line.strip_prefix('\u{feff}').filter(|_| start == 0).unwrap_or(line), column),
        label: String::new(),
    }
    .without_mark(start == 0 && line.starts_with('\u{feff}'))
}

impl Span {
    /// At which character of `text` the mark begins: its column, unless the excerpt begins later than its line.
    pub fn mark(&self) -> usize {
        let column = self.column.saturating_sub(1) as usize;
        if column > FAR && self.text.starts_with('…') { BEFORE + 1 } else { column }
    }

    /// A byte order mark is no character that an editor sees: it is not counted.
    fn without_mark(mut self, has_mark: bool) -> Span {
        if has_mark && self.column > 1 {
            self.column -= 1;
        }
        self
    }
}

fn excerpt(line: &str, column: usize) -> String {
    let skipped = if column > FAR { column - BEFORE } else { 0 };
    let mut characters = line.chars().skip(skipped);
    let mut text = String::new();
    if skipped > 0 {
        text.push('…');
    }
    text.extend(characters.by_ref().take(EXCERPT));
    if characters.next().is_some() {
        text.push('…');
    }
    text
}

fn count_lines(text: &str) -> u32 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u32
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn a_place_is_counted_in_characters_from_one() {
        let text = "uno\nè due tre\n";
        let at = text.find("due").unwrap_or_default();
        let span = span("a.md", text, at, 3);
        assert_eq!((span.line, span.column, span.length, span.text.as_str()), (2, 3, 3, "è due tre"));
    }

    #[test]
    fn the_end_of_a_text_is_a_place_too() {
        let end = span("a.md", "uno", 99, 4);
        assert_eq!((end.line, end.column, end.length), (1, 4, 1));
    }

    #[test]
    fn a_byte_order_mark_is_not_counted() {
        let span = span("a.md", "\u{feff}uno due", 7, 3);
        assert_eq!((span.column, span.text.as_str(), span.mark()), (5, "uno due", 4));
    }

    #[test]
    fn the_excerpt_of_a_long_line_holds_the_mark() {
        for before in [0, 299, 300, 301, 5000] {
            let text = format!("{}MARK{}", "à".repeat(before), "b".repeat(5000));
            let span = span("a.md", &text, before * 2, 4);
            let marked: String = span.text.chars().skip(span.mark()).take(span.length as usize).collect();
            assert_eq!(marked, "MARK", "{before}");
            assert_eq!(span.column as usize, before + 1);
            assert!(span.text.chars().count() <= 402);
        }
    }
}
