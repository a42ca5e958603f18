//! Feeds of others (RSS, Atom, JSON Feed, by feed-rs), and a planet of many of them by an OPML file: each item becomes a draft
//! that names its source, once.

use std::collections::{BTreeMap, BTreeSet};

use feed_rs::model::{Entry, Feed as Read, Link};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::document::{Content, Document, Head};
use super::markdown::plain::plain;
use super::report::Report;
use super::{Importer, Take};
use crate::base::date::Moment;
use crate::base::slug::slugify;
use crate::base::stamp::Stamp;
use crate::base::web::{has_host, without_tracking};
use crate::diagnostic::{Diagnostic, Span};

/// How much of another's summary is taken over, in letters: enough to know what it is about.
const SUMMARY: usize = 280;

/// How many feeds a planet may have.
const MOST: usize = 2000;

/// Where a feed is, and what the editor calls it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// An address, or a file.
    pub place: String,
    /// From the planet; else the feed's own title is taken.
    pub name: Option<String>,
}

/// Who brings the bytes of a feed: from a file, or over the network.
pub trait Bring {
    /// The bytes, or nothing where the feed has not changed since it was last read.
    ///
    /// # Errors
    /// Why there are none.
    fn bring(&mut self, place: &str) -> Result<Option<Vec<u8>>, Diagnostic>;

    /// Tells that what was brought was of no use: it is asked for as a whole the next time.
    fn forget(&mut self, place: &str);
}

/// Feeds that are read one after another.
pub struct Feeds<'a> {
    pub wanted: Vec<Wanted>,
    pub bring: &'a mut dyn Bring,
    /// Items older than this are not taken; as `2025-09-23`.
    pub since: Option<String>,
    /// How many items of one feed are taken, the newest first.
    pub limit: usize,
    /// Where items of earlier runs stand, by their ids.
    pub known: BTreeMap<String, String>,
    /// Whether a file of the site is there already, so that none is claimed twice.
    pub taken: &'a dyn Fn(&str) -> bool,
}

/// The feeds that an OPML file names (<http://opml.org/spec2.opml>); nothing when it is none.
pub fn planet(text: &str) -> Option<Vec<Wanted>> {
    if !text.get(..2000.min(text.len())).unwrap_or(text).to_ascii_lowercase().contains("<opml") {
        return None;
    }
    let mut wanted: Vec<Wanted> = Vec::new();
    // Its tags are those of XML, but all that matters stands in attributes, whose names are read in any case.
    for token in Tokenizer::new_with_emitter(text, DefaultEmitter::default()) {
        let Ok(token) = token;
        let Token::StartTag(tag) = token else { continue };
        if &**tag.name != b"outline" {
            continue;
        }
        let attribute = |name: &str| {
            let found = tag.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name.as_bytes()));
            found.map(|(_, value)| String::from_utf8_lossy(value).trim().to_string()).filter(|value| !value.is_empty())
        };
        if let Some(place) = attribute("xmlurl") {
            let name = attribute("title").or_else(|| attribute("text"));
            if !wanted.iter().any(|own| own.place == place) && wanted.len() < MOST {
                wanted.push(Wanted { place, name });
            }
        }
    }
    Some(wanted)
}

impl Importer for Feeds<'_> {
    fn read(&mut self, take: &mut Take<'_>, report: &mut Report) -> Result<(), Vec<Diagnostic>> {
        let mut told = Vec::new();
        let mut claimed = BTreeSet::new();
        for wanted in self.wanted.clone() {
            report.count("feeds");
            let bytes = match self.bring.bring(&wanted.place) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => {
                    report.remark("a feed that has not changed since it was last read", &*wanted.place);
                    continue;
                }
                // One that cannot be had does not keep the others from being read.
                Err(diagnostic) => {
                    told.push(diagnostic);
                    continue;
                }
            };
            let parser = feed_rs::parser::Builder::new().base_uri(base(&wanted.place)).build();
            match parser.parse(&bytes[..]) {
                Ok(feed) => {
                    self.items(&wanted, feed, &mut claimed, take, report).map_err(|diagnostic| vec![diagnostic])?;
                }
                Err(error) => {
                    self.bring.forget(&wanted.place);
                    told.push(
                    Diagnostic::error("import-feed", format!("this is no feed that can be read: {error}"))
                        .at(Span::file(&wanted.place))
                        .help("RSS, Atom and JSON Feed are, and OPML whose name ends in `.opml`. A site's page names its feed in its head."),
                    );
                }
            }
        }
        if told.is_empty() { Ok(()) } else { Err(told) }
    }
}

fn base(place: &str) -> Option<&str> {
    Some(place).filter(|place| place.contains("://"))
}

impl Feeds<'_> {
    fn items(
        &self,
        wanted: &Wanted,
        feed: Read,
        claimed: &mut BTreeSet<String>,
        take: &mut Take<'_>,
        report: &mut Report,
    ) -> Result<(), Diagnostic> {
        let outlet = wanted.name.clone().or_else(|| feed.title.as_ref().map(|title| plain(&title.content)));
        let mut entries = feed.entries;
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.published.or(entry.updated)));
        for (at, entry) in entries.iter().enumerate() {
            let date = entry.published.or(entry.updated).map(|date| date.format("%Y-%m-%dT%H:%M:%SZ").to_string());
            // Years beyond four digits, and instants that no clock counts, are nobody's date.
            let date = date.filter(|date| Moment::parse(date, &TimeZone::UTC).is_ok());
            let is_old = match (&self.since, &date) {
                (Some(since), Some(date)) => date.as_str() < since.as_str(),
                _ => false,
            };
            if is_old || at >= self.limit {
                report.remark("an item that is older than asked for", &*wanted.place);
                continue;
            }
            let title = entry.title.as_ref().map(|title| plain(&title.content)).unwrap_or_default();
            let Some(link) = original(entry) else {
                report.remark("an item without a link, left out", format!("{}: {title}", wanted.place));
                continue;
            };
            let id = format!("feed {} {}", one_line(&wanted.place), one_line(&entry.id));
            let head = head(entry, &title, date.as_deref(), &link.href, outlet.as_deref(), feed.language.as_deref());
            let day = date.as_deref().unwrap_or("1970-01-01");
            let name = if title.contains(char::is_alphanumeric) { slugify(&title) } else { "untitled".to_string() };
            let path =
                self.path(&format!("content/articles/{}/{}/{}", &day[..4], &day[5..7], cut(&name)), &id, claimed);
            report.count("items");
            take(Document { id, path, content: Content::Text { head, body: String::new() } })?;
        }
        Ok(())
    }

    /// A place of its own. One that another item of this run or a file that is there has already taken gets a few signs more, which
    /// depend on the item alone and so stay the same in every run.
    fn path(&self, wanted: &str, id: &str, claimed: &mut BTreeSet<String>) -> String {
        if let Some(known) = self.known.get(id) {
            claimed.insert(known.clone());
            return known.clone();
        }
        let plain = format!("{wanted}.md");
        let path = match claimed.contains(&plain) || (self.taken)(&plain) {
            true => format!("{wanted}-{}.md", Stamp::of_bytes(id.as_bytes()).short()),
            false => plain,
        };
        claimed.insert(path.clone());
        path
    }
}

/// A name that no file system finds too long.
fn cut(name: &str) -> &str {
    let end = name.char_indices().map(|(at, _)| at).take_while(|at| *at <= 100).last().unwrap_or(0);
    if name.len() <= 100 { name } else { name[..end].trim_end_matches('-') }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

fn is_web(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && has_host(url)
}

/// The link to what the item is about.
fn original(entry: &Entry) -> Option<&Link> {
    let is_page = |link: &&Link| is_web(&link.href);
    let of = |rel: Option<&str>| entry.links.iter().filter(is_page).find(|link| link.rel.as_deref() == rel);
    of(Some("alternate")).or_else(|| of(None)).or_else(|| entry.links.iter().find(is_page))
}

fn head(
    entry: &Entry,
    title: &str,
    date: Option<&str>,
    url: &str,
    outlet: Option<&str>,
    language: Option<&str>,
) -> Head {
    let mut head = Head::default();
    let summary = entry.summary.as_ref().map(|summary| plain(&summary.content));
    let content = || entry.content.as_ref().and_then(|content| content.body.as_deref()).map(plain);
    let summary = summary.filter(|summary| !summary.is_empty()).or_else(content).unwrap_or_default();
    let first = [title, &summary, url].into_iter().find(|text| !text.trim().is_empty()).unwrap_or(url);
    head.set("title", shortened(first, 200));
    head.set("date", date.unwrap_or("1970-01-01"));
    head.set("draft", true);
    head.set("summary", shortened(&summary, SUMMARY));
    for category in &entry.categories {
        head.add("tags", plain(category.label.as_deref().unwrap_or(&category.term)));
    }
    let mut source = Map::new();
    let mut set = |key: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            source.insert(key.to_string(), json!(value));
        }
    };
    set("name", outlet);
    set("title", Some(title));
    set("url", Some(&without_tracking(url)));
    set("date", date);
    set("role", Some("original"));
    let tag = entry.language.as_deref().or(language).and_then(|tag| tag.split(['-', '_']).next());
    set("lang", tag.filter(|tag| tag.chars().all(|c| c.is_ascii_alphabetic())));
    head.add("sources", Value::Object(source));
    for via in
        entry.links.iter().filter(|link| link.rel.as_deref() == Some("via") && link.href != url && is_web(&link.href))
    {
        head.add("sources", json!({"url": without_tracking(&via.href), "role": "via"}));
    }
    if let Some((src, credit)) = picture(entry) {
        let mut image = json!({"src": src, "alt": ""});
        if let Some(credit) = credit.or_else(|| outlet.map(str::to_string)) {
            image["credit"] = json!(credit);
        }
        head.set("image", image);
    }
    head
}

/// The picture that the item brings, and whose it is.
fn picture(entry: &Entry) -> Option<(String, Option<String>)> {
    for media in &entry.media {
        let credit = media.credits.first().map(|credit| plain(&credit.entity));
        let full = media.content.iter().find_map(|content| {
            let is_picture = content.content_type.as_ref().is_some_and(|sort| sort.ty() == "image");
            content.url.as_ref().map(ToString::to_string).filter(|url| is_picture && is_web(url))
        });
        let small = || media.thumbnails.first().map(|own| own.image.uri.clone()).filter(|url| is_web(url));
        if let Some(src) = full.or_else(small) {
            return Some((src, credit));
        }
    }
    let enclosed = entry.links.iter().find(|link| {
        let is_picture = link.media_type.as_deref().is_some_and(|sort| sort.starts_with("image/"));
        link.rel.as_deref() == Some("enclosure") && is_picture && is_web(&link.href)
    });
    enclosed.map(|link| (link.href.clone(), None))
}

/// The beginning of a text, to the end of a word.
fn shortened(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_string() };
    let cut = &text[..end];
    format!("{}…", cut.rsplit_once(' ').map_or(cut, |(cut, _)| cut).trim_end_matches([',', ';', ':', '.']))
}

/// What is kept of feeds between runs, so that those who have not changed are not sent again: by address, the validators of HTTP
/// (RFC 9110, 8.8).
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(default)]
pub struct Known(pub BTreeMap<String, Validators>);

#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(default)]
pub struct Validators {
    pub etag: Option<String>,
    /// How much of the feed was asked for, since another choice wants to see it again.
    pub asked: String,
    pub last_modified: Option<String>,
}
