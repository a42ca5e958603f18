//! Names of companies, people and other terms that are probably one, and those that the configuration wants a profile of.

use std::collections::BTreeMap;
use std::path::Path;

use crate::article::head;
use crate::article::place::Sort;
use crate::diagnostic::{Diagnostic, Span};
use crate::edit::names::field;
use crate::site::fact::Group;
use crate::site::names::near_doubles;
use crate::site::store::Site;
use crate::source::tree;

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
pub fn check(site: &Site, root: &Path) -> Vec<Diagnostic> {
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
