//! The ledger on disk: one file, replaced as a whole, believed only when it is ours.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::guard;
use super::ledger;
use super::publish::write_whole;
use crate::base::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::page::kinds::KINDS;
use crate::site::saved;
use crate::source::tree::Tree;

/// Everything that one run leaves to the next.
#[derive(Serialize, Deserialize)]
pub struct Memory {
    pub tree: Tree,
    pub site: saved::Saved,
    pub ledger: ledger::Saved,
    pub said: BTreeMap<String, Vec<Diagnostic>>,
    pub guarded: guard::Saved,
}

/// The same as it is written: field for field, without copies of what is large.
#[derive(Serialize)]
pub struct Remembered<'a> {
    pub tree: &'a Tree,
    pub site: saved::Saved,
    pub ledger: ledger::Saved,
    pub said: &'a BTreeMap<String, Vec<Diagnostic>>,
    pub guarded: guard::Saved,
}

/// The folder of the ledger and of caches, within the site.
pub const FOLDER: &str = ".rassegna";

fn file(root: &Path, name: &str) -> PathBuf {
    root.join(FOLDER).join(format!("{name}.ledger"))
}

/// Reads a ledger, if there is one of this identity that is whole. Anything else is as good as none.
pub fn load(root: &Path, name: &str, identity: Stamp) -> Option<Memory> {
    let bytes = std::fs::read(file(root, name)).ok()?;
    let (head, body) = bytes.split_at_checked(32)?;
    let (own, sum) = head.split_at(16);
    if own != identity.bytes() || sum != Stamp::of_bytes(body).bytes() {
        return None;
    }
    let memory: Memory = postcard::from_bytes(body).ok()?;
    memory.ledger.is_whole(KINDS.len()).then_some(memory)
}

/// The ledger in bytes.
///
/// # Errors
/// When it cannot be put into bytes, which only a lack of memory could cause.
pub fn remember(memory: &Remembered<'_>) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(memory).map_err(io::Error::other)
}

/// Saves a ledger: its identity, a checksum, and the rest.
///
/// # Errors
/// When it cannot be written.
pub fn save(root: &Path, name: &str, identity: Stamp, body: &[u8]) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(body.len() + 32);
    bytes.extend_from_slice(&identity.bytes());
    bytes.extend_from_slice(&Stamp::of_bytes(body).bytes());
    bytes.extend_from_slice(body);
    std::fs::create_dir_all(root.join(FOLDER))?;
    write_whole(&file(root, name), &bytes)
}
