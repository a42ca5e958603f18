//! JSON Feed 1.1.

use serde_json::{Value as Json, json};

use super::{Channel, FeedEntry, Picture};

/// A picture that is at least so wide and so much wider than high may stand as a banner.
const BANNER: (u32, u32) = (1000, 3);

pub fn write(channel: &Channel<'_>) -> Vec<u8> {
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.description,
        "home_page_url": channel.home,
        "feed_url": channel.own,
        "language": channel.language,
        "authors": [{"name": channel.author}],
    });
    if let Some(icon) = &channel.icon {
        feed["icon"] = json!(icon);
    }
    if !channel.hubs.is_empty() {
        feed["hubs"] = channel.hubs.iter().map(|hub| json!({"type": "WebSub", "url": hub})).collect();
    }
    feed["items"] = channel.entries.iter().map(item).collect();
    let mut bytes = feed.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

fn item(entry: &FeedEntry<'_>) -> Json {
    let mut item = json!({
        "id": entry.link,
        "url": entry.link,
        "title": &entry.title,
        "summary": &entry.summary,
        "date_published": entry.published.rfc3339(),
        "date_modified": entry.updated.rfc3339(),
        "language": entry.language,
        "tags": entry.subjects.iter().map(|term| &term.name).collect::<Vec<_>>(),
        "authors": entry.authors.iter().map(|(name, url)| json!({"name": name, "url": url})).collect::<Vec<_>>(),
    });
    // An item has one of the two: of an article without a text its headline is all there is.
    match &entry.content {
        Some(content) if !content.trim().is_empty() => item["content_html"] = json!(content),
        _ if entry.summary.trim().is_empty() => item["content_text"] = json!(&entry.title),
        _ => item["content_text"] = json!(entry.summary),
    }
    if let Some(picture) = &entry.picture {
        item["image"] = json!(picture.url);
        if is_banner(picture) {
            item["banner_image"] = json!(picture.url);
        }
    }
    if let Some(original) = entry.original() {
        item["external_url"] = json!(original.url);
    }
    item
}

fn is_banner(picture: &Picture) -> bool {
    let (Some(width), Some(height)) = (picture.width, picture.height) else { return false };
    width >= BANNER.0 && u64::from(width) * 2 >= u64::from(height) * u64::from(BANNER.1)
}
