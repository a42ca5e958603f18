//! The index of all issues, and the pages of each series of them.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::feeds;
use crate::page::json_ld;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::view::card::Named;
use crate::page::view::frame::PageView;
use crate::page::view::issue::{self, ListedView, SeriesView, series_url};
use crate::page::yearly::{self, Part, YearView};
use crate::site::fact::{Group, Subject};
use crate::site::store::Site;

/// How many issues of each series stand in the index of all.
const IN_INDEX: usize = 8;

pub struct SeriesPages;

#[derive(Serialize)]
struct DigestsView {
    url: String,
    /// On the index all series, on a series' own page that one.
    series: Vec<OneSeries>,
    /// Of a year's own page.
    year: Option<u16>,
    /// Of a series' own pages.
    years: Vec<YearView>,
}

#[derive(Serialize)]
struct OneSeries {
    #[serde(flatten)]
    series: SeriesView,
    /// How many there are in all.
    count: usize,
    /// The newest first.
    issues: Vec<ListedView>,
}

impl Kind for SeriesPages {
    fn name(&self) -> &'static str {
        "digests"
    }

    /// The index and the series' own pages are there from the first day, so that menus may lead to them.
    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        if !site.has_digests() {
            return Vec::new();
        }
        match subject {
            Subject::Language(language) => {
                let prefix = site.prefix(language);
                let series = site.config.series.iter().map(|series| series_url(prefix, Some(series)));
                [series_url(prefix, None)].into_iter().chain(series).zip(0..).collect()
            }
            Subject::Group(language, Group::Digest(at)) => {
                let Some(series) = site.config.series.get(usize::from(at)) else { return Vec::new() };
                let url = series_url(site.prefix(language), Some(series));
                yearly::addresses(&url, site.issue_years(language, at), site.issue_feeds(language, at))
            }
            _ => Vec::new(),
        }
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let (at, year) = match address.subject {
            Subject::Group(_, Group::Digest(at)) => match Part::of(address) {
                Part::Year(year) => (Some(at), year),
                Part::Feed(format) => return Ok(feed(desk, address, at, format)),
            },
            _ => (address.part.checked_sub(1).map(|at| at as u8), 0),
        };
        let template = desk.template(&["digests.html"]);
        let mut page = head(desk, address, at, year);
        page.json_ld = desk.structured(&template, || json_ld::listing::index(desk, &page));
        let mut view = desk.view();
        view.set("page", &page);
        view.set("digests", &digests(desk, at, year));
        Ok(Some(Sheet::Template { template, view }))
    }
}

fn feed(desk: &Desk<'_>, address: &Address, at: u8, format: usize) -> Option<Sheet> {
    let format = desk.world.site.issue_feeds(desk.language, at).nth(format)?;
    let channel = feeds::issues::channel(desk, at, &address.url)?;
    Some(Sheet::Bytes(feeds::write(desk, channel, format)))
}

fn digests(desk: &Desk<'_>, at: Option<u8>, year: u16) -> DigestsView {
    let own = (0_u8..).zip(&desk.config().series).filter(|(place, _)| at.is_none_or(|at| at == *place));
    let url = series_url(&desk.tongue().prefix, at.and_then(|at| desk.config().series.get(usize::from(at))));
    let series = own.map(|(place, series)| {
        let mut issues = issue::listed(desk, place, year);
        if at.is_none() {
            issues.truncate(IN_INDEX);
        }
        let count = desk.reader.issue_years(desk.language, place).iter().map(|(_, count)| count).sum();
        OneSeries { series: issue::series(desk, series), count, issues }
    });
    let years = at.map(|at| desk.reader.issue_years(desk.language, at)).unwrap_or_default();
    DigestsView {
        series: series.collect(),
        year: (year > 0).then_some(year),
        years: yearly::views(desk, &url, years),
        url: desk.url(&url),
    }
}

fn head(desk: &Desk<'_>, address: &Address, at: Option<u8>, year: u16) -> PageView {
    let mut page = PageView::in_every_language(desk, "digests", "digests/", &desk.word("digests"));
    // Where there is one series, whoever follows all follows that.
    if let [only] = desk.config().series.as_slice() {
        page.feeds = issue::feeds(desk, only);
    }
    let Some(series) = at.and_then(|at| desk.config().series.get(usize::from(at))) else { return page };
    let title = issue::series_title(desk, series);
    let tail = format!("digests/{}/", series.name);
    let above = page.breadcrumbs;
    page = match year {
        0 => PageView::in_every_language(desk, "digests", &tail, &title),
        year => {
            let name = format!("{title} {year}");
            PageView::new(desk, "digests", &address.url, &name, &desk.describe(&name))
        }
    };
    page.feeds = issue::feeds(desk, series);
    page.breadcrumbs = above;
    page.breadcrumbs.push(Named { name: title, url: desk.url(&series_url(&desk.tongue().prefix, Some(series))) });
    if year > 0 {
        page.breadcrumbs.push(Named { name: year.to_string(), url: desk.url(&address.url) });
    }
    page
}
