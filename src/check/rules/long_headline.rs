//! A headline that search engines cut.

use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level, Measured, measure};

pub struct LongHeadline;

impl Rule for LongHeadline {
    fn name(&self) -> &'static str {
        "long-headline"
    }

    fn reason(&self) -> &'static str {
        "Search engines and news aggregators cut headlines after about 110 characters, and readers stop before that."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.long_headline.as_ref().and_then(Measured::level)
    }

    fn text(&self, text: &Text<'_>, looked: &Looked<'_>, told: &mut Told) {
        let most = measure(looked.checks().long_headline.as_ref()).characters as usize;
        let Some(article) = text.news() else { return };
        let length = article.card.shown.title.chars().count();
        if length > most {
            told.say(
                text.field(&["title"]),
                format!("this headline has {length} characters, {} more than {most}", length - most),
                "Say less, and the rest in the lede.",
            );
        }
    }
}
