//! How the site takes in what changed: each card goes where it belongs, and what that touches is written down.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::account::Account;
use super::calendar::{WEEKS, week};
use super::entry::Entry;
use super::fact::{ArticleId, Group, ShelfId, Subject};
use super::held::reason;
use super::media::Media;
use super::places::Places;
use super::questions::months;
use super::shelf::Shelf;
use super::store::Site;
use crate::article::card::Card;
use crate::article::comment::CommentCard;
use crate::article::place::Sort;
use crate::article::profile::Profile;
use crate::base::date::Moment;
use crate::base::stamp::Stamp;

/// What an update brings to the site.
#[derive(Default)]
pub struct Change {
    pub cards: Vec<Arc<Card>>,
    pub profiles: Vec<Profile>,
    /// Files that are published as they are, by path; `None` for one that is gone.
    pub media: Vec<(String, Option<Media>)>,
    /// Comments by file; `None` for one that is gone or cannot be read.
    pub comments: Vec<(String, Option<CommentCard>)>,
    /// Files of the content folder that are gone, or no longer are what they were.
    pub gone: Vec<String>,
}

impl Change {
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
            && self.profiles.is_empty()
            && self.media.is_empty()
            && self.comments.is_empty()
            && self.gone.is_empty()
    }
}

impl Site {
    /// Takes in a change and the present instant; returns what was touched, so that only this is asked and planned again.
    pub fn patch(&mut self, change: Change, now: Moment) -> BTreeSet<Subject> {
        self.now = now;
        self.answered.forget();
        self.rivers.forget();
        let mut account = Account::default();
        self.patch_profiles(change.profiles, &change.gone, &mut account);
        for path in &change.gone {
            self.take_away(path, &mut account);
        }
        let mut cards = change.cards;
        self.add_turned(&mut cards);
        // From the oldest to the newest, so that a fresh site is built by appending.
        cards.par_sort_by(|a, b| (a.order.seconds, &a.path).cmp(&(b.order.seconds, &b.path)));
        let places: Vec<Places> = cards.par_iter().map(|card| self.places(card)).collect();
        self.make_room(cards.len(), 0);
        for (card, places) in cards.into_iter().zip(places) {
            self.put(card, places, &mut account);
        }
        self.patch_media(change.media, &mut account);
        self.patch_comments(change.comments, &mut account);
        let mut touched = self.settle(account);
        touched.extend(self.look_at_news());
        touched.extend(self.look_at_issues());
        touched.extend(self.look_at_open());
        touched
    }

    /// Files are placed after the articles, since a bundle's pictures stand beside its page, wherever that is.
    pub(super) fn patch_media(&mut self, media: Vec<(String, Option<Media>)>, account: &mut Account) {
        let mut moved: BTreeSet<String> = media.iter().map(|(path, _)| path.clone()).collect();
        for folder in std::mem::take(&mut account.bundles) {
            let below = self.files.range(folder.clone()..).take_while(|(path, _)| path.starts_with(&folder));
            moved.extend(below.map(|(path, _)| path.clone()));
        }
        if !moved.is_empty() {
            self.near.forget();
        }
        let mut changed: BTreeMap<String, Option<Media>> = media.into_iter().collect();
        for path in moved {
            let before = self.files.remove(&path);
            let now = match changed.remove(&path) {
                Some(changed) => changed,
                None => before.as_ref().map(|(media, _)| media.clone()),
            };
            let old = before.and_then(|(_, address)| address);
            let new = now.as_ref().and_then(|media| media.address(self));
            if old != new {
                account.touched.insert(Subject::Meaning);
                if old.iter().chain(&new).any(|address| address.rfind('/') == Some(0)) {
                    // Icons and the manifest yield to files of the site's own at their addresses.
                    account.touched.insert(Subject::Site);
                }
                if let Some(old) = &old {
                    if let Some(claims) = self.media.get_mut(old) {
                        claims.remove(&path);
                        if claims.is_empty() {
                            self.media.remove(old);
                        }
                    }
                    account.touched.insert(Subject::Media(self.texts.id(old)));
                }
            }
            if let Some(new) = &new {
                self.media.entry(new.clone()).or_default().insert(path.clone());
                account.touched.insert(Subject::Media(self.texts.id(new)));
            }
            if let Some(media) = now {
                self.files.insert(path, (media, new));
            }
        }
    }

    /// Articles that time alone brings out or takes away, beside those that an update brings anyway.
    fn add_turned(&mut self, cards: &mut Vec<Arc<Card>>) {
        let (due, expired) = (self.held.due(self.now, self.reveal), self.expired());
        if due.is_empty() && expired.is_empty() {
            return;
        }
        let named: BTreeSet<String> = cards.iter().map(|card| card.path.clone()).collect();
        let is_other = |path: &&String| !named.contains(*path);
        for path in due.iter().filter(is_other) {
            cards.extend(self.held.release(path));
        }
        for path in expired.iter().filter(is_other) {
            let entry = self.by_path.get(path.as_str()).and_then(|id| self.articles[id.0 as usize].as_ref());
            cards.extend(entry.map(|entry| entry.card.clone()));
        }
    }

    fn expired(&self) -> Vec<String> {
        let entries = self.articles.iter().flatten();
        let over = entries.filter(|entry| entry.card.hold != Default::default());
        over.filter(|entry| reason(&entry.card, self.now, self.reveal).is_some())
            .map(|entry| entry.card.path.clone())
            .collect()
    }

    /// The file is gone: the article is neither published nor held any more.
    fn take_away(&mut self, path: &str, account: &mut Account) {
        account.bundles.extend(bundle(path));
        if self.held.release(path).is_some() {
            account.touched.insert(Subject::Meaning);
        }
        if let Some(id) = self.by_path.get(path).copied() {
            self.take_out(id, account);
        }
    }

    /// Takes an article off its shelves. Its id stays its own, should it come back.
    fn take_out(&mut self, id: ArticleId, account: &mut Account) {
        let Some(entry) = self.articles[id.0 as usize].clone() else { return };
        account.touched.insert(Subject::Article(id));
        account.touched.insert(Subject::Meaning);
        account.restamp.remove(&id);
        self.touch_thread(&entry, account);
        let place = (entry.card.order.seconds, entry.card.path.clone());
        for shelf in &entry.shelves {
            let at = self.search(*shelf, &place);
            account.note_place(&self.shelves[shelf.0 as usize], at);
            let articles = &mut self.shelves[shelf.0 as usize].articles;
            if articles.get(at) == Some(&id) {
                articles.remove(at);
            }
            account.members.insert(*shelf);
            self.touch_around(*shelf, at, account);
            self.touch_later(*shelf, at, account);
        }
        self.leave_mentions(id, &entry, account);
        self.note_corrections(id, &entry.card, false, account);
        self.originals_moved |= !entry.card.originals.is_empty();
        if let Some(claims) = self.by_url.get_mut(&entry.card.shown.url) {
            claims.retain(|claim| *claim != id);
        }
        self.articles[id.0 as usize] = None;
        if entry.card.sort == Sort::Page {
            self.pages.remove(&entry.card.path);
            account.touched.insert(Subject::Site);
        }
        if let Some(shelf) = self.edition_shelf(&entry.card) {
            self.note_edition(shelf, id, false);
        }
        self.leave_translations(&entry.card.translation, id, account);
    }

    /// Puts a card where it belongs.
    pub(super) fn put(&mut self, card: Arc<Card>, places: Places, account: &mut Account) {
        if reason(&card, self.now, self.reveal).is_some() {
            self.take_away(&card.path.clone(), account);
            account.touched.insert(Subject::Meaning);
            self.held.hold(card);
            return;
        }
        self.held.release(&card.path);
        let id = self.article_id(&card.path);
        self.put_at(id, card, places, account);
    }

    /// Puts back what a ledger has kept, under the number that it had.
    pub(super) fn put_again(&mut self, id: ArticleId, card: Arc<Card>, places: Places, account: &mut Account) {
        let is_known = self.paths.get(id.0 as usize).is_some_and(|path| **path == *card.path);
        let id = if is_known { id } else { self.article_id(&card.path) };
        self.put_at(id, card, places, account);
    }

    fn put_at(&mut self, id: ArticleId, card: Arc<Card>, places: Places, account: &mut Account) {
        let day = places.day;
        let (terms, section, shelves) = self.shelves_of(&card, places);
        let mentions = self.mentioned(&card, &terms);
        let stays = self.articles[id.0 as usize].as_ref().is_some_and(|entry| {
            entry.shelves == shelves
                && entry.card.order.seconds == card.order.seconds
                && entry.card.shown.url == card.shown.url
                && entry.card.translation == card.translation
                && entry.card.edition.as_ref().map(|own| (own.series, &own.key))
                    == card.edition.as_ref().map(|own| (own.series, &own.key))
        });
        let stamp = match &self.articles[id.0 as usize] {
            Some(entry) if stays => {
                if entry.card.anchors != card.anchors {
                    account.touched.insert(Subject::Meaning);
                }
                if entry.card.words != card.words {
                    account.reworded.insert(id);
                    self.touch_later_than(id, account);
                }
                if entry.card.shown.sponsored.is_some() != card.shown.sponsored.is_some() {
                    self.touch_later_than(id, account);
                }
                if entry.card.listed != card.listed
                    || entry.card.shown.modified != card.shown.modified
                    || entry.card.aliases != card.aliases
                {
                    account.touched.insert(Subject::Site);
                }
                if entry.card.edition != card.edition {
                    let series = card.edition.iter().map(|own| Group::Digest(own.series));
                    account.touched.extend(series.map(|group| Subject::Group(card.shown.language, group)));
                }
                if entry.card.roles != card.roles {
                    account.touched.extend(terms.iter().map(|(_, id)| Subject::Shelf(*id)));
                }
                if entry.card.names != card.names || entry.card.shown.section != card.shown.section {
                    // The same shelves by another spelling: theirs may be the one that is shown.
                    account.members.extend(&shelves);
                    account.members.extend(terms.iter().map(|(_, id)| *id));
                }
                entry.stamp
            }
            _ => Stamp::ABSENT,
        };
        if !stays {
            account.bundles.extend(bundle(&card.path));
            self.take_out(id, account);
        } else if let Some(entry) = self.articles[id.0 as usize].clone().filter(|entry| entry.mentions != mentions) {
            self.leave_mentions(id, &entry, account);
        }
        let before = self.articles[id.0 as usize].as_ref().map(|entry| entry.card.clone());
        self.originals_moved |= match &before {
            Some(before) => before.originals != card.originals,
            None => !card.originals.is_empty(),
        };
        if before.as_ref().is_none_or(|before| before.corrections != card.corrections) {
            if let Some(before) = before {
                self.note_corrections(id, &before, false, account);
            }
            self.note_corrections(id, &card, true, account);
        }
        account.touched.insert(Subject::Article(id));
        account.restamp.insert(id);
        let (order, path, url) = (card.order.seconds, card.path.clone(), card.shown.url.clone());
        let (is_page, translation) = (card.sort == Sort::Page, card.translation.clone());
        let edition = self.edition_shelf(&card);
        let place = (order, path.clone());
        self.join_mentions(id, &mentions, &place, account);
        let entry = Entry { card, day, terms, section, shelves: shelves.clone(), mentions, stamp };
        self.touch_thread(&entry, account);
        self.articles[id.0 as usize] = Some(entry);
        if stays {
            return;
        }
        for shelf in shelves {
            let at = self.search(shelf, &place);
            account.note_place(&self.shelves[shelf.0 as usize], at);
            self.shelves[shelf.0 as usize].articles.insert(at, id);
            account.members.insert(shelf);
            self.touch_around(shelf, at, account);
            self.touch_later(shelf, at + 1, account);
        }
        self.by_url.entry(url).or_default().push(id);
        if is_page {
            self.pages.insert(path, id);
            account.touched.insert(Subject::Site);
        }
        if let Some(shelf) = edition {
            self.note_edition(shelf, id, true);
        }
        account.touched.insert(Subject::Meaning);
        self.join_translations(translation, id, account);
    }

    /// Before and after an article in the river, the neighbours' links moved.
    fn touch_around(&self, shelf: ShelfId, at: usize, account: &mut Account) {
        let shelf = &self.shelves[shelf.0 as usize];
        if shelf.key.group == Group::Front {
            let around = at.saturating_sub(1)..(at + 2).min(shelf.articles.len());
            account.touched.extend(shelf.articles[around].iter().map(|id| Subject::Article(*id)));
        }
    }

    /// Every chart ends at the month or the week of the newest article, so that all of them move on together. A shelf
    /// without an article in the weeks that are shown, then or now, has no chart by week that could move.
    fn move_on(&mut self, account: &mut Account) {
        let newest = self.newest_anywhere();
        let (last_month, last_week) = (newest.map(months), newest.map(week));
        if (last_month, last_week) == (self.last_month, self.last_week) {
            return;
        }
        let from = last_week.into_iter().chain(self.last_week).min().map_or(i32::MIN, |last| last - WEEKS as i32);
        let all = last_month != self.last_month;
        let moved = self.all_shelves().filter(|id| all || self.newest_day(*id).is_some_and(|day| week(day) >= from));
        account.touched.extend(moved.map(Subject::Shelf));
        account.touched.extend(self.by_group.keys().map(|(language, group)| Subject::Group(*language, *group)));
        (self.last_month, self.last_week) = (last_month, last_week);
    }

    /// Names shelves anew where needed, then stamps the articles that show them, then says what was touched.
    pub(super) fn settle(&mut self, mut account: Account) -> BTreeSet<Subject> {
        self.quieten(&mut account);
        self.move_on(&mut account);
        self.age(&mut account);
        let mut members: Vec<ShelfId> = std::mem::take(&mut account.members).into_iter().collect();
        members.sort_unstable();
        for id in members {
            let shelf = &self.shelves[id.0 as usize];
            account.touched.insert(Subject::Shelf(id));
            account.touched.insert(Subject::Group(shelf.key.language, shelf.key.group));
            account.touched.insert(Subject::Site);
            account.touched.insert(Subject::Meaning);
            let name = self.name_of(shelf);
            if name != shelf.name {
                account.restamp.extend(shelf.articles.iter().copied());
                self.shelves[id.0 as usize].name = name;
            }
        }
        let words = self.reworded(std::mem::take(&mut account.moved), std::mem::take(&mut account.reworded));
        account.touched.extend(words);
        let restamp: Vec<ArticleId> = std::mem::take(&mut account.restamp).into_iter().collect();
        let moved: Vec<(ArticleId, Stamp)> = restamp
            .par_iter()
            .filter_map(|id| {
                let entry = self.entry(*id)?;
                let stamp = self.stamp_entry(entry);
                (stamp != entry.stamp).then_some((*id, stamp))
            })
            .collect();
        for (id, stamp) in moved {
            let Some(entry) = &self.articles[id.0 as usize] else { continue };
            account.touched.insert(Subject::Article(id));
            // Whoever has just come has touched its shelves and its neighbours by coming.
            if entry.stamp != Stamp::ABSENT {
                let place = (entry.card.order.seconds, entry.card.path.clone());
                for shelf in &entry.shelves {
                    account.touched.insert(Subject::Shelf(*shelf));
                    let key = &self.shelf(*shelf).key;
                    if matches!(key.group, Group::Digest(_)) {
                        // Lists of issues show what leads each.
                        account.touched.insert(Subject::Group(key.language, key.group));
                    }
                    self.touch_around(*shelf, self.search(*shelf, &place), &mut account);
                }
            }
            if let Some(edition) = &entry.card.edition {
                account.touched.insert(Subject::Group(entry.card.shown.language, Group::Digest(edition.series)));
            }
            account.touched.extend(entry.mentions.iter().map(|shelf| Subject::Mentions(*shelf)));
            if !entry.card.corrections.is_empty() {
                account.touched.insert(Subject::Corrections(entry.card.shown.language));
            }
            if let Some(entry) = &mut self.articles[id.0 as usize] {
                entry.stamp = stamp;
            }
        }
        // What is touched is asked and planned in an order of its own, whatever order it was met in.
        account.touched.all()
    }

    fn stamp_entry(&self, entry: &Entry) -> Stamp {
        let names: Vec<(u8, &str, &str)> = entry
            .terms
            .iter()
            .map(|(taxonomy, id)| {
                let shelf = &self.shelves[id.0 as usize];
                (*taxonomy, shelf.key.key.as_str(), shelf.name.as_str())
            })
            .collect();
        let section = entry.section.map(|id| self.shelves[id.0 as usize].name.as_str());
        Stamp::of(&(&entry.card.shown, entry.card.listed, names, section))
    }

    /// The profile's name, else the spelling of the oldest article.
    pub(super) fn name_of(&self, shelf: &Shelf) -> String {
        let key = &shelf.key;
        if let Some(profile) = self.profile(key).or_else(|| self.profile_of_others(key)) {
            return profile.name_in(key.language).to_string();
        }
        let oldest = shelf.articles.first().and_then(|id| self.articles[id.0 as usize].as_ref());
        let spelling = oldest.and_then(|entry| match key.group {
            Group::Term(taxonomy) => {
                let names = entry.card.names.iter().filter(|(at, _)| *at == taxonomy).flat_map(|(_, names)| names);
                let name = names.into_iter().find(|name| self.registry.key(taxonomy, name) == key.key);
                name.map(|name| {
                    if Some(taxonomy) == self.sources() { self.registry.called(name).to_string() } else { name.clone() }
                })
            }
            Group::Section => entry.card.shown.section.clone(),
            Group::Front | Group::Year | Group::Month | Group::Digest(_) => None,
        });
        spelling.unwrap_or_else(|| key.key.clone())
    }

    /// Where an article stands, or would stand, in a shelf.
    pub(super) fn search(&self, shelf: ShelfId, place: &(i64, String)) -> usize {
        self.search_in(&self.shelves[shelf.0 as usize].articles, place)
    }

    /// The same in any list of articles that is ordered by time.
    pub(super) fn search_in(&self, articles: &[ArticleId], place: &(i64, String)) -> usize {
        let before = |entry: &Entry| (entry.card.order.seconds, entry.card.path.as_str()) < (place.0, place.1.as_str());
        let is_before = |id: &ArticleId| self.articles[id.0 as usize].as_ref().is_some_and(before);
        // Mostly it is the newest that comes: a site is built, and restored, from the oldest on.
        if articles.last().is_none_or(is_before) {
            return articles.len();
        }
        articles.partition_point(is_before)
    }
}

/// The folder, with its slash, of an article that has its pictures beside it.
fn bundle(path: &str) -> Option<String> {
    let (folder, file) = path.rsplit_once('/')?;
    (file.starts_with("index.") && file.ends_with(".md")).then(|| format!("{folder}/"))
}
