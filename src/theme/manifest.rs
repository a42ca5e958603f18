//! `theme.yaml`: what a theme is called, what it stands on, and what can be chosen in it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::config::settings::Extra;
use crate::config::yaml::{Value, What};
use crate::diagnostic::{Diagnostic, nearest};

/// The version of the variables that templates get. A theme written for a newer one is refused.
pub const API: u32 = 1;

/// Words for messages about `theme.yaml`.
pub const WHAT: What = What { noun: "a theme", place: "in theme.yaml", own_fields_hint: None };

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub name: String,
    #[serde(default)]
    pub version: String,
    #[serde(default)]
    pub description: String,
    /// The version of the template variables that the theme is written for.
    pub api: u32,
    /// A theme whose templates, assets and strings serve where this one has none.
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub options: BTreeMap<String, OptionField>,
}

/// One option that a site may set under `theme_options`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionField {
    #[serde(rename = "type")]
    pub kind: OptionKind,
    #[schemars(with = "serde_json::Value")]
    pub default: Value,
    #[serde(default)]
    pub description: String,
    /// For `choice`: what can be chosen.
    #[serde(default)]
    pub choices: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OptionKind {
    Text,
    Number,
    Boolean,
    List,
    Choice,
    /// Anything that YAML can hold.
    Any,
}

impl OptionField {
    fn accepts(&self, value: &Value) -> bool {
        match self.kind {
            OptionKind::Text => value.is_string(),
            OptionKind::Number => value.is_number(),
            OptionKind::Boolean => value.is_bool(),
            OptionKind::List => value.is_sequence(),
            OptionKind::Choice => value.as_str().is_some_and(|text| self.choices.iter().any(|choice| choice == text)),
            OptionKind::Any => true,
        }
    }

    fn wanted(&self) -> String {
        match self.kind {
            OptionKind::Text => "a text".to_string(),
            OptionKind::Number => "a number".to_string(),
            OptionKind::Boolean => "true or false".to_string(),
            OptionKind::List => "a list".to_string(),
            OptionKind::Choice => format!("one of {}", self.choices.join(", ")),
            OptionKind::Any => "a value".to_string(),
        }
    }
}

/// The options' values: what the site sets, else the theme's defaults. What is set wrongly is told, and keeps its default.
pub fn options(declared: &BTreeMap<String, OptionField>, config: &Config) -> (Extra, Vec<Diagnostic>) {
    let mut values: Extra = declared.iter().map(|(name, field)| (name.clone(), field.default.clone())).collect();
    let mut diagnostics = Vec::new();
    for (name, value) in &config.settings.theme_options {
        let at = config.place(&["theme_options", name]);
        match declared.get(name) {
            Some(field) if field.accepts(value) => {
                values.insert(name.clone(), value.clone());
            }
            Some(field) => diagnostics.push(
                Diagnostic::error("wrong-type", format!("the theme's option `{name}` wants {}", field.wanted())).at(at),
            ),
            None => {
                let mut diagnostic =
                    Diagnostic::error("unknown-key", format!("the theme has no option `{name}`")).at(at);
                diagnostic.help.push(match nearest(name, declared.keys().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("Its options are {}.", declared.keys().cloned().collect::<Vec<_>>().join(", ")),
                });
                diagnostics.push(diagnostic);
            }
        }
    }
    (values, diagnostics)
}
