//! The days, weeks and months that issues are collected by: their names, and where they begin and end.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::{Day, Moment};

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    Daily,
    Weekly,
    Monthly,
}

/// How time is cut into periods: how long they are, on which day weeks begin, and where on Earth days do.
#[derive(Clone, PartialEq, Debug)]
pub struct Rhythm {
    pub period: Period,
    pub first: Weekday,
    pub zone: TimeZone,
}

/// One period, by its days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Days {
    pub first: Day,
    pub last: Day,
}

impl Rhythm {
    /// The period that an instant lies in.
    pub fn around(&self, at: Moment) -> Option<Days> {
        self.on(at.within(&self.zone).day())
    }

    /// The period that a day lies in; `None` at the ends of the calendar.
    fn on(&self, day: Day) -> Option<Days> {
        let date = date(day)?;
        let (first, last) = match self.period {
            Period::Daily => (date, date),
            Period::Weekly => {
                let first = date.checked_sub(i64::from(date.weekday().since(self.first)).days()).ok()?;
                (first, first.checked_add(6.days()).ok()?)
            }
            Period::Monthly => (date.first_of_month(), date.last_of_month()),
        };
        Some(Days { first: first.into(), last: last.into() })
    }

    /// What a period is called: `2025-09-23`, `2025-w39` or `2025-09`. A week has the number that ISO 8601 gives to the one
    /// in which most of its days lie, so that every week has a number of its own whichever day it begins on.
    pub fn name(&self, days: Days) -> String {
        match self.period {
            Period::Daily => days.first.iso(),
            Period::Weekly => {
                let week = date(days.first).and_then(|first| first.checked_add(3.days()).ok()).unwrap_or_default();
                let week = week.iso_week_date();
                format!("{:04}-w{:02}", week.year(), week.week())
            }
            Period::Monthly => format!("{:04}-{:02}", days.first.year, days.first.month),
        }
    }

    /// The period of a name; `None` for what names none of this length.
    pub fn named(&self, name: &str) -> Option<Days> {
        let days = match self.period {
            Period::Daily => self.on(Day::from_iso(name)?)?,
            Period::Weekly => {
                let (year, week) = name.split_once("-w").or_else(|| name.split_once("-W"))?;
                let monday = ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, Weekday::Monday).ok()?.date();
                // The fourth day of a week is the one that gives it its number.
                let fourth = (i64::from(self.first.to_monday_zero_offset()) + 3) % 7;
                self.on(monday.checked_add(fourth.days()).ok()?.into())?
            }
            Period::Monthly => self.on(Day::from_iso(&format!("{name}-01"))?)?,
        };
        (self.name(days) == name.to_lowercase()).then_some(days)
    }

    /// The first instant of a period, and the first after it.
    pub fn edges(&self, days: Days) -> Option<(Moment, Moment)> {
        let begins = |date: Date| {
            Some(Moment::from_zoned(&date.to_zoned_datetime(self.zone.clone()).ok()?.start_of_day().ok()?))
        };
        Some((begins(date(days.first)?)?, begins(date(days.last)?.tomorrow().ok()?)?))
    }
}

fn date(day: Day) -> Option<Date> {
    Date::new(day.year, day.month as i8, day.day as i8).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::Weekday;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::{Days, Period, Rhythm};
    use crate::base::date::{Day, Moment};

    fn rhythm(period: Period, first: Weekday, zone: &str) -> Rhythm {
        Rhythm { period, first, zone: TimeZone::get(zone).expect("the time zone tables hold it") }
    }

    fn at(text: &str) -> Moment {
        Moment::parse(text, &TimeZone::UTC).expect(text)
    }

    fn name(rhythm: &Rhythm, text: &str) -> String {
        rhythm.name(rhythm.around(at(text)).expect(text))
    }

    #[test]
    fn weeks_are_those_of_iso_8601_also_at_the_ends_of_years() {
        let weekly = rhythm(Period::Weekly, Weekday::Monday, "Europe/Rome");
        assert_eq!(name(&weekly, "2025-09-28T21:59:59Z"), "2025-w39");
        assert_eq!(name(&weekly, "2025-09-28T22:00:00Z"), "2025-w40", "it is Monday in Rome");
        assert_eq!(name(&weekly, "2027-01-03T12:00:00Z"), "2026-w53");
        assert_eq!(name(&weekly, "2024-12-30T12:00:00Z"), "2025-w01");
        assert_eq!(name(&weekly, "2027-01-04T12:00:00Z"), "2027-w01");
        assert_eq!(weekly.named("2026-w53").map(|days| days.first.iso()).as_deref(), Some("2026-12-28"));
        assert_eq!(weekly.named("2025-w53"), None, "2025 has 52 weeks");
    }

    #[test]
    fn a_week_may_begin_on_another_day() {
        let weekly = rhythm(Period::Weekly, Weekday::Saturday, "Europe/Rome");
        let days = weekly.named("2025-w39").expect("a week");
        assert_eq!((days.first.iso(), days.last.iso()), ("2025-09-20".to_string(), "2025-09-26".to_string()));
        assert_eq!(name(&weekly, "2025-09-26T12:00:00Z"), "2025-w39");
        assert_eq!(name(&weekly, "2025-09-27T12:00:00Z"), "2025-w40");
    }

    #[test]
    fn edges_are_midnights_of_the_zone_also_when_clocks_change() {
        let daily = rhythm(Period::Daily, Weekday::Monday, "Europe/Rome");
        let hours = |rhythm: &Rhythm, name: &str| {
            let (from, to) = rhythm.edges(rhythm.named(name).expect(name)).expect(name);
            (to.seconds - from.seconds) / 3600
        };
        assert_eq!(hours(&daily, "2025-03-30"), 23);
        assert_eq!(hours(&daily, "2025-10-26"), 25);
        assert_eq!(hours(&daily, "2025-10-27"), 24);
        // There was no midnight in Santiago on that day: it began at one.
        let chile = rhythm(Period::Daily, Weekday::Monday, "America/Santiago");
        assert_eq!(hours(&chile, "2025-09-07"), 23);
        let monthly = rhythm(Period::Monthly, Weekday::Monday, "Europe/Rome");
        assert_eq!(hours(&monthly, "2025-03"), 31 * 24 - 1);
        assert_eq!(name(&monthly, "2025-01-31T23:30:00Z"), "2025-02");
    }

    #[test]
    fn what_is_no_period_has_no_days() {
        let all = [Period::Daily, Period::Weekly, Period::Monthly];
        for name in ["", "2025", "2025-w00", "2025-w9", "2025-13", "2025-02-30", "w39", "2025-w39x", "é-w39"] {
            for period in all {
                assert_eq!(rhythm(period, Weekday::Monday, "UTC").named(name), None, "{name}");
            }
        }
    }

    fn weekdays() -> impl Strategy<Value = Weekday> {
        (1_i8..=7).prop_map(|day| Weekday::from_monday_one_offset(day).expect("one of seven"))
    }

    proptest! {
        #[test]
        fn periods_follow_each_other_without_a_gap_and_are_found_by_their_names(
            day in 0_i32..40_000,
            first in weekdays(),
            period in prop::sample::select(vec![Period::Daily, Period::Weekly, Period::Monthly]),
            zone in prop::sample::select(vec!["UTC", "Europe/Rome", "America/New_York", "Pacific/Apia", "America/Santiago"]),
        ) {
            let rhythm = rhythm(period, first, zone);
            let this = rhythm.on(Day::of_number(day)).expect("within the calendar");
            let next = rhythm.on(Day::of_number(this.last.number() + 1)).expect("within the calendar");
            prop_assert!((this.first.number()..=this.last.number()).contains(&day));
            prop_assert_eq!(next.first.number(), this.last.number() + 1);
            prop_assert_eq!(rhythm.edges(this).map(|(_, end)| end), rhythm.edges(next).map(|(begin, _)| begin));
            prop_assert_eq!(rhythm.named(&rhythm.name(this)), Some(this));
            prop_assert!(rhythm.name(this) < rhythm.name(next), "names are in the order of time");
            let (from, to) = rhythm.edges(this).expect("within the calendar");
            let last = Moment { seconds: to.seconds - 1, ..to };
            prop_assert_eq!(rhythm.around(from), Some(this));
            prop_assert_eq!(rhythm.around(last), Some(this));
            let _: Days = this;
        }
    }
}
