//! Where the site is published.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Extra;

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Deploy {
    #[schemars(with = "BTreeMap<String, BTreeMap<String, serde_json::Value>>")]
    pub targets: BTreeMap<String, Extra>,
}
