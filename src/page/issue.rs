//! What stands in an issue of a digest, as its page, its feed and its mail have it alike: collected by itself, or put
//! together by hand.

use std::sync::Arc;

use super::desk::Desk;
use crate::article::details::{self, Edition, SponsorSlot, Target};
use crate::article::whole::Article;
use crate::site::entry::Entry;
use crate::site::fact::{ArticleId, ShelfId};
use crate::site::issue::{Collected, Together};

/// An issue's contents, each article once.
#[derive(Default)]
pub struct Contents<'a> {
    pub lead: Option<Pick<'a>>,
    pub parts: Vec<Part<'a>>,
    /// How many articles of the period are left out.
    pub left_out: usize,
    /// The file of one that is put together by hand.
    pub edition: Option<(&'a Entry, Arc<Article>)>,
}

/// What stands together under one heading. What stands with nothing else comes last, under none.
#[derive(Default)]
pub struct Part<'a> {
    /// The shelf that its articles share.
    pub of: Option<ShelfId>,
    /// What an editor calls it.
    pub title: Option<String>,
    /// Inline Markdown.
    pub text: Option<String>,
    pub picks: Vec<Pick<'a>>,
    pub sponsor: Option<SponsorSlot>,
}

/// One thing that an issue points to.
pub struct Pick<'a> {
    pub what: What<'a>,
    /// In the place of an article's own headline; always there for a page outside.
    pub title: Option<String>,
    /// Inline Markdown.
    pub comment: Option<String>,
}

/// Where a pick leads.
pub enum What<'a> {
    Article(ArticleId, &'a Entry),
    Outside {
        url: String,
        /// Who publishes it.
        source: String,
    },
}

/// What an issue holds.
pub fn contents<'a>(desk: &Desk<'a>, id: ShelfId) -> Contents<'a> {
    let edition = desk.reader.issue_edition(id).and_then(|edition| desk.article(edition));
    match edition {
        Some((entry, article)) => by_hand(desk, entry, article),
        None => by_itself(desk, id),
    }
}

fn by_itself<'a>(desk: &Desk<'a>, id: ShelfId) -> Contents<'a> {
    let Collected { lead, together, left_out } = desk.reader.issue_contents(id);
    let pick = |id: ArticleId| {
        let what = What::Article(id, desk.world.site.entry(id)?);
        Some(Pick { what, title: None, comment: None })
    };
    let part = |those: Together| Part {
        of: those.of,
        picks: those.articles.into_iter().filter_map(pick).collect(),
        ..Part::default()
    };
    let (lead, parts) = (lead.and_then(pick), together.into_iter().map(part).collect());
    Contents { lead, parts, left_out, edition: None }
}

/// What an editor has picked. A pick that is no article is told where all editions are looked at, and is not here.
fn by_hand<'a>(desk: &Desk<'a>, entry: &'a Entry, article: Arc<Article>) -> Contents<'a> {
    let Some(Edition { lead, groups }) = article.details.edition.as_deref() else { return Contents::default() };
    let pick = |pick: &details::Pick| {
        let what = match &pick.target {
            Target::Article(question) => {
                let (id, entry) = desk.reader.picked(question)?;
                What::Article(id, entry)
            }
            Target::Outside { url, source } => {
                What::Outside { url: url.clone(), source: desk.world.site.registry.called(source).to_string() }
            }
        };
        Some(Pick { what, title: pick.title.clone(), comment: pick.comment.clone() })
    };
    let parts = groups.iter().map(|group| Part {
        of: None,
        title: group.title.clone(),
        text: group.text.clone(),
        picks: group.picks.iter().filter_map(pick).collect(),
        sponsor: group.sponsor.clone(),
    });
    let (lead, parts) = (lead.as_ref().and_then(pick), parts.collect());
    Contents { lead, parts, left_out: 0, edition: Some((entry, article)) }
}

impl<'a> Contents<'a> {
    /// Every pick in it, in the order in which they are read.
    pub fn picks(&self) -> impl Iterator<Item = &Pick<'a>> {
        self.lead.iter().chain(self.parts.iter().flat_map(|part| &part.picks))
    }

    /// The articles among them.
    pub fn articles(&self) -> impl Iterator<Item = &'a Entry> + '_ {
        self.picks().filter_map(|pick| match pick.what {
            What::Article(_, entry) => Some(entry),
            What::Outside { .. } => None,
        })
    }
}

impl Pick<'_> {
    /// Its headline.
    pub fn title(&self) -> &str {
        match (&self.title, &self.what) {
            (Some(title), _) => title,
            (None, What::Article(_, entry)) => &entry.card.shown.title,
            (None, What::Outside { url, .. }) => url,
        }
    }
}
