//! A file that is replaced whole, and is on the disk when that is said: what an editor has written, what was sent.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::platform::{replace, sync_folder};

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
    let written = (|| {
        let mut open = create_beside(&beside)?;
        open.write_all(bytes)?;
        if let Ok(metadata) = fs::metadata(&file) {
            fs::set_permissions(&beside, metadata.permissions())?;
        }
        open.sync_all()?;
        drop(open);
        replace(&beside, &file)
    })();
    if written.is_err() {
        // The half-written file is of no use to anybody; that it cannot be removed either is not the news.
        let _ = fs::remove_file(&beside);
    }
    written?;
    // The folder's own entry must be on the disk too.
    sync_folder(folder)
}

/// Makes a file that must not be there yet, whole or not at all.
///
/// # Errors
/// When it is there already, or the disk says no.
pub fn create(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::symlink_metadata(file).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!(".{name}.rassegna-edit"));
    let written = create_beside(&beside).and_then(|mut open| {
        open.write_all(bytes)?;
        open.sync_all()
    });
    // A second name is never given over a file; a rename would be. Not every file system has second names.
    let made = written.and_then(|()| match fs::hard_link(&beside, file) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) => replace(&beside, file),
        Ok(()) => Ok(()),
    });
    // It has done its work, or is half written: in either case nobody needs it.
    let _ = fs::remove_file(&beside);
    made
}

/// Makes the file that is to be renamed over another. What a killed run has left under the name goes, and so does a link, through
/// which something else would be written over.
///
/// # Errors
/// When it cannot be made.
pub fn create_beside(beside: &Path) -> io::Result<File> {
    match File::create_new(beside) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(beside)?;
            File::create_new(beside)
        }
        made => made,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::{create, put};

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_written_through_a_link_beside_it() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (file, other) = (folder.path().join("a.md"), folder.path().join("other"));
        std::fs::write(&other, "another's")?;
        std::os::unix::fs::symlink(&other, folder.path().join(".a.md.rassegna-edit"))?;
        put(&file, b"ours")?;
        assert_eq!(std::fs::read_to_string(&file)?, "ours");
        assert_eq!(std::fs::read_to_string(&other)?, "another's");
        // A folder stands where the file belongs: nothing is left beside it.
        std::fs::create_dir(folder.path().join("b.md"))?;
        assert!(put(&folder.path().join("b.md"), b"ours").is_err());
        assert!(!folder.path().join(".b.md.rassegna-edit").exists());
        // What is there already is nobody's to be made.
        assert!(create(&file, b"another's").is_err());
        create(&folder.path().join("c.md"), b"ours")?;
        assert_eq!(std::fs::read_to_string(folder.path().join("c.md"))?, "ours");
        assert_eq!(std::fs::read_to_string(&file)?, "ours");
        assert!(!folder.path().join(".c.md.rassegna-edit").exists());
        Ok(())
    }
}
