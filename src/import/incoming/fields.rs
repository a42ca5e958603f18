//! What a webhook delivers: one comment or several, as JSON, JSON lines or YAML, in the shapes that forms' services use.

use serde_json::{Map, Value};

use super::Sent;
use crate::config::yaml;

/// Where services put the list of what was sent.
const LISTS: [&str; 5] = ["comments", "submissions", "items", "data", "results"];

/// Where services put the fields of one.
const GROUPS: [&str; 6] = ["fields", "options", "data", "payload", "comment", "form"];

/// The fields' names, ours first.
const NAMES: [(&str, &[&str]); 8] = [
    ("article", &["article", "slug", "thread"]),
    ("page", &["page", "page_url", "redirect", "referrer"]),
    ("id", &["id", "_id", "uuid"]),
    ("reply_to", &["reply_to", "replyTo", "parent", "_parent"]),
    ("name", &["name", "author"]),
    ("url", &["url", "website", "site"]),
    ("date", &["date", "created_at", "createdAt", "timestamp"]),
    ("text", &["text", "message", "comment", "body"]),
];

/// Reads what was delivered. `trap` is the field that people leave empty.
///
/// # Errors
/// When it is neither JSON nor YAML, in words.
pub fn read(name: &str, bytes: &[u8], trap: &str) -> Result<Vec<Sent>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| format!("{name} is not valid UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let values = match serde_json::from_str::<Value>(text) {
        Ok(value) => vec![value],
        Err(error) => match lines(text) {
            Some(values) => values,
            None if text.trim_start().starts_with(['{', '[']) => return Err(format!("{name} is no JSON: {error}")),
            None => vec![from_yaml(name, text)?],
        },
    };
    let mut sent = Vec::new();
    for value in values {
        gather(value, trap, &mut sent);
    }
    Ok(sent)
}

/// One object a line, as logs have them.
fn lines(text: &str) -> Option<Vec<Value>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_str::<Value>(line).ok().filter(Value::is_object)).collect()
}

fn from_yaml(name: &str, text: &str) -> Result<Value, String> {
    let value = yaml::value(name, text).map_err(|diagnostic| format!("{name}: {}", diagnostic.message))?;
    serde_json::to_value(value).map_err(|error| format!("{name}: {error}"))
}

fn gather(value: Value, trap: &str, sent: &mut Vec<Sent>) {
    match value {
        Value::Array(list) => list.into_iter().for_each(|value| gather(value, trap, sent)),
        Value::Object(mut map) => {
            let list = LISTS.iter().find(|name| map.get(**name).is_some_and(Value::is_array));
            match list.and_then(|name| map.remove(*name)) {
                Some(list) => gather(list, trap, sent),
                None => sent.push(one(map, trap)),
            }
        }
        _ => {}
    }
}

fn one(map: Map<String, Value>, trap: &str) -> Sent {
    let mut flat: Map<String, Value> = Map::new();
    flatten(map, &mut flat, 0);
    let get = |field: &str| {
        let names = NAMES.iter().find(|(name, _)| *name == field).map(|(_, names)| *names).unwrap_or_default();
        names.iter().find_map(|name| text(flat.get(*name)?))
    };
    Sent {
        article: get("article").or_else(|| get("page")).unwrap_or_default(),
        id: get("id"),
        reply_to: get("reply_to"),
        name: get("name").unwrap_or_default(),
        url: get("url"),
        date: get("date"),
        text: get("text").unwrap_or_default(),
        is_trapped: flat.get(bare(trap)).and_then(text).is_some(),
    }
}

/// Brings the fields of groups up, and takes `fields[name]` for `name`. What stands deeper goes before what stands above it:
/// a service's own id above is no less a name for the comment, but its words are in the group.
fn flatten(map: Map<String, Value>, flat: &mut Map<String, Value>, depth: usize) {
    for (key, value) in map {
        match value {
            Value::Object(group) if depth < 4 && GROUPS.contains(&key.as_str()) => flatten(group, flat, depth + 1),
            value => {
                let name = bare(&key);
                if depth > 0 || !flat.contains_key(name) {
                    flat.insert(name.to_string(), value);
                }
            }
        }
    }
}

/// `fields[name]` is `name`.
fn bare(key: &str) -> &str {
    key.strip_suffix(']').and_then(|key| key.split_once('[')).map_or(key, |(_, name)| name)
}

fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_shapes_of_services_are_understood() {
        let cases = [
            r#"{"article": "a", "name": "Ada", "message": "Sì", "email": "x@example.org"}"#,
            r#"[{"article": "a", "name": "Ada", "text": "Sì"}]"#,
            r#"{"comments": [{"slug": "a", "name": "Ada", "comment": "Sì"}]}"#,
            r#"{"fields": {"name": "Ada", "message": "Sì"}, "options": {"slug": "a"}}"#,
            r#"{"fields[name]": "Ada", "fields[message]": "Sì", "options[slug]": "a"}"#,
            r#"{"payload": {"data": {"article": "a", "name": "Ada", "message": "Sì"}}}"#,
            "article: a\nname: Ada\ntext: Sì\n",
            "{\"article\": \"a\", \"name\": \"Ada\", \"text\": \"Sì\"}\n\n",
        ];
        for text in cases {
            let sent = read("x", text.as_bytes(), "subject").expect(text);
            assert_eq!(sent.len(), 1, "{text}");
            assert_eq!(
                (sent[0].article.as_str(), sent[0].name.as_str(), sent[0].text.as_str()),
                ("a", "Ada", "Sì"),
                "{text}"
            );
            assert!(!sent[0].is_trapped);
        }
        let two = "{\"article\": \"a\", \"text\": \"x\"}\n{\"article\": \"b\", \"text\": \"y\", \"fields[subject]\": \"z\"}\n";
        let sent = read("x", two.as_bytes(), "fields[subject]").expect("two");
        assert_eq!(sent.iter().map(|sent| sent.is_trapped).collect::<Vec<_>>(), [false, true]);
        for broken in ["{\"a\": ", "[1, 2", "a: [", "\u{0}"] {
            assert!(read("x", broken.as_bytes(), "s").is_err(), "{broken:?}");
        }
        assert!(read("x", &[0xff, 0xfe], "s").is_err());
        let deep = "[".repeat(100_000);
        assert!(read("x", deep.as_bytes(), "s").is_err());
    }
}
