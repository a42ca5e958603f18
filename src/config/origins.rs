//! Where each setting comes from, for `rassegna config`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::node::{Kind, Node};
use super::{Options, Origin, emit, marked};

/// Every setting of `written`, which is the settings as YAML, with its place in the configuration's text.
/// A setting that holds a variable is shown as it is written: the variable may be a password.
pub fn origins(
    path: &str,
    text: &str,
    written: &str,
    root: &Node,
    variables: &BTreeMap<String, (String, String)>,
    options: &Options<'_>,
) -> Vec<Origin> {
    let Ok(tree) = marked::parse(written, 0..written.len()) else { return Vec::new() };
    let environment = options.environment.and_then(|name| {
        let tree = marked::parse(text, 0..text.len()).ok()?.root;
        Some((name, tree.get("environments")?.entry(name)?.value.span.clone()))
    });
    let mut all = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    leaves(&tree.root, &mut keys, &mut |keys, node| {
        let key = keys.join(".");
        if node.kind() == Kind::Null || key.starts_with("environments") {
            return;
        }
        let names: Vec<&str> = keys.iter().map(String::as_str).collect();
        let (mut value, mut from) = (emit::readable(node), "default".to_string());
        if let Some(place) = written_at(root, &names).filter(|place| !place.is_empty()) {
            from = match &environment {
                Some((name, span)) if span.contains(&place.start) => format!("environments.{name}"),
                _ => format!("{path}:{}", 1 + text[..place.start.min(text.len())].matches('\n').count()),
            };
        }
        if let Some((written, name)) = variables.get(&key) {
            from = format!("${name}");
            if !value.starts_with(['[', '{']) {
                value.clone_from(written);
            } else {
                value = "…".to_string();
            }
        }
        if let ("url", Some(url)) = (key.as_str(), options.base_url) {
            (value, from) = (url.to_string(), "--base-url".to_string());
        }
        all.push(Origin { key, value, from });
    });
    all
}

/// The place of exactly this setting, not of something around it.
fn written_at(root: &Node, keys: &[&str]) -> Option<Range<usize>> {
    let mut node = root;
    for key in keys {
        node = node.get(key)?;
    }
    Some(node.span.clone())
}

fn leaves(node: &Node, keys: &mut Vec<String>, take: &mut impl FnMut(&[String], &Node)) {
    if node.entries().is_empty() {
        return take(keys, node);
    }
    for entry in node.entries() {
        keys.push(entry.key.clone());
        leaves(&entry.value, keys, take);
        keys.pop();
    }
}
