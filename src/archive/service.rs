//! An archive that answers as the Wayback Machine does: it tells of copies that it has, and makes new ones.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::base::date::Day;
use crate::config::settings::text::{Archive, WAYBACK};
use crate::fetch::answer::Answer;
use crate::fetch::client::{Client, Question, Reading};
use crate::fetch::failure::Why;
use crate::fetch::limits::Limits;

/// For how long the making of a copy is waited for: a page with all that belongs to it takes minutes.
const SAVING: Duration = Duration::from_secs(180);

/// A copy of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    pub url: String,
    pub day: Day,
}

/// Why there is no copy now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// With this page alone, in one word or number.
    Page(String),
    /// With the archive: nothing more is asked of it in this run.
    Archive(String),
}

#[derive(Debug)]
pub struct Service {
    finder: Client,
    saver: Client,
    availability: String,
    save: String,
}

impl Service {
    pub fn new(client: &Client, settings: &Archive) -> Service {
        let service = settings.service.trim_end_matches('/');
        let pace = Duration::from_secs(u64::from(settings.pace));
        // The Wayback Machine tells of its copies at another door.
        let availability = match service == WAYBACK {
            true => "https://archive.org/wayback/available".to_string(),
            false => format!("{service}/wayback/available"),
        };
        let finding = Limits { pace: pace.min(Duration::from_secs(1)), ..Limits::default() };
        // To save is no question that may be repeated: what was not answered may have been done.
        let saving = Limits { total: SAVING, pace, retries: 0, patience: Duration::ZERO, ..Limits::default() };
        Service {
            finder: client.within(finding),
            saver: client.within(saving),
            availability,
            save: format!("{service}/save/"),
        }
    }

    /// The copy that is nearest to a day, if the archive has one.
    ///
    /// # Errors
    /// When the archive does not answer as it should.
    pub fn find(&self, url: &str, day: Day) -> Result<Option<Snapshot>, Trouble> {
        let stamp = day.iso().replace('-', "");
        let encoded = utf8_percent_encode(url, NON_ALPHANUMERIC);
        let asked = format!("{}?url={encoded}&timestamp={stamp}", self.availability);
        let answer = self.finder.get(&asked).map_err(|failure| Trouble::Archive(failure.to_string()))?;
        if !answer.is_success() {
            return Err(Trouble::Archive(refused(&answer)));
        }
        let told: Value = serde_json::from_slice(&answer.body)
            .map_err(|_| Trouble::Archive("its answer is not understood".to_string()))?;
        let closest = &told["archived_snapshots"]["closest"];
        // A copy of a page that said “not found” is none.
        let is_good = closest["available"] == Value::Bool(true)
            && closest["status"].as_str().is_none_or(|status| status.starts_with('2') || status.starts_with('3'));
        Ok(closest["url"].as_str().filter(|_| is_good).and_then(snapshot))
    }

    /// Asks for a new copy.
    ///
    /// # Errors
    /// When none was made, or it is not told where.
    pub fn save(&self, url: &str) -> Result<Snapshot, Trouble> {
        let bare = url.split('#').next().unwrap_or(url);
        let asked = format!("{}{bare}", self.save);
        let question = Question { reading: Reading::UpTo(0), ..Question::get(&asked) };
        let answer = match self.saver.ask(&question) {
            Ok(answer) => answer,
            Err(failure) => {
                // The copy may be told already by whom we were sent to, though it cannot be shown.
                let told = failure.hops.iter().find_map(|hop| snapshot(&hop.to));
                return told.ok_or(match failure.why {
                    Why::TimeOut | Why::Broken { .. } => Trouble::Page(failure.why.word().to_string()),
                    why => Trouble::Archive(why.to_string()),
                });
            }
        };
        let places = answer.hops.iter().map(|hop| hop.to.clone()).chain([answer.url.clone()]);
        let mut places: Vec<String> = places.collect();
        if let Some(place) = answer.header("content-location") {
            let origin = self.save.trim_end_matches("/save/");
            places.push(match place.starts_with('/') {
                true => format!("{origin}{place}"),
                false => place.to_string(),
            });
        }
        match places.iter().find_map(|place| snapshot(place)) {
            Some(made) => Ok(made),
            None if answer.status == 429 => Err(Trouble::Archive(refused(&answer))),
            None if answer.is_success() => Err(Trouble::Page("not-told".to_string())),
            None => Err(Trouble::Page(answer.status.to_string())),
        }
    }
}

fn refused(answer: &Answer) -> String {
    match answer.status {
        429 => "it was asked too often (429)".to_string(),
        status => format!("it answers {status}"),
    }
}

/// `https://web.archive.org/web/20250923084500/https://example.org/`.
fn snapshot(url: &str) -> Option<Snapshot> {
    let (_, rest) = url.split_once("/web/")?;
    let digits = rest.get(..14).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let day = Day::from_iso(&format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..8]))?;
    // What the archive tells of itself begins with `http:` for old times' sake.
    let url = match url.strip_prefix("http://web.archive.org/") {
        Some(rest) => format!("https://web.archive.org/{rest}"),
        None => url.to_string(),
    };
    (!url.chars().any(|c| c.is_whitespace() || c.is_control())).then_some(Snapshot { url, day })
}

#[cfg(test)]
mod tests {
    use super::snapshot;

    #[test]
    fn a_copys_address_tells_its_day() {
        let told = |url: &str| snapshot(url).map(|copy| (copy.url, copy.day.iso()));
        assert_eq!(
            told("http://web.archive.org/web/20250923084500/https://example.org/web/a"),
            Some(("https://web.archive.org/web/20250923084500/https://example.org/web/a".into(), "2025-09-23".into()))
        );
        assert_eq!(
            told("http://a.example/web/20250923084500id_/x"),
            Some(("http://a.example/web/20250923084500id_/x".into(), "2025-09-23".into()))
        );
        for none in [
            "https://web.archive.org/save/https://example.org/",
            "https://a.example/web/2025/x",
            "/web/20259923084500/",
            "",
        ] {
            assert_eq!(told(none), None, "{none}");
        }
    }
}
