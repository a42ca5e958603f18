//! `rassegna digest draft`

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use crate::article::card::Card;
use crate::base::date::Moment;
use crate::build::engine::Options;
use crate::cli::{Context, Failure, report};
use crate::config::digests::Series;
use crate::diagnostic::nearest;
use crate::edit::draft::{Wanted, draft};
use crate::site::fact::{ArticleId, Group};
use crate::site::shelf::ShelfKey;
use crate::site::store::Site;

/// Write an issue down from the articles of its period, for you to edit
///
/// What leads it stands first; then the articles of one story or about one company stand together, each in one line with its
/// summary. The file is a draft until you take `draft: true` away, and stands in the place of the issue that would have
/// collected itself.
#[derive(Args)]
pub struct Draft {
    /// The period, as `2025-w39`; else the one that is now
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// Take the articles since a day (2025-09-20), or since the `last` issue came out, in the place of those of the period
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// The series, when the site has several
    #[arg(long, value_name = "NAME")]
    series: Option<String>,
    /// The language, when it is not the site's first
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Print it, and write no file
    #[arg(long)]
    print: bool,
}

impl Draft {
    /// # Errors
    /// When there is nothing to write, or the issue is written already.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let Some(engine) = context.look(Options::default()) else { return Ok(ExitCode::FAILURE) };
        let site = &engine.world().site;
        let wanted = self.wanted(site)?;
        let draft = draft(site, &wanted);
        if self.print {
            report::print(draft.text.trim_end());
            return Ok(ExitCode::SUCCESS);
        }
        let is_same = |edition: &&Card| {
            edition.shown.language == wanted.language
                && edition.edition.as_ref().is_some_and(|own| own.series == wanted.series && own.key == wanted.key)
        };
        if let Some(there) = site.editions().find(is_same) {
            return Err(format!("{} is that issue already; --print shows what would be written", there.path).into());
        }
        context.create(Path::new(&draft.path), &draft.text)?;
        report::print(&draft.path);
        let left_out = match draft.left_out {
            0 => String::new(),
            left_out => format!(", {left_out} left out"),
        };
        report::remark(format!("It has {}{left_out}.", articles(draft.picks)));
        if !wanted.draft {
            report::remark("The issue is out: what you write shows with the next build.");
        }
        Ok(ExitCode::SUCCESS)
    }

    fn wanted(&self, site: &Site) -> Result<Wanted, Failure> {
        let language = self.language(site)?;
        let (at, series) = self.series(site)?;
        let key = match &self.period {
            Some(written) => match series.rhythm.named(written.trim()) {
                Some(days) => series.rhythm.name(days),
                None => {
                    let example =
                        series.rhythm.around(site.now).map(|days| series.rhythm.name(days)).unwrap_or_default();
                    let message = format!(
                        "`{written}` names no period of the series `{}`; the one that is now is `{example}`",
                        series.name
                    );
                    return Err(message.into());
                }
            },
            None => series.rhythm.around(site.now).map(|days| series.rhythm.name(days)).unwrap_or_default(),
        };
        let shelf = site.find_shelf(&ShelfKey { language, group: Group::Digest(at), key: key.clone() });
        let articles: Vec<ArticleId> = match &self.since {
            Some(since) => site.collected_since(language, series, since_when(site, language, at, series, since)?),
            None => shelf.map(|shelf| site.shelf(shelf).articles.clone()).unwrap_or_default(),
        };
        if articles.is_empty() {
            let when = match &self.since {
                Some(since) if since == "last" => "since the last issue".to_string(),
                Some(since) => format!("since {since}"),
                None => format!("in {key}"),
            };
            return Err(format!("no article was published {when}, so that there is nothing to write down").into());
        }
        let draft = !shelf.is_some_and(|shelf| site.stands(shelf));
        Ok(Wanted { language, series: at, key, articles, draft })
    }

    fn language(&self, site: &Site) -> Result<u16, Failure> {
        let Some(tag) = &self.lang else { return Ok(0) };
        let languages = &site.config.languages;
        match languages.iter().position(|language| language.tag == *tag) {
            Some(at) => Ok(at as u16),
            None => {
                let known: Vec<&str> = languages.iter().map(|language| language.tag.as_str()).collect();
                Err(format!("the site has no language `{tag}`; it has {}", known.join(", ")).into())
            }
        }
    }

    fn series<'a>(&self, site: &'a Site) -> Result<(u8, &'a Series), Failure> {
        let all = &site.config.series;
        let names: Vec<&str> = all.iter().map(|series| series.name.as_str()).collect();
        let found = match &self.series {
            Some(name) => match names.iter().position(|one| one == name) {
                Some(at) => at,
                None => {
                    let near = nearest(name, names.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
                    return Err(format!("there is no series `{name}`{}", near.unwrap_or_default()).into());
                }
            },
            None => {
                // The only one, or the only one that has such a period.
                let fits =
                    |series: &Series| self.period.as_deref().is_none_or(|period| series.rhythm.named(period).is_some());
                let fitting: Vec<usize> = (0..all.len()).filter(|at| fits(&all[*at])).collect();
                match fitting.as_slice() {
                    [one] => *one,
                    [] if all.len() == 1 => 0,
                    [] if all.is_empty() => {
                        return Err("the site has no series of digests: name one in `rassegna.yaml`, as `digests: {weekly: {period: weekly}}`".into());
                    }
                    _ => return Err(format!("which series? Say --series with one of {}", names.join(", ")).into()),
                }
            }
        };
        Ok((u8::try_from(found)?, &all[found]))
    }
}

fn articles(count: usize) -> String {
    match count {
        1 => "1 article".to_string(),
        count => format!("{count} articles"),
    }
}

/// The instant from which articles are taken.
fn since_when(site: &Site, language: u16, at: u8, series: &Series, since: &str) -> Result<Moment, Failure> {
    if since != "last" {
        return Moment::parse(since, &series.rhythm.zone).map_err(|error| format!("--since: {}", error.0).into());
    }
    let last = site.issues(language, at).next_back().and_then(|id| site.came_out(id));
    last.ok_or_else(|| "no issue is out yet; say --since with a day, or --period".into())
}
