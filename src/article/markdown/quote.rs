//! Whom a block quote names at its end: `> … — WSJ`.
//!
//! The dash is sought in the source of the quote's last line before the line is read, since there its place is known; what
//! follows it is then read as Markdown (it may be a link) and judged once more by its plain text.

use std::ops::Range;

/// Where a quote's attribution may begin.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// The dash, in bytes of the text.
    pub dash: Range<usize>,
    /// The name, if the line `- WSJ` is a list with one item to Markdown: what is to be dropped is that list.
    pub item: Option<String>,
    pub place: Place,
}

/// What stands before the dash, which decides how much is allowed after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// Nothing on this line, or the end of a sentence or of a quotation.
    Ended,
    /// A word: the dash may well belong to the sentence, so that only what looks like a name is one.
    Within,
}

/// The end of a quote that is looked at: no attribution is longer, even with a link in it.
const WINDOW: usize = 600;
const LONGEST_NAME: usize = 60;
const MOST_WORDS: usize = 6;

/// Looks for an attribution in the last line of the quote that spans `range` of `text`.
pub fn find_cut(text: &str, range: Range<usize>) -> Option<Cut> {
    let mut from = range.end.saturating_sub(WINDOW).max(range.start);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let window = without_empty_lines(&text[from..range.end]);
    let line_break = window.rfind('\n');
    let whole = line_break.is_some() || from == range.start;
    let line = &window[line_break.map_or(0, |at| at + 1)..];
    let text_start = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
    let line_start = from + window.len() - line.len();
    for (at, dash) in dashes(line, text_start) {
        let own_line = whole && at == text_start;
        let before = line[text_start..at].trim_end();
        let glued = before.len() == at - text_start;
        let name = &line[at + dash.len()..];
        let spaced = name.starts_with([' ', '\t', '\u{A0}']);
        let ended = own_line || before.ends_with(['.', '!', '?', '…', '”', '»', '"', '“', '\'', '’', ')']);
        if (dash == "-" && !(spaced && ended)) || (glued && !ended) {
            continue;
        }
        let place = if ended { Place::Ended } else { Place::Within };
        let name = bare_name(name.trim());
        if !is_name(&name, place) {
            continue;
        }
        let at = line_start + at;
        let item = own_line && dash == "-" && line_break.is_some();
        if item && !(ends_a_sentence(&window[..line_break?]) && name.starts_with(char::is_alphabetic)) {
            return None;
        }
        return Some(Cut { dash: at..at + dash.len(), item: item.then_some(name), place });
    }
    None
}

/// A quote's last lines may hold nothing but `>`.
fn without_empty_lines(window: &str) -> &str {
    let mut window = window.trim_end();
    while let Some(at) = window.rfind('\n') {
        if window[at..].chars().any(|c| !matches!(c, '>' | ' ' | '\t' | '\n' | '\r')) {
            break;
        }
        window = window[..at].trim_end();
    }
    window
}

/// The dashes of a line, from left to right; a run of three hyphens or more is a rule's or a table's.
fn dashes(line: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    line[from..].match_indices(['—', '–', '―', '-']).filter_map(move |(at, dash)| {
        let at = at + from;
        if dash != "-" {
            return Some((at, dash));
        }
        let run = line[at..].bytes().take_while(|byte| *byte == b'-').count();
        (run <= 2 && !line[..at].ends_with('-')).then(|| (at, &line[at..at + run]))
    })
}

/// Whether the line before a `- WSJ` ends what was said, so that the hyphen is a dash rather than a list's.
fn ends_a_sentence(lines: &str) -> bool {
    let line = lines.rsplit('\n').next().unwrap_or(lines).trim();
    let text = line.trim_start_matches(['>', ' ', '\t']);
    !text.starts_with(['-', '*', '+', '#']) && line.ends_with(['.', '!', '?', '…', '”', '»', '"', '“'])
}

/// A name as its source will read: a link's text, without emphasis, tags and attributes.
fn bare_name(source: &str) -> String {
    let mut name = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '*' | '_' | '`' | '[' => {}
            ']' => {
                let (open, close) = if rest.starts_with('(') { ('(', ')') } else { ('[', ']') };
                if rest.starts_with(open) {
                    rest = rest.split_once(close).map_or("", |(_, rest)| rest);
                }
            }
            '<' => match rest.split_once('>') {
                Some((address, after)) if address.starts_with("http") => {
                    name.push_str(address);
                    rest = after;
                }
                Some((_, after)) => rest = after,
                None => name.push(c),
            },
            _ => name.push(c),
        }
    }
    name.trim().to_string()
}

/// Whether `name` may be whom a quote is from.
pub fn is_name(name: &str, place: Place) -> bool {
    let Some(first) = name.chars().next() else { return false };
    if name.chars().count() > LONGEST_NAME || !(first.is_uppercase() || first.is_numeric() || first == '@') {
        return false;
    }
    if name.contains([';', '!', '?', '…', '“', '”', '«', '»', '"', '—', '–', ':'])
        || name.contains(" - ")
        || name.contains("--")
    {
        return false;
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.len() > MOST_WORDS || !words.iter().all(|word| dots_are_abbreviations(word)) {
        return false;
    }
    let proper = words.iter().filter(|word| is_proper(word)).count();
    match place {
        Place::Within => proper == words.len(),
        Place::Ended => 2 * proper >= words.len(),
    }
}

/// `N.Y.`, `J.`, `Inc.` and `Reuters.com`, but no full stop.
fn dots_are_abbreviations(word: &str) -> bool {
    let word = word.trim_end_matches([',', ')']);
    let Some(stem) = word.strip_suffix('.') else { return !word.contains("..") };
    const LONGER: [&str; 16] =
        ["Inc", "Corp", "Co", "Ltd", "Jr", "Sr", "Dr", "Prof", "St", "Wash", "Mr", "Ms", "Mrs", "Dott", "Ing", "Avv"];
    !stem.contains("..")
        && (stem.split('.').all(|part| part.chars().count() == 1) || stem.ends_with(".p.A") || LONGER.contains(&stem))
}

/// A word that begins as names do, or one of the small words between them.
fn is_proper(word: &str) -> bool {
    const SMALL: [&str; 44] = [
        "a", "al", "alla", "and", "da", "dal", "das", "de", "dei", "degli", "del", "della", "delle", "dello", "den",
        "der", "des", "di", "do", "dos", "du", "e", "ed", "el", "et", "for", "für", "i", "il", "in", "la", "las", "le",
        "les", "los", "of", "on", "the", "und", "van", "von", "y", "zu", "&",
    ];
    let word = word.trim_start_matches(['(', '\'', '’']);
    word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || matches!(c, '@' | '/'))
        || SMALL.contains(&word)
        || word.starts_with("dell'")
        || word.starts_with("dell’")
        || word.starts_with("d'")
        || word.starts_with("d’")
}

#[cfg(test)]
mod tests {
    use crate::article::markdown::{Rules, plain, read};
    use crate::article::piece::Piece;
    use crate::config::settings::text::RawHtml;

    const RULES: Rules =
        Rules { language: "it", html: RawHtml::Allow, smart_punctuation: true, highlight: false, autolink: true };

    #[test]
    fn quotes_name_their_source() {
        let by = |body: &str| match &read(body, 0, &RULES).pieces[..] {
            [Piece::Quote { inner, by, .. }] => (plain::to_html(inner), by.clone()),
            pieces => panic!("{pieces:?}"),
        };
        let taken = |inner: &str, name: &str| (inner.to_string(), Some(name.to_string()));
        for (body, expected) in [
            ("> Testo.\n> — WSJ", taken("<p>Testo.</p>\n", "WSJ")),
            ("> Testo.\n> – WSJ\n", taken("<p>Testo.</p>\n", "WSJ")),
            ("> Testo.\n> -- WSJ\n>\n", taken("<p>Testo.</p>\n", "WSJ")),
            ("> Testo.\n> - WSJ", taken("<p>Testo.</p>\n", "WSJ")),
            ("> Testo.  \n> — WSJ", taken("<p>Testo.</p>\n", "WSJ")),
            ("> Testo.\\\n> — WSJ", taken("<p>Testo.</p>\n", "WSJ")),
            ("> Testo.\n>\n> — The Wall Street Journal", taken("<p>Testo.</p>\n", "The Wall Street Journal")),
            ("> È stato contattato.- WSJ", taken("<p>È stato contattato.</p>\n", "WSJ")),
            ("> \"Testo\" — WSJ", taken("<p>«Testo»</p>\n", "WSJ")),
            ("> \"Testo\"- WSJ", taken("<p>«Testo»</p>\n", "WSJ")),
            ("> «Testo»—WSJ", taken("<p>«Testo»</p>\n", "WSJ")),
            ("> “Testo” - [WSJ](https://wsj.com)", taken("<p>“Testo”</p>\n", "WSJ")),
            ("> Testo. — *Il Sole 24 Ore*", taken("<p>Testo.</p>\n", "Il Sole 24 Ore")),
            ("> Un giorno storico — Jensen Huang", taken("<p>Un giorno storico</p>\n", "Jensen Huang")),
            ("> Testo.\n> — @anissagardizy8", taken("<p>Testo.</p>\n", "@anissagardizy8")),
            ("> Testo.\n> — 404 Media", taken("<p>Testo.</p>\n", "404 Media")),
            ("> Testo.\n> — N.Y. Times", taken("<p>Testo.</p>\n", "N.Y. Times")),
            ("> Testo.\n> — J. Huang, Nvidia Corp.", taken("<p>Testo.</p>\n", "J. Huang, Nvidia Corp.")),
            (
                "> Testo.\n> — Jensen Huang, fondatore di NVIDIA",
                taken("<p>Testo.</p>\n", "Jensen Huang, fondatore di NVIDIA"),
            ),
            (
                "> Uno.\n>\n> Due — tre.\n>\n> — Corriere della Sera",
                taken("<p>Uno.</p>\n<p>Due — tre.</p>\n", "Corriere della Sera"),
            ),
            ("> [OpenAI](/x) cresce. — AT&T", taken("<p><a href=\"/x\">OpenAI</a> cresce.</p>\n", "AT&T")),
        ] {
            assert_eq!(by(body), expected, "{body}");
        }
        for body in [
            "> Testo.",
            "> — WSJ",
            "> Una frase lunga — Il governo ha detto che non è vero.",
            "> Una frase — Il governo ha vinto",
            "> Detto questo. — Il governo ha vinto ancora",
            "> Il governo — Meloni — ha detto",
            "> Il governo — Meloni in testa — Salvini — no",
            "> Testo.\n> — chi lo sa",
            "> Testo.\n> — Chi lo sa?",
            "> Testo.\n> — Una frase intera con troppe parole per un nome",
            "> Novità:\n> - GPT-5",
            "> - WSJ",
            "> - uno.\n> - WSJ",
            "> Testo. `a — WSJ`",
            "> Testo\n>\n> ```\n> — WSJ\n> ```",
            "> Testo.\n> > — WSJ\n>\n> fine",
            "> Il volo Roma - Milano",
            "> Il vertice di Bruxelles - Europa",
            "> Testo *in corsivo. — WSJ*",
            "> Il punto — Fine.",
            "> a --- B",
        ] {
            let pieces = read(body, 0, &RULES).pieces;
            let Piece::Quote { by, .. } = &pieces[0] else { panic!("{pieces:?}") };
            assert_eq!(by, &None, "{body}");
            let text = plain::to_html(&pieces);
            for word in ["WSJ", "GPT-5", "Meloni", "governo"] {
                assert_eq!(text.contains(word), body.contains(word), "{body}");
            }
        }
    }
}
