//! rassegna ("press review"): a static site generator for tech-news digests.
//!
//! The library's face is four verbs: [`Engine::open`], [`Engine::build`], [`Engine::update`] and [`Engine::why`].
//! ARCHITECTURE.md is the map; each folder opens with what it owns and what it may import.

pub mod archive;
pub mod article;
pub mod base;
pub mod build;
pub mod check;
pub mod cli;
pub mod config;
pub mod deploy;
pub mod diagnostic;
pub mod edit;
pub mod fetch;
pub mod import;
pub mod mail;
pub mod page;
pub mod picture;
pub mod serve;
pub mod site;
pub mod source;
pub mod theme;

pub use build::engine::{Engine, Options};
pub use build::outcome::{Changes, Outcome, Tally};
