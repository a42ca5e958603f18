//! How a published text is known again, and how far it is from what it became. A text is its words: white space, punctuation,
//! upper and lower case, accents, markup and where links lead are no matter, and code is left out.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::details::Update;
use super::piece::Piece;
use super::words;
use crate::base::stamp::Stamp;
use crate::base::words::split;

/// How many counters a sketch has: each counts the words that fall to it, up to fifteen and then from zero again.
const COUNTERS: usize = 32;

/// So many words may be others in any text, and one in a hundred in a long one, up to the other number.
const SOME_WORDS: (u32, u32) = (3, 10);

/// What is remembered of a text: enough to tell how many of its words became others, and nothing of what they say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Likeness {
    /// Tells one sequence of words from another.
    whole: u64,
    /// The same of the words that hold a digit, each of which may matter.
    numbers: u32,
    words: u32,
    sketch: [u8; COUNTERS],
    /// How many updates the article tells, and the instant of the newest.
    updates: (u32, i64),
}

impl Likeness {
    /// Of an article's standfirst and its body.
    pub fn new(lede: Option<&str>, body: &[Piece], updates: &[Update]) -> Likeness {
        let text = format!("{}\n{}", lede.unwrap_or_default(), words::text(body));
        let newest = updates.iter().map(|update| update.date.seconds).max();
        let updates = (updates.len() as u32, newest.unwrap_or(0));
        Likeness { updates, ..Likeness::of(&text) }
    }

    fn of(text: &str) -> Likeness {
        let (mut all, mut numbers) = (String::with_capacity(text.len()), String::new());
        let (mut words, mut sketch) = (0, [0_u8; COUNTERS]);
        split(text, |word| {
            let word = word.to_lowercase();
            words += 1;
            let counter = &mut sketch[Stamp::of_bytes(word.as_bytes()).number() as usize % COUNTERS];
            *counter = (*counter + 1) % 16;
            for list in [Some(&mut all), word.contains(|c: char| c.is_numeric()).then_some(&mut numbers)] {
                let Some(list) = list else { continue };
                list.push_str(&word);
                list.push(' ');
            }
        });
        Likeness {
            whole: Stamp::of_bytes(all.as_bytes()).number(),
            numbers: (Stamp::of_bytes(numbers.as_bytes()).number() >> 32) as u32,
            words,
            sketch,
            updates: (0, 0),
        }
    }

    /// Whether it is the same text, word for word.
    pub fn is_same_text(&self, other: &Likeness) -> bool {
        self.whole == other.whole
    }

    /// Whether the article tells of a change that it did not tell of before.
    pub fn tells_more(&self, before: &Likeness) -> bool {
        self.updates.0 > before.updates.0 || self.updates.1 > before.updates.1
    }

    /// Why another text is not the same to its readers: a number moved, or more words than a mistake in writing explains.
    pub fn change(&self, before: &Likeness) -> Option<Change> {
        if self.numbers != before.numbers {
            return Some(Change::Numbers);
        }
        let pairs = self.sketch.iter().zip(&before.sketch);
        let apart: u32 = pairs.map(|(a, b)| u32::from(a.abs_diff(*b).min(16 - a.abs_diff(*b)))).sum();
        // A word in another's place moves two counters; one that comes or goes moves one, and the number of words.
        let words = (apart + self.words.abs_diff(before.words)).div_ceil(2);
        let allowed = (before.words / 100).clamp(SOME_WORDS.0, SOME_WORDS.1);
        (words > allowed).then_some(Change::Words(words))
    }

    /// As it is written by `Display`; `None` for anything else.
    pub fn parse(fields: [&str; 5]) -> Option<Likeness> {
        let [whole, numbers, words, sketch, updates] = fields;
        let digits = (sketch.len() == COUNTERS && whole.len() == 16 && numbers.len() == 8).then_some(sketch)?;
        let mut counters = [0; COUNTERS];
        for (counter, digit) in counters.iter_mut().zip(digits.chars()) {
            *counter = digit.to_digit(16)? as u8;
        }
        let (count, newest) = updates.split_once('@')?;
        Some(Likeness {
            whole: u64::from_str_radix(whole, 16).ok()?,
            numbers: u32::from_str_radix(numbers, 16).ok()?,
            words: words.parse().ok()?,
            sketch: counters,
            updates: (count.parse().ok()?, newest.parse().ok()?),
        })
    }
}

/// In what a text is another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    Numbers,
    /// About so many of its words.
    Words(u32),
}

impl fmt::Display for Likeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits: String =
            self.sketch.iter().filter_map(|counter| char::from_digit(u32::from(*counter), 16)).collect();
        write!(
            f,
            "{:016x} {:08x} {} {digits} {}@{}",
            self.whole, self.numbers, self.words, self.updates.0, self.updates.1
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, Likeness};

    const TEXT: &str =
        "L'azienda investe 100 miliardi in dieci anni, e \"non\" chiede aiuti allo Stato. La notizia è di ieri.";

    #[test]
    fn what_readers_would_call_a_change_is_one() {
        for (changed, expected) in [
            (TEXT, None),
            (
                "L’azienda  investe 100\nmiliardi in dieci anni e «non» chiede aiuti allo Stato… La notizia è di ieri",
                None,
            ),
            (
                "L'azienda invesste 100 miliardi in dieci anni, e \"non\" chiede auiti allo Stato. La notizia è di ieri.",
                None,
            ),
            (
                "L'azienda investe 200 miliardi in dieci anni, e \"non\" chiede aiuti allo Stato. La notizia è di ieri.",
                Some(Change::Numbers),
            ),
            (
                "L'azienda investe 100 miliardi in 10 anni, e \"non\" chiede aiuti allo Stato. La notizia è di ieri.",
                Some(Change::Numbers),
            ),
            ("L'azienda investe 100 miliardi.", Some(Change::Words(14))),
            ("", Some(Change::Numbers)),
        ] {
            let (now, before) = (Likeness::of(changed), Likeness::of(TEXT));
            match (now.change(&before), expected) {
                (Some(Change::Words(_)), Some(Change::Words(_))) => {}
                (found, expected) => assert_eq!(found, expected, "{changed}"),
            }
        }
        let longer = format!("{TEXT} Il ministro smentisce tutto quanto.");
        assert_eq!(Likeness::of(&longer).change(&Likeness::of(TEXT)), Some(Change::Words(5)));
        assert!(Likeness::of(TEXT).is_same_text(&Likeness::of(&TEXT.to_uppercase())));
    }

    #[test]
    fn what_is_remembered_is_read_as_it_was_written() {
        let mut likeness = Likeness::of(TEXT);
        likeness.updates = (2, 1_758_000_000);
        let written = likeness.to_string();
        let fields: Vec<&str> = written.split(' ').collect();
        let fields: [&str; 5] = fields.try_into().expect("five fields");
        assert_eq!(Likeness::parse(fields), Some(likeness));
        assert_eq!(Likeness::parse(["x"; 5]), None);
    }
}
