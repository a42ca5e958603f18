//! What a page says of itself to machines, as JSON-LD by schema.org.

use serde_json::{Value as Json, json};

use super::desk::Desk;
use super::view::article::ArticleView;
use super::view::card::Named;
use super::view::frame::PageView;
use crate::article::front_matter::{Role, UpdateKind};

/// JSON that can stand in a `script` element: what would end the element is written as an escape.
pub fn script(value: &Json) -> String {
    value.to_string().replace('<', "\\u003c")
}

fn without_nulls(value: Json) -> Json {
    match value {
        Json::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()))
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        Json::Array(list) => list.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// An address of the page's views, which has the site's own path, with its host.
fn absolute(desk: &Desk<'_>, url: &str) -> String {
    let path = &desk.config().base_path;
    match url.strip_prefix(path.as_str()) {
        Some(rest) if rest.starts_with('/') => format!("{}{rest}", desk.config().base_url),
        _ => url.to_string(),
    }
}

fn publisher(desk: &Desk<'_>) -> Json {
    let publisher = &desk.config().settings.publisher;
    let site = |address: &Option<String>| {
        let address = address.as_deref()?;
        Some(if address.starts_with('/') { desk.permalink(address) } else { address.to_string() })
    };
    json!({
        "@type": "NewsMediaOrganization",
        "name": publisher.name.as_deref().unwrap_or(&desk.tongue().title),
        "url": desk.permalink("/"),
        "logo": site(&publisher.logo).map(|logo| json!({"@type": "ImageObject", "url": logo})),
        "correctionsPolicy": site(&publisher.corrections_policy),
    })
}

/// `NewsArticle` with its breadcrumbs.
pub fn article(desk: &Desk<'_>, page: &PageView, article: &ArticleView<'_>) -> String {
    let thing = |kind: &'static str| move |named: &Named| json!({"@type": kind, "name": named.name, "url": absolute(desk, &named.url)});
    let about: Vec<Json> = article
        .card
        .companies
        .iter()
        .map(thing("Organization"))
        .chain(article.card.people.iter().map(thing("Person")))
        .collect();
    let work = |source: &super::view::article::FullSource| {
        source.url.as_ref().map(|url| {
            json!({
                "@type": "CreativeWork",
                "name": source.title.as_ref().unwrap_or(&source.name),
                "url": url,
                "publisher": json!({"@type": "Organization", "name": source.name}),
            })
        })
    };
    let based_on: Vec<Json> =
        article.sources_full.iter().filter(|source| source.role == Role::Original).filter_map(work).collect();
    let citations: Vec<Json> =
        article.sources_full.iter().filter(|source| source.role != Role::Original).filter_map(work).collect();
    let corrections: Vec<Json> = article
        .updates
        .iter()
        .filter(|update| update.kind != UpdateKind::Update)
        .map(|update| json!({"@type": "CorrectionComment", "text": plain(&update.html), "datePublished": update.date}))
        .collect();
    let image = article.picture.as_ref().map(|picture| {
        json!({
            "@type": "ImageObject",
            "contentUrl": absolute(desk, &picture.url),
            "url": absolute(desk, &picture.url),
            "width": picture.width,
            "height": picture.height,
            "caption": picture.caption.as_ref().or(Some(&picture.alt)).filter(|text| !text.is_empty()),
            "creditText": picture.credit,
            "license": picture.license.as_ref().filter(|license| license.starts_with("http")),
        })
    });
    let keywords: Vec<&str> = article.card.tags.iter().map(|tag| tag.name.as_str()).collect();
    let news = json!({
        "@type": "NewsArticle",
        "headline": article.card.title,
        "description": article.card.summary,
        "url": page.canonical.as_ref().unwrap_or(&page.permalink),
        "mainEntityOfPage": page.permalink,
        "datePublished": article.card.date,
        "dateModified": article.card.modified.as_ref().unwrap_or(&article.card.date),
        "author": article.card.authors.iter().map(thing("Person")).collect::<Vec<_>>(),
        "publisher": publisher(desk),
        "image": image,
        "articleSection": article.card.section.as_ref().map(|section| &section.name),
        "keywords": keywords,
        "inLanguage": article.card.lang,
        "wordCount": article.words,
        "isBasedOn": based_on,
        "citation": citations,
        "about": about,
        "correction": corrections,
    });
    graph(vec![news, breadcrumbs(desk, &page.breadcrumbs)])
}

/// A listing: its breadcrumbs, and for the front page the site itself.
pub fn listing(desk: &Desk<'_>, page: &PageView, is_front: bool) -> String {
    let own = match is_front {
        true => json!({
            "@type": "WebSite",
            "name": page.title,
            "url": page.permalink,
            "description": page.description,
            "inLanguage": desk.tongue().tag,
            "publisher": publisher(desk),
        }),
        false => json!({
            "@type": "CollectionPage",
            "name": page.title,
            "url": page.permalink,
            "inLanguage": desk.tongue().tag,
        }),
    };
    graph(vec![own, breadcrumbs(desk, &page.breadcrumbs)])
}

fn breadcrumbs(desk: &Desk<'_>, crumbs: &[Named]) -> Json {
    if crumbs.is_empty() {
        return Json::Null;
    }
    let items = crumbs.iter().enumerate().map(|(at, crumb)| {
        json!({"@type": "ListItem", "position": at + 1, "name": crumb.name, "item": absolute(desk, &crumb.url)})
    });
    json!({"@type": "BreadcrumbList", "itemListElement": items.collect::<Vec<_>>()})
}

fn graph(nodes: Vec<Json>) -> String {
    let nodes: Vec<Json> = nodes.into_iter().filter(|node| !node.is_null()).map(without_nulls).collect();
    script(&json!({"@context": "https://schema.org", "@graph": nodes}))
}

/// The text of a short piece of HTML of our own making.
fn plain(html: &str) -> String {
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
