//! What one patch of the site touches, as it is gathered.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::fact::{ArticleId, Group, ShelfId, Subject};
use super::shelf::Shelf;

/// Keeps the account of one patch.
#[derive(Default)]
pub(super) struct Account {
    pub(super) touched: Touched,
    /// Articles whose stamp must be made again.
    pub(super) restamp: BTreeSet<ArticleId>,
    /// Folders of articles that came, went or moved together with the pictures beside them.
    pub(super) bundles: BTreeSet<String>,
    /// Shelves that gained or lost an article, or whose profile moved.
    pub(super) members: FxHashSet<ShelfId>,
    /// Articles that stay where they are with other words.
    pub(super) reworded: BTreeSet<ArticleId>,
    /// From where on a language's articles moved up or down, and where they ended.
    pub(super) moved: BTreeMap<u16, (usize, usize)>,
}

impl Account {
    /// An account of what is put back as it was: nobody asks what that touches.
    pub(super) fn of_the_known() -> Account {
        Account { touched: Touched { is_ignored: true, ..Touched::default() }, ..Account::default() }
    }

    /// An article comes or goes at this place of a shelf: in a river, all that are newer move.
    pub(super) fn note_place(&mut self, shelf: &Shelf, at: usize) {
        if shelf.key.group == Group::Front {
            let (from, to) = self.moved.entry(shelf.key.language).or_insert((at, at));
            *from = at.min(*from);
            *to = shelf.articles.len().max(*to);
        }
    }
}

/// The subjects that were touched, each once.
#[derive(Default)]
pub(super) struct Touched {
    subjects: FxHashSet<Subject>,
    is_ignored: bool,
}

impl Touched {
    pub(super) fn insert(&mut self, subject: Subject) {
        if !self.is_ignored {
            self.subjects.insert(subject);
        }
    }

    pub(super) fn extend(&mut self, subjects: impl IntoIterator<Item = Subject>) {
        if !self.is_ignored {
            self.subjects.extend(subjects);
        }
    }

    /// All of them, in an order of their own, whatever order they were met in.
    pub(super) fn all(self) -> BTreeSet<Subject> {
        self.subjects.into_iter().collect()
    }
}
