//! WordPress's export (WXR 1.0 to 1.2), read one item after another: <https://github.com/WordPress/wordpress-importer>.
//!
//! Elements are known by their local names, so that the address of a namespace, which changed with each version, does not matter.
//! Of two that share a name (`content:encoded`, `excerpt:encoded`) the prefix tells them apart, by its own name or by the address
//! that the file gives it.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::decode::Utf8;
use crate::diagnostic::{Diagnostic, Span, locate};

/// What the file says of itself and of all its items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Channel {
    pub title: String,
    pub description: String,
    pub language: String,
    pub url: String,
    pub version: String,
    /// (login, name as it is shown)
    pub authors: Vec<(String, String)>,
    pub terms: Vec<Term>,
}

/// A category, a tag or a term of another taxonomy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Term {
    pub taxonomy: String,
    pub slug: String,
    pub name: String,
    pub description: String,
}

/// A post, a page, an attachment, or whatever else there is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    pub title: String,
    pub link: String,
    /// A login.
    pub creator: String,
    pub content: String,
    pub excerpt: String,
    pub id: u64,
    /// In the site's time zone: `2025-09-23 08:30:00`.
    pub date: String,
    pub date_gmt: String,
    pub slug: String,
    pub status: String,
    pub parent: u64,
    pub sort: String,
    pub password: String,
    pub sticky: bool,
    pub closed: bool,
    pub attachment: String,
    /// (taxonomy, slug, name)
    pub terms: Vec<(String, String, String)>,
    pub meta: Vec<(String, String)>,
    pub comments: Vec<Comment>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comment {
    pub id: String,
    pub author: String,
    pub url: String,
    pub date_gmt: String,
    pub content: String,
    /// `1`, `0`, `spam`, `trash`.
    pub approved: String,
    /// Empty, `comment`, `pingback`, `trackback`.
    pub kind: String,
    pub parent: String,
}

impl Item {
    pub fn meta(&self, key: &str) -> Option<&str> {
        self.meta.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// The largest item, in bytes of its texts.
const LARGEST: usize = 96 * 1024 * 1024;

/// The fields of plugins and of WordPress' own that mean something here.
const WANTED: &[&str] =
    &["_thumbnail_id", "_wp_attachment_image_alt", "_wp_attached_file", "_yoast_wpseo_title", "_yoast_wpseo_metadesc"];

/// Which group a text is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum In {
    Channel,
    Author,
    Term,
    Item,
    Comment,
    Meta,
    CommentMeta,
}

/// Reads a file from its beginning to its end, and hands over each item.
///
/// # Errors
/// When it cannot be read, is no XML or no export; with the place. What was handed over before that was whole.
pub fn read(
    file: &Path,
    take: &mut dyn FnMut(&Channel, Item) -> Result<(), Diagnostic>,
) -> Result<Channel, Diagnostic> {
    let shown = file.display().to_string();
    let cannot = |error: &std::io::Error| {
        Diagnostic::error("import-read", format!("this file cannot be read: {error}")).at(Span::file(&shown))
    };
    let open = File::open(file).map_err(|error| cannot(&error))?;
    let utf8 = Utf8::open(BufReader::with_capacity(64 * 1024, open)).map_err(|error| cannot(&error))?;
    let mut reader = Reader::from_reader(utf8);
    reader.config_mut().trim_text(false);
    let mut state = State::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => {
                let at = reader.error_position().max(1);
                let is_plain = reader.get_ref().is_plain();
                return Err(wrong(file, &shown, at, is_plain, &words(&error)));
            }
        };
        let done = matches!(event, Event::Eof);
        let told = state.event(&event);
        drop(event);
        if let Err(message) = told {
            let (at, is_plain) = (reader.buffer_position(), reader.get_ref().is_plain());
            return Err(wrong(file, &shown, at, is_plain, &message));
        }
        if let Some(item) = state.whole.take() {
            take(&state.channel, item)?;
        }
        if done {
            break;
        }
        reader.get_mut().next();
    }
    if !state.is_export {
        return Err(Diagnostic::error("import-read", "this is no export of WordPress")
            .at(Span::file(&shown))
            .help("In WordPress, Tools, Export, All content writes one."));
    }
    if !state.path.is_empty() {
        return Err(Diagnostic::error(
            "import-read",
            format!("this file ends in the middle of <{}>: it is not whole", state.path.join("> <")),
        )
        .at(Span::file(&shown))
        .help("Nothing was imported. Export it again, or mend the file there."));
    }
    Ok(state.channel)
}

fn words(error: &quick_xml::Error) -> String {
    match error {
        quick_xml::Error::Io(error) => error.to_string(),
        quick_xml::Error::Encoding(_) => "this text is no UTF-8, as the file says that it is".to_string(),
        other => format!("this is no XML: {other}"),
    }
}

/// A mistake at a byte of a file; the file is read once more for the line.
fn wrong(file: &Path, shown: &str, at: u64, is_plain: bool, message: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error("import-read", message)
        .help("Nothing was imported. Export it again, or mend the file there.");
    match place(file, shown, at).filter(|_| is_plain) {
        Some(span) => diagnostic.at(span),
        None => diagnostic.at(Span::file(shown)),
    }
}

fn place(file: &Path, shown: &str, at: u64) -> Option<Span> {
    use std::io::{Read, Seek, SeekFrom};
    let mut open = BufReader::new(File::open(file).ok()?);
    let (mut line, mut start, mut read) = (1_u32, 0_u64, 0_u64);
    let mut piece = [0; 64 * 1024];
    while read < at {
        let count = open.read(&mut piece).ok().filter(|count| *count > 0)?;
        for byte in &piece[..count] {
            if read >= at {
                break;
            }
            read += 1;
            if *byte == b'\n' && read < at {
                line += 1;
                start = read;
            }
        }
    }
    open.seek(SeekFrom::Start(start)).ok()?;
    let mut text = vec![0; 4096];
    let count = open.read(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text[..count]).into_owned();
    let text = text.lines().next().unwrap_or_default().to_string();
    let mut offset = usize::try_from(at - start).unwrap_or(0).min(text.len()).saturating_sub(1);
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let mut span = locate::span(shown, &text, offset, 1);
    span.line = line;
    Some(span)
}

#[derive(Default)]
struct State {
    channel: Channel,
    /// The elements that are open.
    path: Vec<String>,
    /// The text of the innermost element so far.
    text: String,
    groups: Vec<In>,
    item: Item,
    comment: Comment,
    term: Term,
    author: (String, String),
    meta: (String, String),
    /// The attributes of the innermost category.
    domain: (String, String),
    /// Prefixes by their addresses: (prefix, whether it is that of excerpts).
    prefixes: Vec<(String, bool)>,
    /// An item that has ended.
    whole: Option<Item>,
    is_export: bool,
    /// The texts of the item so far, in bytes.
    size: usize,
}

impl State {
    fn event(&mut self, event: &Event<'_>) -> Result<(), String> {
        if self.text.len() + self.size > LARGEST {
            return Err(format!("an item is larger than {} MB", LARGEST / 1024 / 1024));
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) => {
                self.start(tag)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => {
                self.text.push_str(text);
                Ok(())
            }
            Event::CData(data) => {
                self.text.push_str(data);
                Ok(())
            }
            Event::GeneralRef(name) => {
                if let Ok(Some(c)) = name.resolve_char_ref() {
                    self.text.push(c);
                    return Ok(());
                }
                let name: &str = name;
                match resolve_predefined_entity(name) {
                    Some(text) => self.text.push_str(text),
                    // Entities of HTML, which some exports write into XML, are resolved with the HTML. Nothing that the file
                    // itself defines is ever put in.
                    None => self.text.push_str(&format!("&{name};")),
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        if self.path.len() > 64 {
            return Err("elements are nested too deeply for an export".to_string());
        }
        let name = tag.name().as_ref().to_string();
        let local = name.rsplit(':').next().unwrap_or(&name).to_string();
        self.text.clear();
        for attribute in tag.attributes().flatten() {
            let key = attribute.key.as_ref().to_string();
            let value = attribute.value.to_string();
            if let Some(prefix) = key.strip_prefix("xmlns:") {
                self.prefixes.push((prefix.to_string(), value.contains("/excerpt")));
            }
            if local == "category" {
                match key.as_str() {
                    "domain" => self.domain.0 = value,
                    "nicename" => self.domain.1 = value,
                    _ => {}
                }
            }
        }
        let group = self.groups.last().copied();
        let opened = match (group, local.as_str()) {
            (None, "channel") => Some(In::Channel),
            (Some(In::Channel), "item") => Some(In::Item),
            (Some(In::Channel), "author") => Some(In::Author),
            (Some(In::Channel), "category" | "tag" | "term") if name.contains(':') => Some(In::Term),
            (Some(In::Item), "comment") => Some(In::Comment),
            (Some(In::Item), "postmeta") => Some(In::Meta),
            (Some(In::Comment), "commentmeta") => Some(In::CommentMeta),
            _ => None,
        };
        if let Some(opened) = opened {
            self.groups.push(opened);
            match opened {
                In::Item => {
                    self.item = Item::default();
                    self.size = 0;
                }
                In::Comment => self.comment = Comment::default(),
                In::Term => {
                    let taxonomy = match local.as_str() {
                        "tag" => "post_tag",
                        other => other,
                    };
                    self.term = Term { taxonomy: taxonomy.to_string(), ..Term::default() };
                }
                In::Author => self.author = Default::default(),
                In::Meta => self.meta = Default::default(),
                In::Channel | In::CommentMeta => {}
            }
        }
        self.path.push(name);
        Ok(())
    }

    fn end(&mut self) {
        let Some(name) = self.path.pop() else { return };
        let local = name.rsplit(':').next().unwrap_or(&name).to_string();
        let text = clean(&std::mem::take(&mut self.text));
        self.size += text.len();
        let Some(group) = self.groups.last().copied() else { return };
        let closes = match group {
            In::Channel => local == "channel",
            In::Item => local == "item",
            In::Author => local == "author",
            In::Term => matches!(local.as_str(), "category" | "tag" | "term"),
            In::Comment => local == "comment",
            In::Meta => local == "postmeta",
            In::CommentMeta => local == "commentmeta",
        };
        if closes {
            self.groups.pop();
            match group {
                In::Item => self.whole = Some(std::mem::take(&mut self.item)),
                In::Author => self.channel.authors.push(std::mem::take(&mut self.author)),
                In::Term => self.channel.terms.push(std::mem::take(&mut self.term)),
                In::Comment => self.item.comments.push(std::mem::take(&mut self.comment)),
                In::Meta if WANTED.contains(&self.meta.0.as_str()) => {
                    self.item.meta.push(std::mem::take(&mut self.meta));
                }
                In::Meta | In::Channel | In::CommentMeta => {}
            }
            return;
        }
        match group {
            // A picture of the channel has a title of its own.
            In::Channel if self.path.len() == 2 => self.of_channel(&local, text),
            In::Channel => {}
            In::Author => match local.as_str() {
                "author_login" => self.author.0 = text,
                "author_display_name" => self.author.1 = text,
                _ => {}
            },
            In::Term => match local.as_str() {
                "category_nicename" | "tag_slug" | "term_slug" => self.term.slug = text,
                "cat_name" | "tag_name" | "term_name" => self.term.name = text,
                "category_description" | "tag_description" | "term_description" => self.term.description = text,
                "term_taxonomy" => self.term.taxonomy = text,
                _ => {}
            },
            // What stands deeper is of another vocabulary.
            In::Item if self.path.last().is_some_and(|around| around == "item") => self.of_item(&name, &local, text),
            In::Item => {}
            In::Comment => match local.as_str() {
                "comment_id" => self.comment.id = text,
                "comment_author" => self.comment.author = text,
                "comment_author_url" => self.comment.url = text,
                "comment_date_gmt" => self.comment.date_gmt = text,
                "comment_content" => self.comment.content = text,
                "comment_approved" => self.comment.approved = text,
                "comment_type" => self.comment.kind = text,
                "comment_parent" => self.comment.parent = text,
                // Addresses of mail and of machines are never taken in.
                _ => {}
            },
            In::Meta => match local.as_str() {
                "meta_key" => self.meta.0 = text,
                "meta_value" => self.meta.1 = text,
                _ => {}
            },
            In::CommentMeta => {}
        }
    }

    fn of_channel(&mut self, local: &str, text: String) {
        let channel = &mut self.channel;
        match local {
            "title" => channel.title = text,
            "description" => channel.description = text,
            "language" => channel.language = text,
            "wxr_version" => {
                self.is_export = true;
                channel.version = text;
            }
            "base_blog_url" => channel.url = text,
            "link" if channel.url.is_empty() => channel.url = text,
            _ => {}
        }
    }

    fn of_item(&mut self, name: &str, local: &str, text: String) {
        let is_excerpt = name.split_once(':').is_some_and(|(prefix, _)| {
            prefix == "excerpt" || self.prefixes.iter().any(|(own, is_excerpt)| own == prefix && *is_excerpt)
        });
        let is_bare = !name.contains(':');
        let item = &mut self.item;
        match local {
            // Those of other vocabularies (`media:title`, `atom:link`) mean something else.
            "title" if is_bare => item.title = text,
            "link" if is_bare => item.link = text,
            "creator" => item.creator = text,
            "encoded" if is_excerpt => item.excerpt = text,
            "encoded" => item.content = text,
            "post_id" => {
                self.is_export = true;
                item.id = text.parse().unwrap_or_default();
            }
            "post_date" => item.date = text,
            "post_date_gmt" => item.date_gmt = text,
            "post_name" => item.slug = text,
            "status" => item.status = text,
            "post_parent" => item.parent = text.parse().unwrap_or_default(),
            "post_type" => item.sort = text,
            "post_password" => item.password = text,
            "is_sticky" => item.sticky = text == "1",
            "comment_status" => item.closed = text == "closed",
            "attachment_url" => item.attachment = text,
            "category" => {
                let (taxonomy, slug) = std::mem::take(&mut self.domain);
                let taxonomy = match taxonomy.as_str() {
                    // Before WXR 1.1.
                    "" => "category".to_string(),
                    "tag" => "post_tag".to_string(),
                    _ => taxonomy,
                };
                // WXR 1.0 names each term twice: once without its slug.
                let same = item.terms.iter_mut().find(|(own, _, name)| *own == taxonomy && *name == text);
                match same {
                    Some(found) if found.1.is_empty() => found.1 = slug,
                    Some(_) => {}
                    None if text.is_empty() => {}
                    None => item.terms.push((taxonomy, slug, text)),
                }
            }
            _ => {}
        }
    }
}

/// Without the signs that no text should have, and those that mean something to us.
fn clean(text: &str) -> String {
    let text = text.trim_matches([' ', '\n', '\r', '\t']);
    let is_bad = |c: char| c.is_control() && c != '\n' && c != '\t' || ('\u{E000}'..='\u{E00F}').contains(&c);
    if text.contains(is_bad) { text.replace("\r\n", "\n").replace(is_bad, "") } else { text.to_string() }
}
