//! `rassegna theme`

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Context, Failure, Format, report};
use crate::base::slug::slugify;
use crate::build::engine::{Options, Where};
use crate::build::preview::Preview;
use crate::diagnostic::{self, Diagnostic, nearest};
use crate::theme::inspect::{self, Known};
use crate::theme::manifest::API;

/// List the themes there are, check one, or begin one
///
/// A theme is chosen by `theme:` in `rassegna.yaml`, and its options are set under `theme_options:`.
#[derive(Args)]
pub struct Theme {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    List(List),
    Check(Check),
    New(NewTheme),
}

/// List the built-in themes and the site's own, with their options
#[derive(Args)]
struct List {
    /// How to show them
    #[arg(long, default_value = "text")]
    format: Format,
}

/// Check a theme: its templates, its options, its assets, and pages of this site made with it
///
/// Some pages of each kind are made and thrown away; nothing is written.
#[derive(Args)]
struct Check {
    /// The theme's name; the one that the site uses by default
    name: Option<String>,
    /// How to tell it
    #[arg(long, default_value = "text")]
    format: Format,
}

/// Begin a theme that stands on another, and builds at once
#[derive(Args)]
struct NewTheme {
    /// What it is called: a folder of this name is made in `themes/`
    name: String,
    /// The theme whose templates, assets and words serve where the new one has none
    #[arg(long, default_value = "gazzetta", value_name = "THEME")]
    parent: String,
}

/// How many pages of each kind a check makes.
const TRIED: usize = 8;

impl Theme {
    /// # Errors
    /// When a new theme cannot be written.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self.what {
            What::List(list) => list.run(context),
            What::Check(check) => check.run(context),
            What::New(new) => new.run(context),
        }
    }
}

impl List {
    fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let themes = inspect::known(&context.root);
        // A folder without a site has themes too.
        let in_use = Preview::open(&context.root, Options::default())
            .ok()
            .map(|preview| preview.engine().config().settings.theme.clone());
        if self.format == Format::Json {
            let rows: Vec<_> = themes.iter().map(|theme| as_json(theme, in_use.as_deref())).collect();
            report::print(serde_json::to_string_pretty(&rows)?);
            return Ok(ExitCode::SUCCESS);
        }
        for (at, theme) in themes.iter().enumerate() {
            if at > 0 {
                report::print("");
            }
            let place = if theme.built_in { "built in" } else { "in themes/" };
            let used = if in_use.as_deref() == Some(&theme.name) { ", in use" } else { "" };
            match &theme.manifest {
                Ok(manifest) => {
                    let parent = manifest.parent.as_ref().map_or(String::new(), |parent| format!(", on {parent}"));
                    report::print(format!("{} {} ({place}{parent}{used})", theme.name, manifest.version));
                    if !manifest.description.is_empty() {
                        report::print(format!("  {}", manifest.description));
                    }
                    let width = manifest.options.keys().map(String::len).max().unwrap_or(0);
                    for (name, option) in &manifest.options {
                        let default = serde_json::to_string(&option.default)?;
                        report::print(format!("  {name:width$}  {default}  {}", option.description));
                    }
                }
                Err(_) => report::print(format!("{} ({place}{used}): its theme.yaml cannot be read", theme.name)),
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn as_json(theme: &Known, in_use: Option<&str>) -> serde_json::Value {
    let manifest = theme.manifest.as_ref().ok();
    json!({
        "name": theme.name,
        "built_in": theme.built_in,
        "in_use": in_use == Some(&theme.name),
        "version": manifest.map(|manifest| &manifest.version),
        "description": manifest.map(|manifest| &manifest.description),
        "parent": manifest.and_then(|manifest| manifest.parent.as_ref()),
        "options": manifest.map(|manifest| &manifest.options),
    })
}

impl Check {
    fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        if let Some(name) = &self.name {
            let themes = inspect::known(&context.root);
            if !themes.iter().any(|theme| theme.name == *name) {
                return Err(unknown(name, &themes).into());
            }
        }
        let options = Options { theme: self.name.clone(), ..Options::default() };
        let Some(mut preview) = context.told(Preview::open(&context.root, options)) else {
            return Ok(ExitCode::FAILURE);
        };
        preview.look(Where::Everywhere);
        let found = inspect::inspect(&context.root, preview.engine().tree(), preview.engine().config());
        // What is wrong with articles is no fault of the theme's.
        let mut diagnostics: Vec<Diagnostic> = preview.about_theme();
        let mut tried = 0;
        if !diagnostic::has_errors(&diagnostics) {
            for url in preview.some_of_each(TRIED) {
                tried += 1;
                preview.answer(&url);
            }
            diagnostics.extend(preview.failures());
        }
        diagnostics.extend(found.diagnostics);
        diagnostic::sort(&mut diagnostics);
        let failed = diagnostic::has_errors(&diagnostics);
        report::diagnostics(context, &diagnostics);
        let size: u64 = found.assets.iter().map(|(_, size)| size).sum();
        if self.format == Format::Json {
            report::print(json!({
                "theme": found.chain.first(),
                "chain": found.chain,
                "templates": found.templates,
                "options": found.options.len(),
                "languages": found.languages,
                "assets": found.assets.iter().map(|(name, size)| json!({"name": name, "size": size})).collect::<Vec<_>>(),
                "pages": tried,
                "diagnostics": diagnostics,
            }));
        } else {
            let largest = found.assets.iter().take(3).map(|(name, size)| format!("{name} {}", kilobytes(*size)));
            report::print(format!(
                "{}: {} templates, {} options",
                found.chain.join(" on "),
                found.templates,
                found.options.len()
            ));
            report::print(format!("words in {}", found.languages.join(", ")));
            report::print(format!(
                "{} assets, {} ({})",
                found.assets.len(),
                kilobytes(size),
                largest.collect::<Vec<_>>().join(", ")
            ));
            report::print(format!("{tried} pages of this site were tried"));
        }
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn unknown(name: &str, themes: &[Known]) -> String {
    let names: Vec<&str> = themes.iter().map(|theme| theme.name.as_str()).collect();
    match nearest(name, names.iter().copied()) {
        Some(near) => format!("there is no theme `{name}`; did you mean `{near}`?"),
        None => format!("there is no theme `{name}`; there are {}", names.join(", ")),
    }
}

fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

impl NewTheme {
    fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let (name, parent) = (&self.name, &self.parent);
        if slugify(name) != *name || name.is_empty() {
            return Err(
                format!("a theme's name is lower-case letters, digits and hyphens: `{}`, say", slugify(name)).into()
            );
        }
        let themes = inspect::known(&context.root);
        if themes.iter().any(|theme| theme.name == *name) {
            return Err(format!("there is a theme `{name}` already").into());
        }
        if !themes.iter().any(|theme| theme.name == *parent) {
            return Err(unknown(parent, &themes).into());
        }
        let folder = context.root.join("themes").join(name);
        let write = |path: &str, text: String| write(&folder, path, &text);
        write(
            "theme.yaml",
            format!(
                "# What is not here comes from the parent: templates, assets, words and options.\nname: {name}\nversion: \
                 0.1.0\ndescription: \"\"\napi: {API}\nparent: {parent}\n\n# Options of your own are reached as `theme.NAME` \
                 in templates, and set under `theme_options` in rassegna.yaml.\noptions: {{}}\n"
            ),
        )?;
        write(
            "templates/partials/head_extra.html",
            format!(
                "{{#- It ends the head of every page, after the parent's style sheet. -#}}\n<link rel=\"stylesheet\" href=\"{{{{ \
                 asset(name=\"{name}.css\") }}}}\">\n"
            ),
        )?;
        write(
            &format!("assets/{name}.css"),
            "/* What is written here goes over the parent's style sheet. */\n".to_string(),
        )?;
        let place = Path::new("themes").join(name);
        report::print(format!(
            "A new theme is in {}. Write `theme: {name}` in rassegna.yaml, and look at it with `rassegna serve --open`.\nTo change \
             a page, put a template of its name in templates/: one that begins with {{% extends \"{parent}/article.html\" %}} \
             need only hold the blocks that differ.",
            place.display()
        ));
        Ok(ExitCode::SUCCESS)
    }
}

fn write(folder: &Path, path: &str, text: &str) -> std::io::Result<()> {
    let place = folder.join(path);
    if let Some(above) = place.parent() {
        std::fs::create_dir_all(above)?;
    }
    std::fs::write(place, text)
}
