//! `rassegna init`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use include_dir::{Dir, include_dir};

use super::{Context, Failure, report};

/// Make a new site that builds at once
///
/// It comes with a configuration, three sample articles, a company's profile and a page. The theme is built in; a copy of
/// it need not lie in the site.
#[derive(Args)]
pub struct Init {
    /// A folder that does not exist yet, or is empty
    dir: PathBuf,
    /// The language of the samples, and the site's first; your terminal's by default
    #[arg(long, value_name = "LANG")]
    lang: Option<Language>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    It,
    En,
}

static ITALIAN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starter/it");
static ENGLISH: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starter/en");

impl Init {
    /// # Errors
    /// When the folder holds something already, or cannot be written.
    pub fn run(self, _: &Context) -> Result<ExitCode, Failure> {
        if let Ok(mut entries) = std::fs::read_dir(&self.dir)
            && entries.next().is_some()
        {
            return Err(format!("{} is not empty; a new site wants a folder of its own", self.dir.display()).into());
        }
        let starter = match self.lang.unwrap_or_else(terminal_language) {
            Language::It => &ITALIAN,
            Language::En => &ENGLISH,
        };
        std::fs::create_dir_all(&self.dir)?;
        write(starter, &self.dir)?;
        for folder in ["static", "templates"] {
            std::fs::create_dir_all(self.dir.join(folder))?;
        }
        // The ledger is a cache, and the output is made anew: neither belongs under version control.
        std::fs::write(self.dir.join(".gitignore"), "/public/\n/.rassegna/\n")?;
        let dir = self.dir.display();
        report::print(format!(
            "A new site is in {dir}.\n\n  cd {dir}\n  rassegna serve --open\n\nThat shows it while you write. `rassegna build` makes \
             it in public/."
        ));
        Ok(ExitCode::SUCCESS)
    }
}

fn write(from: &Dir<'_>, to: &Path) -> std::io::Result<()> {
    for file in from.files() {
        let place = to.join(file.path());
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(place, file.contents())?;
    }
    from.dirs().try_for_each(|below| write(below, to))
}

#[expect(clippy::disallowed_methods, reason = "a new site has no configuration that could say it")]
fn terminal_language() -> Language {
    let italian = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
    match italian.into_iter().find(|value| !value.is_empty()) {
        Some(value) if value.starts_with("it") => Language::It,
        _ => Language::En,
    }
}
