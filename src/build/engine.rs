//! The one update loop. A full build is the first update: with an empty ledger everything has moved.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rustc_hash::FxHashMap;

use super::ledger::{Ledger, PageId, Reason};
use super::manifest::Manifest;
use super::outcome::Outcome;
use super::store::{self, Memory};
use crate::base::date::Moment;
use crate::base::stamp::Stamp;
use crate::config::Config;
use crate::diagnostic::{self, Diagnostic};
use crate::page::articles::Articles;
use crate::page::cards::Cards;
use crate::page::view::frame::SiteValues;
use crate::page::world::World;
use crate::site::held::Reveal;
use crate::site::media::Media;
use crate::site::store::Site;
use crate::source::scan::Look;
use crate::source::tree::{self, Delta, Tree};
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
    /// What was found changed while the configuration could not be read.
    pub(super) backlog: Delta,
    /// The manifest as it was last read or written: another one on disk means that somebody else has published.
    pub(super) seen: Stamp,
    /// Whether somebody else published while pages were made here.
    pub(super) overtaken: bool,
    pub(super) about_addresses: Vec<Diagnostic>,
    /// Whether theme and data were loaded for this world.
    pub(super) themed: bool,
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
    pub(super) fn start_over(&mut self, config: Config) {
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

    pub(super) fn counts(&self) -> Outcome {
        Outcome {
            articles: self.world.site.count(),
            pages: self.ledger.len(),
            held: self.world.site.held.cards.len(),
            ..Outcome::default()
        }
    }

    pub(super) fn now(&self) -> Moment {
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
pub(super) const LEDGER: &str = "build";

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
        cards: Cards::default(),
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

pub(super) fn read_config(root: &Path, options: &Options) -> Result<(Config, Vec<Diagnostic>), Vec<Diagnostic>> {
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
