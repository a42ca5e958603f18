//! The words in which a check's problems are told, for people who write articles and not schemas.

use serde_json::Value;

use super::emit;
use super::forms::{alternatives, resolve, types};
use super::node::{Kind, Node};
use crate::diagnostic::nearest;

/// Words that other generators or other languages have for our fields.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("titolo", "title"),
    ("data", "date"),
    ("sommario", "summary"),
    ("occhiello", "lede"),
    ("subtitle", "lede"),
    ("description", "summary"),
    ("excerpt", "summary"),
    ("sezione", "section"),
    ("category", "section"),
    ("categories", "tags"),
    ("keywords", "tags"),
    ("aziende", "companies"),
    ("persone", "people"),
    ("prodotti", "products"),
    ("author", "authors"),
    ("autore", "authors"),
    ("autori", "authors"),
    ("fonte", "sources"),
    ("fonti", "sources"),
    ("via", "sources"),
    ("storia", "story"),
    ("cover", "image"),
    ("thumbnail", "image"),
    ("immagine", "image"),
    ("updated", "updates"),
    ("lastmod", "updates"),
    ("publishdate", "publish"),
    ("expirydate", "expires"),
    ("bozza", "draft"),
    ("layout", "template"),
    ("language", "lang"),
    ("lingua", "lang"),
    ("redirect_from", "aliases"),
    ("baseurl", "url"),
    ("base_url", "url"),
    ("defaultlanguage", "default_language"),
    ("params", "extra"),
    ("url", "src"),
    ("src", "url"),
    ("link", "url"),
    ("href", "url"),
    ("nome", "name"),
    ("testo", "text"),
    ("autoreimmagine", "credit"),
    ("didascalia", "caption"),
    ("paginate", "pagination"),
    ("paginate_by", "pagination"),
    ("menu", "menus"),
];

/// The known key that `key` was probably meant to be.
pub fn suggestion<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    let lower = key.trim().to_lowercase();
    let other = OTHER_NAMES.iter().find(|(other, ours)| *other == lower && known.contains(ours));
    match other {
        Some((_, ours)) => known.iter().find(|known| known == &ours).copied(),
        None => nearest(lower.replace('-', "_").as_str(), known.iter().copied()),
    }
}

/// The known key that stands before a colon without a space: `name` in `name:WSJ`.
pub fn glued<'a>(key: &'a str, known: &[&str]) -> Option<&'a str> {
    let (name, rest) = key.split_once(':')?;
    if !rest.is_empty() && known.contains(&name) { Some(name) } else { None }
}

/// "entry 2 of `sources`", "`image`", "`role` in entry 1 of `sources`".
pub fn path(path: &[String]) -> String {
    let mut out = String::new();
    let mut dotted: Vec<&str> = Vec::new();
    for part in path {
        match part.parse::<usize>() {
            Ok(index) => {
                let of = if dotted.is_empty() { out } else { name(&dotted, &out) };
                out = format!("entry {} of {of}", index + 1);
                dotted.clear();
            }
            Err(_) => dotted.push(part),
        }
    }
    if dotted.is_empty() { out } else { name(&dotted, &out) }
}

fn name(dotted: &[&str], within: &str) -> String {
    let name = format!("`{}`", short(&dotted.join(".")));
    if within.is_empty() { name } else { format!("{name} in {within}") }
}

/// "`a`, `b` and `c`".
pub fn list<'a>(names: impl Iterator<Item = &'a str>, last: &str) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => "none".to_string(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

/// The beginning of a text that may be long, on one line.
pub fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_string(),
    }
}

/// What may stand there: "a list of texts or a text".
pub fn wanted(root: &Value, schema: &Value) -> String {
    let mut words: Vec<String> = Vec::new();
    for schema in alternatives(root, schema) {
        if schema.get("enum").is_some() || schema.get("const").is_some() {
            words.push("a word of a fixed list".to_string());
            continue;
        }
        for name in types(schema) {
            words.push(match name {
                "string" => "a text".to_string(),
                "boolean" => "`true` or `false`".to_string(),
                "integer" => "a whole number".to_string(),
                "number" => "a number".to_string(),
                "array" => wanted_list(root, schema),
                "object" => "a group of fields".to_string(),
                _ => continue,
            });
        }
    }
    words.dedup();
    if words.is_empty() { "another value".to_string() } else { words.join(" or ") }
}

fn wanted_list(root: &Value, schema: &Value) -> String {
    let items = schema.get("items").map(|items| resolve(root, items));
    let plural = items.map_or("values", |items| match (types(items).as_slice(), items.get("enum")) {
        (["string"], None) => "texts",
        (["integer"], _) => "whole numbers",
        (["number"], _) => "numbers",
        (["object"], _) => "groups of fields",
        (["array"], _) => "lists",
        _ => "values",
    });
    let count = |name: &str| schema.get(name).and_then(Value::as_u64);
    match (count("minItems"), count("maxItems")) {
        (Some(least), Some(most)) if least == most => format!("a list of {least} {plural}"),
        _ if plural == "values" => "a list".to_string(),
        _ => format!("a list of {plural}"),
    }
}

fn found(node: &Node) -> String {
    match node.kind() {
        Kind::Null => "empty".to_string(),
        Kind::Flag => format!("`{}`", node.text().unwrap_or_default()),
        Kind::Integer => "a number".to_string(),
        Kind::Float => "a number with decimals".to_string(),
        Kind::Text => format!("the text `{}`", short(node.text().unwrap_or_default())),
        Kind::List => "a list".to_string(),
        Kind::Map | Kind::Unknown => "a group of fields".to_string(),
    }
}

/// Why a value is of the wrong kind: the code, what was found, and what to do about it.
pub fn misfit(
    root: &Value,
    schema: &Value,
    node: &Node,
    key: Option<&String>,
    file_text: &str,
) -> (&'static str, String, Vec<String>) {
    let kinds: Vec<&str> = alternatives(root, schema).into_iter().flat_map(types).collect();
    let is_toml = file_text.get(..node.span.start).is_some_and(|before| before.trim_end().ends_with('='));
    let sign = if is_toml { " =" } else { ":" };
    let line = |value: String| match key.filter(|key| key.parse::<usize>().is_err()) {
        Some(key) => format!("`{key}{sign} {value}`"),
        None => format!("`{value}`"),
    };
    let text = node.text().unwrap_or_default();
    let bare = text.trim_matches(['“', '”', '„', '‘', '’', '«', '»', ' ']);
    let written = file_text.get(node.span.clone()).unwrap_or_default().trim_end();
    let is_one_line = !written.is_empty() && !written.contains('\n');
    let wants = |kind: &str| kinds.contains(&kind);
    let (code, help) = match node.kind() {
        Kind::Null => ("wrong-type", "write the value after the colon, or take the line away".to_string()),
        Kind::Map if wants("string") && is_one_line && !is_below(node, file_text) => match written.starts_with('{') {
            true if wants("array") => {
                ("wrong-type", format!("a list stands in square brackets: {}", line("[…, …]".to_string())))
            }
            true => {
                ("yaml-sign", format!("if it is meant as a text, put it in quotes: {}", line(emit::in_quotes(written))))
            }
            false => (
                "yaml-colon",
                format!(
                    "YAML takes what stands before the colon for a field's name: put the whole text in quotes: {}",
                    line(emit::in_quotes(written))
                ),
            ),
        },
        Kind::List if wants("string") && is_one_line => (
            "wrong-type",
            format!(
                "only one is wanted; if the brackets belong to the text, put it in quotes: {}",
                line(emit::in_quotes(written))
            ),
        ),
        Kind::Map if wants("array") && !wants("object") => {
            match node.entries().first().and_then(|first| first.key.strip_prefix('-')) {
                Some(name) => ("yaml-space", format!("put a space after the hyphen: `- {name}: …`")),
                None => (
                    "wrong-type",
                    "put `- ` before the first of its fields, and two spaces before the others".to_string(),
                ),
            }
        }
        Kind::Map | Kind::List if wants("string") => {
            ("wrong-type", format!("write one text behind the colon, and nothing below it: {}", line("…".to_string())))
        }
        _ if wants("boolean") && flag(bare).is_some() => {
            let word = line(flag(bare).unwrap_or_default().to_string());
            let why = match bare {
                "true" | "false" => "between quotation marks it is a text",
                _ => "only the words `true` and `false` are understood",
            };
            ("yaml-boolean", format!("write {word}: {why}"))
        }
        Kind::Float if wants("integer") => (
            "wrong-type",
            format!("write it without decimals: {}", line(text.split('.').next().unwrap_or("1").to_string())),
        ),
        Kind::Text if (wants("integer") || wants("number")) && bare.parse::<f64>().is_ok() => {
            ("wrong-type", format!("write the number without quotes: {}", line(bare.to_string())))
        }
        _ if wants("array") && is_one_line && node.kind() != Kind::Map => {
            ("wrong-type", format!("put it in brackets: {}", line(format!("[{written}]"))))
        }
        _ if wants("object") => {
            let fields = alternatives(root, schema).into_iter().filter_map(|one| one.get("properties")?.as_object());
            let names: Vec<&str> = fields.flat_map(|fields| fields.keys().map(String::as_str)).collect();
            match names.first() {
                Some(first) => {
                    let example = line(format!("{{{first}: …}}"));
                    ("wrong-type", format!("its fields are {}: {example}", list(names.iter().copied(), "and")))
                }
                None => ("wrong-type", "write each of its fields as `name: value`, on lines of their own".to_string()),
            }
        }
        _ if wants("integer") || wants("number") => {
            ("wrong-type", format!("write a number in digits: {}", line("10".to_string())))
        }
        _ => return ("wrong-type", found(node), Vec::new()),
    };
    (code, found(node), vec![help])
}

/// Whether a value begins on a line of its own, below its name.
fn is_below(node: &Node, file_text: &str) -> bool {
    let before = file_text.get(..node.span.start).unwrap_or_default();
    before.rsplit('\n').next().is_none_or(|before| before.trim().is_empty())
}

/// What a word would mean that other programs, or people, take for true or false.
fn flag(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "yes" | "y" | "on" | "true" | "si" | "sì" | "vero" | "1" => Some(true),
        "no" | "n" | "off" | "false" | "falso" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{glued, list, path, suggestion};

    #[test]
    fn places_are_named_as_people_would() {
        let name = |parts: &[&str]| path(&parts.iter().map(ToString::to_string).collect::<Vec<String>>());
        assert_eq!(name(&["image"]), "`image`");
        assert_eq!(name(&["sources", "1"]), "entry 2 of `sources`");
        assert_eq!(name(&["sources", "0", "role"]), "`role` in entry 1 of `sources`");
        assert_eq!(name(&["languages", "it", "title"]), "`languages.it.title`");
        assert_eq!(name(&["menus", "main", "0", "children", "2"]), "entry 3 of `children` in entry 1 of `menus.main`");
    }

    #[test]
    fn what_was_meant_is_found() {
        let known = ["title", "companies", "authors", "summary", "default_language"];
        assert_eq!(suggestion("companys", &known), Some("companies"));
        assert_eq!(suggestion("Titolo", &known), Some("title"));
        assert_eq!(suggestion("description", &known), Some("summary"));
        assert_eq!(suggestion("default-language", &known), Some("default_language"));
        assert_eq!(suggestion("zzz", &known), None);
        assert_eq!(glued("title:OpenAI", &known), Some("title"));
        assert_eq!(glued("https://x", &known), None);
        assert_eq!(list(["a", "b", "c"].into_iter(), "or"), "`a`, `b` or `c`");
    }
}
