//! The text of HTML alone.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// The text of HTML alone, in one line, with its entities resolved.
pub fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut skipped = 0_usize;
    for token in Tokenizer::new_with_emitter(html, DefaultEmitter::default()) {
        let Ok(token) = token;
        match token {
            Token::String(text) if skipped == 0 => out.push_str(&String::from_utf8_lossy(&text)),
            Token::StartTag(tag) if is_unseen(&tag.name) && !tag.self_closing => skipped += 1,
            Token::EndTag(tag) if is_unseen(&tag.name) => skipped = skipped.saturating_sub(1),
            Token::StartTag(_) | Token::EndTag(_) => out.push(' '),
            _ => {}
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    words.join(" ").replace(" ,", ",").replace(" .", ".")
}

fn is_unseen(name: &[u8]) -> bool {
    name == b"script" || name == b"style"
}
