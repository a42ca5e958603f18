//! What an article's own page, its feeds' entries and its structured data show beyond the card.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::front_matter::{Role, UpdateKind};
use crate::base::date::Moment;
use crate::config::yaml::Value;

/// The rest of an article's front matter, with dates understood.
#[derive(Clone, Debug, Default)]
pub struct Details {
    pub lede: Option<String>,
    pub sources: Vec<SourceRef>,
    pub image: Option<Image>,
    pub updates: Vec<Update>,
    pub canonical: Option<String>,
    pub template: Option<String>,
    /// The post under which readers answer, where comments are elsewhere.
    pub post: Option<String>,
    pub autolink: bool,
    pub extra: BTreeMap<String, Value>,
    /// What an issue holds that is put together by hand.
    pub edition: Option<Box<Edition>>,
}

/// What an editor has picked for an issue of a digest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    pub lead: Option<Pick>,
    pub groups: Vec<PickGroup>,
}

/// Picks under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickGroup {
    pub title: Option<String>,
    /// Inline Markdown.
    pub text: Option<String>,
    pub picks: Vec<Pick>,
    pub sponsor: Option<SponsorSlot>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    pub target: Target,
    /// In the place of an article's own headline; always there for a page outside.
    pub title: Option<String>,
    /// Inline Markdown.
    pub comment: Option<String>,
}

/// What a pick leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An article of the site, as the site is asked for it: a file, or an address.
    Article(String),
    Outside {
        url: String,
        /// Who publishes it: a name, or a domain.
        source: String,
    },
}

/// Somebody who pays for a place in an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SponsorSlot {
    pub by: String,
    pub url: String,
    /// Inline Markdown.
    pub text: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SourceRef {
    pub name: String,
    pub title: Option<String>,
    pub url: Option<String>,
    pub date: Option<Moment>,
    pub role: Role,
    pub lang: Option<String>,
    pub paywall: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    pub src: String,
    pub alt: String,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub credit_url: Option<String>,
    pub license: Option<String>,
    pub focal: Option<[f64; 2]>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    pub date: Moment,
    pub kind: UpdateKind,
    pub text: String,
    /// Its id on the page.
    pub anchor: String,
}
