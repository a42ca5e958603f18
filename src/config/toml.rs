//! TOML to the same tree as YAML, so that it is checked and read in the same way. Its dates are texts here.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::node::{Entry, Node, Shape};
use crate::diagnostic::{Diagnostic, locate};

/// Why a text is no TOML, in bytes of the whole file.
#[derive(Clone, Debug)]
pub struct Failure {
    pub span: Range<usize>,
    pub message: String,
}

impl Failure {
    pub fn diagnostic(&self, path: &str, file_text: &str) -> Diagnostic {
        let mut message = self.message.lines().next().unwrap_or_default().to_string();
        if let Some(expected) = self.message.lines().nth(1) {
            message = format!("{message}, {expected}");
        }
        Diagnostic::error("toml-syntax", format!("TOML cannot be read here: {message}"))
            .at(locate::span(path, file_text, self.span.start, self.span.len()))
            .help("texts stand in quotes (`title = \"…\"`), lists in brackets, and no name is given twice")
    }
}

/// Reads `file_text[range]`.
///
/// # Errors
/// Everything that is no TOML in it.
pub fn parse(file_text: &str, range: Range<usize>) -> Result<Node, Vec<Failure>> {
    let text = file_text.get(range.clone()).unwrap_or_default();
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let place =
            |span: Range<usize>| range.start + span.start.min(text.len())..range.start + span.end.min(text.len());
        let mut failures: Vec<Failure> = errors
            .iter()
            .map(|error| Failure { span: place(error.span().unwrap_or(0..0)), message: error.message().to_string() })
            .collect();
        failures.sort_by_key(|failure| failure.span.start);
        return Err(failures);
    }
    let root = Node { span: range.clone(), shape: map(table.get_ref(), range.start) };
    Ok(root)
}

fn map(table: &DeTable<'_>, start: usize) -> Shape {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: shifted(key.span(), start),
            value: node(value, start),
        })
        .collect();
    // The table is sorted by name; people expect the order in which they wrote.
    entries.sort_by_key(|entry| entry.key_span.start);
    Shape::Map(entries)
}

fn node(value: &Spanned<DeValue<'_>>, start: usize) -> Node {
    let shape = match value.get_ref() {
        DeValue::String(text) => Shape::Text(text.to_string()),
        // TOML writes `0x1F` as YAML does, but allows underscores, which its reader has taken out already.
        DeValue::Integer(number) => Shape::Plain(number.to_string()),
        DeValue::Float(number) => Shape::Plain(float(number.as_str())),
        DeValue::Boolean(flag) => Shape::Plain(flag.to_string()),
        DeValue::Datetime(date) => Shape::Text(date.to_string()),
        DeValue::Array(values) => Shape::List(values.iter().map(|value| node(value, start)).collect()),
        DeValue::Table(table) => map(table, start),
    };
    Node { span: shifted(value.span(), start), shape }
}

fn float(text: &str) -> String {
    match text.trim_start_matches('+') {
        "inf" => ".inf".to_string(),
        "-inf" => "-.inf".to_string(),
        "nan" | "-nan" => ".nan".to_string(),
        number => number.to_string(),
    }
}

fn shifted(span: Range<usize>, start: usize) -> Range<usize> {
    start + span.start..start + span.end
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::config::emit;

    #[test]
    fn a_table_becomes_the_tree_that_yaml_would() {
        let text = "title = \"È: 1\"\ndate = 2025-09-23\nsize = 1_000\nhex = 0x1F\nratio = 1.50\nbig = inf\ntags = [\"a\", 'b']\n[extra]\nx.y = true\n[[sources]]\nurl = 'u'\n";
        let tree = parse(text, 0..text.len()).expect("valid TOML");
        assert_eq!(
            emit::readable(&tree),
            "{title: \"È: 1\", date: 2025-09-23, size: 1000, hex: 0x1F, ratio: 1.50, big: .inf, tags: [a, b], extra: {x: {y: true}}, sources: [{url: u}]}"
        );
        assert_eq!(&text[tree.place(&["sources", "0", "url"]).expect("a place")], "'u'");
        assert_eq!(&text[tree.place(&["title"]).expect("a place")], "\"È: 1\"");
    }

    #[test]
    fn mistakes_have_their_place() {
        let text = "+++\ntitle = OpenAI\n+++\n";
        let failures = parse(text, 4..18).expect_err("a text without quotes");
        let shown = crate::diagnostic::render::to_text(&[failures[0].diagnostic("a.md", text)], false);
        assert!(shown.contains("a.md:2:9"), "{shown}");
    }
}
