//! What was used lately: a bounded store for what many pages share, when pages of the same days are made one after another.

use std::hash::Hash;
use std::mem;

use rustc_hash::FxHashMap;

/// Keeps what was put in or asked for lately. It has two halves: who is asked for in the old one moves to the young one, and when
/// that is full the old one goes, with all that nobody has asked for meanwhile.
pub struct Lately<K, V> {
    /// How many each half has room for.
    room: usize,
    young: FxHashMap<K, V>,
    old: FxHashMap<K, V>,
}

/// What has just gone, to be given back: that takes a while, and whoever holds a lock lets go of it before.
pub type Gone<K, V> = FxHashMap<K, V>;

impl<K: Eq + Hash, V> Lately<K, V> {
    /// A store that keeps so many.
    pub fn new(room: usize) -> Lately<K, V> {
        Lately { room: room / 2, young: FxHashMap::default(), old: FxHashMap::default() }
    }

    /// What is kept under a key, which is young again.
    pub fn get(&mut self, key: &K) -> Option<&V> {
        // Most ask for what is young. (Whether it is must be asked before: a borrow that is handed out lasts for both ways.)
        if !self.young.contains_key(key) {
            let (key, value) = self.old.remove_entry(key)?;
            self.young.insert(key, value);
        }
        self.young.get(key)
    }

    /// Puts in a value, in place of one that has the same key.
    #[must_use]
    pub fn put(&mut self, key: K, value: V) -> Gone<K, V> {
        self.old.remove(&key);
        self.young.insert(key, value);
        if self.young.len() < self.room {
            return Gone::default();
        }
        let young = FxHashMap::with_capacity_and_hasher(self.young.len(), Default::default());
        mem::replace(&mut self.old, mem::replace(&mut self.young, young))
    }

    /// Empties the store, and hands out what was in it.
    pub fn take(&mut self) -> [Gone<K, V>; 2] {
        [mem::take(&mut self.young), mem::take(&mut self.old)]
    }
}

#[cfg(test)]
mod tests {
    use super::{Gone, Lately};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_keeps_no_more_than_it_has_room_for_and_what_is_asked_for_again_and_again(
            keys in proptest::collection::vec(0u32..40, 0..200),
        ) {
            let mut lately = Lately::new(32);
            drop(lately.put(1000, 0));
            for (at, key) in keys.into_iter().enumerate() {
                drop(lately.put(key, at));
                prop_assert!(lately.young.len() + lately.old.len() <= 32);
                prop_assert_eq!(lately.get(&key), Some(&at));
                // After fifteen others it has grown old, but is not gone.
                if at % 15 == 14 {
                    prop_assert_eq!(lately.get(&1000), Some(&0));
                }
            }
        }
    }

    #[test]
    fn what_nobody_asks_for_goes_and_is_handed_out() {
        let mut lately = Lately::new(8);
        drop(lately.put(0, "forgotten"));
        drop(lately.put(1, "asked for"));
        let mut gone = Vec::new();
        for key in 2..9 {
            assert_eq!(lately.get(&1), Some(&"asked for"));
            gone.extend(lately.put(key, "new").into_values());
        }
        assert!(lately.get(&0).is_none() && gone.contains(&"forgotten") && !gone.contains(&"asked for"));
        assert_eq!(lately.take().iter().map(Gone::len).sum::<usize>(), 9 - gone.len());
        assert!(lately.get(&1).is_none());
    }
}
