//! The addresses of mail in the settings, as whoever writes mail understands them.

use lettre::message::{Mailbox, Mailboxes};

use super::Reading;
use super::node::Node;
use super::settings::Settings;
use super::settings::email::Email;
use crate::diagnostic::Diagnostic;

/// What a list service fills in begins with one of these.
const MERGE_TAGS: [&str; 3] = ["{{", "{%", "*|"];

/// Whether a setting has something that a list service fills in.
pub fn has_merge_tag(text: &str) -> bool {
    MERGE_TAGS.iter().any(|tag| text.contains(tag))
}

pub(super) fn check(reading: &mut Reading<'_>, settings: &Settings, root: &Node) {
    for (name, digest) in &settings.digests {
        let Some(email) = &digest.email else { continue };
        for (key, problem) in problems(email) {
            reading.report(problem, &["digests", name, "email", key], root);
        }
    }
}

fn problems(email: &Email) -> Vec<(&'static str, Diagnostic)> {
    let mut found = Vec::new();
    let mut add = |key: &'static str, problem: Option<Diagnostic>| found.extend(problem.map(|problem| (key, problem)));
    add("from", mailbox("from", &email.from).err());
    for (key, written) in [("to", &email.to), ("reply_to", &email.reply_to)] {
        add(key, written.as_ref().and_then(|written| mailboxes(key, written).err()));
    }
    add("list_id", email.list_id.as_ref().and_then(|written| list_id(written).err()));
    add("unsubscribe", email.unsubscribe.as_ref().and_then(|written| unsubscribe(written)));
    let service = &email.service;
    let named =
        [service.smtp.is_some(), service.buttondown.is_some(), service.listmonk.is_some(), service.webhook.is_some()];
    if named.iter().filter(|is_named| **is_named).count() > 1 {
        let problem = Diagnostic::error("mail-service", "one series goes out by several services");
        add("service", Some(problem.help("Leave only one of them under `service`.")));
    }
    found
}

fn unsubscribe(written: &str) -> Option<Diagnostic> {
    let lower = written.trim().to_ascii_lowercase();
    let is_address = ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    if has_merge_tag(written) || is_address && !written.trim().contains(char::is_whitespace) {
        return None;
    }
    let problem =
        Diagnostic::error("mail-address", format!("`unsubscribe: {written}` is no address at which a list is left"));
    Some(problem.help(
        "Write `https://example.org/leave/`, `mailto:leave@example.org`, or your list service's own mark in quotes: `\"{{ unsubscribe_url }}\"`.",
    ))
}

/// An address with or without a name.
///
/// # Errors
/// When it is none.
pub fn mailbox(key: &str, text: &str) -> Result<Mailbox, Diagnostic> {
    text.trim().parse::<Mailbox>().map_err(|_| unreadable(key, text))
}

/// One or several.
///
/// # Errors
/// When they are none.
pub fn mailboxes(key: &str, text: &str) -> Result<Mailboxes, Diagnostic> {
    text.trim().parse::<Mailboxes>().map_err(|_| unreadable(key, text))
}

fn unreadable(key: &str, text: &str) -> Diagnostic {
    Diagnostic::error("mail-address", format!("`{key}: {text}` is no address of mail"))
        .help("Write `digest@example.org` or `La Rassegna <digest@example.org>`, with quotation marks around a name that has a comma.")
}

/// A list's name with its identifier, on one line.
///
/// # Errors
/// When there is no identifier of a list in it.
pub fn list_id(written: &str) -> Result<String, Diagnostic> {
    let written = one_line(written);
    let id = written.rsplit_once('<').and_then(|(_, id)| id.strip_suffix('>'));
    let is_name =
        |id: &str| id.contains('.') && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    match id {
        Some(id) if is_name(id) => Ok(written),
        _ => Err(Diagnostic::error("mail-address", format!("`list_id: {written}` is no identifier of a list")).help(
            "Write a name and, in angle brackets, a name of the kind of a domain: `La Rassegna <weekly.example.org>`.",
        )),
    }
}

/// A text as a head of a mail can hold it.
pub fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
