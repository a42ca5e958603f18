//! A year as templates see it: months, each as rows of weeks, with the days on which there are articles.

use serde::Serialize;

use super::listing::page_url;
use crate::base::date::Day;
use crate::page::desk::Desk;
use crate::site::calendar::MonthOfYear;
use crate::site::fact::ShelfId;

#[derive(Serialize, Clone, Debug)]
pub struct MonthView {
    /// Its first day.
    pub day: String,
    pub url: Option<String>,
    pub count: usize,
    /// Weeks from Monday to Sunday; what of them belongs to another month is `none`.
    pub rows: Vec<[Option<DayView>; 7]>,
}

#[derive(Serialize, Clone, Debug, Default)]
pub struct DayView {
    pub number: u8,
    pub day: String,
    /// How many articles there are of it.
    pub count: u32,
    /// Where they are listed, when there are any.
    pub url: Option<String>,
}

/// The months of a year's shelf in which there are articles, the oldest first.
pub fn calendar(desk: &Desk<'_>, year: ShelfId) -> Vec<MonthView> {
    let (key, _, _) = desk.reader.shown(year);
    let Ok(number) = key.key.parse() else { return Vec::new() };
    desk.reader.year_days(year).iter().map(|month| view(desk, number, month)).collect()
}

fn view(desk: &Desk<'_>, year: i16, month: &MonthOfYear) -> MonthView {
    let first = Day { year, month: month.month, day: 1 };
    let next = if month.month == 12 {
        Day { year: year + 1, month: 1, day: 1 }
    } else {
        Day { month: month.month + 1, ..first }
    };
    let length = (next.number() - first.number()) as usize;
    // Day 0 of the count is a Thursday.
    let before = (first.number() + 3).rem_euclid(7) as usize;
    let mut rows: Vec<[Option<DayView>; 7]> = vec![Default::default(); (before + length).div_ceil(7)];
    for at in 0..length {
        let day = Day { day: at as u8 + 1, ..first };
        rows[(before + at) / 7][(before + at) % 7] =
            Some(DayView { number: day.day, day: day.iso(), count: 0, url: None });
    }
    for known in &month.days {
        let at = before + usize::from(known.day) - 1;
        if let Some(cell) = &mut rows[at / 7][at % 7] {
            cell.count = known.count;
            let page = month.url.as_deref().map(|url| desk.url(&page_url(url, known.page)));
            cell.url = page.map(|page| format!("{page}#d{}", cell.day));
        }
    }
    MonthView { day: first.iso(), url: month.url.as_deref().map(|url| desk.url(url)), count: month.count, rows }
}
