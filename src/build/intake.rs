//! From changed files to what the site must take in: articles and profiles parsed, pictures measured.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::article::card::Card;
use crate::article::comment::{self, CommentCard, is_comment, thread_of};
use crate::article::place::{Place, Sort, place};
use crate::article::profile::{self, Profile};
use crate::article::read;
use crate::article::words;
use crate::base::path::extension;
use crate::base::stamp::Stamp;
use crate::config::Config;
use crate::config::settings::comments::CommentProvider;
use crate::config::taxonomies::BUILT_IN;
use crate::diagnostic::{Diagnostic, Span};
use crate::page::world::World;
use crate::picture::open::{self, is_scaled};
use crate::site::archived::{self, Records};
use crate::site::media::Media;
use crate::site::patch::Change;
use crate::source::tree::{Delta, Tree};
use crate::theme::press::Theme;

/// What was read from the changed files.
#[derive(Default)]
pub struct Intake {
    pub change: Change,
    /// What there is to say about each file that was read; an empty list clears what was said before, and a later one goes before an
    /// earlier one.
    pub said: Vec<(String, Vec<Diagnostic>)>,
    pub parsed: usize,
    /// The stamps of the files that were read, as they were then.
    pub stamps: FxHashMap<String, Stamp>,
}

enum Read {
    Article(Arc<Card>),
    Profile(Box<Profile>),
    /// A profile that is not to be seen.
    Gone,
    Broken,
}

/// What has a body of its own, and is read when the profiles are known.
fn is_text(sort: Sort) -> bool {
    matches!(sort, Sort::Article | Sort::Page | Sort::Edition)
}

/// Reads the profiles that the delta names, which must be known before an article is read: they say what names mean.
pub fn profiles(tree: &Tree, delta: &Delta, world: &World, drafts: bool) -> Intake {
    let mut intake = Intake::default();
    let is_profile = |place: &Place| !is_text(place.sort);
    let changed = delta.changed.par_iter().filter_map(|path| Some((path, place(path, &world.config)?)));
    intake.read(tree, changed.filter(|(_, place)| is_profile(place)).collect(), world, drafts);
    let removed = delta.removed.iter().filter(|path| world.site.profile_by_path(path).is_some());
    intake.change.gone.extend(removed.cloned());
    intake
}

/// Reads what else the delta names, and the articles that are `stale` since names moved. Articles' bodies are left in the
/// store, where their pages will look for them.
pub fn the_rest(root: &Path, tree: &Tree, delta: &Delta, stale: &BTreeSet<String>, world: &World) -> Intake {
    let (config, articles) = (&*world.config, &world.articles);
    let mut intake = Intake::default();
    let stale = stale.par_iter().filter(|path| !delta.names(path));
    let placed = delta.changed.par_iter().chain(stale).filter_map(|path| Some((path, place(path, config)?)));
    intake.read(tree, placed.filter(|(_, place)| is_text(place.sort)).collect(), world, false);
    let misplaced = delta.changed.par_iter().filter_map(|path| {
        let said = misplaced(path, config)?;
        Some((path.clone(), vec![said]))
    });
    intake.said.par_extend(misplaced);
    intake.read_comments(tree, delta, config);
    let media: Vec<&String> = delta.changed.iter().filter(|path| is_media(path)).collect();
    let measured: Vec<Option<Media>> = media.par_iter().map(|path| measure(root, tree, path)).collect();
    intake.change.media.extend(media.into_iter().cloned().zip(measured));
    for path in &delta.removed {
        intake.said.push((path.clone(), Vec::new()));
        articles.forget(path);
        if is_comment(path) {
            intake.change.comments.push((path.clone(), None));
        } else if is_media(path) {
            intake.change.media.push((path.clone(), None));
        } else if path.starts_with("content/") {
            intake.change.gone.push(path.clone());
        }
    }
    intake
}

impl Intake {
    /// The archived copies of sources, when their file is another.
    pub fn copies(&mut self, tree: &Tree, delta: &Delta) -> Option<(Records, Vec<Diagnostic>)> {
        let file = archived::FILE.to_string();
        if !delta.names(&file) {
            return None;
        }
        if !tree.contains(&file) {
            return Some((Records::new(), Vec::new()));
        }
        match tree.read(&file) {
            Ok(source) => {
                self.stamps.insert(file, source.stamp);
                Some(archived::read(&source.text))
            }
            Err(diagnostic) => {
                self.stamps.insert(file, Stamp::ABSENT);
                Some((Records::new(), vec![diagnostic]))
            }
        }
    }

    /// Reads the comments that the delta names. A site that shows none has nothing to say of them.
    fn read_comments(&mut self, tree: &Tree, delta: &Delta, config: &Config) {
        if config.settings.comments.provider == CommentProvider::None {
            return;
        }
        let files: Vec<&String> = delta.changed.iter().filter(|path| is_comment(path)).collect();
        self.parsed += files.len();
        let read: Vec<(Option<CommentCard>, Stamp, Vec<Diagnostic>)> =
            files.par_iter().map(|path| read_comment(tree, path, config)).collect();
        for (path, (card, stamp, said)) in files.into_iter().zip(read) {
            self.stamps.insert(path.clone(), stamp);
            self.said.push((path.clone(), said));
            self.change.comments.push((path.clone(), card));
        }
    }

    fn read(&mut self, tree: &Tree, files: Vec<(&String, Place)>, world: &World, drafts: bool) {
        self.parsed += files.len();
        // In small portions, so that no thread is left with many when the others are done.
        let portions = files.par_iter().with_max_len(64);
        let read: Vec<(Read, Stamp, Vec<Diagnostic>)> =
            portions.map(|(path, place)| read_one(tree, path, place, world, drafts)).collect();
        for ((path, _), (read, stamp, said)) in files.into_iter().zip(read) {
            self.stamps.insert(path.clone(), stamp);
            match read {
                Read::Article(card) => self.change.cards.push(card),
                Read::Profile(profile) => self.change.profiles.push(*profile),
                Read::Gone => self.change.gone.push(path.clone()),
                Read::Broken => {}
            }
            self.said.push((path.clone(), said));
        }
    }
}

fn read_one(tree: &Tree, path: &str, place: &Place, world: &World, drafts: bool) -> (Read, Stamp, Vec<Diagnostic>) {
    let config = &*world.config;
    let source = match tree.read(path) {
        Ok(source) => source,
        // Without a stamp it counts as changed at the next look.
        Err(diagnostic) => return (Read::Broken, Stamp::ABSENT, vec![diagnostic]),
    };
    let (read, said) = match place.sort {
        Sort::Article | Sort::Page | Sort::Edition => match read::read(&source, place, config) {
            (Some(mut article), said) => {
                world.site.look_through(&mut article);
                if place.sort == Sort::Article && world.site.has_search() {
                    let forms = words::forms(&article.card, &article.body);
                    let card = Arc::make_mut(&mut article.card);
                    card.words = world.site.vocabulary.words(card.shown.language, &forms);
                }
                let card = article.card.clone();
                world.articles.keep(article);
                (Read::Article(card), said)
            }
            (None, said) => (Read::Broken, said),
        },
        Sort::Profile(_) | Sort::Index(_) | Sort::Section => match profile::read(&source, place, config) {
            // A profile that is a draft is as good as none: names still have their pages.
            (Some((_, fields)), said) if fields.draft && !drafts => (Read::Gone, said),
            (Some((profile, _)), said) => (Read::Profile(Box::new(profile)), said),
            (None, said) => (Read::Broken, said),
        },
    };
    (read, source.stamp, said)
}

fn read_comment(tree: &Tree, path: &str, config: &Config) -> (Option<CommentCard>, Stamp, Vec<Diagnostic>) {
    let source = match tree.read(path) {
        Ok(source) => source,
        // A disk that fails is no stranger's mistake.
        Err(diagnostic) if diagnostic.code == "unreadable" => return (None, Stamp::ABSENT, vec![diagnostic]),
        Err(diagnostic) => return (None, Stamp::ABSENT, vec![comment::lenient(diagnostic)]),
    };
    let (comment, mut said) = comment::read(&source, &config.zone);
    if thread_of(path).is_none() {
        let diagnostic =
            Diagnostic::warning("comment-orphan", "this comment is in no article's folder, and is not shown");
        let help =
            "Put it into `content/comments/` and the path of its article, as `content/comments/2025/09/nvidia/`.";
        said.push(diagnostic.at(Span::file(path)).help(help));
    }
    (comment.map(|comment| comment.card), source.stamp, said)
}

/// A Markdown file of the content folder that stands where nobody looks.
fn misplaced(path: &str, config: &Config) -> Option<Diagnostic> {
    let folder = path.strip_prefix("content/").and_then(|below| below.split('/').next()).unwrap_or("");
    // The profiles of a taxonomy that is switched off wait for it to be switched on.
    let elsewhere = path.starts_with(comment::FOLDER) || BUILT_IN.contains(&folder);
    if elsewhere || !path.starts_with("content/") || !path.ends_with(".md") || place(path, config).is_some() {
        return None;
    }
    let taxonomies: Vec<&str> = config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()).collect();
    Some(
        Diagnostic::warning("misplaced", "this file is in no folder that rassegna knows, and is not published")
            .at(Span::file(path))
            .help(format!(
                "Articles belong in `content/articles/`, pages in `content/pages/`, issues in `content/digests/`, profiles in `content/` under {}.",
                taxonomies.join(", ")
            )),
    )
}

fn is_media(path: &str) -> bool {
    path.starts_with("static/")
        || (path.starts_with("content/") && !path.ends_with(".md") && !path.starts_with(comment::FOLDER))
}

fn measure(root: &Path, tree: &Tree, path: &str) -> Option<Media> {
    let picture =
        ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg"].contains(&extension(path).to_lowercase().as_str());
    let dimensions = if picture { dimensions(&root.join(path)) } else { None };
    Some(Media { path: path.to_string(), stamp: tree.stamp(path)?, size: tree.size(path)?, dimensions, at: None })
}

/// Width and height by the file's header alone; no pixel is decoded.
fn dimensions(file: &Path) -> Option<(u32, u32)> {
    // A photograph may say that it is to be turned.
    if is_scaled(extension(&file.to_string_lossy()))
        && let Ok(head) = open::head(file)
    {
        return Some((head.width, head.height));
    }
    let size = imagesize::size(file).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// The theme's assets as published files, and those that are gone since the theme was last loaded.
pub fn assets(theme: &Theme, before: &BTreeMap<String, Media>) -> Vec<(String, Option<Media>)> {
    let now: BTreeMap<String, Media> = theme
        .assets
        .iter()
        .map(|(_, asset)| {
            let (path, at) = (asset.path.clone(), Some(asset.address.clone()));
            let media = Media { path, stamp: asset.stamp, size: asset.size, dimensions: None, at };
            (asset.path.clone(), media)
        })
        .collect();
    let gone = before.keys().filter(|path| !now.contains_key(*path)).map(|path| (path.clone(), None));
    let mut changes: Vec<(String, Option<Media>)> = gone.collect();
    changes.extend(
        now.iter()
            .filter(|(path, media)| before.get(*path) != Some(media))
            .map(|(path, media)| (path.clone(), Some(media.clone()))),
    );
    changes
}
