//! `rassegna digest list`

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::base::date::Moment;
use crate::build::engine::Engine;
use crate::cli::build::Choices;
use crate::cli::{Context, Failure, Form, Showing, report};
use crate::mail::record::{Entry, Record};
use crate::page::desk::Desk;
use crate::page::issue::contents;
use crate::page::letter::Letter;
use crate::site::fact::ShelfId;

/// Show the issues, the newest first: what is in them, what their mails weigh, and what was sent
#[derive(Args)]
pub struct List {
    #[command(flatten)]
    showing: Showing,
    /// Only those of this series
    #[arg(long, value_name = "NAME")]
    series: Option<String>,
    /// Show so many of each series
    #[arg(long, default_value_t = 20, value_name = "NUMBER")]
    limit: usize,
    #[command(flatten)]
    choices: Choices,
}

/// One issue, as the list has it.
struct Row {
    name: String,
    series: String,
    key: String,
    language: String,
    number: Option<u32>,
    first: String,
    last: String,
    /// `None` for one that is out.
    comes_out: Option<Moment>,
    articles: usize,
    headline: Option<String>,
    /// The bytes of its mail's HTML.
    mail: Option<usize>,
    sent: Vec<Entry>,
    url: String,
}

impl List {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let Some(engine) = context.look(self.choices.options()?) else { return Ok(ExitCode::FAILURE) };
        let site = &engine.world().site;
        if site.config.series.is_empty() {
            return Err("the site has no digests: name a series under `digests:`".into());
        }
        if let Some(series) = self.series.as_deref() {
            // It says which series there are, if that is none.
            site.check_series(series)?;
        }
        let record = match Record::read(&context.root) {
            Ok(record) => record,
            Err(diagnostics) => {
                report::diagnostics(context, &diagnostics);
                return Ok(ExitCode::FAILURE);
            }
        };
        let is_of = |id: &ShelfId| {
            self.series.as_ref().is_none_or(|wanted| site.series_of(*id).is_some_and(|own| own.name == *wanted))
        };
        let to_come = site.issues_to_come().into_iter().map(|(id, at)| (id, Some(at)));
        let mut shown = std::collections::BTreeMap::new();
        let mut rows = Vec::new();
        for (id, comes_out) in to_come.chain(site.every_issue().into_iter().map(|id| (id, None))) {
            let key = &site.shelf(id).key;
            let count: &mut usize = shown.entry((key.language, key.group, comes_out.is_some())).or_default();
            if is_of(&id) && *count < self.limit {
                *count += 1;
                rows.extend(row(&engine, &record, id, comes_out));
            }
        }
        match self.showing.format {
            Form::Json => {
                report::print(serde_json::to_string_pretty(&rows.iter().map(as_json).collect::<Vec<Value>>())?);
            }
            Form::Table if rows.is_empty() => report::print("No issue is out yet, and none is under way."),
            Form::Table => table(&rows),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn row(engine: &Engine, record: &Record, id: ShelfId, comes_out: Option<Moment>) -> Option<Row> {
    let site = &engine.world().site;
    let (shelf, series, days) = (site.shelf(id), site.series_of(id)?, site.issue_days(id)?);
    let desk = Desk::new(engine.world(), shelf.key.language, "");
    let lead = contents(&desk, id).lead;
    let letter = if site.goes_out_by_mail(id) { Letter::new(&desk, id) } else { None };
    let name = site.issue_name(id)?;
    Some(Row {
        series: series.name.clone(),
        key: shelf.key.key.clone(),
        language: desk.tongue().tag.clone(),
        number: site.issue_place(id).and_then(|place| place.number),
        first: days.first.iso(),
        last: days.last.iso(),
        comes_out: comes_out.map(|at| at.within(&site.config.zone)),
        articles: shelf.articles.len(),
        headline: lead.map(|lead| lead.title().to_string()),
        mail: letter.and_then(|letter| letter.html().ok()).map(|html| html.len()),
        sent: record.entries().filter(|entry| entry.issue == name).cloned().collect(),
        url: shelf.url.clone(),
        name,
    })
}

fn as_json(row: &Row) -> Value {
    let sent = row.sent.iter().map(|entry| {
        json!({"service": entry.service, "state": entry.state.word(), "when": entry.when, "receipt": entry.receipt})
    });
    json!({
        "issue": row.name,
        "series": row.series,
        "key": row.key,
        "language": row.language,
        "number": row.number,
        "first": row.first,
        "last": row.last,
        "is_out": row.comes_out.is_none(),
        "comes_out": row.comes_out.map(|at| at.rfc3339()),
        "articles": row.articles,
        "lead": row.headline,
        "mail_bytes": row.mail,
        "sent": sent.collect::<Vec<_>>(),
        "url": row.url,
    })
}

fn table(rows: &[Row]) {
    let head = ["issue", "number", "days", "out", "articles", "mail", "sent", "lead"].map(str::to_string);
    let cells = rows.iter().map(|row| {
        let sent = row.sent.iter().map(|entry| {
            let day = entry.when.get(..10).unwrap_or(&entry.when);
            format!("{} {} {day}", entry.service, entry.state.word())
        });
        [
            row.name.clone(),
            row.number.map(|number| number.to_string()).unwrap_or_default(),
            if row.first == row.last { row.first.clone() } else { format!("{} to {}", row.first, row.last) },
            row.comes_out.map_or_else(|| "yes".to_string(), |at| format!("at {}", at.rfc3339())),
            row.articles.to_string(),
            row.mail.map(|bytes| format!("{} kB", bytes.div_ceil(1024))).unwrap_or_default(),
            sent.collect::<Vec<_>>().join(", "),
            row.headline.clone().unwrap_or_default(),
        ]
    });
    let all: Vec<[String; 8]> = std::iter::once(head).chain(cells).collect();
    let widths: Vec<usize> =
        (0..8).map(|column| all.iter().map(|row| row[column].width()).max().unwrap_or(0)).collect();
    for row in all {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
        report::print(cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}
