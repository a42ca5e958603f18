//! The profile of a company, a person, a tag, a source, a story, an author, or the introduction of an index.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::address;
use super::front_matter::ProfileFields;
use super::head;
use super::place::{Place, Sort};
use crate::base::slug::slugify;
use crate::base::stamp::Stamp;
use crate::base::web::{domain, is_domain};
use crate::config::Config;
use crate::config::yaml::{What, locate};
use crate::diagnostic::{Diagnostic, Span};
use crate::source::tree::Source;

/// A profile without its body, which is read again when its page is made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Profile {
    pub path: String,
    pub sort: Sort,
    pub language: u16,
    pub source: Stamp,
    /// The last part of the address; for a section the section's slug.
    pub key: String,
    pub name: String,
    /// Its names in single languages, by their places in the configuration.
    pub names: BTreeMap<u16, String>,
    pub aliases: Vec<String>,
    /// Addresses at which its page stood once.
    pub redirects: Vec<String>,
    /// Where a source publishes: an address there is one of its.
    pub domains: Vec<String>,
    /// Whether upper and lower case matter where it is named.
    pub case_sensitive: bool,
    /// Whether a first mention becomes a link.
    pub autolink: bool,
    /// What sort of company it is; what a person does.
    pub kind: Option<String>,
    /// Addresses of the same entity elsewhere: its own site, Wikidata, and what the profile names.
    pub same_as: Vec<String>,
    /// A story that is over.
    pub closed: bool,
    /// Whether there is a text below the front matter.
    pub has_body: bool,
}

impl Profile {
    /// What it is called in a language.
    pub fn name_in(&self, language: u16) -> &str {
        self.names.get(&language).unwrap_or(&self.name)
    }
}

/// Words for messages about profiles.
pub const WHAT: What = What {
    noun: "a profile",
    place: "in this profile's front matter",
    own_fields_hint: Some("Fields of your own go under `extra:`"),
};

/// Reads a profile's fields. `None` when its front matter cannot be read, with the reasons.
pub fn read(source: &Source, place: &Place, config: &Config) -> (Option<(Profile, ProfileFields)>, Vec<Diagnostic>) {
    let head = match head::read::<ProfileFields>(&source.path, &source.text, &WHAT) {
        Ok(head) => head,
        Err(diagnostics) => return (None, diagnostics),
    };
    let mut diagnostics = Vec::new();
    if let Some(tag) = place.name.strip_prefix("_index.") {
        return (None, vec![super::read::unknown_language(source, 0..0, &["lang"], tag, config)]);
    }
    let fields = head.fields;
    let language = match &fields.lang {
        None => place.language.unwrap_or(0),
        Some(tag) => config.language(tag).unwrap_or_else(|| {
            diagnostics.push(super::read::unknown_language(source, head.range.clone(), &["lang"], tag, config));
            0
        }),
    };
    let key = match (&place.sort, &fields.slug) {
        (Sort::Section, _) => place.folders.first().map(|folder| slugify(folder)).unwrap_or_default(),
        (Sort::Index(_), _) => String::new(),
        (_, Some(slug)) => slugify(slug),
        (_, None) => slugify(&place.name),
    };
    let mut names = BTreeMap::new();
    for (tag, name) in &fields.names {
        match config.language(tag) {
            Some(language) => _ = names.insert(language as u16, name.clone()),
            None => diagnostics.push(super::read::unknown_language(
                source,
                head.range.clone(),
                &["names", tag],
                tag,
                config,
            )),
        }
    }
    let own_name = names.get(&(language as u16)).cloned();
    let named = fields.name.clone().or_else(|| fields.title.clone()).or(own_name);
    if named.is_none() && matches!(place.sort, Sort::Profile(_)) {
        diagnostics.push(
            Diagnostic::warning("no-name", "this profile has no `name`, so the file's name is shown")
                .at(Span::file(&source.path))
                .help("Add `name:` to its front matter."),
        );
    }
    let span_of = |keys: &[&str]| {
        let span = locate(&source.path, &source.text, head.range.clone(), keys);
        span.unwrap_or_else(|| Span::file(&source.path))
    };
    let website = fields.website.as_ref();
    diagnostics.extend(website.and_then(|url| address::stray_signs(url, || span_of(&["website"]))));
    let others = fields.same_as.iter().enumerate();
    diagnostics
        .extend(others.filter_map(|(at, url)| address::stray_signs(url, || span_of(&["same_as", &at.to_string()]))));
    let redirects = redirects(source, &head.range, &fields.redirects, &mut diagnostics);
    let profile = Profile {
        path: source.path.clone(),
        sort: place.sort,
        language: language as u16,
        source: source.stamp,
        key,
        name: named.unwrap_or_else(|| place.name.clone()),
        names,
        aliases: fields.aliases.clone(),
        redirects,
        domains: domains(&fields),
        case_sensitive: fields.case_sensitive,
        autolink: fields.autolink.unwrap_or(true),
        kind: fields.kind.clone(),
        same_as: same_as(&fields),
        closed: fields.closed,
        has_body: !source.text[head.body..].trim().is_empty(),
    };
    (Some((profile, fields)), diagnostics)
}

/// The addresses among what is written; what is none is told.
fn redirects(
    source: &Source,
    range: &Range<usize>,
    written: &[String],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let mut redirects = Vec::new();
    for (at, written) in written.iter().enumerate() {
        match address::alias(written) {
            Ok(address) => redirects.push(address),
            Err(reason) => {
                let span = locate(&source.path, &source.text, range.clone(), &["redirects", &at.to_string()]);
                diagnostics.push(
                    Diagnostic::error("bad-alias", format!("`{written}` cannot lead here: {reason}"))
                        .at(span.unwrap_or_else(|| Span::file(&source.path)))
                        .help("A redirect is an address of this site, as `/companies/facebook/`."),
                );
            }
        }
    }
    redirects
}

/// The domains that a profile names, and that of its website where this has all of one.
fn domains(fields: &ProfileFields) -> Vec<String> {
    let is_whole = |site: &&String| {
        let rest = site.split_once("://").map_or(site.as_str(), |(_, rest)| rest);
        rest.split_once('/').is_none_or(|(_, path)| path.is_empty())
    };
    let mut domains: Vec<String> = Vec::new();
    for written in fields.domains.iter().chain(fields.website.as_ref().filter(is_whole)) {
        let domain = domain(written);
        if is_domain(&domain) && !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    domains
}

/// Where else one finds what a profile is of, each address once.
fn same_as(fields: &ProfileFields) -> Vec<String> {
    let wikidata = fields.wikidata.as_deref().map(|id| match id.contains("://") {
        true => id.to_string(),
        false => format!("https://www.wikidata.org/wiki/{id}"),
    });
    let mut addresses: Vec<String> = Vec::new();
    for address in fields.website.iter().chain(&wikidata).chain(&fields.same_as) {
        if address.contains("://") && !addresses.contains(address) {
            addresses.push(address.clone());
        }
    }
    addresses
}
