//! What a kind of output is, and what it makes.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::desk::Desk;
use crate::diagnostic::Diagnostic;
use crate::site::fact::Subject;
use crate::site::store::Site;
use crate::theme::press::View;

/// One output's place and what it is about.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Address {
    /// Within the site, without the site's own path: `/tags/ia/`, `/robots.txt`.
    pub url: String,
    /// The kind's place in `KINDS`.
    pub kind: u8,
    pub subject: Subject,
    /// Which of several of the same kind about the same subject: a page's number, an alias.
    pub part: u32,
}

/// A page ready for the press.
pub enum Sheet {
    Template {
        template: String,
        view: View,
    },
    Bytes(Vec<u8>),
    /// A file that is copied as it is: a path of the site, or one within the program (`builtin:`).
    File(String),
    /// Leads elsewhere: the address within the site, and the page that says so where there is no server to say it.
    Moved {
        to: String,
        page: Vec<u8>,
    },
}

impl Sheet {
    /// A file of JSON on one line.
    pub fn json(value: &Json) -> Sheet {
        Sheet::Bytes(format!("{value}\n").into_bytes())
    }
}

/// One kind of output. A new one is a file with an implementation of this, and one line in `KINDS`.
pub trait Kind: Sync {
    /// As the configuration names it under `outputs`.
    fn name(&self) -> &'static str;

    /// The addresses that this kind gives to a subject, each with its part. It is asked again only for subjects that an
    /// update touched.
    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)>;

    /// Whether its pages show the bodies of many articles. They are made first: an article's own page is the last to
    /// need its body.
    fn shows_bodies(&self) -> bool {
        false
    }

    /// What stands at an address. `None` when its subject has just gone: then there is nothing to make.
    ///
    /// # Errors
    /// A diagnostic, when the page cannot be made.
    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic>;
}
