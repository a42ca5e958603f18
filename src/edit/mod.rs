//! An editor's files, changed where they stand: front matter in place, and the names of a site kept in order.
//!
//! Owns the rewriting of single values (`front`), the safe writing of files (`write`), how a change is shown (`diff`), an issue
//! of a digest written down for an editor (`draft`), and
//! what is done with names: who there is (`names`), what should be put in order (`suggest`), one taken into another
//! (`absorb`). May import `site`, `article`, `source`, `config`, `diagnostic`, `base`. Absent from here: pages and output; and
//! whoever asks decides whether anything is written.
//!
//! A file is never laid out anew. A value is found by the place that its reader gives, these bytes alone are replaced, and the
//! result is read again: if anything else than what was meant became different, the file stays as it was and the editor is told.

pub mod absorb;
pub mod bench;
pub mod comments;
pub mod diff;
pub mod draft;
pub mod front;
pub mod list;
pub mod names;
mod patch;
mod profiles;
pub mod story;
pub mod suggest;
mod tree;
pub mod write;

#[cfg(test)]
mod nasty;
