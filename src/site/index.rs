//! The index of the search: which articles of a language hold a word.
//!
//! A language's articles are cut from the old end into segments, and the words of a segment into shards by how they begin. A
//! new article so touches the last segment alone, and there the shards of its words. Nothing of it is kept but the words of
//! each article: a shard is found out when somebody asks for it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::fact::{ArticleId, ShelfId, Subject};
use super::store::Site;

/// How many articles a segment holds.
pub const SEGMENT: usize = 16_384;

/// How many articles lie together in a file of what is shown of them.
pub const STRETCH: usize = 16;

/// How many segments are kept taken apart: one for each thread that makes their shards, and as many to change over.
const KEPT: usize = 4;

/// A word that more than half of so many articles hold tells nothing.
const COMMON_FROM: usize = 1024;

/// A word of a shard with its articles, from the oldest.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Listed {
    pub word: Arc<str>,
    /// An article's place in the segment, four times, and the word's weight in it; `None` for a word that is too common.
    pub articles: Option<Vec<u32>>,
}

/// A language, and which of its segments.
type Segment = (u16, u32);

/// Segments that were asked about, taken apart.
#[derive(Default)]
pub struct Index {
    asked: Mutex<VecDeque<(Segment, Arc<Asked>)>>,
}

#[derive(Default)]
struct Asked {
    parts: OnceLock<Parts>,
    /// The places of articles that have other words since then.
    reworded: BTreeSet<u16>,
}

/// The words of a segment by shards: numbers, and each article's place with the word's weight.
struct Parts {
    ends: Vec<u32>,
    words: Vec<u32>,
    places: Vec<u16>,
}

/// The taxonomies that are filters, and the words of their terms as they are met.
struct Filters<'a> {
    taxonomies: Vec<(u8, &'a str)>,
    words: FxHashMap<ShelfId, u32>,
}

impl Index {
    fn segment(&self, key: Segment) -> Arc<Asked> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = asked.iter().find(|(known, _)| *known == key) {
            return found.clone();
        }
        if asked.len() >= KEPT {
            asked.pop_front();
        }
        let fresh = Arc::new(Asked::default());
        asked.push_back((key, fresh.clone()));
        fresh
    }

    /// What is known of these segments holds no longer.
    fn forget(&mut self, segments: &BTreeSet<Segment>) {
        let asked = self.asked.get_mut().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|(segment, _)| !segments.contains(segment));
    }

    /// The article at a place of a segment has other words; those of all others are still known.
    fn reword(&mut self, segment: Segment, place: u16) {
        let asked = self.asked.get_mut().unwrap_or_else(PoisonError::into_inner);
        asked.retain_mut(|(known, asked)| match Arc::get_mut(asked) {
            Some(asked) if *known == segment => {
                asked.reworded.insert(place);
                true
            }
            Some(_) => true,
            None => *known != segment,
        });
    }

    /// When all pages are made nobody will ask for a while.
    pub fn rest(&self) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// How many shards the words of so many articles are cut into: a power of two, and the same over a wide range of sizes.
fn shards(articles: usize) -> usize {
    match articles {
        0..=64 => 4,
        65..=512 => 32,
        513..=4096 => 128,
        _ => 512,
    }
}

impl Site {
    /// Whether the site has a search.
    pub fn has_search(&self) -> bool {
        self.config.settings.search && self.wants("search")
    }

    fn river(&self, language: u16) -> &[ArticleId] {
        self.front(language).map_or(&[], |front| &self.shelf(front).articles)
    }

    /// How many segments a language has.
    pub fn segments(&self, language: u16) -> usize {
        self.river(language).len().div_ceil(SEGMENT)
    }

    /// How many shards a segment has.
    pub fn shards(&self, language: u16, segment: u32) -> usize {
        shards(self.members(language, segment).len())
    }

    fn members(&self, language: u16, segment: u32) -> &[ArticleId] {
        let river = self.river(language);
        let start = (segment as usize * SEGMENT).min(river.len());
        &river[start..(start + SEGMENT).min(river.len())]
    }

    /// The articles of one stretch of a river, from the oldest.
    pub fn stretch(&self, id: ShelfId, number: u32) -> &[ArticleId] {
        let river = &self.shelf(id).articles;
        let start = (number as usize * STRETCH).min(river.len());
        &river[start..(start + STRETCH).min(river.len())]
    }

    /// Which segments have other words or articles now: where articles moved up or down, from a place in a language's river
    /// to another, and where one stayed in its place with other words.
    pub(super) fn reworded(
        &mut self,
        moved: BTreeMap<u16, (usize, usize)>,
        articles: BTreeSet<ArticleId>,
    ) -> impl Iterator<Item = Subject> + use<> {
        let mut segments: BTreeSet<Segment> = BTreeSet::new();
        if self.has_search() {
            for (language, (from, to)) in moved {
                segments.extend((from / SEGMENT..=to / SEGMENT).map(|segment| (language, segment as u32)));
            }
            self.index.forget(&segments);
            for id in articles {
                let Some((segment, place)) = self.place_in_segment(id) else { continue };
                self.index.reword(segment, place);
                segments.insert(segment);
            }
        }
        segments.into_iter().map(|(language, segment)| Subject::Words(language, segment))
    }

    fn place_in_segment(&self, id: ArticleId) -> Option<(Segment, u16)> {
        let card = &self.entry(id)?.card;
        let language = card.shown.language;
        let at = self.search(self.front(language)?, &(card.order.seconds, card.path.clone()));
        Some(((language, (at / SEGMENT) as u32), (at % SEGMENT) as u16))
    }

    fn filters(&self) -> Filters<'_> {
        Filters { taxonomies: self.search_filters(), words: FxHashMap::default() }
    }

    /// Every word of an article with its weight, its companies and tags among them as `=companies/nvidia`.
    fn words_of(&self, id: ArticleId, filters: &mut Filters<'_>, mut each: impl FnMut(u32, u8)) {
        let Some(entry) = self.entry(id) else { return };
        entry.card.words.iter().for_each(|(word, weight)| each(word, weight));
        for (taxonomy, shelf) in &entry.terms {
            let Some((_, name)) = filters.taxonomies.iter().find(|(at, _)| at == taxonomy) else { continue };
            let word = filters.words.entry(*shelf);
            each(*word.or_insert_with(|| self.vocabulary.id(&format!("={name}/{}", self.shelf(*shelf).key.key))), 0);
        }
    }

    /// The taxonomies that the search can be limited by.
    pub fn search_filters(&self) -> Vec<(u8, &str)> {
        let all = self.config.taxonomies.iter().enumerate();
        all.filter(|(_, taxonomy)| matches!(taxonomy.name.as_str(), "companies" | "tags"))
            .map(|(at, taxonomy)| (at as u8, taxonomy.name.as_str()))
            .collect()
    }

    /// The words of one shard, sorted. How many shards there are is told by its address.
    pub fn shard(&self, language: u16, segment: u32, shard: u32) -> Vec<Listed> {
        let asked = self.index.segment((language, segment));
        let mut found = asked.parts.get_or_init(|| self.take_apart(language, segment)).shard(shard);
        let members = self.members(language, segment);
        if !asked.reworded.is_empty() {
            found.retain(|(_, place)| !asked.reworded.contains(&(place >> 2)));
            let mask = self.shards(language, segment) as u32 - 1;
            let mut filters = self.filters();
            let mut words = Vec::new();
            for place in &asked.reworded {
                let Some(id) = members.get(usize::from(*place)) else { continue };
                self.words_of(*id, &mut filters, |word, weight| words.push((word, place << 2 | u16::from(weight))));
            }
            self.vocabulary.with_keys(|keys| {
                found.extend(words.into_iter().filter(|(word, _)| key_of(keys, *word) & mask == shard));
            });
        }
        self.listed(found, members.len())
    }

    fn take_apart(&self, language: u16, segment: u32) -> Parts {
        let (mut filters, shards) = (self.filters(), self.shards(language, segment));
        let mut all: Vec<(u32, u16)> = Vec::new();
        for (place, id) in self.members(language, segment).iter().enumerate() {
            self.words_of(*id, &mut filters, |word, weight| all.push((word, (place as u16) << 2 | u16::from(weight))));
        }
        self.vocabulary.with_keys(|keys| {
            let shard = |word: u32| key_of(keys, word) as usize & (shards - 1);
            let mut ends = vec![0_u32; shards];
            all.iter().for_each(|(word, _)| ends[shard(*word)] += 1);
            let mut at: Vec<u32> = Vec::with_capacity(shards);
            let mut sum = 0;
            for end in &mut ends {
                at.push(sum);
                sum += *end;
                *end = sum;
            }
            let (mut words, mut places) = (vec![0; all.len()], vec![0; all.len()]);
            for (word, place) in all {
                let at = &mut at[shard(word)];
                words[*at as usize] = word;
                places[*at as usize] = place;
                *at += 1;
            }
            Parts { ends, words, places }
        })
    }

    /// Numbers to texts. The numbers differ from ledger to ledger; the texts and their order do not.
    fn listed(&self, mut found: Vec<(u32, u16)>, all: usize) -> Vec<Listed> {
        found.sort_unstable();
        let words: Vec<&[(u32, u16)]> = found.chunk_by(|a, b| a.0 == b.0).collect();
        let texts = self.vocabulary.texts(words.iter().map(|articles| articles[0].0));
        let mut listed: Vec<Listed> = texts
            .into_iter()
            .zip(words)
            .map(|(word, articles)| {
                let is_common = all >= COMMON_FROM && articles.len() * 2 > all && !word.starts_with('=');
                let articles = (!is_common).then(|| articles.iter().map(|(_, place)| u32::from(*place)).collect());
                Listed { word, articles }
            })
            .collect();
        listed.sort_by(|a, b| a.word.cmp(&b.word));
        listed
    }
}

/// Every word of an article has been met before the keys are looked at; a damaged ledger may name others.
fn key_of(keys: &[u32], word: u32) -> u32 {
    keys.get(word as usize).copied().unwrap_or(u32::MAX)
}

impl Parts {
    fn shard(&self, shard: u32) -> Vec<(u32, u16)> {
        let end = self.ends.get(shard as usize).map_or(0, |end| *end as usize);
        let start =
            shard.checked_sub(1).and_then(|before| self.ends.get(before as usize)).map_or(0, |end| *end as usize);
        let range = start..end;
        self.words[range.clone()].iter().copied().zip(self.places[range].iter().copied()).collect()
    }
}
