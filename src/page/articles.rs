//! Articles with their bodies, read again on demand, behind a store of a bounded size.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::article::place::place;
use crate::article::read;
use crate::article::whole::Article;
use crate::base::stamp::Stamp;
use crate::config::Config;
use crate::site::fact::Fact;
use crate::source::tree;

/// What the store may hold, in bytes: enough for all bodies of twenty thousand articles, and for a fifth of those of a
/// hundred thousand.
const ROOM: usize = 160 * 1024 * 1024;

/// What the store holds between updates, in bytes.
const RESTING: usize = 8 * 1024 * 1024;

/// How many finished bodies are kept for the feeds that repeat them.
const FINISHED: usize = 4096;

/// A body as HTML for feeds, and what it asked of the site.
#[derive(Clone)]
pub struct Finished {
    pub html: Arc<str>,
    pub asked: Arc<[Fact]>,
}

#[derive(Default)]
pub struct Articles {
    shelf: Mutex<Store>,
    finished: Mutex<HashMap<String, Finished>>,
}

#[derive(Default)]
struct Store {
    articles: HashMap<String, Arc<Article>>,
    order: VecDeque<(String, usize)>,
    weight: usize,
}

impl Articles {
    /// Puts an article where the page that is about to be made finds it.
    pub fn keep(&self, mut article: Article) {
        article.shrink();
        lock(&self.shelf).put(Arc::new(article));
    }

    /// The article of a file, with its body. `stamp` is that of the file as the site knows it.
    pub fn get(&self, root: &Path, path: &str, stamp: Stamp, config: &Config) -> Option<Arc<Article>> {
        if let Some(article) = lock(&self.shelf).articles.get(path)
            && article.card.source == stamp
        {
            return Some(article.clone());
        }
        let source = tree::read(root, path).ok()?;
        let (article, _) = read::read(&source, &place(path, config)?, config);
        let article = Arc::new(article?);
        // What waits for its page is not pushed out by what has just had its own.
        lock(&self.shelf).put_if_there_is_room(article.clone());
        Some(article)
    }

    /// The finished body of an article, made by `make` when it is not at hand.
    pub fn finished(&self, path: &str, make: impl FnOnce() -> Finished) -> Finished {
        if let Some(finished) = lock(&self.finished).get(path) {
            return finished.clone();
        }
        let made = make();
        let mut finished = lock(&self.finished);
        if finished.len() < FINISHED {
            finished.insert(path.to_string(), made.clone());
        }
        made
    }

    /// Finished bodies hold answers of the site: none is kept over an update.
    pub fn forget_finished(&self) {
        lock(&self.finished).clear();
    }

    /// When all pages are made, a few bodies are enough to keep: the others are read again if they are asked for.
    pub fn rest(&self) {
        lock(&self.shelf).shrink(RESTING);
    }

    /// It is read again when next asked for.
    pub fn forget(&self, path: &str) {
        lock(&self.shelf).remove(path);
    }
}

impl Store {
    fn put_if_there_is_room(&mut self, article: Arc<Article>) {
        if self.weight + article.weight() <= ROOM {
            self.put(article);
        }
    }

    fn put(&mut self, article: Arc<Article>) {
        let path = article.card.path.clone();
        self.remove(&path);
        let weight = article.weight();
        self.shrink(ROOM.saturating_sub(weight));
        if weight <= ROOM {
            self.weight += weight;
            self.order.push_back((path.clone(), weight));
            self.articles.insert(path, article);
        }
    }

    fn shrink(&mut self, room: usize) {
        while self.weight > room {
            let Some((oldest, weight)) = self.order.pop_front() else { break };
            self.weight -= weight;
            self.articles.remove(&oldest);
        }
    }

    fn remove(&mut self, path: &str) {
        if self.articles.remove(path).is_some()
            && let Some(at) = self.order.iter().position(|(kept, _)| kept == path)
            && let Some((_, weight)) = self.order.remove(at)
        {
            self.weight -= weight;
        }
    }
}

/// A lock is poisoned only by a panic elsewhere; the store is whole between its methods.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
