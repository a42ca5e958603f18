//! Named articles in order. A tag, a company, a source, a story, a month and the front page are all shelves.

use serde::{Deserialize, Serialize};

use super::fact::{ArticleId, Group};

/// What tells one shelf from another.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct ShelfKey {
    pub language: u16,
    pub group: Group,
    /// The slug; `2025` and `2025-09` for a year and a month; empty for the front page.
    pub key: String,
}

/// A shelf with its articles from the oldest to the newest.
#[derive(Clone, Debug)]
pub struct Shelf {
    pub key: ShelfKey,
    /// Its address within the site.
    pub url: String,
    /// As it is shown.
    pub name: String,
    pub articles: Vec<ArticleId>,
    /// Articles whose text names what the shelf is of, and that do not list it, in the same order.
    pub mentions: Vec<ArticleId>,
}

/// How a shelf is cut into pages. Pages are cut **from the old end**, so that a new article changes the first page and,
/// once in a page's size, adds one: no older page is ever made again for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cut {
    pub total: usize,
    pub size: usize,
}

impl Cut {
    /// Chunks that are full.
    fn full(&self) -> usize {
        self.total / self.size
    }

    /// Older pages with an address of their own, `page/1/` (the oldest) to `page/N/`. The last full chunk stands on the
    /// first page until the next is full, so that the first page never has fewer than a page's size of articles.
    pub fn older(&self) -> usize {
        self.full().saturating_sub(1)
    }

    /// The articles of the first page, as a range from the oldest.
    pub fn open(&self) -> std::ops::Range<usize> {
        self.older() * self.size..self.total
    }

    /// The page that the article at a place, counted from the oldest, stands on; 0 is the first page.
    pub fn page_of(&self, at: usize) -> usize {
        if at >= self.open().start { 0 } else { at / self.size + 1 }
    }

    /// The articles of `page/number/`, as a range from the oldest.
    pub fn chunk(&self, number: usize) -> std::ops::Range<usize> {
        let start = (number.max(1) - 1) * self.size;
        start.min(self.total)..(start + self.size).min(self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::Cut;
    use proptest::prelude::*;

    #[test]
    fn the_first_page_shows_the_open_chunk_and_the_last_full_one() {
        let cut = |total| Cut { total, size: 20 };
        assert_eq!((cut(0).open(), cut(0).older()), (0..0, 0));
        assert_eq!((cut(39).open(), cut(39).older()), (0..39, 0));
        assert_eq!((cut(40).open(), cut(40).older()), (20..40, 1));
        assert_eq!((cut(59).open(), cut(59).older()), (20..59, 1));
    }

    proptest! {
        #[test]
        fn each_article_stands_exactly_once(total in 0usize..500, size in 1usize..40) {
            let cut = Cut { total, size };
            let mut all: Vec<usize> = (1..=cut.older()).flat_map(|number| cut.chunk(number)).collect();
            all.extend(cut.open());
            prop_assert_eq!(all, (0..total).collect::<Vec<_>>());
            for at in 0..total {
                let page = cut.page_of(at);
                let range = if page == 0 { cut.open() } else { cut.chunk(page) };
                prop_assert!(range.contains(&at));
            }
        }

        #[test]
        fn one_more_article_leaves_the_older_pages_alone(total in 0usize..500, size in 1usize..40) {
            let (before, after) = (Cut { total, size }, Cut { total: total + 1, size });
            prop_assert!(after.older() - before.older() <= 1);
            for number in 1..=before.older() {
                prop_assert_eq!(before.chunk(number), after.chunk(number));
            }
        }
    }
}
