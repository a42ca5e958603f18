//! How the site takes in profiles: names get another meaning, and what shows them is touched.

use std::sync::Arc;

use super::account::Account;
use super::fact::{Group, Subject};
use super::shelf::ShelfKey;
use super::store::Site;
use crate::article::card::Card;
use crate::article::place::Sort;
use crate::article::profile::Profile;

/// The terms that a card's names stand for: of which taxonomy, and by which key, each once.
pub(super) type Keys = Vec<(u8, String)>;

impl Site {
    pub(super) fn patch_profiles(&mut self, profiles: Vec<Profile>, gone: &[String], account: &mut Account) {
        let mut moved = false;
        for path in gone {
            if let Some(profile) = self.profiles.remove(path) {
                self.forget_profile(&profile);
                self.touch_profile(&profile, account);
                moved = true;
            }
        }
        for profile in profiles {
            if let Some(before) = self.profiles.remove(&profile.path) {
                self.forget_profile(&before);
                self.touch_profile(&before, account);
            }
            let files = self.profile_files.entry((profile.sort, profile.key.clone())).or_default();
            files.entry(profile.language).or_default().insert(profile.path.clone());
            self.touch_profile(&profile, account);
            self.profiles.insert(profile.path.clone(), profile);
            moved = true;
        }
        if moved {
            self.registry.learn(self.profiles.values());
            self.learn_names();
            account.touched.insert(Subject::Meaning);
            self.resolve_again(account);
        }
    }

    fn forget_profile(&mut self, profile: &Profile) {
        if let Some(files) = self.profile_files.get_mut(&(profile.sort, profile.key.clone())) {
            files.retain(|_, claims| {
                claims.remove(&profile.path);
                !claims.is_empty()
            });
        }
    }

    /// Everything that shows the profile's name, text or fields.
    fn touch_profile(&mut self, profile: &Profile, account: &mut Account) {
        let group = match profile.sort {
            Sort::Profile(taxonomy) => Group::Term(taxonomy),
            Sort::Section if profile.key.is_empty() => Group::Front,
            Sort::Section => Group::Section,
            Sort::Index(taxonomy) => {
                for language in 0..self.config.languages.len() as u16 {
                    account.touched.insert(Subject::Group(language, Group::Term(taxonomy)));
                }
                return;
            }
            Sort::Article | Sort::Page | Sort::Edition => return,
        };
        for language in 0..self.config.languages.len() as u16 {
            let key = ShelfKey { language, group, key: profile.key.clone() };
            let known = self.by_key.contains_key(&key);
            if known || language == profile.language {
                let id = self.shelf_id(&key);
                account.members.insert(id);
            }
        }
    }

    /// When aliases moved, articles may stand in other shelves than before.
    fn resolve_again(&mut self, account: &mut Account) {
        let moved: Vec<Arc<Card>> = self
            .articles
            .iter()
            .flatten()
            .filter(|entry| {
                let keys =
                    entry.terms.iter().map(|(taxonomy, id)| (*taxonomy, self.shelves[id.0 as usize].key.key.as_str()));
                !self.resolved_keys(&entry.card).iter().map(|(taxonomy, key)| (*taxonomy, key.as_str())).eq(keys)
            })
            .map(|entry| entry.card.clone())
            .collect();
        // Who is listed in an article is looked for in its text too.
        self.stale.extend(moved.iter().filter(|card| card.sort == Sort::Article).map(|card| card.path.clone()));
        for card in moved {
            let places = self.places(&card);
            self.put(card, places, account);
        }
    }

    pub(super) fn resolved_keys(&self, card: &Card) -> Keys {
        let mut keys = Keys::new();
        for (taxonomy, names) in &card.names {
            for name in names {
                let key = (*taxonomy, self.registry.key(*taxonomy, name));
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        keys
    }
}
