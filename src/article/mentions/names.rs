//! All names at once, as an automaton: a text is read once, however many there are.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};
use memchr::memmem;

use super::edge::Edges;
use super::sketch::Sketch;
use super::text::{self, fold};
use super::word;

/// One way to name somebody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Name {
    pub text: String,
    /// Who it is, as a number, and in words.
    pub who: u32,
    pub taxonomy: u8,
    pub key: Arc<str>,
    /// Whether upper and lower case matter.
    pub exact: bool,
    /// Whether the first mention becomes a link.
    pub linked: bool,
}

/// A name that was found, by its place in the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub who: u32,
    pub taxonomy: u8,
    pub key: Arc<str>,
    pub linked: bool,
}

/// The names that are looked for.
#[derive(Default)]
pub struct Names {
    /// In lower case, sorted.
    patterns: Vec<String>,
    /// By pattern: the names that are the same in lower case. The first goes before the others.
    known: Vec<Vec<Name>>,
    beginnings: Beginnings,
    /// How many bytes stand before the first word of a name: none, but for names such as `.NET`.
    leads: BTreeSet<usize>,
    /// Made when the first text is read: most updates of a site read none that needs it.
    automaton: OnceLock<Option<AhoCorasick>>,
}

/// Names of a letter or two are words of many languages too: upper and lower case matter whatever their profile says.
const SHORT: usize = 2;

impl Names {
    /// Of several that are called the same the first is meant.
    pub fn new(names: impl Iterator<Item = Name>) -> Names {
        let mut by_text: BTreeMap<String, Vec<Name>> = BTreeMap::new();
        let mut beginnings = Beginnings::default();
        let mut leads = BTreeSet::new();
        for mut name in names {
            name.text = text::tidy(&name.text);
            let folded = fold(&name.text);
            let Some((lead, word)) = word::first(&folded) else { continue };
            leads.insert(lead);
            beginnings.note(word);
            name.exact |= name.text.chars().count() <= SHORT;
            let same = by_text.entry(folded).or_default();
            if !same.iter().any(|other| other.text == name.text && other.exact == name.exact) {
                same.push(name);
            }
        }
        let (patterns, known) = by_text.into_iter().unzip();
        Names { patterns, known, beginnings, leads, automaton: OnceLock::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether somebody is called so, in upper or lower case.
    pub fn has(&self, name: &str) -> bool {
        !self.is_empty() && self.patterns.binary_search(&fold(&text::tidy(name))).is_ok()
    }

    /// Names are bounded by what a person can write; without an automaton none would be found.
    fn automaton(&self) -> Option<&AhoCorasick> {
        let make = || {
            let mut builder = AhoCorasick::builder();
            let builder = builder.match_kind(MatchKind::LeftmostLongest).start_kind(StartKind::Anchored);
            builder.kind(Some(AhoCorasickKind::ContiguousNFA)).build(&self.patterns).ok()
        };
        self.automaton.get_or_init(make).as_ref()
    }

    /// Every mention in a text, in order, none within another, and the text's sketch. `folded` is the text in lower case,
    /// byte for byte. The automaton is started at each word with which a name begins: most words are none.
    pub fn find(&self, plain: &str, folded: &str, language: &str) -> (Vec<Found>, Sketch) {
        let mut sketch = Sketch::for_text(folded.len());
        let mut found: Vec<Found> = Vec::new();
        let Some(automaton) = self.automaton() else { return (found, sketch) };
        let edges = Edges::new(plain, language);
        word::each(folded, edges.genitive, |at, word| {
            sketch.note(word);
            if self.beginnings.has(word) {
                for before in &self.leads {
                    found.extend(at.checked_sub(*before).and_then(|at| self.find_at(automaton, &edges, folded, at)));
                }
            }
        });
        (apart(found), sketch)
    }

    /// The longest name that stands at one place.
    fn find_at(&self, automaton: &AhoCorasick, edges: &Edges<'_>, folded: &str, at: usize) -> Option<Found> {
        let mut end = folded.len();
        while end > at {
            let input = Input::new(folded).range(at..end).anchored(Anchored::Yes);
            let hit = automaton.try_find(input).ok()??;
            if let Some(found) = meant(edges, hit.range(), &self.known[hit.pattern().as_usize()]) {
                return Some(found);
            }
            // What goes on as another word may still begin with a shorter name.
            end = hit.end() - 1;
        }
        None
    }

    /// The same for a few names, each as it is written: one after the other they are sooner found than an automaton is made.
    pub fn find_exactly(&self, plain: &str, language: &str) -> Vec<Found> {
        let edges = Edges::new(plain, language);
        let places = |name: &Name| memmem::find_iter(plain.as_bytes(), &name.text).collect::<Vec<usize>>();
        let found = self.known.iter().flatten().flat_map(|name| {
            let hits = places(name).into_iter().map(|start| start..start + name.text.len());
            hits.filter_map(|hit| meant(&edges, hit, std::slice::from_ref(name))).collect::<Vec<_>>()
        });
        apart(found.collect())
    }

    /// The same as [`Names::find`] without any of its means: each name at each place.
    #[cfg(test)]
    pub fn find_slowly(&self, plain: &str, folded: &str, language: &str) -> Vec<Found> {
        let edges = Edges::new(plain, language);
        let places = plain.char_indices().map(|(at, _)| at);
        let at = |at: usize| {
            let here = self.patterns.iter().enumerate().filter(move |(_, pattern)| folded[at..].starts_with(*pattern));
            here.filter_map(|(which, pattern)| meant(&edges, at..at + pattern.len(), &self.known[which])).collect()
        };
        apart(places.flat_map::<Vec<Found>, _>(at).collect())
    }

    /// The names that are in one of the two and not in the other, each as the words that a text must have to hold it.
    pub fn moved(&self, other: &Names) -> Vec<Vec<u32>> {
        let all = |names: &Names| -> BTreeSet<Name> { names.known.iter().flatten().cloned().collect() };
        let (mine, theirs) = (all(self), all(other));
        mine.symmetric_difference(&theirs).map(|name| word::all(&fold(&name.text))).collect()
    }
}

/// The words with which names begin, which may say yes too often.
#[derive(Default)]
struct Beginnings(Vec<u64>);

impl Beginnings {
    /// So small that it stays at hand while a text is read.
    const BITS: u32 = 16;

    fn note(&mut self, word: u32) {
        self.0.resize(1 << (Self::BITS - 6), 0);
        let place = word >> (32 - Self::BITS);
        self.0[place as usize / 64] |= 1 << (place % 64);
    }

    fn has(&self, word: u32) -> bool {
        let place = word >> (32 - Self::BITS);
        self.0.get(place as usize / 64).is_some_and(|bits| bits & 1 << (place % 64) != 0)
    }
}

/// Who of the `same` in lower case is meant where one of their names stands.
fn meant(edges: &Edges<'_>, hit: Range<usize>, same: &[Name]) -> Option<Found> {
    if edges.is_within_word(hit.start) {
        return None;
    }
    let written = edges.text(hit.clone());
    // Who is written exactly so goes before who might be written otherwise.
    let meant = same.iter().filter(|name| !name.exact || name.text == written);
    let name = meant.min_by_key(|name| name.text != written)?;
    let end = edges.of(hit.start, hit.end)?;
    let (who, taxonomy, linked) = (name.who, name.taxonomy, name.linked);
    Some(Found { start: hit.start, end, who, taxonomy, key: name.key.clone(), linked })
}

/// Whether a text may hold one of these names.
pub fn may_hold(sketch: &Sketch, moved: &[Vec<u32>]) -> bool {
    moved.iter().any(|words| words.iter().all(|word| sketch.may_have(*word)))
}

/// In order, without those that lie within another or begin before the one before has ended: of several that begin at one
/// place the longest stays.
pub fn apart(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|one| (one.start, std::cmp::Reverse(one.end)));
    let mut end = 0;
    found.retain(|one| {
        let is_apart = one.start >= end;
        if is_apart {
            end = one.end;
        }
        is_apart
    });
    found
}
