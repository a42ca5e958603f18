//! An issue of a digest written down for an editor: what would have been collected, one line each, ready to be edited.

use std::fmt::Write;

use crate::article::card::Card;
use crate::article::edition::FOLDER;
use crate::config::emit::in_quotes;
use crate::site::fact::ArticleId;
use crate::site::issue::Collected;
use crate::site::store::Site;

/// How long a comment is made, in letters.
const LINE: usize = 220;

/// What the comments in the file say: of its title, and of its being a draft. An editor reads them in the language of the issue, where
/// that is one of the two that a new site speaks.
const ENGLISH: (&str, &str) =
    ("A title of the issue's own; else it is called by its days.", "Take this line away when the issue is ready.");
const ITALIAN: (&str, &str) = (
    "Un titolo tutto suo; altrimenti il numero si chiama con i suoi giorni.",
    "Togli questa riga quando il numero è pronto.",
);

/// Which issue is to be written.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// An index into the configuration's languages.
    pub language: u16,
    /// An index into the configuration's series.
    pub series: u8,
    /// The name of its period.
    pub key: String,
    /// What may stand in it.
    pub articles: Vec<ArticleId>,
    /// Whether it is to be held back until somebody has read it.
    pub draft: bool,
}

/// A file to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// Relative to the site's folder.
    pub path: String,
    pub text: String,
    /// How many picks it has.
    pub picks: usize,
    /// How many articles had no room in it.
    pub left_out: usize,
}

/// Writes down an issue: what leads, then what belongs to one story or to one company, then the rest.
pub fn draft(site: &Site, wanted: &Wanted) -> Draft {
    let series = site.config.series.get(usize::from(wanted.series));
    let Collected { lead, together, left_out } =
        site.proposed(&wanted.articles, series.and_then(|series| series.maximum));
    let card = |id: &ArticleId| site.entry(*id).map(|entry| &*entry.card);
    let tag = site.config.languages.get(usize::from(wanted.language)).map_or("", |language| language.tag.as_str());
    let (titled, ready) = if tag.split('-').next() == Some("it") { &ITALIAN } else { &ENGLISH };
    let mut text = format!("---\n# {titled}\ntitle: \"\"\n");
    if wanted.draft {
        let _ = writeln!(text, "# {ready}\ndraft: true");
    }
    let mut picks = 0;
    if let Some(card) = lead.as_ref().and_then(card) {
        picks += 1;
        line(&mut text, "lead: ", card);
    }
    if !together.is_empty() {
        text.push_str("groups:\n");
    }
    for those in &together {
        match those.of {
            Some(shelf) => {
                let _ = writeln!(text, "  - title: {}\n    picks:", in_quotes(&site.shelf(shelf).name));
            }
            None => text.push_str("  - picks:\n"),
        }
        for card in those.articles.iter().filter_map(card) {
            picks += 1;
            line(&mut text, "      - ", card);
        }
    }
    text.push_str("---\n\n");
    Draft { path: path(site, wanted), text, picks, left_out }
}

/// One pick in one line, with the headline after it, for whoever edits the list.
fn line(text: &mut String, before: &str, card: &Card) {
    let article = card.path.strip_prefix("content/articles/").unwrap_or(&card.path);
    let article = if is_plain(article) { article.to_string() } else { in_quotes(article) };
    let summary = opening(&one_line(&card.shown.summary));
    let pick = match summary.is_empty() {
        true => format!("{{article: {article}}}"),
        false => format!("{{article: {article}, comment: {}}}", in_quotes(&escaped(&summary))),
    };
    let _ = writeln!(text, "{before}{pick} # {}", one_line(&card.shown.title));
}

/// Whether the path of a file needs no quotes in YAML.
fn is_plain(path: &str) -> bool {
    // A name of digits alone would be a number.
    path.contains('.')
        && path.chars().all(|c| c.is_alphanumeric() || "/._-".contains(c))
        && !path.starts_with(['-', '.'])
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first sentences of a text, as many as make a line.
fn opening(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LINE) else { return text.to_string() };
    let ends =
        [". ", "? ", "! ", "。"].iter().filter_map(|sign| Some(text[..end].rfind(sign)? + sign.trim_end().len()));
    match ends.max() {
        Some(end) => text[..end].to_string(),
        None => {
            let cut = &text[..end];
            format!("{}…", cut.rsplit_once(' ').map_or(cut, |(cut, _)| cut).trim_end_matches([',', ';', ':']))
        }
    }
}

/// Plain text as Markdown that says the same.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '[' | '<') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Where the file belongs: in a folder of the series' name where its period alone does not say which series it is of.
fn path(site: &Site, wanted: &Wanted) -> String {
    let config = &site.config;
    let fitting = config.series.iter().filter(|series| series.rhythm.named(&wanted.key).is_some()).count();
    let folder = match config.series.get(usize::from(wanted.series)) {
        Some(series) if fitting > 1 => format!("{}/", series.name),
        _ => String::new(),
    };
    let language = config.languages.get(usize::from(wanted.language)).filter(|_| wanted.language > 0);
    let suffix = language.map_or_else(String::new, |language| format!(".{}", language.tag));
    format!("{FOLDER}{folder}{}{suffix}.md", wanted.key)
}
