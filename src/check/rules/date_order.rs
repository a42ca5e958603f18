//! Dates of the front matter that cannot all be true.

use crate::base::date::{Day, Moment};
use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};

pub struct DateOrder;

impl Rule for DateOrder {
    fn name(&self) -> &'static str {
        "date-order"
    }

    fn reason(&self) -> &'static str {
        "An article that expires before it appears is never seen, and a source from tomorrow is a slip of the pen."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.date_order
    }

    fn text(&self, text: &Text<'_>, looked: &Looked<'_>, told: &mut Told) {
        let Some(article) = text.news() else { return };
        let card = &article.card;
        // A day without an hour is as good as any hour of it.
        let day = |moment: Moment| -> Day { moment.within(&looked.config().zone).day() };
        let (date, appears) = (day(card.shown.date), day(card.order));
        let help = "One of the two dates is wrong.";
        if appears < date {
            let message = format!("this article appears on {}, before its date {}", appears.iso(), date.iso());
            told.say(text.field(&["publish"]), message, help);
        }
        if let Some(until) = card.hold.until
            && until.seconds <= card.order.seconds
        {
            let message = format!("this article expires on {}, before it appears", day(until).iso());
            told.say(text.field(&["expires"]), message, help);
        }
        for (at, update) in article.details.updates.iter().enumerate() {
            if day(update.date) < date {
                let message = format!("this update is older than the article, which is of {}", date.iso());
                told.say(text.field(&["updates", &at.to_string(), "date"]), message, help);
            }
        }
        let last = article.details.updates.iter().map(|update| day(update.date)).max();
        let last = date.max(appears).max(last.unwrap_or(date));
        for (at, source) in article.details.sources.iter().enumerate() {
            if source.date.is_some_and(|date| day(date) > last) {
                let message = format!("this source is newer than the article, which is of {}", last.iso());
                told.say(text.field(&["sources", &at.to_string(), "date"]), message, help);
            }
        }
    }
}
