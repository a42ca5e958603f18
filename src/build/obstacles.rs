//! What stands in the output folder that is not ours: it is told before anything is published, and never written over.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::compressed;
use super::ledger::Ledger;
use super::manifest::{Manifest, Owned};
use super::publish::{self, Staged, Work};
use crate::base::file_name::folded;
use crate::base::path::output_file;
use crate::base::platform::FOLDS_NAMES;
use crate::base::stamp::Stamp;
use crate::config::Config;
use crate::source::scan::Look;

/// The files of an output folder that has no manifest; dotfiles are nobody's business.
pub fn foreign(output: &Path) -> Vec<String> {
    publish::files(output).into_iter().filter(|path| !is_dotfile(path)).collect()
}

/// Whether a file, or a folder that it is in, begins with a dot.
pub fn is_dotfile(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

/// What stands where something is to be written and cannot be replaced: a file of another hand, a folder that will not be
/// empty, a link or a file where a folder is needed. Sorted.
/// With `clean`, files of another hand may be replaced.
pub fn in_the_way(output: &Path, manifest: &Manifest, work: &Work, clean: bool) -> Vec<String> {
    // In a folder that has nothing of a name, nothing below that name can be in the way.
    let present: FxHashSet<String> = fs::read_dir(output)
        .map(|entries| entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    let paths: Vec<&String> =
        work.write.keys().filter(|path| present.contains(path.split('/').next().unwrap_or(path))).collect();
    // A file of ours that goes is no obstacle under another case of its name either.
    let alike: FxHashSet<String> =
        if FOLDS_NAMES { work.alike().into_iter().map(folded).collect() } else { FxHashSet::default() };
    let is_going = |path: &str| !alike.is_empty() && alike.contains(&folded(path));
    let mut found: BTreeSet<String> = paths
        .par_iter()
        .filter(|path| !is_going(path))
        .filter_map(|path| is_obstacle(output, path, manifest, work, clean).then(|| (*path).clone()))
        .collect();
    let folders: BTreeSet<&str> = paths.iter().flat_map(|path| above(path)).collect();
    let blocked = folders.into_par_iter().filter(|folder| {
        // A link may lead anywhere, and what is a file cannot hold others; unless it goes first.
        fs::symlink_metadata(output.join(folder)).is_ok_and(|metadata| !metadata.is_dir())
            && !work.remove.contains(*folder)
    });
    found.extend(blocked.map(str::to_string).collect::<Vec<_>>());
    found.into_iter().collect()
}

/// Takes back what a damaged manifest has lost: files that are, byte for byte, what the ledger says that we wrote.
pub fn adopt(output: &Path, manifest: &mut Manifest, ledger: &Ledger, config: &Config) {
    let lost: Vec<(String, Stamp)> = ledger
        .pages()
        .filter(|(_, page)| page.made && page.output != Stamp::ABSENT)
        .map(|(_, page)| (output_file(&page.address.url), page.output))
        .collect();
    let found: Vec<Vec<(String, Owned)>> = lost
        .par_iter()
        .filter_map(|(path, stamp)| {
            let bytes = plain_file(output, path)?;
            if Stamp::of_bytes(&bytes) != *stamp {
                return None;
            }
            let mut ours = vec![owned(output, path, *stamp)?];
            for form in compressed::wanted(config, path, bytes.len() as u64) {
                let file = compressed::file(path, form);
                let is_ours = plain_file(output, &file)
                    .is_some_and(|there| compressed::bytes(&bytes, form).is_ok_and(|form| form == there));
                ours.extend(is_ours.then(|| owned(output, &file, compressed::stamp(*stamp, form))).flatten());
            }
            Some(ours)
        })
        .collect();
    for (path, owned) in found.into_iter().flatten() {
        manifest.files.entry(path).or_insert(owned);
    }
}

/// The bytes of what is a file, and no link to one.
fn plain_file(output: &Path, path: &str) -> Option<Vec<u8>> {
    let file = output.join(path);
    fs::symlink_metadata(&file).ok().filter(fs::Metadata::is_file)?;
    fs::read(file).ok()
}

fn owned(output: &Path, path: &str, stamp: Stamp) -> Option<(String, Owned)> {
    let look = Look::of(&fs::symlink_metadata(output.join(path)).ok()?);
    Some((path.to_string(), Owned { stamp, look }))
}

fn is_obstacle(output: &Path, path: &str, manifest: &Manifest, work: &Work, clean: bool) -> bool {
    match fs::symlink_metadata(output.join(path)) {
        // A folder of which nothing will be left is no obstacle.
        Ok(metadata) if metadata.is_dir() => {
            let below = publish::files(&output.join(path)).into_iter();
            below.map(|file| format!("{path}/{file}")).any(|file| !work.remove.contains(&file))
        }
        Ok(_) if clean || manifest.files.contains_key(path) || work.remove.contains(path) => false,
        // What has the very bytes that are to be written there can be nobody's loss.
        Ok(_) => !work.write.get(path).is_some_and(|(staged, _)| is_the_same(output, path, staged)),
        Err(_) => false,
    }
}

fn is_the_same(output: &Path, path: &str, staged: &Staged) -> bool {
    plain_file(output, path).is_some_and(|there| staged.read().is_ok_and(|ours| ours == there))
}

/// The folders that a file is in, the nearest first.
fn above(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = path;
    std::iter::from_fn(move || {
        rest = rest.rsplit_once('/')?.0;
        Some(rest)
    })
}
