//! What the three formats of feeds say, whatever their words for it: the channel, and its entries with whole bodies.

pub mod absolute;
pub mod atom;
pub mod comments;
pub mod issues;
pub mod json;
pub mod rss;

use std::borrow::Cow;
use std::sync::Arc;

use crate::article::front_matter::{Role, UpdateKind};
use crate::article::whole::Article;
use crate::base::date::Moment;
use crate::base::escape;
use crate::base::language::{DateStyle, format_day};
use crate::config::settings::comments::CommentProvider;
use crate::config::settings::feeds::{FeedContent, FeedFormat};
use crate::page::articles::Finished;
use crate::page::body;
use crate::page::desk::{Addresses, Desk};
use crate::page::json_ld::article::plain;
use crate::page::kinds::icons;
use crate::page::view::card::{self, CardView, Named, Wanted};
use crate::page::xml::Document;
use crate::site::corrections::Corrects;
use crate::site::entry::Entry;
use crate::site::fact::{ArticleId, Group, ShelfId};
use crate::site::threads::feed_of;

/// Media RSS, by which pictures are told in Atom and RSS.
pub const MEDIA: &str = "http://search.yahoo.com/mrss/";

/// The theme's style sheet for a feed that somebody opens in a browser.
const STYLE: &str = "feed.css";

pub struct Channel<'a> {
    pub title: String,
    pub description: String,
    pub language: &'a str,
    /// The page that lists the same.
    pub home: String,
    /// The feed's own address.
    pub own: String,
    pub author: String,
    pub hubs: &'a [String],
    /// A square picture that stands for the site.
    pub icon: Option<String>,
    /// For a reader who opens the feed in a browser.
    pub dress: Option<Dress>,
    pub entries: Vec<FeedEntry<'a>>,
}

/// What makes a feed readable in a browser. Transformations by XSLT are about to go from browsers, and a style sheet cannot
/// make a link of what is none: so that there are links, entries hold one in XHTML, which feed readers pass over.
pub struct Dress {
    pub style: String,
    /// What a feed is, in a sentence.
    pub note: String,
}

pub struct FeedEntry<'a> {
    /// What tells the entry from all others for ever, and where it leads.
    pub link: String,
    pub title: Cow<'a, str>,
    /// Plain text.
    pub summary: Cow<'a, str>,
    pub language: &'a str,
    /// What the entry is about: tags, companies and people.
    pub subjects: Vec<Named>,
    /// Names, and the addresses of their pages.
    pub authors: Vec<(String, String)>,
    pub published: Moment,
    pub updated: Moment,
    pub content: Option<Arc<str>>,
    pub picture: Option<Picture>,
    /// What it stands on: the sources that have an address.
    pub sources: Vec<FeedSource>,
    /// What readers have said to it.
    pub replies: Option<Replies>,
}

/// The comments on an entry.
pub struct Replies {
    /// Where they are read.
    pub page: String,
    /// Their own feed.
    pub feed: Option<String>,
    pub count: usize,
    /// When the last was written.
    pub last: Option<Moment>,
}

/// A source as feeds name it.
pub struct FeedSource {
    pub name: String,
    pub url: String,
    pub role: Role,
}

pub struct Picture {
    /// With the host.
    pub url: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// Its media type, where the name tells it.
    pub kind: Option<&'static str>,
    pub credit: Option<String>,
    /// What it shows.
    pub description: Option<String>,
}

impl FeedEntry<'_> {
    /// Where the news was first.
    pub fn original(&self) -> Option<&FeedSource> {
        self.sources.iter().find(|source| source.role == Role::Original)
    }
}

/// A feed in the words of a format; those of XML are dressed for a browser.
pub fn write(desk: &Desk<'_>, channel: Channel<'_>, format: FeedFormat) -> Vec<u8> {
    match format {
        FeedFormat::Atom => atom::write(&dressed(desk, channel)),
        FeedFormat::Rss => rss::write(&dressed(desk, channel)),
        FeedFormat::Json => json::write(&channel),
    }
}

/// The same feed for a reader who opens it in a browser; a theme without a style sheet for feeds leaves it as it is.
fn dressed<'a>(desk: &Desk<'_>, channel: Channel<'a>) -> Channel<'a> {
    let dress = desk.asset(STYLE).map(|style| Dress { style: desk.url(&style), note: desk.word("feed_note") });
    Channel { dress, ..channel }
}

/// The feed of a shelf. `url` is the feed's own address within the site.
pub fn channel<'a>(desk: &Desk<'a>, id: ShelfId, url: &str) -> Channel<'a> {
    let (key, name, home) = desk.reader.name(id);
    let tongue = desk.tongue();
    let title = match key.group {
        Group::Front => tongue.title.clone(),
        _ => format!("{name} · {}", tongue.title),
    };
    let entries = desk.reader.newest(id, desk.config().settings.feeds.limit).into_iter();
    let entries = entries.filter_map(|(id, entry)| feed_entry(desk, id, entry)).collect();
    let description = if key.group == Group::Front { tongue.description.clone() } else { desk.describe(name) };
    Channel { title, ..frame(desk, name, &description, home, url, entries) }
}

/// The frame of any feed: of whose page, at `home`, and at its own address, within the site both.
pub fn frame<'a>(
    desk: &Desk<'a>,
    name: &str,
    description: &str,
    home: &str,
    url: &str,
    entries: Vec<FeedEntry<'a>>,
) -> Channel<'a> {
    let tongue = desk.tongue();
    Channel {
        title: format!("{name} · {}", tongue.title),
        description: description.to_string(),
        language: &tongue.tag,
        home: desk.permalink(home),
        own: desk.permalink(url),
        author: desk.config().settings.publisher.name.clone().unwrap_or_else(|| tongue.title.clone()),
        hubs: &desk.config().settings.feeds.hubs,
        icon: desk.config().settings.wants("icons").then(|| desk.permalink(icons::FOR_FEEDS)),
        dress: None,
        entries,
    }
}

/// A correction as an entry: what was put right, and where.
pub fn correction<'a>(desk: &Desk<'a>, corrects: Corrects<'a>, html: String) -> FeedEntry<'a> {
    let Corrects { entry, correction } = corrects;
    let card = card::view(desk, entry, Wanted::ALL);
    let kind = match correction.kind {
        UpdateKind::Update => "update_update",
        UpdateKind::Correction => "update_correction",
        UpdateKind::Retraction => "update_retraction",
    };
    let date = correction.date.within(&desk.config().zone);
    let content = absolute::html(&format!("<p>{html}</p>"), &card.permalink);
    FeedEntry {
        link: format!("{}#{}", card.permalink, correction.anchor),
        title: format!("{}: {}", desk.word(kind), card.title).into(),
        summary: plain(&html).into(),
        authors: authors(desk, &card),
        published: date,
        updated: date,
        content: Some(content.into()),
        picture: None,
        sources: Vec::new(),
        replies: None,
        language: card.lang,
        subjects: subjects(card),
    }
}

fn subjects(card: CardView<'_>) -> Vec<Named> {
    card.tags.into_iter().chain(card.companies).chain(card.people).collect()
}

fn authors(desk: &Desk<'_>, card: &CardView<'_>) -> Vec<(String, String)> {
    card.authors.iter().map(|author| (author.name.clone(), desk.absolute(&author.url))).collect()
}

fn feed_entry<'a>(desk: &Desk<'a>, id: ArticleId, entry: &'a Entry) -> Option<FeedEntry<'a>> {
    let (_, article) = desk.article(id)?;
    let full = desk.config().settings.feeds.content == FeedContent::Full;
    let zone = &desk.config().zone;
    let shown = &entry.card.shown;
    let card = card::view(desk, entry, Wanted::ALL);
    Some(FeedEntry {
        link: card.permalink.clone(),
        title: card.title.into(),
        summary: card.summary.into(),
        published: entry.card.order.within(zone),
        updated: shown.modified.unwrap_or(entry.card.order).max(entry.card.order).within(zone),
        content: match full {
            true => Some(content(desk, entry, &article)),
            false => teaser(desk, entry, &article),
        },
        picture: picture(desk, &card, &article),
        authors: authors(desk, &card),
        sources: sources(desk, entry, &article),
        replies: replies(desk, id, entry),
        language: card.lang,
        subjects: subjects(card),
    })
}

/// Where an entry's comments are, with their number.
fn replies(desk: &Desk<'_>, id: ArticleId, entry: &Entry) -> Option<Replies> {
    if desk.config().settings.comments.provider == CommentProvider::None {
        return None;
    }
    let (count, last) = desk.reader.replies(id);
    let url = &entry.card.shown.url;
    (count > 0).then(|| Replies {
        page: format!("{}#comments", desk.permalink(url)),
        feed: desk.world.site.wants("comments").then(|| desk.permalink(&feed_of(url))),
        count,
        last: last.map(|last| last.within(&desk.config().zone)),
    })
}

fn sources(desk: &Desk<'_>, entry: &Entry, article: &Article) -> Vec<FeedSource> {
    let named = article.details.sources.iter().filter_map(|source| {
        let name = desk.world.site.source_of(entry, &source.name).0.to_string();
        Some(FeedSource { name, url: escape::ascii(source.url.as_deref()?), role: source.role })
    });
    named.collect()
}

fn picture(desk: &Desk<'_>, card: &CardView<'_>, article: &Article) -> Option<Picture> {
    let image = card.image.as_ref()?;
    let caption = article.details.image.as_ref().and_then(|image| image.caption.clone());
    Some(Picture {
        url: escape::ascii(&desk.absolute(&image.url)),
        width: image.width,
        height: image.height,
        kind: mime_guess::from_path(&image.url).first_raw().filter(|kind| kind.starts_with("image/")),
        credit: image.credit.clone(),
        description: caption.or_else(|| Some(image.alt.clone())).filter(|text| !text.is_empty()),
    })
}

/// The body for feeds, made once for all the feeds that repeat it.
fn content(desk: &Desk<'_>, entry: &Entry, article: &Article) -> Arc<str> {
    let card = &entry.card;
    let finished = desk.world.articles.finished(&card.path, || {
        let there = Desk::new(desk.world, card.shown.language, &card.path).with(Addresses::Absolute);
        let mut html = String::new();
        if let Some(lede) = &article.details.lede {
            html.push_str(&format!(
                "<p><strong>{}</strong></p>\n",
                body::inline(desk.config(), card.shown.language, lede)
            ));
        }
        html.push_str(&body::html(&there, &article.body, &card.shown.url, false));
        // Footnotes lead to their place on the article's page: a reader that shows several entries has several first notes.
        let html = absolute::html(&html, &there.permalink(&card.shown.url));
        let (asked, _) = there.finish();
        Finished { html: html.into(), asked: asked.into() }
    });
    desk.reader.note_all(&finished.asked);
    finished.html
}

/// What stands before `<!-- more -->`, for feeds that do not carry the whole text.
fn teaser(desk: &Desk<'_>, entry: &Entry, article: &Article) -> Option<Arc<str>> {
    let pieces = body::teaser(&article.body)?;
    let there = desk.at(&entry.card.path).with(Addresses::Absolute);
    let html = body::html(&there, pieces, &entry.card.shown.url, false);
    Some(absolute::html(&html, &there.permalink(&entry.card.shown.url)).into())
}

/// What a browser shows above the entries: what this is, and a way to the page.
fn write_note(document: &mut Document, channel: &Channel<'_>) {
    let Some(dress) = &channel.dress else { return };
    document.open("div", &[("xmlns", XHTML)]);
    document.empty("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    document.text("p", &[], &dress.note);
    document.text("a", &[("href", &channel.home)], &channel.home);
    document.close("div");
}

/// What a browser shows of an entry in place of its title and its time, which is no link and no day there.
fn write_link(document: &mut Document, channel: &Channel<'_>, entry: &FeedEntry<'_>) {
    if channel.dress.is_some() {
        document.open("div", &[("xmlns", XHTML)]);
        document.text("a", &[("href", &entry.link)], &entry.title);
        let day = format_day(entry.published.day(), DateStyle::Long, channel.language);
        document.text("time", &[("datetime", &entry.published.rfc3339())], &day);
        document.close("div");
    }
}

const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// The picture by Media RSS, the same in Atom and in RSS.
fn write_picture(document: &mut Document, picture: &Picture) {
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let (width, height) = (number(picture.width), number(picture.height));
    let own = [
        ("url", picture.url.as_str()),
        ("medium", "image"),
        ("type", picture.kind.unwrap_or_default()),
        ("width", &width),
        ("height", &height),
    ];
    let known: Vec<(&str, &str)> = own.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    document.open("media:content", &known);
    if let Some(description) = &picture.description {
        document.text("media:description", &[("type", "plain")], description);
    }
    if let Some(credit) = &picture.credit {
        document.text("media:credit", &[], credit);
    }
    document.close("media:content");
    let small: Vec<(&str, &str)> =
        known.iter().copied().filter(|(key, _)| ["url", "width", "height"].contains(key)).collect();
    document.empty("media:thumbnail", &small);
}
