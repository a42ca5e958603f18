//! One file to an article and its diagnostics.
//!
//! Owns front matter in both directions and Markdown to pieces. May import `source`, `config`, `diagnostic`, `base`.
//! Absent from here: other articles, the theme, the site. Parsing sees one file and never fails.

pub mod front_matter;
pub mod markdown;
pub mod piece;
