//! The guard of published texts: it remembers each, and tells when one becomes another without a word to the readers.
//!
//! Its memory is a file beside the site's sources, which an editor keeps with them: one line an article, sorted by file, so that
//! two branches are joined line by line. It is written by a build that publishes what readers see, and by nothing else.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use super::publish::write_whole;
use crate::article::head;
use crate::article::likeness::{Change, Likeness};
use crate::article::place::Sort;
use crate::config::settings::text::Vigilance;
use crate::diagnostic::{Diagnostic, Span};
use crate::site::store::Site;
use crate::source::scan::Look;
use crate::source::tree;

/// The memory's file, in the site's folder.
pub const FILE: &str = "rassegna.published";

const BAD_MEMORY: &str = "bad-memory";

const HEAD: &str = "# The texts that are published, as `corrections: {guard: warn}` knows them again. Keep this file with the site's sources.\n\
                    # A line that is taken away is written anew by the next build: so an editor says that a change needs no word.\n";

/// What the guard found, and what is to be remembered when the site is published. It holds until a text or the memory
/// moves, or the grace of an article ends.
#[derive(Default)]
pub struct Guarded {
    pub said: Vec<Diagnostic>,
    /// The memory as it will be; `None` when it stays as it is.
    memory: Option<String>,
    /// How the file of the memory looked when it was read, unless there was none.
    look: Option<Look>,
    /// When the next grace ends.
    until: Option<i64>,
}

/// What is remembered of an article; lines that were joined from two branches may be two of one.
type Lines<'a> = BTreeMap<&'a str, Vec<Likeness>>;

/// Compares every published text with what is remembered of it, if anything moved since this was done.
pub fn keep(guarded: &mut Guarded, root: &Path, site: &Site, has_moved: bool) {
    let is_over = guarded.until.is_some_and(|until| until <= site.now.seconds);
    let is_guarded = site.config.settings.corrections.guard != Vigilance::Off;
    if has_moved || (is_guarded && (is_over || look_of(root) != guarded.look)) {
        *guarded = look(root, site);
    }
}

fn look_of(root: &Path) -> Option<Look> {
    Some(Look::of(&std::fs::metadata(root.join(FILE)).ok()?))
}

fn look(root: &Path, site: &Site) -> Guarded {
    let corrections = &site.config.settings.corrections;
    if corrections.guard == Vigilance::Off {
        return Guarded::default();
    }
    // No file is as good as an empty one: then this is the first time.
    let text = std::fs::read_to_string(root.join(FILE)).unwrap_or_default();
    let mut guarded = Guarded { look: look_of(root), ..Guarded::default() };
    let lines = read(&text, &mut guarded.said);
    let mut now: BTreeMap<&str, &Likeness> = BTreeMap::new();
    for entry in site.entries().filter(|entry| entry.card.sort == Sort::Article) {
        let Some(likeness) = entry.card.likeness.as_deref() else { continue };
        let path = entry.card.path.as_str();
        let known = lines.get(path).map(Vec::as_slice).unwrap_or_default();
        let grace = i64::from(corrections.grace) * 3600;
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
        now.insert(path, kept);
    }
    // What is withdrawn for a while comes back, and is then compared.
    for path in site.held.cards.keys() {
        if let Some(before) = lines.get(path.as_str()).and_then(|known| known.last()) {
            now.insert(path, before);
        }
    }
    let mut memory = HEAD.to_string();
    for (path, likeness) in now {
        // Writing to a text cannot fail.
        let _ = writeln!(memory, "{likeness} {path}");
    }
    guarded.memory = (memory != text).then_some(memory);
    guarded
}

fn read<'a>(text: &'a str, said: &mut Vec<Diagnostic>) -> Lines<'a> {
    let mut lines = Lines::new();
    for (number, line) in (1_u32..).zip(text.lines()) {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let mut fields = line.splitn(6, ' ');
        let mut next = || fields.next().unwrap_or_default();
        let (likeness, path) = (Likeness::parse([next(), next(), next(), next(), next()]), next());
        match likeness.filter(|_| !path.is_empty()) {
            Some(likeness) => lines.entry(path).or_default().push(likeness),
            None => said.push(
                Diagnostic::warning(BAD_MEMORY, "this line of the memory of published texts cannot be read")
                    .at(span(number, line))
                    .help("Two branches that were joined by hand? The next build leaves the line out."),
            ),
        }
    }
    lines
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
    /// Writes down what readers can see now.
    pub fn remember(&mut self, root: &Path) -> Option<Diagnostic> {
        let Err(error) = write_whole(&root.join(FILE), self.memory.as_ref()?.as_bytes()) else {
            (self.memory, self.look) = (None, look_of(root));
            // The lines that could not be read are no more.
            self.said.retain(|said| said.code != BAD_MEMORY);
            return None;
        };
        let diagnostic = Diagnostic::warning("no-memory", format!("`{FILE}` cannot be written: {error}"));
        Some(
            diagnostic
                .help("The site is published; changes of its texts are compared with what was remembered before."),
        )
    }
}
