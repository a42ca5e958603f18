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

impl Article {
    /// About how long its body is, in bytes.
    pub fn weight(&self) -> usize {
        1024 + pieces_weight(&self.body)
    }
}

fn pieces_weight(pieces: &[Piece]) -> usize {
    pieces
        .iter()
        .map(|piece| {
            64 + match piece {
                Piece::Html(html) | Piece::Mention { html, .. } => html.len(),
                Piece::Heading { inner, .. } | Piece::Link { inner, .. } | Piece::Quote { inner, .. } => {
                    pieces_weight(inner)
                }
                Piece::Code { text, html, .. } => text.len() + html.len(),
                Piece::Shortcode(shortcode) => shortcode.inner.as_deref().map_or(128, pieces_weight),
                Piece::Picture(_) | Piece::Entity { .. } | Piece::More => 128,
            }
        })
        .sum()
}
