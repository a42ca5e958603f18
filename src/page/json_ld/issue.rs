//! An issue of a digest: a `PublicationIssue` of a `Periodical`.

use serde_json::json;

use super::{breadcrumbs, graph, who};
use crate::page::desk::Desk;
use crate::page::issue::{Contents, Pick, What};
use crate::page::view::frame::PageView;
use crate::page::view::issue::IssueView;

/// How many of an issue's picks are named; the page lists all of them.
const NAMED: usize = 50;

pub fn issue(desk: &Desk<'_>, page: &PageView, issue: &IssueView, contents: &Contents<'_>) -> String {
    let part = |pick: &Pick<'_>| match &pick.what {
        What::Article(_, entry) => {
            let shown = &entry.card.shown;
            json!({"@type": "NewsArticle", "headline": shown.title, "url": desk.permalink(&shown.url)})
        }
        What::Outside { url, .. } => json!({"@type": "CreativeWork", "headline": pick.title(), "url": url}),
    };
    let parts = contents.picks().take(NAMED).map(part);
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
