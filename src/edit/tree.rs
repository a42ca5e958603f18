//! The tree of a front matter with places, of all that the site itself can read.

use std::ops::Range;

use crate::config::marked::{self, Failure, Tree};

/// Reads `text[range]`. The parser that knows places is stricter than the one that reads for the site: it refuses a bracket that
/// closes a list at the left margin, as many people write it. Then it is given a copy in which such brackets stand at the end of
/// the line before, every byte in its place.
///
/// # Errors
/// When it cannot be read even so.
pub fn parse(text: &str, range: Range<usize>) -> Result<Tree, Failure> {
    match marked::parse(text, range.clone()) {
        Err(failure) if !failure.too_deep => match drawn_up(text, range.clone()) {
            Some(copy) => marked::parse(&copy, range),
            None => Err(failure),
        },
        read => read,
    }
}

/// A copy of the same length, in which brackets at the left margin stand in the line before; `None` when there are none.
fn drawn_up(text: &str, range: Range<usize>) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let mut any = false;
    let mut at = range.start;
    while let Some(end) = text.get(at..range.end).and_then(|rest| rest.find('\n')).map(|end| at + end + 1) {
        if text.get(end..range.end).is_some_and(|next| next.starts_with([']', '}'])) {
            any = true;
            // Lines above that hold nothing but a comment are in the way too.
            let mut line = at;
            loop {
                let stop = text[line..].find('\n').map_or(range.end, |stop| line + stop + 1);
                let comment = comment(&text[line..stop]).map_or(stop, |comment| line + comment);
                let from = comment.min(line + text[line..stop].trim_end_matches(['\r', '\n']).len());
                bytes[from..stop].fill(b' ');
                let is_blank = text[line..from].trim().is_empty();
                if !is_blank || line <= range.start {
                    break;
                }
                line = text[..line - 1].rfind('\n').map_or(0, |above| above + 1).max(range.start);
            }
        }
        at = end;
    }
    any.then(|| String::from_utf8(bytes).ok()).flatten()
}

/// Where the comment of a line begins.
fn comment(line: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match quote {
            Some('"') if c == '\\' => escaped = true,
            // Within single quotes two of them are one.
            Some('\'') if line[at..].starts_with("''") => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '#' && before.is_whitespace() => return Some(at),
            None if matches!(c, '"' | '\'') && (before.is_whitespace() || matches!(before, '[' | ',' | '{')) => {
                quote = Some(c);
            }
            None => {}
        }
        before = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn brackets_at_the_margin_are_read_in_their_place() {
        let text = "a: [\n  è, # \"uno\" è\n  # due\n\n  b\n]\nc: {\n  d: e # f\n}\ng: h\n";
        let tree = parse(text, 0..text.len()).expect("it can be read").root;
        let at = |keys: &[&str]| &text[tree.place(keys).expect("a place")];
        assert_eq!((at(&["a", "0"]), at(&["a", "1"]), at(&["c", "d"]), at(&["g"])), ("è", "b", "e", "h"));
        assert!(at(&["a"]).ends_with(']'));
        let doubled = "a: [ # ]\n  '''{\"', # [,\n]\n";
        assert!(parse(doubled, 0..doubled.len()).is_ok());
        assert!(parse("a: [\n]\nb: [\n", 0..12).is_err());
    }
}
