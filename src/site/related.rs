//! Which older articles are proposed beside an article, and why.
//!
//! An article looks backwards only, at a bounded number of articles: the newest of each of its shelves, and its last
//! neighbours in the river. How rare a name is, is told by how many articles bore it *before this one*, in doublings; how rare
//! a word is, by those neighbours. So a new article changes nothing in the archive, and an edit of an old one changes what
//! some few after it propose: [`Site::touch_later`] says which, and whoever changes the one looks at the other.
//!
//! Scores are whole numbers, and what is equal is ordered by time and path, since ids are others in every ledger.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::account::Account;
use super::entry::Entry;
use super::fact::{ArticleId, Group, ShelfId, Subject};
use super::store::Site;
use crate::article::place::Sort;
use crate::base::stamp::Stamp;

/// How many articles of a shelf are looked at, the newest before the article.
const OF_SHELF: usize = 24;

/// How many neighbours in the river are looked at. They also tell how rare a word is.
const OF_RIVER: usize = 48;

/// The articles with most names in common are compared word by word, so many of them.
const COMPARED: usize = 24;

/// Of so many of its names, the rarest, an article's shelves are looked at.
const NAMES: usize = 12;

/// What is as old as this counts half.
const HALF: u64 = 180;

/// Points that a doubling of rarity gives to a name: one is somebody, the other a subject.
const ENTITY: u32 = 30;
const TAG: u32 = 20;

/// Points of two articles whose words are the same.
const ALIKE: u64 = 1000;

/// Who has fewer points, age apart, is not proposed: a common tag alone does not make articles related.
const LEAST: u32 = 70;

/// How many names are given as the reason.
const REASONS: usize = 3;

/// An older article that is proposed, with what speaks for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    pub article: ArticleId,
    /// The points of its names and its words, less for its age.
    pub score: u32,
    /// The names that both bear, each with its points, the rarest first.
    pub names: Vec<(ShelfId, u32)>,
    /// How alike their words are, in points.
    pub alike: u32,
    /// The words that both have and that count most, as numbers of the vocabulary; only where it was asked for them.
    pub words: Vec<u32>,
    pub days: u32,
}

impl Related {
    /// What is shown as the reason.
    pub fn reasons(&self) -> impl Iterator<Item = ShelfId> {
        self.names.iter().take(REASONS).map(|(shelf, _)| *shelf)
    }
}

/// The stamps of answers that were just given, for the ledger that is about to ask for them. None is kept over an update.
#[derive(Default)]
pub struct Answered(Mutex<FxHashMap<ArticleId, Stamp>>);

impl Answered {
    fn lock(&self) -> MutexGuard<'_, FxHashMap<ArticleId, Stamp>> {
        // A poisoned lock holds a whole map: another thread has panicked between its methods.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn forget(&self) {
        *self.lock() = FxHashMap::default();
    }
}

/// An article that may be proposed.
struct Candidate<'a> {
    id: ArticleId,
    entry: &'a Entry,
    names: Vec<(ShelfId, u32)>,
    /// The points of its names, and then of its words too.
    points: u32,
    alike: u32,
    words: Vec<u32>,
    days: u64,
}

impl Candidate<'_> {
    fn score(&self) -> u32 {
        (u64::from(self.points + self.alike) * HALF / (HALF + self.days)) as u32
    }
}

impl Site {
    /// The older articles that are proposed beside one, the best first.
    pub fn related(&self, id: ArticleId) -> Vec<Related> {
        let related = self.find_related(id, false);
        self.answered.lock().insert(id, stamp(&related));
        related
    }

    /// The same with the words that speak for each.
    pub fn explain_related(&self, id: ArticleId) -> Vec<Related> {
        self.find_related(id, true)
    }

    pub(super) fn stamp_related(&self, id: ArticleId) -> Stamp {
        let answered = self.answered.lock().remove(&id);
        answered.unwrap_or_else(|| stamp(&self.find_related(id, false)))
    }

    fn find_related(&self, id: ArticleId, with_words: bool) -> Vec<Related> {
        let limit = self.config.settings.related.limit();
        let Some(entry) = self.entry(id).filter(|entry| limit > 0 && entry.card.sort == Sort::Article) else {
            return Vec::new();
        };
        let Some(front) = self.front(entry.card.shown.language) else { return Vec::new() };
        let place = (entry.card.order.seconds, entry.card.path.clone());
        let river = &self.shelf(front).articles[..self.search(front, &place)];
        let mut candidates = self.candidates(entry, &place, river);
        self.compare_words(entry, river, &mut candidates, with_words);
        candidates.retain(|candidate| candidate.points + candidate.alike >= LEAST);
        candidates.sort_by(|a, b| b.score().cmp(&a.score()).then_with(|| order(b.entry).cmp(&order(a.entry))));
        candidates.truncate(limit);
        candidates
            .into_iter()
            .map(|candidate| Related {
                article: candidate.id,
                score: candidate.score(),
                alike: candidate.alike,
                days: candidate.days as u32,
                names: candidate.names,
                words: candidate.words,
            })
            .collect()
    }

    /// The articles that may be proposed, those with most names in common first: of the article's shelves and of the river.
    fn candidates<'a>(&'a self, own: &Entry, place: &(i64, String), river: &[ArticleId]) -> Vec<Candidate<'a>> {
        let mut shelves: Vec<(u32, ShelfId, &[ArticleId])> = own
            .terms
            .iter()
            .filter_map(|(taxonomy, shelf)| {
                let worth = self.worth(*taxonomy)?;
                let older = &self.shelf(*shelf).articles[..self.search(*shelf, place)];
                Some((worth * rarity(older.len(), river.len()), *shelf, older))
            })
            .collect();
        shelves.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| self.shelf(a.1).key.cmp(&self.shelf(b.1).key)));
        shelves.truncate(NAMES);
        let mut found: BTreeMap<ArticleId, Vec<(ShelfId, u32)>> = BTreeMap::new();
        for (points, shelf, older) in &shelves {
            for article in older.iter().rev().take(OF_SHELF) {
                found.entry(*article).or_default().push((*shelf, *points));
            }
        }
        // An article that is among the last of one shelf may stand deep in another that both share.
        for (article, names) in &mut found {
            let terms = self.entry(*article).map_or(&[][..], |entry| &entry.terms);
            let shared = shelves.iter().filter(|(_, shelf, _)| terms.iter().any(|(_, other)| other == shelf));
            *names = shared.filter(|(points, ..)| *points > 0).map(|(points, shelf, _)| (*shelf, *points)).collect();
        }
        for article in river.iter().rev().take(OF_RIVER) {
            found.entry(*article).or_default();
        }
        let story = self.story_of(own);
        let mut candidates: Vec<Candidate<'_>> = found
            .into_iter()
            .filter_map(|(id, names)| {
                let entry = self.entry(id)?;
                let is_of_story = story.is_some_and(|story| entry.terms.iter().any(|(_, shelf)| *shelf == story));
                if is_of_story || entry.card.shown.sponsored.is_some() {
                    return None;
                }
                let points = names.iter().map(|(_, points)| points).sum();
                let days = (own.card.order.seconds - entry.card.order.seconds).max(0) as u64 / 86_400;
                Some(Candidate { id, entry, names, points, alike: 0, words: Vec::new(), days })
            })
            .collect();
        candidates.sort_by(|a, b| b.score().cmp(&a.score()).then_with(|| order(b.entry).cmp(&order(a.entry))));
        candidates
    }

    /// Gives points for words in common, the rarer the more: as the cosine of the weights of both articles' words.
    fn compare_words(&self, own: &Entry, river: &[ArticleId], candidates: &mut [Candidate<'_>], with_words: bool) {
        let words: Vec<(u32, u8)> = own.card.words.iter().collect();
        if words.is_empty() {
            return;
        }
        let mut holders = vec![0_usize; words.len()];
        let mut neighbours = 0;
        for entry in river.iter().rev().take(OF_RIVER).filter_map(|id| self.entry(*id)) {
            shared(&words, entry, |at, _| holders[at] += 1);
            neighbours += 1;
        }
        let rare: Vec<u64> = holders
            .into_iter()
            .map(|holders| u64::from(bits(neighbours + 1).saturating_sub(bits(holders + 1))))
            .collect();
        let square = |value: u64| value * value;
        let length: u64 = words.iter().zip(&rare).map(|((_, weight), rare)| square(said(*weight) * rare)).sum();
        let plain: u64 = words.iter().map(|(_, weight)| square(said(*weight))).sum();
        let since = river.len().saturating_sub(OF_RIVER);
        let front = river.get(since).and_then(|id| self.entry(*id)).map(order);
        for (at, candidate) in candidates.iter_mut().enumerate() {
            let is_neighbour = front.is_some_and(|front| order(candidate.entry) >= front);
            if at >= COMPARED && !is_neighbour {
                continue;
            }
            let (mut together, mut weighty) = (0, Vec::new());
            let other = shared(&words, candidate.entry, |at, weight| {
                let points = said(words[at].1) * said(weight) * square(rare[at]);
                together += points;
                if with_words && points > 0 {
                    weighty.push((points, words[at].0));
                }
            });
            // What the other one's length would be if its words were as rare as one's own, which are the ones that are known.
            let lengths = u128::from(length) * (u128::from(length) * u128::from(other) / u128::from(plain.max(1)));
            let lengths = u64::try_from(lengths.isqrt()).unwrap_or(u64::MAX);
            candidate.alike = (ALIKE * together / lengths.max(1)).min(ALIKE) as u32;
            candidate.words = self.weightiest(weighty);
        }
    }

    /// The few words that count most, those that count the same by the alphabet.
    fn weightiest(&self, weighty: Vec<(u64, u32)>) -> Vec<u32> {
        let texts = self.vocabulary.texts(weighty.iter().map(|(_, word)| *word));
        let mut weighty: Vec<_> = weighty.into_iter().zip(texts).collect();
        weighty.sort_by(|a, b| b.0.0.cmp(&a.0.0).then_with(|| a.1.cmp(&b.1)));
        weighty.into_iter().take(6).map(|((_, word), _)| word).collect()
    }

    /// What a doubling of rarity of a taxonomy's terms is worth; `None` for those that make no articles related.
    fn worth(&self, taxonomy: u8) -> Option<u32> {
        match self.config.taxonomies.get(usize::from(taxonomy))?.name.as_str() {
            "authors" | "sources" | "stories" => None,
            "tags" => Some(TAG),
            _ => Some(ENTITY),
        }
    }

    /// The story that an article belongs to: its own pages lead through it, so nothing of it is proposed again.
    pub(super) fn story_of(&self, entry: &Entry) -> Option<ShelfId> {
        let stories = self.stories()?;
        entry.terms.iter().find(|(taxonomy, _)| *taxonomy == stories).map(|(_, shelf)| *shelf)
    }

    /// An article came to a shelf, went from it, or has other words there: touches those after it, from this place on, that look
    /// at it, and those for which the shelf is of another size now, as rarity counts sizes.
    pub(super) fn touch_later(&self, shelf: ShelfId, from: usize, account: &mut Account) {
        let shelf = &self.shelves[shelf.0 as usize];
        let window = match shelf.key.group {
            Group::Front => OF_RIVER,
            Group::Term(taxonomy) if self.worth(taxonomy).is_some() => OF_SHELF,
            _ => return,
        };
        let length = shelf.articles.len();
        if self.config.settings.related.limit() == 0 || from >= length {
            return;
        }
        let near = from..(from + window).min(length);
        let grown = (1..usize::BITS).map(|doubling| 1_usize << doubling).flat_map(|size| [size - 2, size - 1]);
        let grown = grown.skip_while(|place| *place < from).take_while(|place| *place < length);
        account.touched.extend(near.chain(grown).map(|place| Subject::Article(shelf.articles[place])));
    }

    /// The same for all the shelves of an article that stays in its places.
    pub(super) fn touch_later_than(&self, id: ArticleId, account: &mut Account) {
        let Some(entry) = self.entry(id) else { return };
        let place = (entry.card.order.seconds, entry.card.path.clone());
        for shelf in &entry.shelves {
            self.touch_later(*shelf, self.search(*shelf, &place) + 1, account);
        }
    }
}

fn stamp(related: &[Related]) -> Stamp {
    let shown: Vec<(u32, Vec<u32>)> =
        related.iter().map(|one| (one.article.0, one.reasons().map(|shelf| shelf.0).collect())).collect();
    Stamp::of(&shown)
}

fn order(entry: &Entry) -> (i64, &str) {
    (entry.card.order.seconds, &entry.card.path)
}

/// How rare a name is that so many of all older articles bear, in doublings. Since only doublings count, a shelf that grows or
/// shrinks by one moves the rarity of its name for one article in each doubling of its size.
fn rarity(bearers: usize, all: usize) -> u32 {
    (all + 1).ilog2().saturating_sub((bearers + 1).ilog2())
}

/// Sixteen times the binary logarithm, about: straight between powers of two, and the same on every machine.
fn bits(count: usize) -> u32 {
    let whole = count.max(1).ilog2();
    16 * whole + (((count.max(1) as u64) << 4 >> whole) as u32 - 16)
}

/// What a word counts by its weight in an article.
fn said(weight: u8) -> u64 {
    1 + u64::from(weight)
}

/// Calls `each` with the place of every word that another article has too, and its weight there. Returns what the other
/// article's words count in all.
fn shared(words: &[(u32, u8)], other: &Entry, mut each: impl FnMut(usize, u8)) -> u64 {
    let (mut at, mut all) = (0, 0);
    for (word, weight) in other.card.words.iter() {
        all += said(weight) * said(weight);
        while words.get(at).is_some_and(|(own, _)| *own < word) {
            at += 1;
        }
        if words.get(at).is_some_and(|(own, _)| *own == word) {
            each(at, weight);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{bits, rarity};

    #[test]
    fn rarity_counts_doublings() {
        assert_eq!((rarity(0, 63), rarity(1, 63), rarity(2, 63), rarity(3, 63), rarity(63, 63)), (6, 5, 5, 4, 0));
        assert_eq!((rarity(0, 0), rarity(5, 0)), (0, 0));
    }

    #[test]
    fn the_logarithm_grows_and_is_exact_at_powers_of_two() {
        assert_eq!([1, 2, 4, 1024].map(bits), [0, 16, 32, 160]);
        assert!((1..2000).all(|count| bits(count) <= bits(count + 1)));
    }
}
