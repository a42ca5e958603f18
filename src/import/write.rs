//! Writes what was imported into the site, and remembers it, so that a second run changes only what has changed.
//!
//! The lock, `rassegna.imported` in the site's folder, has one line a document: the stamp of what was written, the file, and what
//! the source calls it. A file that looks otherwise than we left it is an editor's, and is never touched again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::document::{Content, Document};
use crate::base::durable::put;
use crate::base::file_name::portable;
use crate::base::path::unsafe_output;
use crate::base::platform::is_one_file;
use crate::base::stamp::Stamp;
use crate::diagnostic::{Diagnostic, Span};

/// The lock's name in the site's folder.
pub const FILE: &str = "rassegna.imported";

const HEAD: &str =
    "# What `rassegna import` has written. Keep this file: by it a second import leaves alone what you have changed.\n";

/// What became of a document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Done {
    /// It was not there.
    New,
    /// The source has changed since the last import, and so did our file.
    Changed,
    /// Nothing was to be done.
    Same,
    /// An editor has changed the file since it was imported: it was left alone.
    Edited,
    /// An editor has taken the file away since it was imported: it stays away.
    Removed,
    /// Another file stands in its place: it was left alone.
    Taken,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    stamp: Stamp,
    path: String,
}

/// Writes into one site.
#[derive(Debug)]
pub struct Writer {
    root: PathBuf,
    /// By what the source calls it.
    lock: BTreeMap<String, Entry>,
    /// The files that this run has written or kept, with whose they are.
    seen: BTreeMap<String, String>,
    dry_run: bool,
}

impl Writer {
    /// Reads the lock of the site in a folder.
    ///
    /// # Errors
    /// When the lock cannot be read: what was imported before would not be known.
    pub fn open(root: &Path, dry_run: bool) -> Result<Writer, Diagnostic> {
        let root = root.to_path_buf();
        let mut lock = BTreeMap::new();
        match fs::read_to_string(root.join(FILE)) {
            Ok(text) => {
                for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
                    let mut parts = line.splitn(3, '\t');
                    let entry = match (parts.next().and_then(Stamp::parse), parts.next(), parts.next()) {
                        (Some(stamp), Some(path), Some(id)) => {
                            (id.to_string(), Entry { stamp, path: path.to_string() })
                        }
                        _ => return Err(unreadable(&format!("this line is not as it was written: {line}"))),
                    };
                    lock.insert(entry.0, entry.1);
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(&error.to_string())),
        }
        Ok(Writer { root, lock, seen: BTreeMap::new(), dry_run })
    }

    /// Where documents of earlier runs stand, by their ids.
    pub fn known(&self) -> BTreeMap<String, String> {
        self.lock.iter().map(|(id, entry)| (id.clone(), entry.path.clone())).collect()
    }

    /// Writes one document, if it is new or has changed and no editor's work is in the way.
    ///
    /// # Errors
    /// When its path leaves the site, or the disk says no.
    pub fn take(&mut self, document: &Document) -> Result<Done, Diagnostic> {
        // Whoever made the document may have named it so already; nobody gets past here with a name that Windows does not take.
        let path = portable(&document.path).into_owned();
        self.guard(&path)?;
        if let Some(entry) = self.lock.get(&document.id) {
            self.guard(&entry.path)?;
        }
        if let Some(other) = self.seen.get(&path)
            && *other != document.id
        {
            return Ok(Done::Taken);
        }
        self.seen.insert(path.clone(), document.id.clone());
        let bytes = match &document.content {
            Content::Copy(from) => fs::read(from).map_err(|error| failed(&from.display().to_string(), &error))?,
            content => content.bytes().unwrap_or_default(),
        };
        let stamp = Stamp::of_bytes(&bytes);
        let now = self.stamp_of(&path)?;
        let done = match (self.lock.get(&document.id), now) {
            // Somebody has written the same, or a run was killed before it could note it.
            (None, Some(there)) if there == stamp => Done::Same,
            (None, Some(_)) => Done::Taken,
            (None, None) => Done::New,
            (Some(entry), there) if entry.path == path => match there {
                None => Done::Removed,
                Some(there) if there == stamp => Done::Same,
                Some(there) if there != entry.stamp => Done::Edited,
                Some(_) => Done::Changed,
            },
            // It stands elsewhere now: it moves, unless somebody has worked on it.
            (Some(entry), there) => match (self.stamp_of(&entry.path)?, there) {
                // It has moved already: a run was killed before it could note it.
                (None, Some(there)) if there == stamp => Done::Same,
                (None, _) => Done::Removed,
                (Some(old), _) if old != entry.stamp => Done::Edited,
                (Some(_), Some(there)) if there != stamp => Done::Taken,
                (Some(_), _) => Done::Changed,
            },
        };
        if self.dry_run {
            return Ok(done);
        }
        if matches!(done, Done::New | Done::Changed) {
            put(&self.root.join(&path), &bytes).map_err(|error| failed(&path, &error))?;
        }
        if matches!(done, Done::New | Done::Changed | Done::Same) {
            let before = self.lock.insert(document.id.clone(), Entry { stamp, path: path.clone() });
            if let Some(before) = before.filter(|before| before.path != path) {
                self.remove(&before.path, &path)?;
            }
        }
        Ok(done)
    }

    /// The text stands in its new place; what is left of the old one is ours, as the stamps have shown.
    fn remove(&self, old: &str, new: &str) -> Result<(), Diagnostic> {
        let (old_file, new_file) = (self.root.join(old), self.root.join(new));
        // Where case does not count, the old name may be the new one.
        if is_one_file(&old_file, &new_file) {
            return Ok(());
        }
        match fs::remove_file(old_file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(old, &error)),
            _ => Ok(()),
        }
    }

    /// Writes the lock down.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn close(&self) -> Result<(), Diagnostic> {
        if self.dry_run || self.lock.is_empty() {
            return Ok(());
        }
        let mut text = String::from(HEAD);
        for (id, entry) in &self.lock {
            text.push_str(&format!("{:?}\t{}\t{id}\n", entry.stamp, entry.path));
        }
        put(&self.root.join(FILE), text.as_bytes()).map_err(|error| failed(FILE, &error))
    }

    fn stamp_of(&self, path: &str) -> Result<Option<Stamp>, Diagnostic> {
        match fs::read(self.root.join(path)) {
            Ok(bytes) => Ok(Some(Stamp::of_bytes(&bytes))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(path, &error)),
        }
    }

    /// A path stays below the site's folder, through links too.
    fn guard(&self, path: &str) -> Result<(), Diagnostic> {
        let outside = |why: &str| {
            Diagnostic::error("import-outside", format!("`{path}` would be written outside the site: {why}"))
                .help("Nothing was written there. The source holds a name that no file should have.")
        };
        if let Some(why) = unsafe_output(path) {
            return Err(outside(why));
        }
        if path.starts_with('/') || path.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
            return Err(outside("it is no plain path"));
        }
        let root = fs::canonicalize(&self.root).unwrap_or_else(|_| self.root.clone());
        let nearest = self.root.join(path).ancestors().find_map(|folder| fs::canonicalize(folder).ok());
        match nearest {
            Some(real) if !real.starts_with(&root) => Err(outside("a link leads out of the folder")),
            _ => Ok(()),
        }
    }
}

fn unreadable(why: &str) -> Diagnostic {
    Diagnostic::error("import-lock", format!("what was imported before cannot be known: {why}"))
        .at(Span::file(FILE))
        .help("Restore the file from your repository. Without it at all, every file that is there is left alone.")
}

fn failed(path: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("import-write", format!("{path}: {error}"))
        .help("What was written before that is whole: run the import again when there is room and permission.")
}
