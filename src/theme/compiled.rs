//! Templates that were compiled together, with the stamps of what they stand on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;
use tera::{Tera, Value};

use super::compile;
use super::components;
use super::functions;
use super::load::{Layers, ThemeFile};
use super::printed::{Printed, printed};
use super::strings::Strings;
use super::templates::closures;
use crate::base::stamp::Stamp;
use crate::diagnostic::{Diagnostic, nearest};

/// What the templates of all themes of a site have in common.
pub struct Common {
    pub strings: Arc<Strings>,
    /// The stamp of the strings.
    pub words: Stamp,
    pub zone: TimeZone,
    /// The site's data files, and the stamp of each.
    pub data: Value,
    pub data_stamps: BTreeMap<String, Stamp>,
}

#[derive(Default)]
pub struct Compiled {
    pub tera: Tera,
    pub files: BTreeMap<String, ThemeFile>,
    pub stamps: BTreeMap<String, Stamp>,
    pub printed: FxHashMap<String, Printed>,
}

impl Compiled {
    /// What cannot be compiled is told, and is then not there. `of_base` says that these are the templates of the built-in theme that
    /// stand apart.
    pub fn new(layers: Layers, common: &Common, of_base: bool) -> (Compiled, Vec<Diagnostic>) {
        let mut diagnostics = layers.diagnostics;
        let mut files = layers.templates;
        let mut tera = Tera::new();
        tera.autoescape_on([".html", ".htm", ".xml", ".svg"]);
        functions::register(&mut tera, common.strings.clone(), common.zone.clone());
        components::register(&mut tera, of_base);
        tera.global_context().insert("theme", &layers.options);
        tera.global_context().insert_value("data", common.data.clone());
        compile::all(&mut tera, &mut files, &mut diagnostics);
        // Strings and options are seen by every template, and move seldom.
        let seen = Stamp::of(&(common.words, format!("{:?}", layers.options)));
        let closures = closures(&files, &common.data_stamps).into_iter();
        let stamps = closures.map(|(name, stamp)| (name, Stamp::of(&(stamp, seen)))).collect();
        let printed = printed(&files);
        (Compiled { tera, files, stamps, printed }, diagnostics)
    }

    pub fn lacks_component(&self, name: &str) -> Diagnostic {
        let missing = Diagnostic::error("template", format!("there is no component `{name}`"));
        match nearest(name, self.tera.get_component_names()) {
            Some(near) => missing.help(format!("did you mean `{near}`?")),
            None => missing,
        }
    }
}

/// The built-in theme where it stands apart. It is compiled when one of its templates is asked for: a theme that is whole asks for
/// none.
pub struct Base {
    names: BTreeSet<String>,
    compiled: LazyLock<Compiled, Box<dyn FnOnce() -> Compiled + Send>>,
}

impl Base {
    pub fn new(layers: Layers, common: Common) -> Base {
        let names = layers.templates.keys().cloned().collect();
        // It comes with the program, and compiles whatever the site is.
        let compile = move || Compiled::new(layers, &common, true).0;
        Base { names, compiled: LazyLock::new(Box::new(compile)) }
    }

    pub fn has(&self, template: &str) -> bool {
        self.names.contains(template)
    }

    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.names.iter()
    }

    pub fn compiled(&self) -> &Compiled {
        &self.compiled
    }
}

impl Default for Base {
    fn default() -> Base {
        Base { names: BTreeSet::new(), compiled: LazyLock::new(Box::new(Compiled::default)) }
    }
}
