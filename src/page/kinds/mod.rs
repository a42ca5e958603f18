//! Every kind of output, one line each.

pub mod alias;
pub mod archive;
pub mod article;
pub mod data;
pub mod feed;
pub mod file;
pub mod index;
pub mod not_found;
pub mod opml;
pub mod redirects;
pub mod robots;
pub mod shelf;
pub mod sitemap;

use super::kind::Kind;
use crate::config::Config;
use crate::config::settings::{FeedFormat, OutputSetting};
use crate::site::fact::{Group, ShelfId, Subject};
use crate::site::store::Site;

/// The kinds. Their order is no matter; an address keeps its kind's place in this list, so that a ledger made by a
/// program with another list is not used.
pub static KINDS: &[&dyn Kind] = &[
    &article::Articles,
    &article::Pages,
    &shelf::Shelves,
    &index::Indexes,
    &archive::Archive,
    &not_found::NotFound,
    &feed::Feeds(FeedFormat::Atom),
    &feed::Feeds(FeedFormat::Rss),
    &feed::Feeds(FeedFormat::Json),
    &opml::Opml,
    &sitemap::Sitemaps,
    &robots::Robots,
    &alias::Aliases,
    &redirects::Redirects,
    &data::Data,
    &file::Files,
];

/// Whether a kind is on at all.
pub fn is_on(config: &Config, kind: &str) -> bool {
    !config.settings.outputs.get(kind).is_some_and(OutputSetting::is_off)
}

/// Whether a kind is on for a shelf: some shelves may be named, by taxonomy or by address.
pub fn is_on_for(site: &Site, kind: &str, id: ShelfId) -> bool {
    let config = &site.config;
    let shelf = site.shelf(id);
    match config.settings.outputs.get(kind) {
        None => true,
        Some(setting @ (OutputSetting::Switch(_) | OutputSetting::Word(_))) => !setting.is_off(),
        Some(OutputSetting::Shelves(wanted)) => {
            let name = match shelf.key.group {
                Group::Front => "front",
                Group::Section => "sections",
                Group::Year => "years",
                Group::Month => "months",
                Group::Term(taxonomy) => &config.taxonomies[usize::from(taxonomy)].name,
            };
            wanted.iter().any(|wanted| wanted == name || *wanted == shelf.url)
        }
    }
}

/// Which groups of shelves have feeds: all but years and months.
pub fn has_feeds(config: &Config, group: Group) -> bool {
    match group {
        Group::Front | Group::Section => true,
        Group::Year | Group::Month => false,
        Group::Term(taxonomy) => config.taxonomies[usize::from(taxonomy)].feeds,
    }
}

/// Which groups of shelves are published as JSON: companies and tags.
pub fn has_data(config: &Config, group: Group) -> bool {
    let Group::Term(taxonomy) = group else { return false };
    is_on(config, "data") && ["companies", "tags"].contains(&config.taxonomies[usize::from(taxonomy)].name.as_str())
}

/// The language that a subject belongs to, as an index into the configuration's languages.
pub fn language_of(subject: Subject, site: &Site) -> u16 {
    match subject {
        Subject::Language(language) | Subject::Group(language, _) => language,
        Subject::Shelf(id) => site.shelf(id).key.language,
        Subject::Article(id) => site.entry(id).map_or(0, |entry| entry.card.shown.language),
        Subject::Site | Subject::Media(_) | Subject::Meaning | Subject::Templates => 0,
    }
}
