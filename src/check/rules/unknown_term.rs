//! A tag or a company that many articles list and nobody has described.

use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level, Measured, measure};
use crate::edit::names::Named;
use crate::edit::suggest;

pub struct UnknownTerm;

impl Rule for UnknownTerm {
    fn name(&self) -> &'static str {
        "unknown-term"
    }

    fn reason(&self) -> &'static str {
        "A name that is used often deserves a profile: a description for its page, its other spellings, an address for machines."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Note
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.unknown_term.as_ref().and_then(Measured::level)
    }

    fn site(&self, looked: &Looked<'_>, told: &mut Told) {
        let site = looked.site();
        let most = measure(looked.checks().unknown_term.as_ref()).articles as usize;
        for (at, kind) in (0_u8..).zip(&site.config.taxonomies) {
            if kind.name != "tags" && kind.name != "companies" {
                continue;
            }
            let often = looked.names().iter().filter(|named| named.taxonomy == at && named.articles > most);
            let often: Vec<&Named> = often.collect();
            let unknown: Vec<&&Named> = often.iter().filter(|named| named.profiles.is_empty()).collect();
            // Tags explain themselves, unless the site has described most of those that matter.
            if kind.name == "tags" && unknown.len() * 2 > often.len() {
                continue;
            }
            for named in unknown {
                let Some(span) = looked.listed_at(named) else { continue };
                told.say(
                    span,
                    format!("`{}` stands in {} articles and has no profile", named.name, named.articles),
                    match kind.name.as_str() {
                        "tags" => format!("Write `content/tags/{}.md`, or use a tag that is known.", named.key),
                        _ => format!("Begin one with `{}`.", suggest::begin(&kind.name, &named.name)),
                    },
                );
            }
        }
    }
}
