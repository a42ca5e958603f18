//! The keys of `rassegna.yaml`, as they are written. What they mean together (`Config`) is made in `mod.rs`.
//!
//! The documentation of each field is the text that an editor's program shows beside it: it is published as a JSON Schema.
//! A group of keys that belong together has a file of its own.

pub mod assets;
pub mod checks;
pub mod comments;
pub mod deploy;
pub mod digests;
pub mod email;
pub mod feeds;
pub mod images;
pub mod machines;
pub mod outputs;
pub mod publication;
pub mod related;
pub mod subscribe;
pub mod text;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::assets::{Assets, Compression, Headers};
use self::checks::Checks;
use self::comments::Comments;
use self::deploy::Deploy;
use self::digests::Digest;
use self::feeds::Feeds;
use self::images::Images;
use self::machines::{Manifest, Robots};
use self::outputs::{OutputSetting, Pagination, Permalinks, RedirectForm, TaxonomySetting};
use self::publication::{LanguageSettings, Menus, Publisher};
use self::related::{Related, Stories};
use self::subscribe::Subscribe;
use self::text::{Archive, Companies, Corrections, Links, Markdown, Sources};
use super::yaml::Value;

/// Fields of which nothing is known beforehand.
pub type Extra = BTreeMap<String, Value>;

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The site's name.
    pub title: String,
    /// The address under which the site is published, with a path if it has one: `https://example.org/rassegna/`.
    #[serde(default)]
    pub url: String,
    /// One or two sentences about the site, for search engines and feeds.
    #[serde(default)]
    pub description: String,
    /// The languages that the site is written in, by tag; each may have its own title, description and menus.
    #[serde(default)]
    pub languages: BTreeMap<String, LanguageSettings>,
    /// The language at the root of the site; the others are under `/<tag>/`.
    #[serde(default)]
    pub default_language: Option<String>,
    /// The time zone of dates that are written without one, by its IANA name.
    #[serde(default = "utc")]
    pub timezone: String,
    /// The theme's folder below `themes/`, or the name of one that is built in.
    #[serde(default = "gazzetta")]
    pub theme: String,
    /// Values for the options that the theme declares in its `theme.yaml`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub theme_options: Extra,
    /// Who signs articles that name no author.
    #[serde(default)]
    pub authors: Vec<String>,
    /// Who publishes the site.
    #[serde(default)]
    pub publisher: Publisher,
    /// Address patterns by kind: `articles: "/:year/:month/:slug/"`.
    #[serde(default)]
    pub permalinks: Permalinks,
    /// Which taxonomies the site has: the built-in ones are on unless switched off; more by name.
    #[serde(default)]
    pub taxonomies: BTreeMap<String, TaxonomySetting>,
    #[serde(default)]
    pub pagination: Pagination,
    #[serde(default)]
    pub feeds: Feeds,
    #[serde(default)]
    pub related: Related,
    #[serde(default)]
    pub stories: Stories,
    /// What crawlers are asked.
    #[serde(default)]
    pub robots: Robots,
    /// The picture that icons are made from, as `/logo.svg`: square, an SVG or at least 512 pixels wide. Else the
    /// publisher's logo, if it is square, else the theme's.
    #[serde(default)]
    pub icon: Option<String>,
    #[serde(default)]
    pub manifest: Manifest,
    /// Kinds of output switched on or off, or limited to some shelves.
    #[serde(default)]
    pub outputs: BTreeMap<String, OutputSetting>,
    /// Digests that are collected by themselves, in named series.
    #[serde(default)]
    pub digests: BTreeMap<String, Digest>,
    /// How readers subscribe by mail; a language or a series may have a way of its own.
    #[serde(default)]
    pub subscribe: Option<Subscribe>,
    #[serde(default)]
    pub companies: Companies,
    #[serde(default)]
    pub sources: Sources,
    /// Who keeps copies of sources: what `rassegna archive` asks.
    #[serde(default)]
    pub archive: Archive,
    /// Whether the first mention of each company, person or product in an article becomes a link to its page.
    #[serde(default = "yes")]
    pub autolink: bool,
    /// Whether the site has a search.
    #[serde(default = "yes")]
    pub search: bool,
    #[serde(default)]
    pub images: Images,
    #[serde(default)]
    pub comments: Comments,
    /// Which forms of redirects are written.
    #[serde(default = "html_redirects")]
    pub redirects: Vec<RedirectForm>,
    #[serde(default)]
    pub links: Links,
    #[serde(default)]
    pub markdown: Markdown,
    #[serde(default)]
    pub corrections: Corrections,
    /// Whether HTML is written without comments and the white space that means nothing.
    #[serde(default)]
    pub minify: bool,
    #[serde(default)]
    pub assets: Assets,
    #[serde(default)]
    pub headers: Headers,
    /// The smaller forms in which texts are written beside themselves: `[gz, br]`.
    #[serde(default)]
    pub compress: Vec<Compression>,
    #[serde(default)]
    pub deploy: Deploy,
    /// What `rassegna check` looks for.
    #[serde(default)]
    pub checks: Checks,
    /// Menus by name; a language may have its own.
    #[serde(default)]
    pub menus: Menus,
    /// Anything of the site's own, in templates as `config.extra`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub extra: Extra,
    /// Settings laid over these by `--env NAME`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub environments: Extra,
}

impl Settings {
    /// Whether a kind of output is on at all.
    pub fn wants(&self, kind: &str) -> bool {
        !self.outputs.get(kind).is_some_and(OutputSetting::is_off)
    }
}

impl Default for Settings {
    /// What a site has that says nothing but its name.
    fn default() -> Settings {
        Settings {
            title: String::new(),
            url: String::new(),
            description: String::new(),
            languages: BTreeMap::new(),
            default_language: None,
            timezone: utc(),
            theme: gazzetta(),
            theme_options: Extra::new(),
            authors: Vec::new(),
            publisher: Publisher::default(),
            permalinks: Permalinks::default(),
            taxonomies: BTreeMap::new(),
            pagination: Pagination::default(),
            feeds: Feeds::default(),
            related: Related::default(),
            stories: Stories::default(),
            robots: Robots::default(),
            icon: None,
            manifest: Manifest::default(),
            outputs: BTreeMap::new(),
            digests: BTreeMap::new(),
            subscribe: None,
            companies: Companies::default(),
            sources: Sources::default(),
            archive: Archive::default(),
            autolink: true,
            search: yes(),
            images: Images::default(),
            comments: Comments::default(),
            redirects: html_redirects(),
            links: Links::default(),
            markdown: Markdown::default(),
            corrections: Corrections::default(),
            minify: false,
            assets: Assets::default(),
            headers: Headers::default(),
            compress: Vec::new(),
            deploy: Deploy::default(),
            checks: Checks::default(),
            menus: Menus::new(),
            extra: Extra::new(),
            environments: Extra::new(),
        }
    }
}

fn yes() -> bool {
    true
}

fn utc() -> String {
    "UTC".to_string()
}

fn gazzetta() -> String {
    "gazzetta".to_string()
}

fn html_redirects() -> Vec<RedirectForm> {
    vec![RedirectForm::Html]
}
