//! Names and what they mean: texts as small numbers, and every spelling of a company as one key.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use rustc_hash::FxHashMap;

use super::fact::TextId;
use super::outlets;
use crate::article::place::Sort;
use crate::article::profile::Profile;
use crate::base::slug::slugify;
use crate::base::web::{and_above, domain, is_domain};
use crate::config::Config;

/// Texts interned as small numbers, which stay the same for the life of a ledger. Pages are made by several threads, and
/// each may meet a text that nobody asked about before.
#[derive(Default, Debug)]
pub struct Texts {
    inner: RwLock<Interned>,
}

#[derive(Default, Debug)]
struct Interned {
    texts: Vec<Arc<str>>,
    ids: FxHashMap<Arc<str>, u32>,
}

impl Texts {
    pub fn id(&self, text: &str) -> TextId {
        // A lock is only poisoned when another thread has panicked, and then this one may go on: the tables are whole.
        let inner = self.inner.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(id) = inner.ids.get(text) {
            return TextId(*id);
        }
        drop(inner);
        let mut inner = self.inner.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(id) = inner.ids.get(text) {
            return TextId(*id);
        }
        let id = inner.texts.len() as u32;
        let text: Arc<str> = text.into();
        inner.texts.push(text.clone());
        inner.ids.insert(text, id);
        TextId(id)
    }

    pub fn get(&self, id: TextId) -> Arc<str> {
        let inner = self.inner.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        inner.texts.get(id.0 as usize).cloned().unwrap_or_else(|| "".into())
    }

    /// All texts in the order of their ids, for the ledger.
    pub fn all(&self) -> Vec<Arc<str>> {
        let inner = self.inner.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        inner.texts.clone()
    }

    pub fn restore(texts: Vec<Arc<str>>) -> Texts {
        let ids = texts.iter().enumerate().map(|(at, text)| (text.clone(), at as u32)).collect();
        Texts { inner: RwLock::new(Interned { texts, ids }) }
    }
}

/// Who publishes at a domain.
enum Outlet<'a> {
    /// The source with this profile.
    Key(&'a str),
    /// The source of this name.
    Name(&'a str),
}

/// Every alias of every profile. A name that no profile knows means itself: its key is its slug.
#[derive(Default, Debug)]
pub struct Registry {
    /// (taxonomy, slug of a name or alias) to key.
    keys: FxHashMap<(u8, String), String>,
    /// The taxonomy of sources, whose names may be domains.
    sources: Option<u8>,
    /// Domain to the key of the profile that names it.
    domains: FxHashMap<String, String>,
    /// Domain to the outlet's name, by the configuration.
    outlets: BTreeMap<String, String>,
    /// Slugs of names as written, since making one costs more than finding it.
    slugs: RwLock<FxHashMap<String, String>>,
}

impl Registry {
    pub fn new(config: &Config) -> Registry {
        let outlets = config.settings.sources.domains.iter();
        Registry {
            sources: config.taxonomy("sources"),
            outlets: outlets.map(|(written, name)| (domain(written), name.clone())).collect(),
            ..Registry::default()
        }
    }

    /// Reads the aliases of all profiles anew. Where two profiles claim one alias, the first by path keeps it.
    pub fn learn<'a>(&mut self, profiles: impl Iterator<Item = &'a Profile>) {
        self.keys.clear();
        self.domains.clear();
        for profile in profiles {
            let Sort::Profile(taxonomy) = profile.sort else { continue };
            self.keys.insert((taxonomy, profile.key.clone()), profile.key.clone());
            for name in profile.aliases.iter().chain([&profile.name]).chain(profile.names.values()) {
                self.keys.entry((taxonomy, slugify(name))).or_insert_with(|| profile.key.clone());
            }
            if Some(taxonomy) == self.sources {
                for domain in &profile.domains {
                    self.domains.entry(domain.clone()).or_insert_with(|| profile.key.clone());
                }
            }
        }
    }

    pub fn knows(&self, taxonomy: u8, key: &str) -> bool {
        self.keys.get(&(taxonomy, key.to_string())).is_some_and(|known| known == key)
    }

    /// The key that a name means.
    pub fn key(&self, taxonomy: u8, name: &str) -> String {
        let slug = self.slug(name);
        // The pair must own its text to be looked up; names are short, and this is asked once a term of a changed article.
        let asked = (taxonomy, slug);
        if let Some(key) = self.keys.get(&asked) {
            return key.clone();
        }
        let (_, slug) = asked;
        match self.outlet(name).filter(|_| Some(taxonomy) == self.sources) {
            Some(Outlet::Key(key)) => key.to_string(),
            // A table knows what it is called, and a profile may know that name.
            Some(Outlet::Name(called)) => {
                let slug = self.slug(called);
                self.keys.get(&(taxonomy, slug.clone())).cloned().unwrap_or(slug)
            }
            None => slug,
        }
    }

    /// What a name is called that is a domain of a known outlet without a profile; else as it is written.
    pub fn called<'a>(&'a self, name: &'a str) -> &'a str {
        match self.outlet(name) {
            Some(Outlet::Name(called)) => called,
            _ => name,
        }
    }

    /// Who publishes at the domain that stands for a name. What is nearer to it goes first; at one domain profiles, then the
    /// configuration, then the table.
    fn outlet(&self, name: &str) -> Option<Outlet<'_>> {
        if !is_domain(name) {
            return None;
        }
        let domain = name.to_lowercase();
        and_above(&domain).find_map(|domain| {
            let named = || self.outlets.get(domain).map(String::as_str).or_else(|| outlets::name(domain));
            self.domains.get(domain).map(|key| Outlet::Key(key)).or_else(|| named().map(Outlet::Name))
        })
    }

    fn slug(&self, name: &str) -> String {
        if let Some(slug) = self.slugs.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(name) {
            return slug.clone();
        }
        let slug = slugify(name);
        self.slugs.write().unwrap_or_else(std::sync::PoisonError::into_inner).insert(name.to_string(), slug.clone());
        slug
    }
}

/// Keys that differ only in hyphens (`open-ai`, `openai`) are probably one name: the rarer is told to the editor, unless it is
/// the one that has a profile. Returns pairs (rarer, commoner), sorted.
pub fn near_doubles(counts: &BTreeMap<String, usize>, has_profile: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let mut by_letters: BTreeMap<String, Vec<(&String, usize)>> = BTreeMap::new();
    for (key, count) in counts {
        by_letters.entry(key.replace('-', "")).or_default().push((key, *count));
    }
    let mut pairs = Vec::new();
    for (_, mut keys) in by_letters {
        keys.sort_by_key(|(key, count)| (!has_profile(key), std::cmp::Reverse(*count), *key));
        if let Some(((commoner, _), others)) = keys.split_first() {
            pairs.extend(others.iter().map(|(rarer, _)| ((*rarer).clone(), (*commoner).clone())));
        }
    }
    pairs.sort();
    pairs
}

#[cfg(test)]
mod tests {
    use super::{Registry, Texts};
    use crate::article::place::Sort;
    use crate::article::profile::Profile;
    use crate::base::stamp::Stamp;

    #[test]
    fn all_spellings_of_a_company_mean_one_key() {
        let nvidia = Profile {
            path: "content/companies/nvidia.md".to_string(),
            sort: Sort::Profile(1),
            language: 0,
            source: Stamp::ABSENT,
            key: "nvidia".to_string(),
            name: "NVIDIA".to_string(),
            names: [(1, "英伟达".to_string())].into(),
            aliases: vec!["Nvidia Corp.".to_string()],
            redirects: Vec::new(),
            domains: Vec::new(),
            case_sensitive: false,
            autolink: true,
            kind: None,
            closed: false,
            same_as: Vec::new(),
            has_body: false,
        };
        let mut registry = Registry::default();
        registry.learn([&nvidia].into_iter());
        for name in ["NVIDIA", "Nvidia", "nvidia corp", "Nvidia Corp.", "英伟达"] {
            assert_eq!(registry.key(1, name), "nvidia", "{name}");
        }
        assert_eq!(registry.key(0, "Nvidia Corp."), "nvidia-corp", "a tag is no company");
    }

    #[test]
    fn names_that_differ_in_hyphens_are_told() {
        let counts = [("openai", 9), ("open-ai", 1), ("amd", 2)].map(|(key, count)| (key.to_string(), count));
        let pairs = super::near_doubles(&counts.into_iter().collect(), |_| false);
        assert_eq!(pairs, [("open-ai".to_string(), "openai".to_string())]);
    }

    #[test]
    fn interned_texts_come_back() {
        let texts = Texts::default();
        let (a, b) = (texts.id("a"), texts.id("b"));
        assert_eq!((texts.id("a"), &*texts.get(b)), (a, "b"));
        assert_eq!(Texts::restore(texts.all()).id("b"), b);
    }
}
