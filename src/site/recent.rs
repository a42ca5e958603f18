//! Which articles are among the newest: a bound for what would cost too much for all of an archive.

use super::account::Account;
use super::fact::{ArticleId, Subject};
use super::store::Site;

/// Where the newest of a language begin: the place in the river of the first of them.
pub(super) type Since = Option<(i64, String)>;

impl Site {
    /// Whether an article is among the newest of its language, of which there are at least so many as are configured and
    /// fewer than twice as many. The bound moves only once in so many articles, so that a new one does not make an old page
    /// be made again.
    pub fn is_recent(&self, id: ArticleId) -> bool {
        let Some(entry) = self.entry(id) else { return false };
        let since = self.recent_since.get(usize::from(entry.card.shown.language));
        let place = (entry.card.order.seconds, entry.card.path.as_str());
        since.and_then(Option::as_ref).is_none_or(|(seconds, path)| place >= (*seconds, path.as_str()))
    }

    /// Moves the bounds, and touches the articles that they passed.
    pub(super) fn age(&mut self, account: &mut Account) {
        let now: Vec<Since> = (0..self.config.languages.len() as u16).map(|language| self.bound(language)).collect();
        let before = std::mem::replace(&mut self.recent_since, now);
        for (language, now) in self.recent_since.iter().enumerate() {
            let before = before.get(language).unwrap_or(&None);
            let Some(front) = self.front(language as u16).filter(|_| before != now) else { continue };
            let at = |since: &Since| since.as_ref().map_or(0, |place| self.search(front, place));
            let (from, to) = (at(before).min(at(now)), at(before).max(at(now)));
            account.touched.extend(self.shelf(front).articles[from..to].iter().map(|id| Subject::Article(*id)));
        }
    }

    fn bound(&self, language: u16) -> Since {
        let step = self.config.settings.images.social_cards;
        let articles = &self.shelf(self.front(language)?).articles;
        // Without a step there is no bound.
        let first = articles.len().checked_div(step)?.saturating_sub(1) * step;
        let entry = self.entry(*articles.get(first).filter(|_| first > 0)?)?;
        Some((entry.card.order.seconds, entry.card.path.clone()))
    }
}
