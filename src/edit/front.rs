//! The front matter of one file, changed value by value.

use std::ops::Range;

use serde_json::Value;

use super::patch::{self, Patch};
use super::tree;
use crate::article::head::{self, Fences, Format};
use crate::config::node::{Kind, Node, Shape};
use crate::config::toml;
use crate::config::yaml::What;
use crate::diagnostic::{Diagnostic, locate};

const WHAT: What = What { noun: "this file", place: "in this front matter", own_fields_hint: None };

/// A file whose front matter is being changed. Each change is read again before it counts; one that cannot be made without
/// disturbing something else leaves everything as it was, and says what to do by hand.
#[derive(Clone, Debug)]
pub struct Front {
    path: String,
    text: String,
    sight: Sight,
}

/// What is read of a text: as the site reads it, and as a tree with places.
#[derive(Clone, Debug)]
struct Sight {
    fences: Fences,
    root: Node,
    model: Value,
}

impl Front {
    /// # Errors
    /// When the front matter cannot be read.
    pub fn open(path: &str, text: &str) -> Result<Front, Vec<Diagnostic>> {
        let sight = look(path, text)?;
        Ok(Front { path: path.to_string(), text: text.to_string(), sight })
    }

    /// The whole file as it now is.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands below the front matter.
    pub fn body(&self) -> &str {
        &self.text[self.sight.fences.body..]
    }

    /// The value at a path of keys, with its place.
    pub fn get(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(&self.sight.root, |node, key| node.get(key))
    }

    pub fn fields(&self) -> &Node {
        &self.sight.root
    }

    /// A list of names, in any of its forms: in brackets, in lines, or as one text with commas. `None` when it is something else.
    pub fn list(&self, keys: &[&str]) -> Option<Vec<String>> {
        items(self.get(keys))
    }

    /// A whole field as it is written, its name included.
    pub fn excerpt(&self, key: &str) -> Option<&str> {
        patch::excerpt(&self.page(), key)
    }

    /// How the file ends its lines.
    pub fn eol(&self) -> &'static str {
        self.page().eol()
    }

    /// Puts a text below everything that the file holds.
    pub fn append(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Gives a field a text as its value. An absent field comes after the first of the fields `after` that there is, or at the end.
    ///
    /// # Errors
    /// When that cannot be done in place.
    pub fn set(&mut self, keys: &[&str], wanted: &str, after: &[&str]) -> Result<bool, Diagnostic> {
        let is_meant =
            |node: Option<&Node>| node.is_some_and(|node| node.kind() == Kind::Text && node.text() == Some(wanted));
        if is_meant(self.get(keys)) {
            return Ok(false);
        }
        let ways = match (self.has(keys), keys) {
            (true, _) => patch::scalar(&self.page(), keys, wanted),
            (false, [key]) => patch::field(&self.page(), key, &|format| patch::spelled(wanted, "", format), after),
            _ => Vec::new(),
        };
        let meant = |sight: &Sight| is_meant(keys.iter().try_fold(&sight.root, |node, key| node.get(key)));
        let found = self.first_sound(ways, keys, &meant);
        self.take(found, keys, || format!("write `{wanted}` as the value of `{}`", keys.join(".")))
    }

    /// Adds a value at the end of a list, unless it is there already. An absent list comes after the first of the fields `after`
    /// that there is, or at the end.
    ///
    /// # Errors
    /// When that cannot be done in place.
    pub fn add(&mut self, keys: &[&str], value: &str, after: &[&str]) -> Result<bool, Diagnostic> {
        let by_hand = || format!("add `{value}` to `{}`", keys.join("."));
        let Some(mut wanted) = self.list(keys) else { return Err(self.refusal(keys, by_hand())) };
        if wanted.iter().any(|item| item == value) {
            return Ok(false);
        }
        wanted.push(value.to_string());
        let ways = match (self.has(keys), keys) {
            (true, _) => patch::push(&self.page(), keys, &wanted),
            (false, [key]) => {
                let list = |format| format!("[{}]", patch::spelled(value, "", format));
                patch::field(&self.page(), key, &list, after)
            }
            _ => Vec::new(),
        };
        let found = self.first_sound(ways, keys, &|sight| holds(sight, keys, &wanted));
        self.take(found, keys, by_hand)
    }

    /// Takes every such value out of a list.
    ///
    /// # Errors
    /// When that cannot be done in place.
    pub fn remove(&mut self, keys: &[&str], is_unwanted: &dyn Fn(&str) -> bool) -> Result<bool, Diagnostic> {
        let before = self.clone();
        let mut any = false;
        while let Some(at) = self.position(keys, is_unwanted) {
            if let Err(refusal) = self.remove_at(keys, at) {
                *self = before;
                return Err(refusal);
            }
            any = true;
        }
        Ok(any)
    }

    /// Writes `new` where a list has old values: in the place of the first of them, unless a value that is as good as the new one
    /// stands there already. The others go, so that no double is left.
    ///
    /// # Errors
    /// When that cannot be done in place.
    pub fn replace(
        &mut self,
        keys: &[&str],
        is_old: &dyn Fn(&str) -> bool,
        new: &str,
        is_new: &dyn Fn(&str) -> bool,
    ) -> Result<bool, Diagnostic> {
        let before = self.clone();
        let Some(at) = self.position(keys, is_old) else { return Ok(false) };
        let is_old_alone = |item: &str| is_old(item) && item != new;
        let has_new = self.list(keys).unwrap_or_default().iter().any(|item| is_new(item) && !is_old(item));
        let outcome = match has_new {
            true => Ok(false),
            false => self.replace_at(keys, at, new),
        };
        match outcome.and_then(|replaced| Ok(self.remove(keys, &is_old_alone)? || replaced)) {
            Ok(any) => Ok(any),
            Err(refusal) => {
                *self = before;
                Err(refusal)
            }
        }
    }

    fn replace_at(&mut self, keys: &[&str], at: usize, new: &str) -> Result<bool, Diagnostic> {
        let mut wanted = self.list(keys).unwrap_or_default();
        let old = std::mem::replace(&mut wanted[at], new.to_string());
        if old == new {
            return Ok(false);
        }
        let ways = patch::replace(&self.page(), keys, at, &wanted);
        let found = self.first_sound(ways, keys, &|sight| holds(sight, keys, &wanted));
        self.take(found, keys, || format!("write `{new}` in place of `{old}` in `{}`", keys.join(".")))
    }

    fn remove_at(&mut self, keys: &[&str], at: usize) -> Result<bool, Diagnostic> {
        let mut wanted = self.list(keys).unwrap_or_default();
        let old = wanted.remove(at);
        let ways = patch::remove(&self.page(), keys, at, &wanted);
        let found = self.first_sound(ways, keys, &|sight| holds(sight, keys, &wanted));
        self.take(found, keys, || format!("take `{old}` out of `{}`", keys.join(".")))
    }

    fn position(&self, keys: &[&str], is_it: &dyn Fn(&str) -> bool) -> Option<usize> {
        self.list(keys)?.iter().position(|item| is_it(item))
    }

    fn has(&self, keys: &[&str]) -> bool {
        self.get(keys).is_some()
    }

    fn page(&self) -> patch::Page<'_> {
        patch::Page {
            text: &self.text,
            range: self.sight.fences.range.clone(),
            format: self.format(),
            root: &self.sight.root,
        }
    }

    fn format(&self) -> Format {
        self.sight.fences.format
    }

    /// The first of several ways to make a change after which the field is what was meant, and everything else what it was.
    fn first_sound(
        &self,
        ways: Vec<Vec<Patch>>,
        keys: &[&str],
        is_meant: &dyn Fn(&Sight) -> bool,
    ) -> Option<(String, Sight)> {
        ways.into_iter().find_map(|patches| {
            let text = patch::apply(&self.text, patches)?;
            let sight = look(&self.path, &text).ok()?;
            let same_body = text[sight.fences.body..] == self.text[self.sight.fences.body..];
            let others = without(&sight.model, keys) == without(&self.sight.model, keys);
            (same_body && others && is_meant(&sight)).then_some((text, sight))
        })
    }

    fn take(
        &mut self,
        found: Option<(String, Sight)>,
        keys: &[&str],
        by_hand: impl FnOnce() -> String,
    ) -> Result<bool, Diagnostic> {
        match found {
            Some((text, sight)) => {
                (self.text, self.sight) = (text, sight);
                Ok(true)
            }
            None => Err(self.refusal(keys, by_hand())),
        }
    }

    fn refusal(&self, keys: &[&str], by_hand: String) -> Diagnostic {
        // Of a field that is not there, the first line of the fields.
        let first = self.sight.fences.range.start;
        let place: Range<usize> = self.sight.root.place(keys).unwrap_or(first..first + 1);
        let span = locate::span(&self.path, &self.text, place.start, place.len());
        Diagnostic::error(
            "edit-by-hand",
            format!("`{}` cannot be changed here without disturbing the rest", keys.join(".")),
        )
        .at(span)
        .help(format!("This file was left as it is. By hand: {by_hand}."))
    }
}

fn look(path: &str, text: &str) -> Result<Sight, Vec<Diagnostic>> {
    let head = head::read::<Value>(path, text, &WHAT)?;
    let fences = Fences { range: head.range.clone(), format: head.format, body: head.body };
    let unread =
        |at: usize, message: &str| vec![Diagnostic::error("edit-unread", message).at(locate::span(path, text, at, 1))];
    let root = match head.format {
        Format::Toml => toml::parse(text, head.range.clone())
            .map_err(|found| found.iter().map(|failure| failure.diagnostic(path, text)).collect::<Vec<_>>())?,
        Format::Yaml => {
            let tree = tree::parse(text, head.range.clone()).map_err(|failure| unread(failure.at, &failure.message))?;
            if tree.too_large {
                return Err(unread(head.range.start, "repetitions make this front matter too large"));
            }
            tree.root
        }
    };
    let model = if head.fields.is_null() { Value::Object(serde_json::Map::new()) } else { head.fields };
    let mut names: Vec<&str> = root.entries().iter().map(|entry| entry.key.as_str()).collect();
    names.sort_unstable();
    if !model.is_object() || names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(unread(head.range.start, "this front matter is no list of fields"));
    }
    Ok(Sight { fences, root, model })
}

fn holds(sight: &Sight, keys: &[&str], wanted: &[String]) -> bool {
    // The reader of the site must have found the same texts as the one that knows places.
    let model = keys.iter().try_fold(&sight.model, |value, key| value.get(*key));
    let is_read = match model {
        Some(Value::Array(values)) => {
            let same = |(value, wanted): (&Value, &String)| value.as_str().is_none_or(|text| text == wanted);
            values.len() == wanted.len() && values.iter().zip(wanted).all(same)
        }
        _ => true,
    };
    let items = items(keys.iter().try_fold(&sight.root, |node, key| node.get(key)));
    is_read && items.is_some_and(|items| items == wanted)
}

/// The names of a list in any of its forms; none where nothing is written.
pub(super) fn items(node: Option<&Node>) -> Option<Vec<String>> {
    let Some(node) = node else { return Some(Vec::new()) };
    match &node.shape {
        Shape::Nothing => Some(Vec::new()),
        Shape::Plain(_) if node.kind() == Kind::Null => Some(Vec::new()),
        Shape::Plain(text) | Shape::Text(text) => {
            Some(text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_string).collect())
        }
        Shape::List(nodes) => nodes.iter().map(|node| node.text().map(str::to_string)).collect(),
        Shape::Map(_) | Shape::Repeated => None,
    }
}

/// Everything but the field at a path.
fn without(model: &Value, keys: &[&str]) -> Value {
    let mut rest = model.clone();
    if let Some((last, above)) = keys.split_last() {
        match above.iter().try_fold(&mut rest, |value, key| at(value, key)) {
            Some(Value::Object(fields)) => {
                fields.shift_remove(*last);
            }
            // The other items keep their places.
            Some(list @ Value::Array(_)) => {
                if let Some(item) = at(list, last) {
                    *item = Value::Null;
                }
            }
            _ => {}
        }
    }
    rest
}

/// What stands under a key, or at a place of a list.
fn at<'v>(value: &'v mut Value, key: &str) -> Option<&'v mut Value> {
    match value {
        Value::Object(fields) => fields.get_mut(key),
        Value::Array(items) => items.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    }
}
