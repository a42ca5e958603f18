//! An article as the site holds it: its card, and where it stands.

use std::sync::Arc;

use super::fact::ShelfId;
use crate::article::card::Card;
use crate::base::date::Day;
use crate::base::stamp::Stamp;

/// A published article. Its terms are resolved: every spelling has become a shelf.
#[derive(Clone, Debug)]
pub struct Entry {
    pub card: Arc<Card>,
    /// The day on which it stands in lists, by the site's clock.
    pub day: Day,
    /// By taxonomy, in the order in which the editor named them.
    pub terms: Vec<(u8, ShelfId)>,
    /// Its section's shelf.
    pub section: Option<ShelfId>,
    /// All shelves that it stands in, sorted: the river, its section, year, month and terms.
    pub shelves: Vec<ShelfId>,
    /// The shelves of those whom its text names without their standing in its front matter, sorted.
    pub mentions: Box<[ShelfId]>,
    /// What listings show of it, the names and addresses of its terms included.
    pub stamp: Stamp,
}
