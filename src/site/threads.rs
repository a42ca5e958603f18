//! What readers say below articles: who answers whom, in which order, and how many they are.
//!
//! Comments are kept by the path of their thread, whether there is an article of it or not: those of a held article are held
//! because nothing asks for them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::account::Account;
use super::entry::Entry;
use super::fact::{ArticleId, Subject};
use super::store::Site;
use crate::article::card::Talk;
use crate::article::comment::{CommentCard, files_of, thread_key, thread_of};
use crate::article::place::Sort;
use crate::base::date::Moment;
use crate::base::slug::slugify;
use crate::base::stamp::Stamp;
use crate::config::settings::comments::CommentProvider;

/// A day in seconds.
const DAY: i64 = 24 * 60 * 60;

/// All comments, by thread and by file.
#[derive(Default)]
pub struct Threads {
    by_key: BTreeMap<String, BTreeMap<String, Arc<CommentCard>>>,
    /// The articles that readers may still write below, where that ends by itself.
    open: BTreeSet<ArticleId>,
    /// Whether any comment came, went or changed since somebody looked.
    moved: bool,
}

/// A comment in its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Placed<'a> {
    pub card: &'a CommentCard,
    /// Its id on the page.
    pub anchor: String,
    /// How many stand above it; 0 for one that answers the article.
    pub depth: usize,
    /// The place in the thread of the one that it answers.
    pub parent: Option<usize>,
}

/// What is wrong with a comment's place in its thread.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misplaced {
    /// It answers one that there is not.
    NoParent,
    /// It answers itself, by way of others or not.
    Cycle,
    /// Another has its id.
    Double,
}

/// What an article's readers see below it.
#[derive(PartialEq, Eq, Hash)]
pub struct Talked<'a> {
    /// Those of readers in order: each below the one that it answers.
    pub thread: Vec<Placed<'a>>,
    /// Notices that pages elsewhere link here, by date.
    pub pings: Vec<Placed<'a>>,
    /// Whether readers may write.
    pub is_open: bool,
}

impl Site {
    /// Takes in comments that came, changed or went.
    pub(super) fn patch_comments(&mut self, comments: Vec<(String, Option<CommentCard>)>, account: &mut Account) {
        for (path, card) in comments {
            let Some(key) = thread_of(&path).map(str::to_string) else { continue };
            let thread = self.threads.by_key.entry(key.clone()).or_default();
            let counted = |thread: &BTreeMap<String, Arc<CommentCard>>| thread.values().any(|card| card.is_said());
            let had_any = counted(thread);
            let before = match card {
                Some(card) => thread.insert(path, Arc::new(card)),
                None => thread.remove(&path),
            };
            drop(before);
            let has_any = counted(thread);
            if thread.is_empty() {
                self.threads.by_key.remove(&key);
            }
            self.threads.moved = true;
            let ids: Vec<ArticleId> =
                files_of(&key).iter().filter_map(|file| self.by_path.get(file.as_str()).copied()).collect();
            for id in ids {
                account.touched.insert(Subject::Article(id));
                if let Some(entry) = self.entry(id) {
                    account.touched.insert(Subject::Discussion(entry.card.shown.language));
                }
                // A feed of comments comes or goes, and links may lead to it.
                if had_any != has_any {
                    account.touched.insert(Subject::Meaning);
                }
            }
        }
    }

    /// An article comes, goes or changes: what is said below it does too.
    pub(super) fn touch_thread(&self, entry: &Entry, account: &mut Account) {
        let is_discussed = |key: String| self.threads.by_key.contains_key(&key);
        if !self.threads.by_key.is_empty() && thread_key(&entry.card.path).is_some_and(is_discussed) {
            account.touched.insert(Subject::Discussion(entry.card.shown.language));
        }
    }

    /// Whether any comment moved since this was last asked.
    pub fn take_threads_moved(&mut self) -> bool {
        std::mem::take(&mut self.threads.moved)
    }

    /// Finds the articles whose time for comments has come to its end. Returns what that touches.
    pub(super) fn look_at_open(&mut self) -> BTreeSet<Subject> {
        let Some(days) = self.config.settings.comments.closed_after else { return BTreeSet::new() };
        let since = self.now.seconds - i64::from(days) * DAY;
        let mut open = BTreeSet::new();
        for front in (0..self.config.languages.len() as u16).filter_map(|language| self.front(language)) {
            let newest_first = self.shelf(front).articles.iter().rev().filter_map(|id| Some((*id, self.entry(*id)?)));
            open.extend(newest_first.take_while(|(_, entry)| entry.card.order.seconds > since).map(|(id, _)| id));
        }
        let touched = open.symmetric_difference(&self.threads.open).map(|id| Subject::Article(*id)).collect();
        self.threads.open = open;
        touched
    }

    /// The next instant at which an article's time for comments ends.
    pub(super) fn next_closing(&self) -> Option<Moment> {
        let days = self.config.settings.comments.closed_after?;
        let orders = self.threads.open.iter().filter_map(|id| Some(self.entry(*id)?.card.order));
        let ends = orders.map(|order| Moment { seconds: order.seconds + i64::from(days) * DAY, ..order });
        ends.filter(|end| end.seconds > self.now.seconds).min()
    }

    pub(super) fn saved_threads(&self) -> (Vec<Arc<CommentCard>>, Vec<ArticleId>) {
        let cards = self.threads.by_key.values().flat_map(|thread| thread.values().cloned()).collect();
        (cards, self.threads.open.iter().copied().collect())
    }

    pub(super) fn restore_threads(&mut self, (cards, open): (Vec<Arc<CommentCard>>, Vec<ArticleId>)) {
        for card in cards {
            if let Some(key) = thread_of(&card.path) {
                self.threads.by_key.entry(key.to_string()).or_default().insert(card.path.clone(), card);
            }
        }
        self.threads.open = open.into_iter().collect();
    }

    // What follows only reads.

    /// The comments of all threads, pending ones too: by thread, and by file within it.
    pub fn all_comments(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = &CommentCard>)> {
        self.threads.by_key.iter().map(|(key, thread)| (key.as_str(), thread.values().map(|card| &**card)))
    }

    /// Whether anything stands below an article at all.
    pub fn is_talked_about(&self, entry: &Entry) -> bool {
        self.config.settings.comments.provider != CommentProvider::None
            && entry.card.talk != Talk::Off
            && entry.card.sort != Sort::Edition
    }

    /// What readers see below an article; `None` where they see nothing.
    pub fn talked(&self, id: ArticleId) -> Option<Talked<'_>> {
        let entry = self.entry(id).filter(|entry| self.is_talked_about(entry))?;
        let (thread, pings) = order(self.public(entry));
        Some(Talked { thread, pings, is_open: self.is_open(id, entry) })
    }

    fn is_open(&self, id: ArticleId, entry: &Entry) -> bool {
        let ends = self.config.settings.comments.closed_after.is_some() && entry.card.sort == Sort::Article;
        entry.card.talk == Talk::Open && (!ends || self.threads.open.contains(&id))
    }

    /// The comments of an article that readers see, by file.
    fn public(&self, entry: &Entry) -> impl Iterator<Item = &CommentCard> {
        let thread = thread_key(&entry.card.path).and_then(|key| self.threads.by_key.get(&key));
        thread.into_iter().flat_map(|thread| thread.values().map(|card| &**card)).filter(|card| card.is_public())
    }

    /// How many readers' comments stand below an article, and when the last one was written.
    pub fn replies(&self, id: ArticleId) -> (usize, Option<Moment>) {
        let Some(entry) = self.entry(id).filter(|entry| self.is_talked_about(entry)) else { return (0, None) };
        let said = self.public(entry).filter(|card| card.is_said());
        said.fold((0, None), |(count, last), card| (count + 1, last.max(card.date)))
    }

    /// Whether there is a feed of an article's comments.
    pub fn has_comment_feed(&self, id: ArticleId) -> bool {
        self.wants("comments") && self.replies(id).0 > 0
    }

    /// The newest comments of a language's articles and pages, so many, the newest first.
    pub fn discussion(&self, language: u16, limit: usize) -> Vec<(ArticleId, Placed<'_>)> {
        let mut all: Vec<(i64, &str, ArticleId)> = Vec::new();
        for (key, thread) in &self.threads.by_key {
            let ids = files_of(key).into_iter().filter_map(|file| self.article_at(&file));
            for (id, entry) in ids.filter_map(|id| Some((id, self.entry(id)?))) {
                if entry.card.shown.language == language && self.is_talked_about(entry) {
                    let said = thread.values().filter(|card| card.is_said());
                    all.extend(said.map(|card| (seconds(card), card.path.as_str(), id)));
                }
            }
        }
        all.sort_by(|a, b| (b.0, a.1, a.2).cmp(&(a.0, b.1, b.2)));
        all.truncate(limit);
        let mut threads: BTreeMap<ArticleId, Vec<Placed<'_>>> = BTreeMap::new();
        let found = all.into_iter().filter_map(|(_, path, id)| {
            let thread =
                threads.entry(id).or_insert_with(|| self.talked(id).map(|talked| talked.thread).unwrap_or_default());
            Some((id, thread.iter().find(|placed| placed.card.path == path)?.clone()))
        });
        found.collect()
    }

    pub fn has_discussion(&self, language: u16) -> bool {
        self.wants("comments") && !self.discussion(language, 1).is_empty()
    }

    pub(super) fn stamp_discussion(&self, language: u16) -> Stamp {
        let newest = self.discussion(language, self.config.settings.feeds.limit);
        Stamp::of(&newest.iter().map(|(id, placed)| (id.0, placed)).collect::<Vec<_>>())
    }

    /// Whether a feed of comments stands at an address.
    pub(super) fn is_comment_feed(&self, address: &str) -> bool {
        let Some(page) = address.strip_suffix(FEED) else { return false };
        let (language, rest) = self.split_prefix(page.trim_end_matches('/'));
        (rest.is_empty() && page.ends_with('/') && self.has_discussion(language))
            || self.article_by_url(page.trim_end_matches('.')).is_some_and(|id| self.has_comment_feed(id))
    }
}

/// The file of a feed of comments.
const FEED: &str = "comments.xml";

/// The address of the feed of comments of a page.
pub fn feed_of(page: &str) -> String {
    if page.ends_with('/') { format!("{page}{FEED}") } else { format!("{page}.{FEED}") }
}

fn seconds(card: &CommentCard) -> i64 {
    card.date.map_or(0, |date| date.seconds)
}

/// Orders the comments of a thread: by date, each below the one that it answers. What answers nothing that is shown stands
/// at the top, and so does the first of those that answer each other in a circle. Notices from elsewhere stand apart.
pub fn order<'a>(cards: impl Iterator<Item = &'a CommentCard>) -> (Vec<Placed<'a>>, Vec<Placed<'a>>) {
    let mut cards: Vec<&CommentCard> = cards.collect();
    let anchors = anchors(&cards);
    cards.sort_by(|a, b| (seconds(a), &a.path).cmp(&(seconds(b), &b.path)));
    let placed = |card: &'a CommentCard, depth, parent| Placed {
        card,
        anchor: anchors.get(card.path.as_str()).cloned().unwrap_or_default(),
        depth,
        parent,
    };
    let (said, pings): (Vec<&CommentCard>, Vec<&CommentCard>) = cards.iter().partition(|card| card.is_said());
    let parents = parents(&said);
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); said.len()];
    let mut tops = Vec::new();
    for (at, parent) in parents.iter().enumerate() {
        match parent {
            Some(parent) => children[*parent].push(at),
            None => tops.push(at),
        }
    }
    // Without recursion, for a thread may be as deep as somebody likes.
    let mut thread = Vec::with_capacity(said.len());
    let mut stack: Vec<(usize, usize, Option<usize>)> = tops.into_iter().rev().map(|at| (at, 0, None)).collect();
    while let Some((at, depth, parent)) = stack.pop() {
        let place = thread.len();
        thread.push(placed(said[at], depth, parent));
        stack.extend(children[at].iter().rev().map(|child| (*child, depth + 1, Some(place))));
    }
    (thread, pings.into_iter().map(|card| placed(card, 0, None)).collect())
}

/// The place of the comment that each answers, with circles broken at their first.
fn parents(said: &[&CommentCard]) -> Vec<Option<usize>> {
    let by_id = by_id(said);
    let wanted = said.iter().map(|card| by_id.get(card.reply_to.as_deref()?).copied());
    let mut parents: Vec<Option<usize>> = wanted.collect();
    for at in circles(&parents) {
        parents[at] = None;
    }
    parents
}

/// The first comment of each id, by path.
fn by_id<'a>(said: &[&'a CommentCard]) -> FxHashMap<&'a str, usize> {
    let mut by_id: FxHashMap<&str, usize> = FxHashMap::default();
    for (at, card) in said.iter().enumerate() {
        let first = by_id.entry(card.id.as_str()).or_insert(at);
        if said[*first].path > card.path {
            *first = at;
        }
    }
    by_id
}

/// The first of each circle of those that lead to each other.
fn circles(parents: &[Option<usize>]) -> Vec<usize> {
    // 0 was not looked at, else the number of the walk that came by.
    let mut walks = vec![0; parents.len()];
    let mut found = Vec::new();
    for start in 0..parents.len() {
        let walk = start + 1;
        let mut at = Some(start);
        while let Some(here) = at.filter(|here| walks[*here] == 0) {
            walks[here] = walk;
            at = parents[here];
        }
        // The walk came back to itself: the earliest of the circle becomes the top of the others.
        if let Some(here) = at.filter(|here| walks[*here] == walk) {
            let mut first = here;
            let mut next = parents[here];
            while let Some(other) = next.filter(|other| *other != here) {
                first = first.min(other);
                next = parents[other];
            }
            found.push(first);
        }
    }
    found
}

/// The id on the page of each comment, by file. Of two that would have the same, the later file's gets a number.
fn anchors<'a>(cards: &[&'a CommentCard]) -> FxHashMap<&'a str, String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut anchors = FxHashMap::default();
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    for card in cards {
        let base = match slugify(&card.id) {
            empty if empty.is_empty() => "comment".to_string(),
            slug => format!("comment-{slug}"),
        };
        let mut anchor = base.clone();
        while !taken.insert(anchor.clone()) {
            let number = numbers.entry(base.clone()).or_insert(1);
            *number += 1;
            anchor = format!("{base}-{number}");
        }
        anchors.insert(card.path.as_str(), anchor);
    }
    anchors
}

/// What is wrong with the places of a thread's comments, by file. One that waits for approval may be answered.
pub fn misplaced<'a>(cards: impl Iterator<Item = &'a CommentCard>) -> Vec<(&'a CommentCard, Misplaced)> {
    let mut cards: Vec<&CommentCard> = cards.collect();
    cards.sort_by(|a, b| (seconds(a), &a.path).cmp(&(seconds(b), &b.path)));
    let by_id = by_id(&cards);
    let mut found = Vec::new();
    let mut parents = Vec::with_capacity(cards.len());
    for (at, card) in cards.iter().enumerate() {
        if by_id.get(card.id.as_str()) != Some(&at) {
            found.push((*card, Misplaced::Double));
        }
        let parent = card.reply_to.as_deref().map(|id| by_id.get(id).copied());
        if parent == Some(None) {
            found.push((*card, Misplaced::NoParent));
        }
        parents.push(parent.flatten());
    }
    found.extend(circles(&parents).into_iter().map(|at| (cards[at], Misplaced::Cycle)));
    found.sort_by(|a, b| a.0.path.cmp(&b.0.path));
    found
}
