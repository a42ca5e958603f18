//! `rassegna digest`

mod draft;
mod list;
mod preview;
mod send;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Context, Failure};

/// Draft, list, look at and send the issues of digests
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
    List(list::List),
    Preview(preview::Preview),
    Send(send::Send),
}

impl Digest {
    /// # Errors
    /// When there is no such issue, or an option cannot be understood.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self.what {
            What::Draft(draft) => draft.run(context),
            What::List(list) => list.run(context),
            What::Preview(preview) => preview.run(context),
            What::Send(send) => send.run(context),
        }
    }
}
