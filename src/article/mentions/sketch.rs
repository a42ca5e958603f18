//! A small set of a text's words, which may say yes too often and never no too often (a Bloom filter): so that a new name
//! needs only those texts read again that may hold it.

use serde::{Deserialize, Serialize};

use super::script::{self, Script};

/// Bits a word: with two places for each, one in twenty words that are not there seems to be.
const BITS: usize = 8;

/// The words of a text. An empty one stands for a text that nobody has looked at: it may have any word.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Sketch(Box<[u8]>);

impl Sketch {
    /// Of a text in lower case. Where the language has a genitive in *s*, words are noted without it too.
    pub fn of(folded: &str, genitive: bool) -> Sketch {
        let mut hashes: Vec<u32> = Vec::with_capacity(folded.len() / 4);
        each_word(folded, |word| {
            hashes.push(hash(word));
            if genitive && let Some(bare) = word.strip_suffix('s') {
                hashes.push(hash(bare));
            }
        });
        hashes.sort_unstable();
        hashes.dedup();
        let mut bits = vec![0_u8; (hashes.len() * BITS).div_ceil(8).max(1)];
        for word in hashes {
            for place in places(word, bits.len()) {
                bits[place / 8] |= 1 << (place % 8);
            }
        }
        Sketch(bits.into())
    }

    pub fn may_have(&self, word: u32) -> bool {
        self.0.is_empty() || places(word, self.0.len()).iter().all(|place| self.0[place / 8] & 1 << (place % 8) != 0)
    }
}

/// The words of a name in lower case, as they are looked up.
pub fn words(folded: &str) -> Vec<u32> {
    let mut words = Vec::new();
    each_word(folded, |word| words.push(hash(word)));
    words
}

/// Runs of letters and digits, and each character for itself in scripts without spaces.
fn each_word<'a>(text: &'a str, mut each: impl FnMut(&'a str)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
        if bytes.get(at).is_none_or(u8::is_ascii) {
            if at > start {
                each(&text[start..at]);
            }
            at += 1;
            continue;
        }
        // A character beyond ASCII: the run goes on with it, or ends before it.
        at = beyond_ascii(text, start, &mut each);
    }
}

fn beyond_ascii<'a>(text: &'a str, start: usize, each: &mut impl FnMut(&'a str)) -> usize {
    for (at, character) in text[start..].char_indices() {
        let script = if character == '_' { Script::None } else { script::of(character) };
        if script == Script::Spaced {
            continue;
        }
        if at > 0 {
            each(&text[start..start + at]);
        }
        let next = start + at + character.len_utf8();
        if script.is_dense() {
            each(&text[start + at..next]);
        }
        return next;
    }
    each(&text[start..]);
    text.len()
}

/// FNV-1a, then mixed, since its low bits alone would do for the second place.
fn hash(word: &str) -> u32 {
    let hash = word.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ hash >> 15).wrapping_mul(0x2C1B_3C6D)
}

fn places(word: u32, bytes: usize) -> [usize; 2] {
    let bits = (bytes * 8) as u64;
    let scaled = |hash: u32| (u64::from(hash) * bits >> 32) as usize;
    [scaled(word), scaled(word.rotate_left(16).wrapping_mul(0x9E37_79B1))]
}

#[cfg(test)]
mod tests {
    use super::{Sketch, words};

    #[test]
    fn a_text_may_have_its_own_words_and_few_others() {
        let text: String = (0..400).map(|number| format!("parola{number} ")).collect();
        let sketch = Sketch::of(&text, false);
        assert!((0..400).all(|number| sketch.may_have(words(&format!("parola{number}"))[0])));
        let wrong = (400..2400).filter(|number| sketch.may_have(words(&format!("parola{number}"))[0])).count();
        assert!(wrong < 200, "{wrong} of 2000");
    }

    #[test]
    fn names_are_found_in_any_script_and_with_their_endings() {
        let has = |text: &str, name: &str, genitive| {
            let sketch = Sketch::of(text, genitive);
            words(name).into_iter().all(|word| sketch.may_have(word))
        };
        assert!(has("gestern hat microsofts chef", "microsoft", true));
        assert!(has("昨日任天堂は発表した", "任天堂", false));
        assert!(has("l'nvidia e l'università", "nvidia", false));
        assert!(has("l'università di pisa", "università", false));
        assert!(has("openaiは", "openai", false));
        assert!(Sketch::default().may_have(7), "a text that nobody has looked at may have any word");
    }
}
