//! The series of digests, checked.

use std::collections::BTreeMap;

use jiff::civil::Weekday;

use super::node::Node;
use super::settings::Settings;
use super::settings::digests::{Digest, FirstDay, GroupBy, Numbering};
use super::{Config, Reading, languages};
use crate::base::period::{Period, Rhythm};
use crate::base::slug::slugify;
use crate::diagnostic::Diagnostic;

/// So many series a site may have; they are numbered by a byte.
const MOST: usize = 100;

/// Digests that follow each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// As it stands in addresses: `weekly`.
    pub name: String,
    /// What it is called, by language.
    pub titles: BTreeMap<String, String>,
    pub rhythm: Rhythm,
    /// The slugs of the sections that it collects from; all of them when there are none.
    pub sections: Vec<String>,
    pub group_by: Option<GroupBy>,
    pub minimum: usize,
    pub maximum: Option<usize>,
    pub numbering: Numbering,
    pub first_number: u32,
}

impl Series {
    /// Whether it collects the articles of a section.
    pub fn collects(&self, section: Option<&str>) -> bool {
        self.sections.is_empty() || self.sections.contains(&section.map(slugify).unwrap_or_default())
    }
}

impl Config {
    /// The address of an issue of a series, below its language's own.
    pub fn issue_address(&self, series: &Series, issue: &str) -> String {
        self.settings.permalinks.digests.replace(":series", &series.name).replace(":period", issue)
    }
}

/// The series by name.
pub(super) fn series(
    reading: &mut Reading<'_>,
    settings: &Settings,
    zone: &super::TimeZone,
    root: &Node,
) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for (name, digest) in settings.digests.iter().take(MOST) {
        if !is_name(reading, name, root) {
            continue;
        }
        let zone = match digest.timezone.as_deref() {
            Some(written) => languages::named_zone(reading, written, &["digests", name, "timezone"], root),
            None => zone.clone(),
        };
        check(reading, settings, name, digest, root);
        all.push(Series {
            name: name.clone(),
            titles: digest.title.clone(),
            rhythm: Rhythm { period: digest.period, first: weekday(digest.starts.unwrap_or(FirstDay::Monday)), zone },
            sections: digest.sections.iter().map(|section| slugify(section)).collect(),
            group_by: digest.group_by,
            minimum: digest.minimum.max(1),
            maximum: digest.maximum,
            numbering: digest.numbering,
            first_number: digest.first_number,
        });
    }
    if settings.digests.len() > MOST {
        let diagnostic = Diagnostic::error("too-many-series", format!("a site has at most {MOST} series of digests"));
        reading.report(diagnostic.help("Leave out those that nobody reads."), &["digests"], root);
    }
    same_address(reading, settings, &all, root);
    permalink(reading, settings, root);
    all
}

fn weekday(day: FirstDay) -> Weekday {
    match day {
        FirstDay::Monday => Weekday::Monday,
        FirstDay::Tuesday => Weekday::Tuesday,
        FirstDay::Wednesday => Weekday::Wednesday,
        FirstDay::Thursday => Weekday::Thursday,
        FirstDay::Friday => Weekday::Friday,
        FirstDay::Saturday => Weekday::Saturday,
        FirstDay::Sunday => Weekday::Sunday,
    }
}

/// A series' name is part of addresses, in which it must not be taken for an issue or a year.
fn is_name(reading: &mut Reading<'_>, name: &str, root: &Node) -> bool {
    let slug = slugify(name);
    let is_letters = name.starts_with(|c: char| c.is_ascii_alphabetic());
    if slug == name && is_letters {
        return true;
    }
    let sound = if slug.starts_with(|c: char| c.is_ascii_alphabetic()) { slug } else { "weekly".to_string() };
    let diagnostic = Diagnostic::error("bad-series", format!("`{name}` cannot be the name of a series of digests"));
    let help = format!(
        "It stands in addresses: call it `{sound}`, and give it a title: `title: {{it: {}}}`.",
        super::emit::in_quotes(name)
    );
    reading.report_name(diagnostic.help(help), &["digests", name], root);
    false
}

fn check(reading: &mut Reading<'_>, settings: &Settings, name: &str, digest: &Digest, root: &Node) {
    if digest.starts.is_some() && digest.period != Period::Weekly {
        let diagnostic = Diagnostic::error("no-weeks", "only a weekly series has a first day of the week");
        reading.report(
            diagnostic.help("Take `starts:` away, or write `period: weekly`."),
            &["digests", name, "starts"],
            root,
        );
    }
    if let Some(maximum) = digest.maximum.filter(|maximum| *maximum < digest.minimum) {
        let message = format!("an issue cannot have at least {} articles and at most {maximum}", digest.minimum);
        let diagnostic = Diagnostic::error("no-room", message).help("Raise `maximum:`, or lower `minimum:`.");
        reading.report(diagnostic, &["digests", name, "maximum"], root);
    }
    for tag in
        digest.title.keys().filter(|tag| !settings.languages.is_empty() && !settings.languages.contains_key(*tag))
    {
        let known: Vec<&str> = settings.languages.keys().map(String::as_str).collect();
        let diagnostic = Diagnostic::error("unknown-language", format!("the site has no language `{tag}`"));
        let help = super::suggest(tag, &known, "its languages are");
        reading.report_name(diagnostic.help(help), &["digests", name, "title", tag], root);
    }
}

/// Issues of two series must not meet at one address.
fn same_address(reading: &mut Reading<'_>, settings: &Settings, all: &[Series], root: &Node) {
    if settings.permalinks.digests.contains(":series") {
        return;
    }
    for (at, series) in all.iter().enumerate() {
        let Some(other) = all[..at].iter().find(|other| other.rhythm.period == series.rhythm.period) else { continue };
        let message = format!("the issues of `{}` and `{}` would have the same addresses", other.name, series.name);
        let help = "Tell them apart by their series: `permalinks: {digests: \"/digests/:series/:period/\"}`.";
        reading.report_name(Diagnostic::error("same-address", message).help(help), &["digests", &series.name], root);
    }
}

fn permalink(reading: &mut Reading<'_>, settings: &Settings, root: &Node) {
    let pattern = &settings.permalinks.digests;
    let fixed = pattern.replace(":series", "").replace(":period", "");
    let is_sound = pattern.starts_with('/')
        && pattern.ends_with('/')
        && pattern.contains(":period")
        && !fixed.contains([':', '?', '#', '\\'])
        && !pattern.contains("//")
        && !pattern.contains(char::is_whitespace);
    if !is_sound {
        let message = format!("`{pattern}` cannot be the address of issues");
        let help = "It begins and ends with `/` and holds `:period`, and `:series` if you like: `digests: \"/digests/:period/\"`.";
        reading.report(Diagnostic::error("bad-permalink", message).help(help), &["permalinks", "digests"], root);
    }
}
