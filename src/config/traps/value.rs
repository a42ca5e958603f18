//! Mistakes in a value: signs at its beginning, colons in it, quotes and brackets that do not close.

use super::line::{Line, name_with_a_sign, split_field};
use super::{Text, Trap};
use crate::config::emit;

const TYPOGRAPHIC: &[char] = &['“', '”', '„', '‘', '’', '«', '»', '‹', '›'];

/// The mistake in the value of this line, or in the part of a value in brackets that holds the byte `at`.
pub fn trap(text: &Text<'_>, line: &Line<'_>, at: usize) -> Option<Trap> {
    let (name, value_at, value) = line.field();
    if value.is_empty() {
        return None;
    }
    if value.starts_with(['{', '[']) && !value.starts_with("{{") && !value.starts_with("{%") {
        return bracket(text, name, value_at, value, at);
    }
    single(text, name, value_at, value)
}

/// The line as it should be, with the value in quotes.
pub fn suggested(name: Option<&str>, value: &str) -> String {
    let quoted = emit::in_quotes(meant(value));
    match name {
        Some(name) => format!("`{name}: {quoted}`"),
        None => format!("`{quoted}`"),
    }
}

/// The text that was meant: without quotes that were put around it, but did not work.
fn meant(value: &str) -> &str {
    for quotes in [('"', '"'), ('\'', '\''), ('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’'), ('”', '”'), ('“', '“')]
    {
        let inner = value.strip_prefix(quotes.0).and_then(|rest| rest.strip_suffix(quotes.1));
        if let Some(inner) = inner.filter(|inner| !inner.contains("\", ") && !inner.contains("', ")) {
            return inner;
        }
    }
    // An apostrophe that closed a quote by mistake: in `'L'accordo` only the first sign was meant as a quote.
    match value.strip_prefix('\'') {
        Some(rest) if !rest.contains('\'') || closes_within_a_word(rest) => rest,
        _ => value.strip_prefix('"').filter(|rest| !rest.contains('"')).unwrap_or(value),
    }
}

fn closes_within_a_word(rest: &str) -> bool {
    rest.split_once('\'').is_some_and(|(_, after)| after.starts_with(char::is_alphanumeric))
}

fn single(text: &Text<'_>, name: Option<&str>, at: usize, value: &str) -> Option<Trap> {
    let span = at..at + value.len();
    let first = value.chars().next()?;
    let second = value.chars().nth(1);
    let in_quotes = || suggested(name, value);
    match first {
        '"' | '\'' => return quote(text, name, at, value, first),
        _ if TYPOGRAPHIC.contains(&first) && value.ends_with(TYPOGRAPHIC) => {
            return Some(Trap {
                code: "yaml-quotes",
                message: format!("`{first}` is a typographic quotation mark, which YAML does not know"),
                span,
                help: format!("use straight ones around the text: {}", in_quotes()),
            });
        }
        '@' | '`' | '%' | '*' | '!' | '#' | ',' | ']' | '}' => {
            return Some(sign(&first.to_string(), span, in_quotes()));
        }
        '{' => return Some(sign("{", span, in_quotes())),
        '&' if second != Some(' ') => return Some(sign("&", span, in_quotes())),
        '-' if second == Some(' ') => {
            let mut trap = sign("- ", span, in_quotes());
            let list = format!("[{}]", value[1..].trim());
            trap.help.push_str(&match name {
                Some(name) => format!(", or, if it is a list, `{name}: {list}`"),
                None => format!(", or, if it is a list, `{list}`"),
            });
            return Some(trap);
        }
        '?' if second == Some(' ') => return Some(sign(&format!("{first} "), span, in_quotes())),
        '|' | '>' if second.is_some_and(|second| !matches!(second, '-' | '+' | '0'..='9')) => {
            let mut trap = sign(&first.to_string(), span, in_quotes());
            trap.help.push_str(&format!(
                ", or begin the text on the next line, with two spaces before it, and leave `{first}` alone here"
            ));
            return Some(trap);
        }
        _ => {}
    }
    // A comment is no part of the value, and a colon in it does no harm.
    let value = value.split(" #").next().unwrap_or(value).trim_end();
    if split_field(value).is_none() || name.is_none() {
        return None;
    }
    Some(Trap {
        code: "yaml-colon",
        message: "there is a second colon in this line: YAML takes what stands before it for another field's name"
            .to_string(),
        span: at..at + value.len(),
        help: format!("put the text in quotes: {}", suggested(name, value)),
    })
}

fn sign(sign: &str, span: std::ops::Range<usize>, suggestion: String) -> Trap {
    Trap {
        code: "yaml-sign",
        message: format!("a text that begins with `{sign}` must stand in quotes"),
        span,
        help: format!("write {suggestion}"),
    }
}

/// A value in quotes: does it close, and does it end there?
fn quote(text: &Text<'_>, name: Option<&str>, at: usize, value: &str, sign: char) -> Option<Trap> {
    let Some(close) = closing(value, sign) else {
        // It may close on a later line, unless that line is a field of its own.
        let rest = text.file.get(at + value.len()..text.range.end).unwrap_or_default();
        let next = rest.lines().map(str::trim_end).find(|line| !line.is_empty());
        let goes_on = next.is_some_and(|line| line.starts_with([' ', '\t']) && rest.contains(sign));
        if goes_on {
            return None;
        }
        return Some(Trap {
            code: "yaml-unclosed",
            message: format!("the quotation mark `{sign}` that opens here is not closed"),
            span: at..at + 1,
            help: format!("close it at the end of the text: {}", suggested(name, value)),
        });
    };
    // A comment behind the text is no part of it.
    let value = value[close..].find(" #").map_or(value, |at| value[..close + at].trim_end());
    let after = value[close..].trim_start();
    if sign == '"' && value[..close].contains('\\') && after.is_empty() {
        let inner = &value[1..close - 1];
        return Some(Trap {
            code: "yaml-escape",
            message: "between double quotation marks a backslash is a sign of its own".to_string(),
            span: at..at + close,
            help: match name {
                Some(name) => format!("use single ones: `{name}: '{}'`", inner.replace('\'', "''")),
                None => format!("use single ones: `'{}'`", inner.replace('\'', "''")),
            },
        });
    }
    if after.is_empty() || after.starts_with('#') {
        return None;
    }
    let message = if sign == '\'' && after.starts_with(char::is_alphanumeric) {
        "the apostrophe closes the quotation, and the text goes on after it"
    } else {
        "the text goes on after the closing quotation mark"
    };
    Some(Trap {
        code: "yaml-quoted",
        message: message.to_string(),
        span: at + value.len() - after.len()..at + value.len(),
        help: format!("put the whole text in quotes of the other kind: {}", suggested(name, value)),
    })
}

/// The byte after the quote that closes the one at the beginning.
fn closing(value: &str, sign: char) -> Option<usize> {
    let mut characters = value.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if sign == '"' && character == '\\' {
            characters.next();
        } else if character == sign {
            // Two apostrophes between apostrophes are one.
            if sign == '\'' && characters.peek().is_some_and(|(_, next)| *next == '\'') {
                characters.next();
                continue;
            }
            return Some(at + 1);
        }
    }
    None
}

/// A value in brackets: a mistake in one of its parts, a bracket that does not close, or text behind it.
fn bracket(text: &Text<'_>, name: Option<&str>, at: usize, value: &str, stopped: usize) -> Option<Trap> {
    let parts = Parts::of(value);
    let wrong = parts.list.iter().filter(|(from, part)| at + from <= stopped.max(at) && !part.is_empty());
    for (from, part) in wrong {
        if let Some(trap) = name_with_a_sign(part, at + from) {
            return Some(trap);
        }
        let (part_name, part_value) = match split_field(part).filter(|(name, _)| !name.starts_with(['"', '\''])) {
            Some((name, value)) if value.is_empty() || !value.starts_with(['[', '{']) => (Some(name), value),
            _ => (None, *part),
        };
        if part_value.is_empty() {
            continue;
        }
        let part_at = at + from + part.len() - part_value.len();
        if let Some(mut trap) = single(text, part_name, part_at, part_value) {
            // Where the text was to end cannot be known: it may be before any of the commas.
            if trap.code == "yaml-unclosed" {
                trap.help = "close it at the end of the text, before the next comma or bracket".to_string();
            }
            return Some(trap);
        }
    }
    match parts.end {
        None => {
            let from = parts.unclosed.unwrap_or(0);
            let open = value[from..].chars().next()?;
            let (close, noun) = if open == '[' { (']', "list") } else { ('}', "group") };
            let whole = from == 0 && value.len() > 1 && !value.ends_with(',');
            let help = match name.filter(|_| whole) {
                Some(name) => format!("close it with `{close}`: `{name}: {value}{close}`"),
                None => format!("close it with `{close}` after its last part"),
            };
            Some(Trap {
                code: "yaml-unclosed",
                message: format!("the {noun} that opens here with `{open}` is not closed"),
                span: at + from..at + from + 1,
                help,
            })
        }
        Some(end) => {
            let after = value[end..].trim_start();
            if let Some(comma) = parts.empty {
                return Some(Trap {
                    code: "yaml-comma",
                    message: "there is nothing before this comma".to_string(),
                    span: at + comma..at + comma + 1,
                    help: "take it away, or write what belongs before it".to_string(),
                });
            }
            if after == "," {
                let comma = at + value.len() - 1;
                return Some(Trap {
                    code: "yaml-comma",
                    message: "there is a comma after the closing bracket".to_string(),
                    span: comma..comma + 1,
                    help: "take it away: fields are separated by their lines alone".to_string(),
                });
            }
            if after.is_empty() || after.starts_with('#') {
                return None;
            }
            let first = value.chars().next()?;
            Some(sign(&first.to_string(), at..at + value.len(), suggested(name, value)))
        }
    }
}

/// What stands between the brackets, cut at the commas, and where the closing bracket is.
struct Parts<'a> {
    list: Vec<(usize, &'a str)>,
    end: Option<usize>,
    /// The innermost bracket that does not close, or closes with another's sign.
    unclosed: Option<usize>,
    /// A comma with nothing before it.
    empty: Option<usize>,
}

impl<'a> Parts<'a> {
    fn of(value: &'a str) -> Parts<'a> {
        let mut parts = Parts { list: Vec::new(), end: None, unclosed: None, empty: None };
        let (mut open, mut from, mut fresh) = (Vec::new(), 1, true);
        let mut skip_to = 0;
        for (at, character) in value.char_indices() {
            if at < skip_to {
                continue;
            }
            match character {
                '[' | '{' => {
                    open.push((at, character));
                    fresh = true;
                    from = at + 1;
                    continue;
                }
                ']' | '}' => {
                    parts.push(value, from, at);
                    from = at + 1;
                    match open.pop() {
                        Some((_, '[')) if character == ']' => {}
                        Some((_, '{')) if character == '}' => {}
                        Some((opened, _)) => {
                            parts.unclosed = Some(opened);
                            return parts;
                        }
                        None => return parts,
                    }
                    if open.is_empty() {
                        parts.end = Some(at + 1);
                        return parts;
                    }
                }
                ',' => {
                    // Behind a bracket that closes there is no part of its own.
                    let is_blank = value[from..at].trim().is_empty();
                    if is_blank && !value[..from].ends_with([']', '}']) {
                        parts.empty.get_or_insert(at);
                    }
                    parts.push(value, from, at);
                    from = at + 1;
                    fresh = true;
                    continue;
                }
                '"' | '\'' if fresh => match closing(&value[at..], character) {
                    Some(length) => skip_to = at + length,
                    None => break,
                },
                ' ' => continue,
                ':' => {
                    fresh = true;
                    continue;
                }
                _ => {}
            }
            fresh = false;
        }
        parts.push(value, from, value.len());
        parts.unclosed = open.last().map(|(at, _)| *at);
        parts
    }

    fn push(&mut self, value: &'a str, from: usize, to: usize) {
        let part = value.get(from..to).unwrap_or_default();
        let start = from + part.len() - part.trim_start().len();
        self.list.push((start, part.trim()));
    }
}
