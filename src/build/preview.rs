//! A site of which single pages are asked for: each is made when somebody wants to see it, and kept while its recorded
//! answers hold. Nothing is written but a ledger of its own.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::engine::{Engine, Options, Purpose, Where};
use super::ledger::{Made, PageId, Reason};
use super::making::{Content, Print, file_stamp, make_content};
use super::outcome::Outcome;
use super::planning;
use super::why::Why;
use crate::base::stamp::Stamp;
use crate::diagnostic::{self, Diagnostic};
use crate::page::kind::Address;
use crate::site::fact::Subject;
use crate::theme::embedded;

/// How many bytes of pages are kept.
const ROOM: usize = 48 * 1024 * 1024;

/// How many pages that could not be made are tried again after each look.
const RETRIED: usize = 16;

/// What a look at the sources brought.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Whether anything moved at all, be it by time alone.
    pub has_moved: bool,
    /// How many files were read.
    pub parsed: usize,
    /// The sources that are new, changed or gone.
    pub sources: Vec<String>,
    /// How many pages that had been shown must be made again.
    pub moved: usize,
    /// Addresses of published files that have other bytes now, such as style sheets and pictures.
    pub files: Vec<String>,
    pub took: Duration,
}

/// What stands at an address.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A page, a feed or other text, made from the present sources; or the last good one, if it cannot be made now.
    Page(Shown),
    /// A file that is published as it is.
    File {
        path: PathBuf,
        stamp: Stamp,
    },
    /// The same, within the program.
    BuiltIn {
        bytes: &'static [u8],
        stamp: Stamp,
    },
    /// It leads to another address, written as in links.
    Moved(String),
    /// It cannot be made, and never was.
    Broken,
    Missing,
}

/// A page as it was made last.
#[derive(Clone, Debug)]
pub struct Shown {
    pub bytes: Arc<[u8]>,
    pub stamp: Stamp,
}

pub struct Preview {
    engine: Engine,
    shown: Kept,
    /// Why pages cannot be made now.
    failed: BTreeMap<String, Vec<Diagnostic>>,
    /// What is wrong with the configuration, as long as it is.
    about_config: Vec<Diagnostic>,
    /// Whether there is something to save.
    has_moved: bool,
}

impl Preview {
    /// Opens the site in a folder. Nothing is read yet but the configuration and the ledger of the last preview.
    ///
    /// # Errors
    /// What is wrong with the configuration, or that there is none.
    pub fn open(root: &Path, options: Options) -> Result<Preview, Vec<Diagnostic>> {
        let options = Options { plain_assets: true, ..options };
        Ok(Preview {
            engine: Engine::open_for(Purpose::Preview, root, options)?,
            shown: Kept::default(),
            failed: BTreeMap::new(),
            about_config: Vec::new(),
            has_moved: false,
        })
    }

    /// Looks at the sources and takes in what changed, the passing of time included.
    pub fn look(&mut self, at: Where<'_>) -> Seen {
        let began = Instant::now();
        let mut seen = Seen::default();
        match self.engine.gather(at) {
            Ok(gathered) => {
                self.has_moved |= !gathered.delta.is_empty();
                seen.parsed = gathered.parsed;
                seen.has_moved = gathered.has_moved || !self.about_config.is_empty() || !gathered.delta.is_empty();
                self.about_config.clear();
                seen.files = gathered.files;
                seen.sources = gathered.delta.changed;
                seen.sources.extend(gathered.delta.removed);
            }
            Err(said) => {
                seen.has_moved = true;
                self.about_config = said;
            }
        }
        // Bodies are read again when their pages are asked for.
        self.engine.world.articles.rest();
        self.engine.ledger.tidy();
        self.engine.gone.clear();
        for url in std::mem::take(&mut self.failed).into_keys().take(RETRIED) {
            // It may be mended, whether anybody is looking at it or not.
            self.answer(&url);
        }
        let ledger = &self.engine.ledger;
        self.shown.retain(|url| ledger.find(url).is_some());
        let dirty = &self.engine.dirty;
        seen.moved = self.shown.urls().filter(|url| ledger.find(url).is_some_and(|id| dirty.contains_key(&id))).count();
        seen.took = began.elapsed();
        seen
    }

    /// What stands at an address of the site, without the site's own path: `/tags/ia/`.
    pub fn answer(&mut self, url: &str) -> Answer {
        let engine = &self.engine;
        let Some(id) = engine.ledger.find(url) else { return Answer::Missing };
        let Some(page) = engine.ledger.page(id) else { return Answer::Missing };
        let is_current = !engine.dirty.contains_key(&id);
        if is_current && let Some(shown) = self.shown.get(url) {
            return Answer::Page(shown);
        }
        if engine.is_theme_broken() && !matches!(page.address.subject, Subject::Media(_)) {
            // Every page would fail for the same reason; the theme's own errors are what is to be read.
            return self.last_good(url);
        }
        let address = page.address.clone();
        let (content, print) = make_content(&engine.world, &address);
        match content {
            Content::Nothing => {
                self.failed.insert(url.to_string(), print.diagnostics);
                self.last_good(url)
            }
            Content::Bytes(bytes) => {
                let shown = Shown { stamp: Stamp::of_bytes(&bytes), bytes: bytes.into() };
                self.note(id, url, shown.stamp, print);
                self.shown.put(url, shown.clone());
                Answer::Page(shown)
            }
            Content::Moved { to, page } => {
                self.note(id, url, Stamp::of_bytes(&page), print);
                self.shown.forget(url);
                Answer::Moved(to)
            }
            Content::File(path) => self.file(id, url, &address, &path, print),
        }
    }

    fn last_good(&self, url: &str) -> Answer {
        self.shown.get(url).map_or(Answer::Broken, Answer::Page)
    }

    fn file(&mut self, id: PageId, url: &str, address: &Address, path: &str, print: Print) -> Answer {
        let stamp = file_stamp(&self.engine.world, address);
        self.note(id, url, stamp, print);
        self.shown.forget(url);
        match embedded::bytes(path) {
            Some(bytes) => Answer::BuiltIn { bytes, stamp },
            None => Answer::File { path: self.engine.root.join(path), stamp },
        }
    }

    /// Writes down what a page asked, so that it is made again when an answer moves and not before.
    fn note(&mut self, id: PageId, url: &str, output: Stamp, print: Print) {
        self.failed.remove(url);
        let before = self.engine.ledger.page(id).map(|page| page.reason.clone());
        let reason = self.engine.dirty.remove(&id).or(before).unwrap_or(Reason::New);
        let prints = [(id, print)];
        self.engine.learn(&prints);
        let [(_, print)] = prints;
        let made =
            Made { template: print.template, asked: print.asked, output, reason, diagnostics: print.diagnostics };
        self.engine.ledger.record(vec![(id, made)]);
        let plan = planning::plan_copies(&mut self.engine.ledger, &self.engine.world.site);
        self.engine.dirty.extend(plan.fresh.into_iter().map(|page| (page, Reason::New)));
    }

    /// Everything there is to say of the sources and of the pages that were made, sorted by place.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = self.about_config.clone();
        diagnostics.extend(self.engine.diagnostics());
        diagnostics.extend(self.engine.guarded.said.iter().cloned());
        diagnostics.extend(self.engine.ledger.said().flat_map(|(_, said)| said.iter().cloned()));
        diagnostics.extend(self.failed.values().flatten().cloned());
        diagnostic::sort(&mut diagnostics);
        diagnostics
    }

    /// Addresses of so many pages of each kind, and of each kind of listing, for who wants to try them.
    pub fn some_of_each(&self, most: usize) -> Vec<String> {
        let site = &self.engine.world.site;
        let mut kinds: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for (_, page) in self.engine.ledger.pages() {
            let group = match page.address.subject {
                Subject::Shelf(id) => Some((site.shelf(id).key.language, site.shelf(id).key.group)),
                _ => None,
            };
            let kind = (page.address.kind, group, page.address.part > 0);
            kinds.entry(kind).or_default().push(&page.address.url);
        }
        let mut some: Vec<String> = Vec::new();
        for mut urls in kinds.into_values() {
            urls.sort_unstable();
            some.extend(urls.iter().take(most).map(ToString::to_string));
        }
        some
    }

    /// What is wrong with the theme and the data as they were read.
    pub fn about_theme(&self) -> Vec<Diagnostic> {
        let about = self.engine.about_theme.iter().chain(&self.engine.world.theme.assets.said);
        about.cloned().collect()
    }

    /// Why pages that were asked for could not be made.
    pub fn failures(&self) -> impl Iterator<Item = Diagnostic> {
        self.failed.values().flatten().filter(|diagnostic| diagnostic.is_error()).cloned()
    }

    /// The page at an address: what it was made from, and why.
    pub fn why(&self, url: &str) -> Option<Why> {
        self.engine.why(url)
    }

    /// How many articles, outputs and held articles there are.
    pub fn counts(&self) -> Outcome {
        self.engine.counts()
    }

    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Saves what is known, so that the next start is quick. What cannot be saved is read again then.
    pub fn save(&mut self) {
        if std::mem::take(&mut self.has_moved) {
            self.engine.save_for_next();
        }
    }
}

/// Pages as they were shown, up to a certain weight.
#[derive(Default)]
struct Kept {
    pages: HashMap<String, Shown>,
    /// From the one that was made longest ago.
    order: VecDeque<String>,
    weight: usize,
}

impl Kept {
    fn get(&self, url: &str) -> Option<Shown> {
        self.pages.get(url).cloned()
    }

    fn put(&mut self, url: &str, shown: Shown) {
        self.weight += shown.bytes.len();
        match self.pages.insert(url.to_string(), shown) {
            Some(before) => self.weight -= before.bytes.len(),
            None => self.order.push_back(url.to_string()),
        }
        while self.weight > ROOM {
            let Some(oldest) = self.order.pop_front() else { break };
            if let Some(dropped) = self.pages.remove(&oldest) {
                self.weight -= dropped.bytes.len();
            }
        }
    }

    /// What is no page any more, but a file or a way to another page.
    fn forget(&mut self, url: &str) {
        if let Some(dropped) = self.pages.remove(url) {
            self.weight -= dropped.bytes.len();
            self.order.retain(|other| other != url);
        }
    }

    fn retain(&mut self, stays: impl Fn(&str) -> bool) {
        let (pages, weight) = (&mut self.pages, &mut self.weight);
        self.order.retain(|url| {
            let stays = stays(url);
            if !stays && let Some(dropped) = pages.remove(url) {
                *weight -= dropped.bytes.len();
            }
            stays
        });
    }

    fn urls(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(String::as_str)
    }
}
