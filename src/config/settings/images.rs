//! Smaller copies of pictures.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Images {
    /// In pixels.
    #[schemars(inner(range(min = 16, max = 10000)))]
    pub widths: Vec<u32>,
    /// In which formats smaller copies are made; none with `[]`. `avif` needs a rassegna that was built with it.
    pub formats: Vec<PictureFormat>,
    /// From 1 to 100.
    #[schemars(range(min = 1, max = 100))]
    pub quality: u8,
    /// Of the newest articles without a picture, at least so many have a social card; 0 means all of them.
    pub social_cards: usize,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum PictureFormat {
    Webp,
    Avif,
}

impl Images {
    /// Whether smaller copies are made at all.
    pub fn is_scaling(&self) -> bool {
        !self.formats.is_empty() && !self.widths.is_empty()
    }
}

impl Default for Images {
    fn default() -> Images {
        Images { widths: vec![480, 960, 1600], formats: vec![PictureFormat::Webp], quality: 80, social_cards: 200 }
    }
}
