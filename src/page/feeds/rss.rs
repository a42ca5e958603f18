//! RSS 2.0.

use super::{Channel, MEDIA, write_link, write_note, write_picture};
use crate::page::xml::Document;

pub fn write(channel: &Channel<'_>) -> Vec<u8> {
    let mut document = Document::new();
    if let Some(dress) = &channel.dress {
        document.style(&dress.style);
    }
    let mut namespaces = vec![
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ];
    if channel.entries.iter().any(|entry| entry.picture.is_some()) {
        namespaces.push(("xmlns:media", MEDIA));
    }
    if channel.entries.iter().any(|entry| entry.replies.is_some()) {
        namespaces.push(("xmlns:slash", "http://purl.org/rss/1.0/modules/slash/"));
        namespaces.push(("xmlns:wfw", "http://wellformedweb.org/CommentAPI/"));
    }
    document.open("rss", &namespaces);
    document.open("channel", &[]);
    document.text("title", &[], &channel.title);
    document.text("link", &[], &channel.home);
    document.text("description", &[], &channel.description);
    document.text("language", &[], channel.language);
    document.empty("atom:link", &[("href", &channel.own), ("rel", "self"), ("type", "application/rss+xml")]);
    for hub in channel.hubs {
        document.empty("atom:link", &[("href", hub), ("rel", "hub")]);
    }
    if let Some(updated) = channel.entries.iter().map(|entry| entry.updated).max() {
        document.text("lastBuildDate", &[], &updated.rfc822());
    }
    document.text("generator", &[], "rassegna");
    if let Some(icon) = &channel.icon {
        document.open("image", &[]);
        document.text("url", &[], icon);
        document.text("title", &[], &channel.title);
        document.text("link", &[], &channel.home);
        document.close("image");
    }
    write_note(&mut document, channel);
    for entry in &channel.entries {
        document.open("item", &[]);
        document.text("title", &[], &entry.title);
        write_link(&mut document, channel, entry);
        document.text("link", &[], &entry.link);
        document.text("guid", &[("isPermaLink", "true")], &entry.link);
        document.text("pubDate", &[], &entry.published.rfc822());
        if let Some(replies) = &entry.replies {
            document.text("comments", &[], &replies.page);
            document.text("slash:comments", &[], &replies.count.to_string());
            if let Some(feed) = &replies.feed {
                document.text("wfw:commentRss", &[], feed);
            }
        }
        for (name, _) in &entry.authors {
            document.text("dc:creator", &[], name);
        }
        for term in &entry.subjects {
            document.text("category", &[], &term.name);
        }
        if let Some(picture) = &entry.picture {
            write_picture(&mut document, picture);
        }
        document.text("description", &[], &entry.summary);
        if let Some(content) = &entry.content {
            document.text("content:encoded", &[], content);
        }
        if let Some(original) = entry.original() {
            document.text("source", &[("url", &original.url)], &original.name);
        }
        document.close("item");
    }
    document.close("channel");
    document.close("rss");
    document.finish()
}
