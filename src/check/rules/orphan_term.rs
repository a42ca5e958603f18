//! A tag that has had one article only, while many others appeared.

use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level, Measured, measure};
use crate::edit::names::Named;
use crate::site::fact::Group;
use crate::site::shelf::ShelfKey;
use crate::site::store::Site;

pub struct OrphanTerm;

impl Rule for OrphanTerm {
    fn name(&self) -> &'static str {
        "orphan-term"
    }

    fn reason(&self) -> &'static str {
        "A tag gathers what belongs together: one that has a single article leads readers to a page with what they have just read."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Note
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.orphan_term.as_ref().and_then(Measured::level)
    }

    fn site(&self, looked: &Looked<'_>, told: &mut Told) {
        let site = looked.site();
        let most = measure(looked.checks().orphan_term.as_ref()).articles as usize;
        let is_tag = |named: &&Named| site.config.taxonomies[usize::from(named.taxonomy)].name == "tags";
        for named in looked.names().iter().filter(is_tag) {
            // A tag with a profile is there on purpose.
            if named.articles != 1 || !named.profiles.is_empty() || appeared_since(site, named) <= most {
                continue;
            }
            let Some(span) = looked.listed_at(named) else { continue };
            told.say(
                span,
                format!("the tag `{}` has no other article", named.name),
                "Use a tag that gathers more, or `rassegna tags merge` it into one.",
            );
        }
    }
}

/// How many articles of its language have appeared since the only one of a tag: a young tag may have a future.
fn appeared_since(site: &Site, named: &Named) -> usize {
    let languages = 0..site.config.languages.len() as u16;
    let shelves = languages.filter_map(|language| {
        let key = ShelfKey { language, group: Group::Term(named.taxonomy), key: named.key.clone() };
        let own = *site.shelf(site.find_shelf(&key)?).articles.first()?;
        let river = &site.shelf(site.front(language)?).articles;
        let at = river.iter().position(|id| *id == own)?;
        Some(river.len() - 1 - at)
    });
    shelves.min().unwrap_or(0)
}
