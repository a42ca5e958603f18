//! `rassegna build`

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;

use super::report::{self, Bar};
use super::{Context, Failure, Format};
use crate::base::date::Moment;
use crate::build::engine::{Engine, Options, Where};
use crate::build::outcome::{Outcome, Tally};
use crate::diagnostic::Diagnostic;
use crate::serve::ending;
use crate::serve::watch::{Stir, Watch};
use crate::site::held::Reveal;

/// The longest time between two looks at the clock: it may be set, and computers sleep.
const NAP: Duration = Duration::from_secs(60);

/// When another process is publishing, it is tried again after so long.
const LOCKED: Duration = Duration::from_secs(1);

/// Build the site into `public/`
///
/// Makes every page that is not as it should be: all of them the first time, afterwards only those whose sources changed.
/// When there is an error nothing is published, and the last good site stays.
#[derive(Args)]
pub struct Build {
    #[command(flatten)]
    pub choices: Choices,
    /// The folder to build into, instead of `public/`
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Build again whenever a source changes, until Ctrl-C
    #[arg(long)]
    watch: bool,
    /// With `--watch`: look at the files from time to time, for file systems that tell nothing
    #[arg(long)]
    poll: bool,
    /// Remove files of the output folder that rassegna did not write (never dotfiles)
    #[arg(long)]
    clean: bool,
    /// How many pages are made at once; as many as there are processors by default
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Say nothing but errors and warnings
    #[arg(long, short)]
    quiet: bool,
    /// How to tell the result
    #[arg(long, default_value = "text")]
    format: Format,
}

/// What several commands may choose about the site.
#[derive(Args, Default, Clone)]
pub struct Choices {
    /// Publish drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Publish articles whose date, or `publish`, is still to come
    #[arg(long)]
    pub future: bool,
    /// Publish articles whose `expires` has passed
    #[arg(long)]
    pub expired: bool,
    /// Build as if it were this instant: `2025-09-23` or `2025-09-23T08:30:00+02:00`
    #[arg(long, value_name = "T")]
    pub now: Option<String>,
    /// The site's address, instead of the configuration's `url`
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Lay one of the configuration's `environments` over it
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
}

impl Choices {
    /// # Errors
    /// When `--now` is no date.
    pub fn options(&self) -> Result<Options, Failure> {
        let now = match &self.now {
            Some(text) => {
                let zone = jiff::tz::TimeZone::system();
                Some(Moment::parse(text, &zone).map_err(|error| format!("--now: {}", error.0))?)
            }
            None => None,
        };
        Ok(Options {
            output: None,
            base_url: self.base_url.clone(),
            theme: None,
            environment: self.env.clone(),
            reveal: Reveal { drafts: self.drafts, future: self.future, expired: self.expired },
            now,
            clean: false,
            at_once: false,
            origin: None,
            plain_assets: false,
        })
    }
}

impl Build {
    /// # Errors
    /// When an option cannot be understood.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let choices = self.choices.options()?;
        let options = Options { clean: self.clean, output: self.output.clone(), at_once: true, ..choices };
        if let Some(jobs) = self.jobs {
            rayon::ThreadPoolBuilder::new().num_threads(jobs.clamp(1, 256)).build_global()?;
        }
        if self.watch {
            return self.watch(context, options);
        }
        let bar = self.bar();
        let outcome = match Engine::open(&context.root, options) {
            Ok(mut engine) => {
                let outcome = engine.build_with(&|done, all| bar.at(done, all));
                // The process ends here: giving back a large site piece by piece would only take time.
                std::mem::forget(engine);
                outcome
            }
            Err(diagnostics) => Outcome { diagnostics, ..Outcome::default() },
        };
        bar.finish();
        self.tell(context, &outcome, &outcome.diagnostics);
        Ok(if outcome.published { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn bar(&self) -> Bar {
        Bar::new(self.quiet || self.format == Format::Json)
    }

    /// Tells the result, and those of the diagnostics that are worth it.
    fn tell(&self, context: &Context, outcome: &Outcome, diagnostics: &[Diagnostic]) {
        match self.format {
            Format::Json => report::print(report::json(outcome)),
            Format::Text => {
                report::diagnostics(context, diagnostics);
                match outcome.published {
                    true if self.quiet => {}
                    true => report::print(report::summary(outcome)),
                    false => report::remark("nothing was published: mend the errors above and build again"),
                }
            }
        }
    }

    /// Builds, and builds again whenever a source changed or time alone changes the site, until the process is asked to end.
    fn watch(&self, context: &Context, options: Options) -> Result<ExitCode, Failure> {
        // What changes while the first build is under way is seen after it.
        let (mut watch, problem) = Watch::new(&context.root, self.poll);
        if let Some(problem) = problem {
            report::remark(format!("the files are looked at from time to time, since {problem}"));
        }
        let ender = watch.ender();
        ending::when_asked(move || ender.end())?;
        let mut engine = None;
        let mut told: Vec<Diagnostic> = Vec::new();
        let mut stir = Stir::Anything;
        loop {
            if engine.is_none() {
                engine = match Engine::open(&context.root, options.clone()) {
                    Ok(opened) => Some(opened),
                    Err(diagnostics) => {
                        let outcome = Outcome { diagnostics, ..Outcome::default() };
                        self.tell_again(context, &outcome, &mut told);
                        None
                    }
                };
                stir = Stir::Anything;
            }
            if let Some(engine) = &mut engine {
                let bar = self.bar();
                let at = match &stir {
                    Stir::Paths(paths) => Where::At(paths),
                    _ => Where::Everywhere,
                };
                let outcome = engine.bring_up_to_date(at, &|done, all| bar.at(done, all));
                bar.finish();
                self.tell_again(context, &outcome, &mut told);
            }
            stir = match next(&mut watch, engine.as_ref(), &told) {
                Stir::Over => return Ok(ExitCode::SUCCESS),
                stir => stir,
            };
        }
    }

    /// Tells what is new: an update that found nothing to do is not worth a line.
    fn tell_again(&self, context: &Context, outcome: &Outcome, told: &mut Vec<Diagnostic>) {
        let new: Vec<Diagnostic> = outcome.diagnostics.iter().filter(|one| !told.contains(one)).cloned().collect();
        let changes = &outcome.changes;
        let is_quiet = changes.written.is_empty() && changes.removed.is_empty() && changes.tally == Tally::default();
        if !is_quiet || *told != outcome.diagnostics {
            self.tell(context, outcome, &new);
        }
        told.clone_from(&outcome.diagnostics);
    }
}

/// Waits for the next reason to build.
fn next(watch: &mut Watch, engine: Option<&Engine>, told: &[Diagnostic]) -> Stir {
    loop {
        let due = engine.and_then(Engine::due);
        let nap = match told.iter().any(|one| one.code == "locked") {
            true => LOCKED,
            false => due.map_or(NAP, |due| due.min(NAP)),
        };
        match watch.wait(Some(Instant::now() + nap)) {
            Stir::Quiet if nap == LOCKED => return Stir::Anything,
            Stir::Quiet if engine.and_then(Engine::due).is_some_and(|due| due.is_zero()) => return Stir::Anything,
            Stir::Quiet => {}
            stir => return stir,
        }
    }
}
