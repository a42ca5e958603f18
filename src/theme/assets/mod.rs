//! The theme's assets: style sheets bundled and compressed, every file under a name that tells its bytes.
//!
//! An asset is found in the site's own `assets/`, in the theme's, its parents', and at last in the built-in theme's. What a
//! name means, what it is published as and what its digest is are made together from the same bytes, so that an address
//! and the file behind it never disagree.

pub mod bundle;
pub mod css;
pub mod sass;
pub mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use self::bundle::Shelf;
use self::sources::{Layer, Source, Sources};
use crate::base::path::{extension, resolve};
use crate::base::stamp::Stamp;
use crate::config::settings::assets::Assets as Settings;
use crate::diagnostic::{Diagnostic, Span};

/// One asset as it is published.
#[derive(Clone, PartialEq, Debug)]
pub struct Asset {
    /// Where it is read from: a path of the site, or `builtin:` and the theme's name.
    pub path: String,
    /// The stamp of the published bytes.
    pub stamp: Stamp,
    pub size: u64,
    /// Where it is published within the site: `/assets/style.3f2a9c1b4d.css`.
    pub address: String,
    /// What a browser can check the bytes by; only for scripts and style sheets, and only where it is wanted.
    pub integrity: Option<String>,
    /// What it was made into, where it is not published as it is written.
    pub made: Option<Arc<[u8]>>,
}

/// All assets of the site's theme.
#[derive(Clone, Default)]
pub struct Assets {
    /// By the name that templates use: `style.css`, even where it is written as `style.scss`.
    list: BTreeMap<String, Asset>,
    layers: Vec<Layer>,
    /// What is wrong with them.
    pub said: Vec<Diagnostic>,
}

impl Assets {
    /// Reads and makes all assets of these layers, the nearest first.
    pub fn load(root: &Path, layers: Vec<Layer>, settings: &Settings) -> Assets {
        let (sources, mut said) = Sources::gather(root, &layers);
        let (sheets, others): (Vec<_>, Vec<_>) = sources.list.iter().partition(|(name, _)| is_sheet(name));
        let pinned = pinned(&others);
        let mut list = BTreeMap::new();
        for (name, source) in others {
            let wanted = Settings { fingerprint: settings.fingerprint && !pinned.contains(name), ..settings.clone() };
            list.insert(name.clone(), Asset::new(name, source, None, &wanted));
        }
        // Style sheets name the others by their published names.
        let names = list.iter().map(|(name, asset)| (name.clone(), asset.address.clone())).collect();
        let is_static = |path: &str| root.join("static").join(path).is_file();
        let shelf = Shelf { sources: &sources, names: &names, is_static: &is_static, minify: settings.minify };
        for (name, source) in sheets.into_iter().filter(|(name, _)| !is_partial(name)) {
            let (text, mut about) = shelf.sheet(name, source);
            said.append(&mut about);
            if let Some(text) = text {
                let made = (text.as_bytes() != &*source.bytes).then(|| Arc::from(text.into_bytes()));
                list.insert(name.clone(), Asset::new(name, source, made, settings));
            }
        }
        Assets { list, layers, said }
    }

    /// The same again, since files moved. What cannot be made now stays as it was.
    pub fn reload(&mut self, root: &Path, settings: &Settings) {
        let before = std::mem::take(self);
        *self = Assets::load(root, before.layers, settings);
        if self.said.iter().any(Diagnostic::is_error) {
            for (name, asset) in before.list {
                self.list.entry(name).or_insert(asset);
            }
        }
    }

    /// Whether a file of the site can only be an asset of this theme.
    pub fn own(&self, path: &str) -> bool {
        self.layers.iter().any(|layer| layer.folder().is_some_and(|folder| path.starts_with(&folder)))
    }

    pub fn get(&self, name: &str) -> Option<&Asset> {
        self.list.get(name)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.list.iter().map(|(name, asset)| (name.as_str(), asset))
    }

    /// What the asset that is read from a file was made into.
    pub fn made(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.list.values().find(|asset| asset.path == path)?.made.as_ref()
    }

    /// The name that is most like one that there is not.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        crate::diagnostic::nearest(name, self.list.keys().map(String::as_str))
    }
}

impl Asset {
    fn new(name: &str, source: &Source, made: Option<Arc<[u8]>>, settings: &Settings) -> Asset {
        let bytes: &[u8] = made.as_deref().unwrap_or(&source.bytes);
        let stamp = Stamp::of_bytes(bytes);
        let name = match settings.fingerprint {
            true => fingerprinted(name, stamp),
            false => name.to_string(),
        };
        let is_code = matches!(extension(&name), "css" | "js" | "mjs");
        let integrity =
            (settings.integrity && is_code).then(|| format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes))));
        let (path, size) = (source.path.clone(), bytes.len() as u64);
        Asset { path, stamp, size, address: format!("/assets/{name}"), integrity, made }
    }
}

/// Whether a file is a style sheet, of whatever language.
pub fn is_sheet(name: &str) -> bool {
    matches!(extension(name), "css" | "scss" | "sass")
}

/// Whether a style sheet is there for others alone, and never published by itself.
pub fn is_partial(name: &str) -> bool {
    is_sheet(name) && name.rsplit('/').next().is_some_and(|file| file.starts_with('_'))
}

/// `fonts/a.woff2` to `fonts/a.3f2a9c1b4d.woff2`.
fn fingerprinted(name: &str, stamp: Stamp) -> String {
    let digits = &format!("{stamp:?}")[..10];
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    match file.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
        Some((stem, extension)) => format!("{folder}{slash}{stem}.{digits}.{extension}"),
        None => format!("{folder}{slash}{file}.{digits}"),
    }
}

/// What a script names by `./…` or `../…` keeps its own name: scripts are not rewritten.
fn pinned(others: &[(&String, &Source)]) -> BTreeSet<String> {
    let scripts = others.iter().filter(|(name, _)| matches!(extension(name), "js" | "mjs"));
    let mut pinned = BTreeSet::new();
    for (name, source) in scripts {
        let text = String::from_utf8_lossy(&source.bytes);
        for quote in ['"', '\'', '`'] {
            let named = text.split(quote).filter(|text| text.starts_with("./") || text.starts_with("../"));
            let named = named.filter(|text| text.len() < 256 && !text.contains('\n'));
            pinned.extend(named.filter_map(|path| resolve(name, path)));
        }
    }
    pinned.retain(|path| others.iter().any(|(name, _)| *name == path));
    pinned
}

/// An error about a whole file.
fn about(path: &str, code: &str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(code, message).at(Span::file(path))
}

#[cfg(test)]
mod tests {
    use super::{fingerprinted, is_partial};
    use crate::base::stamp::Stamp;

    #[test]
    fn a_fingerprint_stands_before_the_extension() {
        let stamp = Stamp::of_bytes(b"");
        assert_eq!(fingerprinted("fonts/a.b.woff2", stamp), "fonts/a.b.a6a1f9f5b9.woff2");
        assert_eq!(fingerprinted("LICENCE", stamp), "LICENCE.a6a1f9f5b9");
        assert!(is_partial("parts/_x.scss") && is_partial("_x.css") && !is_partial("_x.js"));
    }
}
