//! Feeds of others: RSS, Atom, JSON Feed, and planets of them.

use std::collections::BTreeMap;

use rassegna::diagnostic::Diagnostic;
use rassegna::import::Importer;
use rassegna::import::feed::{Bring, Feeds, Wanted, planet};
use rassegna::import::report::Report;

use super::sound::{document, told};

struct Here<'a>(&'a [u8]);

impl Bring for Here<'_> {
    fn bring(&mut self, _: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        Ok(Some(self.0.to_vec()))
    }

    fn forget(&mut self, _: &str) {}
}

pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for wanted in planet(&text).unwrap_or_default() {
        assert!(!wanted.place.trim().is_empty(), "a feed that is nowhere");
    }
    let mut paths: BTreeMap<String, String> = BTreeMap::new();
    let mut take = |one: rassegna::import::document::Document| {
        document(&one);
        let other = paths.insert(one.path.clone(), one.id.clone());
        assert!(other.is_none_or(|other| other == one.id), "two items are to stand at {}", one.path);
        Ok(())
    };
    let mut here = Here(bytes);
    let mut feeds = Feeds {
        wanted: vec![Wanted { place: "https://example.org/feed".to_string(), name: None }],
        bring: &mut here,
        since: None,
        limit: 50,
        known: BTreeMap::new(),
        taken: &|path| path.ends_with("a.md"),
    };
    if let Err(said) = feeds.read(&mut take, &mut Report::default()) {
        told(&said, "https://example.org/feed", &text);
    }
}
