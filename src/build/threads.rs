//! What is wrong with comments, and only the whole site shows: those of articles that there are not, and those that answer
//! what is not there.

use std::path::Path;

use crate::article::comment::{self, CommentCard, files_of, thread_key};
use crate::config::yaml::locate;
use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::site::store::Site;
use crate::site::threads::{Misplaced, misplaced};
use crate::source::tree;

/// For so many threads without an article the article that is probably meant is looked for, among all that there are.
const GUESSED: usize = 20;

/// Looks at every thread. A comment that is wrong is shown all the same, where it can be.
pub fn find(root: &Path, site: &Site) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    let mut orphans = 0;
    for (thread, cards) in site.all_comments() {
        let cards: Vec<&CommentCard> = cards.collect();
        let is_there = |file: &String| site.article_at(file).is_some() || site.held.cards().contains_key(file);
        if !files_of(thread).iter().any(is_there) {
            orphans += 1;
            let near = if orphans > GUESSED { None } else { nearest_thread(site, thread) };
            said.extend(cards.first().map(|card| orphan(thread, card, cards.len(), near)));
        }
        said.extend(misplaced(cards.into_iter()).into_iter().map(|(card, why)| tell(root, card, why)));
    }
    said
}

fn nearest_thread(site: &Site, thread: &str) -> Option<String> {
    let known: Vec<String> = site.entries().filter_map(|entry| thread_key(&entry.card.path)).collect();
    nearest(thread, known.iter().map(String::as_str)).map(str::to_string)
}

fn orphan(thread: &str, card: &CommentCard, count: usize, near: Option<String>) -> Diagnostic {
    let message = match count {
        1 => format!("there is no article `{thread}` that this comment could stand below"),
        count => format!("there is no article `{thread}` that these {count} comments could stand below"),
    };
    Diagnostic::warning("comment-orphan", message).at(Span::file(&card.path)).help(match near {
        Some(near) => format!("Did you mean `{}{near}/`?", comment::FOLDER),
        None => format!("Comments stand in `{}` and the path of their article, without `.md`.", comment::FOLDER),
    })
}

fn tell(root: &Path, card: &CommentCard, why: Misplaced) -> Diagnostic {
    let to = card.reply_to.as_deref().unwrap_or_default();
    let (code, message, help, keys) = match why {
        Misplaced::NoParent => (
            "comment-parent",
            format!("there is no comment `{to}` that this one could answer"),
            "It is shown as if it answered the article.",
            ["reply_to", "replyTo", "parent", "_parent"].as_slice(),
        ),
        Misplaced::Cycle => (
            "comment-parent",
            format!("this comment answers `{to}`, which answers this one"),
            "It is shown as if it answered the article.",
            ["reply_to", "replyTo", "parent", "_parent"].as_slice(),
        ),
        Misplaced::Double => (
            "comment-double",
            format!("another comment of this article has the id `{}`", card.id),
            "Give one of them another `id:`; answers belong to the first file.",
            ["id", "_id"].as_slice(),
        ),
    };
    Diagnostic::warning(code, message).at(place(root, &card.path, keys)).help(help)
}

/// Only for a diagnostic is the file read once more.
fn place(root: &Path, path: &str, keys: &[&str]) -> Span {
    let source = tree::read(root, path).ok();
    let place =
        source.and_then(|source| keys.iter().find_map(|key| locate(path, &source.text, 0..source.text.len(), &[key])));
    place.unwrap_or_else(|| Span::file(path))
}
