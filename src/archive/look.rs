//! Whether sources are still there: each is asked, and what is gone on two different days is gone.

use super::cited::Cited;
use super::run::Notes;
use crate::base::date::Day;
use crate::fetch::client::{Client, Method, Question, Reading};
use crate::fetch::failure::Why;

/// What a source has said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    There,
    /// It was not there, in one word or number.
    Gone(String),
    /// It did not say so or so: closed to programs, broken, too slow. That says nothing about what readers see.
    Unknown(String),
}

/// Which sources to ask first: those that were never asked, then those that were asked longest ago.
pub fn in_turn(mut all: Vec<Cited>, notes: &Notes) -> Vec<Cited> {
    let checked = |cited: &Cited| notes.records.get(&cited.url).and_then(|record| record.checked.clone());
    all.sort_by_cached_key(checked);
    all
}

/// Asks one source. A host that nobody knows is [`Seen::Gone`] only for who can be asked at all: see [`note`].
pub fn ask(client: &Client, url: &str) -> Seen {
    let question = |method| Question { method, reading: Reading::UpTo(0), ..Question::get(url) };
    let head = client.ask(&question(Method::Head));
    let answer = match head {
        Ok(answer) if answer.is_success() => return Seen::There,
        // Many do not know HEAD, and answer it by anything.
        Ok(_) => client.ask(&question(Method::Get)),
        Err(failure) => Err(failure),
    };
    match answer {
        Ok(answer) if answer.is_success() => Seen::There,
        Ok(answer) if matches!(answer.status, 404 | 410) => Seen::Gone(answer.status.to_string()),
        Ok(answer) => Seen::Unknown(answer.status.to_string()),
        Err(failure) if failure.why == Why::HostNotFound => Seen::Gone(failure.why.word().to_string()),
        Err(failure) => Seen::Unknown(failure.why.word().to_string()),
    }
}

/// Notes what a source has said. Returns whether it is known to be dead since today.
pub fn note(notes: &mut Notes, url: &str, seen: &Seen, today: Day) -> bool {
    let record = notes.of(url);
    let was_dead = record.is_dead();
    record.checked = Some(today.iso());
    match seen {
        Seen::There => {
            record.status = None;
            record.gone.clear();
        }
        Seen::Gone(word) => {
            record.status = Some(word.clone());
            record.note_gone(&today.iso());
        }
        Seen::Unknown(word) => record.status = Some(word.clone()),
    }
    record.is_dead() && !was_dead
}
