//! Which files of the site moved: the file system's events, settled and brought to paths within the site.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{CreateKind, EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::base::path;
use crate::build::engine::AREAS;

/// A burst of events is over when none has come for so long: an editor's save is several events within a millisecond.
const SETTLED: Duration = Duration::from_millis(8);

/// A burst that does not end is taken in parts, so that something is seen of it.
const LONGEST: Duration = Duration::from_millis(250);

/// A new folder is looked at once more after so long: what was put into it before it was watched came without an event.
const AGAIN: Duration = Duration::from_millis(150);

/// How often files are looked at where there are no events.
const POLL: Duration = Duration::from_millis(400);

/// What woke the watch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stir {
    /// These files or folders may have changed, relative to the site's folder.
    Paths(BTreeSet<String>),
    /// Events were lost, or there are none here: look everywhere.
    Anything,
    /// Nothing has happened until the time that was given.
    Quiet,
    /// Somebody asked it to end.
    Over,
}

enum Signal {
    Event(Event),
    Lost,
    End,
}

/// Ends a watch from another thread.
#[derive(Clone)]
pub struct Ender(Sender<Signal>);

impl Ender {
    pub fn end(&self) {
        // A watch that is gone has ended already.
        let _ = self.0.send(Signal::End);
    }
}

pub struct Watch {
    root: PathBuf,
    /// As the system names the folder: events name files by it.
    real_root: PathBuf,
    signals: Receiver<Signal>,
    sender: Sender<Signal>,
    watcher: Option<RecommendedWatcher>,
    /// The areas that are watched with all that is below them.
    watched: BTreeSet<&'static str>,
    /// Folders that must be looked at once more, and when.
    again: Option<(Instant, BTreeSet<String>)>,
}

impl Watch {
    /// Watches a site's folder. With `poll`, or where the system gives no events, it only says from time to time that
    /// anything may have changed; the second value says why, if that was not asked for.
    pub fn new(root: &Path, poll: bool) -> (Watch, Option<String>) {
        let (sender, signals) = channel();
        let mut watch = Watch {
            root: root.to_path_buf(),
            real_root: root.canonicalize().unwrap_or_else(|_| root.to_path_buf()),
            signals,
            sender,
            watcher: None,
            watched: BTreeSet::new(),
            again: None,
        };
        if poll {
            return (watch, None);
        }
        let problem = watch.begin().err().map(|error| error.to_string());
        if problem.is_some() {
            watch.watcher = None;
        }
        (watch, problem)
    }

    pub fn ender(&self) -> Ender {
        Ender(self.sender.clone())
    }

    fn begin(&mut self) -> notify::Result<()> {
        let sender = self.sender.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let signal = match event {
                Ok(event) if event.need_rescan() => Signal::Lost,
                Ok(event) => Signal::Event(event),
                // What could not be told of may have been anything.
                Err(_) => Signal::Lost,
            };
            // The watch may just have ended.
            let _ = sender.send(signal);
        })?;
        // The folder itself, for the configuration and for areas that come and go; not what is below it, where the output,
        // the ledger and perhaps a repository's own folder are written to all the time.
        watcher.watch(&self.real_root, RecursiveMode::NonRecursive)?;
        self.watcher = Some(watcher);
        self.watch_areas()
    }

    /// Watches the areas that there are. One that was made anew is another folder of the same name.
    fn watch_areas(&mut self) -> notify::Result<()> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        for area in AREAS {
            let folder = self.real_root.join(area);
            if folder.is_dir() && self.watched.insert(area) {
                watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    /// Waits for something to happen, at the longest until `until`, and until it has settled.
    pub fn wait(&mut self, until: Option<Instant>) -> Stir {
        let mut paths = BTreeSet::new();
        let mut lost = false;
        let end = self.first_wait(until);
        match self.receive(end) {
            Ok(Signal::End) => return Stir::Over,
            Ok(signal) => self.note(signal, &mut paths, &mut lost),
            Err(RecvTimeoutError::Disconnected) => return Stir::Over,
            Err(RecvTimeoutError::Timeout) => return self.after_quiet(),
        }
        let began = Instant::now();
        while began.elapsed() < LONGEST {
            match self.signals.recv_timeout(SETTLED) {
                Ok(Signal::End) | Err(RecvTimeoutError::Disconnected) => return Stir::Over,
                Ok(signal) => self.note(signal, &mut paths, &mut lost),
                // What concerns nobody does not settle anything either.
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
        if lost {
            return Stir::Anything;
        }
        if paths.is_empty() { Stir::Quiet } else { Stir::Paths(paths) }
    }

    fn first_wait(&self, until: Option<Instant>) -> Option<Instant> {
        let poll = self.watcher.is_none().then(|| Instant::now() + POLL);
        let again = self.again.as_ref().map(|(at, _)| *at);
        [until, poll, again].into_iter().flatten().min()
    }

    fn receive(&self, end: Option<Instant>) -> Result<Signal, RecvTimeoutError> {
        match end {
            Some(end) => self.signals.recv_timeout(end.saturating_duration_since(Instant::now())),
            None => self.signals.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn after_quiet(&mut self) -> Stir {
        match self.again.take() {
            Some((at, folders)) if at <= Instant::now() => Stir::Paths(folders),
            again => {
                self.again = again;
                if self.watcher.is_none() { Stir::Anything } else { Stir::Quiet }
            }
        }
    }

    fn note(&mut self, signal: Signal, paths: &mut BTreeSet<String>, lost: &mut bool) {
        let event = match signal {
            Signal::Event(event) => event,
            Signal::Lost => {
                *lost = true;
                return;
            }
            Signal::End => return,
        };
        // Our own reading is no change; nor is a new time or another permission: where those matter, the bytes tell.
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let may_be_folder = matches!(
            event.kind,
            EventKind::Create(CreateKind::Folder | CreateKind::Any | CreateKind::Other)
                | EventKind::Modify(ModifyKind::Name(_))
                | EventKind::Any
        );
        for file in &event.paths {
            let Some(path) = path::relative(&self.root, file).or_else(|| path::relative(&self.real_root, file)) else {
                continue;
            };
            let Some(area) = AREAS.into_iter().find(|area| path.split('/').next() == Some(*area)) else { continue };
            if path == area {
                // The area itself came, went or was replaced.
                if let Some(watcher) = self.watcher.as_mut().filter(|_| self.watched.remove(area)) {
                    // It may be gone, and its watch with it.
                    let _ = watcher.unwatch(&self.real_root.join(area));
                }
                *lost |= self.watch_areas().is_err();
            }
            if may_be_folder && file.is_dir() {
                let (_, folders) = self.again.get_or_insert_with(|| (Instant::now() + AGAIN, BTreeSet::new()));
                folders.insert(path.clone());
            }
            paths.insert(path);
        }
    }
}
