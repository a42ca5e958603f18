//! The keys of `rassegna.yaml`, as they are written. What they mean together (`Config`) is made in `mod.rs`.
//!
//! The documentation of each field is the text that an editor's program shows beside it: it is published as a JSON Schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// Kinds of output switched on or off, or limited to some shelves.
    #[serde(default)]
    pub outputs: BTreeMap<String, OutputSetting>,
    /// Digests that are collected by themselves, in named series.
    #[serde(default)]
    pub digests: BTreeMap<String, Digest>,
    #[serde(default)]
    pub companies: Companies,
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
    /// Whether HTML is written without the white space that means nothing.
    #[serde(default)]
    pub minify: bool,
    #[serde(default)]
    pub deploy: Deploy,
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

pub type Menus = BTreeMap<String, Vec<MenuItem>>;

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct MenuItem {
    pub name: String,
    /// An address of the site (`/companies/`) or outside it.
    pub url: String,
    #[serde(default)]
    pub children: Vec<MenuItem>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LanguageSettings {
    /// The language's own name, for the language switch.
    pub name: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub menus: Menus,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Publisher {
    pub name: Option<String>,
    /// A picture's address.
    pub logo: Option<String>,
    /// The address of the page that says how mistakes are put right.
    pub corrections_policy: Option<String>,
    pub imprint: Option<Imprint>,
}

/// What the law asks a publication to say of itself.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Imprint {
    /// The responsible editor.
    pub direttore: Option<String>,
    /// The registration with a court.
    pub registration: Option<String>,
    pub vat: Option<String>,
    pub address: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Permalinks {
    /// Made of `:year :month :day :section :slug :filename`.
    pub articles: String,
}

impl Default for Permalinks {
    fn default() -> Permalinks {
        Permalinks { articles: "/:year/:month/:slug/".to_string() }
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

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum FeedFormat {
    Atom,
    Rss,
    Json,
}

impl FeedFormat {
    /// As `outputs` names it.
    pub fn kind(self) -> &'static str {
        match self {
            FeedFormat::Atom => "atom",
            FeedFormat::Rss => "rss",
            FeedFormat::Json => "json_feed",
        }
    }

    /// The feed's file in its shelf's folder.
    pub fn file(self) -> &'static str {
        match self {
            FeedFormat::Atom => "atom.xml",
            FeedFormat::Rss => "rss.xml",
            FeedFormat::Json => "feed.json",
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum FeedContent {
    Full,
    Summary,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Feeds {
    pub formats: Vec<FeedFormat>,
    /// The newest articles that a feed holds.
    #[schemars(range(min = 1, max = 1000))]
    pub limit: usize,
    pub content: FeedContent,
}

impl Default for Feeds {
    fn default() -> Feeds {
        Feeds {
            formats: vec![FeedFormat::Atom, FeedFormat::Rss, FeedFormat::Json],
            limit: 20,
            content: FeedContent::Full,
        }
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

impl Settings {
    /// Whether a kind of output is on at all.
    pub fn wants(&self, kind: &str) -> bool {
        !self.outputs.get(kind).is_some_and(OutputSetting::is_off)
    }
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

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    Daily,
    Weekly,
    Monthly,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Digest {
    pub period: Period,
    /// The first day of a week, in English: `monday`.
    #[serde(default)]
    #[schemars(extend("enum" = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]))]
    pub starts: Option<String>,
    /// `tags`, `companies`, `section` or `story`.
    #[serde(default)]
    #[schemars(extend("enum" = ["tags", "companies", "section", "story"]))]
    pub group_by: Option<String>,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub sections: Vec<String>,
    #[serde(default)]
    pub minimum: Option<usize>,
    #[serde(default)]
    pub maximum: Option<usize>,
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub email: Extra,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Companies {
    /// A company that has no profile, or whose name is nearly that of another, is an error.
    pub strict: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Images {
    /// In pixels.
    #[schemars(inner(range(min = 16, max = 10000)))]
    pub widths: Vec<u32>,
    /// In which formats smaller copies are made; none with `[]`.
    pub formats: Vec<PictureFormat>,
    /// From 1 to 100.
    #[schemars(range(min = 1, max = 100))]
    pub quality: u8,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum PictureFormat {
    Webp,
}

impl Images {
    /// Whether smaller copies are made at all.
    pub fn is_scaling(&self) -> bool {
        !self.formats.is_empty() && !self.widths.is_empty()
    }
}

impl Default for Images {
    fn default() -> Images {
        Images { widths: vec![480, 960, 1600], formats: vec![PictureFormat::Webp], quality: 80 }
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum CommentProvider {
    #[default]
    None,
    Static,
    Giscus,
    Isso,
    Remark42,
    Mastodon,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct Comments {
    pub provider: CommentProvider,
    /// What the provider needs besides.
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub options: Extra,
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

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Strictness {
    #[default]
    Error,
    Warn,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Links {
    /// What a link to a page or an anchor that does not exist is.
    pub internal: Strictness,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum RawHtml {
    #[default]
    Allow,
    /// What could harm a reader is taken out.
    Sanitize,
    /// Shown as text.
    Forbid,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Markdown {
    /// What happens to HTML within Markdown.
    pub html: RawHtml,
    /// Quotation marks, dashes and dots by the language's rules.
    pub smart_punctuation: bool,
    /// Code is coloured at build time, by classes.
    pub highlight: bool,
    /// Addresses that stand bare in the text become links.
    pub autolink: bool,
}

impl Default for Markdown {
    fn default() -> Markdown {
        Markdown { html: RawHtml::Allow, smart_punctuation: true, highlight: true, autolink: true }
    }
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Corrections {
    /// `warn`: a published text that changes without an `updates` entry is told to the editor.
    pub guard: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Deploy {
    #[schemars(with = "BTreeMap<String, BTreeMap<String, serde_json::Value>>")]
    pub targets: BTreeMap<String, Extra>,
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
            outputs: BTreeMap::new(),
            digests: BTreeMap::new(),
            companies: Companies::default(),
            search: yes(),
            images: Images::default(),
            comments: Comments::default(),
            redirects: html_redirects(),
            links: Links::default(),
            markdown: Markdown::default(),
            corrections: Corrections::default(),
            minify: false,
            deploy: Deploy::default(),
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
