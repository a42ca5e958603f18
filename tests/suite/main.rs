//! The integration tests: whole sites, built in folders of their own, a module a feature.

#![expect(clippy::expect_used, clippy::panic, reason = "a helper of a test says by a panic what went wrong")]

mod articles;
mod builder;
mod cli;
mod errors;
mod feeds;
mod fixture;
mod floors;
mod growing;
mod held;
mod incremental;
mod kill;
mod languages;
mod model;
mod output;
mod outputs;
mod readme;
mod shelves;
mod subpath;
mod themes;
mod told;
mod twin;
mod upkeep;
mod whole;
mod xml;
