//! The site's configuration, and how YAML is read.
//!
//! Owns `rassegna.yaml` (its keys, their meaning, environments laid over it, where each value comes from), the one door to
//! serde_yaml, and the check of what is written against a type's schema. May import `diagnostic` and `base`.
//! Absent from here: reading files (a text is handed in), environment variables (a function is), themes, kinds of output.

pub mod comments;
mod deploy;
pub mod email;
pub mod emit;
pub mod forms;
mod headers;
pub mod marked;
pub mod node;
pub mod published;
pub mod scan;
pub mod schema;
pub mod settings;
pub mod toml;
pub mod traps;
pub mod words;
pub mod yaml;

mod address;
#[cfg(test)]
pub mod damage;
pub mod digests;
mod languages;
mod layers;
mod origins;
mod subscribe;
pub mod taxonomies;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use self::digests::Series;
use self::node::{Entry, Node, Shape};
use self::schema::{Check, Problem};
use self::settings::Settings;
use self::settings::publication::Menus;
use self::yaml::What;
use crate::base::stamp::Stamp;
use crate::diagnostic::{Diagnostic, Span, locate, nearest};

/// How problems of `rassegna.yaml` are told.
pub const WHAT: What = What {
    noun: "the configuration",
    place: "in the site's configuration",
    own_fields_hint: Some("Settings of your own go under `extra:`"),
};

/// What the settings mean together, checked.
#[derive(Clone, Debug)]
pub struct Config {
    pub settings: Settings,
    /// Where the site is published, without a slash at the end; empty when none is set.
    pub base_url: String,
    /// The path in `base_url`: empty, or as `/rassegna`.
    pub base_path: String,
    /// The default language first.
    pub languages: Vec<Language>,
    /// The zone of dates that are written without one.
    pub zone: TimeZone,
    pub taxonomies: Vec<Taxonomy>,
    /// The series of digests, by name.
    pub series: Vec<Series>,
    /// Of everything in it that a page may depend on.
    pub stamp: Stamp,
    /// Every setting with its value, and where it comes from.
    pub origins: Vec<Origin>,
    path: String,
    text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Language {
    pub tag: String,
    /// With its country, as Open Graph names it: `it_IT`.
    pub locale: String,
    /// In the language itself.
    pub name: String,
    pub title: String,
    pub description: String,
    pub menus: Menus,
    /// Before the addresses of its pages: empty for the default language, `/en` for another.
    pub prefix: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taxonomy {
    /// As `companies`.
    pub name: String,
    pub slug: String,
    /// What its index is called, by language.
    pub titles: BTreeMap<String, String>,
    pub feeds: bool,
    pub built_in: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// As `feeds.limit`.
    pub key: String,
    /// On one line of YAML.
    pub value: String,
    /// `default`, `rassegna.yaml:12`, `environments.staging`, `--base-url` or `$NAME`.
    pub from: String,
}

/// What comes from the command line and from the process.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The environment that is laid over the settings.
    pub environment: Option<&'a str>,
    /// In place of the settings' `url`.
    pub base_url: Option<&'a str>,
    /// The value of an environment variable.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Config {
    /// The place of a setting, for what is found out about it later; the whole file when it is not written.
    pub fn place(&self, keys: &[&str]) -> Span {
        yaml::locate(&self.path, &self.text, 0..self.text.len(), keys).unwrap_or_else(|| Span::file(&self.path))
    }

    /// Which of the taxonomies has this name.
    pub fn taxonomy(&self, name: &str) -> Option<u8> {
        self.taxonomies.iter().position(|taxonomy| taxonomy.name == name).map(|at| at as u8)
    }

    /// Which of the languages has this tag.
    pub fn language(&self, tag: &str) -> Option<usize> {
        self.languages.iter().position(|language| language.tag == tag)
    }

    /// Reads the configuration. When there are errors among the diagnostics the settings that were wrong have their
    /// defaults, so that the preview can go on.
    pub fn read(path: &str, text: &str, options: &Options<'_>) -> (Config, Vec<Diagnostic>) {
        let schema = published::schema_for_config();
        let mut reading = Reading { path, text, schema: &schema, diagnostics: Vec::new() };
        let (root, is_read) = match yaml::read_tree(path, text, &WHAT) {
            Ok(Node { shape: Shape::Nothing, span }) => (Node { span, shape: Shape::Map(Vec::new()) }, true),
            Ok(root) => (root, true),
            Err(found) => {
                reading.diagnostics = found;
                (Node { span: 0..0, shape: Shape::Map(Vec::new()) }, false)
            }
        };
        if is_read {
            reading.check(&root, |problem| !is_partial(problem));
        }
        let layers::Layered { root, variables, values } = layers::lay(&mut reading, root, options);
        let has_url = root.get("url").is_some();
        let sound = if is_read { reading.sound(root) } else { root };
        let settings = yaml::from_tree::<Settings>(&sound).unwrap_or_else(|words| {
            if is_read && reading.diagnostics.is_empty() {
                reading.report(
                    Diagnostic::error("bad-configuration", format!("the configuration cannot be read: {words}")),
                    &[],
                    &sound,
                );
            }
            Settings::default()
        });

        let is_told = !is_read || (has_url && sound.get("url").is_none());
        let base_url = address::base_url(&mut reading, &settings, &sound, options, is_told);
        let languages = languages::languages(&mut reading, &settings, &sound);
        let zone = languages::zone(&mut reading, &settings, &sound);
        let taxonomies = taxonomies::taxonomies(&mut reading, &settings, &sound);
        let series = digests::series(&mut reading, &settings, &zone, &sound);
        address::check(&mut reading, &settings, &sound);
        headers::check(&mut reading, &settings, &sound);
        email::check(&mut reading, &settings, &sound);
        subscribe::check(&mut reading, &settings, &sound);
        comments::check(&mut reading, &settings, &sound);
        deploy::check(&mut reading, &settings, &sound);

        let written = yaml::write(&settings).unwrap_or_default();
        let config = Config {
            base_path: address::path_of(&base_url),
            stamp: Stamp::of(&(&written, &base_url)),
            path: path.to_string(),
            text: text.to_string(),
            origins: origins::origins(path, text, &written, &sound, &variables, options),
            settings,
            base_url,
            languages,
            zone,
            taxonomies,
            series,
        };
        layers::without_values(&values, &mut reading.diagnostics);
        crate::diagnostic::sort(&mut reading.diagnostics);
        (config, reading.diagnostics)
    }
}

/// The text that is read, and what was found wrong with it so far.
struct Reading<'a> {
    path: &'a str,
    text: &'a str,
    schema: &'a serde_json::Value,
    diagnostics: Vec<Diagnostic>,
}

impl Reading<'_> {
    /// The place of a setting, or the whole file when it is not written.
    fn place(&self, keys: &[&str], root: &Node) -> Span {
        match root.place(keys) {
            Some(place) => locate::span(self.path, self.text, place.start, place.len()),
            None => Span::file(self.path),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic, keys: &[&str], root: &Node) {
        let place = self.place(keys, root);
        self.diagnostics.push(diagnostic.at(place));
    }

    /// The same at the setting's name instead of its value.
    fn report_name(&mut self, diagnostic: Diagnostic, keys: &[&str], root: &Node) {
        let entry = keys.split_last().and_then(|(last, above)| {
            let group = above.iter().try_fold(root, |node, key| node.get(key))?;
            group.entry(last)
        });
        match entry {
            Some(entry) => {
                let place = locate::span(self.path, self.text, entry.key_span.start, entry.key_span.len());
                self.diagnostics.push(diagnostic.at(place));
            }
            None => self.report(diagnostic, keys, root),
        }
    }

    fn check(&mut self, root: &Node, wanted: impl Fn(&Problem) -> bool) -> Vec<Problem> {
        let check = Check { path: self.path, file_text: self.text, what: &WHAT, schema: self.schema };
        let problems: Vec<Problem> = check.run(root).into_iter().filter(|problem| wanted(problem)).collect();
        for problem in &problems {
            if !self.diagnostics.contains(&problem.diagnostic) {
                self.diagnostics.push(problem.diagnostic.clone());
            }
        }
        problems
    }

    /// The tree without what is wrong in it, so that the rest can be used, and checked further.
    fn sound(&mut self, mut root: Node) -> Node {
        // From the last to the first, so that the entries of lists keep their numbers until their turn comes.
        for problem in self.check(&root, |_| true).iter().rev() {
            root.prune(&problem.path);
        }
        if !matches!(root.shape, Shape::Map(_)) {
            root = Node { span: 0..0, shape: Shape::Map(Vec::new()) };
        }
        if let Shape::Map(entries) = &mut root.shape
            && !entries.iter().any(|entry| entry.key == "title")
        {
            let value = Node { span: 0..0, shape: Shape::Text(String::new()) };
            entries.push(Entry { key: "title".to_string(), key_span: 0..0, value });
        }
        root
    }
}

/// An environment need not say what the settings say already: what is missing is seen when it is laid over them.
fn is_partial(problem: &Problem) -> bool {
    problem.diagnostic.code == "missing-key" && problem.path.first().is_some_and(|first| first == "environments")
}

/// "did you mean `x`?", or else what there is.
fn suggest(word: &str, known: &[&str], otherwise: &str) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => otherwise.to_string(),
        None => format!("{otherwise} {}", words::list(known.iter().copied(), "and")),
    }
}

#[cfg(test)]
mod tests;
