//! `rassegna stats`

use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::build::Choices;
use super::{Context, Failure, Format, report};
use crate::diagnostic::nearest;
use crate::page::view::article::minutes;
use crate::site::numbers::{Numbers, Question, Row};

/// Count the site: articles by week, companies, sources, authors and tags, who rises and who falls, and how long articles are
///
/// Only what is published is counted. The weeks end with that of the newest article, and are compared with as many before.
#[derive(Args)]
pub struct Stats {
    #[command(flatten)]
    choices: Choices,
    /// How many weeks
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=520))]
    weeks: u16,
    /// Only the articles in this language
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// How many rows each list has at most
    #[arg(long, default_value_t = 10, value_name = "ROWS")]
    limit: usize,
    /// How to tell it
    #[arg(long, default_value = "text")]
    format: Format,
}

impl Stats {
    /// # Errors
    /// When an option cannot be understood.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let Some(engine) = context.look(self.choices.options()?) else { return Ok(ExitCode::FAILURE) };
        let languages = &engine.config().languages;
        let language = match &self.lang {
            None => None,
            Some(tag) => match languages.iter().position(|language| language.tag == *tag) {
                Some(at) => Some(at as u16),
                None => {
                    let known = languages.iter().map(|language| language.tag.as_str());
                    let near = nearest(tag, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                    return Err(format!("the site has no language `{tag}`{near}").into());
                }
            },
        };
        let question = Question { language, weeks: self.weeks.into(), limit: self.limit };
        let numbers = engine.world().site.numbers(question);
        match self.format {
            Format::Json => report::print(json!(numbers)),
            Format::Text => table(&numbers),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn table(numbers: &Numbers) {
    let weeks = numbers.weeks.len();
    report::print(format!(
        "{} articles; {} in the last {weeks} weeks, {} in the {weeks} before",
        numbers.articles, numbers.now, numbers.before
    ));
    if numbers.now > 0 {
        let length = &numbers.length;
        report::print(format!(
            "{} words: the article in the middle has {} ({} min), the longest {} ({} min)",
            length.words,
            length.median,
            minutes(length.median),
            length.longest,
            minutes(length.longest),
        ));
    }
    let most = numbers.weeks.iter().map(|week| week.articles).max().unwrap_or(0).max(1);
    report::print("\nweek of        articles");
    for week in &numbers.weeks {
        let bar = "▇".repeat((week.articles * 40).div_ceil(most));
        report::print(format!("{}  {:>11}  {bar}", week.monday, week.articles).trim_end());
    }
    for ranking in &numbers.rankings {
        list(&format!("{} ({})", ranking.taxonomy, ranking.terms), &ranking.rows, false);
    }
    list("rising", &numbers.rising, true);
    list("falling", &numbers.falling, true);
}

/// One list with its three numbers: in these weeks, before, and in all.
fn list(title: &str, rows: &[Row], says_taxonomy: bool) {
    if rows.is_empty() {
        return;
    }
    let name = |row: &Row| match says_taxonomy {
        true => format!("{} ({})", row.name, row.taxonomy),
        false => row.name.clone(),
    };
    let wide = |text: &str| text.width();
    let width = rows.iter().map(|row| wide(&name(row))).chain([wide(title)]).max().unwrap_or(0);
    report::print(format!("\n{title}{}     now  before  in all", " ".repeat(width - wide(title))));
    for row in rows {
        let name = name(row);
        let space = " ".repeat(width - wide(&name));
        report::print(format!("{name}{space}  {:>6}  {:>6}  {:>6}", row.now, row.before, row.articles));
    }
}
