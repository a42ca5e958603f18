//! The issues of digests: one page each.

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::issue::{Pick, contents};
use crate::page::json_ld;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::kinds::shelf::others;
use crate::page::view::card::{Named, Wanted};
use crate::page::view::frame::{PageView, home};
use crate::page::view::issue::{self, IssueView};
use crate::site::fact::{Group, Subject};
use crate::site::store::Site;

pub struct Digests;

impl Kind for Digests {
    fn name(&self) -> &'static str {
        "digest"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        let Subject::Shelf(id) = subject else { return Vec::new() };
        let shelf = site.shelf(id);
        match shelf.key.group {
            Group::Digest(_) if site.has_page(id) => vec![(shelf.url.clone(), 0)],
            _ => Vec::new(),
        }
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let Subject::Shelf(id) = address.subject else { return Ok(None) };
        let contents = contents(desk, id);
        let Some(issue) = issue::issue(desk, id, &contents) else { return Ok(None) };
        let template = desk.template(&["digest.html"]);
        let wanted = Wanted::listed(&desk.world.theme, &template);
        let headline = contents.lead.as_ref().map(Pick::title);
        let mut page = head(desk, address, &issue, headline);
        let others = others(desk, id);
        page = page.with_alternates(desk, &address.url, &others);
        if let Some(series) = desk.world.site.series_of(id) {
            page.feeds = issue::feeds(desk, series);
        }
        page.json_ld = desk.structured(&template, || json_ld::issue::issue(desk, &page, &issue, &contents));
        let mut view = desk.view();
        view.set("page", &page);
        view.set("issue", &issue);
        issue::fill(desk, &contents, wanted, &mut view);
        Ok(Some(Sheet::Template { template, view }))
    }
}

fn head(desk: &Desk<'_>, address: &Address, issue: &IssueView, headline: Option<&str>) -> PageView {
    let title = format!("{}: {}", issue.series.title, issue.title);
    let description = issue.summary.as_deref().or(headline).map_or_else(|| desk.describe(&title), str::to_string);
    let mut page = PageView::new(desk, "digest", &address.url, &title, &description);
    let url = |series| desk.url(&issue::series_url(&desk.tongue().prefix, series));
    page.breadcrumbs.push(home(desk));
    if desk.world.site.has_digests() {
        page.breadcrumbs.push(Named { name: desk.word("digests"), url: url(None) });
        page.breadcrumbs.push(Named { name: issue.series.title.clone(), url: issue.series.url.clone() });
    }
    page.breadcrumbs.push(Named { name: issue.title.clone(), url: issue.url.clone() });
    page
}
