//! Who publishes the site, in which languages, and its menus.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::subscribe::Subscribe;

pub type Menus = BTreeMap<String, Vec<MenuItem>>;

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct MenuItem {
    /// What readers see.
    pub name: String,
    /// An address of the site (`/companies/`) or outside it.
    pub url: String,
    /// What stands below it.
    #[serde(default)]
    pub children: Vec<MenuItem>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LanguageSettings {
    /// The language's own name, for the language switch.
    pub name: Option<String>,
    /// The site's name in this language; else the site's.
    pub title: Option<String>,
    /// Else the site's.
    pub description: Option<String>,
    pub menus: Menus,
    /// How readers of this language subscribe by mail, in place of the site's `subscribe`.
    pub subscribe: Option<Subscribe>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Publisher {
    /// Else the site's title.
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
    /// The number for the value added tax.
    pub vat: Option<String>,
    /// Where the publisher is.
    pub address: Option<String>,
}
