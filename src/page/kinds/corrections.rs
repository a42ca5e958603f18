//! What was put right: a page of all corrections and retractions by date, and its feeds.

use serde::Serialize;

use crate::article::front_matter::UpdateKind;
use crate::diagnostic::Diagnostic;
use crate::page::body;
use crate::page::desk::Desk;
use crate::page::feeds;
use crate::page::json_ld;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::view::card::Named;
use crate::page::view::frame::{FeedLink, PageView, feed_link, home};
use crate::page::yearly::{self, Part, YearView};
use crate::site::corrections::Corrects;
use crate::site::fact::Subject;
use crate::site::store::Site;

pub struct Corrections;

#[derive(Serialize)]
struct CorrectionView {
    date: String,
    day: String,
    kind: UpdateKind,
    html: String,
    /// The article's title, and where on its page the correction stands.
    title: String,
    url: String,
}

#[derive(Serialize)]
struct CorrectionsView {
    url: String,
    /// Of a year's own page.
    year: Option<u16>,
    all: Vec<CorrectionView>,
    years: Vec<YearView>,
    feeds: Vec<FeedLink>,
}

/// The address of a language's corrections.
pub fn url(site: &Site, language: u16) -> String {
    format!("{}/corrections/", site.prefix(language))
}

impl Kind for Corrections {
    fn name(&self) -> &'static str {
        "corrections"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        let Subject::Corrections(language) = subject else { return Vec::new() };
        if !site.has_corrections(language) {
            return Vec::new();
        }
        let url = url(site, language);
        let below = yearly::addresses(&url, site.correction_years(language), site.correction_feeds());
        [(url, 0)].into_iter().chain(below).collect()
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        Ok(match Part::of(address) {
            Part::Year(year) => Some(page(desk, address, year)),
            Part::Feed(at) => feed(desk, address, at),
        })
    }
}

fn page(desk: &Desk<'_>, address: &Address, year: u16) -> Sheet {
    let site = &desk.world.site;
    let own = url(site, desk.language);
    let (found, years) = desk.reader.corrections(desk.language, year);
    let zone = &desk.config().zone;
    let all = found.iter().map(|corrects| {
        let date = corrects.correction.date.within(zone);
        CorrectionView {
            date: date.rfc3339(),
            day: date.day().iso(),
            kind: corrects.correction.kind,
            html: html(desk, corrects),
            title: corrects.entry.card.shown.title.clone(),
            url: format!("{}#{}", desk.url(&corrects.entry.card.shown.url), corrects.correction.anchor),
        }
    });
    let title = desk.word("corrections");
    let feeds: Vec<FeedLink> = site.correction_feeds().map(|format| feed_link(site, format, &own, &title)).collect();
    let view_of_page = CorrectionsView {
        url: desk.url(&own),
        year: (year > 0).then_some(year),
        all: all.collect(),
        years: yearly::views(desk, &own, years),
        feeds: feeds.clone(),
    };
    let mut page = PageView::new(desk, "corrections", &address.url, &title, &desk.describe(&title));
    page.feeds = feeds;
    page.breadcrumbs = vec![home(desk), Named { name: title.clone(), url: desk.url(&own) }];
    if year > 0 {
        page.title = format!("{title} {year}");
        page.breadcrumbs.push(Named { name: year.to_string(), url: desk.url(&address.url) });
    }
    let others = elsewhere(desk, desk.language, year);
    let mut page = page.with_alternates(desk, &address.url, &others);
    let template = desk.template(&["corrections.html"]);
    page.json_ld = desk.structured(&template, || json_ld::listing::index(desk, &page));
    let mut view = desk.view();
    view.set("page", &page);
    view.set("corrections", &view_of_page);
    Sheet::Template { template, view }
}

/// The same page in other languages: those that have corrections, for a year's own page those of the year.
pub fn elsewhere(desk: &Desk<'_>, own: u16, year: u16) -> Vec<(u16, String)> {
    let languages = (0..desk.config().languages.len() as u16).filter(|language| *language != own);
    let pages = languages.filter_map(|language| {
        let years = desk.reader.correction_years(language)?;
        let url = url(&desk.world.site, language);
        match year {
            0 => Some((language, url)),
            year => years.iter().any(|(other, _)| *other == year).then(|| (language, format!("{url}{year}/"))),
        }
    });
    pages.collect()
}

fn html(desk: &Desk<'_>, corrects: &Corrects<'_>) -> String {
    body::inline(desk.config(), desk.language, &corrects.correction.text)
}

fn feed(desk: &Desk<'_>, address: &Address, at: usize) -> Option<Sheet> {
    let format = desk.world.site.correction_feeds().nth(at)?;
    let (mut found, _) = desk.reader.corrections(desk.language, 0);
    found.truncate(desk.config().settings.feeds.limit);
    let entries = found.into_iter().map(|corrects| feeds::correction(desk, corrects, html(desk, &corrects)));
    let (title, home) = (desk.word("corrections"), url(&desk.world.site, desk.language));
    let channel = feeds::frame(desk, &title, &desk.describe(&title), &home, &address.url, entries.collect());
    Some(Sheet::Bytes(feeds::write(desk, channel, format)))
}
