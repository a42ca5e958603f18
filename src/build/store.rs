//! The ledger on disk: one file, replaced as a whole, believed only when it is ours.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::guard;
use super::ledger::{self, Ledger};
use super::publish::write_whole;
use crate::base::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::page::kinds::KINDS;
use crate::site::saved;
use crate::site::store::Site;
use crate::source::tree::Tree;

/// Everything that one run leaves to the next.
pub struct Memory<S = Site> {
    pub tree: Tree,
    pub site: S,
    pub ledger: Ledger,
    pub said: BTreeMap<String, Vec<Diagnostic>>,
    pub guarded: guard::Saved,
}

/// The same as it is written, without copies of what is large.
pub struct Remembered<'a> {
    pub tree: &'a Tree,
    pub site: saved::Saved,
    pub ledger: ledger::Saved<'a>,
    pub said: &'a BTreeMap<String, Vec<Diagnostic>>,
    pub guarded: guard::Saved,
}

/// The folder of the ledger and of caches, within the site.
pub const FOLDER: &str = ".rassegna";

/// What the names of ledgers begin with that belong to other output folders than the usual one.
pub const ELSEWHERE: &str = "build-to-";

/// So many of those are kept beside the one that was written last: a site is built for trial and for its readers, and folders for
/// once are forgotten.
const KEPT: usize = 2;

fn file(root: &Path, name: &str) -> PathBuf {
    root.join(FOLDER).join(format!("{name}.ledger"))
}

/// Reads a ledger, if there is one of this identity that is whole. Anything else is as good as none. `restore` makes the site of
/// what was saved of it.
pub fn load<S: Send>(
    root: &Path,
    name: &str,
    identity: Stamp,
    restore: impl FnOnce(saved::Saved) -> S + Send,
) -> Option<Memory<S>> {
    let bytes = std::fs::read(file(root, name)).ok()?;
    let (head, body) = bytes.split_at_checked(32)?;
    let (own, known) = head.split_at(16);
    if own != identity.bytes() || known != sum(body).bytes() {
        return None;
    }
    let (site, rest) = body.split_at_checked(rest_begins(body))?;
    let (_, site) = site.split_at_checked(8)?;
    let (site, rest) = rayon::join(|| postcard::from_bytes(site).ok().map(restore), || read_rest(rest));
    let (tree, ledger, said, guarded) = rest?;
    Some(Memory { tree, site: site?, ledger, said, guarded })
}

type Rest = (Tree, Ledger, BTreeMap<String, Vec<Diagnostic>>, guard::Saved);

fn read_rest(bytes: &[u8]) -> Option<Rest> {
    let (tree, ledger, said, guarded): (Tree, ledger::Saved<'static>, _, _) = postcard::from_bytes(bytes).ok()?;
    let ledger = ledger.is_whole(KINDS.len()).then(|| Ledger::restore(ledger))?;
    Some((tree, ledger, said, guarded))
}

/// A ledger in bytes: the length of the site and the site, then the rest. They are of about the same weight, so that each can be
/// written, read and looked over by a thread of its own.
pub struct Body([Vec<u8>; 2]);

/// The ledger in bytes.
///
/// # Errors
/// When it cannot be put into bytes, which only a lack of memory could cause.
pub fn remember(memory: &Remembered<'_>) -> io::Result<Body> {
    let rest = || postcard::to_stdvec(&(memory.tree, &memory.ledger, memory.said, &memory.guarded));
    let site = || postcard::to_extend(&memory.site, vec![0; 8]);
    let (site, rest) = rayon::join(site, rest);
    let (mut site, rest) = (site.map_err(io::Error::other)?, rest.map_err(io::Error::other)?);
    let length = (site.len() - 8) as u64;
    site[..8].copy_from_slice(&length.to_le_bytes());
    Ok(Body([site, rest]))
}

/// The checksum of a ledger's body.
pub fn sum(body: &[u8]) -> Stamp {
    let (site, rest) = body.split_at(rest_begins(body));
    sum_of(site, rest)
}

fn sum_of(site: &[u8], rest: &[u8]) -> Stamp {
    Stamp::of(&rayon::join(|| Stamp::of_bytes(site), || Stamp::of_bytes(rest)))
}

/// Where the rest begins, by what a body says of its site's length; its end where that cannot be.
fn rest_begins(body: &[u8]) -> usize {
    let length = body.first_chunk().and_then(|length| usize::try_from(u64::from_le_bytes(*length)).ok());
    length.and_then(|length| length.checked_add(8)).filter(|at| *at <= body.len()).unwrap_or(body.len())
}

/// Saves a ledger: its identity, a checksum, and the rest.
///
/// # Errors
/// When it cannot be written.
pub fn save(root: &Path, name: &str, identity: Stamp, Body([site, rest]): &Body) -> io::Result<()> {
    std::fs::create_dir_all(root.join(FOLDER))?;
    write_whole(&file(root, name), &[&identity.bytes(), &sum_of(site, rest).bytes(), site, rest])?;
    if name.starts_with(ELSEWHERE) {
        forget_old(root, name);
    }
    Ok(())
}

/// Removes the ledgers of other output folders but for those that were written last. One that cannot be removed costs room alone.
fn forget_old(root: &Path, newest: &str) {
    let own = file(root, newest);
    let Ok(entries) = std::fs::read_dir(root.join(FOLDER)) else { return };
    let is_another = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(ELSEWHERE) && name.ends_with(".ledger") && *path != own
    };
    let others = entries.flatten().map(|entry| entry.path()).filter(is_another);
    let written = |path: &PathBuf| std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let mut others: Vec<PathBuf> = others.collect();
    others.sort_by_key(|path| std::cmp::Reverse(written(path)));
    for old in others.iter().skip(KEPT) {
        let _ = std::fs::remove_file(old);
    }
}
