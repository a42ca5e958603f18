//! Links to other sites: who is asked, how politely, and what an answer means.
//!
//! Each address is asked for once, however many articles link to it: by `HEAD`, and by `GET` where that is not answered as it
//! should be. Hosts are asked side by side and each of them one question after the other (`fetch/pace.rs`). What was
//! answered is kept with its time (`cache`), so that the next check asks only for what is new or old.

pub mod cache;
pub mod verdict;

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use self::cache::{Cache, Known};
use self::verdict::{Verdict, judge};
use super::links::{self, Link, Spot};
use super::looked::Looked;
use super::rule::Told;
use super::text::Text;
use crate::config::settings::checks::{ExternalLink, measure};
use crate::diagnostic::Span;
use crate::fetch::client::{Client, Setup};
use crate::fetch::limits::Limits;
use crate::site::archived::{self, Record};
use crate::source::tree;

/// What has been learnt is kept after so many answers, for a run that is stopped.
const KEPT_AFTER: usize = 50;
/// So many other places of one link are told.
const ALSO: usize = 3;

/// How other sites are asked.
pub struct Asking<'a> {
    /// Where answers are kept.
    pub cache: &'a Path,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// Whether everything is asked for again.
    pub anew: bool,
    /// Whether addresses inside private networks are asked for.
    pub allow_private: bool,
    /// The environment, for proxies and certificates.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// Told how many addresses of how many hosts are going to be asked for.
    pub begins: &'a dyn Fn(usize, usize),
}

/// Where an address is written.
type Places<'l> = Vec<(&'l Text<'l>, Link)>;

impl Asking<'_> {
    /// Asks for all links of a site that lead out of it. Returns what there is to say on the side.
    pub fn ask(&self, looked: &Looked<'_>, told: &mut Told) -> Vec<String> {
        let mut remarks = Vec::new();
        let setting = measure(looked.checks().external_link.as_ref());
        let client = match self.client(looked, &setting) {
            Ok(client) => client,
            Err(why) => return vec![format!("nobody could be asked: {why}")],
        };
        let wanted = wanted(looked, &setting);
        let mut cache = Cache::read(self.cache);
        let open: Vec<&String> = wanted
            .keys()
            .filter(|url| self.anew || !cache.get(url).is_some_and(|known| known.holds(self.now, setting.days)))
            .collect();
        let hosts = by_host(&open);
        if !open.is_empty() {
            (self.begins)(open.len(), hosts.len());
        }
        let (file, now) = (self.cache, self.now);
        let left = run(&client, hosts, &setting, &mut |url, verdict| {
            cache.put(url, Known { at: now, verdict });
            // Whether it can be kept at all is told at the end.
            let _ = cache.write_at_times(file, now, KEPT_AFTER);
        });
        if let Err(error) = cache.write(self.cache, self.now) {
            remarks.push(format!("what was answered could not be kept: {error}"));
        }
        if left > 0 {
            let minutes = setting.minutes;
            remarks.push(format!("{left} addresses were left for the next time: {minutes} minutes were over."));
        }
        let offline = wanted.keys().filter(|url| matches!(cache.get(url), Some(known) if known.verdict.is_offline()));
        let offline = offline.count();
        if offline > 0 {
            remarks.push(format!("{offline} addresses were not asked for: names of hosts cannot be looked up now."));
        }
        let archive = tree::read(looked.root(), archived::FILE).map(|source| source.text).unwrap_or_default();
        let (records, _) = archived::read(&archive);
        for (url, places) in &wanted {
            if let Some(known) = cache.get(url) {
                let record = places.first().and_then(|(_, link)| records.get(&link.url));
                self.tell(url, known, places, record, told);
            }
        }
        remarks
    }

    fn client(&self, looked: &Looked<'_>, setting: &ExternalLink) -> Result<Client, String> {
        let seconds = |seconds: f64| Duration::try_from_secs_f64(seconds.clamp(0.0, 3600.0)).unwrap_or_default();
        let limits = Limits { total: seconds(setting.timeout), pace: seconds(setting.pause), ..Limits::default() };
        let site = Some(looked.config().base_url.as_str()).filter(|url| !url.is_empty());
        let setup = Setup { site, limits, allow_private: self.allow_private, env: self.env };
        Client::open(&setup).map_err(|why| why.to_string())
    }

    fn tell(&self, url: &str, known: &Known, places: &Places<'_>, record: Option<&Record>, told: &mut Told) {
        let Some((text, link)) = places.first() else { return };
        let age = known.age(self.now);
        let as_of = if age.is_empty() { String::new() } else { format!(" (as of {age} ago)") };
        let span = link.span(text);
        let before = told.said.len();
        match &known.verdict {
            Verdict::Fine | Verdict::Offline => return,
            Verdict::Moved { to } => told.note(
                span,
                format!("`{url}` has moved for good{as_of}"),
                format!("It is at `{to}` now; link there."),
            ),
            Verdict::Dead { why } => {
                let message = format!("`{url}` is gone{as_of}: {why}");
                let copy = record.and_then(|record| record.copy.as_ref());
                match copy {
                    // Pages lead there by themselves, once the source is known to be gone.
                    Some(copy) if record.is_some_and(Record::is_dead) && matches!(link.spot, Spot::Field(_)) => {
                        told.note(span, message, format!("Readers are led to the archived copy `{copy}`."));
                    }
                    Some(copy) => told.say(span, message, format!("There is an archived copy: `{copy}`.")),
                    None => told.say(
                        span,
                        message,
                        "Look for where it went, link to an archived copy (`rassegna archive`), or take the link out.",
                    ),
                }
            }
            Verdict::Unsure { why } => told.note(
                span,
                format!("could not verify `{url}`{as_of}: {why}"),
                "That says nothing about the page: open it in a browser.",
            ),
        }
        if let Some(one) = told.said.get_mut(before) {
            one.also.extend(places.iter().skip(1).take(ALSO).map(|(text, _)| Span::file(text.path)));
        }
    }
}

/// Every address that is linked, without its fragment, with the places where it is.
fn wanted<'l>(looked: &'l Looked<'_>, setting: &ExternalLink) -> BTreeMap<String, Places<'l>> {
    let own = looked.config().base_url.as_str();
    let mut wanted: BTreeMap<String, Places<'l>> = BTreeMap::new();
    for text in &looked.texts {
        for link in links::outside(text) {
            let url = link.url.split('#').next().unwrap_or_default().to_string();
            let is_own = !own.is_empty() && (url == own || url.starts_with(&format!("{own}/")));
            if !is_own && !setting.except.iter().any(|except| url.starts_with(except.as_str())) {
                wanted.entry(url).or_default().push((text, link));
            }
        }
    }
    wanted
}

/// Addresses by the host that is asked, those with the most first: they take the longest.
fn by_host(open: &[&String]) -> VecDeque<Vec<String>> {
    let mut hosts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for url in open {
        let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        hosts.entry(rest.split(['/', '?']).next().unwrap_or(rest)).or_default().push((*url).clone());
    }
    let mut hosts: Vec<Vec<String>> = hosts.into_values().collect();
    hosts.sort_by_key(|urls| std::cmp::Reverse(urls.len()));
    hosts.into()
}

/// Asks hosts side by side, and returns how many addresses there was no time for.
fn run(
    client: &Client,
    hosts: VecDeque<Vec<String>>,
    setting: &ExternalLink,
    learn: &mut (dyn FnMut(String, Verdict) + Send),
) -> usize {
    let until = Instant::now() + Duration::from_secs(60 * u64::from(setting.minutes.clamp(1, 24 * 60)));
    let threads = (setting.at_once.clamp(1, 32) as usize).min(hosts.len());
    let hosts = Mutex::new(hosts);
    let learn = Mutex::new(learn);
    let left = Mutex::new(0);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let Some(urls) = lock(&hosts).pop_front() else { return };
                    for url in urls {
                        if Instant::now() >= until {
                            *lock(&left) += 1;
                            continue;
                        }
                        let verdict = judge(client, &url);
                        (lock(&learn))(url, verdict);
                    }
                }
            });
        }
    });
    left.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// A lock is poisoned only by a panic elsewhere; what it guards is whole between the calls.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
