//! Interface strings: `i18n/it.yaml` of the theme, of its parents and of the site, with plurals.

use std::collections::BTreeMap;

use crate::base::language::{plural, primary};

/// A string, or one for each plural category.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Text {
    Plain(String),
    Plural(BTreeMap<String, String>),
}

pub type Table = BTreeMap<String, Text>;

/// The strings of every language, the nearest theme's first.
#[derive(Clone, Debug, Default)]
pub struct Strings {
    tables: BTreeMap<String, Table>,
}

impl Strings {
    /// Adds a table behind those that are already there: what they have is not replaced.
    pub fn add_behind(&mut self, language: &str, table: Table) {
        let known = self.tables.entry(language.to_string()).or_default();
        for (key, text) in table {
            known.entry(key).or_insert(text);
        }
    }

    pub fn add_all_behind(&mut self, others: Strings) {
        for (language, table) in others.tables {
            self.add_behind(&language, table);
        }
    }

    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    /// The text of a key in a language, with `{n}` and other names filled in. A regional language falls back to its
    /// main one, then to English; a key that nobody knows is shown itself, so that it is found.
    pub fn get(&self, key: &str, language: &str, count: Option<i64>, values: &[(String, String)]) -> String {
        let found =
            [language, primary(language), "en"].iter().find_map(|tag| Some((*tag, self.tables.get(*tag)?.get(key)?)));
        let Some((tag, text)) = found else { return key.to_string() };
        let mut filled = match text {
            Text::Plain(text) => text.clone(),
            Text::Plural(forms) => {
                let category = plural(count.unwrap_or(0), tag);
                forms.get(category).or_else(|| forms.get("other")).cloned().unwrap_or_else(|| key.to_string())
            }
        };
        if let Some(count) = count {
            filled = filled.replace("{n}", &crate::base::language::format_number(count, tag));
        }
        for (name, value) in values {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::{Strings, Text};

    #[test]
    fn plurals_and_fallbacks_follow_the_language() {
        let mut strings = Strings::default();
        let forms = [("one", "{n} articolo"), ("other", "{n} articoli")].map(|(k, v)| (k.to_string(), v.to_string()));
        strings.add_behind("it", [("articles".to_string(), Text::Plural(forms.into()))].into());
        strings.add_behind("en", [("home".to_string(), Text::Plain("Home of {name}".to_string()))].into());
        assert_eq!(strings.get("articles", "it", Some(1), &[]), "1 articolo");
        assert_eq!(strings.get("articles", "it-CH", Some(1200), &[]), "1200 articoli");
        assert_eq!(strings.get("home", "it", None, &[("name".to_string(), "X".to_string())]), "Home of X");
        assert_eq!(strings.get("unheard-of", "it", None, &[]), "unheard-of");
    }
}
