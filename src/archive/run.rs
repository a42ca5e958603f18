//! A run: for each source without a copy one is looked for, else made, and every answer is written down at once.

use std::io;
use std::path::{Path, PathBuf};

use super::cited::Cited;
use super::service::{Service, Snapshot, Trouble};
use crate::base::date::Day;
use crate::base::durable::put;
use crate::diagnostic::Diagnostic;
use crate::site::archived::{self, Record, Records};
use crate::source::tree;

/// How many days older than its citation a copy may be to be one of what was cited.
const OLDER: i32 = 30;
/// After how many days the archive is asked again for what it could not keep.
const PATIENCE: i32 = 7;

/// What is known, as it stands in the site's folder.
#[derive(Debug)]
pub struct Notes {
    root: PathBuf,
    pub records: Records,
}

impl Notes {
    /// # Errors
    /// When the file cannot be understood: it is not written over then.
    pub fn open(root: &Path) -> Result<Notes, Vec<Diagnostic>> {
        if !root.join(archived::FILE).exists() {
            return Ok(Notes { root: root.to_path_buf(), records: Records::new() });
        }
        let source = tree::read(root, archived::FILE).map_err(|diagnostic| vec![diagnostic])?;
        match archived::read(&source.text) {
            (records, said) if said.is_empty() => Ok(Notes { root: root.to_path_buf(), records }),
            (_, said) => Err(said),
        }
    }

    /// The record of a source, made when there is none.
    pub fn of(&mut self, url: &str) -> &mut Record {
        self.records.entry(url.to_string()).or_insert_with(|| Record { url: url.to_string(), ..Record::default() })
    }

    /// Writes everything down.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn write(&self) -> io::Result<()> {
        put(&self.root.join(archived::FILE), archived::written(&self.records).as_bytes())
    }
}

/// What became of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// There was a copy.
    Found(Snapshot),
    /// One was made.
    Saved(Snapshot),
    /// There is none, for this reason.
    Failed(String),
}

/// Whether the archive is to be asked for a copy today.
pub fn is_due(record: Option<&Record>, today: Day, again: bool) -> bool {
    let Some(record) = record else { return true };
    if record.copy.is_some() {
        return false;
    }
    let asked = record.asked.as_deref().and_then(Day::from_iso);
    // What was not answered in time may have been kept all the same: that is looked up the next day.
    let is_passing = record
        .failed
        .as_deref()
        .is_some_and(|why| why.starts_with('5') || matches!(why, "time-out" | "broken" | "not-told"));
    let patience = if is_passing { 1 } else { PATIENCE };
    again || asked.is_none_or(|asked| today.number() - asked.number() >= patience)
}

/// Asks for one source, and writes down what was answered.
///
/// # Errors
/// When the archive cannot be asked any more, or the disk says no; then nothing is noted of this source.
pub fn ask(notes: &mut Notes, service: &Service, cited: &Cited, today: Day) -> Result<Done, String> {
    let record = notes.records.get(&cited.url);
    let is_gone = record.is_some_and(|record| !record.gone.is_empty());
    let found = match service.find(&cited.url, cited.day) {
        Ok(found) => found,
        Err(Trouble::Page(why) | Trouble::Archive(why)) => return Err(why),
    };
    let is_near = |copy: &Snapshot| copy.day.number() >= cited.day.number() - OLDER;
    let done = match found {
        Some(copy) if is_near(&copy) || is_gone => Done::Found(copy),
        None if is_gone => Done::Failed("gone".to_string()),
        // An older copy is of what stood there before: better a new one, while there is something to keep.
        older => match (service.save(&cited.url), older) {
            (Ok(copy), _) => Done::Saved(copy),
            (Err(Trouble::Archive(why)), _) => return Err(why),
            (Err(Trouble::Page(_)), Some(copy)) => Done::Found(copy),
            (Err(Trouble::Page(why)), None) => Done::Failed(why),
        },
    };
    let record = notes.of(&cited.url);
    match &done {
        Done::Found(copy) | Done::Saved(copy) => {
            record.copy = Some(copy.url.clone());
            record.date = Some(copy.day.iso());
            record.asked = None;
            record.failed = None;
        }
        Done::Failed(why) => {
            record.asked = Some(today.iso());
            record.failed = Some(why.clone());
        }
    }
    notes.write().map_err(|error| format!("{} cannot be written: {error}", archived::FILE))?;
    Ok(done)
}
