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
use super::scale::{self, Copy, Pixels};
use crate::base::platform::replace;
use crate::base::stamp::Stamp;

/// Another way of making copies makes other ones: then the old are not used any more.
const VERSION: u32 = 2;

/// What is known of a picture beside its size.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct About {
    /// `#rrggbb`; `None` for a picture that is not opaque.
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
            None => {
                let read = scale::colour(file).map(|colour| About { colour, credit: credit::of(file) });
                if let Some(json) = read.as_ref().ok().and_then(|about| serde_json::to_vec(about).ok()) {
                    keep(place.as_deref(), &json);
                }
                read
            }
        };
        lock().insert(stamp, about.clone());
        about
    }

    /// A copy of a picture; `stamp` is that of its bytes.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn copy(&self, file: &Path, stamp: Stamp, wanted: &Copy) -> Result<Vec<u8>, Problem> {
        kept_or(self.place_of(stamp, wanted), || Pixels::of(file)?.copy(wanted))
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
        kept_or(place, || icon::make(&source()?, wanted))
    }

    /// Makes all those copies of a picture that are not kept yet, so that it is decoded once for all of them. What is
    /// wrong with it is told by whoever asks for one.
    pub fn prepare(&self, file: &Path, stamp: Stamp, wanted: &[Copy]) {
        let absent = |copy: &&Copy| self.place_of(stamp, copy).is_some_and(|place| !place.exists());
        let absent: Vec<&Copy> = wanted.iter().filter(absent).collect();
        if absent.len() < 2 {
            return;
        }
        let Ok(pixels) = Pixels::of(file) else { return };
        for copy in absent {
            if let Ok(bytes) = pixels.copy(copy) {
                keep(self.place_of(stamp, copy).as_deref(), &bytes);
            }
        }
    }

    /// What `make` makes of something of this stamp, made once for ever.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn made<E>(
        &self,
        stamp: Stamp,
        extension: &str,
        make: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        kept_or(self.place(&(VERSION, "made", stamp), extension), make)
    }

    fn place_of(&self, stamp: Stamp, wanted: &Copy) -> Option<PathBuf> {
        self.place(&(VERSION, "copy", stamp, format!("{wanted:?}")), wanted.form.extension())
    }

    fn place(&self, what: &impl std::hash::Hash, extension: &str) -> Option<PathBuf> {
        let name = format!("{:?}", Stamp::of(what));
        Some(self.folder.as_ref()?.join(&name[..2]).join(format!("{name}.{extension}")))
    }
}

/// What is kept at a place, else what `make` makes, which is kept there from now on.
fn kept_or<E>(place: Option<PathBuf>, make: impl FnOnce() -> Result<Vec<u8>, E>) -> Result<Vec<u8>, E> {
    if let Some(kept) = place.as_ref().and_then(|place| fs::read(place).ok()) {
        return Ok(kept);
    }
    let bytes = make()?;
    keep(place.as_deref(), &bytes);
    Ok(bytes)
}

/// What cannot be kept is made again next time.
fn keep(place: Option<&Path>, bytes: &[u8]) {
    if let Some(place) = place {
        let _ = write(place, bytes);
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
    fs::write(&beside, bytes).and_then(|()| replace(&beside, place)).inspect_err(|_| {
        // It is of no use to anybody, and that it cannot be removed either is not the news.
        let _ = fs::remove_file(&beside);
    })
}

#[cfg(test)]
mod tests {
    use super::Cache;
    use crate::base::stamp::Stamp;

    #[test]
    fn what_was_kept_and_cannot_be_read_is_kept_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.png");
        image::RgbImage::from_pixel(4, 4, image::Rgb([1, 2, 3])).save(&file).expect("a picture");
        let cache = || Cache::new(folder.path().join("kept"));
        let stamp = Stamp::of_bytes(b"a");
        let about = cache().about(&file, stamp).expect("a picture");
        let place = cache().place(&(super::VERSION, "about", stamp), "json").expect("a place");
        let kept = std::fs::read(&place).expect("kept");
        std::fs::write(&place, &kept[..kept.len() / 2]).expect("damage");
        assert_eq!(cache().about(&file, stamp), Ok(about));
        assert_eq!(std::fs::read(&place).expect("kept again"), kept);
    }
}
