//! What Linux, macOS and Windows do otherwise, each difference once; signals are in `serve/ending.rs`, where they are waited for.
//!
//! Names of files are in [`super::file_name`], as texts. What is decided here is decided by functions that get the system's answer
//! handed in, so that they can be tried on any system.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::time::Duration;

use super::file_name;

/// Whether this system's disks usually take names for one that differ only in case, or in how accents are composed.
pub const FOLDS_NAMES: bool = cfg!(any(windows, target_os = "macos"));

/// Why this system takes no file of a name, if it does not.
pub fn refused(name: &str) -> Option<&'static str> {
    if cfg!(windows) { file_name::refused_by_windows(name) } else { None }
}

/// A path as it is told, and as programs take it that know slashes alone.
pub fn slashed(path: &Path) -> String {
    with_slashes(&path.to_string_lossy(), MAIN_SEPARATOR)
}

fn with_slashes(path: &str, separator: char) -> String {
    if separator == '/' { path.to_string() } else { path.replace(separator, "/") }
}

/// A word of a command line, as it can be typed.
pub fn shell(text: &str) -> String {
    shell_word(text, cfg!(windows))
}

/// Windows knows no other quotation marks than double ones, and separates folders with what escapes elsewhere.
fn shell_word(text: &str, is_windows: bool) -> String {
    let plain = if is_windows { "-_./\\:" } else { "-_./" };
    let is_plain = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || plain.contains(c));
    match (is_plain, !is_windows && text.contains(['"', '$', '`', '\\', '!'])) {
        (true, _) => text.to_string(),
        (false, true) => format!("'{}'", text.replace('\'', r"'\''")),
        (false, false) => format!("\"{text}\""),
    }
}

/// A file's own place, through links, in a form that other programs take: what Windows puts before it (`\\?\`) is for itself alone.
/// One that is not there stays as it is written.
pub fn own_place(path: &Path) -> PathBuf {
    dunce::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Renames a file over another. Windows refuses that while somebody has the other open, as a scanner for viruses or a browser may
/// have for a moment: there it is tried again.
///
/// # Errors
/// When it cannot be renamed, also after a while.
pub fn replace(from: &Path, to: &Path) -> io::Result<()> {
    let is_busy = |error: &io::Error| cfg!(windows) && is_taken(error.raw_os_error()) && !to.is_dir();
    patiently(|| fs::rename(from, to), is_busy, std::thread::sleep)
}

/// Access denied, shared otherwise, or locked, in Windows' numbers.
fn is_taken(code: Option<i32>) -> bool {
    matches!(code, Some(5 | 32 | 33))
}

fn patiently<T>(
    mut act: impl FnMut() -> io::Result<T>,
    is_busy: impl Fn(&io::Error) -> bool,
    mut wait: impl FnMut(Duration),
) -> io::Result<T> {
    for nap in [10, 20, 40, 80, 160, 320] {
        match act() {
            Err(error) if is_busy(&error) => wait(Duration::from_millis(nap)),
            done => return done,
        }
    }
    act()
}

/// Opens a file that is there to be locked, or makes it. Windows locks none that is open for appending alone.
///
/// # Errors
/// When it cannot be made.
pub fn open_lock(place: &Path) -> io::Result<File> {
    File::options().read(true).append(true).create(true).open(place)
}

/// How a file looks that was just written. Windows notes the time of the last write when the file is closed.
///
/// # Errors
/// When the system does not say.
pub fn metadata_of_written(open: File, file: &Path) -> io::Result<Metadata> {
    if !cfg!(windows) {
        return open.metadata();
    }
    drop(open);
    fs::metadata(file)
}

/// Brings a folder's own entries to the disk. Where folders cannot be opened or have nothing to say, the system sees to it.
///
/// # Errors
/// When the disk says no.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    let Ok(folder) = File::open(folder) else { return Ok(()) };
    folder.sync_all().or_else(|error| match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => Ok(()),
        _ => Err(error),
    })
}

/// Whether two paths are one file, as `A.md` and `a.md` are where case does not count.
pub fn is_one_file(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

/// Whether a file stands in its folder under this very name, and not only under one that the disk takes for the same.
pub fn has_own_name(file: &Path) -> bool {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else { return true };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name() == name))
}

/// The mode of a file that more people may read than its owner. Windows has lists of people in its place, of which nothing is said.
#[cfg(unix)]
pub fn open_to_others(file: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(file).ok()?.permissions().mode() & 0o7777;
    (mode & 0o077 != 0).then_some(mode)
}

/// The mode of a file that more people may read than its owner. Windows has lists of people in its place, of which nothing is said.
#[cfg(not(unix))]
pub fn open_to_others(_: &Path) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fs;
    use std::io;
    use std::time::Duration;

    use super::{has_own_name, is_one_file, is_taken, patiently, shell_word, with_slashes};

    #[test]
    fn a_path_is_told_with_slashes_on_every_system() {
        assert_eq!(with_slashes("content\\articles\\a.md", '\\'), "content/articles/a.md");
        assert_eq!(
            with_slashes("content/a\\b.md", '/'),
            "content/a\\b.md",
            "a backslash is a letter where it separates nothing"
        );
    }

    #[test]
    fn a_word_of_a_command_can_be_typed_as_it_is_told() {
        for is_windows in [false, true] {
            assert_eq!(shell_word("OpenAI", is_windows), "OpenAI");
            assert_eq!(shell_word("Open AI", is_windows), "\"Open AI\"");
        }
        assert_eq!(shell_word("C'è $5", false), r"'C'\''è $5'");
        assert_eq!(shell_word(r"C:\siti\uno", true), r"C:\siti\uno");
        assert_eq!(shell_word(r"C:\Il mio $ito", true), r#""C:\Il mio $ito""#);
    }

    #[test]
    fn what_is_taken_for_a_moment_is_tried_again_and_not_for_ever() {
        let busy = || io::Error::from_raw_os_error(32);
        let run = |until: usize, is_busy: fn(&io::Error) -> bool| {
            let (tries, waited) = (Cell::new(0), Cell::new(Duration::ZERO));
            let act = || {
                tries.set(tries.get() + 1);
                if tries.get() > until { Ok(()) } else { Err(busy()) }
            };
            let done = patiently(act, is_busy, |nap| waited.set(waited.get() + nap)).is_ok();
            (done, tries.get(), waited.get())
        };
        let on_windows: fn(&io::Error) -> bool = |error| is_taken(error.raw_os_error());
        assert_eq!(run(3, on_windows), (true, 4, Duration::from_millis(70)));
        assert_eq!(run(99, on_windows), (false, 7, Duration::from_millis(630)), "then it is told");
        assert_eq!(run(99, |_| false), (false, 1, Duration::ZERO), "elsewhere it is told at once");
        assert!(!is_taken(Some(2)) && !is_taken(None));
    }

    #[test]
    fn a_file_is_known_by_its_very_name() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (one, other) = (folder.path().join("uno.md"), folder.path().join("Uno.md"));
        fs::write(&one, "x")?;
        assert!(has_own_name(&one) && !has_own_name(&other));
        assert!(is_one_file(&one, &one) && !is_one_file(&one, &folder.path().join("due.md")));
        // On a disk that does not look at case they are one file under one name.
        assert_eq!(is_one_file(&one, &other), other.exists());
        Ok(())
    }
}
