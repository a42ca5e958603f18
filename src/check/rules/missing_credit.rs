//! A picture that does not say whose it is.

use crate::article::piece::Piece;
use crate::base::path::extension;
use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};
use crate::picture::credit;
use crate::site::target::{Target, is_outside, question};

pub struct MissingCredit;

impl Rule for MissingCredit {
    fn name(&self) -> &'static str {
        "missing-credit"
    }

    fn reason(&self) -> &'static str {
        "A photograph belongs to somebody, whose name the law and good manners want beside it."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.missing_credit
    }

    fn text(&self, text: &Text<'_>, looked: &Looked<'_>, told: &mut Told) {
        const MESSAGE: &str = "this picture does not say whose it is";
        if let Some(image) = text.article.as_ref().and_then(|article| article.details.image.as_ref()) {
            let says = image.credit.as_ref().or(image.license.as_ref()).or(image.credit_url.as_ref());
            // A drawing of one's own, as a chart, needs no name.
            if says.is_none() && extension(&image.src) != "svg" && !says_it_itself(text, looked, &image.src) {
                told.say(text.field(&["image"]), MESSAGE, "Write `credit: Name / Agency` below `image:`.");
            }
        }
        text.walk(&mut |piece| {
            let Piece::Picture(picture) = piece else { return };
            // Screenshots and charts are no photographs.
            let kind = extension(&picture.source).to_lowercase();
            let is_photograph = ["jpg", "jpeg", "webp", "avif"].contains(&kind.as_str());
            let is_without = picture.block && picture.credit.is_empty();
            if is_photograph && is_without && !says_it_itself(text, looked, &picture.source) {
                let help = "Write it after a bar in the title: `![…](… \"Caption | Name\")`.";
                told.say(text.first_line(picture.mark), MESSAGE, help);
            }
        });
    }
}

/// Whether the picture's own metadata name somebody.
fn says_it_itself(text: &Text<'_>, looked: &Looked<'_>, source: &str) -> bool {
    if is_outside(source) {
        return false;
    }
    let Target::Address(address) = looked.site().target(&question(text.path, source)) else { return false };
    let media = looked.site().media(&address).filter(|media| !media.is_asset());
    media.is_some_and(|media| credit::of(&looked.root().join(&media.path)).credit.is_some())
}
