//! What was published and not told yet: should a run be killed before it has told everybody, the next one does.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::plan::Plan;
use crate::build::publish::write_whole;

/// Paths below the output folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pending {
    file: PathBuf,
    pub put: BTreeSet<String>,
    pub removed: BTreeSet<String>,
}

impl Pending {
    /// Reads them; none where there is no such file.
    pub fn read(file: &Path) -> Pending {
        let text = fs::read_to_string(file).unwrap_or_default();
        let with = |sign: char| text.lines().filter_map(|line| line.strip_prefix(sign)).map(str::to_string).collect();
        Pending { file: file.to_path_buf(), put: with('+'), removed: with('-') }
    }

    /// Adds what is about to be done.
    ///
    /// # Errors
    /// When that cannot be kept.
    pub fn add(&mut self, plan: &Plan) -> io::Result<()> {
        let put = plan.phases.iter().flat_map(|(_, files)| files).map(|(path, _)| path.clone());
        self.put.extend(put);
        self.removed.extend(plan.remove.iter().cloned());
        self.removed.retain(|path| !self.put.contains(path));
        let put = self.put.iter().map(|path| format!("+{path}\n"));
        let text: String = put.chain(self.removed.iter().map(|path| format!("-{path}\n"))).collect();
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        write_whole(&self.file, &[text.as_bytes()])
    }

    /// Everybody knows.
    pub fn clear(&self) {
        // Should it stay, they are told twice, which harms nobody.
        let _ = fs::remove_file(&self.file);
    }
}

#[cfg(test)]
mod tests {
    use super::Pending;
    use crate::deploy::plan::Plan;
    use crate::deploy::target::{Difference, Reason};

    #[test]
    fn what_was_not_told_is_known_to_the_next_run() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a/pending");
        let mut difference = Difference::default();
        difference.put.insert("a b.html".to_string(), Reason::New);
        difference.remove.insert("b.html".to_string());
        Pending::read(&file).add(&Plan::of(&difference)).expect("it is kept");
        let mut pending = Pending::read(&file);
        assert_eq!((pending.put.len(), pending.removed.len()), (1, 1));
        // What came back is not gone.
        difference.put.insert("b.html".to_string(), Reason::New);
        difference.remove.clear();
        pending.add(&Plan::of(&difference)).expect("it is kept");
        let pending = Pending::read(&file);
        assert_eq!((pending.put.len(), pending.removed.len()), (2, 0));
        pending.clear();
        assert!(Pending::read(&file).put.is_empty());
    }
}
