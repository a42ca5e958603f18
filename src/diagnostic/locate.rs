//! From a byte offset in a text to a line, a column and an excerpt.

use super::Span;

/// A line longer than this is cut around the mark in the excerpt (a minified file may be one line of megabytes).
const EXCERPT: usize = 400;

/// The span of `length` bytes at `offset` of `text`, which is the text of the file `path`.
/// Offsets past the end mean the end; a span that goes over its line is cut at the line's end.
pub fn span(path: &str, text: &str, offset: usize, length: usize) -> Span {
    let offset = floor(text, offset.min(text.len()));
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let line = text[start..end].trim_end_matches('\r');
    let marked_end = floor(text, (offset + length.max(1)).min(start + line.len()).max(offset));
    let marked = text[offset..marked_end].chars().count().max(1);
    let column = text[start..offset].chars().count();
    Span {
        path: path.to_string(),
        line: 1 + bytecount(&text[..start]),
        column: 1 + column as u32,
        length: marked as u32,
        text: excerpt(line),
        label: String::new(),
    }
}

fn excerpt(line: &str) -> String {
    match line.char_indices().nth(EXCERPT) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_string(),
    }
}

fn bytecount(text: &str) -> u32 {
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
}
