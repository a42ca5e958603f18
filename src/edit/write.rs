//! Changes of an editor's files, made one after the other so that a run that is killed leaves whole files.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Span};

/// One file, as it was read and as it is to be; `None` where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Relative to the site's folder.
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Change {
    pub fn changes(&self) -> bool {
        self.before != self.after
    }
}

/// Makes the changes in their order. Each file is written beside itself and renamed into place; one that is no longer what it was
/// when the change was thought out stops the work. `ready` is told of each file before it is touched.
///
/// # Errors
/// What stood in the way. Files before it are changed, those after it are not: the same command goes on from there.
pub fn write(
    root: &Path,
    changes: &[Change],
    ready: &mut dyn FnMut(&Change) -> io::Result<()>,
) -> Result<usize, Diagnostic> {
    let mut written = 0;
    for change in changes.iter().filter(|change| change.changes()) {
        let failed = |error: io::Error| {
            Diagnostic::error("edit-unwritten", format!("this file could not be changed: {error}"))
                .at(Span::file(&change.path))
                .help("What was changed before it stays. Run the same command again when the cause is gone.")
        };
        ready(change).map_err(failed)?;
        let file = root.join(&change.path);
        let now = match fs::read(&file) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(error)),
        };
        if now.as_deref() == change.after.as_deref().map(str::as_bytes) {
            continue;
        }
        if now.as_deref() != change.before.as_deref().map(str::as_bytes) {
            return Err(Diagnostic::error("edit-overtaken", "this file was changed by somebody else in the meantime")
                .at(Span::file(&change.path))
                .help("It was left as it is. Run the same command again."));
        }
        match &change.after {
            Some(text) => put(&file, text.as_bytes()),
            None => fs::remove_file(&file),
        }
        .map_err(failed)?;
        written += 1;
    }
    Ok(written)
}

/// Replaces a file by whole new bytes, or makes it.
fn put(file: &Path, bytes: &[u8]) -> io::Result<()> {
    // What a link points to is rewritten, not the link.
    let file: PathBuf = fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    // Always the same name: what a killed run has left is written over. It begins with a dot, so that no build reads it.
    let beside = folder.join(format!(".{name}.rassegna-edit"));
    let mut open = File::create(&beside)?;
    open.write_all(bytes)?;
    if let Ok(metadata) = fs::metadata(&file) {
        fs::set_permissions(&beside, metadata.permissions())?;
    }
    open.sync_all()?;
    drop(open);
    fs::rename(&beside, &file)?;
    // The folder's own entry must be on the disk too. Where folders cannot be opened, the system sees to it.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}
