//! The taxonomies: what articles are put on shelves by.

use super::node::Node;
use super::settings::Settings;
use super::settings::outputs::TaxonomySetting;
use super::{Reading, Taxonomy};
use crate::base::slug::slugify;
use crate::diagnostic::{Diagnostic, nearest};

/// Those that every site has unless it switches them off.
pub const BUILT_IN: &[&str] = &["tags", "companies", "people", "products", "authors", "sources", "stories"];

/// The built-in ones first, then the site's own by name.
pub(super) fn taxonomies(reading: &mut Reading<'_>, settings: &Settings, root: &Node) -> Vec<Taxonomy> {
    let mut taxonomies: Vec<Taxonomy> = Vec::new();
    let own = settings.taxonomies.keys().map(String::as_str).filter(|name| !BUILT_IN.contains(name));
    for name in BUILT_IN.iter().copied().chain(own) {
        let built_in = BUILT_IN.contains(&name);
        if !built_in && !is_name(reading, name, settings, root) {
            continue;
        }
        match settings.taxonomies.get(name) {
            Some(setting) if setting.is_off() => {}
            Some(TaxonomySetting::Taxonomy(own)) => {
                let slug = match own.slug.as_deref() {
                    Some(slug) => sound_slug(reading, slug, name, root),
                    None => name.to_string(),
                };
                taxonomies.push(Taxonomy {
                    name: name.to_string(),
                    slug,
                    titles: own.title.clone(),
                    feeds: own.feeds.unwrap_or(true),
                    built_in,
                });
            }
            _ => taxonomies.push(Taxonomy {
                name: name.to_string(),
                slug: name.to_string(),
                titles: Default::default(),
                feeds: true,
                built_in,
            }),
        }
    }
    same_slug(reading, &taxonomies, root);
    taxonomies
}

/// Whether a taxonomy of the site's own may be called so.
fn is_name(reading: &mut Reading<'_>, name: &str, settings: &Settings, root: &Node) -> bool {
    let keys = ["taxonomies", name];
    let is_off = settings.taxonomies.get(name).is_some_and(TaxonomySetting::is_off);
    let near = nearest(name, BUILT_IN.iter().copied());
    if is_off || near.is_some() {
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                format!("the ones that can be switched off are {}", super::words::list(BUILT_IN.iter().copied(), "and"))
            }
        };
        let diagnostic = match is_off {
            true => Diagnostic::error("unknown-taxonomy", format!("there is no taxonomy `{name}` to switch off")),
            false => Diagnostic::warning(
                "near-taxonomy",
                format!("the taxonomy `{name}` is nearly one that there is already"),
            ),
        };
        reading.report_name(diagnostic.help(help), &keys, root);
        return !is_off;
    }
    let slug = slugify(name);
    if slug.replace('-', "_") == name.replace('-', "_") {
        return true;
    }
    let diagnostic = Diagnostic::error("bad-taxonomy", format!("`{name}` cannot be a taxonomy's name"));
    let help =
        format!("call it `{slug}`, and give it a title: `{slug}: {{title: {{it: {}}}}}`", super::emit::in_quotes(name));
    reading.report_name(diagnostic.help(help), &keys, root);
    false
}

fn sound_slug(reading: &mut Reading<'_>, slug: &str, name: &str, root: &Node) -> String {
    let sound = slugify(slug);
    if sound != slug {
        let diagnostic = Diagnostic::error("bad-slug", format!("`{slug}` cannot be part of an address"));
        reading.report(diagnostic.help(format!("write `slug: {sound}`")), &["taxonomies", name, "slug"], root);
    }
    sound
}

fn same_slug(reading: &mut Reading<'_>, taxonomies: &[Taxonomy], root: &Node) {
    for (index, taxonomy) in taxonomies.iter().enumerate() {
        if let Some(other) = taxonomies[..index].iter().find(|other| other.slug == taxonomy.slug) {
            let message = format!("the taxonomies `{}` and `{}` have the same address", other.name, taxonomy.name);
            let diagnostic = Diagnostic::error("same-slug", message).help("give one of them another `slug:`");
            // Only one of the two need be written: the other may be a built-in one.
            let written =
                [taxonomy, other].into_iter().find(|one| root.place(&["taxonomies", &one.name, "slug"]).is_some());
            let name = written.unwrap_or(taxonomy).name.clone();
            reading.report(diagnostic, &["taxonomies", &name, "slug"], root);
        }
    }
}
