//! The site in numbers: articles by week, who and what they are about, how long they are.

use std::collections::BTreeMap;

use serde::Serialize;

use super::calendar::week;
use super::fact::ShelfId;
use super::movers::MOVING;
use super::store::Site;
use crate::article::place::Sort;
use crate::base::date::Day;

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// By its place in the configuration; all languages together where none is said.
    pub language: Option<u16>,
    /// How many weeks, the last of which is that of the newest article.
    pub weeks: usize,
    /// How many rows each ranking has at most.
    pub limit: usize,
}

#[derive(Serialize, Debug, PartialEq)]
pub struct Numbers {
    /// Articles in all.
    pub articles: usize,
    /// Articles in these weeks, and in as many before.
    pub now: usize,
    pub before: usize,
    /// The first days of the weeks, each with its articles, the oldest first.
    pub weeks: Vec<Week>,
    pub length: Length,
    pub rankings: Vec<Ranking>,
    /// Names that have more articles than in the weeks before, and fewer.
    pub rising: Vec<Row>,
    pub falling: Vec<Row>,
}

#[derive(Serialize, Debug, PartialEq)]
pub struct Week {
    pub monday: String,
    pub articles: usize,
}

/// How long the articles of these weeks are.
#[derive(Serialize, Debug, Default, PartialEq)]
pub struct Length {
    /// Words of all of them.
    pub words: u64,
    /// Words of the one in the middle.
    pub median: u32,
    pub longest: u32,
}

/// The terms of a taxonomy by their articles in these weeks.
#[derive(Serialize, Debug, PartialEq)]
pub struct Ranking {
    pub taxonomy: String,
    /// How many of its terms have articles in these weeks.
    pub terms: usize,
    pub rows: Vec<Row>,
}

#[derive(Serialize, Debug, Clone, PartialEq)]
pub struct Row {
    pub taxonomy: String,
    pub name: String,
    /// Articles in these weeks, in as many before, and in all.
    pub now: usize,
    pub before: usize,
    pub articles: usize,
}

impl Row {
    fn change(&self) -> i64 {
        self.now as i64 - self.before as i64
    }
}

impl Site {
    /// Counts. Only what is published is.
    pub fn numbers(&self, question: Question) -> Numbers {
        let last = self.newest_anywhere().map(week);
        let mut counts: BTreeMap<(u8, String), (Option<ShelfId>, Row)> = BTreeMap::new();
        let mut weeks = vec![0; question.weeks];
        let (mut lengths, mut articles, mut before) = (Vec::new(), 0, 0);
        let entries = self.entries().filter(|entry| entry.card.sort == Sort::Article);
        for entry in entries.filter(|entry| question.language.is_none_or(|wanted| entry.card.shown.language == wanted))
        {
            articles += 1;
            let day = entry.day;
            let age = usize::try_from(last.unwrap_or(0) - week(day)).unwrap_or(0);
            let (is_now, is_before) = (age < question.weeks, (question.weeks..2 * question.weeks).contains(&age));
            if is_now {
                weeks[question.weeks - 1 - age] += 1;
                lengths.push(entry.card.length);
            }
            before += usize::from(is_before);
            for (taxonomy, shelf) in &entry.terms {
                let key = (*taxonomy, self.shelf(*shelf).key.key.clone());
                let (known, row) = counts.entry(key).or_insert_with(|| (None, self.row(*taxonomy)));
                // Of several languages the first in the configuration gives the name.
                *known = known.iter().copied().chain([*shelf]).min_by_key(|id| self.shelf(*id).key.language);
                row.articles += 1;
                row.now += usize::from(is_now);
                row.before += usize::from(is_before);
            }
        }
        let rows = counts.into_values().map(|(shelf, row)| Row {
            name: shelf.map_or(String::new(), |shelf| self.shelf(shelf).name.clone()),
            ..row
        });
        let rows: Vec<Row> = rows.collect();
        let monday = |at: usize| Day::of_number((last.unwrap_or(0) + 1 - (question.weeks - at) as i32) * 7 - 3).iso();
        let (rising, falling) = moved(&rows, question.limit);
        Numbers {
            articles,
            now: lengths.len(),
            before,
            weeks: weeks.into_iter().enumerate().map(|(at, articles)| Week { monday: monday(at), articles }).collect(),
            length: length(lengths),
            rankings: self
                .config
                .taxonomies
                .iter()
                .filter_map(|one| ranking(&one.name, &rows, question.limit))
                .collect(),
            rising,
            falling,
        }
    }

    fn row(&self, taxonomy: u8) -> Row {
        let taxonomy = self.config.taxonomies.get(usize::from(taxonomy)).map_or("", |taxonomy| &taxonomy.name);
        Row { taxonomy: taxonomy.to_string(), name: String::new(), now: 0, before: 0, articles: 0 }
    }
}

fn length(mut lengths: Vec<u32>) -> Length {
    lengths.sort_unstable();
    Length {
        words: lengths.iter().map(|words| u64::from(*words)).sum(),
        median: lengths.get(lengths.len() / 2).copied().unwrap_or(0),
        longest: lengths.last().copied().unwrap_or(0),
    }
}

fn ranking(taxonomy: &str, rows: &[Row], limit: usize) -> Option<Ranking> {
    let mut rows: Vec<Row> = rows.iter().filter(|row| row.taxonomy == taxonomy && row.now > 0).cloned().collect();
    rows.sort_by(|a, b| (b.now, b.articles).cmp(&(a.now, a.articles)).then_with(|| a.name.cmp(&b.name)));
    let terms = rows.len();
    rows.truncate(limit);
    (terms > 0).then(|| Ranking { taxonomy: taxonomy.to_string(), terms, rows })
}

/// The rows that changed most: those with more articles than before, and those with fewer. A single article is no change.
fn moved(rows: &[Row], limit: usize) -> (Vec<Row>, Vec<Row>) {
    let moving = rows.iter().filter(|row| MOVING.contains(&row.taxonomy.as_str()) && row.change().abs() > 1);
    let mut moving: Vec<Row> = moving.cloned().collect();
    moving.sort_by(|a, b| b.change().abs().cmp(&a.change().abs()).then_with(|| a.name.cmp(&b.name)));
    let (mut rising, mut falling): (Vec<Row>, Vec<Row>) = moving.into_iter().partition(|row| row.change() > 0);
    rising.truncate(limit);
    falling.truncate(limit);
    (rising, falling)
}
