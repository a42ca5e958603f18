//! `rassegna new --from`: an article about a page of somebody else.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{Context, Failure, Placing, report};
use crate::base::date::Moment;
use crate::base::slug::slugify;
use crate::base::web::domain;
use crate::build::engine::Engine;
use crate::cli::network;
use crate::fetch::answer::Answer;
use crate::fetch::client::{Client, Question};
use crate::fetch::failure::{Failure as Unanswered, Why};
use crate::fetch::guard::readable;
use crate::fetch::limits::Limits;
use crate::import::web_page::WebPage;
use crate::import::web_page::draft::{Beside, draft};

/// The largest page that is read: what stands in its head comes early.
const PAGE: u64 = 4 * 1024 * 1024;
/// The largest picture that is taken.
const PICTURE: u64 = 32 * 1024 * 1024;
/// The kinds of pictures that a site can show, and how their files end.
const PICTURES: [(&str, &str); 6] = [
    ("image/jpeg", "jpg"),
    ("image/png", "png"),
    ("image/webp", "webp"),
    ("image/gif", "gif"),
    ("image/avif", "avif"),
    ("image/svg+xml", "svg"),
];

/// What the article is about.
pub struct Origin {
    /// An address or a file.
    pub from: String,
    /// Whether the page's picture is taken.
    pub picture: bool,
}

impl Origin {
    /// # Errors
    /// When the page cannot be read, says no title, or the file is there already.
    pub fn begin(
        &self,
        context: &Context,
        engine: &Engine,
        title: Option<String>,
        place: &Placing,
        moment: Moment,
    ) -> Result<ExitCode, Failure> {
        let config = engine.config();
        let (page, client) = match self.from.contains("://") {
            true => self.ask(&config.settings.url)?,
            false => (self.open(context)?, network::client(Some(&config.settings.url), Limits::default(), false)?),
        };
        let Some(title) = title.or_else(|| page.title.clone()) else {
            return Err(format!("{} says no title; write one: --title \"…\"", self.from).into());
        };
        let slug = place.slug.as_deref().map_or_else(|| slugify(&title), slugify);
        let path = match self.picture && page.picture.is_some() {
            true => Placing { bundle: true, ..place.clone() }.path("article", &slug, moment, &config.languages[0].tag),
            false => place.path("article", &slug, moment, &config.languages[0].tag),
        };
        if context.root.join(&path).exists() {
            return Err(format!("{} is there already", path.display()).into());
        }
        let picture = match page.picture.as_deref().filter(|_| self.picture) {
            Some(url) => self.take(context, &client, url, &path)?,
            None if self.picture => {
                report::remark("note: the page names no picture");
                None
            }
            None => None,
        };
        let domain = page.url.as_deref().map(domain).unwrap_or_default();
        // What the site or everybody calls the outlet goes before what it calls itself.
        let called = engine.world().site.registry.called(&domain);
        let outlet = match called == domain {
            true => page.outlet.as_deref().unwrap_or(called),
            false => called,
        };
        let outlet = if outlet.is_empty() { "?" } else { outlet };
        let beside = Beside { title: &title, date: &moment.rfc3339(), outlet, picture: picture.as_deref() };
        context.create(&path, &draft(&page, &beside))?;
        report::print(path.display());
        Ok(ExitCode::SUCCESS)
    }

    /// A page that stands on the web, and the client that may ask for its picture.
    fn ask(&self, site: &str) -> Result<(WebPage, Client), Failure> {
        let limits = Limits { largest: PAGE, ..Limits::default() };
        let url = self.from.as_str();
        let question = Question { accept: Some("text/html, application/xhtml+xml, */*;q=0.5"), ..Question::get(url) };
        let mut client = network::client(Some(site), limits.clone(), false)?;
        let mut answered = client.ask(&question);
        // What the editor asks for may lie inside; what a page or a redirect asks for may not.
        if matches!(&answered, Err(Unanswered { why: Why::Private, hops, .. }) if hops.is_empty()) {
            client = network::client(Some(site), limits, true)?;
            answered = client.ask(&question);
        }
        let answer = answered.map_err(|failure| format!("{url}: {failure}"))?;
        if !answer.is_success() {
            return Err(refused(url, &answer).into());
        }
        let media_type = answer.media_type();
        if !matches!(media_type.as_str(), "" | "text/html" | "application/xhtml+xml" | "text/plain") {
            return Err(format!("{url} is no page but {media_type}").into());
        }
        Ok((WebPage::read(&answer.text(), Some(&answer.url)), client))
    }

    /// A page that was saved; a path is meant from where the command stands, and else from the site's folder.
    fn open(&self, context: &Context) -> Result<WebPage, Failure> {
        let file = Path::new(&self.from);
        let bytes = std::fs::read(file).or_else(|_| std::fs::read(context.root.join(file))).map_err(|error| {
            let help = match readable(&format!("https://{}", self.from)).is_ok() && self.from.contains('.') {
                true => format!("; an address is written in full: https://{}", self.from),
                false => String::new(),
            };
            format!("{}: {error}{help}", self.from)
        })?;
        if bytes.len() as u64 > PAGE {
            return Err(format!("{} is larger than {PAGE} bytes", self.from).into());
        }
        Ok(WebPage::read(&crate::fetch::charset::decode(&bytes, None), None))
    }

    /// Takes the picture into the article's folder and returns the file's name. Without it the article can be written too.
    fn take(
        &self,
        context: &Context,
        client: &Client,
        url: &str,
        article: &PathBuf,
    ) -> Result<Option<String>, Failure> {
        let missed = |told: String| {
            report::remark(format!("note: the picture was not taken: {told}"));
            Ok(None)
        };
        let client = client.within(Limits { largest: PICTURE, ..Limits::default() });
        let answer = match client.ask(&Question { accept: Some("image/*"), ..Question::get(url) }) {
            Ok(answer) if answer.is_success() => answer,
            Ok(answer) => return missed(refused(url, &answer)),
            Err(failure) => return missed(format!("{url}: {failure}")),
        };
        let media_type = answer.media_type();
        let Some((_, ending)) = PICTURES.iter().find(|(known, _)| *known == media_type) else {
            return missed(format!("{url} is {}", if media_type.is_empty() { "of no kind" } else { &media_type }));
        };
        let name = format!("picture.{ending}");
        let folder = context.root.join(article).parent().map(Path::to_path_buf).unwrap_or_default();
        let file = folder.join(&name);
        if file.exists() {
            return Err(format!("{} is there already", file.display()).into());
        }
        crate::base::durable::put(&file, &answer.body)?;
        Ok(Some(name))
    }
}

fn refused(url: &str, answer: &Answer) -> String {
    match answer.status {
        401 | 402 | 403 | 451 => {
            format!(
                "{url} is not shown to programs ({}); save the page and name its file: --from page.html",
                answer.status
            )
        }
        404 | 410 => format!("{url} is not there ({})", answer.status),
        429 => format!("{url}: the host is asked too often; try again later"),
        status => format!("{url} answers {status}"),
    }
}
