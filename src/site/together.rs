//! What is named together, in the newest articles of a shelf.

use std::collections::BTreeMap;

use super::fact::{Group, ShelfId};
use super::store::Site;
use crate::base::stamp::Stamp;

/// How many of a shelf's newest articles are looked at for what is named together with it: enough to tell, and bounded,
/// so that a page of a giant costs what any other does.
const LOOK_BACK: usize = 400;

/// How many names a page shows as named together with its own.
const NAMED_WITH: usize = 12;

/// That two of those who are named together with a shelf are named together with each other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Tie {
    /// Their places in the list of who is named with the shelf, the smaller first.
    pub from: usize,
    pub to: usize,
    /// In how many of the shelf's newest articles.
    pub count: usize,
}

impl Site {
    /// The terms of a taxonomy that stand most often in a shelf's newest articles, itself left out, with how often.
    pub fn named_with(&self, id: ShelfId, taxonomy: u8) -> Vec<(ShelfId, usize)> {
        let mut counts: BTreeMap<ShelfId, usize> = BTreeMap::new();
        for article in self.newest(id, LOOK_BACK) {
            let Some(entry) = self.entry(article) else { continue };
            for (at, other) in &entry.terms {
                if *at == taxonomy && *other != id {
                    *counts.entry(*other).or_default() += 1;
                }
            }
        }
        let mut named: Vec<(ShelfId, usize)> = counts.into_iter().filter(|(other, _)| self.has_page(*other)).collect();
        named.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| self.shelf(a.0).key.key.cmp(&self.shelf(b.0).key.key)));
        named.truncate(NAMED_WITH);
        named
    }

    /// Who of a shelf's own sort, of those that are named with it, is named with whom.
    pub fn ties(&self, id: ShelfId) -> Vec<Tie> {
        let Group::Term(taxonomy) = self.shelf(id).key.group else { return Vec::new() };
        let named = self.named_with(id, taxonomy);
        let place = |shelf: ShelfId| named.iter().position(|(other, _)| *other == shelf);
        let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for entry in self.newest(id, LOOK_BACK).into_iter().filter_map(|article| self.entry(article)) {
            let mut together: Vec<usize> = entry.terms.iter().filter_map(|(_, shelf)| place(*shelf)).collect();
            together.sort_unstable();
            for (at, from) in together.iter().enumerate() {
                for to in &together[at + 1..] {
                    *counts.entry((*from, *to)).or_default() += 1;
                }
            }
        }
        counts.into_iter().map(|((from, to), count)| Tie { from, to, count }).collect()
    }

    pub(super) fn stamp_named_with(&self, id: ShelfId, taxonomy: u8) -> Stamp {
        let named: Vec<(&str, &str, usize)> = self
            .named_with(id, taxonomy)
            .into_iter()
            .map(|(id, count)| {
                let shelf = self.shelf(id);
                (shelf.name.as_str(), shelf.url.as_str(), count)
            })
            .collect();
        Stamp::of(&named)
    }
}
