//! What was used lately: a bounded store for what many pages share, when pages of the same days are made one after another.

use std::hash::Hash;
use std::mem;

use rustc_hash::FxHashMap;

/// Keeps what was put in or asked for lately. It has two halves: what is asked for in the old one moves to the young one, and when
/// that is full the old one goes, with all that nobody has asked for meanwhile.
pub struct Lately<K, V> {
    /// How many each half has room for.
    room: usize,
    young: FxHashMap<K, V>,
    old: FxHashMap<K, V>,
}

impl<K: Eq + Hash, V> Lately<K, V> {
    /// A store that keeps so many, and two at least.
    pub fn new(room: usize) -> Lately<K, V> {
        Lately { room: (room / 2).max(1), young: FxHashMap::default(), old: FxHashMap::default() }
    }

    /// What is kept under a key, which is young again.
    pub fn get(&mut self, key: &K) -> Option<&V> {
        // Most ask for what is young. (Whether it is must be asked before: a borrow that is handed out lasts for both ways.)
        if !self.young.contains_key(key) {
            let (key, value) = self.old.remove_entry(key)?;
            self.add(key, value);
        }
        self.young.get(key)
    }

    /// Puts in a value, in place of one that has the same key.
    pub fn put(&mut self, key: K, value: V) {
        match self.young.get_mut(&key) {
            Some(before) => *before = value,
            None => {
                self.old.remove(&key);
                self.add(key, value);
            }
        }
    }

    fn add(&mut self, key: K, value: V) {
        if self.young.len() == self.room {
            let young = FxHashMap::with_capacity_and_hasher(self.room, Default::default());
            self.old = mem::replace(&mut self.young, young);
        }
        self.young.insert(key, value);
    }

    /// Empties the store, and hands out what was in it.
    pub fn take(&mut self) -> [FxHashMap<K, V>; 2] {
        [mem::take(&mut self.young), mem::take(&mut self.old)]
    }
}

#[cfg(test)]
mod tests {
    use super::Lately;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_keeps_no_more_than_it_has_room_for_whatever_is_put_in_and_asked_for(
            steps in proptest::collection::vec((0u32..60, any::<bool>()), 0..400),
        ) {
            let mut lately = Lately::new(32);
            for (at, (key, is_new)) in steps.into_iter().enumerate() {
                if is_new {
                    lately.put(key, at);
                    prop_assert_eq!(lately.get(&key), Some(&at));
                } else {
                    // Whatever is there is asked for, one after another: nothing may pile up by that.
                    let found = (0..60).filter(|key| lately.get(key).is_some()).count();
                    prop_assert!(found <= 32);
                }
                prop_assert!(lately.young.len() <= 16 && lately.old.len() <= 16);
            }
        }

        #[test]
        fn what_is_asked_for_again_and_again_stays(keys in proptest::collection::vec(0u32..40, 0..200)) {
            let mut lately = Lately::new(32);
            lately.put(1000, 0);
            for (at, key) in keys.into_iter().enumerate() {
                lately.put(key, at);
                // After fifteen others it has grown old, but is not gone.
                if at % 15 == 14 {
                    prop_assert_eq!(lately.get(&1000), Some(&0));
                }
            }
        }
    }

    #[test]
    fn what_nobody_asks_for_goes() {
        let mut lately = Lately::new(8);
        lately.put(0, "forgotten");
        lately.put(1, "asked for");
        for key in 2..9 {
            assert_eq!(lately.get(&1), Some(&"asked for"));
            lately.put(key, "new");
        }
        assert!(lately.get(&0).is_none());
        let kept: Vec<&str> = lately.take().into_iter().flatten().map(|(_, value)| value).collect();
        assert!(kept.contains(&"asked for") && !kept.contains(&"forgotten"), "{kept:?}");
        assert!(lately.get(&1).is_none());
    }
}
