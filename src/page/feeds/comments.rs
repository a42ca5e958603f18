//! Feeds of readers' comments: Atom with the extension for threads (RFC 4685), by which each says what it answers.

use std::collections::BTreeSet;

use super::atom::{THREADS, write_head};
use super::{Channel, dressed, write_note};
use crate::article::comment::text;
use crate::base::date::Moment;
use crate::page::desk::Desk;
use crate::page::view::comments::name_of;
use crate::page::xml::Document;
use crate::site::entry::Entry;
use crate::site::threads::Placed;

/// A comment as an entry.
pub struct Said {
    link: String,
    title: String,
    name: String,
    url: Option<String>,
    /// The article, with the host.
    article: String,
    /// The entry that it answers, where that is another comment.
    parent: Option<String>,
    date: Moment,
    html: String,
}

/// The comments as entries, each with its article; `None` for one that cannot be read any more. `anchors` are those of the
/// comments that are answered, by article and id.
pub fn entries(desk: &Desk<'_>, said: &[(&Entry, &Placed<'_>, Option<&str>)]) -> Vec<Said> {
    let entries = said.iter().filter_map(|(entry, placed, parent)| {
        let comment = desk.comment(placed.card)?;
        let article = desk.permalink(&entry.card.shown.url);
        let name = name_of(desk, &comment);
        Some(Said {
            link: format!("{article}#{}", placed.anchor),
            title: desk.phrase("comment_on", &[("name", &name), ("title", &entry.card.shown.title)]),
            name,
            url: comment.url.clone(),
            parent: parent.map(|anchor| format!("{article}#{anchor}")),
            article,
            date: placed.card.date.unwrap_or(entry.card.order).within(&desk.config().zone),
            html: text::html(&comment.text),
        })
    });
    entries.collect()
}

/// Writes the feed; what is said of the channel is the same as of any other.
pub fn write(desk: &Desk<'_>, channel: Channel<'_>, said: &[Said]) -> Vec<u8> {
    let channel = dressed(desk, channel);
    let mut document = Document::new();
    if let Some(dress) = &channel.dress {
        document.style(&dress.style);
    }
    let namespaces = [("xmlns", "http://www.w3.org/2005/Atom"), ("xmlns:thr", THREADS), ("xml:lang", channel.language)];
    document.open("feed", &namespaces);
    write_head(&mut document, &channel, said.iter().map(|one| one.date).max());
    if let Some(icon) = &channel.icon {
        document.text("icon", &[], icon);
    }
    document.text("generator", &[], "rassegna");
    write_note(&mut document, &channel);
    let mut seen = BTreeSet::new();
    for one in said {
        // An id stands once in a feed, whatever the files say.
        if !seen.insert(&one.link) {
            continue;
        }
        document.open("entry", &[]);
        document.text("id", &[], &one.link);
        document.text("title", &[], &one.title);
        document.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &one.link)]);
        let answers = one.parent.as_deref().unwrap_or(&one.article);
        document.empty("thr:in-reply-to", &[("ref", answers), ("type", "text/html"), ("href", answers)]);
        document.text("published", &[], &one.date.rfc3339());
        document.text("updated", &[], &one.date.rfc3339());
        document.open("author", &[]);
        document.text("name", &[], &one.name);
        if let Some(url) = &one.url {
            document.text("uri", &[], url);
        }
        document.close("author");
        document.text("content", &[("type", "html")], &one.html);
        document.close("entry");
    }
    document.close("feed");
    document.finish()
}
