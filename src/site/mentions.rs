//! Who is named in the articles' texts: the names that are looked for, and the articles that name somebody without listing
//! them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::account::Account;
use super::entry::Entry;
use super::fact::{ArticleId, Group, ShelfId, Subject, TextId};
use super::shelf::ShelfKey;
use super::store::Site;
use crate::article::card::Card;
use crate::article::mentions;
use crate::article::mentions::names::{Name, Names, may_hold};
use crate::article::place::Sort;
use crate::article::profile::Profile;
use crate::article::whole::Article;

/// The taxonomies of those who are named. A tag is no name, and a source is named by those who cite it.
const NAMED: [&str; 3] = ["companies", "people", "products"];

/// How many articles that name somebody without listing them stand on their page.
pub const MENTIONED_IN: usize = 6;

impl Site {
    /// Finds who is named in an article's text, and prepares the first mention of each to become a link.
    pub fn look_through(&self, article: &mut Article) {
        if article.card.sort != Sort::Article {
            return;
        }
        let linking = self.config.settings.autolink && article.details.autolink;
        // Those whom the article lists itself are only looked for to be linked, or to be told from names that they are part of.
        let own = if linking || !self.names.is_empty() { self.own_names(&article.card) } else { Names::default() };
        let tongue = self.config.languages.get(usize::from(article.card.shown.language));
        let tag = tongue.map_or("en", |language| language.tag.as_str());
        let found = mentions::find(article, &self.names, &own, tag, linking);
        if article.card.mentions != found {
            Arc::make_mut(&mut article.card).mentions = found;
        }
    }

    /// Who has no profile is known where the article itself lists them, as it writes them.
    fn own_names(&self, card: &Card) -> Names {
        let listed = card.names.iter().filter(|(taxonomy, _)| self.is_named(*taxonomy));
        let own = listed.flat_map(|(taxonomy, names)| names.iter().map(move |name| (*taxonomy, name)));
        let own = own.filter(|(_, name)| !self.names.has(name));
        Names::new(own.map(|(taxonomy, name)| {
            let key = self.registry.key(taxonomy, name);
            Name {
                text: name.clone(),
                who: self.who(taxonomy, &key),
                taxonomy,
                key: key.into(),
                exact: true,
                linked: true,
            }
        }))
    }

    fn is_named(&self, taxonomy: u8) -> bool {
        self.config
            .taxonomies
            .get(usize::from(taxonomy))
            .is_some_and(|taxonomy| NAMED.contains(&taxonomy.name.as_str()))
    }

    /// The number of somebody, which stays the same for the life of a ledger.
    fn who(&self, taxonomy: u8, key: &str) -> u32 {
        self.texts.id(&format!("{taxonomy}:{key}")).0
    }

    /// Learns the names of all profiles anew. Articles whose text may hold a name that came, went or changed must be read
    /// again: they are noted for whoever reads.
    pub(super) fn learn_names(&mut self) {
        let profiles: Vec<(u8, &Profile)> = self
            .profiles
            .values()
            .filter_map(|profile| match profile.sort {
                Sort::Profile(taxonomy) if self.is_named(taxonomy) => Some((taxonomy, profile)),
                _ => None,
            })
            .collect();
        // Several languages may have a profile of the same: what one of them says of its names holds for all.
        let same = |one: &Profile| {
            self.profile_files.get(&(one.sort, one.key.clone())).into_iter().flat_map(|files| files.values().flatten())
        };
        let every =
            |one: &Profile, says: fn(&Profile) -> bool| same(one).filter_map(|path| self.profiles.get(path)).all(says);
        let names = Names::new(profiles.into_iter().flat_map(|(taxonomy, profile)| {
            let who = self.who(taxonomy, &profile.key);
            let key: Arc<str> = profile.key.as_str().into();
            let exact = !every(profile, |one| !one.case_sensitive);
            let linked = every(profile, |one| one.autolink);
            let texts = [&profile.name].into_iter().chain(profile.names.values()).chain(&profile.aliases);
            texts
                .map(move |text| Name { text: text.clone(), who, taxonomy, key: key.clone(), exact, linked })
                .collect::<Vec<_>>()
        }));
        let moved = names.moved(&self.names);
        self.names = names;
        if moved.is_empty() {
            return;
        }
        let published = self.articles.iter().flatten().map(|entry| &entry.card);
        let cards = published.chain(self.held.cards().values()).filter(|card| card.sort == Sort::Article);
        let stale = cards.filter(|card| may_hold(&card.mentions.sketch, &moved)).map(|card| card.path.clone());
        let stale: Vec<String> = stale.collect();
        self.stale.extend(stale);
    }

    /// Articles that must be read again since names moved, each once.
    pub fn take_stale(&mut self) -> BTreeSet<String> {
        std::mem::take(&mut self.stale)
    }

    /// The shelves of those whom a card names without listing them, sorted.
    pub(super) fn mentioned(&mut self, card: &Card, terms: &[(u8, ShelfId)]) -> Box<[ShelfId]> {
        let language = card.shown.language;
        let mut shelves: Vec<ShelfId> = Vec::new();
        for mention in &card.mentions.named {
            let shelf = match self.by_who.get(&(language, mention.who)) {
                Some(shelf) => *shelf,
                None => {
                    let who = self.texts.get(TextId(mention.who));
                    let Some((taxonomy, key)) = who.split_once(':') else { continue };
                    let Ok(taxonomy) = taxonomy.parse() else { continue };
                    let shelf =
                        self.shelf_id(&ShelfKey { language, group: Group::Term(taxonomy), key: key.to_string() });
                    self.by_who.insert((language, mention.who), shelf);
                    shelf
                }
            };
            if !terms.iter().any(|(_, term)| *term == shelf) {
                shelves.push(shelf);
            }
        }
        shelves.sort_unstable();
        shelves.dedup();
        shelves.into()
    }

    /// An article comes to those that name somebody without listing them.
    pub(super) fn join_mentions(
        &mut self,
        id: ArticleId,
        shelves: &[ShelfId],
        place: &(i64, String),
        account: &mut Account,
    ) {
        for shelf in shelves {
            let at = self.search_in(&self.shelf(*shelf).mentions, place);
            let articles = &mut self.shelves[shelf.0 as usize].mentions;
            if articles.get(at) != Some(&id) {
                articles.insert(at, id);
                account.touched.insert(Subject::Mentions(*shelf));
            }
        }
    }

    /// It leaves them.
    pub(super) fn leave_mentions(&mut self, id: ArticleId, entry: &Entry, account: &mut Account) {
        let place = (entry.card.order.seconds, entry.card.path.clone());
        for shelf in &entry.mentions {
            let at = self.search_in(&self.shelf(*shelf).mentions, &place);
            let articles = &mut self.shelves[shelf.0 as usize].mentions;
            if articles.get(at) == Some(&id) {
                articles.remove(at);
            }
            account.touched.insert(Subject::Mentions(*shelf));
        }
    }

    /// How many articles name somebody without listing them, and the newest few of them.
    pub fn mentions(&self, id: ShelfId) -> (usize, Vec<ArticleId>) {
        let articles = &self.shelf(id).mentions;
        (articles.len(), articles.iter().rev().take(MENTIONED_IN).copied().collect())
    }

    /// Whom an article names without listing them, in the order of their first mention.
    pub fn named_in(&self, id: ArticleId) -> Vec<ShelfId> {
        let Some(entry) = self.entry(id) else { return Vec::new() };
        let language = entry.card.shown.language;
        let named = entry.card.mentions.named.iter();
        let mut shelves: Vec<ShelfId> = Vec::new();
        for shelf in named.filter_map(|mention| self.by_who.get(&(language, mention.who))) {
            if entry.mentions.contains(shelf) && !shelves.contains(shelf) {
                shelves.push(*shelf);
            }
        }
        shelves
    }
}
