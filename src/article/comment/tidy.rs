//! A stranger's characters, made harmless for the text around them: nothing may turn the direction of other words, hide, or
//! tower over the lines above.

use icu::properties::CodePointMapData;
use icu::properties::props::GeneralCategory;

/// So many marks may stand on one letter. Hebrew and Vietnamese need three.
const MARKS: usize = 4;

/// So many joiners may follow each other: emoji and Persian need one.
const JOINERS: usize = 1;

/// The text without what is no writing, at most `longest` characters of it, and whether it was cut.
pub fn tidy(text: &str, longest: usize) -> (String, bool) {
    let categories = CodePointMapData::<GeneralCategory>::new();
    let mut tidied = String::with_capacity(text.len().min(longest * 4));
    let (mut count, mut marks, mut joiners) = (0, 0, 0);
    let text = text.replace("\r\n", "\n");
    for c in text.chars() {
        let c = match c {
            '\r' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' => ' ',
            c => c,
        };
        if is_no_writing(c) {
            continue;
        }
        let is_joiner = matches!(c, '\u{200c}' | '\u{200d}' | '\u{200e}' | '\u{200f}');
        joiners = if is_joiner { joiners + 1 } else { 0 };
        if joiners > JOINERS {
            continue;
        }
        match categories.get(c) {
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark => {
                marks += 1;
                if marks > MARKS {
                    continue;
                }
            }
            GeneralCategory::Unassigned | GeneralCategory::Surrogate | GeneralCategory::PrivateUse => continue,
            // A joiner between marks does not begin a new letter.
            _ if is_joiner => {}
            _ => marks = 0,
        }
        if count == longest {
            return (tidied.trim_end().to_string(), true);
        }
        tidied.push(c);
        count += 1;
    }
    (tidied, false)
}

/// Controls, and signs that are not seen: overrides and embeddings of direction, spaces of no width, tags, annotations.
fn is_no_writing(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{115f}'..='\u{1160}'
                | '\u{200b}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn nothing_turns_hides_or_towers() {
        let cases = [
            ("città 漢字 שָׁלוֹם مرحبا", "città 漢字 שָׁלוֹם مرحبا"),
            ("👩\u{200d}💻 e می\u{200c}خواهم", "👩\u{200d}💻 e می\u{200c}خواهم"),
            ("a\u{202e}b\u{2066}c\u{200b}d\u{feff}", "abcd"),
            ("a\u{200d}\u{200d}\u{200d}b", "a\u{200d}b"),
            ("a\u{0}\u{1b}[31mb\r\nc\rd\te", "a[31mb\nc\nd e"),
            ("z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}o", "z\u{300}\u{301}\u{302}\u{303}o"),
            ("x\u{e0041}\u{e0042}", "x"),
        ];
        for (written, tidied) in cases {
            assert_eq!(tidy(written, 100), (tidied.to_string(), false), "{written:?}");
        }
        assert_eq!(tidy("abc def", 4), ("abc".to_string(), true));
        assert_eq!(tidy("abcd", 4), ("abcd".to_string(), false));
    }
}
