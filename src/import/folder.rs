//! The folder of a site that another generator makes: its files, read within bounds.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use walkdir::WalkDir;

use super::Take;
use super::document::{Content, Document};
use super::report::Report;
use crate::base::file_name::portable;
use crate::base::path::relative;
use crate::config::yaml;
use crate::diagnostic::{Diagnostic, Span, locate};

/// A text longer than this is no article.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The folders from which texts and files are taken.
const FOLDERS: [&str; 7] = ["content", "static", "assets", "data", "_posts", "_drafts", "_pages"];

/// A site's folder.
#[derive(Clone, Debug)]
pub struct Folder {
    pub root: PathBuf,
}

impl Folder {
    /// The first of several files that is there, by its name.
    pub fn first<'a>(&self, names: &[&'a str]) -> Option<&'a str> {
        names.iter().copied().find(|name| self.root.join(name).is_file())
    }

    /// Whether something is in the site, and no link to elsewhere: a site that somebody sends must not lend itself files that only
    /// its receiver has.
    fn holds(&self, path: &str) -> bool {
        match (self.root.canonicalize(), self.root.join(path).canonicalize()) {
            (Ok(root), Ok(real)) => real.starts_with(root),
            _ => false,
        }
    }

    /// The files below a folder of the site, relative to it, in order. Hidden ones and links to elsewhere are not taken.
    pub fn files(&self, below: &str) -> Vec<String> {
        if !self.holds(below) {
            return Vec::new();
        }
        let folder = self.root.join(below);
        let is_hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
        WalkDir::new(&folder)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()))
            .flatten()
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| relative(&folder, entry.path()))
            .collect()
    }

    /// Reads a text.
    ///
    /// # Errors
    /// When it cannot be read, is no UTF-8, or is far too long for one.
    pub fn text(&self, path: &str) -> Result<String, Diagnostic> {
        let wrong = |message: String| Diagnostic::error("import-read", message).at(Span::file(path));
        let file = self.root.join(path);
        if file.exists() && !self.holds(path) {
            return Err(outside(path));
        }
        let length = fs::metadata(&file).map_err(|error| wrong(error.to_string()))?.len();
        if length > LARGEST {
            return Err(wrong(format!("this text has {length} bytes, the limit is {LARGEST}")));
        }
        let bytes = fs::read(&file).map_err(|error| wrong(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| {
            wrong(format!("this text is no UTF-8 from its byte {} on", error.utf8_error().valid_up_to()))
                .help("Save it as UTF-8, and import again: the rest is imported without it.")
        })
    }

    /// Reads a file of settings: TOML, YAML or JSON, by its name.
    ///
    /// # Errors
    /// What is wrong with it, with its place.
    pub fn settings(&self, path: &str) -> Result<Value, Diagnostic> {
        let text = self.text(path)?;
        if !path.ends_with(".toml") {
            // JSON is YAML too.
            let value = yaml::value(path, &text)?;
            return serde_json::to_value(value).map_err(|error| {
                Diagnostic::error("import-read", format!("this file cannot be read: {error}")).at(Span::file(path))
            });
        }
        let table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| {
                let span = error.span().unwrap_or(0..1);
                Diagnostic::error("toml-syntax", format!("TOML cannot be read here: {}", error.message()))
                    .at(locate::span(path, &text, span.start, span.len().max(1)))
            })?;
        Ok(plain(toml::Value::Table(table)))
    }

    /// A file as a document that is copied.
    pub fn copy(&self, old: &str, new: String) -> Document {
        Document { id: old.to_string(), path: new, content: Content::Copy(self.root.join(old)) }
    }

    /// Hands over every file of a folder, to stand in the same place below another.
    ///
    /// # Errors
    /// What the taker refuses.
    pub fn copy_all(&self, old: &str, new: &str, take: &mut Take<'_>, report: &mut Report) -> Result<(), Diagnostic> {
        for path in self.files(old) {
            report.count("files");
            let id = format!("{old}/{path}");
            if portable(&path) != path {
                report.remark("a file whose name not every system takes, called otherwise here", &*id);
            }
            take(self.copy(&id, format!("{new}/{}", portable(&path))))?;
        }
        Ok(())
    }
}

fn outside(path: &str) -> Diagnostic {
    Diagnostic::error("import-outside", format!("`{path}` is a link that leads out of the old site's folder"))
        .at(Span::file(path))
        .help("Put what it leads to in its place, if you know what it is.")
}

/// TOML as JSON; dates become texts.
fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(list) => Value::Array(list.into_iter().map(plain).collect()),
        toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, value)| (key, plain(value))).collect()),
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(flag) => Value::Bool(flag),
    }
}

/// Whether a folder is a site's at all, for a word that helps when it is not.
///
/// # Errors
/// When the folder is not there, or holds none of the files that such a site has.
pub fn open(root: &Path, program: &str, signs: &[&str]) -> Result<Folder, Diagnostic> {
    let folder = Folder { root: root.to_path_buf() };
    let shown = root.display();
    if !root.is_dir() {
        return Err(Diagnostic::error("import-read", format!("{shown} is no folder"))
            .help(format!("Name the folder of the {program} site, where its configuration is.")));
    }
    if folder.first(signs).is_none() && !signs.iter().any(|sign| root.join(sign).is_dir()) {
        return Err(Diagnostic::error("import-read", format!("{shown} does not look like a {program} site"))
            .help(format!("None of these is in it: {}.", signs.join(", "))));
    }
    // Below them links are passed over, as they always are; a whole folder must not be missing without a word.
    match FOLDERS.iter().find(|name| root.join(name).exists() && !folder.holds(name)) {
        Some(name) => Err(outside(name)),
        None => Ok(folder),
    }
}
