//! Which articles look like one story, and why.
//!
//! The articles of a language are taken in the order of time. Each is compared with a bounded number of those before it: the last
//! ones that share a name with it, and the last ones that share a rare word. It joins the story among theirs that it is most like
//! in the middle, or opens one of its own. So the work grows with the number of articles, and not with its square.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::entry::Entry;
use super::fact::{ArticleId, ShelfId};
use super::store::Site;
use crate::base::date::Day;

/// So many of the last articles that bear a name are looked at.
const OF_NAME: usize = 16;

/// The same of a rare word.
const OF_WORD: usize = 6;

/// A word is rare when at most so many articles have it, and an article is found again by so many of its rare words.
const RARE: u32 = 8;
const KEYS: usize = 12;

/// What is further apart in days is no one story, unless something lies between.
const GAP: i64 = 90;

/// As alike as this are an article and a story: a cosine, times what nearness in time leaves of it.
const ALIKE: f64 = 0.26;

/// How much names count beside words.
const NAMES: f64 = 0.3;

/// What names are worth beside those of the front matter. A tag tells more of a story than a company, which is in many; who
/// is named in passing tells little.
const TAG: f64 = 1.5;
const PASSING: f64 = 0.15;

/// What is said as the reason.
const REASONS: usize = 4;

/// Articles that look like one story.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// The oldest first.
    pub articles: Vec<ArticleId>,
    /// The story that some of them name already, and that the others may join.
    pub story: Option<ShelfId>,
    /// The names that most of them bear, the rarest first.
    pub names: Vec<ShelfId>,
    /// The words that most of them have and few others.
    pub words: Vec<String>,
    pub first: Option<Day>,
    pub last: Option<Day>,
    /// How alike they are, between 0 and 1.
    pub likeness: f64,
}

/// An article as it is compared.
struct Seen<'a> {
    id: ArticleId,
    entry: &'a Entry,
    day: i64,
    /// Words and names by their places in the alphabet with their weights, each of the length 1 in all, sorted.
    words: Vec<(u32, f64)>,
    names: Vec<(u32, f64)>,
    /// Its rarest words.
    keys: Vec<u32>,
}

/// A story as it grows: what all its articles so far are about.
#[derive(Default)]
struct Group {
    members: Vec<usize>,
    words: Middle,
    names: Middle,
    last: i64,
    likeness: f64,
}

impl Group {
    fn likeness(&self, one: &Seen<'_>) -> f64 {
        let nearness = 1.0 - (one.day - self.last) as f64 / GAP as f64;
        // Without words, as on a site without a search, names must tell all.
        let names = if one.words.is_empty() || self.words.weights.is_empty() { 1.0 } else { NAMES };
        (names * self.names.cosine(&one.names) + (1.0 - names) * self.words.cosine(&one.words)) * nearness.max(0.0)
    }

    fn take(&mut self, at: usize, one: &Seen<'_>) {
        self.likeness += self.likeness(one);
        self.members.push(at);
        self.words.add(&one.words);
        self.names.add(&one.names);
        self.last = one.day;
    }
}

/// The sum of several weights of length 1: what they have in common stands out in it.
#[derive(Default)]
struct Middle {
    weights: FxHashMap<u32, f64>,
    square: f64,
}

impl Middle {
    fn add(&mut self, weights: &[(u32, f64)]) {
        for (key, weight) in weights {
            let sum = self.weights.entry(*key).or_default();
            self.square += weight * (2.0 * *sum + weight);
            *sum += weight;
        }
    }

    fn cosine(&self, weights: &[(u32, f64)]) -> f64 {
        let product = weights.iter().map(|(key, weight)| weight * self.weights.get(key).copied().unwrap_or(0.0));
        if self.square > 0.0 { product.sum::<f64>() / self.square.sqrt() } else { 0.0 }
    }
}

impl Site {
    /// The stories of a language as they look, the one that moved last first. `blindly` forgets what articles say of themselves.
    pub fn clusters(&self, language: u16, least: usize, blindly: bool) -> Vec<Cluster> {
        let Some(front) = self.front(language) else { return Vec::new() };
        let articles = &self.shelf(front).articles;
        let texts = self.vocabulary.all();
        let mut alphabet: Vec<u32> = (0..texts.len() as u32).collect();
        alphabet.sort_by(|a, b| texts[*a as usize].cmp(&texts[*b as usize]));
        let mut ranks = vec![0; texts.len()];
        alphabet.iter().zip(0..).for_each(|(word, rank)| ranks[*word as usize] = rank);
        let text = |rank: u32| {
            let word = alphabet.get(rank as usize).and_then(|word| texts.get(*word as usize));
            word.map_or_else(String::new, ToString::to_string)
        };
        let named = self.by_name(articles);
        let seen = self.seen(articles, &ranks, &named);
        let mut groups: Vec<Group> = Vec::new();
        let mut group_of: Vec<usize> = Vec::with_capacity(seen.len());
        let mut by_story: FxHashMap<ShelfId, usize> = FxHashMap::default();
        let mut bearers: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        let mut holders: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (at, one) in seen.iter().enumerate() {
            let last = |of: &FxHashMap<u32, Vec<usize>>, key: u32, count: usize| -> Vec<usize> {
                of.get(&key).map_or_else(Vec::new, |of| of.iter().rev().take(count).copied().collect())
            };
            let mut near: BTreeSet<usize> = BTreeSet::new();
            near.extend(one.names.iter().flat_map(|(name, _)| last(&bearers, *name, OF_NAME)));
            near.extend(one.keys.iter().flat_map(|word| last(&holders, *word, OF_WORD)));
            let around: BTreeSet<usize> = near.iter().map(|other| group_of[*other]).collect();
            let story = if blindly { None } else { self.story_of(one.entry) };
            let own = match story {
                Some(story) => Some(*by_story.entry(story).or_insert(groups.len())),
                None => best(&groups, around, one),
            };
            let own = own.unwrap_or(groups.len());
            if own == groups.len() {
                groups.push(Group::default());
            }
            groups[own].take(at, one);
            group_of.push(own);
            one.names.iter().for_each(|(name, _)| bearers.entry(*name).or_default().push(at));
            one.keys.iter().for_each(|word| holders.entry(*word).or_default().push(at));
        }
        let known: FxHashMap<usize, ShelfId> = by_story.into_iter().map(|(story, group)| (group, story)).collect();
        let told = groups.iter().enumerate().filter(|(_, group)| group.members.len() >= least.max(2));
        let mut clusters: Vec<Cluster> =
            told.map(|(at, group)| self.cluster(&seen, group, known.get(&at).copied(), &named, &text)).collect();
        clusters.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| self.path_of(a).cmp(self.path_of(b))));
        clusters
    }

    fn path_of(&self, cluster: &Cluster) -> &str {
        cluster.articles.first().and_then(|id| self.entry(*id)).map_or("", |entry| &entry.card.path)
    }

    /// The names of these articles in the order of what they are called. They are numbered in the order in which the site met
    /// them, which is another in every ledger: what is equal must not go by it, nor the order in which weights are summed.
    fn by_name(&self, articles: &[ArticleId]) -> Vec<ShelfId> {
        let entries = articles.iter().filter_map(|id| self.entry(*id));
        let all: BTreeSet<ShelfId> = entries.flat_map(|entry| self.names_of(entry)).map(|(name, _)| name).collect();
        let mut named: Vec<ShelfId> = all.into_iter().collect();
        named.sort_by_cached_key(|id| {
            let key = &self.shelf(*id).key;
            (key.key.clone(), key.group)
        });
        named
    }

    /// Weighs words and names: what few articles have weighs much.
    fn seen(&self, articles: &[ArticleId], ranks: &[u32], named: &[ShelfId]) -> Vec<Seen<'_>> {
        let places: FxHashMap<ShelfId, u32> = named.iter().copied().zip(0..).collect();
        let rank = |word: u32| ranks.get(word as usize).copied().unwrap_or(word);
        let entries: Vec<(ArticleId, &Entry)> =
            articles.iter().filter_map(|id| Some((*id, self.entry(*id)?))).collect();
        // Words are numbered in the order in which threads met them; here they go by the alphabet.
        let mut of_words: FxHashMap<u32, u32> = FxHashMap::default();
        let mut of_names: FxHashMap<u32, u32> = FxHashMap::default();
        for (_, entry) in &entries {
            entry.card.words.iter().for_each(|(word, _)| *of_words.entry(rank(word)).or_default() += 1);
            self.names_of(entry).for_each(|(name, _)| *of_names.entry(places[&name]).or_default() += 1);
        }
        let all = entries.len() as f64;
        let rarity = |of: &FxHashMap<u32, u32>, key: u32| (all / f64::from(of.get(&key).copied().unwrap_or(1))).ln();
        let told = entries.into_iter().map(|(id, entry)| {
            let mut keys: Vec<(u32, u32)> =
                entry.card.words.iter().map(|(word, _)| (of_words[&rank(word)], rank(word))).collect();
            keys.retain(|(count, _)| (2..=RARE).contains(count));
            keys.sort_unstable();
            keys.truncate(KEYS);
            let words = entry.card.words.iter();
            let words = words.map(|(word, weight)| (rank(word), weight)).filter(|(word, _)| of_words[word] > 1);
            let words = words.map(|(word, weight)| (word, (1.0 + f64::from(weight)) * rarity(&of_words, word)));
            let names = self.names_of(entry).map(|(name, worth)| (places[&name], worth));
            let names = names.map(|(name, worth)| (name, worth * rarity(&of_names, name)));
            Seen {
                id,
                entry,
                day: entry.card.order.seconds.div_euclid(86_400),
                words: unit(words.collect()),
                names: unit(names.collect()),
                keys: keys.into_iter().map(|(_, word)| word).collect(),
            }
        });
        told.collect()
    }

    /// The names of an article that make a story, by what they are worth: those of its front matter, its tags, and
    /// whom its text names besides.
    fn names_of<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = (ShelfId, f64)> + 'a {
        let named = entry.mentions.iter().map(|shelf| (*shelf, PASSING));
        let listed = entry.terms.iter().filter_map(|(taxonomy, shelf)| {
            let worth = match self.config.taxonomies.get(usize::from(*taxonomy))?.name.as_str() {
                "authors" | "sources" | "stories" => return None,
                "tags" => TAG,
                _ => 1.0,
            };
            Some((*shelf, worth))
        });
        listed.chain(named)
    }

    fn cluster(
        &self,
        seen: &[Seen<'_>],
        group: &Group,
        story: Option<ShelfId>,
        named: &[ShelfId],
        text: &dyn Fn(u32) -> String,
    ) -> Cluster {
        let members: Vec<&Seen<'_>> = group.members.iter().map(|at| &seen[*at]).collect();
        let names = common(members.iter().map(|one| one.names.as_slice()), members.len());
        let words = common(members.iter().map(|one| one.words.as_slice()), members.len());
        let day = |one: Option<&&Seen<'_>>| one.and_then(|one| self.day(one.id));
        Cluster {
            articles: members.iter().map(|one| one.id).collect(),
            story,
            names: names.into_iter().filter_map(|name| named.get(name as usize).copied()).collect(),
            words: words.into_iter().map(text).collect(),
            first: day(members.first()),
            last: day(members.last()),
            likeness: group.likeness / (members.len() - 1).max(1) as f64,
        }
    }
}

/// The group that an article is most like, if it is alike enough.
fn best(groups: &[Group], around: BTreeSet<usize>, one: &Seen<'_>) -> Option<usize> {
    let mut found: Option<(f64, usize)> = None;
    for group in around {
        let likeness = groups[group].likeness(one);
        if likeness >= ALIKE && found.is_none_or(|(most, _)| likeness > most) {
            found = Some((likeness, group));
        }
    }
    Some(found?.1)
}

/// Sorts weights by their keys, and makes their length 1.
fn unit(mut weights: Vec<(u32, f64)>) -> Vec<(u32, f64)> {
    weights.sort_unstable_by_key(|(key, _)| *key);
    weights.dedup_by_key(|(key, _)| *key);
    let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    if length > 0.0 {
        weights.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
    weights
}

/// What more than half have, the weightiest first.
fn common<'a>(all: impl Iterator<Item = &'a [(u32, f64)]>, count: usize) -> Vec<u32> {
    let mut found: BTreeMap<u32, (usize, f64)> = BTreeMap::new();
    for (key, weight) in all.flatten() {
        let of = found.entry(*key).or_default();
        *of = (of.0 + 1, of.1 + weight);
    }
    let mut common: Vec<(u32, f64)> = found
        .into_iter()
        .filter(|(_, (bearers, weight))| 2 * bearers > count && *weight > 0.0)
        .map(|(key, (_, weight))| (key, weight))
        .collect();
    common.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    common.into_iter().take(REASONS).map(|(key, _)| key).collect()
}
