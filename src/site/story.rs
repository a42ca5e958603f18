//! How a story stands, and from whom it was heard.

use std::collections::BTreeMap;

use serde::Serialize;

use super::account::Account;
use super::fact::{ArticleId, Group, ShelfId, Subject};
use super::store::Site;
use crate::base::date::Day;
use crate::base::stamp::Stamp;

/// How a story stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    Open,
    /// Nothing was written of it for long, as time goes by the site's newest article: so the same input has the same output,
    /// whenever it is built.
    Quiet,
    /// Its profile says that it is over.
    Closed,
}

impl Standing {
    pub fn word(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Quiet => "quiet",
            Standing::Closed => "closed",
        }
    }
}

impl Site {
    /// Every story with an article, by language, the one that moved last first.
    pub fn all_stories(&self) -> Vec<ShelfId> {
        let Some(stories) = self.stories() else { return Vec::new() };
        let languages = 0..self.config.languages.len() as u16;
        let shelves = languages.flat_map(|language| self.group(language, Group::Term(stories)));
        let mut all: Vec<ShelfId> = shelves.filter(|id| !self.shelf(*id).articles.is_empty()).collect();
        all.sort_by(|a, b| {
            let (one, other) = (self.shelf(*a), self.shelf(*b));
            let days = self.newest_day(*b).cmp(&self.newest_day(*a));
            one.key.language.cmp(&other.key.language).then(days).then_with(|| one.key.key.cmp(&other.key.key))
        });
        all
    }

    /// The story that an article names.
    pub fn own_story(&self, id: ArticleId) -> Option<ShelfId> {
        self.story_of(self.entry(id)?)
    }

    /// The place of the stories among the taxonomies.
    pub(super) fn stories(&self) -> Option<u8> {
        self.config.taxonomy("stories")
    }

    /// How a story stands; `None` for a shelf that is no story. Closed in one language is closed in all.
    pub fn standing(&self, id: ShelfId) -> Option<Standing> {
        let key = &self.shelf(id).key;
        if key.group != Group::Term(self.stories()?) {
            return None;
        }
        let profiles = [self.profile(key), self.profile_of_others(key)];
        if profiles.into_iter().flatten().any(|profile| profile.closed) {
            return Some(Standing::Closed);
        }
        Some(if self.is_quiet(id, self.last_day) { Standing::Quiet } else { Standing::Open })
    }

    /// The first article of a shelf, and the day of its last.
    pub fn ends(&self, id: ShelfId) -> Option<(ArticleId, Day)> {
        Some((*self.shelf(id).articles.first()?, self.newest_day(id)?))
    }

    fn is_quiet(&self, id: ShelfId, today: Option<Day>) -> bool {
        let after = i32::from(self.config.settings.stories.quiet_after);
        let (Some(today), Some(last)) = (today, self.newest_day(id)) else { return false };
        after > 0 && today.number() - last.number() >= after
    }

    /// The newest article is of another day: touches the stories that fall silent by it, or speak again.
    pub(super) fn quieten(&mut self, account: &mut Account) {
        let newest = self.newest_anywhere();
        let before = std::mem::replace(&mut self.last_day, newest);
        if before == self.last_day {
            return;
        }
        let Some(stories) = self.stories() else { return };
        for language in 0..self.config.languages.len() as u16 {
            let group = Group::Term(stories);
            let moved = self.group(language, group);
            let moved: Vec<ShelfId> =
                moved.filter(|id| self.is_quiet(*id, before) != self.is_quiet(*id, self.last_day)).collect();
            if !moved.is_empty() {
                account.touched.insert(Subject::Group(language, group));
            }
            account.touched.extend(moved.into_iter().map(Subject::Shelf));
        }
    }

    /// All sources of a shelf's articles, with how many of them each stands in: those most often named first.
    pub fn sources_of(&self, id: ShelfId) -> Vec<(ShelfId, usize)> {
        let Some(sources) = self.sources() else { return Vec::new() };
        let mut counts: BTreeMap<ShelfId, usize> = BTreeMap::new();
        for entry in self.shelf(id).articles.iter().filter_map(|article| self.entry(*article)) {
            let mut own: Vec<ShelfId> =
                entry.terms.iter().filter(|(at, _)| *at == sources).map(|(_, shelf)| *shelf).collect();
            own.sort_unstable();
            own.dedup();
            own.into_iter().for_each(|source| *counts.entry(source).or_default() += 1);
        }
        let mut all: Vec<(ShelfId, usize)> = counts.into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| self.shelf(a.0).key.key.cmp(&self.shelf(b.0).key.key)));
        all
    }

    pub(super) fn stamp_ends(&self, id: ShelfId) -> Stamp {
        let ends = self.ends(id).and_then(|(first, last)| Some((self.entry(first)?.stamp, last)));
        Stamp::of(&ends)
    }

    pub(super) fn stamp_sources(&self, id: ShelfId) -> Stamp {
        let sources = self.sources_of(id).into_iter();
        let shown = sources.map(|(id, count)| (&self.shelf(id).name, &self.shelf(id).url, self.has_page(id), count));
        Stamp::of(&shown.collect::<Vec<_>>())
    }
}
