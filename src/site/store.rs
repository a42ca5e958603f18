//! Every card, shelf and entity, patched by what changed and never sorted whole.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::entry::Entry;
use super::fact::{ArticleId, Group, ShelfId, Subject};
use super::held::{Held, Reveal};
use super::index::Index;
use super::media::Media;
use super::names::{Registry, Texts};
use super::near::Near;
use super::related::Answered;
use super::share::Rivers;
use super::shelf::{Cut, Shelf, ShelfKey};
use super::vocabulary::Vocabulary;
use crate::article::mentions::names::Names;
use crate::article::place::Sort;
use crate::article::profile::Profile;
use crate::base::date::{Day, Moment};
use crate::base::stamp::Stamp;
use crate::config::Config;

/// The site at an instant.
pub struct Site {
    pub config: Arc<Config>,
    pub(super) articles: Vec<Option<Entry>>,
    pub(super) paths: Vec<Arc<str>>,
    pub(super) by_path: FxHashMap<Arc<str>, ArticleId>,
    /// Two articles may claim one address for a while; planning tells the editor.
    pub(super) by_url: FxHashMap<String, Vec<ArticleId>>,
    pub(super) shelves: Vec<Shelf>,
    pub(super) by_key: FxHashMap<ShelfKey, ShelfId>,
    pub(super) by_group: BTreeMap<(u16, Group), BTreeSet<ShelfId>>,
    pub(super) profiles: BTreeMap<String, Profile>,
    /// (sort, key) to the profiles' files, one a language.
    pub(super) profile_files: FxHashMap<(Sort, String), BTreeMap<u16, BTreeSet<String>>>,
    pub(super) translations: FxHashMap<String, BTreeSet<ArticleId>>,
    pub(super) pages: BTreeMap<String, ArticleId>,
    /// Published files by their own path, with the address that each has now.
    pub(super) files: BTreeMap<String, (Media, Option<String>)>,
    /// The files at each address; there should be one, but a file of the site may replace a theme's.
    pub(super) media: BTreeMap<String, BTreeSet<String>>,
    pub held: Held,
    /// Whether original sources were named, or are no longer, since somebody looked.
    pub(super) originals_moved: bool,
    /// The articles in which something was put right.
    pub(super) corrected: super::corrections::Corrected,
    /// The articles of the last two days as they were last, the newest first, each with a stamp of what is told of it.
    pub(super) news: Vec<(ArticleId, Stamp)>,
    pub(super) issues: super::issues::Issues,
    pub copies: super::archived::Copies,
    pub(super) threads: super::threads::Threads,
    pub registry: Registry,
    /// The names of all profiles, as they are looked for in texts.
    pub(super) names: Names,
    /// Articles that must be read again since names moved.
    pub(super) stale: BTreeSet<String>,
    /// The shelf of whom a mention names, by language.
    pub(super) by_who: FxHashMap<(u16, u32), ShelfId>,
    pub texts: Texts,
    /// The words of all articles, where the site has a search.
    pub vocabulary: Vocabulary,
    pub index: Index,
    pub(super) answered: Answered,
    pub(super) rivers: Rivers,
    pub(super) near: Near,
    /// The day of the newest article in any language, by which stories fall silent.
    pub(super) last_day: Option<Day>,
    /// The month of the newest article in any language, in which charts end.
    pub(super) last_month: Option<i32>,
    /// The same for its week.
    pub(super) last_week: Option<i32>,
    /// Where the newest articles of each language begin.
    pub(super) recent_since: Vec<super::recent::Since>,
    pub now: Moment,
    pub reveal: Reveal,
}

impl Site {
    pub fn new(config: Arc<Config>, now: Moment, reveal: Reveal) -> Site {
        let vocabulary = Vocabulary::new(&config.languages, Vec::new());
        let registry = Registry::new(&config);
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
            originals_moved: false,
            corrected: Default::default(),
            news: Vec::new(),
            issues: Default::default(),
            copies: Default::default(),
            threads: Default::default(),
            registry,
            names: Names::default(),
            stale: BTreeSet::new(),
            by_who: FxHashMap::default(),
            texts: Texts::default(),
            vocabulary,
            index: Index::default(),
            answered: Answered::default(),
            rivers: Rivers::default(),
            near: Near::default(),
            last_day: None,
            last_month: None,
            last_week: None,
            recent_since: Vec::new(),
            now,
            reveal,
        };
        for language in 0..site.config.languages.len() as u16 {
            site.shelf_id(&ShelfKey { language, group: Group::Front, key: String::new() });
        }
        site
    }

    /// Whether original sources were named, or are no longer, since this was last asked.
    pub fn take_originals_moved(&mut self) -> bool {
        std::mem::take(&mut self.originals_moved)
    }

    /// Gives these files their numbers, in order.
    pub(super) fn know_paths(&mut self, paths: Vec<Arc<str>>) {
        self.articles.resize_with(paths.len(), || None);
        self.by_path.extend((0..).zip(&paths).map(|(id, path)| (path.clone(), ArticleId(id))));
        self.paths = paths;
    }

    /// Room for so many more articles and shelves, so that the tables need not grow step by step.
    pub(super) fn make_room(&mut self, articles: usize, shelves: usize) {
        self.articles.reserve(articles);
        self.paths.reserve(articles);
        self.by_path.reserve(articles);
        self.by_url.reserve(articles);
        self.translations.reserve(articles);
        self.shelves.reserve(shelves);
        self.by_key.reserve(shelves);
    }

    pub(super) fn article_id(&mut self, path: &str) -> ArticleId {
        if let Some(id) = self.by_path.get(path) {
            return *id;
        }
        let id = ArticleId(self.articles.len() as u32);
        self.near.forget();
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
        self.shelves.push(Shelf {
            key: key.clone(),
            url,
            name: String::new(),
            articles: Vec::new(),
            mentions: Vec::new(),
        });
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
        let shelf = self.shelf(id);
        let size = match shelf.key.group {
            // An issue is one page.
            Group::Digest(_) => shelf.articles.len(),
            _ => self.config.settings.pagination.size,
        };
        Cut { total: shelf.articles.len(), size: size.max(1) }
    }

    /// When the newest article came out of those that a page shows, in seconds. What is about no article and no shelf comes last.
    pub fn newest_on(&self, subject: Subject, part: u32) -> i64 {
        let newest = match subject {
            Subject::Article(id) => Some(id),
            Subject::Shelf(id) => {
                let shown = match part as usize {
                    0 => self.cut(id).open(),
                    older => self.cut(id).chunk(older),
                };
                shown.last().and_then(|at| self.shelf(id).articles.get(at).copied())
            }
            _ => None,
        };
        newest.and_then(|id| self.entry(id)).map_or(i64::MAX, |entry| entry.card.order.seconds)
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
        claims.min_by_key(|media| (media.is_asset(), &media.path))
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
                    claims.iter().filter(|path| !self.files.get(*path).is_some_and(|(media, _)| media.is_asset()));
                (url.as_str(), own.map(String::as_str).collect::<Vec<_>>())
            })
            .filter(|(_, own)| own.len() > 1)
            .collect()
    }

    /// Every profile and introduction, by path.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile> {
        self.profiles.values()
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

    /// Whether a shelf has a page: it has articles in its language, or a profile of its own in it. The front page
    /// always is, and an issue once it is out.
    pub fn stands(&self, id: ShelfId) -> bool {
        let shelf = self.shelf(id);
        if matches!(shelf.key.group, Group::Digest(_)) {
            return self.is_out(id);
        }
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
            Group::Year | Group::Month | Group::Digest(_) => return None,
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
            Group::Digest(series) => match self.config.series.get(usize::from(series)) {
                Some(series) => format!("{prefix}{}", self.config.issue_address(series, &key.key)),
                None => String::new(),
            },
        }
    }

    pub fn prefix(&self, language: u16) -> &str {
        self.config.languages.get(language as usize).map_or("", |language| language.prefix.as_str())
    }

    /// The next instant at which time alone would change the site.
    pub fn next_change(&self) -> Option<Moment> {
        let expiring = self.articles.iter().flatten().filter_map(|entry| entry.card.hold.until);
        let coming = self.held.next(self.now);
        let expiring = expiring.filter(|until| until.seconds > self.now.seconds);
        expiring.chain(coming).chain(self.next_old_news()).chain(self.issues.next()).chain(self.next_closing()).min()
    }

    /// The files of the articles that appear or go at an instant, sorted.
    pub fn changing_at(&self, at: Moment) -> Vec<String> {
        let going = self.entries().map(|entry| &entry.card).filter(|card| card.hold.until == Some(at));
        let coming = self.held.cards().values().filter(|card| !card.hold.draft && card.hold.from == Some(at));
        let mut files: Vec<String> = going.chain(coming).map(|card| card.path.clone()).collect();
        files.sort();
        files
    }

    /// Every published article and page.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.articles.iter().flatten()
    }

    pub fn count(&self) -> usize {
        self.articles.iter().flatten().filter(|entry| entry.card.sort == Sort::Article).count()
    }
}
