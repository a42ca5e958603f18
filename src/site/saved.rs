//! What a ledger keeps of the site, so that ids mean the same in the next run.

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::fact::ArticleId;
use super::held::Reveal;
use super::media::Media;
use super::names::Texts;
use super::places::Places;
use super::shelf::ShelfKey;
use super::store::Site;
use super::vocabulary::Vocabulary;
use crate::article::card::Card;
use crate::article::comment::CommentCard;
use crate::article::profile::Profile;
use crate::base::date::Moment;
use crate::base::stamp::Stamp;
use crate::config::Config;

/// A site as a ledger keeps it.
#[derive(Serialize, Deserialize, Default)]
pub struct Saved {
    paths: Vec<Arc<str>>,
    cards: Vec<(ArticleId, Arc<Card>)>,
    shelves: Vec<ShelfKey>,
    profiles: Vec<Profile>,
    media: Vec<Media>,
    held: Vec<Arc<Card>>,
    news: Vec<(ArticleId, Stamp)>,
    issues: Vec<super::issues::Out>,
    copies: super::archived::Copies,
    threads: (Vec<Arc<CommentCard>>, Vec<ArticleId>),
    texts: Vec<Arc<str>>,
    vocabulary: Vec<Arc<str>>,
}

impl Site {
    pub fn saved(&self) -> Saved {
        Saved {
            paths: self.paths.clone(),
            cards: (0..)
                .zip(&self.articles)
                .filter_map(|(id, entry)| Some((ArticleId(id), entry.as_ref()?.card.clone())))
                .collect(),
            shelves: self.shelves.iter().map(|shelf| shelf.key.clone()).collect(),
            profiles: self.profiles.values().cloned().collect(),
            media: self.files.values().map(|(media, _)| media.clone()).collect(),
            held: self.held.cards().values().cloned().collect(),
            news: self.news.clone(),
            issues: self.all_issues(),
            copies: self.copies.clone(),
            threads: self.saved_threads(),
            texts: self.texts.all(),
            vocabulary: self.vocabulary.all(),
        }
    }

    /// The site as it was saved, every id what it was.
    pub fn restore(config: Arc<Config>, saved: Saved, now: Moment, reveal: Reveal) -> Site {
        let mut site = Site::new(config, now, reveal);
        site.make_room(saved.paths.len(), saved.shelves.len());
        site.texts = Texts::restore(saved.texts);
        site.copies = saved.copies;
        site.vocabulary = Vocabulary::new(&site.config.languages, saved.vocabulary);
        site.know_paths(saved.paths);
        for key in &saved.shelves {
            site.shelf_id(key);
        }
        let mut account = Account::of_the_known();
        site.patch_profiles(saved.profiles, &[], &mut account);
        let mut cards = saved.cards;
        cards.par_sort_by(|(_, a), (_, b)| (a.order.seconds, &a.path).cmp(&(b.order.seconds, &b.path)));
        let places: Vec<Places> = cards.par_iter().map(|(_, card)| site.places(card)).collect();
        // What was published then stays so, and what was held is held, until the next patch looks at the clock.
        for ((id, card), places) in cards.into_iter().zip(places) {
            site.put_again(id, card, places, &mut account);
        }
        saved.held.into_iter().for_each(|card| site.held.hold(card));
        site.news = saved.news;
        let media = saved.media.into_iter().map(|media| (media.path.clone(), Some(media))).collect();
        site.patch_media(media, &mut account);
        site.restore_threads(saved.threads);
        site.settle(account);
        site.restore_issues(saved.issues);
        site
    }
}
