//! A stretch of a body in the making: the HTML written last, and the pieces before it.

use crate::article::piece::Piece;

#[derive(Default)]
pub struct Frame {
    pub pieces: Vec<Piece>,
    /// What has been written since the last piece.
    pub html: String,
    /// Whether HTML of the author's own is in it, which a sanitizer has to look at.
    pub raw: bool,
}

/// Where in a frame something begins, so that it can be taken back.
#[derive(Clone, Copy)]
pub struct Spot {
    pub pieces: usize,
    pub html: usize,
}

impl Frame {
    pub fn spot(&self) -> Spot {
        Spot { pieces: self.pieces.len(), html: self.html.len() }
    }

    /// Copies rather than moves what has been written, so that the large buffer stays and each piece is as small as its text.
    pub fn settle(&mut self) {
        if !self.html.is_empty() {
            self.pieces.push(Piece::Html(self.html.as_str().into()));
            self.html.clear();
        }
    }

    pub fn push(&mut self, piece: Piece) {
        self.settle();
        self.pieces.push(piece);
    }

    /// Adds another frame's content, without its border.
    pub fn merge(&mut self, mut other: Frame) {
        self.raw |= other.raw;
        let mut pieces = other.pieces.drain(..);
        if let Some(first) = pieces.next() {
            match first {
                Piece::Html(html) => self.html.push_str(&html),
                piece => self.push(piece),
            }
            for piece in pieces {
                self.push(piece);
            }
        }
        self.html.push_str(&other.html);
    }
}

/// Whether there is nothing to be seen in a stretch of HTML.
pub fn is_blank(html: &str) -> bool {
    html.bytes().all(|byte| byte.is_ascii_whitespace())
}

/// Takes the paragraph's tags away, if the pieces are one paragraph and nothing else: for a place within a sentence.
pub fn unwrap_paragraph(pieces: &mut Vec<Piece>) {
    let paragraphs =
        pieces.iter().map(|piece| if let Piece::Html(html) = piece { html.matches("<p>").count() } else { 0 });
    let only_one = paragraphs.sum::<usize>() == 1;
    let begins = matches!(pieces.first(), Some(Piece::Html(html)) if html.starts_with("<p>"));
    let ends = matches!(pieces.last(), Some(Piece::Html(html)) if html.ends_with("</p>\n"));
    if !(only_one && begins && ends) {
        return;
    }
    if let Some(Piece::Html(html)) = pieces.last_mut() {
        html.truncate(html.len() - "</p>\n".len());
    }
    if let Some(Piece::Html(html)) = pieces.first_mut() {
        html.drain(.."<p>".len());
    }
    pieces.retain(|piece| !matches!(piece, Piece::Html(html) if html.is_empty()));
}

#[cfg(test)]
mod tests {
    use super::{Frame, unwrap_paragraph};
    use crate::article::piece::Piece;

    #[test]
    fn only_a_single_paragraph_is_unwrapped() {
        let unwrapped = |pieces: &[Piece]| {
            let mut pieces = pieces.to_vec();
            unwrap_paragraph(&mut pieces);
            pieces
        };
        let html = |html: &str| Piece::Html(html.into());
        assert_eq!(unwrapped(&[html("<p>a</p>\n")]), [html("a")]);
        assert_eq!(unwrapped(&[html("<p>"), Piece::More, html("</p>\n")]), [Piece::More]);
        assert_eq!(unwrapped(&[html("<p>a</p>\n<p>b</p>\n")]), [html("<p>a</p>\n<p>b</p>\n")]);
    }

    #[test]
    fn merged_html_stays_in_one_piece() {
        let mut frame = Frame { html: "a".into(), ..Frame::default() };
        frame.merge(Frame { pieces: vec![Piece::Html("b".into()), Piece::More], html: "c".into(), raw: true });
        frame.settle();
        assert_eq!(frame.pieces, [Piece::Html("ab".into()), Piece::More, Piece::Html("c".into())]);
        assert!(frame.raw);
    }
}
