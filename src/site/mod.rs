//! The model: who is in the news, where each article stands, and every question that a page may ask.
//!
//! Owns the cards in their shelves, names and aliases, what is held back, published files, and the `Reader`. May import
//! `article`, `config`, `diagnostic` and `base`. Absent from here: bodies and texts, templates, output. Nothing here
//! iterates a hash map into an answer: shelves are ordered by time and path, lists of shelves by the language's alphabet.

mod account;
pub mod archived;
pub mod calendar;
pub mod clusters;
pub mod corrections;
pub mod entry;
pub mod fact;
pub mod held;
pub mod identity;
pub mod index;
pub mod issue;
pub mod issue_names;
pub mod issues;
pub mod media;
pub mod mentions;
mod moved;
pub mod movers;
pub mod names;
mod near;
pub mod news;
pub mod numbers;
pub mod outlets;
pub mod outputs;
pub mod patch;
mod places;
mod profiles;
pub mod questions;
pub mod reader;
pub mod recent;
pub mod related;
pub mod saved;
pub mod share;
pub mod shelf;
pub mod store;
pub mod story;
pub mod target;
pub mod threads;
pub mod together;
pub mod translations;
pub mod vocabulary;
