//! One file to be written: a text with its front matter, data, or a file that is copied as it is.

use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::config::emit::in_quotes;
use crate::config::yaml;

/// One file that an importer wants in the site.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What the source calls it, the same in every run: `post 1234`, `content/posts/a.md`. The lock knows it by this.
    pub id: String,
    /// Where it belongs, relative to the site's folder, with forward slashes: `content/articles/2025/09/a.md`.
    pub path: String,
    pub content: Content,
}

/// What a document holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Markdown below front matter.
    Text { head: Head, body: String },
    /// A whole file of YAML, as that of a comment.
    Data(Head),
    /// A file to be copied.
    Copy(PathBuf),
}

/// The fields above a text, in the order in which they are to stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head(Map<String, Value>);

impl Head {
    /// Sets a field. What says nothing (an empty text, an empty list, nothing at all) is left out.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        if says_something(&value) {
            self.0.insert(key.to_string(), value);
        }
    }

    /// Sets a field that is not there yet.
    pub fn propose(&mut self, key: &str, value: impl Into<Value>) {
        if !self.0.contains_key(key) {
            self.set(key, value);
        }
    }

    /// Adds to a list, each value once.
    pub fn add(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        if !says_something(&value) {
            return;
        }
        match self.0.get_mut(key) {
            Some(Value::Array(list)) if list.contains(&value) => {}
            Some(Value::Array(list)) => list.push(value),
            _ => {
                self.0.insert(key.to_string(), Value::Array(vec![value]));
            }
        }
    }

    /// Sets a field of the editor's own, under `extra`.
    pub fn extra(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        if !says_something(&value) {
            return;
        }
        if let Value::Object(extra) = self.0.entry("extra").or_insert_with(|| Value::Object(Map::new())) {
            extra.insert(key.to_string(), value);
        }
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields as YAML, as an editor would write them: one line each where that can be read, `extra` last.
    pub fn yaml(&self) -> String {
        let mut out = String::new();
        let (extra, fields): (Vec<_>, Vec<_>) = self.0.iter().partition(|(key, _)| *key == "extra");
        for (key, value) in fields.into_iter().chain(extra) {
            field(&mut out, key, value);
        }
        out
    }
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// The longest list or group that stands in one line, in bytes.
const LINE: usize = 160;

fn field(out: &mut String, key: &str, value: &Value) {
    let line = inline(value);
    let is_plain = !matches!(value, Value::Array(_) | Value::Object(_));
    if is_plain
        || (line.len() + key.len() <= LINE && !matches!(value, Value::Object(map) if map.values().any(is_nested)))
    {
        out.push_str(&format!("{}: {line}\n", name(key)));
        return;
    }
    out.push_str(&format!("{}:\n", name(key)));
    match value {
        Value::Array(list) => {
            for value in list {
                out.push_str(&format!("  - {}\n", inline(value)));
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                out.push_str(&format!("  {}: {}\n", name(key), inline(value)));
            }
        }
        _ => {}
    }
}

fn is_nested(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

/// A value in one line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => plain_or_quoted(text),
        Value::Array(list) => format!("[{}]", list.iter().map(inline).collect::<Vec<String>>().join(", ")),
        Value::Object(map) => {
            let fields: Vec<String> =
                map.iter().map(|(key, value)| format!("{}: {}", name(key), inline(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

fn name(key: &str) -> String {
    let is_plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_plain && plain_or_quoted(key) == key { key.to_string() } else { in_quotes(key) }
}

/// A text without quotes where YAML reads it back as the same text.
fn plain_or_quoted(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_alphanumeric() || c == '/')
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && text.chars().all(|c| c.is_alphanumeric() || " /._-+@()=&%;!’–—…".contains(c) || c == ':')
        && matches!(yaml::value("", text), Ok(yaml::Value::String(read)) if read == text);
    if is_plain { text.to_string() } else { in_quotes(text) }
}

impl Content {
    /// The bytes of the file, of everything but a copy.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Content::Text { head, body } => {
                let body = body.trim_matches('\n');
                let gap = if body.is_empty() { "" } else { "\n" };
                let end = if body.is_empty() { "" } else { "\n" };
                Some(format!("---\n{}---\n{gap}{body}{end}", head.yaml()).into_bytes())
            }
            Content::Data(head) => Some(head.yaml().into_bytes()),
            Content::Copy(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Content, Head};
    use crate::config::yaml;

    #[test]
    fn front_matter_is_written_as_an_editor_would_write_it() {
        let mut head = Head::default();
        head.extra("seo_title", "Un titolo: due");
        head.set("title", "L’accordo: \"cento\" miliardi");
        head.set("date", "2025-09-23T08:30:00+02:00");
        head.set("lede", "");
        head.add("tags", "IA");
        head.add("tags", "chip");
        head.add("tags", "IA");
        head.set("draft", true);
        head.set("sources", json!([{"name": "WSJ", "url": "https://www.wsj.com/", "role": "original"}]));
        let body = "\nUn testo.\n\n".to_string();
        let text = String::from_utf8(Content::Text { head, body }.bytes().expect("text")).expect("UTF-8");
        insta::assert_snapshot!(text, @r#"
        ---
        title: 'L’accordo: "cento" miliardi'
        date: 2025-09-23T08:30:00+02:00
        tags: [IA, chip]
        draft: true
        sources: [{name: WSJ, url: https://www.wsj.com/, role: original}]
        extra: {seo_title: "Un titolo: due"}
        ---

        Un testo.
        "#);
    }

    #[test]
    fn every_text_reads_back_as_it_was() {
        let texts = [
            "no",
            "true",
            "1.0",
            "2025-09-23",
            "12:30",
            "~",
            "null",
            "",
            " a",
            "a: b",
            "a #b",
            "- a",
            "*a",
            "&a",
            "'a'",
            "\"a\"",
            "a\nb",
            "a\\b",
            "[a]",
            "{a}",
            "@handle",
            "https://example.org/?a=b#c",
            "0x1f",
            "1e3",
            "a,b",
            "\u{feff}a",
            "\u{85}",
            "y:",
            "=",
            "<<",
            "..",
            "---",
        ];
        for text in texts {
            let mut head = Head::default();
            head.set("text", json!([text]));
            let read: Value = serde_json::to_value(yaml::value("", &head.yaml()).expect(text)).expect("JSON");
            assert_eq!(read, json!({"text": [text]}), "{}", head.yaml());
        }
    }
}
