//! Only one process publishes a site at a time. The lock is one on an open file, so that the system takes it from whoever dies.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::base::platform::open_lock;

/// To publish takes a second or two, even when there are many pages. Who waits longer is told.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a lock is tried that another process holds.
const NAP: Duration = Duration::from_millis(20);

/// A lock that is ours for as long as this lives. Where nothing can be locked there is no file in it.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

/// Takes a lock of this name in a folder, and waits a while for it; `None` when another process keeps it.
///
/// # Errors
/// When its file cannot be made for want of room, or since something else stands in its place.
pub fn take(folder: &Path, name: &str) -> io::Result<Option<Lock>> {
    let until = Instant::now() + PATIENCE;
    let Some(file) = open(folder, name)? else { return Ok(Some(Lock { _file: None })) };
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(Lock { _file: Some(file) })),
            Err(TryLockError::WouldBlock) if Instant::now() < until => thread::sleep(NAP),
            Err(TryLockError::WouldBlock) => return Ok(None),
            // A file system without locks: then there is nobody to wait for.
            Err(TryLockError::Error(_)) => return Ok(Some(Lock { _file: None })),
        }
    }
}

/// The file that is locked; `None` in a folder in which nobody can write: a site may be read where it must not be changed.
fn open(folder: &Path, name: &str) -> io::Result<Option<File>> {
    let place = folder.join(name);
    match fs::create_dir_all(folder).and_then(|()| open_lock(&place)) {
        Ok(file) => Ok(Some(file)),
        Err(error) if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
            Ok(File::open(&place).ok())
        }
        Err(error) => Err(io::Error::new(error.kind(), format!("{}: {error}", place.display()))),
    }
}
