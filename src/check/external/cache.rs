//! What other sites have answered, with the time of each answer. It is a cache: a file that cannot be read is as good as none.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::verdict::Verdict;
use crate::base::durable;

/// What nobody has asked for in so many days is forgotten, in seconds.
const FORGOTTEN: i64 = 90 * DAY;
const DAY: i64 = 24 * 60 * 60;
const HOUR: i64 = 60 * 60;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// In seconds since 1970.
    pub at: i64,
    pub verdict: Verdict,
}

impl Known {
    /// Whether it counts still. What could not be followed is asked for again the next day.
    pub fn holds(&self, now: i64, days: u32) -> bool {
        let long = match &self.verdict {
            Verdict::Offline => 0,
            verdict if verdict.is_fine() => i64::from(days) * DAY,
            _ => DAY.min(i64::from(days) * DAY),
        };
        (0..long).contains(&(now - self.at))
    }

    /// How old it is, in words; empty when it is new.
    pub fn age(&self, now: i64) -> String {
        let words = |count: i64, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        match now - self.at {
            age if age < HOUR => String::new(),
            age if age < 2 * DAY => words(age / HOUR, "hour"),
            age => words(age / DAY, "day"),
        }
    }
}

/// Answers by address.
#[derive(Default, Debug)]
pub struct Cache {
    known: BTreeMap<String, Known>,
    /// How many answers are not written yet.
    fresh: usize,
}

impl Cache {
    pub fn read(file: &Path) -> Cache {
        let known = std::fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Cache { known: known.unwrap_or_default(), fresh: 0 }
    }

    pub fn get(&self, url: &str) -> Option<&Known> {
        self.known.get(url)
    }

    pub fn put(&mut self, url: String, known: Known) {
        self.known.insert(url, known);
        self.fresh += 1;
    }

    /// Writes it when so many answers are not written yet; a large one less often, so that the time for it does not grow with the
    /// square of the links.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn write_at_times(&mut self, file: &Path, now: i64, most: usize) -> io::Result<()> {
        match self.fresh >= most.max(self.known.len() / 10) {
            true => self.write(file, now),
            false => Ok(()),
        }
    }

    /// # Errors
    /// When the disk says no.
    pub fn write(&mut self, file: &Path, now: i64) -> io::Result<()> {
        if self.fresh == 0 {
            return Ok(());
        }
        self.known.retain(|_, known| now - known.at < FORGOTTEN);
        durable::put(file, &serde_json::to_vec_pretty(&self.known)?)?;
        self.fresh = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, HOUR, Known};
    use crate::check::external::verdict::Verdict;

    #[test]
    fn answers_grow_old() {
        let known = |verdict| Known { at: 1_000_000, verdict };
        let fine = known(Verdict::Fine);
        assert!(fine.holds(1_000_000 + 6 * DAY, 7) && !fine.holds(1_000_000 + 7 * DAY, 7) && !fine.holds(999_999, 7));
        let dead = known(Verdict::Dead { why: String::new() });
        assert!(dead.holds(1_000_000 + HOUR, 7) && !dead.holds(1_000_000 + DAY, 7) && !dead.holds(1_000_000, 0));
        assert!(!known(Verdict::Offline).holds(1_000_000, 7));
        let age = |seconds| fine.age(1_000_000 + seconds);
        assert_eq!([age(59), age(HOUR), age(47 * HOUR), age(3 * DAY)], ["", "1 hour", "47 hours", "3 days"]);
    }
}
