//! The feeds of readers' comments: one beside each article that has any, and one of the newest beside each language's front
//! page.

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::feeds;
use crate::page::feeds::comments::{entries, write};
use crate::page::kind::{Address, Kind, Sheet};
use crate::site::fact::{ArticleId, Subject};
use crate::site::store::Site;
use crate::site::threads::feed_of;

pub struct CommentFeeds;

impl Kind for CommentFeeds {
    fn name(&self) -> &'static str {
        "comments"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        let address = match subject {
            Subject::Article(id) if site.has_comment_feed(id) => {
                site.entry(id).map(|entry| feed_of(&entry.card.shown.url))
            }
            Subject::Discussion(language) if site.has_discussion(language) => Some(of_language(site, language)),
            _ => None,
        };
        address.into_iter().map(|address| (address, 0)).collect()
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        Ok(match address.subject {
            Subject::Article(id) => of_article(desk, id, &address.url),
            Subject::Discussion(_) => Some(newest(desk, &address.url)),
            _ => None,
        })
    }
}

/// The address of the newest comments in a language.
pub fn of_language(site: &Site, language: u16) -> String {
    feed_of(&format!("{}/", site.prefix(language)))
}

/// The newest comments on one article. A thread may be longer than any feed.
fn of_article(desk: &Desk<'_>, id: ArticleId, url: &str) -> Option<Sheet> {
    let entry = desk.reader.card(id)?;
    let thread = desk.reader.comments(id)?.thread;
    let mut newest: Vec<usize> = (0..thread.len()).collect();
    newest.sort_by(|a, b| {
        let date = |at: &usize| thread[*at].card.date.map_or(0, |date| date.seconds);
        (date(b), &thread[*a].card.path).cmp(&(date(a), &thread[*b].card.path))
    });
    newest.truncate(desk.config().settings.feeds.limit);
    let said: Vec<_> = newest
        .into_iter()
        .map(|at| {
            let parent = thread[at].parent.map(|parent| thread[parent].anchor.as_str());
            (entry, &thread[at], parent)
        })
        .collect();
    let shown = &entry.card.shown;
    let name = format!("{}: {}", desk.word("comments"), shown.title);
    let channel = feeds::frame(desk, &name, "", &shown.url, url, Vec::new());
    Some(Sheet::Bytes(write(desk, channel, &entries(desk, &said))))
}

fn newest(desk: &Desk<'_>, url: &str) -> Sheet {
    let found = desk.reader.discussion(desk.language);
    let threads: Vec<_> = found.iter().map(|(id, _)| desk.reader.comments(*id)).collect();
    let said: Vec<_> = found
        .iter()
        .zip(&threads)
        .filter_map(|((id, placed), talked)| {
            let thread = talked.as_ref().map(|talked| talked.thread.as_slice()).unwrap_or_default();
            let parent = placed.parent.and_then(|parent| thread.get(parent)).map(|parent| parent.anchor.as_str());
            Some((desk.reader.card(*id)?, placed, parent))
        })
        .collect();
    let home = format!("{}/", desk.tongue().prefix);
    let channel = feeds::frame(desk, &desk.word("comments"), "", &home, url, Vec::new());
    Sheet::Bytes(write(desk, channel, &entries(desk, &said)))
}
