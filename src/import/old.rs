//! The files of an old site, each with its place in the new one, and its configuration: what importers have in common.

use super::document::{Content, Document, Head};
use super::folder::Folder;
use super::heading::PLAIN_SECTIONS;
use super::moves::Moves;
use super::report::Report;
use super::{Made, Take};
use crate::base::file_name::portable;
use crate::diagnostic::Diagnostic;
use serde_json::{Map, Value, json};

/// A file of the old site and its place in the new one.
#[derive(Clone, Debug)]
pub struct Old {
    /// The folder of the old site that it is in: `content`.
    pub area: String,
    /// Its path below that.
    pub path: String,
    /// Its path in the new site.
    pub new: String,
    pub sort: Sort,
    /// Where readers found it; empty where that is not known.
    pub address: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    Article,
    Page,
    /// The introduction of a section or of a taxonomy, or a term's.
    Introduction,
    /// Beside a text: a picture.
    Beside,
}

impl Old {
    /// A file at a place that every system takes.
    pub fn new(area: &str, path: &str, new: &str, sort: Sort, address: String) -> Old {
        Old { area: area.to_string(), path: path.to_string(), new: portable(new).into_owned(), sort, address }
    }

    /// Its path in the old site.
    pub fn id(&self) -> String {
        format!("{}/{}", self.area, self.path)
    }

    /// Tells links where it goes.
    pub fn note(&self, moves: &mut Moves) {
        if self.sort != Sort::Beside {
            moves.file(&self.path, &self.new);
            if !self.address.is_empty() {
                moves.address(&self.address, &self.new);
            }
        }
    }
}

/// The folder in which a file of an old folder stands.
pub fn new_folder(folder: &str, sort: Sort) -> String {
    let (first, rest) = folder.split_once('/').unwrap_or((folder, ""));
    let slash = |folder: &str| if folder.is_empty() { String::new() } else { format!("{folder}/") };
    match sort {
        Sort::Page if matches!(first, "pages" | "page") => format!("content/pages/{}", slash(rest)),
        Sort::Page => format!("content/pages/{}", slash(folder)),
        _ if PLAIN_SECTIONS.contains(&first) => format!("content/articles/{}", slash(rest)),
        _ => format!("content/articles/{}", slash(folder)),
    }
}

/// Hands over all files; the texts as `document` makes them, or not at all where it makes nothing of one.
///
/// # Errors
/// What is wrong with texts, after all others were handed over; what the taker refuses, at once.
pub fn hand_over(
    pages: &[Old],
    folder: &Folder,
    take: &mut Take<'_>,
    report: &mut Report,
    document: &mut dyn FnMut(&Old, &mut Report) -> Made,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let mut told = Vec::new();
    for old in pages {
        if old.sort == Sort::Beside {
            report.count("files");
            take(folder.copy(&old.id(), old.new.clone())).map_err(|diagnostic| vec![diagnostic])?;
            continue;
        }
        match document(old, report) {
            Ok(Some(document)) => {
                report.count(match old.sort {
                    Sort::Article => "articles",
                    Sort::Page => "pages",
                    _ => "introductions",
                });
                take(document).map_err(|diagnostic| vec![diagnostic])?;
            }
            Ok(None) => {}
            Err(found) => told.extend(found),
        }
    }
    Ok(told)
}

/// Says of folders that hold something why they were not taken over.
pub fn leave(folder: &Folder, folders: &[(&str, &str)], report: &mut Report) {
    for (name, why) in folders {
        if !folder.files(name).is_empty() {
            report.advise(format!("{why}."));
        }
    }
}

/// What a new site of ours says of itself, as far as the old one tells.
pub struct Described<'a> {
    pub title: &'a str,
    pub url: &'a str,
    pub description: &'a str,
    /// The first first.
    pub languages: &'a [String],
}

impl Described<'_> {
    /// Our own configuration, for a site that has none.
    pub fn head(&self) -> Head {
        let mut head = Head::default();
        head.set("title", if self.title.trim().is_empty() { "Rassegna" } else { self.title });
        head.set("url", self.url);
        head.set("description", self.description.trim());
        head.set("default_language", self.languages.first().cloned());
        if self.languages.len() > 1 {
            let languages = self.languages.iter().map(|tag| (tag.clone(), json!({})));
            head.set("languages", languages.collect::<Map<String, Value>>());
        }
        // Old archives have dead links: they are told, and do not keep the site from being built.
        head.set("links", json!({"internal": "warn"}));
        head
    }
}

/// The file of a configuration.
pub fn configuration(head: Head) -> Document {
    Document { id: "configuration".to_string(), path: "rassegna.yaml".to_string(), content: Content::Data(head) }
}
