//! `rassegna config`

use std::process::ExitCode;

use clap::Args;

use super::build::Choices;
use super::{Context, Failure, Format, report};
use crate::build::engine::Engine;

/// Show every setting, its value, and where it comes from
#[derive(Args)]
pub struct ConfigArguments {
    /// Only settings whose names begin so: `feeds`
    prefix: Option<String>,
    #[command(flatten)]
    choices: Choices,
    /// How to show them
    #[arg(long, default_value = "text")]
    format: Format,
}

impl ConfigArguments {
    /// # Errors
    /// When an option cannot be understood.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let Some(engine) = context.told(Engine::open(&context.root, self.choices.options()?)) else {
            return Ok(ExitCode::FAILURE);
        };
        let prefix = self.prefix.as_deref().unwrap_or("");
        let shown = engine.config().origins.iter().filter(|origin| origin.key.starts_with(prefix));
        if self.format == Format::Json {
            let rows: Vec<_> = shown
                .map(|origin| serde_json::json!({"key": origin.key, "value": origin.value, "from": origin.from}))
                .collect();
            report::print(serde_json::to_string_pretty(&rows)?);
            return Ok(ExitCode::SUCCESS);
        }
        let rows: Vec<_> = shown.collect();
        let width = rows.iter().map(|origin| origin.key.chars().count()).max().unwrap_or(0);
        for origin in rows {
            report::print(format!("{:width$}  {}  # {}", origin.key, origin.value, origin.from));
        }
        Ok(ExitCode::SUCCESS)
    }
}
