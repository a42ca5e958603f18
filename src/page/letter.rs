//! An issue as a letter: what the templates of its mail are given, and what becomes of what they print.

use serde::Serialize;

use super::colour::legible;
use super::desk::{Addresses, Desk};
use super::feeds::absolute;
use super::issue::{Contents, Pick, What, contents};
use super::letters::Part;
use super::view::card::{self, Wanted};
use super::view::issue::{self, IssueView};
use super::view::picture;
use crate::base::date::Moment;
use crate::base::escape;
use crate::base::path::extension;
use crate::config::email::has_merge_tag;
use crate::config::settings::email::Email;
use crate::diagnostic::{Diagnostic, Span};
use crate::mail::inline::{inline, mark, readable, readable_text};
use crate::mail::message::{self, Draft};
use crate::mail::{Mail, plain};
use crate::picture::open::is_scaled;
use crate::site::entry::Entry;
use crate::site::fact::ShelfId;
use crate::site::target::is_outside;
use crate::theme::press::{Value, View, each_text, safe, with};

/// Gmail shows no more of a mail than this, and neither says so nor shows what would end it: where to leave the list.
const CLIPPED: usize = 102 * 1024;
/// From here on it is time to cut.
const LARGE: usize = 90 * 1024;
/// From here on services that add their own lines come beyond what Gmail shows.
const TOO_LARGE: usize = 100 * 1024;

/// So much of a preheader inboxes show.
const PREHEADER: usize = 140;

/// The width of a mail's text, and of a picture in it, in pixels.
const WIDTH: u32 = 552;

/// What is behind the text, by day and by night, where it is hardest to read.
const PAPER: [&str; 2] = ["#faf8f4", "#262a2f"];

/// Fields that hold HTML.
const HTML: [&str; 3] = ["intro", "comment", "text"];

/// A letter in the making.
pub struct Letter<'a> {
    desk: Desk<'a>,
    id: ShelfId,
    email: &'a Email,
    issue: IssueView,
    contents: Contents<'a>,
    head: Head,
}

#[derive(Serialize, Clone, Debug)]
struct Head {
    subject: String,
    preheader: String,
    /// Where the same is read in a browser.
    url: Option<String>,
    /// Where readers find all issues.
    all: Option<String>,
    /// The colour of the site's theme, legible by day and by night.
    accent: String,
    accent_dark: String,
}

/// A picture as mail programs show it.
#[derive(Serialize)]
struct PictureView {
    url: String,
    alt: String,
    credit: Option<String>,
    /// As large as it is shown.
    width: u32,
    height: Option<u32>,
}

/// What is left out to find how much it weighs.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Without {
    intro: bool,
    part: Option<usize>,
}

impl<'a> Letter<'a> {
    /// `None` for what is no issue of a series that goes out by mail. What is found wrong is said at the desk in the end.
    pub fn new(desk: &Desk<'a>, id: ShelfId) -> Option<Letter<'a>> {
        let (config, series) = (desk.config(), desk.world.site.series_of(id)?);
        let email = config.settings.digests.get(&series.name)?.email.as_ref()?;
        let desk = desk.at(&desk.file).with(Addresses::Mailed);
        let contents = contents(&desk, id);
        let issue = issue::issue(&desk, id, &contents)?;
        let head = head(&desk, id, &issue, &contents);
        Some(Letter { desk, id, email, issue, contents, head })
    }

    /// Says what was found wrong at the desk of the output that the letter was made for.
    pub fn done(self, desk: &Desk<'_>) {
        desk.take_over(self.desk);
    }

    /// The whole message.
    ///
    /// # Errors
    /// When a template or its style sheet is wrong.
    pub fn mail(&self) -> Result<Mail, Diagnostic> {
        let draft = Draft {
            id: self.name(),
            url: self.head.url.clone().unwrap_or_default(),
            subject: readable_text(&mark(&self.head.subject)),
            preheader: readable_text(&mark(&self.head.preheader)),
            html: self.html()?,
            text: self.text()?,
            date: self.came_out(),
        };
        message::compose(draft, self.email)
    }

    fn name(&self) -> String {
        self.desk.world.site.issue_name(self.id).unwrap_or_default()
    }

    /// The instant at which the issue comes out.
    fn came_out(&self) -> Moment {
        let site = &self.desk.world.site;
        site.came_out(self.id).unwrap_or(site.now).within(&self.desk.config().zone)
    }

    /// # Errors
    /// When the template or its style sheet is wrong.
    pub fn html(&self) -> Result<String, Diagnostic> {
        let Desk { world, reader, .. } = &self.desk;
        world.letters.get(reader, self.id, Part::Html, || self.html_without(Without::default()))
    }

    fn html_without(&self, without: Without) -> Result<String, Diagnostic> {
        let template = self.desk.template(&["email.html"]);
        let mut view = self.view(&template, without, &|name, text| {
            let html = HTML.contains(&name).then(|| absolute::html(text, &self.issue.permalink));
            mark(html.as_deref().unwrap_or(text)).into_owned()
        });
        view.share(
            "mail",
            &self.mail_view(|address| if has_merge_tag(address) { address.to_string() } else { escape::html(address) }),
        );
        inline(&readable(&self.desk.print(&template, &view)?))
    }

    /// # Errors
    /// When the template is wrong.
    pub fn text(&self) -> Result<String, Diagnostic> {
        let Desk { world, reader, .. } = &self.desk;
        world.letters.get(reader, self.id, Part::Text, || self.make_text())
    }

    fn make_text(&self) -> Result<String, Diagnostic> {
        let template = self.desk.template(&["email.txt"]);
        let mut view = self.view(&template, Without::default(), &|name, text| {
            let text = match HTML.contains(&name) {
                true => plain::from_html(&absolute::html(text, &self.issue.permalink)),
                false => plain::quiet(text),
            };
            mark(&text).into_owned()
        });
        view.share("mail", &self.mail_view(str::to_string));
        Ok(readable_text(&plain::set(&self.desk.print(&template, &view)?)))
    }

    /// What a template gets; each text of an article goes through `change`.
    fn view(&self, template: &str, without: Without, change: &dyn Fn(&str, &str) -> String) -> View {
        let desk = &self.desk;
        let wanted = Wanted::listed(&desk.world.theme, template);
        let mut given = View::default();
        given.set("issue", &self.issue);
        issue::fill(desk, &self.contents, wanted, &mut given);
        given.set("picture", &self.picture());
        let mut view = desk.view();
        view.set("theme", &desk.world.theme.options);
        for name in ["issue", "lead", "parts", "picture"] {
            let Some(value) = given.take(name) else { continue };
            let value = match name {
                "parts" => lighter(&value, without.part),
                "issue" if without.intro => with(&value, "intro", Value::none()),
                _ => value,
            };
            view.share(name, &each_text(&value, name, change));
        }
        view
    }

    /// The letter's own head. Where readers leave the list is not an article's, and stays as it is configured.
    fn mail_view(&self, unsubscribe: impl Fn(&str) -> String) -> Value {
        let head = each_text(&Value::from_serializable(&self.head), "", &|_, text| mark(text).into_owned());
        let address = self.unsubscribe().map_or_else(Value::none, |address| safe(&unsubscribe(address)));
        with(&head, "unsubscribe", address)
    }

    /// Where readers leave the list: what the editor says, unless the service that sends it has a mark of its own.
    fn unsubscribe(&self) -> Option<&str> {
        let (written, service) = (self.email.unsubscribe.as_deref(), &self.email.service);
        match written {
            Some(written) if has_merge_tag(written) => Some(written),
            _ if service.buttondown.is_some() => Some("{{ unsubscribe_url }}"),
            _ if service.listmonk.is_some() => Some("{{ UnsubscribeURL }}"),
            written => written,
        }
    }

    /// Says what is to be cut when the mail is too long to be shown whole.
    pub fn weigh(&self, html: &str) {
        if html.len() < LARGE {
            return;
        }
        let message = format!(
            "the mail of {} has {} kB of HTML: Gmail shows {} and cuts off the rest, the way to leave the list with it",
            self.name(),
            kilobytes(html.len()),
            kilobytes(CLIPPED),
        );
        let code = if html.len() < TOO_LARGE { "mail-large" } else { "mail-too-large" };
        let mut diagnostic = Diagnostic::warning(code, message).at(self.place());
        for (what, weight) in self.heaviest(html).into_iter().take(3) {
            diagnostic = diagnostic.help(format!("{what}: {} kB", kilobytes(weight)));
        }
        self.desk.say(diagnostic.help("Lower `maximum:`, or leave something out of these."));
    }

    /// How much the mail would lose without each of its parts, the most first.
    fn heaviest(&self, html: &str) -> Vec<(String, usize)> {
        let parts = self.contents.parts.iter().enumerate().map(|(at, part)| {
            let name = part.title.as_deref().or(part.of.map(|shelf| self.desk.reader.name(shelf).1));
            let name = name.map_or_else(|| "the part without a name".to_string(), |name| format!("`{name}`"));
            (format!("{name}, with {} entries", part.picks.len()), Without { part: Some(at), intro: false })
        });
        let intro = ("the introduction".to_string(), Without { intro: true, part: None });
        let mut weights: Vec<(String, usize)> = parts
            .chain([intro])
            .filter_map(|(what, without)| Some((what, html.len().checked_sub(self.html_without(without).ok()?.len())?)))
            .filter(|(_, weight)| *weight > 512)
            .collect();
        weights.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        weights
    }

    /// The picture that an editor gives the issue, else that of the article that leads it.
    fn picture(&self) -> Option<PictureView> {
        let edition = self.contents.edition.as_ref().map(|(entry, _)| *entry);
        let lead = self.contents.lead.as_ref().and_then(|lead| match lead.what {
            What::Article(_, entry) => Some(entry),
            What::Outside { .. } => None,
        });
        [edition, lead].into_iter().flatten().find_map(|entry| picture(&self.desk, entry))
    }

    /// Where the editor says what is in the issue.
    fn place(&self) -> Span {
        if let Some((entry, _)) = &self.contents.edition {
            return Span::file(&entry.card.path);
        }
        self.desk.config().place(&["digests", &self.issue.series.name])
    }
}

fn kilobytes(bytes: usize) -> usize {
    bytes.div_ceil(1024)
}

/// The parts without one of them.
fn lighter(parts: &Value, without: Option<usize>) -> Value {
    let all = parts.as_array().into_iter().flatten().enumerate();
    Value::from(all.filter(|(at, _)| Some(*at) != without).map(|(_, part)| part.clone()).collect::<Vec<_>>())
}

fn head(desk: &Desk<'_>, id: ShelfId, issue: &IssueView, contents: &Contents<'_>) -> Head {
    // A title of the editor's own says what the issue is about; else what leads it does.
    let lead = contents.lead.as_ref().filter(|_| issue.title == issue.days);
    let headline = lead.map_or(issue.title.as_str(), Pick::title);
    let (series, number) = (issue.series.title.as_str(), issue.number.map(|number| number.to_string()));
    let subject = match &number {
        Some(number) => {
            desk.phrase("mail_subject_numbered", &[("series", series), ("number", number), ("headline", headline)])
        }
        None => desk.phrase("mail_subject", &[("series", series), ("headline", headline)]),
    };
    let site = &desk.world.site;
    let accent = desk.world.theme.options.get("accent").and_then(|accent| accent.as_str()).unwrap_or_default();
    let [by_day, by_night] = PAPER.map(|paper| legible(accent, "#b5321d", paper));
    Head {
        subject,
        preheader: shortened(issue.summary.as_deref().unwrap_or(&preheader(contents)), PREHEADER),
        url: site.has_page(id).then(|| issue.permalink.clone()),
        all: site.has_digests().then(|| issue.series.url.clone()),
        accent: by_day,
        accent_dark: by_night,
    }
}

/// What inboxes show after the subject, which names what leads: the next headlines, or else what the first says of itself.
fn preheader(contents: &Contents<'_>) -> String {
    let others: Vec<&str> = contents.parts.iter().flat_map(|part| &part.picks).take(3).map(Pick::title).collect();
    match contents.lead.as_ref().map(|lead| &lead.what) {
        Some(What::Article(_, entry)) if others.is_empty() => entry.card.shown.summary.clone(),
        _ => others.join(" · "),
    }
}

/// A text that is no longer than so many letters, cut between words.
fn shortened(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_string() };
    let cut = &text[..end];
    let cut = cut.rsplit_once(' ').map_or(cut, |(cut, _)| cut);
    format!("{}…", cut.trim_end_matches(|c: char| !c.is_alphanumeric()))
}

/// The picture of an article, as a JPEG that is as wide as search engines and social networks want it; one of the site's own
/// pages has it already. `None` for drawings and new formats, which mail programs leave empty.
fn picture(desk: &Desk<'_>, entry: &Entry) -> Option<PictureView> {
    let image = entry.card.shown.image.as_ref()?;
    let (url, size) = card::picture(desk, &entry.card.path, &image.src)?;
    let view = |url: String, size: Option<(u32, u32)>| PictureView {
        url,
        alt: image.alt.clone(),
        credit: image.credit.clone(),
        width: WIDTH.min(size.map_or(WIDTH, |(width, _)| width)),
        height: size
            .map(|(width, height)| (u64::from(height) * u64::from(WIDTH.min(width)) / u64::from(width.max(1))) as u32),
    };
    if let Some(cut) = picture::for_sharing(desk, &url, image.focal) {
        return Some(view(cut.url, Some((cut.width, cut.height))));
    }
    let is_shown = matches!(extension(&url).to_ascii_lowercase().as_str(), "jpg" | "jpeg" | "png" | "gif");
    let own = if is_outside(&url) { url.clone() } else { desk.permalink(&url) };
    (is_shown || is_outside(&url) && !is_scaled(extension(&url))).then(|| view(own, size))
}
