//! `rassegna next`

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::build::Choices;
use super::{Context, Failure, Format, report};

/// Print the next instant at which time alone would change the site
///
/// An article appears when its `publish`, or else its `date`, is reached, and goes when it `expires`; an issue of a digest
/// comes out when its period is over. Build again then: with cron, with systemd, or with a timer of your host's. Nothing is
/// written. Prints `never` when there is no such instant.
#[derive(Args)]
pub struct Next {
    #[command(flatten)]
    choices: Choices,
    /// How to tell it
    #[arg(long, default_value = "text")]
    format: Format,
}

impl Next {
    /// # Errors
    /// When an option cannot be understood.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let Some(engine) = context.look(self.choices.options()?) else { return Ok(ExitCode::FAILURE) };
        let next = engine.next_change();
        match (self.format, next) {
            (Format::Text, None) => report::print("never"),
            (Format::Text, Some((at, articles))) => report::print(format!("{}  {}", at.rfc3339(), articles.join(", "))),
            (Format::Json, next) => report::print(json!({
                "next": next.as_ref().map(|(at, _)| at.rfc3339()),
                "seconds": next.as_ref().map(|(at, _)| at.seconds - engine.now().seconds),
                "articles": next.map(|(_, articles)| articles),
            })),
        }
        Ok(ExitCode::SUCCESS)
    }
}
