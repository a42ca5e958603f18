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
    /// Gives back the room that its texts were given to grow: for one that is kept.
    pub fn shrink(&mut self) {
        shrink(&mut self.body);
    }

    /// About how much memory its body takes, in bytes: what the store of bodies counts with.
    pub fn weight(&self) -> usize {
        1024 + pieces_weight(&self.body)
    }
}

fn shrink(pieces: &mut Vec<Piece>) {
    pieces.shrink_to_fit();
    for piece in pieces {
        match piece {
            Piece::Html(html) | Piece::Mention { html, .. } => html.shrink_to_fit(),
            Piece::Heading { inner, .. } | Piece::Link { inner, .. } | Piece::Quote { inner, .. } => shrink(inner),
            Piece::Code { text, html, .. } => {
                text.shrink_to_fit();
                html.shrink_to_fit();
            }
            Piece::Shortcode(shortcode) => {
                if let Some(inner) = &mut shortcode.inner {
                    shrink(inner);
                }
            }
            Piece::Picture(_) | Piece::Entity { .. } | Piece::More => {}
        }
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
