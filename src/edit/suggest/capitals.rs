//! The stretches of words with capital letters in a text, which may be names.

use std::collections::BTreeMap;

use super::evidence::{Signs, is_form, is_job};

/// A stretch of words with capital letters.
pub struct Capitalised {
    pub name: String,
    /// Whether a sentence begins with it.
    pub begins: bool,
    /// What stands beside it and tells who it is.
    pub signs: Signs,
}

/// A word of a text without what surrounds it.
pub struct Word<'a> {
    pub bare: &'a str,
    /// Whether something stands before it without a space: a quotation mark, an article (`l'Enel`).
    pub opens: bool,
    /// What follows without a space.
    pub tail: &'a str,
    /// Whether it is what was elided before it that opens it.
    pub elided: bool,
}

impl<'a> Word<'a> {
    fn of(raw: &'a str) -> Word<'a> {
        let opened = raw.trim_start_matches(|c: char| !c.is_alphanumeric());
        let whole = opened.trim_end_matches(|c: char| !c.is_alphanumeric());
        let stem = whole.strip_suffix("'s").or_else(|| whole.strip_suffix("’s")).unwrap_or(whole);
        // What is elided or put before belongs to the sentence: `l'Enel`.
        let bare = stem.rsplit(['\'', '’']).find(|part| part.chars().count() > 1).unwrap_or(stem);
        let elided = stem.ends_with(bare) && bare.len() < stem.len();
        Word { bare, opens: elided || opened.len() < raw.len(), tail: &opened[stem.len()..], elided }
    }

    fn is_capital(&self) -> bool {
        self.bare.chars().next().is_some_and(char::is_uppercase)
            && self.bare.chars().any(char::is_alphabetic)
            && !self.bare.contains(['/', '@', '_'])
    }
}

/// The stretches of words with capital letters. Words without one are counted, since what is mostly written so is no name.
pub fn capitalised(text: &str, lower: &mut BTreeMap<String, usize>) -> Vec<Capitalised> {
    let mut found = Vec::new();
    for line in text.lines() {
        let words: Vec<Word<'_>> = line.split_whitespace().map(Word::of).collect();
        let (mut begins, mut at) = (true, 0);
        while at < words.len() {
            let start = at;
            // A job is no part of a name, but tells whose it is: `OpenAI CEO Sam Altman`.
            while at < words.len()
                && words[at].is_capital()
                && !is_job(words[at].bare)
                && (at == start || (!words[at].opens && words[at - 1].tail.is_empty()))
            {
                at += 1;
            }
            if at > start {
                found.extend(stretch(&words, start, at, begins));
            } else {
                if words[at].bare.chars().next().is_some_and(char::is_lowercase) {
                    *lower.entry(words[at].bare.to_string()).or_default() += 1;
                }
                at += 1;
            }
            let last = &words[at - 1];
            begins = last.tail.contains(['.', '!', '?', ':', '…']) || (last.bare.is_empty() && begins);
        }
    }
    found
}

/// The words from one place to another as a name, without its legal form.
fn stretch(words: &[Word<'_>], start: usize, end: usize, begins: bool) -> Option<Capitalised> {
    let has_form = end - start > 1 && is_form(words[end - 1].bare);
    let bare: Vec<&str> = words[start..end - usize::from(has_form)].iter().map(|word| word.bare).collect();
    bare.iter().any(|word| word.chars().count() > 1).then(|| Capitalised {
        name: bare.join(" "),
        begins,
        signs: Signs::of(words, start, end, has_form),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::capitalised;

    #[test]
    fn names_are_found_within_sentences() {
        let mut lower = BTreeMap::new();
        let text = "Ieri Telecom Italia, dopo l'Enel. Domani (forse) Leonardo e Banca d'Italia.";
        let found = capitalised(text, &mut lower);
        let names: Vec<(&str, bool)> = found.iter().map(|found| (found.name.as_str(), found.begins)).collect();
        assert_eq!(
            names,
            [
                ("Ieri Telecom Italia", true),
                ("Enel", false),
                ("Domani", true),
                ("Leonardo", false),
                ("Banca", false),
                ("Italia", false)
            ]
        );
        assert_eq!(lower.get("dopo"), Some(&1));
    }

    #[test]
    fn jobs_and_legal_forms_are_no_part_of_a_name() {
        let found =
            capitalised("Per Acme Inc. parla il CEO Jo Bauer, OpenAI CEO. A Rossi's Bar.", &mut BTreeMap::new());
        let names: Vec<&str> = found.iter().map(|found| found.name.as_str()).collect();
        assert_eq!(names, ["Per Acme", "Jo Bauer", "OpenAI", "A Rossi", "Bar"]);
    }
}
