//! A quotation that does not say whose words it has.

use crate::article::piece::Piece;
use crate::article::words;
use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::check::text::{Text, walk};
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};

pub struct MissingAttribution;

impl Rule for MissingAttribution {
    fn name(&self) -> &'static str {
        "missing-attribution"
    }

    fn reason(&self) -> &'static str {
        "Words in a block quotation are somebody's: whoever reads them should not have to guess whose."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.missing_attribution
    }

    fn text(&self, text: &Text<'_>, _: &Looked<'_>, told: &mut Told) {
        look(text, text.pieces(), told);
    }
}

fn look(text: &Text<'_>, pieces: &[Piece], told: &mut Told) {
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Quote { inner, by: None, mark }
                if !(is_introduced(&pieces[..at]) || names_somebody(inner) || is_a_note(inner)) =>
            {
                told.say(
                    text.first_line(*mark),
                    "this quotation does not say whose words it has",
                    "End it with a line `> — Name`, or end the sentence before it with a colon.",
                );
            }
            Piece::Shortcode(shortcode) => look(text, shortcode.inner.as_deref().unwrap_or_default(), told),
            _ => {}
        }
    }
}

/// Whether the sentence before it ends with a colon: then it says who speaks.
fn is_introduced(before: &[Piece]) -> bool {
    // A sentence may be in several pieces, the last of which may be no more than its end.
    let last = words::text(&before[before.len().saturating_sub(3)..]);
    last.trim_end().ends_with([':', '：'])
}

/// Whether it is an aside in a quotation's clothes: it begins with a word in bold, as **Note**.
fn is_a_note(inner: &[Piece]) -> bool {
    matches!(inner.first(), Some(Piece::Html(html)) if html.starts_with("<p><strong>"))
}

/// Whether it has a link or a name within it.
fn names_somebody(inner: &[Piece]) -> bool {
    let mut any = false;
    walk(inner, &mut |piece| {
        any |= match piece {
            Piece::Link { .. } | Piece::Entity { .. } | Piece::Quote { by: Some(_), .. } => true,
            Piece::Html(html) => html.contains("<cite") || html.contains("<a "),
            _ => false,
        };
    });
    any
}
