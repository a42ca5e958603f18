//! Every file of a site, with its stamp: what the next look at the folder is compared with.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::scan::{Found, Look, is_ignored, scan};
use crate::base::platform::{FOLDS_NAMES, has_own_name};
use crate::base::stamp::Stamp;
use crate::diagnostic::{Diagnostic, Span, locate};

/// A text longer than this is no article; it is refused before it is read.
const LONGEST_TEXT: u64 = 16 * 1024 * 1024;

/// One file's text as it was read.
#[derive(Clone, Debug)]
pub struct Source {
    pub path: String,
    pub stamp: Stamp,
    pub text: String,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Known {
    look: Look,
    stamp: Stamp,
}

/// What was found to be different by a look at the files.
#[derive(Default, Debug)]
pub struct Delta {
    /// New files and files with other bytes, sorted.
    pub changed: Vec<String>,
    /// Files that are gone, sorted.
    pub removed: Vec<String>,
    /// Whether there are files among the changed ones that were not there before.
    pub has_new: bool,
    pub diagnostics: Vec<Diagnostic>,
}

impl Delta {
    /// Whether it is about this file.
    pub fn names(&self, path: &String) -> bool {
        self.changed.binary_search(path).is_ok() || self.removed.binary_search(path).is_ok()
    }

    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty()
    }

    /// What an earlier look found that could not be used yet, together with what this one found.
    pub fn after(mut self, earlier: Delta) -> Delta {
        self.changed.extend(earlier.changed.into_iter().filter(|path| self.removed.binary_search(path).is_err()));
        self.changed.sort();
        self.removed.extend(earlier.removed.into_iter().filter(|path| self.changed.binary_search(path).is_err()));
        for list in [&mut self.changed, &mut self.removed] {
            list.sort();
            list.dedup();
        }
        self.has_new |= earlier.has_new;
        self
    }
}

/// What a look at all files of a site saw, before it is compared with anything.
pub struct Sight {
    /// When it began, as [`Look::modified`].
    began: i64,
    found: Vec<Found>,
    diagnostics: Vec<Diagnostic>,
}

impl Sight {
    /// Looks at every file below these folders of `root`.
    pub fn of(root: &Path, areas: &[String]) -> Sight {
        let began = now();
        let (found, diagnostics) = scan(root, areas);
        Sight { began, found, diagnostics }
    }
}

/// All files that a site is made from. Saved with the ledger, so that a later run reads only what changed.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Tree {
    #[serde(skip)]
    root: PathBuf,
    areas: Vec<String>,
    files: BTreeMap<String, Known>,
    /// When the files were last looked at: what is younger is compared by its bytes, for a file can change twice within
    /// one tick of the file system's clock.
    looked: i64,
}

impl Tree {
    /// A tree that knows of no file yet. `areas` are the folders and files below `root` that belong to the site.
    pub fn new(root: &Path, areas: Vec<String>) -> Tree {
        Tree { root: root.to_path_buf(), areas, ..Tree::default() }
    }

    /// A saved tree is put back on its folder.
    pub fn rooted(mut self, root: &Path) -> Tree {
        self.root = root.to_path_buf();
        self
    }

    /// The files below a folder (`content/`), in order of their paths.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.files.range(folder.to_string()..).map(|(path, _)| path.as_str()).take_while(move |p| p.starts_with(folder))
    }

    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    pub fn stamp(&self, path: &str) -> Option<Stamp> {
        self.files.get(path).map(|known| known.stamp)
    }

    pub fn size(&self, path: &str) -> Option<u64> {
        self.files.get(path).map(|known| known.look.size)
    }

    pub fn file(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Looks at every file and notes what is new, different or gone since the last look.
    pub fn refresh(&mut self) -> Delta {
        self.refresh_with(Sight::of(&self.root, &self.areas))
    }

    /// The same, when the files have just been looked at.
    pub fn refresh_with(&mut self, sight: Sight) -> Delta {
        let Sight { began, found, diagnostics } = sight;
        // Two seconds are the coarsest clock among file systems in use (FAT).
        let settled = self.looked - 2_000_000_000;
        let mut delta = self.compare(&found, |file, known| known.look != file.look || file.look.modified > settled);
        let areas = std::mem::take(&mut self.areas);
        self.drop_missing(&found, &areas, &mut delta);
        self.areas = areas;
        self.looked = began;
        delta.diagnostics.splice(0..0, diagnostics);
        delta
    }

    /// The same for some files and folders alone, relative to the site's folder: each is compared by its bytes.
    pub fn refresh_at(&mut self, paths: &BTreeSet<String>) -> Delta {
        let within: Vec<String> = paths.iter().filter(|path| self.is_of_site(path)).cloned().collect();
        // Where case does not count, a file that is called otherwise now answers to its old name too.
        let there = |path: &&String| !FOLDS_NAMES || has_own_name(&self.root.join(path));
        let listed: Vec<String> = within.iter().filter(there).cloned().collect();
        let (found, diagnostics) = scan(&self.root, &listed);
        let mut delta = self.compare(&found, |_, _| true);
        self.drop_missing(&found, &within, &mut delta);
        delta.diagnostics.splice(0..0, diagnostics);
        delta
    }

    /// Whether a path belongs to the site: below one of its areas, not hidden, and not behind a link that leaves it.
    fn is_of_site(&self, path: &str) -> bool {
        if !self.areas.iter().any(|area| is_within(path, area)) || path.split('/').any(is_ignored) {
            return false;
        }
        let (Some(folder), Ok(home)) = (self.root.join(path).parent().map(Path::to_path_buf), self.root.canonicalize())
        else {
            return false;
        };
        // A folder that is gone has led nowhere; what was known below it is gone too.
        folder.canonicalize().map_or(true, |folder| folder.starts_with(home))
    }

    /// Notes those of the found files that are new or different; `is_doubtful` says which known ones must be compared by
    /// their bytes.
    fn compare(&mut self, found: &[Found], is_doubtful: impl Fn(&Found, &Known) -> bool) -> Delta {
        let mut delta = Delta::default();
        let doubtful: Vec<&Found> = found
            .iter()
            .filter(|file| match self.files.get(&file.path) {
                Some(known) => known.stamp == Stamp::ABSENT || is_doubtful(file, known),
                None => true,
            })
            .collect();
        // A new article is read at once by whoever asked for this look: `settle` takes its stamp from there.
        let (fresh, doubtful): (Vec<&Found>, Vec<&Found>) =
            doubtful.into_iter().partition(|file| is_text(&file.path) && !self.files.contains_key(&file.path));
        delta.has_new |= !fresh.is_empty();
        delta.changed.extend(fresh.iter().map(|file| file.path.clone()));
        let unread = |file: &&Found| (file.path.clone(), Known { look: file.look, stamp: Stamp::ABSENT });
        // They are sorted: of many a map is made at once, which costs as much as going through the one that there is.
        match fresh.len() > self.files.len() {
            true => self.files.append(&mut fresh.iter().map(unread).collect()),
            false => self.files.extend(fresh.iter().map(unread)),
        }
        let root = self.root.clone();
        let stamps: Vec<_> =
            doubtful.par_iter().map(|file| stamp_file(&root.join(&file.path)).map_err(|error| (file, error))).collect();
        for (file, stamp) in doubtful.iter().zip(stamps) {
            match stamp {
                Ok(stamp) => {
                    let known = Known { look: file.look, stamp };
                    let before = self.files.insert(file.path.clone(), known);
                    delta.has_new |= before.is_none();
                    if before.is_none_or(|before| before.stamp != stamp) {
                        delta.changed.push(file.path.clone());
                    }
                }
                // It vanished in between: the next comparison finds it gone.
                Err((_, error)) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err((file, error)) => delta.diagnostics.push(unreadable(&file.path, &error)),
            }
        }
        delta.changed.sort();
        delta
    }

    /// Forgets the files within these folders that were not found there any more.
    fn drop_missing(&mut self, found: &[Found], within: &[String], delta: &mut Delta) {
        for folder in within {
            let first = found.partition_point(|file| file.path.as_str() < folder.as_str());
            let mut listed = found[first..].iter().map(|file| file.path.as_str()).peekable();
            let known = self.files.range(folder.clone()..).map(|(path, _)| path);
            for path in known.take_while(|path| path.starts_with(folder.as_str())) {
                while listed.peek().is_some_and(|next| *next < path.as_str()) {
                    listed.next();
                }
                if listed.peek() != Some(&path.as_str()) && is_within(path, folder) {
                    delta.removed.push(path.clone());
                }
            }
        }
        delta.removed.sort();
        delta.removed.dedup();
        for path in &delta.removed {
            self.files.remove(path);
        }
    }

    /// Notes the stamps of changed files as they were read, which may be later than they were looked at; a new one that was
    /// not read by anybody is stamped here.
    pub fn settle(&mut self, changed: &[String], read: &FxHashMap<String, Stamp>) {
        for path in changed {
            let file = self.file(path);
            let Some(known) = self.files.get_mut(path) else { continue };
            match read.get(path) {
                Some(stamp) => known.stamp = *stamp,
                None if known.stamp == Stamp::ABSENT => known.stamp = stamp_file(&file).unwrap_or(Stamp::ABSENT),
                None => {}
            }
        }
    }

    /// Reads one file as text.
    ///
    /// # Errors
    /// A diagnostic when the file is gone, too large, or not valid UTF-8 (with the place of the first bad byte).
    pub fn read(&self, path: &str) -> Result<Source, Diagnostic> {
        read(&self.root, path)
    }
}

/// Reads one text file of a site.
///
/// # Errors
/// A diagnostic when the file is gone, too large, or not valid UTF-8 (with the place of the first bad byte).
pub fn read(root: &Path, path: &str) -> Result<Source, Diagnostic> {
    let io = |error: std::io::Error| unreadable(path, &error);
    let mut file = std::fs::File::open(root.join(path)).map_err(io)?;
    let size = file.metadata().map_err(io)?.len();
    if size > LONGEST_TEXT {
        return Err(Diagnostic::error(
            "too-large",
            format!("this file has {} MB; a text may have 16", size / 1_000_000),
        )
        .at(Span::file(path))
        .help("If it is data or a picture, put it into `static/` or beside the article under its own name."));
    }
    // Asked for one byte more than there is, it is read in one go: what reads to the end asks for the size and the place once more.
    let mut bytes = Vec::with_capacity(size as usize + 64);
    file.by_ref().take(size + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > size {
        // It grew meanwhile.
        file.read_to_end(&mut bytes).map_err(io)?;
    }
    let stamp = Stamp::of_bytes(&bytes);
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source { path: path.to_string(), stamp, text }),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes());
            Err(Diagnostic::error("not-utf-8", "this file is not valid UTF-8")
                .at(locate::span(path, &text, at, 1).labelled("the first byte that is not"))
                .help("Save it again with the encoding UTF-8; older Windows programs write Windows-1252."))
        }
    }
}

/// Nanoseconds since 1970.
fn now() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "it tells how young a file is, not what a page says")]
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |age| age.as_nanos() as i64)
}

/// Whether a path is a folder itself, or below it.
fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Articles, pages and profiles.
fn is_text(path: &str) -> bool {
    path.starts_with("content/") && path.ends_with(".md")
}

fn stamp_file(path: &Path) -> std::io::Result<Stamp> {
    let mut file = std::fs::File::open(path)?;
    if file.metadata()?.len() > 1024 * 1024 {
        return Stamp::of_reader(file);
    }
    let mut bytes = Vec::with_capacity(8 * 1024);
    file.read_to_end(&mut bytes)?;
    Ok(Stamp::of_bytes(&bytes))
}

fn unreadable(path: &str, error: &std::io::Error) -> Diagnostic {
    let what = if error.kind() == std::io::ErrorKind::NotFound {
        "this file was here a moment ago and is gone".to_string()
    } else {
        format!("this file cannot be read: {error}")
    };
    Diagnostic::error("unreadable", what).at(Span::file(path)).help("Look at its permissions, then build again.")
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn only_other_bytes_count_as_a_change() -> std::io::Result<()> {
        let site = tempfile::tempdir()?;
        std::fs::create_dir(site.path().join("content"))?;
        let file = site.path().join("content/a.md");
        std::fs::write(&file, "uno")?;
        let mut tree = Tree::new(site.path(), vec!["content".to_string()]);
        let changed = tree.refresh().changed;
        assert_eq!(changed, ["content/a.md"]);
        tree.settle(&changed, &Default::default());
        std::fs::write(&file, "uno")?;
        assert!(tree.refresh().is_empty(), "a new time alone is no change");
        std::fs::write(&file, "due")?;
        assert_eq!(tree.refresh().changed, ["content/a.md"]);
        std::fs::remove_file(&file)?;
        assert_eq!(tree.refresh().removed, ["content/a.md"]);
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leaves_the_site_is_refused() -> std::io::Result<()> {
        let site = tempfile::tempdir()?;
        std::fs::create_dir(site.path().join("content"))?;
        std::os::unix::fs::symlink("/etc", site.path().join("content/etc"))?;
        let mut tree = Tree::new(site.path(), vec!["content".to_string()]);
        let delta = tree.refresh();
        assert!(delta.changed.is_empty());
        assert_eq!(delta.diagnostics.len(), 1);
        assert_eq!(delta.diagnostics[0].code, "link-leaves-site");
        Ok(())
    }
}
