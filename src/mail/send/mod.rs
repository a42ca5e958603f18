//! The services that take a mail, one file each behind one trait.

mod buttondown;
mod http;
mod listmonk;
mod smtp;
mod webhook;

use std::fmt::Debug;

use super::Mail;
use super::secret::Around;
use crate::config::settings::email::Email;
use crate::diagnostic::Diagnostic;

/// Somebody who takes a mail.
pub trait Service: Debug {
    /// As in the configuration and in the record: `smtp`.
    fn name(&self) -> &'static str;

    /// Where it is, for people: `mail.example.org:587`.
    fn place(&self) -> String;

    /// What would be sent, and how: what a dry run shows. Never a secret.
    fn plan(&self, mail: &Mail) -> Vec<(&'static str, String)>;

    /// What is missing to send; told also by a dry run.
    fn lacks(&self) -> Option<&Refusal>;

    /// Sends it.
    ///
    /// # Errors
    /// Why it was not taken, or that this is not known.
    fn send(&self, mail: &Mail) -> Result<Receipt, Refusal>;
}

/// The service that the configuration names.
///
/// # Errors
/// When it names none or several, or one that cannot be used as it is written.
pub fn open(email: &Email, around: &Around<'_>) -> Result<Box<dyn Service>, Refusal> {
    let service = &email.service;
    let mut found: Vec<Result<Box<dyn Service>, Refusal>> = Vec::new();
    if let Some(settings) = &service.smtp {
        found.push(smtp::Server::open(settings, email, around).map(|service| Box::new(service) as Box<dyn Service>));
    }
    if let Some(settings) = &service.buttondown {
        found.push(buttondown::Account::open(settings, around).map(|service| Box::new(service) as Box<dyn Service>));
    }
    if let Some(settings) = &service.listmonk {
        found.push(
            listmonk::Account::open(settings, email, around).map(|service| Box::new(service) as Box<dyn Service>),
        );
    }
    if let Some(settings) = &service.webhook {
        found.push(webhook::Hook::open(settings, email, around).map(|service| Box::new(service) as Box<dyn Service>));
    }
    let count = found.len();
    match (found.pop(), count) {
        (Some(service), 1) => service,
        (None, _) => Err(Refusal::before("mail-service", "the configuration names no service that sends this series")
            .help("Write one under `email.service`: `smtp`, `buttondown`, `listmonk` or `webhook`.")),
        (Some(_), _) => {
            Err(Refusal::before("mail-service", format!("the configuration names {count} services for one series"))
                .help("A series goes out by one: leave only that under `email.service`."))
        }
    }
}

/// What a service says of a mail that it has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What it calls it: a number of its queue, the id of a draft.
    pub id: String,
    /// Whether it waits there for somebody who sends it.
    pub is_draft: bool,
    /// Where it is to be looked at.
    pub url: Option<String>,
    /// Something that should be known.
    pub note: Option<String>,
}

/// Whether a mail that was not acknowledged may have been taken nevertheless.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// It was not: it may be sent again.
    No,
    /// Nobody knows: it had been handed over when the connection broke.
    Perhaps,
}

/// Why a mail was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The kind of mistake, as in `docs/content/articles/reference/errors.md`.
    pub code: &'static str,
    /// One sentence without a full stop; with what the server said.
    pub message: String,
    /// What to do, each a sentence.
    pub help: Vec<String>,
    pub taken: Taken,
}

impl Refusal {
    /// Something that was wrong before anybody was asked.
    pub fn before(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { code, message: message.into(), help: Vec::new(), taken: Taken::No }
    }

    /// The service said no, or was not reached.
    pub fn refused(message: impl Into<String>) -> Refusal {
        Refusal::before("mail-refused", message)
    }

    /// The mail had been handed over, and what became of it is not known.
    pub fn unsure(message: impl Into<String>) -> Refusal {
        Refusal { code: "mail-unsure", message: message.into(), help: Vec::new(), taken: Taken::Perhaps }
    }

    pub fn help(mut self, help: impl Into<String>) -> Refusal {
        self.help.push(help.into());
        self
    }

    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.code, self.message.clone());
        self.help.iter().fold(diagnostic, |diagnostic, help| diagnostic.help(help.clone()))
    }
}

/// What somebody else said, in one line that is not too long.
fn said(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    match line.char_indices().nth(400) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// The certificates of a file that the configuration names.
fn certificates(file: &str, around: &Around<'_>) -> Result<Vec<u8>, Refusal> {
    std::fs::read(around.root.join(file)).map_err(|error| {
        Refusal::before("mail-service", format!("`ca_file: {file}` cannot be read: {error}"))
            .help("It holds the certificates (PEM) that the server's certificate descends from.")
    })
}
