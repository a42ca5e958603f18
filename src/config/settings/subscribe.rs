//! How readers subscribe by mail.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A form that is posted to a list service, or a page that stands in its place.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Subscribe {
    /// Where the form is posted to: an https address of a list service, or a path of the site that your server answers.
    pub action: Option<String>,
    /// How it is sent.
    pub method: Method,
    /// What the service calls the field for the reader's address: `email`, or `EMAIL` at some.
    pub field: String,
    /// What the form sends besides, unseen: `{embed: 1}`. A list makes several fields of one name.
    pub hidden: BTreeMap<String, Values>,
    /// What the service calls the field that people do not see and leave empty; who fills it in is a program.
    pub honeypot: Option<String>,
    /// In place of a form, where readers subscribe: a path of the site, an https address, or a `mailto:` one.
    pub page: Option<String>,
    /// The page that says what becomes of readers' addresses: a path of the site, or an https address.
    pub privacy: Option<String>,
    /// What comes, and how often, in your own words in place of the theme's.
    pub note: Option<String>,
}

impl Default for Subscribe {
    fn default() -> Subscribe {
        Subscribe {
            action: None,
            method: Method::Post,
            field: "email".to_string(),
            hidden: BTreeMap::new(),
            honeypot: None,
            page: None,
            privacy: None,
            note: None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    #[default]
    Post,
    Get,
}

/// One text, or several.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Values {
    One(String),
    Several(Vec<String>),
}

impl Values {
    pub fn all(&self) -> &[String] {
        match self {
            Values::One(value) => std::slice::from_ref(value),
            Values::Several(values) => values,
        }
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Values, D::Error> {
        deserializer.deserialize_any(OneOrSeveral)
    }
}

/// Serde's own untagged enums would do, but they take a number for a number where a text is wanted.
struct OneOrSeveral;

impl<'de> Visitor<'de> for OneOrSeveral {
    type Value = Values;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of texts")
    }

    fn visit_str<E>(self, text: &str) -> Result<Values, E> {
        Ok(Values::One(text.to_string()))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Values, E> {
        Ok(Values::One(flag.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Values, E> {
        Ok(Values::One(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Values, E> {
        Ok(Values::One(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Values, E> {
        Ok(Values::One(number.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Values, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element()? {
            texts.push(text);
        }
        Ok(Values::Several(texts))
    }
}
