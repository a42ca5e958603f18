//! What is laid over the settings: an environment's, and environment variables where a value says `${NAME}`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::node::{Entry, Node, Shape};
use super::{Options, Reading, suggest};
use crate::diagnostic::{Diagnostic, locate};

pub struct Layered {
    /// The settings as they are valid, without `environments`.
    pub root: Node,
    /// The settings that took a variable, by their dotted key: the value as it is written, and the variable's name.
    pub variables: BTreeMap<String, (String, String)>,
    /// The variables that were put in, with their values.
    pub values: BTreeMap<String, String>,
}

/// What is told, with the variables' names in the place of their values: one of them may be a password.
pub fn without_values(values: &BTreeMap<String, String>, told: &mut [Diagnostic]) {
    // A value as short as that is no secret, and would be found in the middle of words.
    for (name, value) in values.iter().filter(|(_, value)| value.len() >= SHORTEST_SECRET) {
        let name = format!("${{{name}}}");
        for one in &mut *told {
            let labels = one.span.iter_mut().chain(&mut one.also).map(|span| &mut span.label);
            for text in std::iter::once(&mut one.message).chain(&mut one.help).chain(labels) {
                if text.contains(value.as_str()) {
                    *text = text.replace(value.as_str(), &name);
                }
            }
        }
    }
}

/// In bytes.
const SHORTEST_SECRET: usize = 4;

/// Lays the chosen environment over the settings, then puts in the variables.
pub fn lay(reading: &mut Reading<'_>, mut root: Node, options: &Options<'_>) -> Layered {
    let environments = take(&mut root, "environments");
    if let Some(name) = options.environment {
        let known = environments.as_ref().map(Node::entries).unwrap_or_default();
        match known.iter().find(|entry| entry.key == name) {
            Some(entry) => over(&mut root, entry.value.clone()),
            None => {
                let names: Vec<&str> = known.iter().map(|entry| entry.key.as_str()).collect();
                let otherwise = match names.is_empty() {
                    true => {
                        "the configuration has no `environments:`; add `environments: {staging: {url: …}}`, for example"
                    }
                    false => "the environments are",
                };
                let diagnostic = Diagnostic::error("unknown-environment", format!("there is no environment `{name}`"));
                reading.diagnostics.push(diagnostic.help(suggest(name, &names, otherwise)));
            }
        }
    }
    let mut variables = Variables { reading, options, found: BTreeMap::new(), values: BTreeMap::new() };
    variables.put_in(&mut root, &mut Vec::new());
    Layered { root, variables: variables.found, values: variables.values }
}

fn take(root: &mut Node, key: &str) -> Option<Node> {
    let Shape::Map(entries) = &mut root.shape else { return None };
    let at = entries.iter().position(|entry| entry.key == key)?;
    Some(entries.remove(at).value)
}

/// Maps are merged; lists and single values are replaced.
fn over(below: &mut Node, above: Node) {
    if let (Shape::Map(entries), Shape::Map(upper)) = (&mut below.shape, &above.shape) {
        for entry in upper {
            match entries.iter_mut().find(|lower| lower.key == entry.key) {
                Some(lower) => {
                    over(&mut lower.value, entry.value.clone());
                    if !matches!(lower.value.shape, Shape::Map(_)) {
                        lower.key_span = entry.key_span.clone();
                    }
                }
                None => entries.push(entry.clone()),
            }
        }
    } else if above.shape != Shape::Nothing {
        *below = above;
    }
}

struct Variables<'r, 'a, 'o> {
    reading: &'r mut Reading<'a>,
    options: &'r Options<'o>,
    found: BTreeMap<String, (String, String)>,
    values: BTreeMap<String, String>,
}

impl Variables<'_, '_, '_> {
    fn put_in(&mut self, node: &mut Node, keys: &mut Vec<String>) {
        match &mut node.shape {
            Shape::Plain(text) | Shape::Text(text) if text.contains("${") => {
                let (value, names) = self.replaced(text, &node.span);
                if let Some(name) = names.first() {
                    // In a list the whole list is one setting.
                    let key: Vec<&str> =
                        keys.iter().map(String::as_str).take_while(|key| key.parse::<usize>().is_err()).collect();
                    self.found.insert(key.join("."), (text.clone(), name.clone()));
                }
                // What comes from outside is a text, whatever it looks like.
                node.shape = Shape::Text(value);
            }
            Shape::List(nodes) => {
                for (index, node) in nodes.iter_mut().enumerate() {
                    self.within(index.to_string(), keys, |this, keys| this.put_in(node, keys));
                }
            }
            Shape::Map(entries) => {
                for Entry { key, value, .. } in entries {
                    self.within(key.clone(), keys, |this, keys| this.put_in(value, keys));
                }
            }
            _ => {}
        }
    }

    fn within(&mut self, key: String, keys: &mut Vec<String>, put: impl FnOnce(&mut Self, &mut Vec<String>)) {
        keys.push(key);
        put(self, keys);
        keys.pop();
    }

    /// The text with its variables' values, and their names. `$${` stands for `${` itself.
    fn replaced(&mut self, text: &str, span: &Range<usize>) -> (String, Vec<String>) {
        let (mut out, mut names, mut rest) = (String::new(), Vec::new(), text);
        while let Some(at) = rest.find("${") {
            if rest[..at].ends_with('$') {
                out.push_str(&rest[..at]);
                out.push('{');
                rest = &rest[at + 2..];
                continue;
            }
            out.push_str(&rest[..at]);
            let after = &rest[at + 2..];
            let Some((name, behind)) = after.split_once('}').filter(|(name, _)| is_name(name)) else {
                self.report(
                    span,
                    "bad-variable",
                    format!("`{}` names no environment variable", super::words::short(&rest[at..])),
                    "write `${NAME}`, or `$${` where the signs themselves are meant".to_string(),
                );
                out.push_str("${");
                rest = after;
                continue;
            };
            match (self.options.variable)(name) {
                Some(value) => {
                    out.push_str(&value);
                    self.values.insert(name.to_string(), value);
                }
                None => self.report(span, "missing-variable", format!("the environment variable `{name}` is not set"),
                    format!("set it before the command, as in `{name}=… rassegna build`, or write `$${{{name}}}` where the signs themselves are meant")),
            }
            names.push(name.to_string());
            rest = behind;
        }
        out.push_str(rest);
        (out, names)
    }

    fn report(&mut self, span: &Range<usize>, code: &str, message: String, help: String) {
        let place = locate::span(self.reading.path, self.reading.text, span.start, span.len());
        self.reading.diagnostics.push(Diagnostic::error(code, message).at(place).help(help));
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
