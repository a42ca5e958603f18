//! Changes of an editor's files, made one after the other so that a run that is killed leaves whole files.

use std::fs;
use std::io;
use std::path::Path;

use crate::base::durable::put;
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
