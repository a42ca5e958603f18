//! Lists that have a page for each year, and feeds: the issues of a series, the corrections.

use serde::Serialize;

use super::desk::Desk;
use super::kind::Address;
use crate::config::settings::feeds::FeedFormat;

/// The parts of an address that are feeds, above all years: the first format's, and so on.
const FEEDS: u32 = 1 << 16;

/// What stands at an address of such a list.
pub enum Part {
    /// What is listed of a year; of 0, the list's own page.
    Year(u16),
    /// A feed, by its place among the list's formats.
    Feed(usize),
}

impl Part {
    pub fn of(address: &Address) -> Part {
        match address.part.checked_sub(FEEDS) {
            Some(at) => Part::Feed(at as usize),
            None => Part::Year(address.part as u16),
        }
    }
}

/// The addresses of the years and of the feeds below a list's own, each with its part.
pub fn addresses(url: &str, years: Vec<(u16, usize)>, feeds: impl Iterator<Item = FeedFormat>) -> Vec<(String, u32)> {
    let years = years.into_iter().map(|(year, _)| (format!("{url}{year}/"), u32::from(year)));
    let feeds = feeds.zip(FEEDS..).map(|(format, part)| (format!("{url}{}", format.file()), part));
    years.chain(feeds).collect()
}

/// A year that has a page of its own.
#[derive(Serialize)]
pub struct YearView {
    year: u16,
    url: String,
    count: usize,
}

/// The years below a list's own address, as its pages name them.
pub fn views(desk: &Desk<'_>, url: &str, years: Vec<(u16, usize)>) -> Vec<YearView> {
    let view = |(year, count)| YearView { year, url: desk.url(&format!("{url}{year}/")), count };
    years.into_iter().map(view).collect()
}
