//! The guard of published texts: it remembers each, and tells when one becomes another without a word to the readers.
//!
//! Its memory is a file beside the site's sources, which an editor keeps with them: one line an article, sorted by file, so that
//! two branches are joined line by line. It is written by a build that publishes what readers see, and by nothing else.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::article::head;
use crate::article::likeness::{Change, Likeness};
use crate::article::place::Sort;
use crate::base::durable;
use crate::base::stamp::Stamp;
use crate::config::settings::text::Vigilance;
use crate::diagnostic::{Diagnostic, Span};
use crate::site::entry::Entry;
use crate::site::store::Site;
use crate::source::scan::Look;
use crate::source::tree;

/// The memory's file, in the site's folder.
pub const FILE: &str = "rassegna.published";

const BAD_MEMORY: &str = "bad-memory";

const HEAD: &str = "# The texts that are published, as `corrections: {guard: warn}` knows them again. Keep this file with the site's sources.\n\
                    # A line that is taken away is written anew by the next build: so an editor says that a change needs no word.\n";

/// What is remembered of an article; lines that were joined from two branches may be two of one.
type Lines<'a> = BTreeMap<&'a str, Vec<Likeness>>;

/// What the guard found, and what is to be remembered when the site is published. Texts that stay, and whose lines in the
/// memory stay, are not compared again.
#[derive(Default)]
pub struct Guarded {
    pub said: Vec<Diagnostic>,
    /// The memory as it will be; `None` when it stays as it is.
    memory: Option<String>,
    /// Tells the memory that all texts were compared with; `None` when they must be.
    stamp: Option<Stamp>,
    /// How its file looked, unless there was none.
    look: Option<Look>,
    /// Texts that moved since the memory was written.
    open: BTreeSet<String>,
    /// When the next grace ends.
    until: Option<i64>,
}

/// What one run leaves to the next.
#[derive(Default, Serialize, Deserialize)]
pub struct Saved {
    stamp: Option<Stamp>,
    until: Option<i64>,
    said: Vec<Diagnostic>,
}

/// Compares the published texts that moved with what is remembered of them; all of them, if the memory is another.
pub fn keep(guarded: &mut Guarded, root: &Path, site: &Site, moved: BTreeSet<String>) {
    if site.config.settings.corrections.guard == Vigilance::Off {
        return;
    }
    let is_over = guarded.until.is_some_and(|until| until <= site.now.seconds);
    let metadata = std::fs::metadata(root.join(FILE)).ok();
    let look = metadata.as_ref().map(Look::of);
    if moved.is_empty() && !is_over && guarded.stamp.is_some() && look.is_some() && guarded.look == look {
        return;
    }
    // No file is as good as an empty one: then this is the first time.
    let text = std::fs::read_to_string(root.join(FILE)).unwrap_or_default();
    let stamp = Stamp::of_bytes(text.as_bytes());
    if guarded.stamp == Some(stamp) && !is_over {
        guarded.look = look;
        guarded.open.extend(moved);
        if !guarded.open.is_empty() {
            compare(guarded, root, site, &text, false);
        }
        return;
    }
    *guarded = Guarded { look, ..Guarded::default() };
    compare(guarded, root, site, &text, true);
    // What is not remembered yet is compared again until it is.
    guarded.stamp = guarded.memory.is_none().then_some(stamp);
}

/// Compares all texts, or those that moved.
fn compare(guarded: &mut Guarded, root: &Path, site: &Site, text: &str, all: bool) {
    let corrections = &site.config.settings.corrections;
    let grace = i64::from(corrections.grace) * 3600;
    let open = std::mem::take(&mut guarded.open);
    let is_looked_at = |path: &str| all || open.contains(path);
    guarded.said.retain(|said| !said.span.as_ref().is_some_and(|span| is_looked_at(&span.path)));
    let (lines, mut now) = read(text, is_looked_at, &mut guarded.said);
    let entries: Vec<&Entry> = match all {
        true => site.entries().collect(),
        false => open.iter().filter_map(|path| site.entry(site.article_at(path)?)).collect(),
    };
    for entry in entries.into_iter().filter(|entry| entry.card.sort == Sort::Article) {
        let Some(likeness) = entry.card.likeness.as_deref() else { continue };
        let path = entry.card.path.as_str();
        let known = lines.get(path).map(Vec::as_slice).unwrap_or_default();
        let settles = entry.card.order.seconds.saturating_add(grace);
        if site.now.seconds < settles {
            guarded.until = guarded.until.into_iter().chain([settles]).min();
        }
        let kept = match known.last() {
            _ if site.now.seconds < settles => likeness,
            None => likeness,
            Some(_) if known.iter().any(|before| likeness.is_same_text(before)) => likeness,
            Some(before) if likeness.tells_more(before) => likeness,
            Some(before) => {
                if let Some(change) = likeness.change(before) {
                    guarded.said.push(changed(root, path, change, corrections.guard));
                }
                // Small changes add up: what is compared with stays what readers were shown first.
                before
            }
        };
        now.push((path, Cow::Owned(format!("{kept} {path}"))));
    }
    // What is withdrawn for a while comes back, and is then compared.
    for (path, known) in &lines {
        if site.held.cards().contains_key(*path)
            && let Some(before) = known.last()
        {
            now.push((path, Cow::Owned(format!("{before} {path}"))));
        }
    }
    now.sort_by(|a, b| a.0.cmp(b.0));
    let mut memory = String::with_capacity(text.len() + 256);
    memory.push_str(HEAD);
    for (_, line) in now {
        memory.push_str(&line);
        memory.push('\n');
    }
    guarded.memory = (memory != text).then_some(memory);
    if guarded.memory.is_some() {
        guarded.open = open;
    }
}

/// What is remembered of the articles that are looked at, and the lines of the others as they are.
fn read<'a>(
    text: &'a str,
    is_looked_at: impl Fn(&str) -> bool,
    said: &mut Vec<Diagnostic>,
) -> (Lines<'a>, Vec<(&'a str, Cow<'a, str>)>) {
    let (mut lines, mut others) = (Lines::new(), Vec::new());
    for (number, line) in (1_u32..).zip(text.lines()) {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let mut fields = line.splitn(6, ' ');
        let mut next = || fields.next().unwrap_or_default();
        let (likeness, path) = ([next(), next(), next(), next(), next()], next());
        if !path.is_empty() && !is_looked_at(path) {
            others.push((path, Cow::Borrowed(line)));
            continue;
        }
        match Likeness::parse(likeness).filter(|_| !path.is_empty()) {
            Some(likeness) => lines.entry(path).or_default().push(likeness),
            None => said.push(
                Diagnostic::warning(BAD_MEMORY, "this line of the memory of published texts cannot be read")
                    .at(span(number, line))
                    .help("Two branches that were joined by hand? The next build leaves the line out."),
            ),
        }
    }
    (lines, others)
}

fn span(line: u32, text: &str) -> Span {
    let length = text.chars().count().clamp(1, 80) as u32;
    Span { line, column: 1, length, text: text.to_string(), ..Span::file(FILE) }
}

fn changed(root: &Path, path: &str, change: Change, guard: Vigilance) -> Diagnostic {
    let what = match change {
        Change::Numbers => "a number in it is another".to_string(),
        Change::Words(words) => format!("about {words} of its words are others"),
    };
    let message = format!("this text has changed since it was published, and its readers are not told: {what}");
    let diagnostic = match guard {
        Vigilance::Error => Diagnostic::error("untold-change", message),
        Vigilance::Warn | Vigilance::Off => Diagnostic::warning("untold-change", message),
    };
    let place = tree::read(root, path).ok().map(|source| head::place(path, &source.text, &["updates"]));
    diagnostic.at(place.unwrap_or_else(|| Span::file(path))).help(format!(
        "Add what changed to `updates:` in its front matter, as `- {{date: 2025-09-24 10:00, kind: correction, text: \"…\"}}`. \
         If no reader need know, take its line out of `{FILE}`."
    ))
}

impl Guarded {
    /// As the last run left it.
    pub fn restore(saved: Saved) -> Guarded {
        Guarded { stamp: saved.stamp, until: saved.until, said: saved.said, ..Guarded::default() }
    }

    /// What the next run may rely on, once the memory is written, or where it is not.
    pub fn saved(&self, is_to_be_written: bool) -> Saved {
        let stamp = match &self.memory {
            Some(memory) if is_to_be_written => Some(Stamp::of_bytes(memory.as_bytes())),
            Some(_) => None,
            None => self.stamp,
        };
        if stamp.is_none() {
            return Saved::default();
        }
        let said = self.said.iter().filter(|said| !is_to_be_written || said.code != BAD_MEMORY);
        Saved { stamp, until: self.until, said: said.cloned().collect() }
    }

    /// Writes down what readers can see now.
    pub fn remember(&mut self, root: &Path) -> Option<Diagnostic> {
        let memory = self.memory.as_ref()?;
        if let Err(error) = durable::put(&root.join(FILE), memory.as_bytes()) {
            let diagnostic = Diagnostic::warning("no-memory", format!("`{FILE}` cannot be written: {error}"));
            return Some(
                diagnostic
                    .help("The site is published; changes of its texts are compared with what was remembered before."),
            );
        }
        self.stamp = Some(Stamp::of_bytes(memory.as_bytes()));
        self.look = std::fs::metadata(root.join(FILE)).ok().as_ref().map(Look::of);
        self.memory = None;
        self.open.clear();
        // The lines that could not be read are no more.
        self.said.retain(|said| said.code != BAD_MEMORY);
        None
    }
}
