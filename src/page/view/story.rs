//! A story as its page tells it, beside the articles that every shelf has.

use serde::Serialize;

use super::article::LinkView;
use crate::page::desk::Desk;
use crate::site::fact::ShelfId;
use crate::site::story::Standing;

#[derive(Serialize, Clone, Debug)]
pub struct Chronicle {
    /// `open`, `quiet` or `closed`.
    pub standing: Standing,
    /// The days of its oldest and its newest article.
    pub first: String,
    pub last: String,
    /// The article with which it began.
    pub beginning: LinkView,
    /// All sources of its articles, those named most often first.
    pub sources: Vec<SourceOf>,
}

#[derive(Serialize, Clone, Debug)]
pub struct SourceOf {
    pub name: String,
    /// Empty where the source has no page.
    pub url: String,
    pub count: usize,
}

/// `None` for a shelf that is no story, or one without articles.
pub fn chronicle(desk: &Desk<'_>, id: ShelfId) -> Option<Chronicle> {
    let standing = desk.reader.standing(id)?;
    let (oldest, last) = desk.reader.ends(id)?;
    let sources = desk.reader.sources_of(id).into_iter();
    Some(Chronicle {
        standing,
        first: oldest.day.iso(),
        last: last.iso(),
        beginning: LinkView { title: oldest.card.shown.title.clone(), url: desk.url(&oldest.card.shown.url) },
        sources: sources
            .map(|(name, url, count)| SourceOf {
                name: name.to_string(),
                url: url.map(|url| desk.url(url)).unwrap_or_default(),
                count,
            })
            .collect(),
    })
}
