//! Paragraphs: the first one is remembered, a picture or a shortcode alone in one takes its place, and the last one of a
//! quote may end in whom it names.

use super::frame::{is_blank, unwrap_paragraph};
use super::pass::{Open, Paragraph, Pass};
use super::quote;
use crate::article::piece::Piece;

impl Pass<'_, '_> {
    pub(super) fn start_paragraph(&mut self) {
        if self.inline_only {
            return;
        }
        let (spot, end_newline) = (self.frame.spot(), self.end_newline);
        self.fresh_line();
        let tag = self.frame.html.len();
        let top = self.containers == 0 && self.depth.is_top();
        let wanted = self.shared.first_paragraph.is_none() && (top || self.shared.other_paragraph.is_none());
        self.paragraph = Some(Paragraph { spot, tag, end_newline, plain: wanted.then(|| self.collect()) });
        self.write_block("<p>");
    }

    pub(super) fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraph.take() else { return };
        if self.open.last().is_some_and(|(_, open)| matches!(open, Open::Attribution { .. })) {
            self.end_attribution(&paragraph);
        }
        if let Some(start) = paragraph.plain {
            let text = self.collected(start).trim().to_string();
            if !text.is_empty() {
                let top = self.containers == 0 && self.depth.is_top();
                let place = if top { &mut self.shared.first_paragraph } else { &mut self.shared.other_paragraph };
                place.get_or_insert(text);
            }
        }
        if self.frame.pieces.len() == paragraph.spot.pieces {
            if is_blank(&self.frame.html[paragraph.tag + "<p>".len()..]) && self.frame.html.len() > paragraph.tag {
                // Nothing is left of it, since all of it was an attribution.
                self.frame.html.truncate(paragraph.spot.html);
                self.end_newline = paragraph.end_newline;
                self.begin_block();
                return;
            }
        } else if self.stands_alone(&paragraph) {
            return self.lift(&paragraph);
        } else {
            for piece in &mut self.frame.pieces[paragraph.spot.pieces..] {
                if let Piece::Shortcode(shortcode) = piece
                    && let Some(inner) = &mut shortcode.inner
                {
                    unwrap_paragraph(inner);
                }
            }
        }
        self.write_block("</p>\n");
    }

    /// Whether a paragraph is one picture, or shortcodes only.
    fn stands_alone(&self, paragraph: &Paragraph) -> bool {
        let pieces = &self.frame.pieces[paragraph.spot.pieces..];
        let Some((Piece::Html(before), holes)) = pieces.split_first() else { return false };
        if before.len() < paragraph.tag + "<p>".len()
            || !is_blank(&before[paragraph.tag + "<p>".len()..])
            || !is_blank(&self.frame.html)
        {
            return false;
        }
        match holes {
            [Piece::Picture(_)] => true,
            holes => holes.iter().all(|hole| match hole {
                Piece::Shortcode(_) => true,
                Piece::Html(html) => is_blank(html),
                _ => false,
            }),
        }
    }

    /// Takes a paragraph's tags from around what stands alone in it.
    fn lift(&mut self, paragraph: &Paragraph) {
        self.frame.html.clear();
        let mut holes = self.frame.pieces.split_off(paragraph.spot.pieces).into_iter();
        if let Some(Piece::Html(mut before)) = holes.next() {
            before.truncate(paragraph.tag);
            if !before.is_empty() {
                self.frame.pieces.push(Piece::Html(before));
            }
        }
        for mut hole in holes {
            match &mut hole {
                Piece::Picture(picture) => picture.block = true,
                Piece::Shortcode(shortcode) => shortcode.block = true,
                _ => continue,
            }
            self.frame.pieces.push(hole);
        }
        self.end_newline = true;
        self.begin_block();
    }

    /// The paragraph that an attribution ends is over: is what follows the dash a name?
    fn end_attribution(&mut self, paragraph: &Paragraph) {
        let Some((frame, Open::Attribution { plain })) = self.pop_frame() else { return };
        let name = self.plain[plain..].trim().to_string();
        self.collectors -= 1;
        let start = paragraph.tag + "<p>".len();
        let alone = self.frame.pieces.is_empty()
            && is_blank(&self.frame.html[start.min(self.frame.html.len())..])
            && paragraph.tag == 0;
        let place = self.quotes.last().and_then(|quote| quote.cut.as_ref()).map(|cut| cut.place);
        let is_name = place.is_some_and(|place| quote::is_name(&name, place));
        if alone || !is_name {
            return self.merge(frame);
        }
        self.plain.truncate(plain);
        while let Some(shorter) =
            self.frame.html.strip_suffix("<br />").or_else(|| self.frame.html.strip_suffix([' ', '\n', '\t']))
        {
            let length = shorter.len();
            self.frame.html.truncate(length);
        }
        if let Some(quote) = self.quotes.last_mut() {
            quote.by = Some(name);
        }
    }
}
