//! What templates of mails have printed, as long as it is needed: an issue's HTML and its text each stand by themselves and
//! in the message.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::site::fact::{Fact, ShelfId};
use crate::site::reader::Reader;

/// How many are kept. The outputs of an issue are made soon after each other; what comes later is made again.
const KEPT: usize = 64;

/// Which of an issue's two texts.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Html,
    Text,
}

#[derive(Default)]
pub struct Letters(Mutex<HashMap<(ShelfId, Part), Made>>);

struct Made {
    text: String,
    /// What its making asked of the site: whoever takes it has asked it too.
    asked: Box<[Fact]>,
}

impl Letters {
    /// A part of an issue's mail: what was made for another of its outputs, or a new one.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn get(
        &self,
        reader: &Reader<'_>,
        id: ShelfId,
        part: Part,
        make: impl FnOnce() -> Result<String, Diagnostic>,
    ) -> Result<String, Diagnostic> {
        // Nobody wants it a third time.
        if let Some(made) = self.lock().remove(&(id, part)) {
            reader.note_all(&made.asked);
            return Ok(made.text);
        }
        let (text, asked) = reader.noting(make);
        let text = text?;
        let mut kept = self.lock();
        if kept.len() < KEPT {
            kept.insert((id, part), Made { text: text.clone(), asked });
        }
        Ok(text)
    }

    /// They hold answers of the site: none is kept over an update.
    pub fn forget(&self) {
        *self.lock() = HashMap::new();
    }

    /// A lock is poisoned only by a panic elsewhere; the map is whole between these methods.
    fn lock(&self) -> MutexGuard<'_, HashMap<(ShelfId, Part), Made>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
