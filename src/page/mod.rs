//! The kinds of output: what addresses there are, and what stands at each.
//!
//! Owns one file a kind and one line in `kinds::KINDS`, the views that templates get, and the `Desk` at which a page is
//! composed: it joins the site's `Reader` to the theme's questions. May import `site`, `theme`, and what they import.
//! Absent from here: which pages must be made again, and any writing.

pub mod answers;
pub mod articles;
pub mod body;
pub mod cards;
pub mod colour;
pub mod components;
pub mod crawlers;
pub mod desk;
pub mod feeds;
pub mod issue;
pub mod json_ld;
pub mod kind;
pub mod kinds;
pub mod lately;
pub mod letter;
pub mod letters;
pub mod minify;
pub mod stemmers;
pub mod view;
pub mod world;
pub mod xml;
pub mod yearly;
