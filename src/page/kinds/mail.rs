//! The mail of each issue of a series that goes out by mail: its HTML, its text, and the whole message.

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::letter::Letter;
use crate::site::fact::Subject;
use crate::site::store::Site;

/// One of the outputs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mails {
    Html,
    Text,
    Message,
}

impl Mails {
    /// Below the address of the issue.
    pub fn file(self) -> &'static str {
        match self {
            Mails::Html => "email.html",
            Mails::Text => "email.txt",
            Mails::Message => "email.eml",
        }
    }
}

impl Kind for Mails {
    fn name(&self) -> &'static str {
        match self {
            Mails::Html => "email_html",
            Mails::Text => "email_txt",
            Mails::Message => "email_eml",
        }
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        let Subject::Shelf(id) = subject else { return Vec::new() };
        match site.goes_out_by_mail(id) && site.wants_for(self.name(), id) {
            true => vec![(format!("{}{}", site.shelf(id).url, self.file()), 0)],
            false => Vec::new(),
        }
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let Subject::Shelf(id) = address.subject else { return Ok(None) };
        let Some(letter) = Letter::new(desk, id) else { return Ok(None) };
        let bytes = match self {
            Mails::Html => {
                let html = letter.html()?;
                letter.weigh(&html);
                html.into_bytes()
            }
            Mails::Text => letter.text()?.into_bytes(),
            Mails::Message => letter.mail()?.eml,
        };
        letter.done(desk);
        Ok(Some(Sheet::Bytes(bytes)))
    }
}
