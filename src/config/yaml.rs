//! YAML to a type: the only file of the crate that names serde_yaml, so that it can be replaced in an hour.
//!
//! The fast path is a cheap look and serde_yaml. Only when that fails is the text read once more into a marked tree, and
//! the tree compared with the type's schema, to tell all that is wrong in its place and in plain words.

use std::ops::Range;

use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde::de::DeserializeOwned;
pub use serde_yaml::Value;

use super::marked::{self, DEEPEST, Tree};
use super::node::{Node, Shape};
use super::scan;
use super::schema::Check;
use super::toml;
use super::traps::{self, Stop, Text, Trap};
use crate::diagnostic::{Diagnostic, Span, locate};

/// A text longer than this is refused: nobody writes it by hand, and reading it would hold up everything else.
const LARGEST: usize = 1024 * 1024;

/// The words with which a file's problems are told.
#[derive(Clone, Copy, Debug)]
pub struct What {
    /// `an article`
    pub noun: &'static str,
    /// `in this article's front matter`
    pub place: &'static str,
    /// `Fields of your own go under `extra:``, where that is so.
    pub own_fields_hint: Option<&'static str>,
}

/// Reads `file_text[range]` of the file `path` as a `T`. All places are those of the whole file.
///
/// # Errors
/// Everything that is wrong with it, at once; never an empty list.
pub fn read<T: DeserializeOwned + JsonSchema>(
    path: &str,
    file_text: &str,
    range: Range<usize>,
    what: &What,
) -> Result<T, Vec<Diagnostic>> {
    let text = Text { path, file: file_text, range: visible(file_text, range) };
    guard(&text)?;
    let part = file_text.get(text.range.clone()).unwrap_or_default();
    serde_yaml::from_str::<T>(part).map_err(|error| {
        let schema = schema_for!(T).to_value();
        explain(&text, &Words::of(&error, text.range.start), &schema, what)
    })
}

/// Reads a whole file of which nothing is known beforehand, as those in `data/`.
///
/// # Errors
/// When it is no YAML.
pub fn value(path: &str, text: &str) -> Result<Value, Diagnostic> {
    const WHAT: What = What { noun: "this file", place: "in this file", own_fields_hint: None };
    let anything = serde_json::Value::Bool(true);
    let text = Text { path, file: text, range: visible(text, 0..text.len()) };
    let read = guard(&text).and_then(|()| {
        serde_yaml::from_str::<Value>(&text.file[text.range.clone()])
            .map_err(|error| explain(&text, &Words::of(&error, text.range.start), &anything, &WHAT))
    });
    // A list of problems is never empty; the whole file stands for what cannot happen.
    read.map_err(|found| found.into_iter().next().unwrap_or_else(|| bomb(&text)))
}

/// Reads the text into a tree with places, once serde_yaml has found it to be YAML.
///
/// # Errors
/// When it is no YAML.
pub fn read_tree(path: &str, file_text: &str, what: &What) -> Result<Node, Vec<Diagnostic>> {
    let text = Text { path, file: file_text, range: visible(file_text, 0..file_text.len()) };
    guard(&text)?;
    let part = file_text.get(text.range.clone()).unwrap_or_default();
    let error = serde_yaml::from_str::<Value>(part).err();
    match (marked::parse(file_text, text.range.clone()), error) {
        (Ok(tree), None) if !tree.too_large => Ok(tree.root),
        // A duplicate key is told by the schema's check, which knows both places.
        (Ok(tree), Some(error)) if error.to_string().contains("duplicate entry") => Ok(tree.root),
        (_, Some(error)) => {
            let words = Words::of(&error, text.range.start);
            Err(explain(&text, &words, &serde_json::Value::from_iter([("type", "object")]), what))
        }
        (Ok(_), None) => Err(vec![bomb(&text)]),
        (Err(failure), None) => {
            let words = Words { message: failure.message, at: Some(failure.at) };
            Err(explain(&text, &words, &serde_json::Value::Bool(true), what))
        }
    }
}

/// What can be read of a text in which some fields are wrong: those are left out. `None` when it is no YAML, or what
/// must be there is not. What is wrong has been told by [`read`].
pub fn salvage<T: DeserializeOwned + JsonSchema>(
    path: &str,
    file_text: &str,
    range: Range<usize>,
    what: &What,
) -> Option<T> {
    let mut root = marked::parse(file_text, visible(file_text, range)).ok().filter(|tree| !tree.too_large)?.root;
    let schema = schema_for!(T).to_value();
    let check = Check { path, file_text, what, schema: &schema };
    // From the last to the first, so that the entries of lists keep their numbers until their turn comes.
    for problem in check.run(&root).iter().rev() {
        root.prune(&problem.path);
    }
    from_tree(&root).ok()
}

/// A tree as a type: what `read` does, for values that were put together from several places.
///
/// # Errors
/// serde_yaml's own words.
pub fn from_tree<T: DeserializeOwned>(tree: &Node) -> Result<T, String> {
    serde_yaml::from_str::<T>(&super::emit::exact(tree)).map_err(|error| traps::without_place(&error.to_string()))
}

/// A value as YAML, in lines, as an editor would write it.
///
/// # Errors
/// When the value has keys that are no texts.
pub fn write<T: Serialize>(value: &T) -> Result<String, String> {
    serde_yaml::to_string(value).map_err(|error| error.to_string())
}

/// The place of the value at a path such as `["sources", "0", "url"]`, or of the nearest thing around it, for
/// diagnostics that come later. `None` when not even the first key is there. It reads TOML too, between `+++`.
pub fn locate(path: &str, file_text: &str, range: Range<usize>, keys: &[&str]) -> Option<Span> {
    let range = visible(file_text, range);
    let is_toml = file_text.get(..range.start)?.trim_end().ends_with("+++");
    let root = if is_toml { toml::parse(file_text, range).ok()? } else { marked::parse(file_text, range).ok()?.root };
    let mut place = root.place(keys)?;
    // Of a list that is written as one text with commas, the part that is asked for.
    if let Some(part) = keys.last().and_then(|key| key.parse::<usize>().ok()) {
        let written = file_text.get(place.clone()).unwrap_or_default();
        if !written.starts_with(['[', '{', '-', '\'', '"']) && !written.contains('\n') && written.contains(',') {
            let start = written.split(',').take(part).map(|part| part.len() + 1).sum::<usize>().min(written.len());
            let word = written[start..].split(',').next().unwrap_or_default();
            let from = place.start + start + word.len() - word.trim_start().len();
            place = from..from + word.trim().len();
        }
    }
    Some(locate::span(path, file_text, place.start, place.len()))
}

/// Without the byte order mark that some programs put before a text.
fn visible(file_text: &str, range: Range<usize>) -> Range<usize> {
    let has_mark = file_text.get(range.clone()).is_some_and(|text| text.starts_with('\u{feff}'));
    if has_mark { range.start + '\u{feff}'.len_utf8()..range.end } else { range }
}

/// What must be refused before serde_yaml reads it, or would be read as something else than what is written.
fn guard(text: &Text<'_>) -> Result<(), Vec<Diagnostic>> {
    if text.range.len() > LARGEST {
        let place = locate::span(text.path, text.file, text.range.start, 1);
        let message = format!("{} bytes are too much to read, the limit is {LARGEST}", text.range.len());
        return Err(vec![Diagnostic::error("yaml-large", message).at(place)]);
    }
    let part = text.file.get(text.range.clone()).unwrap_or_default();
    let suspicion = scan::look(part.as_bytes(), DEEPEST);
    if !suspicion.deep && !suspicion.odd {
        return Ok(());
    }
    match marked::parse(text.file, text.range.clone()) {
        Err(failure) if failure.too_deep => Err(vec![too_deep(text, failure.at)]),
        // Whether it is too deep cannot be known, so that serde_yaml must not read it.
        Err(failure) if suspicion.deep => {
            let stop =
                Stop { message: &failure.message, at: None, marked_message: &failure.message, marked_at: failure.at };
            Err(vec![traps::explain(text, &stop).unwrap_or_else(|| traps::unexplained(text, &stop))])
        }
        Err(_) => Ok(()),
        Ok(tree) if suspicion.odd => refuse_oddities(text, &tree),
        Ok(_) => Ok(()),
    }
}

fn refuse_oddities(text: &Text<'_>, tree: &Tree) -> Result<(), Vec<Diagnostic>> {
    let found = traps::oddities(text, tree);
    if found.is_empty() { Ok(()) } else { Err(found) }
}

fn too_deep(text: &Text<'_>, at: usize) -> Diagnostic {
    text.diagnostic(Trap {
        code: "yaml-deep",
        message: format!("more than {DEEPEST} lists and groups are nested here"),
        span: at..at + 1,
        help: "close the brackets, or indent the lines less".to_string(),
    })
}

fn bomb(text: &Text<'_>) -> Diagnostic {
    let at = text.file.get(text.range.clone()).and_then(|part| part.find('*')).unwrap_or(0);
    text.diagnostic(Trap {
        code: "yaml-bomb",
        message: "repetitions (`*name`) of repetitions make this text too large to read".to_string(),
        span: text.range.start + at..text.range.start + at + 1,
        help: "write the values out instead of repeating them with `&` and `*`".to_string(),
    })
}

/// serde_yaml's words, and its place in bytes of the whole file.
struct Words {
    message: String,
    at: Option<usize>,
}

impl Words {
    fn of(error: &serde_yaml::Error, start: usize) -> Words {
        // A place at the very beginning means that it knows none.
        let at = error.location().map(|location| location.index()).filter(|index| *index > 0);
        Words { message: error.to_string(), at: at.map(|index| start + index) }
    }

    /// Whether the text is YAML, but not of the wanted type.
    fn is_about_types(&self) -> bool {
        ["invalid ", "missing field", "unknown field", "unknown variant", "duplicate ", "did not match"]
            .iter()
            .any(|words| self.message.contains(words))
    }
}

fn explain(text: &Text<'_>, words: &Words, schema: &serde_json::Value, what: &What) -> Vec<Diagnostic> {
    if let Some(diagnostic) = traps::control_character(text) {
        return vec![diagnostic];
    }
    if words.message.contains("repetition limit") {
        return vec![bomb(text)];
    }
    match marked::parse(text.file, text.range.clone()) {
        // Some mistakes are overlooked by the marked parser, but not by serde_yaml.
        Ok(tree) if !words.is_about_types() => {
            let at = words.at.unwrap_or(text.range.start);
            let stop = Stop { message: &words.message, at: Some(at), marked_message: "", marked_at: at };
            vec![traps::explain(text, &stop).unwrap_or_else(|| in_its_words(text, words, &tree.root, what))]
        }
        Ok(tree) => {
            let wants_fields = schema.get("properties").is_some();
            if let Some(diagnostic) = traps::no_fields(text, &tree.root).filter(|_| wants_fields) {
                return vec![diagnostic];
            }
            let odd = traps::oddities(text, &tree);
            let check = Check { path: text.path, file_text: text.file, what, schema };
            let problems = check.run(&tree.root).into_iter().map(|problem| problem.diagnostic);
            let found: Vec<Diagnostic> = odd.into_iter().chain(problems).collect();
            if found.is_empty() { vec![in_its_words(text, words, &tree.root, what)] } else { found }
        }
        Err(failure) if failure.too_deep => vec![too_deep(text, failure.at)],
        Err(failure) => {
            let stop =
                Stop { message: &words.message, at: words.at, marked_message: &failure.message, marked_at: failure.at };
            let explained = traps::explain(text, &stop);
            vec![explained.unwrap_or_else(|| match words.is_about_types() {
                true => in_its_words(text, words, &Node { span: text.range.clone(), shape: Shape::Nothing }, what),
                false => traps::unexplained(text, &stop),
            })]
        }
    }
}

/// serde_yaml's own words, when the schema found nothing to add.
fn in_its_words(text: &Text<'_>, words: &Words, root: &Node, what: &What) -> Diagnostic {
    let message = traps::without_place(&words.message);
    // Its words may begin with the path: `sources[0].date: invalid type`.
    let keys: Vec<&str> = match message.split_once(": ") {
        Some((path, _)) if !path.contains(' ') => path.split(['.', '[', ']']).filter(|key| !key.is_empty()).collect(),
        _ => Vec::new(),
    };
    let known = root.place(&keys);
    let (at, length) = match (known, words.at) {
        (Some(place), _) => (place.start, place.len()),
        (None, Some(at)) => (at, 1),
        (None, None) => (text.range.start, 1),
    };
    let place = locate::span(text.path, text.file, at, length).labelled(what.place);
    Diagnostic::error("yaml-value", format!("{} cannot be read: {message}", what.noun)).at(place)
}

/// What serde_yaml takes a plain value for.
#[cfg(test)]
pub fn kind_of(word: &str) -> super::node::Kind {
    use super::node::Kind;
    match serde_yaml::from_str::<Value>(word) {
        Ok(Value::Null) => Kind::Null,
        Ok(Value::Bool(_)) => Kind::Flag,
        Ok(Value::Number(number)) if number.is_f64() => Kind::Float,
        Ok(Value::Number(_)) => Kind::Integer,
        Ok(Value::Sequence(_)) => Kind::List,
        Ok(Value::Mapping(_)) => Kind::Map,
        _ => Kind::Text,
    }
}

#[cfg(test)]
pub fn value_of(text: &str) -> Option<Value> {
    serde_yaml::from_str(text).ok()
}
