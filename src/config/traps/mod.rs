//! YAML's traps, explained to people who know no YAML: what went wrong, in which line, and the line as it should be.
//!
//! The parsers say where they stopped, which is often past the mistake. From there the lines around are looked at for the
//! mistakes that people make; what matches none of them is told in the parser's own words.

mod line;
mod value;

use std::ops::Range;

use self::line::Line;
use super::marked::{Oddity, Tree};
use super::node::{Node, Shape};
use crate::diagnostic::{Diagnostic, locate};

/// A mistake in one line: its code, one sentence, which bytes of the file, and what to do.
pub struct Trap {
    pub code: &'static str,
    pub message: String,
    pub span: Range<usize>,
    pub help: String,
}

/// Where the two parsers stopped, and with which words.
pub struct Stop<'a> {
    /// libyaml's words, and its place where it has one.
    pub message: &'a str,
    pub at: Option<usize>,
    /// The marked parser's words and place.
    pub marked_message: &'a str,
    pub marked_at: usize,
}

/// A text within a file.
pub struct Text<'a> {
    pub path: &'a str,
    pub file: &'a str,
    pub range: Range<usize>,
}

impl Text<'_> {
    pub fn diagnostic(&self, trap: Trap) -> Diagnostic {
        let span = locate::span(self.path, self.file, trap.span.start, trap.span.len());
        let diagnostic = Diagnostic::error(trap.code, trap.message).at(span);
        if trap.help.is_empty() { diagnostic } else { diagnostic.help(trap.help) }
    }

    fn line(&self, at: usize) -> Line<'_> {
        Line::at(self.file, &self.range, at)
    }
}

/// The first character that no text file should hold.
pub fn control_character(text: &Text<'_>) -> Option<Diagnostic> {
    let part = text.file.get(text.range.clone())?;
    let unwanted =
        |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{85}') || matches!(c, '\u{fffe}' | '\u{ffff}');
    let (at, character) = part.char_indices().find(|(_, character)| unwanted(*character))?;
    let start = text.range.start + at;
    Some(
        text.diagnostic(Trap {
            code: "yaml-control",
            message: format!("there is an invisible control character (U+{:04X}) here", character as u32),
            span: start..start + character.len_utf8(),
            help: "delete it and type the place anew; it often comes with text pasted from a PDF or a word processor"
                .to_string(),
        }),
    )
}

/// What a text means that YAML refuses, if it is one of the known mistakes.
pub fn explain(text: &Text<'_>, stop: &Stop<'_>) -> Option<Diagnostic> {
    if stop.marked_message.contains("second document") {
        return Some(text.diagnostic(second_document(text, stop.marked_at)));
    }
    let context = context_place(text, stop.message);
    let places: Vec<usize> = [context, Some(stop.marked_at), stop.at].into_iter().flatten().collect();

    for at in &places {
        if let Some(trap) = text.line(*at).tab() {
            return Some(text.diagnostic(trap));
        }
    }
    for at in &places {
        let line = text.line(*at);
        let before = line.before(text.file, &text.range);
        let traps = [line.glued(), value::trap(text, &line, *at), before.as_ref().and_then(Line::glued)];
        if let Some(trap) = traps.into_iter().flatten().next() {
            return Some(text.diagnostic(trap));
        }
    }
    let stopped = text.line(stop.marked_at.max(stop.at.unwrap_or(0)));
    for line in [Some(&stopped), stopped.before(text.file, &text.range).as_ref()].into_iter().flatten() {
        if let Some(trap) = line.indentation(text.file, &text.range) {
            return Some(text.diagnostic(trap));
        }
    }
    let lines = places.iter().map(|at| text.line(*at));
    if let Some(trap) = stopped.stray_entry(text.file, &text.range) {
        return Some(text.diagnostic(trap));
    }
    let nameless = lines.chain(stopped.before(text.file, &text.range)).find_map(|line| line.nameless());
    let trap = nameless
        .or_else(|| stopped.before(text.file, &text.range).and_then(|line| value::trap(text, &line, line.end())));
    trap.map(|trap| text.diagnostic(trap))
}

/// What is left when no mistake is recognised: the parser's own words, in their place.
pub fn unexplained(text: &Text<'_>, stop: &Stop<'_>) -> Diagnostic {
    let line = text.line(stop.at.unwrap_or(stop.marked_at));
    let words = without_place(stop.message);
    text.diagnostic(Trap {
        code: "yaml-syntax",
        message: "YAML cannot read this line, or the one above it".to_string(),
        span: line.content(),
        help: format!(
            "put texts that hold signs such as : # [ ] {{ }} & * ! | > % @ between quotation marks (YAML's own words: {words})"
        ),
    })
}

/// A text without any field, as `title:OpenAI` alone, or a list.
pub fn no_fields(text: &Text<'_>, root: &Node) -> Option<Diagnostic> {
    let line = text.line(root.span.start);
    let trap = match root.shape {
        Shape::Plain(_) | Shape::Text(_) => line.glued().or_else(|| line.equals()),
        Shape::List(_) => None,
        _ => return None,
    };
    let trap = trap.unwrap_or_else(|| Trap {
        code: "yaml-no-name",
        message: "here must stand fields, each with its name and a colon".to_string(),
        span: line.content(),
        help: match root.shape {
            Shape::List(_) => "write `name: value`, without a hyphen before it".to_string(),
            _ => "write `name: value` on each line".to_string(),
        },
    });
    Some(text.diagnostic(trap))
}

fn second_document(text: &Text<'_>, at: usize) -> Trap {
    let line = text.line(at);
    Trap {
        code: "yaml-documents",
        message: "the file goes on after its end: `---` or `...` begins a second document".to_string(),
        span: line.content(),
        help: "take that line away; only one document is read".to_string(),
    }
}

/// Values that are valid YAML and yet not what is written: `title: #1`, `title: &amp …`, `title: !Ciao`.
pub fn oddities(text: &Text<'_>, tree: &Tree) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for oddity in &tree.oddities {
        let (sign, at) = match oddity {
            Oddity::Tag(at) => ("!", *at),
            Oddity::Anchor(at) => ("&", *at),
        };
        let line = text.line(at);
        let (key, value) = line.value_at(at);
        found.push(text.diagnostic(Trap {
            code: "yaml-sign",
            message: format!("a text that begins with `{sign}` must stand in quotes"),
            span: at..at + value.len().max(1),
            help: format!(
                "otherwise YAML takes `{sign}` for a sign of its own and drops the word: write {}",
                value::suggested(key, value)
            ),
        }));
    }
    swallowed(text, &tree.root, &mut found);
    found
}

/// Empty values behind which `#` hides a word: `title: #1 in the world`.
fn swallowed(text: &Text<'_>, node: &Node, found: &mut Vec<Diagnostic>) {
    let hidden = |from: usize| {
        let line = text.line(from);
        let rest = text.file.get(from..line.end())?;
        let at = from + rest.find('#')?;
        let blank = text.file[from..at].chars().all(|c| matches!(c, ' ' | ':' | '-'));
        let value = text.file[at..line.end()].trim_end();
        (blank && value[1..].starts_with(|c: char| !c.is_whitespace() && c != '#')).then(|| {
            let (key, _) = line.value_at(at);
            Trap {
                code: "yaml-comment",
                message: "this value is empty, since `#` begins a comment".to_string(),
                span: at..at + value.len(),
                help: format!("put the text in quotes: {}", value::suggested(key, value)),
            }
        })
    };
    match &node.shape {
        Shape::Map(entries) => {
            for entry in entries {
                match &entry.value.shape {
                    Shape::Plain(value) => found.extend(glued_hyphen(text, &entry.value, value)),
                    Shape::Nothing => found.extend(hidden(entry.key_span.end).map(|trap| text.diagnostic(trap))),
                    _ => swallowed(text, &entry.value, found),
                }
            }
        }
        Shape::List(nodes) => {
            for node in nodes {
                match node.shape {
                    Shape::Nothing => {
                        // An empty entry's place is somewhere behind its dash, perhaps on the next line.
                        let dash = text.file.get(..node.span.start).and_then(|before| before.rfind('-'));
                        found.extend(dash.and_then(hidden).map(|trap| text.diagnostic(trap)));
                    }
                    _ => swallowed(text, node, found),
                }
            }
        }
        _ => {}
    }
}

/// `-a` on a line below its field's name, where `- a` was meant: YAML reads a text that begins with a hyphen.
fn glued_hyphen(text: &Text<'_>, node: &Node, value: &str) -> Option<Diagnostic> {
    let line = text.line(node.span.start);
    let word = value.strip_prefix('-')?.lines().next()?.split(" -").next()?;
    let is_below = line.content().start == node.span.start;
    if !is_below || !word.starts_with(char::is_alphabetic) {
        return None;
    }
    Some(text.diagnostic(Trap {
        code: "yaml-space",
        message: "a space is missing after the hyphen".to_string(),
        span: node.span.start..node.span.start + 1,
        help: format!("write `- {word}`, and so on below it"),
    }))
}

/// The place that libyaml names second: `…, while scanning a quoted scalar at line 1 column 8`.
fn context_place(text: &Text<'_>, message: &str) -> Option<usize> {
    let (_, context) = message.split_once(", while ")?;
    let mut numbers = context.rsplit_once(" at line ")?.1.split(" column ").map(str::parse::<usize>);
    let (line, column) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let part = text.file.get(text.range.clone())?;
    let start: usize = part.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let within = part.get(start..)?.char_indices().nth(column.saturating_sub(1)).map_or(0, |(at, _)| at);
    Some(text.range.start + start + within)
}

/// A parser's words without its own count of lines, which is not the file's.
pub fn without_place(message: &str) -> String {
    let mut words = String::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once(" at line ") {
        words.push_str(before);
        let numbers = after.trim_start_matches(|c: char| c.is_ascii_digit());
        let numbers = numbers.strip_prefix(" column ").unwrap_or(numbers);
        rest = numbers.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    words + rest
}
