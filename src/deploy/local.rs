//! What lies in the output folder, and the stamps of it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use glob::Pattern;
use rayon::prelude::*;

use crate::base::stamp::Stamp;
use crate::build::manifest::Manifest;
use crate::build::obstacles::is_dotfile;
use crate::build::{compressed, publish};
use crate::diagnostic::Diagnostic;
use crate::source::scan::Look;

/// A file that is to be at the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Below the output folder, with forward slashes.
    pub path: String,
    pub file: PathBuf,
    pub size: u64,
    /// Of its bytes.
    pub stamp: Stamp,
    /// How the file looked when the stamp was taken.
    pub look: Look,
}

impl Item {
    /// That the file is still the one whose stamp was taken, after its bytes were read.
    ///
    /// # Errors
    /// When it has become another one since.
    pub fn still(&self) -> Result<(), Diagnostic> {
        let look = fs::metadata(&self.file).map(|metadata| Look::of(&metadata));
        match look.is_ok_and(|look| look == self.look) {
            true => Ok(()),
            false => Err(Diagnostic::error("deploy-output", format!("`{}` has changed while it was sent", self.path))
                .help("Was the site built at the same time? What was sent stays; run `rassegna deploy` again.")),
        }
    }
}

/// All of them, and what is left where it is.
#[derive(Debug, Default)]
pub struct Local {
    pub folder: PathBuf,
    pub items: BTreeMap<String, Item>,
    /// Files with a dot at the beginning of a part of their path that nobody has asked for.
    pub unsent: Vec<String>,
    /// Links that lead out of the folder.
    pub outside: Vec<String>,
}

/// Reads an output folder. What the folder's manifest knows and what looks as it did when it was written is not read again.
///
/// # Errors
/// When there is no site in the folder, when it shows what is held back, or when a file cannot be read.
pub fn read(folder: &Path, dotfiles: &[Pattern], with_drafts: bool) -> Result<Local, Diagnostic> {
    let shown = folder.display();
    if !folder.is_dir() {
        return Err(Diagnostic::error("deploy-output", format!("there is no folder `{shown}`"))
            .help("Run `rassegna build` first, or name another folder with `--from`."));
    }
    let manifest = Manifest::read(folder).0;
    if manifest.reveals && !with_drafts {
        return Err(Diagnostic::error(
            "deploy-output",
            format!("`{shown}` was built with texts that are held back (`--drafts`, `--future` or `--expired`)"),
        )
        .help("Build it again without them. If they are meant to be seen there, say so by `--drafts`."));
    }
    let mut local = Local { folder: folder.to_path_buf(), ..Local::default() };
    let mut found = Vec::new();
    let base = fs::canonicalize(folder).map_err(|error| unreadable(folder, &error))?;
    for path in publish::files(folder) {
        if is_dotfile(&path) && !dotfiles.iter().any(|one| one.matches(&path)) {
            local.unsent.push(path);
            continue;
        }
        let file = folder.join(&path);
        let is_link = fs::symlink_metadata(&file).is_ok_and(|metadata| metadata.is_symlink());
        let is_out = || !fs::canonicalize(&file).is_ok_and(|real| real.starts_with(&base) && real.is_file());
        match is_link && is_out() {
            true => local.outside.push(path),
            false => found.push((path, file)),
        }
    }
    let items: Result<Vec<Item>, Diagnostic> =
        found.into_par_iter().map(|(path, file)| item(&manifest, path, file)).collect();
    local.items = items?.into_iter().map(|item| (item.path.clone(), item)).collect();
    if local.items.is_empty() {
        return Err(Diagnostic::error("deploy-output", format!("there is nothing to send in `{shown}`"))
            .help("Run `rassegna build` first, or name another folder with `--from`."));
    }
    Ok(local)
}

fn item(manifest: &Manifest, path: String, file: PathBuf) -> Result<Item, Diagnostic> {
    let metadata = fs::metadata(&file).map_err(|error| unreadable(&file, &error))?;
    let known = manifest.files.get(&path).filter(|owned| owned.look == Look::of(&metadata));
    // Of smaller forms the manifest keeps what they are made from.
    let known = known.filter(|_| compressed::source(&path).is_none()).map(|owned| owned.stamp);
    let stamp = match known {
        Some(stamp) => stamp,
        None => fs::File::open(&file).and_then(Stamp::of_reader).map_err(|error| unreadable(&file, &error))?,
    };
    Ok(Item { size: metadata.len(), look: Look::of(&metadata), path, file, stamp })
}

/// That a file of the output cannot be read.
pub fn unreadable(file: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error("deploy-output", format!("{} cannot be read: {error}", file.display()))
        .help("Was the site built while it was sent? Run `rassegna deploy` again.")
}
