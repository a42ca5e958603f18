//! `rassegna man`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use clap_mangen::Man as Page;

use super::{Failure, report};

/// Write the man pages, or print that of the program
///
/// `rassegna man ~/.local/share/man/man1` writes one page for the program and one for each command; `man rassegna-build` then
/// shows that of `build`.
#[derive(Args)]
pub struct Man {
    /// The folder to write them into; without one the page of the program is printed
    dir: Option<PathBuf>,
}

impl Man {
    /// # Errors
    /// When the folder cannot be written.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let command = super::command_line();
        let Some(folder) = self.dir else {
            let mut page = Vec::new();
            Page::new(command).render(&mut page)?;
            report::print(String::from_utf8_lossy(&page).trim_end());
            return Ok(ExitCode::SUCCESS);
        };
        std::fs::create_dir_all(&folder)?;
        clap_mangen::generate_to(command, &folder)?;
        let pages = std::fs::read_dir(&folder)?.flatten();
        let ours = pages.filter(|page| page.file_name().to_string_lossy().starts_with("rassegna"));
        report::print(format!("{} pages are in {}", ours.count(), folder.display()));
        Ok(ExitCode::SUCCESS)
    }
}
