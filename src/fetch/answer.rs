//! What somebody has answered.

use std::borrow::Cow;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::charset;

/// A redirect that was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Who has sent elsewhere.
    pub from: String,
    pub to: String,
    pub status: u16,
}

impl Hop {
    /// Whether the address has moved for good (301, 308), so that a link to it may be changed.
    pub fn is_permanent(&self) -> bool {
        matches!(self.status, 301 | 308)
    }
}

/// An answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Who has answered in the end.
    pub url: String,
    /// The redirects that led there, in their order.
    pub hops: Vec<Hop>,
    /// Names in small letters, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// Unpacked, and as much as was asked for.
    pub body: Vec<u8>,
    /// Whether there was more than was asked for.
    pub is_cut: bool,
}

impl Answer {
    /// Whether it is what was asked for: 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// What it says to be, in small letters and without parameters: `text/html`. Empty when it says nothing.
    pub fn media_type(&self) -> String {
        let media_type = self.header("content-type").unwrap_or_default();
        media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The body as text.
    pub fn text(&self) -> Cow<'_, str> {
        charset::decode(&self.body, self.header("content-type"))
    }

    /// Where it stands now for good: the target of the permanent redirects at the beginning of the way, when there are some.
    pub fn moved_to(&self) -> Option<&str> {
        self.hops.iter().take_while(|hop| hop.is_permanent()).last().map(|hop| hop.to.as_str())
    }

    /// How long we are asked to wait: seconds, or a moment as the server's own clock tells it.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.header("retry-after")?, self.header("date"))
    }
}

fn retry_after(told: &str, date: Option<&str>) -> Option<Duration> {
    let told = told.trim();
    if !told.is_empty() && told.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits into the number is as good as for ever.
        return Some(Duration::from_secs(told.parse().unwrap_or(u64::MAX)));
    }
    let until = http_date(told)?;
    let now = http_date(date?)?;
    Some(Duration::from_secs(u64::try_from(until.as_second() - now.as_second()).unwrap_or(0)))
}

/// A date as servers write it: `Sun, 06 Nov 1994 08:49:37 GMT`.
pub fn http_date(text: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Answer, Hop, retry_after};

    #[test]
    fn a_time_to_wait_is_told_in_seconds_or_by_a_moment() {
        let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        for (told, date, seconds) in [
            ("0", None, Some(0)),
            ("120", None, Some(120)),
            (" 7 ", date, Some(7)),
            ("99999999999999999999999", None, Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", date, Some(60)),
            ("Sun, 06 Nov 1994 08:48:37 GMT", date, Some(0)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", None, None),
            ("-5", date, None),
            ("soon", date, None),
            ("", date, None),
        ] {
            assert_eq!(retry_after(told, date), seconds.map(Duration::from_secs), "{told}");
        }
    }

    #[test]
    fn only_permanent_redirects_from_the_beginning_move_an_address() {
        let hop = |from: &str, to: &str, status| Hop { from: from.to_string(), to: to.to_string(), status };
        let answer = |hops| Answer {
            status: 200,
            url: String::new(),
            hops,
            headers: Vec::new(),
            body: Vec::new(),
            is_cut: false,
        };
        assert_eq!(answer(vec![]).moved_to(), None);
        assert_eq!(answer(vec![hop("a", "b", 302), hop("b", "c", 301)]).moved_to(), None);
        assert_eq!(answer(vec![hop("a", "b", 301), hop("b", "c", 308), hop("c", "d", 302)]).moved_to(), Some("c"));
    }
}
