//! The front matter of articles, pages and introductions, as other generators of static sites have it, in our fields.

use serde_json::json;

use super::document::Head;
use super::fields;
use super::front::Front;
use super::map::Mapping;
use super::report::Report;
use crate::article::place::without_date;
use crate::base::date::{Day, Moment};
use crate::base::slug::slugify;
use jiff::tz::TimeZone;

/// Sections that mean nothing but "the articles": their folder is not taken over.
pub const PLAIN_SECTIONS: &[&str] = &["posts", "post", "blog", "articles", "article", "articoli"];

/// Names under which a date of publication stands.
pub const DATES: &[&str] = &["date", "publishdate", "pubdate", "published_at", "published"];

/// What is known of a text besides its fields.
pub struct Text<'a> {
    /// For the report.
    pub id: &'a str,
    /// Its path below the old site's content.
    pub path: &'a str,
    pub is_article: bool,
    /// The old site's taxonomies, by the names of their fields.
    pub taxonomies: &'a [String],
    /// The old site's languages, the first first.
    pub languages: &'a [String],
    /// Where it stood before.
    pub aliases: Vec<String>,
    /// Fields that only tell the other program how to show it.
    pub ignored: &'a [&'a str],
    /// What becomes of its tags and categories.
    pub mapping: &'a Mapping,
}

/// The front matter of an article or of a page.
pub fn head(front: &mut Front, text: Text<'_>, report: &mut Report) -> Head {
    let mut head = Head::default();
    let name = name(text.path);
    for group in ["params", "extra", "taxonomies"] {
        front.lift(group);
    }
    let plain = || without_date(name).replace(['-', '_'], " ");
    head.set("title", front.text(&["title", "linktitle"]).unwrap_or_else(plain));
    date(&mut head, front, &text, name, report);
    // The first language needs no word; one that the site has not would keep it from being built.
    match front.text(&["lang", "language"]) {
        Some(tag) if text.languages.iter().skip(1).any(|own| *own == tag) => head.set("lang", tag),
        Some(tag) if text.languages.first() != Some(&tag) => head.extra("lang", tag),
        _ => {}
    }
    let (summary, description) = (front.text(&["summary", "excerpt"]), front.text(&["description"]));
    head.set("summary", summary.clone().or_else(|| description.clone()));
    if summary.is_some() && description != summary {
        head.extra("description", description);
    }
    head.set("lede", front.text(&["lede", "subtitle", "standfirst", "sommario"]));
    for term in fields::tags(front) {
        text.mapping.set(&mut head, &slugify(&term), &term);
    }
    fields::set_terms(&mut head, front);
    for taxonomy in text.taxonomies {
        let terms = front.list(taxonomy);
        if !terms.is_empty() {
            report.advise(format!("Add `{taxonomy}: on` to `taxonomies` in rassegna.yaml: articles have terms of it."));
        }
        fields::set_own_terms(&mut head, taxonomy, terms);
    }
    fields::set_sources(&mut head, front);
    fields::set_image(
        &mut head,
        front,
        &["image", "cover", "featured_image", "featuredImage", "images", "thumbnail", "header"],
    );
    fields::set_date(&mut head, "expires", front, &["expirydate", "unpublishdate"]);
    if front.flag("draft") == Some(true) {
        head.set("draft", true);
    }
    head.set("slug", front.text(&["slug"]).filter(|slug| crate::article::address::bad_slug(slug).is_none()));
    fields::add_aliases(&mut head, text.aliases.into_iter().filter(|address| !address.is_empty()));
    head.set("canonical", front.text(&["canonicalurl", "canonical", "canonical_url"]));
    head.set("translation", front.text(&["translationkey"]));
    head.set("weight", front.take("weight").filter(|weight| weight.as_i64().is_some_and(|weight| weight != 0)));
    if front.flag("featured") == Some(true) {
        head.set("featured", true);
    }
    if front.flag("comments") == Some(false) {
        head.set("comments", false);
    }
    for name in text.ignored {
        if front.take(name).is_some() {
            report
                .remark(format!("a field that tells the other program how to show a page, left out: {name}"), text.id);
        }
    }
    fields::keep_rest(&mut head, front, text.id, report);
    head
}

/// The date, from the fields or from the file's name. What is no date would keep the site from being built: it is told, and the
/// text waits as a draft.
fn date(head: &mut Head, front: &mut Front, text: &Text<'_>, name: &str, report: &mut Report) {
    let written = front.text(DATES).map(|written| fields::date(&written)).or_else(|| dated(name));
    match written {
        Some(date) if Moment::parse(&date, &TimeZone::UTC).is_ok() => head.set("date", date),
        Some(date) => {
            report.remark(format!("no date, kept as a draft of 1970: `{date}`"), text.id);
            head.set("date", "1970-01-01");
            head.set("draft", true);
        }
        None => {}
    }
    if text.is_article && head.get("date").is_none() {
        report.remark("an article without a date, kept as a draft of 1970", text.id);
        head.set("date", "1970-01-01");
        head.set("draft", true);
    }
}

/// A file's name without its endings, or its folder's where it is the folder's text.
pub fn name(path: &str) -> &str {
    let name = path.rsplit('/').find(|part| !part.starts_with("index.")).unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

/// The day with which a file's name begins.
pub fn dated(name: &str) -> Option<String> {
    let day = name.get(..10)?;
    (without_date(name) != name && Day::from_iso(day).is_some()).then(|| day.to_string())
}

/// The fields of an introduction or of a term's profile.
pub fn introduction(front: &mut Front, id: &str, report: &mut Report) -> Head {
    let mut head = Head::default();
    head.set("title", front.text(&["title", "name"]));
    head.set("description", front.text(&["description", "summary"]));
    fields::set_image(&mut head, front, &["image", "cover", "featured_image", "images"]);
    head.set("website", front.text(&["website"]));
    let addresses = front.list("aliases").into_iter().filter(|address| crate::article::address::alias(address).is_ok());
    head.set("redirects", json!(addresses.collect::<Vec<String>>()));
    if front.flag("draft") == Some(true) {
        head.set("draft", true);
    }
    for name in SHOWING {
        front.take(name);
    }
    fields::keep_rest(&mut head, front, id, report);
    head
}

/// What tells other programs how a list is shown.
const SHOWING: &[&str] = &[
    "date",
    "weight",
    "sort_by",
    "paginate_by",
    "paginate_path",
    "paginate_reversed",
    "template",
    "page_template",
    "transparent",
    "layout",
    "type",
    "url",
    "cascade",
    "menu",
    "render",
    "generate_feeds",
    "insert_anchor_links",
    "in_search_index",
    "redirect_to",
];
