//! A site of Jekyll: its posts, drafts, pages, and files.

use std::path::Path;

use serde_json::{Value, json};

use super::calls::{Braces, Call, replace};
use super::document::{Content, Document};
use super::fields;
use super::folder::{self, Folder};
use super::front::{Front, text};
use super::heading::{self, dated};
use super::map::Mapping;
use super::moves::{Moves, relative};
use super::old::{Described, Old, Sort, configuration, hand_over, leave};
use super::report::Report;
use super::{Importer, Take, of_site};
use crate::article::place::without_date;
use crate::base::path::extension;
use crate::base::slug::slugify;
use crate::diagnostic::{Diagnostic, has_errors};

const FILES: &[&str] = &["_config.yml", "_config.yaml", "_config.toml", "_posts"];

/// Liquid's tags, and what it prints.
const BRACES: &[Braces] =
    &[Braces { open: "{%", close: "%}", end: "end" }, Braces { open: "{{", close: "}}", end: "\0" }];

/// Fields that tell Jekyll and its themes how to show a page.
const IGNORED: &[&str] =
    &["layout", "toc", "nav_order", "classes", "pin", "math", "mermaid", "sitemap", "order", "icon"];

/// Files of the top that belong to Jekyll, to Ruby or to the repository.
const NOT_PUBLISHED: &[&str] =
    &["Gemfile", "Gemfile.lock", "README.md", "LICENSE", "LICENSE.md", "CHANGELOG.md", "Rakefile", "package.json"];

/// A site of Jekyll in its folder.
#[derive(Debug)]
pub struct Jekyll {
    folder: Folder,
    settings: Value,
    permalink: String,
    /// The one that it is in.
    languages: Vec<String>,
    mapping: Mapping,
    moves: Moves,
    pages: Vec<Old>,
}

impl Jekyll {
    /// Opens the folder of a site.
    ///
    /// # Errors
    /// When it is no site of Jekyll, or its configuration cannot be read.
    pub fn open(root: &Path, mapping: Mapping) -> Result<Jekyll, Diagnostic> {
        let folder = folder::open(root, "Jekyll", FILES)?;
        let settings = match folder.first(&FILES[..3]) {
            Some(path) => folder.settings(path)?,
            None => json!({}),
        };
        let one = |key: &str| settings.get(key).and_then(text).unwrap_or_default();
        let permalink = match one("permalink").as_str() {
            "" | "date" => "/:categories/:year/:month/:day/:title.html".to_string(),
            "pretty" => "/:categories/:year/:month/:day/:title/".to_string(),
            "none" => "/:categories/:title.html".to_string(),
            own => own.to_string(),
        };
        let moves = Moves::new(&format!("{}{}", one("url"), one("baseurl")));
        let language = [one("lang"), one("locale")].into_iter().find(|tag| !tag.is_empty());
        let language = language.as_deref().and_then(|tag| tag.split(['-', '_']).next()).unwrap_or("en").to_lowercase();
        Ok(Jekyll { folder, permalink, languages: vec![language], mapping, moves, settings, pages: Vec::new() })
    }

    fn plan(&mut self) -> Vec<Diagnostic> {
        let mut told = Vec::new();
        for path in self.folder.files("") {
            let first = path.split('/').next().unwrap_or(&path);
            let is_text = matches!(extension(&path), "md" | "markdown" | "html");
            // `_posts` may stand in any folder, which is then a category.
            let in_posts = format!("/{path}").contains("/_posts/");
            let old = if in_posts || path.starts_with("_drafts/") {
                if is_text { self.post(&path).map(Some) } else { Ok(None) }
            } else if first.starts_with('_') || NOT_PUBLISHED.contains(&path.as_str()) || path.starts_with("vendor/") {
                Ok(None)
            } else if is_text {
                self.page(&path)
            } else {
                Ok(Some(self.beside(&path)))
            };
            match old {
                Ok(Some(old)) => {
                    old.note(&mut self.moves);
                    if old.sort == Sort::Beside {
                        self.moves.copied(format!("/{path}"));
                    }
                    self.pages.push(old);
                }
                Ok(None) => {}
                Err(found) => told.extend(found),
            }
        }
        told
    }

    fn beside(&self, path: &str) -> Old {
        let new = match path.strip_prefix("_data/") {
            Some(below) => format!("data/{below}"),
            None => format!("static/{path}"),
        };
        Old::new(".", path, &new, Sort::Beside, String::new())
    }

    fn front(&self, path: &str) -> Result<Front, Vec<Diagnostic>> {
        Front::read(path, &self.folder.text(path).map_err(|told| vec![told])?)
    }

    fn post(&self, path: &str) -> Result<Old, Vec<Diagnostic>> {
        let name = heading::name(path);
        let mut front = self.front(path)?;
        let date =
            front.text(&["date"]).map(|written| fields::date(&written)).or_else(|| dated(name)).unwrap_or_default();
        let slug = front.text(&["slug"]).unwrap_or_else(|| without_date(name).to_string());
        let pattern = front.text(&["permalink"]).unwrap_or_else(|| self.permalink.clone());
        let part = |range: std::ops::Range<usize>| date.get(range).unwrap_or_default();
        let folder = path.split("_posts/").next().unwrap_or_default().trim_matches('/');
        let mut categories: Vec<String> =
            folder.split('/').filter(|part| !part.is_empty()).map(str::to_string).collect();
        categories.extend(words(&mut front, &["categories", "category"]));
        let categories: Vec<String> = categories.iter().map(|category| slugify(category)).collect();
        let mut address = pattern;
        // The longer names first, since one may begin as another does.
        for (name, value) in [
            (":categories", categories.join("/").as_str()),
            (":title", &slug),
            (":slug", &slugify(&slug)),
            (":year", part(0..4)),
            (":month", part(5..7)),
            (":day", part(8..10)),
            (":i_month", part(5..7).trim_start_matches('0')),
            (":i_day", part(8..10).trim_start_matches('0')),
            (":short_year", part(2..4)),
            (":output_ext", ".html"),
        ] {
            address = address.replace(name, value);
        }
        while address.contains("//") {
            address = address.replace("//", "/");
        }
        if address.contains(':') || path.starts_with("_drafts/") {
            address.clear();
        }
        let month = if date.len() >= 7 { format!("{}/{}/", part(0..4), part(5..7)) } else { String::new() };
        let new = format!("content/articles/{month}{}.md", slugify(without_date(name)));
        Ok(Old::new(".", path, &new, Sort::Article, address))
    }

    /// A page has front matter; what has none is copied as it is.
    fn page(&self, path: &str) -> Result<Option<Old>, Vec<Diagnostic>> {
        let text = self.folder.text(path).map_err(|told| vec![told])?;
        if !text.trim_start_matches('\u{feff}').starts_with("---") {
            return Ok(Some(self.beside(path)));
        }
        let mut front = self.front(path)?;
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        // The front page and lists of all posts are made by ours.
        if stem == "index" || front.text(&["title"]).is_none() {
            return Ok(None);
        }
        let address = front.text(&["permalink"]).unwrap_or_else(|| format!("/{stem}.html"));
        let new = format!("content/pages/{stem}.md");
        Ok(Some(Old::new(".", path, &new, Sort::Page, address)))
    }

    fn document(&self, old: &Old, report: &mut Report) -> Result<Document, Vec<Diagnostic>> {
        let id = old.path.clone();
        let mut front = self.front(&old.path)?;
        let body = std::mem::take(&mut front.body);
        let body = replace(&addresses(&body), BRACES, &mut |call| {
            let said = self.say(call, old);
            if said.is_none() {
                report
                    .remark(format!("a tag of Liquid that has no equal, left as it was written: {}", call.name), &*id);
            }
            said
        });
        let body = self.moves.relink(&without_attributes(&body), &old.path, &old.new);
        let mut aliases = fields::texts(&mut front, &["redirect_from"]);
        aliases.push(old.address.clone());
        for terms in ["tags", "categories", "category"] {
            let words = words(&mut front, &[terms]);
            front.put(terms, json!(words));
        }
        if front.flag("published") == Some(false) || old.path.starts_with("_drafts/") {
            front.put("draft", json!(true));
        }
        front.take("permalink");
        let updated = front.text(&["last_modified_at", "modified_date"]);
        let is_article = old.sort == Sort::Article;
        let text = heading::Text {
            id: &id,
            path: &old.path,
            is_article,
            taxonomies: &[],
            languages: &self.languages,
            aliases,
            ignored: IGNORED,
            mapping: &self.mapping,
        };
        let mut head = heading::head(&mut front, text, report);
        head.extra("updated", updated.map(|updated| fields::date(&updated)));
        Ok(Document { id, path: old.new.clone(), content: Content::Text { head, body } })
    }

    /// What a tag of Liquid says with us; nothing where it has no equal.
    fn say(&self, call: &Call<'_>, old: &Old) -> Option<String> {
        let inner = || call.inner.as_deref();
        Some(match call.name {
            "raw" => inner()?.to_string(),
            "comment" => String::new(),
            "highlight" => {
                let language = call.argument("lang", 0).unwrap_or_default();
                format!("```{language}\n{}\n```", inner()?.trim_matches('\n'))
            }
            "post_url" => {
                let name = call.argument("name", 0)?;
                let path = name.rsplit('/').next().unwrap_or(name);
                relative(&old.new, self.moves.find(path, "")?)
            }
            "link" => {
                let path = call.argument("path", 0)?;
                match self.moves.find(path, "") {
                    Some(new) => relative(&old.new, new),
                    None => format!("/{}", path.trim_start_matches('/')),
                }
            }
            "include" => self.included(call)?,
            "gist" => format!("<https://gist.github.com/{}>", call.argument("id", 0)?),
            "youtube" => format!("{{{{ youtube(id=\"{}\") }}}}", call.argument("id", 0)?),
            // As in `{{ site.baseurl }}/img/a.png`.
            "site.baseurl" | "site.url" => String::new(),
            _ => return None,
        })
    }

    fn included(&self, call: &Call<'_>) -> Option<String> {
        let file = call.argument("", 0)?;
        match file.trim_end_matches(".html").rsplit('/').next()? {
            "youtube" | "youtubePlayer" | "video" => Some(format!("{{{{ youtube(id=\"{}\") }}}}", call.named("id")?)),
            "figure" | "image" | "img" => {
                let src = ["src", "image_path", "url", "image"].iter().find_map(|name| call.named(name))?;
                let alt = call.named("alt").unwrap_or_default().replace(['[', ']'], "");
                Some(match call.named("caption").filter(|caption| !caption.contains('"')) {
                    Some(caption) => format!("![{alt}]({src} \"{caption}\")"),
                    None => format!("![{alt}]({src})"),
                })
            }
            _ => None,
        }
    }

    /// Where it was published.
    fn url(&self) -> String {
        let one = |key: &str| self.settings.get(key).and_then(text).unwrap_or_default();
        format!("{}{}", one("url"), one("baseurl"))
    }

    /// Our own configuration, for a site that has none.
    fn configuration(&self) -> Document {
        let one = |key: &str| self.settings.get(key).and_then(text).unwrap_or_default();
        let (title, url, description) = (one("title"), self.url(), one("description"));
        let mut head =
            Described { title: &title, url: &url, description: &description, languages: &self.languages }.head();
        head.set("timezone", one("timezone"));
        configuration(head)
    }
}

impl Importer for Jekyll {
    fn read(&mut self, take: &mut Take<'_>, report: &mut Report) -> Result<(), Vec<Diagnostic>> {
        let mut told = self.plan();
        if has_errors(&told) {
            return Err(told);
        }
        let one = |diagnostic: Diagnostic| vec![diagnostic];
        let url = self.url();
        let take = &mut of_site(&url, take);
        take(self.configuration()).map_err(one)?;
        told.extend(hand_over(&self.pages, &self.folder, take, report, &mut |old, report| {
            self.document(old, report).map(Some)
        })?);
        self.folder.copy_all("_data", "data", take, report).map_err(one)?;
        let left = [
            (
                "_layouts",
                "Jekyll's layouts are not taken over: ours are written in Tera (reference/templates of the manual)",
            ),
            ("_sass", "style sheets of `_sass/` belong to a theme: copy by hand what you need to `assets/` of yours"),
        ];
        leave(&self.folder, &left, report);
        for collection in
            self.settings.get("collections").and_then(Value::as_object).into_iter().flat_map(|map| map.keys())
        {
            if collection != "posts" {
                report.advise(format!(
                    "The collection `_{collection}` was not taken over: copy its files to `content/pages/`."
                ));
            }
        }
        if told.is_empty() { Ok(()) } else { Err(told) }
    }
}

/// Terms, which Jekyll separates by blanks where they are one text.
fn words(front: &mut Front, names: &[&str]) -> Vec<String> {
    let values = names.iter().filter_map(|name| front.take(name));
    values
        .flat_map(|value| match value {
            Value::String(text) if text.contains(',') => text.split(',').map(|word| word.trim().to_string()).collect(),
            Value::String(text) => text.split_whitespace().map(str::to_string).collect(),
            other => super::front::list(&other),
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// Addresses that Liquid completes, as they are: `{{ "/img/a.png" | relative_url }}` is `/img/a.png`.
fn addresses(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find("{{") {
        let inside = &rest[at + 2..];
        let completed = inside.find("}}").filter(|end| *end < 400).and_then(|end| {
            let (address, filter) = inside[..end].split_once('|')?;
            let address = address.trim().strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
            matches!(filter.trim(), "relative_url" | "absolute_url" | "prepend: site.baseurl").then_some((address, end))
        });
        out.push_str(&rest[..at]);
        rest = match completed {
            Some((address, end)) => {
                out.push_str(address);
                &inside[end + 2..]
            }
            None => {
                out.push_str("{{");
                inside
            }
        };
    }
    out.push_str(rest);
    out
}

/// A text without kramdown's lists of attributes (`{: .class}`), which mean nothing here.
fn without_attributes(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find("{:") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match from.find('}').filter(|end| *end < 200 && !from[..*end].contains('\n')) {
            Some(end) => {
                rest = &from[end + 1..];
                let alone = (out.is_empty() || out.ends_with('\n')) && (rest.is_empty() || rest.starts_with('\n'));
                if alone {
                    rest = rest.strip_prefix('\n').unwrap_or(rest);
                }
            }
            None => {
                out.push_str("{:");
                rest = &from[2..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{addresses, without_attributes};

    #[test]
    fn attributes_of_kramdown_are_left_out() {
        assert_eq!(addresses("![a]({{ '/a.png' | relative_url }}) {{ page.title }}"), "![a](/a.png) {{ page.title }}");
        assert_eq!(without_attributes("# A\n{: .x #y}\nTesto{:.z} e {: aperto\n"), "# A\nTesto e {: aperto\n");
    }
}
