//! `rassegna digest`

mod draft;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Context, Failure};

/// List the issues of digests, look at their mails, and send them
///
/// An issue is named by its series and its period, as `weekly/2025-w39`, or by its period alone.
#[derive(Args)]
pub struct Digest {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Draft(draft::Draft),
}

impl Digest {
    /// # Errors
    /// When there is no such issue, or an option cannot be understood.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self.what {
            What::Draft(draft) => draft.run(context),
        }
    }
}
