//! The stamp of every answer, and the answers that are derived from cards and shelves.

use std::borrow::Cow;

use super::fact::{ArticleId, Fact, Group, ShelfId};
use super::store::Site;
use crate::article::place::Sort;
use crate::base::date::Day;
use crate::base::language;
use crate::base::stamp::Stamp;

/// How many older and how many newer articles of a shelf stand beside an article.
const THREAD: (usize, usize) = (4, 2);

/// What lies on one side of a page of a shelf.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Beside {
    /// 0 is the shelf's own address.
    pub page: usize,
    /// The oldest and the newest day on it; the first page's move too often to be named.
    pub days: Option<(Day, Day)>,
}

impl Site {
    fn stamp_entity(&self, question: &str) -> Stamp {
        let shown = self.entity_question(question).map(|id| {
            let shelf = self.shelf(id);
            (&shelf.name, &shelf.url)
        });
        Stamp::of(&shown)
    }

    /// The stamp of the present answer to a question about the site; [`Stamp::ABSENT`] when there is none.
    /// Templates and assets are no part of the site: their stamps come from the theme.
    pub fn stamp(&self, fact: Fact) -> Stamp {
        let of_articles = |ids: &[ArticleId]| {
            let stamps: Vec<Stamp> = ids.iter().filter_map(|id| self.entry(*id)).map(|entry| entry.stamp).collect();
            Stamp::of(&stamps)
        };
        match fact {
            Fact::Card(id) => self.entry(id).map_or(Stamp::ABSENT, |entry| entry.stamp),
            Fact::Own(id) => self.entry(id).map_or(Stamp::ABSENT, |entry| entry.card.body_stamp()),
            Fact::Named(id) => Stamp::of(&self.named_in(id)),
            Fact::Mentions(id) => {
                let (total, newest) = self.mentions(id);
                Stamp::of(&(total, of_articles(&newest)))
            }
            Fact::Recent(id) => Stamp::of(&self.is_recent(id)),
            Fact::Related(id) => self.stamp_related(id),
            Fact::Neighbours(id) => {
                let (before, after) = self.neighbours(id);
                Stamp::of(&(self.heading(before), self.heading(after)))
            }
            Fact::Translations(id) => Stamp::of(&self.translations(id)),
            Fact::Open(id) => of_articles(&self.shelf(id).articles[self.cut(id).open()]),
            Fact::Chunk(id, number) => of_articles(&self.shelf(id).articles[self.cut(id).chunk(number as usize)]),
            Fact::Pager(id, page) => Stamp::of(&self.pager(id, page as usize)),
            Fact::Newest(id, count) => {
                let newest: Vec<(u32, Stamp)> = self
                    .newest(id, count as usize)
                    .iter()
                    .map(|id| (id.0, self.entry(*id).map_or(Stamp::ABSENT, |entry| entry.stamp)))
                    .collect();
                Stamp::of(&newest)
            }
            Fact::Whole(id) => of_articles(&self.shelf(id).articles),
            Fact::Count(id) => Stamp::of(&self.shelf(id).articles.len()),
            Fact::Name(id) => {
                let shelf = self.shelf(id);
                Stamp::of(&(&shelf.name, &shelf.url, self.stands(id)))
            }
            Fact::Profile(id) => {
                let key = &self.shelf(id).key;
                let stamp = |profile: Option<&crate::article::profile::Profile>| profile.map(|profile| profile.source);
                Stamp::of(&(stamp(self.profile(key)), stamp(self.profile_of_others(key))))
            }
            Fact::Identity(id) => Stamp::of(&self.identity(id)),
            Fact::Activity(id) => Stamp::of(&(self.activity(id), self.activity_months(id))),
            Fact::Weeks(id) => Stamp::of(&self.weeks(id)),
            Fact::Days(id) => Stamp::of(&self.year_days(id)),
            Fact::Thread(id, article) => {
                let (older, newer) = self.thread(id, article);
                Stamp::of(&(of_articles(&older), of_articles(&newer)))
            }
            Fact::NamedWith(id, taxonomy) => self.stamp_named_with(id, taxonomy),
            Fact::Standing(id) => Stamp::of(&self.standing(id)),
            Fact::Ends(id) => self.stamp_ends(id),
            Fact::Sources(id) => self.stamp_sources(id),
            Fact::Share(_, id) => self.stamp_share(id),
            Fact::Cited(id) => Stamp::of(&self.cited(id)),
            Fact::Ties(id) => Stamp::of(&self.ties(id)),
            Fact::Shelves(language, group) => {
                let shelves: Vec<_> = self
                    .sorted(language, group)
                    .into_iter()
                    .map(|id| {
                        let shelf = self.shelf(id);
                        (&shelf.name, &shelf.key.key, shelf.articles.len(), self.activity(id))
                    })
                    .collect();
                Stamp::of(&shelves)
            }
            Fact::Lately(language, group, limit) => self.stamp_lately(language, group, limit),
            Fact::LastWeeks(_) => Stamp::of(&self.week_days()),
            Fact::Movers(language, group) => self.stamp_movers(language, group),
            Fact::Introduction(language, group) => {
                self.introduction(language, group).map_or(Stamp::ABSENT, |profile| profile.source)
            }
            Fact::Target(text) => Stamp::of(&self.target(&self.texts.get(text))),
            Fact::Entity(text) => self.stamp_entity(&self.texts.get(text)),
            Fact::Media(text) => self
                .media(&self.texts.get(text))
                .map_or(Stamp::ABSENT, |media| Stamp::of(&(media.stamp, media.dimensions))),
            Fact::Copy(_) => Stamp::of("wanted"),
            Fact::Archive => self.stamp_archive(),
            Fact::Archived(high, low) => self.stamp_archived(high, low),
            Fact::Gone(high, low) => self.stamp_gone(high, low),
            Fact::Extents => self.stamp_extents(),
            Fact::Issue(id) => self.stamp_issue(id),
            Fact::Issues(language, series, year) => self.stamp_issues(language, series, year),
            Fact::Corrections(language, page) => self.stamp_corrections(language, page),
            Fact::Comments(id) => Stamp::of(&self.talked(id)),
            Fact::Replies(id) => Stamp::of(&self.replies(id)),
            Fact::Discussion(language) => self.stamp_discussion(language),
            Fact::News => Stamp::of(self.news()),
            Fact::Fresh(id) => Stamp::of(&self.fresh(id)),
            Fact::Lasting(id) => Stamp::of(&self.lasting(id)),
            Fact::Tongues(id) => Stamp::of(&self.tongues(id)),
            Fact::Pages => self.stamp_pages(),
            Fact::Aliases => Stamp::of(&self.aliases()),
            Fact::Shard(language, segment, shard) => Stamp::of(&self.shard(language, segment, shard)),
            Fact::Stretch(id, number) => of_articles(self.stretch(id, number)),
            Fact::Template(_) | Fact::Asset(_) | Fact::Assets => Stamp::ABSENT,
        }
    }

    fn stamp_pages(&self) -> Stamp {
        let pages = self.pages().filter_map(|id| Some((id, &self.entry(id)?.card)));
        let pages = pages.map(|(id, card)| {
            (&card.shown.url, card.listed, card.shown.modified, card.shown.language, self.translations(id))
        });
        Stamp::of(&pages.collect::<Vec<_>>())
    }

    fn stamp_lately(&self, language: u16, group: Group, limit: u16) -> Stamp {
        let lately: Vec<_> = self
            .lately(language, group, limit.into())
            .into_iter()
            .map(|lately| {
                let shelf = self.shelf(lately.shelf);
                (&shelf.name, &shelf.url, lately.count, lately.weeks, lately.last, lately.standing)
            })
            .collect();
        Stamp::of(&lately)
    }

    fn stamp_movers(&self, language: u16, group: Group) -> Stamp {
        let (rising, falling) = self.movers(language, group);
        let shown = rising.into_iter().chain(falling).map(|mover| {
            let shelf = self.shelf(mover.shelf);
            (&shelf.name, &shelf.url, mover.now, mover.before)
        });
        Stamp::of(&shown.collect::<Vec<_>>())
    }

    fn stamp_extents(&self) -> Stamp {
        let extents: Vec<_> = self
            .extents()
            .into_iter()
            .map(|id| (&self.shelf(id).url, self.cut(id).older(), self.newest_day(id), self.elsewhere(id)))
            .collect();
        Stamp::of(&extents)
    }

    fn heading(&self, id: Option<ArticleId>) -> Option<(&str, &str)> {
        let shown = &self.entry(id?)?.card.shown;
        Some((&shown.url, &shown.title))
    }

    /// The articles before and after one in its language's river.
    pub fn neighbours(&self, id: ArticleId) -> (Option<ArticleId>, Option<ArticleId>) {
        let Some(entry) = self.entry(id).filter(|entry| entry.card.sort == Sort::Article) else { return (None, None) };
        let front = entry.shelves.iter().find(|shelf| self.shelf(**shelf).key.group == Group::Front);
        let Some(front) = front else { return (None, None) };
        let at = self.search(*front, &(entry.card.order.seconds, entry.card.path.clone()));
        let articles = &self.shelf(*front).articles;
        (at.checked_sub(1).map(|before| articles[before]), articles.get(at + 1).copied())
    }

    /// The newest articles of a shelf, the newest first.
    pub fn newest(&self, id: ShelfId, count: usize) -> Vec<ArticleId> {
        self.shelf(id).articles.iter().rev().take(count).copied().collect()
    }

    /// What lies before and after a page of a shelf: (older, newer).
    pub fn pager(&self, id: ShelfId, page: usize) -> (Option<Beside>, Option<Beside>) {
        let older = self.cut(id).older();
        let beside = |number: usize| Beside { page: number, days: self.chunk_days(id, number) };
        match page {
            0 => ((older > 0).then(|| beside(older)), None),
            page if page < older => ((page > 1).then(|| beside(page - 1)), Some(beside(page + 1))),
            page => ((page > 1).then(|| beside(page - 1)), Some(Beside { page: 0, days: None })),
        }
    }

    fn chunk_days(&self, id: ShelfId, number: usize) -> Option<(Day, Day)> {
        let articles = &self.shelf(id).articles[self.cut(id).chunk(number)];
        Some((self.day(*articles.first()?)?, self.day(*articles.last()?)?))
    }

    pub fn day(&self, id: ArticleId) -> Option<Day> {
        Some(self.entry(id)?.day)
    }

    pub fn newest_day(&self, id: ShelfId) -> Option<Day> {
        self.day(*self.shelf(id).articles.last()?)
    }

    /// The articles just before and just after one in a shelf, the nearest first. Both are few, and what is older than an
    /// article never moves for a new one: only the last of a story have another neighbour then.
    pub fn thread(&self, id: ShelfId, article: ArticleId) -> (Vec<ArticleId>, Vec<ArticleId>) {
        let Some(entry) = self.entry(article) else { return (Vec::new(), Vec::new()) };
        let at = self.search(id, &(entry.card.order.seconds, entry.card.path.clone()));
        let (older, newer) = self.shelf(id).articles.split_at(at);
        let newer = newer.iter().filter(|other| **other != article);
        (older.iter().rev().take(THREAD.0).copied().collect(), newer.take(THREAD.1).copied().collect())
    }

    /// The shelves of a group in the order of the language's alphabet; years and months the newest first.
    pub fn sorted(&self, language: u16, group: Group) -> Vec<ShelfId> {
        let mut ids: Vec<ShelfId> = self.group(language, group).collect();
        match group {
            Group::Year | Group::Month | Group::Digest(_) => {
                ids.sort_by(|a, b| self.shelf(*b).key.key.cmp(&self.shelf(*a).key.key));
            }
            _ => {
                let tag = self.config.languages.get(language as usize).map_or("en", |language| &language.tag);
                ids.sort_by(|a, b| {
                    let (a, b) = (self.shelf(*a), self.shelf(*b));
                    language::compare(&a.name, &b.name, tag).then_with(|| a.key.key.cmp(&b.key.key))
                });
            }
        }
        ids
    }

    /// Every address that leads elsewhere, and where, sorted.
    pub fn aliases(&self) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
        let entries = self.articles.iter().flatten();
        let mut aliases: Vec<(Cow<'_, str>, Cow<'_, str>)> = entries
            .flat_map(|entry| {
                entry.card.aliases.iter().map(|alias| (alias.as_str().into(), entry.card.shown.url.as_str().into()))
            })
            .collect();
        aliases.extend(self.moved());
        aliases.sort_unstable();
        aliases
    }

    /// An entity's question as it is interned: language, taxonomy (or a hyphen) and name.
    pub fn entity_question(&self, question: &str) -> Option<ShelfId> {
        let mut parts = question.splitn(3, ':');
        let language = parts.next()?.parse().ok()?;
        let taxonomy = parts.next()?.parse().ok();
        self.entity(language, taxonomy, parts.next()?)
    }
}

/// Months since year 0, so that months can be subtracted.
pub(super) fn months(day: Day) -> i32 {
    i32::from(day.year) * 12 + i32::from(day.month) - 1
}
