//! What stands within a line, and code.

use std::rc::Rc;

use htmd::element_handler::Handlers;
use htmd::{Element, Node};

use super::tidy::escaped;
use super::{Handled, is_script};
use crate::base::escape;
use crate::import::dom::{attribute, below, has_class, parent, raw, tag, words};
use crate::import::text::destination;

pub(super) fn anchor(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let Some(href) = attribute(element.node, "href").filter(|href| !href.trim().is_empty()) else {
        return Some(handlers.walk_children(element.node).content.into());
    };
    // The file's name beside it leads there too.
    if has_class(element.node, "wp-block-file__button") {
        return None;
    }
    // A picture that leads to itself in full is a picture: every theme shows it as large as it can be.
    let images = below(element.node, &["img"]);
    if is_script(&href) {
        return Some(handlers.walk_children(element.node).content.into());
    }
    let path = href.split(['?', '#']).next().unwrap_or(&href).to_lowercase();
    let is_picture = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"].iter().any(|ending| path.ends_with(ending));
    if images.len() == 1 && words(element.node).is_empty() && is_picture {
        return Some(handlers.walk_children(element.node).content.into());
    }
    // What could end the address or the title, and go on as HTML.
    let title = attribute(element.node, "title").unwrap_or_default();
    if href.contains(|c: char| c.is_control() || c == '<') || title.contains(['<', '\\']) {
        let inner = handlers.walk_children(element.node).content;
        return Some(format!("[{}]({})", inner.trim(), destination(&href)).into());
    }
    handlers.fallback(element)
}

/// A block of code, with its language where the class names it.
pub(super) fn code(node: &Rc<Node>) -> String {
    let text = raw(node);
    let text = text.trim_matches('\n').trim_end();
    if has_class(node, "wp-block-verse") {
        let lines: Vec<String> = text.lines().map(escaped).collect();
        return format!("\n\n{}\n\n", lines.join("\\\n"));
    }
    let inner = below(node, &["code"]);
    let classes = std::iter::once(node).chain(&inner).filter_map(|node| attribute(node, "class"));
    let classes = classes.collect::<Vec<String>>().join(" ").replace("brush: ", "brush:");
    let language = classes.split([' ', ';']).find_map(|class| {
        ["language-", "lang-", "brush:", "lang:"].iter().find_map(|prefix| class.strip_prefix(prefix))
    });
    let fence = "`".repeat(text.split(|c| c != '`').map(str::len).max().unwrap_or(0).max(2) + 1);
    // A class may hold line breaks, and whatever else would end the fence's line.
    let is_sign = |c: &char| c.is_alphanumeric() || "+#.-_".contains(*c);
    let language: String = language.unwrap_or_default().chars().take_while(is_sign).collect();
    format!("\n\n{fence}{language}\n{text}\n{fence}\n\n")
}

/// Code in a line; lines of code are a block, since breaks mean nothing within signs of code.
pub(super) fn inline_code(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    match raw(element.node).trim_matches('\n').contains('\n') {
        true => Some(code(element.node).into()),
        false => handlers.fallback(element),
    }
}

/// What stands within its equal is no stronger for it.
pub(super) fn emphasis(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let same: &[&str] = if matches!(element.tag, "strong" | "b") { &["strong", "b"] } else { &["em", "i"] };
    let mut around = parent(element.node);
    while let Some(node) = around {
        if tag(&node).is_some_and(|tag| same.contains(&tag.as_str())) {
            return Some(handlers.walk_children(element.node).content.into());
        }
        around = parent(&node);
    }
    handlers.fallback(element)
}

/// Elements that Markdown has no signs for, and that HTML within it may say.
pub(super) fn kept(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let inner = handlers.walk_children(element.node).content;
    if inner.trim().is_empty() {
        return Some(inner.into());
    }
    let title = attribute(element.node, "title").filter(|_| element.tag == "abbr");
    // In one line: an empty one would end the paragraph, and the rest would be HTML.
    let title = title.map(|title| title.split_whitespace().collect::<Vec<&str>>().join(" "));
    let title = title.map(|title| format!(" title=\"{}\"", escape::html(&title)));
    Some(format!("<{0}{1}>{inner}</{0}>", element.tag, title.unwrap_or_default()).into())
}
