//! Articles along time: by month, by week, by day, and who was in the news of late.

use super::fact::{Group, ShelfId};
use super::questions::months;
use super::shelf::ShelfKey;
use super::store::Site;
use super::story::Standing;
use crate::base::date::Day;

/// How many weeks count as of late. Charts by week and the ranking by them look at these.
pub const WEEKS: usize = 12;

/// A shelf that was in the news of late.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lately {
    pub shelf: ShelfId,
    /// All its articles.
    pub count: usize,
    /// Articles by week, the oldest week first.
    pub weeks: [u32; WEEKS],
    /// The day of its newest article.
    pub last: Option<Day>,
    /// Of a story: whether it is open, quiet or closed.
    pub standing: Option<Standing>,
}

/// A month of a year in which there are articles.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MonthOfYear {
    pub month: u8,
    /// The month's page, where months have pages.
    pub url: Option<String>,
    pub count: usize,
    pub days: Vec<DayOfMonth>,
}

/// A day on which there are articles.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DayOfMonth {
    pub day: u8,
    pub count: u32,
    /// The page of the month on which the newest of them stands; 0 is the month's own.
    pub page: usize,
}

/// Weeks since the one of 1970-01-01, each from Monday to Sunday.
pub(super) fn week(day: Day) -> i32 {
    (day.number() + 3).div_euclid(7)
}

impl Site {
    /// The day of the site's newest article, in any language.
    pub(super) fn newest_anywhere(&self) -> Option<Day> {
        let fronts = (0..self.config.languages.len() as u16).flat_map(|language| self.group(language, Group::Front));
        fronts.filter_map(|front| self.newest_day(front)).max()
    }

    /// Articles by month, the oldest month first, over the twelve months that end with the site's newest article.
    pub fn activity(&self, id: ShelfId) -> [u32; 12] {
        self.counted(id, self.last_month, months)
    }

    /// The months of [`Site::activity`] as their first days, where there is anything to show.
    pub fn activity_months(&self, id: ShelfId) -> Vec<Day> {
        let Some(last) = self.last_month.filter(|_| self.activity(id).iter().any(|count| *count > 0)) else {
            return Vec::new();
        };
        (last - 11..=last)
            .map(|month| Day { year: month.div_euclid(12) as i16, month: month.rem_euclid(12) as u8 + 1, day: 1 })
            .collect()
    }

    /// Articles by week, the oldest week first, over the twelve weeks that end with the site's newest article.
    pub fn weeks(&self, id: ShelfId) -> [u32; WEEKS] {
        self.counted(id, self.last_week, week)
    }

    /// The Mondays with which the weeks of [`Site::weeks`] begin.
    pub fn week_days(&self) -> Vec<Day> {
        let Some(last) = self.last_week else { return Vec::new() };
        (last + 1 - WEEKS as i32..=last).map(|week| Day::of_number(week * 7 - 3)).collect()
    }

    /// A shelf's articles in the twelve spans of time that end with `last`.
    fn counted(&self, id: ShelfId, last: Option<i32>, span: impl Fn(Day) -> i32) -> [u32; 12] {
        let mut counts = [0; 12];
        let Some(last) = last else { return counts };
        for article in self.shelf(id).articles.iter().rev() {
            let Some(day) = self.day(*article) else { continue };
            match usize::try_from(11 - (last - span(day))) {
                Ok(at) => counts[at.min(11)] += 1,
                // Older than the first: the rest is older still.
                Err(_) => break,
            }
        }
        counts
    }

    /// The shelves of a group that had most articles in the last twelve weeks, those with a page.
    pub fn lately(&self, language: u16, group: Group, limit: usize) -> Vec<Lately> {
        let with_page = self.group(language, group).filter(|id| self.has_page(*id));
        let mut all: Vec<Lately> = with_page
            .map(|id| Lately {
                shelf: id,
                count: self.shelf(id).articles.len(),
                weeks: self.weeks(id),
                last: self.newest_day(id),
                standing: self.standing(id),
            })
            .filter(|lately| lately.count > 0)
            .collect();
        let key = |lately: &Lately| (lately.weeks.iter().sum::<u32>(), lately.last, lately.count);
        all.sort_by(|a, b| {
            let names = || self.shelf(a.shelf).key.key.cmp(&self.shelf(b.shelf).key.key);
            key(b).cmp(&key(a)).then_with(names)
        });
        all.truncate(limit);
        all
    }

    /// The months and days of a year's shelf on which there are articles, the oldest first.
    pub fn year_days(&self, id: ShelfId) -> Vec<MonthOfYear> {
        let language = self.shelf(id).key.language;
        let days: Vec<Day> = self.shelf(id).articles.iter().filter_map(|article| self.day(*article)).collect();
        days.chunk_by(|a, b| (a.year, a.month) == (b.year, b.month))
            .map(|of_month| {
                let Day { year, month, .. } = of_month[0];
                let key = ShelfKey { language, group: Group::Month, key: format!("{year:04}-{month:02}") };
                let shelf = self.find_shelf(&key).filter(|id| self.has_page(*id));
                let mut days: Vec<DayOfMonth> = Vec::new();
                for (at, day) in of_month.iter().enumerate() {
                    let page = shelf.map_or(0, |id| self.cut(id).page_of(at));
                    match days.last_mut().filter(|last| last.day == day.day) {
                        Some(last) => (last.count, last.page) = (last.count + 1, page),
                        None => days.push(DayOfMonth { day: day.day, count: 1, page }),
                    }
                }
                let url = shelf.map(|id| self.shelf(id).url.clone());
                MonthOfYear { month, url, count: of_month.len(), days }
            })
            .collect()
    }
}
