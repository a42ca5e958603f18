//! An article without a standfirst.

use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};

pub struct MissingLede;

impl Rule for MissingLede {
    fn name(&self) -> &'static str {
        "missing-lede"
    }

    fn reason(&self) -> &'static str {
        "The standfirst tells in a sentence what the headline has no room for; without it readers have to find out in the text."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Note
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.missing_lede
    }

    fn text(&self, text: &Text<'_>, looked: &Looked<'_>, told: &mut Told) {
        // A site that does without them is not told so hundreds of times, unless it asks for it.
        if looked.checks().missing_lede.is_none() && !looked.has_ledes() {
            return;
        }
        if text.news().is_some_and(|article| article.details.lede.is_none()) {
            told.say(text.field(&["title"]), "this article has no lede", "Write a sentence or two as `lede:`.");
        }
    }
}
