//! The issues of digests: one page each.

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::json_ld;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::kinds::shelf::others;
use crate::page::view::card::{Named, Wanted};
use crate::page::view::frame::PageView;
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
        let contents = desk.reader.issue_contents(id);
        let Some(issue) = issue::issue(desk, id, contents.left_out) else { return Ok(None) };
        let template = desk.template(&["digest.html"]);
        let wanted = Wanted::listed(&desk.world.theme, &template);
        let lead = contents.lead.and_then(|lead| desk.world.site.entry(lead)).map(|entry| &entry.card.shown);
        let mut page = head(desk, address, &issue, lead.map(|shown| shown.title.as_str()));
        let others = others(desk, id);
        page = page.with_alternates(desk, &address.url, &others);
        if let Some(series) = desk.world.site.series_of(id) {
            page.feeds = issue::feeds(desk, series);
        }
        let articles: Vec<_> = contents.all().collect();
        page.json_ld = desk.structured(&template, || json_ld::issue::issue(desk, &page, &issue, &articles));
        let mut view = desk.view();
        view.set("page", &page);
        view.set("issue", &issue);
        if let Some(lead) = contents.lead.and_then(|lead| issue::card(desk, lead, wanted)) {
            view.share("lead", &lead);
        }
        view.list("parts", issue::parts(desk, &contents.parts, wanted));
        Ok(Some(Sheet::Template { template, view }))
    }
}

fn head(desk: &Desk<'_>, address: &Address, issue: &IssueView, headline: Option<&str>) -> PageView {
    let title = format!("{}: {}", issue.series.title, issue.title);
    let description = headline.map_or_else(|| desk.describe(&title), str::to_string);
    let mut page = PageView::new(desk, "digest", &address.url, &title, &description);
    let url = |series| desk.url(&issue::series_url(&desk.tongue().prefix, series));
    page.breadcrumbs =
        vec![Named { name: desk.tongue().title.clone(), url: desk.url(&format!("{}/", desk.tongue().prefix)) }];
    if desk.world.site.has_digests() {
        page.breadcrumbs.push(Named { name: desk.word("digests"), url: url(None) });
        page.breadcrumbs.push(Named { name: issue.series.title.clone(), url: issue.series.url.clone() });
    }
    page.breadcrumbs.push(Named { name: issue.title.clone(), url: issue.url.clone() });
    page
}
