//! Where the pages of terms stood once: the redirects that profiles name.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::fact::{Group, ShelfId};
use super::shelf::ShelfKey;
use super::store::Site;
use crate::article::place::Sort;
use crate::article::profile::Profile;

impl Site {
    /// The addresses that lead to a shelf, sorted; none where it has no page. An address without a language's prefix holds in
    /// every language, below its own prefix, so that one line in a profile serves them all.
    pub fn old_addresses(&self, id: ShelfId) -> Vec<String> {
        let shelf = self.shelf(id);
        let Group::Term(taxonomy) = shelf.key.group else { return Vec::new() };
        let Some(files) = self.profile_files.get(&(Sort::Profile(taxonomy), shelf.key.key.clone())) else {
            return Vec::new();
        };
        let profiles = files.values().flatten().filter_map(|path| self.profiles.get(path));
        let mut redirects = profiles.flat_map(|profile| &profile.redirects).peekable();
        if redirects.peek().is_none() || !self.has_page(id) {
            return Vec::new();
        }
        let language = shelf.key.language;
        let old: BTreeSet<String> = redirects.filter_map(|redirect| self.address_in(redirect, language)).collect();
        old.into_iter().filter(|address| *address != shelf.url).collect()
    }

    /// What a redirect is in a language; `None` where it is of another one alone.
    fn address_in(&self, redirect: &str, language: u16) -> Option<String> {
        match self.split_prefix(redirect) {
            (0, _) => Some(format!("{}{redirect}", self.prefix(language))),
            (own, _) => (own == language).then(|| redirect.to_string()),
        }
    }

    /// The shelves that have old addresses, in the order of their profiles.
    fn moved_shelves(&self) -> impl Iterator<Item = ShelfId> {
        let moved = |profile: &&Profile| !profile.redirects.is_empty();
        let keys: BTreeSet<(u8, &str)> = self
            .profiles
            .values()
            .filter(moved)
            .filter_map(|profile| match profile.sort {
                Sort::Profile(taxonomy) => Some((taxonomy, profile.key.as_str())),
                _ => None,
            })
            .collect();
        let languages = 0..self.config.languages.len() as u16;
        keys.into_iter().flat_map(move |(taxonomy, key)| {
            languages.clone().filter_map(move |language| {
                self.find_shelf(&ShelfKey { language, group: Group::Term(taxonomy), key: key.to_string() })
            })
        })
    }

    /// Old addresses of terms, and of their feeds, with where each leads.
    pub(super) fn moved(&self) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
        let mut moved = Vec::new();
        for id in self.moved_shelves() {
            let url = &self.shelf(id).url;
            for old in self.old_addresses(id) {
                // Those who read a feed will not come to see that its list has moved.
                let feeds = self.feeds(id).into_iter().filter(|_| old.ends_with('/'));
                moved.extend(feeds.map(|format| {
                    (format!("{old}{}", format.file()).into(), format!("{url}{}", format.file()).into())
                }));
                moved.push((old.into(), url.as_str().into()));
            }
        }
        moved
    }

    /// The page that an old address leads to.
    pub(super) fn moved_to(&self, address: &str) -> Option<&str> {
        let id = self.moved_shelves().find(|id| self.old_addresses(*id).iter().any(|old| old == address))?;
        Some(&self.shelf(id).url)
    }
}
