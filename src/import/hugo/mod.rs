//! A site of Hugo: its content folders, its static files, its data.

mod settings;
mod shortcodes;

use std::path::Path;

use serde_json::{Value, json};

use self::settings::{FILES, Page, Settings};
use super::Importer;
use super::calls::replace;
use super::document::{Content, Document, Head};
use super::fields;
use super::folder::{self, Folder};
use super::front::Front;
use super::moves::Moves;
use super::report::Report;
use crate::article::place::without_date;
use crate::base::date::Day;
use crate::diagnostic::{Diagnostic, has_errors};

/// Sections that mean nothing but "the articles": their folder is not taken over.
pub const PLAIN_SECTIONS: &[&str] = &["posts", "post", "blog", "articles", "article", "articoli"];

/// A site of Hugo in its folder.
#[derive(Debug)]
pub struct Hugo {
    folder: Folder,
    settings: Settings,
    moves: Moves,
    pages: Vec<Old>,
}

/// A file of the old site and its place in the new one.
#[derive(Debug)]
struct Old {
    /// The content folder that it is in.
    area: String,
    /// Its path below that.
    path: String,
    new: String,
    sort: Sort,
    address: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sort {
    Article,
    Page,
    /// The introduction of a section or of a taxonomy, or a term's.
    Introduction,
    /// Beside a text: a picture.
    Beside,
}

impl Hugo {
    /// Opens the folder of a site.
    ///
    /// # Errors
    /// When it is no site of Hugo, or its configuration cannot be read.
    pub fn open(root: &Path) -> Result<Hugo, Diagnostic> {
        let mut signs = vec!["content"];
        signs.extend(FILES);
        let folder = folder::open(root, "Hugo", &signs)?;
        let settings = Settings::read(&folder)?;
        let moves = Moves::new(&settings.url);
        Ok(Hugo { folder, settings, moves, pages: Vec::new() })
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
            let bundles: Vec<String> = files
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
                    Ok(Some(old)) => self.note(old),
                    Ok(None) => report.remark("a file that Hugo does not make into a page", full),
                    Err(found) => told.extend(found),
                }
            }
        }
        told
    }

    fn note(&mut self, old: Old) {
        if old.sort != Sort::Beside {
            self.moves.file(&old.path, &old.new);
            if !old.address.is_empty() {
                self.moves.address(&old.address, &old.new);
            }
        }
        self.pages.push(old);
    }

    /// Where one file goes; nothing where it is no page's.
    fn place(
        &self,
        area: &str,
        path: &str,
        language: Option<&str>,
        bundles: &[String],
    ) -> Result<Option<Old>, Vec<Diagnostic>> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let old = |new: String, sort: Sort, address: String| {
            Ok(Some(Old { area: area.to_string(), path: path.to_string(), new, sort, address }))
        };
        let bundle = bundles.iter().find(|bundle| folder == **bundle || folder.starts_with(&format!("{bundle}/")));
        let stem =
            name.strip_suffix(".md").or_else(|| name.strip_suffix(".markdown")).or_else(|| name.strip_suffix(".html"));
        let Some(stem) = stem else {
            // A picture goes where its text goes, whose sort it needs to know.
            let sort = match bundle {
                Some(bundle) => self.sort_of_bundle(area, bundle)?,
                None => Sort::Article,
            };
            return old(format!("{}{name}", self.new_folder(folder, sort)), Sort::Beside, String::new());
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
        let date = fields::date(&front.text(&["date", "publishdate", "pubdate", "published"]).unwrap_or_default());
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
        let new = format!("{}{stem}{suffix}.md", self.new_folder(folder, sort));
        old(new, sort, self.settings.address(&page))
    }

    fn sort_of_bundle(&self, area: &str, bundle: &str) -> Result<Sort, Vec<Diagnostic>> {
        let path = format!("{area}/{bundle}/index.md");
        if !self.folder.root.join(&path).is_file() {
            return Ok(Sort::Article);
        }
        let mut front = Front::read(&path, &self.folder.text(&path).map_err(|told| vec![told])?)?;
        let is_dated = front.text(&["date", "publishdate", "pubdate", "published"]).is_some();
        let name = bundle.rsplit('/').next().unwrap_or(bundle);
        Ok(if is_dated || dated(name).is_some() { Sort::Article } else { Sort::Page })
    }

    /// The folder in which a text of the old folder stands.
    fn new_folder(&self, folder: &str, sort: Sort) -> String {
        let (first, rest) = folder.split_once('/').unwrap_or((folder, ""));
        let slash = |folder: &str| if folder.is_empty() { String::new() } else { format!("{folder}/") };
        match sort {
            Sort::Page => format!("content/pages/{}", slash(folder)),
            _ if PLAIN_SECTIONS.contains(&first) => format!("content/articles/{}", slash(rest)),
            _ => format!("content/articles/{}", slash(folder)),
        }
    }

    fn introduction(&self, folder: &str, suffix: &str) -> String {
        let (first, rest) = folder.split_once('/').unwrap_or((folder, ""));
        let is_taxonomy = self.settings.taxonomies.iter().any(|taxonomy| taxonomy == first) && first != "categories";
        match (is_taxonomy, rest) {
            (true, "") => format!("content/{first}/_index{suffix}.md"),
            (true, term) => format!("content/{first}/{term}{suffix}.md"),
            (false, _) => format!("{}_index{suffix}.md", self.new_folder(folder, Sort::Article)),
        }
    }

    fn document(&self, old: &Old, report: &mut Report) -> Result<Document, Vec<Diagnostic>> {
        let id = format!("{}/{}", old.area, old.path);
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
            Sort::Introduction => introduction(&mut front, &id, report),
            _ => self.head(&mut front, old, &id, report),
        };
        Ok(Document { id, path: old.new.clone(), content: Content::Text { head, body } })
    }

    fn head(&self, front: &mut Front, old: &Old, id: &str, report: &mut Report) -> Head {
        let mut head = Head::default();
        let name = old.path.rsplit('/').find(|part| !part.starts_with("index.")).unwrap_or(&old.path);
        let name = name.split('.').next().unwrap_or(name);
        front.lift("params");
        front.lift("extra");
        let title = front.text(&["title", "linktitle"]).unwrap_or_else(|| without_date(name).replace(['-', '_'], " "));
        head.set("title", title);
        fields::set_date(&mut head, "date", front, &["date", "publishdate", "pubdate", "published"]);
        if let Some(day) = dated(name).filter(|_| old.sort == Sort::Article) {
            head.propose("date", day);
        }
        front.take("title");
        let summary = front.text(&["summary"]);
        let description = front.text(&["description"]);
        head.set("summary", summary.clone().or_else(|| description.clone()));
        if summary.is_some() && description != summary {
            head.extra("description", description);
        }
        head.set("lede", front.text(&["lede", "subtitle", "standfirst", "sommario"]));
        fields::set_terms(&mut head, front);
        self.set_categories(&mut head, front, report);
        fields::set_sources(&mut head, front);
        fields::set_image(
            &mut head,
            front,
            &["image", "cover", "featured_image", "featuredImage", "images", "thumbnail"],
        );
        fields::set_date(&mut head, "expires", front, &["expirydate", "unpublishdate"]);
        if front.flag("draft") == Some(true) {
            head.set("draft", true);
        }
        head.set("slug", front.text(&["slug"]));
        let base = old.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let own: Vec<String> = front
            .list("aliases")
            .iter()
            .map(|alias| match alias.contains("://") || alias.starts_with('/') {
                true => alias.clone(),
                false => format!("/{base}/{alias}"),
            })
            .collect();
        fields::add_aliases(
            &mut head,
            own.into_iter().chain([old.address.clone()]).filter(|address| !address.is_empty()),
        );
        head.set("canonical", front.text(&["canonicalurl", "canonical"]));
        head.set("translation", front.text(&["translationkey"]));
        head.set("weight", front.take("weight").filter(|weight| weight.as_i64().is_some_and(|weight| weight != 0)));
        if front.flag("featured") == Some(true) {
            head.set("featured", true);
        }
        if front.flag("comments") == Some(false) {
            head.set("comments", false);
        }
        for name in [
            "url",
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
        ] {
            if front.take(name).is_some() && !matches!(name, "url" | "markup") {
                report.remark(format!("a field that is for Hugo's own themes, left out: {name}"), id);
            }
        }
        fields::keep_rest(&mut head, front, id, report);
        head
    }

    /// Terms of the site's other taxonomies. The first category is the section of what stands in none.
    fn set_categories(&self, head: &mut Head, front: &mut Front, report: &mut Report) {
        for category in fields::texts(front, &["categories", "category"]) {
            head.add("tags", category);
        }
        for taxonomy in &self.settings.taxonomies {
            let terms = front.list(taxonomy);
            if !terms.is_empty() {
                report.advise(format!(
                    "Add `{taxonomy}: on` to `taxonomies` in rassegna.yaml: articles have terms of it."
                ));
            }
            fields::set_own_terms(head, taxonomy, terms);
        }
    }

    /// Our own configuration, for a site that has none.
    fn configuration(&self) -> Document {
        let mut head = Head::default();
        head.set("title", if self.settings.title.is_empty() { "Rassegna" } else { &self.settings.title });
        head.set("url", &*self.settings.url);
        head.set("description", &*self.settings.description);
        head.set("default_language", &*self.settings.language);
        if self.settings.languages.len() > 1 {
            let languages: serde_json::Map<String, Value> =
                self.settings.languages.iter().map(|tag| (tag.clone(), json!({}))).collect();
            head.set("languages", languages);
        }
        // Old archives have dead links: they are told, and do not keep the site from being built.
        head.set("links", json!({"internal": "warn"}));
        if let Some(size) = self.settings.page_size {
            head.set("pagination", json!({"size": size}));
        }
        Document { id: "configuration".to_string(), path: "rassegna.yaml".to_string(), content: Content::Data(head) }
    }
}

impl Importer for Hugo {
    fn name(&self) -> &'static str {
        "hugo"
    }

    fn read(
        &mut self,
        take: &mut dyn FnMut(Document) -> Result<(), Diagnostic>,
        report: &mut Report,
    ) -> Result<(), Vec<Diagnostic>> {
        let mut told = self.plan(report);
        if has_errors(&told) {
            return Err(told);
        }
        let one = |diagnostic: Diagnostic| vec![diagnostic];
        take(self.configuration()).map_err(one)?;
        for old in &self.pages {
            if old.sort == Sort::Beside {
                report.count("files");
                take(self.folder.copy(&format!("{}/{}", old.area, old.path), old.new.clone())).map_err(one)?;
                continue;
            }
            match self.document(old, report) {
                Ok(document) => {
                    report.count(match old.sort {
                        Sort::Article => "articles",
                        Sort::Page => "pages",
                        _ => "introductions",
                    });
                    take(document).map_err(one)?;
                }
                Err(found) => told.extend(found),
            }
        }
        for folder in &self.settings.statics {
            self.folder.copy_all(folder, "static", take, report).map_err(one)?;
        }
        self.folder.copy_all("data", "data", take, report).map_err(one)?;
        for (folder, why) in [
            ("layouts", "Hugo's templates are not taken over: ours are written in Tera (docs/templates.md)"),
            (
                "themes",
                "Hugo's themes are not taken over: choose one with `theme:`, or begin one by `rassegna theme new`",
            ),
            (
                "assets",
                "files of `assets/` are made by Hugo's own pipeline: copy by hand what you need to `static/` or to a theme",
            ),
        ] {
            if !self.folder.files(folder).is_empty() {
                report.advise(format!("{why}."));
            }
        }
        if told.is_empty() { Ok(()) } else { Err(told) }
    }
}

/// Whether a file makes its folder a bundle.
fn is_index(name: &str, languages: &[String]) -> bool {
    let stem = name.strip_suffix(".md").unwrap_or_default();
    stem == "index" || stem.strip_prefix("index.").is_some_and(|tag| languages.iter().any(|known| known == tag))
}

/// The day with which a file's name begins.
pub fn dated(name: &str) -> Option<String> {
    let day = name.get(..10)?;
    (without_date(name) != name && Day::from_iso(day).is_some()).then(|| day.to_string())
}

/// The fields of an introduction or of a term's profile.
pub fn introduction(front: &mut Front, id: &str, report: &mut Report) -> Head {
    let mut head = Head::default();
    head.set("title", front.text(&["title", "name"]));
    head.set("description", front.text(&["description", "summary"]));
    fields::set_image(&mut head, front, &["image", "cover", "featured_image", "images"]);
    head.set("website", front.text(&["website"]));
    head.set("redirects", json!(front.list("aliases")));
    if front.flag("draft") == Some(true) {
        head.set("draft", true);
    }
    for name in [
        "date",
        "weight",
        "sort_by",
        "paginate_by",
        "template",
        "page_template",
        "transparent",
        "layout",
        "type",
        "url",
        "cascade",
        "menu",
    ] {
        front.take(name);
    }
    fields::keep_rest(&mut head, front, id, report);
    head
}
