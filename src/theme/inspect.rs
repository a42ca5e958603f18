//! Looks at themes from outside: which there are, and what in one of them is not as it should be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::assets::Assets;
use super::embedded;
use super::load;
use super::manifest::{self, Manifest, OptionField};
use super::templates;
use crate::config::Config;
use crate::config::yaml;
use crate::diagnostic::{Diagnostic, Span, locate, nearest};
use crate::source::tree::{self, Tree};

/// The templates that a theme without a parent must have, if nothing of its pages is to look like Gazzetta's.
const WHOLE: [&str; 7] =
    ["home.html", "article.html", "page.html", "shelf.html", "shelves.html", "archive.html", "404.html"];

/// And those on a site that has digests.
const OF_DIGESTS: [&str; 2] = ["digest.html", "digests.html"];

/// A theme that can be chosen.
pub struct Known {
    pub name: String,
    pub built_in: bool,
    /// Where its manifest is: a path of the site, or `builtin:` and a path within the theme.
    pub path: String,
    /// Its manifest, or what is wrong with it.
    pub manifest: Result<Manifest, Vec<Diagnostic>>,
}

/// What was found in a theme.
#[derive(Default)]
pub struct Found {
    pub diagnostics: Vec<Diagnostic>,
    /// The theme and its parents, the nearest first.
    pub chain: Vec<String>,
    pub templates: usize,
    /// Name and size of each asset, the largest first.
    pub assets: Vec<(String, u64)>,
    pub options: BTreeMap<String, OptionField>,
    pub languages: Vec<String>,
}

/// All themes that a site in this folder can choose: its own, which hide built-in ones of their name, and those.
pub fn known(root: &Path) -> Vec<Known> {
    let folders = std::fs::read_dir(root.join("themes")).into_iter().flatten().flatten();
    let own =
        folders.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: BTreeSet<String> = own.filter(|name| !name.starts_with('.')).collect();
    names.extend(embedded::NAMES.map(str::to_string));
    names.into_iter().map(|name| one(root, &name)).collect()
}

/// One theme by its name, whether there is such a one or not.
pub fn one(root: &Path, name: &str) -> Known {
    let own = format!("themes/{name}/theme.yaml");
    let built_in = !root.join(format!("themes/{name}")).is_dir();
    let path = if built_in { format!("builtin:{name}/theme.yaml") } else { own };
    let text = match embedded::file(name, "theme.yaml").filter(|_| built_in) {
        Some(bytes) => Ok(String::from_utf8_lossy(bytes).into_owned()),
        None => tree::read(root, &path).map(|source| source.text).map_err(|diagnostic| vec![diagnostic]),
    };
    let manifest = text.and_then(|text| yaml::read::<Manifest>(&path, &text, 0..text.len(), &manifest::WHAT));
    Known { name: name.to_string(), built_in, path, manifest }
}

/// Looks at the theme that a configuration names.
pub fn inspect(root: &Path, tree: &Tree, config: &Config) -> Found {
    let (layers, _) = load::layers(root, tree, config);
    let mut found = Found { templates: layers.templates.len(), ..Found::default() };
    found.languages = layers.strings.languages().map(str::to_string).collect();
    let assets = Assets::load(root, layers.assets, &config.settings.assets);
    found.assets = assets.iter().map(|(name, asset)| (name.to_string(), asset.size)).collect();
    found.assets.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut next = Some(config.settings.theme.clone());
    let mut homes: BTreeMap<String, String> = BTreeMap::new();
    while let Some(name) = next.take().filter(|name| !found.chain.contains(name)) {
        let known = one(root, &name);
        found.chain.push(name);
        let Ok(manifest) = known.manifest else { break };
        next = manifest.parent;
        for (option, field) in manifest.options {
            homes.entry(option.clone()).or_insert_with(|| known.path.clone());
            found.options.entry(option).or_insert(field);
        }
    }
    if found.templates > 0 && found.chain.iter().all(|name| name != embedded::BASE) {
        let of_digests = OF_DIGESTS.iter().filter(|_| !config.settings.digests.is_empty());
        for missing in WHOLE.iter().chain(of_digests).filter(|name| !layers.templates.contains_key(**name)) {
            found.diagnostics.push(
                Diagnostic::warning("missing-template", format!("this theme has no `{missing}`"))
                    .at(Span::file(format!("themes/{}", config.settings.theme)))
                    .help("Gazzetta's serves in its place, and looks for Gazzetta's style sheet."),
            );
        }
    }
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for file in layers.templates.values() {
        for (at, option) in options_in(&file.text) {
            match found.options.get_key_value(option) {
                Some((option, _)) => drop(used.insert(option)),
                None => {
                    let near = nearest(option, found.options.keys().map(String::as_str));
                    let told = Diagnostic::error("unknown-option", format!("this theme has no option `{option}`"))
                        .at(locate::span(&file.path, &file.text, at, option.len()));
                    found.diagnostics.push(match near {
                        Some(near) => told.help(format!("did you mean `{near}`?")),
                        None => told.help("Declare it under `options` in theme.yaml."),
                    });
                }
            }
        }
    }
    let unused = found.options.keys().filter(|option| !used.contains(option.as_str()));
    let unused: Vec<Diagnostic> = unused
        .map(|option| {
            Diagnostic::warning("unused-option", format!("no template of this theme asks for the option `{option}`"))
                .at(Span::file(homes.get(option).map_or("theme.yaml", String::as_str)))
        })
        .collect();
    found.diagnostics.extend(unused);
    found
}

/// The options that a template names as `theme.name`, each with its place in the text.
fn options_in(text: &str) -> Vec<(usize, &str)> {
    let mut named = Vec::new();
    for tag in templates::tags(text) {
        let start = tag.as_ptr() as usize - text.as_ptr() as usize;
        for (at, _) in tag.match_indices("theme.") {
            let before = tag[..at].chars().next_back();
            let option = templates::identifier(&tag[at + 6..]).split('.').next().unwrap_or("");
            if !before.is_some_and(|c| c.is_alphanumeric() || "_./\"'".contains(c)) && !option.is_empty() {
                named.push((start + at + 6, option));
            }
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::options_in;

    #[test]
    fn options_are_found_where_they_are_named() {
        let text = "theme.text {% if theme.share and not my.theme.other %}{{ theme.social[0].url }}{% endif %}{{ \"theme.x\" }}";
        let named: Vec<&str> = options_in(text).into_iter().map(|(at, option)| &text[at..at + option.len()]).collect();
        assert_eq!(named, ["share", "social"]);
    }
}
