//! Templates, and what they may use: filters, functions, interface strings, assets.
//!
//! Owns everything that names Tera. May import `source`, `config`, `picture`, `diagnostic` and `base`. Absent from
//! here: what a page is about. What a template asks of the site it asks through the trait `Questions`, which `page` answers.

pub mod assets;
pub mod chart;
pub mod compile;
pub mod compiled;
pub mod components;
pub mod data;
pub mod embedded;
pub mod explain;
pub mod fields;
pub mod functions;
pub mod inspect;
pub mod load;
pub mod manifest;
pub mod pictures;
pub mod press;
pub mod printed;
pub mod questions;
pub mod strings;
pub mod templates;
