//! `rassegna build`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::report::{self, Bar};
use super::{Context, Failure, Format};
use crate::base::date::Moment;
use crate::build::engine::{Engine, Options};
use crate::build::outcome::Outcome;
use crate::site::held::Reveal;

/// Build the site into `public/`
///
/// Makes every page that is not as it should be: all of them the first time, afterwards only those whose sources changed.
/// When there is an error nothing is published, and the last good site stays.
#[derive(Args)]
pub struct Build {
    #[command(flatten)]
    pub choices: Choices,
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
    /// The folder to build into, instead of `public/`
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
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
            output: self.output.clone(),
            base_url: self.base_url.clone(),
            environment: self.env.clone(),
            reveal: Reveal { drafts: self.drafts, future: self.future, expired: self.expired },
            now,
            clean: false,
            origin: None,
        })
    }
}

impl Build {
    /// # Errors
    /// When an option cannot be understood.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let options = Options { clean: self.clean, ..self.choices.options()? };
        if let Some(jobs) = self.jobs {
            rayon::ThreadPoolBuilder::new().num_threads(jobs.clamp(1, 256)).build_global()?;
        }
        let bar = Bar::new(self.quiet || self.format == Format::Json);
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
        match self.format {
            Format::Json => report::print(report::json(&outcome)),
            Format::Text => {
                report::diagnostics(context, &outcome.diagnostics);
                match outcome.published {
                    true if self.quiet => {}
                    true => report::print(report::summary(&outcome)),
                    false => report::remark("nothing was published: mend the errors above and build again"),
                }
            }
        }
        Ok(if outcome.published { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
