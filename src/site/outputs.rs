//! Which outputs the configuration wants, and for which shelves.

use super::fact::{Group, ShelfId};
use super::store::Site;
use crate::config::settings::feeds::FeedFormat;
use crate::config::settings::outputs::OutputSetting;

impl Site {
    /// Whether a kind of output is on at all.
    pub fn wants(&self, kind: &str) -> bool {
        self.config.settings.wants(kind)
    }

    /// Whether a kind is on for a shelf: some shelves may be named, by taxonomy or by address.
    pub fn wants_for(&self, kind: &str, id: ShelfId) -> bool {
        let shelf = self.shelf(id);
        match self.config.settings.outputs.get(kind) {
            None => true,
            Some(setting @ (OutputSetting::Switch(_) | OutputSetting::Word(_))) => !setting.is_off(),
            Some(OutputSetting::Shelves(wanted)) => {
                let name = match shelf.key.group {
                    Group::Front => "front",
                    Group::Section => "sections",
                    Group::Year => "years",
                    Group::Month => "months",
                    Group::Digest(_) => "digests",
                    Group::Term(taxonomy) => &self.config.taxonomies[usize::from(taxonomy)].name,
                };
                wanted.iter().any(|wanted| wanted == name || *wanted == shelf.url)
            }
        }
    }

    /// Whether there is an index of all issues of digests.
    pub fn has_digests(&self) -> bool {
        !self.config.series.is_empty() && self.wants("digests")
    }

    /// Whether a shelf has a page of its own.
    pub fn has_page(&self, id: ShelfId) -> bool {
        let kind = if matches!(self.shelf(id).key.group, Group::Digest(_)) { "digest" } else { "shelf" };
        self.stands(id) && self.wants_for(kind, id)
    }

    /// The formats of a shelf's feeds. Years and months have none, and a profile alone is no news; the front page's feeds
    /// are there from the first day.
    pub fn feeds(&self, id: ShelfId) -> Vec<FeedFormat> {
        let shelf = self.shelf(id);
        let has_any = match shelf.key.group {
            Group::Front => true,
            Group::Section => !shelf.articles.is_empty(),
            Group::Year | Group::Month | Group::Digest(_) => false,
            Group::Term(taxonomy) => !shelf.articles.is_empty() && self.config.taxonomies[usize::from(taxonomy)].feeds,
        };
        let formats = self.config.settings.feeds.formats.iter().copied();
        formats.filter(|format| has_any && self.wants_for(format.kind(), id)).collect()
    }

    /// The formats of the feed of a series of digests: it has none before its first issue, nor where issues
    /// have no pages.
    pub fn issue_feeds(&self, language: u16, series: u8) -> impl Iterator<Item = FeedFormat> {
        let formats = self.config.settings.feeds.formats.iter().copied();
        let has_any = self.issues(language, series).any(|issue| self.has_page(issue));
        formats.filter(move |format| has_any && self.wants_in("digests", *format))
    }

    /// Whether feeds of a format are wanted for what is called so.
    fn wants_in(&self, name: &str, format: FeedFormat) -> bool {
        match self.config.settings.outputs.get(format.kind()) {
            None => true,
            Some(OutputSetting::Shelves(wanted)) => wanted.iter().any(|wanted| wanted == name),
            Some(setting) => !setting.is_off(),
        }
    }

    /// The formats of the feeds of corrections.
    pub fn correction_feeds(&self) -> impl Iterator<Item = FeedFormat> {
        let formats = self.config.settings.feeds.formats.iter().copied();
        formats.filter(|format| self.wants(format.kind()))
    }

    /// Whether the terms of a group are published as JSON: companies and tags are, and others where they are named.
    pub fn has_data_of(&self, group: Group) -> bool {
        let Group::Term(taxonomy) = group else { return false };
        let name = self.config.taxonomies.get(usize::from(taxonomy)).map_or("", |taxonomy| taxonomy.name.as_str());
        match self.config.settings.outputs.get("data") {
            Some(OutputSetting::Shelves(wanted)) => wanted.iter().any(|wanted| wanted == name),
            _ => self.wants("data") && has_always_data(name),
        }
    }

    /// Whether a shelf is published as JSON.
    pub fn has_data(&self, id: ShelfId) -> bool {
        let Group::Term(taxonomy) = self.shelf(id).key.group else { return false };
        let is_named = matches!(self.config.settings.outputs.get("data"), Some(OutputSetting::Shelves(_)));
        let is_data = is_named || has_always_data(&self.config.taxonomies[usize::from(taxonomy)].name);
        is_data && self.stands(id) && self.wants_for("data", id)
    }
}

/// Whether the terms of a taxonomy are published as JSON without being named for it.
fn has_always_data(taxonomy: &str) -> bool {
    matches!(taxonomy, "companies" | "tags")
}
