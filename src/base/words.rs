//! Words as a search knows them: a text is split into forms, and each form means a word, folded and stemmed.
//!
//! The search's script (`assets/search.js` of the built-in theme) does the same to what a reader types. Whoever changes one
//! changes the other; `tests/browser` holds them together.

use std::borrow::Cow;

use icu::normalizer::{ComposingNormalizer, DecomposingNormalizer};
use icu::properties::CodePointMapData;
use icu::properties::props::{GeneralCategory, GeneralCategoryGroup};
use rust_stemmers::{Algorithm, Stemmer};

use super::language::primary;

/// A form of more characters is no word: an address, a key, a line of signs.
const LONGEST: usize = 40;

/// Whether a form of this script is cut into pairs of characters, since its writers put no spaces between words: Thai and its
/// neighbours, Han and Kana. Pairs are found in the middle of a sentence without a dictionary, in any program alike.
pub fn is_unspaced(character: char) -> bool {
    matches!(u32::from(character),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3005..=0x3007 | 0x3041..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x2FA1F)
}

/// Whether a character may stand in a form, the first of which is no mark.
fn is_of_word(character: char, is_first: bool) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    let groups = GeneralCategoryGroup::Letter.union(GeneralCategoryGroup::Number);
    let groups = if is_first { groups } else { groups.union(GeneralCategoryGroup::Mark) };
    groups.contains(CodePointMapData::<GeneralCategory>::new().get(character))
}

/// Calls `each` with every form of a text, in order: runs of letters, marks and digits, or the pairs of a run without spaces.
pub fn split<'a>(text: &'a str, mut each: impl FnMut(&'a str)) {
    let mut rest = text;
    loop {
        // Between words there is mostly a space, which is quickly passed.
        let start = rest.as_bytes().iter().position(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
        let Some(start) = start else { return };
        rest = &rest[start..];
        let end = rest.char_indices().find(|(at, character)| !is_of_word(*character, *at == 0));
        match end.map_or(rest.len(), |(at, _)| at) {
            0 => rest = &rest[rest.chars().next().map_or(1, char::len_utf8)..],
            end => {
                parts(&rest[..end], &mut each);
                rest = &rest[end..];
            }
        }
    }
}

/// A run may go over from a script with spaces to one without.
fn parts<'a>(run: &'a str, each: &mut impl FnMut(&'a str)) {
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let unspaced = is_unspaced(first);
        let end = match run.is_ascii() {
            true => rest.len(),
            false => rest.find(|character| is_unspaced(character) != unspaced).unwrap_or(rest.len()),
        };
        let (part, after) = rest.split_at(end);
        match unspaced {
            true => pairs(part, each),
            false if part.len() <= LONGEST || part.chars().count() <= LONGEST => each(part),
            false => {}
        }
        rest = after;
    }
}

fn pairs<'a>(run: &'a str, each: &mut impl FnMut(&'a str)) {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    if starts.len() <= 2 {
        return each(run);
    }
    starts.windows(3).for_each(|window| each(&run[window[0]..window[2]]));
}

/// Stems the words of one language.
pub struct Stems(Option<Stemmer>);

impl Stems {
    /// The stemmer of a language, if there is one: else words are found as they are written.
    pub fn of(tag: &str) -> Stems {
        Stems(algorithm(tag).map(Stemmer::create))
    }

    /// The word that a form means: in lower case, stemmed, without accents.
    pub fn word(&self, form: &str) -> String {
        let lower = form.to_lowercase();
        let lower = match lower.is_ascii() {
            true => Cow::Borrowed(lower.as_str()),
            false => ComposingNormalizer::new_nfkc().normalize(&lower),
        };
        match &self.0 {
            Some(stemmer) => fold(&stemmer.stem(&lower)),
            None => fold(&lower),
        }
    }
}

/// The stemmer's name in `page/stemmers/` for a language tag.
pub fn stemmer(tag: &str) -> Option<&'static str> {
    let known =
        ["ar", "da", "de", "el", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ro", "ru", "sv", "ta", "tr"];
    match primary(tag) {
        "nb" | "nn" => Some("no"),
        primary => known.into_iter().find(|known| *known == primary),
    }
}

fn algorithm(tag: &str) -> Option<Algorithm> {
    Some(match stemmer(tag)? {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nl" => Algorithm::Dutch,
        "no" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        _ => Algorithm::Turkish,
    })
}

/// Without accents, and without the vowel signs of Arabic and Hebrew, which few people type.
fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_string();
    }
    let apart = DecomposingNormalizer::new_nfd().normalize(word);
    ComposingNormalizer::new_nfc().normalize_iter(apart.chars().filter(|character| !is_accent(*character))).collect()
}

fn is_accent(character: char) -> bool {
    matches!(u32::from(character), 0x0300..=0x036F | 0x0591..=0x05C7 | 0x0640 | 0x064B..=0x065F | 0x0670)
}

/// Words that begin alike have the same key, so that they lie together and what is being typed finds them: the first four
/// characters, the first alone where a word is a pair, the whole name of a filter.
pub fn key(word: &str) -> u32 {
    let mut characters = word.chars();
    let length = match characters.next() {
        Some('=') => usize::MAX,
        Some(first) if is_unspaced(first) => 1,
        _ => 4,
    };
    let hash = word
        .chars()
        .take(length)
        .fold(0x811C_9DC5_u32, |hash, character| (hash ^ u32::from(character)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}

#[cfg(test)]
mod tests {
    use super::{Stems, key, split};

    fn forms(text: &str) -> Vec<&str> {
        let mut forms = Vec::new();
        split(text, |form| forms.push(form));
        forms
    }

    #[test]
    fn a_text_is_split_into_words_and_pairs() {
        assert_eq!(
            forms("L'accordo dell’IA: 3,5 mld… (città)"),
            ["L", "accordo", "dell", "IA", "3", "5", "mld", "città"]
        );
        assert_eq!(forms("今日はOpenAI"), ["今日", "日は", "OpenAI"]);
        assert_eq!(forms("中"), ["中"]);
        assert_eq!(forms("أعلنت الشركة"), ["أعلنت", "الشركة"]);
        assert_eq!(forms(" … — ↩\u{FE0E} "), [] as [&str; 0], "a mark alone is no word");
        assert_eq!(forms(&"x".repeat(41)), [] as [&str; 0]);
    }

    #[test]
    fn forms_of_a_word_are_one_word() {
        let same = |tag: &str, forms: &[&str]| {
            let stems = Stems::of(tag);
            let words: Vec<String> = forms.iter().map(|form| stems.word(form)).collect();
            assert!(words.windows(2).all(|two| two[0] == two[1]), "{forms:?} are {words:?}");
        };
        same("it", &["città", "citta", "CITTÀ", "citta\u{300}"]);
        same("it-CH", &["annunciato", "annunciare", "annunciò", "annuncia"]);
        same("en", &["chip", "chips", "Chips"]);
        same("ar", &["الشركات", "الشركة"]);
        same("ja", &["ＡＩ", "ai"]);
        same("de", &["Übernahme", "ubernahmen"]);
    }

    #[test]
    fn words_that_begin_alike_lie_together() {
        assert_eq!(key("annunc"), key("annuale"));
        assert_eq!(key("今日"), key("今年"));
        assert_ne!(key("=companies/amd"), key("=companies/nvidia"));
    }
}
