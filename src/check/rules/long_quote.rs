//! A quotation that is too long to be one.

use crate::article::piece::Piece;
use crate::article::words;
use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level, Measured, measure};

pub struct LongQuote;

impl Rule for LongQuote {
    fn name(&self) -> &'static str {
        "long-quote"
    }

    fn reason(&self) -> &'static str {
        "A quotation proves a point; a long one is somebody else's article, and its author may see it that way too."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.long_quote.as_ref().and_then(Measured::level)
    }

    fn text(&self, text: &Text<'_>, looked: &Looked<'_>, told: &mut Told) {
        let most = measure(looked.checks().long_quote.as_ref()).words as usize;
        let mut end = 0;
        text.walk(&mut |piece| {
            let Piece::Quote { inner, mark, .. } = piece else { return };
            // One within another is counted with it.
            if mark.at < end {
                return;
            }
            end = mark.at + mark.length;
            let words = words::text(inner).split_whitespace().count();
            if words > most {
                told.say(
                    text.first_line(*mark),
                    format!("this quotation has {words} words, more than {most}"),
                    "Quote what matters, tell the rest in your own words, and link to the source.",
                );
            }
        });
    }
}
