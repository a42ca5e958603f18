//! What is proposed beside an article, and when a story has gone quiet.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outputs::Switch;

/// How many older articles an article proposes to its readers: a number up to 12, or `off`.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(untagged)]
pub enum Related {
    Count(#[schemars(range(min = 0, max = 12))] usize),
    Switch(bool),
    /// `on` and `off`, which YAML 1.2 reads as texts.
    Word(Switch),
}

/// As many as fit beside an article without becoming a list of their own.
const USUAL: usize = 4;
const MOST: usize = 12;

impl Related {
    pub fn limit(self) -> usize {
        match self {
            Related::Count(count) => count.min(MOST),
            Related::Switch(true) | Related::Word(Switch::On) => USUAL,
            Related::Switch(false) | Related::Word(Switch::Off) => 0,
        }
    }
}

impl Default for Related {
    fn default() -> Related {
        Related::Count(USUAL)
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Stories {
    /// After so many days without an article, counted to the site's newest, a story is quiet; 0 for never.
    #[schemars(range(min = 0, max = 3650))]
    pub quiet_after: u16,
}

impl Default for Stories {
    fn default() -> Stories {
        Stories { quiet_after: 45 }
    }
}
