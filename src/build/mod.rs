//! The one update loop: what moved, which pages must be made again, and their publication.
//!
//! Owns the `Engine`, the ledger and the manifest of the output folder; `publish` is the only file of the flow that writes
//! output. May import everything below. Absent from here: terminals, servers, and any second way to build: a build is
//! the first update.

pub mod addresses;
mod alike;
pub mod compressed;
pub mod doubles;
pub mod editions;
pub mod engine;
pub mod gather;
pub mod guard;
pub mod intake;
pub mod ledger;
mod lock;
pub mod making;
pub mod manifest;
pub mod names;
pub mod obstacles;
pub mod outcome;
pub mod planning;
pub mod preview;
pub mod publish;
pub mod store;
pub mod threads;
pub mod unmet;
pub mod update;
pub mod why;
