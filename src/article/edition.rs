//! An issue that an editor puts together by hand: `content/digests/2025-w39.md`.
//!
//! It stands in the place of the issue that its series would have collected of the same period. Its picks are names of
//! articles, whose meaning only the site knows: here they are questions, and the site answers them.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::Deserializer;
use serde::{Deserialize, Serialize};

use super::card::{Card, CardEdition, PickAt};
use super::details::{Edition, Pick, PickGroup, SponsorSlot, Target};
use super::front_matter::{FrontMatter, ImageField, TextOr};
use super::head;
use super::markdown;
use super::place::Place;
use super::read::{Desk, rules};
use super::whole::Article;
use crate::base::path;
use crate::base::web::{domain, without_tracking};
use crate::config::Config;
use crate::config::digests::Series;
use crate::config::published;
use crate::config::settings::Extra;
use crate::config::yaml::What;
use crate::diagnostic::{self, Diagnostic, nearest};
use crate::source::tree::Source;

/// The folder of the site in which issues are written by hand.
pub const FOLDER: &str = "content/digests/";

/// Words for messages about issues.
pub const WHAT: What = What {
    noun: "an issue",
    place: "in this issue's front matter",
    own_fields_hint: Some("Fields of your own go under `extra:`"),
};

/// The front matter of an issue. Its introduction stands below, in Markdown.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EditionFields {
    /// What the issue is called; else the days of its period.
    pub title: Option<String>,
    /// The series that it belongs to; else the folder's name, or the only series that has such a period.
    pub series: Option<String>,
    /// `2025-w39`, `2025-09-23` or `2025-09`; else the file's name.
    pub period: Option<String>,
    /// Its number, from which the later ones count on; else the next one.
    pub number: Option<u32>,
    /// When it comes out; else when its period is over.
    pub date: Option<String>,
    /// For lists, feeds and search engines; else the first paragraph of the introduction.
    pub summary: Option<String>,
    /// The language. Else that of the file's name, else the site's default.
    pub lang: Option<String>,
    pub image: Option<ImageField>,
    /// What leads it.
    pub lead: Option<PickField>,
    /// What stands together, in this order.
    pub groups: Vec<GroupField>,
    /// Held back until the line is taken away; nothing comes out in its place.
    pub draft: bool,
    /// Addresses that lead here.
    pub aliases: Vec<String>,
    /// Anything of the editor's own, in templates as `issue.extra`.
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    pub extra: Extra,
}

/// Picks under one heading.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GroupField {
    /// What stands above its picks.
    pub title: Option<String>,
    /// A few words before the picks, in inline Markdown.
    pub text: Option<String>,
    /// What is picked, in this order.
    pub picks: Vec<PickField>,
    /// Somebody who pays for a place after these picks.
    pub sponsor: Option<SponsorField>,
}

/// A pick: the name of an article (its file below `content/articles/`, or its address), or details.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum PickField {
    Name(String),
    Full(PickDetails),
}

impl<'de> Deserialize<'de> for PickField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PickField, D::Error> {
        deserializer.deserialize_any(TextOr(PickField::Name, PickField::Full, std::marker::PhantomData))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PickDetails {
    /// An article of the site: its file below `content/articles/`, or its address.
    pub article: Option<String>,
    /// A page outside the site.
    pub url: Option<String>,
    /// In the place of the article's own headline; a page outside needs one.
    pub title: Option<String>,
    /// Who publishes a page outside; else its domain says it.
    pub source: Option<String>,
    /// What the editor says of it, in inline Markdown; else the article's summary.
    pub comment: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SponsorField {
    /// Who pays.
    pub by: String,
    /// Where the sponsor's name leads.
    pub url: String,
    /// What they say, in inline Markdown.
    #[serde(default)]
    pub text: Option<String>,
}

/// The JSON Schema of an issue's front matter, as it is published for editors' programs.
pub fn schema_for_edition() -> serde_json::Value {
    let schema = schemars::schema_for!(EditionFields).to_value();
    published::titled(schema, "issue", "The front matter of an issue that is put together by hand.")
}

/// Reads an issue. `None` when it has a mistake: then it is not published, and all of its mistakes are told.
pub fn read(source: &Source, place: &Place, config: &Config) -> (Option<Article>, Vec<Diagnostic>) {
    let (head, told) = head::read_on::<EditionFields>(&source.path, &source.text, &WHAT);
    let Some(head) = head else { return (None, told) };
    let is_sound = told.is_empty();
    let mut desk = Desk { source, range: head.range.clone(), config, diagnostics: told };
    let fields = head.fields;
    let language = desk.language(fields.lang.as_deref(), place);
    let reading = markdown::read(&source.text[head.body..], head.body, &rules(config, language));
    desk.remarks(&reading);
    let about_body = desk.diagnostics.len();
    let issue = desk.issue_of(&fields, place);
    let edition = desk.edition(&fields);
    let article = issue.map(|issue| {
        let series = &config.series[usize::from(issue.series)];
        let front = front_matter(&fields, series, &issue.key);
        let mut article = desk.article(front, place, language, reading);
        finish(&mut article, fields, issue, edition, config);
        article
    });
    let is_sound = is_sound && !diagnostic::has_errors(&desk.diagnostics[about_body..]);
    (article.filter(|_| is_sound), desk.diagnostics)
}

/// Which issue a file is.
struct Issue {
    series: u8,
    /// The name of its period.
    key: String,
}

/// An issue has the same dates, languages and pictures as an article, and is read like one.
fn front_matter(fields: &EditionFields, series: &Series, key: &str) -> FrontMatter {
    let over = series.rhythm.named(key).and_then(|days| series.rhythm.edges(days)).map(|(_, over)| over.rfc3339());
    FrontMatter {
        title: fields.title.clone().filter(|title| !title.trim().is_empty()).unwrap_or_else(|| key.to_string()),
        date: fields.date.clone().or(over),
        summary: fields.summary.clone(),
        image: fields.image.clone(),
        aliases: fields.aliases.clone(),
        draft: fields.draft,
        translation: Some(format!("{FOLDER}{}/{key}", series.name)),
        extra: fields.extra.clone(),
        ..FrontMatter::default()
    }
}

/// Makes the article that was read the issue that it is.
fn finish(article: &mut Article, fields: EditionFields, issue: Issue, edition: Edition, config: &Config) {
    let card: &mut Card = Arc::make_mut(&mut article.card);
    let language = usize::from(card.shown.language);
    let prefix = config.languages.get(language).map_or("", |language| language.prefix.as_str());
    let series = &config.series[usize::from(issue.series)];
    card.shown.url = format!("{prefix}{}", config.issue_address(series, &issue.key));
    card.shown.title = fields.title.unwrap_or_default().trim().to_string();
    card.names.clear();
    let picks = edition.picks().filter_map(|(at, pick)| match &pick.target {
        Target::Article(question) => Some((at, question.clone())),
        Target::Outside { .. } => None,
    });
    card.edition = Some(Box::new(CardEdition {
        series: issue.series,
        key: issue.key,
        number: fields.number,
        picks: picks.collect(),
        count: u32::try_from(edition.picks().count()).unwrap_or(u32::MAX),
    }));
    article.details.edition = Some(Box::new(edition));
}

impl Edition {
    /// Every pick with its place.
    pub fn picks(&self) -> impl Iterator<Item = (PickAt, &Pick)> {
        let grouped = self
            .groups
            .iter()
            .zip(0..)
            .flat_map(|(group, at)| group.picks.iter().zip(0..).map(move |(pick, of)| (Some((at, of)), pick)));
        self.lead.iter().map(|lead| (None, lead)).chain(grouped)
    }
}

/// Where a pick is written in the front matter.
pub fn keys(at: PickAt) -> Vec<String> {
    match at {
        None => vec!["lead".to_string()],
        Some((group, pick)) => ["groups", &group.to_string(), "picks", &pick.to_string()].map(str::to_string).into(),
    }
}

impl Desk<'_> {
    /// Which issue of which series a file is, by what it says and where it stands.
    fn issue_of(&mut self, fields: &EditionFields, place: &Place) -> Option<Issue> {
        let series = &self.config.series;
        if series.is_empty() {
            let diagnostic =
                Diagnostic::error("no-series", "the site has no series of digests that this could be an issue of");
            self.tell(diagnostic.help("Name one in `rassegna.yaml`: `digests: {weekly: {period: weekly}}`."), &[]);
            return None;
        }
        let key = fields.period.as_deref().unwrap_or(&place.name).trim().to_lowercase();
        let named = fields.series.as_deref().or(place.folders.first().map(String::as_str));
        let fits = |one: &Series| one.rhythm.named(&key).is_some();
        let found = match named {
            Some(name) => match series.iter().position(|one| one.name == name) {
                Some(at) => Some(at),
                None => {
                    let known: Vec<&str> = series.iter().map(|one| one.name.as_str()).collect();
                    let help = match nearest(name, known.iter().copied()) {
                        Some(near) => format!("Did you mean `{near}`?"),
                        None => format!("The site's series are {}.", known.join(", ")),
                    };
                    let diagnostic =
                        Diagnostic::error("unknown-series", format!("there is no series `{name}`")).help(help);
                    self.tell(diagnostic, &["series"]);
                    return None;
                }
            },
            None => {
                let fitting: Vec<usize> = (0..series.len()).filter(|at| fits(&series[*at])).collect();
                if fitting.len() > 1 {
                    let names: Vec<&str> = fitting.iter().map(|at| series[*at].name.as_str()).collect();
                    let message = format!("`{key}` may be an issue of {}", names.join(" or of "));
                    let help = format!("Say which: `series: {}`, or put the file in a folder of that name.", names[0]);
                    self.tell(Diagnostic::error("which-series", message).help(help), &[]);
                    return None;
                }
                fitting.first().copied().or((series.len() == 1).then_some(0))
            }
        };
        let of = found.map(|at| &series[at]);
        if let (Some(at), Some(of)) = (found, of)
            && let Some(days) = of.rhythm.named(&key)
        {
            return Some(Issue { series: u8::try_from(at).ok()?, key: of.rhythm.name(days) });
        }
        let diagnostic = Diagnostic::error(
            "bad-period",
            format!(
                "`{key}` names no period of {}",
                match of {
                    Some(of) => format!("the series `{}`", of.name),
                    None => "any series".to_string(),
                }
            ),
        );
        let help = "Name the file as its period, or say it in `period:`: `2025-w39` for a week, `2025-09-23` for a day, `2025-09` for a month.";
        self.tell(diagnostic.help(help), &["period"]);
        None
    }

    fn edition(&mut self, fields: &EditionFields) -> Edition {
        let lead = fields.lead.as_ref().and_then(|field| self.pick(field, None));
        let mut groups = Vec::new();
        for (field, at) in fields.groups.iter().zip(0..) {
            let picks = field.picks.iter().zip(0..).filter_map(|(pick, of)| self.pick(pick, Some((at, of)))).collect();
            let sponsor = field.sponsor.as_ref().and_then(|field| self.sponsor(field, at));
            let text = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
            groups.push(PickGroup { title: text(&field.title), text: text(&field.text), picks, sponsor });
        }
        Edition { lead, groups }
    }

    fn pick(&mut self, field: &PickField, at: PickAt) -> Option<Pick> {
        let details = match field {
            PickField::Full(details) => details.clone(),
            PickField::Name(name) if name.contains("://") && !self.is_own(name) => {
                PickDetails { url: Some(name.clone()), ..PickDetails::default() }
            }
            PickField::Name(name) => PickDetails { article: Some(name.clone()), ..PickDetails::default() },
        };
        let keys = keys(at);
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let some = |text: Option<String>| text.map(|text| text.trim().to_string()).filter(|text| !text.is_empty());
        let (title, comment) = (some(details.title), some(details.comment));
        let target = match (some(details.article), some(details.url)) {
            (Some(article), None) => Target::Article(self.question(&article)),
            (None, Some(url)) if self.is_own(&url) || url.starts_with('/') => Target::Article(self.question(&url)),
            (None, Some(url)) => {
                if !url.starts_with("https://") && !url.starts_with("http://") {
                    let diagnostic = Diagnostic::error("bad-pick", format!("`{url}` is no address of a page"));
                    self.tell(
                        diagnostic.help("It begins with `https://`; an article of the site is named by `article:`."),
                        &keys,
                    );
                    return None;
                }
                if title.is_none() {
                    let diagnostic =
                        Diagnostic::error("bad-pick", "a page outside needs a title, since nobody here knows it");
                    self.tell(diagnostic.help(format!("Write `- {{url: \"{url}\", title: …}}`.")), &keys);
                    return None;
                }
                self.check_url(Some(&url), &keys);
                let source = some(details.source).unwrap_or_else(|| domain(&url));
                Target::Outside { url: without_tracking(&url).into_owned(), source }
            }
            (both, _) => {
                let message = match both {
                    Some(_) => "a pick is an article of the site or a page outside, not both",
                    None => "this pick names neither an article nor a page",
                };
                let help =
                    "Write `- 2025/09/nvidia.md`, `- {article: …, comment: …}` or `- {url: \"https://…\", title: …}`.";
                self.tell(Diagnostic::error("bad-pick", message).help(help), &keys);
                return None;
            }
        };
        Some(Pick { target, title, comment })
    }

    fn sponsor(&mut self, field: &SponsorField, at: u16) -> Option<SponsorSlot> {
        let keys = ["groups", &at.to_string(), "sponsor", "url"];
        if !field.url.starts_with("https://") && !field.url.starts_with("http://") {
            let diagnostic = Diagnostic::error("bad-pick", format!("`{}` is no address of a page", field.url));
            self.tell(diagnostic.help("A sponsor's address begins with `https://`."), &keys);
            return None;
        }
        self.check_url(Some(&field.url), &keys);
        Some(SponsorSlot { by: field.by.clone(), url: field.url.clone(), text: field.text.clone() })
    }

    /// Whether an address is one of the site itself.
    fn is_own(&self, url: &str) -> bool {
        let base = &self.config.base_url;
        !base.is_empty() && url.strip_prefix(base.as_str()).is_some_and(|rest| rest.starts_with('/'))
    }

    /// A pick's name as a question to the site: an address, or a file. A bare name is that of an article's file.
    fn question(&self, name: &str) -> String {
        if self.is_own(name) {
            return name[self.config.base_url.len()..].to_string();
        }
        if name.starts_with('/') {
            return name
                .strip_prefix(self.config.base_path.as_str())
                .filter(|rest| rest.starts_with('/'))
                .unwrap_or(name)
                .to_string();
        }
        if name.starts_with("./") || name.starts_with("../") {
            return path::resolve(&self.source.path, name).unwrap_or_else(|| name.to_string());
        }
        match name.starts_with("content/") {
            true => name.to_string(),
            false => format!("content/articles/{}", name.strip_prefix("articles/").unwrap_or(name)),
        }
    }

    fn tell(&mut self, diagnostic: Diagnostic, keys: &[&str]) {
        let span = self.place_of(keys);
        self.diagnostics.push(diagnostic.at(span));
    }
}
