//! Markdown to pieces.
//!
//! Owns everything between a body's text and the tree in `piece.rs`: CommonMark and GitHub's extensions by pulldown-cmark,
//! and on top what news needs: whom a quote names, captions and credits, entities, shortcodes, typography by language.
//! May import `piece`, `config`, `base`. Absent from here: files, other articles, themes. Reading never fails: what is
//! wrong becomes a remark and stays text.
//!
//! `pass.rs` is the one pass over pulldown-cmark's events; each other file knows one thing that the pass asks it.

mod autolink;
mod block;
mod braces;
mod count;
mod entity;
mod footnote;
mod frame;
mod highlight;
mod inline;
mod mask;
mod paragraph;
mod pass;
mod picture;
mod place;
pub mod plain;
mod punctuation;
mod quote;
pub mod raw_html;
mod shared;
mod shortcode;
pub mod targets;
mod text;
mod wording;

use std::collections::HashMap;

use self::footnote::Note;
use self::place::{Origin, Places};
use self::shared::{Depth, Shared};
use crate::article::piece::{Mark, OutlineEntry, Piece};
use crate::config::settings::text::RawHtml;

/// How a body is read: the language that it is in, and the site's settings.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    pub language: &'a str,
    pub html: RawHtml,
    pub smart_punctuation: bool,
    pub highlight: bool,
    pub autolink: bool,
}

/// A body as it was read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    pub pieces: Vec<Piece>,
    /// The headings of the levels 1 to 4, in their order.
    pub outline: Vec<OutlineEntry>,
    /// As plain text; of the first paragraph that is not part of a quote or a list, if there is such a one.
    pub first_paragraph: String,
    /// Words of the text, code blocks excluded.
    pub words: u32,
    pub remarks: Vec<Remark>,
}

/// Something that the author should know: the caller makes a diagnostic of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    pub code: &'static str,
    pub mark: Mark,
    pub message: String,
    pub help: Option<String>,
}

/// Reads a body. `offset` is where it begins in its file, and is added to every mark.
pub fn read(body: &str, offset: usize, rules: &Rules) -> Reading {
    let (whole, places) = without_nul(body, offset);
    let origin = Origin { places: &places, parent: None };
    let mut shared = Shared::default();
    let mut pieces =
        pass::read(whole.as_deref().unwrap_or(body), origin, rules, &HashMap::new(), Depth::default(), &mut shared);
    let notes: Vec<Note> = std::mem::take(&mut shared.notes);
    footnote::write_section(&mut pieces, notes, rules);
    Reading {
        pieces,
        outline: shared.outline,
        first_paragraph: shared.first_paragraph.or(shared.other_paragraph).unwrap_or_default(),
        words: shared.words,
        remarks: shared.remarks,
    }
}

/// HTML of a short text with inline Markdown (a caption, a lede). There are no block elements in it, whatever it begins
/// with: `2025. L'anno` is no list here. It may hold no shortcodes.
pub fn inline(text: &str, rules: &Rules) -> String {
    plain::to_html(&pass::read_inline(text, rules))
}

/// CommonMark has U+FFFD in the place of NUL.
fn without_nul(body: &str, offset: usize) -> (Option<String>, Places) {
    if memchr::memchr(0, body.as_bytes()).is_none() {
        return (None, Places::shifted(offset));
    }
    let mut text = String::with_capacity(body.len() + 16);
    let mut places = Places::default();
    let mut at = offset;
    for part in body.split_inclusive('\0') {
        places.step(text.len(), at);
        match part.strip_suffix('\0') {
            Some(part) => {
                text.push_str(part);
                text.push(char::REPLACEMENT_CHARACTER);
            }
            None => text.push_str(part),
        }
        at += part.len();
    }
    places.step(text.len(), at);
    (Some(text), places)
}

#[cfg(test)]
mod nasty;
#[cfg(test)]
mod tests;
