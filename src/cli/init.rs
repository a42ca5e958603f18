//! `rassegna init`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use include_dir::{Dir, include_dir};

use super::{Context, Failure, report};
use crate::base::platform::shell;

/// Make a new site that builds at once
///
/// It comes with a configuration, three sample articles, a company's profile and a page. The theme is built in; a copy of
/// it need not lie in the site.
#[derive(Args)]
pub struct Init {
    /// A folder that does not exist yet, or is empty but for hidden files, as those of git
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

/// Folders of a new site in which there is nothing yet.
const EMPTY: [&str; 2] = ["static", "templates"];

impl Init {
    /// # Errors
    /// When the folder holds something already, or cannot be written.
    pub fn run(self, _: &Context) -> Result<ExitCode, Failure> {
        let starter = match self.lang.unwrap_or_else(terminal_language) {
            Language::It => &ITALIAN,
            Language::En => &ENGLISH,
        };
        if let Some(file) = stranger(starter, &self.dir, Path::new(""))? {
            let dir = self.dir.display();
            return Err(format!("{dir} is not empty: it holds `{file}`; a new site wants a folder of its own").into());
        }
        std::fs::create_dir_all(&self.dir)?;
        write(starter, &self.dir)?;
        for folder in EMPTY {
            std::fs::create_dir_all(self.dir.join(folder))?;
        }
        ignore(&self.dir.join(".gitignore"))?;
        let dir = self.dir.display();
        let word = shell(&self.dir.to_string_lossy());
        report::print(format!(
            "A new site is in {dir}.\n\n  cd {word}\n  rassegna serve --open\n\nThat shows it while you write. `rassegna build` makes \
             it in public/."
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// The first thing in a folder that neither is hidden nor comes from us: an `init` that was killed goes on where it was.
fn stranger(starter: &Dir<'_>, dir: &Path, below: &Path) -> std::io::Result<Option<String>> {
    let Ok(entries) = std::fs::read_dir(dir.join(below)) else { return Ok(None) };
    for entry in entries {
        let entry = entry?;
        let path = below.join(entry.file_name());
        let is_hidden = below.as_os_str().is_empty() && entry.file_name().to_string_lossy().starts_with('.');
        let is_ours = match starter.get_file(&path) {
            Some(file) => file.contents().starts_with(&std::fs::read(entry.path())?),
            None => starter.get_dir(&path).is_some() || EMPTY.iter().any(|folder| Path::new(folder) == path),
        };
        if !is_hidden && !is_ours {
            return Ok(Some(path.to_string_lossy().replace('\\', "/")));
        }
        if !is_hidden
            && entry.file_type()?.is_dir()
            && let Some(found) = stranger(starter, dir, &path)?
        {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The ledger is a cache, and the output is made anew: neither belongs under version control.
fn ignore(file: &Path) -> std::io::Result<()> {
    let mut text = std::fs::read_to_string(file).unwrap_or_default();
    for line in ["/public/", "/.rassegna/"] {
        if !text.lines().any(|own| own.trim() == line) {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(line);
            text.push('\n');
        }
    }
    std::fs::write(file, text)
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
