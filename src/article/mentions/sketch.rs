//! A small set of a text's words, which may say yes too often and never no too often (a Bloom filter): so that a new name
//! needs only those texts read again that may hold it.

use serde::{Deserialize, Serialize};

/// How large it is, in bytes, for a text of this many: a long text has fewer words of its own in each line. Of words that
/// are not there, about one in ten seems to be.
fn size(text: usize) -> usize {
    (text / 12).min(text / 40 + 400).max(32)
}

/// The words of a text. An empty one stands for a text that nobody has looked at: it may have any word.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Sketch(Box<[u8]>);

impl Sketch {
    /// With room for the words of a text of so many bytes, and still without any.
    pub fn for_text(length: usize) -> Sketch {
        Sketch(vec![0_u8; size(length)].into())
    }

    pub fn note(&mut self, word: u32) {
        for place in places(word, self.0.len()) {
            self.0[place / 8] |= 1 << (place % 8);
        }
    }

    pub fn may_have(&self, word: u32) -> bool {
        self.0.is_empty() || places(word, self.0.len()).iter().all(|place| self.0[place / 8] & 1 << (place % 8) != 0)
    }
}

fn places(word: u32, bytes: usize) -> [usize; 2] {
    let bits = (bytes * 8) as u64;
    let scaled = |hash: u32| ((u64::from(hash) * bits) >> 32) as usize;
    [scaled(word), scaled(word.rotate_left(16).wrapping_mul(0x9E37_79B1))]
}

#[cfg(test)]
mod tests {
    use super::Sketch;
    use crate::article::mentions::word;

    fn of(text: &str, genitive: bool) -> Sketch {
        let mut sketch = Sketch::for_text(text.len());
        word::each(text, genitive, |_, word| sketch.note(word));
        sketch
    }

    fn words(text: &str) -> Vec<u32> {
        word::all(text)
    }

    #[test]
    fn a_text_may_have_its_own_words_and_few_others() {
        let text: String = (0..400).map(|number| format!("parola{number} ")).collect();
        let sketch = of(&text, false);
        assert!((0..400).all(|number| sketch.may_have(words(&format!("parola{number}"))[0])));
        let wrong = (400..2400).filter(|number| sketch.may_have(words(&format!("parola{number}"))[0])).count();
        assert!(wrong < 200, "{wrong} of 2000");
    }

    #[test]
    fn names_are_found_in_any_script_and_with_their_endings() {
        let has = |text: &str, name: &str, genitive| {
            let sketch = of(text, genitive);
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
