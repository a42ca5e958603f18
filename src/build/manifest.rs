//! The list of what we own in an output folder. It stands in the folder itself, apart from the ledger, so that losing the
//! ledger never makes us lose sight of what is ours; what is not on it is never removed.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::stamp::Stamp;
use crate::source::scan::Look;

/// The manifest's name in the output folder. As a dotfile it is never deployed.
pub const NAME: &str = ".rassegna-manifest";

const HEADER: &str = "rassegna manifest 2";

/// What the first line says after the sum of the others, to whoever finds the file.
const ABOUT: &str = "the files of this folder that rassegna wrote, and may remove";

/// What stands at the end of the first line when readers are not to see the folder.
const REVEALS: &str = " (with drafts or other texts that are held back)";

/// A file that we wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Owned {
    pub stamp: Stamp,
    /// How it looked when it was written; another look means that another hand was at it.
    pub look: Look,
}

/// Files by path below the output folder.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Manifest {
    pub files: BTreeMap<String, Owned>,
    /// Whether the folder shows what is held back from readers, as `build --drafts` makes it: such a folder is not deployed.
    pub reveals: bool,
}

impl Manifest {
    /// Reads the manifest of a folder, and says whether it is as it was written. Of a damaged one only those lines are
    /// believed that a file bears out, since what we own we may remove.
    pub fn read(folder: &Path) -> (Manifest, bool) {
        let found = Found::read(folder);
        (found.manifest, found.is_whole)
    }

    /// What a manifest's text says, and whether it is as it was written.
    pub fn parse(text: &str) -> (Manifest, bool) {
        let (first, lines) = text.split_once('\n').unwrap_or((text, ""));
        let reveals = first.ends_with(REVEALS);
        (Manifest { files: lines.lines().filter_map(line).collect(), reveals }, first == header(lines, reveals))
    }

    /// The stamp of a folder's manifest as it is now; [`Stamp::ABSENT`] when there is none.
    pub fn stamp(folder: &Path) -> Stamp {
        std::fs::read(folder.join(NAME)).map_or(Stamp::ABSENT, |bytes| Stamp::of_bytes(&bytes))
    }

    pub fn to_text(&self) -> String {
        use std::fmt::Write;
        let mut text = String::with_capacity(self.files.len() * 96 + 128);
        for (path, owned) in &self.files {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{:?} {} {} {path}", owned.stamp, owned.look.size, owned.look.modified);
        }
        text.insert_str(0, &format!("{}\n", header(&text, self.reveals)));
        text
    }
}

/// A folder's manifest as it was found there.
#[derive(Default)]
pub struct Found {
    pub manifest: Manifest,
    /// Whether it is as it was written.
    pub is_whole: bool,
    /// Of all its bytes; [`Stamp::ABSENT`] when there is none.
    pub stamp: Stamp,
}

impl Found {
    pub fn read(folder: &Path) -> Found {
        let Ok(bytes) = std::fs::read(folder.join(NAME)) else { return Found::default() };
        let (mut manifest, is_whole) = Manifest::parse(&String::from_utf8_lossy(&bytes));
        if !is_whole {
            manifest.files.retain(|path, owned| {
                let there = std::fs::symlink_metadata(folder.join(path));
                there.is_ok_and(|metadata| metadata.is_file() && Look::of(&metadata) == owned.look)
            });
        }
        Found { manifest, is_whole, stamp: Stamp::of_bytes(&bytes) }
    }
}

/// The first line, which tells whether the others are as they were written.
fn header(lines: &str, reveals: bool) -> String {
    let about = if reveals { REVEALS } else { "" };
    format!("{HEADER} {:?}: {ABOUT}{about}", Stamp::of_bytes(lines.as_bytes()))
}

fn line(line: &str) -> Option<(String, Owned)> {
    let mut parts = line.splitn(4, ' ');
    let stamp = Stamp::parse(parts.next()?)?;
    let (size, modified) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let path = parts.next()?;
    // The folder may come from elsewhere: what is named must stay within it.
    (crate::base::path::unsafe_output(path).is_none() && !path.starts_with('/'))
        .then(|| (path.to_string(), Owned { stamp, look: Look { size, modified } }))
}

#[cfg(test)]
mod tests {
    use super::{Manifest, NAME, Owned};
    use crate::base::stamp::Stamp;
    use crate::source::scan::Look;

    #[test]
    fn a_manifest_is_read_back_and_never_leads_out_of_its_folder() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let mut manifest = Manifest::default();
        let owned = Owned { stamp: Stamp::of("x"), look: Look { size: 3, modified: 7 } };
        manifest.files.insert("a b/index.html".to_string(), owned);
        manifest.files.insert("../outside".to_string(), owned);
        std::fs::write(folder.path().join(NAME), manifest.to_text())?;
        let (read, is_whole) = Manifest::read(folder.path());
        assert!(is_whole);
        assert_eq!(read.files.keys().collect::<Vec<_>>(), ["a b/index.html"]);
        assert_eq!(read.files["a b/index.html"], owned);
        Ok(())
    }
}
