//! What an issue that is collected by itself is made of: what leads it, and what stands together.

use std::collections::BTreeMap;

use super::entry::Entry;
use super::fact::{ArticleId, ShelfId};
use super::store::Site;
use crate::config::settings::digests::GroupBy;

/// The articles of an issue, each once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Collected {
    pub lead: Option<ArticleId>,
    /// The largest first; what stands with nothing else comes last, under no name.
    pub together: Vec<Together>,
    /// How many articles of the period are left out.
    pub left_out: usize,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Together {
    /// The shelf that they share.
    pub of: Option<ShelfId>,
    /// Those that weigh most first.
    pub articles: Vec<ArticleId>,
}

/// How much an article counts in its period: what an editor has marked goes before all else, then what other articles of the
/// period tell more of, then what has a picture; of equals the newer one.
type Weight<'a> = (bool, i64, usize, bool, i64, &'a str);

impl Site {
    /// What is in an issue.
    pub fn issue_contents(&self, id: ShelfId) -> Collected {
        let Some(series) = self.series_of(id) else { return Collected::default() };
        let (lead, others, left_out) = self.chosen(&self.shelf(id).articles, series.maximum);
        let together = match series.group_by {
            Some(by) => self.together(&others, by),
            None => vec![Together { of: None, articles: others }],
        };
        let together = together.into_iter().filter(|those| !those.articles.is_empty());
        Collected { lead, together: together.collect(), left_out }
    }

    /// What an editor may make an issue of: some articles, by story and then by company.
    pub fn proposed(&self, articles: &[ArticleId], maximum: Option<usize>) -> Collected {
        let (lead, others, left_out) = self.chosen(articles, maximum);
        let mut together = self.together(&others, GroupBy::Story);
        let rest = together.pop().map(|those| those.articles).unwrap_or_default();
        together.extend(self.together(&rest, GroupBy::Companies));
        together.retain(|those| !those.articles.is_empty());
        Collected { lead, together, left_out }
    }

    /// What leads an issue.
    pub fn issue_lead(&self, id: ShelfId) -> Option<ArticleId> {
        self.chosen(&self.shelf(id).articles, self.series_of(id)?.maximum).0
    }

    /// The article that leads an issue of some, the others that have room in it, and how many have none.
    fn chosen(&self, articles: &[ArticleId], maximum: Option<usize>) -> (Option<ArticleId>, Vec<ArticleId>, usize) {
        let mut weighed = self.weighed(articles);
        let left_out = maximum.map_or(0, |maximum| weighed.len().saturating_sub(maximum));
        weighed.truncate(weighed.len() - left_out);
        // What somebody pays for stands where it belongs, and leads nothing.
        let is_own = |id: &ArticleId| self.entry(*id).is_some_and(|entry| entry.card.shown.sponsored.is_none());
        let lead = weighed.iter().position(is_own).map(|at| weighed.remove(at));
        (lead, weighed, left_out)
    }

    /// Articles in order, those that weigh most first.
    fn weighed(&self, articles: &[ArticleId]) -> Vec<ArticleId> {
        let coverage = self.coverage(articles);
        let entries = articles.iter().filter_map(|id| Some((*id, self.entry(*id)?)));
        let mut weighed: Vec<(Weight<'_>, ArticleId)> =
            entries.map(|(id, entry)| (self.weight(entry, &coverage), id)).collect();
        weighed.sort_by(|a, b| b.0.cmp(&a.0));
        weighed.into_iter().map(|(_, id)| id).collect()
    }

    /// How many of these articles belong to each story.
    fn coverage(&self, articles: &[ArticleId]) -> BTreeMap<ShelfId, usize> {
        let mut coverage = BTreeMap::new();
        let entries = articles.iter().filter_map(|id| self.entry(*id));
        for story in entries.filter_map(|entry| self.story_of(entry)) {
            *coverage.entry(story).or_default() += 1;
        }
        coverage
    }

    fn weight<'a>(&'a self, entry: &'a Entry, coverage: &BTreeMap<ShelfId, usize>) -> Weight<'a> {
        let (card, shown) = (&entry.card, &entry.card.shown);
        let covered = self.story_of(entry).and_then(|story| coverage.get(&story)).copied().unwrap_or_default();
        (shown.featured, shown.weight, covered, shown.image.is_some(), card.order.seconds, &card.path)
    }

    /// Gathers articles by what they share: the shelf that most of those left share, again and again, until each that is left
    /// stands alone.
    fn together(&self, weighed: &[ArticleId], by: GroupBy) -> Vec<Together> {
        let shelves: Vec<(ArticleId, Vec<ShelfId>)> =
            weighed.iter().filter_map(|id| Some((*id, self.shares(self.entry(*id)?, by)))).collect();
        let mut left: Vec<usize> = (0..shelves.len()).collect();
        let mut together = Vec::new();
        // Each section is a part of its own, however few its articles.
        let few = if by == GroupBy::Section { 1 } else { 2 };
        loop {
            // With the place of the first article of each: of two shelves alike that one goes first which is named earlier.
            let mut counts: BTreeMap<ShelfId, (usize, usize)> = BTreeMap::new();
            for (place, shelf) in left.iter().flat_map(|at| shelves[*at].1.iter().map(move |shelf| (*at, *shelf))) {
                counts.entry(shelf).or_insert((0, place)).0 += 1;
            }
            let enough = counts.into_iter().filter(|(_, (count, _))| *count >= few);
            let best = enough.max_by(|(a, (of_a, first_a)), (b, (of_b, first_b))| {
                let names = || self.shelf(*b).key.key.cmp(&self.shelf(*a).key.key);
                of_a.cmp(of_b).then(first_b.cmp(first_a)).then_with(names)
            });
            let Some((of, _)) = best else { break };
            let (own, others): (Vec<usize>, Vec<usize>) = left.into_iter().partition(|at| shelves[*at].1.contains(&of));
            together.push(Together { of: Some(of), articles: own.into_iter().map(|at| shelves[at].0).collect() });
            left = others;
        }
        together.push(Together { of: None, articles: left.into_iter().map(|at| shelves[at].0).collect() });
        together
    }

    /// The shelves by which an article may stand together with others.
    fn shares(&self, entry: &Entry, by: GroupBy) -> Vec<ShelfId> {
        let of = |name: &str| {
            let taxonomy = self.config.taxonomy(name);
            let terms = entry.terms.iter().filter(|(at, _)| Some(*at) == taxonomy);
            terms.map(|(_, shelf)| *shelf).collect::<Vec<_>>()
        };
        let mut shelves = match by {
            GroupBy::Tags => of("tags"),
            GroupBy::Companies => of("companies"),
            GroupBy::Story => of("stories"),
            GroupBy::Section => entry.section.into_iter().collect(),
        };
        shelves.sort_unstable();
        shelves.dedup();
        shelves
    }
}
