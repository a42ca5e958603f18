//! An issue of a digest: a `PublicationIssue` of a `Periodical`.

use serde_json::json;

use super::{breadcrumbs, graph, who};
use crate::page::desk::Desk;
use crate::page::view::frame::PageView;
use crate::page::view::issue::IssueView;
use crate::site::entry::Entry;

/// How many of an issue's articles are named; the page lists all of them.
const NAMED: usize = 50;

pub fn issue<'a>(
    desk: &Desk<'_>,
    page: &PageView,
    issue: &IssueView,
    articles: impl Iterator<Item = &'a Entry>,
) -> String {
    let parts = articles.take(NAMED).map(|entry| {
        let shown = &entry.card.shown;
        json!({"@type": "NewsArticle", "headline": shown.title, "url": desk.permalink(&shown.url)})
    });
    let own = json!({
        "@type": "PublicationIssue",
        "name": page.title,
        "url": page.permalink,
        "issueNumber": issue.number.map(|number| number.to_string()).unwrap_or_else(|| issue.key.clone()),
        "temporalCoverage": format!("{}/{}", issue.first, issue.last),
        "inLanguage": desk.tongue().tag,
        "publisher": who::publisher(desk),
        "isPartOf": {"@type": "Periodical", "name": issue.series.title, "url": desk.absolute(&issue.series.url)},
        "hasPart": parts.collect::<Vec<_>>(),
    });
    graph(vec![own, breadcrumbs(desk, &page.breadcrumbs)])
}
