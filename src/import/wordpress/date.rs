//! The dates of an export: local time, with the time of Greenwich beside it.

use jiff::civil::DateTime;

/// The local time with its distance from that of Greenwich, which WordPress writes beside it.
pub fn date(local: &str, gmt: &str) -> Option<String> {
    let parse = |text: &str| text.trim().parse::<DateTime>().ok().filter(|date| date.year() > 0);
    match (parse(local), parse(gmt)) {
        (Some(local), Some(gmt)) => {
            let minutes = (local.duration_since(gmt).as_secs() + 60 * 60 * 24 * 2) / 60 - 60 * 24 * 2;
            match minutes.abs() <= 14 * 60 {
                true => {
                    let sign = if minutes < 0 { '-' } else { '+' };
                    Some(format!("{local}{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60))
                }
                false => Some(format!("{gmt}Z")),
            }
        }
        (Some(local), None) => Some(local.to_string()),
        (None, Some(gmt)) => Some(format!("{gmt}Z")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_keep_the_zone_in_which_they_were_written() {
        for (local, gmt, wanted) in [
            ("2025-09-23 08:30:00", "2025-09-23 06:30:00", Some("2025-09-23T08:30:00+02:00")),
            ("2025-09-22 20:00:00", "2025-09-23 01:00:00", Some("2025-09-22T20:00:00-05:00")),
            ("2025-09-23 08:30:00", "0000-00-00 00:00:00", Some("2025-09-23T08:30:00")),
            ("0000-00-00 00:00:00", "2025-09-23 06:30:00", Some("2025-09-23T06:30:00Z")),
            ("2025-09-23 08:30:00", "2020-09-23 06:30:00", Some("2020-09-23T06:30:00Z")),
            ("", "mai", None),
        ] {
            assert_eq!(date(local, gmt).as_deref(), wanted, "{local} {gmt}");
        }
    }
}
