//! A company that a text names often, and that the article does not list.

use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level, Measured, measure};
use crate::edit::suggest;

pub struct UnlistedCompany;

impl Rule for UnlistedCompany {
    fn name(&self) -> &'static str {
        "unlisted-company"
    }

    fn reason(&self) -> &'static str {
        "Who follows a company finds on its page, and in its feed, the articles that list it."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Note
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.unlisted_company.as_ref().and_then(Measured::level)
    }

    fn site(&self, looked: &Looked<'_>, told: &mut Told) {
        let site = looked.site();
        let times = measure(looked.checks().unlisted_company.as_ref()).times.max(1);
        let companies = (0_u8..).zip(&site.config.taxonomies).filter(|(_, kind)| kind.name == "companies");
        let companies: Vec<u8> = companies.map(|(at, _)| at).collect();
        for one in suggest::unlisted_in(site, &companies, times) {
            let Some(text) = looked.text(&one.path) else { continue };
            let body = text.body();
            // It may be named by another of its names; then the whole file is meant.
            let span = match text.source[body..].find(&one.name) {
                Some(at) => text.at(body + at, one.name.len()),
                None => text.field(&["companies"]),
            };
            told.say(
                span,
                format!("this article names `{}` {} times and does not list it", one.name, one.times),
                format!("`{} --write`", suggest::adding(site, &one)),
            );
        }
    }
}
