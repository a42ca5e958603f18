//! The theme, ready to print: templates compiled, with their stamps.

use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use serde::Serialize;
pub use tera::Value;
use tera::{Context, ErrorKind};

use super::assets::Assets;
use super::assets::sources::Layer;
use super::compiled::{Base, Common, Compiled};
use super::components::Call;
use super::data::Data;
use super::embedded;
use super::explain;
use super::fields::Lean;
use super::load;
use super::printed::Printed;
use super::questions::{Asking, Questions};
use super::strings::Strings;
use crate::base::stamp::Stamp;
use crate::config::Config;
use crate::config::settings::Extra;
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

    /// A variable of which the template gets what it prints.
    pub fn set_printed(&mut self, name: &'static str, value: &impl Serialize, printed: Printed) {
        self.0.insert(name, &Lean::of(value, |field| printed.has(field)));
    }

    /// The same of two values whose fields stand together.
    pub fn set_both_printed(
        &mut self,
        name: &'static str,
        first: &impl Serialize,
        second: &impl Serialize,
        printed: Printed,
    ) {
        self.0.insert(
            name,
            &Lean { first, second: Some(second), wanted: |field: &str| printed.has(field), is_kept: false },
        );
    }

    /// A variable of which one list is made already, and is shared, not copied.
    pub fn set_with(&mut self, name: &'static str, value: &impl Serialize, list: &'static str, made: &[Value]) {
        self.0.insert_value(name, with(value, list, made.to_vec()));
    }

    /// A list whose values are made already.
    pub fn list(&mut self, name: &'static str, made: Vec<Value>) {
        self.0.insert_value(name, Value::from(made));
    }

    /// A value that is made already, and is shared, not copied.
    pub fn share(&mut self, name: &'static str, value: &Value) {
        self.0.insert_value(name, value.clone());
    }

    /// A variable that is given on.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    pub fn set_named(&mut self, name: String, value: Value) {
        self.0.insert_value(name, value);
    }
}

/// A value with something in it that is made already, and is shared, not copied.
pub fn with(value: &impl Serialize, name: &'static str, made: impl Into<Value>) -> Value {
    let mut fields = Value::from_serializable(value).into_map().unwrap_or_default();
    fields.insert(name.into(), made.into());
    Value::from(fields)
}

/// A value with those of its fields that are wanted, and no room for others.
pub fn lean(value: &impl Serialize, wanted: impl Fn(&str) -> bool) -> Value {
    Value::from_serializable(&Lean::kept(value, wanted))
}

/// A value in which each text that is no HTML yet has become another one. The change is told the name of the field that the
/// text is in.
pub fn each_text(value: &Value, name: &str, change: &dyn Fn(&str, &str) -> String) -> Value {
    if let Some(list) = value.as_array() {
        return Value::from(list.iter().map(|one| each_text(one, name, change)).collect::<Vec<_>>());
    }
    if let Some(fields) = value.as_map() {
        let mut changed = fields.clone();
        changed.values_mut().zip(fields).for_each(|(changed, (name, value))| {
            *changed = each_text(value, name.as_str().unwrap_or(""), change);
        });
        return Value::from(changed);
    }
    match value.as_str() {
        Some(text) if !value.is_safe() => Value::normal_string(&change(name, text)),
        _ => value.clone(),
    }
}

/// A text that templates print as it is.
pub fn safe(text: &str) -> Value {
    Value::safe_string(text)
}

#[derive(Default)]
pub struct Theme {
    own: Compiled,
    /// The built-in theme, for templates that the site's theme has no equal of; empty where that stands on it anyway.
    base: Base,
    /// The stamp of all hooks together: every text asks for them, so that they count as one question.
    hooks: Stamp,
    /// The stamp of all interface strings.
    words: Stamp,
    /// The options of the site's theme, behind them those of the built-in one: for templates that serve every theme.
    pub options: Extra,
    pub assets: Assets,
    pub strings: Arc<Strings>,
}

impl Theme {
    /// Gathers and compiles the site's theme. What cannot be compiled is told, and is then not there.
    pub fn load(root: &Path, tree: &Tree, config: &Config, data: &Data) -> (Theme, Vec<Diagnostic>) {
        let (mut layers, base) = load::layers(root, tree, config);
        let is_apart = base.is_some();
        let mut base = base.unwrap_or_default();
        let mut strings = std::mem::take(&mut layers.strings);
        strings.add_all_behind(std::mem::take(&mut base.strings));
        let strings = Arc::new(strings);
        if is_apart {
            layers.assets.push(Layer::Embedded(embedded::BASE.to_string()));
        }
        let assets = Assets::load(root, std::mem::take(&mut layers.assets), &config.settings.assets);
        let mut options = base.options.clone();
        options.extend(layers.options.clone());
        let words = Stamp::of(&format!("{strings:?}"));
        let common = Common {
            strings: strings.clone(),
            words,
            zone: config.zone.clone(),
            data: data.value(),
            data_stamps: data.stamps(),
        };
        let (own, diagnostics) = Compiled::new(layers, &common, false);
        let base = Base::new(base, common);
        let hooks: Vec<_> = own.stamps.iter().filter(|(name, _)| name.starts_with("hooks/")).collect();
        let hooks = Stamp::of(&hooks);
        (Theme { own, base, hooks, words, options, assets, strings }, diagnostics)
    }

    /// The stamp of a template with all that it stands on; [`Stamp::ABSENT`] when there is none of that name.
    pub fn stamp(&self, template: &str) -> Stamp {
        match template {
            "hooks/*" => self.hooks,
            "i18n/*" => self.words,
            name => self.compiled(name).stamps.get(name).copied().unwrap_or(Stamp::ABSENT),
        }
    }

    /// The templates that one of this name is among; the site's own where there is none.
    fn compiled(&self, template: &str) -> &Compiled {
        if !self.has_own(template) && self.base.has(template) { self.base.compiled() } else { &self.own }
    }

    pub fn has(&self, template: &str) -> bool {
        self.has_own(template) || self.base.has(template)
    }

    /// Whether the site's own theme has it, the built-in one left aside.
    pub fn has_own(&self, template: &str) -> bool {
        self.own.stamps.contains_key(template)
    }

    /// The names of all templates, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.own.files.keys().chain(self.base.names()).cloned().collect();
        names.sort();
        names.dedup();
        names
    }

    /// The names of all shortcodes, sorted.
    pub fn shortcodes(&self) -> Vec<String> {
        let names = self.names().into_iter();
        names.filter_map(|name| Some(name.strip_prefix("shortcodes/")?.strip_suffix(".html")?.to_string())).collect()
    }

    /// What a template prints of the variables that it gets. One that there is not prints nothing.
    pub fn printed(&self, template: &str) -> Printed {
        self.compiled(template).printed.get(template).copied().unwrap_or_else(|| Printed::only(&[]))
    }

    /// Whether a template prints a field, itself or through what it stands on; only then it is made.
    pub fn prints(&self, template: &str, field: &str) -> bool {
        self.printed(template).has(field)
    }

    pub fn has_hook(&self, hook: &str) -> bool {
        self.has_own(&format!("hooks/{hook}.html"))
    }

    /// Prints a template.
    ///
    /// # Errors
    /// A diagnostic that points into the template; the caller adds which page it was for.
    pub fn print(&self, template: &str, view: &View, questions: Rc<dyn Questions>) -> Result<String, Diagnostic> {
        let _asking = Asking::begin(questions);
        let compiled = self.compiled(template);
        let mut page = Bounded(Vec::with_capacity(16 * 1024));
        compiled
            .tera
            .render_to(template, &view.0, &mut page)
            .map_err(|error| explain::one(&error, template, &compiled.files))?;
        Ok(page.into_text())
    }

    /// Prints a component alone, as a text that templates print as it is. It gets what it is given, and of the view what it asks for
    /// with `@`.
    ///
    /// # Errors
    /// A diagnostic that points into the component, or says that there is none of the name.
    pub fn print_component(&self, call: &Call, view: &View, questions: Rc<dyn Questions>) -> Result<Value, Diagnostic> {
        let _asking = Asking::begin(questions);
        let compiled = if call.of_base { self.base.compiled() } else { &self.own };
        let name = call.name();
        let mut given = Context::new();
        for (name, value) in call.given() {
            given.insert_value(name.to_string(), value.clone());
        }
        let mut part = Bounded(Vec::with_capacity(1024));
        compiled
            .tera
            .render_component_with_implicits_to(name, &given, &view.0, None, call.escaped, &mut part)
            .map_err(|error| match error.kind() {
                ErrorKind::ComponentNotFound(_) => compiled.lacks_component(name),
                _ => explain::one(&error, name, &compiled.files),
            })?;
        Ok(safe(&part.into_text()))
    }
}

/// Grows as it is written to, up to the largest page.
struct Bounded(Vec<u8>);

impl Bounded {
    fn into_text(self) -> String {
        // Templates are UTF-8 and so is all that is put into them.
        String::from_utf8(self.0).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

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
