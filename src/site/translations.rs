//! Which articles are one and the same in several languages.

use super::account::Account;
use super::fact::{ArticleId, Group, Subject};
use super::store::Site;

impl Site {
    /// Its translations' languages and articles, itself left out.
    pub fn translations(&self, id: ArticleId) -> Vec<(u16, &str)> {
        let Some(entry) = self.entry(id) else { return Vec::new() };
        let mut found: Vec<(u16, &str)> = self
            .peers(&entry.card.translation)
            .filter(|peer| *peer != id)
            .filter_map(|peer| self.entry(peer))
            .filter(|peer| peer.card.shown.language != entry.card.shown.language && peer.card.sort == entry.card.sort)
            .map(|peer| (peer.card.shown.language, peer.card.shown.url.as_str()))
            .collect();
        found.sort();
        found.dedup_by_key(|(language, _)| *language);
        found
    }

    pub(super) fn join_translations(&mut self, key: String, id: ArticleId, account: &mut Account) {
        self.touch_peers(&key, account);
        self.translations.entry(key).or_default().insert(id);
    }

    pub(super) fn leave_translations(&mut self, key: &str, id: ArticleId, account: &mut Account) {
        if let Some(peers) = self.translations.get_mut(key) {
            peers.remove(&id);
            if peers.is_empty() {
                self.translations.remove(key);
            }
        }
        self.touch_peers(key, account);
    }

    /// Pages name their translations, and so does the sitemap of their year.
    fn touch_peers(&self, key: &str, account: &mut Account) {
        for peer in self.peers(key) {
            account.touched.insert(Subject::Article(peer));
            let shelves = self.entry(peer).map(|entry| entry.shelves.as_slice()).unwrap_or_default();
            let years = shelves.iter().filter(|shelf| self.shelf(**shelf).key.group == Group::Year);
            account.touched.extend(years.map(|year| Subject::Shelf(*year)));
        }
    }
}
