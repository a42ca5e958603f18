//! What was made with another program becomes a site of ours: its texts, addresses, pictures and readers' comments.
//!
//! Owns the formats of others, one file or folder each behind [`Importer`]; the neutral [`Document`](document::Document) that they
//! are read into; what is said about it (`report`); and the writing of it, which never takes away what an editor has written
//! (`write`). May import `build` and everything below it. Absent from here: the making of pages; the terminal.
//!
//! The flow: `an importer reads ─▶ Document ─▶ write, which the lock guides ─▶ report`. Documents are handed over one by one, so
//! that an archive of any size passes through bounded memory.

mod calls;
pub mod document;
mod dom;
pub mod feed;
mod fields;
mod folder;
mod front;
pub mod ghost;
mod heading;
pub mod hugo;
pub mod incoming;
pub mod jekyll;
pub mod map;
mod markdown;
pub mod media;
mod moves;
mod nesting;
mod old;
pub mod report;
mod table;
mod text;
pub mod web_page;
pub mod wordpress;
pub mod write;
pub mod zola;

use crate::diagnostic::Diagnostic;

use self::document::Document;
use self::report::Report;

/// Who takes the documents, and may refuse one.
pub type Take<'a> = dyn FnMut(Document) -> Result<(), Diagnostic> + 'a;

/// What became of one text of the source: a document, nothing where it needs none, or what is wrong with it.
pub type Made = Result<Option<Document>, Vec<Diagnostic>>;

/// The same taker for the documents of one old site: each is known by the site's name too, so that a second site of the same program
/// does not take the place of the first.
pub fn of_site<'a>(url: &str, take: &'a mut Take<'_>) -> impl FnMut(Document) -> Result<(), Diagnostic> + 'a {
    let site = host(url).to_string();
    move |document| take(Document { id: format!("{site} {}", document.id).trim_start().to_string(), ..document })
}

/// `example.org` of `https://www.example.org/a/b`; of what is no address, the first part of its path.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

/// A format of another program.
pub trait Importer {
    /// Reads everything, and hands over one document after another. What can only be told of the source as a whole goes into
    /// the report.
    ///
    /// # Errors
    /// What makes the source unreadable, with its place. What was handed over before that is whole.
    fn read(&mut self, take: &mut Take<'_>, report: &mut Report) -> Result<(), Vec<Diagnostic>>;
}
