//! One mail to one service, once.
//!
//! The record says `sending` before anybody is connected to, and `sent` after the acknowledgement. Whatever kills the program
//! between the two leaves `sending` behind: then the next run says what is known, and sends nothing by itself.

use std::fs::{self, File};
use std::path::Path;

use super::Mail;
use super::record::{Entry, FILE, Record, State};
use super::send::{Receipt, Service, Taken};
use crate::base::date::Moment;
use crate::base::platform::open_lock;
use crate::diagnostic::{Diagnostic, Span};

/// Where this machine keeps what is its own, in the site's folder.
const FOLDER: &str = ".rassegna";

/// What the editor wants of a mail that may have been sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Wish {
    /// That it goes out once.
    #[default]
    Once,
    /// That it goes out although the record knows of it: `--again`.
    Again,
    /// That the record says that it went out, and nothing is sent: `--sent`.
    Noted,
}

/// What has become of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Delivery {
    /// It was sent now, or is a draft now.
    Sent { entry: Entry, receipt: Receipt },
    /// It was sent before. `has_changed` when the mail is another one today.
    Already { entry: Entry, has_changed: bool },
    /// It was noted as sent, as was wished.
    Noted(Entry),
}

/// Sends a mail if it was not sent yet, and keeps the record.
///
/// # Errors
/// Why it was not sent, or that nobody knows whether it was. Only in the latter case the record keeps `sending`.
pub fn deliver(
    root: &Path,
    service: &dyn Service,
    mail: &Mail,
    wish: Wish,
    clock: &dyn Fn() -> Moment,
) -> Result<Delivery, Vec<Diagnostic>> {
    let _lock = lock(root)?;
    let record = Record::read(root)?;
    let known = record.find(&mail.id, service.name());
    let entry = |state: State, receipt: &str| Entry {
        issue: mail.id.clone(),
        service: service.name().to_string(),
        state,
        when: clock().rfc3339(),
        stamp: mail.stamp(),
        receipt: receipt.to_string(),
    };
    match (wish, known) {
        (Wish::Noted, _) => {
            let noted = entry(State::Sent, "noted by hand");
            record.put(&noted).map_err(|error| vec![unwritten(&noted, &error)])?;
            return Ok(Delivery::Noted(noted));
        }
        (Wish::Once, Some((line, known))) if known.state == State::Sending => {
            return Err(vec![unknown(line, known, service, mail)]);
        }
        (Wish::Once, Some((_, known))) => {
            return Ok(Delivery::Already { entry: known.clone(), has_changed: known.stamp != mail.stamp() });
        }
        (Wish::Once, None) | (Wish::Again, _) => {}
    }
    if let Some(refusal) = service.lacks() {
        return Err(vec![refusal.diagnostic()]);
    }

    let sending = entry(State::Sending, "-");
    record.put(&sending).map_err(|error| {
        vec![
            Diagnostic::error("mail-record", format!("the record of what was sent cannot be written: {error}"))
                .at(Span::file(FILE))
                .help("Nothing was sent. Is the disk full, or the folder read-only?"),
        ]
    })?;
    match service.send(mail) {
        Ok(receipt) => {
            let sent = entry(State::Sent, &receipt.id);
            record.put(&sent).map_err(|error| vec![unwritten(&sent, &error)])?;
            Ok(Delivery::Sent { entry: sent, receipt })
        }
        Err(refusal) => {
            let mut diagnostic = refusal.diagnostic();
            match refusal.taken {
                // What the record said before is true again.
                Taken::No => {
                    let restored = match known {
                        Some((_, known)) => record.put(known),
                        None => record.remove(&mail.id, service.name()),
                    };
                    if let Err(error) = restored {
                        diagnostic = diagnostic.help(format!(
                            "The record still says `sending`, since it cannot be written: {error}. Take that line out of `{FILE}`."
                        ));
                    }
                }
                Taken::Perhaps => diagnostic = diagnostic.help(CHOICE),
            }
            Err(vec![diagnostic])
        }
    }
}

const CHOICE: &str =
    "If it is there, say so with `--sent`; if it is not, send it with `--again --go`. Until then nothing is sent.";

/// What is known of a mail whose sending was broken off.
fn unknown(line: usize, known: &Entry, service: &dyn Service, mail: &Mail) -> Diagnostic {
    let text = known.line();
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let diagnostic = Diagnostic::error(
        "mail-unsure",
        format!(
            "{} was to be handed to {} at {}, and no acknowledgement was noted: it may have arrived, or not",
            known.issue, known.service, known.when
        ),
    )
    .at(Span {
        path: FILE.to_string(),
        line: u32::try_from(line).unwrap_or(0),
        column: 1,
        length,
        text,
        label: String::new(),
    })
    .help(format!("Look at {} for “{}” (message id {}).", service.place(), mail.subject, mail.message_id))
    .help(CHOICE);
    match known.stamp == mail.stamp() {
        true => diagnostic,
        false => {
            diagnostic.help("What was to be sent then is not what would be sent today: the issue has changed since.")
        }
    }
}

/// The mail is out, and the record does not know.
fn unwritten(entry: &Entry, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("mail-record", format!("{} was sent, and the record cannot be written: {error}", entry.issue))
        .at(Span::file(FILE))
        .help(format!(
            "Write this line into `{FILE}` yourself, in the place of the one that says `sending`: {}",
            entry.line()
        ))
}

/// Only one process sends at a time; a second one is told so.
fn lock(root: &Path) -> Result<Option<File>, Vec<Diagnostic>> {
    let folder = root.join(FOLDER);
    let open = fs::create_dir_all(&folder).and_then(|()| open_lock(&folder.join("sending.lock")));
    let file = open.map_err(|error| {
        vec![
            Diagnostic::error("mail-record", format!("`{FOLDER}` cannot be written: {error}"))
                .help("Nothing was sent. Is the disk full, or the folder read-only?"),
        ]
    })?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Err(vec![
            Diagnostic::error("locked", "another rassegna is sending mail of this site")
                .help("Wait until it has finished, then look at what it says."),
        ]),
        // A file system without locks: then there is nobody to wait for.
        Err(fs::TryLockError::Error(_)) => Ok(None),
    }
}
