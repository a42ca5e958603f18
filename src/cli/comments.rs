//! `rassegna comments`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{Context, Failure, Form, Showing, report};
use crate::article::comment::Status;
use crate::base::date::Moment;
use crate::build::engine::{Engine, Options};
use crate::config::settings::comments::CommentForm;
use crate::diagnostic::Diagnostic;
use crate::edit::comments::{self, Filed};
use crate::edit::write::{self, Change};
use crate::import::incoming;

/// So much of a text a list shows, in characters.
const EXCERPT: usize = 60;

/// Read what readers have written, approve it, and take in more
///
/// Comments are files in `content/comments/`. What waits for approval is shown nowhere on the site.
#[derive(Args)]
pub struct Comments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Show the comments that wait for approval
    List(List),
    /// Let comments be shown
    Approve(Chosen),
    /// Mark comments as spam, so that they are not shown
    Reject(Reject),
    /// Take in comments that were sent: a webhook's JSON or YAML, a letter (.eml) or a mailbox (.mbox)
    ///
    /// Each becomes a file of its own that waits for approval. What is there already is known again and left alone.
    Import(Import),
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    showing: Showing,
    /// Those that are approved or spam too
    #[arg(long)]
    all: bool,
}

#[derive(Args)]
struct Chosen {
    /// The comments: by id, by id below their article (`2025/09/nvidia/7`), or by file
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
}

#[derive(Args)]
struct Reject {
    #[command(flatten)]
    chosen: Chosen,
    /// Delete the files instead
    #[arg(long)]
    delete: bool,
}

#[derive(Args)]
struct Import {
    /// The file
    file: PathBuf,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Comments {
    /// # Errors
    /// When a comment is not known, or a file cannot be read.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self.what {
            What::List(list) => list.run(context),
            What::Approve(chosen) => change(context, &chosen, &|filed| comments::with_status(filed, Status::Approved)),
            What::Reject(reject) if reject.delete => change(context, &reject.chosen, &|filed| {
                let path = filed.comment.card.path.clone();
                Ok(Change { path, before: Some(filed.text.clone()), after: None })
            }),
            What::Reject(reject) => {
                change(context, &reject.chosen, &|filed| comments::with_status(filed, Status::Spam))
            }
            What::Import(import) => import.run(context),
        }
    }
}

/// The comments of the site, and its time zone's meaning of their dates; `None` when the configuration cannot be read, which
/// is told.
fn all(context: &Context) -> Option<Vec<Filed>> {
    let engine = context.told(Engine::open(&context.root, Options::default()))?;
    let (all, said) = comments::all(&context.root, &engine.config().zone);
    report::diagnostics(context, &said);
    Some(all)
}

impl List {
    fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let Some(mut all) = all(context) else { return Ok(ExitCode::FAILURE) };
        all.retain(|filed| self.all || filed.comment.card.status == Status::Pending);
        all.sort_by_key(|filed| {
            let card = &filed.comment.card;
            (card.date.map_or(0, |date| date.seconds), card.path.clone())
        });
        if self.showing.format == Form::Json {
            let rows = all.iter().map(|filed| {
                let (comment, card) = (&filed.comment, &filed.comment.card);
                json!({
                    "id": card.id,
                    "article": filed.thread,
                    "path": card.path,
                    "status": card.status,
                    "kind": card.kind,
                    "date": card.date.map(|date| date.rfc3339()),
                    "reply_to": card.reply_to,
                    "name": comment.name,
                    "url": comment.url,
                    "text": comment.text,
                })
            });
            report::print(serde_json::to_string_pretty(&rows.collect::<Vec<Value>>())?);
            return Ok(ExitCode::SUCCESS);
        }
        if all.is_empty() {
            report::print(if self.all { "No comments yet." } else { "No comment waits for approval." });
            return Ok(ExitCode::SUCCESS);
        }
        let mut rows = vec![["article", "id", "date", "status", "name", "text"].map(str::to_string)];
        rows.extend(all.iter().map(row));
        let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..6).map(width).collect();
        for row in &rows {
            let cells =
                row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
            report::print(cells.collect::<Vec<String>>().join("  ").trim_end());
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn row(filed: &Filed) -> [String; 6] {
    let (comment, card) = (&filed.comment, &filed.comment.card);
    let status = match card.status {
        Status::Approved => "approved",
        Status::Pending => "pending",
        Status::Spam => "spam",
    };
    let words = comment.text.split_whitespace().collect::<Vec<&str>>().join(" ");
    let mut excerpt: String = words.chars().take(EXCERPT).collect();
    if words.chars().nth(EXCERPT).is_some() {
        excerpt.push('…');
    }
    let date = card.date.map_or_else(String::new, |date| date.day().iso());
    [filed.thread.clone(), card.id.clone(), date, status.to_string(), comment.name.clone(), excerpt]
}

/// Changes the files of some comments, once all of them are known.
fn change(
    context: &Context,
    chosen: &Chosen,
    make: &dyn Fn(&Filed) -> Result<Change, Diagnostic>,
) -> Result<ExitCode, Failure> {
    let Some(all) = all(context) else { return Ok(ExitCode::FAILURE) };
    let mut changes = Vec::new();
    let mut refused = Vec::new();
    for id in &chosen.ids {
        match make(comments::find(&all, id)?) {
            Ok(change) => changes.push(change),
            Err(diagnostic) => refused.push(diagnostic),
        }
    }
    changes.retain(Change::changes);
    finish(context, changes, refused)
}

fn finish(context: &Context, changes: Vec<Change>, mut refused: Vec<Diagnostic>) -> Result<ExitCode, Failure> {
    let done = write::write(&context.root, &changes, &mut |change| {
        let folder = context.root.join(&change.path);
        folder.parent().map_or(Ok(()), std::fs::create_dir_all)
    });
    match done {
        Ok(0) => report::remark("Nothing was to be done."),
        Ok(_) => changes.iter().for_each(|change| report::print(&change.path)),
        Err(diagnostic) => refused.push(diagnostic),
    }
    report::diagnostics(context, &refused);
    Ok(if refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Import {
    fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let Some(engine) = context.look(Options::default()) else { return Ok(ExitCode::FAILURE) };
        let site = &engine.world().site;
        let name = self.file.display().to_string();
        let size = std::fs::metadata(&self.file).map_err(|error| format!("{name}: {error}"))?.len();
        if size > incoming::LARGEST as u64 {
            return Err(
                format!("{name} has {} MB; {} can be taken in at once", size >> 20, incoming::LARGEST >> 20).into()
            );
        }
        let bytes = std::fs::read(&self.file).map_err(|error| format!("{name}: {error}"))?;
        let form = site.config.settings.comments.form.as_ref();
        let trap = form.map_or_else(|| "subject".to_string(), CommentForm::trap);
        let sent = incoming::read(&name, &bytes, &trap)?;
        let (there, _) = comments::all(&context.root, &site.config.zone);
        let mut taken = incoming::take(site, &there, sent, Moment::now(&site.config.zone));
        taken.changes.retain(|change| {
            let is_safe = incoming::is_safe(&context.root, change) && !context.root.join(&change.path).exists();
            if !is_safe {
                taken.refused.push(format!("{}: something stands there already", change.path));
            }
            is_safe
        });
        for why in &taken.refused {
            report::remark(format!("left out: {why}"));
        }
        let counted = |count: usize, one: &str, many: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {many}"),
        };
        report::remark(format!(
            "{} to be approved, {} here already, {} by programs, {} left out.",
            counted(taken.changes.len(), "comment is", "comments are"),
            taken.known,
            taken.trapped,
            taken.refused.len()
        ));
        let is_whole = taken.refused.is_empty();
        if self.dry_run {
            taken.changes.iter().for_each(|change| report::print(&change.path));
        } else if !taken.changes.is_empty() && finish(context, taken.changes, Vec::new())? != ExitCode::SUCCESS {
            return Ok(ExitCode::FAILURE);
        }
        Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
