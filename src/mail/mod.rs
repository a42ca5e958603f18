//! What a mail is, and how it is sent.
//!
//! Owns the inlining of style sheets (`inline`), the plain text (`text`, and `plain` for what it is set from), the message by
//! RFC 5322 (`message`), the services that take it (`send`), the record of what was sent (`record`), and the order in which
//! these two are used so that nothing is sent twice (`deliver`). May import `config`, `fetch`, `diagnostic`, `base`. Absent from here: what
//! stands in an issue and which template makes its mail; the clock and the environment, which are handed in.

pub mod deliver;
pub mod inline;
pub mod message;
pub mod plain;
pub mod record;
pub mod secret;
pub mod send;
pub mod text;

use crate::base::stamp::Stamp;

/// One mail, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// What it is in the record, without spaces: `weekly/2025-w39`.
    pub id: String,
    /// The page that shows the same in a browser; empty when there is none.
    pub url: String,
    pub subject: String,
    /// What inboxes show after the subject.
    pub preheader: String,
    pub html: String,
    pub text: String,
    /// The `Message-ID` without its angle brackets.
    pub message_id: String,
    /// The whole message.
    pub eml: Vec<u8>,
}

impl Mail {
    /// What the record keeps, to tell whether the same id has become another mail. The day of its making does not matter.
    pub fn stamp(&self) -> Stamp {
        Stamp::of(&(&self.subject, &self.preheader, &self.html, &self.text))
    }
}
