//! Copies of what a site cites, kept by an archive of the web.
//!
//! Owns the questions to the archive (`service`), which of the site's sources are to be asked for (`cited`), the run that asks
//! and notes each answer at once (`run`), and the look whether sources are still there (`look`). What is known stands in
//! `rassegna.archive`, whose form `site/archived.rs` owns, since pages show it. May import `build` and everything below it.
//! Absent from here: the terminal. Nothing else of the program asks an archive.

pub mod cited;
pub mod look;
pub mod run;
pub mod service;
