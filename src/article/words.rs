//! The words that an article is found by: each form that stands in its title, its summary, its names or its body, once.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::card::Card;
use super::piece::Piece;
use crate::base::words::split;

/// What a form weighs: how often it is said, and where.
pub const TITLE: u8 = 3;
const OFTEN: u8 = 2;
const AGAIN: u8 = 1;

/// Every form of an article with its weight, in the order of their first appearance.
#[derive(Default)]
pub struct Forms {
    /// One after the other, each followed by a line feed.
    text: String,
    weights: Vec<u8>,
}

impl Forms {
    pub fn iter(&self) -> impl Iterator<Item = (&str, u8)> {
        self.text.split_terminator('\n').zip(self.weights.iter().copied())
    }
}

/// The words of an article as numbers of the site's vocabulary, with their weights: sorted, as differences, in bytes.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Words(Box<[u8]>);

impl Words {
    /// From words and weights in any order; of a word that comes twice, the heavier counts.
    pub fn pack(mut words: Vec<(u32, u8)>) -> Words {
        words.sort_unstable();
        let mut bytes = Vec::with_capacity(2 * words.len());
        let mut before = 0;
        for (at, (word, weight)) in words.iter().enumerate() {
            if words.get(at + 1).is_some_and(|(next, _)| next == word) {
                continue;
            }
            let mut rest = u64::from(word - before) << 2 | u64::from(weight & 3);
            while rest > 0x7F {
                bytes.push(rest as u8 | 0x80);
                rest >>= 7;
            }
            bytes.push(rest as u8);
            before = *word;
        }
        Words(bytes.into())
    }

    /// Each word with its weight, by number. A damaged list ends where it can no longer be read.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u8)> {
        let mut bytes = self.0.iter();
        let mut word = 0_u32;
        std::iter::from_fn(move || {
            let (mut packed, mut shift) = (0_u64, 0);
            loop {
                let byte = bytes.next()?;
                packed |= u64::from(byte & 0x7F) << shift;
                shift += 7;
                if byte & 0x80 == 0 {
                    break;
                }
                if shift > 35 {
                    return None;
                }
            }
            word = word.wrapping_add((packed >> 2) as u32);
            Some((word, (packed & 3) as u8))
        })
    }
}

/// The forms of an article. Code is left out, as it is when words are counted.
pub fn forms(card: &Card, body: &[Piece]) -> Forms {
    let mut text = String::with_capacity(4096);
    text.push_str(&card.shown.summary);
    for name in card.names.iter().flat_map(|(_, names)| names) {
        text.push('\n');
        text.push_str(name);
    }
    text.push('\n');
    gather(body, &mut text);
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    let mut forms = Forms::default();
    let mut order: Vec<&str> = Vec::with_capacity(256);
    split(&card.shown.title, |form| {
        if counts.insert(form, u32::MAX).is_none() {
            order.push(form);
        }
    });
    split(&text, |form| {
        let count = counts.entry(form).or_insert_with(|| {
            order.push(form);
            0
        });
        *count = count.saturating_add(1);
    });
    for form in order {
        forms.text.push_str(form);
        forms.text.push('\n');
        forms.weights.push(match counts.get(form) {
            Some(&u32::MAX) => TITLE,
            Some(4..) => OFTEN,
            Some(2..) => AGAIN,
            _ => 0,
        });
    }
    forms
}

/// What a body says, without its code: paragraphs in lines of their own.
pub fn text(body: &[Piece]) -> String {
    let mut text = String::new();
    gather(body, &mut text);
    text
}

fn gather(pieces: &[Piece], text: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Html(html) | Piece::Mention { html, .. } => strip(html, text),
            Piece::Heading { inner, .. } => {
                text.push('\n');
                gather(inner, text);
                text.push('\n');
            }
            Piece::Link { inner, .. } => gather(inner, text),
            Piece::Quote { inner, by, .. } => {
                text.push('\n');
                gather(inner, text);
                text.push('\n');
                text.push_str(by.as_deref().unwrap_or_default());
                text.push('\n');
            }
            Piece::Picture(picture) => {
                for part in [&picture.alt, &picture.caption] {
                    text.push('\n');
                    text.push_str(part);
                }
                text.push('\n');
            }
            Piece::Entity { label, .. } => text.push_str(label),
            Piece::Shortcode(shortcode) => {
                text.push('\n');
                gather(shortcode.inner.as_deref().unwrap_or_default(), text);
                text.push('\n');
            }
            Piece::Code { .. } | Piece::More => {}
        }
    }
}

/// Elements that may stand within a word; every other one ends it.
const WITHIN: [&str; 14] =
    ["em", "strong", "a", "code", "b", "i", "u", "s", "del", "ins", "mark", "small", "span", "abbr"];

/// The text of a stretch of HTML. It need not be exact: what is lost or joined is a word that is not found.
fn strip(html: &str, text: &mut String) {
    let mut rest = html;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(entity) = rest.strip_prefix('&') {
            let end = entity.find(';').filter(|end| *end <= 8);
            match end.map(|end| &entity[..end]) {
                // What stands for a sign ends a word as the sign does.
                Some(_) => text.push(' '),
                None => text.push('&'),
            }
            rest = end.map_or(entity, |end| &entity[end + 1..]);
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let name = rest[1..end].trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(name);
        if !WITHIN.contains(&name) {
            text.push('\n');
        }
        rest = &rest[end + 1..];
    }
    if !rest.starts_with('<') {
        text.push_str(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::{Words, strip};

    #[test]
    fn numbers_come_back_sorted_and_once() {
        let words = Words::pack(vec![(70_000, 1), (3, 0), (3, 2), (u32::MAX, 3)]);
        assert_eq!(words.iter().collect::<Vec<_>>(), [(3, 2), (70_000, 1), (u32::MAX, 3)]);
        assert_eq!(Words::default().iter().count(), 0);
    }

    #[test]
    fn tags_within_a_word_do_not_part_it() {
        let mut text = String::new();
        strip("<p>giga<em>watt</em> &amp; <td>uno</td><td>due</td>\n<!-- x -->&lt;a", &mut text);
        assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["gigawatt", "uno", "due", "a"]);
    }
}
