//! Components as templates show them with `cached(…)`: printed once in an update, and shared by all the pages that give them the same.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::desk::{Addresses, Desk};
use super::lately::Lately;
use crate::base::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::site::fact::Fact;
use crate::theme::components::Call;
use crate::theme::press::Value;

/// How many are kept, of those that were shown lately. One takes one to three kilobytes.
const KEPT: usize = 24 * 1024;

/// In bytes. What prints more is no card, and a theme that prints much must not fill the memory with it.
const LARGEST_KEPT: usize = 64 * 1024;

/// Threads that look for different ones seldom wait for each other.
const SHARDS: usize = 16;

/// In which language, and by what is given.
type Key = (u16, Stamp);

pub struct Components {
    shards: [Mutex<Lately<Key, Print>>; SHARDS],
}

impl Default for Components {
    fn default() -> Components {
        Components { shards: std::array::from_fn(|_| Mutex::new(Lately::new(KEPT / SHARDS))) }
    }
}

struct Print {
    /// It holds what the component was given, so that nothing else can come to stand at its place in memory.
    _call: Call,
    html: Value,
    /// What its printing asked of the site: whoever shows it has asked it too.
    asked: Box<[Fact]>,
}

impl Components {
    /// What a component prints. The desk stands in no file: so it does not matter which page asks first.
    ///
    /// # Errors
    /// A diagnostic that points into the component.
    pub fn get(&self, desk: &Desk<'_>, call: Call) -> Result<Value, Diagnostic> {
        if desk.addresses != Addresses::Local {
            return desk.print_component(&call);
        }
        let given = call.given_stamp();
        let (key, shard) = ((desk.language, given), &self.shards[given.number() as usize % SHARDS]);
        if let Some(print) = lock(shard).get(&key) {
            desk.reader.note_all(&print.asked);
            return Ok(print.html.clone());
        }
        let (printed, asked) = desk.reader.noting(|| desk.print_component(&call));
        let html = printed?;
        // What there is to say of it is said of each page.
        if !desk.has_said() && html.as_str().is_some_and(|html| html.len() <= LARGEST_KEPT) {
            lock(shard).put(key, Print { _call: call, html: html.clone(), asked });
        }
        Ok(html)
    }

    /// Empties the store: they hold answers of the site, and none is kept over an update. What was in it is handed out, since it takes
    /// a while to give back so many small pieces of memory.
    pub fn take(&self) -> impl Send + use<> {
        self.shards.each_ref().map(|shard| lock(shard).take())
    }
}

/// A lock is poisoned only by a panic elsewhere; a shard is whole between its methods.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
