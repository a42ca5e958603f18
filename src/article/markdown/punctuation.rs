//! Quotation marks, apostrophes, dashes and dots by the rules of a language.
//!
//! A mark opens or closes according to the characters beside it, also when these belong to another element: the caller
//! keeps the character before, and the one after is sought in the source past Markdown's own signs.

use crate::base::language::primary;

/// The quotation marks of a language: opening and closing, outer and inner.
struct Marks {
    outer: (&'static str, &'static str),
    inner: (&'static str, &'static str),
}

const ENGLISH: Marks = Marks { outer: ("“", "”"), inner: ("‘", "’") };
const SWISS: Marks = Marks { outer: ("«", "»"), inner: ("‹", "›") };
const ITALIAN: Marks = Marks { outer: ("«", "»"), inner: ("“", "”") };
const FRENCH: Marks = Marks { outer: ("«\u{202F}", "\u{202F}»"), inner: ("“", "”") };
const GERMAN: Marks = Marks { outer: ("„", "“"), inner: ("‚", "‘") };
const POLISH: Marks = Marks { outer: ("„", "”"), inner: ("«", "»") };
const HUNGARIAN: Marks = Marks { outer: ("„", "”"), inner: ("»", "«") };
const SWEDISH: Marks = Marks { outer: ("”", "”"), inner: ("’", "’") };
const RUSSIAN: Marks = Marks { outer: ("«", "»"), inner: ("„", "“") };
const NORWEGIAN: Marks = Marks { outer: ("«", "»"), inner: ("‘", "’") };
const JAPANESE: Marks = Marks { outer: ("「", "」"), inner: ("『", "』") };

/// As the Unicode locale data have them; in Swiss writing German and Italian do as French, without its spaces.
fn marks(language: &str) -> &'static Marks {
    match primary(language) {
        "de" | "it" | "fr" if is_swiss(language) => &SWISS,
        "it" | "es" | "ca" | "el" | "ar" => &ITALIAN,
        "fr" => &FRENCH,
        "de" | "cs" | "sk" | "sl" | "bg" => &GERMAN,
        "pl" | "ro" => &POLISH,
        "hu" => &HUNGARIAN,
        "sv" | "fi" => &SWEDISH,
        "ru" | "uk" => &RUSSIAN,
        "no" | "nb" | "nn" => &NORWEGIAN,
        "ja" => &JAPANESE,
        _ => &ENGLISH,
    }
}

fn is_swiss(language: &str) -> bool {
    language.split('-').any(|part| part == "CH")
}

/// What stands beside a mark.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// White space, an end of the text, or a sign after which something begins.
    Open,
    /// A sign that closes or ends something.
    Close,
    Word,
}

/// The state within one block of text: which quotations are open.
pub struct Punctuation {
    marks: &'static Marks,
    /// Whether spaces before and within high signs are of their own kind, as in French.
    pub is_spaced: bool,
    double: u8,
    single: bool,
    /// Whether the last mark written was an opening one, since a straight mark in the source does not tell.
    opening: bool,
}

impl Punctuation {
    pub fn new(language: &str) -> Punctuation {
        let is_spaced = primary(language) == "fr";
        Punctuation { marks: marks(language), is_spaced, double: 0, single: false, opening: false }
    }

    /// A new block begins: quotations do not reach over its border.
    pub fn reset(&mut self) {
        (self.double, self.single, self.opening) = (0, false, false);
    }

    /// What is to be written for the sign at `at` in `text`, and how many bytes it stands for. `before` is the character
    /// before it, `end` where the run of plain text ends. The sign is one of `"`, `'`, `-` and `.`, and in French a space
    /// or `«`.
    pub fn replace<'t>(&mut self, text: &'t str, at: usize, end: usize, before: Option<char>) -> (usize, &'t str) {
        let bytes = text.as_bytes();
        let sign = bytes[at];
        if sign == b'"' || sign == b'\'' {
            let after = after(text, at + 1, end);
            let mark =
                if sign == b'"' { self.double(before, after) } else { self.single(&text[at + 1..], before, after) };
            return (1, mark);
        }
        if sign == b' ' {
            return (1, self.space(text[at + 1..end].chars().next()));
        }
        if let Some(rest) = text[at..end].strip_prefix('«') {
            let is_apart = self.is_spaced && rest.starts_with(' ');
            return if is_apart { ("« ".len(), "«\u{202F}") } else { ("«".len(), "«") };
        }
        let run = bytes[at..end].iter().take_while(|byte| **byte == sign).count();
        let written = match (sign, run) {
            (b'-', 2) if is_option(before, bytes.get(at + 2)) => "--",
            (b'-', 2) => "–",
            (b'-', 3) => "—",
            (b'.', 3) => "…",
            _ => &text[at..at + run],
        };
        (run, written)
    }

    /// French sets a space before its high signs, at which no line may break: a narrow one, before the colon a full one.
    fn space(&self, after: Option<char>) -> &'static str {
        match after {
            Some(';' | '!' | '?' | '»') if self.is_spaced => "\u{202F}",
            Some(':') if self.is_spaced => "\u{A0}",
            _ => " ",
        }
    }

    fn double(&mut self, before: Option<char>, after: Option<char>) -> &'static str {
        let (left, right) = (self.left(before), side(after));
        let opens = match (left, right) {
            (Side::Open, Side::Open) if self.double == 0 => return "\"",
            (Side::Open, Side::Word) => true,
            (Side::Open, _) => self.double == 0,
            // After an elision a quotation begins: dell'"Economist".
            (_, Side::Word) if matches!(before, Some('\'' | '’')) => true,
            // Within a word, or after a figure (6"), it is no quotation mark.
            (_, Side::Word) if self.double == 0 => return "\"",
            _ if self.double == 0 && before.is_some_and(|c| c.is_ascii_digit()) => return "\"",
            _ => false,
        };
        self.opening = opens;
        let pair = |depth: u8| if depth.is_multiple_of(2) { &self.marks.outer } else { &self.marks.inner };
        if opens {
            let mark = pair(self.double).0;
            self.double = self.double.saturating_add(1);
            mark
        } else {
            self.double = self.double.saturating_sub(1);
            pair(self.double).1
        }
    }

    /// An apostrophe, unless a quotation begins here whose end can be seen, or one that has begun ends here.
    fn single(&mut self, rest: &str, before: Option<char>, after: Option<char>) -> &'static str {
        let right = if after == Some('"') && self.double > 0 { Side::Close } else { side(after) };
        match (self.left(before), right) {
            (Side::Open, Side::Open) => "'",
            (Side::Open, _) if !self.single && !after.is_some_and(|c| c.is_ascii_digit()) && closes(rest) => {
                (self.single, self.opening) = (true, true);
                self.marks.inner.0
            }
            (_, Side::Open | Side::Close) if self.single => {
                (self.single, self.opening) = (false, false);
                self.marks.inner.1
            }
            _ => {
                self.opening = false;
                "’"
            }
        }
    }

    fn left(&self, before: Option<char>) -> Side {
        match before {
            Some('"' | '\'') => {
                if self.opening {
                    Side::Open
                } else {
                    Side::Close
                }
            }
            Some('-' | '–' | '—' | '/' | '=' | '(' | '[' | '{' | '<' | '«' | '“' | '„' | '‘' | '‚' | '¿' | '¡') => {
                Side::Open
            }
            other => side(other),
        }
    }
}

fn side(character: Option<char>) -> Side {
    match character {
        None => Side::Open,
        Some(c) if c.is_whitespace() => Side::Open,
        Some(
            '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '»' | '”' | '’' | '…' | '-' | '–' | '—' | '/' | '%',
        ) => Side::Close,
        Some(_) => Side::Word,
    }
}

/// The character after a mark. Where the run of text ends, the signs of emphasis, links and code are passed over.
fn after(text: &str, at: usize, end: usize) -> Option<char> {
    if at < end {
        return text[at..].chars().next();
    }
    text[at..].chars().take(16).find(|c| !matches!(c, '*' | '_' | '~' | '`' | '[' | '!' | '\\'))
}

/// Whether `--` begins a program's option (`--drafts`), which no dash does.
fn is_option(before: Option<char>, after: Option<&u8>) -> bool {
    before.is_none_or(char::is_whitespace) && after.is_some_and(u8::is_ascii_lowercase)
}

/// Whether a quotation that has just been opened by `'` is closed soon. Italian words that are cut short (*po'*) close none.
fn closes(rest: &str) -> bool {
    const FARTHEST: usize = 300;
    const CUT_SHORT: [&str; 10] = ["po", "mo", "be", "va", "fa", "da", "di", "sta", "to", "ca"];
    let bytes = rest.as_bytes();
    for at in memchr::memchr2_iter(b'\'', b'\n', &bytes[..bytes.len().min(FARTHEST)]) {
        if bytes[at] == b'\n' {
            if matches!(bytes.get(at + 1), None | Some(b'\n')) {
                return false;
            }
            continue;
        }
        let word = &rest[..at];
        let word = &word[word
            .rfind(|c: char| !c.is_alphabetic())
            .map_or(0, |i| i + word[i..].chars().next().map_or(1, char::len_utf8))..];
        let inside = rest[..at].chars().next_back().is_some_and(|c| !c.is_whitespace());
        let outside = rest[at + 1..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        if inside && outside && !CUT_SHORT.contains(&word) {
            return true;
        }
    }
    false
}

/// The rules applied to a whole plain text, as a caption is.
pub fn apply(text: &str, language: &str) -> String {
    let mut punctuation = Punctuation::new(language);
    let mut out = String::with_capacity(text.len());
    let (mut from, mut at) = (0, 0);
    while let Some(offset) = text[at..].find(['"', '\'', '-', '.', ' ', '«']) {
        at += offset;
        out.push_str(&text[from..at]);
        let (length, written) = punctuation.replace(text, at, text.len(), text[..at].chars().next_back());
        out.push_str(written);
        at += length;
        from = at;
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::apply;

    #[test]
    fn quotation_marks_follow_the_language() {
        let written = "Ha detto: \"Non è 'finita'\" (\"forse\").";
        for (language, expected) in [
            ("it", "Ha detto: «Non è “finita”» («forse»)."),
            ("es-MX", "Ha detto: «Non è “finita”» («forse»)."),
            ("en", "Ha detto: “Non è ‘finita’” (“forse”)."),
            ("pt-BR", "Ha detto: “Non è ‘finita’” (“forse”)."),
            ("de", "Ha detto: „Non è ‚finita‘“ („forse“)."),
            ("de-CH", "Ha detto: «Non è ‹finita›» («forse»)."),
            ("pl", "Ha detto: „Non è «finita»” („forse”)."),
            ("ja", "Ha detto: 「Non è 『finita』」 (「forse」)."),
            ("fr", "Ha detto: «\u{202F}Non è “finita”\u{202F}» («\u{202F}forse\u{202F}»)."),
        ] {
            assert_eq!(apply(written, language), expected, "{language}");
        }
    }

    #[test]
    fn french_signs_stand_apart_and_stay_on_their_line() {
        for (written, expected) in [
            (
                "Quoi ? Rien : « dit-il » ; fin !",
                "Quoi\u{202F}? Rien\u{A0}: «\u{202F}dit-il\u{202F}»\u{202F}; fin\u{202F}!",
            ),
            ("de 10:30 à midi; non", "de 10:30 à midi; non"),
            ("\"Vraiment ?\"", "«\u{202F}Vraiment\u{202F}?\u{202F}»"),
        ] {
            assert_eq!(apply(written, "fr"), expected);
        }
        assert_eq!(apply("« Così » : sì !", "it"), "« Così » : sì !");
    }

    #[test]
    fn italian_apostrophes_and_quotations_are_told_apart() {
        for (written, expected) in [
            ("l'accordo dell'\"Economist\"", "l’accordo dell’«Economist»"),
            ("un po' di 'ndrangheta", "un po’ di ’ndrangheta"),
            ("un po' di 'veleno' nell'aria", "un po’ di “veleno” nell’aria"),
            ("negli anni '90 e '80", "negli anni ’90 e ’80"),
            ("\"\"Dentro\" e fuori\"", "«“Dentro” e fuori»"),
            ("\"Sì\"-\"no\"", "«Sì»-«no»"),
            ("un monitor da 27\" e uno da 24\"", "un monitor da 27\" e uno da 24\""),
            ("\"E allora?\", chiede", "«E allora?», chiede"),
            ("a \" b", "a \" b"),
        ] {
            assert_eq!(apply(written, "it"), expected);
        }
    }

    #[test]
    fn english_contractions_keep_their_apostrophe() {
        assert_eq!(
            apply("\"I'm 'in' the '90s,\" she said. 'Tis true, don't you think?", "en"),
            "“I’m ‘in’ the ’90s,” she said. ’Tis true, don’t you think?"
        );
    }

    #[test]
    fn dashes_and_dots_are_joined_unless_they_are_something_else() {
        assert_eq!(apply("a -- b --- c... d - e ---- f .... g", "it"), "a – b — c… d - e ---- f .... g");
        assert_eq!(apply("con --drafts", "it"), "con --drafts");
    }
}
