//! The theme, ready to print: templates compiled, with their stamps.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use serde::Serialize;
pub use tera::Value;
use tera::{Context, Tera};

use super::compile;
use super::explain;
use super::functions;
use super::load::{self, ThemeFile};
use super::questions::{Asking, Questions};
use super::strings::Strings;
use super::templates::closures;
use crate::base::stamp::Stamp;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::source::tree::Tree;

/// A page larger than this comes from a loop that does not end as meant.
const LARGEST_PAGE: usize = 64 * 1024 * 1024;

/// The variables that a template gets.
#[derive(Default, Clone)]
pub struct View(Context);

impl View {
    pub fn set(&mut self, name: &'static str, value: &impl Serialize) {
        self.0.insert(name, value);
    }

    /// A value that is made already, and is shared, not copied.
    pub fn share(&mut self, name: &'static str, value: &Value) {
        self.0.insert_value(name, value.clone());
    }

    pub fn set_named(&mut self, name: String, value: Value) {
        self.0.insert_value(name, value);
    }
}

/// A theme's asset: where it is read from and how it looks.
#[derive(Clone, Debug)]
pub struct Asset {
    pub path: String,
    pub stamp: Stamp,
    pub size: u64,
}

pub struct Theme {
    tera: Tera,
    files: BTreeMap<String, ThemeFile>,
    stamps: BTreeMap<String, Stamp>,
    /// The stamp of all hooks together: every text asks for them, so that they count as one question.
    hooks: Stamp,
    pub assets: BTreeMap<String, Asset>,
    pub strings: Arc<Strings>,
}

impl Theme {
    /// No theme yet.
    pub fn none() -> Theme {
        Theme {
            tera: Tera::new(),
            files: BTreeMap::new(),
            stamps: BTreeMap::new(),
            hooks: Stamp::ABSENT,
            assets: BTreeMap::new(),
            strings: Arc::default(),
        }
    }

    /// Gathers and compiles the site's theme. What cannot be compiled is told, and is then not there.
    pub fn load(root: &Path, tree: &Tree, config: &Config, data: &super::data::Data) -> (Theme, Vec<Diagnostic>) {
        let layers = load::layers(root, tree, config);
        let mut diagnostics = layers.diagnostics;
        let strings = Arc::new(layers.strings);
        let mut tera = Tera::new();
        functions::register(&mut tera, strings.clone(), config.zone.clone());
        tera.global_context().insert("theme", &layers.options);
        tera.global_context().insert_value("data", data.value());
        let mut files = layers.templates;
        compile::all(&mut tera, &mut files, &mut diagnostics);
        // Strings and options are seen by every template, and move seldom.
        let common = Stamp::of(&(format!("{strings:?}"), format!("{:?}", layers.options)));
        let stamps: BTreeMap<String, Stamp> = closures(&files, &data.stamps())
            .into_iter()
            .map(|(name, stamp)| (name, Stamp::of(&(stamp, common))))
            .collect();
        let hooks: Vec<_> = stamps.iter().filter(|(name, _)| name.starts_with("hooks/")).collect();
        let hooks = Stamp::of(&hooks);
        let assets = layers.assets.into_iter();
        let assets = assets.map(|(name, (path, stamp, size))| (name, Asset { path, stamp, size })).collect();
        (Theme { tera, files, stamps, hooks, assets, strings }, diagnostics)
    }

    /// The stamp of a template with all that it stands on; [`Stamp::ABSENT`] when there is none of that name.
    pub fn stamp(&self, template: &str) -> Stamp {
        match template {
            "hooks/*" => self.hooks,
            name => self.stamps.get(name).copied().unwrap_or(Stamp::ABSENT),
        }
    }

    pub fn has(&self, template: &str) -> bool {
        self.stamps.contains_key(template)
    }

    /// The names of all templates, sorted.
    pub fn names(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }

    /// The names of all shortcodes, sorted.
    pub fn shortcodes(&self) -> Vec<String> {
        let names = self.files.keys().filter_map(|name| name.strip_prefix("shortcodes/")?.strip_suffix(".html"));
        names.map(str::to_string).collect()
    }

    pub fn has_hook(&self, hook: &str) -> bool {
        self.has(&format!("hooks/{hook}.html"))
    }

    /// Prints a template.
    ///
    /// # Errors
    /// A diagnostic that points into the template; the caller adds which page it was for.
    pub fn print(&self, template: &str, view: &View, questions: Rc<dyn Questions>) -> Result<String, Diagnostic> {
        let _asking = Asking::begin(questions);
        let mut page = Bounded(Vec::with_capacity(16 * 1024));
        self.tera
            .render_to(template, &view.0, &mut page)
            .map_err(|error| explain::one(&error, template, &self.files))?;
        // Templates are UTF-8 and so is all that is put into them.
        Ok(String::from_utf8(page.0).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }
}

/// Grows as it is written to, up to the largest page.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LARGEST_PAGE {
            return Err(io::Error::other("the page is too large"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
