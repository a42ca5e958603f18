//! `rassegna digest preview`

use std::process::ExitCode;

use clap::Args;

use crate::cli::build::Choices;
use crate::cli::serve::{Listening, Teller};
use crate::cli::{Context, Failure};
use crate::serve::{self, Settings, mail};

/// Look at the mail of an issue while you write
///
/// Starts the preview and opens a page that shows the mail wide and narrow, by day and by night, and its text, and follows
/// what you save. It is there before the issue is out, and while it is a draft.
#[derive(Args)]
pub struct Preview {
    /// The issue, as `weekly/2025-w39`; the newest one by default
    issue: Option<String>,
    #[command(flatten)]
    choices: Choices,
    #[command(flatten)]
    listening: Listening,
    /// Open no browser
    #[arg(long)]
    no_open: bool,
}

impl Preview {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let mut options = self.choices.options()?;
        // Whoever looks at a mail looks before it goes out.
        (options.reveal.drafts, options.reveal.future) = (true, true);
        let page = match &self.issue {
            None => mail::page(None),
            Some(wanted) => {
                let Some(engine) = context.look(options.clone()) else { return Ok(ExitCode::FAILURE) };
                let site = &engine.world().site;
                let found = site.find_issue(Some(wanted), None, &|_| true)?;
                if site.series_of(found).is_none_or(|series| !site.has_mail(&series.name)) {
                    return Err(format!("`{wanted}` does not go out by mail: its series has no `email:`").into());
                }
                mail::page(site.issue_name(found).as_deref())
            }
        };
        let settings = Settings {
            root: context.root.clone(),
            options,
            host: self.listening.host,
            port: self.listening.port,
            poll: self.listening.poll,
            panel: true,
        };
        let context = Context { root: context.root.clone(), colour: context.colour };
        let teller = Teller::new(context, !self.no_open, Some(page));
        serve::run(settings, Box::new(move |news| teller.tell(&news)))?;
        Ok(ExitCode::SUCCESS)
    }
}
