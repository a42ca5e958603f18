//! Everything that rules look at: the site as its sources are now, its texts, and the files of its output folder.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::output::Output;
use super::text::Text;
use crate::article::place::{Place, Sort, place};
use crate::article::read;
use crate::base::date::Moment;
use crate::build::engine::Engine;
use crate::build::names::near_names;
use crate::config::Config;
use crate::config::settings::checks::Checks;
use crate::diagnostic::Span;
use crate::edit::names::{self, Named};
use crate::page::world::World;
use crate::site::entry::Entry;
use crate::site::store::Site;
use crate::source::tree;

/// What a check looks at.
pub struct Looked<'a> {
    pub engine: &'a Engine,
    /// Every article, page, issue and profile that is published, and those that time alone holds back; by path.
    pub texts: Vec<Text<'a>>,
    /// Where it is there, and of the present sources.
    pub output: Option<Output>,
    /// The keys of names of which the build tells itself that they look like one.
    near: Vec<(String, String)>,
    names: OnceLock<Vec<Named>>,
    listed: OnceLock<Listed>,
    has_ledes: OnceLock<bool>,
}

type Listed = FxHashMap<(u8, String), (usize, usize)>;

impl<'a> Looked<'a> {
    /// Reads the texts of a site. Each file is read once.
    pub fn at(engine: &'a Engine, output: Option<Output>) -> Looked<'a> {
        let world: &World = engine.world();
        let site = &world.site;
        let published = site.entries().map(|entry| (entry.card.path.as_str(), false));
        let coming = site.held.cards().values().filter(|card| !card.hold.draft && is_coming(card.hold.from, site));
        let coming = coming.map(|card| (card.path.as_str(), true));
        let profiles = site.profiles().filter(|profile| profile.has_body).map(|profile| (profile.path.as_str(), false));
        let mut files: Vec<(&str, bool)> = published.chain(coming).chain(profiles).collect();
        files.sort_unstable();
        let texts = files.par_iter().filter_map(|(path, is_held)| read_one(world, path, *is_held)).collect();
        Looked {
            engine,
            texts,
            output,
            near: near(site),
            names: OnceLock::new(),
            listed: OnceLock::new(),
            has_ledes: OnceLock::new(),
        }
    }

    pub fn world(&self) -> &'a World {
        self.engine.world()
    }

    pub fn site(&self) -> &'a Site {
        &self.world().site
    }

    pub fn config(&self) -> &'a Config {
        &self.world().config
    }

    pub fn checks(&self) -> &'a Checks {
        &self.config().settings.checks
    }

    pub fn root(&self) -> &'a Path {
        &self.world().root
    }

    pub fn text(&self, path: &str) -> Option<&Text<'a>> {
        let at = self.texts.binary_search_by(|text| text.path.cmp(path)).ok()?;
        self.texts.get(at)
    }

    /// Everybody whom articles list or profiles describe, but for sources and stories; by taxonomy, the most used first.
    pub fn names(&self) -> &[Named] {
        self.names.get_or_init(|| {
            let taxonomies = &self.config().taxonomies;
            let mut kinds = names::kinds(taxonomies, true);
            kinds.extend(names::kinds(taxonomies, false));
            names::all(self.site(), &kinds)
        })
    }

    /// Whether most articles have a lede.
    pub fn has_ledes(&self) -> bool {
        *self.has_ledes.get_or_init(|| {
            let news = self.texts.iter().filter_map(Text::news);
            let (with, without): (Vec<_>, Vec<_>) = news.partition(|article| article.details.lede.is_some());
            with.len() > without.len()
        })
    }

    /// Where the newest article that lists somebody writes their name.
    pub fn listed_at(&self, named: &Named) -> Option<Span> {
        let listed = self.listed.get_or_init(|| listed(&self.texts, self.site()));
        let (text, at) = listed.get(&(named.taxonomy, named.key.clone()))?;
        let at = at.to_string();
        let mut keys = names::field(&self.config().taxonomies[usize::from(named.taxonomy)]);
        keys.push(&at);
        Some(self.texts.get(*text)?.field(&keys))
    }

    /// Whether the build has told already that two names look like one.
    pub fn is_told_near(&self, one: &Named, other: &Named) -> bool {
        let pair = [one.key.as_str(), other.key.as_str()];
        self.near.iter().any(|(a, b)| pair == [a.as_str(), b.as_str()] || pair == [b.as_str(), a.as_str()])
    }

    /// How the site knows a text, when it is published.
    pub fn entry(&self, path: &str) -> Option<&'a Entry> {
        self.site().entry(self.site().article_at(path)?)
    }
}

fn near(site: &Site) -> Vec<(String, String)> {
    let pairs = (0..site.config.taxonomies.len()).flat_map(|taxonomy| near_names(site, taxonomy as u8));
    pairs.map(|near| (near.rarer, near.commoner)).collect()
}

/// Where each name is written in the newest article that lists it: the text, and the place in its list.
fn listed(texts: &[Text<'_>], site: &Site) -> Listed {
    let mut newest: FxHashMap<(u8, String), (i64, usize, usize)> = FxHashMap::default();
    for (text, article) in texts.iter().enumerate().filter_map(|(at, text)| Some((at, text.article.as_ref()?))) {
        let order = article.card.order.seconds;
        for (taxonomy, names) in &article.card.names {
            for (at, name) in names.iter().enumerate() {
                let place = newest.entry((*taxonomy, site.registry.key(*taxonomy, name))).or_insert((order, text, at));
                if order > place.0 {
                    *place = (order, text, at);
                }
            }
        }
    }
    newest.into_iter().map(|(key, (_, text, at))| (key, (text, at))).collect()
}

fn is_coming(from: Option<Moment>, site: &Site) -> bool {
    from.is_some_and(|from| from.seconds > site.now.seconds)
}

/// A file that cannot be read, or has mistakes, has been told of by the engine.
fn read_one<'a>(world: &'a World, path: &'a str, is_held: bool) -> Option<Text<'a>> {
    let config = &*world.config;
    let source = tree::read(&world.root, path).ok()?;
    let place: Place = place(path, config)?;
    let is_article = matches!(place.sort, Sort::Article | Sort::Page | Sort::Edition);
    let (article, own, language) = match is_article {
        true => {
            let kept = world.articles.kept(path, source.stamp);
            let article = match kept {
                Some(article) => article,
                None => Arc::new(read::read(&source, &place, config).0?),
            };
            let language = article.card.shown.language;
            (Some(article), Vec::new(), language)
        }
        false => {
            let language = world.site.profile_by_path(path).map_or(0, |profile| profile.language);
            (None, read::read_body(&source, usize::from(language), config), language)
        }
    };
    Some(Text { path, sort: place.sort, language, source: source.text, article, own, is_held })
}
