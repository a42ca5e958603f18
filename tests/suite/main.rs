//! The integration tests: whole sites, built in folders of their own, a module a feature.

#![allow(dead_code)]
mod builder;
mod growing;
mod held;
mod incremental;
mod twin;
mod upkeep;
