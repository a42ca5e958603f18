//! A file that is replaced whole, and is on the disk when that is said: what an editor has written, what was sent.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Replaces a file by whole new bytes, or makes it. Whoever is killed on the way leaves the old bytes or the new ones.
///
/// # Errors
/// When the disk says no; then the file is as it was.
pub fn put(file: &Path, bytes: &[u8]) -> io::Result<()> {
    // What a link points to is rewritten, not the link.
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
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
    // The folder's own entry must be on the disk too. Where folders cannot be opened or have nothing to say, the system sees to it.
    let Ok(folder) = File::open(folder) else { return Ok(()) };
    folder.sync_all().or_else(|error| match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => Ok(()),
        _ => Err(error),
    })
}
