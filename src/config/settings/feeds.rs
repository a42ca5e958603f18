//! The feeds: their formats, and how much is in them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// Which feeds there are; none switches them off.
    pub formats: Vec<FeedFormat>,
    /// The newest articles that a feed holds.
    #[schemars(range(min = 1, max = 1000))]
    pub limit: usize,
    /// Whole articles, or their summaries.
    pub content: FeedContent,
    /// WebSub hubs that tell readers at once what is new: `https://pubsubhubbub.appspot.com/`.
    pub hubs: Vec<String>,
}

impl Default for Feeds {
    fn default() -> Feeds {
        Feeds {
            formats: vec![FeedFormat::Atom, FeedFormat::Rss, FeedFormat::Json],
            limit: 20,
            content: FeedContent::Full,
            hubs: Vec::new(),
        }
    }
}
