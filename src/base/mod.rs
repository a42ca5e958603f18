//! The words that everybody speaks: stamps, dates, slugs, paths, addresses of the web and languages.
//!
//! Owns the small value types that every room shares. Imports nothing of the crate.
//! Absent from here: files, articles, anything that knows what a site is.

pub mod date;
pub mod escape;
pub mod language;
pub mod path;
pub mod period;
pub mod signs;
pub mod slug;
pub mod stamp;
pub mod web;
pub mod words;
