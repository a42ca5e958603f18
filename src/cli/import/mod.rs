//! `rassegna import`

mod feeds;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::{Context, Failure, network, report};
use crate::diagnostic::Diagnostic;
use crate::fetch::client::Client;
use crate::fetch::limits::Limits;
use crate::import::Importer;
use crate::import::document::Document;
use crate::import::ghost::Ghost;
use crate::import::hugo::Hugo;
use crate::import::jekyll::Jekyll;
use crate::import::map::Mapping;
use crate::import::media::{Download, Shelves};
use crate::import::report::Report;
use crate::import::wordpress::{Choices, Comments, WordPress};
use crate::import::write::{Done, Writer};
use crate::import::zola::Zola;

/// Bring in what was made with another program
///
/// Texts become Markdown with our front matter, addresses become aliases, links within the site lead to the files. What an
/// editor has written or changed is never touched: run it again, and it changes only what has changed in the source since.
#[derive(Args)]
pub struct Import {
    #[command(subcommand)]
    from: From,
}

#[derive(Subcommand)]
enum From {
    /// Feeds: RSS, Atom, JSON Feed, or a planet of many by an OPML file
    Feed(feeds::FeedArguments),
    /// An export of Ghost: Settings, Migration tools, Export content
    Ghost(GhostExport),
    /// A site of Hugo
    Hugo(Site),
    /// Exports of WordPress: Tools, Export, All content
    #[command(name = "wordpress")]
    WordPress(Export),
    /// A site of Zola
    Zola(Site),
    /// A site of Jekyll
    Jekyll(Site),
}

#[derive(Args)]
struct Site {
    /// The folder of the site, where its configuration is
    dir: PathBuf,
    /// A file that says which categories and tags are sections, companies, people, products or other tags
    #[arg(long, value_name = "FILE.yaml")]
    map: Option<PathBuf>,
    #[command(flatten)]
    how: How,
}

#[derive(Args)]
struct Export {
    /// The exports, one after another
    #[arg(required = true, value_name = "FILE.xml")]
    files: Vec<PathBuf>,
    /// A copy of wp-content/uploads, from which the pictures are taken
    #[arg(long, value_name = "DIR")]
    uploads: Option<PathBuf>,
    #[command(flatten)]
    fetching: Fetching,
    /// A file that says which categories and tags are sections, companies, people, products or other tags
    #[arg(long, value_name = "FILE.yaml")]
    map: Option<PathBuf>,
    /// Which comments are taken
    #[arg(long, default_value = "approved", value_name = "WHICH")]
    comments: Which,
    /// Take pingbacks and trackbacks too
    #[arg(long)]
    pings: bool,
    /// Another type of posts that are articles too; may be given several times
    #[arg(long = "type", value_name = "NAME")]
    types: Vec<String>,
    #[command(flatten)]
    how: How,
}

#[derive(Args)]
struct Fetching {
    /// Fetch pictures that are in no folder from the old site
    #[arg(long)]
    download: bool,
    /// Ask servers inside a private network too (--download)
    #[arg(long, requires = "download")]
    allow_private: bool,
}

#[derive(Args)]
struct GhostExport {
    /// The export
    #[arg(value_name = "FILE.json")]
    file: PathBuf,
    /// Ghost's folder content/images, from which the pictures are taken
    #[arg(long, value_name = "DIR")]
    images: Option<PathBuf>,
    #[command(flatten)]
    fetching: Fetching,
    /// A file that says which tags are sections, companies, people, products or other tags
    #[arg(long, value_name = "FILE.yaml")]
    map: Option<PathBuf>,
    #[command(flatten)]
    how: How,
}

#[derive(Clone, Copy, ValueEnum)]
enum Which {
    /// None
    None,
    /// Those that readers have seen
    Approved,
    /// Those that wait for somebody too
    All,
}

#[derive(Args)]
struct How {
    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Name every file, and every place where something was changed or lost
    #[arg(long)]
    verbose: bool,
    /// Write down what was imported, changed and lost
    #[arg(long, value_name = "FILE.json")]
    report: Option<PathBuf>,
}

impl Import {
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self.from {
            From::Feed(feed) => feed.run(context),
            From::Ghost(export) => Ok(match mapping(context, export.map.as_deref()) {
                Some(mapping) => {
                    let shelves = shelves(context, export.images, &export.fetching, &export.how)?;
                    bring_in(context, Ghost::open(&export.file, mapping, shelves), &export.how)
                }
                None => ExitCode::FAILURE,
            }),
            From::Hugo(site) => Ok(bring_in_site(context, &site, Hugo::open)),
            From::Jekyll(site) => Ok(bring_in_site(context, &site, Jekyll::open)),
            From::WordPress(export) => wordpress(context, export),
            From::Zola(site) => Ok(bring_in_site(context, &site, Zola::open)),
        }
    }
}

/// The mapping that a file holds, or one that says nothing. What is wrong with it is told.
fn mapping(context: &Context, file: Option<&Path>) -> Option<Mapping> {
    context.told(file.map(Mapping::read).transpose()).map(Option::unwrap_or_default)
}

/// Where pictures are taken from.
fn shelves(context: &Context, uploads: Option<PathBuf>, fetching: &Fetching, how: &How) -> Result<Shelves, Failure> {
    if !fetching.download || how.dry_run {
        return Ok(Shelves { uploads, network: None });
    }
    let limits = Limits { largest: LARGEST, total: Duration::from_secs(300), ..Limits::default() };
    let client = network::client(None, limits, fetching.allow_private)?;
    Ok(Shelves {
        uploads,
        network: Some((Box::new(OldSite { client, silent: Cell::new(0) }), context.root.join(DOWNLOADS))),
    })
}

/// Where pictures that were fetched are kept, so that none is fetched twice.
const DOWNLOADS: &str = ".rassegna/downloads";

/// The largest picture that is fetched, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// After so many questions in a row that nobody answered the old site is left alone.
const SILENT: u32 = 5;

struct OldSite {
    client: Client,
    /// How many questions in a row nobody has answered.
    silent: Cell<u32>,
}

impl Download for OldSite {
    fn download(&self, url: &str, file: &Path) -> Result<(), String> {
        if self.silent.get() >= SILENT {
            return Err("it was not asked for, since nobody has answered before".to_string());
        }
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        let done = match self.client.download(url, file) {
            Ok(done) => done,
            Err(failure) => {
                self.silent.set(self.silent.get() + 1);
                return Err(failure.to_string());
            }
        };
        self.silent.set(0);
        if !done.answer.is_success() {
            return Err(format!("the server says {}", done.answer.status));
        }
        // A page that says in a friendly way that there is nothing is no picture.
        if done.answer.media_type().starts_with("text/html") {
            let _ = std::fs::remove_file(file);
            return Err("the server sends a page instead".to_string());
        }
        Ok(())
    }
}

fn wordpress(context: &Context, export: Export) -> Result<ExitCode, Failure> {
    let Some(mapping) = mapping(context, export.map.as_deref()) else { return Ok(ExitCode::FAILURE) };
    let choices = Choices {
        files: export.files,
        mapping,
        shelves: shelves(context, export.uploads, &export.fetching, &export.how)?,
        comments: match export.comments {
            Which::None => Comments::None,
            Which::Approved => Comments::Approved,
            Which::All => Comments::All,
        },
        pings: export.pings,
        types: export.types,
    };
    Ok(bring_in(context, Ok(WordPress::new(choices)), &export.how))
}

fn bring_in_site<I: Importer>(
    context: &Context,
    site: &Site,
    open: impl FnOnce(&Path, Mapping) -> Result<I, Diagnostic>,
) -> ExitCode {
    match mapping(context, site.map.as_deref()) {
        Some(mapping) => bring_in(context, open(&site.dir, mapping), &site.how),
        None => ExitCode::FAILURE,
    }
}

/// How many places of one reason are named, unless all are asked for.
const SHOWN: usize = 3;

fn bring_in<I: Importer>(context: &Context, importer: Result<I, Diagnostic>, how: &How) -> ExitCode {
    let opened = importer.and_then(|importer| Ok((importer, Writer::open(&context.root, how.dry_run)?)));
    match opened {
        Ok((mut importer, mut writer)) => write(context, &mut importer, &mut writer, how),
        Err(diagnostic) => {
            report::diagnostics(context, &[diagnostic]);
            ExitCode::FAILURE
        }
    }
}

fn write(context: &Context, importer: &mut dyn Importer, writer: &mut Writer, how: &How) -> ExitCode {
    let mut told = Report::default();
    let mut done: BTreeMap<Done, Vec<String>> = BTreeMap::new();
    let mut take = |document: Document| {
        done.entry(writer.take(&document)?).or_default().push(document.path);
        Ok(())
    };
    let read = importer.read(&mut take, &mut told);
    let mut wrong = read.err().unwrap_or_default();
    wrong.extend(writer.close().err());
    if let Some(file) = &how.report
        && let Err(error) = std::fs::write(file, written(&told, &done))
    {
        wrong.push(Diagnostic::error("import-write", format!("the report: {}: {error}", file.display())));
    }
    say(&told, &done, how);
    report::diagnostics(context, &wrong);
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The report as JSON.
fn written(told: &Report, done: &BTreeMap<Done, Vec<String>>) -> String {
    let files: BTreeMap<String, &Vec<String>> =
        done.iter().map(|(what, paths)| (format!("{what:?}").to_lowercase(), paths)).collect();
    let value = serde_json::json!({
        "found": told.counts,
        "files": files,
        "changed_or_lost": told.remarks,
        "advice": told.advice,
    });
    format!("{value:#}\n")
}

fn say(told: &Report, done: &BTreeMap<Done, Vec<String>>, how: &How) {
    let counts: Vec<String> = told
        .counts
        .iter()
        .map(|(sort, count)| format!("{count} {}", if *count == 1 { one(sort) } else { sort.clone() }))
        .collect();
    if !counts.is_empty() {
        report::print(format!("found {}", counts.join(", ")));
    }
    for (what, paths) in done {
        let words = match (what, how.dry_run) {
            (Done::New, false) => "written",
            (Done::New, true) => "would be written",
            (Done::Changed, false) => "changed, as the source has",
            (Done::Changed, true) => "would be changed, as the source has",
            (Done::Same, _) => "as they were",
            (Done::Edited, _) => "left alone, since somebody has worked on them",
            (Done::Removed, _) => "left out, since somebody has removed them",
            (Done::Taken, _) => "left out, since another file stands in their place",
        };
        report::print(format!("{} {words}", paths.len()));
        let is_news = !matches!(what, Done::New | Done::Same);
        list(
            paths,
            if how.verbose {
                paths.len()
            } else if is_news {
                SHOWN
            } else {
                0
            },
        );
    }
    for (why, places) in &told.remarks {
        report::print(format!("{}× {why}", places.len()));
        list(places, if how.verbose { places.len() } else { SHOWN });
    }
    for advice in &told.advice {
        report::print(advice);
    }
}

/// `post with a password` of `posts with a password`, `future post` of `future posts`: the first word that is a plural.
fn one(sort: &str) -> String {
    let mut words: Vec<String> = sort.split(' ').map(str::to_string).collect();
    if let Some(word) = words.iter_mut().find(|word| word.ends_with('s')) {
        *word = match word.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => word.trim_end_matches('s').to_string(),
        };
    }
    words.join(" ")
}

fn list(places: &[String], most: usize) {
    for place in places.iter().take(most) {
        report::print(format!("  {place}"));
    }
    if most > 0 && places.len() > most {
        report::print(format!("  … and {} more (`--verbose` names them)", places.len() - most));
    }
}
