//! Gathers a theme from its layers: the site's own `templates/`, the theme, and its parents.

use std::collections::BTreeMap;
use std::path::Path;

use super::assets::sources::Layer;
use super::embedded;
use super::manifest::{self, API, Manifest};
use super::strings::{Strings, Table};
use super::templates;
use crate::config::settings::Extra;
use crate::config::{Config, yaml};
use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::source::tree::{self, Tree};

/// A chain of parents longer than this is a mistake, or a circle.
const DEEPEST: usize = 8;

/// A file of a theme: where it is (a path of the site, or `builtin:` and the theme's name) and what it holds.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    pub path: String,
    pub text: String,
}

/// Everything that a theme is made of, the nearest layer's file first in each case.
#[derive(Default)]
pub struct Layers {
    /// By the name that templates use: `article.html`, and `gazzetta/article.html` for a file below an override that
    /// extends it.
    pub templates: BTreeMap<String, ThemeFile>,
    /// Every theme's files by their full names.
    below: BTreeMap<String, ThemeFile>,
    /// Where its assets are looked for, the nearest first.
    pub assets: Vec<Layer>,
    pub strings: Strings,
    pub options: Extra,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads all layers of the site's theme; and the built-in theme apart, where the site's does not stand on it.
pub fn layers(root: &Path, tree: &Tree, config: &Config) -> (Layers, Option<Layers>) {
    let mut layers = Layers::default();
    let mut declared = BTreeMap::new();
    add_site(root, tree, &mut layers);
    layers.assets.push(Layer::Site);
    let mut next = Some(config.settings.theme.clone());
    let mut seen: Vec<String> = Vec::new();
    while let Some(name) = next.take() {
        if seen.contains(&name) || seen.len() >= DEEPEST {
            layers.diagnostics.push(
                Diagnostic::error("theme-circle", format!("the themes {} are each other's parents", seen.join(", ")))
                    .at(Span::file(format!("themes/{name}/theme.yaml"))),
            );
            break;
        }
        seen.push(name.clone());
        let folder = format!("themes/{name}/");
        let manifest = if tree.below(&folder).next().is_some() || root.join(&folder).is_dir() {
            layers.assets.push(Layer::Folder(name.clone()));
            add_folder(root, &name, &mut layers)
        } else if embedded::NAMES.contains(&name.as_str()) {
            layers.assets.push(Layer::Embedded(name.clone()));
            add_embedded(&name, &mut layers)
        } else {
            unknown_theme(root, &name, config, &mut layers);
            None
        };
        if let Some(manifest) = manifest {
            next = manifest.parent.clone();
            for (option, field) in manifest.options {
                declared.entry(option).or_insert(field);
            }
        }
    }
    keep_extended(&mut layers);
    let (options, diagnostics) = manifest::options(&declared, config);
    layers.options = options;
    layers.diagnostics.extend(diagnostics);
    let is_based = seen.iter().any(|name| name == embedded::BASE);
    (layers, (!is_based).then(base))
}

/// The built-in theme by itself, for what a theme that does not stand on it leaves out. It keeps its own names, so that
/// neither's templates and components get in the way of the other's.
fn base() -> Layers {
    let mut layers = Layers::default();
    let manifest = add_embedded(embedded::BASE, &mut layers);
    let declared = manifest.map(|manifest| manifest.options).unwrap_or_default();
    layers.options = declared.into_iter().map(|(name, field)| (name, field.default)).collect();
    keep_extended(&mut layers);
    layers
}

fn add_site(root: &Path, tree: &Tree, layers: &mut Layers) {
    for path in tree.below("templates/") {
        add_template(
            layers,
            &path["templates/".len()..],
            None,
            || tree::read(root, path).map(|source| source.text),
            path,
        );
    }
    for path in tree.below("i18n/") {
        match tree::read(root, path) {
            Ok(source) => add_strings(layers, path, &source.text),
            Err(diagnostic) => layers.diagnostics.push(diagnostic),
        }
    }
}

fn add_folder(root: &Path, name: &str, layers: &mut Layers) -> Option<Manifest> {
    let folder = format!("themes/{name}");
    let (found, _) = crate::source::scan::scan(root, std::slice::from_ref(&folder));
    let mut manifest = None;
    for file in found {
        let Some(within) = file.path.strip_prefix(&format!("{folder}/")) else { continue };
        let read = || tree::read(root, &file.path).map(|source| source.text);
        if let Some(template) = within.strip_prefix("templates/") {
            add_template(layers, template, Some(name), read, &file.path);
        } else if within.starts_with("i18n/") || within == "theme.yaml" {
            match read() {
                Ok(text) if within == "theme.yaml" => manifest = read_manifest(&file.path, &text, layers),
                Ok(text) => add_strings(layers, &file.path, &text),
                Err(diagnostic) => layers.diagnostics.push(diagnostic),
            }
        }
    }
    if manifest.is_none() && !layers.diagnostics.iter().any(Diagnostic::is_error) {
        layers.diagnostics.push(
            Diagnostic::error("no-manifest", "this theme has no `theme.yaml`")
                .at(Span::file(&folder))
                .help(format!("Write one with at least `name: {name}` and `api: {API}`.")),
        );
    }
    manifest
}

fn add_embedded(name: &str, layers: &mut Layers) -> Option<Manifest> {
    let mut manifest = None;
    for (within, bytes) in embedded::files(name) {
        let path = format!("builtin:{name}/{within}");
        let text = || Ok(String::from_utf8_lossy(bytes).into_owned());
        if let Some(template) = within.strip_prefix("templates/") {
            add_template(layers, template, Some(name), text, &path);
        } else if within.starts_with("i18n/") {
            add_strings(layers, &path, &String::from_utf8_lossy(bytes));
        } else if within == "theme.yaml" {
            manifest = read_manifest(&path, &String::from_utf8_lossy(bytes), layers);
        }
    }
    manifest
}

fn add_template(
    layers: &mut Layers,
    name: &str,
    theme: Option<&str>,
    read: impl Fn() -> Result<String, Diagnostic>,
    path: &str,
) {
    let text = match read() {
        Ok(text) => text,
        Err(diagnostic) => return layers.diagnostics.push(diagnostic),
    };
    let file = ThemeFile { path: path.to_string(), text };
    if let Some(theme) = theme {
        layers.below.entry(format!("{theme}/{name}")).or_insert_with(|| file.clone());
    }
    layers.templates.entry(name.to_string()).or_insert(file);
}

/// A file below an override is compiled only where somebody extends it by its theme's name: otherwise its components
/// would be defined twice.
fn keep_extended(layers: &mut Layers) {
    let mut open: Vec<String> = layers.templates.values().map(|file| file.text.clone()).collect();
    while let Some(text) = open.pop() {
        for name in templates::quoted(&text) {
            if !layers.templates.contains_key(name)
                && let Some(file) = layers.below.remove(name)
            {
                open.push(file.text.clone());
                layers.templates.insert(name.to_string(), file);
            }
        }
    }
    layers.below.clear();
}

fn add_strings(layers: &mut Layers, path: &str, text: &str) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some(language) = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")) else { return };
    let what = yaml::What { noun: "a table of strings", place: "in this file", own_fields_hint: None };
    match yaml::read::<Table>(path, text, 0..text.len(), &what) {
        Ok(table) => layers.strings.add_behind(language, table),
        Err(diagnostics) => layers.diagnostics.extend(diagnostics),
    }
}

fn read_manifest(path: &str, text: &str, layers: &mut Layers) -> Option<Manifest> {
    match yaml::read::<Manifest>(path, text, 0..text.len(), &manifest::WHAT) {
        Ok(manifest) if manifest.api > API => {
            layers.diagnostics.push(
                Diagnostic::error(
                    "newer-theme",
                    format!("this theme is written for version {} of the template variables", manifest.api),
                )
                .at(Span::file(path))
                .help(format!(
                    "This rassegna knows version {API}: use a newer rassegna, or an older version of the theme."
                )),
            );
            None
        }
        Ok(manifest) => Some(manifest),
        Err(diagnostics) => {
            layers.diagnostics.extend(diagnostics);
            None
        }
    }
}

fn unknown_theme(root: &Path, name: &str, config: &Config, layers: &mut Layers) {
    let mut known: Vec<String> = embedded::NAMES.iter().map(ToString::to_string).collect();
    if let Ok(folders) = std::fs::read_dir(root.join("themes")) {
        known.extend(folders.flatten().map(|folder| folder.file_name().to_string_lossy().into_owned()));
    }
    known.sort();
    known.dedup();
    let near = nearest(name, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
    layers.diagnostics.push(
        Diagnostic::error("unknown-theme", format!("there is no theme `{name}`"))
            .at(config.place(&["theme"]))
            .help(near.unwrap_or_else(|| format!("There are: {}.", known.join(", ")))),
    );
}
