//! The places of a card: the shelves in which an article belongs, by its names, its day and its section.

use super::fact::{Group, ShelfId};
use super::profiles::Keys;
use super::shelf::ShelfKey;
use super::store::Site;
use crate::article::card::Card;
use crate::article::place::Sort;
use crate::base::date::Day;
use crate::base::slug::slugify;

/// Where a card belongs: by its names, and by its day and its section.
pub(super) struct Places {
    /// The day on which it stands in lists, by the site's clock.
    pub(super) day: Day,
    terms: Keys,
    others: Vec<(Group, String)>,
}

impl Site {
    /// Where a card belongs. It only reads, so that all threads can look for many cards' places before one thread puts them there.
    pub(super) fn places(&self, card: &Card) -> Places {
        let day = card.order.within(&self.config.zone).day();
        let mut others = Vec::new();
        if card.sort == Sort::Article {
            others.push((Group::Front, String::new()));
            others.push((Group::Year, format!("{:04}", day.year)));
            others.push((Group::Month, format!("{:04}-{:02}", day.year, day.month)));
            others.extend(card.shown.section.as_ref().map(|name| (Group::Section, slugify(name))));
            others.extend(self.issue_keys(card));
        }
        Places { day, terms: self.resolved_keys(card), others }
    }

    /// The shelves at a card's places: those of its terms, that of its section, and all in which it stands.
    pub(super) fn shelves_of(
        &mut self,
        card: &Card,
        places: Places,
    ) -> (Vec<(u8, ShelfId)>, Option<ShelfId>, Vec<ShelfId>) {
        let language = card.shown.language;
        let terms = places.terms.into_iter().map(|(taxonomy, key)| {
            (taxonomy, self.shelf_id(&ShelfKey { language, group: Group::Term(taxonomy), key }))
        });
        let terms: Vec<(u8, ShelfId)> = terms.collect();
        if card.sort != Sort::Article {
            return (terms, None, Vec::new());
        }
        let mut section = None;
        let mut shelves = Vec::with_capacity(places.others.len() + terms.len());
        for (group, key) in places.others {
            let id = self.shelf_id(&ShelfKey { language, group, key });
            if group == Group::Section {
                section = Some(id);
            }
            shelves.push(id);
        }
        shelves.extend(terms.iter().map(|(_, id)| *id));
        shelves.sort_unstable();
        shelves.dedup();
        (terms, section, shelves)
    }
}
