//! One update: gather what changed, look for repairs, make, publish.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::addresses;
use super::compressed;
use super::engine::{Engine, Progress, Purpose, Turn, Where};
use super::ledger::{Made, Page, PageId, Reason};
use super::lock::{self, Lock};
use super::making::{Print, UNWRITTEN, UNWRITTEN_HELP, make_all, make_copies};
use super::manifest::{Found, Manifest};
use super::obstacles;
use super::outcome::{Changes, Outcome, Tally};
use super::planning;
use super::publish::{self, Stage, Staged, Work};
use super::store::{self, Remembered};
use crate::base::path::output_file;
use crate::base::platform::{open_lock, slashed};
use crate::base::stamp::Stamp;
use crate::diagnostic::{self, Diagnostic, Span};
use crate::page::kind::Address;
use crate::page::kinds::KINDS;
use crate::site::fact::{Fact, Subject};
use crate::site::held::Reveal;
use crate::source::scan::Look;

/// So many times pages are made again when an editor saves while they are made.
const PATIENCE: usize = 2;

impl Engine {
    pub(super) fn run(&mut self, at: Where<'_>, progress: Progress<'_>, turn: &mut Turn) -> Outcome {
        let gathered = match self.gather(at) {
            Ok(gathered) => gathered,
            Err(said) => return Outcome { diagnostics: said, ..Outcome::default() },
        };
        let mut diagnostics = self.diagnostics();
        diagnostics.extend(self.guarded.said.iter().cloned());
        self.find_repairs(&mut diagnostics);
        let mut outcome = self.counts();
        outcome.changes.tally.parsed = gathered.parsed;
        if self.is_theme_broken() {
            // Every page would fail for the same reason; the theme's own errors are what is to be read.
            outcome.diagnostics = diagnostics;
            return outcome;
        }
        match self.make(&mut diagnostics, progress, &mut outcome.changes) {
            Ok(mut work) => {
                work.reveals = self.options.reveal != Reveal::default();
                tell_once(&mut diagnostics);
                // Copies of pictures have come to be while pages were made.
                outcome.pages = self.ledger.len();
                if self.world.articles.take_moved() && turn.number < PATIENCE {
                    self.overtaken = true;
                    return outcome;
                }
                self.check_ways(&work, &mut diagnostics);
                if !diagnostic::has_errors(&diagnostics) {
                    self.publish(work, &mut diagnostics, &mut outcome, turn);
                }
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
        outcome.diagnostics = diagnostics;
        outcome
    }

    /// Pages whose files are missing, or were changed by another hand, are made again.
    fn find_repairs(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        if self.manifest.files.is_empty() {
            self.find_foreign(diagnostics);
        }
        let output = &self.output;
        let unsound: Vec<(String, bool)> = self
            .manifest
            .files
            .par_iter()
            .filter_map(|(path, owned)| match std::fs::symlink_metadata(output.join(path)) {
                Ok(metadata) if metadata.is_file() && Look::of(&metadata) == owned.look => None,
                Ok(_) => Some((path.clone(), true)),
                Err(_) => Some((path.clone(), false)),
            })
            .collect();
        for (path, is_there) in unsound {
            if !is_there {
                self.manifest.files.remove(&path);
            } else if let Some(owned) = self.manifest.files.get_mut(&path) {
                // It is ours, but not as we left it: it counts as another file until it is written again.
                owned.stamp = Stamp::ABSENT;
            }
        }
        let made: Vec<(PageId, &Page)> =
            self.ledger.pages().filter(|(_, page)| page.made && page.output != Stamp::ABSENT).collect();
        let is_sound = |page: &Page| {
            let owned = self.manifest.files.get(&output_file(&page.address.url));
            owned.is_some_and(|owned| owned.stamp == page.output && !self.lacks_form(page, owned.look.size))
        };
        let unsound: Vec<PageId> = made.into_par_iter().filter(|(_, page)| !is_sound(page)).map(|(id, _)| id).collect();
        for id in unsound {
            self.dirty.entry(id).or_insert(Reason::Repair);
        }
    }

    /// Whether a page is without one of its smaller forms.
    fn lacks_form(&self, page: &Page, size: u64) -> bool {
        let file = output_file(&page.address.url);
        compressed::wanted(&self.world.config, &file, size).any(|form| {
            let (path, stamp) = (compressed::file(&file, form), compressed::stamp(page.output, form));
            self.manifest.files.get(&path).is_none_or(|owned| owned.stamp != stamp)
                && self.ledger.find(&address_of(&path)).is_none()
        })
    }

    /// Whether a file of the output is a smaller form of another, and is to stay.
    fn is_form(&self, path: &str, work: &Work) -> bool {
        let Some((file, form)) = compressed::source(path) else { return false };
        let size = match work.write.get(file) {
            Some((staged, _)) => Some(staged.size()),
            None => self.manifest.files.get(file).map(|owned| owned.look.size),
        };
        let is_wanted = |size| compressed::wanted(&self.world.config, file, size).any(|wanted| wanted == form);
        size.is_some_and(is_wanted) && self.ledger.find(&address_of(file)).is_some()
    }

    /// The folder has no manifest: what is in it is not ours, and is told.
    fn find_foreign(&self, diagnostics: &mut Vec<Diagnostic>) {
        let foreign = obstacles::foreign(&self.output);
        if foreign.is_empty() || self.options.clean {
            return;
        }
        let some: Vec<&str> = foreign.iter().take(5).map(String::as_str).collect();
        let message = format!(
            "the output folder holds files that rassegna did not write ({} of them); they are left alone",
            foreign.len()
        );
        diagnostics.push(
            Diagnostic::warning("foreign-files", message)
                .at(Span::file(self.shown("")))
                .help(format!("Among them: {}. `--clean` removes them.", some.join(", "))),
        );
    }

    /// What is not ours is not written over, and nothing is begun that could not be finished.
    fn check_ways(&self, work: &Work, diagnostics: &mut Vec<Diagnostic>) {
        let found = obstacles::in_the_way(&self.output, &self.manifest, work, self.options.clean);
        let Some(first) = found.first() else { return };
        let message = match found.len() {
            1 => "something that rassegna did not write stands where a page belongs".to_string(),
            many => format!("{many} files or folders that rassegna did not write stand where pages belong"),
        };
        diagnostics.push(
            Diagnostic::error("file-in-the-way", message)
                .at(Span::file(self.shown(first)))
                .help("Move it away, choose another folder with `--output`, or let it be replaced with `--clean`."),
        );
    }

    fn shown(&self, path: &str) -> String {
        let folder = self.output.strip_prefix(&self.root).unwrap_or(&self.output);
        slashed(&folder.join(path)).trim_end_matches('/').to_string()
    }

    fn make(
        &mut self,
        diagnostics: &mut Vec<Diagnostic>,
        progress: Progress<'_>,
        changes: &mut Changes,
    ) -> Result<Work, Diagnostic> {
        let mut work = Work::default();
        self.dirty.retain(|id, _| self.ledger.page(*id).is_some());
        self.say_again(diagnostics);
        if self.dirty.is_empty() {
            // There may be nothing to write for a long time; what a killed build left need not wait for it.
            let _ = publish::clear(&self.output);
        } else {
            let fresh = self.manifest.files.is_empty();
            let stage = Stage::set_up(&self.output, fresh).map_err(|error| self.cannot_write(&error))?;
            let pages = self.to_be_made(|address| !is_copy(address));
            self.make_batch(&pages, &stage, &mut work, diagnostics, progress, changes);
            // Pages wish for smaller copies of their pictures; those are made when all wishes are known.
            self.plan_copies(diagnostics);
            let copies = self.to_be_made(is_copy);
            self.make_batch(&copies, &stage, &mut work, diagnostics, progress, changes);
            // The stage is taken down when it goes out of scope: what was published has been renamed by then.
            work.stage = Some(stage);
        }
        for url in std::mem::take(&mut self.gone) {
            // Another page may have taken its place.
            if self.ledger.find(&url).is_none() {
                self.gone.insert(url);
            }
        }
        let is_gone = |path: &&String| self.ledger.find(&address_of(path)).is_none() && !self.is_form(path, &work);
        let gone: Vec<String> = self.manifest.files.par_iter().map(|(path, _)| path).filter(is_gone).cloned().collect();
        work.remove.extend(gone);
        if self.options.clean {
            let foreign = obstacles::foreign(&self.output).into_iter();
            let foreign = foreign.filter(|path| self.ledger.find(&address_of(path)).is_none());
            let foreign: Vec<String> = foreign.filter(|path| !self.is_form(path, &work)).collect();
            work.remove.extend(foreign);
        }
        work.renew = self.doubtful && !self.manifest.files.is_empty();
        Ok(work)
    }

    /// The pages of some sort that must be made, in their order: articles before the listings, and those of the same days one after
    /// another, for they show the same.
    fn to_be_made(&self, is_of_sort: impl Fn(&Address) -> bool) -> Vec<(PageId, Address)> {
        let all = self.dirty.keys().filter_map(|id| Some((*id, &self.ledger.page(*id)?.address)));
        let wanted = all.filter(|(_, address)| is_of_sort(address));
        let order = |Address { kind, subject, part, .. }: &Address| {
            // An article's own page is the last to need its body.
            let is_late = !KINDS[usize::from(*kind)].shows_bodies();
            (is_late, !matches!(subject, Subject::Article(_)), self.world.site.newest_on(*subject, *part))
        };
        let mut pages: Vec<_> = wanted.map(|(id, address)| (order(address), id, address.clone())).collect();
        pages.par_sort_unstable_by(|a, b| (a.0, &a.2.url, a.1).cmp(&(b.0, &b.2.url, b.1)));
        pages.into_iter().map(|(_, id, address)| (id, address)).collect()
    }

    /// Plans the copies that the pages, as they were made now, wish for.
    fn plan_copies(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let plan = planning::plan_copies(&mut self.ledger, &self.world.site);
        if !plan.fresh.is_empty() {
            let known = std::mem::take(&mut self.about_addresses);
            self.about_addresses = addresses::check(&self.ledger, &self.world.site);
            diagnostics.extend(self.about_addresses.iter().filter(|one| !known.contains(one)).cloned());
        }
        for page in &plan.fresh {
            self.dirty.insert(*page, Reason::New);
        }
        self.dirty.retain(|id, _| self.ledger.page(*id).is_some());
        self.gone.extend(plan.gone.into_iter().map(|address| address.url));
    }

    fn make_batch(
        &mut self,
        pages: &[(PageId, Address)],
        stage: &Stage,
        work: &mut Work,
        diagnostics: &mut Vec<Diagnostic>,
        progress: Progress<'_>,
        changes: &mut Changes,
    ) {
        let manifest = &self.manifest;
        let has = |path: &str, stamp: Stamp| manifest.files.get(path).is_some_and(|owned| owned.stamp == stamp);
        let (done, all) = (AtomicUsize::new(0), pages.len());
        let progress = || progress(done.fetch_add(1, Ordering::Relaxed) + 1, all);
        let prints = match pages.first() {
            Some((_, first)) if is_copy(first) => make_copies(&self.world, pages, stage, has, progress),
            _ => make_all(&self.world, pages, stage, has, progress),
        };
        changes.tally.composed += prints.len();
        self.world.articles.rest();
        // What listings shared is of no use any more. One thread gives it back while the other writes down what was made.
        let shared = (self.world.cards.take(), self.world.components.take());
        rayon::join(|| drop(shared), || self.write_down(pages, prints, work, diagnostics, changes));
    }

    /// Takes in what was made of these pages: what they asked, what is to be published, and what there is to say.
    fn write_down(
        &mut self,
        pages: &[(PageId, Address)],
        prints: Vec<(PageId, Print)>,
        work: &mut Work,
        diagnostics: &mut Vec<Diagnostic>,
        changes: &mut Changes,
    ) {
        self.learn(&prints);
        self.world.site.index.rest();
        let dirty = &self.dirty;
        let files: Vec<String> = pages.par_iter().map(|(_, address)| output_file(&address.url)).collect();
        let mut written: Vec<(String, (Staged, Stamp))> = Vec::with_capacity(prints.len());
        let made: Vec<(PageId, Made)> = prints
            .into_iter()
            .zip(files)
            .map(|((id, print), file)| {
                changes.tally.pressed += usize::from(print.pressed);
                diagnostics.extend(print.diagnostics.iter().cloned());
                written.extend(print.staged.map(|staged| (file, (staged, print.output))));
                written.extend(print.forms.into_iter().map(|(path, staged, stamp)| (path, (staged, stamp))));
                let made = Made {
                    template: print.template,
                    asked: print.asked,
                    output: print.output,
                    reason: dirty.get(&id).cloned().unwrap_or(Reason::New),
                    diagnostics: print.diagnostics,
                };
                (id, made)
            })
            .collect();
        // One map is made whole and then joined to the other: to put in file by file takes longer.
        rayon::join(|| work.write.append(&mut written.into_iter().collect()), || self.ledger.record(made));
    }

    /// What was said of pages that are not made now is still true.
    fn say_again(&self, diagnostics: &mut Vec<Diagnostic>) {
        let kept = self.ledger.said().filter(|(id, _)| !self.dirty.contains_key(id));
        diagnostics.extend(kept.flat_map(|(_, said)| said.iter().cloned()));
    }

    /// Gives new facts their stamps.
    pub(super) fn learn(&mut self, prints: &[(PageId, Print)]) {
        let unknown: Vec<Fact> = self.ledger.unknown(prints.par_iter().flat_map_iter(|(_, print)| &print.asked));
        let stamps: Vec<Stamp> = unknown.par_iter().map(|fact| self.world.stamp(*fact)).collect();
        self.ledger.make_room(unknown.len());
        for (fact, stamp) in unknown.into_iter().zip(stamps) {
            self.ledger.learn(fact, stamp);
        }
    }

    fn publish(&mut self, work: Work, diagnostics: &mut Vec<Diagnostic>, outcome: &mut Outcome, turn: &mut Turn) {
        if turn.lock.is_none() {
            match self.lock() {
                Ok(lock) => turn.lock = Some(lock),
                Err(diagnostic) => return diagnostics.push(diagnostic),
            }
        }
        if Manifest::stamp(&self.output) != self.seen {
            self.read_manifest();
            self.overtaken = true;
            return;
        }
        let changes = &mut outcome.changes;
        let written: Vec<String> = sorted(work.write.par_iter().map(|(path, _)| address_of(path)));
        let removed: Vec<String> = sorted(work.remove.par_iter().map(|path| address_of(path)));
        let quiet = self.dirty.is_empty() && self.gone.is_empty() && changes.tally == Tally::default();
        // The ledger is put into bytes while the files are renamed; it is written when they are.
        let (published, remembered) = rayon::join(
            || publish::publish(&self.output, &self.manifest, work),
            || if quiet { None } else { Some(self.remembered()) },
        );
        match published {
            Ok(manifest) => {
                self.seen = Manifest::stamp(&self.output);
                self.manifest = manifest;
                self.doubtful = false;
            }
            Err(error) => {
                // What is now in the folder is partly old and partly new: look again before the next update.
                self.read_manifest();
                return diagnostics.push(self.cannot_write(&error));
            }
        }
        changes.tally.written = written.len();
        let pages = written.par_iter().filter(|address| self.ledger.find(address).is_some()).count();
        changes.kept = self.ledger.len().saturating_sub(pages);
        changes.written = written;
        changes.removed = removed;
        self.dirty.clear();
        self.gone.clear();
        outcome.published = true;
        if self.shows_readers() {
            // Before the ledger, which says that it was done.
            diagnostics.extend(self.guarded.remember(&self.root));
        }
        let saved =
            remembered.map(|body| body.and_then(|body| store::save(&self.root, &self.name, self.identity, &body)));
        if let Some(Err(error)) = saved {
            diagnostics.push(
                Diagnostic::warning("no-ledger", format!("the ledger cannot be saved: {error}"))
                    .help("The site is published; the next build will make every page again."),
            );
        }
    }

    fn remembered(&self) -> std::io::Result<store::Body> {
        store::remember(&Remembered {
            tree: &self.tree,
            site: self.world.site.saved(),
            ledger: self.ledger.saved(),
            said: &self.said,
            guarded: self.guarded.saved(self.shows_readers()),
        })
    }

    /// Whether what is made is what readers see: what was not yet, or no longer, to be seen has not been published by being
    /// looked at.
    fn shows_readers(&self) -> bool {
        matches!(self.purpose, Purpose::Build) && self.options.reveal == Reveal::default()
    }

    /// Saves the ledger alone. Another process that is about to do the same has its own reasons; then this one does not.
    pub(super) fn save_for_next(&self) {
        let folder = self.root.join(store::FOLDER);
        let name = &self.name;
        let lock = std::fs::create_dir_all(&folder).and_then(|()| open_lock(&folder.join(format!("{name}-lock"))));
        if let Ok(lock) = lock
            && lock.try_lock().is_ok()
            && let Ok(body) = self.remembered()
        {
            // What is not saved is read again by the next run, which loses nothing but a little time.
            let _ = store::save(&self.root, name, self.identity, &body);
        }
    }

    fn read_manifest(&mut self) {
        self.take_manifest(Found::read(&self.output));
    }

    /// Believes the manifest that was found in the output folder, as far as it is to be believed.
    pub(super) fn take_manifest(&mut self, found: Found) {
        self.seen = found.stamp;
        self.manifest = found.manifest;
        self.doubtful = !found.is_whole;
        if self.doubtful {
            obstacles::adopt(&self.output, &mut self.manifest, &self.ledger, &self.world.config);
        }
    }

    /// Only one process publishes at a time; a second one waits, and is told so if that takes long.
    fn lock(&self) -> Result<Lock, Diagnostic> {
        let lock = lock::take(&self.root.join(store::FOLDER), "lock").map_err(|error| self.cannot_write(&error))?;
        lock.ok_or_else(|| {
            Diagnostic::error("locked", "another rassegna is publishing this site, and has not finished yet")
                .help("Wait until it has, then build again. Nothing was changed.")
        })
    }

    fn cannot_write(&self, error: &std::io::Error) -> Diagnostic {
        Diagnostic::error(UNWRITTEN, format!("the output cannot be written: {error}"))
            .at(Span::file(self.shown("")))
            .help(UNWRITTEN_HELP)
    }
}

/// On a full disk no page can be written: the first of them tells all.
fn tell_once(diagnostics: &mut Vec<Diagnostic>) {
    let is_unwritten = |one: &Diagnostic| one.code == UNWRITTEN;
    let others = diagnostics.iter().filter(|one| is_unwritten(one)).count().saturating_sub(1);
    if others == 0 {
        return;
    }
    let mut is_first = true;
    diagnostics.retain(|one| !is_unwritten(one) || std::mem::take(&mut is_first));
    if let Some(first) = diagnostics.iter_mut().find(|one| is_unwritten(one)) {
        first.message = format!("{}; nor can {others} other files", first.message);
    }
}

fn is_copy(address: &Address) -> bool {
    matches!(address.subject, Subject::Copy(_))
}

fn sorted(addresses: impl ParallelIterator<Item = String>) -> Vec<String> {
    let mut addresses: Vec<String> = addresses.collect();
    addresses.par_sort_unstable();
    addresses
}

/// The address at which a file of the output folder is found.
fn address_of(path: &str) -> String {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{path}"),
    }
}
