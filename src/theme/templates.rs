//! Which template stands on which others, so that an edit of a partial remakes just the pages that use it.

use std::collections::{BTreeMap, BTreeSet};

use super::load::ThemeFile;
use crate::base::stamp::Stamp;

/// For each template, the stamp of its own text and of everything that it includes, extends or calls, the data files that
/// it mentions among them.
pub fn closures(templates: &BTreeMap<String, ThemeFile>, data: &BTreeMap<String, Stamp>) -> BTreeMap<String, Stamp> {
    let edges = edges(templates);
    let own: BTreeMap<&str, Stamp> = templates
        .iter()
        .map(|(name, file)| (name.as_str(), Stamp::of(&(&file.text, mentioned_data(&file.text, data)))))
        .collect();
    templates
        .keys()
        .map(|name| {
            let stamps: Vec<(&str, Stamp)> = reached(name, &edges).into_iter().map(|name| (name, own[name])).collect();
            (name.clone(), Stamp::of(&stamps))
        })
        .collect()
}

/// For each of these words, the templates that print something of its name, themselves or through what they stand on. A
/// template that prints a card or a listing whole prints everything.
pub fn mentioning<'w>(
    templates: &BTreeMap<String, ThemeFile>,
    words: &[&'w str],
) -> BTreeMap<&'w str, BTreeSet<String>> {
    let edges = edges(templates);
    let said: BTreeMap<&str, Vec<bool>> =
        templates.iter().map(|(name, file)| (name.as_str(), says(&file.text, words))).collect();
    let mut found: BTreeMap<&str, BTreeSet<String>> = words.iter().map(|word| (*word, BTreeSet::new())).collect();
    for name in templates.keys() {
        let reached = reached(name, &edges);
        for (at, word) in words.iter().enumerate() {
            if reached.iter().any(|name| said[name][at]) {
                found.entry(word).or_default().insert(name.clone());
            }
        }
    }
    found
}

/// Which of the words a text has in its tags, in their order.
fn says(text: &str, words: &[&str]) -> Vec<bool> {
    let mut said = vec![false; words.len()];
    for tag in tags(text) {
        let whole = is_whole(tag);
        for (said, word) in said.iter_mut().zip(words) {
            *said |= whole || tag.contains(word);
        }
    }
    said
}

/// Whether a tag prints a card or a listing as it is, `{{ card | json_encode }}`, goes through its fields by name, or prints all
/// variables that there are.
fn is_whole(tag: &str) -> bool {
    if let Some(rest) = tag.strip_prefix("for ") {
        return rest.split(" in ").next().is_some_and(|variables| variables.contains(','));
    }
    if tag.contains("__tera_context") {
        return true;
    }
    let path = identifier(tag);
    let after = tag[path.len()..].trim_start();
    let last = path.rsplit('.').next().unwrap_or(path);
    ["article", "card", "cards", "page", "shelf"].contains(&last) && (after.is_empty() || after.starts_with(['|', '[']))
}

type Edges<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Which templates each includes, extends or calls.
fn edges(templates: &BTreeMap<String, ThemeFile>) -> Edges<'_> {
    let components: BTreeMap<String, &str> = templates
        .iter()
        .flat_map(|(name, file)| defined(&file.text).into_iter().map(move |component| (component, name.as_str())))
        .collect();
    templates
        .iter()
        .map(|(name, file)| {
            let mut edges: BTreeSet<&str> = quoted(&file.text)
                .into_iter()
                .filter_map(|target| templates.get_key_value(target))
                .map(|(name, _)| name.as_str())
                .collect();
            edges.extend(called(&file.text).iter().filter_map(|component| components.get(component).copied()));
            for tag in tags(&file.text).filter(|tag| tag.contains("cached(")) {
                let named: Vec<&str> =
                    texts_in(tag).into_iter().filter_map(|name| components.get(name).copied()).collect();
                // Where no component is named it may be any.
                if named.is_empty() { edges.extend(components.values()) } else { edges.extend(named) }
            }
            (name.as_str(), edges)
        })
        .collect()
}

/// A template and all that it stands on.
fn reached<'a>(name: &'a str, edges: &Edges<'a>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::from([name]);
    let mut open = vec![name];
    while let Some(at) = open.pop() {
        open.extend(edges[at].iter().copied().filter(|next| reached.insert(next)));
    }
    reached
}

/// The insides of all tags and expressions of a template.
pub(super) fn tags(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let at = rest.find("{%").into_iter().chain(rest.find("{{")).min()?;
        let close = if rest[at..].starts_with("{%") { "%}" } else { "}}" };
        let inside = &rest[at + 2..];
        let end = inside.find(close).unwrap_or(inside.len());
        rest = &inside[end..];
        Some(inside[..end].trim_matches('-').trim())
    })
}

/// Texts in quotes within `extends` and `include`.
pub fn quoted(text: &str) -> Vec<&str> {
    tags(text).filter(|tag| tag.starts_with("extends") || tag.starts_with("include")).flat_map(texts_in).collect()
}

/// The texts in quotes within one tag.
fn texts_in(tag: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = tag;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let quote = rest.as_bytes()[at] as char;
        rest = &rest[at + 1..];
        let Some(end) = rest.find(quote) else { break };
        found.push(&rest[..end]);
        rest = &rest[end + 1..];
    }
    found
}

pub(super) fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(text.len());
    &text[..end]
}

fn defined(text: &str) -> Vec<String> {
    tags(text)
        .filter_map(|tag| tag.strip_prefix("component"))
        .map(|rest| identifier(rest.trim_start()).to_string())
        .filter(|name| !name.is_empty())
        .collect()
}

fn called(text: &str) -> Vec<String> {
    tags(text).filter_map(|tag| tag.strip_prefix('<')).map(|rest| identifier(rest.trim_start()).to_string()).collect()
}

/// The stamps of the data files that a template mentions as `data.name`; all of them when it takes `data` otherwise.
fn mentioned_data(text: &str, data: &BTreeMap<String, Stamp>) -> Vec<Stamp> {
    let mut mentioned = BTreeSet::new();
    for tag in tags(text) {
        for (at, _) in tag.match_indices("data") {
            let before = tag[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
                continue;
            }
            let after = &tag[at + 4..];
            match after.strip_prefix('.').map(|rest| identifier(rest).split('.').next().unwrap_or("")) {
                Some(name) if !name.is_empty() => mentioned.extend(data.get(name)),
                _ if after.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_') => {}
                _ => mentioned.extend(data.values()),
            }
        }
    }
    mentioned.into_iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::closures;
    use crate::base::stamp::Stamp;
    use crate::theme::load::ThemeFile;

    fn stamps(edited: &str) -> BTreeMap<String, Stamp> {
        let files = [
            ("base.html", "{% block main %}{% endblock %}"),
            ("card.html", "{% component Card(title) %}{{ title }}{% endcomponent Card %}"),
            (
                "home.html",
                "{% extends \"base.html\" %}{% block main %}{{ <Card title=\"x\"/> }}{{ data.prices.nvidia }}{% endblock %}",
            ),
            ("page.html", "{% extends \"base.html\" %}{% include \"note.html\" %}"),
            ("note.html", "n"),
        ];
        let templates = files.map(|(name, text)| {
            let text = if name == edited { format!("{text}!") } else { text.to_string() };
            (name.to_string(), ThemeFile { path: String::new(), text })
        });
        let stamp = |name: &str| if edited == name { Stamp::of("new") } else { Stamp::of("old") };
        let data = ["prices", "other"].map(|name| (name.to_string(), stamp(name)));
        closures(&templates.into(), &data.into())
    }

    #[test]
    fn an_edit_moves_only_what_stands_on_it() {
        let before = stamps("");
        let moved = |edited: &str| {
            let after = stamps(edited);
            before.keys().filter(|name| before[*name] != after[*name]).cloned().collect::<Vec<_>>()
        };
        assert_eq!(moved("note.html"), ["note.html", "page.html"]);
        assert_eq!(moved("card.html"), ["card.html", "home.html"]);
        assert_eq!(moved("base.html"), ["base.html", "home.html", "page.html"]);
        assert_eq!(moved("prices"), ["home.html"]);
        assert!(moved("other").is_empty());
    }
}
