//! What is written, and where: addresses, taxonomies, listings, redirects, and the switches of the kinds of output.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Permalinks {
    /// Made of `:year :month :day :section :slug :filename`.
    pub articles: String,
    /// Of the issues of digests, made of `:series :period`.
    pub digests: String,
}

impl Default for Permalinks {
    fn default() -> Permalinks {
        Permalinks { articles: "/:year/:month/:slug/".to_string(), digests: "/digests/:period/".to_string() }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum TaxonomySetting {
    Switch(bool),
    /// `on` and `off`, which YAML 1.2 reads as texts.
    Word(Switch),
    Taxonomy(Taxonomy),
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Taxonomy {
    /// The part of the address, else the taxonomy's name.
    pub slug: Option<String>,
    /// What its index is called, by language.
    pub title: BTreeMap<String, String>,
    /// Whether its shelves have feeds.
    pub feeds: Option<bool>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Pagination {
    /// Articles on a page.
    #[schemars(range(min = 1, max = 1000))]
    pub size: usize,
}

impl Default for Pagination {
    fn default() -> Pagination {
        Pagination { size: 20 }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(untagged)]
pub enum OutputSetting {
    Switch(bool),
    /// `on` and `off`, which YAML 1.2 reads as texts.
    Word(Switch),
    /// Only for these shelves: names of taxonomies, or addresses as `/tags/ia/`.
    Shelves(Vec<String>),
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    On,
    Off,
}

impl TaxonomySetting {
    pub fn is_off(&self) -> bool {
        matches!(self, TaxonomySetting::Switch(false) | TaxonomySetting::Word(Switch::Off))
    }
}

impl OutputSetting {
    pub fn is_off(&self) -> bool {
        matches!(self, OutputSetting::Switch(false) | OutputSetting::Word(Switch::Off))
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum RedirectForm {
    Html,
    Netlify,
    Cloudflare,
    Nginx,
    Caddy,
    Apache,
}
