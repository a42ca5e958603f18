//! Faults: builds that are killed at every call that writes, full disks, folders in which nobody may write, links in the place of
//! folders, sources that change under a build, two builds at once, ledgers and manifests that are damaged at every byte.
//!
//! After each of them the output is a whole old or new site, or the next build makes it one; no source is touched; and nothing is
//! written but the output and the ledger's folder. `cargo test` tries a few of each; `just faults` all of them, and counts.

#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, clippy::panic, reason = "a helper of a test says by a panic what went wrong")]

mod disks;
mod editors;
#[path = "../suite/fixture.rs"]
mod fixture;
mod folders;
mod kills;
mod memory;
mod races;
mod sandbox;
mod scenes;
