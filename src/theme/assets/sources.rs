//! The files that assets are made from, in layers.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::{about, is_sheet};
use crate::base::path::extension;
use crate::diagnostic::Diagnostic;
use crate::source::scan::scan;
use crate::theme::embedded;

/// Where assets are looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Layer {
    /// The site's own folder `assets/`.
    Site,
    /// A theme's folder below `themes/`, by name.
    Folder(String),
    /// A theme within the program, by name.
    Embedded(String),
}

impl Layer {
    /// Its folder in the site, with a closing slash.
    pub fn folder(&self) -> Option<String> {
        match self {
            Layer::Site => Some("assets/".to_string()),
            Layer::Folder(theme) => Some(format!("themes/{theme}/assets/")),
            Layer::Embedded(_) => None,
        }
    }

    fn theme(&self) -> Option<&str> {
        match self {
            Layer::Site => None,
            Layer::Folder(theme) | Layer::Embedded(theme) => Some(theme),
        }
    }
}

/// A file as it is written.
#[derive(Clone, Debug)]
pub struct Source {
    pub path: String,
    /// Its name below `assets/`, as it is written.
    pub name: String,
    pub bytes: Cow<'static, [u8]>,
}

impl Source {
    pub fn text(&self) -> Cow<'_, str> {
        let text = String::from_utf8_lossy(&self.bytes);
        match text.strip_prefix('\u{feff}') {
            Some(rest) => Cow::Owned(rest.to_string()),
            None => text,
        }
    }
}

#[derive(Default)]
pub struct Sources {
    /// By the name that templates use, the nearest layer's file in each case.
    pub list: BTreeMap<String, Source>,
    /// Style sheets by the name that they are written under, the nearest layer's in each case; and those of each theme
    /// under the theme's name too, so that one can stand on the one that it takes the place of.
    pub sheets: BTreeMap<String, Source>,
}

impl Sources {
    /// Reads all files of these layers, the nearest first.
    pub fn gather(root: &Path, layers: &[Layer]) -> (Sources, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let mut said = Vec::new();
        for layer in layers {
            let files = match layer {
                Layer::Embedded(theme) => embedded_files(theme),
                _ => folder_files(root, &layer.folder().unwrap_or_default(), &mut said),
            };
            sources.add(layer, files, &mut said);
        }
        (sources, said)
    }

    fn add(&mut self, layer: &Layer, files: Vec<Source>, said: &mut Vec<Diagnostic>) {
        let mut own: BTreeMap<String, String> = BTreeMap::new();
        for source in files {
            let name = &source.name;
            if is_sheet(name) {
                if let Some(theme) = layer.theme() {
                    self.sheets.entry(format!("{theme}/{name}")).or_insert_with(|| source.clone());
                }
                self.sheets.entry(name.clone()).or_insert_with(|| source.clone());
            }
            let published = published(name);
            if let Some(other) = own.insert(published.clone(), source.path.clone()) {
                let message = format!("`{other}` and this one would both be `{published}`");
                said.push(about(&source.path, "same-address", message).help("Rename one of them."));
            }
            self.list.entry(published).or_insert(source);
        }
    }
}

/// The name under which a file is known to templates.
fn published(name: &str) -> String {
    match extension(name) {
        "scss" | "sass" => format!("{}css", &name[..name.len() - 4]),
        _ => name.to_string(),
    }
}

fn embedded_files(theme: &str) -> Vec<Source> {
    let files = embedded::files(theme).into_iter().filter_map(|(within, bytes)| {
        let name = within.strip_prefix("assets/")?.to_string();
        Some(Source { path: format!("builtin:{theme}/{within}"), name, bytes: Cow::Borrowed(bytes) })
    });
    files.collect()
}

fn folder_files(root: &Path, folder: &str, said: &mut Vec<Diagnostic>) -> Vec<Source> {
    let (found, _) = scan(root, &[folder.trim_end_matches('/').to_string()]);
    let mut files = Vec::new();
    for file in found {
        let Some(name) = file.path.strip_prefix(folder) else { continue };
        match std::fs::read(root.join(&file.path)) {
            Ok(bytes) => {
                let name = name.to_string();
                files.push(Source { path: file.path, name, bytes: Cow::Owned(bytes) });
            }
            Err(error) => said.push(about(&file.path, "unreadable", format!("this cannot be read: {error}"))),
        }
    }
    files
}
