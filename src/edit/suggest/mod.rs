//! What should be put in order among the names of a site, each with the reason and the command that mends it.
//!
//! The site itself tells which names look like one (`alike`), who is listed without a profile, and who is named without being
//! listed: it knows every name and every mention. Names that it does not know stand in the texts alone (`texts`), as words with
//! capital letters (`capitals`); what stands beside them tells whom they name (`evidence`).

pub mod alike;
mod capitals;
mod evidence;
mod texts;

use std::path::Path;

use super::names::{self, Named};
use crate::article::place::Sort;
use crate::base::platform::shell;
use crate::base::slug::slugify;
use crate::site::fact::{Group, TextId};
use crate::site::shelf::ShelfKey;
use crate::site::store::Site;

/// One thing to put in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Advice {
    pub reason: String,
    /// What to type.
    pub command: String,
    /// How many articles it is about.
    pub articles: usize,
}

/// How much must be found before it is told.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// Articles in which a name without a profile stands.
    pub articles: usize,
    /// Times that an article names somebody without listing them.
    pub times: u16,
}

/// All advice by sort, the weightiest first.
#[derive(Clone, Debug, Default)]
pub struct Advices {
    /// Names that look like one.
    pub doubles: Vec<Advice>,
    /// Names that articles list and that have no profile.
    pub listed: Vec<Advice>,
    /// Names in texts that nobody lists.
    pub named: Vec<Advice>,
    /// Articles that name somebody often and do not list them.
    pub unlisted: Vec<Advice>,
}

pub fn advise(site: &Site, root: &Path, taxonomies: &[u8], is_tags: bool, measure: Measure) -> Advices {
    let all = names::all(site, taxonomies);
    let mut advices = Advices { doubles: alike::doubles(site, &all, is_tags), ..Advices::default() };
    if !is_tags {
        advices.listed = listed(site, &all, measure);
        advices.named = texts::named(site, root, measure);
        advices.unlisted = unlisted(site, taxonomies, measure);
    }
    advices
}

fn kind(site: &Site, taxonomy: u8) -> &str {
    &site.config.taxonomies[usize::from(taxonomy)].name
}

fn counted(articles: usize) -> String {
    match articles {
        1 => "1 article".to_string(),
        articles => format!("{articles} articles"),
    }
}

fn sorted(mut advices: Vec<Advice>) -> Vec<Advice> {
    advices.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.cmp(b)));
    advices
}

/// Names that articles list and that have no profile.
fn listed(site: &Site, all: &[Named], measure: Measure) -> Vec<Advice> {
    let bare = all.iter().filter(|named| named.profiles.is_empty() && named.articles >= measure.articles);
    let advices = bare.map(|named| Advice {
        reason: format!("`{}` has no profile and stands in {}", named.name, counted(named.articles)),
        command: begin(kind(site, named.taxonomy), &named.name),
        articles: named.articles,
    });
    sorted(advices.collect())
}

/// How a profile is begun.
pub fn begin(kind: &str, name: &str) -> String {
    match kind {
        "companies" => format!("rassegna new company {}", shell(name)),
        "people" => format!("rassegna new person {}", shell(name)),
        "products" => format!("rassegna new product {}", shell(name)),
        kind => format!("printf -- '---\\nname: %s\\n---\\n' {} > content/{kind}/{}.md", shell(name), slugify(name)),
    }
}

/// Somebody whom an article names often without listing them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlisted {
    /// The article's file.
    pub path: String,
    pub taxonomy: u8,
    pub name: String,
    pub times: u16,
}

/// Articles that name somebody of these taxonomies often and do not list them, in no order that means anything.
pub fn unlisted_in(site: &Site, taxonomies: &[u8], times: u16) -> Vec<Unlisted> {
    let mut found = Vec::new();
    for entry in site.entries().filter(|entry| entry.card.sort == Sort::Article) {
        for mention in entry.card.mentions.named.iter().filter(|mention| mention.count >= times) {
            let who = site.texts.get(TextId(mention.who));
            let Some((taxonomy, key)) = who.split_once(':') else { continue };
            let Ok(taxonomy) = taxonomy.parse::<u8>() else { continue };
            let is_listed = entry.terms.iter().any(|(at, shelf)| *at == taxonomy && site.shelf(*shelf).key.key == key);
            if is_listed || !taxonomies.contains(&taxonomy) {
                continue;
            }
            let language = entry.card.shown.language;
            let shelf = ShelfKey { language, group: Group::Term(taxonomy), key: key.to_string() };
            let profile = site.profile(&shelf).or_else(|| site.profile_of_others(&shelf));
            let name = profile.map_or(key, |profile| profile.name_in(language)).to_string();
            found.push(Unlisted { path: entry.card.path.clone(), taxonomy, name, times: mention.count });
        }
    }
    found
}

fn unlisted(site: &Site, taxonomies: &[u8], measure: Measure) -> Vec<Advice> {
    let found = unlisted_in(site, taxonomies, measure.times).into_iter();
    let advices = found.map(|one| Advice {
        reason: format!("{} names `{}` {} times and does not list it", one.path, one.name, one.times),
        command: adding(site, &one),
        articles: usize::from(one.times),
    });
    sorted(advices.collect())
}

/// How somebody is listed.
pub fn adding(site: &Site, one: &Unlisted) -> String {
    let kind = kind(site, one.taxonomy);
    format!("rassegna entities add {} {} --kind {kind}", shell(&one.name), shell(&one.path))
}
