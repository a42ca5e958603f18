//! What readers have sent: comments from a form's webhook or from a mailbox, put where an editor finds them.
//!
//! They arrive as `status: pending`, in files of their own; what is there is never written over, and what came before is
//! known again by its words. Addresses of mail and of machines are left behind.

mod fields;
mod letter;
mod mime;

use std::collections::BTreeSet;
use std::path::Path;

use super::document::Head;
use crate::article::card::Talk;
use crate::article::comment::tidy::tidy;
use crate::article::comment::{self, files_of, thread_key};
use crate::base::date::Moment;
use crate::base::slug::slugify;
use crate::base::stamp::Stamp;
use crate::edit::comments::Filed;
use crate::edit::write::Change;
use crate::site::store::Site;
use crate::source::tree::Source;

/// How large what is taken in may be, in bytes.
pub const LARGEST: usize = 32 * 1024 * 1024;

/// So many comments are taken in at once.
const MOST: usize = 10_000;

/// The longest text, in characters; what is longer is cut.
const LONGEST: usize = 20_000;

/// A comment as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The article as the form names it: its path in `content/comments/`, its file, or its address.
    pub article: String,
    pub id: Option<String>,
    pub reply_to: Option<String>,
    pub name: String,
    pub url: Option<String>,
    pub date: Option<String>,
    pub text: String,
    /// Whether a field was filled in that people do not see.
    pub is_trapped: bool,
}

/// What becomes of what was sent.
#[derive(Default)]
pub struct Taken {
    pub changes: Vec<Change>,
    /// How many were here before.
    pub known: usize,
    /// How many a program has sent.
    pub trapped: usize,
    /// Why others were left out, each with the place in the file.
    pub refused: Vec<String>,
}

/// Reads a file of what was sent: JSON, JSON lines or YAML of a webhook, a letter or a mailbox.
///
/// # Errors
/// When it is none of these, in words.
pub fn read(name: &str, bytes: &[u8], trap: &str) -> Result<Vec<Sent>, String> {
    if bytes.len() > LARGEST {
        return Err(format!("{name} has {} MB; {} can be taken in at once", bytes.len() >> 20, LARGEST >> 20));
    }
    let is_mail = [".eml", ".mbox"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    let sent = match is_mail || letter::is_mail(bytes) {
        true => letter::read(bytes),
        false => fields::read(name, bytes, trap)?,
    };
    match sent.len() {
        0 => Err(format!("{name} holds no comment")),
        many if many > MOST => Err(format!("{name} holds {many} comments; {MOST} can be taken in at once")),
        _ => Ok(sent),
    }
}

/// What is to be written for what was sent. `there` are the comments that the site has.
pub fn take(site: &Site, there: &[Filed], sent: Vec<Sent>, now: Moment) -> Taken {
    let mut known: BTreeSet<(String, Stamp)> = BTreeSet::new();
    let mut ids: BTreeSet<(String, String)> = BTreeSet::new();
    for filed in there {
        let comment = &filed.comment;
        known.insert((filed.thread.clone(), words(&comment.name, &comment.text)));
        ids.insert((filed.thread.clone(), comment.card.id.clone()));
    }
    let mut taken = Taken::default();
    for (at, sent) in sent.into_iter().enumerate() {
        let refuse = |why: String| format!("comment {}: {why}", at + 1);
        if sent.is_trapped {
            taken.trapped += 1;
            continue;
        }
        let thread = match thread(site, &sent.article) {
            Ok(thread) => thread,
            Err(why) => {
                taken.refused.push(refuse(why));
                continue;
            }
        };
        let (text, _) = tidy(sent.text.trim(), LONGEST);
        let name = line(&sent.name, 80);
        if text.trim().is_empty() {
            taken.refused.push(refuse("it says nothing".to_string()));
            continue;
        }
        let stamp = words(&name, &text);
        let id = sent.id.as_deref().map(|id| line(id, 200)).filter(|id| !id.is_empty());
        let is_new_id = id.as_ref().is_none_or(|id| ids.insert((thread.clone(), id.clone())));
        if !is_new_id || !known.insert((thread.clone(), stamp)) {
            taken.known += 1;
            continue;
        }
        match file(&thread, &sent, (name, text), id, stamp, (site, now)) {
            Some(change) => taken.changes.push(change),
            None => {
                taken.refused.push(refuse("it cannot be written down so that it is read as it was sent".to_string()));
            }
        }
    }
    taken
}

/// Tells one text from another, whatever white space is in it.
fn words(name: &str, text: &str) -> Stamp {
    Stamp::of(&(name, text.split_whitespace().collect::<Vec<&str>>()))
}

fn line(text: &str, longest: usize) -> String {
    let (text, _) = tidy(text, longest * 4);
    text.split_whitespace().collect::<Vec<&str>>().join(" ").chars().take(longest).collect()
}

/// The thread that is meant, of an article or page that there is.
fn thread(site: &Site, written: &str) -> Result<String, String> {
    let article: String = line(written, 500);
    if article.is_empty() {
        return Err("it does not say which article it is about".to_string());
    }
    let plain = article.split(['#', '?']).next().unwrap_or_default();
    let base = site.config.base_url.as_str();
    let path = match plain.strip_prefix(base) {
        Some(path) if !base.is_empty() && path.starts_with('/') => path,
        _ => plain,
    };
    let by_address = || site.article_by_url(path).or_else(|| site.article_by_url(&format!("{path}/")));
    let files = [vec![plain.to_string()], files_of(plain.trim_matches('/'))].concat();
    let card = by_address().and_then(|id| site.entry(id)).map(|entry| &*entry.card).or_else(|| {
        files.iter().find_map(|file| {
            let entry = site.article_at(file).and_then(|id| site.entry(id)).map(|entry| &*entry.card);
            entry.or_else(|| site.held.cards().get(file.as_str()).map(|card| &**card))
        })
    });
    let Some(card) = card else { return Err(format!("there is no article `{article}`")) };
    if card.talk == Talk::Off {
        return Err(format!("`{article}` takes no comments"));
    }
    thread_key(&card.path).ok_or_else(|| format!("`{article}` is no article"))
}

/// The file of a comment; `None` when what is written is not read as it was meant.
fn file(
    thread: &str,
    sent: &Sent,
    (name, text): (String, String),
    id: Option<String>,
    stamp: Stamp,
    (site, now): (&Site, Moment),
) -> Option<Change> {
    let zone = &site.config.zone;
    let date = sent.date.as_deref().and_then(|date| moment(date, zone)).filter(|date| date.seconds <= now.seconds);
    let date = date.unwrap_or(now).within(zone);
    let short = stamp.short();
    let stem = match id.as_deref().map(slugify).filter(|slug| !slug.is_empty() && slug.len() <= 60) {
        Some(slug) => format!("{}-{slug}-{short}", date.day().iso()),
        None => format!("{}-{short}", date.day().iso()),
    };
    let path = format!("{}{thread}/{stem}.yaml", comment::FOLDER);
    let mut head = Head::default();
    head.set("id", id.unwrap_or_else(|| short.clone()));
    head.set("reply_to", sent.reply_to.as_deref().map(|id| line(id, 200)).unwrap_or_default());
    head.set("name", name.as_str());
    head.set("url", sent.url.as_deref().map(|url| line(url, 400)).unwrap_or_default());
    head.set("date", date.rfc3339());
    head.set("status", "pending");
    head.set("text", text.as_str());
    let after = head.yaml();
    let source = Source { path: path.clone(), stamp: Stamp::ABSENT, text: after.clone() };
    let read = comment::read(&source, zone).0?;
    let is_sound = read.name == name && read.text.trim() == text.trim() && !read.card.is_public();
    is_sound.then_some(Change { path, before: None, after: Some(after) })
}

fn moment(written: &str, zone: &jiff::tz::TimeZone) -> Option<Moment> {
    if let Ok(number) = written.trim().parse::<i64>() {
        let seconds = if number > 100_000_000_000 { number / 1000 } else { number };
        return (0..=253_402_300_799).contains(&seconds).then_some(Moment { seconds, offset: 0 });
    }
    Moment::parse(written, zone).ok().or_else(|| Moment::of_letter(written))
}

/// Whether a file is where a change would write: the site's own folder, and nobody's link out of it.
pub fn is_safe(root: &Path, change: &Change) -> bool {
    let mut folder = root.join(&change.path);
    folder.pop();
    while !folder.exists() {
        if !folder.pop() {
            return false;
        }
    }
    match (folder.canonicalize(), root.canonicalize()) {
        (Ok(folder), Ok(root)) => folder.starts_with(root),
        _ => false,
    }
}
