//! What an answer says about a link: whether it can be followed, and no more than is known.

use serde::{Deserialize, Serialize};

use crate::fetch::answer::Answer;
use crate::fetch::client::{Client, Method, Question, Reading};
use crate::fetch::failure::{Failure, Why};

/// What is known of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Fine,
    /// It can be followed, and stands elsewhere for good.
    Moved {
        to: String,
    },
    /// Its host says that there is nothing, or there is no such host.
    Dead {
        why: String,
    },
    /// Who was asked does not tell: programs are not welcome everywhere.
    Unsure {
        why: String,
    },
    /// Nobody could be asked.
    Offline,
}

impl Verdict {
    pub fn is_offline(&self) -> bool {
        *self == Verdict::Offline
    }

    /// Whether it can be followed.
    pub fn is_fine(&self) -> bool {
        matches!(self, Verdict::Fine | Verdict::Moved { .. })
    }
}

/// Asks for an address, with as little work for its host as possible.
pub fn judge(client: &Client, url: &str) -> Verdict {
    let accept = Some("text/html,application/xhtml+xml,*/*;q=0.8");
    let question = Question { method: Method::Head, accept, ..Question::get(url) };
    match client.ask(&question) {
        Ok(answer) if answer.is_success() => fine(url, &answer),
        // Who is too busy is not asked a second time.
        Ok(answer) if answer.status == 429 => of_status(answer.status),
        Err(Failure { why, .. }) if !matches!(why, Why::Broken { .. }) => of_failure(&why),
        // Many servers know no `HEAD`, and some say so in odd ways.
        Ok(_) | Err(_) => {
            let question = Question { method: Method::Get, reading: Reading::UpTo(0), ..question };
            match client.ask(&question) {
                Ok(answer) if answer.is_success() => fine(url, &answer),
                Ok(answer) => of_status(answer.status),
                Err(failure) => of_failure(&failure.why),
            }
        }
    }
}

fn fine(url: &str, answer: &Answer) -> Verdict {
    match answer.moved_to().filter(|to| *to != url) {
        Some(to) => Verdict::Moved { to: to.to_string() },
        None => Verdict::Fine,
    }
}

fn of_status(status: u16) -> Verdict {
    match status {
        404 | 410 => Verdict::Dead { why: format!("its server answers {status}") },
        401 | 402 | 403 | 406 | 418 | 451 | 999 => {
            Verdict::Unsure { why: format!("its server does not let programs in ({status})") }
        }
        429 => Verdict::Unsure { why: "its server asks for patience (429)".to_string() },
        status => Verdict::Unsure { why: format!("its server answers {status}") },
    }
}

fn of_failure(why: &Why) -> Verdict {
    match why {
        Why::Offline { .. } => Verdict::Offline,
        Why::Address { .. } | Why::HostNotFound | Why::Redirects { .. } => Verdict::Dead { why: why.to_string() },
        why => Verdict::Unsure { why: why.to_string() },
    }
}
