//! `rassegna import feed`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{How, write};
use crate::base::date::Day;
use crate::base::durable::put;
use crate::cli::{Context, Failure, network, report};
use crate::diagnostic::{Diagnostic, Span};
use crate::fetch::client::{Client, Question};
use crate::fetch::limits::Limits;
use crate::import::feed::{Bring, Feeds, Known, Validators, Wanted, planet};
use crate::import::write::Writer;

/// What was learnt about feeds stands beside the other caches.
const KNOWN: &str = ".rassegna/feeds.json";

/// The largest feed, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

#[derive(Args)]
pub struct FeedArguments {
    /// Addresses or files of feeds, or of an OPML file that names many
    #[arg(required = true, value_name = "FILE|URL")]
    places: Vec<String>,
    /// Only items of this day or later
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// At most so many items of each feed, the newest first
    #[arg(long, default_value_t = 50, value_name = "NUMBER")]
    limit: usize,
    /// Ask servers inside a private network too
    #[arg(long)]
    allow_private: bool,
    #[command(flatten)]
    how: How,
}

impl FeedArguments {
    /// # Errors
    /// When a date is none, or nothing can be asked.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        if let Some(since) = &self.since {
            Day::from_iso(since).ok_or_else(|| format!("--since: `{since}` is no day as 2025-09-23"))?;
        }
        let mut bring = Network {
            client: network::client(None, Limits { largest: LARGEST, ..Limits::default() }, self.allow_private)?,
            known: known(&context.root),
            fresh: Known::default(),
            asked: format!("{} {}", self.since.as_deref().unwrap_or("-"), self.limit),
        };
        let mut told = Vec::new();
        let wanted = self.wanted(&mut bring, &mut told);
        let mut writer = match Writer::open(&context.root, self.how.dry_run) {
            Ok(writer) => writer,
            Err(diagnostic) => {
                report::diagnostics(context, &[diagnostic]);
                return Ok(ExitCode::FAILURE);
            }
        };
        let root = context.root.clone();
        let taken = move |path: &str| root.join(path).exists();
        let known = writer.known();
        let (since, limit) = (self.since.clone(), self.limit);
        let mut feeds = Feeds { wanted, bring: &mut bring, since, limit, known, taken: &taken };
        let code = write(context, &mut feeds, &mut writer, &self.how);
        report::diagnostics(context, &told);
        if !self.how.dry_run {
            // What cannot be remembered is asked for again the next time.
            let _ = remember(&context.root, &bring);
        }
        Ok(if told.is_empty() { code } else { ExitCode::FAILURE })
    }

    /// The feeds themselves: an OPML file stands for those that it names.
    fn wanted(&self, bring: &mut Network, told: &mut Vec<Diagnostic>) -> Vec<Wanted> {
        let mut wanted: Vec<Wanted> = Vec::new();
        for place in &self.places {
            let is_planet = place
                .split(['?', '#'])
                .next()
                .is_some_and(|path| path.ends_with(".opml") || path.ends_with(".xml") && !is_address(place));
            let text = match is_planet.then(|| bring.whole(place)) {
                Some(Ok(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
                Some(Err(diagnostic)) => {
                    told.push(diagnostic);
                    continue;
                }
                None => String::new(),
            };
            match planet(&text) {
                Some(feeds) => {
                    // Files that a planet names stand beside it.
                    let beside = Path::new(place).parent().unwrap_or(Path::new(""));
                    wanted.extend(feeds.into_iter().map(|feed| match is_address(&feed.place) || is_address(place) {
                        true => feed,
                        false => Wanted { place: beside.join(&feed.place).display().to_string(), ..feed },
                    }));
                }
                None => wanted.push(Wanted { place: place.clone(), name: None }),
            }
        }
        wanted
    }
}

fn is_address(place: &str) -> bool {
    place.starts_with("http://") || place.starts_with("https://")
}

struct Network {
    client: Client,
    /// What earlier runs have learnt.
    known: Known,
    /// What this one has.
    fresh: Known,
    /// How much of each feed is asked for.
    asked: String,
}

impl Network {
    /// The bytes, whatever is known of them.
    fn whole(&self, place: &str) -> Result<Vec<u8>, Diagnostic> {
        if !is_address(place) {
            return file(place);
        }
        let answer = self.client.get(place).map_err(|failure| unanswered(place, &failure.to_string()))?;
        match answer.is_success() {
            true if answer.is_cut => Err(unanswered(place, "it is larger than a feed should be")),
            true => Ok(answer.body),
            false => Err(unanswered(place, &format!("the server says {}", answer.status))),
        }
    }
}

impl Bring for Network {
    fn bring(&mut self, place: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        if !is_address(place) {
            return file(place).map(Some);
        }
        let known = self.known.0.get(place).filter(|known| known.asked == self.asked).cloned().unwrap_or_default();
        let question = Question {
            accept: Some(
                "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
            ),
            if_none_match: known.etag.as_deref(),
            if_modified_since: known.last_modified.as_deref(),
            ..Question::get(place)
        };
        let answer = self.client.ask(&question).map_err(|failure| unanswered(place, &failure.to_string()))?;
        if answer.status == 304 {
            self.fresh.0.insert(place.to_string(), known);
            return Ok(None);
        }
        if !answer.is_success() {
            return Err(unanswered(place, &format!("the server says {}", answer.status)));
        }
        if answer.is_cut {
            return Err(unanswered(place, "it is larger than a feed should be"));
        }
        let header = |name: &str| answer.header(name).map(str::to_string);
        let validators =
            Validators { etag: header("etag"), last_modified: header("last-modified"), asked: self.asked.clone() };
        if validators.etag.is_some() || validators.last_modified.is_some() {
            self.fresh.0.insert(place.to_string(), validators);
        }
        Ok(Some(answer.body))
    }

    fn forget(&mut self, place: &str) {
        self.known.0.remove(place);
        self.fresh.0.remove(place);
    }
}

fn file(place: &str) -> Result<Vec<u8>, Diagnostic> {
    let wrong = |why: String| {
        Diagnostic::error("import-read", format!("this feed cannot be read: {why}")).at(Span::file(place))
    };
    let length = fs::metadata(place).map_err(|error| wrong(error.to_string()))?.len();
    if length > LARGEST {
        return Err(wrong(format!("it has {length} bytes, the limit is {LARGEST}")));
    }
    fs::read(place).map_err(|error| wrong(error.to_string()))
}

fn unanswered(place: &str, why: &str) -> Diagnostic {
    Diagnostic::error("import-feed", format!("{place}: {why}"))
        .help("The other feeds were read. Try again later, or take it from the list.")
}

fn known(root: &Path) -> Known {
    // A damaged cache is as good as none.
    let text = fs::read_to_string(root.join(KNOWN)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn remember(root: &Path, bring: &Network) -> std::io::Result<()> {
    let mut all = bring.known.clone();
    all.0.extend(bring.fresh.0.clone());
    if all.0.is_empty() {
        return Ok(());
    }
    let file: PathBuf = root.join(KNOWN);
    put(&file, format!("{:#}\n", serde_json::json!(all)).as_bytes())
}
