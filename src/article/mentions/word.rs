//! The words of a text as numbers, for sketches and for a quick look whether a name may begin here.

use super::script::{self, Script};

/// The words of a name in lower case, in order.
pub fn all(folded: &str) -> Vec<u32> {
    let mut words = Vec::new();
    each(folded, false, |_, word| words.push(word));
    words
}

/// Where the first word of a name in lower case begins, and the word; `None` when it has none.
pub fn first(folded: &str) -> Option<(usize, u32)> {
    let mut first = None;
    each(folded, false, |at, word| first = first.or(Some((at, word))));
    first
}

/// Every word of a text in lower case, with its place. Where the language has a genitive in *s*, a word that ends so is
/// told without it too.
pub fn each(folded: &str, genitive: bool, mut tell: impl FnMut(usize, u32)) {
    each_word(folded, |at, word| {
        tell(at, hash(word));
        if genitive && let Some(bare) = word.strip_suffix('s') {
            tell(at, hash(bare));
        }
    });
}

/// Runs of letters and digits, and each character for itself in scripts without spaces.
fn each_word<'a>(text: &'a str, mut each: impl FnMut(usize, &'a str)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
        if bytes.get(at).is_none_or(u8::is_ascii) {
            if at > start {
                each(start, &text[start..at]);
            }
            at += 1;
            continue;
        }
        // A character beyond ASCII: the run goes on with it, or ends before it.
        at = beyond_ascii(text, start, &mut each);
    }
}

fn beyond_ascii<'a>(text: &'a str, start: usize, each: &mut impl FnMut(usize, &'a str)) -> usize {
    for (at, character) in text[start..].char_indices() {
        let script = if character == '_' { Script::None } else { script::of(character) };
        if script == Script::Spaced {
            continue;
        }
        if at > 0 {
            each(start, &text[start..start + at]);
        }
        let next = start + at + character.len_utf8();
        if script.is_dense() {
            each(start + at, &text[start + at..next]);
        }
        return next;
    }
    each(start, &text[start..]);
    text.len()
}

/// Tells words apart by their first and last eight letters and their length, which is enough for a sketch.
fn hash(word: &str) -> u32 {
    let bytes = word.as_bytes();
    let (first, last) = if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
    } else {
        (bytes.iter().fold(0, |letters, byte| letters << 8 | u64::from(*byte)), 0)
    };
    let hash = (first ^ last.rotate_left(23) ^ (bytes.len() as u64) << 56).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (hash >> 32) as u32
}
