//! The integration tests: whole sites, built in folders of their own, a module a feature.

#![allow(dead_code)]
mod articles;
mod builder;
mod errors;
mod growing;
mod held;
mod incremental;
mod languages;
mod outputs;
mod shelves;
mod themes;
mod twin;
mod upkeep;
