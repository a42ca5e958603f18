//! What was made of pictures, kept by what it was made of: the same picture and the same wish never cost twice.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::credit::{self, Credit};
use super::icon::{self, Icon};
use super::open::Problem;
use super::scale::{self, Copy};
use crate::base::stamp::Stamp;

/// Another way of making copies makes other ones: then the old are not used any more.
const VERSION: u32 = 1;

/// What is known of a picture beside its size.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct About {
    /// `#rrggbb`, when the picture can be decoded.
    pub colour: Option<String>,
    pub credit: Credit,
}

/// A folder of copies, and what was read from pictures in this process.
#[derive(Default)]
pub struct Cache {
    folder: Option<PathBuf>,
    about: Mutex<HashMap<Stamp, Result<About, Problem>>>,
}

impl Cache {
    pub fn new(folder: PathBuf) -> Cache {
        Cache { folder: Some(folder), about: Mutex::default() }
    }

    /// What there is to know of a picture; `stamp` is that of its bytes.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn about(&self, file: &Path, stamp: Stamp) -> Result<About, Problem> {
        let lock = || self.about.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&stamp) {
            return known.clone();
        }
        let place = self.place(&(VERSION, "about", stamp), "json");
        let kept = place.as_ref().and_then(|place| serde_json::from_slice(&fs::read(place).ok()?).ok());
        let about = match kept {
            Some(about) => Ok(about),
            None => scale::colour(file).map(|colour| About { colour: Some(colour), credit: credit::of(file) }),
        };
        if let (Ok(about), Some(place), false) = (&about, &place, place.as_ref().is_some_and(|place| place.exists()))
            && let Ok(json) = serde_json::to_vec(about)
        {
            // What cannot be kept is made again next time.
            let _ = write(place, &json);
        }
        lock().insert(stamp, about.clone());
        about
    }

    /// A copy of a picture; `stamp` is that of its bytes.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn copy(&self, file: &Path, stamp: Stamp, wanted: &Copy) -> Result<Vec<u8>, Problem> {
        let place = self.place(&(VERSION, "copy", stamp, format!("{wanted:?}")), "webp");
        if let Some(kept) = place.as_ref().and_then(|place| fs::read(place).ok()) {
            return Ok(kept);
        }
        let bytes = scale::copy(file, wanted)?;
        if let Some(place) = place {
            // What cannot be kept is made again next time.
            let _ = write(&place, &bytes);
        }
        Ok(bytes)
    }

    /// An icon of a picture; `stamp` is that of its bytes, and `source` reads them.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn icon<'a>(
        &self,
        stamp: Stamp,
        wanted: &Icon,
        source: impl FnOnce() -> Result<icon::Source<'a>, Problem>,
    ) -> Result<Vec<u8>, Problem> {
        let place = self.place(&(VERSION, "icon", stamp, format!("{wanted:?}")), "icon");
        if let Some(kept) = place.as_ref().and_then(|place| fs::read(place).ok()) {
            return Ok(kept);
        }
        let bytes = icon::make(&source()?, wanted)?;
        if let Some(place) = place {
            // What cannot be kept is made again next time.
            let _ = write(&place, &bytes);
        }
        Ok(bytes)
    }

    fn place(&self, what: &impl std::hash::Hash, extension: &str) -> Option<PathBuf> {
        let name = format!("{:?}", Stamp::of(what));
        Some(self.folder.as_ref()?.join(&name[..2]).join(format!("{name}.{extension}")))
    }
}

/// Writes a file beside its place and renames it, so that it is never seen half; each writer has a name of its own.
fn write(place: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::sync::atomic::{AtomicU64, Ordering};
    static WRITERS: AtomicU64 = AtomicU64::new(0);
    let number = WRITERS.fetch_add(1, Ordering::Relaxed);
    let beside = place.with_extension(format!("new-{}-{number}", std::process::id()));
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, place)).inspect_err(|_| {
        // It is of no use to anybody, and that it cannot be removed either is not the news.
        let _ = fs::remove_file(&beside);
    })
}
