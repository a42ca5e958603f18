//! The theme's assets, what is sent along with files, and in which forms files are written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the files of `assets/` are published.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Assets {
    /// Whether each stands under a name that tells its bytes, so that browsers may keep it for good.
    pub fingerprint: bool,
    /// Whether pages tell browsers the digests of their scripts and style sheets.
    pub integrity: bool,
    /// Whether style sheets are written without comments and the white space that means nothing.
    pub minify: bool,
}

impl Default for Assets {
    fn default() -> Assets {
        Assets { fingerprint: true, integrity: true, minify: true }
    }
}

impl Assets {
    /// All of them as they are written, under their own names.
    pub fn plain() -> Assets {
        Assets { fingerprint: false, integrity: false, minify: false }
    }
}

/// A smaller form of a file, which stands beside it for servers that send it in its place.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    Gz,
    Br,
}

/// What hosts that read a `_headers` file send along.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Headers {
    /// More sources by directive of the content security policy: `script-src: ["https://stats.example"]`.
    pub policy: BTreeMap<String, Vec<String>>,
    /// More headers by name, for every file; an empty value takes one away.
    pub others: BTreeMap<String, String>,
}
