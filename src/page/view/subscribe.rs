//! How readers subscribe by mail, as templates see it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::frame::local;
use crate::base::period::Period;
use crate::config::Config;
use crate::config::settings::subscribe::{Method, Subscribe};

#[derive(Serialize)]
pub struct SubscribeView<'a> {
    /// Where the form is sent; `None` where a page stands in its place.
    action: Option<String>,
    method: Method,
    field: &'a str,
    hidden: Vec<FieldView<'a>>,
    honeypot: Option<&'a str>,
    page: Option<String>,
    /// Who takes the reader's address: another site's host, or the address that a mail goes to.
    to: Option<&'a str>,
    privacy: Option<String>,
    note: Option<&'a str>,
    /// How often something comes; `None` where series differ, or there are none.
    period: Option<Period>,
}

#[derive(Serialize)]
struct FieldView<'a> {
    name: &'a str,
    value: &'a str,
}

/// What a language's readers find on all pages.
pub fn of_site<'a>(config: &'a Config, tag: &str) -> Option<SubscribeView<'a>> {
    let form = config.subscription(tag)?;
    let has_own = |name: &str| config.settings.digests.get(name).is_some_and(|digest| digest.subscribe.is_some());
    let mut periods = config.series.iter().filter(|series| !has_own(&series.name)).map(|series| series.rhythm.period);
    let first = periods.next();
    Some(view(config, form, first.filter(|first| periods.all(|period| period == *first))))
}

/// What stands in its place on the pages of a series, by the names of those that have a way of their own.
pub fn of_series(config: &Config) -> BTreeMap<&str, SubscribeView<'_>> {
    let own = config.series.iter().filter_map(|series| {
        let form = config.settings.digests.get(&series.name)?.subscribe.as_ref()?;
        Some((series.name.as_str(), view(config, form, Some(series.rhythm.period))))
    });
    own.collect()
}

fn view<'a>(config: &Config, form: &'a Subscribe, period: Option<Period>) -> SubscribeView<'a> {
    let hidden = form.hidden.iter().flat_map(|(name, values)| {
        values.all().iter().map(move |value| FieldView { name: name.as_str(), value: value.as_str() })
    });
    SubscribeView {
        action: form.action.as_deref().map(|action| local(config, action)),
        method: form.method,
        field: &form.field,
        hidden: hidden.collect(),
        honeypot: form.honeypot.as_deref(),
        page: form.page.as_deref().map(|page| local(config, page)),
        to: form.action.as_deref().or(form.page.as_deref()).and_then(taker),
        privacy: form.privacy.as_deref().map(|page| local(config, page)),
        note: form.note.as_deref(),
        period,
    }
}

fn taker(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("mailto:"))?;
    rest.split(['/', '?', '#']).next()
}

#[cfg(test)]
mod tests {
    use super::taker;

    #[test]
    fn readers_are_told_who_takes_their_address() {
        assert_eq!(taker("https://buttondown.com/api/emails/embed-subscribe/x"), Some("buttondown.com"));
        assert_eq!(taker("https://liste.example.org:8443?u=1"), Some("liste.example.org:8443"));
        assert_eq!(taker("mailto:lista-join@example.org?subject=x"), Some("lista-join@example.org"));
        assert_eq!(taker("/iscriviti/"), None);
    }
}
