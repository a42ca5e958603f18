//! The files of `data/`, which templates see as `data.<name>`.

use std::collections::BTreeMap;
use std::path::Path;

use tera::{Map, Value};

use crate::base::path::extension;
use crate::base::stamp::Stamp;
use crate::config::yaml;
use crate::diagnostic::{Diagnostic, Span, locate};
use crate::source::tree::{self, Source, Tree};

/// All data of a site, by name. A file in a folder stands below the folder's name: `data/prices/gpu.csv` is `data.prices.gpu`.
#[derive(Default)]
pub struct Data {
    values: BTreeMap<String, Node>,
    stamps: BTreeMap<String, Vec<Stamp>>,
}

enum Node {
    Folder(BTreeMap<String, Node>),
    File(Value),
}

impl Data {
    pub fn load(root: &Path, tree: &Tree) -> (Data, Vec<Diagnostic>) {
        let mut data = Data::default();
        let mut diagnostics = Vec::new();
        for path in tree.below("data/") {
            let read = tree::read(root, path).and_then(|source| parse(&source).map(|value| (source, value)));
            match read {
                Ok((source, value)) => data.add(&source, value),
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        (data, diagnostics)
    }

    fn add(&mut self, source: &Source, value: Value) {
        let below = source.path.trim_start_matches("data/");
        let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
        let mut parts: Vec<&str> = stem.split('/').collect();
        self.stamps.entry(parts[0].to_string()).or_default().push(source.stamp);
        let name = parts.pop().unwrap_or(stem);
        let mut level = &mut self.values;
        for folder in parts {
            let node = level.entry(folder.to_string()).or_insert_with(|| Node::Folder(BTreeMap::new()));
            if let Node::File(_) = node {
                *node = Node::Folder(BTreeMap::new());
            }
            let Node::Folder(below) = node else { return };
            level = below;
        }
        level.insert(name.to_string(), Node::File(value));
    }

    pub fn value(&self) -> Value {
        fn value(nodes: &BTreeMap<String, Node>) -> Value {
            let mut map = Map::new();
            for (name, node) in nodes {
                let inner = match node {
                    Node::Folder(below) => value(below),
                    Node::File(inner) => inner.clone(),
                };
                map.insert(name.clone().into(), inner);
            }
            Value::from(map)
        }
        value(&self.values)
    }

    pub fn stamps(&self) -> BTreeMap<String, Stamp> {
        self.stamps.iter().map(|(name, stamps)| (name.clone(), Stamp::of(stamps))).collect()
    }
}

fn parse(source: &Source) -> Result<Value, Diagnostic> {
    let text = source.text.trim_start_matches('\u{feff}');
    match extension(&source.path) {
        "yaml" | "yml" => yaml::value(&source.path, text).map(|value| Value::from_serializable(&value)),
        "json" => serde_json::from_str::<serde_json::Value>(text)
            .map(|value| Value::from_serializable(&value))
            .map_err(|error| {
                let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
                let at = line + error.column().saturating_sub(1);
                Diagnostic::error("bad-json", error.to_string()).at(locate::span(&source.path, text, at, 1))
            }),
        "toml" => text.parse::<toml::Table>().map(|value| Value::from_serializable(&value)).map_err(|error| {
            let at = error.span().unwrap_or(0..1);
            Diagnostic::error("bad-toml", error.message().to_string()).at(locate::span(
                &source.path,
                text,
                at.start,
                at.len(),
            ))
        }),
        "csv" => rows(text).map_err(|error| {
            let at = error.position().map_or(0, |position| position.byte() as usize);
            Diagnostic::error("bad-csv", error.to_string()).at(locate::span(&source.path, text, at, 1))
        }),
        other => Err(Diagnostic::warning("unknown-data", format!("`{other}` is no format that data can have"))
            .at(Span::file(&source.path))
            .help("Data can be YAML, JSON, TOML or CSV.")),
    }
}

/// Rows as maps by the names in the first line.
fn rows(text: &str) -> Result<Value, csv::Error> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers()?.clone();
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row?;
        let cells = names.iter().zip(row.iter()).map(|(name, cell)| (name.to_string(), cell.to_string()));
        rows.push(cells.collect::<BTreeMap<_, _>>());
    }
    Ok(Value::from_serializable(&rows))
}
