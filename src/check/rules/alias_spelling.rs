//! A name in a spelling that its profile lists as an alias.

use crate::base::slug::slugify;
use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};
use crate::edit::names;
use crate::site::fact::Group;
use crate::site::shelf::ShelfKey;

pub struct AliasSpelling;

/// A name that is listed in another spelling than its profile's own.
pub struct Alias<'a> {
    /// Where the field stands, and at which place of its list.
    pub keys: Vec<&'a str>,
    pub at: usize,
    pub written: &'a str,
    pub canonical: &'a str,
}

impl Rule for AliasSpelling {
    fn name(&self) -> &'static str {
        "alias-spelling"
    }

    fn reason(&self) -> &'static str {
        "An alias is understood, but whoever searches the files for a name finds only those that write it one way."
    }

    /// Profiles list aliases so that they may be written.
    fn level(&self, _: &Config) -> Level {
        Level::Off
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.alias_spelling
    }

    fn mends(&self) -> bool {
        true
    }

    fn text(&self, text: &Text<'_>, looked: &Looked<'_>, told: &mut Told) {
        for alias in aliases(text, looked) {
            let keys: Vec<String> = alias.keys.iter().map(ToString::to_string).chain([alias.at.to_string()]).collect();
            told.say(
                text.field(&keys.iter().map(String::as_str).collect::<Vec<_>>()),
                format!("`{}` is another name of `{}`", alias.written, alias.canonical),
                "`rassegna check --fix` writes the name that the profile has.",
            );
        }
    }
}

/// The aliases that an article lists. Who writes the last part of an address means the name, too.
pub fn aliases<'a>(text: &'a Text<'_>, looked: &Looked<'a>) -> Vec<Alias<'a>> {
    let Some(article) = &text.article else { return Vec::new() };
    let site = looked.site();
    let mut found = Vec::new();
    for (taxonomy, listed) in &article.card.names {
        let kind = &site.config.taxonomies[usize::from(*taxonomy)];
        if matches!(kind.name.as_str(), "sources" | "stories" | "authors") {
            continue;
        }
        for (at, written) in listed.iter().enumerate() {
            let key = site.registry.key(*taxonomy, written);
            if slugify(written) == key {
                continue;
            }
            let shelf = ShelfKey { language: text.language, group: Group::Term(*taxonomy), key };
            let profile = site.profile(&shelf).or_else(|| site.profile_of_others(&shelf));
            let Some(profile) = profile else { continue };
            let canonical = profile.name_in(text.language);
            // A name of another language is no alias, but it is not the name in this one.
            if canonical != written {
                found.push(Alias { keys: names::field(kind), at, written, canonical });
            }
        }
    }
    found
}
