//! Quotations, with whom they name.

use htmd::Element;
use htmd::element_handler::Handlers;

use super::Handled;
use super::tidy::{CITE, tidy};
use crate::import::dom::is_within;

/// Whom a quotation names stands on its last line, as we write it.
pub(super) fn quotation(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let inner = handlers.walk_children(element.node).content;
    let (mut text, mut by) = (String::new(), String::new());
    let mut rest = inner.as_str();
    while let Some((before, after)) = rest.split_once(CITE[0]) {
        text.push_str(before);
        let (name, after) = after.split_once(CITE[1]).unwrap_or((after, ""));
        by = without_dash(name).trim_end_matches(['\\', ' ']).to_string();
        rest = after;
    }
    text.push_str(rest);
    let mut lines: Vec<String> = tidy(&text).lines().map(|line| format!("> {line}").trim_end().to_string()).collect();
    if !by.is_empty() {
        lines.push(">".to_string());
        lines.push(format!("> — {by}"));
    }
    Some(format!("\n\n{}\n\n", lines.join("\n")).into())
}

/// Whom a quotation names, without the dash before it; a backslash that keeps a sign from being markup stays.
fn without_dash(mut name: &str) -> &str {
    const DASHES: [&str; 8] = ["—", "–", "-", "~", " ", "\\-", "\\~", "\\ "];
    while let Some(rest) = DASHES.iter().find_map(|dash| name.strip_prefix(dash)) {
        name = rest;
    }
    name
}

pub(super) fn cite(handlers: &dyn Handlers, element: &Element<'_>) -> Handled {
    let inner = handlers.walk_children(element.node).content.replace(CITE, "");
    if is_within(element.node, &["blockquote"]) {
        let line = inner.split_whitespace().collect::<Vec<&str>>().join(" ");
        return Some(format!("{}{}{}", CITE[0], line.replace("\\ ", " "), CITE[1]).into());
    }
    match element.tag {
        "cite" if !inner.trim().is_empty() => Some(format!("*{}*", inner.trim()).into()),
        _ => Some(inner.into()),
    }
}
