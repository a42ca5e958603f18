//! What was sent to a store, and what the store called it: a cache, whose loss costs time and nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::base::stamp::Stamp;
use crate::build::publish::write_whole;

/// One file as it was sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sent {
    /// Of its bytes.
    pub stamp: Stamp,
    /// Of its bytes and of what went along with them.
    pub whole: Stamp,
    /// What the store calls these bytes.
    pub etag: String,
}

#[derive(Debug, Default)]
pub struct Memory {
    file: PathBuf,
    identity: Stamp,
    sent: BTreeMap<String, Sent>,
    unwritten: usize,
}

impl Memory {
    /// Reads it; of another identity, or where it cannot be read, it is empty.
    pub fn read(file: &Path, identity: Stamp) -> Memory {
        let text = fs::read_to_string(file).unwrap_or_default();
        let mut lines = text.lines();
        let is_ours = lines.next().and_then(Stamp::parse) == Some(identity);
        let sent = lines.filter(|_| is_ours).filter_map(line).collect();
        Memory { file: file.to_path_buf(), identity, sent, unwritten: 0 }
    }

    pub fn get(&self, path: &str) -> Option<&Sent> {
        self.sent.get(path)
    }

    pub fn set(&mut self, path: &str, sent: Sent) {
        if self.sent.get(path) != Some(&sent) {
            self.sent.insert(path.to_string(), sent);
            self.unwritten += 1;
        }
    }

    pub fn forget(&mut self, path: &str) {
        self.unwritten += usize::from(self.sent.remove(path).is_some());
    }

    pub fn keep_only(&mut self, is_there: impl Fn(&str) -> bool) {
        let before = self.sent.len();
        self.sent.retain(|path, _| is_there(path));
        self.unwritten += before - self.sent.len();
    }

    /// Writes it when that many changes are not written yet.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_at_times(&mut self, most: usize) -> io::Result<()> {
        // A large file is written less often, so that the time for it does not grow with the square of the site.
        match self.unwritten >= most.max(self.sent.len() / 10) {
            true => self.write(),
            false => Ok(()),
        }
    }

    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self) -> io::Result<()> {
        if self.unwritten == 0 {
            return Ok(());
        }
        let mut text = format!("{:?}\n", self.identity);
        for (path, sent) in &self.sent {
            text.push_str(&format!("{:?} {:?} {} {path}\n", sent.stamp, sent.whole, sent.etag));
        }
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        write_whole(&self.file, &[text.as_bytes()])?;
        self.unwritten = 0;
        Ok(())
    }
}

fn line(line: &str) -> Option<(String, Sent)> {
    let mut parts = line.splitn(4, ' ');
    let (stamp, whole) = (Stamp::parse(parts.next()?)?, Stamp::parse(parts.next()?)?);
    let (etag, path) = (parts.next()?.to_string(), parts.next()?.to_string());
    Some((path, Sent { stamp, whole, etag }))
}

#[cfg(test)]
mod tests {
    use super::{Memory, Sent};
    use crate::base::stamp::Stamp;

    #[test]
    fn what_was_sent_is_known_again_and_not_for_another_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("deeper/memory");
        let mut memory = Memory::read(&file, Stamp::of("a"));
        let sent = Sent { stamp: Stamp::of("x"), whole: Stamp::of("y"), etag: "0f".to_string() };
        memory.set("a b/index.html", sent.clone());
        memory.set("gone", sent.clone());
        memory.forget("gone");
        memory.write().expect("it is written");
        assert_eq!(Memory::read(&file, Stamp::of("a")).get("a b/index.html"), Some(&sent));
        assert_eq!(Memory::read(&file, Stamp::of("a")).get("gone"), None);
        assert_eq!(Memory::read(&file, Stamp::of("b")).get("a b/index.html"), None);
    }
}
