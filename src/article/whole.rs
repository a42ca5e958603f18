//! An article in full: its card, what its own page shows besides, and its body in pieces.

use std::sync::Arc;

use super::card::Card;
use super::details::Details;
use super::piece::{OutlineEntry, Piece};

/// A file that was read: its card, what its own page shows besides, and its body.
#[derive(Clone, Debug)]
pub struct Article {
    pub card: Arc<Card>,
    pub details: Details,
    pub body: Vec<Piece>,
    pub outline: Vec<OutlineEntry>,
    pub words: u32,
}
