//! Articles with their bodies, read again on demand, behind a store of a bounded size.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use rustc_hash::FxHashMap;

use crate::article::card::Card;
use crate::article::packed::Packed;
use crate::article::place::place;
use crate::article::read;
use crate::article::whole::Article;
use crate::base::stamp::Stamp;
use crate::site::fact::Fact;
use crate::site::store::Site;
use crate::source::tree;

/// What the store may hold, in bytes: enough for all bodies of some eighty thousand articles. With more, a hundred thousand would take
/// more than a gigabyte in all.
const ROOM: usize = 400 * 1024 * 1024;

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
    finished: Mutex<FxHashMap<String, Finished>>,
    /// Whether a file was read again and was another by then.
    moved: AtomicBool,
}

struct Store {
    /// In bytes.
    room: usize,
    /// Each with the number under which it stands in the order.
    articles: FxHashMap<String, (Packed, u64)>,
    /// From the oldest to the newest. What has been taken out since leaves a gap here.
    order: VecDeque<(Arc<Card>, u64)>,
    put: u64,
    weight: usize,
}

impl Articles {
    /// A store that holds a few bodies only.
    pub fn small() -> Articles {
        Articles { shelf: Mutex::new(Store { room: RESTING, ..Store::default() }), ..Articles::default() }
    }

    /// Puts an article where the page that is about to be made finds it.
    pub fn keep(&self, article: Article) {
        if let Some(packed) = Packed::new(article) {
            lock(&self.shelf).put(packed);
        }
    }

    /// The article of a file if it is at hand, for those who read the file themselves.
    pub fn kept(&self, path: &str, stamp: Stamp) -> Option<Arc<Article>> {
        let shelf = lock(&self.shelf);
        let (packed, _) = shelf.articles.get(path)?;
        if packed.card.source == stamp { packed.copy().map(Arc::new) } else { None }
    }

    /// The article of a file, with its body, which stays in the store. `stamp` is that of the file as the site knows it.
    pub fn get(&self, root: &Path, path: &str, stamp: Stamp, site: &Site) -> Option<Arc<Article>> {
        if let Some(article) = self.kept(path, stamp) {
            return Some(article);
        }
        let article = self.read_again(root, path, stamp, site)?;
        // What waits for its page is not pushed out by what has just had its own.
        if let Some(packed) = Packed::new((*article).clone()) {
            lock(&self.shelf).put_if_there_is_room(packed);
        }
        Some(article)
    }

    /// The same for the article's own page, which is the last to need it: it leaves the store.
    pub fn take(&self, root: &Path, path: &str, stamp: Stamp, site: &Site) -> Option<Arc<Article>> {
        let kept = lock(&self.shelf).remove(path);
        match kept.filter(|packed| packed.card.source == stamp).and_then(Packed::open) {
            Some(article) => Some(Arc::new(article)),
            None => self.read_again(root, path, stamp, site),
        }
    }

    fn read_again(&self, root: &Path, path: &str, stamp: Stamp, site: &Site) -> Option<Arc<Article>> {
        let article = read_again(root, path, site);
        if article.as_ref().is_none_or(|article| article.card.source != stamp) {
            self.moved.store(true, Ordering::Relaxed);
        }
        article
    }

    /// Whether an editor has changed a text between the look at the files and the making of a page, since this was last asked.
    pub fn take_moved(&self) -> bool {
        self.moved.swap(false, Ordering::Relaxed)
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
        let dropped = lock(&self.shelf).shrink(RESTING);
        // Giving back many bodies takes a while, and nobody need wait for it.
        rayon::spawn(move || drop(dropped));
    }

    /// It is read again when next asked for.
    pub fn forget(&self, path: &str) {
        lock(&self.shelf).remove(path);
    }
}

fn read_again(root: &Path, path: &str, site: &Site) -> Option<Arc<Article>> {
    let source = tree::read(root, path).ok()?;
    let (article, _) = read::read(&source, &place(path, &site.config)?, &site.config);
    article.map(|mut article| {
        site.look_through(&mut article);
        Arc::new(article)
    })
}

impl Default for Store {
    fn default() -> Store {
        Store { room: ROOM, articles: FxHashMap::default(), order: VecDeque::new(), put: 0, weight: 0 }
    }
}

impl Store {
    fn put_if_there_is_room(&mut self, packed: Packed) {
        if self.weight + packed.weight() <= self.room {
            self.put(packed);
        }
    }

    fn put(&mut self, packed: Packed) {
        let card = packed.card.clone();
        let weight = packed.weight();
        if weight > self.room {
            self.remove(&card.path);
            return;
        }
        self.shrink(self.room - weight);
        if self.order.len() > 2 * self.articles.len() + 64 {
            let articles = &self.articles;
            self.order.retain(|(card, number)| articles.get(&card.path).is_some_and(|(_, known)| known == number));
        }
        self.put += 1;
        self.weight += weight;
        if let Some((before, _)) = self.articles.insert(card.path.clone(), (packed, self.put)) {
            self.weight -= before.weight();
        }
        self.order.push_back((card, self.put));
    }

    /// Takes out the oldest articles until the rest fits, and returns them.
    fn shrink(&mut self, room: usize) -> Vec<Packed> {
        let mut dropped = Vec::new();
        while self.weight > room {
            let Some((oldest, number)) = self.order.pop_front() else { break };
            if self.articles.get(&oldest.path).is_some_and(|(_, known)| *known == number) {
                dropped.extend(self.remove(&oldest.path));
            }
        }
        dropped
    }

    fn remove(&mut self, path: &str) -> Option<Packed> {
        let (packed, _) = self.articles.remove(path)?;
        self.weight -= packed.weight();
        Some(packed)
    }
}

/// A lock is poisoned only by a panic elsewhere; the store is whole between its methods.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::Store;
    use crate::article::packed::Packed;
    use crate::article::place::place;
    use crate::article::read;
    use crate::base::stamp::Stamp;
    use crate::config::{Config, Options};
    use crate::source::tree::Source;

    fn packed(name: &str, words: usize) -> Packed {
        let options = Options { environment: None, base_url: None, variable: &|_: &str| None };
        let (config, _) = Config::read("rassegna.yaml", "title: Prova\n", &options);
        let path = format!("content/articles/{name}.md");
        let place = place(&path, &config).expect("articles have their place");
        let text = format!("---\ntitle: Uno\ndate: 2026-01-02\n---\n{}\n", "parola ".repeat(words));
        let source = Source { path, text, stamp: Stamp::ABSENT };
        let article = read::read(&source, &place, &config).0.expect("it can be read");
        Packed::new(article).expect("it can be packed")
    }

    #[test]
    fn a_full_store_gives_up_its_oldest_body_and_knows_what_the_rest_weighs() {
        let room = packed("a", 400).weight() * 2 + 100;
        let mut store = Store { room, ..Store::default() };
        let holds = |store: &Store, names: &[&str]| {
            let paths: Vec<String> = names.iter().map(|name| format!("content/articles/{name}.md")).collect();
            let weight: usize = store.articles.values().map(|(packed, _)| packed.weight()).sum();
            assert_eq!((store.articles.len(), store.weight), (names.len(), weight));
            assert!(store.weight <= room && paths.iter().all(|path| store.articles.contains_key(path)), "{names:?}");
        };
        ["a", "b"].into_iter().for_each(|name| store.put(packed(name, 400)));
        holds(&store, &["a", "b"]);
        store.put_if_there_is_room(packed("c", 400));
        holds(&store, &["a", "b"]);
        store.put(packed("c", 400));
        holds(&store, &["b", "c"]);
        // What is saved again in other words is the newest, and there once.
        store.put(packed("b", 300));
        store.put(packed("d", 400));
        holds(&store, &["b", "d"]);
        // What alone is too large for the store is not kept, nor what it was before.
        store.put(packed("d", 40_000));
        holds(&store, &["b"]);
        assert_eq!(store.shrink(0).len(), 1);
        holds(&store, &[]);
    }
}
