//! An article as `NewsArticle`, and a page outside the river.

use serde_json::{Value as Json, json};

use super::{breadcrumbs, graph, who};
use crate::article::front_matter::{Role, UpdateKind};
use crate::article::piece::Piece;
use crate::page::desk::Desk;
use crate::page::view::article::{ArticleView, FullSource, PictureView};
use crate::page::view::frame::PageView;
use crate::page::view::picture::crops;
use crate::picture::crop::Focal;
use crate::site::entry::Entry;
use crate::site::fact::{Group, ShelfId};

/// `NewsArticle` with its breadcrumbs.
pub fn article(desk: &Desk<'_>, page: &PageView, view: &ArticleView<'_>, entry: &Entry, body: &[Piece]) -> String {
    let terms = |wanted: &str| -> Vec<ShelfId> {
        let at = desk.config().taxonomy(wanted);
        entry.terms.iter().filter(|(taxonomy, _)| Some(*taxonomy) == at).map(|(_, shelf)| *shelf).collect()
    };
    let about: Vec<ShelfId> = ["companies", "people", "products"].into_iter().flat_map(terms).collect();
    let named = |shelves: &[ShelfId]| shelves.iter().map(|shelf| who::named(desk, *shelf)).collect::<Vec<_>>();
    let mut mentions = mentions(desk, body);
    for shelf in desk.world.site.article_at(&entry.card.path).map(|id| desk.reader.named_in(id)).unwrap_or_default() {
        if !mentions.contains(&shelf) {
            mentions.push(shelf);
        }
    }
    mentions.retain(|shelf| !about.contains(shelf));
    let (original, others): (Vec<&FullSource>, Vec<&FullSource>) =
        view.sources_full.iter().partition(|source| source.role == Role::Original);
    let authors = match named(&terms("authors")) {
        none if none.is_empty() => vec![who::publisher(desk)],
        authors => authors,
    };
    let corrections = view.updates.iter().filter(|update| update.kind != UpdateKind::Update);
    let story = view.story.as_ref();
    let news = json!({
        "@type": "NewsArticle",
        "headline": view.card.title,
        "description": view.card.summary,
        "url": page.canonical.as_ref().unwrap_or(&page.permalink),
        "mainEntityOfPage": page.canonical.as_ref().unwrap_or(&page.permalink),
        "image": view.picture.as_ref().map(|picture| images(desk, picture)),
        "datePublished": view.card.date,
        "dateModified": view.card.modified.as_ref().unwrap_or(&view.card.date),
        "author": authors,
        "publisher": who::publisher(desk),
        "sponsor": view.card.sponsored.map(|sponsor| {
            json!({"@type": "Organization", "name": sponsor.by, "url": sponsor.url})
        }),
        "articleSection": view.card.section.as_ref().map(|section| &section.name),
        "keywords": view.card.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(),
        "inLanguage": view.card.lang,
        "wordCount": view.words,
        "isAccessibleForFree": true,
        "isPartOf": story.map(|story| {
            json!({"@type": "CreativeWorkSeries", "name": story.name, "url": desk.absolute(&story.url)})
        }),
        "isBasedOn": original.into_iter().map(work).collect::<Vec<_>>(),
        "citation": others.into_iter().map(work).collect::<Vec<_>>(),
        "about": named(&about),
        "mentions": named(&mentions),
        "correction": corrections.map(|update| {
            json!({"@type": "CorrectionComment", "text": plain(&update.html), "datePublished": update.date})
        }).collect::<Vec<_>>(),
    });
    graph(vec![with_comments(news, page, view), breadcrumbs(desk, &page.breadcrumbs)])
}

/// A page outside the river.
pub fn page(desk: &Desk<'_>, page: &PageView, view: &ArticleView<'_>) -> String {
    let own = json!({
        "@type": "WebPage",
        "name": page.title,
        "url": page.canonical.as_ref().unwrap_or(&page.permalink),
        "description": page.description,
        "primaryImageOfPage": view.picture.as_ref().map(|picture| image(desk, picture)),
        "dateModified": view.card.modified,
        "inLanguage": desk.tongue().tag,
        "publisher": who::publisher(desk),
    });
    graph(vec![own, breadcrumbs(desk, &page.breadcrumbs)])
}

/// So many comments are told in full, the first of them.
const TOLD: usize = 10;

/// What readers have said to it.
fn with_comments(mut own: Json, page: &PageView, view: &ArticleView<'_>) -> Json {
    let Some(comments) = view.comments.as_ref().filter(|comments| comments.count > 0) else { return own };
    own["commentCount"] = json!(comments.count);
    own["discussionUrl"] = json!(format!("{}#comments", page.permalink));
    let first = comments.thread.iter().take(TOLD).map(|comment| {
        json!({
            "@type": "Comment",
            "url": format!("{}#{}", page.permalink, comment.id),
            "author": {"@type": "Person", "name": comment.name, "url": comment.url},
            "datePublished": comment.date,
            "text": plain(&comment.html).trim(),
        })
    });
    own["comment"] = first.collect();
    own
}

/// The picture, and the addresses of its cuts in the shapes that search engines ask for.
fn images(desk: &Desk<'_>, picture: &PictureView) -> Json {
    let focal = picture.focal.map(Focal::new);
    let cuts = picture.shown.path.as_deref().map(|path| crops(desk, path, focal)).unwrap_or_default();
    [image(desk, picture)].into_iter().chain(cuts.into_iter().map(|cut| Json::from(cut.url))).collect()
}

fn image(desk: &Desk<'_>, picture: &PictureView) -> Json {
    json!({
        "@type": "ImageObject",
        "contentUrl": desk.absolute(&picture.url),
        "width": picture.width,
        "height": picture.height,
        "caption": picture.caption.as_ref().or(Some(&picture.alt)).filter(|text| !text.is_empty()),
        "creditText": picture.credit,
        "license": picture.license.as_deref().and_then(license),
    })
}

/// The address of a licence: as it is written, or of one of Creative Commons by its short name, as `CC BY-SA 4.0`.
fn license(written: &str) -> Option<String> {
    if written.starts_with("https://") || written.starts_with("http://") {
        return Some(written.to_string());
    }
    let mut words = written.split_whitespace();
    let (family, kind, version) = (words.next()?, words.next()?, words.next().unwrap_or("4.0"));
    let kind = kind.to_ascii_lowercase();
    match (family.to_ascii_uppercase().as_str(), kind.as_str()) {
        ("CC", "by" | "by-sa" | "by-nd" | "by-nc" | "by-nc-sa" | "by-nc-nd") => {
            Some(format!("https://creativecommons.org/licenses/{kind}/{version}/"))
        }
        ("CC0", _) => Some("https://creativecommons.org/publicdomain/zero/1.0/".to_string()),
        _ => None,
    }
}

/// What an article stands on.
fn work(source: &FullSource) -> Json {
    json!({
        "@type": "CreativeWork",
        "name": source.title.as_ref().unwrap_or(&source.name),
        "url": source.url,
        "archivedAt": source.archived.as_ref().map(|copy| &copy.url),
        "datePublished": source.date,
        "inLanguage": source.lang,
        "isAccessibleForFree": source.paywall.then_some(false),
        "publisher": {"@type": "Organization", "name": source.name},
    })
}

/// Companies, people and products that an editor links to in a body, each once, in the order in which they come.
fn mentions(desk: &Desk<'_>, body: &[Piece]) -> Vec<ShelfId> {
    fn gather(desk: &Desk<'_>, pieces: &[Piece], found: &mut Vec<ShelfId>) {
        for piece in pieces {
            match piece {
                Piece::Entity { taxonomy, name, .. } => {
                    found.extend(desk.reader.entity_shelf(desk.language, taxonomy.as_deref(), name));
                }
                Piece::Heading { inner, .. } | Piece::Link { inner, .. } | Piece::Quote { inner, .. } => {
                    gather(desk, inner, found);
                }
                Piece::Shortcode(shortcode) => gather(desk, shortcode.inner.as_deref().unwrap_or_default(), found),
                Piece::Html(_) | Piece::Mention { .. } | Piece::Picture(_) | Piece::Code { .. } | Piece::More => {}
            }
        }
    }
    let mut found = Vec::new();
    gather(desk, body, &mut found);
    let mut mentions: Vec<ShelfId> = Vec::new();
    for shelf in found {
        let Group::Term(at) = desk.world.site.shelf(shelf).key.group else { continue };
        let taxonomy = desk.config().taxonomies.get(usize::from(at)).map_or("", |taxonomy| taxonomy.name.as_str());
        if matches!(taxonomy, "companies" | "people" | "products") && !mentions.contains(&shelf) {
            mentions.push(shelf);
        }
    }
    mentions
}

/// The text of a short piece of HTML of our own making.
pub fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::license;

    #[test]
    fn a_licence_is_known_by_its_address_or_its_short_name() {
        assert_eq!(license("https://example.org/l").as_deref(), Some("https://example.org/l"));
        assert_eq!(license("CC BY-SA 4.0").as_deref(), Some("https://creativecommons.org/licenses/by-sa/4.0/"));
        assert_eq!(license("cc0 1.0").as_deref(), Some("https://creativecommons.org/publicdomain/zero/1.0/"));
        assert_eq!(license("tutti i diritti riservati"), None);
    }
}
