//! rassegna ("press review"): a static site generator for tech-news digests.

pub mod article;
pub mod base;
pub mod config;
pub mod diagnostic;
