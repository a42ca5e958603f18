//! Ghost's export: Settings, Labs (or Migration tools), Export content. One file of JSON: <https://ghost.org/docs/migration/content/>.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::document::{Content, Document, Head};
use super::fields;
use super::map::Mapping;
use super::markdown::convert;
use super::markdown::embed::embed;
use super::markdown::plain::plain;
use super::markdown::tidy::{HOLE, escaped, without_signs};
use super::media::{Media, Shelves, local};
use super::moves::Moves;
use super::old::{Described, configuration};
use super::report::Report;
use super::{Importer, Take, of_site};
use crate::base::file_name::portable;
use crate::base::slug::slugify;
use crate::diagnostic::{Diagnostic, Span, locate};

/// An export is read whole: more than this is refused, in bytes.
const LARGEST: u64 = 512 * 1024 * 1024;

/// What stands in texts for the site's own address.
const HERE: &str = "__GHOST_URL__";

/// An export of Ghost.
#[derive(Debug)]
pub struct Ghost {
    data: Data,
    /// By the id of a post: the places of its pairs, in their order.
    tags_of: BTreeMap<String, Vec<usize>>,
    authors_of: BTreeMap<String, Vec<usize>>,
    /// By id of a post: what is said of it besides.
    meta_of: BTreeMap<String, usize>,
    /// By its id.
    tag_at: BTreeMap<String, usize>,
    mapping: Mapping,
    url: String,
    media: RefCell<Media>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Data {
    posts: Vec<Post>,
    tags: Vec<Tag>,
    posts_tags: Vec<Pair>,
    users: Vec<User>,
    posts_authors: Vec<Pair>,
    posts_meta: Vec<Meta>,
    settings: Vec<Setting>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Post {
    id: Value,
    title: Option<String>,
    slug: Option<String>,
    html: Option<String>,
    lexical: Option<String>,
    mobiledoc: Option<String>,
    status: Option<String>,
    #[serde(rename = "type")]
    sort: Option<String>,
    /// Before Ghost 3.
    page: Option<Value>,
    visibility: Option<String>,
    published_at: Option<Value>,
    created_at: Option<Value>,
    custom_excerpt: Option<String>,
    feature_image: Option<String>,
    featured: Option<Value>,
    canonical_url: Option<String>,
    author_id: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tag {
    id: Value,
    name: Option<String>,
    slug: Option<String>,
    description: Option<String>,
    visibility: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pair {
    post_id: Value,
    tag_id: Value,
    author_id: Value,
    sort_order: i64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct User {
    id: Value,
    name: Option<String>,
    slug: Option<String>,
    bio: Option<String>,
    website: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Meta {
    post_id: Value,
    feature_image_alt: Option<String>,
    feature_image_caption: Option<String>,
    meta_title: Option<String>,
    meta_description: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Setting {
    key: String,
    value: Value,
}

impl Ghost {
    /// Reads an export.
    ///
    /// # Errors
    /// When it cannot be read, is no JSON or no export, with the place.
    pub fn open(file: &Path, mapping: Mapping, shelves: Shelves) -> Result<Ghost, Diagnostic> {
        let shown = file.display().to_string();
        let wrong = |message: String| Diagnostic::error("import-read", message).at(Span::file(&shown));
        let length = fs::metadata(file).map_err(|error| wrong(error.to_string()))?.len();
        if length > LARGEST {
            return Err(wrong(format!("this file has {length} bytes, the limit is {LARGEST}")));
        }
        let bytes = fs::read(file).map_err(|error| wrong(error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            wrong(format!("this file is no UTF-8 from its byte {} on", error.utf8_error().valid_up_to()))
        })?;
        let mut whole: Value = serde_json::from_str(&text).map_err(|error| {
            let line: usize = text.lines().take(error.line().saturating_sub(1)).map(|line| line.len() + 1).sum();
            let at = (line + error.column().saturating_sub(1)).min(text.len().saturating_sub(1));
            let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
            Diagnostic::error("import-read", format!("this file is no JSON: {error}"))
                .at(locate::span(&shown, &text, at, 1))
        })?;
        // `{"db": [{"data": …}]}`, or `{"data": …}` alone.
        let data = [whole.pointer_mut("/db/0/data").map(Value::take), whole.get_mut("data").map(Value::take)];
        let Some(data) = data.into_iter().flatten().find(|data| data.get("posts").is_some()) else {
            return Err(wrong("this is no export of Ghost".to_string())
                .help("In Ghost, Settings, Migration tools, Export content writes one."));
        };
        let data: Data =
            serde_json::from_value(data).map_err(|error| wrong(format!("this export cannot be read: {error}")))?;
        let setting = |name: &str| {
            let found = data.settings.iter().find(|setting| setting.key == name);
            found.and_then(|setting| setting.value.as_str()).unwrap_or_default().to_string()
        };
        let url = setting("url");
        let mut media = Media::new(shelves);
        media.own(&url);
        let tags_of = by_post(&data.posts_tags);
        let authors_of = by_post(&data.posts_authors);
        let meta_of = places(data.posts_meta.iter().map(|meta| &meta.post_id));
        let tag_at = places(data.tags.iter().map(|tag| &tag.id));
        Ok(Ghost { data, tags_of, authors_of, meta_of, tag_at, mapping, url, media: RefCell::new(media) })
    }

    fn setting(&self, name: &str) -> &str {
        let found = self.data.settings.iter().find(|setting| setting.key == name);
        found.and_then(|setting| setting.value.as_str()).unwrap_or_default()
    }

    /// Where each post goes, by its place in the export; those of one name are told apart.
    fn paths(&self) -> Vec<String> {
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let paths = self.data.posts.iter().map(|post| {
            let name = post.slug.as_deref().filter(|slug| slug.contains(char::is_alphanumeric));
            let name = slugify(name.or(post.title.as_deref()).unwrap_or("untitled"));
            let folder = match (is_page(post), date(post)) {
                (true, _) => "content/pages/".to_string(),
                (false, Some(date)) => format!("content/articles/{}/{}/", &date[..4], &date[5..7]),
                (false, None) => "content/articles/1970/01/".to_string(),
            };
            let path = format!("{folder}{name}");
            let count = taken.entry(path.clone()).or_default();
            *count += 1;
            let path = if *count == 1 { format!("{path}.md") } else { format!("{path}-{count}.md") };
            portable(&path).into_owned()
        });
        paths.collect()
    }

    fn head(&self, post: &Post, body: &str, place: &str, report: &mut Report) -> Head {
        let mut head = Head::default();
        let title = plain(post.title.as_deref().unwrap_or_default());
        let first: Vec<&str> = body.split_whitespace().take(8).collect();
        head.set("title", [title, first.join(" "), "Untitled".to_string()].into_iter().find(|title| !title.is_empty()));
        if !is_page(post) {
            head.set("date", date(post).unwrap_or_else(|| "1970-01-01".to_string()));
        }
        let meta = self.meta_of.get(&fields::plain_id(&post.id)).and_then(|at| self.data.posts_meta.get(*at));
        let of_meta =
            |field: fn(&Meta) -> Option<&String>| meta.and_then(field).map(|text| plain(text)).unwrap_or_default();
        let excerpt = plain(post.custom_excerpt.as_deref().unwrap_or_default());
        let description = of_meta(|meta| meta.meta_description.as_ref());
        head.set("summary", if excerpt.is_empty() { &*description } else { &*excerpt });
        if !excerpt.is_empty() {
            head.extra("seo_description", description);
        }
        head.extra("seo_title", of_meta(|meta| meta.meta_title.as_ref()));
        for tag in self.tags(post) {
            // `#internal` tags are for the newsroom alone.
            let is_internal = tag.visibility.as_deref() == Some("internal");
            match tag.name.as_deref().filter(|name| !is_internal && !name.starts_with('#')) {
                Some(name) => {
                    self.mapping.set(&mut head, tag.slug.as_deref().unwrap_or_default(), &plain(name));
                }
                None => report.remark("a tag for the newsroom alone, left out", place),
            }
        }
        for name in self.authors(post) {
            head.add("authors", name);
        }
        if let Some(src) = post.feature_image.as_deref().filter(|src| !src.is_empty()) {
            let src = self.media.borrow_mut().address(&self.whole(src));
            let mut image = json!({"src": src, "alt": of_meta(|meta| meta.feature_image_alt.as_ref())});
            let caption = of_meta(|meta| meta.feature_image_caption.as_ref());
            if !caption.is_empty() {
                image["caption"] = json!(caption);
            }
            head.set("image", image);
        }
        if truthy(post.featured.as_ref()) {
            head.set("featured", true);
        }
        head.set("canonical", post.canonical_url.as_deref().map(|url| self.whole(url)));
        self.status(&mut head, post, place, report);
        if let Some(slug) = post.slug.as_deref() {
            fields::add_aliases(&mut head, [format!("/{slug}/")]);
        }
        head
    }

    /// What was for paying readers only must not become public by moving.
    fn status(&self, head: &mut Head, post: &Post, place: &str, report: &mut Report) {
        let is_public = matches!(post.visibility.as_deref(), None | Some("public" | ""));
        if !is_public {
            report.remark("a post for members only, which is a draft now", place);
        }
        if !is_public || !matches!(post.status.as_deref(), Some("published" | "scheduled")) {
            head.set("draft", true);
        }
    }

    fn tags(&self, post: &Post) -> Vec<&Tag> {
        let pairs = self.tags_of.get(&fields::plain_id(&post.id)).into_iter().flatten();
        let ids = pairs.filter_map(|at| self.data.posts_tags.get(*at)).map(|pair| &pair.tag_id);
        ids.filter_map(|id| self.data.tags.get(*self.tag_at.get(&fields::plain_id(id))?)).collect()
    }

    fn authors(&self, post: &Post) -> Vec<String> {
        let pairs = self.authors_of.get(&fields::plain_id(&post.id)).into_iter().flatten();
        let mut ids: Vec<&Value> =
            pairs.filter_map(|at| self.data.posts_authors.get(*at)).map(|pair| &pair.author_id).collect();
        if ids.is_empty() {
            // Before Ghost 1 a post had one.
            ids.extend(&post.author_id);
        }
        let users = ids.into_iter().filter_map(|id| self.data.users.iter().find(|user| &user.id == id));
        users.filter_map(|user| user.name.clone()).collect()
    }

    /// An address of the site's own in full.
    fn whole(&self, text: &str) -> String {
        text.replace(HERE, self.url.trim_end_matches('/'))
    }

    fn body(&self, post: &Post, place: &str, report: &mut Report) -> String {
        let html = self.whole(&without_signs(post.html.as_deref().unwrap_or_default()));
        if html.trim().is_empty() && (post.lexical.is_some() || post.mobiledoc.is_some()) {
            report.remark(
                "a text that the export holds in the editor's own form only: publish it in Ghost, and export again",
                place,
            );
        }
        let (html, holes) = cards(&html);
        let converted = convert(&html, &holes);
        for remark in converted.remarks {
            match remark.split_once(": ") {
                Some((why, what)) => report.remark(why, format!("{place}: {what}")),
                None => report.remark(remark, place),
            }
        }
        converted.text
    }

    fn profiles(&self, take: &mut Take<'_>, report: &mut Report) -> Result<(), Diagnostic> {
        let profile = |id: String, path: String, head: Head| Document {
            id,
            path,
            content: Content::Text { head, body: String::new() },
        };
        for tag in &self.data.tags {
            report.count("tags");
            let (name, description) =
                (tag.name.clone().unwrap_or_default(), plain(tag.description.as_deref().unwrap_or_default()));
            if description.is_empty() || name.is_empty() || name.starts_with('#') {
                continue;
            }
            let mut head = Head::default();
            head.set("name", &*name);
            head.set("description", description);
            take(profile(format!("tag {}", tag.id), format!("content/tags/{}.md", slugify(&name)), head))?;
        }
        for user in &self.data.users {
            report.count("authors");
            let Some(name) = user.name.as_deref().filter(|name| name.contains(char::is_alphanumeric)) else { continue };
            let mut head = Head::default();
            head.set("name", name);
            head.set("description", plain(user.bio.as_deref().unwrap_or_default()));
            head.set("website", user.website.as_deref());
            head.set(
                "redirects",
                json!(user.slug.iter().map(|slug| format!("/author/{slug}/")).collect::<Vec<String>>()),
            );
            if head.get("description").is_some() || head.get("website").is_some() {
                take(profile(format!("author {}", user.id), format!("content/authors/{}.md", slugify(name)), head))?;
            }
        }
        Ok(())
    }

    /// Our own configuration, for a site that has none.
    fn configuration(&self) -> Document {
        let (title, url, description) = (self.setting("title"), &self.url, self.setting("description"));
        let language =
            [self.setting("locale"), self.setting("lang")].into_iter().find(|tag| !tag.is_empty()).unwrap_or("en");
        let languages = [language.split(['-', '_']).next().unwrap_or("en").to_lowercase()];
        let mut head = Described { title, url, description, languages: &languages }.head();
        head.set("timezone", self.setting("timezone"));
        // Ghost's own addresses.
        head.set("permalinks", json!({"articles": "/:slug/"}));
        configuration(head)
    }
}

impl Importer for Ghost {
    fn read(&mut self, take: &mut Take<'_>, report: &mut Report) -> Result<(), Vec<Diagnostic>> {
        let one = |diagnostic: Diagnostic| vec![diagnostic];
        let take = &mut of_site(&self.url, take);
        take(self.configuration()).map_err(one)?;
        self.profiles(take, report).map_err(one)?;
        let paths = self.paths();
        let mut moves = Moves::new(&self.url);
        for (post, path) in self.data.posts.iter().zip(&paths) {
            if let Some(slug) = &post.slug {
                moves.address(&format!("/{slug}/"), path);
            }
        }
        for (post, path) in self.data.posts.iter().zip(paths) {
            let id = format!("post {}", fields::plain_id(&post.id));
            let place = format!("{id} ({path})");
            let text = self.body(post, &place, report);
            let body = local(&moves.relink(&text, "", &path), &mut self.media.borrow_mut(), &mut |_| {});
            let head = self.head(post, &body, &place, report);
            report.count(match (is_page(post), head.get("draft").is_some()) {
                (true, _) => "pages",
                (false, true) => "drafts",
                (false, false) => "posts",
            });
            take(Document { id, path, content: Content::Text { head, body } }).map_err(one)?;
        }
        let media = self.media.borrow();
        for document in media.documents() {
            report.count("pictures");
            take(document).map_err(one)?;
        }
        media.account(report);
        let remote = media.remote.len();
        if remote > 0 {
            report.advise(format!(
                "{remote} pictures are still at the old site, and go when it goes: give Ghost's folder content/images by `--images DIR`, or fetch them by `--download`."
            ));
        }
        Ok(())
    }
}

/// Ghost's cards that mean more than their HTML says: bookmarks, embedded posts, boxes.
fn cards(html: &str) -> (String, Vec<String>) {
    let mut holes = Vec::new();
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<figure class=\"kg-card kg-bookmark-card") {
        out.push_str(&rest[..at]);
        let from = &rest[at..];
        let end = from.find("</figure>").map_or(from.len(), |end| end + "</figure>".len());
        let card = &from[..end];
        let href = card.split_once("href=\"").and_then(|(_, after)| after.split_once('"')).map_or("", |(href, _)| href);
        let title = card
            .split_once("kg-bookmark-title\">")
            .and_then(|(_, after)| after.split_once('<'))
            .map_or("", |(title, _)| title);
        let said = match (plain(title), plain(href)) {
            (_, href) if href.is_empty() => String::new(),
            (title, href) if title.is_empty() => embed(&href),
            (title, href) => format!("[{}]({href})", escaped(&title)),
        };
        holes.push(said);
        out.push_str(&format!("<p>{}{}{}</p>", HOLE[0], holes.len() - 1, HOLE[1]));
        rest = &from[end..];
    }
    out.push_str(rest);
    (out, holes)
}

/// The places of pairs by the id of their post, in their order.
fn by_post(pairs: &[Pair]) -> BTreeMap<String, Vec<usize>> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, pair) in pairs.iter().enumerate() {
        found.entry(fields::plain_id(&pair.post_id)).or_default().push(at);
    }
    for places in found.values_mut() {
        places.sort_by_key(|at| pairs.get(*at).map_or(0, |pair| pair.sort_order));
    }
    found
}

/// Where what has an id stands in its list; the first of two of one id.
fn places<'a>(ids: impl Iterator<Item = &'a Value>) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for (at, id) in ids.enumerate() {
        found.entry(fields::plain_id(id)).or_insert(at);
    }
    found
}

fn is_page(post: &Post) -> bool {
    post.sort.as_deref() == Some("page") || truthy(post.page.as_ref())
}

/// Flags are `true`, `1` or `"1"`.
fn truthy(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        Some(Value::String(text)) => text == "1" || text == "true",
        _ => false,
    }
}

/// When it came out, or when it was begun: a text, or milliseconds in old exports. `None` when it is no date.
fn date(post: &Post) -> Option<String> {
    let value =
        [post.published_at.as_ref(), post.created_at.as_ref()].into_iter().flatten().find(|value| !value.is_null())?;
    let text = match value {
        Value::String(text) => fields::date(text),
        Value::Number(number) => jiff::Timestamp::from_millisecond(number.as_i64()?).ok()?.to_string(),
        _ => return None,
    };
    let is_date = crate::base::date::Moment::parse(&text, &jiff::tz::TimeZone::UTC).is_ok();
    (is_date && text.len() >= 10 && text.is_char_boundary(7)).then_some(text)
}
