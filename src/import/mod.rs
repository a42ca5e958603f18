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
mod old;
pub mod report;
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

/// A format of another program.
pub trait Importer {
    /// As on the command line: `wordpress`.
    fn name(&self) -> &'static str;

    /// Reads everything, and hands over one document after another. What can only be told of the source as a whole goes into
    /// the report.
    ///
    /// # Errors
    /// What makes the source unreadable, with its place. What was handed over before that is whole.
    fn read(&mut self, take: &mut Take<'_>, report: &mut Report) -> Result<(), Vec<Diagnostic>>;
}
