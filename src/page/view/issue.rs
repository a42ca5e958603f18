//! The issues of digests as templates see them.

use serde::Serialize;

use super::card::{self, ImageView, Named, Wanted};
use super::frame::{FeedLink, feed_link, front_feeds};
use crate::article::details::SponsorSlot;
use crate::base::language::{DateStyle, format_day};
use crate::base::period::{Days, Period};
use crate::config::digests::Series;
use crate::config::settings::Extra;
use crate::config::settings::feeds::FeedFormat;
use crate::page::body;
use crate::page::desk::Desk;
use crate::page::issue::{Contents, Part, Pick, What};
use crate::site::fact::ShelfId;
use crate::site::issues::ListedIssue;
use crate::theme::press::{Value, View, with};

#[derive(Serialize, Clone, Debug)]
pub struct SeriesView {
    pub name: String,
    pub title: String,
    pub url: String,
    pub period: Period,
}

/// An issue, without its articles.
#[derive(Serialize, Clone, Debug)]
pub struct IssueView {
    pub series: SeriesView,
    /// The name of its period: `2025-w39`.
    pub key: String,
    /// What it is called: as its editor says, else the days of its period in words.
    pub title: String,
    /// The days of its period in words.
    pub days: String,
    pub number: Option<u32>,
    pub first: String,
    pub last: String,
    pub url: String,
    pub permalink: String,
    /// Whether it is put together by hand; the four fields below are then its own.
    pub by_hand: bool,
    pub summary: Option<String>,
    /// The introduction, as HTML.
    pub intro: Option<String>,
    pub image: Option<ImageView>,
    pub extra: Extra,
    /// How many articles its period has; of one that is put together by hand, how many picks.
    pub count: usize,
    /// How many of them are not shown.
    pub left_out: usize,
    pub before: Option<Named>,
    pub after: Option<Named>,
}

/// An issue in a list of issues.
#[derive(Serialize, Clone, Debug)]
pub struct ListedView {
    pub series: Named,
    pub title: String,
    pub days: String,
    pub number: Option<u32>,
    pub first: String,
    pub last: String,
    pub url: String,
    pub count: usize,
    /// What leads it, when it is collected by itself.
    pub headline: Option<String>,
    /// That of what leads it; of one that is put together by hand, its own.
    pub summary: Option<String>,
}

#[derive(Serialize)]
struct PartView<'a> {
    name: Option<&'a str>,
    url: Option<String>,
    text: Option<String>,
    sponsor: Option<SponsorView<'a>>,
}

#[derive(Serialize)]
struct SponsorView<'a> {
    by: &'a str,
    url: &'a str,
    text: Option<String>,
}

#[derive(Serialize)]
struct PickView<'a> {
    title: &'a str,
    url: String,
    /// Who publishes a page outside.
    source: Option<&'a str>,
    comment: Option<String>,
}

/// The address of the page of a series; of all series for `None`.
pub fn series_url(prefix: &str, series: Option<&Series>) -> String {
    match series {
        Some(series) => format!("{prefix}/digests/{}/", series.name),
        None => format!("{prefix}/digests/"),
    }
}

pub fn series(desk: &Desk<'_>, series: &Series) -> SeriesView {
    SeriesView {
        name: series.name.clone(),
        title: series_title(desk, series),
        url: desk.url(&series_url(&desk.tongue().prefix, Some(series))),
        period: series.rhythm.period,
    }
}

/// The feeds of a series; those of the front page before its first issue.
pub fn feeds(desk: &Desk<'_>, series: &Series) -> Vec<FeedLink> {
    let site = &desk.world.site;
    let at = desk.config().series.iter().position(|one| one.name == series.name).unwrap_or_default();
    // Whether there is any issue is known to whoever lists them, and to an issue itself.
    let formats: Vec<FeedFormat> = site.issue_feeds(desk.language, at as u8).collect();
    if !site.has_digests() || formats.is_empty() {
        return front_feeds(desk);
    }
    let (url, title) = (series_url(&desk.tongue().prefix, Some(series)), series_title(desk, series));
    formats.into_iter().map(|format| feed_link(site, format, &url, &title)).collect()
}

/// What a series is called: as the configuration says, else as the theme does.
pub fn series_title(desk: &Desk<'_>, series: &Series) -> String {
    series_title_in(desk, desk.language, series)
}

/// The same in another language of the site.
pub fn series_title_in(desk: &Desk<'_>, language: u16, series: &Series) -> String {
    match series.titles.get(&desk.config().languages[usize::from(language)].tag) {
        Some(title) => title.clone(),
        None => desk.word_in(
            language,
            match series.rhythm.period {
                Period::Daily => "series_daily",
                Period::Weekly => "series_weekly",
                Period::Monthly => "series_monthly",
            },
        ),
    }
}

/// The days of a period in words: `dal 22 al 28 settembre 2025`, or the day or the month alone.
pub fn days_in_words(desk: &Desk<'_>, period: Period, days: Days) -> String {
    let tag = &desk.tongue().tag;
    match period {
        Period::Daily => format_day(days.first, DateStyle::Full, tag),
        Period::Monthly => format_day(days.first, DateStyle::Month, tag),
        Period::Weekly => {
            let [first, last] = [days.first, days.last].map(|day| format_day(day, DateStyle::Long, tag));
            let [first_day, last_day] = [days.first, days.last].map(|day| day.day.to_string());
            let (first_short, year) = (format_day(days.first, DateStyle::DayMonth, tag), days.last.year.to_string());
            let values = [
                ("first", first.as_str()),
                ("last", &last),
                ("first_day", &first_day),
                ("last_day", &last_day),
                ("first_short", &first_short),
                ("year", &year),
            ];
            // What both days have in common is said once.
            let key = match (days.first.year == days.last.year, days.first.month == days.last.month) {
                (true, true) => "from_to_same_month",
                (true, false) => "from_to_same_year",
                (false, _) => "from_to",
            };
            desk.phrase(key, &values)
        }
    }
}

/// `None` for a shelf that is no issue.
pub fn issue(desk: &Desk<'_>, id: ShelfId, contents: &Contents<'_>) -> Option<IssueView> {
    let site = &desk.world.site;
    let (own, days, place) = (site.series_of(id)?, site.issue_days(id)?, desk.reader.issue_place(id)?);
    let (key, _, url) = desk.reader.name(id);
    let beside = |id: Option<ShelfId>| {
        let (key, _, url) = desk.reader.shown(id?);
        let name = own.rhythm.named(&key.key).map(|days| days_in_words(desk, own.rhythm.period, days));
        Some(Named { name: name.unwrap_or_default(), url: desk.url(url) })
    };
    let in_words = days_in_words(desk, own.rhythm.period, days);
    let edition = contents.edition.as_ref();
    let shown = edition.map(|(entry, _)| &entry.card.shown);
    let intro = edition.filter(|(_, article)| !article.body.is_empty()).map(|(entry, article)| {
        let there = desk.at(&entry.card.path);
        let html = body::html(&there, &article.body, url, true);
        desk.take_over(there);
        html
    });
    Some(IssueView {
        series: series(desk, own),
        key: key.key.clone(),
        title: shown.and_then(|shown| some(&shown.title)).unwrap_or_else(|| in_words.clone()),
        days: in_words,
        by_hand: edition.is_some(),
        summary: shown.and_then(|shown| some(&shown.summary)),
        intro,
        image: edition.and_then(|(entry, _)| card::image(desk, entry)),
        extra: edition.map(|(_, article)| article.details.extra.clone()).unwrap_or_default(),
        number: place.number,
        first: days.first.iso(),
        last: days.last.iso(),
        url: desk.url(url),
        permalink: desk.permalink(url),
        count: if edition.is_some() { contents.picks().count() } else { desk.reader.count(id) },
        left_out: contents.left_out,
        before: beside(place.before),
        after: beside(place.after),
    })
}

/// Gives a template what stands in an issue.
pub fn fill(desk: &Desk<'_>, contents: &Contents<'_>, wanted: Wanted, view: &mut View) {
    if let Some(lead) = &contents.lead {
        view.share("lead", &pick(desk, lead, wanted));
    }
    view.list("parts", contents.parts.iter().map(|one| part(desk, one, wanted)).collect());
}

fn part(desk: &Desk<'_>, part: &Part<'_>, wanted: Wanted) -> Value {
    let head = part.of.map(|shelf| desk.reader.name(shelf));
    let has_page = part.of.is_some_and(|shelf| desk.world.site.has_page(shelf));
    let view = PartView {
        name: part.title.as_deref().or(head.map(|(_, name, _)| name)),
        url: head.filter(|_| has_page).map(|(_, _, url)| desk.url(url)),
        text: part.text.as_deref().map(|text| inline(desk, text)),
        sponsor: part.sponsor.as_ref().map(|sponsor| SponsorView {
            by: &sponsor.by,
            url: &sponsor.url,
            text: sponsor_text(desk, sponsor),
        }),
    };
    with(&view, "picks", part.picks.iter().map(|one| pick(desk, one, wanted)).collect::<Vec<_>>())
}

fn pick(desk: &Desk<'_>, pick: &Pick<'_>, wanted: Wanted) -> Value {
    let (url, source) = match &pick.what {
        What::Article(_, entry) => (desk.url(&entry.card.shown.url), None),
        What::Outside { url, source } => (url.clone(), Some(source.as_str())),
    };
    let comment = pick.comment.as_deref().map(|comment| inline(desk, comment));
    let view = PickView { title: pick.title(), url, source, comment };
    let card = match pick.what {
        What::Article(id, entry) => desk.world.cards.get(desk, id, entry, wanted),
        What::Outside { .. } => Value::none(),
    };
    with(&view, "card", card)
}

/// What a sponsor says, as HTML. Whatever leads away from it is paid for too.
pub fn sponsor_text(desk: &Desk<'_>, sponsor: &SponsorSlot) -> Option<String> {
    let html = inline(desk, sponsor.text.as_deref()?);
    Some(html.replace("<a href=", "<a rel=\"sponsored noopener\" href="))
}

/// HTML of a few words in inline Markdown.
pub fn inline(desk: &Desk<'_>, text: &str) -> String {
    body::inline(desk.config(), desk.language, text)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_string()).filter(|text| !text.is_empty())
}

/// The issues that one page of a series lists.
pub fn listed(desk: &Desk<'_>, at: u8, year: u16) -> Vec<ListedView> {
    let Some(own) = desk.config().series.get(usize::from(at)) else { return Vec::new() };
    let issues = desk.reader.issues(desk.language, at, year).into_iter();
    let series_name =
        Named { name: series_title(desk, own), url: desk.url(&series_url(&desk.tongue().prefix, Some(own))) };
    let listed = issues.filter(|one| desk.world.site.has_page(one.shelf)).filter_map(|one: ListedIssue<'_>| {
        let (key, _, url) = desk.reader.shown(one.shelf);
        let days = own.rhythm.named(&key.key)?;
        let lead = one.lead.map(|lead| &lead.card.shown);
        let edition = one.edition.map(|edition| &edition.card.shown);
        let days_of = days_in_words(desk, own.rhythm.period, days);
        Some(ListedView {
            series: series_name.clone(),
            title: edition.and_then(|edition| some(&edition.title)).unwrap_or_else(|| days_of.clone()),
            days: days_of,
            number: one.number,
            first: days.first.iso(),
            last: days.last.iso(),
            url: desk.url(url),
            count: one.count,
            headline: lead.map(|shown| shown.title.clone()),
            summary: edition.or(lead).and_then(|shown| some(&shown.summary)),
        })
    });
    listed.collect()
}
