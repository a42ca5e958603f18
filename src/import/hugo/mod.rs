//! A site of Hugo: its content folders, its static files, its data.

mod settings;
mod shortcodes;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::json;

use self::settings::{FILES, Page, Settings};
use super::calls::replace;
use super::document::{Content, Document, Head};
use super::fields;
use super::folder::{self, Folder};
use super::front::Front;
use super::heading::{self, DATES, dated};
use super::map::Mapping;
use super::moves::Moves;
use super::old::{Described, Old, Sort, configuration, hand_over, leave, new_folder};
use super::report::Report;
use super::{Importer, Take, of_site};
use crate::base::slug::slugify;
use crate::diagnostic::{Diagnostic, has_errors};

/// Fields that tell Hugo and its themes how to show a page.
const IGNORED: &[&str] = &[
    "type",
    "layout",
    "ShowToc",
    "TocOpen",
    "toc",
    "markup",
    "outputs",
    "sitemap",
    "build",
    "_build",
    "cascade",
    "menu",
    "menus",
    "isCJKLanguage",
    "hidemeta",
    "headless",
    "resources",
];

/// A site of Hugo in its folder.
#[derive(Debug)]
pub struct Hugo {
    folder: Folder,
    settings: Settings,
    mapping: Mapping,
    moves: Moves,
    pages: Vec<Old>,
}

impl Hugo {
    /// Opens the folder of a site.
    ///
    /// # Errors
    /// When it is no site of Hugo, or its configuration cannot be read.
    pub fn open(root: &Path, mapping: Mapping) -> Result<Hugo, Diagnostic> {
        let mut signs = vec!["content"];
        signs.extend(FILES);
        let folder = folder::open(root, "Hugo", &signs)?;
        let settings = Settings::read(&folder)?;
        let moves = Moves::new(&settings.url);
        Ok(Hugo { folder, settings, mapping, moves, pages: Vec::new() })
    }

    /// Finds out where everything goes.
    fn plan(&mut self, report: &mut Report) -> Vec<Diagnostic> {
        let mut told = Vec::new();
        for folder in &self.settings.statics {
            for path in self.folder.files(folder) {
                self.moves.copied(format!("/{path}"));
            }
        }
        let areas = self.settings.content.clone();
        for (area, language) in &areas {
            let inner: Vec<&String> = areas.iter().map(|(other, _)| other).filter(|other| *other != area).collect();
            let files = self.folder.files(area);
            let bundles: BTreeSet<String> = files
                .iter()
                .filter_map(|path| path.rsplit_once('/'))
                .filter(|(_, name)| is_index(name, &self.settings.languages))
                .map(|(folder, _)| folder.to_string())
                .collect();
            for path in files {
                let full = format!("{area}/{path}");
                if inner.iter().any(|other| full.starts_with(&format!("{other}/"))) {
                    continue;
                }
                match self.place(area, &path, language.as_deref(), &bundles) {
                    Ok(Some(old)) => {
                        old.note(&mut self.moves);
                        self.pages.push(old);
                    }
                    Ok(None) => report.remark("a file that Hugo does not make into a page", full),
                    Err(found) => told.extend(found),
                }
            }
        }
        told
    }

    /// Where one file goes; nothing where it is no page's.
    fn place(
        &self,
        area: &str,
        path: &str,
        language: Option<&str>,
        bundles: &BTreeSet<String>,
    ) -> Result<Option<Old>, Vec<Diagnostic>> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let old = |new: String, sort: Sort, address: String| Ok(Some(Old::new(area, path, &new, sort, address)));
        let bundle = nearest(bundles, folder);
        let stem =
            name.strip_suffix(".md").or_else(|| name.strip_suffix(".markdown")).or_else(|| name.strip_suffix(".html"));
        let Some(stem) = stem else {
            // A picture goes where its text goes, whose sort it needs to know.
            let sort = match bundle {
                Some(bundle) => self.sort_of_bundle(area, bundle)?,
                None => Sort::Article,
            };
            return old(format!("{}{name}", new_folder(folder, sort)), Sort::Beside, String::new());
        };
        let (stem, tag) = match stem.rsplit_once('.') {
            Some((stem, tag)) if self.settings.languages.iter().any(|known| known == tag) => (stem, Some(tag)),
            _ => (stem, None),
        };
        let tag = tag.or(language).filter(|tag| *tag != self.settings.language);
        let suffix = tag.map(|tag| format!(".{tag}")).unwrap_or_default();
        if stem == "_index" {
            return old(self.introduction(folder, &suffix), Sort::Introduction, format!("/{folder}/"));
        }
        let is_leaf = stem == "index" && !folder.is_empty();
        if bundle.is_some() && !is_leaf {
            return Ok(None);
        }
        let mut front = Front::read(
            &format!("{area}/{path}"),
            &self.folder.text(&format!("{area}/{path}")).map_err(|told| vec![told])?,
        )?;
        let date = fields::date(&front.text(DATES).unwrap_or_default());
        let in_name = if is_leaf { folder.rsplit('/').next().unwrap_or(folder) } else { stem };
        let sort = match date.is_empty() && dated(in_name).is_none() || folder.is_empty() {
            true => Sort::Page,
            false => Sort::Article,
        };
        let above = if is_leaf { folder.rsplit_once('/').map_or("", |(above, _)| above) } else { folder };
        let (slug, url, title) =
            (front.text(&["slug"]), front.text(&["url"]), front.text(&["title"]).unwrap_or_default());
        let page = Page {
            folders: above.split('/').filter(|part| !part.is_empty()).collect(),
            name: in_name,
            title: &title,
            slug: slug.as_deref(),
            url: url.as_deref(),
            date: &date,
            language: tag,
        };
        let new = format!("{}{stem}{suffix}.md", new_folder(folder, sort));
        old(new, sort, self.settings.address(&page))
    }

    fn sort_of_bundle(&self, area: &str, bundle: &str) -> Result<Sort, Vec<Diagnostic>> {
        let path = format!("{area}/{bundle}/index.md");
        if !self.folder.root.join(&path).is_file() {
            return Ok(Sort::Article);
        }
        let mut front = Front::read(&path, &self.folder.text(&path).map_err(|told| vec![told])?)?;
        let is_dated = front.text(DATES).is_some();
        let name = bundle.rsplit('/').next().unwrap_or(bundle);
        Ok(if is_dated || dated(name).is_some() { Sort::Article } else { Sort::Page })
    }

    fn introduction(&self, folder: &str, suffix: &str) -> String {
        let (first, rest) = folder.split_once('/').unwrap_or((folder, ""));
        // What the mapping makes of a term is introduced by what introduced the term.
        if matches!(first, "tags" | "categories")
            && let Some((field, ours)) = self.mapping.find(&slugify(rest), rest)
        {
            return match field {
                "section" => format!("content/articles/{}/_index{suffix}.md", slugify(ours)),
                field => format!("content/{field}/{}{suffix}.md", slugify(ours)),
            };
        }
        let is_taxonomy = self.settings.taxonomies.iter().any(|taxonomy| taxonomy == first) && first != "categories";
        match (is_taxonomy, rest) {
            (true, "") => format!("content/{first}/_index{suffix}.md"),
            (true, term) => format!("content/{first}/{term}{suffix}.md"),
            (false, _) => format!("{}_index{suffix}.md", new_folder(folder, Sort::Article)),
        }
    }

    fn document(&self, old: &Old, report: &mut Report) -> Result<Document, Vec<Diagnostic>> {
        let id = old.id();
        let text = self.folder.text(&id).map_err(|told| vec![told])?;
        let mut front = Front::read(&id, &text)?;
        let body = std::mem::take(&mut front.body);
        let body = replace(&body, shortcodes::BRACES, &mut |call| {
            let said = shortcodes::say(call, &self.moves, &old.path, &old.new);
            if said.is_none() {
                report.remark(format!("a shortcode that has no equal, left as it was written: {}", call.name), &*id);
            }
            said
        });
        let body = self.moves.relink(&shortcodes::shown(&body), &old.path, &old.new);
        let head = match old.sort {
            Sort::Introduction => heading::introduction(&mut front, &id, report),
            _ => self.head(&mut front, old, &id, report),
        };
        Ok(Document { id, path: old.new.clone(), content: Content::Text { head, body } })
    }

    fn head(&self, front: &mut Front, old: &Old, id: &str, report: &mut Report) -> Head {
        let base = old.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut aliases: Vec<String> = front.list("aliases");
        for alias in aliases.iter_mut().filter(|alias| !alias.contains("://") && !alias.starts_with('/')) {
            *alias = format!("/{base}/{alias}");
        }
        aliases.push(old.address.clone());
        front.take("url");
        let text = heading::Text {
            id,
            path: &old.path,
            is_article: old.sort == Sort::Article,
            taxonomies: &self.settings.taxonomies,
            languages: &self.settings.languages,
            aliases,
            ignored: IGNORED,
            mapping: &self.mapping,
        };
        heading::head(front, text, report)
    }

    /// Our own configuration, for a site that has none.
    fn configuration(&self) -> Document {
        let Settings { title, url, description, languages, .. } = &self.settings;
        let mut head = Described { title, url, description, languages }.head();
        if let Some(size) = self.settings.page_size {
            head.set("pagination", json!({"size": size}));
        }
        configuration(head)
    }
}

impl Importer for Hugo {
    fn read(&mut self, take: &mut Take<'_>, report: &mut Report) -> Result<(), Vec<Diagnostic>> {
        let mut told = self.plan(report);
        if has_errors(&told) {
            return Err(told);
        }
        let one = |diagnostic: Diagnostic| vec![diagnostic];
        let take = &mut of_site(&self.settings.url, take);
        take(self.configuration()).map_err(one)?;
        told.extend(hand_over(&self.pages, &self.folder, take, report, &mut |old, report| {
            self.document(old, report).map(Some)
        })?);
        for folder in &self.settings.statics {
            self.folder.copy_all(folder, "static", take, report).map_err(one)?;
        }
        self.folder.copy_all("data", "data", take, report).map_err(one)?;
        let left = [
            (
                "layouts",
                "Hugo's templates are not taken over: ours are written in Tera (reference/templates of the manual)",
            ),
            (
                "themes",
                "Hugo's themes are not taken over: choose one with `theme:`, or begin one by `rassegna theme new`",
            ),
            (
                "assets",
                "files of `assets/` are made by Hugo's own pipeline: copy by hand what you need to `static/` or to a theme",
            ),
        ];
        leave(&self.folder, &left, report);
        if told.is_empty() { Ok(()) } else { Err(told) }
    }
}

/// The bundle that a folder is, or is in.
fn nearest<'a>(bundles: &BTreeSet<String>, folder: &'a str) -> Option<&'a str> {
    let above = std::iter::successors(Some(folder), |folder| folder.rsplit_once('/').map(|(above, _)| above));
    above.into_iter().find(|folder| bundles.contains(*folder))
}

/// Whether a file makes its folder a bundle.
fn is_index(name: &str, languages: &[String]) -> bool {
    let stem = name.strip_suffix(".md").unwrap_or_default();
    stem == "index" || stem.strip_prefix("index.").is_some_and(|tag| languages.iter().any(|known| known == tag))
}
