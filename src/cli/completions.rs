//! `rassegna completions`

use std::process::ExitCode;

use clap::Args;
use clap_complete::Shell;

use super::{Failure, report};

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
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::command_line(), "rassegna", &mut script);
        report::print(String::from_utf8_lossy(&script).trim_end());
        Ok(ExitCode::SUCCESS)
    }
}
