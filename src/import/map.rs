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

    /// What the mapping says of a term: the field of front matter that it goes to, and its name there.
    pub fn find(&self, slug: &str, name: &str) -> Option<(&'static str, &str)> {
        let fields = [
            ("section", &self.sections),
            ("companies", &self.companies),
            ("people", &self.people),
            ("products", &self.products),
            ("tags", &self.tags),
        ];
        fields.into_iter().find_map(|(field, map)| {
            let (_, ours) = map.iter().find(|(key, _)| is_meant(key, slug, name))?;
            Some((field, ours.as_str()))
        })
    }

    /// Sets a term of the old site in the head of an article.
    pub fn set(&self, head: &mut Head, slug: &str, name: &str) -> Became {
        match self.find(slug, name) {
            Some(("section", section)) => head.propose("section", section),
            Some((field, term)) => head.add(field, term),
            None if NOTHING.contains(&slug) || self.nothing.iter().any(|own| is_meant(own, slug, name)) => {}
            None => {
                head.add("tags", name);
                return Became::Tag;
            }
        }
        Became::Other
    }
}

/// Whether a word of the mapping means a term.
fn is_meant(key: &str, slug: &str, name: &str) -> bool {
    key.eq_ignore_ascii_case(slug) || key.to_lowercase() == name.to_lowercase()
}
