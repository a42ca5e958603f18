//! What stands in an issue of a digest, as its page, its feed and its mail have it alike.

use super::desk::Desk;
use crate::site::entry::Entry;
use crate::site::fact::{ArticleId, ShelfId};
use crate::site::issue::{Collected, Together};

/// An issue's contents, each article once.
#[derive(Default)]
pub struct Contents<'a> {
    pub lead: Option<Pick<'a>>,
    /// What stands with nothing else comes last, under no name.
    pub parts: Vec<Part<'a>>,
    /// How many articles of the period are left out.
    pub left_out: usize,
}

/// What stands together under one heading.
pub struct Part<'a> {
    /// The shelf that its articles share.
    pub of: Option<ShelfId>,
    pub picks: Vec<Pick<'a>>,
}

/// One thing that an issue points to.
pub struct Pick<'a> {
    pub article: (ArticleId, &'a Entry),
}

/// What an issue holds.
pub fn contents<'a>(desk: &Desk<'a>, id: ShelfId) -> Contents<'a> {
    let Collected { lead, together, left_out } = desk.reader.issue_contents(id);
    let pick = |id: ArticleId| Some(Pick { article: (id, desk.world.site.entry(id)?) });
    let part = |those: Together| Part { of: those.of, picks: those.articles.into_iter().filter_map(pick).collect() };
    Contents { lead: lead.and_then(pick), parts: together.into_iter().map(part).collect(), left_out }
}

impl<'a> Contents<'a> {
    /// Every article in it, in the order in which they are read.
    pub fn articles(&self) -> impl Iterator<Item = &'a Entry> + '_ {
        let picks = self.lead.iter().chain(self.parts.iter().flat_map(|part| &part.picks));
        picks.map(|pick| pick.article.1)
    }
}
