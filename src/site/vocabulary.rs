//! Every word of the site as a number, which stays the same for the life of a ledger. Articles are read by several threads,
//! and each may meet a word that no other had.

use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::article::words::{Forms, Words};
use crate::base::words::{Stems, key};
use crate::config::Language;

/// Forms are remembered in so many parts, so that threads seldom wait for each other.
const PARTS: usize = 16;

pub struct Vocabulary {
    known: RwLock<Known>,
    /// One a language: its forms, by parts, with the words that they mean.
    tongues: Vec<Tongue>,
}

#[derive(Default)]
struct Known {
    words: Vec<Arc<str>>,
    keys: Vec<u32>,
    ids: FxHashMap<Arc<str>, u32>,
}

struct Tongue {
    stems: Stems,
    forms: [Mutex<FxHashMap<Box<str>, u32>>; PARTS],
}

impl Vocabulary {
    pub fn new(languages: &[Language], words: Vec<Arc<str>>) -> Vocabulary {
        let tongue = |language: &Language| Tongue { stems: Stems::of(&language.tag), forms: Default::default() };
        let keys = words.iter().map(|word| key(word)).collect();
        let ids = words.iter().enumerate().map(|(at, word)| (word.clone(), at as u32)).collect();
        Vocabulary { known: RwLock::new(Known { words, keys, ids }), tongues: languages.iter().map(tongue).collect() }
    }

    /// The words of an article in a language.
    pub fn words(&self, language: u16, forms: &Forms) -> Words {
        let Some(tongue) = self.tongues.get(usize::from(language)) else { return Words::default() };
        Words::pack(forms.iter().map(|(form, weight)| (self.form(tongue, form), weight)).collect())
    }

    fn form(&self, tongue: &Tongue, form: &str) -> u32 {
        let part = FxBuildHasher.hash_one(form) as usize >> 7 & (PARTS - 1);
        let part = &tongue.forms[part];
        // A lock is only poisoned when another thread has panicked, and then this one may go on: the tables are whole.
        if let Some(id) = part.lock().unwrap_or_else(PoisonError::into_inner).get(form) {
            return *id;
        }
        let id = self.id(&tongue.stems.word(form));
        part.lock().unwrap_or_else(PoisonError::into_inner).insert(form.into(), id);
        id
    }

    /// The number of a word.
    pub fn id(&self, word: &str) -> u32 {
        if let Some(id) = self.known.read().unwrap_or_else(PoisonError::into_inner).ids.get(word) {
            return *id;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = known.ids.get(word) {
            return *id;
        }
        let id = known.words.len() as u32;
        let text: Arc<str> = word.into();
        known.words.push(text.clone());
        known.keys.push(key(word));
        known.ids.insert(text, id);
        id
    }

    /// The texts of some words.
    pub fn texts(&self, ids: impl Iterator<Item = u32>) -> Vec<Arc<str>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        ids.map(|id| known.words.get(id as usize).cloned().unwrap_or_else(|| "".into())).collect()
    }

    /// Shows the key of every word, by number.
    pub fn with_keys<T>(&self, show: impl FnOnce(&[u32]) -> T) -> T {
        show(&self.known.read().unwrap_or_else(PoisonError::into_inner).keys)
    }

    /// All words in the order of their numbers, for the ledger.
    pub fn all(&self) -> Vec<Arc<str>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).words.clone()
    }

    /// Forms are met in numbers only when many files are read; between updates their words are enough.
    pub fn forget_forms(&mut self) {
        for part in self.tongues.iter_mut().flat_map(|tongue| &mut tongue.forms) {
            *part.get_mut().unwrap_or_else(PoisonError::into_inner) = FxHashMap::default();
        }
    }
}
