//! Feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, each with the same entries.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::article::details::SourceRef;
use crate::article::front_matter::Role;
use crate::article::markdown;
use crate::article::read::rules;
use crate::article::whole::Article;
use crate::base::date::Moment;
use crate::base::escape;
use crate::config::settings::feeds::{FeedContent, FeedFormat};
use crate::diagnostic::Diagnostic;
use crate::page::articles::Finished;
use crate::page::body;
use crate::page::desk::{Addresses, Desk};
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::view::card::{self, CardView, Wanted};
use crate::page::xml::Document;
use crate::site::entry::Entry;
use crate::site::fact::{ArticleId, Group, ShelfId, Subject};
use crate::site::store::Site;

pub struct Feeds(pub FeedFormat);

impl Kind for Feeds {
    fn name(&self) -> &'static str {
        self.0.kind()
    }

    fn shows_bodies(&self) -> bool {
        true
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        let Subject::Shelf(id) = subject else { return Vec::new() };
        if !site.feeds(id).contains(&self.0) {
            return Vec::new();
        }
        vec![(format!("{}{}", site.shelf(id).url, self.0.file()), 0)]
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let Subject::Shelf(id) = address.subject else { return Ok(None) };
        let channel = channel(desk, id, &address.url);
        let bytes = match self.0 {
            FeedFormat::Atom => atom(&channel),
            FeedFormat::Rss => rss(&channel),
            FeedFormat::Json => json_feed(&channel),
        };
        Ok(Some(Sheet::Bytes(bytes)))
    }
}

/// What all three formats say.
struct Channel<'a> {
    title: String,
    description: String,
    language: &'a str,
    home: String,
    own: String,
    author: String,
    entries: Vec<FeedEntry<'a>>,
}

struct FeedEntry<'a> {
    card: CardView<'a>,
    published: Moment,
    updated: Moment,
    content: Option<Arc<str>>,
    image: Option<String>,
    /// The original source, when it has an address.
    via: Option<SourceRef>,
}

fn channel<'a>(desk: &Desk<'a>, id: ShelfId, url: &str) -> Channel<'a> {
    let (key, name, home) = desk.reader.name(id);
    let tongue = desk.tongue();
    let title = match key.group {
        Group::Front => tongue.title.clone(),
        _ => format!("{name} · {}", tongue.title),
    };
    let feeds = &desk.config().settings.feeds;
    let entries = desk.reader.newest(id, feeds.limit).into_iter();
    let publisher = desk.config().settings.publisher.name.clone();
    Channel {
        description: if key.group == Group::Front { tongue.description.clone() } else { desk.describe(name) },
        title,
        language: &tongue.tag,
        home: desk.permalink(home),
        own: desk.permalink(url),
        author: publisher.unwrap_or_else(|| tongue.title.clone()),
        entries: entries.filter_map(|(id, entry)| feed_entry(desk, id, entry)).collect(),
    }
}

fn feed_entry<'a>(desk: &Desk<'a>, id: ArticleId, entry: &'a Entry) -> Option<FeedEntry<'a>> {
    let (_, article) = desk.article(id)?;
    let full = desk.config().settings.feeds.content == FeedContent::Full;
    let zone = &desk.config().zone;
    let shown = &entry.card.shown;
    let card = card::view(desk, entry, Wanted::ALL);
    let image = card.image.as_ref().map(|image| {
        let path = image.url.strip_prefix(desk.config().base_path.as_str()).filter(|path| path.starts_with('/'));
        path.map_or_else(|| image.url.clone(), |path| format!("{}{path}", desk.config().base_url))
    });
    Some(FeedEntry {
        published: entry.card.order.within(zone),
        updated: shown.modified.unwrap_or(entry.card.order).max(entry.card.order).within(zone),
        content: match full {
            true => Some(content(desk, entry, &article)),
            false => teaser(desk, entry, &article),
        },
        image,
        via: article
            .details
            .sources
            .iter()
            .find(|source| source.role == Role::Original && source.url.is_some())
            .cloned(),
        card,
    })
}

/// The body for feeds, made once for all the feeds that repeat it.
fn content(desk: &Desk<'_>, entry: &Entry, article: &Article) -> Arc<str> {
    let card = &entry.card;
    let finished = desk.world.articles.finished(&card.path, || {
        let there = Desk::new(desk.world, card.shown.language, &card.path).with(Addresses::Absolute);
        let mut html = String::new();
        if let Some(lede) = &article.details.lede {
            let rules = rules(desk.config(), usize::from(card.shown.language));
            html.push_str(&format!("<p><strong>{}</strong></p>\n", markdown::inline(lede, &rules)));
        }
        // Footnotes lead to their place on the article's page: a reader that shows several entries has several first notes.
        let page = format!("href=\"{}#", there.permalink(&card.shown.url));
        html.push_str(&body::html(&there, &article.body, &card.shown.url).replace("href=\"#", &page));
        let (asked, _) = there.finish();
        Finished { html: html.into(), asked: asked.into() }
    });
    for fact in finished.asked.iter() {
        desk.reader.note(*fact);
    }
    finished.html
}

/// What stands before `<!-- more -->`, for feeds that do not carry the whole text.
fn teaser(desk: &Desk<'_>, entry: &Entry, article: &Article) -> Option<Arc<str>> {
    let pieces = body::teaser(&article.body)?;
    let there = desk.at(&entry.card.path).with(Addresses::Absolute);
    Some(body::html(&there, pieces, &entry.card.shown.url).into())
}

fn atom(channel: &Channel<'_>) -> Vec<u8> {
    let mut document = Document::new();
    let updated = channel.entries.iter().map(|entry| entry.updated).max();
    document.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", channel.language)]);
    document.text("id", &[], &channel.own);
    document.text("title", &[], &channel.title);
    if !channel.description.is_empty() {
        document.text("subtitle", &[], &channel.description);
    }
    // A feed without entries still needs a time: the beginning of time, since nothing has happened yet.
    document.text("updated", &[], &updated.unwrap_or(Moment { seconds: 0, offset: 0 }).rfc3339());
    document.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &channel.own)]);
    document.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &channel.home)]);
    document.open("author", &[]);
    document.text("name", &[], &channel.author);
    document.close("author");
    document.text("generator", &[], "rassegna");
    for entry in &channel.entries {
        let card = &entry.card;
        document.open("entry", &[]);
        document.text("id", &[], &card.permalink);
        document.text("title", &[], card.title);
        document.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &card.permalink)]);
        if let Some(via) = &entry.via
            && let Some(url) = &via.url
        {
            document.empty("link", &[("rel", "via"), ("href", &escape::ascii(url)), ("title", &via.name)]);
        }
        document.text("published", &[], &entry.published.rfc3339());
        document.text("updated", &[], &entry.updated.rfc3339());
        for author in &card.authors {
            document.open("author", &[]);
            document.text("name", &[], &author.name);
            document.close("author");
        }
        for term in card.tags.iter().chain(&card.companies) {
            document.empty("category", &[("term", &term.name)]);
        }
        document.text("summary", &[], card.summary);
        if let Some(content) = &entry.content {
            document.text("content", &[("type", "html")], content);
        }
        document.close("entry");
    }
    document.close("feed");
    document.finish()
}

fn rss(channel: &Channel<'_>) -> Vec<u8> {
    let mut document = Document::new();
    document.open(
        "rss",
        &[
            ("version", "2.0"),
            ("xmlns:atom", "http://www.w3.org/2005/Atom"),
            ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ],
    );
    document.open("channel", &[]);
    document.text("title", &[], &channel.title);
    document.text("link", &[], &channel.home);
    document.text("description", &[], &channel.description);
    document.text("language", &[], channel.language);
    document.empty("atom:link", &[("href", &channel.own), ("rel", "self"), ("type", "application/rss+xml")]);
    if let Some(updated) = channel.entries.iter().map(|entry| entry.updated).max() {
        document.text("lastBuildDate", &[], &updated.rfc822());
    }
    document.text("generator", &[], "rassegna");
    for entry in &channel.entries {
        let card = &entry.card;
        document.open("item", &[]);
        document.text("title", &[], card.title);
        document.text("link", &[], &card.permalink);
        document.text("guid", &[("isPermaLink", "true")], &card.permalink);
        document.text("pubDate", &[], &entry.published.rfc822());
        for author in &card.authors {
            document.text("dc:creator", &[], &author.name);
        }
        for term in card.tags.iter().chain(&card.companies) {
            document.text("category", &[], &term.name);
        }
        document.text("description", &[], card.summary);
        if let Some(content) = &entry.content {
            document.text("content:encoded", &[], content);
        }
        if let Some(via) = &entry.via
            && let Some(url) = &via.url
        {
            document.text("source", &[("url", &escape::ascii(url))], &via.name);
        }
        document.close("item");
    }
    document.close("channel");
    document.close("rss");
    document.finish()
}

fn json_feed(channel: &Channel<'_>) -> Vec<u8> {
    let items: Vec<Json> = channel
        .entries
        .iter()
        .map(|entry| {
            let card = &entry.card;
            let mut item = json!({
                "id": card.permalink,
                "url": card.permalink,
                "title": card.title,
                "summary": card.summary,
                "date_published": entry.published.rfc3339(),
                "date_modified": entry.updated.rfc3339(),
                "language": card.lang,
                "tags": card.tags.iter().chain(&card.companies).map(|term| &term.name).collect::<Vec<_>>(),
                "authors": card.authors.iter().map(|author| json!({"name": author.name})).collect::<Vec<_>>(),
            });
            match &entry.content {
                Some(content) => item["content_html"] = json!(content),
                None => item["content_text"] = json!(card.summary),
            }
            if let Some(image) = &entry.image {
                item["image"] = json!(image);
            }
            if let Some(url) = entry.via.as_ref().and_then(|via| via.url.as_deref()) {
                item["external_url"] = json!(escape::ascii(url));
            }
            item
        })
        .collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.description,
        "home_page_url": channel.home,
        "feed_url": channel.own,
        "language": channel.language,
        "authors": [{"name": channel.author}],
        "items": items,
    });
    let mut bytes = feed.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}
