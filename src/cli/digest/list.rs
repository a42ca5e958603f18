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

/// Whether an issue is out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Out {
    Yes,
    /// Its editor has not said when.
    Draft,
    At(Moment),
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
    out: Out,
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
        let Some(record) = context.told(Record::read(&context.root)) else { return Ok(ExitCode::FAILURE) };
        let is_of = |id: &ShelfId| {
            self.series.as_ref().is_none_or(|wanted| site.series_of(*id).is_some_and(|own| own.name == *wanted))
        };
        let to_come = site.issues_to_come().into_iter().map(|(id, at)| (id, at.map_or(Out::Draft, Out::At)));
        let mut shown = std::collections::BTreeMap::new();
        let mut rows = Vec::new();
        for (id, out) in to_come.chain(site.every_issue().into_iter().map(|id| (id, Out::Yes))) {
            let key = &site.shelf(id).key;
            let count: &mut usize = shown.entry((key.language, key.group, out == Out::Yes)).or_default();
            if is_of(&id) && *count < self.limit {
                *count += 1;
                rows.extend(row(&engine, &record, id, out));
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

fn row(engine: &Engine, record: &Record, id: ShelfId, out: Out) -> Option<Row> {
    let site = &engine.world().site;
    let (shelf, series, days) = (site.shelf(id), site.series_of(id)?, site.issue_days(id)?);
    let desk = Desk::new(engine.world(), shelf.key.language, "");
    let contents = contents(&desk, id);
    let articles = if contents.edition.is_some() { contents.picks().count() } else { shelf.articles.len() };
    let letter = if site.goes_out_by_mail(id) { Letter::new(&desk, id) } else { None };
    let name = site.issue_name(id)?;
    Some(Row {
        series: series.name.clone(),
        key: shelf.key.key.clone(),
        language: desk.tongue().tag.clone(),
        number: site.issue_place(id).and_then(|place| place.number),
        first: days.first.iso(),
        last: days.last.iso(),
        out: match out {
            Out::At(at) => Out::At(at.within(&site.config.zone)),
            other => other,
        },
        articles,
        headline: contents.lead.map(|lead| lead.title().to_string()),
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
        "is_out": row.out == Out::Yes,
        "comes_out": if let Out::At(at) = row.out { Some(at.rfc3339()) } else { None },
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
            match row.out {
                Out::Yes => "yes".to_string(),
                Out::Draft => "draft".to_string(),
                Out::At(at) => format!("at {}", at.rfc3339()),
            },
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
