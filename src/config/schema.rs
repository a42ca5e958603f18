//! A marked tree against a type's JSON Schema: every problem at once, each in its place.
//!
//! The schema is the one that is published for editors' programs, so that both say the same. A value is judged as
//! serde_yaml judges it: any single value may stand where a text is wanted, and an empty one for an empty list.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::Value;

use super::forms::{accepts_null, alternatives, choices, fits, fits_exactly, resolve, types};
use super::node::{Entry, Kind, Node, Shape};
use super::words;
use super::yaml::What;
use crate::diagnostic::{Diagnostic, locate, nearest};

/// What is wrong, and at which path.
#[derive(Clone, Debug)]
pub struct Problem {
    pub path: Vec<String>,
    pub diagnostic: Diagnostic,
}

/// Where a check takes place: the file's text for excerpts, the words for messages.
pub struct Check<'a> {
    pub path: &'a str,
    pub file_text: &'a str,
    pub what: &'a What,
    pub schema: &'a Value,
}

impl Check<'_> {
    /// All problems of the tree, in the order in which they are written.
    pub fn run(&self, root: &Node) -> Vec<Problem> {
        let mut run = Run { check: self, path: Vec::new(), problems: Vec::new() };
        run.value(root, self.schema);
        run.problems
    }
}

struct Run<'a> {
    check: &'a Check<'a>,
    path: Vec<String>,
    problems: Vec<Problem>,
}

impl<'a> Run<'a> {
    fn value(&mut self, node: &Node, schema: &'a Value) {
        let schema = resolve(self.check.schema, schema);
        if node.kind() == Kind::Unknown || schema.is_boolean() {
            return;
        }
        let alternatives = alternatives(self.check.schema, schema);
        if let Some(choices) = choices(&alternatives) {
            return self.choice(node, schema, &choices);
        }
        if alternatives.len() > 1 || accepts_null(self.check.schema, schema) {
            return self.any_of(node, schema, &alternatives);
        }
        self.single(node, alternatives.first().copied().unwrap_or(schema));
    }

    /// The alternative that the value can be is the one that it is measured by.
    fn any_of(&mut self, node: &Node, schema: &'a Value, alternatives: &[&'a Value]) {
        if node.kind() == Kind::Null && accepts_null(self.check.schema, schema) {
            return;
        }
        let mut fitting: Vec<&Value> = alternatives.iter().copied().filter(|one| fits(node.kind(), one)).collect();
        // A number may be meant as a text, but where a number is wanted too, it is one.
        if fitting.len() > 1 {
            let exact: Vec<&Value> = fitting.iter().copied().filter(|one| fits_exactly(node.kind(), one)).collect();
            if !exact.is_empty() {
                fitting = exact;
            }
        }
        if fitting.is_empty() {
            return self.wrong_type(node, schema);
        }
        let mut best: Option<Vec<Problem>> = None;
        for alternative in fitting {
            let mut run = Run { check: self.check, path: self.path.clone(), problems: Vec::new() };
            run.single(node, alternative);
            if best.as_ref().is_none_or(|best| run.problems.len() < best.len()) {
                best = Some(run.problems);
            }
        }
        self.problems.extend(best.unwrap_or_default());
    }

    fn single(&mut self, node: &Node, schema: &'a Value) {
        let alternatives = alternatives(self.check.schema, schema);
        if alternatives.len() > 1 {
            return self.value(node, schema);
        }
        if !fits(node.kind(), schema) {
            return self.wrong_type(node, schema);
        }
        // An empty value is read as a group without fields, which may lack some that are needed.
        if matches!(node.shape, Shape::Map(_)) || node.kind() == Kind::Null && types(schema).contains(&"object") {
            self.map(node, node.entries(), schema);
        }
        if let Shape::List(nodes) = &node.shape {
            self.list(node, nodes, schema);
        }
        let is_needed = schema.get("minLength").and_then(Value::as_u64).is_some_and(|least| least > 0);
        if is_needed && node.text().is_some_and(|text| text.trim().is_empty()) {
            let help = vec!["write it after the colon".to_string()];
            self.report("missing-value", format!("{} has no value, a text is wanted", self.name()), &node.span, help);
        }
        if let (Kind::Integer | Kind::Float, Some(text)) = (node.kind(), node.text()) {
            self.range(node, text, schema);
        }
    }

    fn map(&mut self, node: &Node, entries: &[Entry], schema: &'a Value) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let others = schema.get("additionalProperties").unwrap_or(&Value::Bool(true));
        let mut seen: HashMap<&str, Range<usize>> = HashMap::new();
        // A field that is needed is not missing, but misspelt, when another was probably meant to be it.
        let mut meant: Vec<&str> = Vec::new();
        for entry in entries {
            if let Some(first) = seen.get(entry.key.as_str()) {
                self.duplicate(entry, first.clone());
                continue;
            }
            seen.insert(&entry.key, entry.key_span.clone());
            match properties.and_then(|properties| properties.get(&entry.key)) {
                Some(schema) => self.within(&entry.key, |run| run.value(&entry.value, schema)),
                None if others == &Value::Bool(false) => meant.extend(self.unknown_key(entry, entries, properties)),
                None => self.within(&entry.key, |run| run.value(&entry.value, others)),
            }
        }
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        for key in required.filter_map(Value::as_str).filter(|key| !seen.contains_key(key) && !meant.contains(key)) {
            self.missing_key(node, key);
        }
    }

    fn list(&mut self, node: &Node, nodes: &[Node], schema: &'a Value) {
        let firsts = schema.get("prefixItems").and_then(Value::as_array);
        let rest = schema.get("items").unwrap_or(&Value::Bool(true));
        for (index, item) in nodes.iter().enumerate() {
            let schema = firsts.and_then(|firsts| firsts.get(index)).unwrap_or(rest);
            if schema != &Value::Bool(false) {
                self.within(&index.to_string(), |run| run.value(item, schema));
            }
        }
        let bound = |name: &str| schema.get(name).and_then(Value::as_u64).map(|bound| bound as usize);
        let (least, most) = (bound("minItems").unwrap_or(0), bound("maxItems").unwrap_or(usize::MAX));
        if nodes.len() < least || nodes.len() > most {
            let wanted = words::wanted(self.check.schema, schema);
            let message = format!("{} wants {wanted}, but it has {}", self.name(), nodes.len());
            self.report("wrong-length", message, &node.span, Vec::new());
        }
    }

    fn range(&mut self, node: &Node, text: &str, schema: &Value) {
        let Ok(number) = text.parse::<f64>() else { return };
        let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
        let (least, most) = (bound("minimum"), bound("maximum"));
        if least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most) {
            return;
        }
        let wanted = match (least, most) {
            (Some(least), Some(most)) => format!("between {least} and {most}"),
            (Some(least), None) => format!("of at least {least}"),
            (None, most) => format!("of at most {}", most.unwrap_or(f64::MAX)),
        };
        self.report("out-of-range", format!("{} wants a number {wanted}", self.name()), &node.span, Vec::new());
    }

    fn choice(&mut self, node: &Node, schema: &'a Value, choices: &[&str]) {
        let Some(text) = node.text() else { return self.wrong_type(node, schema) };
        if choices.contains(&text) || node.kind() == Kind::Null && accepts_null(self.check.schema, schema) {
            return;
        }
        let list = words::list(choices.iter().copied(), "or");
        let help = match nearest(text, choices.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? It can be {list}"),
            None => format!("it can be {list}"),
        };
        let message = match text {
            "" => format!("{} has no value", self.name()),
            _ => format!("{} cannot be `{}`", self.name(), words::short(text)),
        };
        self.report("unknown-value", message, &node.span, vec![help]);
    }

    /// Returns the field that was probably meant.
    fn unknown_key(
        &mut self,
        entry: &Entry,
        entries: &[Entry],
        properties: Option<&'a serde_json::Map<String, Value>>,
    ) -> Option<&'a str> {
        let known: Vec<&'a str> =
            properties.into_iter().flat_map(|properties| properties.keys().map(String::as_str)).collect();
        let top = self.path.is_empty();
        let elsewhere = self.check.schema.get("properties").and_then(|all| all.get(&entry.key)).is_some();
        let hint = self.check.what.own_fields_hint.filter(|_| top && known.contains(&"extra"));
        let owner = properties.and_then(|properties| {
            let has = |schema: &'a Value| {
                let forms = alternatives(self.check.schema, schema);
                forms.iter().any(|form| form.get("properties").is_some_and(|fields| fields.get(&entry.key).is_some()))
            };
            let written = |name: &str| entries.iter().any(|entry| entry.key == name);
            properties.iter().find(|(name, schema)| written(name) && has(schema)).map(|(name, _)| name.as_str())
        });
        let near = words::suggestion(&entry.key, &known);
        let (code, help) = match near {
            // `{name:WSJ}` is a key `name:WSJ` without a value for YAML.
            _ if words::glued(&entry.key, &known).is_some() => {
                ("yaml-space", format!("put a space after the colon: `{}`", entry.key.replacen(':', ": ", 1)))
            }
            // `title: Ciao, mondo` within braces: what stands behind the comma is another field for YAML.
            _ if entry.value.shape == Shape::Nothing && !self.has_colon(entry) => {
                ("yaml-comma", "if it belongs to the text before the comma, put that whole text in quotes".to_string())
            }
            Some(near) => ("unknown-key", format!("did you mean `{near}`?")),
            // `src` at the left margin, which belongs to `image`.
            None if owner.is_some() => {
                let owner = owner.unwrap_or_default();
                (
                    "unknown-key",
                    format!("it is a field of `{owner}`: write it below `{owner}:`, with two spaces before it"),
                )
            }
            None if !top && elsewhere => (
                "unknown-key",
                format!(
                    "`{}` is a field of the whole: write it at the left margin, without spaces before it",
                    entry.key
                ),
            ),
            None => ("unknown-key", format!("the fields are {}", words::list(known.iter().copied(), "and"))),
        };
        let help = match hint {
            Some(hint) if help.ends_with('?') => format!("{help} {hint}"),
            Some(hint) => format!("{help}. {hint}"),
            None => help,
        };
        let key = words::short(&entry.key);
        let message = format!("{} has no field `{key}`", self.owner());
        let place = self.place(&entry.key_span).labelled(self.check.what.place);
        self.push(Some(entry.key.clone()), Diagnostic::error(code, message).at(place).help(help));
        near
    }

    fn has_colon(&self, entry: &Entry) -> bool {
        let behind = self.check.file_text.get(entry.key_span.end..).unwrap_or_default();
        behind.trim_start_matches([' ', '"', '\'']).starts_with([':', '='])
    }

    fn missing_key(&mut self, node: &Node, key: &str) {
        let help = if self.path.is_empty() {
            format!("add a line `{key}: …`")
        } else {
            format!("write `{key}: …` beside the others")
        };
        let message = format!("{} needs a field `{key}`", self.owner());
        self.push(
            None,
            Diagnostic::error("missing-key", message)
                .at(self.place(&first_line(self.check.file_text, &node.span)))
                .help(help),
        );
    }

    fn duplicate(&mut self, entry: &Entry, first: Range<usize>) {
        let message = format!("{} has the field `{}` twice", self.owner(), words::short(&entry.key));
        let diagnostic = Diagnostic::error("duplicate-key", message)
            .at(self.place(&entry.key_span).labelled("once more here"))
            .and_at(self.place(&first).labelled("first here"))
            .help("keep one of the two lines");
        self.push(Some(entry.key.clone()), diagnostic);
    }

    fn wrong_type(&mut self, node: &Node, schema: &'a Value) {
        let wanted = words::wanted(self.check.schema, schema);
        let (code, found, help) =
            words::misfit(self.check.schema, schema, node, self.path.last(), self.check.file_text);
        let message = match node.kind() {
            Kind::Null => format!("{} has no value, {wanted} is wanted", self.name()),
            _ => format!("{} wants {wanted}, but this is {found}", self.name()),
        };
        let span = if matches!(node.shape, Shape::List(_) | Shape::Map(_)) {
            first_line(self.check.file_text, &node.span)
        } else {
            node.span.clone()
        };
        self.report(code, message, &span, help);
    }

    fn report(&mut self, code: &str, message: String, span: &Range<usize>, help: Vec<String>) {
        let mut diagnostic = Diagnostic::error(code, message).at(self.place(span));
        diagnostic.help = help;
        self.push(None, diagnostic);
    }

    fn push(&mut self, key: Option<String>, diagnostic: Diagnostic) {
        let path = self.path.iter().cloned().chain(key).collect();
        self.problems.push(Problem { path, diagnostic });
    }

    fn place(&self, span: &Range<usize>) -> crate::diagnostic::Span {
        locate::span(self.check.path, self.check.file_text, span.start, span.len())
    }

    fn within(&mut self, key: &str, check: impl FnOnce(&mut Self)) {
        self.path.push(key.to_string());
        check(self);
        self.path.pop();
    }

    /// Whose field it is: "an article", "`image`", "entry 2 of `sources`".
    fn owner(&self) -> String {
        if self.path.is_empty() { self.check.what.noun.to_string() } else { words::path(&self.path) }
    }

    fn name(&self) -> String {
        if self.path.is_empty() { self.check.what.place.to_string() } else { words::path(&self.path) }
    }
}

fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let line = text.get(span.clone()).and_then(|part| part.find(['\n', '\r']));
    span.start..line.map_or(span.end, |length| span.start + length)
}
