//! What can be mended without asking: values are replaced where they stand, and no other byte of a file changes.

use std::collections::BTreeSet;

use super::looked::Looked;
use super::rules::alias_spelling::aliases;
use super::run::Findings;
use super::text::Text;
use crate::article::markdown::targets::targets;
use crate::article::piece::{Mark, Piece};
use crate::base::web::without_tracking;
use crate::config::node::{Node, Shape};
use crate::diagnostic::Diagnostic;
use crate::edit::front::Front;
use crate::edit::write::Change;

/// What is to be changed, and what has to be changed by hand.
#[derive(Default)]
pub struct Mending {
    pub changes: Vec<Change>,
    pub refused: Vec<Diagnostic>,
}

/// Thinks out how the findings that can be mended are. Nothing is written.
pub fn plan(looked: &Looked<'_>, findings: &Findings) -> Mending {
    let mut mending = Mending::default();
    let told = |code: &'static str| -> BTreeSet<&str> {
        let said = findings.said.iter().filter(|one| one.code == code);
        said.filter_map(|one| Some(one.span.as_ref()?.path.as_str())).collect()
    };
    let (tracked, spelled) = (told("tracking-parameter"), told("alias-spelling"));
    for text in &looked.texts {
        let (is_tracked, is_spelled) = (tracked.contains(text.path), spelled.contains(text.path));
        if !(is_tracked || is_spelled) {
            continue;
        }
        let body = if is_tracked { clean_body(text) } else { text.source.clone() };
        let mended = mend_front(text, looked, body, (is_tracked, is_spelled), &mut mending.refused);
        if mended != text.source {
            mending.changes.push(Change {
                path: text.path.to_string(),
                before: Some(text.source.clone()),
                after: Some(mended),
            });
        }
    }
    mending
}

/// The file with clean addresses in its body.
fn clean_body(text: &Text<'_>) -> String {
    let source = &text.source;
    let body = text.body();
    let written = targets(&source[body..]).into_iter().map(|(range, _)| body + range.start..body + range.end);
    let mut places: Vec<_> = written.collect();
    // Addresses that stand bare in a text, or between `<` and `>`.
    text.walk(&mut |piece| {
        let Piece::Link { target, mark: Mark { at, length }, .. } = piece else { return };
        let (from, to) = (*at as usize, (at + length) as usize);
        let Some(whole) = source.get(from..to) else { return };
        let bare = whole.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(whole);
        if bare == target {
            let from = from + usize::from(bare.len() < whole.len());
            places.push(from..from + bare.len());
        }
    });
    places.sort_by_key(|place| place.start);
    places.dedup();
    let mut clean = String::with_capacity(source.len());
    let mut at = 0;
    for place in places.into_iter().filter(|place| source.get(place.clone()).is_some()) {
        if place.start < at {
            continue;
        }
        clean.push_str(&source[at..place.start]);
        clean.push_str(&without_tracking(&source[place.clone()]));
        at = place.end;
    }
    clean.push_str(&source[at..]);
    clean
}

fn mend_front(
    text: &Text<'_>,
    looked: &Looked<'_>,
    source: String,
    (is_tracked, is_spelled): (bool, bool),
    refused: &mut Vec<Diagnostic>,
) -> String {
    let mut front = match Front::open(text.path, &source) {
        Ok(front) => front,
        Err(said) => {
            refused.extend(said);
            return source;
        }
    };
    if is_tracked {
        let mut tracked = Vec::new();
        gather(front.fields(), &mut Vec::new(), &mut tracked);
        for (keys, clean) in tracked {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            if let Err(refusal) = front.set(&keys, &clean, &[]) {
                refused.push(refusal);
            }
        }
    }
    for alias in aliases(text, looked).iter().filter(|_| is_spelled) {
        let is_old = |name: &str| name == alias.written;
        let is_new = |name: &str| name == alias.canonical;
        if let Err(refusal) = front.replace(&alias.keys, &is_old, alias.canonical, &is_new) {
            refused.push(refusal);
        }
    }
    front.text().to_string()
}

/// Values that are addresses which follow the reader, with their keys.
fn gather(node: &Node, keys: &mut Vec<String>, found: &mut Vec<(Vec<String>, String)>) {
    match &node.shape {
        Shape::Map(entries) => {
            for entry in entries {
                keys.push(entry.key.clone());
                gather(&entry.value, keys, found);
                keys.pop();
            }
        }
        Shape::List(nodes) => {
            for (at, node) in nodes.iter().enumerate() {
                keys.push(at.to_string());
                gather(node, keys, found);
                keys.pop();
            }
        }
        Shape::Plain(text) | Shape::Text(text) => {
            let is_address = text.starts_with("http://") || text.starts_with("https://");
            let clean = without_tracking(text);
            if is_address && !text.contains(char::is_whitespace) && clean != *text {
                found.push((keys.clone(), clean.into_owned()));
            }
        }
        Shape::Nothing | Shape::Repeated => {}
    }
}
