//! Which addresses there are. Each kind is asked about each subject that was touched, and about no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::ledger::{Ledger, PageId};
use crate::article::head;
use crate::article::place::Sort;
use crate::base::slug::slugify;
use crate::config::Config;
use crate::config::settings::images::PictureFormat;
use crate::config::settings::publication::MenuItem;
use crate::config::words;
use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::edit::names::field;
use crate::page::kind::Address;
use crate::page::kinds::KINDS;
use crate::picture::scale::Form;
use crate::site::fact::{Group, Subject};
use crate::site::names::near_doubles;
use crate::site::store::Site;
use crate::site::target::Target;
use crate::source::tree;

/// What planning changed.
#[derive(Default)]
pub struct Plan {
    pub fresh: Vec<PageId>,
    pub gone: Vec<Address>,
}

/// Plans the touched subjects again.
pub fn plan(ledger: &mut Ledger, site: &Site, touched: &BTreeSet<Subject>) -> Plan {
    let plans: Vec<(Subject, Vec<Address>)> = touched
        .par_iter()
        .map(|subject| {
            let mut addresses = Vec::new();
            for (at, kind) in KINDS.iter().enumerate() {
                let places = kind.plan(*subject, site).into_iter();
                // `/x/` and `/x/index.html` are one file.
                addresses.extend(places.map(|(url, part)| {
                    let url = match url.strip_suffix("/index.html") {
                        Some(folder) => format!("{folder}/"),
                        None => url,
                    };
                    Address { url, kind: at as u8, subject: *subject, part }
                }));
            }
            (*subject, addresses)
        })
        .collect();
    let (fresh, gone) = ledger.plan(plans.into_iter());
    Plan { fresh, gone }
}

/// Plans the copies of pictures for which the wish came or went.
pub fn plan_copies(ledger: &mut Ledger, site: &Site) -> Plan {
    let (wanted, unwanted): (Vec<_>, Vec<_>) =
        ledger.take_moved_wishes().into_iter().partition(|(_, is_there)| *is_there);
    let mut all = plan(ledger, site, &wanted.into_iter().map(|(wish, _)| Subject::Copy(wish)).collect());
    all.gone.extend(ledger.plan(unwanted.into_iter().map(|(wish, _)| (Subject::Copy(wish), Vec::new()))).1);
    all
}

/// What the configuration switches must be kinds that there are.
pub fn check_outputs(config: &Config) -> Vec<Diagnostic> {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name()).collect();
    let unknown = config.settings.outputs.keys().filter(|name| !names.contains(&name.as_str()));
    unknown
        .map(|name| {
            let help = match nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("There are {}.", names.join(", ")),
            };
            Diagnostic::error("unknown-key", format!("there is no kind of output `{name}`"))
                .at(config.place(&["outputs", name]))
                .help(help)
        })
        .collect()
}

/// Copies of pictures can only be made in formats that this program was built with.
pub fn check_pictures(config: &Config) -> Vec<Diagnostic> {
    let wants_avif = config.settings.images.formats.contains(&PictureFormat::Avif);
    if !wants_avif || Form::Avif.is_written() {
        return Vec::new();
    }
    let diagnostic = Diagnostic::warning("no-avif", "this rassegna was built without AVIF: no such copies are made")
        .at(config.place(&["images", "formats"]))
        .help("Build it with `cargo install rassegna --features avif`, or leave `avif` out.");
    vec![diagnostic]
}

/// What the configuration links to must be there.
pub fn check_menus(site: &Site) -> Vec<Diagnostic> {
    fn check(site: &Site, items: &[MenuItem], keys: &[&str], found: &mut Vec<Diagnostic>) {
        for (at, item) in items.iter().enumerate() {
            let at = at.to_string();
            let place: Vec<&str> = keys.iter().copied().chain([at.as_str()]).collect();
            let url: Vec<&str> = place.iter().copied().chain(["url"]).collect();
            found.extend(dead_link(site, "the menu's", &item.url, &url));
            let below: Vec<&str> = place.into_iter().chain(["children"]).collect();
            check(site, &item.children, &below, found);
        }
    }
    let mut found = Vec::new();
    for (name, items) in &site.config.settings.menus {
        check(site, items, &["menus", name], &mut found);
    }
    for (tag, language) in &site.config.settings.languages {
        for (name, items) in &language.menus {
            check(site, items, &["languages", tag, "menus", name], &mut found);
        }
    }
    for (keys, form) in site.config.settings.subscriptions() {
        for (setting, page) in [("page", &form.page), ("privacy", &form.privacy)] {
            let place: Vec<&str> = keys.iter().copied().chain([setting]).collect();
            found.extend(page.as_deref().and_then(|page| dead_link(site, "the form's", page, &place)));
        }
    }
    found
}

/// A path of the site, written at this place of the configuration, at which nothing stands.
fn dead_link(site: &Site, whose: &str, url: &str, keys: &[&str]) -> Option<Diagnostic> {
    if !url.starts_with('/') || matches!(site.target(url), Target::Address(_)) {
        return None;
    }
    let message = format!("{whose} `{url}` leads nowhere in this site");
    Some(Diagnostic::warning("dead-link", message).at(site.config.place(keys)))
}

/// A series cannot collect from a section that there is not.
pub fn check_digests(site: &Site) -> Vec<Diagnostic> {
    let wanted = site.config.settings.digests.iter().flat_map(|(name, digest)| {
        digest.sections.iter().enumerate().map(move |(at, section)| (name, at.to_string(), section))
    });
    let mut wanted = wanted.peekable();
    if wanted.peek().is_none() {
        return Vec::new();
    }
    // Articles that are still held back and profiles without articles name sections too.
    let languages = 0..site.config.languages.len() as u16;
    let shelves = languages.flat_map(|language| site.group(language, Group::Section)).map(|id| &site.shelf(id).key.key);
    let held = site.held.cards().values().filter_map(|card| card.shown.section.as_deref()).map(slugify);
    let profiles = site.profiles().filter(|profile| profile.sort == Sort::Section).map(|profile| profile.key.clone());
    let known: BTreeSet<String> = shelves.cloned().chain(held).chain(profiles).filter(|key| !key.is_empty()).collect();
    let unknown = wanted.filter(|(.., section)| !known.contains(&slugify(section)));
    unknown
        .map(|(name, at, section)| {
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            let help = match nearest(section, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => "No article is in a section: give them one by `section:`.".to_string(),
                None => format!("There are {}.", words::list(names.iter().copied(), "and")),
            };
            Diagnostic::warning(
                "unknown-section",
                format!("no article is in the section `{section}`, and no file introduces it"),
            )
            .at(site.config.place(&["digests", name, "sections", &at]))
            .help(help)
        })
        .collect()
}

/// Two names of a taxonomy that are probably the same.
pub struct Near {
    pub rarer: String,
    pub commoner: String,
}

/// Names of a taxonomy that are probably the same, without those that profiles know.
pub fn near_names(site: &Site, taxonomy: u8) -> Vec<Near> {
    let counts = listed_names(site, taxonomy).into_iter().map(|(key, listed)| (key, listed.articles)).collect();
    let near = near_doubles(&counts, |key| site.registry.knows(taxonomy, key)).into_iter();
    near.map(|(rarer, commoner)| Near { rarer, commoner }).collect()
}

/// A name of a taxonomy as articles list it.
#[derive(Default)]
struct Listed {
    /// As it is shown.
    name: String,
    articles: usize,
    /// The file of one of the articles.
    example: Option<String>,
}

/// All names of a taxonomy that articles list.
fn listed_names(site: &Site, taxonomy: u8) -> BTreeMap<String, Listed> {
    let mut names: BTreeMap<String, Listed> = BTreeMap::new();
    for language in 0..site.config.languages.len() as u16 {
        for id in site.group(language, Group::Term(taxonomy)) {
            let shelf = site.shelf(id);
            let listed = names.entry(shelf.key.key.clone()).or_default();
            listed.articles += shelf.articles.len();
            if listed.name.is_empty() {
                listed.name.clone_from(&shelf.name);
            }
            let first = shelf.articles.first().and_then(|id| site.entry(*id));
            listed.example = listed.example.take().or_else(|| first.map(|entry| entry.card.path.clone()));
        }
    }
    names
}

/// Names that are probably one, and what `companies: {strict: true}` forbids.
pub fn check_names(site: &Site, root: &Path) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (taxonomy, at) in site.config.taxonomies.iter().zip(0_u8..) {
        let strict = taxonomy.name == "companies" && site.config.settings.companies.strict;
        let names = listed_names(site, at);
        for near in near_names(site, at) {
            let (Some(rarer), Some(commoner)) = (names.get(&near.rarer), names.get(&near.commoner)) else { continue };
            let Some(path) = &rarer.example else { continue };
            let message =
                format!("`{}` and `{}` are probably the same among {}", rarer.name, commoner.name, taxonomy.name);
            let profile = site.profiles().find(|one| one.sort == Sort::Profile(at) && one.key == near.commoner);
            let help = match profile {
                Some(profile) => format!(
                    "Write `{}` here, or list `{}` under `aliases` in `{}`.",
                    commoner.name, rarer.name, profile.path
                ),
                None => "Write one name in both places, or list one under `aliases` in the profile of the other."
                    .to_string(),
            };
            let told = match strict {
                true => Diagnostic::error("near-double", message),
                false => Diagnostic::warning("near-double", message),
            };
            let told = told.at(place_of_name(site, root, at, &near.rarer, path)).help(help);
            let other = match profile {
                Some(profile) => Some(Span::file(&profile.path)),
                None => commoner.example.as_ref().map(|path| place_of_name(site, root, at, &near.commoner, path)),
            };
            diagnostics.push(match other {
                Some(other) => told.and_at(other),
                None => told,
            });
        }
        let unknown = names.iter().filter(|(key, _)| strict && !site.registry.knows(at, key));
        for (key, path) in unknown.filter_map(|(key, listed)| Some((key, listed.example.as_ref()?))) {
            diagnostics.push(
                Diagnostic::error("unknown-company", format!("the company `{key}` has no profile"))
                    .at(Span::file(path))
                    .help(format!("Write `content/companies/{key}.md`, or switch `companies: {{strict: true}}` off.")),
            );
        }
    }
    diagnostics
}

/// Where an article's file lists a name. Only for a diagnostic is the file read once more.
fn place_of_name(site: &Site, root: &Path, taxonomy: u8, key: &str, path: &str) -> Span {
    let entry = site.article_at(path).and_then(|id| site.entry(id));
    let names = entry.and_then(|entry| entry.card.names.iter().find(|(of, _)| *of == taxonomy));
    let at = names.and_then(|(_, names)| names.iter().position(|name| site.registry.key(taxonomy, name) == key));
    let (Some(at), Ok(source)) = (at, tree::read(root, path)) else { return Span::file(path) };
    let at = at.to_string();
    let mut keys = field(&site.config.taxonomies[usize::from(taxonomy)]);
    keys.push(&at);
    head::place(path, &source.text, &keys)
}
