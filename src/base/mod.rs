//! The words that everybody speaks: stamps, dates, slugs, paths, addresses of the web and languages.
//!
//! Owns the small value types that every room shares, the one way to replace a file whole (`durable`), and what systems do otherwise
//! (`platform`, `file_name`). Imports nothing of the crate. Absent from here: which files there are, articles, anything that knows what a site is.

pub mod date;
pub mod durable;
pub mod escape;
pub mod file_name;
pub mod language;
pub mod media_type;
pub mod path;
pub mod period;
pub mod platform;
pub mod secret;
pub mod signs;
pub mod slug;
pub mod stamp;
pub mod web;
pub mod words;
