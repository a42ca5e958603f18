//! Footnotes: collected while the body is read, written at its end in the order of their first references.

use super::Rules;
use super::wording::{self, Wording};
use crate::article::piece::Piece;
use crate::base::escape;

/// A note that the text refers to. Its content is there once its definition has been read.
#[derive(Default)]
pub struct Note {
    pub pieces: Option<Vec<Piece>>,
    pub references: usize,
}

/// The mark in the text for the note with the given number, when it is referred to for the `nth` time. Within a link it
/// cannot be a link itself.
pub fn write_reference(out: &mut String, number: usize, nth: usize, linked: bool) {
    let id = reference_id(number, nth);
    out.push_str(&if linked {
        format!("<sup class=\"footnote-reference\" id=\"{id}\">{number}</sup>")
    } else {
        format!("<sup class=\"footnote-reference\"><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>")
    });
}

fn reference_id(number: usize, nth: usize) -> String {
    if nth == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{nth}") }
}

/// Appends the section of notes, if there are any.
pub fn write_section(pieces: &mut Vec<Piece>, notes: Vec<Note>, rules: &Rules) {
    if notes.is_empty() {
        return;
    }
    let wording = wording::of(rules.language);
    push_html(pieces, "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
    push_html(pieces, wording.footnotes);
    push_html(pieces, "\">\n<ol>\n");
    for (index, note) in notes.into_iter().enumerate() {
        let number = index + 1;
        push_html(pieces, &format!("<li id=\"fn-{number}\">\n"));
        for piece in note.pieces.unwrap_or_default() {
            match piece {
                Piece::Html(html) => push_html(pieces, &html),
                hole => pieces.push(hole),
            }
        }
        push_back_links(pieces, number, note.references, wording);
        push_html(pieces, "</li>\n");
    }
    push_html(pieces, "</ol>\n</section>\n");
}

/// The way back stands at the end of the note's last paragraph, or in one of its own.
fn push_back_links(pieces: &mut Vec<Piece>, number: usize, references: usize, wording: &Wording) {
    let mut links = String::new();
    for nth in 1..=references {
        let mut label = format!("{} {number}", wording.back);
        if nth > 1 {
            label.push_str(&format!("-{nth}"));
        }
        links.push_str(&format!(
            " <a href=\"#{}\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"",
            reference_id(number, nth)
        ));
        escape::push_html(&mut links, &label);
        links.push_str("\">↩\u{FE0E}");
        if nth > 1 {
            links.push_str(&format!("<sup>{nth}</sup>"));
        }
        links.push_str("</a>");
    }
    match pieces.last_mut() {
        Some(Piece::Html(html)) if html.ends_with("</p>\n") => html.insert_str(html.len() - "</p>\n".len(), &links),
        _ => push_html(pieces, &format!("<p>{}</p>\n", links.trim_start())),
    }
}

fn push_html(pieces: &mut Vec<Piece>, html: &str) {
    match pieces.last_mut() {
        Some(Piece::Html(last)) => last.push_str(html),
        _ => pieces.push(Piece::Html(html.to_string())),
    }
}
