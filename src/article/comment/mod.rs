//! What a reader has written below an article: one file of `content/comments/`, read.
//!
//! Strangers write these files through a form, so that nothing in them is an error that keeps the site from being
//! published: what cannot be read is left out, and the editor is told. Addresses of mail and of machines are passed over
//! here, so that nothing behind this file can show them.

pub mod text;
pub mod tidy;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use self::tidy::tidy;
use crate::base::date::Moment;
use crate::base::stamp::Stamp;
use crate::config::node::{Entry, Node};
use crate::config::yaml::{self, What};
use crate::diagnostic::{Diagnostic, Severity, Span, locate, nearest};
use crate::source::tree::Source;

/// Where comments are, with its slash.
pub const FOLDER: &str = "content/comments/";

/// How long a text may be, in characters: three pages of a book. What is longer is cut.
const LONGEST_TEXT: usize = 20_000;

/// How long a name may be, in characters.
const LONGEST_NAME: usize = 80;

/// How long an address or an id may be, in characters.
const LONGEST_WORD: usize = 400;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is shown.
    #[default]
    Approved,
    /// Somebody has to look at it first.
    Pending,
    Spam,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CommentKind {
    #[default]
    Comment,
    Pingback,
    Trackback,
}

/// All that the site knows of a comment. Its words are read again when a page shows them, as those of an article are.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CommentCard {
    /// The file, relative to the site's folder.
    pub path: String,
    pub id: String,
    /// The id of the comment that it answers.
    pub reply_to: Option<String>,
    pub date: Option<Moment>,
    pub status: Status,
    pub kind: CommentKind,
    /// The stamp of the file.
    pub source: Stamp,
}

impl CommentCard {
    /// Whether readers see it.
    pub fn is_public(&self) -> bool {
        self.status == Status::Approved
    }

    /// Whether readers see it, and it is one of theirs: no notice that a page elsewhere links here.
    pub fn is_said(&self) -> bool {
        self.is_public() && self.kind == CommentKind::Comment
    }
}

/// A comment with its words.
#[derive(Clone, Debug)]
pub struct Comment {
    pub card: CommentCard,
    /// Empty where none is given.
    pub name: String,
    /// The writer's own page.
    pub url: Option<String>,
    /// Light Markdown, see [`text::html`].
    pub text: String,
    /// Whether the text was longer than is shown.
    pub is_cut: bool,
}

/// The thread that a file belongs to: the path of its folder below `content/comments/`. `None` for a file that is no
/// comment.
pub fn thread_of(path: &str) -> Option<&str> {
    let (thread, file) = path.strip_prefix(FOLDER)?.rsplit_once('/')?;
    is_data(file).then_some(thread)
}

/// Whether a file of `content/comments/` is meant as a comment, wherever it stands there.
pub fn is_comment(path: &str) -> bool {
    path.starts_with(FOLDER) && is_data(path)
}

fn is_data(file: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|end| file.ends_with(end))
}

/// The thread of an article or a page, by its file: the path below `content/articles/` without `.md`, and with `pages/`
/// before it for a page. A bundle's is its folder's.
pub fn thread_key(file: &str) -> Option<String> {
    let below = file.strip_prefix("content/")?.strip_suffix(".md")?;
    let (prefix, below) = match below.strip_prefix("articles/") {
        Some(below) => ("", below),
        None => ("pages/", below.strip_prefix("pages/")?),
    };
    let key = match below.rsplit_once('/') {
        Some((folder, "index")) => folder.to_string(),
        Some((folder, file)) => match file.strip_prefix("index.") {
            Some(tag) => format!("{folder}.{tag}"),
            None => below.to_string(),
        },
        None => below.to_string(),
    };
    Some(format!("{prefix}{key}"))
}

/// The files that an article or a page with this thread may have.
pub fn files_of(thread: &str) -> Vec<String> {
    let (area, key) = match thread.strip_prefix("pages/") {
        Some(key) => ("content/pages", key),
        None => ("content/articles", thread),
    };
    let mut files = vec![format!("{area}/{key}.md"), format!("{area}/{key}/index.md")];
    if let Some((stem, tag)) = key.rsplit_once('.').filter(|(_, tag)| !tag.contains('/')) {
        files.push(format!("{area}/{stem}/index.{tag}.md"));
    }
    files
}

/// Words for messages about comments.
pub const WHAT: What = What { noun: "a comment", place: "in this comment", own_fields_hint: None };

/// Every field that means something here, each with the names under which forms' services deliver it.
const FIELDS: [(&str, &[&str]); 9] = [
    ("id", &["id", "_id"]),
    ("reply_to", &["reply_to", "replyTo", "parent", "_parent"]),
    ("name", &["name"]),
    ("url", &["url"]),
    ("date", &["date"]),
    ("status", &["status"]),
    ("kind", &["kind"]),
    ("text", &["text", "message"]),
    // Known, and passed over: they are nobody's business.
    ("email", &["email", "ip"]),
];

/// Reads a comment. `None` when nothing can be shown of it, with the reasons.
pub fn read(source: &Source, zone: &TimeZone) -> (Option<Comment>, Vec<Diagnostic>) {
    let root = match yaml::read_tree(&source.path, &source.text, &WHAT) {
        Ok(root) => root,
        Err(told) => return (None, told.into_iter().map(lenient).collect()),
    };
    let mut reading = Reading { source, root, diagnostics: Vec::new() };
    let comment = reading.comment(zone);
    (comment, reading.diagnostics)
}

/// A stranger's mistake does not keep a site from being published.
pub fn lenient(diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..diagnostic }.help("Until then the comment is not shown.")
}

struct Reading<'a> {
    source: &'a Source,
    root: Node,
    diagnostics: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn comment(&mut self, zone: &TimeZone) -> Option<Comment> {
        self.check_names();
        let (text, is_cut) = tidy(&self.value("text").unwrap_or_default(), LONGEST_TEXT);
        let kind = self.kind();
        let url = self.url();
        if text.trim().is_empty() && (kind == CommentKind::Comment || url.is_none()) {
            self.warn("comment-empty", "this comment says nothing, and is not shown", "text")
                .push("It needs a `text:` (or `message:`).".to_string());
            return None;
        }
        if is_cut {
            let message = format!("this text is longer than {LONGEST_TEXT} characters; the rest is not shown");
            self.warn("comment-long", &message, "text");
        }
        let id = self.word("id");
        let card = CommentCard {
            path: self.source.path.clone(),
            id: id.unwrap_or_else(|| stem(&self.source.path).to_string()),
            reply_to: self.word("reply_to"),
            date: self.date(zone),
            status: self.status(),
            kind,
            source: self.source.stamp,
        };
        let name = self.value("name").map(|name| one_line(&name, LONGEST_NAME)).unwrap_or_default();
        Some(Comment { card, name, url, text, is_cut })
    }

    /// Tells of fields that mean nothing, and of those that are no single value.
    fn check_names(&mut self) {
        let known = || FIELDS.iter().flat_map(|(_, names)| names.iter().copied());
        let mut told = Vec::new();
        for Entry { key, key_span, value } in self.root.entries() {
            let place = || locate::span(&self.source.path, &self.source.text, key_span.start, key_span.len());
            if !known().any(|name| name == key) {
                let diagnostic = Diagnostic::warning("comment-key", format!("a comment has no field `{key}`"));
                let help = match nearest(key, known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "It is passed over.".to_string(),
                };
                told.push(diagnostic.at(place()).help(help));
            } else if value.text().is_none() {
                let message = format!("`{key}` is to be a single value, and is passed over");
                told.push(Diagnostic::warning("comment-value", message).at(place()));
            }
        }
        self.diagnostics.append(&mut told);
    }

    fn node(&self, field: &str) -> Option<&Node> {
        let names = FIELDS.iter().find(|(name, _)| *name == field).map(|(_, names)| *names)?;
        names.iter().find_map(|name| self.root.get(name))
    }

    fn value(&self, field: &str) -> Option<String> {
        let text = self.node(field)?.text()?;
        (!text.trim().is_empty() && text != "null" && text != "~").then(|| text.to_string())
    }

    /// What other comments, and addresses, know it by.
    fn word(&self, field: &str) -> Option<String> {
        self.value(field).map(|word| one_line(&word, LONGEST_WORD)).filter(|word| !word.is_empty())
    }

    /// Tells of a field; what is to be done is added to the list that comes back.
    fn warn(&mut self, code: &str, message: &str, field: &str) -> &mut Vec<String> {
        let place = self.node(field).map(|node| {
            let length = node.span.len().min(40);
            locate::span(&self.source.path, &self.source.text, node.span.start, length)
        });
        let span = place.unwrap_or_else(|| Span::file(&self.source.path));
        self.diagnostics.push(Diagnostic::warning(code, message).at(span));
        let at = self.diagnostics.len() - 1;
        &mut self.diagnostics[at].help
    }

    fn kind(&mut self) -> CommentKind {
        match self.value("kind").as_deref() {
            None | Some("comment") => CommentKind::Comment,
            Some("pingback") => CommentKind::Pingback,
            Some("trackback") => CommentKind::Trackback,
            Some(other) => {
                let message = format!("`{}` is no kind of comment", one_line(other, LONGEST_NAME));
                self.warn("comment-value", &message, "kind")
                    .push("Write `comment`, `pingback` or `trackback`.".to_string());
                CommentKind::Comment
            }
        }
    }

    /// What is not understood waits for somebody to look at it.
    fn status(&mut self) -> Status {
        match self.value("status").as_deref() {
            None | Some("approved") => Status::Approved,
            Some("pending") => Status::Pending,
            Some("spam") => Status::Spam,
            Some(other) => {
                let message =
                    format!("`{}` is no status of a comment; it counts as pending", one_line(other, LONGEST_NAME));
                self.warn("comment-value", &message, "status")
                    .push("Write `approved`, `pending` or `spam`.".to_string());
                Status::Pending
            }
        }
    }

    fn url(&mut self) -> Option<String> {
        let written = self.value("url")?;
        // Forms take `example.org` for a site, and people write it so.
        let url = written.trim();
        let url = if url.contains(':') || !url.contains('.') { url.to_string() } else { format!("https://{url}") };
        if text::is_web(&url) && url.len() <= LONGEST_WORD {
            return Some(url);
        }
        self.warn("comment-value", "this is no address of a web page, and is passed over", "url");
        None
    }

    /// As an article's date, or as the seconds or milliseconds that services count since 1970.
    fn date(&mut self, zone: &TimeZone) -> Option<Moment> {
        let written = self.value("date")?;
        let written = written.trim();
        if let Ok(number) = written.parse::<i64>()
            && written.len() > 8
        {
            let seconds = if number > 100_000_000_000 { number / 1000 } else { number };
            return Some(Moment { seconds: seconds.clamp(0, 253_402_300_799), offset: 0 });
        }
        match Moment::parse(written, zone) {
            Ok(date) => Some(date),
            Err(bad) => {
                self.warn("comment-date", &format!("this is no date: {}", bad.0), "date")
                    .push("Write `2025-09-23 08:30`.".to_string());
                None
            }
        }
    }
}

fn one_line(text: &str, longest: usize) -> String {
    let (text, _) = tidy(text, longest * 4);
    let line: String = text.split_whitespace().collect::<Vec<&str>>().join(" ");
    line.chars().take(longest).collect()
}

/// A file's name without its ending.
fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::{CommentKind, Status, files_of, read, thread_key, thread_of};
    use crate::base::stamp::Stamp;
    use crate::source::tree::Source;

    fn source(text: &str) -> Source {
        Source { path: "content/comments/2025/a/uno.yaml".to_string(), stamp: Stamp::ABSENT, text: text.to_string() }
    }

    #[test]
    fn a_thread_is_the_articles_path() {
        let cases = [
            ("content/articles/2025/09/nvidia.md", "2025/09/nvidia"),
            ("content/articles/2025/09/nvidia.en.md", "2025/09/nvidia.en"),
            ("content/articles/2025/09/nvidia/index.md", "2025/09/nvidia"),
            ("content/articles/2025/09/nvidia/index.en.md", "2025/09/nvidia.en"),
            ("content/pages/chi-siamo.md", "pages/chi-siamo"),
        ];
        for (file, thread) in cases {
            assert_eq!(thread_key(file).as_deref(), Some(thread), "{file}");
            assert!(files_of(thread).iter().any(|known| known == file), "{file}");
        }
        assert_eq!(thread_key("content/tags/ia.md"), None);
        assert_eq!(thread_of("content/comments/2025/a/uno.yaml"), Some("2025/a"));
        assert_eq!(thread_of("content/comments/uno.yaml"), None);
        assert_eq!(thread_of("content/comments/2025/a/uno.md"), None);
    }

    #[test]
    fn both_ways_of_naming_fields_are_read() {
        let (comment, said) = read(&source("id: 7\nname: Ada\ndate: 2025-09-23 08:30\ntext: Sì.\n"), &TimeZone::UTC);
        let comment = comment.expect("a comment");
        assert!(said.is_empty(), "{said:?}");
        assert_eq!((comment.card.id.as_str(), comment.name.as_str(), comment.text.as_str()), ("7", "Ada", "Sì."));
        assert_eq!((comment.card.status, comment.card.kind), (Status::Approved, CommentKind::Comment));
        let staticman =
            "{\"_id\": \"6a-b\", \"name\": \"Ada\", \"email\": \"0bc8\", \"message\": \"Sì.\", \"date\": 1758616200}";
        let (comment, said) = read(&source(staticman), &TimeZone::UTC);
        let comment = comment.expect("a comment");
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(comment.card.id, "6a-b");
        assert_eq!(comment.card.date.map(|date| date.rfc3339()).as_deref(), Some("2025-09-23T08:30:00+00:00"));
        assert!(!format!("{comment:?}").contains("0bc8"), "an address of mail is never kept");
    }

    #[test]
    fn what_is_wrong_is_told_and_keeps_nothing_else_back() {
        let text = "nmae: Ada\nname: [a]\nurl: javascript:alert(1)\ndate: ieri\nstatus: boh\nkind: x\ntext: Sì.\n";
        let (comment, said) = read(&source(text), &TimeZone::UTC);
        let comment = comment.expect("a comment");
        assert_eq!((comment.name.as_str(), comment.url, comment.card.status), ("", None, Status::Pending));
        let codes: Vec<&str> = said.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(
            codes,
            ["comment-key", "comment-value", "comment-value", "comment-value", "comment-date", "comment-value"]
        );
        assert!(said.iter().all(|one| !one.is_error()));
        for text in ["", "text: ''", "- a", "\"text", "text: \"a\nb", "name: Ada", "{"] {
            let (comment, said) = read(&source(text), &TimeZone::UTC);
            assert!(comment.is_none() && !said.is_empty() && said.iter().all(|one| !one.is_error()), "{text}");
        }
    }

    #[test]
    fn a_megabyte_is_cut_or_told() {
        let (comment, said) = read(&source(&format!("text: {}\n", "x ".repeat(400_000))), &TimeZone::UTC);
        assert!(comment.is_some_and(|comment| comment.is_cut && comment.text.len() <= 20_000));
        assert_eq!(said[0].code, "comment-long");
        let (comment, said) = read(&source(&format!("text: {}\n", "x".repeat(2_000_000))), &TimeZone::UTC);
        assert!(comment.is_none() && !said[0].is_error());
    }
}
