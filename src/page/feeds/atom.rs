//! Atom (RFC 4287).

use super::{Channel, MEDIA, Replies, write_link, write_note, write_picture};
use crate::article::front_matter::Role;
use crate::base::date::Moment;
use crate::page::xml::Document;

pub fn write(channel: &Channel<'_>) -> Vec<u8> {
    let mut document = Document::new();
    if let Some(dress) = &channel.dress {
        document.style(&dress.style);
    }
    let updated = channel.entries.iter().map(|entry| entry.updated).max();
    let mut namespaces = vec![("xmlns", "http://www.w3.org/2005/Atom")];
    if channel.entries.iter().any(|entry| entry.picture.is_some()) {
        namespaces.push(("xmlns:media", MEDIA));
    }
    if channel.entries.iter().any(|entry| entry.replies.is_some()) {
        namespaces.push(("xmlns:thr", THREADS));
    }
    namespaces.push(("xml:lang", channel.language));
    document.open("feed", &namespaces);
    write_head(&mut document, channel, updated);
    document.open("author", &[]);
    document.text("name", &[], &channel.author);
    document.close("author");
    if let Some(icon) = &channel.icon {
        document.text("icon", &[], icon);
    }
    document.text("generator", &[], "rassegna");
    write_note(&mut document, channel);
    for entry in &channel.entries {
        document.open("entry", &[]);
        document.text("id", &[], &entry.link);
        document.text("title", &[], &entry.title);
        write_link(&mut document, channel, entry);
        document.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &entry.link)]);
        for source in &entry.sources {
            // Where the news comes from, and through whom; what was read besides is only related to it.
            let relation = if source.role == Role::Reference { "related" } else { "via" };
            document.empty("link", &[("rel", relation), ("href", &source.url), ("title", &source.name)]);
        }
        if let Some(replies) = &entry.replies {
            write_replies(&mut document, replies);
        }
        document.text("published", &[], &entry.published.rfc3339());
        document.text("updated", &[], &entry.updated.rfc3339());
        for (name, url) in &entry.authors {
            document.open("author", &[]);
            document.text("name", &[], name);
            document.text("uri", &[], url);
            document.close("author");
        }
        for term in &entry.subjects {
            document.empty("category", &[("term", &term.name)]);
        }
        if let Some(picture) = &entry.picture {
            write_picture(&mut document, picture);
        }
        document.text("summary", &[], &entry.summary);
        if let Some(content) = &entry.content {
            document.text("content", &[("type", "html")], content);
        }
        document.close("entry");
    }
    document.close("feed");
    document.finish()
}

/// What a feed is, of what page, and where: the same for entries of any sort.
pub fn write_head(document: &mut Document, channel: &Channel<'_>, updated: Option<Moment>) {
    document.text("id", &[], &channel.own);
    document.text("title", &[], &channel.title);
    if !channel.description.is_empty() {
        document.text("subtitle", &[], &channel.description);
    }
    // A feed without entries still needs a time: the beginning of time, since nothing has happened yet.
    document.text("updated", &[], &updated.unwrap_or(Moment { seconds: 0, offset: 0 }).rfc3339());
    document.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &channel.own)]);
    document.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &channel.home)]);
    for hub in channel.hubs {
        document.empty("link", &[("rel", "hub"), ("href", hub)]);
    }
}

/// The extension of Atom for threads (RFC 4685).
pub const THREADS: &str = "http://purl.org/syndication/thread/1.0";

/// Where the comments are: as a feed, and on the page.
fn write_replies(document: &mut Document, replies: &Replies) {
    let count = replies.count.to_string();
    let updated = replies.last.map(|last| last.rfc3339());
    let ways = [
        replies.feed.as_deref().map(|feed| ("application/atom+xml", feed)),
        Some(("text/html", replies.page.as_str())),
    ];
    for (kind, href) in ways.into_iter().flatten() {
        let mut own = vec![("rel", "replies"), ("type", kind), ("href", href), ("thr:count", count.as_str())];
        own.extend(updated.as_deref().map(|updated| ("thr:updated", updated)));
        document.empty("link", &own);
    }
}
