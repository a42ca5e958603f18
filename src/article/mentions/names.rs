//! All names at once, as an automaton: a text is read once, however many there are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::edge::Edges;
use super::sketch::{self, Sketch};
use super::text::{self, fold};

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
    /// Made when the first text is read: most updates of a site read none that needs it.
    automaton: OnceLock<Option<AhoCorasick>>,
}

/// Names of a letter or two are words of many languages too: upper and lower case matter whatever their profile says.
const SHORT: usize = 2;

impl Names {
    /// Of several that are called the same the first is meant.
    pub fn new(names: impl Iterator<Item = Name>) -> Names {
        let mut by_text: BTreeMap<String, Vec<Name>> = BTreeMap::new();
        for mut name in names {
            name.text = text::tidy(&name.text);
            if name.text.is_empty() {
                continue;
            }
            name.exact |= name.text.chars().count() <= SHORT;
            let same = by_text.entry(fold(&name.text)).or_default();
            if !same.iter().any(|other| other.text == name.text && other.exact == name.exact) {
                same.push(name);
            }
        }
        let (patterns, known) = by_text.into_iter().unzip();
        Names { patterns, known, automaton: OnceLock::new() }
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
            // A handful of names is not worth the making of the denser form.
            let kind = if self.patterns.len() > 64 {
                AhoCorasickKind::ContiguousNFA
            } else {
                AhoCorasickKind::NoncontiguousNFA
            };
            let builder = AhoCorasick::builder().match_kind(MatchKind::Standard).kind(Some(kind)).build(&self.patterns);
            builder.ok()
        };
        self.automaton.get_or_init(make).as_ref()
    }

    /// Every mention in a text, in order, none within another. `folded` is the text in lower case, byte for byte.
    pub fn find(&self, plain: &str, folded: &str, language: &str) -> Vec<Found> {
        let Some(automaton) = self.automaton() else { return Vec::new() };
        let edges = Edges::new(plain, language);
        let mut found: Vec<Found> = Vec::new();
        for hit in automaton.find_overlapping_iter(folded) {
            if edges.is_within_word(hit.start()) {
                continue;
            }
            let Some(end) = edges.of(hit.start(), hit.end()) else { continue };
            let written = &plain[hit.range()];
            let same = self.known[hit.pattern().as_usize()].iter();
            // Who is written exactly so goes before who might be written otherwise.
            let meant = same.filter(|name| !name.exact || name.text == written);
            let Some(name) = meant.min_by_key(|name| name.text != written) else { continue };
            found.push(Found {
                start: hit.start(),
                end,
                who: name.who,
                taxonomy: name.taxonomy,
                key: name.key.clone(),
                linked: name.linked,
            });
        }
        apart(found)
    }

    /// The names that are in one of the two and not in the other, each as the words that a text must have to hold it.
    pub fn moved(&self, other: &Names) -> Vec<Vec<u32>> {
        let all = |names: &Names| -> BTreeSet<Name> { names.known.iter().flatten().cloned().collect() };
        let (mine, theirs) = (all(self), all(other));
        mine.symmetric_difference(&theirs).map(|name| sketch::words(&fold(&name.text))).collect()
    }
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
