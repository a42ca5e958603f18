//! `rassegna archive`

use std::process::ExitCode;

use clap::Args;

use super::{Context, Failure, network, report};
use crate::archive::cited::{Cited, Wanted, cited};
use crate::archive::look::{self, Seen};
use crate::archive::run::{self, Done, Notes};
use crate::archive::service::Service;
use crate::base::date::Day;
use crate::build::engine::{Engine, Options};
use crate::fetch::client::Client;
use crate::fetch::guard::{is_inside, readable};
use crate::fetch::limits::Limits;

/// Keep archived copies of the sources, and find out which are gone
///
/// Asks the Wayback Machine for a copy of each source of the published articles, the newest articles first, and asks it to make
/// one where it has none. What it answers stands in `rassegna.archive`, which belongs with the site's sources; pages show the
/// copies, and lead to them when a source is gone. No other command asks anybody.
#[derive(Args)]
pub struct Archive {
    /// Show what would be asked, and ask nobody
    #[arg(long)]
    dry_run: bool,
    /// Ask for at most so many: 25 copies, or 200 sources with --check
    #[arg(long, value_name = "NUMBER")]
    limit: Option<usize>,
    /// Only sources of articles of this day or later
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// The links of texts too
    #[arg(long)]
    links: bool,
    /// Ask again for what the archive could not keep some days ago
    #[arg(long, conflicts_with = "check")]
    again: bool,
    /// Ask the sources themselves whether they are still there
    #[arg(long)]
    check: bool,
    /// Ask sources inside a private network too (--check)
    #[arg(long, requires = "check")]
    allow_private: bool,
}

/// How many copies one run asks for: some minutes.
const COPIES: usize = 25;
/// How many sources one run asks whether they are there.
const CHECKS: usize = 200;

impl Archive {
    /// # Errors
    /// When the site or what is known of copies cannot be read, or nothing can be asked.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let since = match &self.since {
            Some(text) => {
                Some(Day::from_iso(text).ok_or_else(|| format!("--since: `{text}` is no day as 2025-09-23"))?)
            }
            None => None,
        };
        let Some(engine) = context.look(Options::default()) else { return Ok(ExitCode::FAILURE) };
        let Some(mut notes) = context.told(Notes::open(&context.root)) else { return Ok(ExitCode::FAILURE) };
        let all = cited(engine.world(), Wanted { links: self.links, since, private: self.allow_private });
        let today = engine.now().within(&engine.config().zone).day();
        match self.check {
            true => self.check(&engine, &mut notes, all, today),
            false => self.copy(&engine, &mut notes, all, today),
        }
    }

    fn copy(&self, engine: &Engine, notes: &mut Notes, all: Vec<Cited>, today: Day) -> Result<ExitCode, Failure> {
        let count = all.len();
        let kept = all.iter().filter(|cited| notes.records.get(&cited.url).is_some_and(|known| known.copy.is_some()));
        let kept = kept.count();
        let is_due = |cited: &Cited| run::is_due(notes.records.get(&cited.url), today, self.again);
        let due: Vec<Cited> = all.into_iter().filter(is_due).collect();
        let limit = self.limit.unwrap_or(COPIES);
        if self.dry_run {
            for cited in due.iter().take(limit) {
                report::print(format!("{}  ({})", cited.url, cited.path));
            }
            report::print(format!("{count} sources: {kept} have a copy, {} would be asked for", due.len().min(limit)));
            return Ok(ExitCode::SUCCESS);
        }
        let settings = &engine.config().settings.archive;
        // Whose archive it is, the configuration says and no stranger.
        let is_own = readable(&settings.service).is_ok_and(|url| is_inside(&url));
        let client = network::client(Some(&engine.config().settings.url), Limits::default(), is_own)?;
        let service = Service::new(&client, settings);
        let (mut found, mut saved, mut failed) = (0, 0, 0);
        let mut stopped = None;
        for cited in due.iter().take(limit) {
            match run::ask(notes, &service, cited, today) {
                Ok(Done::Found(copy)) => {
                    found += 1;
                    report::print(format!("found   {}  ({})", cited.url, copy.day.iso()));
                }
                Ok(Done::Saved(copy)) => {
                    saved += 1;
                    report::print(format!("saved   {}  ({})", cited.url, copy.day.iso()));
                }
                Ok(Done::Failed(why)) => {
                    failed += 1;
                    report::print(format!("failed  {}  ({why})", cited.url));
                }
                Err(why) => {
                    stopped = Some(why);
                    break;
                }
            }
        }
        let left = due.len() - found - saved - failed;
        report::print(format!(
            "{count} sources: {kept} had a copy, {found} found, {saved} saved, {failed} failed, {left} left for later"
        ));
        match stopped {
            Some(why) => Err(format!("{}: {why}; what was answered is kept", settings.service).into()),
            None => Ok(ExitCode::SUCCESS),
        }
    }

    fn check(&self, engine: &Engine, notes: &mut Notes, all: Vec<Cited>, today: Day) -> Result<ExitCode, Failure> {
        let count = all.len();
        let turn: Vec<Cited> = look::in_turn(all, notes).into_iter().take(self.limit.unwrap_or(CHECKS)).collect();
        if self.dry_run {
            turn.iter().for_each(|cited| report::print(format!("{}  ({})", cited.url, cited.path)));
            report::print(format!("{count} sources: {} would be asked", turn.len()));
            return Ok(ExitCode::SUCCESS);
        }
        let limits = Limits { retries: 1, ..Limits::default() };
        let client: Client = network::client(Some(&engine.config().settings.url), limits, self.allow_private)?;
        let (mut there, mut gone, mut unknown, mut dead) = (0, 0, 0, 0);
        // Who cannot ask anybody believes that all hosts are gone: those wait for one that answers.
        let mut waiting: Vec<(String, Seen)> = Vec::new();
        let mut is_online = false;
        for cited in &turn {
            let seen = look::ask(&client, &cited.url);
            let is_lost = matches!(&seen, Seen::Gone(word) if word == "host-not-found");
            is_online |= seen == Seen::There
                || matches!(&seen, Seen::Gone(word) | Seen::Unknown(word) if word.bytes().all(|byte| byte.is_ascii_digit()));
            match &seen {
                Seen::There => there += 1,
                Seen::Gone(why) => {
                    gone += 1;
                    report::print(format!("gone     {}  ({why}; {})", cited.url, cited.path));
                }
                Seen::Unknown(why) => {
                    unknown += 1;
                    report::print(format!("unclear  {}  ({why}; {})", cited.url, cited.path));
                }
            }
            match is_lost {
                true => waiting.push((cited.url.clone(), seen)),
                false => dead += usize::from(look::note(notes, &cited.url, &seen, today)),
            }
            if is_online {
                for (url, seen) in waiting.drain(..) {
                    dead += usize::from(look::note(notes, &url, &seen, today));
                }
            }
            notes.write()?;
        }
        if !waiting.is_empty() {
            report::remark("note: no host was found at all; is this machine online? Nothing was noted of them.");
        }
        report::print(format!(
            "{} of {count} sources asked: {there} are there, {gone} gone, {unknown} unclear; {dead} are dead since today",
            turn.len()
        ));
        Ok(ExitCode::SUCCESS)
    }
}
