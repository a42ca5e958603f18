//! What sitemaps ask of the whole site: the articles of the last two days, when shelves changed, and what is the same in
//! other languages.

use std::collections::BTreeSet;

use super::fact::{ArticleId, Group, ShelfId, Subject};
use super::shelf::ShelfKey;
use super::store::Site;
use crate::base::date::{Day, Moment};
use crate::base::stamp::Stamp;

/// So long an article is news, in seconds: two days, as those who read sitemaps of news have it.
const NEWS: i64 = 2 * 24 * 60 * 60;

/// So many articles a sitemap of news may name.
const MOST_NEWS: usize = 1000;

/// A shelf's pages, as a sitemap lists them.
pub struct Extent<'a> {
    pub url: &'a str,
    pub language: u16,
    /// How many older pages it has.
    pub older: usize,
    /// The day of its newest article.
    pub newest: Option<Day>,
    /// Languages and addresses of the same shelf in other languages.
    pub elsewhere: Vec<(u16, &'a str)>,
}

impl Site {
    /// The articles of the last two days, the newest first, as the last patch found them.
    pub fn news(&self) -> &[(ArticleId, Stamp)] {
        &self.news
    }

    /// Finds the news anew, by what there is and what time it is. Returns what that touches.
    pub(super) fn look_at_news(&mut self) -> BTreeSet<Subject> {
        let news = self.find_news();
        let mut touched = BTreeSet::new();
        if news == self.news {
            return touched;
        }
        touched.insert(Subject::News);
        if news.is_empty() != self.news.is_empty() {
            // The file comes or goes, and links may lead to it.
            touched.insert(Subject::Meaning);
        }
        let before: BTreeSet<ArticleId> = self.news.iter().map(|(id, _)| *id).collect();
        let after: BTreeSet<ArticleId> = news.iter().map(|(id, _)| *id).collect();
        // What is no news any more is listed with the other articles of its year.
        for entry in before.symmetric_difference(&after).filter_map(|id| self.entry(*id)) {
            let years = entry.shelves.iter().filter(|shelf| self.shelf(**shelf).key.group == Group::Year);
            touched.extend(years.map(|year| Subject::Shelf(*year)));
        }
        self.news = news;
        touched
    }

    fn find_news(&self) -> Vec<(ArticleId, Stamp)> {
        if !self.wants("news_sitemap") || self.config.base_url.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(i64, &str, ArticleId)> = Vec::new();
        for front in (0..self.config.languages.len() as u16).filter_map(|language| self.front(language)) {
            let newest_first = self.shelf(front).articles.iter().rev().filter_map(|id| Some((*id, self.entry(*id)?)));
            let recent = newest_first.take_while(|(_, entry)| self.is_news(entry.card.order));
            // What another page is the original of, and what somebody pays for, is no news of this site's.
            let own = recent.filter(|(_, entry)| entry.card.listed && entry.card.shown.sponsored.is_none());
            let placed = own.map(|(id, entry)| (entry.card.order.seconds, entry.card.path.as_str(), id));
            found.extend(placed.take(MOST_NEWS));
        }
        found.sort_by_key(|(seconds, path, _)| (std::cmp::Reverse(*seconds), *path));
        found.truncate(MOST_NEWS);
        let stamped = found.into_iter().filter_map(|(seconds, _, id)| {
            let entry = self.entry(id)?;
            Some((id, Stamp::of(&(entry.stamp, seconds, self.translations(id)))))
        });
        stamped.collect()
    }

    fn is_news(&self, published: Moment) -> bool {
        published.seconds > self.now.seconds - NEWS
    }

    /// The next instant at which an article is no news any more.
    pub(super) fn next_old_news(&self) -> Option<Moment> {
        let published = self.news.iter().filter_map(|(id, _)| Some(self.entry(*id)?.card.order));
        let over = published.map(|order| Moment { seconds: order.seconds + NEWS, ..order });
        over.filter(|over| over.seconds > self.now.seconds).min()
    }

    /// Which articles of a shelf stand in the sitemap of news, sorted.
    pub fn fresh(&self, id: ShelfId) -> Vec<ArticleId> {
        let of_shelf = |entry: &super::entry::Entry| entry.shelves.binary_search(&id).is_ok();
        let fresh = self.news.iter().map(|(id, _)| *id).filter(|id| self.entry(*id).is_some_and(of_shelf));
        let mut fresh: Vec<ArticleId> = fresh.collect();
        fresh.sort();
        fresh
    }

    /// How many articles of a shelf a sitemap of it lists (those that are no news, and that search engines may list), and
    /// when one of them changed last.
    pub fn lasting(&self, id: ShelfId) -> (usize, Option<Moment>) {
        let fresh = self.fresh(id);
        let articles = self.shelf(id).articles.iter().filter(|id| fresh.binary_search(id).is_err());
        let listed = articles.filter_map(|id| self.entry(*id)).filter(|entry| entry.card.listed);
        let changes = listed.map(|entry| entry.card.shown.modified.unwrap_or(entry.card.order).max(entry.card.order));
        changes.fold((0, None), |(count, latest), change| (count + 1, latest.max(Some(change))))
    }

    /// The articles of a shelf that have translations, with these.
    pub fn tongues(&self, id: ShelfId) -> Vec<(ArticleId, Vec<(u16, &str)>)> {
        if self.config.languages.len() < 2 {
            return Vec::new();
        }
        let articles = self.shelf(id).articles.iter().map(|id| (*id, self.translations(*id)));
        articles.filter(|(_, translations)| !translations.is_empty()).collect()
    }

    /// Every shelf that has pages, by address.
    pub(super) fn extents(&self) -> Vec<ShelfId> {
        let shelves = self.groups().flat_map(|(language, group)| self.group(language, group));
        let mut shelves: Vec<ShelfId> = shelves.filter(|id| self.has_page(*id)).collect();
        shelves.sort_by_key(|id| &self.shelf(*id).url);
        shelves
    }

    /// Languages and addresses of the same shelf in other languages, where it has a page.
    pub fn elsewhere(&self, id: ShelfId) -> Vec<(u16, &str)> {
        let key = &self.shelf(id).key;
        let others = (0..self.config.languages.len() as u16).filter(|language| *language != key.language);
        let others = others.filter_map(|language| {
            let id = self.find_shelf(&ShelfKey { language, group: key.group, key: key.key.clone() })?;
            self.has_page(id).then(|| (language, self.shelf(id).url.as_str()))
        });
        others.collect()
    }
}
