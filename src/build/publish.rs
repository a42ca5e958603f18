//! Writes the output: first onto a stage within the output folder, then by renaming into place.
//!
//! A build that is killed at any instant leaves whole files: before the first rename the manifest names everything that
//! will be ours, after the last it says how each file looks, and a file that looks otherwise is made again. What is new comes
//! first, then what is replaced, and removals last: so that no page leads to one that is not there, whenever it is killed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::manifest::{self, Manifest, Owned};
use crate::base::durable::create_beside;
use crate::base::file_name::folded;
use crate::base::path;
use crate::base::platform::{FOLDS_NAMES, metadata_of_written, replace};
use crate::base::stamp::Stamp;
use crate::source::scan::Look;

/// A stage is a folder of this name and the process's number within the output folder.
const STAGE: &str = ".rassegna-stage-";

/// The folder on a stage that looks as the output will.
const TREE: &str = "tree";

/// A folder in which files wait for publication. Each process has its own; it is locked for as long as the process lives,
/// so that what a killed one left behind can be told from what another is using.
pub struct Stage {
    folder: PathBuf,
    /// Whether files stand as they will in the output, so that whole folders can be renamed into an empty one.
    is_tree: bool,
    next: AtomicU64,
    _lock: Option<File>,
}

/// A file on the stage.
#[derive(Clone, Debug)]
pub struct Staged {
    file: PathBuf,
    look: Look,
}

impl Staged {
    pub fn size(&self) -> u64 {
        self.look.size
    }

    /// # Errors
    /// When somebody has been at the stage.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.file)
    }
}

impl Stage {
    /// Sets up an empty stage in the output folder, which is made if there is none. `fresh` says that nothing of ours is in
    /// it yet.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn set_up(output: &Path, fresh: bool) -> io::Result<Stage> {
        fs::create_dir_all(output)?;
        clear(output)?;
        // One process may keep several sites up to date, or one site twice.
        static STAGES: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = STAGES.fetch_add(1, Ordering::Relaxed);
            let folder = output.join(format!("{STAGE}{}-{number}", std::process::id()));
            match fs::create_dir(&folder) {
                // Another machine may share the folder, and has processes of the same numbers.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                made => made?,
            }
            let lock = File::create(folder.join("lock"))?;
            let lock = match lock.try_lock() {
                Ok(()) => Some(lock),
                Err(TryLockError::WouldBlock) => None,
                // A file system without locks: nobody takes down a stage of which he cannot tell that it was left.
                Err(TryLockError::Error(_)) => {
                    return Ok(Stage { folder, is_tree: fresh, next: AtomicU64::new(0), _lock: None });
                }
            };
            // Another process may have taken it for abandoned before it was locked, and taken it down.
            if lock.is_some() && folder.join("lock").exists() {
                return Ok(Stage { folder, is_tree: fresh, next: AtomicU64::new(0), _lock: lock });
            }
        }
    }

    /// A new file for what will stand at `path` in the output.
    fn create(&self, path: &str) -> io::Result<(PathBuf, File)> {
        if !self.is_tree {
            let file = self.folder.join(self.next.fetch_add(1, Ordering::Relaxed).to_string());
            return File::create(&file).map(|open| (file, open));
        }
        let file = self.folder.join(TREE).join(path);
        if let Some(folder) = file.parent() {
            // Most pages have a folder of their own, and its parent is there already.
            match fs::create_dir(folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(folder)?,
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        File::create(&file).map(|open| (file, open))
    }

    /// Puts bytes on the stage.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn bytes(&self, path: &str, bytes: &[u8]) -> io::Result<Staged> {
        let (file, mut open) = self.create(path)?;
        open.write_all(bytes)?;
        let look = Look::of(&metadata_of_written(open, &file)?);
        Ok(Staged { file, look })
    }

    /// Puts a copy of a file on the stage.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn copy(&self, path: &str, from: &Path) -> io::Result<Staged> {
        let mut source = File::open(from)?;
        let (file, mut open) = self.create(path)?;
        io::copy(&mut source, &mut open)?;
        let look = Look::of(&metadata_of_written(open, &file)?);
        Ok(Staged { file, look })
    }
}

/// Takes down the stages that killed builds have left in an output folder.
///
/// # Errors
/// When one cannot be removed.
pub fn clear(output: &Path) -> io::Result<()> {
    let stages = fs::read_dir(output)?.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(STAGE));
    for left in stages.map(|entry| entry.path()) {
        // When the process that set it up is gone, nobody holds its lock any more. We hold it while we take the stage down, so that
        // one which is only about to lock it sees that.
        let lock = File::open(left.join("lock"));
        let is_abandoned = match &lock {
            Ok(lock) => lock.try_lock().is_ok(),
            Err(_) => is_old(&left),
        };
        match is_abandoned.then(|| fs::remove_dir_all(left)) {
            // Two may have found it.
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Whether a stage without a lock was left by a process that was killed before it could lock it, or while it took it down. A new
/// one may belong to a process that is about to.
fn is_old(folder: &Path) -> bool {
    let made = fs::metadata(folder).and_then(|metadata| metadata.modified());
    made.is_ok_and(|made| made.elapsed().is_ok_and(|age| age.as_secs() > 60))
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What is left on the stage was not published; the next build clears it too, should this fail.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What is to be done to the output folder.
#[derive(Default)]
pub struct Work {
    /// Files by path below the output folder, with the stamps of their bytes.
    pub write: BTreeMap<String, (Staged, Stamp)>,
    pub remove: BTreeSet<String>,
    /// Where the files to be written wait; it is taken down with the work.
    pub stage: Option<Stage>,
    /// Whether the folder then shows what is held back from readers.
    pub reveals: bool,
    /// The manifest is to be written even if nothing else is: the one on disk is damaged.
    pub renew: bool,
}

impl Work {
    /// Files to be removed that are one with a file to be written where names are not told apart by case: `A.png`, which has become
    /// `a.png`. Were they removed last, what was written would be.
    pub fn alike(&self) -> BTreeSet<&str> {
        if self.remove.is_empty() {
            return BTreeSet::new();
        }
        let written: HashSet<String> = self.write.keys().map(|path| folded(path)).collect();
        self.remove.iter().map(String::as_str).filter(|path| written.contains(&folded(path))).collect()
    }
}

/// Does the work and returns the manifest as it now is.
///
/// # Errors
/// When something cannot be written; then the folder holds whole files, old and new, and the next build puts it right.
pub fn publish(output: &Path, manifest: &Manifest, work: Work) -> io::Result<Manifest> {
    if work.write.is_empty() && work.remove.is_empty() {
        let now = Manifest { reveals: work.reveals, ..manifest.clone() };
        if work.renew || now.reveals != manifest.reveals {
            write_manifest(output, &now)?;
        }
        return Ok(now);
    }
    let mut coming = manifest.clone();
    coming.reveals = work.reveals;
    for path in work.write.keys() {
        // A look that no file has: should we be killed now, the next build sees that this one must be made again.
        let never = Look { size: u64::MAX, modified: 0 };
        coming.files.insert(path.clone(), Owned { stamp: Stamp::ABSENT, look: never });
    }
    write_manifest(output, &coming)?;
    let alike = if FOLDS_NAMES { work.alike() } else { BTreeSet::new() };
    let (in_the_way, gone): (Vec<&String>, Vec<&String>) =
        work.remove.iter().partition(|path| alike.contains(path.as_str()) || makes_room(path, &work));
    remove(output, &in_the_way)?;
    let moved = move_folders(output, &work)?;
    let is_left = |path: &str| !moved.contains(path.split('/').next().unwrap_or(path));
    make_folders(output, work.write.keys().filter(|path| is_left(path)))?;
    type Written<'a> = (&'a String, &'a (Staged, Stamp));
    let written = work.write.iter().filter(|(path, _)| is_left(path));
    let (replaced, new): (Vec<Written>, Vec<Written>) =
        written.partition(|(path, _)| manifest.files.contains_key(*path));
    for written in [new, replaced] {
        written.par_iter().try_for_each(|(path, (staged, _))| put(&staged.file, &output.join(path)))?;
    }
    remove(output, &gone)?;
    for path in &work.remove {
        coming.files.remove(path);
    }
    for (path, (staged, stamp)) in &work.write {
        coming.files.insert(path.clone(), Owned { stamp: *stamp, look: staged.look });
    }
    write_manifest(output, &coming)?;
    Ok(coming)
}

/// Renames whole folders of the stage into an output folder that has none of the name. Returns the names.
fn move_folders<'a>(output: &Path, work: &'a Work) -> io::Result<BTreeSet<&'a str>> {
    let mut moved = BTreeSet::new();
    let Some(stage) = work.stage.as_ref().filter(|stage| stage.is_tree) else { return Ok(moved) };
    let mut last = "";
    for path in work.write.keys() {
        let name = path.split('/').next().unwrap_or(path);
        if name == last {
            continue;
        }
        last = name;
        let to = output.join(name);
        if fs::symlink_metadata(&to).is_err() {
            put(&stage.folder.join(TREE).join(name), &to)?;
            moved.insert(name);
        }
    }
    Ok(moved)
}

/// Renames a staged file into place. What stands there is replaced; a folder of that name only if there is nothing in it, as when a
/// build was killed that had just emptied it.
fn put(from: &Path, to: &Path) -> io::Result<()> {
    let renamed = replace(from, to).or_else(|error| match fs::symlink_metadata(to) {
        Ok(there) if there.is_dir() => remove_empty(to).and_then(|()| replace(from, to)),
        _ => Err(error),
    });
    renamed.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", to.display())))
}

/// Removes a folder that holds nothing but such folders.
fn remove_empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_empty(&entry.path())?;
        }
    }
    fs::remove_dir(folder)
}

fn make_folders<'a>(output: &Path, paths: impl Iterator<Item = &'a String>) -> io::Result<()> {
    let mut known = HashSet::new();
    for path in paths {
        if let Some((folder, _)) = path.rsplit_once('/') {
            make_folder(output, folder, &mut known)?;
        }
    }
    Ok(())
}

/// Makes a folder below the output folder with those above it, and refuses to go through a link that leads out.
fn make_folder<'a>(output: &Path, folder: &'a str, known: &mut HashSet<&'a str>) -> io::Result<()> {
    if !known.insert(folder) {
        return Ok(());
    }
    if let Some((above, _)) = folder.rsplit_once('/') {
        make_folder(output, above, known)?;
    }
    let place = output.join(folder);
    match fs::create_dir(&place) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match leads_out(output, &place)? {
            true => Err(io::Error::other(format!("{} is a link that leads out of the output folder", place.display()))),
            false => Ok(()),
        },
        Err(error) => Err(io::Error::new(error.kind(), format!("{}: {error}", place.display()))),
        Ok(()) => Ok(()),
    }
}

fn leads_out(output: &Path, place: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(place)?.is_symlink() {
        return Ok(false);
    }
    Ok(!fs::canonicalize(place)?.starts_with(fs::canonicalize(output)?))
}

/// Whether a file must go before something else can be written: a folder is to stand in its place, or a file in that of a folder
/// that it is in.
fn makes_room(path: &str, work: &Work) -> bool {
    let below = format!("{path}/");
    work.write.range(below.clone()..).next().is_some_and(|(next, _)| next.starts_with(&below))
        || path.match_indices('/').any(|(at, _)| work.write.contains_key(&path[..at]))
}

fn remove(output: &Path, paths: &[&String]) -> io::Result<()> {
    let mut known = HashMap::new();
    for path in paths {
        let file = output.join(path);
        // Another hand has put a link or a folder there: what is behind it is not ours.
        let is_ours = path.rsplit_once('/').is_none_or(|(folder, _)| is_plain(output, folder, &mut known));
        if !is_ours || fs::symlink_metadata(&file).is_ok_and(|metadata| metadata.is_dir()) {
            continue;
        }
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(io::Error::new(error.kind(), format!("{}: {error}", file.display())));
            }
            _ => {}
        }
        // Folders that this has emptied go too; one that still holds something, of ours or not, cannot be removed.
        let mut folder = file.parent();
        while let Some(empty) = folder.filter(|folder| *folder != output) {
            if fs::remove_dir(empty).is_err() {
                break;
            }
            folder = empty.parent();
        }
    }
    Ok(())
}

/// Whether neither a folder nor one above it is a link.
fn is_plain<'a>(output: &Path, folder: &'a str, known: &mut HashMap<&'a str, bool>) -> bool {
    if let Some(known) = known.get(folder) {
        return *known;
    }
    let is_plain = folder.rsplit_once('/').is_none_or(|(above, _)| is_plain(output, above, known))
        && !fs::symlink_metadata(output.join(folder)).is_ok_and(|metadata| metadata.is_symlink());
    known.insert(folder, is_plain);
    is_plain
}

/// Writes the manifest of a folder.
///
/// # Errors
/// When it cannot be written.
pub fn write_manifest(output: &Path, manifest: &Manifest) -> io::Result<()> {
    write_whole(&output.join(manifest::NAME), &[manifest.to_text().as_bytes()])
}

/// Writes a file, given in parts, beside its place and renames it, so that it is never seen half.
///
/// # Errors
/// When it cannot be written.
pub fn write_whole(file: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let mut name = file.file_name().unwrap_or_default().to_os_string();
    // One name for all processes: whoever writes holds the site's lock, and what a killed one left is written over.
    name.push(".new");
    let beside = file.with_file_name(name);
    let write = |mut open: File| parts.iter().try_for_each(|part| open.write_all(part));
    let written = create_beside(&beside).and_then(write).and_then(|()| replace(&beside, file));
    if written.is_err() {
        // The half-written file is of no use to anybody; that it cannot be removed either is not the news.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// The files of an output folder, our own bookkeeping left out.
pub fn files(output: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut entries = walkdir::WalkDir::new(output).into_iter();
    while let Some(entry) = entries.next() {
        let Ok(entry) = entry else { continue };
        let bookkeeping = entry.depth() == 1 && entry.file_name().to_string_lossy().starts_with(".rassegna");
        if bookkeeping && entry.file_type().is_dir() {
            entries.skip_current_dir();
        }
        if !bookkeeping && !entry.file_type().is_dir() {
            files.extend(path::relative(output, entry.path()));
        }
    }
    files
}
