//! Findings for other programs. Each form is one function from findings to a text.

pub mod github;
pub mod json;
pub mod sarif;
