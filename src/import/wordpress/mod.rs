//! WordPress's export of a whole site (WXR).
//!
//! The files are read twice: once for what refers to each other (addresses, pictures, parents), and once for the texts, which
//! are handed over one by one, so that memory grows with the number of posts and never with their length.

mod content;
mod date;
mod decode;
mod index;
mod paragraphs;
mod wxr;

use std::cell::RefCell;
use std::path::PathBuf;

use serde_json::{Value, json};

use self::content::{Library, Picture};
use self::date::date;
use self::index::{Index, Numbers, addresses};
use self::wxr::{Channel, Comment, Item};
use super::document::{Content, Document, Head};
use super::map::{Became, Mapping};
use super::markdown::plain::plain;
use super::media::{Media, Shelves, local};
use super::old::{Described, configuration};
use super::report::Report;
use super::{Importer, Take, of_site};
use crate::base::slug::slugify;
use crate::diagnostic::Diagnostic;

/// Which comments are taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Comments {
    None,
    /// Those that readers have seen.
    #[default]
    Approved,
    /// Those that wait for somebody too. What was marked as spam or thrown away never.
    All,
}

/// How an export is taken in.
#[derive(Debug, Default)]
pub struct Choices {
    pub files: Vec<PathBuf>,
    pub mapping: Mapping,
    pub shelves: Shelves,
    pub comments: Comments,
    /// Whether pingbacks and trackbacks are taken too.
    pub pings: bool,
    /// Other types of posts that are articles too.
    pub types: Vec<String>,
}

/// Exports of WordPress.
#[derive(Debug)]
pub struct WordPress {
    choices: Choices,
    media: RefCell<Media>,
    index: Index,
}

impl WordPress {
    pub fn new(mut choices: Choices) -> WordPress {
        let media = RefCell::new(Media::new(std::mem::take(&mut choices.shelves)));
        WordPress { choices, media, index: Index::default() }
    }

    fn is_article(&self, item: &Item) -> bool {
        item.sort == "post" || self.choices.types.contains(&item.sort)
    }

    fn is_taken(&self, item: &Item) -> bool {
        (self.is_article(item) || item.sort == "page")
            && !matches!(item.status.as_str(), "trash" | "auto-draft" | "inherit")
    }

    fn document(&self, item: &Item, report: &mut Report) -> Option<Document> {
        let path = self.index.paths.get(&item.id)?.clone();
        let id = format!("{} {}", item.sort, item.id);
        let place = format!("{id} ({path})");
        let shelf = Shelf { index: &self.index, media: &self.media, post: item.id };
        let converted = content::body(&item.content, &shelf);
        for remark in converted.remarks {
            match remark.split_once(": ") {
                Some((why, what)) => report.remark(why, format!("{place}: {what}")),
                None => report.remark(remark, &*place),
            }
        }
        let body = self.index.moves.relink(&converted.text, "", &path);
        let body = local(&body, &mut self.media.borrow_mut(), &mut |url| self.index.shows(url));
        let head = self.head(item, &body, &place, report);
        Some(Document { id, path, content: Content::Text { head, body } })
    }

    fn head(&self, item: &Item, body: &str, place: &str, report: &mut Report) -> Head {
        let mut head = Head::default();
        let title = plain(&item.title);
        if title.is_empty() {
            report.remark("a post without a headline, which got its first words", place);
        }
        let first: Vec<&str> =
            body.split_whitespace().filter(|word| word.starts_with(char::is_alphanumeric)).take(8).collect();
        head.set(
            "title",
            [title, first.join(" "), item.slug.clone()]
                .into_iter()
                .find(|title| !title.is_empty())
                .unwrap_or_else(|| format!("{}", item.id)),
        );
        let is_article = self.is_article(item);
        let date = date(&item.date, &item.date_gmt);
        match (&date, is_article) {
            (Some(date), true) => head.set("date", &**date),
            (None, true) => {
                report.remark("a post without a date, kept as a draft of 1970", place);
                head.set("date", "1970-01-01");
                head.set("draft", true);
            }
            _ => {}
        }
        let excerpt = plain(&item.excerpt);
        let description = item.meta("_yoast_wpseo_metadesc").map(plain).unwrap_or_default();
        head.set("summary", if excerpt.is_empty() { &*description } else { &*excerpt });
        if !excerpt.is_empty() {
            head.extra("seo_description", description);
        }
        head.extra("seo_title", item.meta("_yoast_wpseo_title").map(plain));
        for (taxonomy, slug, name) in &item.terms {
            match taxonomy.as_str() {
                "category" | "post_tag" => {
                    self.choices.mapping.set(&mut head, slug, &plain(name));
                }
                "post_format" => head.extra("format", slug.trim_start_matches("post-format-")),
                other => report.remark(format!("a term of a taxonomy that we have not, left out: {other}"), place),
            }
        }
        if is_article {
            let name = self.index.channel.authors.iter().find(|(login, _)| *login == item.creator);
            head.add("authors", name.map_or(item.creator.as_str(), |(_, name)| name.as_str()));
        }
        self.image(&mut head, item, place, report);
        self.status(&mut head, item, place, report);
        if item.sticky {
            head.set("featured", true);
        }
        // What was said stays to be read.
        match (item.closed, item.comments.is_empty()) {
            (true, true) => head.set("comments", false),
            (true, false) => head.set("comments", json!({"open": false})),
            (false, _) => {}
        }
        for address in addresses(item) {
            super::fields::add_aliases(&mut head, [address]);
        }
        head
    }

    fn image(&self, head: &mut Head, item: &Item, place: &str, report: &mut Report) {
        let Some(id) = item.meta("_thumbnail_id").and_then(|id| id.parse::<u64>().ok()) else { return };
        let Some(attachment) = self.index.pictures.get(&id) else {
            report.remark("a featured picture that the export does not hold", place);
            return;
        };
        attachment.used.set(true);
        let src = self.media.borrow_mut().address(&attachment.url);
        let mut image = json!({"src": src, "alt": attachment.alt});
        if !attachment.caption.is_empty() {
            image["caption"] = json!(attachment.caption);
        }
        head.set("image", image);
    }

    /// What nobody but its author has seen stays unseen.
    fn status(&self, head: &mut Head, item: &Item, place: &str, report: &mut Report) {
        let why = match item.status.as_str() {
            _ if !item.password.is_empty() => Some("a post with a password, which is a draft now"),
            "publish" | "future" => None,
            "private" => Some("a private post, which is a draft now"),
            "draft" | "pending" => Some(""),
            _ => Some("a post of a status that we do not know, which is a draft now"),
        };
        if let Some(why) = why {
            head.set("draft", true);
            if !why.is_empty() {
                report.remark(why, place);
            }
        }
    }

    fn comments(&self, item: &Item, take: &mut Take<'_>, report: &mut Report) -> Result<(), Diagnostic> {
        let Some(path) = self.index.paths.get(&item.id) else { return Ok(()) };
        let thread = path.strip_suffix(".md").unwrap_or(path);
        let thread = match thread.strip_prefix("content/articles/") {
            Some(below) => below.to_string(),
            None => thread.trim_start_matches("content/").to_string(),
        };
        for comment in &item.comments {
            report.count("comments");
            let kind = match comment.kind.as_str() {
                "pingback" | "trackback" => comment.kind.as_str(),
                _ => "comment",
            };
            let place = format!("comment {} of {path}", comment.id);
            let is_approved = comment.approved == "1";
            let left = match (self.choices.comments, comment.approved.as_str()) {
                _ if kind != "comment" && !self.choices.pings => {
                    Some("a pingback or trackback, left out (`--pings` takes them)")
                }
                (Comments::None, _) => Some("a comment, left out as asked"),
                (_, "spam" | "trash" | "post-trashed") => Some("a comment marked as spam or thrown away, left out"),
                (Comments::Approved, _) if !is_approved => {
                    Some("a comment that nobody has approved, left out (`--comments all` takes them)")
                }
                _ => None,
            };
            if let Some(left) = left {
                report.remark(left, place);
                continue;
            }
            let head = comment_head(comment, kind, is_approved);
            let name: String = comment.id.chars().filter(char::is_ascii_alphanumeric).collect();
            if head.get("text").is_none() || name.is_empty() {
                report.remark("a comment without a text, left out", place);
                continue;
            }
            report.count("comments taken");
            take(Document {
                id: format!("comment {}", comment.id),
                path: format!("content/comments/{thread}/{name}.yaml"),
                content: Content::Data(head),
            })?;
        }
        Ok(())
    }

    /// Descriptions of categories and tags, as profiles.
    fn profiles(&self, take: &mut Take<'_>, report: &mut Report) -> Result<(), Diagnostic> {
        for term in self.index.channel.terms.iter().filter(|term| matches!(&*term.taxonomy, "category" | "post_tag")) {
            report.count(if term.taxonomy == "category" { "categories" } else { "tags" });
            let (name, description) = (plain(&term.name), plain(&term.description));
            let is_tag = self.choices.mapping.set(&mut Head::default(), &term.slug, &name) == Became::Tag;
            if description.is_empty() || name.is_empty() || !is_tag {
                continue;
            }
            let mut head = Head::default();
            head.set("name", &*name);
            head.set("description", description);
            let slug = slugify(&name);
            take(Document {
                id: format!("{} {}", term.taxonomy, term.slug),
                path: format!("content/tags/{slug}.md"),
                content: Content::Text { head, body: String::new() },
            })?;
        }
        Ok(())
    }

    /// Our own configuration, for a site that has none.
    fn configuration(&self) -> Document {
        let channel = &self.index.channel;
        let (title, description) = (plain(&channel.title), plain(&channel.description));
        let language = channel.language.split(['-', '_']).next().filter(|tag| !tag.is_empty()).unwrap_or("en");
        let languages = [language.to_lowercase()];
        let mut head =
            Described { title: &title, url: &channel.url, description: &description, languages: &languages }.head();
        // Most posts keep their addresses, where a pattern of ours makes them.
        let common = self.index.patterns.iter().max_by_key(|(_, count)| **count);
        if let Some((pattern, _)) = common.filter(|(_, count)| **count * 2 > self.index.posts) {
            head.set("permalinks", json!({"articles": pattern}));
        }
        if self.choices.comments != Comments::None {
            head.set("comments", json!({"provider": "static"}));
        }
        configuration(head)
    }

    /// Pictures of the old site stand at its own address, or where its media library says that they do.
    fn own_pictures(&self) {
        let mut media = self.media.borrow_mut();
        media.own(&self.index.channel.url);
        for attachment in self.index.pictures.values() {
            media.own(&attachment.url);
        }
    }

    /// What was in the media library, and what became of it.
    fn account(&self, report: &mut Report) {
        for (id, attachment) in &self.index.pictures {
            report.count("attachments");
            if !attachment.used.get() {
                report.remark(
                    "an attachment that no text shows, left out",
                    format!("attachment {id} ({})", attachment.url),
                );
            }
        }
        let media = self.media.borrow();
        media.account(report);
        let remote = media.remote.len();
        if remote > 0 {
            report.advise(format!(
                "{remote} pictures are still at the old site, and go when it goes: give a copy of its wp-content/uploads by `--uploads DIR`, or fetch them by `--download`."
            ));
        }
    }
}

struct Shelf<'a> {
    index: &'a Index,
    media: &'a RefCell<Media>,
    post: u64,
}

impl Library for Shelf<'_> {
    fn picture(&self, id: u64) -> Option<Picture> {
        let attachment = self.index.pictures.get(&id)?;
        attachment.used.set(true);
        let src = self.media.borrow_mut().address(&attachment.url);
        Some(Picture { src, alt: attachment.alt.clone(), caption: attachment.caption.clone() })
    }

    fn of_post(&self) -> Vec<u64> {
        self.index.children.get(&self.post).cloned().unwrap_or_default()
    }
}

impl Importer for WordPress {
    fn read(&mut self, take: &mut Take<'_>, report: &mut Report) -> Result<(), Vec<Diagnostic>> {
        let one = |diagnostic: Diagnostic| vec![diagnostic];
        // Nothing is written before all files were read to their ends.
        let files = self.choices.files.clone();
        let mut wrong = Vec::new();
        let mut numbers = Numbers::default();
        for file in &files {
            let read = wxr::read(file, &mut |_, mut item| {
                numbers.settle(&mut item);
                if item.sort == "attachment" || self.is_taken(&item) {
                    self.index.note(&item);
                }
                Ok(())
            });
            match read {
                Ok(channel) => self.know(channel),
                Err(diagnostic) => wrong.push(diagnostic),
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        self.index.settle();
        let url = self.index.channel.url.clone();
        self.own_pictures();
        let take = &mut of_site(&url, take);
        let mut numbers = Numbers::default();
        take(self.configuration()).map_err(one)?;
        self.profiles(take, report).map_err(one)?;
        for file in &files {
            wxr::read(file, &mut |_, mut item| {
                if numbers.settle(&mut item) {
                    report.remark("an item whose number another has too, or that has none", item.title.clone());
                }
                if !self.is_taken(&item) {
                    if item.sort != "attachment" {
                        report.remark(
                            format!("something that is no text of the site, left out: {}", item.sort),
                            format!("{} {}", item.sort, item.id),
                        );
                    }
                    return Ok(());
                }
                if let Some(document) = self.document(&item, report) {
                    report.count(sort_of(&item));
                    take(document)?;
                }
                self.comments(&item, take, report)
            })
            .map_err(one)?;
        }
        for document in self.media.borrow().documents() {
            report.count("pictures");
            take(document).map_err(one)?;
        }
        self.account(report);
        report.advise("Addresses with a `?p=` are led on by your host's own file of redirects: see `redirects` in reference/configuration of the manual.");
        Ok(())
    }
}

impl WordPress {
    fn know(&mut self, channel: Channel) {
        let own = &mut self.index.channel;
        if own.title.is_empty() {
            own.title = channel.title;
            own.description = channel.description;
            own.language = channel.language;
            own.url = channel.url;
        }
        own.authors.extend(channel.authors);
        own.terms.extend(channel.terms);
    }
}

/// How an item is counted.
fn sort_of(item: &Item) -> &'static str {
    match (item.sort.as_str(), item.status.as_str()) {
        _ if !item.password.is_empty() => "posts with a password",
        ("page", "publish") => "pages",
        ("page", _) => "drafts of pages",
        (_, "publish") => "posts",
        (_, "future") => "future posts",
        (_, "private") => "private posts",
        _ => "drafts",
    }
}

fn comment_head(comment: &Comment, kind: &str, is_approved: bool) -> Head {
    let mut head = Head::default();
    head.set("id", &*comment.id);
    head.set("reply_to", Some(&*comment.parent).filter(|parent| *parent != "0"));
    head.set("name", plain(&comment.author));
    head.set("url", Some(&*comment.url).filter(|url| url.starts_with("http")));
    head.set("date", date("", &comment.date_gmt));
    head.set("status", if is_approved { "approved" } else { "pending" });
    if kind != "comment" {
        head.set("kind", kind);
    }
    head.set("text", Value::from(content::comment(&comment.content)));
    head
}
