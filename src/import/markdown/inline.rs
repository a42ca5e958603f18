//! What stands within a line, and code.

use std::rc::Rc;

use htmd::element_handler::Handlers;
use htmd::{Element, Node};

use super::tidy::escaped;
use super::{Handled, is_script};
use crate::base::escape;
use crate::import::dom::{attribute, below, has_class, is_within, raw, tag, words};
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
    if is_script(&href) || holds_block(element.node) {
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

/// What Markdown writes in one line: a block of code in it is code in a line.
const ONE_LINE: [&str; 11] = ["h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "cite", "figcaption", "caption"];

/// Whether a block of code is in an element. Signs around it would stand at the ends of its first and last line, where they break
/// its fence, and what it shows would count.
fn holds_block(node: &Rc<Node>) -> bool {
    let is_block = |code: &Rc<Node>| tag(code).is_some_and(|tag| tag == "pre") || is_of_lines(code);
    below(node, &["pre", "code"]).iter().any(is_block)
}

fn is_of_lines(node: &Rc<Node>) -> bool {
    raw(node).trim_matches('\n').contains('\n')
}

/// A sign that ends no stretch of backticks in a text.
fn ticks(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat((longest + 1).max(least))
}

/// A block where there is only one line: a verse as its words, code as code. What stands beside a block has no space of its own there.
fn in_a_line(node: &Rc<Node>) -> String {
    let line = words(node);
    let around = if tag(node).as_deref() == Some("pre") { " " } else { "" };
    if line.is_empty() || has_class(node, "wp-block-verse") {
        return format!("{around}{}{around}", escaped(&line));
    }
    let (ticks, space) = (ticks(&line, 1), if line.contains('`') { " " } else { "" });
    format!("{around}{ticks}{space}{line}{space}{ticks}{around}")
}

/// A block of code, with its language where the class names it.
pub(super) fn code(node: &Rc<Node>) -> String {
    let text = raw(node);
    let text = text.trim_matches('\n').trim_end();
    if is_within(node, &ONE_LINE) {
        return in_a_line(node);
    }
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
    let fence = ticks(text, 3);
    // A class may hold line breaks, and whatever else would end the fence's line.
    let is_sign = |c: &char| c.is_alphanumeric() || "+#.-_".contains(*c);
    let language: String = language.unwrap_or_default().chars().take_while(is_sign).collect();
    format!("\n\n{fence}{language}\n{text}\n{fence}\n\n")
}

/// Code in a line; lines of code are a block, since breaks mean nothing within signs of code.
pub(super) fn inline_code(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    match is_of_lines(element.node) {
        true => Some(code(element.node).into()),
        false => handlers.fallback(element),
    }
}

/// What stands within its equal is no stronger for it.
pub(super) fn emphasis(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let same: &[&str] = if matches!(element.tag, "strong" | "b") { &["strong", "b"] } else { &["em", "i"] };
    if is_within(element.node, same) || holds_block(element.node) {
        return Some(handlers.walk_children(element.node).content.into());
    }
    handlers.fallback(element)
}

/// What was struck out.
pub(super) fn struck(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let inner = handlers.walk_children(element.node).content;
    let is_plain = inner.trim().is_empty() || holds_block(element.node);
    Some(if is_plain { inner.into() } else { format!("~~{}~~", inner.trim()).into() })
}

/// Elements that Markdown has no signs for, and that HTML within it may say.
pub(super) fn kept(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let inner = handlers.walk_children(element.node).content;
    if inner.trim().is_empty() || holds_block(element.node) {
        return Some(inner.into());
    }
    let title = attribute(element.node, "title").filter(|_| element.tag == "abbr");
    // In one line: an empty one would end the paragraph, and the rest would be HTML.
    let title = title.map(|title| title.split_whitespace().collect::<Vec<&str>>().join(" "));
    let title = title.map(|title| format!(" title=\"{}\"", escape::html(&title)));
    Some(format!("<{0}{1}>{inner}</{0}>", element.tag, title.unwrap_or_default()).into())
}
