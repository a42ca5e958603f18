//! The mapping file: which of the old site's categories and tags are sections, companies, people, products or tags of the new one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::Head;
use crate::config::yaml::{self, What};
use crate::diagnostic::{Diagnostic, Span};

const WHAT: What = What { noun: "a mapping", place: "in this mapping", own_fields_hint: None };

/// From the old site's names or addresses of terms (`notizie`, `Nvidia Corp.`) to ours. What is not named becomes a tag.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// A category that is a section: `notizie: news`.
    pub sections: BTreeMap<String, String>,
    pub companies: BTreeMap<String, String>,
    pub people: BTreeMap<String, String>,
    pub products: BTreeMap<String, String>,
    /// A tag under another name.
    pub tags: BTreeMap<String, String>,
    /// Terms that say nothing, and are left out.
    pub nothing: BTreeSet<String>,
}

/// Categories that say only that nobody has chosen one.
const NOTHING: &[&str] =
    &["uncategorized", "senza-categoria", "non-classe", "sin-categoria", "allgemein", "sem-categoria", "uncategorised"];

/// What a term became.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Became {
    Tag,
    /// Something else that the mapping names, or nothing.
    Other,
}

impl Mapping {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read, and everything that is wrong with it.
    pub fn read(file: &Path) -> Result<Mapping, Vec<Diagnostic>> {
        let shown = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| {
            vec![
                Diagnostic::error("import-read", format!("the mapping cannot be read: {error}")).at(Span::file(&shown)),
            ]
        })?;
        if text.trim().is_empty() {
            return Ok(Mapping::default());
        }
        yaml::read(&shown, &text, 0..text.len(), &WHAT)
    }

    /// Sets a term of the old site in the head of an article.
    pub fn set(&self, head: &mut Head, slug: &str, name: &str) -> Became {
        let find = |map: &BTreeMap<String, String>| {
            let found =
                map.iter().find(|(key, _)| key.eq_ignore_ascii_case(slug) || key.to_lowercase() == name.to_lowercase());
            found.map(|(_, value)| value.clone())
        };
        if let Some(section) = find(&self.sections) {
            head.propose("section", section);
            return Became::Other;
        }
        for (field, map) in [("companies", &self.companies), ("people", &self.people), ("products", &self.products)] {
            if let Some(term) = find(map) {
                head.add(field, term);
                return Became::Other;
            }
        }
        if let Some(tag) = find(&self.tags) {
            head.add("tags", tag);
            return Became::Other;
        }
        let says_nothing = |own: &str| own.eq_ignore_ascii_case(slug) || own.to_lowercase() == name.to_lowercase();
        if self.nothing.iter().any(|own| says_nothing(own)) || NOTHING.contains(&slug) {
            return Became::Other;
        }
        head.add("tags", name);
        Became::Tag
    }
}
