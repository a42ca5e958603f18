//! Who is in the news more than before, and who less.

use super::calendar::WEEKS;
use super::fact::{Group, ShelfId};
use super::store::Site;

/// The taxonomies whose names rise and fall.
pub const MOVING: [&str; 4] = ["companies", "people", "products", "tags"];

/// How many of the last twelve weeks count as now; the others are what came before.
pub const NOW: usize = 4;

/// How many names rise, and how many fall, at most.
const MOST: usize = 8;

/// Fewer articles than this say nothing of a change.
const LEAST: u32 = 2;

/// A shelf that has more articles than before, or fewer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Mover {
    pub shelf: ShelfId,
    /// Articles in the last four weeks.
    pub now: u32,
    /// Articles in the eight weeks before.
    pub before: u32,
}

impl Mover {
    /// By how many articles in four weeks it has more than before, or fewer; twice that, to stay whole.
    pub fn change(&self) -> i64 {
        i64::from(self.now) * (WEEKS - NOW) as i64 / NOW as i64 - i64::from(self.before)
    }
}

impl Site {
    /// The shelves of a group whose articles have become more or fewer, the greatest change first: those that rise, and
    /// those that fall. Time ends with the site's newest article, so that a site that rests has no news of its own.
    pub fn movers(&self, language: u16, group: Group) -> (Vec<Mover>, Vec<Mover>) {
        let with_page = self.group(language, group).filter(|id| self.has_page(*id));
        let mut all: Vec<Mover> = with_page
            .map(|shelf| {
                let weeks = self.weeks(shelf);
                let (before, now) = weeks.split_at(WEEKS - NOW);
                Mover { shelf, now: now.iter().sum(), before: before.iter().sum() }
            })
            .filter(|mover| mover.now.max(mover.before) >= LEAST && mover.change() != 0)
            .collect();
        all.sort_by(|a, b| {
            let key = |mover: &Mover| self.shelf(mover.shelf).key.key.as_str();
            b.change().abs().cmp(&a.change().abs()).then_with(|| key(a).cmp(key(b)))
        });
        let (mut rising, mut falling): (Vec<Mover>, Vec<Mover>) = all.into_iter().partition(|mover| mover.change() > 0);
        rising.truncate(MOST);
        falling.truncate(MOST);
        (rising, falling)
    }
}
