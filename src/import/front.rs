//! The front matter of other programs: YAML between `---`, TOML between `+++`, JSON between braces, or none at all.

use serde_json::{Map, Value};

use crate::article::head;
use crate::config::yaml::What;
use crate::diagnostic::{Diagnostic, Span, locate};

const WHAT: What =
    What { noun: "the front matter of this file", place: "in this file's front matter", own_fields_hint: None };

/// A file of another program: what stands above its text, and the text. Fields are taken out one by one as they become ours;
/// what is left in the end is nobody's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Front {
    fields: Map<String, Value>,
    pub body: String,
}

impl Front {
    /// Reads a file. A file without front matter is all text.
    ///
    /// # Errors
    /// Everything that is wrong with its front matter, with its place.
    pub fn read(path: &str, text: &str) -> Result<Front, Vec<Diagnostic>> {
        let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        if start.starts_with('{') && !start.starts_with("{{") && !start.starts_with("{%") {
            return json(path, text, text.len() - start.len()).map_err(|diagnostic| vec![*diagnostic]);
        }
        let first = start.lines().next().unwrap_or_default().trim_end();
        if first != "---" && first != "+++" {
            return Ok(Front { fields: Map::new(), body: text.trim_start_matches('\u{feff}').to_string() });
        }
        let head = head::read::<Value>(path, text, &WHAT)?;
        let body = text.get(head.body..).unwrap_or_default().to_string();
        match head.fields {
            Value::Object(fields) => Ok(Front { fields, body }),
            Value::Null => Ok(Front { fields: Map::new(), body }),
            _ => {
                let place = locate::span(path, text, head.range.start, 1);
                Err(vec![
                    Diagnostic::error("import-front", "this front matter holds no fields")
                        .at(place)
                        .help("Each line is `name: value`."),
                ])
            }
        }
    }

    /// Takes a field away, whatever its name's case.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        let key = match self.fields.contains_key(name) {
            true => name.to_string(),
            false => self.fields.keys().find(|key| key.eq_ignore_ascii_case(name))?.clone(),
        };
        self.fields.shift_remove(&key).filter(|value| !value.is_null())
    }

    /// Takes the fields of all these names away, and gives the first text among them.
    pub fn text(&mut self, names: &[&str]) -> Option<String> {
        let found: Vec<String> = names.iter().filter_map(|name| self.take(name).as_ref().and_then(text)).collect();
        found.into_iter().find(|text| !text.trim().is_empty())
    }

    /// Takes a list away; a single text is a list of one.
    pub fn list(&mut self, name: &str) -> Vec<String> {
        self.take(name).as_ref().map(list).unwrap_or_default()
    }

    /// Takes a flag away: `true`, `"true"`.
    pub fn flag(&mut self, name: &str) -> Option<bool> {
        match self.take(name)? {
            Value::Bool(flag) => Some(flag),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Takes a group of fields away.
    pub fn group(&mut self, name: &str) -> Map<String, Value> {
        match self.take(name) {
            Some(Value::Object(map)) => map,
            _ => Map::new(),
        }
    }

    /// Puts a group's fields among those of the top, where the top has none of that name.
    pub fn lift(&mut self, name: &str) {
        for (key, value) in self.group(name) {
            if !self.fields.keys().any(|own| own.eq_ignore_ascii_case(&key)) {
                self.fields.insert(key, value);
            }
        }
    }

    /// Puts a field in the place of whatever had its name.
    pub fn put(&mut self, name: &str, value: Value) {
        self.fields.insert(name.to_string(), value);
    }

    /// What nobody has taken.
    pub fn rest(&mut self) -> Map<String, Value> {
        std::mem::take(&mut self.fields)
    }
}

/// A single value as a text.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// A value as a list of texts.
pub fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(text).collect(),
        other => text(other).filter(|text| !text.trim().is_empty()).into_iter().collect(),
    }
}

fn json(path: &str, all: &str, start: usize) -> Result<Front, Box<Diagnostic>> {
    let text = &all[start..];
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    match values.next() {
        Some(Ok(Value::Object(fields))) => {
            let body = text.get(values.byte_offset()..).unwrap_or_default();
            Ok(Front { fields, body: body.strip_prefix('\n').unwrap_or(body).to_string() })
        }
        Some(Err(error)) => {
            let line = text.lines().take(error.line().saturating_sub(1)).map(|line| line.len() + 1).sum::<usize>();
            let at = start + line + error.column().saturating_sub(1);
            Err(Box::new(
                Diagnostic::error("import-front", format!("this front matter is no JSON: {error}")).at(locate::span(
                    path,
                    all,
                    at.min(all.len().saturating_sub(1)),
                    1,
                )),
            ))
        }
        _ => Err(Box::new(Diagnostic::error("import-front", "this front matter holds no fields").at(Span::file(path)))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Front;

    #[test]
    fn all_forms_of_front_matter_are_read() {
        for text in [
            "---\ntitle: Uno\ndate: 2025-09-23\ntags: [a, b]\n---\nTesto\n",
            "+++\ntitle = \"Uno\"\ndate = 2025-09-23\ntags = [\"a\", \"b\"]\n+++\nTesto\n",
            "{\"title\": \"Uno\", \"date\": \"2025-09-23\", \"tags\": [\"a\", \"b\"]}\nTesto\n",
        ] {
            let mut front = Front::read("a.md", text).expect(text);
            assert_eq!(front.body, "Testo\n");
            assert_eq!(front.text(&["Title"]).as_deref(), Some("Uno"));
            assert_eq!(front.list("tags"), ["a", "b"]);
            assert_eq!(json!(front.rest()), json!({"date": "2025-09-23"}));
        }
        assert_eq!(Front::read("a.md", "Solo testo\n").expect("text").body, "Solo testo\n");
        assert_eq!(Front::read("a.md", "---\n---\nTesto\n").expect("text").body, "Testo\n");
    }

    #[test]
    fn mistakes_have_their_place() {
        for (text, place) in
            [("{\"title\": \"Uno\",\n  oh}\n", (2, 3)), ("---\na: [\n---\n", (2, 4)), ("---\n- a\n---\n", (2, 1))]
        {
            let told = Front::read("a.md", text).expect_err(text);
            let span = told[0].span.as_ref().expect("a place");
            assert_eq!((span.line, span.column), place, "{text}: {}", told[0].message);
        }
    }
}
