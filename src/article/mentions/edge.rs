//! Where a name begins and ends. A hit of the automaton is a mention only when neither side of it goes on as the same word.

use std::ops::Range;

use super::script::{self, Script};
use crate::base::language::primary;

/// Languages that put a genitive's *s* right behind a name: `Microsofts Pläne`.
const GENITIVE: [&str; 8] = ["de", "nl", "sv", "da", "nb", "nn", "no", "lb"];

/// Languages that put a short word with an apostrophe before a name: `l'NVIDIA`, `d'Amazon`.
const ELIDING: [&str; 8] = ["it", "fr", "ca", "oc", "pt", "ro", "fur", "lb"];

/// What may stand right before a name in Japanese: a country or a time, as one character, and particles.
const BEFORE_HAN: &str = "米英独仏中韓露欧伊印日元現旧新";
/// What may stand right behind it.
const BEHIND_HAN: &str = "社製側氏系発等株版型機幹部傘会本";
const PARTICLES: &str = "はがをにのともでへやか、";

/// What may follow a name in Korean without a space.
const KOREAN: [&str; 28] = [
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "에서",
    "에게",
    "와",
    "과",
    "도",
    "로",
    "으로",
    "만",
    "까지",
    "부터",
    "께서",
    "보다",
    "처럼",
    "이다",
    "라고",
    "이라고",
    "라는",
    "이라는",
    "이나",
    "나",
];

fn has_genitive(language: &str) -> bool {
    GENITIVE.contains(&primary(language))
}

/// The edges of words in one text.
pub struct Edges<'a> {
    text: &'a str,
    pub genitive: bool,
    eliding: bool,
    chinese: bool,
}

impl<'a> Edges<'a> {
    pub fn new(text: &'a str, language: &str) -> Edges<'a> {
        Edges {
            text,
            genitive: has_genitive(language),
            eliding: ELIDING.contains(&primary(language)),
            chinese: primary(language) == "zh",
        }
    }

    pub fn text(&self, range: Range<usize>) -> &'a str {
        &self.text[range]
    }

    /// The quick answer for most hits that are none: a Latin letter or a digit on both sides of where one begins.
    pub fn is_within_word(&self, start: usize) -> bool {
        let bytes = self.text.as_bytes();
        start > 0 && bytes[start - 1].is_ascii_alphanumeric() && bytes[start].is_ascii_alphanumeric()
    }

    /// Where a name ends that stands from `start` to `end`, with the ending that its language gives it; `None` when these
    /// letters are part of something else.
    pub fn of(&self, start: usize, end: usize) -> Option<usize> {
        let is_lower = !self.text[start..end].chars().any(char::is_uppercase);
        let begins = self.begins(start, end, is_lower);
        (begins).then(|| self.ends(start, end, is_lower)).flatten()
    }

    fn begins(&self, start: usize, end: usize, is_lower: bool) -> bool {
        let before = &self.text[..start];
        let Some(left) = before.chars().next_back() else { return true };
        let first = self.text[start..end].chars().next().unwrap_or(' ');
        let beyond = before[..before.len() - left.len_utf8()].chars().next_back();
        match left {
            '\'' => match beyond.filter(|character| character.is_alphanumeric()) {
                None => true,
                Some(_) => self.eliding && !is_of_surname(before),
            },
            // `@google`, `#google`, `\google`: names of other things.
            '@' | '#' | '\\' | '~' | '$' => false,
            '.' | '&' => !beyond.is_some_and(char::is_alphanumeric),
            '/' => !is_lower && !is_address(before),
            '-' => !is_lower || !beyond.is_some_and(char::is_alphanumeric),
            left => self.parts(script::of(left), script::of(first), || match script::of(first) {
                Script::Han => self.chinese || BEFORE_HAN.contains(left),
                _ => PARTICLES.contains(left),
            }),
        }
    }

    fn ends(&self, start: usize, end: usize, is_lower: bool) -> Option<usize> {
        let after = &self.text[end..];
        let Some(right) = after.chars().next() else { return Some(end) };
        let last = self.text[start..end].chars().next_back().unwrap_or(' ');
        let beyond = after[right.len_utf8()..].chars().next();
        let goes_on = beyond.is_some_and(char::is_alphanumeric);
        let is_edge = match right {
            '.' | '&' | ':' if goes_on => false,
            // `Disney+` and `C#` are others than `Disney` and `C`; an address of electronic mail is none of theirs.
            '+' | '#' | '@' => false,
            '-' => !goes_on || (!is_lower && end - start > 1),
            '/' => !is_lower || !goes_on,
            right => self.parts(script::of(last), script::of(right), || match script::of(right) {
                Script::Han => self.chinese || BEHIND_HAN.contains(right),
                Script::Hangul => {
                    let run = after.find(|character| script::of(character) != Script::Hangul).unwrap_or(after.len());
                    KOREAN.contains(&&after[..run])
                }
                _ => PARTICLES.contains(right),
            }),
        };
        if is_edge {
            return Some(end);
        }
        // No name that ends in a hiss takes one more.
        let takes_s = self.genitive && right == 's' && !matches!(last, 's' | 'ß' | 'x' | 'z' | 'S' | 'X' | 'Z');
        (takes_s && last.is_alphabetic() && !beyond.is_some_and(|next| script::of(next) != Script::None))
            .then_some(end + 1)
    }

    /// Whether two neighbours are of two words. Within one dense script only `may_part` can tell.
    fn parts(&self, left: Script, right: Script, may_part: impl Fn() -> bool) -> bool {
        match (left, right) {
            (Script::None, _) | (_, Script::None) => true,
            (Script::Spaced, Script::Spaced) => false,
            (Script::Katakana, Script::Katakana) => false,
            (Script::Unspaced, Script::Unspaced) => true,
            (left, right) if left == right => may_part(),
            // Two scripts, at least one of them dense.
            _ => true,
        }
    }
}

/// Whether the apostrophe at the end is that of a surname: `O'Reilly` holds no Reilly.
fn is_of_surname(before: &str) -> bool {
    let before = before.trim_end_matches('\'');
    let word = before.rsplit(|character: char| !character.is_alphanumeric()).next().unwrap_or(before);
    word == "O"
}

/// Whether a slash at the end is part of an address or of a path: `github.com/google`, `/usr/google`.
fn is_address(before: &str) -> bool {
    let token = before.rsplit([' ', '\n']).next().unwrap_or(before);
    let token = token.trim_end_matches('/').trim_start_matches(['(', '"', '«', '“']);
    token.is_empty() || token.contains(['/', ':', '~']) || token.trim_end_matches('.').contains('.')
}
