//! What the configuration asks for that there is not: kinds of output, formats of pictures, links of menus, sections of digests.

use std::collections::BTreeSet;

use crate::article::place::Sort;
use crate::base::slug::slugify;
use crate::config::Config;
use crate::config::settings::images::PictureFormat;
use crate::config::settings::publication::MenuItem;
use crate::config::words;
use crate::diagnostic::{Diagnostic, nearest};
use crate::page::kinds::KINDS;
use crate::picture::scale::Form;
use crate::site::fact::Group;
use crate::site::store::Site;
use crate::site::target::Target;

/// What the configuration switches must be kinds that there are.
pub fn outputs(config: &Config) -> Vec<Diagnostic> {
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
pub fn pictures(config: &Config) -> Vec<Diagnostic> {
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
pub fn menus(site: &Site) -> Vec<Diagnostic> {
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
pub fn digests(site: &Site) -> Vec<Diagnostic> {
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
