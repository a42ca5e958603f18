//! One file to an article and its diagnostics.
//!
//! Owns the reading of front matter, Markdown to pieces, and comments. May import `source`, `config`, `picture`, `diagnostic`,
//! `base`.
//! Absent from here: other articles, the theme, the site. Parsing sees one file and never fails: it returns what it
//! could read, and its diagnostics.

pub mod address;
pub mod card;
pub mod comment;
pub mod derived;
pub mod details;
pub mod edition;
pub mod front_matter;
pub mod head;
pub mod likeness;
pub mod markdown;
pub mod mentions;
pub mod packed;
pub mod piece;
pub mod place;
pub mod profile;
pub mod read;
pub mod whole;
pub mod words;
