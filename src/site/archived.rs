//! Archived copies of what articles cite, and which originals are gone: `rassegna.archive`, one line a source.
//!
//! The file belongs to the site and is kept with its sources. `rassegna archive` alone writes it, after each answer that it got;
//! a build reads it and asks nobody. Each line is an object of JSON, and the lines are sorted by their addresses: two branches
//! are merged as texts are.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::fact::{Fact, Subject};
use super::reader::Reader;
use super::store::Site;
use crate::base::date::Day;
use crate::base::stamp::Stamp;
use crate::diagnostic::{Diagnostic, locate};

/// The file's name in the site's folder.
pub const FILE: &str = "rassegna.archive";

const HEAD: &str = "# Archived copies of this site's sources, written by `rassegna archive`. Keep it with the site.\n";

/// What is known of one source. Days are written `2025-09-23`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Record {
    /// As articles are published with it.
    pub url: String,
    /// The address of the copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy: Option<String>,
    /// The day of the copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The day on which the archive was asked the last time, while there is no copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
    /// Why there is no copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// The day on which the source itself was asked the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<String>,
    /// What it said then, unless it was there: `404`, `host-not-found`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The first and the last day on which it was gone, with no day between on which it was there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<String>,
}

impl Record {
    /// Whether the source is gone for good, as far as one can tell: it was so on two different days.
    pub fn is_dead(&self) -> bool {
        self.gone.len() > 1
    }

    /// Notes that the source was gone on a day.
    pub fn note_gone(&mut self, day: &str) {
        match self.gone.as_slice() {
            [] => self.gone.push(day.to_string()),
            [first, ..] if first != day => self.gone = vec![first.clone(), day.to_string()],
            _ => {}
        }
    }

    /// What is wrong with it, were it written by hand.
    fn mistake(&self) -> Option<String> {
        let is_web = |url: &str| url.starts_with("https://") || url.starts_with("http://");
        let is_broken = |url: &str| url.chars().any(|c| c.is_control() || c.is_whitespace());
        let days = [&self.date, &self.asked, &self.checked].into_iter().flatten().chain(&self.gone);
        if !is_web(&self.url) {
            return Some(format!("`{}` is no address of the web", self.url));
        }
        match &self.copy {
            Some(copy) if !is_web(copy) || is_broken(copy) => {
                return Some(format!("`{copy}` is no address of the web"));
            }
            Some(_) if self.date.is_none() => return Some("the copy has no `date`".to_string()),
            _ => {}
        }
        let wrong = days.into_iter().find(|day| Day::from_iso(day).is_none())?;
        Some(format!("`{wrong}` is no day as 2025-09-23"))
    }
}

/// What is known of all sources, by their addresses.
pub type Records = BTreeMap<String, Record>;

/// Reads the file. Lines that cannot be understood are told and left out.
pub fn read(text: &str) -> (Records, Vec<Diagnostic>) {
    let mut records = Records::new();
    let mut said = Vec::new();
    let mut wrong = |at: usize, line: &str, why: &str| {
        said.push(
            Diagnostic::error("archive-lock", format!("this line is not understood: {why}"))
                .at(locate::span(FILE, text, at, line.len()))
                .help("`rassegna archive` writes these lines. Take the line out; what it said is asked again."),
        );
    };
    let mut next = 0;
    for whole in text.split_inclusive('\n') {
        let at = next;
        next += whole.len();
        let line = whole.trim_start_matches('\u{feff}').trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match serde_json::from_str::<Record>(line) {
            Ok(record) => match record.mistake() {
                None => drop(records.insert(record.url.clone(), record)),
                Some(why) => wrong(at, line, &why),
            },
            // The place is told by ourselves.
            Err(error) => wrong(at, line, error.to_string().split(" at line ").next().unwrap_or_default()),
        }
    }
    (records, said)
}

/// The whole file.
pub fn written(records: &Records) -> String {
    let mut text = HEAD.to_string();
    for record in records.values() {
        text.push_str(&serde_json::to_string(record).unwrap_or_default());
        text.push('\n');
    }
    text
}

/// What a page shows of a source's copy.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Archived {
    /// Its address and its day.
    pub copy: Option<(String, String)>,
    /// Whether the source itself is gone.
    pub is_dead: bool,
}

/// The name of a source's address among the facts: its hash, so that no address need be kept for a question.
fn key(url: &str) -> (u32, u32) {
    let number = Stamp::of(url).number();
    ((number >> 32) as u32, number as u32)
}

/// What the pages of a site may show of copies.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Copies {
    by_key: BTreeMap<(u32, u32), (String, Archived)>,
}

impl Copies {
    fn new(records: Records) -> Copies {
        let shown = records.into_values().filter_map(|record| {
            let is_dead = record.is_dead();
            let copy = record.copy.zip(record.date);
            let archived = Archived { copy, is_dead };
            (archived != Archived::default()).then(|| (key(&record.url), (record.url, archived)))
        });
        Copies { by_key: shown.collect() }
    }

    /// The source that a fact is about, when something is known of it.
    pub fn url(&self, high: u32, low: u32) -> Option<&str> {
        self.by_key.get(&(high, low)).map(|(url, _)| url.as_str())
    }
}

impl Site {
    /// Takes in what the file says now, and returns what was touched.
    pub fn take_copies(&mut self, records: Records) -> BTreeSet<Subject> {
        let before = std::mem::replace(&mut self.copies, Copies::new(records));
        let now = &self.copies;
        let keys = before.by_key.keys().chain(now.by_key.keys());
        let moved = keys.filter(|key| before.by_key.get(key) != now.by_key.get(key));
        let mut touched: BTreeSet<Subject> = moved.map(|(high, low)| Subject::Archived(*high, *low)).collect();
        if before.by_key.is_empty() != now.by_key.is_empty() {
            touched.insert(Subject::Archive);
        }
        touched
    }

    pub(super) fn stamp_archive(&self) -> Stamp {
        Stamp::of(&self.copies.by_key.is_empty())
    }

    pub(super) fn stamp_gone(&self, high: u32, low: u32) -> Stamp {
        let known = self.copies.by_key.get(&(high, low)).map(|(_, archived)| archived);
        known.filter(|archived| archived.is_dead).map_or(Stamp::ABSENT, Stamp::of)
    }

    pub(super) fn stamp_archived(&self, high: u32, low: u32) -> Stamp {
        self.copies.by_key.get(&(high, low)).map_or(Stamp::ABSENT, |(_, archived)| Stamp::of(archived))
    }
}

impl<'a> Reader<'a> {
    /// What is known of a source that is gone: the only thing that a card shows of copies.
    pub fn gone(&self, url: &str) -> Option<&'a Archived> {
        self.note(Fact::Archive);
        if self.site().copies.by_key.is_empty() {
            return None;
        }
        let key = key(url);
        self.note(Fact::Gone(key.0, key.1));
        self.site().copies.by_key.get(&key).map(|(_, archived)| archived).filter(|archived| archived.is_dead)
    }

    /// The archived copy of a source. A site that has none is asked one question by all its pages.
    pub fn archived(&self, url: &str) -> Option<&'a Archived> {
        self.note(Fact::Archive);
        if self.site().copies.by_key.is_empty() {
            return None;
        }
        let key = key(url);
        self.note(Fact::Archived(key.0, key.1));
        self.site().copies.by_key.get(&key).map(|(_, archived)| archived)
    }
}

#[cfg(test)]
mod tests {
    use super::{Record, read, written};

    #[test]
    fn what_was_written_is_read_again_sorted_by_address() {
        let text = concat!(
            "# Archived copies of this site's sources, written by `rassegna archive`. Keep it with the site.\n",
            "{\"url\":\"https://a.example/\",\"copy\":\"https://web.archive.org/web/20250923000000/https://a.example/\",",
            "\"date\":\"2025-09-23\"}\n",
            "{\"url\":\"https://b.example/è\",\"asked\":\"2025-11-25\",\"failed\":\"blocked\",\"checked\":\"2025-11-25\",",
            "\"status\":\"404\",\"gone\":[\"2025-11-20\",\"2025-11-25\"]}\n",
        );
        let (records, said) = read(text);
        assert_eq!((records.len(), said.len()), (2, 0));
        assert_eq!(written(&records), text);
        assert_eq!(records.values().map(Record::is_dead).collect::<Vec<_>>(), [false, true]);
        let turned: Vec<&str> = text.lines().rev().collect();
        assert_eq!(written(&read(&turned.join("\r\n")).0), text);
    }

    #[test]
    fn a_source_is_gone_for_good_on_its_second_day() {
        let mut record = Record::default();
        for (day, gone, is_dead) in [
            ("2025-11-20", vec!["2025-11-20"], false),
            ("2025-11-20", vec!["2025-11-20"], false),
            ("2025-11-21", vec!["2025-11-20", "2025-11-21"], true),
            ("2025-11-25", vec!["2025-11-20", "2025-11-25"], true),
        ] {
            record.note_gone(day);
            assert_eq!((record.gone.iter().map(String::as_str).collect::<Vec<_>>(), record.is_dead()), (gone, is_dead));
        }
    }

    #[test]
    fn lines_that_are_not_understood_are_told_one_by_one() {
        let text = concat!(
            "<<<<<<< HEAD\n",
            "{\"url\":\"https://a.example/\"}\n",
            "{\"url\":\"javascript:alert(1)\"}\n",
            "{\"url\":\"https://b.example/\",\"copy\":\"javascript:alert(1)\",\"date\":\"2025-09-23\"}\n",
            "{\"url\":\"https://c.example/\",\"copy\":\"https://d.example/\"}\n",
            "{\"url\":\"https://e.example/\",\"gone\":[\"yesterday\"]}\n",
            "{\"url\":\"https://f.example/\",\"dead\":true}\n",
            "{\"url\":\"https://g.example/\"",
        );
        let (records, said) = read(text);
        assert_eq!(records.keys().map(String::as_str).collect::<Vec<_>>(), ["https://a.example/"]);
        let said: Vec<String> =
            said.iter().map(|one| one.message.replace("this line is not understood: ", "")).collect();
        assert_eq!(
            said,
            [
                "expected value",
                "`javascript:alert(1)` is no address of the web",
                "`javascript:alert(1)` is no address of the web",
                "the copy has no `date`",
                "`yesterday` is no day as 2025-09-23",
                "unknown field `dead`, expected one of `url`, `copy`, `date`, `asked`, `failed`, `checked`, `status`, `gone`",
                "EOF while parsing an object",
            ]
        );
    }
}
