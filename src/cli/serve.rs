//! `rassegna serve`

use std::net::IpAddr;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use clap::Args;

use super::build::Choices;
use super::{Context, Failure, report};
use crate::base::date::Moment;
use crate::build::preview::{Preview, Seen};
use crate::diagnostic::Diagnostic;
use crate::serve::{self, News, Settings};
use crate::site::held::reason;

/// Show the site while you write
///
/// Listens on this computer, makes each page when a browser asks for it, and changes open pages as soon as you save. Errors
/// are shown in the browser, above the last good page. Nothing is written into `public/`.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    choices: Choices,
    #[command(flatten)]
    listening: Listening,
    /// Open the site in a browser
    #[arg(long)]
    open: bool,
    /// Leave the editor's panel out of the pages
    #[arg(long)]
    no_panel: bool,
}

impl Serve {
    /// # Errors
    /// When an option cannot be understood, or no port can be listened on.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let settings = Settings {
            root: context.root.clone(),
            options: self.choices.options()?,
            host: self.listening.host,
            port: self.listening.port,
            poll: self.listening.poll,
            panel: !self.no_panel,
        };
        let context = Context { root: context.root.clone(), colour: context.colour };
        let teller = Teller::new(context, self.open, None);
        serve::run(settings, Box::new(move |news| teller.tell(&news)))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Where a preview listens, and how it learns of changes.
#[derive(Args)]
pub(super) struct Listening {
    /// The port to listen on, any free one with 0; without this it is 4000, or the next free one
    #[arg(long, short, value_name = "N")]
    pub port: Option<u16>,
    /// The address to listen on: `0.0.0.0` for the whole network, such as for a look on a phone
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub host: Option<IpAddr>,
    /// Look at the files from time to time, for file systems that tell nothing (network drives, some containers)
    #[arg(long)]
    pub poll: bool,
}

fn address(text: &str) -> Result<IpAddr, std::net::AddrParseError> {
    if text == "localhost" { Ok(IpAddr::from([127, 0, 0, 1])) } else { text.parse() }
}

/// Tells the terminal what happens.
pub(super) struct Teller {
    /// Whether to open a browser.
    open: bool,
    /// The page to open, below the server's address.
    page: Option<String>,
    context: Context,
    told: Mutex<Told>,
}

/// What is on the screen already.
#[derive(Default)]
struct Told {
    is_open: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Teller {
    pub(super) fn new(context: Context, open: bool, page: Option<String>) -> Teller {
        Teller { open, page, context, told: Mutex::default() }
    }

    pub(super) fn tell(&self, news: &News<'_>) {
        // A lock is poisoned only by a panic elsewhere; what was told is whole at any time.
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        match news {
            News::Elsewhere(port) => {
                report::remark(format!(
                    "port {} is in use, perhaps by another preview: this one is at {port}",
                    serve::USUAL
                ));
            }
            News::Moved(address) => report::tell(format!("The site has moved to {address}")),
            News::Listening(address) => {
                report::tell(format!("The site is at {address} (Ctrl-C ends the preview)"));
                let page = self.page.as_ref().map(|page| format!("{address}{page}"));
                if let Some(page) = &page {
                    report::tell(format!("The mail is at {page}"));
                }
                if self.open && open::that_detached(page.as_deref().unwrap_or(address)).is_err() {
                    // Why is told in the words of programs, which help nobody who wants to look at a site.
                    report::remark("no browser could be opened, so go there yourself");
                }
            }
            News::Polling(why) => report::remark(format!("the files are looked at from time to time, since {why}")),
            News::Looked { preview, seen, diagnostics } => {
                if !told.is_open {
                    told.is_open = true;
                    report::tell(opened(preview, seen));
                } else if seen.has_moved {
                    report::tell(moved(preview, seen));
                }
                self.diagnostics(&mut told, diagnostics);
            }
            News::Closed(diagnostics) => {
                if told.diagnostics != *diagnostics {
                    self.diagnostics(&mut told, diagnostics);
                    report::remark("mend the errors above, and the site appears by itself");
                }
            }
        }
    }

    /// Shows what is new, and says when all is well again.
    fn diagnostics(&self, told: &mut Told, now: &[Diagnostic]) {
        let new: Vec<Diagnostic> = now.iter().filter(|one| !told.diagnostics.contains(one)).cloned().collect();
        report::diagnostics(&self.context, &new);
        let has_errors = |all: &[Diagnostic]| all.iter().any(Diagnostic::is_error);
        if has_errors(&told.diagnostics) && !has_errors(now) {
            report::tell("Mended: no errors are left");
        }
        told.diagnostics = now.to_vec();
    }
}

/// `67 articles (3 held back), 992 outputs, read in 0.08 s`
fn opened(preview: &Preview, seen: &Seen) -> String {
    let counts = preview.counts();
    format!("{}, read in {:.2} s", report::counts(&counts), seen.took.as_secs_f64())
}

/// `10:02:33 content/articles/nvidia.md: 2 pages change, 12 ms`
fn moved(preview: &Preview, seen: &Seen) -> String {
    let clock = Moment::now(&jiff::tz::TimeZone::system());
    let what = match seen.sources.as_slice() {
        [] => "it is time".to_string(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    };
    // Pages that nobody has looked at are made when somebody does.
    let pages = match seen.moved {
        0 => String::new(),
        1 => ": 1 page changes".to_string(),
        many => format!(": {many} pages change"),
    };
    let held = held_back(preview, seen);
    format!("{}:{:02} {what}{pages}{held}, {} ms", clock.clock(), clock.seconds.rem_euclid(60), seen.took.as_millis())
}

/// Whoever has just saved an article that is not to be seen wonders where it is: `, held back: draft (--drafts shows it)`.
fn held_back(preview: &Preview, seen: &Seen) -> String {
    let site = &preview.engine().world().site;
    let held = seen.sources.iter().filter_map(|path| {
        let reason = reason(site.held.cards().get(path)?, site.now, site.reveal)?;
        Some((path, reason.word(), reason.option()))
    });
    match held.collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [(_, why, option)] if seen.sources.len() == 1 => format!(", held back: {why} ({option} shows it)"),
        [(path, why, option)] => format!(", {path} held back: {why} ({option} shows it)"),
        many => format!(", {} held back", many.len()),
    }
}
