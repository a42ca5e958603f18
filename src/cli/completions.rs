//! `rassegna completions`

use std::process::ExitCode;

use clap::Args;
use clap_complete::Shell;

use super::Failure;

/// Print a script that completes commands in your shell
///
/// For bash: `rassegna completions bash > ~/.local/share/bash-completion/completions/rassegna`
#[derive(Args)]
pub struct Completions {
    shell: Shell,
}

impl Completions {
    /// # Errors
    /// None.
    pub fn run(self) -> Result<ExitCode, Failure> {
        clap_complete::generate(self.shell, &mut super::command_line(), "rassegna", &mut std::io::stdout());
        Ok(ExitCode::SUCCESS)
    }
}
