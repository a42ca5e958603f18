//! Something of an article that is not published stands in the output folder.
//!
//! Drafts, articles of the future and expired ones are known by what is theirs alone: their addresses, their headlines, the names
//! of their pictures, and stretches of their texts that stand in no other source. Every file of the folder is looked through,
//! whoever has written it; smaller forms are unpacked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use crate::article::card::Card;
use crate::base::path::extension;
use crate::base::stamp::Stamp;
use crate::check::looked::Looked;
use crate::check::output::Output;
use crate::check::rule::{Needs, Rule, Told};
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};
use crate::diagnostic::{Span, locate};
use crate::site::held::{Reason, Reveal, reason};
use crate::source::tree;

/// A stretch that is shorter may stand anywhere.
const LEAST: usize = 24;
/// How many stretches of a text are looked for: wherever a text leaks, some of them do.
const STRETCHES: usize = 24;
/// The largest file that is unpacked, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

pub struct Leak;

impl Rule for Leak {
    fn name(&self) -> &'static str {
        "leak"
    }

    fn reason(&self) -> &'static str {
        "What is under embargo, withdrawn or not finished must not be found by anybody, not even in a feed or in the search."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Error
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.leak
    }

    fn needs(&self) -> Needs {
        Needs::Leaks
    }

    fn site(&self, looked: &Looked<'_>, told: &mut Told) {
        let Some(output) = &looked.output else { return };
        let needles = needles(looked);
        let Ok(automaton) = AhoCorasick::new(needles.iter().map(|needle| &needle.text)) else { return };
        let pictures = held_pictures(looked);
        let files: Vec<&String> = output.files.iter().collect();
        let found: Vec<Vec<Found>> =
            files.par_iter().map(|file| search(output, file, &automaton, &needles, &pictures)).collect();
        for found in found.into_iter().flatten() {
            let card = &looked.site().held.cards()[&found.path];
            let why = match reason(card, looked.site().now, Reveal::default()) {
                Some(Reason::Draft) | None => "a draft",
                Some(Reason::Future) => "not to be published yet",
                Some(Reason::Expired) => "expired",
            };
            let finding = told.begin(format!("this is of `{}`, which is {why}: {}", found.path, found.what));
            told.push(finding.at(found.span).and_at(Span::file(&found.path)).help(
                "Build again with `--clean`; if it stays, take it out by hand: it is on its way to your readers.",
            ));
        }
    }
}

/// Something to look for.
struct Needle {
    text: String,
    /// Whose it is.
    path: String,
    what: &'static str,
}

struct Found {
    path: String,
    what: &'static str,
    span: Span,
}

fn needles(looked: &Looked<'_>) -> Vec<Needle> {
    let site = looked.site();
    let mut needles: Vec<Needle> = Vec::new();
    for card in site.held.cards().values() {
        let mut add = |text: &str, what| {
            needles.push(Needle { text: text.to_string(), path: card.path.clone(), what });
        };
        let title = card.shown.title.as_str();
        let parts = stretches(title);
        // Signs are written otherwise in each form: of a headline its longest part is looked for.
        if let Some(part) = parts.into_iter().max_by_key(|part| part.len()).filter(|part| part.len() >= 12) {
            add(part, "its headline");
        }
        add(&card.shown.url, "its address");
        if let Some(slug) = card.shown.url.trim_end_matches('/').rsplit('/').next()
            && slug.len() >= 12
        {
            add(slug, "its address");
        }
        if let Some(image) = &card.shown.image
            && let Some(name) = image.src.rsplit('/').next()
        {
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            if stem.len() >= 8 {
                add(stem, "the name of its picture");
            }
        }
        for part in text_of(looked.root(), card) {
            add(&part, "its text");
        }
    }
    let needles = without_others(looked, needles);
    let mut seen = BTreeSet::new();
    needles.into_iter().filter(|needle| seen.insert(needle.text.clone())).collect()
}

/// Stretches of words and blanks alone, which look the same in HTML, in JSON and in XML.
fn stretches(text: &str) -> Vec<&str> {
    let parts = text.split(|c: char| !(c.is_alphanumeric() || c == ' '));
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn text_of(root: &Path, card: &Card) -> Vec<String> {
    let Ok(source) = tree::read(root, &card.path) else { return Vec::new() };
    // Summaries and descriptions of pictures too; the names of fields end before their colon.
    let long = stretches(&source.text).into_iter().filter(|part| part.len() >= LEAST && part.contains(' '));
    let long: Vec<&str> = long.collect();
    let step = long.len().div_ceil(STRETCHES).max(1);
    long.into_iter().step_by(step).map(str::to_string).collect()
}

/// Takes out what other sources say as well: a published article may have the same sentence.
fn without_others(looked: &Looked<'_>, needles: Vec<Needle>) -> Vec<Needle> {
    let Ok(automaton) = AhoCorasick::new(needles.iter().map(|needle| &needle.text)) else { return needles };
    let site = looked.site();
    let held = &site.held.cards();
    let files: Vec<&str> = looked.engine.tree().below("").filter(|path| !held.contains_key(*path)).collect();
    let is_text = |path: &&&str| {
        matches!(
            extension(path),
            "md" | "html" | "yaml" | "yml" | "json" | "csv" | "toml" | "txt" | "svg" | "js" | "css"
        )
    };
    let in_files = files.par_iter().filter(is_text).flat_map_iter(|path| {
        let text = tree::read(looked.root(), path).map(|source| source.text).unwrap_or_default();
        overlapping(&automaton, text.as_bytes())
    });
    let mut common: BTreeSet<usize> = in_files.collect();
    // An address may be a part of another one, and a picture may be another article's too.
    let mut published = String::new();
    for (_, page) in looked.engine.ledger().pages() {
        published.push_str(&page.address.url);
        published.push('\n');
    }
    for media in site.all_files().filter(|media| site.file_address(&media.path).is_some()) {
        published.push_str(&media.path);
        published.push('\n');
    }
    common.extend(overlapping(&automaton, published.as_bytes()));
    needles.into_iter().enumerate().filter(|(at, _)| !common.contains(at)).map(|(_, needle)| needle).collect()
}

/// Which of the needles a text holds.
fn overlapping(automaton: &AhoCorasick, text: &[u8]) -> BTreeSet<usize> {
    automaton.find_overlapping_iter(text).map(|found| found.pattern().as_usize()).collect()
}

/// Whose the pictures are that are held back with their articles, by size and stamp.
type Pictures = BTreeMap<u64, BTreeMap<Stamp, String>>;

fn held_pictures(looked: &Looked<'_>) -> Pictures {
    let site = looked.site();
    let all: BTreeSet<(u64, Stamp)> = site
        .all_files()
        .filter(|media| site.file_address(&media.path).is_some())
        .map(|media| (media.size, media.stamp))
        .collect();
    let held = site.all_files().filter(|media| site.file_address(&media.path).is_none());
    let held = held.filter(|media| media.size > 0 && !all.contains(&(media.size, media.stamp)));
    let owner = |path: &str| {
        let folders = path.match_indices('/').map(|(at, _)| &path[..=at]);
        let mut folders: Vec<&str> = folders.collect();
        folders.reverse();
        folders.into_iter().find_map(|folder| {
            let (first, _) = site.held.cards().range(folder.to_string()..).next()?;
            first.starts_with(folder).then(|| first.clone())
        })
    };
    let mut pictures = Pictures::new();
    for (media, owner) in held.filter_map(|media| Some((media, owner(&media.path)?))) {
        pictures.entry(media.size).or_default().insert(media.stamp, owner);
    }
    pictures
}

fn search(output: &Output, file: &str, automaton: &AhoCorasick, needles: &[Needle], pictures: &Pictures) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let named = output.named(file);
    for at in overlapping(automaton, format!("/{file}").as_bytes()) {
        let Needle { path, what, .. } = &needles[at];
        found.push(Found { path: path.clone(), what, span: Span::file(&named) });
    }
    let Ok(bytes) = fs::read(output.folder.join(file)) else { return found };
    // Only of a file of the right size are the bytes looked at closer.
    if let Some(path) = pictures.get(&(bytes.len() as u64)).and_then(|same| same.get(&Stamp::of_bytes(&bytes))) {
        found.push(Found { path: path.clone(), what: "its picture", span: Span::file(&named) });
    }
    let bytes = unpacked(file, bytes);
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for one in automaton.find_overlapping_iter(&bytes) {
        let needle = &needles[one.pattern().as_usize()];
        // One place in a file is enough to know.
        if told.insert(&needle.path) {
            let span = match std::str::from_utf8(&bytes) {
                Ok(text) => locate::span(&named, text, one.start(), one.len()),
                Err(_) => Span::file(&named),
            };
            found.push(Found { path: needle.path.clone(), what: needle.what, span });
        }
    }
    found
}

/// A file's bytes, unpacked where it is a smaller form.
fn unpacked(file: &str, bytes: Vec<u8>) -> Vec<u8> {
    let mut plain = Vec::new();
    let read = match extension(file) {
        "gz" => flate2::read::MultiGzDecoder::new(&*bytes).take(LARGEST).read_to_end(&mut plain),
        "br" => brotli::Decompressor::new(&*bytes, 4096).take(LARGEST).read_to_end(&mut plain),
        _ => return bytes,
    };
    if read.is_ok() { plain } else { bytes }
}

#[cfg(test)]
mod tests {
    use super::stretches;

    #[test]
    fn stretches_are_the_same_in_every_form() {
        let parts = stretches("L’embargo: “scade” domani, dicono a Roma & Milano.");
        assert_eq!(parts, ["L", "embargo", "scade", "domani", "dicono a Roma", "Milano"]);
    }
}
