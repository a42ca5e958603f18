//! Pieces to HTML without a theme: what every hole is when nobody else fills it. Tests read bodies through it.

use crate::article::piece::{Picture, Piece};
use crate::base::escape;

/// The default rendering of a body.
pub fn to_html(pieces: &[Piece]) -> String {
    let mut out = String::new();
    write(&mut out, pieces);
    out
}

fn write(out: &mut String, pieces: &[Piece]) {
    for piece in pieces {
        write_piece(out, piece);
    }
}

fn write_piece(out: &mut String, piece: &Piece) {
    match piece {
        Piece::Html(html) | Piece::Mention { html, .. } => out.push_str(html),
        Piece::Heading { level, id, classes, inner, .. } => {
            out.push_str(&format!("<h{level} id=\""));
            escape::push_html(out, id);
            if !classes.is_empty() {
                out.push_str("\" class=\"");
                escape::push_html(out, &classes.join(" "));
            }
            out.push_str("\">");
            write(out, inner);
            out.push_str(&format!("</h{level}>\n"));
        }
        Piece::Link { target, title, inner, .. } => {
            out.push_str("<a href=\"");
            escape::push_href(out, target);
            if !title.is_empty() {
                out.push_str("\" title=\"");
                escape::push_html(out, title);
            }
            out.push_str("\">");
            write(out, inner);
            out.push_str("</a>");
        }
        Piece::Picture(picture) => write_picture(out, picture),
        Piece::Quote { inner, by: None, .. } => {
            out.push_str("<blockquote>\n");
            write(out, inner);
            out.push_str("</blockquote>\n");
        }
        Piece::Quote { inner, by: Some(by), .. } => {
            out.push_str("<figure class=\"quote\">\n<blockquote>\n");
            write(out, inner);
            out.push_str("</blockquote>\n<figcaption>— <cite>");
            escape::push_text(out, by);
            out.push_str("</cite></figcaption>\n</figure>\n");
        }
        Piece::Code { language, html, .. } => {
            out.push_str("<pre><code");
            if !language.is_empty() {
                out.push_str(" class=\"language-");
                escape::push_html(out, language);
                out.push('"');
            }
            out.push('>');
            out.push_str(html);
            out.push_str("</code></pre>\n");
        }
        Piece::Entity { label, .. } => escape::push_text(out, label),
        Piece::Shortcode(shortcode) => match &shortcode.inner {
            Some(inner) => write(out, inner),
            None => {
                out.push_str(if shortcode.block { "<p>" } else { "" });
                escape::push_text(out, &shortcode.written);
                out.push_str(if shortcode.block { "</p>\n" } else { "" });
            }
        },
        Piece::More => {}
    }
}

/// A picture that says nothing about itself needs no `figure`: it stays an image in a paragraph.
fn write_picture(out: &mut String, picture: &Picture) {
    let captioned = picture.block && !(picture.caption.is_empty() && picture.credit.is_empty());
    out.push_str(match (picture.block, captioned) {
        (true, true) => "<figure>",
        (true, false) => "<p>",
        _ => "",
    });
    out.push_str("<img src=\"");
    escape::push_href(out, &picture.source);
    out.push_str("\" alt=\"");
    escape::push_html(out, &picture.alt);
    if !picture.block && !picture.caption.is_empty() {
        out.push_str("\" title=\"");
        escape::push_html(out, &picture.caption);
    }
    out.push_str("\" />");
    if captioned {
        out.push_str("<figcaption>");
        escape::push_text(out, &picture.caption);
        if !picture.credit.is_empty() {
            out.push_str(if picture.caption.is_empty() { "<small>" } else { " <small>" });
            escape::push_text(out, &picture.credit);
            out.push_str("</small>");
        }
        out.push_str("</figcaption></figure>\n");
    } else if picture.block {
        out.push_str("</p>\n");
    }
}
