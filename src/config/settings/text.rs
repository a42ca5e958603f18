//! How texts are read: Markdown, links, names, and what must hold.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Companies {
    /// A company that has no profile, or whose name is nearly that of another, is an error.
    pub strict: bool,
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
pub struct Sources {
    /// What outlets are called, by their domains, for sources that are given by their address alone: `{example.org: Example}`.
    /// Many are known; profiles of sources go before both.
    pub domains: BTreeMap<String, String>,
    /// What it is when two articles of one language name the same original source.
    pub doubles: Vigilance,
}

/// An archive of the web that answers as the Wayback Machine does.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Archive {
    /// Its address.
    pub service: String,
    /// The least time between two pages that it is asked to save, in seconds.
    #[schemars(range(max = 3600))]
    pub pace: u32,
}

/// The archive that everybody means.
pub const WAYBACK: &str = "https://web.archive.org";

impl Default for Archive {
    fn default() -> Archive {
        // Whom it does not know, it lets save five pages a minute.
        Archive { service: WAYBACK.to_string(), pace: 12 }
    }
}

/// What becomes of something that wants an editor's eye.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Vigilance {
    Off,
    #[default]
    Warn,
    Error,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Corrections {
    /// What it is when a published text changes without a new entry in `updates`. The texts are remembered in
    /// `rassegna.published`, which belongs with the site's sources.
    pub guard: Vigilance,
    /// For how many hours after its publication a text may change without a word.
    #[schemars(range(max = 8760))]
    pub grace: u32,
}

impl Default for Corrections {
    fn default() -> Corrections {
        Corrections { guard: Vigilance::Off, grace: 1 }
    }
}
