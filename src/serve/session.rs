//! One preview from its start to its end: the site is read, watched and kept up to date, and whoever looks at it is told.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use percent_encoding::percent_decode_str;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use super::live::{Tabs, problems};
use super::watch::{Stir, Watch};
use super::{News, Settings, Tell};
use crate::build::engine::Where;
use crate::build::preview::{Answer, Preview, Seen};
use crate::diagnostic::Diagnostic;

/// When so many files have been read, what is known is saved as soon as nothing happens.
const WORTH_SAVING: usize = 100;

/// Nothing happens, when nothing has happened for so long.
const IDLE: Duration = Duration::from_secs(2);

/// The longest time between two looks at the clock: it may be set, and computers sleep.
const NAP: Duration = Duration::from_secs(60);

/// The site as it stands now.
pub enum State {
    /// It is being read.
    Reading,
    /// Its configuration cannot be read.
    Closed(Vec<Diagnostic>),
    Open(Box<Preview>),
}

pub struct Session {
    pub settings: Settings,
    site: Arc<Mutex<State>>,
    /// Whether the site has been read, or cannot be.
    ready: watch::Sender<bool>,
    pub tabs: Tabs,
    /// The paths below which the site has stood since the start, the present one last.
    homes: std::sync::Mutex<Vec<String>>,
    tell: Tell,
}

/// What is sent for a path, and how it is known.
pub struct Reply {
    pub answer: Answer,
    pub status: u16,
    /// What the browser shows when it shows this.
    pub stamp: String,
}

impl Session {
    pub fn new(settings: Settings, tell: Tell) -> Session {
        Session {
            settings,
            site: Arc::new(Mutex::new(State::Reading)),
            ready: watch::Sender::new(false),
            tabs: Tabs::default(),
            homes: std::sync::Mutex::default(),
            tell,
        }
    }

    /// The site, once it has been read; `None` when that takes longer than `patience`.
    pub async fn site(&self, patience: Duration) -> Option<OwnedMutexGuard<State>> {
        let mut ready = self.ready.subscribe();
        tokio::time::timeout(patience, ready.wait_for(|ready| *ready)).await.ok()?.ok()?;
        Some(self.site.clone().lock_owned().await)
    }

    /// Reads the site, then keeps it up to date until the watch is ended.
    pub fn keep(&self, watch: &mut Watch) {
        let mut unsaved = 0;
        let mut looked = Instant::now();
        self.update(Where::Everywhere, &mut unsaved);
        self.ready.send_replace(true);
        loop {
            let due = self.due();
            let soonest = if unsaved >= WORTH_SAVING { IDLE } else { NAP };
            let nap = due.map_or(soonest, |due| due.min(soonest));
            match watch.wait(Some(Instant::now() + nap)) {
                Stir::Over => break,
                Stir::Paths(paths) => self.update(Where::At(&paths), &mut unsaved),
                Stir::Anything => self.update(Where::Everywhere, &mut unsaved),
                Stir::Quiet if self.due().is_some_and(|due| due.is_zero()) => {
                    self.update(Where::At(&BTreeSet::new()), &mut unsaved);
                }
                Stir::Quiet if unsaved >= WORTH_SAVING && looked.elapsed() >= IDLE => {
                    self.save();
                    unsaved = 0;
                    continue;
                }
                Stir::Quiet => continue,
            }
            looked = Instant::now();
        }
    }

    /// How long it is until time alone changes the site.
    fn due(&self) -> Option<Duration> {
        match &*self.site.blocking_lock() {
            State::Open(preview) => preview.engine().due(),
            _ => None,
        }
    }

    /// Takes in what moved, and tells everybody whom it concerns.
    fn update(&self, at: Where<'_>, unsaved: &mut usize) {
        let mut site = self.site.blocking_lock();
        // A mistake of ours must not end the editor's day: the site is read anew, as if we had just been started.
        let seen = catch_unwind(AssertUnwindSafe(|| self.look(&mut site, at))).unwrap_or_else(|_| {
            *site = State::Reading;
            catch_unwind(AssertUnwindSafe(|| self.look(&mut site, Where::Everywhere))).unwrap_or_else(|_| {
                *site = State::Closed(vec![broken()]);
                None
            })
        });
        *unsaved += seen.as_ref().map_or(0, |seen| seen.parsed);
        let moved = self.settle(&site);
        if seen.as_ref().is_none_or(|seen| seen.has_moved) {
            self.tell_tabs(&mut site, seen.as_ref());
        }
        let diagnostics = diagnostics(&site);
        match (&*site, seen) {
            (State::Open(preview), Some(seen)) => {
                (self.tell)(News::Looked { preview, seen: &seen, diagnostics: &diagnostics });
            }
            _ => (self.tell)(News::Closed(&diagnostics)),
        }
        if let Some(address) = moved {
            (self.tell)(News::Moved(&address));
        }
    }

    /// Notes below which path the site stands; the site's new address in the preview when that is another one than before.
    fn settle(&self, site: &State) -> Option<String> {
        let State::Open(preview) = site else { return None };
        let home = &preview.engine().config().base_path;
        let mut homes = self.homes.lock().unwrap_or_else(PoisonError::into_inner);
        if homes.last() == Some(home) {
            return None;
        }
        let is_first = homes.is_empty();
        homes.retain(|other| other != home);
        homes.push(home.clone());
        let origin = self.settings.options.origin.as_deref().unwrap_or_default();
        (!is_first).then(|| format!("{origin}{home}/"))
    }

    /// Where a path leads below which the site stood until its address got another one: who has it open is not lost. Of the
    /// paths below the present home only those below a longer one are meant, so that nobody is sent round in circles.
    fn moved_home(&self, home: &str, path: &str) -> Option<Reply> {
        let is_below = path.strip_prefix(home).is_some_and(|rest| rest.starts_with('/'));
        let homes = self.homes.lock().unwrap_or_else(PoisonError::into_inner);
        let former = homes.iter().filter(|former| *former != home && (!is_below || former.len() > home.len()));
        let rests = former.filter_map(|former| path.strip_prefix(former.as_str()).filter(|rest| rest.starts_with('/')));
        let rest = rests.min_by_key(|rest| rest.len())?;
        Some(Reply::new(Answer::Moved(format!("{home}{}", crate::base::escape::ascii(rest))), 302))
    }

    fn look(&self, site: &mut State, at: Where<'_>) -> Option<Seen> {
        if let State::Open(preview) = site {
            return Some(preview.look(at));
        }
        match Preview::open(&self.settings.root, self.settings.options.clone()) {
            Ok(preview) => {
                let mut preview = Box::new(preview);
                let seen = preview.look(Where::Everywhere);
                *site = State::Open(preview);
                Some(seen)
            }
            Err(said) => {
                *site = State::Closed(said);
                None
            }
        }
    }

    fn tell_tabs(&self, site: &mut State, seen: Option<&Seen>) {
        let pages = self.tabs.pages();
        if pages.is_empty() {
            return;
        }
        let replies: Vec<_> = pages.iter().map(|page| (page, self.reply(site, page))).collect();
        // Only now, since a page says what is wrong with it when it is made.
        let problems = problems(&diagnostics(site));
        for (page, reply) in replies {
            self.tabs.tell_page(page, &reply.stamp, reply.status, &problems);
        }
        let base_path = match site {
            State::Open(preview) => preview.engine().config().base_path.clone(),
            _ => String::new(),
        };
        let files = seen.map(|seen| seen.files.as_slice()).unwrap_or_default().iter();
        let files: Vec<String> = files.map(|url| format!("{base_path}{}", crate::base::escape::ascii(url))).collect();
        self.tabs.tell_all(&files);
    }

    /// What is at a path, as a browser asks for it: percent-encoded, with the site's own path.
    pub fn reply(&self, site: &mut State, path: &str) -> Reply {
        let State::Open(preview) = site else { return Reply::new(Answer::Broken, 500) };
        let base_path = preview.engine().config().base_path.clone();
        let Ok(decoded) = percent_decode_str(path).decode_utf8() else { return missing(preview) };
        let Some(url) = decoded.strip_prefix(base_path.as_str()).filter(|url| url.starts_with('/')) else {
            let home = format!("{base_path}/");
            let is_above = decoded == "/" || decoded == base_path;
            if is_above {
                return Reply::new(Answer::Moved(home), 302);
            }
            return self.moved_home(&base_path, &decoded).unwrap_or_else(|| missing(preview));
        };
        match preview.answer(url) {
            Answer::Missing => match elsewhere(preview, url) {
                Some(url) => {
                    let to = format!("{base_path}{}", crate::base::escape::ascii(&url));
                    Reply::new(Answer::Moved(to), 301)
                }
                None => self.moved_home(&base_path, &decoded).unwrap_or_else(|| missing(preview)),
            },
            Answer::Broken => Reply::new(Answer::Broken, 500),
            Answer::Moved(to) => Reply::new(Answer::Moved(to), 301),
            answer => Reply::new(answer, 200),
        }
    }

    /// Everything that may be wrong, for a tab that was just opened.
    pub fn problems(&self, site: &State) -> String {
        problems(&diagnostics(site))
    }

    /// Saves what is known of the site, if it is at rest within a second.
    pub fn save(&self) {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(1) {
            if let Ok(mut site) = self.site.try_lock() {
                if let State::Open(preview) = &mut *site {
                    preview.save();
                }
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Reply {
    fn new(answer: Answer, status: u16) -> Reply {
        let stamp = match &answer {
            Answer::Page(shown) => format!("{:?}", shown.stamp),
            Answer::File { stamp, .. } | Answer::BuiltIn { stamp, .. } => format!("{stamp:?}"),
            Answer::Moved(to) => to.clone(),
            Answer::Broken => "broken".to_string(),
            Answer::Missing => "missing".to_string(),
        };
        Reply { answer, status, stamp: if status == 200 { stamp } else { format!("{status}-{stamp}") } }
    }
}

/// The site's own page for addresses that do not exist.
fn missing(preview: &mut Preview) -> Reply {
    Reply::new(preview.answer("/404.html"), 404)
}

/// Where an address leads that was written a little otherwise: without the slash at its end, or with `index.html`.
fn elsewhere(preview: &mut Preview, url: &str) -> Option<String> {
    let other = match url.strip_suffix("index.html") {
        Some(folder) if folder.ends_with('/') => folder.to_string(),
        _ if url.ends_with('/') => return None,
        _ => format!("{url}/"),
    };
    preview.engine().ledger().find(&other)?;
    Some(other)
}

fn diagnostics(site: &State) -> Vec<Diagnostic> {
    match site {
        State::Reading => Vec::new(),
        State::Closed(said) => said.clone(),
        State::Open(preview) => preview.diagnostics(),
    }
}

/// What is said when reading the site ends in a panic, twice.
fn broken() -> Diagnostic {
    Diagnostic::error("internal", "rassegna made a mistake of its own while it read this site")
        .help("The terminal says more. Please report it, with the file that you saved last.")
}
