//! `rassegna schema`

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Failure, report};
use crate::article::edition::schema_for_edition;
use crate::article::front_matter::schema_for_article;
use crate::config::published::schema_for_config;

/// Print a JSON Schema, so that an editor completes and checks what you write
///
/// In VS Code with the YAML extension, put `# yaml-language-server: $schema=rassegna.schema.json` on the first line of
/// `rassegna.yaml`, and save this command's output under that name.
#[derive(Args)]
pub struct Schema {
    /// Of what
    of: Of,
}

#[derive(Clone, Copy, ValueEnum)]
enum Of {
    /// The front matter of an article
    Article,
    /// The front matter of an issue in `content/digests/`
    Issue,
    /// `rassegna.yaml`
    Config,
}

impl Schema {
    /// # Errors
    /// None that a user could meet: a schema can always be written as JSON.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let schema = match self.of {
            Of::Article => schema_for_article(),
            Of::Issue => schema_for_edition(),
            Of::Config => schema_for_config(),
        };
        report::print(serde_json::to_string_pretty(&schema)?);
        Ok(ExitCode::SUCCESS)
    }
}
