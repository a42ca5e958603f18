//! Who there is: every name of the site that articles or profiles use, with how it is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::article::card::Card;
use crate::article::place::Sort;
use crate::base::date::Day;
use crate::base::slug::slugify;
use crate::config::Taxonomy;
use crate::diagnostic::nearest;
use crate::site::fact::Group;
use crate::site::shelf::ShelfKey;
use crate::site::store::Site;

/// One company, person, tag and the like, whatever it is called.
#[derive(Clone, Debug, Default)]
pub struct Named {
    pub taxonomy: u8,
    /// The last part of its address.
    pub key: String,
    /// As it is shown.
    pub name: String,
    /// How many published articles list it, in all languages.
    pub articles: usize,
    pub first: Option<Day>,
    pub last: Option<Day>,
    /// The files of its profile with their languages, the site's first language first.
    pub profiles: Vec<(u16, String)>,
    /// Its other names, as its profiles say them.
    pub aliases: Vec<String>,
    /// How articles write it, held ones too, with how often.
    pub spellings: BTreeMap<String, usize>,
}

/// The taxonomies of these commands: tags, or all that list names but those that have fields of a form of their own.
pub fn kinds(taxonomies: &[Taxonomy], tags: bool) -> Vec<u8> {
    let is_kind = |name: &str| match tags {
        true => name == "tags",
        false => !matches!(name, "tags" | "sources" | "stories"),
    };
    (0..).zip(taxonomies).filter(|(_, taxonomy)| is_kind(&taxonomy.name)).map(|(at, _)| at).collect()
}

/// Where an article lists the names of a taxonomy.
pub fn field(taxonomy: &Taxonomy) -> Vec<&str> {
    match taxonomy.built_in {
        true => vec![taxonomy.name.as_str()],
        false => vec!["terms", taxonomy.name.as_str()],
    }
}

/// Every published and every held article or page.
pub fn cards(site: &Site) -> impl Iterator<Item = &Card> {
    let published = site.entries().map(|entry| &*entry.card);
    published.chain(site.held.cards().values().map(|card| &**card))
}

/// All names of these taxonomies: the most used first.
pub fn all(site: &Site, taxonomies: &[u8]) -> Vec<Named> {
    let mut found: BTreeMap<(u8, String), Named> = BTreeMap::new();
    for card in cards(site) {
        let held = site.held.cards().contains_key(&card.path);
        let day = card.order.within(&site.config.zone).day();
        for (taxonomy, names) in card.names.iter().filter(|(taxonomy, _)| taxonomies.contains(taxonomy)) {
            let mut keys = BTreeSet::new();
            for name in names {
                let key = site.registry.key(*taxonomy, name);
                let named = found.entry((*taxonomy, key.clone())).or_default();
                *named.spellings.entry(name.clone()).or_default() += 1;
                if keys.insert(key) && !held && card.sort == Sort::Article {
                    named.articles += 1;
                    named.first = Some(named.first.map_or(day, |first| first.min(day)));
                    named.last = Some(named.last.map_or(day, |last| last.max(day)));
                }
            }
        }
    }
    for profile in site.profiles() {
        let Sort::Profile(taxonomy) = profile.sort else { continue };
        if taxonomies.contains(&taxonomy) {
            let named = found.entry((taxonomy, profile.key.clone())).or_default();
            named.profiles.push((profile.language, profile.path.clone()));
        }
    }
    let mut all: Vec<Named> =
        found.into_iter().map(|((taxonomy, key), named)| complete(site, Named { taxonomy, key, ..named })).collect();
    all.sort_by(|a, b| (a.taxonomy, b.articles, &a.key).cmp(&(b.taxonomy, a.articles, &b.key)));
    all
}

fn complete(site: &Site, mut named: Named) -> Named {
    named.profiles.sort();
    let (taxonomy, own) = (named.taxonomy, named.key.clone());
    let key = |language| ShelfKey { language, group: Group::Term(taxonomy), key: own.clone() };
    let profiles: Vec<_> = named.profiles.iter().filter_map(|(_, path)| site.profile_by_path(path)).collect();
    let mut languages = 0..site.config.languages.len() as u16;
    let shelf = languages.find_map(|language| site.find_shelf(&key(language)).filter(|id| site.stands(*id)));
    let commonest = named.spellings.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name)));
    named.name = match (profiles.first(), shelf, commonest) {
        (Some(profile), ..) => profile.name.clone(),
        (None, Some(shelf), _) => site.shelf(shelf).name.clone(),
        (None, None, Some((name, _))) => name.clone(),
        (None, None, None) => named.key.clone(),
    };
    let others = profiles
        .iter()
        .flat_map(|profile| [&profile.name].into_iter().chain(profile.names.values()).chain(&profile.aliases));
    let mut aliases: Vec<String> = Vec::new();
    for other in others {
        if *other != named.name && !aliases.contains(other) {
            aliases.push(other.clone());
        }
    }
    named.aliases = aliases;
    named
}

/// Those whom a name means: by any spelling, alias or slug.
pub fn meant<'a>(site: &Site, all: &'a [Named], name: &str) -> Vec<&'a Named> {
    all.iter().filter(|named| site.registry.key(named.taxonomy, name) == named.key).collect()
}

/// Says that nobody is called so, and who is nearly.
pub fn unknown(site: &Site, all: &[Named], name: &str, taxonomies: &[u8]) -> String {
    let kinds: Vec<&str> = taxonomies.iter().map(|at| site.config.taxonomies[usize::from(*at)].name.as_str()).collect();
    let known =
        all.iter().flat_map(|named| [&named.name].into_iter().chain(&named.aliases).chain(named.spellings.keys()));
    let slug = slugify(name);
    let near = nearest(name, known.map(String::as_str)).map(str::to_string).or_else(|| {
        let holds = all.iter().find(|named| named.key.split('-').any(|part| part == slug));
        holds.map(|named| named.name.clone())
    });
    let help = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!("nobody is called `{name}` among {}{help}", kinds.join(", "))
}
