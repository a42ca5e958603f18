//! A site of Zola: its content folder, its static files.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::document::{Content, Document};
use super::fields;
use super::folder::{self, Folder};
use super::front::{Front, text};
use super::heading::{self, DATES, dated};
use super::map::Mapping;
use super::moves::Moves;
use super::old::{Described, Old, Sort, configuration, hand_over, leave, new_folder};
use super::report::Report;
use super::{Importer, Take, of_site};
use crate::article::place::without_date;
use crate::base::slug::slugify;
use crate::diagnostic::{Diagnostic, has_errors};

/// The names of its configuration, the newer first.
const FILES: &[&str] = &["zola.toml", "config.toml"];

/// Fields that tell Zola and its themes how to show a page.
const IGNORED: &[&str] = &["template", "in_search_index", "insert_anchor_links", "render", "generate_feeds"];

/// A site of Zola in its folder.
#[derive(Debug)]
pub struct Zola {
    folder: Folder,
    title: String,
    description: String,
    url: String,
    /// The first first.
    languages: Vec<String>,
    taxonomies: Vec<String>,
    mapping: Mapping,
    moves: Moves,
    pages: Vec<Old>,
}

impl Zola {
    /// Opens the folder of a site.
    ///
    /// # Errors
    /// When it is no site of Zola, or its configuration cannot be read.
    pub fn open(root: &Path, mapping: Mapping) -> Result<Zola, Diagnostic> {
        let folder = folder::open(root, "Zola", FILES)?;
        let settings = folder.settings(folder.first(FILES).unwrap_or(FILES[0]))?;
        let one = |key: &str| settings.get(key).and_then(text).unwrap_or_default();
        let mut languages =
            vec![Some(one("default_language")).filter(|tag| !tag.is_empty()).unwrap_or_else(|| "en".to_string())];
        languages.extend(
            settings.get("languages").and_then(Value::as_object).into_iter().flat_map(|map| map.keys().cloned()),
        );
        let taxonomies = settings.get("taxonomies").and_then(Value::as_array).into_iter().flatten();
        Ok(Zola {
            title: one("title"),
            description: one("description"),
            mapping,
            moves: Moves::new(&one("base_url")),
            url: one("base_url"),
            languages,
            taxonomies: taxonomies.filter_map(|taxonomy| taxonomy.get("name").and_then(text)).collect(),
            folder,
            pages: Vec::new(),
        })
    }

    fn plan(&mut self) -> Vec<Diagnostic> {
        let mut told = Vec::new();
        for path in self.folder.files("static") {
            self.moves.copied(format!("/{path}"));
        }
        let files = self.folder.files("content");
        let pages: BTreeSet<&str> =
            files.iter().map(String::as_str).filter(|path| path.ends_with("/index.md")).collect();
        for path in &files {
            // The text of the nearest folder that is one.
            let above = path.rmatch_indices('/').map(|(at, _)| format!("{}/index.md", &path[..at]));
            let bundle = above.into_iter().find(|index| pages.contains(index.as_str()));
            match self.place(path, bundle.as_deref()) {
                Ok(old) => {
                    old.note(&mut self.moves);
                    self.pages.push(old);
                }
                Err(found) => told.extend(found),
            }
        }
        told
    }

    /// Where one file goes. Beside the text of a folder stands what goes with it.
    fn place(&self, path: &str, bundle: Option<&str>) -> Result<Old, Vec<Diagnostic>> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let old = |new: String, sort: Sort, address: String| Ok(Old::new("content", path, &new, sort, address));
        let Some(stem) = name.strip_suffix(".md") else {
            let sort = match bundle {
                Some(index) => self.sort_of(index)?,
                None => Sort::Article,
            };
            return old(format!("{}{name}", new_folder(folder, sort)), Sort::Beside, String::new());
        };
        let (stem, tag) = match stem.rsplit_once('.') {
            Some((stem, tag)) if self.languages.iter().any(|known| known == tag) => (stem, Some(tag)),
            _ => (stem, None),
        };
        let tag = tag.filter(|tag| Some(*tag) != self.languages.first().map(String::as_str));
        let prefix = tag.map(|tag| format!("/{tag}")).unwrap_or_default();
        let suffix = tag.map(|tag| format!(".{tag}")).unwrap_or_default();
        let parts = |path: &str| -> String {
            path.split('/').filter(|part| !part.is_empty()).map(|part| format!("{}/", slugify(part))).collect()
        };
        if stem == "_index" {
            let address = format!("{prefix}/{}", parts(folder));
            return old(format!("{}_index{suffix}.md", new_folder(folder, Sort::Article)), Sort::Introduction, address);
        }
        let sort = self.sort_of(path)?;
        let mut front = self.front(path)?;
        let above = if stem == "index" { folder.rsplit_once('/').map_or("", |(above, _)| above) } else { folder };
        let plain = without_date(heading::name(path));
        let address = match (front.text(&["path"]), front.text(&["slug"])) {
            (Some(path), _) => format!("{prefix}/{}/", path.trim_matches('/')),
            (None, Some(slug)) => format!("{prefix}/{}{slug}/", parts(above)),
            (None, None) => format!("{prefix}/{}{}/", parts(above), slugify(plain)),
        };
        old(format!("{}{stem}{suffix}.md", new_folder(folder, sort)), sort, address)
    }

    fn front(&self, path: &str) -> Result<Front, Vec<Diagnostic>> {
        let path = format!("content/{path}");
        Front::read(&path, &self.folder.text(&path).map_err(|told| vec![told])?)
    }

    fn sort_of(&self, path: &str) -> Result<Sort, Vec<Diagnostic>> {
        let is_dated = self.front(path)?.text(DATES).is_some() || dated(heading::name(path)).is_some();
        // What stands at the top is about the site.
        let is_at_top = !path.contains('/') || path.matches('/').count() == 1 && path.ends_with("/index.md");
        Ok(if is_dated && !is_at_top { Sort::Article } else { Sort::Page })
    }

    fn document(&self, old: &Old, report: &mut Report) -> Result<Option<Document>, Vec<Diagnostic>> {
        let id = old.id();
        let mut front = self.front(&old.path)?;
        let body = std::mem::take(&mut front.body);
        let body = shown(&self.moves.relink(&body, &old.path, &old.new));
        let head = match old.sort {
            Sort::Introduction => heading::introduction(&mut front, &id, report),
            _ => {
                let mut aliases = front.list("aliases");
                for alias in aliases.iter_mut().filter(|alias| !alias.starts_with('/')) {
                    *alias = format!("/{alias}");
                }
                aliases.push(old.address.clone());
                let mut text = heading::Text {
                    id: &id,
                    path: &old.path,
                    is_article: old.sort == Sort::Article,
                    taxonomies: &self.taxonomies,
                    languages: &self.languages,
                    aliases,
                    ignored: IGNORED,
                    mapping: &self.mapping,
                };
                text.aliases.dedup();
                front.take("path");
                let updated = front.text(&["updated"]);
                let mut head = heading::head(&mut front, text, report);
                head.extra("updated", updated.map(|updated| fields::date(&updated)));
                head
            }
        };
        if head.is_empty() && body.trim().is_empty() {
            return Ok(None);
        }
        Ok(Some(Document { id, path: old.new.clone(), content: Content::Text { head, body } }))
    }

    /// Our own configuration, for a site that has none.
    fn configuration(&self) -> Document {
        let Zola { title, url, description, languages, .. } = self;
        configuration(Described { title, url, description, languages }.head())
    }
}

impl Importer for Zola {
    fn read(&mut self, take: &mut Take<'_>, report: &mut Report) -> Result<(), Vec<Diagnostic>> {
        let mut told = self.plan();
        if has_errors(&told) {
            return Err(told);
        }
        let one = |diagnostic: Diagnostic| vec![diagnostic];
        let take = &mut of_site(&self.url, take);
        take(self.configuration()).map_err(one)?;
        told.extend(hand_over(&self.pages, &self.folder, take, report, &mut |old, report| self.document(old, report))?);
        self.folder.copy_all("static", "static", take, report).map_err(one)?;
        let left = [
            (
                "templates",
                "Zola's templates are not taken over as they are: ours are Tera too, with other variables (reference/templates of the manual)",
            ),
            (
                "themes",
                "Zola's themes are not taken over: choose one with `theme:`, or begin one by `rassegna theme new`",
            ),
            ("sass", "style sheets of `sass/` belong to a theme: copy by hand what you need to `assets/` of yours"),
        ];
        leave(&self.folder, &left, report);
        if told.is_empty() { Ok(()) } else { Err(told) }
    }
}

/// A call that is only shown, as it reads: `{{/* name() */}}` is `{{ name() }}`, in code, where braces are text.
fn shown(body: &str) -> String {
    body.replace("{{/*", "{{").replace("*/}}", "}}").replace("{%/*", "{%").replace("*/%}", "%}")
}
