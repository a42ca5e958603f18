//! The feed of a series of digests: one entry an issue, with the headlines that it holds.

use super::{FeedEntry, absolute, frame};
use crate::base::escape::push_html;
use crate::page::body;
use crate::page::desk::{Addresses, Desk};
use crate::page::feeds::Channel;
use crate::page::issue::{Contents, Pick, What, contents};
use crate::page::view::issue::{days_in_words, inline, series_title, series_url, sponsor_text};
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
    let came_out = site.came_out(id)?.within(&series.rhythm.zone);
    let (_, _, url) = desk.reader.name(id);
    let contents = contents(desk, id);
    let changed = contents.articles().filter_map(|entry| entry.card.shown.modified).max();
    let own = contents.edition.as_ref().map(|(entry, _)| &entry.card.shown);
    let some = |text: &str| Some(text.to_string()).filter(|text| !text.is_empty());
    let title = own.and_then(|own| some(&own.title));
    let title = title.unwrap_or_else(|| days_in_words(desk, series.rhythm.period, days));
    let summary = own.and_then(|own| some(&own.summary));
    let summary = summary.or_else(|| Some(contents.lead.as_ref()?.title().to_string()));
    Some(FeedEntry {
        link: desk.permalink(url),
        title: format!("{}: {title}", series_title(desk, series)).into(),
        summary: summary.unwrap_or_default().into(),
        language: &desk.tongue().tag,
        subjects: Vec::new(),
        authors: Vec::new(),
        published: came_out,
        updated: changed.into_iter().chain([came_out]).max_by_key(|at| at.seconds)?.within(&desk.config().zone),
        content: Some(html(desk, &contents, url).into()),
        picture: None,
        sources: Vec::new(),
        replies: None,
    })
}

/// The introduction, what leads, and the headlines of each part.
fn html(desk: &Desk<'_>, contents: &Contents<'_>, url: &str) -> String {
    let mut html = String::new();
    if let Some((entry, article)) = &contents.edition {
        let there = desk.at(&entry.card.path).with(Addresses::Absolute);
        html.push_str(&body::html(&there, &article.body, url, false));
    }
    if let Some(lead) = &contents.lead {
        html.push_str("<p><strong>");
        link(desk, &mut html, lead);
        html.push_str("</strong>");
        comment(desk, &mut html, lead);
        html.push_str("</p>\n");
    }
    for part in &contents.parts {
        if let Some(name) = part.title.as_deref().or_else(|| Some(desk.reader.name(part.of?).1)) {
            html.push_str("<h2>");
            push_html(&mut html, name);
            html.push_str("</h2>\n");
        }
        if let Some(text) = &part.text {
            html.push_str(&format!("<p>{}</p>\n", inline(desk, text)));
        }
        html.push_str("<ul>\n");
        for pick in &part.picks {
            html.push_str("<li>");
            link(desk, &mut html, pick);
            comment(desk, &mut html, pick);
            html.push_str("</li>\n");
        }
        html.push_str("</ul>\n");
        if let Some(sponsor) = &part.sponsor {
            html.push_str("<p><a href=\"");
            push_html(&mut html, &sponsor.url);
            html.push_str("\" rel=\"sponsored noopener\">");
            push_html(&mut html, &desk.phrase("sponsored_by", &[("name", &sponsor.by)]));
            html.push_str("</a>");
            if let Some(text) = sponsor_text(desk, sponsor) {
                html.push_str(&format!(". {text}"));
            }
            html.push_str("</p>\n");
        }
    }
    absolute::html(&html, &desk.permalink(url))
}

fn link(desk: &Desk<'_>, html: &mut String, pick: &Pick<'_>) {
    html.push_str("<a href=\"");
    match &pick.what {
        What::Article(_, entry) => push_html(html, &desk.permalink(&entry.card.shown.url)),
        What::Outside { url, .. } => push_html(html, url),
    }
    html.push_str("\">");
    push_html(html, pick.title());
    html.push_str("</a>");
    if let What::Outside { source, .. } = &pick.what {
        html.push_str(" (");
        push_html(html, source);
        html.push(')');
    }
}

/// What the editor says of it, else its summary.
fn comment(desk: &Desk<'_>, html: &mut String, pick: &Pick<'_>) {
    match (&pick.comment, &pick.what) {
        (Some(comment), _) => html.push_str(&format!("<br>{}", inline(desk, comment))),
        (None, What::Article(_, entry)) if !entry.card.shown.summary.is_empty() => {
            html.push_str("<br>");
            push_html(html, &entry.card.shown.summary);
        }
        (None, _) => {}
    }
}
