//! An article without a source.

use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};

pub struct MissingSource;

impl Rule for MissingSource {
    fn name(&self) -> &'static str {
        "missing-source"
    }

    fn reason(&self) -> &'static str {
        "A press review stands on what others have reported: readers want to see where the news comes from."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.missing_source
    }

    fn text(&self, text: &Text<'_>, _: &Looked<'_>, told: &mut Told) {
        // What somebody has paid for is its own source.
        if let Some(article) = text.news()
            && article.details.sources.is_empty()
            && article.card.shown.sponsored.is_none()
        {
            told.say(
                text.field(&["title"]),
                "this article names no source",
                "Write `sources:` with the addresses that the news comes from.",
            );
        }
    }
}
