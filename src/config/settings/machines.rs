//! What crawlers and devices are told: `robots.txt`, the web manifest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which of the crawlers that gather texts for artificial intelligence are asked to stay away.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "kebab-case")]
pub enum Crawlers {
    /// None.
    #[default]
    Allow,
    /// Those that gather texts to train models; those that look something up for a reader, and name where, may come.
    NoTraining,
    /// All that are known.
    Deny,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Robots {
    /// Crawlers for artificial intelligence: `allow`, `no-training` or `deny`.
    pub ai: Crawlers,
    /// Addresses of the site that no crawler should visit: `/drafts/`.
    pub disallow: Vec<String>,
    /// Lines of your own, at the end of the file.
    pub lines: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "kebab-case")]
pub enum Display {
    /// In a tab, as any page.
    Browser,
    /// In a window of its own, with a bar for going back.
    #[default]
    MinimalUi,
    /// In a window of its own.
    Standalone,
}

/// What a device knows of the site when a reader puts it on the home screen.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Manifest {
    /// For the home screen, where there is little room; else the title.
    pub short_name: Option<String>,
    /// The colour of the window's frame, as `#0f1829`.
    pub theme_color: Option<String>,
    /// The colour behind the icon and the first page, as `#ffffff`.
    pub background_color: Option<String>,
    /// How much of the browser is seen around the site when it is opened from the home screen.
    pub display: Display,
}
