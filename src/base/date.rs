//! Instants and days. An article's date is an instant with the offset that its author wrote it in.

use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Day {
    pub year: i16,
    pub month: u8,
    pub day: u8,
}

impl Day {
    /// `2025-09-23`, as in ISO 8601.
    pub fn iso(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// Days since 1970-01-01. Years are counted from March, so that a leap day is the last of its year.
    pub fn number(&self) -> i32 {
        let year = i32::from(self.year) - i32::from(self.month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * ((i32::from(self.month) + 9) % 12) + 2) / 5 + i32::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The day that is so many days after 1970-01-01; that day itself where the calendar ends before.
    pub fn of_number(number: i32) -> Day {
        let epoch = Date::constant(1970, 1, 1);
        Span::new().try_days(number).and_then(|days| epoch.checked_add(days)).unwrap_or(epoch).into()
    }

    pub fn from_iso(text: &str) -> Option<Day> {
        text.parse::<Date>().ok().map(Day::from)
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Day {
        Day { year: date.year(), month: date.month() as u8, day: date.day() as u8 }
    }
}

/// An instant, to the second, with the offset from UTC in which it is to be shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Seconds east of Greenwich.
    pub offset: i32,
}

/// Why a text is no date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadDate(pub String);

impl Moment {
    /// The clock, as the command line hands it in when `--now` does not.
    #[expect(clippy::disallowed_methods, reason = "this is the one door to the clock")]
    pub fn now(zone: &TimeZone) -> Moment {
        Moment::from_timestamp(Timestamp::now(), zone)
    }

    fn from_timestamp(timestamp: Timestamp, zone: &TimeZone) -> Moment {
        Moment { seconds: timestamp.as_second(), offset: zone.to_offset(timestamp).seconds() }
    }

    pub(super) fn from_zoned(zoned: &ZonedDateTime) -> Moment {
        Moment { seconds: zoned.timestamp().as_second(), offset: zoned.offset().seconds() }
    }

    /// Reads `2025-09-23`, `2025-09-23 08:30`, `2025-09-23T08:30:00` (in `zone`) and RFC 3339 with an offset or `Z`.
    ///
    /// # Errors
    /// Says in words what is wrong with the text: the form, or a day that does not exist.
    pub fn parse(text: &str, zone: &TimeZone) -> Result<Moment, BadDate> {
        let text = text.trim();
        if let Ok(timestamp) = text.parse::<Timestamp>() {
            // RFC 3339 with an offset: the author's own offset is kept for showing.
            let offset = written_offset(text).unwrap_or(Offset::UTC);
            return Ok(Moment { seconds: timestamp.as_second(), offset: offset.seconds() });
        }
        let civil = match text.parse::<Date>() {
            Ok(date) if text.len() <= 10 => date.at(0, 0, 0, 0),
            _ => text.parse::<DateTime>().map_err(|error| BadDate(explain(text, &error.to_string())))?,
        };
        let zoned = civil.to_zoned_datetime(zone.clone()).map_err(|error| BadDate(error.to_string()))?;
        Ok(Moment::from_zoned(&zoned))
    }

    /// Reads the date of a letter: `Tue, 23 Sep 2025 08:30:00 +0200`.
    pub fn of_letter(text: &str) -> Option<Moment> {
        let zoned = jiff::fmt::rfc2822::parse(text.trim()).ok()?;
        Some(Moment::from_zoned(&zoned))
    }

    fn timestamp(&self) -> Timestamp {
        // Every Moment was made from a Timestamp, so its seconds are within the range of one; the epoch stands for
        // what a damaged ledger may hold.
        Timestamp::from_second(self.seconds).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn civil(&self) -> DateTime {
        let offset = Offset::from_seconds(self.offset).unwrap_or(Offset::UTC);
        offset.to_datetime(self.timestamp())
    }

    /// The same instant, shown in another time zone.
    pub fn within(&self, zone: &TimeZone) -> Moment {
        Moment::from_timestamp(self.timestamp(), zone)
    }

    pub fn day(&self) -> Day {
        Day::from(self.civil().date())
    }

    /// `08:30`
    pub fn clock(&self) -> String {
        let civil = self.civil();
        format!("{:02}:{:02}", civil.hour(), civil.minute())
    }

    /// `2025-09-23T08:30:00+02:00`, as RFC 3339 has it.
    pub fn rfc3339(&self) -> String {
        let civil = self.civil();
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs() / 60;
        format!(
            "{}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
            Day::from(civil.date()).iso(),
            civil.hour(),
            civil.minute(),
            civil.second(),
            minutes / 60,
            minutes % 60
        )
    }

    /// `Tue, 23 Sep 2025 08:30:00 +0200`, as RFC 822 and RSS have it.
    pub fn rfc822(&self) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs() / 60;
        format!("{} {sign}{:02}{:02}", self.civil().strftime("%a, %d %b %Y %H:%M:%S"), minutes / 60, minutes % 60)
    }

    /// A `strftime` pattern, with English names: for themes that want their own form.
    pub fn strftime(&self, pattern: &str) -> Option<String> {
        jiff::fmt::strtime::format(pattern, self.civil()).ok()
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Moment) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Moment) -> std::cmp::Ordering {
        (self.seconds, self.offset).cmp(&(other.seconds, other.offset))
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

/// The offset at the end of an RFC 3339 text, `+02:00` or `+0200`.
fn written_offset(text: &str) -> Option<Offset> {
    let at = text.rfind(['+', '-']).filter(|at| *at > 10)?;
    let digits: String = text[at + 1..].chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) =
        (digits.get(..2)?.parse::<i32>().ok()?, digits.get(2..4).unwrap_or("00").parse::<i32>().ok()?);
    let seconds = hours * 3600 + minutes * 60;
    Offset::from_seconds(if text[at..].starts_with('-') { -seconds } else { seconds }).ok()
}

fn explain(text: &str, error: &str) -> String {
    let looks_italian = text.len() >= 8 && text.split(['/', '.', '-']).next().is_some_and(|first| first.len() <= 2);
    // Why it is none is worth telling of what has the shape of a date, and of nothing else.
    let has_year = text.split_once('-').is_some_and(|(year, _)| year.len() == 4 && year.parse::<u16>().is_ok());
    if looks_italian {
        format!("`{text}` is not in the form year-month-day")
    } else if has_year && text.len() >= 10 {
        let why = beyond(text).unwrap_or_else(|| error.rsplit(": ").next().unwrap_or(error).to_string());
        format!("`{text}` is no date: {why}")
    } else {
        format!("`{text}` is no date")
    }
}

/// Which number of a date is larger than any that there is: `September 2025 has 30 days`.
fn beyond(text: &str) -> Option<String> {
    let number = |at: std::ops::Range<usize>| text.get(at)?.parse::<i8>().ok();
    let (year, month, day) = (text.get(..4)?.parse::<i16>().ok()?, number(5..7)?, number(8..10)?);
    let Ok(first) = Date::new(year, month, 1) else {
        return Some("months go from 01 to 12".to_string());
    };
    if !(1..=first.days_in_month()).contains(&day) {
        return Some(format!("{} has {} days", first.strftime("%B %Y"), first.days_in_month()));
    }
    if number(11..13)? > 23 {
        return Some("hours go from 00 to 23".to_string());
    }
    if number(14..16)? > 59 {
        return Some("minutes go from 00 to 59".to_string());
    }
    // With an offset the last hours of the last year that there is are beyond it.
    (year == 9999 && text.len() > 19).then(|| "no clock counts so far".to_string())
}

#[cfg(test)]
mod tests {
    use super::Moment;
    use jiff::tz::TimeZone;

    fn rome() -> TimeZone {
        TimeZone::get("Europe/Rome").expect("the time zone tables hold Rome")
    }

    #[test]
    fn the_four_forms_of_a_date_are_read() {
        let read = |text: &str| Moment::parse(text, &rome()).expect(text).rfc3339();
        assert_eq!(read("2025-09-23"), "2025-09-23T00:00:00+02:00");
        assert_eq!(read("2025-09-23 08:30"), "2025-09-23T08:30:00+02:00");
        assert_eq!(read("2025-12-23T08:30:05"), "2025-12-23T08:30:05+01:00");
        assert_eq!(read("2025-09-23T08:30:00-04:00"), "2025-09-23T08:30:00-04:00");
        assert_eq!(read("2025-09-23T08:30:00Z"), "2025-09-23T08:30:00+00:00");
    }

    #[test]
    fn what_is_no_date_is_refused_in_words() {
        for text in ["2025-02-30", "23/09/2025", "domani", "", "2025-13-01T00:00:00Z"] {
            assert!(Moment::parse(text, &rome()).is_err(), "{text}");
        }
        assert!(Moment::parse("23/09/2025", &rome()).unwrap_err().0.contains("year-month-day"));
        let told = |text: &str| Moment::parse(text, &rome()).expect_err("no date").0;
        assert_eq!(told("18 September 2025"), "`18 September 2025` is no date");
        for (text, why) in [
            ("2025-09-31", "September 2025 has 30 days"),
            ("2025-02-30", "February 2025 has 28 days"),
            ("2024-02-00", "February 2024 has 29 days"),
            ("2025-13-01T00:00:00Z", "months go from 01 to 12"),
            ("2025-09-23 24:30", "hours go from 00 to 23"),
            ("2025-09-23T08:60:00+02:00", "minutes go from 00 to 59"),
            ("9999-12-31T11:59:59Z", "no clock counts so far"),
        ] {
            assert_eq!(told(text), format!("`{text}` is no date: {why}"));
        }
    }

    #[test]
    fn feeds_get_their_own_forms() {
        let moment = Moment::parse("2025-09-23T08:30:00+02:00", &rome()).expect("a date");
        assert_eq!(moment.rfc822(), "Tue, 23 Sep 2025 08:30:00 +0200");
        assert_eq!(moment.clock(), "08:30");
    }
}
