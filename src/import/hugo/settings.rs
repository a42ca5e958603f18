//! Hugo's configuration: where its content is, how its addresses are made, and what our own configuration takes from it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::base::slug::slugify;
use crate::diagnostic::Diagnostic;
use crate::import::folder::Folder;
use crate::import::front::{list, text};

/// What of Hugo's configuration matters here.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub title: String,
    pub description: String,
    pub url: String,
    pub language: String,
    /// Tags of all languages, the first first.
    pub languages: Vec<String>,
    /// Content folders with their language: `(content, None)` where the files' names tell it.
    pub content: Vec<(String, Option<String>)>,
    pub statics: Vec<String>,
    /// From the name in front matter (`tags`) to itself; Hugo knows `tags` and `categories` unasked.
    pub taxonomies: Vec<String>,
    /// Patterns by section.
    pub permalinks: BTreeMap<String, String>,
    pub ugly: bool,
    pub page_size: Option<u64>,
    pub prefix_first: bool,
}

/// The names that Hugo looks for.
pub const FILES: &[&str] = &[
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.toml",
    "config/_default/config.yaml",
];

/// Parts of the configuration that stand in files of their own.
const PARTS: &[&str] = &["languages", "permalinks", "taxonomies", "params", "pagination"];

impl Settings {
    /// Reads the configuration of a site's folder.
    ///
    /// # Errors
    /// When a file of it cannot be read.
    pub fn read(folder: &Folder) -> Result<Settings, Diagnostic> {
        let mut all = match folder.first(FILES) {
            Some(path) => lower(folder.settings(path)?),
            None => Map::new(),
        };
        for part in PARTS {
            let names = ["toml", "yaml", "yml", "json"].map(|ending| format!("config/_default/{part}.{ending}"));
            if let Some(path) = names.iter().find(|path| folder.root.join(path).is_file()) {
                all.insert((*part).to_string(), Value::Object(lower(folder.settings(path)?)));
            }
        }
        let one = |key: &str| all.get(key).and_then(text).unwrap_or_default();
        let group = |key: &str| all.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
        let mut settings = Settings {
            title: one("title"),
            description: group("params").get("description").and_then(text).unwrap_or_default(),
            url: one("baseurl"),
            ugly: all.get("uglyurls").and_then(Value::as_bool).unwrap_or_default(),
            prefix_first: all.get("defaultcontentlanguageinsubdir").and_then(Value::as_bool).unwrap_or_default(),
            page_size: group("pagination").get("pagersize").or_else(|| all.get("paginate")).and_then(Value::as_u64),
            permalinks: patterns(&group("permalinks")),
            taxonomies: match all.get("taxonomies").and_then(Value::as_object) {
                Some(map) => map.values().filter_map(text).collect(),
                None => vec!["tags".to_string(), "categories".to_string()],
            },
            statics: all.get("staticdir").map_or_else(|| vec!["static".to_string()], list),
            ..Settings::default()
        };
        settings.language = [one("defaultcontentlanguage"), one("languagecode"), one("locale")]
            .iter()
            .find_map(|code| code.split(['-', '_']).next().filter(|tag| !tag.is_empty()).map(str::to_lowercase))
            .unwrap_or_else(|| "en".to_string());
        let main = match one("contentdir") {
            folder if folder.is_empty() => "content".to_string(),
            folder => folder,
        };
        settings.languages(&group("languages"), main);
        Ok(settings)
    }

    fn languages(&mut self, languages: &Map<String, Value>, main: String) {
        self.languages = vec![self.language.clone()];
        for (tag, language) in languages {
            let tag = tag.to_lowercase();
            if !self.languages.contains(&tag) {
                self.languages.push(tag.clone());
            }
            let own = language.get("contentdir").and_then(text).filter(|own| *own != main);
            if let Some(own) = own {
                self.content.push((own, Some(tag.clone())));
            }
            if tag == self.language && self.title.is_empty() {
                self.title = language.get("title").and_then(text).unwrap_or_default();
            }
        }
        // The longest first, as `content/en` within `content`.
        self.content.push((main, None));
        self.content.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.len()));
    }

    /// The address of a page that Hugo makes, from what Hugo knows of it.
    pub fn address(&self, page: &Page<'_>) -> String {
        let prefix = match page.language {
            Some(language) if language != self.language || self.prefix_first => format!("/{language}"),
            _ if self.prefix_first => format!("/{}", self.language),
            _ => String::new(),
        };
        if let Some(url) = page.url {
            return match url.strip_prefix('/') {
                Some(_) => url.to_string(),
                None => format!("{prefix}/{url}"),
            };
        }
        let section = page.folders.first().copied().unwrap_or_default();
        let address = match self.permalinks.get(section) {
            Some(pattern) => fill(pattern, page),
            None => {
                let folders: String = page.folders.iter().map(|folder| format!("{}/", address_part(folder))).collect();
                format!("/{folders}{}/", page.slug.map_or_else(|| address_part(page.name), address_part))
            }
        };
        let address = address.replace("//", "/");
        match self.ugly {
            true => format!("{prefix}{}.html", address.trim_end_matches('/')),
            false => format!("{prefix}{}/", address.trim_end_matches('/')),
        }
    }
}

/// What an address is made of.
#[derive(Clone, Debug, Default)]
pub struct Page<'a> {
    pub folders: Vec<&'a str>,
    /// The file's name, or the folder's of a bundle.
    pub name: &'a str,
    pub title: &'a str,
    pub slug: Option<&'a str>,
    pub url: Option<&'a str>,
    /// In one of our forms.
    pub date: &'a str,
    pub language: Option<&'a str>,
}

fn fill(pattern: &str, page: &Page<'_>) -> String {
    let date = |range: std::ops::Range<usize>| page.date.get(range).unwrap_or_default().to_string();
    let slug_or = |other: &str| page.slug.map_or_else(|| address_part(other), address_part);
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"[]".contains(c)).unwrap_or(rest.len());
        match &rest[..end] {
            "year" => out.push_str(&date(0..4)),
            "month" => out.push_str(&date(5..7)),
            "day" => out.push_str(&date(8..10)),
            "section" => out.push_str(&page.folders.first().copied().map(address_part).unwrap_or_default()),
            "sections" => {
                out.push_str(&page.folders.iter().map(|folder| address_part(folder)).collect::<Vec<_>>().join("/"));
            }
            "title" => out.push_str(&address_part(page.title)),
            "slug" => out.push_str(&slug_or(page.title)),
            "slugorfilename" | "slugorcontentbasename" => out.push_str(&slug_or(page.name)),
            "filename" | "contentbasename" => out.push_str(&address_part(page.name)),
            // What has no equal: the address is not known, and nothing is claimed.
            _ => return String::new(),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    format!("/{}/", out.trim_matches('/'))
}

/// A part of an address as Hugo writes it: lower case, blanks as hyphens, letters of all scripts kept.
fn address_part(name: &str) -> String {
    let kept: String = name
        .trim()
        .to_lowercase()
        .chars()
        .map(|c| if c.is_whitespace() { '-' } else { c })
        .filter(|c| c.is_alphanumeric() || "-_.~+/".contains(*c))
        .collect();
    if kept.is_empty() { slugify(name) } else { kept }
}

fn patterns(map: &Map<String, Value>) -> BTreeMap<String, String> {
    let own = map.iter().filter_map(|(section, pattern)| Some((section.clone(), pattern.as_str()?.to_string())));
    let of_pages = map.get("page").and_then(Value::as_object).into_iter().flatten();
    own.chain(of_pages.filter_map(|(section, pattern)| Some((section.clone(), pattern.as_str()?.to_string()))))
        .collect()
}

/// Hugo's keys are the same in any case.
fn lower(value: Value) -> Map<String, Value> {
    fn inner(value: Value) -> Value {
        match value {
            Value::Object(map) => {
                Value::Object(map.into_iter().map(|(key, value)| (key.to_lowercase(), inner(value))).collect())
            }
            other => other,
        }
    }
    match inner(value) {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, Settings};

    #[test]
    fn addresses_are_those_that_hugo_made() {
        let mut settings = Settings { language: "it".to_string(), ..Settings::default() };
        settings.permalinks.insert("news".to_string(), "/:year/:month/:slug/".to_string());
        let page =
            Page { folders: vec!["posts", "2025"], name: "Un Titolo", title: "Un’altra cosa", ..Page::default() };
        assert_eq!(settings.address(&page), "/posts/2025/un-titolo/");
        assert_eq!(
            settings.address(&Page { language: Some("en"), slug: Some("x"), ..page.clone() }),
            "/en/posts/2025/x/"
        );
        assert_eq!(settings.address(&Page { url: Some("/a/b.html"), ..page.clone() }), "/a/b.html");
        let page = Page { folders: vec!["news"], date: "2025-09-23T08:30:00Z", ..page };
        assert_eq!(settings.address(&page), "/2025/09/unaltra-cosa/");
        settings.ugly = true;
        assert_eq!(settings.address(&Page { folders: vec![], ..page }), "/un-titolo.html");
    }
}
