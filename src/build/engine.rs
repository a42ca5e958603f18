//! The one update loop. A full build is the first update: with an empty ledger everything has moved.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::intake;
use super::ledger::{Ledger, Made, PageId, Reason};
use super::making::{Print, make_all};
use super::manifest::Manifest;
use super::outcome::{Changes, Outcome, Tally};
use super::planning;
use super::publish::{self, Stage, Work};
use super::store::{self, Memory, Remembered};
use crate::base::date::Moment;
use crate::base::path::output_file;
use crate::base::stamp::Stamp;
use crate::config::Config;
use crate::diagnostic::{self, Diagnostic, Span};
use crate::page::articles::Articles;
use crate::page::kind::Address;
use crate::page::view::frame::SiteValues;
use crate::page::world::World;
use crate::site::fact::{Fact, Subject};
use crate::site::held::Reveal;
use crate::site::media::Media;
use crate::site::store::Site;
use crate::source::scan::Look;
use crate::source::tree::{self, Delta, Tree};
use crate::theme::data::Data;
use crate::theme::press::Theme;

/// The configuration's file name.
pub const CONFIG: &str = "rassegna.yaml";

/// What a command may choose.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Else `public/` in the site's folder.
    pub output: Option<PathBuf>,
    /// In place of the configuration's `url`.
    pub base_url: Option<String>,
    /// Laid over the configuration.
    pub environment: Option<String>,
    pub reveal: Reveal,
    /// In place of the clock.
    pub now: Option<Moment>,
    /// Files of the output folder that we did not write are removed too, dotfiles excepted.
    pub clean: bool,
}

/// Told as work goes on: pages made, of how many.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// A site that can be built and kept up to date.
pub struct Engine {
    root: PathBuf,
    output: PathBuf,
    options: Options,
    identity: Stamp,
    tree: Tree,
    world: Arc<World>,
    ledger: Ledger,
    manifest: Manifest,
    /// The theme's assets as the site knows them.
    assets: BTreeMap<String, Media>,
    /// What there is to say about each source, and about the theme and the data.
    said: BTreeMap<String, Vec<Diagnostic>>,
    about_theme: Vec<Diagnostic>,
    about_config: Vec<Diagnostic>,
    /// Pages that must be made, with why; it empties when they are published.
    dirty: FxHashMap<PageId, Reason>,
    gone: BTreeSet<String>,
    /// What was found changed while the configuration could not be read.
    backlog: Delta,
    /// The manifest as it was last read or written: another one on disk means that somebody else has published.
    seen: Stamp,
    /// Whether somebody else published while pages were made here.
    overtaken: bool,
    about_addresses: Vec<Diagnostic>,
    /// Whether theme and data were loaded for this world.
    themed: bool,
}

impl Engine {
    /// Opens the site in a folder. Nothing is read yet but the configuration and the ledger of the last build.
    ///
    /// # Errors
    /// What is wrong with the configuration, or that there is none.
    pub fn open(root: &Path, options: Options) -> Result<Engine, Vec<Diagnostic>> {
        let (config, said) = read_config(root, &options)?;
        let output = options.output.clone().unwrap_or_else(|| root.join("public"));
        check_output(root, &output).map_err(|diagnostic| vec![diagnostic])?;
        let identity = identity(&config, &options, &output);
        let manifest = Manifest::read(&output).unwrap_or_default();
        let mut engine = Engine {
            world: Arc::new(world(root, Arc::new(config), &options)),
            root: root.to_path_buf(),
            output: output.clone(),
            identity,
            tree: Tree::new(root, areas()),
            ledger: Ledger::default(),
            manifest,
            assets: BTreeMap::new(),
            said: BTreeMap::new(),
            about_theme: Vec::new(),
            about_config: said,
            dirty: FxHashMap::default(),
            gone: BTreeSet::new(),
            backlog: Delta::default(),
            seen: Manifest::stamp(&output),
            overtaken: false,
            about_addresses: Vec::new(),
            themed: false,
            options,
        };
        if let Some(memory) = store::load(root, LEDGER, identity) {
            engine.remember(memory);
        }
        Ok(engine)
    }

    fn remember(&mut self, memory: Memory) {
        let now = self.now();
        let Some(world) = Arc::get_mut(&mut self.world) else { return };
        self.tree = memory.tree.rooted(&self.root);
        world.site = Site::restore(world.config.clone(), memory.site, now, self.options.reveal);
        self.ledger = Ledger::restore(memory.ledger);
        self.said = memory.said;
        self.assets = theme_media(&world.site);
    }

    /// Everything anew, since the configuration is another.
    fn start_over(&mut self, config: Config) {
        self.identity = identity(&config, &self.options, &self.output);
        self.world = Arc::new(world(&self.root, Arc::new(config), &self.options));
        self.tree = Tree::new(&self.root, areas());
        self.ledger = Ledger::default();
        self.assets.clear();
        self.said.clear();
        self.dirty.clear();
        self.gone.clear();
        self.themed = false;
    }

    /// Brings the output up to date with the sources.
    pub fn build(&mut self) -> Outcome {
        self.build_with(&|_, _| {})
    }

    /// The same, telling how far it is.
    pub fn build_with(&mut self, progress: Progress<'_>) -> Outcome {
        let began = Instant::now();
        let mut outcome = Outcome::default();
        // Another process may publish while pages are made here; then they are looked at once more.
        for _ in 0..3 {
            outcome = self.run(progress);
            if !std::mem::take(&mut self.overtaken) {
                break;
            }
        }
        diagnostic::sort(&mut outcome.diagnostics);
        outcome.took = began.elapsed();
        outcome
    }

    /// Brings the output up to date after these files changed. The paths are hints: what changed is seen by looking.
    pub fn update(&mut self, _paths: &[PathBuf]) -> Outcome {
        self.build()
    }

    fn run(&mut self, progress: Progress<'_>) -> Outcome {
        let mut delta = self.tree.refresh().after(std::mem::take(&mut self.backlog));
        if delta.changed.iter().chain(&delta.removed).any(|path| path == CONFIG) {
            match read_config(&self.root, &self.options) {
                Ok((config, said)) => {
                    self.about_config = said;
                    if config.stamp != self.world.config.stamp {
                        self.start_over(config);
                        delta = self.tree.refresh();
                    }
                }
                Err(said) => {
                    // Nothing of what was found is lost: it is taken up when the configuration can be read.
                    self.backlog = delta;
                    return Outcome { diagnostics: said, ..Outcome::default() };
                }
            }
        }
        let mut diagnostics = std::mem::take(&mut delta.diagnostics);
        let parsed = self.take_in(&delta);
        diagnostics.extend(self.about_config.iter().cloned());
        diagnostics.extend(self.about_theme.iter().cloned());
        diagnostics.extend(self.said.values().flatten().cloned());
        diagnostics.extend(self.about_addresses.iter().cloned());
        diagnostics.extend(planning::check_outputs(&self.world.config));
        self.find_repairs(&mut diagnostics);
        let mut outcome = self.counts();
        outcome.changes.tally.parsed = parsed;
        if diagnostic::has_errors(&self.about_theme) {
            // Every page would fail for the same reason; the theme's own errors are what is to be read.
            outcome.diagnostics = diagnostics;
            return outcome;
        }
        match self.make(&mut diagnostics, progress, &mut outcome.changes) {
            Ok(work) => {
                self.check_ways(&work, &mut diagnostics);
                if !diagnostic::has_errors(&diagnostics) {
                    self.publish(work, &mut diagnostics, &mut outcome);
                }
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
        outcome.diagnostics = diagnostics;
        outcome
    }

    /// Reads what changed, patches the site, asks the touched facts again and plans the touched subjects. Returns how
    /// many files were parsed.
    fn take_in(&mut self, delta: &Delta) -> usize {
        let now = self.now();
        let mut touched = BTreeSet::new();
        let Some(world) = Arc::get_mut(&mut self.world) else { return 0 };
        world.articles.forget_finished();
        let mut intake =
            intake::take_in(&self.root, &self.tree, delta, &world.config, &world.articles, self.options.reveal.drafts);
        let concerns_theme =
            |path: &String| ["templates/", "themes/", "i18n/", "data/"].iter().any(|folder| path.starts_with(folder));
        if !self.themed || delta.changed.iter().chain(&delta.removed).any(concerns_theme) {
            let (data, mut said) = Data::load(&self.root, &self.tree);
            let (theme, about) = Theme::load(&self.root, &self.tree, &world.config, &data);
            said.extend(about);
            self.about_theme = said;
            world.values = SiteValues::new(&world.site, &theme.strings);
            let assets = intake::assets(&theme, &self.assets);
            world.theme = theme;
            for (path, media) in &assets {
                match media {
                    Some(media) => self.assets.insert(path.clone(), media.clone()),
                    None => self.assets.remove(path),
                };
            }
            intake.change.media.extend(assets);
            touched.insert(Subject::Templates);
            self.themed = true;
        }
        for (path, said) in intake.said {
            match said.is_empty() {
                true => self.said.remove(&path),
                false => self.said.insert(path, said),
            };
        }
        touched.extend(world.site.patch(intake.change, now));
        // These have no patch of their own: they are planned once, with an empty ledger.
        if self.ledger.is_empty() {
            touched.insert(Subject::Site);
            touched.extend((0..world.config.languages.len() as u16).map(Subject::Language));
            touched.extend(world.site.all_shelves().map(Subject::Shelf));
        }
        let world = &self.world;
        for (page, facts) in self.ledger.ask_again(&touched, |fact| world.stamp(fact)) {
            self.dirty.entry(page).or_insert(Reason::Moved(facts));
        }
        let plan = planning::plan(&mut self.ledger, &world.site, &touched);
        if !touched.is_empty() {
            self.about_addresses = planning::check(&self.ledger, &world.site);
            self.about_addresses.extend(planning::check_names(&world.site));
            self.about_addresses.extend(planning::check_menus(&world.site));
        }
        for page in plan.fresh {
            self.dirty.insert(page, Reason::New);
        }
        self.gone.extend(plan.gone.into_iter().map(|address| address.url));
        intake.parsed
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
        for (id, page) in self.ledger.pages().filter(|(_, page)| page.made) {
            let owned = self.manifest.files.get(&output_file(&page.address.url));
            if page.output != Stamp::ABSENT && owned.is_none_or(|owned| owned.stamp != page.output) {
                self.dirty.entry(id).or_insert(Reason::Repair);
            }
        }
    }

    /// The folder has no manifest: what is in it is not ours, and is told.
    fn find_foreign(&self, diagnostics: &mut Vec<Diagnostic>) {
        let foreign: Vec<String> = publish::files(&self.output).into_iter().filter(|path| !is_dotfile(path)).collect();
        if foreign.is_empty() || self.options.clean {
            return;
        }
        let some: Vec<&str> = foreign.iter().take(5).map(String::as_str).collect();
        let message =
            format!("the output folder holds {} files that rassegna did not write; they are left alone", foreign.len());
        diagnostics.push(
            Diagnostic::warning("foreign-files", message)
                .at(Span::file(self.shown("")))
                .help(format!("Among them: {}. `--clean` removes them.", some.join(", "))),
        );
    }

    /// A file that is not ours is not written over either.
    fn check_ways(&self, work: &Work, diagnostics: &mut Vec<Diagnostic>) {
        if self.options.clean {
            return;
        }
        let new = work.write.keys().filter(|path| !self.manifest.files.contains_key(*path));
        let is_in_the_way = |path: &&String| match self.output.join(path).symlink_metadata() {
            // A folder of which nothing will be left is no obstacle.
            Ok(metadata) if metadata.is_dir() => {
                let below = publish::files(&self.output.join(path)).into_iter();
                below.map(|file| format!("{path}/{file}")).any(|file| !work.remove.contains(&file))
            }
            Ok(_) => true,
            Err(_) => false,
        };
        let in_the_way: Vec<&String> = new.filter(is_in_the_way).collect();
        if let Some(first) = in_the_way.first() {
            let message =
                format!("{} files that rassegna did not write stand where its pages belong", in_the_way.len());
            diagnostics.push(Diagnostic::error("file-in-the-way", message).at(Span::file(self.shown(first))).help(
                "Move them away, choose another folder with `--output`, or let them be replaced with `--clean`.",
            ));
        }
    }

    fn shown(&self, path: &str) -> String {
        let folder = self.output.strip_prefix(&self.root).unwrap_or(&self.output);
        folder.join(path).to_string_lossy().trim_end_matches('/').to_string()
    }

    fn make(
        &mut self,
        diagnostics: &mut Vec<Diagnostic>,
        progress: Progress<'_>,
        changes: &mut Changes,
    ) -> Result<Work, Diagnostic> {
        let mut work = Work::default();
        let mut pages: Vec<(PageId, Address)> =
            self.dirty.keys().filter_map(|id| Some((*id, self.ledger.page(*id)?.address.clone()))).collect();
        self.dirty.retain(|id, _| self.ledger.page(*id).is_some());
        pages.sort_by(|a, b| a.1.url.cmp(&b.1.url));
        self.say_again(&pages, diagnostics);
        for url in std::mem::take(&mut self.gone) {
            // Another page may have taken its place.
            if self.ledger.find(&url).is_none() {
                self.gone.insert(url);
            }
        }
        let ours = self.manifest.files.keys().filter(|path| self.ledger.find(&address_of(path)).is_none());
        work.remove.extend(ours.cloned());
        if self.options.clean {
            let foreign = publish::files(&self.output).into_iter().filter(|path| !is_dotfile(path));
            work.remove.extend(foreign.filter(|path| self.ledger.find(&address_of(path)).is_none()));
        }
        if pages.is_empty() {
            return Ok(work);
        }
        let stage = Stage::set_up(&self.output).map_err(|error| self.cannot_write(&error))?;
        let manifest = &self.manifest;
        let has = |address: &Address, stamp: Stamp| {
            manifest.files.get(&output_file(&address.url)).is_some_and(|owned| owned.stamp == stamp)
        };
        let (done, all) = (std::sync::atomic::AtomicUsize::new(0), pages.len());
        let prints = make_all(&self.world, &pages, &stage, has, || {
            progress(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, all);
        });
        changes.tally.composed = prints.len();
        self.world.articles.rest();
        self.learn(&prints);
        for ((id, print), (_, address)) in prints.into_iter().zip(&pages) {
            changes.tally.pressed += usize::from(print.pressed);
            diagnostics.extend(print.diagnostics.iter().cloned());
            if let Some(staged) = print.staged {
                work.write.insert(output_file(&address.url), (staged, print.output));
            }
            let reason = self.dirty.get(&id).cloned().unwrap_or(Reason::New);
            self.ledger.record(
                id,
                Made {
                    template: print.template,
                    asked: print.asked,
                    output: print.output,
                    reason,
                    diagnostics: print.diagnostics,
                },
            );
        }
        // The stage is taken down when it goes out of scope: what was published has been renamed by then.
        work.stage = Some(stage);
        Ok(work)
    }

    /// What was said of pages that are not made now is still true.
    fn say_again(&self, pages: &[(PageId, Address)], diagnostics: &mut Vec<Diagnostic>) {
        let now: FxHashSet<PageId> = pages.iter().map(|(id, _)| *id).collect();
        for (id, page) in self.ledger.pages() {
            if !now.contains(&id) {
                diagnostics.extend(page.diagnostics.iter().cloned());
            }
        }
    }

    /// Gives new facts their stamps.
    fn learn(&mut self, prints: &[(PageId, Print)]) {
        let unknown: Vec<Fact> = self.ledger.unknown(prints.iter().flat_map(|(_, print)| &print.asked));
        let stamps: Vec<Stamp> = unknown.par_iter().map(|fact| self.world.stamp(*fact)).collect();
        for (fact, stamp) in unknown.into_iter().zip(stamps) {
            self.ledger.learn(fact, stamp);
        }
    }

    fn publish(&mut self, work: Work, diagnostics: &mut Vec<Diagnostic>, outcome: &mut Outcome) {
        let _lock = match self.lock() {
            Ok(lock) => lock,
            Err(diagnostic) => return diagnostics.push(diagnostic),
        };
        if Manifest::stamp(&self.output) != self.seen {
            self.read_manifest();
            self.overtaken = true;
            return;
        }
        let changes = &mut outcome.changes;
        changes.written = work.write.keys().map(|path| address_of(path)).collect();
        changes.removed = work.remove.iter().map(|path| address_of(path)).collect();
        changes.written.sort();
        changes.removed.sort();
        changes.tally.written = changes.written.len();
        changes.kept = self.ledger.len().saturating_sub(changes.written.len());
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
            }
            Err(error) => {
                // What is now in the folder is partly old and partly new: look again before the next update.
                self.read_manifest();
                return diagnostics.push(self.cannot_write(&error));
            }
        }
        self.dirty.clear();
        self.gone.clear();
        outcome.published = true;
        let saved =
            remembered.map(|bytes| bytes.and_then(|bytes| store::save(&self.root, LEDGER, self.identity, &bytes)));
        if let Some(Err(error)) = saved {
            diagnostics.push(
                Diagnostic::warning("no-ledger", format!("the ledger cannot be saved: {error}"))
                    .help("The site is published; the next build will make every page again."),
            );
        }
    }

    fn remembered(&self) -> std::io::Result<Vec<u8>> {
        store::remember(&Remembered {
            tree: &self.tree,
            site: self.world.site.saved(),
            ledger: self.ledger.saved(),
            said: &self.said,
        })
    }

    fn read_manifest(&mut self) {
        self.manifest = Manifest::read(&self.output).unwrap_or_default();
        self.seen = Manifest::stamp(&self.output);
    }

    /// Only one process publishes at a time; a second one is told so.
    fn lock(&self) -> Result<File, Diagnostic> {
        let folder = self.root.join(store::FOLDER);
        let open = std::fs::create_dir_all(&folder)
            .and_then(|()| File::options().create(true).append(true).open(folder.join("lock")));
        let file = open.map_err(|error| self.cannot_write(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(std::fs::TryLockError::WouldBlock) => {
                Err(Diagnostic::error("locked", "another rassegna is publishing this site")
                    .help("Wait until it has finished, then build again."))
            }
            // A file system without locks: then there is nobody to wait for.
            Err(std::fs::TryLockError::Error(_)) => Ok(file),
        }
    }

    fn cannot_write(&self, error: &std::io::Error) -> Diagnostic {
        Diagnostic::error("cannot-write", format!("the output cannot be written: {error}"))
            .at(Span::file(self.shown("")))
            .help("Is the disk full, or the folder read-only? What was published before is still whole.")
    }

    fn counts(&self) -> Outcome {
        Outcome {
            articles: self.world.site.count(),
            pages: self.ledger.len(),
            held: self.world.site.held.cards.len(),
            ..Outcome::default()
        }
    }

    fn now(&self) -> Moment {
        self.options.now.unwrap_or_else(|| Moment::now(&self.world.config.zone))
    }

    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub fn config(&self) -> &Config {
        &self.world.config
    }

    pub fn output(&self) -> &Path {
        &self.output
    }
}

/// The name of the ledger of builds; the preview server has its own.
const LEDGER: &str = "build";

fn areas() -> Vec<String> {
    [CONFIG, "content", "data", "i18n", "static", "templates", "themes"].map(str::to_string).to_vec()
}

fn world(root: &Path, config: Arc<Config>, options: &Options) -> World {
    let now = options.now.unwrap_or_else(|| Moment::now(&config.zone));
    World {
        root: root.to_path_buf(),
        site: Site::new(config.clone(), now, options.reveal),
        theme: Theme::default(),
        articles: Articles::default(),
        values: SiteValues::none(),
        config,
    }
}

fn theme_media(site: &Site) -> BTreeMap<String, Media> {
    let assets = site.all_files().filter(|media| media.is_of_theme());
    assets.map(|media| (media.path.clone(), media.clone())).collect()
}

/// What a ledger must agree on to be used: the program, the configuration and the options that matter.
fn identity(config: &Config, options: &Options, output: &Path) -> Stamp {
    Stamp::of(&(
        env!("CARGO_PKG_VERSION"),
        program(),
        config.stamp,
        options.reveal,
        &options.base_url,
        &options.environment,
        output.to_string_lossy(),
    ))
}

/// A stamp of the program itself, so that a ledger made by another build of it is not used.
fn program() -> Stamp {
    let look = std::env::current_exe().ok().and_then(|program| std::fs::metadata(program).ok());
    look.map_or(Stamp::ABSENT, |metadata| {
        let look = Look::of(&metadata);
        Stamp::of(&(look.size, look.modified))
    })
}

fn read_config(root: &Path, options: &Options) -> Result<(Config, Vec<Diagnostic>), Vec<Diagnostic>> {
    if !root.join(CONFIG).exists() {
        return Err(vec![
            Diagnostic::error("no-site", format!("there is no `{CONFIG}` in {}", root.display()))
                .help("Go into a site's folder, name it with `--root`, or make a new site with `rassegna init DIR`."),
        ]);
    }
    let source = tree::read(root, CONFIG).map_err(|diagnostic| vec![diagnostic])?;
    let chosen = crate::config::Options {
        environment: options.environment.as_deref(),
        base_url: options.base_url.as_deref(),
        variable: &environment,
    };
    let (config, said) = Config::read(CONFIG, &source.text, &chosen);
    if diagnostic::has_errors(&said) { Err(said) } else { Ok((config, said)) }
}

/// A variable of the environment, which only `${NAME}` in the configuration asks for.
#[expect(clippy::disallowed_methods, reason = "this is the one door to the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// An output folder that holds the sources, or is one of them, would be the end of them.
fn check_output(root: &Path, output: &Path) -> Result<(), Diagnostic> {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let (root, output) = (real(root), real(output));
    let sources = ["content", "data", "static", "templates", "themes", "i18n"];
    let inside = sources.iter().any(|folder| output.starts_with(real(&root.join(folder))));
    if root.starts_with(&output) || inside {
        return Err(Diagnostic::error("bad-output", format!("{} holds the site's own files", output.display()))
            .help("Choose a folder of its own for the output, such as `public`."));
    }
    Ok(())
}

/// The address at which a file of the output folder is found.
fn address_of(path: &str) -> String {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{path}"),
    }
}

fn is_dotfile(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}
