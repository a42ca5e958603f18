//! How much of a site comes from one outlet, and as what it is cited.

use std::sync::OnceLock;

use serde::Serialize;

use super::entry::Entry;
use super::fact::{Group, ShelfId};
use super::store::Site;
use crate::article::front_matter::Role;
use crate::base::stamp::Stamp;

/// Which part of a language's articles cites an outlet, over the twelve months that end with the site's newest. In whole
/// hundredths: so a page that shows it stays as it is for nearly every new article of others.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Share {
    /// By month, the oldest first.
    pub months: [u32; 12],
    /// Of the twelve months together.
    pub whole: u32,
}

/// In how many articles an outlet has each role. An article may cite it twice, as two things.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize)]
pub struct Cited {
    pub original: usize,
    pub via: usize,
    pub reference: usize,
}

/// The articles of each language by month, counted once between two patches: every outlet is compared with them.
#[derive(Default)]
pub struct Rivers(OnceLock<Vec<[u32; 12]>>);

impl Rivers {
    pub(super) fn forget(&mut self) {
        self.0.take();
    }
}

impl Site {
    /// `None` for a shelf that is no outlet.
    pub fn share(&self, id: ShelfId) -> Option<Share> {
        let key = &self.shelf(id).key;
        if key.group != Group::Term(self.sources()?) {
            return None;
        }
        let all = self.rivers.0.get_or_init(|| {
            let languages = 0..self.config.languages.len() as u16;
            languages.map(|language| self.front(language).map_or([0; 12], |front| self.activity(front))).collect()
        });
        let (own, all) = (self.activity(id), all.get(usize::from(key.language))?);
        let mut months = [0; 12];
        for (at, month) in months.iter_mut().enumerate() {
            *month = hundredths(own[at], all[at]);
        }
        Some(Share { months, whole: hundredths(own.iter().sum(), all.iter().sum()) })
    }

    /// `None` for a shelf that is no outlet.
    pub fn cited(&self, id: ShelfId) -> Option<Cited> {
        let key = &self.shelf(id).key;
        let sources = self.sources().filter(|sources| key.group == Group::Term(*sources))?;
        let mut cited = Cited::default();
        for entry in self.shelf(id).articles.iter().filter_map(|article| self.entry(*article)) {
            let roles = self.roles_in(entry, id, sources);
            cited.original += usize::from(roles.contains(&Some(Role::Original)));
            cited.via += usize::from(roles.contains(&Some(Role::Via)));
            cited.reference += usize::from(roles.contains(&Some(Role::Reference)));
        }
        Some(cited)
    }

    /// The roles that an outlet has in an article that cites it, each once.
    fn roles_in(&self, entry: &Entry, outlet: ShelfId, sources: u8) -> [Option<Role>; 3] {
        let mut roles = [None; 3];
        if entry.card.roles.is_empty() {
            roles[0] = Some(Role::Reference);
            return roles;
        }
        let names = entry.card.names.iter().filter(|(at, _)| *at == sources).flat_map(|(_, names)| names);
        let own: Vec<ShelfId> = entry.terms.iter().filter(|(at, _)| *at == sources).map(|(_, id)| *id).collect();
        let are_all_others = own.len() == entry.card.roles.len();
        for ((at, name), role) in names.enumerate().zip(entry.card.roles.iter()) {
            // Where no two names are of one outlet, the outlets stand as they were named; else each is looked up.
            let is_it = match are_all_others {
                true => own[at] == outlet,
                false => self.registry.key(sources, name) == self.shelf(outlet).key.key,
            };
            if is_it && !roles.contains(&Some(*role)) {
                let free = roles.iter_mut().find(|place| place.is_none());
                free.into_iter().for_each(|place| *place = Some(*role));
            }
        }
        roles
    }

    pub(super) fn stamp_share(&self, id: ShelfId) -> Stamp {
        Stamp::of(&self.share(id))
    }
}

/// A part of a whole, rounded.
fn hundredths(part: u32, whole: u32) -> u32 {
    (part * 100 + whole / 2).checked_div(whole).unwrap_or(0)
}
