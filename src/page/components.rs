//! Components as templates show them with `cached(…)`: printed once in an update, and shared by all the pages that give them the same.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::desk::{Addresses, Desk};
use crate::diagnostic::Diagnostic;
use crate::site::fact::Fact;
use crate::theme::components::Call;
use crate::theme::press::Value;

/// How many are kept. One takes one to three kilobytes; what is beyond is printed again for each page.
const KEPT: usize = 24 * 1024;

/// In bytes. What prints more is no card, and a theme that prints much must not fill the memory with it.
const LARGEST_KEPT: usize = 64 * 1024;

/// Threads that look for different ones seldom wait for each other.
const SHARDS: usize = 16;

/// So many calls with the same card are kept: a theme shows a card in a handful of ways.
const WAYS: usize = 24;

/// In which language, and where the first thing stands that the component is given.
type Key = (u16, usize);

#[derive(Default)]
pub struct Components {
    shards: [Mutex<Shard>; SHARDS],
}

#[derive(Default)]
struct Shard {
    prints: FxHashMap<Key, Vec<Print>>,
    count: usize,
}

struct Print {
    /// It holds what the component was given, so that nothing else can come to stand at its place in memory.
    call: Call,
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
        let place = call.place();
        let key = (desk.language, place);
        // Things in memory stand apart, so that the lowest digits of their places are alike.
        let shard = &self.shards[place / 64 % SHARDS];
        if let Some(print) = lock(shard).find(&key, &call) {
            desk.reader.note_all(&print.asked);
            return Ok(print.html.clone());
        }
        let (printed, asked) = desk.reader.noting(|| desk.print_component(&call));
        let html = printed?;
        // What there is to say of it is said of each page.
        if !desk.has_said() && html.as_str().is_some_and(|html| html.len() <= LARGEST_KEPT) {
            lock(shard).keep(key, Print { call, html: html.clone(), asked });
        }
        Ok(html)
    }

    /// Empties the store: they hold answers of the site, and none is kept over an update. What was in it is handed out, since it takes
    /// a while to give back so many small pieces of memory.
    pub fn take(&self) -> impl Send + use<> {
        self.shards.each_ref().map(|shard| std::mem::take(&mut *lock(shard)))
    }
}

impl Shard {
    fn find(&self, key: &Key, call: &Call) -> Option<&Print> {
        self.prints.get(key)?.iter().find(|print| print.call.is_same(call))
    }

    fn keep(&mut self, key: Key, print: Print) {
        if self.count == KEPT / SHARDS {
            return;
        }
        let ways = self.prints.entry(key).or_default();
        // Another thread may have printed it meanwhile.
        if ways.len() < WAYS && !ways.iter().any(|other| other.call.is_same(&print.call)) {
            ways.push(print);
            self.count += 1;
        }
    }
}

/// A lock is poisoned only by a panic elsewhere; a shard is whole between its methods.
fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{KEPT, Print, SHARDS, Shard};
    use crate::theme::components::Call;
    use crate::theme::press::{Value, safe};

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let lists: Vec<Value> = (0..=KEPT / SHARDS).map(|number| Value::from(vec![Value::from(number)])).collect();
        let mut shard = Shard::default();
        for list in &lists {
            let call = Call::of("Cards", list);
            shard.keep((0, call.place()), Print { call, html: safe("x"), asked: Box::default() });
        }
        let is_kept = |list: &Value| {
            let call = Call::of("Cards", list);
            shard.find(&(0, call.place()), &call).is_some()
        };
        let kept = lists.iter().filter(|list| is_kept(list)).count();
        assert_eq!(kept, KEPT / SHARDS);
        assert!(!lists.last().is_some_and(is_kept));
    }
}
