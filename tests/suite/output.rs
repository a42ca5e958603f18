//! What came of a build: the files of an output folder, one of them as a text, and how two folders differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The files that belong to a build's own bookkeeping, and are no output.
pub const OWN: &str = ".rassegna";

/// An output folder's files by path, with their bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// One output's text.
#[derive(Debug)]
pub struct Page {
    url: String,
    pub text: String,
}

impl Page {
    pub fn new(url: &str, bytes: &[u8]) -> Page {
        Page { url: url.to_string(), text: String::from_utf8_lossy(bytes).into_owned() }
    }

    #[track_caller]
    pub fn contains(self, part: &str) -> Page {
        assert!(self.text.contains(part), "{} must hold {part:?}, but is:\n{}", self.url, self.text);
        self
    }

    #[track_caller]
    pub fn lacks(self, part: &str) -> Page {
        assert!(!self.text.contains(part), "{} must not hold {part:?}:\n{}", self.url, around(&self.text, part));
        self
    }

    #[track_caller]
    pub fn is(self, whole: &str) -> Page {
        assert_eq!(self.text, whole, "{} (left) is not as expected (right)", self.url);
        self
    }

    /// These parts stand in it in this order.
    #[track_caller]
    pub fn in_order(self, parts: &[&str]) -> Page {
        let mut at = 0;
        for part in parts {
            match self.text[at..].find(part) {
                Some(found) => at += found + part.len(),
                None => panic!("{}: {part:?} is missing after {parts:?} so far, in:\n{}", self.url, self.text),
            }
        }
        self
    }
}

/// All files below a folder, but those of a build's own bookkeeping.
pub fn files(folder: &Path) -> Files {
    let entries = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    entries
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(folder).ok()?.to_string_lossy().into_owned();
            let own = path.starts_with(OWN) || path.contains("/.rassegna");
            (!own).then(|| (path, fs::read(entry.path()).unwrap_or_default()))
        })
        .collect()
}

/// The first difference between two folders, in words.
pub fn difference(ours: &Files, theirs: &Files) -> Option<String> {
    let paths: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let differs: Vec<&String> = paths.into_iter().filter(|path| ours.get(*path) != theirs.get(*path)).collect();
    let first = differs.first()?;
    let show = |files: &Files| match files.get(*first) {
        Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        None => "(no such file)".to_string(),
    };
    let (a, b) = (show(ours), show(theirs));
    let line = a
        .lines()
        .zip(b.lines())
        .find(|(a, b)| a != b)
        .map_or(String::new(), |(a, b)| format!("\n  updated: {}\n  fresh:   {}", a.trim(), b.trim()));
    let head = |text: &str| text.chars().take(400).collect::<String>();
    let whole = if line.is_empty() { format!("\n  updated: {}\n  fresh:   {}", head(&a), head(&b)) } else { line };
    Some(format!("{} of the files differ: {differs:?}; {first}:{whole}", differs.len()))
}

/// A text's part with a little of what stands around it.
pub fn around(text: &str, part: &str) -> String {
    let Some(at) = text.find(part) else { return String::new() };
    let start = text[..at].char_indices().rev().nth(80).map_or(0, |(at, _)| at);
    let end = text[at..].char_indices().nth(80 + part.chars().count()).map_or(text.len(), |(next, _)| at + next);
    format!("…{}…", &text[start..end])
}
