//! `rassegna deploy`

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use super::report::{self, Bar};
use super::{Context, Failure, Format, network};
use crate::base::platform::open_lock;
use crate::build::engine::{Options, read_config};
use crate::build::store::FOLDER;
use crate::config::Config;
use crate::config::settings::deploy::{Folder, S3, Target as Settings};
use crate::deploy::after::{Changed, pings};
use crate::deploy::local::{self, Local};
use crate::deploy::pending::Pending;
use crate::deploy::plan::Plan;
use crate::deploy::run::{add_extras, cache, carry_out, open, plan};
use crate::deploy::target::{Rules, Target, Wish};
use crate::diagnostic::{Diagnostic, nearest, render};
use crate::fetch::sender::Sender;

/// Send what has changed to where readers see it
///
/// Compares `public/` with the target by what files hold, never by their times, and sends the difference: what pages need first,
/// then the pages, then the lists and feeds that lead to them; what is gone is removed last. A run that was broken off goes on
/// where it was. Targets stand in the configuration under `deploy: {targets: …}`; secrets come from the environment alone.
#[derive(Args)]
pub struct Deploy {
    /// A target of the configuration, a folder as `../www`, or `s3://bucket/prefix`; not needed where there is one target
    target: Option<String>,
    /// The folder to send, instead of `public/`
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Show what would be done, and do nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Send all files, also those that are there as they should be
    #[arg(long)]
    all: bool,
    /// Take what is there as the site's own, whoever put it there
    #[arg(long)]
    adopt: bool,
    /// Refuse to remove more files than this, instead of the target's own number
    #[arg(long, value_name = "NUMBER")]
    max_deletes: Option<usize>,
    /// Send a folder too that was built with drafts or other texts that are held back
    #[arg(long)]
    drafts: bool,
    /// Tell nobody afterwards
    #[arg(long)]
    no_pings: bool,
    /// Lay one of the configuration's `environments` over it
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Say nothing but errors and warnings
    #[arg(long, short)]
    quiet: bool,
    /// How to tell the result
    #[arg(long, default_value = "text")]
    format: Format,
}

/// What was done, and what went wrong afterwards.
#[derive(Default)]
struct Done {
    place: String,
    plan: Plan,
    bytes: u64,
    told: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Deploy {
    /// # Errors
    /// When the result cannot be written.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let began = Instant::now();
        let options = Options { environment: self.env.clone(), ..Options::default() };
        let done = read_config(&context.root, &options).and_then(|(config, _)| {
            let mut done = Done::default();
            match self.deploy(context, &config, &mut done) {
                Ok(()) => Ok(done),
                Err(diagnostic) => Err(done.diagnostics.into_iter().chain([diagnostic]).collect()),
            }
        });
        match done {
            Ok(done) => {
                self.tell(context, &done, began.elapsed())?;
                Ok(ExitCode::SUCCESS)
            }
            Err(diagnostics) => {
                match self.format {
                    Format::Json => {
                        let told: Vec<_> = diagnostics.iter().map(render::to_json).collect();
                        report::print(json!({ "deployed": false, "diagnostics": told }));
                    }
                    Format::Text => report::diagnostics(context, &diagnostics),
                }
                Ok(ExitCode::FAILURE)
            }
        }
    }

    fn deploy(&self, context: &Context, config: &Config, done: &mut Done) -> Result<(), Diagnostic> {
        let (name, settings) = self.chosen(config)?;
        let folder = self.from.clone().unwrap_or_else(|| context.root.join("public"));
        let mut target = open(&context.root, &name, &settings, &network::environment)?;
        done.place = target.place();
        let _lock = lock(&context.root, &name)?;
        let mut local = local::read(&folder, &Rules::of(&settings).dotfiles, self.drafts)?;
        done.diagnostics.extend(left_behind(&local));
        add_extras(&context.root, &name, target.as_ref(), &mut local)?;
        let wish = Wish { all: self.all, adopt: self.adopt };
        let most = self.max_deletes.unwrap_or(settings.max_deletes);
        let (plan, difference) = plan(target.as_mut(), &local, wish, most)?;
        done.bytes = size(&plan, &local);
        done.plan = plan;
        if self.dry_run {
            return Ok(());
        }
        if self.format == Format::Text && !self.quiet && difference.foreign > 0 {
            report::remark(format!("note: {} files there are of another hand, and stay", difference.foreign));
        }
        let mut pending = Pending::read(&cache(&context.root, &name, "pending"));
        self.carry_out(target.as_mut(), &local, done, &mut pending)?;
        self.ping(config, &settings, &pending, done);
        Ok(())
    }

    fn carry_out(
        &self,
        target: &mut dyn Target,
        local: &Local,
        done: &Done,
        pending: &mut Pending,
    ) -> Result<(), Diagnostic> {
        if !done.plan.is_empty() {
            pending.add(&done.plan).map_err(|error| {
                Diagnostic::error("deploy-failed", format!("what is to be told cannot be kept in `{FOLDER}`: {error}"))
            })?;
        }
        let is_quiet = self.quiet || self.format == Format::Json;
        let bar = Bar::counting("files", is_quiet);
        let (count, all) = (AtomicUsize::new(0), done.plan.count());
        let begins = |phase: crate::deploy::plan::Phase, number: usize| {
            if !is_quiet {
                report::tell(format!("{number:>8} {}", phase.name()));
            }
        };
        let arrived = |_: &str| bar.at(count.fetch_add(1, Ordering::Relaxed) + 1, all);
        let carried = carry_out(target, local, &done.plan, &begins, &arrived);
        bar.finish();
        if carried.is_err() && !is_quiet && !target.is_atomic() {
            report::tell(format!("{:>8} of {all} files have arrived", count.load(Ordering::Relaxed)));
        }
        carried
    }

    fn ping(&self, config: &Config, settings: &Settings, pending: &Pending, done: &mut Done) {
        let changed = Changed::of(&config.base_url, pending.put.iter(), pending.removed.iter());
        let pings = pings(&settings.after, &config.settings, &network::environment);
        if self.no_pings || changed.is_empty() || pings.is_empty() {
            pending.clear();
            return;
        }
        if config.base_url.is_empty() {
            let problem =
                Diagnostic::warning("deploy-ping", "nobody can be told what has changed: the site has no `url`");
            return done.diagnostics.push(problem.help("Set `url` in the configuration."));
        }
        let sender = match Sender::open(Duration::from_secs(30), &network::environment) {
            Ok(sender) => sender,
            Err(why) => return done.diagnostics.push(Diagnostic::warning("deploy-ping", why.to_string())),
        };
        let mut all_know = true;
        for ping in pings {
            match ping.tell(&changed, &sender) {
                Ok(told) => done.told.push(format!("{}: {told}", ping.name())),
                Err(diagnostic) => {
                    all_know = false;
                    done.diagnostics.push(diagnostic);
                }
            }
        }
        if all_know {
            pending.clear();
        }
    }

    /// The target that is meant, and the name under which things about it are kept.
    fn chosen(&self, config: &Config) -> Result<(String, Settings), Diagnostic> {
        let targets = &config.settings.deploy.targets;
        let wrong = |message: String| Diagnostic::error("deploy-target", message);
        let names = || targets.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let Some(asked) = &self.target else {
            return match targets.iter().next() {
                Some((name, settings)) if targets.len() == 1 => Ok((name.clone(), settings.clone())),
                Some(_) => Err(wrong("there are several targets".to_string()).help(format!("Name one of {}.", names()))),
                None => Err(wrong("no target is named, and the configuration has none".to_string()).help(
                    "Write `rassegna deploy ../www` for a folder, or add to `rassegna.yaml`: `deploy: {targets: {site: {folder: {path: ../www}}}}`.",
                )),
            };
        };
        if let Some(settings) = targets.get(asked) {
            return Ok((asked.clone(), settings.clone()));
        }
        if let Some(rest) = asked.strip_prefix("s3://") {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            let s3: S3 = serde_json::from_value(json!({ "bucket": bucket, "prefix": prefix }))
                .map_err(|error| wrong(format!("`{asked}` is no bucket: {error}")))?;
            return Ok((asked.clone(), Settings { s3: Some(s3), ..Settings::default() }));
        }
        if asked.contains(['/', '\\']) || asked.starts_with('.') {
            // On the command line a path is meant from where one stands, and not from the site's folder.
            let path = std::path::absolute(asked).unwrap_or_else(|_| PathBuf::from(asked)).display().to_string();
            return Ok((asked.clone(), Settings { folder: Some(Folder { path }), ..Settings::default() }));
        }
        let diagnostic = wrong(format!("the configuration has no target `{asked}`"));
        let near = nearest(asked, targets.keys().map(String::as_str));
        Err(match (near, targets.is_empty()) {
            (Some(near), _) => diagnostic.help(format!("Did you mean `{near}`?")),
            (None, false) => diagnostic.help(format!("There are {}.", names())),
            (None, true) => diagnostic.help(format!("For a folder write `./{asked}`.")),
        })
    }

    fn tell(&self, context: &Context, done: &Done, took: Duration) -> Result<(), Failure> {
        let plan = &done.plan;
        if self.format == Format::Json {
            let put: Vec<_> = plan
                .phases
                .iter()
                .flat_map(|(phase, files)| files.iter().map(move |file| (phase, file)))
                .map(|(phase, (path, reason))| json!({"path": path, "reason": reason.word(), "phase": phase.name()}))
                .collect();
            report::print(serde_json::to_string(&json!({
                "deployed": !self.dry_run,
                "target": done.place,
                "put": put,
                "bytes": done.bytes,
                "removed": plan.remove,
                "kept": plan.same,
                "told": done.told,
                "milliseconds": took.as_millis() as u64,
                "diagnostics": done.diagnostics.iter().map(render::to_json).collect::<Vec<_>>(),
            }))?);
            return Ok(());
        }
        report::diagnostics(context, &done.diagnostics);
        let (count, removed) = (plan.count(), plan.remove.len());
        if self.dry_run {
            for (path, reason) in plan.phases.iter().flat_map(|(_, files)| files) {
                report::print(format!("{:<8} {path}", reason.word()));
            }
            plan.remove.iter().for_each(|path| report::print(format!("remove   {path}")));
            let kept = plan.same;
            report::print(format!(
                "{}: {count} would be sent ({}), {removed} removed, {kept} are as they should be",
                done.place,
                bytes(done.bytes)
            ));
        } else if !self.quiet {
            done.told.iter().for_each(|told| report::print(format!("told     {told}")));
            report::print(format!(
                "{}: {count} sent ({}), {removed} removed, {} kept, in {:.2} s",
                done.place,
                bytes(done.bytes),
                plan.same,
                took.as_secs_f64()
            ));
        }
        Ok(())
    }
}

/// Only one process sends to a target at a time.
fn lock(root: &Path, name: &str) -> Result<File, Diagnostic> {
    let file = cache(root, name, "lock");
    let opened = std::fs::create_dir_all(root.join(FOLDER))
        .and_then(|()| open_lock(&file))
        .map_err(|error| Diagnostic::error("deploy-failed", format!("{}: {error}", file.display())))?;
    match opened.try_lock() {
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(Diagnostic::error("locked", format!("another rassegna is sending this site to `{name}`"))
                .help("Wait until it has finished, then run it again."))
        }
        // A file system without locks: then there is nobody to wait for.
        Ok(()) | Err(std::fs::TryLockError::Error(_)) => Ok(opened),
    }
}

/// What of the output somebody might miss there.
fn left_behind(local: &Local) -> Vec<Diagnostic> {
    let mut left = Vec::new();
    // The others are of file systems and editors, and nobody's business.
    let missed =
        |path: &&String| matches!(path.as_str(), ".htaccess" | ".nojekyll") || path.starts_with(".well-known/");
    if let Some(path) = local.unsent.iter().find(missed) {
        let warning =
            Diagnostic::warning("deploy-output", format!("`{path}` is not sent, since its name begins with a dot"));
        left.push(warning.help(format!("If it should be: `dotfiles: [\"{path}\"]` in the settings of the target.")));
    }
    if let Some(path) = local.outside.first() {
        let warning = Diagnostic::warning("deploy-output", format!("`{path}` is a link that leads out of the folder"));
        left.push(warning.help("It is not sent. Put the file itself in its place."));
    }
    left
}

fn size(plan: &Plan, local: &Local) -> u64 {
    let files = plan.phases.iter().flat_map(|(_, files)| files);
    files.filter_map(|(path, _)| local.items.get(path)).map(|item| item.size).sum()
}

/// For people: `3.2 MB`.
fn bytes(count: u64) -> String {
    match count {
        0..1000 => format!("{count} bytes"),
        1000..1_000_000 => format!("{:.1} kB", count as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", count as f64 / 1e6),
        _ => format!("{:.1} GB", count as f64 / 1e9),
    }
}
