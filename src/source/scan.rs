//! Walks a site's folders and lists their files with size and time, without opening any.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rayon::iter::Either;
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::base::path;
use crate::base::platform::slashed;
use crate::diagnostic::{Diagnostic, Span};

/// What a file looks like from outside, as git compares it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Look {
    /// In bytes.
    pub size: u64,
    /// Nanoseconds since 1970, as the file system tells them.
    pub modified: i64,
}

impl Look {
    pub fn of(metadata: &std::fs::Metadata) -> Look {
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Look { size: metadata.len(), modified: modified.map_or(0, |age| age.as_nanos() as i64) }
    }
}

/// A file that was found: its path relative to the site's folder, and how it looks.
pub struct Found {
    pub path: String,
    pub look: Look,
}

/// Lists all files below the given folders of `root` (a name may also be a single file), sorted by path. Hidden files,
/// editors' backups and what lies behind a link that leaves the site are left out; the latter is told.
pub fn scan(root: &Path, areas: &[String]) -> (Vec<Found>, Vec<Diagnostic>) {
    let mut listed = Vec::new();
    let mut diagnostics = Vec::new();
    let home = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    for area in areas {
        walk(root, &home, area, &mut listed, &mut diagnostics);
    }
    // To look at each file takes longer than to list them all. One may vanish in between; then it was not there.
    let look = |entry: DirEntry| match path::relative(root, entry.path()) {
        Some(path) => entry.metadata().ok().map(|metadata| Ok(Found { path, look: Look::of(&metadata) })),
        None => Some(Err(odd(root, entry.path()))),
    };
    let (mut found, odd): (Vec<Found>, Vec<Diagnostic>) =
        listed.into_par_iter().filter_map(look).partition_map(|looked| match looked {
            Ok(found) => Either::Left(found),
            Err(odd) => Either::Right(odd),
        });
    diagnostics.extend(odd);
    found.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    found.dedup_by(|a, b| a.path == b.path);
    (found, diagnostics)
}

fn walk(root: &Path, home: &Path, area: &str, listed: &mut Vec<DirEntry>, diagnostics: &mut Vec<Diagnostic>) {
    let start = root.join(area);
    if std::fs::symlink_metadata(&start).is_err() {
        return;
    }
    let mut entries = WalkDir::new(&start).follow_links(true).into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                diagnostics.extend(unreadable(root, &error));
                continue;
            }
        };
        let is_folder = entry.file_type().is_dir();
        if entry.depth() > 0 && is_ignored(&entry.file_name().to_string_lossy()) {
            if is_folder {
                entries.skip_current_dir();
            }
            continue;
        }
        if entry.path_is_symlink() && leaves(home, entry.path()) {
            diagnostics.push(
                Diagnostic::error("link-leaves-site", "this link leads out of the site's folder")
                    .at(Span::file(shown(root, entry.path())))
                    .help("Copy what it points to into the site; what lies outside is never read."),
            );
            if is_folder {
                entries.skip_current_dir();
            }
            continue;
        }
        // Pipes, sockets and devices are no files: reading one may never end.
        if is_folder || !entry.file_type().is_file() {
            continue;
        }
        listed.push(entry);
    }
}

fn odd(root: &Path, path: &Path) -> Diagnostic {
    Diagnostic::warning("odd-file-name", "this file's name is not valid UTF-8; the file is left out")
        .at(Span::file(shown(root, path)))
        .help("Rename it.")
}

/// Hidden files, and the backup and swap files of common editors.
pub fn is_ignored(name: &str) -> bool {
    let swap = [".swp", ".swo", ".swx", ".tmp", "~", ".bak"];
    name.starts_with('.')
        || (name.starts_with('#') && name.ends_with('#'))
        || swap.iter().any(|end| name.ends_with(end))
        || name == "4913"
}

fn leaves(home: &Path, link: &Path) -> bool {
    std::fs::canonicalize(link).map_or(true, |target| !target.starts_with(home))
}

fn shown(root: &Path, path: &Path) -> String {
    slashed(path.strip_prefix(root).unwrap_or(path))
}

fn unreadable(root: &Path, error: &walkdir::Error) -> Option<Diagnostic> {
    let path: PathBuf = error.path()?.to_path_buf();
    let shown = shown(root, &path);
    if error.loop_ancestor().is_some() {
        return Some(
            Diagnostic::error("link-loop", "this link leads back to a folder that contains it")
                .at(Span::file(shown))
                .help("Remove the link."),
        );
    }
    let io = error.io_error()?;
    if io.kind() == std::io::ErrorKind::NotFound {
        // It vanished while the folder was read; or it is a link to nothing, which is worth a word.
        std::fs::symlink_metadata(&path).ok()?;
        return Some(
            Diagnostic::warning("dead-link", "this link points to a file that does not exist").at(Span::file(shown)),
        );
    }
    Some(
        Diagnostic::error("unreadable", format!("this cannot be read: {io}"))
            .at(Span::file(shown))
            .help("Look at its permissions."),
    )
}
