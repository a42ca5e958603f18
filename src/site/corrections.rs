//! What was put right: the corrections and retractions of a language's articles, the newest first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::account::Account;
use super::entry::Entry;
use super::fact::{ArticleId, Subject};
use super::store::Site;
use crate::article::card::{Card, Correction};
use crate::base::stamp::Stamp;

/// How many corrections stand on the page of the newest. When there are more, each year has a page with all of its own.
const NEWEST: usize = 100;

/// The articles with corrections, by language.
#[derive(Default)]
pub struct Corrected {
    articles: BTreeMap<u16, BTreeSet<ArticleId>>,
}

/// A correction, and the article that it is of.
#[derive(Clone, Copy)]
pub struct Corrects<'a> {
    pub entry: &'a Entry,
    pub correction: &'a Correction,
}

impl Site {
    /// An article's card comes or goes, and its corrections with it.
    pub(super) fn note_corrections(&mut self, id: ArticleId, card: &Card, is_there: bool, account: &mut Account) {
        if card.corrections.is_empty() {
            return;
        }
        let language = card.shown.language;
        account.touched.insert(Subject::Corrections(language));
        let articles = self.corrected.articles.entry(language).or_default();
        let moved = if is_there { articles.insert(id) } else { articles.remove(&id) };
        // The page may come to be or go, and links lead to it.
        if moved {
            account.touched.insert(Subject::Meaning);
        }
    }

    /// Whether there is a page of corrections.
    pub fn has_corrections(&self, language: u16) -> bool {
        self.wants("corrections") && self.corrected.articles.get(&language).is_some_and(|articles| !articles.is_empty())
    }

    /// The years that have a page of their corrections, the newest first, each with their number; none where all stand on
    /// one page.
    pub fn correction_years(&self, language: u16) -> Vec<(u16, usize)> {
        let all = self.all_corrections(language);
        if all.len() <= NEWEST {
            return Vec::new();
        }
        let mut years: BTreeMap<u16, usize> = BTreeMap::new();
        for corrects in &all {
            *years.entry(self.year_of(corrects)).or_default() += 1;
        }
        years.into_iter().rev().collect()
    }

    /// What stands on a page of the corrections; 0 is that of the newest.
    pub fn corrections(&self, language: u16, page: u16) -> Vec<Corrects<'_>> {
        let mut all = self.all_corrections(language);
        match page {
            0 => all.truncate(NEWEST),
            year => all.retain(|corrects| self.year_of(corrects) == year),
        }
        all
    }

    fn all_corrections(&self, language: u16) -> Vec<Corrects<'_>> {
        let articles = self.corrected.articles.get(&language).into_iter().flatten();
        let entries = articles.filter_map(|id| self.entry(*id));
        let mut all: Vec<Corrects<'_>> = entries
            .flat_map(|entry| entry.card.corrections.iter().map(move |correction| Corrects { entry, correction }))
            .collect();
        all.sort_by_key(|corrects| {
            let Corrects { entry, correction } = *corrects;
            (Reverse(correction.date.seconds), &entry.card.path, &correction.anchor)
        });
        all
    }

    fn year_of(&self, corrects: &Corrects<'_>) -> u16 {
        u16::try_from(corrects.correction.date.within(&self.config.zone).day().year).unwrap_or(1)
    }

    pub(super) fn stamp_corrections(&self, language: u16, page: u16) -> Stamp {
        let all = self.corrections(language, page);
        let shown = all.iter().map(|corrects| (corrects.correction, corrects.entry.stamp)).collect::<Vec<_>>();
        Stamp::of(&(shown, self.correction_years(language)))
    }
}
