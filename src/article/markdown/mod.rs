//! Markdown to pieces.
