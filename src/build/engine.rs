//! The one update loop. A full build is the first update: with an empty ledger everything has moved.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use super::doubles::Doubles;
use super::guard::Guarded;
use super::ledger::{Ledger, PageId, Reason};
use super::lock::Lock;
use super::manifest::{Found, Manifest};
use super::outcome::Outcome;
use super::store::{self, Memory};
use crate::base::date::Moment;
use crate::base::path;
use crate::base::stamp::Stamp;
use crate::config::Config;
use crate::config::settings::assets::Assets;
use crate::diagnostic::{self, Diagnostic};
use crate::page::articles::Articles;
use crate::page::cards::Cards;
use crate::page::components::Components;
use crate::page::letters::Letters;
use crate::page::view::frame::SiteValues;
use crate::page::world::World;
use crate::picture::cache::Cache;
use crate::site::archived;
use crate::site::held::Reveal;
use crate::site::media::Media;
use crate::site::store::Site;
use crate::source::scan::Look;
use crate::source::tree::{self, Delta, Sight, Tree};
use crate::theme::press::Theme;

/// The configuration's file name.
pub const CONFIG: &str = "rassegna.yaml";

/// The output folder, unless another one is chosen.
const USUAL: &str = "public";

/// What a command may choose.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Else `public/` in the site's folder.
    pub output: Option<PathBuf>,
    /// In place of the configuration's `url`.
    pub base_url: Option<String>,
    /// In place of the configuration's `theme`, with the default of each of its options.
    pub theme: Option<String>,
    /// Laid over the configuration.
    pub environment: Option<String>,
    pub reveal: Reveal,
    /// In place of the clock.
    pub now: Option<Moment>,
    /// Files of the output folder that we did not write are removed too, dotfiles excepted.
    pub clean: bool,
    /// Scheme and host in place of those of the site's address, whose path stays: `http://localhost:4000`.
    pub origin: Option<String>,
    /// The first build follows at once, so that the files are looked at while the ledger is read.
    pub at_once: bool,
    /// Assets stand under their own names, as they are written: so that the preview can put one in another's place.
    pub plain_assets: bool,
}

/// What an engine is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Keeps an output folder up to date.
    Build,
    /// Answers for single pages, and writes nothing but a ledger of its own.
    Preview,
}

impl Purpose {
    /// The name of its ledger: a build and a preview beside it are never in each other's way, nor are builds into several folders.
    fn ledger(self, place: &str) -> String {
        match (self, place) {
            (Purpose::Preview, _) => "preview".to_string(),
            (Purpose::Build, USUAL) => "build".to_string(),
            (Purpose::Build, other) => format!("{}{}", store::ELSEWHERE, Stamp::of(other).short()),
        }
    }
}

/// Where to look for what changed.
#[derive(Clone, Copy, Debug)]
pub enum Where<'a> {
    Everywhere,
    /// At these files and folders alone, relative to the site's folder.
    At(&'a BTreeSet<String>),
}

/// Told as work goes on: pages made, of how many.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// One of the attempts that an update takes.
#[derive(Default)]
pub(super) struct Turn {
    /// How many came before it.
    pub number: usize,
    /// The right to publish, once it was taken.
    pub lock: Option<Lock>,
}

/// A site that can be built and kept up to date.
pub struct Engine {
    pub(super) purpose: Purpose,
    /// Of the ledger.
    pub(super) name: String,
    pub(super) root: PathBuf,
    pub(super) output: PathBuf,
    pub(super) options: Options,
    pub(super) identity: Stamp,
    pub(super) tree: Tree,
    pub(super) world: Arc<World>,
    pub(super) ledger: Ledger,
    pub(super) manifest: Manifest,
    /// The theme's assets as the site knows them.
    pub(super) assets: BTreeMap<String, Media>,
    /// What there is to say about each source, and about the theme and the data.
    pub(super) said: BTreeMap<String, Vec<Diagnostic>>,
    pub(super) about_theme: Vec<Diagnostic>,
    pub(super) about_config: Vec<Diagnostic>,
    /// Pages that must be made, with why; it empties when they are published.
    pub(super) dirty: FxHashMap<PageId, Reason>,
    pub(super) gone: BTreeSet<String>,
    /// The files as they were seen while the ledger was read.
    pub(super) sight: Option<Sight>,
    /// What was found changed while the configuration could not be read.
    pub(super) backlog: Delta,
    /// The manifest as it was last read or written: another one on disk means that somebody else has published.
    pub(super) seen: Stamp,
    /// Whether the manifest on disk is missing or damaged.
    pub(super) doubtful: bool,
    /// Whether somebody else published while pages were made here, or changed what they are made from.
    pub(super) overtaken: bool,
    /// What is wrong with files whatever is in them: they cannot be read, or are links that lead out of the site.
    pub(super) about_files: Vec<Diagnostic>,
    pub(super) about_addresses: Vec<Diagnostic>,
    /// Folders and texts that are one on other systems.
    pub(super) about_sources: Vec<Diagnostic>,
    pub(super) about_names: Vec<Diagnostic>,
    pub(super) about_menus: Vec<Diagnostic>,
    pub(super) about_editions: Vec<Diagnostic>,
    pub(super) about_threads: Vec<Diagnostic>,
    pub(super) doubles: Doubles,
    /// Which published texts have changed without a word.
    pub(super) guarded: Guarded,
    /// Whether theme and data were loaded for this world.
    pub(super) themed: bool,
}

impl Engine {
    /// Opens the site in a folder. Nothing is read yet but the configuration and the ledger of the last build.
    ///
    /// # Errors
    /// What is wrong with the configuration, or that there is none.
    pub fn open(root: &Path, options: Options) -> Result<Engine, Vec<Diagnostic>> {
        Engine::open_for(Purpose::Build, root, options)
    }

    /// The same for a certain purpose.
    ///
    /// # Errors
    /// What is wrong with the configuration, or that there is none.
    pub fn open_for(purpose: Purpose, root: &Path, options: Options) -> Result<Engine, Vec<Diagnostic>> {
        let (config, said) = read_config(root, &options)?;
        let output = options.output.clone().unwrap_or_else(|| root.join(USUAL));
        check_output(root, &output).map_err(|diagnostic| vec![diagnostic])?;
        let place = place(root, &output);
        let identity = identity(&config, &options, &place);
        let mut engine = Engine {
            purpose,
            name: purpose.ledger(&place),
            world: Arc::new(world(purpose, root, Arc::new(config), &options)),
            root: root.to_path_buf(),
            output: output.clone(),
            identity,
            tree: Tree::new(root, areas()),
            ledger: Ledger::default(),
            manifest: Manifest::default(),
            assets: BTreeMap::new(),
            said: BTreeMap::new(),
            about_theme: Vec::new(),
            about_config: said,
            dirty: FxHashMap::default(),
            gone: BTreeSet::new(),
            sight: None,
            backlog: Delta::default(),
            seen: Stamp::ABSENT,
            doubtful: false,
            overtaken: false,
            about_files: Vec::new(),
            about_addresses: Vec::new(),
            about_sources: Vec::new(),
            about_names: Vec::new(),
            about_menus: Vec::new(),
            about_editions: Vec::new(),
            about_threads: Vec::new(),
            doubles: Doubles::default(),
            guarded: Guarded::default(),
            themed: false,
            options,
        };
        let (now, reveal, config) = (engine.now(), engine.options.reveal, engine.world.config.clone());
        let restore = |site| Site::restore(config, site, now, reveal);
        let load = || store::load(root, &engine.name, identity, restore);
        let look = || {
            let sight = engine.options.at_once.then(|| Sight::of(root, &areas()));
            (sight, (purpose == Purpose::Build).then(|| Found::read(&output)))
        };
        let (memory, (sight, found)) = rayon::join(load, look);
        engine.sight = sight;
        if let Some(memory) = memory {
            engine.remember(memory);
        }
        if let Some(found) = found {
            engine.take_manifest(found);
        }
        Ok(engine)
    }

    fn remember(&mut self, memory: Memory) {
        let Some(world) = Arc::get_mut(&mut self.world) else { return };
        self.tree = memory.tree.rooted(&self.root);
        world.site = memory.site;
        self.ledger = memory.ledger;
        self.said = memory.said;
        self.guarded = Guarded::restore(memory.guarded);
        self.assets = theme_media(&world.site);
    }

    /// Everything anew, since the configuration is another.
    pub(super) fn start_over(&mut self, config: Config) {
        self.identity = identity(&config, &self.options, &place(&self.root, &self.output));
        self.world = Arc::new(world(self.purpose, &self.root, Arc::new(config), &self.options));
        self.tree = Tree::new(&self.root, areas());
        self.ledger = Ledger::default();
        self.assets.clear();
        self.said.clear();
        self.guarded = Guarded::default();
        self.dirty.clear();
        self.gone.clear();
        self.themed = false;
        self.about_files.clear();
    }

    /// Brings the output up to date with the sources.
    pub fn build(&mut self) -> Outcome {
        self.build_with(&|_, _| {})
    }

    /// The same, telling how far it is.
    pub fn build_with(&mut self, progress: Progress<'_>) -> Outcome {
        self.bring_up_to_date(Where::Everywhere, progress)
    }

    /// Brings the output up to date after these files or folders changed, were added or removed. Nothing else is looked
    /// at. Paths may be absolute or relative to the site's folder; those outside of it are left aside.
    pub fn update(&mut self, paths: &[PathBuf]) -> Outcome {
        let within = |path: &PathBuf| path::relative(&self.root, &self.root.join(path));
        let paths: BTreeSet<String> = paths.iter().filter_map(within).collect();
        self.bring_up_to_date(Where::At(&paths), &|_, _| {})
    }

    /// Brings the output up to date with what changed there, telling how far it is.
    pub fn bring_up_to_date(&mut self, at: Where<'_>, progress: Progress<'_>) -> Outcome {
        let began = Instant::now();
        let mut turn = Turn::default();
        let mut outcome = self.run(at, progress, &mut turn);
        // Another process may publish while pages are made here, or an editor save; then they are looked at once more. Whoever
        // has met the lock keeps it from then on, and is not overtaken again.
        while std::mem::take(&mut self.overtaken) {
            turn.number += 1;
            outcome = self.run(Where::Everywhere, progress, &mut turn);
        }
        diagnostic::sort(&mut outcome.diagnostics);
        outcome.took = began.elapsed();
        outcome
    }

    /// Takes in what changed without making or writing anything. Returns what there is to say of the sources.
    ///
    /// # Errors
    /// What is wrong with the configuration.
    pub fn look(&mut self) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        self.gather(Where::Everywhere)?;
        let mut diagnostics = self.diagnostics();
        diagnostic::sort(&mut diagnostics);
        Ok(diagnostics)
    }

    pub(super) fn counts(&self) -> Outcome {
        Outcome {
            articles: self.world.site.count(),
            pages: self.ledger.len(),
            held: self.world.site.held.cards().len(),
            ..Outcome::default()
        }
    }

    /// The next instant at which time alone changes the site, and the files of the articles that then appear or go.
    pub fn next_change(&self) -> Option<(Moment, Vec<String>)> {
        let site = &self.world.site;
        let at = site.next_change()?;
        Some((at.within(&self.world.config.zone), site.changing_at(at)))
    }

    /// How long it is until time alone changes the site; `None` when it never does, as when the instant was chosen.
    pub fn due(&self) -> Option<Duration> {
        if self.options.now.is_some() {
            return None;
        }
        let seconds = self.world.site.next_change()?.seconds - self.now().seconds;
        Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
    }

    /// Whether the output folder holds what the sources say, as far as a look at the sources tells.
    pub fn is_published(&self) -> bool {
        self.dirty.is_empty() && self.gone.is_empty() && !self.ledger.is_empty()
    }

    /// The clock, or the instant that was chosen.
    pub fn now(&self) -> Moment {
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

    /// The files of the site, as they were last looked at.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    pub fn output(&self) -> &Path {
        &self.output
    }
}

/// The files and folders of the site's folder that a site is made from.
pub const AREAS: [&str; 9] =
    [CONFIG, archived::FILE, "assets", "content", "data", "i18n", "static", "templates", "themes"];

fn areas() -> Vec<String> {
    AREAS.map(str::to_string).to_vec()
}

fn world(purpose: Purpose, root: &Path, config: Arc<Config>, options: &Options) -> World {
    let now = options.now.unwrap_or_else(|| Moment::now(&config.zone));
    World {
        root: root.to_path_buf(),
        site: Site::new(config.clone(), now, options.reveal),
        theme: Theme::default(),
        articles: match purpose {
            Purpose::Build => Articles::default(),
            // Pages are made one by one, when they are asked for: their bodies are read again then.
            Purpose::Preview => Articles::small(),
        },
        cards: Cards::default(),
        components: Components::default(),
        letters: Letters::default(),
        pictures: Cache::new(root.join(store::FOLDER).join("pictures")),
        values: SiteValues::none(),
        config,
    }
}

fn theme_media(site: &Site) -> BTreeMap<String, Media> {
    let assets = site.all_files().filter(|media| media.is_asset());
    assets.map(|media| (media.path.clone(), media.clone())).collect()
}

/// An output folder as its ledger knows it: by its path below the site's folder where it is there, so that a site may be moved.
fn place(root: &Path, output: &Path) -> String {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let (root, output) = (whole(root), whole(output));
    path::relative(&root, &output).unwrap_or_else(|| output.to_string_lossy().into_owned())
}

/// What a ledger must agree on to be used: the program, the configuration and the options that matter.
fn identity(config: &Config, options: &Options, place: &str) -> Stamp {
    Stamp::of(&(
        env!("CARGO_PKG_VERSION"),
        program(),
        config.stamp,
        options.reveal,
        &options.base_url,
        &options.origin,
        &options.theme,
        &options.environment,
        options.plain_assets,
        place,
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

/// The configuration alone.
///
/// # Errors
/// What is wrong with it, or that there is none.
pub fn read_config(root: &Path, options: &Options) -> Result<(Config, Vec<Diagnostic>), Vec<Diagnostic>> {
    if !root.join(CONFIG).exists() {
        let above = std::path::absolute(root).ok();
        let above = above.iter().flat_map(|root| root.ancestors().skip(1)).find(|above| above.join(CONFIG).is_file());
        let help = match above {
            Some(site) => format!("There is one in {0}: go there, or say `--root {0}`.", site.display()),
            None => "Go into a site's folder, name it with `--root`, or make a new site with `rassegna init DIR`."
                .to_string(),
        };
        return Err(vec![
            Diagnostic::error("no-site", format!("there is no `{CONFIG}` in {}", root.display())).help(help),
        ]);
    }
    let source = tree::read(root, CONFIG).map_err(|diagnostic| vec![diagnostic])?;
    let mut chosen = crate::config::Options {
        environment: options.environment.as_deref(),
        base_url: options.base_url.as_deref(),
        variable: &environment,
    };
    let (mut config, mut said) = Config::read(CONFIG, &source.text, &chosen);
    let elsewhere = options.origin.as_ref().map(|origin| format!("{origin}{}/", config.base_path));
    if let Some(elsewhere) = &elsewhere {
        chosen.base_url = Some(elsewhere);
        (config, said) = Config::read(CONFIG, &source.text, &chosen);
    }
    if let Some(theme) = options.theme.as_ref().filter(|theme| **theme != config.settings.theme) {
        config.settings.theme.clone_from(theme);
        config.settings.theme_options.clear();
    }
    if options.plain_assets {
        config.settings.assets = Assets::plain();
    }
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
    let sources = ["assets", "content", "data", "static", "templates", "themes", "i18n"];
    let is_source = |place: &Path| sources.iter().any(|folder| place.starts_with(real(&root.join(folder))));
    let cache = real(&root.join(store::FOLDER));
    if is_source(&cache) {
        return Err(Diagnostic::error("bad-output", format!("`{}` leads to the site's own files", store::FOLDER))
            .help("It is a cache, and a link now: take the link away, and the next build makes the folder anew."));
    }
    if root.starts_with(&output) || is_source(&output) {
        return Err(Diagnostic::error("bad-output", format!("{} holds the site's own files", output.display()))
            .help("Choose a folder of its own for the output, such as `public`."));
    }
    Ok(())
}
