//! Every card, shelf and entity, patched by what changed and never sorted whole.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::entry::Entry;
use super::fact::{ArticleId, Group, ShelfId, Subject};
use super::held::{Held, Reveal, reason};
use super::media::Media;
use super::names::{Registry, Texts};
use super::shelf::{Cut, Shelf, ShelfKey};
use crate::article::card::Card;
use crate::article::place::Sort;
use crate::article::profile::Profile;
use crate::base::date::Moment;
use crate::base::slug::slugify;
use crate::base::stamp::Stamp;
use crate::config::Config;

/// What an update brings to the site.
#[derive(Default)]
pub struct Change {
    pub cards: Vec<Arc<Card>>,
    pub profiles: Vec<Profile>,
    /// Files that are published as they are, by path; `None` for one that is gone.
    pub media: Vec<(String, Option<Media>)>,
    /// Files of the content folder that are gone, or no longer are what they were.
    pub gone: Vec<String>,
}

/// The site at an instant.
pub struct Site {
    pub config: Arc<Config>,
    pub(super) articles: Vec<Option<Entry>>,
    paths: Vec<Arc<str>>,
    by_path: FxHashMap<Arc<str>, ArticleId>,
    /// Two articles may claim one address for a while; planning tells the editor.
    by_url: FxHashMap<String, Vec<ArticleId>>,
    pub(super) shelves: Vec<Shelf>,
    by_key: FxHashMap<ShelfKey, ShelfId>,
    by_group: BTreeMap<(u16, Group), BTreeSet<ShelfId>>,
    profiles: BTreeMap<String, Profile>,
    /// (sort, key) to the profiles' files, one a language.
    profile_files: FxHashMap<(Sort, String), BTreeMap<u16, BTreeSet<String>>>,
    translations: FxHashMap<String, BTreeSet<ArticleId>>,
    pages: BTreeMap<String, ArticleId>,
    /// Published files by their own path, with the address that each has now.
    files: BTreeMap<String, (Media, Option<String>)>,
    /// The files at each address; there should be one, but a file of the site may replace a theme's.
    media: BTreeMap<String, BTreeSet<String>>,
    pub held: Held,
    pub registry: Registry,
    pub texts: Texts,
    /// The month of the newest article in any language, in which charts end.
    pub(super) last_month: Option<i32>,
    now: Moment,
    reveal: Reveal,
}

/// Keeps the account of one patch.
#[derive(Default)]
struct Account {
    touched: FxHashSet<Subject>,
    /// Articles whose stamp must be made again.
    restamp: BTreeSet<ArticleId>,
    /// Folders of articles that came, went or moved together with the pictures beside them.
    bundles: BTreeSet<String>,
    /// Shelves that gained or lost an article, or whose profile moved.
    members: BTreeSet<ShelfId>,
}

impl Site {
    pub fn new(config: Arc<Config>, now: Moment, reveal: Reveal) -> Site {
        let mut site = Site {
            config,
            articles: Vec::new(),
            paths: Vec::new(),
            by_path: FxHashMap::default(),
            by_url: FxHashMap::default(),
            shelves: Vec::new(),
            by_key: FxHashMap::default(),
            by_group: BTreeMap::new(),
            profiles: BTreeMap::new(),
            profile_files: FxHashMap::default(),
            translations: FxHashMap::default(),
            pages: BTreeMap::new(),
            files: BTreeMap::new(),
            media: BTreeMap::new(),
            held: Held::default(),
            registry: Registry::default(),
            texts: Texts::default(),
            last_month: None,
            now,
            reveal,
        };
        for language in 0..site.config.languages.len() as u16 {
            site.shelf_id(&ShelfKey { language, group: Group::Front, key: String::new() });
        }
        site
    }

    /// Takes in a change and the present instant; returns what was touched, so that only this is asked and planned again.
    pub fn patch(&mut self, change: Change, now: Moment) -> BTreeSet<Subject> {
        self.now = now;
        let mut account = Account::default();
        self.patch_profiles(change.profiles, &change.gone, &mut account);
        for path in &change.gone {
            self.take_away(path, &mut account);
        }
        let mut cards = change.cards;
        let named: BTreeSet<String> = cards.iter().map(|card| card.path.clone()).collect();
        for path in self.held.due(now, self.reveal) {
            if !named.contains(&path) {
                cards.extend(self.held.cards.remove(&path));
            }
        }
        for path in self.expired() {
            if !named.contains(&path)
                && let Some(entry) =
                    self.by_path.get(path.as_str()).and_then(|id| self.articles[id.0 as usize].as_ref())
            {
                cards.push(entry.card.clone());
            }
        }
        // From the oldest to the newest, so that a fresh site is built by appending.
        cards.sort_by(|a, b| (a.order.seconds, &a.path).cmp(&(b.order.seconds, &b.path)));
        for card in cards {
            self.put(card, &mut account);
        }
        self.patch_media(change.media, &mut account);
        self.settle(account)
    }

    /// Files are placed after the articles, since a bundle's pictures stand beside its page, wherever that is.
    fn patch_media(&mut self, media: Vec<(String, Option<Media>)>, account: &mut Account) {
        let mut moved: BTreeSet<String> = media.iter().map(|(path, _)| path.clone()).collect();
        for folder in std::mem::take(&mut account.bundles) {
            let below = self.files.range(folder.clone()..).take_while(|(path, _)| path.starts_with(&folder));
            moved.extend(below.map(|(path, _)| path.clone()));
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

    fn patch_profiles(&mut self, profiles: Vec<Profile>, gone: &[String], account: &mut Account) {
        let mut moved = false;
        for path in gone {
            if let Some(profile) = self.profiles.remove(path) {
                self.forget_profile(&profile);
                self.touch_profile(&profile, account);
                moved = true;
            }
        }
        for profile in profiles {
            if let Some(before) = self.profiles.remove(&profile.path) {
                self.forget_profile(&before);
                self.touch_profile(&before, account);
            }
            let files = self.profile_files.entry((profile.sort, profile.key.clone())).or_default();
            files.entry(profile.language).or_default().insert(profile.path.clone());
            self.touch_profile(&profile, account);
            self.profiles.insert(profile.path.clone(), profile);
            moved = true;
        }
        if moved {
            self.registry.learn(self.profiles.values());
            account.touched.insert(Subject::Meaning);
            self.resolve_again(account);
        }
    }

    fn forget_profile(&mut self, profile: &Profile) {
        if let Some(files) = self.profile_files.get_mut(&(profile.sort, profile.key.clone())) {
            files.retain(|_, claims| {
                claims.remove(&profile.path);
                !claims.is_empty()
            });
        }
    }

    /// Everything that shows the profile's name, text or fields.
    fn touch_profile(&mut self, profile: &Profile, account: &mut Account) {
        let group = match profile.sort {
            Sort::Profile(taxonomy) => Group::Term(taxonomy),
            Sort::Section if profile.key.is_empty() => Group::Front,
            Sort::Section => Group::Section,
            Sort::Index(taxonomy) => {
                for language in 0..self.config.languages.len() as u16 {
                    account.touched.insert(Subject::Group(language, Group::Term(taxonomy)));
                }
                return;
            }
            Sort::Article | Sort::Page => return,
        };
        for language in 0..self.config.languages.len() as u16 {
            let key = ShelfKey { language, group, key: profile.key.clone() };
            let known = self.by_key.contains_key(&key);
            if known || language == profile.language {
                let id = self.shelf_id(&key);
                account.members.insert(id);
            }
        }
    }

    /// When aliases moved, articles may stand in other shelves than before.
    fn resolve_again(&mut self, account: &mut Account) {
        let moved: Vec<Arc<Card>> = self
            .articles
            .iter()
            .flatten()
            .filter(|entry| {
                let keys =
                    entry.terms.iter().map(|(taxonomy, id)| (*taxonomy, self.shelves[id.0 as usize].key.key.as_str()));
                !self.resolved_keys(&entry.card).iter().map(|(taxonomy, key)| (*taxonomy, key.as_str())).eq(keys)
            })
            .map(|entry| entry.card.clone())
            .collect();
        for card in moved {
            self.put(card, account);
        }
    }

    fn resolved_keys(&self, card: &Card) -> Vec<(u8, String)> {
        let mut keys: Vec<(u8, String)> = Vec::new();
        for (taxonomy, names) in &card.names {
            for name in names {
                let key = (*taxonomy, self.registry.key(*taxonomy, name));
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        keys
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
        if self.held.cards.remove(path).is_some() {
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
        let place = (entry.card.order.seconds, entry.card.path.clone());
        for shelf in &entry.shelves {
            let at = self.search(*shelf, &place);
            let articles = &mut self.shelves[shelf.0 as usize].articles;
            if articles.get(at) == Some(&id) {
                articles.remove(at);
            }
            account.members.insert(*shelf);
            self.touch_around(*shelf, at, account);
        }
        if let Some(claims) = self.by_url.get_mut(&entry.card.shown.url) {
            claims.retain(|claim| *claim != id);
        }
        self.articles[id.0 as usize] = None;
        if entry.card.sort == Sort::Page {
            self.pages.remove(&entry.card.path);
            account.touched.insert(Subject::Site);
        }
        self.leave_translations(&entry.card.translation, id, account);
    }

    fn put(&mut self, card: Arc<Card>, account: &mut Account) {
        if reason(&card, self.now, self.reveal).is_some() {
            self.take_away(&card.path.clone(), account);
            account.touched.insert(Subject::Meaning);
            self.held.cards.insert(card.path.clone(), card);
            return;
        }
        self.held.cards.remove(&card.path);
        let id = self.article_id(&card.path);
        let (terms, section, shelves) = self.places(&card);
        let stays = self.articles[id.0 as usize].as_ref().is_some_and(|entry| {
            entry.shelves == shelves
                && entry.card.order.seconds == card.order.seconds
                && entry.card.shown.url == card.shown.url
                && entry.card.translation == card.translation
        });
        let stamp = match &self.articles[id.0 as usize] {
            Some(entry) if stays => {
                if entry.card.anchors != card.anchors {
                    account.touched.insert(Subject::Meaning);
                }
                if entry.card.listed != card.listed
                    || entry.card.shown.modified != card.shown.modified
                    || entry.card.aliases != card.aliases
                {
                    account.touched.insert(Subject::Site);
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
        }
        account.touched.insert(Subject::Article(id));
        account.restamp.insert(id);
        let (order, path, url) = (card.order.seconds, card.path.clone(), card.shown.url.clone());
        let (is_page, translation) = (card.sort == Sort::Page, card.translation.clone());
        self.articles[id.0 as usize] = Some(Entry { card, terms, section, shelves: shelves.clone(), stamp });
        if stays {
            return;
        }
        let place = (order, path.clone());
        for shelf in shelves {
            let at = self.search(shelf, &place);
            self.shelves[shelf.0 as usize].articles.insert(at, id);
            account.members.insert(shelf);
            self.touch_around(shelf, at, account);
        }
        self.by_url.entry(url).or_default().push(id);
        if is_page {
            self.pages.insert(path, id);
            account.touched.insert(Subject::Site);
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

    fn join_translations(&mut self, key: String, id: ArticleId, account: &mut Account) {
        let peers = self.translations.entry(key).or_default();
        account.touched.extend(peers.iter().map(|peer| Subject::Article(*peer)));
        peers.insert(id);
    }

    fn leave_translations(&mut self, key: &str, id: ArticleId, account: &mut Account) {
        if let Some(peers) = self.translations.get_mut(key) {
            peers.remove(&id);
            account.touched.extend(peers.iter().map(|peer| Subject::Article(*peer)));
            if peers.is_empty() {
                self.translations.remove(key);
            }
        }
    }

    /// The shelves that a card belongs in.
    fn places(&mut self, card: &Card) -> (Vec<(u8, ShelfId)>, Option<ShelfId>, Vec<ShelfId>) {
        let language = card.shown.language;
        let mut terms = Vec::new();
        let mut shelves = Vec::new();
        let mut section = None;
        for (taxonomy, key) in self.resolved_keys(card) {
            terms.push((taxonomy, self.shelf_id(&ShelfKey { language, group: Group::Term(taxonomy), key })));
        }
        if card.sort == Sort::Article {
            let day = card.order.within(&self.config.zone).day();
            let mut keys = vec![
                (Group::Front, String::new()),
                (Group::Year, format!("{:04}", day.year)),
                (Group::Month, format!("{:04}-{:02}", day.year, day.month)),
            ];
            if let Some(name) = &card.shown.section {
                keys.push((Group::Section, slugify(name)));
            }
            for (group, key) in keys {
                let id = self.shelf_id(&ShelfKey { language, group, key });
                if group == Group::Section {
                    section = Some(id);
                }
                shelves.push(id);
            }
            shelves.extend(terms.iter().map(|(_, id)| *id));
            shelves.sort();
            shelves.dedup();
        }
        (terms, section, shelves)
    }

    /// Names shelves anew where needed, then stamps the articles that show them, then says what was touched.
    fn settle(&mut self, mut account: Account) -> BTreeSet<Subject> {
        let last_month = self.newest_month();
        if last_month != self.last_month {
            // Every chart ends at the month of the newest article, so that all of them move on together.
            self.last_month = last_month;
            account.touched.extend((0..self.shelves.len() as u32).map(|id| Subject::Shelf(ShelfId(id))));
            account.touched.extend(self.by_group.keys().map(|(language, group)| Subject::Group(*language, *group)));
        }
        for id in std::mem::take(&mut account.members) {
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
        for id in std::mem::take(&mut account.restamp) {
            let Some(entry) = &self.articles[id.0 as usize] else { continue };
            let stamp = self.stamp_entry(entry);
            if stamp == entry.stamp {
                continue;
            }
            account.touched.insert(Subject::Article(id));
            let place = (entry.card.order.seconds, entry.card.path.clone());
            for shelf in &entry.shelves {
                account.touched.insert(Subject::Shelf(*shelf));
                self.touch_around(*shelf, self.search(*shelf, &place), &mut account);
            }
            if let Some(entry) = &mut self.articles[id.0 as usize] {
                entry.stamp = stamp;
            }
        }
        // What is touched is asked and planned in an order of its own, whatever order it was met in.
        account.touched.into_iter().collect()
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
    fn name_of(&self, shelf: &Shelf) -> String {
        let key = &shelf.key;
        if let Some(profile) = self.profile(key).or_else(|| self.profile_of_others(key)) {
            return profile.name.clone();
        }
        let oldest = shelf.articles.first().and_then(|id| self.articles[id.0 as usize].as_ref());
        let spelling = oldest.and_then(|entry| match key.group {
            Group::Term(taxonomy) => {
                let names = entry.card.names.iter().filter(|(at, _)| *at == taxonomy).flat_map(|(_, names)| names);
                names.into_iter().find(|name| self.registry.key(taxonomy, name) == key.key).cloned()
            }
            Group::Section => entry.card.shown.section.clone(),
            Group::Front | Group::Year | Group::Month => None,
        });
        spelling.unwrap_or_else(|| key.key.clone())
    }

    /// Where an article stands, or would stand, in a shelf.
    pub(super) fn search(&self, shelf: ShelfId, place: &(i64, String)) -> usize {
        let before = |entry: &Entry| (entry.card.order.seconds, entry.card.path.as_str()) < (place.0, place.1.as_str());
        let articles = &self.shelves[shelf.0 as usize].articles;
        articles.partition_point(|id| self.articles[id.0 as usize].as_ref().is_some_and(before))
    }

    fn article_id(&mut self, path: &str) -> ArticleId {
        if let Some(id) = self.by_path.get(path) {
            return *id;
        }
        let id = ArticleId(self.articles.len() as u32);
        self.articles.push(None);
        let path: Arc<str> = path.into();
        self.paths.push(path.clone());
        self.by_path.insert(path, id);
        id
    }

    pub(super) fn shelf_id(&mut self, key: &ShelfKey) -> ShelfId {
        if let Some(id) = self.by_key.get(key) {
            return *id;
        }
        let id = ShelfId(self.shelves.len() as u32);
        let url = self.shelf_url(key);
        self.shelves.push(Shelf { key: key.clone(), url, name: String::new(), articles: Vec::new() });
        self.by_key.insert(key.clone(), id);
        self.by_group.entry((key.language, key.group)).or_default().insert(id);
        let name = self.name_of(&self.shelves[id.0 as usize]);
        self.shelves[id.0 as usize].name = name;
        id
    }

    // What follows only reads.

    pub fn entry(&self, id: ArticleId) -> Option<&Entry> {
        self.articles.get(id.0 as usize)?.as_ref()
    }

    pub fn shelf(&self, id: ShelfId) -> &Shelf {
        &self.shelves[id.0 as usize]
    }

    pub fn cut(&self, id: ShelfId) -> Cut {
        Cut { total: self.shelf(id).articles.len(), size: self.config.settings.pagination.size.max(1) }
    }

    pub fn find_shelf(&self, key: &ShelfKey) -> Option<ShelfId> {
        self.by_key.get(key).copied()
    }

    pub fn article_at(&self, path: &str) -> Option<ArticleId> {
        self.by_path.get(path).copied().filter(|id| self.entry(*id).is_some())
    }

    pub fn article_by_url(&self, url: &str) -> Option<ArticleId> {
        self.by_url.get(url)?.iter().copied().min_by_key(|id| &self.paths[id.0 as usize])
    }

    /// The published file at an address: one of the site's own goes before a theme's, then the first by path.
    pub fn media(&self, url: &str) -> Option<&Media> {
        let claims = self.media.get(url)?.iter().filter_map(|path| Some(&self.files.get(path)?.0));
        claims.min_by_key(|media| (media.is_of_theme(), &media.path))
    }

    pub fn all_files(&self) -> impl Iterator<Item = &Media> {
        self.files.values().map(|(media, _)| media)
    }

    /// Addresses at which several files of the site itself would stand, with the files.
    pub fn contested_files(&self) -> Vec<(&str, Vec<&str>)> {
        let crowded = self.media.iter().filter(|(_, claims)| claims.len() > 1);
        crowded
            .map(|(url, claims)| {
                let own =
                    claims.iter().filter(|path| !self.files.get(*path).is_some_and(|(media, _)| media.is_of_theme()));
                (url.as_str(), own.map(String::as_str).collect::<Vec<_>>())
            })
            .filter(|(_, own)| own.len() > 1)
            .collect()
    }

    /// The files that the site has met, published or not.
    pub fn paths(&self) -> impl Iterator<Item = &str> + Clone {
        self.paths.iter().map(|path| &**path)
    }

    pub fn profile_by_path(&self, path: &str) -> Option<&Profile> {
        self.profiles.get(path)
    }

    /// Where a file is published, when it is.
    pub fn file_address(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.1.as_deref()
    }

    /// All pages outside the river, by path.
    pub fn pages(&self) -> impl Iterator<Item = ArticleId> {
        self.pages.values().copied()
    }

    pub fn peers(&self, translation: &str) -> impl Iterator<Item = ArticleId> {
        self.translations.get(translation).into_iter().flatten().copied()
    }

    /// Whether a shelf has a page: it has articles in its language, or a profile of its own in it. The front page always is.
    pub fn stands(&self, id: ShelfId) -> bool {
        let shelf = self.shelf(id);
        !shelf.articles.is_empty()
            || shelf.key.group == Group::Front
            || (matches!(shelf.key.group, Group::Term(_)) && self.profile(&shelf.key).is_some())
    }

    /// The shelves of a group that have a page, in no order that means anything.
    pub fn group(&self, language: u16, group: Group) -> impl Iterator<Item = ShelfId> {
        self.by_group.get(&(language, group)).into_iter().flatten().copied().filter(|id| self.stands(*id))
    }

    /// The shelf of a language's river.
    pub fn front(&self, language: u16) -> Option<ShelfId> {
        self.find_shelf(&ShelfKey { language, group: Group::Front, key: String::new() })
    }

    pub fn all_shelves(&self) -> impl Iterator<Item = ShelfId> {
        (0..self.shelves.len() as u32).map(ShelfId)
    }

    pub fn groups(&self) -> impl Iterator<Item = (u16, Group)> {
        self.by_group.keys().copied()
    }

    /// The profile that is written in the shelf's own language.
    pub fn profile(&self, key: &ShelfKey) -> Option<&Profile> {
        let path = self.profile_paths(key)?.get(&key.language)?.first()?;
        self.profiles.get(path)
    }

    /// A profile in another language, whose fields serve where there is none in the shelf's own.
    pub fn profile_of_others(&self, key: &ShelfKey) -> Option<&Profile> {
        let path = self.profile_paths(key)?.values().next()?.first()?;
        self.profiles.get(path)
    }

    fn profile_paths(&self, key: &ShelfKey) -> Option<&BTreeMap<u16, BTreeSet<String>>> {
        let sort = match key.group {
            Group::Term(taxonomy) => Sort::Profile(taxonomy),
            Group::Section | Group::Front => Sort::Section,
            Group::Year | Group::Month => return None,
        };
        self.profile_files.get(&(sort, key.key.clone()))
    }

    /// Files that are the profile of the same thing in the same language.
    pub fn contested_profiles(&self) -> Vec<Vec<&str>> {
        let claims = self.profile_files.values().flat_map(|files| files.values());
        let mut contested: Vec<Vec<&str>> = claims
            .filter(|claims| claims.len() > 1)
            .map(|claims| claims.iter().map(String::as_str).collect())
            .collect();
        contested.sort();
        contested
    }

    /// The introduction of an index page.
    pub fn introduction(&self, language: u16, group: Group) -> Option<&Profile> {
        let Group::Term(taxonomy) = group else { return None };
        let path = self.profile_files.get(&(Sort::Index(taxonomy), String::new()))?.get(&language)?.first()?;
        self.profiles.get(path)
    }

    /// The address of a shelf within the site, whether there is one of this key or not.
    pub fn shelf_url(&self, key: &ShelfKey) -> String {
        let prefix = self.prefix(key.language);
        match key.group {
            Group::Front => format!("{prefix}/"),
            Group::Section | Group::Year => format!("{prefix}/{}/", key.key),
            Group::Month => format!("{prefix}/{}/", key.key.replace('-', "/")),
            Group::Term(taxonomy) => {
                let slug = self.config.taxonomies.get(taxonomy as usize).map_or("", |taxonomy| taxonomy.slug.as_str());
                format!("{prefix}/{slug}/{}/", key.key)
            }
        }
    }

    pub fn prefix(&self, language: u16) -> &str {
        self.config.languages.get(language as usize).map_or("", |language| language.prefix.as_str())
    }

    /// The next instant at which time alone would change the site.
    pub fn next_change(&self) -> Option<Moment> {
        let expiring = self.articles.iter().flatten().filter_map(|entry| entry.card.hold.until);
        let coming = self.held.next(self.now);
        expiring.filter(|until| until.seconds > self.now.seconds).chain(coming).min()
    }

    pub fn count(&self) -> usize {
        self.articles.iter().flatten().filter(|entry| entry.card.sort == Sort::Article).count()
    }

    // What a ledger keeps, so that ids mean the same in the next run.

    pub fn saved(&self) -> Saved {
        Saved {
            paths: self.paths.clone(),
            cards: self.articles.iter().flatten().map(|entry| entry.card.clone()).collect(),
            shelves: self.shelves.iter().map(|shelf| shelf.key.clone()).collect(),
            profiles: self.profiles.values().cloned().collect(),
            media: self.files.values().map(|(media, _)| media.clone()).collect(),
            held: self.held.cards.values().cloned().collect(),
            texts: self.texts.all(),
        }
    }

    /// The site as it was saved, every id what it was.
    pub fn restore(config: Arc<Config>, saved: Saved, now: Moment, reveal: Reveal) -> Site {
        let mut site = Site::new(config, now, reveal);
        site.texts = Texts::restore(saved.texts);
        for path in saved.paths {
            site.article_id(&path);
        }
        for key in &saved.shelves {
            site.shelf_id(key);
        }
        let mut account = Account::default();
        site.patch_profiles(saved.profiles, &[], &mut account);
        let mut cards = saved.cards;
        cards.sort_by(|a, b| (a.order.seconds, &a.path).cmp(&(b.order.seconds, &b.path)));
        // What was published then stays so, and what was held is held, until the next patch looks at the clock.
        site.reveal = Reveal { drafts: true, future: true, expired: true };
        for card in cards {
            site.put(card, &mut account);
        }
        site.reveal = reveal;
        site.held.cards = saved.held.into_iter().map(|card| (card.path.clone(), card)).collect();
        let media = saved.media.into_iter().map(|media| (media.path.clone(), Some(media))).collect();
        site.patch_media(media, &mut account);
        site.settle(account);
        site
    }
}

/// The folder, with its slash, of an article that has its pictures beside it.
fn bundle(path: &str) -> Option<String> {
    let (folder, file) = path.rsplit_once('/')?;
    (file.starts_with("index.") && file.ends_with(".md")).then(|| format!("{folder}/"))
}

/// A site as a ledger keeps it.
#[derive(serde::Serialize, serde::Deserialize, Default)]
pub struct Saved {
    paths: Vec<Arc<str>>,
    cards: Vec<Arc<Card>>,
    shelves: Vec<ShelfKey>,
    profiles: Vec<Profile>,
    media: Vec<Media>,
    held: Vec<Arc<Card>>,
    texts: Vec<Arc<str>>,
}
