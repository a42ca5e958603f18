//! The feed of a series of digests: one entry an issue, with the headlines that it holds.

use super::{FeedEntry, frame};
use crate::base::escape::push_html;
use crate::page::desk::Desk;
use crate::page::feeds::Channel;
use crate::page::issue::{Contents, contents};
use crate::page::view::issue::{days_in_words, series_title, series_url};
use crate::site::entry::Entry;
use crate::site::fact::ShelfId;

/// The feed of a series. `url` is the feed's own address within the site.
pub fn channel<'a>(desk: &Desk<'a>, at: u8, url: &str) -> Option<Channel<'a>> {
    let series = desk.config().series.get(usize::from(at))?;
    let title = series_title(desk, series);
    let issues = desk.reader.issues(desk.language, at, 0).into_iter();
    let issues = issues.filter(|one| desk.world.site.has_page(one.shelf)).take(desk.config().settings.feeds.limit);
    let entries = issues.filter_map(|one| entry(desk, one.shelf)).collect();
    let home = series_url(&desk.tongue().prefix, Some(series));
    Some(frame(desk, &title, &desk.describe(&title), &home, url, entries))
}

fn entry<'a>(desk: &Desk<'a>, id: ShelfId) -> Option<FeedEntry<'a>> {
    let site = &desk.world.site;
    let (series, days) = (site.series_of(id)?, site.issue_days(id)?);
    let (_, came_out) = series.rhythm.edges(days)?;
    let (_, _, url) = desk.reader.name(id);
    let contents = contents(desk, id);
    let changed = contents.articles().filter_map(|entry| entry.card.shown.modified).max();
    let lead = contents.lead.as_ref().map(|lead| &lead.article.1.card.shown);
    Some(FeedEntry {
        link: desk.permalink(url),
        title: format!("{}: {}", series_title(desk, series), days_in_words(desk, series.rhythm.period, days)).into(),
        summary: lead.map(|lead| lead.title.as_str()).unwrap_or_default().into(),
        language: &desk.tongue().tag,
        subjects: Vec::new(),
        authors: Vec::new(),
        published: came_out,
        updated: changed.into_iter().chain([came_out]).max_by_key(|at| at.seconds)?.within(&desk.config().zone),
        content: Some(html(desk, &contents).into()),
        picture: None,
        sources: Vec::new(),
    })
}

/// What leads, and the headlines of each part.
fn html(desk: &Desk<'_>, contents: &Contents<'_>) -> String {
    let mut html = String::new();
    if let Some(lead) = &contents.lead {
        html.push_str("<p><strong>");
        link(desk, &mut html, lead.article.1);
        html.push_str("</strong>");
        summary(&mut html, lead.article.1);
        html.push_str("</p>\n");
    }
    for part in &contents.parts {
        if let Some(of) = part.of {
            html.push_str("<h2>");
            push_html(&mut html, desk.reader.name(of).1);
            html.push_str("</h2>\n");
        }
        html.push_str("<ul>\n");
        for pick in &part.picks {
            html.push_str("<li>");
            link(desk, &mut html, pick.article.1);
            summary(&mut html, pick.article.1);
            html.push_str("</li>\n");
        }
        html.push_str("</ul>\n");
    }
    html
}

fn link(desk: &Desk<'_>, html: &mut String, entry: &Entry) {
    html.push_str("<a href=\"");
    push_html(html, &desk.permalink(&entry.card.shown.url));
    html.push_str("\">");
    push_html(html, &entry.card.shown.title);
    html.push_str("</a>");
}

fn summary(html: &mut String, entry: &Entry) {
    if !entry.card.shown.summary.is_empty() {
        html.push_str("<br>");
        push_html(html, &entry.card.shown.summary);
    }
}
