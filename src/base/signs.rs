//! Signs by which a template of plain text says what it cannot say in plain text. No text of an article has them.

/// Begins a link: its text follows.
pub const LINK: char = '\u{1c}';
/// Parts the text of a link from its address.
pub const TO: char = '\u{1d}';
/// Ends a link.
pub const END: char = '\u{1e}';
/// At the beginning of a line: what follows is a paragraph, whatever it begins with.
pub const PLAIN: char = '\u{1a}';
/// At the beginning of a line: it stays as it is.
pub const VERBATIM: char = '\u{1b}';

/// A text that leads somewhere.
pub fn link(text: &str, to: &str) -> String {
    format!("{LINK}{text}{TO}{to}{END}")
}
