//! What was sent: the file `rassegna.sent` in the site's folder, one line an issue and service.
//!
//! ```text
//! weekly/2025-w39 smtp sent 2025-09-26T07:00:12+02:00 8c2f…9e 2.0.0 Ok: queued as 4F1A2
//! ```
//!
//! It belongs into the repository, so that whoever sends next, on whichever machine, knows. Each change is on the disk before
//! the next step is taken. A line that cannot be read stops everything: what is not known must not be guessed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use crate::base::date::Moment;
use crate::base::durable::put;
use crate::base::stamp::Stamp;
use crate::diagnostic::{Diagnostic, Span};

/// Its name in the site's folder.
pub const FILE: &str = "rassegna.sent";

/// What a new file says to those who find it.
const HEAD: &str =
    "# What `rassegna digest send` has sent. Keep this file in the repository: without it an issue may go out twice.\n";

/// How far it went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It was about to be handed over; nothing was noted since.
    Sending,
    /// The service has acknowledged it.
    Sent,
}

impl State {
    /// As it stands in the file.
    pub fn word(self) -> &'static str {
        match self {
            State::Sending => "sending",
            State::Sent => "sent",
        }
    }
}

/// One line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The mail's id: `weekly/2025-w39`.
    pub issue: String,
    /// `smtp`, `buttondown`, `listmonk`, `webhook`.
    pub service: String,
    pub state: State,
    /// Since when that is so, by RFC 3339.
    pub when: String,
    /// The mail's, to tell whether it has become another one since.
    pub stamp: Stamp,
    /// What the service calls it; `-` when it said nothing.
    pub receipt: String,
}

impl Entry {
    fn is_for(&self, issue: &str, service: &str) -> bool {
        self.issue == word(issue) && self.service == word(service)
    }

    /// As it stands in the file.
    pub fn line(&self) -> String {
        let receipt = self.receipt.split_whitespace().collect::<Vec<_>>().join(" ");
        format!(
            "{} {} {} {} {:?} {}",
            word(&self.issue),
            word(&self.service),
            self.state.word(),
            word(&self.when),
            self.stamp,
            if receipt.is_empty() { "-" } else { &receipt }
        )
    }
}

/// A text as one word, so that a line can be read again.
fn word(text: &str) -> String {
    let word: String = text.chars().map(|c| if c.is_whitespace() || c.is_control() { '-' } else { c }).collect();
    if word.is_empty() { "-".to_string() } else { word }
}

/// The file, as it was read.
#[derive(Clone, Debug)]
pub struct Record {
    path: PathBuf,
    entries: Vec<(usize, Entry)>,
}

impl Record {
    /// Reads it; a file that is missing says that nothing was sent.
    ///
    /// # Errors
    /// Every line that cannot be read, with its place.
    pub fn read(root: &Path) -> Result<Record, Vec<Diagnostic>> {
        let path = root.join(FILE);
        let text = match fs::read(&path) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| vec![unreadable("it is no UTF-8")])?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(vec![unreadable(&error.to_string())]),
        };
        let mut entries: Vec<(usize, Entry)> = Vec::new();
        let mut wrong = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !says_nothing(line)) {
            match parse(at + 1, line) {
                Ok(entry) => {
                    let double = entries.iter().find(|(_, other)| other.is_for(&entry.issue, &entry.service));
                    match double {
                        // A merge may have kept the same line of both sides.
                        Some((_, other)) if *other == entry => {}
                        Some((first, other)) => wrong.push(doubled(at + 1, &entry, *first, other)),
                        None => entries.push((at + 1, entry)),
                    }
                }
                Err(diagnostic) => wrong.push(diagnostic),
            }
        }
        if wrong.is_empty() { Ok(Record { path, entries }) } else { Err(wrong) }
    }

    /// What is known of an issue at a service, and in which line.
    pub fn find(&self, issue: &str, service: &str) -> Option<(usize, &Entry)> {
        let found = self.entries.iter().find(|(_, entry)| entry.is_for(issue, service));
        found.map(|(line, entry)| (*line, entry))
    }

    /// Everything, in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().map(|(_, entry)| entry)
    }

    /// Writes an entry in the place of the one for the same issue and service, and sees to it that it is on the disk.
    ///
    /// # Errors
    /// When it cannot be written; the file is then as it was.
    pub fn put(&self, entry: &Entry) -> io::Result<()> {
        self.rewrite(&entry.issue, &entry.service, Some(&entry.line()))
    }

    /// Takes the entry of an issue and a service away.
    ///
    /// # Errors
    /// When the file cannot be written; it is then as it was.
    pub fn remove(&self, issue: &str, service: &str) -> io::Result<()> {
        self.rewrite(issue, service, None)
    }

    /// Other lines stay byte for byte, also those that somebody has written while a mail was on its way.
    fn rewrite(&self, issue: &str, service: &str, with: Option<&str>) -> io::Result<()> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => HEAD.to_string(),
            Err(error) => return Err(error),
        };
        let mut with = with;
        let mut out = String::with_capacity(text.len() + 200);
        for line in text.split_inclusive('\n') {
            let ours = !says_nothing(line) && parse(0, line.trim_end()).is_ok_and(|entry| entry.is_for(issue, service));
            if !ours {
                out.push_str(line);
            } else if let Some(with) = with.take() {
                out.push_str(with);
                out.push('\n');
            }
        }
        if let Some(with) = with {
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(with);
            out.push('\n');
        }
        if out == HEAD {
            // Nothing was sent after all: the file goes as it came.
            return fs::remove_file(&self.path);
        }
        put(&self.path, out.as_bytes())
    }
}

fn says_nothing(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

fn parse(number: usize, line: &str) -> Result<Entry, Diagnostic> {
    let wrong = |part: &str, message: String| Err(broken(number, line, part, message));
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
        return Err(broken(number, line, line, "a merge has left its marks in the record of what was sent".to_string())
            .help("Keep the lines of both sides, of an issue that stands twice the one that says `sent`, and delete the marks."));
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let [issue, service, state, when, stamp, receipt @ ..] = words.as_slice() else {
        return wrong(line, format!("this line has {} words where 6 belong", words.len()));
    };
    let state_read = match *state {
        "sending" => State::Sending,
        "sent" => State::Sent,
        _ => return wrong(state, format!("`{state}` is neither `sending` nor `sent`")),
    };
    let moment = Moment::parse(when, &TimeZone::UTC);
    if moment.is_err() || !when.contains('T') {
        return wrong(when, format!("`{when}` is no time, as `2025-09-26T07:00:12+02:00` is one"));
    }
    let Some(stamp) = Stamp::parse(stamp) else {
        return wrong(stamp, format!("`{stamp}` is no stamp of 32 hexadecimal digits"));
    };
    Ok(Entry {
        issue: (*issue).to_string(),
        service: (*service).to_string(),
        state: state_read,
        when: (*when).to_string(),
        stamp,
        receipt: if receipt.is_empty() { "-".to_string() } else { receipt.join(" ") },
    })
}

fn place(number: usize, line: &str, part: &str) -> Span {
    let before = line.find(part).unwrap_or(0);
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    Span {
        path: FILE.to_string(),
        line: u32::try_from(number).unwrap_or(u32::MAX),
        column: count(&line[..before]) + 1,
        length: count(part).max(1),
        text: line.chars().take(200).collect(),
        label: "in the record of what was sent".to_string(),
    }
}

fn broken(number: usize, line: &str, part: &str, message: String) -> Diagnostic {
    Diagnostic::error("mail-record", message)
        .at(place(number, line, part))
        .help("A line is `issue service state time stamp receipt`. Take it from the history of the repository, or mend it.")
        .help("Until then nothing is sent, since it might go out twice.")
}

fn doubled(number: usize, entry: &Entry, first: usize, other: &Entry) -> Diagnostic {
    let line = entry.line();
    Diagnostic::error(
        "mail-record",
        format!("{} at {} stands twice in the record of what was sent", entry.issue, entry.service),
    )
    .at(place(number, &line, &entry.issue))
    .and_at(place(first, &other.line(), &other.issue))
    .help("Keep the line that says `sent`; if both do, the older one.")
}

fn unreadable(error: &str) -> Diagnostic {
    Diagnostic::error("mail-record", format!("the record of what was sent cannot be read: {error}"))
        .at(Span::file(FILE))
        .help("Take it from the history of the repository. Until then nothing is sent, since it might go out twice.")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::{any, prop, proptest};

    use super::{Entry, FILE, Record, State};
    use crate::base::stamp::Stamp;

    fn entry(issue: &str, state: State, receipt: &str) -> Entry {
        Entry {
            issue: issue.to_string(),
            service: "smtp".to_string(),
            state,
            when: "2025-09-26T07:00:12+02:00".to_string(),
            stamp: Stamp::of_bytes(b"x"),
            receipt: receipt.to_string(),
        }
    }

    #[test]
    fn a_record_keeps_what_it_was_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let record = Record::read(folder.path()).expect("none is a good one");
        assert!(record.find("w/1", "smtp").is_none());
        record.put(&entry("w/1", State::Sending, "")).expect("written");
        record.put(&entry("w/2", State::Sent, "2.0.0  Ok:\r\nqueued")).expect("written");
        record.put(&entry("w/1", State::Sent, "250 Ok")).expect("written");
        insta::assert_snapshot!(fs::read_to_string(folder.path().join(FILE)).expect("a file"), @r#"
        # What `rassegna digest send` has sent. Keep this file in the repository: without it an issue may go out twice.
        w/1 smtp sent 2025-09-26T07:00:12+02:00 649a78f605d8e73a856a09d40ab7ac02 250 Ok
        w/2 smtp sent 2025-09-26T07:00:12+02:00 649a78f605d8e73a856a09d40ab7ac02 2.0.0 Ok: queued
        "#);
        let record = Record::read(folder.path()).expect("it can be read");
        assert_eq!(record.find("w/1", "smtp"), Some((2, &entry("w/1", State::Sent, "250 Ok"))));
        record.remove("w/1", "smtp").expect("written");
        assert_eq!(Record::read(folder.path()).expect("a record").entries().count(), 1);
        let left: Vec<_> =
            fs::read_dir(folder.path()).expect("a folder").flatten().map(|file| file.file_name()).collect();
        assert_eq!(left, [FILE], "nothing else is left there");
    }

    #[test]
    fn lines_that_somebody_broke_are_told_with_their_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let good = entry("w/1", State::Sent, "x").line();
        let text = format!(
            "# ok\n{good}\n<<<<<<< HEAD\nw/2 smtp sent ieri {stamp} x\n=======\nw/2 smtp spedito 2025-09-26T07:00:12Z {stamp} x\n>>>>>>> altro\nw/3 smtp\nw/4 smtp sent 2025-09-26T07:00:12Z 12ab x\n{good}\n{}\n",
            entry("w/1", State::Sending, "x").line(),
            stamp = "0".repeat(32),
        );
        fs::write(folder.path().join(FILE), text).expect("a file");
        let wrong = Record::read(folder.path()).expect_err("it is broken");
        let told: Vec<String> = wrong
            .iter()
            .map(|diagnostic| {
                let span = diagnostic.span.clone().unwrap_or_default();
                format!("{}:{}+{} {}", span.line, span.column, span.length, diagnostic.message)
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        3:1+12 a merge has left its marks in the record of what was sent
        4:15+4 `ieri` is no time, as `2025-09-26T07:00:12+02:00` is one
        5:1+7 a merge has left its marks in the record of what was sent
        6:10+7 `spedito` is neither `sending` nor `sent`
        7:1+13 a merge has left its marks in the record of what was sent
        8:1+8 this line has 2 words where 6 belong
        9:36+4 `12ab` is no stamp of 32 hexadecimal digits
        11:1+3 w/1 at smtp stands twice in the record of what was sent
        "#);
    }

    proptest! {
        #[test]
        fn any_file_is_read_or_told_and_other_lines_stay(text in "[a-z0-9 #/\\n<>=éT:+-]{0,200}", receipt in any::<String>(), issue in any::<String>()) {
            let folder = tempfile::tempdir().expect("a folder");
            fs::write(folder.path().join(FILE), &text).expect("a file");
            let was_good = Record::read(folder.path()).is_ok();
            let empty = tempfile::tempdir().expect("a folder");
            let mut record = Record::read(empty.path()).expect("none is a good one");
            record.path = folder.path().join(FILE);
            let new = entry(&format!("w/{issue}"), State::Sent, &receipt);
            record.put(&new).expect("written");
            let after = fs::read_to_string(folder.path().join(FILE)).expect("a file");
            assert!(after.starts_with(&text), "what stood there is still there");
            if was_good {
                let record = Record::read(folder.path()).expect("still a good one");
                let (_, found) = record.find(&new.issue, "smtp").expect("it is found again");
                assert_eq!(found.line(), new.line());
            }
        }

        #[test]
        fn the_last_word_on_each_issue_counts(steps in prop::collection::vec((0..4u8, any::<bool>()), 0..30)) {
            let folder = tempfile::tempdir().expect("a folder");
            let mut wanted = std::collections::BTreeMap::new();
            for (issue, is_sent) in steps {
                let state = if is_sent { State::Sent } else { State::Sending };
                let new = entry(&format!("w/{issue}"), state, "-");
                Record::read(folder.path()).expect("a record").put(&new).expect("written");
                wanted.insert(new.issue.clone(), new);
            }
            let record = Record::read(folder.path()).expect("a record");
            assert_eq!(record.entries().count(), wanted.len());
            for entry in wanted.values() {
                assert_eq!(record.find(&entry.issue, "smtp").map(|(_, found)| found), Some(entry));
            }
        }
    }
}
