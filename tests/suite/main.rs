//! The integration tests: whole sites, built in folders of their own, a module a feature.

#![expect(clippy::expect_used, clippy::panic, reason = "a helper of a test says by a panic what went wrong")]

mod articles;
mod assets;
mod builder;
mod cli;
mod corrections;
mod digests;
mod errors;
mod feeds;
mod fixture;
mod floors;
mod growing;
mod habits;
mod held;
mod hostile;
mod incremental;
mod keeping;
mod kill;
mod languages;
mod live;
mod machines;
mod marathon;
mod mentions;
mod model;
mod names;
mod numbers;
mod outlets;
mod output;
mod outputs;
mod pictures;
mod preview;
mod readme;
mod related;
mod scripts;
mod search;
mod server;
mod shelves;
mod stories;
mod subpath;
mod themes;
mod told;
mod twin;
mod upkeep;
mod whole;
mod xml;
