//! Cards as templates get them: made once in an update, and shared by all the listings that an article stands in.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::desk::{Addresses, Desk};
use super::lately::Lately;
use super::view::card::{self, Wanted};
use crate::site::entry::Entry;
use crate::site::fact::{ArticleId, Fact};
use crate::theme::press::{Value, lean};

/// How many cards are kept, of those that were shown lately. One takes one to five kilobytes.
const KEPT: usize = 24 * 1024;

/// Threads that look for different cards seldom wait for each other.
const SHARDS: usize = 16;

pub struct Cards {
    shards: [Mutex<Lately<(ArticleId, Wanted), Made>>; SHARDS],
}

impl Default for Cards {
    fn default() -> Cards {
        Cards { shards: std::array::from_fn(|_| Mutex::new(Lately::new(KEPT / SHARDS))) }
    }
}

#[derive(Clone)]
struct Made {
    value: Value,
    /// What its making asked of the site: whoever shows it has asked it too.
    asked: Box<[Fact]>,
}

impl Cards {
    /// The card of an article, as a desk's listing shows it.
    pub fn get(&self, desk: &Desk<'_>, id: ArticleId, entry: &Entry, wanted: Wanted) -> Value {
        let make = || lean(&card::view(desk, entry, wanted), |field| wanted.has(field));
        if desk.addresses != Addresses::Local {
            return make();
        }
        let shard = &self.shards[id.0 as usize % SHARDS];
        if let Some(made) = lock(shard).get(&(id, wanted)) {
            desk.reader.note_all(&made.asked);
            return made.value.clone();
        }
        let (value, asked) = desk.reader.noting(make);
        lock(shard).put((id, wanted), Made { value: value.clone(), asked });
        value
    }

    /// Empties the store: cards hold answers of the site, and none is kept over an update. What was in it is handed out, since it
    /// takes a while to give back so many small pieces of memory.
    pub fn take(&self) -> impl Send + use<> {
        self.shards.each_ref().map(|shard| lock(shard).take())
    }
}

/// A lock is poisoned only by a panic elsewhere; a shard is whole between its methods.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
