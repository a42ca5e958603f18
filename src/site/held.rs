//! What is not published now, and when it will be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::article::card::Card;
use crate::base::date::Moment;

/// Which of the held articles a command wants to see all the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Reveal {
    pub drafts: bool,
    pub future: bool,
    pub expired: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    Draft,
    Future,
    Expired,
}

impl Reason {
    pub fn word(self) -> &'static str {
        match self {
            Reason::Draft => "draft",
            Reason::Future => "future",
            Reason::Expired => "expired",
        }
    }

    /// The option of commands that shows it all the same.
    pub fn option(self) -> &'static str {
        match self {
            Reason::Draft => "--drafts",
            Reason::Future => "--future",
            Reason::Expired => "--expired",
        }
    }
}

/// Why an article is not to be seen at `now`, if it is not.
pub fn reason(card: &Card, now: Moment, reveal: Reveal) -> Option<Reason> {
    if card.hold.draft && !reveal.drafts {
        return Some(Reason::Draft);
    }
    if !reveal.future && card.hold.from.is_some_and(|from| from.seconds > now.seconds) {
        return Some(Reason::Future);
    }
    if !reveal.expired && card.hold.until.is_some_and(|until| until.seconds <= now.seconds) {
        return Some(Reason::Expired);
    }
    None
}

/// The articles that are held back, by path. They stand nowhere else.
#[derive(Default, Debug)]
pub struct Held {
    cards: BTreeMap<String, Arc<Card>>,
    /// The files that would stand at each address; two may wait for the same.
    by_url: FxHashMap<String, BTreeSet<String>>,
}

impl Held {
    pub fn cards(&self) -> &BTreeMap<String, Arc<Card>> {
        &self.cards
    }

    /// The file that would stand at an address, the first by path.
    pub fn at(&self, url: &str) -> Option<&str> {
        self.by_url.get(url)?.first().map(String::as_str)
    }

    pub(super) fn hold(&mut self, card: Arc<Card>) {
        self.release(&card.path);
        self.by_url.entry(card.shown.url.clone()).or_default().insert(card.path.clone());
        self.cards.insert(card.path.clone(), card);
    }

    pub(super) fn release(&mut self, path: &str) -> Option<Arc<Card>> {
        let card = self.cards.remove(path)?;
        if let Some(claims) = self.by_url.get_mut(&card.shown.url) {
            claims.remove(path);
            if claims.is_empty() {
                self.by_url.remove(&card.shown.url);
            }
        }
        Some(card)
    }

    /// The held articles that time alone has set free at `now`.
    pub fn due(&self, now: Moment, reveal: Reveal) -> Vec<String> {
        self.cards
            .iter()
            .filter(|(_, card)| reason(card, now, reveal).is_none())
            .map(|(path, _)| path.clone())
            .collect()
    }

    /// The next instant after `now` at which one of them would appear.
    pub fn next(&self, now: Moment) -> Option<Moment> {
        let coming = self.cards.values().filter(|card| !card.hold.draft).filter_map(|card| card.hold.from);
        coming.filter(|from| from.seconds > now.seconds).min()
    }
}
