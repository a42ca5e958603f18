//! One file of the site as rules look at it: its text, what it was read as, and where things stand in it.

use std::sync::Arc;

use crate::article::head;
use crate::article::piece::{Mark, Piece};
use crate::article::place::Sort;
use crate::article::whole::Article;
use crate::diagnostic::{Span, locate};

/// A file with a body.
pub struct Text<'a> {
    /// Relative to the site's folder.
    pub path: &'a str,
    pub sort: Sort,
    /// An index into the configuration's languages.
    pub language: u16,
    /// As it is written.
    pub source: String,
    /// What it was read as, unless it is a profile.
    pub article: Option<Arc<Article>>,
    /// The body of a profile.
    pub(super) own: Vec<Piece>,
    /// Whether time alone keeps it from being published.
    pub is_held: bool,
}

impl Text<'_> {
    pub fn pieces(&self) -> &[Piece] {
        match &self.article {
            Some(article) => &article.body,
            None => &self.own,
        }
    }

    /// The article, where the file is one of the river.
    pub fn news(&self) -> Option<&Article> {
        self.article.as_deref().filter(|_| self.sort == Sort::Article)
    }

    /// Every piece of the body, those within others too, in their order.
    pub fn walk<'p>(&'p self, visit: &mut dyn FnMut(&'p Piece)) {
        walk(self.pieces(), visit);
    }

    /// Where the body begins, in bytes.
    pub fn body(&self) -> usize {
        head::body(&self.source).unwrap_or(0)
    }

    /// The front matter as it is written, and where it begins.
    pub fn front(&self) -> (usize, &str) {
        match head::split(self.path, &self.source) {
            Ok(fences) => (fences.range.start, &self.source[fences.range]),
            Err(_) => (0, ""),
        }
    }

    pub fn at(&self, at: usize, length: usize) -> Span {
        locate::span(self.path, &self.source, at, length)
    }

    /// The line on which something begins: what goes on over several is not shown whole.
    pub fn first_line(&self, mark: Mark) -> Span {
        let (from, to) = (mark.at as usize, (mark.at + mark.length) as usize);
        let length = self.source.get(from..to).map_or(0, |text| text.lines().next().unwrap_or_default().len());
        self.at(from, length)
    }

    /// The value of a field, or the nearest thing that is written around it.
    pub fn field(&self, keys: &[&str]) -> Span {
        head::place(self.path, &self.source, keys)
    }
}

/// Every piece, those within others too, in their order.
pub fn walk<'p>(pieces: &'p [Piece], visit: &mut dyn FnMut(&'p Piece)) {
    for piece in pieces {
        visit(piece);
        match piece {
            Piece::Heading { inner, .. } | Piece::Link { inner, .. } | Piece::Quote { inner, .. } => walk(inner, visit),
            Piece::Shortcode(shortcode) => walk(shortcode.inner.as_deref().unwrap_or_default(), visit),
            _ => {}
        }
    }
}
