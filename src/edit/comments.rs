//! Readers' comments as files: which there are, and their status, the one value that is changed in them.

use std::path::Path;

use jiff::tz::TimeZone;

use super::write::Change;
use crate::article::comment::{self, Comment, Status, is_comment, thread_of};
use crate::config::node::{Node, Shape};
use crate::config::yaml;
use crate::diagnostic::{Diagnostic, Span, locate};
use crate::source::scan::scan;
use crate::source::tree;

/// A comment with its file.
pub struct Filed {
    pub comment: Comment,
    /// The path of its article, as in `content/comments/`.
    pub thread: String,
    /// The file's text.
    pub text: String,
}

/// All comments of a site, by file, and what is wrong with them.
pub fn all(root: &Path, zone: &TimeZone) -> (Vec<Filed>, Vec<Diagnostic>) {
    let (found, mut said) = scan(root, &[comment::FOLDER.trim_end_matches('/').to_string()]);
    let mut all = Vec::new();
    for file in found.iter().filter(|file| is_comment(&file.path)) {
        let Some(thread) = thread_of(&file.path) else { continue };
        match tree::read(root, &file.path) {
            Ok(source) => {
                let (comment, told) = comment::read(&source, zone);
                said.extend(told);
                let filed = comment.map(|comment| Filed { comment, thread: thread.to_string(), text: source.text });
                all.extend(filed);
            }
            Err(diagnostic) => said.push(diagnostic),
        }
    }
    (all, said)
}

/// The comment that somebody means: by its id, its id below its article (`2025/09/nvidia/7`), or its file.
///
/// # Errors
/// When there is none, or when it may be one of several.
pub fn find<'a>(all: &'a [Filed], meant: &str) -> Result<&'a Filed, String> {
    let is_meant = |filed: &&Filed| {
        let card = &filed.comment.card;
        card.path == meant
            || card.path.strip_prefix(comment::FOLDER) == Some(meant)
            || card.id == meant
            || meant.strip_suffix(card.id.as_str()) == Some(&format!("{}/", filed.thread))
    };
    let found: Vec<&Filed> = all.iter().filter(is_meant).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(format!("there is no comment `{meant}`")),
        several => {
            let files: Vec<&str> = several.iter().map(|filed| filed.comment.card.path.as_str()).collect();
            Err(format!("several comments are called `{meant}`; name one by its file: {}", files.join(", ")))
        }
    }
}

/// The change that gives a comment another status. All other bytes of the file stay.
///
/// # Errors
/// When that cannot be done in place.
pub fn with_status(filed: &Filed, status: Status) -> Result<Change, Diagnostic> {
    let (path, text) = (&filed.comment.card.path, &filed.text);
    let word = match status {
        Status::Approved => "approved",
        Status::Pending => "pending",
        Status::Spam => "spam",
    };
    let change = |after: String| Change { path: path.clone(), before: Some(text.clone()), after: Some(after) };
    // A comment without a status is approved already.
    if filed.comment.card.status == status {
        return Ok(change(text.clone()));
    }
    let root = read(path, text);
    let ways = root.as_ref().map(|root| ways(text, root, word)).unwrap_or_default();
    let is_sound = |after: &String| {
        let (Some(before), Some(after)) = (&root, read(path, after)) else { return false };
        after.get("status").and_then(Node::text) == Some(word) && same(before, &after)
    };
    match ways.into_iter().find(is_sound) {
        Some(after) => Ok(change(after)),
        None => {
            let place = root.and_then(|root| root.place(&["status"]));
            let span = place.map(|place| locate::span(path, text, place.start, place.len()));
            Err(Diagnostic::error("edit-by-hand", "`status` cannot be changed here without disturbing the rest")
                .at(span.unwrap_or_else(|| Span::file(path)))
                .help(format!("This file was left as it is. By hand: write `status: {word}`.")))
        }
    }
}

fn read(path: &str, text: &str) -> Option<Node> {
    yaml::read_tree(path, text, &comment::WHAT).ok().filter(|root| matches!(root.shape, Shape::Map(_)))
}

/// Guesses of how it is done, tidiest first; each is read again before it counts.
fn ways(text: &str, root: &Node, word: &str) -> Vec<String> {
    let quoted = format!("\"{word}\"");
    let put = |start: usize, end: usize, new: &str| match (text.get(..start), text.get(end..)) {
        (Some(before), Some(after)) => format!("{before}{new}{after}"),
        _ => String::new(),
    };
    if let Some(entry) = root.entry("status") {
        let span = &entry.value.span;
        if matches!(entry.value.shape, Shape::Nothing) {
            // An empty value has the place of its key.
            let colon = text.get(entry.key_span.end..).and_then(|rest| rest.find(':'));
            let at = colon.map_or(text.len(), |colon| entry.key_span.end + colon + 1);
            return vec![put(at, at, &format!(" {word}"))];
        }
        // A place may reach over the comment behind a value, which is no part of it.
        let written = text.get(span.clone()).unwrap_or_default();
        let length = match written.chars().next() {
            Some(quote @ ('"' | '\'')) => written[1..].find(quote).map(|end| end + 2),
            _ => written.find(char::is_whitespace),
        };
        let written = &written[..length.unwrap_or(written.len())];
        let end = span.start + written.len();
        let new = if written.starts_with(['"', '\'']) { &quoted } else { word };
        return vec![put(span.start, end, new), put(span.start, end, &quoted)];
    }
    let Some(first) = root.entries().first() else { return Vec::new() };
    let at = first.key_span.start;
    let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let line = format!("status: {word}{eol}");
    let flow = format!("\"status\": {quoted}, ");
    [at, at.saturating_sub(1)].iter().flat_map(|at| [put(*at, *at, &line), put(*at, *at, &flow)]).collect()
}

/// Whether two files have the same fields, whatever their status.
fn same(before: &Node, after: &Node) -> bool {
    let fields = |root: &Node| -> Vec<(String, String)> {
        let others = root.entries().iter().filter(|entry| entry.key != "status");
        others.map(|entry| (entry.key.clone(), crate::config::emit::exact(&entry.value))).collect()
    };
    fields(before) == fields(after)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::{Filed, with_status};
    use crate::article::comment::{self, Status};
    use crate::base::stamp::Stamp;
    use crate::source::tree::Source;

    #[test]
    fn nothing_but_the_status_is_changed() {
        let cases = [
            ("status: pending\ntext: Sì. # poi\n", "status: approved\ntext: Sì. # poi\n"),
            ("text: |\n  a\n\n  b\nstatus: 'pending' # ?\r\n", "text: |\n  a\n\n  b\nstatus: \"approved\" # ?\r\n"),
            ("---\ntext: x\nstatus: spam\n", "---\ntext: x\nstatus: approved\n"),
            ("{\"message\": \"x\", \"status\": \"pending\"}\n", "{\"message\": \"x\", \"status\": \"approved\"}\n"),
            ("status: pending # ?\ntext: x\n", "status: approved # ?\ntext: x\n"),
            ("status: boh\ntext: x\n", "status: approved\ntext: x\n"),
        ];
        for (before, after) in cases {
            assert_eq!(changed(before, Status::Approved).as_deref(), Some(after), "{before}");
        }
        let marked = [
            ("# di Ada\ntext: x\n", "# di Ada\nstatus: spam\ntext: x\n"),
            ("{\n  \"message\": \"x\"\n}\n", "{\n  \"status\": \"spam\", \"message\": \"x\"\n}\n"),
            ("text: x\nstatus:\n", "text: x\nstatus: spam\n"),
        ];
        for (before, after) in marked {
            assert_eq!(changed(before, Status::Spam).as_deref(), Some(after), "{before}");
        }
    }

    fn changed(text: &str, status: Status) -> Option<String> {
        let path = "content/comments/a/b.yaml".to_string();
        let source = Source { path, stamp: Stamp::ABSENT, text: text.to_string() };
        let comment = comment::read(&source, &TimeZone::UTC).0.expect("a comment");
        let filed = Filed { comment, thread: "a".to_string(), text: text.to_string() };
        with_status(&filed, status).expect("a change").after
    }
}
