//! `rassegna entities` and `rassegna tags`

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{Context, Failure, Form, Showing, report};
use crate::build::engine::Options;
use crate::diagnostic::render;
use crate::edit::absorb::{self, Plan, Wish};
use crate::edit::names::{self, Named};
use crate::edit::suggest::{self, Advice, Measure};
use crate::edit::{diff, list, write};
use crate::site::store::Site;

/// Keep the names of companies, people and products in order
///
/// Shows who is named, what looks wrong, and makes one name out of two: in the front matter of every article, where nothing
/// but the name itself is changed. Nothing is written without `--write`.
#[derive(Args)]
pub struct Entities {
    #[command(subcommand)]
    what: What,
    /// Only these: `companies`, `people`, `products`, or a taxonomy of your own
    #[arg(long, global = true, value_name = "KIND")]
    kind: Option<String>,
}

/// Keep the tags in order
///
/// The same as `rassegna entities`, for tags.
#[derive(Args)]
pub struct Tags {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Show every name, with its articles and its other names
    List(Showing),
    /// Show what should be put in order, and the command that does it
    Suggest(Suggest),
    /// Make one name out of two: the first goes into the second
    Merge(Merge),
    /// Give a name another one
    Rename(Rename),
    /// List a name in articles that do not list it yet
    Add(Add),
}

#[derive(Args)]
struct Suggest {
    #[command(flatten)]
    showing: Showing,
    /// In how many articles a name must stand before a profile is suggested
    #[arg(long, default_value_t = 3, value_name = "NUMBER")]
    articles: usize,
    /// How often an article must name somebody before it is suggested to list them
    #[arg(long, default_value_t = 3, value_name = "NUMBER")]
    times: u16,
}

#[derive(Args)]
struct Merge {
    /// The name that goes
    from: String,
    /// The name that stays
    into: String,
    #[command(flatten)]
    writing: Writing,
}

#[derive(Args)]
struct Rename {
    /// The name as it is
    from: String,
    /// The name as it shall be
    to: String,
    /// The old name means nothing any more; its address still leads to the new one
    #[arg(long)]
    no_alias: bool,
    #[command(flatten)]
    writing: Writing,
}

#[derive(Args)]
struct Add {
    /// The name
    name: String,
    /// The articles' files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

#[derive(Args)]
struct Writing {
    /// Change the files, instead of showing what would be changed
    #[arg(long)]
    write: bool,
    #[command(flatten)]
    showing: Showing,
}

impl Entities {
    /// # Errors
    /// When a name is not clear.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        run(context, self.what, self.kind.as_deref(), false)
    }
}

impl Tags {
    /// # Errors
    /// When a name is not clear.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        run(context, self.what, None, true)
    }
}

fn run(context: &Context, what: What, kind: Option<&str>, tags: bool) -> Result<ExitCode, Failure> {
    let Some(engine) = context.look(Options::default()) else { return Ok(ExitCode::FAILURE) };
    let site = &engine.world().site;
    let kinds = kinds(site, kind, tags)?;
    match what {
        What::List(showing) => show_list(site, &names::all(site, &kinds), &showing, tags)?,
        What::Suggest(suggest) => show_advice(context, site, &kinds, &suggest, tags)?,
        What::Merge(merge) => {
            let wish = Wish { from: &merge.from, to: &merge.into, merges: true, keeps_alias: true };
            return finish(context, &absorb::plan(site, &context.root, &kinds, wish)?, &merge.writing);
        }
        What::Rename(rename) => {
            let wish = Wish { from: &rename.from, to: &rename.to, merges: false, keeps_alias: !rename.no_alias };
            return finish(context, &absorb::plan(site, &context.root, &kinds, wish)?, &rename.writing);
        }
        What::Add(add) => {
            return finish(context, &list::add(site, &context.root, &kinds, &add.name, &add.files)?, &add.writing);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The taxonomies that are meant.
fn kinds(site: &Site, kind: Option<&str>, tags: bool) -> Result<Vec<u8>, String> {
    let all = names::kinds(&site.config.taxonomies, tags);
    let name = |at: &u8| site.config.taxonomies[usize::from(*at)].name.as_str();
    let Some(kind) = kind else {
        return if all.is_empty() {
            Err("the site has no such taxonomy: it is switched off".to_string())
        } else {
            Ok(all)
        };
    };
    let wanted = match kind {
        "company" => "companies",
        "person" => "people",
        "product" => "products",
        "author" => "authors",
        other => other,
    };
    match all.iter().find(|at| name(at) == wanted) {
        Some(at) => Ok(vec![*at]),
        None => {
            let known: Vec<&str> = all.iter().map(name).collect();
            Err(format!("there is no kind `{kind}`; there are {}", known.join(", ")))
        }
    }
}

fn show_list(site: &Site, all: &[Named], showing: &Showing, tags: bool) -> Result<(), Failure> {
    let kind = |named: &Named| site.config.taxonomies[usize::from(named.taxonomy)].name.clone();
    if showing.format == Form::Json {
        let rows = all.iter().map(|named| {
            json!({
                "kind": kind(named),
                "name": named.name,
                "slug": named.key,
                "articles": named.articles,
                "first": named.first.map(|day| day.iso()),
                "last": named.last.map(|day| day.iso()),
                "profiles": named.profiles.iter().map(|(_, path)| path).collect::<Vec<_>>(),
                "aliases": named.aliases,
                "spellings": named.spellings,
            })
        });
        report::print(serde_json::to_string_pretty(&rows.collect::<Vec<Value>>())?);
        return Ok(());
    }
    let day = |day: Option<crate::base::date::Day>| day.map_or_else(String::new, |day| day.iso());
    let mut rows =
        vec![["kind", "name", "slug", "articles", "first", "last", "profile", "aliases"].map(str::to_string)];
    rows.extend(all.iter().map(|named| {
        [
            kind(named),
            named.name.clone(),
            named.key.clone(),
            named.articles.to_string(),
            day(named.first),
            day(named.last),
            if named.profiles.is_empty() { "no" } else { "yes" }.to_string(),
            named.aliases.join(", "),
        ]
    }));
    let rows = rows.iter().map(|row| row[usize::from(tags)..].to_vec());
    table(&rows.collect::<Vec<_>>());
    Ok(())
}

/// Columns as wide as their widest cell. Numbers stand to the right.
fn table(rows: &[Vec<String>]) {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| {
            let blank = " ".repeat(width - cell.width());
            match cell.parse::<usize>() {
                Ok(_) => format!("{blank}{cell}"),
                Err(_) => format!("{cell}{blank}"),
            }
        });
        report::print(cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}

fn show_advice(context: &Context, site: &Site, kinds: &[u8], wanted: &Suggest, tags: bool) -> Result<(), Failure> {
    let measure = Measure { articles: wanted.articles.max(1), times: wanted.times.max(1) };
    let advices = suggest::advise(site, &context.root, kinds, tags, measure);
    let sorts: [(&str, &str, &[Advice]); 4] = [
        ("doubles", "Names that look like one", &advices.doubles),
        ("without_profile", "Listed often, without a profile", &advices.listed),
        ("named", "Named in texts, known to nobody", &advices.named),
        ("unlisted", "Named in an article that does not list them", &advices.unlisted),
    ];
    if wanted.showing.format == Form::Json {
        let rows = sorts.map(|(sort, _, advices)| {
            let advices = advices
                .iter()
                .map(|one| json!({"reason": one.reason, "command": one.command, "articles": one.articles}));
            (sort.to_string(), Value::Array(advices.collect()))
        });
        report::print(serde_json::to_string_pretty(&serde_json::Map::from_iter(rows))?);
        return Ok(());
    }
    let shown: Vec<_> = sorts.iter().filter(|(_, _, advices)| !advices.is_empty()).collect();
    if shown.is_empty() {
        report::print("Nothing to put in order.");
    }
    for (at, (_, title, advices)) in shown.iter().enumerate() {
        if at > 0 {
            report::print("");
        }
        report::print(title);
        for advice in *advices {
            report::print(format!("\n  {}\n    {}", advice.reason, advice.command));
        }
    }
    Ok(())
}

/// Shows or makes the changes.
fn finish(context: &Context, plan: &Plan, writing: &Writing) -> Result<ExitCode, Failure> {
    report::diagnostics(context, &plan.refused);
    let mut code = if plan.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    let is_json = writing.showing.format == Form::Json;
    if is_json {
        let changes = plan.changes.iter().map(|change| json!({"path": change.path, "diff": diff::unified(change)}));
        let told = json!({
            "written": writing.write,
            "changes": changes.collect::<Vec<_>>(),
            "notes": plan.notes,
            "refused": plan.refused.iter().map(render::to_json).collect::<Vec<_>>(),
        });
        report::print(serde_json::to_string_pretty(&told)?);
    } else if !writing.write {
        for change in &plan.changes {
            report::print(diff::unified(change).trim_end_matches('\n'));
        }
    }
    for note in plan.notes.iter().filter(|_| !is_json) {
        report::remark(format!("note: {note}"));
    }
    let files = match plan.changes.len() {
        1 => "1 file".to_string(),
        count => format!("{count} files"),
    };
    if plan.changes.is_empty() {
        report::remark("Nothing is left to be done.");
    } else if writing.write {
        match write::write(&context.root, &plan.changes, &mut |_| Ok(())) {
            Ok(_) => report::remark(format!("{files} changed.")),
            Err(diagnostic) => {
                report::diagnostics(context, &[diagnostic]);
                code = ExitCode::FAILURE;
            }
        }
    } else {
        report::remark(format!("{files} would be changed. Nothing was written: add `--write`."));
    }
    Ok(code)
}
