//! What a page says of itself to machines, as JSON-LD by schema.org.

pub mod article;
pub mod issue;
pub mod listing;
pub mod who;

use serde_json::{Value as Json, json};

use super::desk::Desk;
use super::view::card::Named;

/// JSON that can stand in a `script` element: what would end the element is written as an escape.
pub fn script(value: &Json) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// All that a page says, without what is not known.
fn graph(nodes: Vec<Json>) -> String {
    let nodes: Vec<Json> = nodes.into_iter().filter(|node| !node.is_null()).map(without_nulls).collect();
    script(&json!({"@context": "https://schema.org", "@graph": nodes}))
}

fn without_nulls(value: Json) -> Json {
    match value {
        Json::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()))
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        Json::Array(list) => list.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// The way from the front page to this one; nothing where there is no way yet.
fn breadcrumbs(desk: &Desk<'_>, crumbs: &[Named]) -> Json {
    if crumbs.len() < 2 {
        return Json::Null;
    }
    // The last is the page itself, whose address need not be said again.
    let items = crumbs.iter().enumerate().map(|(at, crumb)| {
        let item = (at + 1 < crumbs.len()).then(|| desk.absolute(&crumb.url));
        json!({"@type": "ListItem", "position": at + 1, "name": crumb.name, "item": item})
    });
    json!({"@type": "BreadcrumbList", "itemListElement": items.collect::<Vec<_>>()})
}
