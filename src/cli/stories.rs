//! `rassegna stories`

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{Context, Failure, Form, Showing, report};
use crate::base::date::Day;
use crate::base::slug::slugify;
use crate::build::engine::Options;
use crate::edit;
use crate::edit::absorb::Plan;
use crate::site::clusters::Cluster;
use crate::site::fact::{ArticleId, ShelfId};
use crate::site::store::Site;

/// Show the running stories, and find articles that look like one
///
/// A story is what articles name under `story:` in their front matter; its page has them along time.
#[derive(Args)]
pub struct Stories {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Show every story: open, quiet or closed, with its articles and its days
    List(Showing),
    /// Show articles that look like one story and do not say so, with what speaks for it
    ///
    /// They have names in common, rare words, and are near in time. Articles that name a story already draw others to it.
    Suggest(Suggest),
}

#[derive(Args)]
struct Suggest {
    #[command(flatten)]
    showing: Showing,
    /// How many articles make a story
    #[arg(long, default_value_t = 3, value_name = "NUMBER")]
    articles: usize,
    /// Show so many, those that moved last
    #[arg(long, default_value_t = 20, value_name = "NUMBER")]
    limit: usize,
    /// Only this suggestion, by what stands after `story:`
    story: Option<String>,
    /// Write the story into the front matter of the articles that are marked with `+`
    #[arg(long)]
    write: bool,
    /// Write this name instead of the one that is suggested
    #[arg(long = "as", value_name = "NAME", requires = "story")]
    name: Option<String>,
}

impl Stories {
    /// # Errors
    /// When the site has no stories.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let Some(engine) = context.look(Options::default()) else { return Ok(ExitCode::FAILURE) };
        let site = &engine.world().site;
        if site.config.taxonomies.iter().all(|taxonomy| taxonomy.name != "stories") {
            return Err("the site has no stories: they are switched off under `taxonomies`".into());
        }
        match self.what {
            What::List(showing) => list(site, &showing)?,
            What::Suggest(suggest) => return self::suggest(context, site, &suggest),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn iso(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| day.iso())
}

fn path(site: &Site, id: ArticleId) -> &str {
    site.entry(id).map_or("", |entry| &entry.card.path)
}

fn tag(site: &Site, language: u16) -> &str {
    site.config.languages.get(usize::from(language)).map_or("", |language| &language.tag)
}

fn list(site: &Site, showing: &Showing) -> Result<(), Failure> {
    let stories = site.all_stories();
    let standing = |id: ShelfId| site.standing(id).map_or("", |standing| standing.word());
    let first = |id: ShelfId| site.ends(id).and_then(|(first, _)| site.day(first));
    if showing.format == Form::Json {
        let rows = stories.iter().map(|id| {
            let shelf = site.shelf(*id);
            json!({
                "name": shelf.name,
                "key": shelf.key.key,
                "language": tag(site, shelf.key.language),
                "standing": standing(*id),
                "articles": shelf.articles.len(),
                "first": first(*id).map(|day| day.iso()),
                "last": site.newest_day(*id).map(|day| day.iso()),
                "sources": site.sources_of(*id).len(),
                "url": shelf.url,
            })
        });
        report::print(serde_json::to_string_pretty(&rows.collect::<Vec<Value>>())?);
        return Ok(());
    }
    if stories.is_empty() {
        report::print("No article names a story yet.");
        return Ok(());
    }
    let mut rows =
        vec![["story", "language", "standing", "articles", "first", "last", "sources", "name"].map(str::to_string)];
    rows.extend(stories.iter().map(|id| {
        let shelf = site.shelf(*id);
        [
            shelf.key.key.clone(),
            tag(site, shelf.key.language).to_string(),
            standing(*id).to_string(),
            shelf.articles.len().to_string(),
            iso(first(*id)),
            iso(site.newest_day(*id)),
            site.sources_of(*id).len().to_string(),
            shelf.name.clone(),
        ]
    }));
    let widths: Vec<usize> =
        (0..8).map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0)).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
        report::print(cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    Ok(())
}

/// A cluster of which something is left to be done.
struct Suggestion {
    cluster: Cluster,
    language: u16,
    /// What to write after `story:`.
    story: String,
    /// The articles that do not name it yet.
    open: Vec<ArticleId>,
}

fn suggest(context: &Context, site: &Site, wanted: &Suggest) -> Result<ExitCode, Failure> {
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for language in 0..site.config.languages.len() as u16 {
        let mut taken: BTreeSet<String> = stories_of(site, language);
        for cluster in site.clusters(language, wanted.articles, false) {
            let open: Vec<ArticleId> =
                cluster.articles.iter().copied().filter(|id| site.own_story(*id).is_none()).collect();
            if !open.is_empty() {
                let story = story(site, &cluster, &mut taken);
                suggestions.push(Suggestion { cluster, language, story, open });
            }
        }
    }
    suggestions.sort_by_key(|suggestion| std::cmp::Reverse(suggestion.cluster.last));
    if let Some(only) = &wanted.story {
        suggestions.retain(|one| one.story == *only);
        if suggestions.is_empty() {
            return Err(format!("nothing is suggested for a story `{only}`").into());
        }
        let name = wanted.name.as_ref();
        suggestions.iter_mut().for_each(|one| one.story = name.unwrap_or(&one.story).clone());
    }
    suggestions.truncate(wanted.limit);
    if !site.has_search() {
        report::remark("note: the site has no search, and so keeps no words: only names were compared.");
    }
    if wanted.showing.format == Form::Json {
        let rows = suggestions.iter().map(|one| {
            let names = one.cluster.names.iter().map(|id| &site.shelf(*id).name);
            json!({
                "story": one.story,
                "is_new": one.cluster.story.is_none(),
                "language": tag(site, one.language),
                "first": one.cluster.first.map(|day| day.iso()),
                "last": one.cluster.last.map(|day| day.iso()),
                "likeness": (one.cluster.likeness * 100.0).round() / 100.0,
                "names": names.collect::<Vec<_>>(),
                "words": one.cluster.words,
                "articles": one.cluster.articles.iter().map(|id| path(site, *id)).collect::<Vec<_>>(),
                "without_story": one.open.iter().map(|id| path(site, *id)).collect::<Vec<_>>(),
            })
        });
        report::print(serde_json::to_string_pretty(&rows.collect::<Vec<Value>>())?);
    } else if suggestions.is_empty() {
        report::print("No articles look like a story that they do not name.");
    }
    let shown = if wanted.showing.format == Form::Json { &[] } else { suggestions.as_slice() };
    for (at, one) in shown.iter().enumerate() {
        if at > 0 {
            report::print("");
        }
        show(site, one);
    }
    if !wanted.write {
        return Ok(ExitCode::SUCCESS);
    }
    let stories =
        suggestions.iter().map(|one| (one.story.as_str(), one.open.iter().map(|id| path(site, *id)).collect()));
    write(context, &edit::story::gather(&context.root, stories))
}

fn write(context: &Context, plan: &Plan) -> Result<ExitCode, Failure> {
    report::diagnostics(context, &plan.refused);
    match edit::write::write(&context.root, &plan.changes, &mut |_| Ok(())) {
        Ok(1) => report::remark("1 file changed."),
        Ok(count) => report::remark(format!("{count} files changed.")),
        Err(diagnostic) => {
            report::diagnostics(context, &[diagnostic]);
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(if plan.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the stories of a language are called.
fn stories_of(site: &Site, language: u16) -> BTreeSet<String> {
    let stories = site.all_stories().into_iter().map(|id| &site.shelf(id).key);
    stories.filter(|key| key.language == language).map(|key| key.key.clone()).collect()
}

fn show(site: &Site, one: &Suggestion) {
    let cluster = &one.cluster;
    let state = if cluster.story.is_some() { "goes on" } else { "new" };
    report::print(format!("story: {} ({state})", one.story));
    let names: Vec<&str> = cluster.names.iter().map(|id| site.shelf(*id).name.as_str()).collect();
    let days = format!("{} to {}", iso(cluster.first), iso(cluster.last));
    let mut reasons = vec![days];
    if !names.is_empty() {
        reasons.push(names.join(", "));
    }
    if !cluster.words.is_empty() {
        reasons.push(format!("words: {}", cluster.words.join(" ")));
    }
    reasons.push(format!("alike {:.2}", cluster.likeness));
    report::print(format!("  {}", reasons.join("; ")));
    for id in &cluster.articles {
        let sign = if one.open.contains(id) { "+" } else { " " };
        let title = site.entry(*id).map_or("", |entry| &entry.card.shown.title);
        report::print(format!("  {sign} {}  {}  {title}", iso(site.day(*id)), path(site, *id)));
    }
}

/// The story that some name already; else one called after the names that most of them bear, or their words, and its month.
fn story(site: &Site, cluster: &Cluster, taken: &mut BTreeSet<String>) -> String {
    if let Some(story) = cluster.story {
        return site.shelf(story).key.key.clone();
    }
    let names = cluster.names.iter().map(|id| site.shelf(*id).key.key.clone());
    let words = cluster.words.iter().map(|word| slugify(word));
    let parts: Vec<String> = names.take(2).chain(words).filter(|part| !part.is_empty()).take(2).collect();
    let name = if parts.is_empty() { "story".to_string() } else { parts.join("-") };
    let month: String = iso(cluster.first).chars().take(7).collect();
    let names = [name.clone(), format!("{name}-{month}")].into_iter();
    let mut names = names.chain((2..).map(|number| format!("{name}-{month}-{number}")));
    let name = names.find(|name| !taken.contains(name)).unwrap_or(name);
    taken.insert(name.clone());
    name
}
