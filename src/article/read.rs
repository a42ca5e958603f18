//! From one source file to an article: fields checked, dates understood, Markdown in pieces.

use std::ops::Range;
use std::sync::Arc;

use super::address::{self, Parts};
use super::card::{Card, CardImage, CardSource, Correction, Hold, Shown};
use super::derived::{anchors, shorten};
use super::details::{Details, Image, SourceRef, Update};
use super::edition;
use super::front_matter::{FrontMatter, ImageField, Role, SourceDetails, SourceField, UpdateKind};
use super::head;
use super::likeness::Likeness;
use super::markdown::{self, Reading, Rules};
use super::mentions::Mentions;
use super::piece::Piece;
use super::place::{Place, Sort, without_date};
use super::whole::Article;
use super::words::Words;
use crate::base::date::Moment;
use crate::base::slug::slugify;
use crate::base::stamp::Stamp;
use crate::base::web::{domain, is_of_one_article, sameness, without_tracking};
use crate::config::Config;
use crate::config::settings::text::Vigilance;
use crate::config::yaml::{What, locate};
use crate::diagnostic::{self, Diagnostic, Span, nearest};
use crate::picture::crop::Focal;
use crate::source::tree::Source;

/// Words for messages about articles.
pub const WHAT: What = What {
    noun: "an article",
    place: "in this article's front matter",
    own_fields_hint: Some("Fields of your own go under `extra:`"),
};

/// Reads an article, a page or an issue. `None` only when its front matter cannot be read at all.
pub fn read(source: &Source, place: &Place, config: &Config) -> (Option<Article>, Vec<Diagnostic>) {
    if place.sort == Sort::Edition {
        return edition::read(source, place, config);
    }
    // An article with a mistake is not published, but all of its mistakes are told at once.
    let (head, told) = head::read_on::<FrontMatter>(&source.path, &source.text, &WHAT);
    let Some(head) = head else { return (None, told) };
    let is_sound = told.is_empty();
    let mut desk = Desk { source, range: head.range.clone(), config, diagnostics: told };
    let fields = head.fields;
    let language = desk.language(fields.lang.as_deref(), place);
    let rules = rules(config, language);
    let reading = markdown::read(&source.text[head.body..], head.body, &rules);
    desk.remarks(&reading);
    let about_body = desk.diagnostics.len();
    let article = desk.article(fields, place, language, reading);
    // Without its date, say, it would be another article at another address.
    let is_sound = is_sound && !diagnostic::has_errors(&desk.diagnostics[about_body..]);
    (is_sound.then_some(article), desk.diagnostics)
}

/// Reads the body of a profile into pieces.
pub fn read_body(source: &Source, language: usize, config: &Config) -> Vec<Piece> {
    let Some(body) = head::body(&source.text) else { return Vec::new() };
    markdown::read(&source.text[body..], body, &rules(config, language)).pieces
}

/// The rules of Markdown for a language of the site.
pub fn rules(config: &Config, language: usize) -> Rules<'_> {
    let markdown = &config.settings.markdown;
    Rules {
        language: config.languages.get(language).map_or("en", |language| &language.tag),
        html: markdown.html,
        smart_punctuation: markdown.smart_punctuation,
        highlight: markdown.highlight,
        autolink: markdown.autolink,
    }
}

pub fn unknown_language(source: &Source, range: Range<usize>, keys: &[&str], tag: &str, config: &Config) -> Diagnostic {
    let known: Vec<&str> = config.languages.iter().map(|language| language.tag.as_str()).collect();
    let span = locate(&source.path, &source.text, range, keys).unwrap_or_else(|| Span::file(&source.path));
    Diagnostic::error("unknown-language", format!("the site has no language `{tag}`"))
        .at(span)
        .help(format!("Its languages are {}; others are added in `rassegna.yaml` under `languages`.", known.join(", ")))
}

/// One file on the desk: what is read from it and what is said about it.
pub(super) struct Desk<'a> {
    pub(super) source: &'a Source,
    pub(super) range: Range<usize>,
    pub(super) config: &'a Config,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Desk<'_> {
    pub(super) fn place_of(&self, keys: &[&str]) -> Span {
        locate(&self.source.path, &self.source.text, self.range.clone(), keys)
            .unwrap_or_else(|| Span::file(&self.source.path))
    }

    pub(super) fn language(&mut self, written: Option<&str>, place: &Place) -> usize {
        let Some(tag) = written else { return place.language.unwrap_or(0) };
        match self.config.language(tag) {
            Some(at) => at,
            None => {
                self.diagnostics.push(unknown_language(self.source, self.range.clone(), &["lang"], tag, self.config));
                0
            }
        }
    }

    /// A date field; what cannot be read is told, and absent.
    fn moment(&mut self, text: &str, keys: &[&str]) -> Option<Moment> {
        match Moment::parse(text, &self.config.zone) {
            Ok(moment) => Some(moment),
            Err(error) => {
                let span = self.place_of(keys);
                self.diagnostics.push(
                    Diagnostic::error("bad-date", error.0)
                        .at(span)
                        .help("Write year-month-day, as 2025-09-23, with an hour if you like: 2025-09-23 08:30."),
                );
                None
            }
        }
    }

    pub(super) fn check_url(&mut self, url: Option<&String>, keys: &[&str]) {
        let told = url.and_then(|url| address::stray_signs(url, || self.place_of(keys)));
        self.diagnostics.extend(told);
    }

    pub(super) fn article(
        &mut self,
        mut fields: FrontMatter,
        place: &Place,
        language: usize,
        reading: Reading,
    ) -> Article {
        let title = fields.title.trim().to_string();
        if title.is_empty() {
            let span = self.place_of(&["title"]);
            self.diagnostics.push(Diagnostic::error("no-title", "the title is empty").at(span));
        }
        let date = self.date(&fields, place);
        let publish = fields.publish.take().and_then(|text| self.moment(&text, &["publish"]));
        let until = fields.expires.take().and_then(|text| self.moment(&text, &["expires"]));
        let order = publish.unwrap_or(date);
        let from = (place.sort != Sort::Page || publish.is_some()).then_some(order);
        let section = self.section(&fields, place);
        let url = self.url(&fields, place, language, date, section.as_deref());
        let updates = self.updates(&fields);
        let sources = self.sources(&fields);
        let image = fields.image.take().map(image);
        self.check_template(&fields);
        self.check_url(fields.canonical.as_ref(), &["canonical"]);
        self.check_url(image.as_ref().and_then(|image: &Image| image.credit_url.as_ref()), &["image", "credit_url"]);

        let lede = fields.lede.clone().filter(|lede| !lede.trim().is_empty());
        let summary = fields
            .summary
            .clone()
            .filter(|summary| !summary.trim().is_empty())
            .or_else(|| {
                lede.as_deref().map(|lede| markdown::read(lede, 0, &rules(self.config, language)).first_paragraph)
            })
            .unwrap_or_else(|| shorten(&reading.first_paragraph, 320));
        let shown = Shown {
            url,
            language: language as u16,
            title,
            summary,
            date,
            modified: updates.iter().map(|update| update.date).max(),
            section,
            image: image.as_ref().map(|image| CardImage {
                src: image.src.clone(),
                alt: image.alt.clone(),
                credit: image.credit.clone(),
                focal: image.focal.map(Focal::new),
            }),
            source: main_source(&sources),
            featured: fields.featured,
            weight: fields.weight,
            sponsored: fields.sponsored.clone(),
        };
        let names = self.names(&fields, &sources);
        let guarded = place.sort == Sort::Article && self.config.settings.corrections.guard != Vigilance::Off;
        let likeness = guarded.then(|| Box::new(Likeness::new(lede.as_deref(), &reading.pieces, &updates)));
        let (talk, post) = fields.comments.clone().meaning();
        let card = Card {
            path: self.source.path.clone(),
            sort: place.sort,
            source: self.source.stamp,
            order,
            names,
            translation: translation_key(&fields, place),
            aliases: self.aliases(&fields),
            anchors: anchors(&reading),
            hold: Hold { draft: fields.draft, from, until },
            words: Words::default(),
            length: reading.words,
            mentions: Mentions::default(),
            corrections: if place.sort == Sort::Article { corrections(&updates) } else { Box::default() },
            originals: originals(&sources),
            roles: roles(&sources),
            likeness,
            listed: fields.canonical.is_none(),
            talk,
            edition: None,
            shown,
        };
        let details = Details {
            lede,
            sources,
            image,
            updates,
            canonical: fields.canonical,
            template: fields.template,
            post,
            autolink: fields.autolink,
            extra: fields.extra,
            edition: None,
        };
        Article { card: Arc::new(card), details, body: reading.pieces, outline: reading.outline, words: reading.words }
    }

    fn date(&mut self, fields: &FrontMatter, place: &Place) -> Moment {
        let nothing = Moment { seconds: 0, offset: 0 };
        match &fields.date {
            Some(text) => self.moment(text, &["date"]).unwrap_or(nothing),
            None if place.sort == Sort::Page => nothing,
            None => {
                self.diagnostics.push(
                    Diagnostic::error("missing-key", "an article needs a `date`")
                        .at(self.place_of(&[]))
                        .help("Add a line such as `date: 2025-09-23`."),
                );
                nothing
            }
        }
    }

    /// As it is written, or the first folder below `articles/` that is no year, month, day or language.
    fn section(&self, fields: &FrontMatter, place: &Place) -> Option<String> {
        if let Some(section) = &fields.section {
            return Some(section.trim().to_string()).filter(|section| !section.is_empty());
        }
        if place.sort != Sort::Article {
            return None;
        }
        let is_number = |folder: &&String| folder.bytes().all(|byte| byte.is_ascii_digit());
        let is_language = |folder: &&String| self.config.languages.iter().any(|language| language.tag == **folder);
        place.folders.iter().find(|folder| !is_number(folder) && !is_language(folder)).cloned()
    }

    fn url(
        &mut self,
        fields: &FrontMatter,
        place: &Place,
        language: usize,
        date: Moment,
        section: Option<&str>,
    ) -> String {
        let plain = without_date(&place.name);
        let slug = match &fields.slug {
            None => slugify(plain),
            Some(slug) => match address::bad_slug(slug) {
                None => slug.trim().to_string(),
                Some(reason) => {
                    let span = self.place_of(&["slug"]);
                    self.diagnostics.push(
                        Diagnostic::error("bad-slug", format!("`{slug}` cannot be part of an address: {reason}"))
                            .at(span)
                            .help("A slug is the last part of the address alone, as `nvidia-investe-in-openai`."),
                    );
                    slugify(plain)
                }
            },
        };
        let prefix = self.config.languages.get(language).map_or("", |language| language.prefix.as_str());
        let address = match place.sort {
            Sort::Page => {
                let folders = place.folders.iter().map(|folder| slugify(folder));
                let parts: Vec<String> = folders.chain([slug]).collect();
                format!("/{}/", parts.join("/"))
            }
            _ => address::fill(
                &self.config.settings.permalinks.articles,
                &Parts { day: date.within(&self.config.zone).day(), section, slug: &slug, filename: &place.name },
            ),
        };
        format!("{prefix}{address}")
    }

    fn updates(&mut self, fields: &FrontMatter) -> Vec<Update> {
        let mut updates: Vec<Update> = Vec::new();
        for (at, update) in fields.updates.iter().enumerate() {
            if let Some(date) = self.moment(&update.date, &["updates", &at.to_string(), "date"]) {
                let there = date.within(&self.config.zone);
                let anchor = format!("update-{}-{}", there.day().iso(), there.clock().replace(':', ""));
                // Two of one minute are told apart by their order.
                let same = updates.iter().filter(|other| other.date.seconds / 60 == date.seconds / 60).count();
                let anchor = if same == 0 { anchor } else { format!("{anchor}-{}", same + 1) };
                updates.push(Update { date, kind: update.kind, text: update.text.clone(), anchor });
            }
        }
        updates
    }

    fn sources(&mut self, fields: &FrontMatter) -> Vec<SourceRef> {
        let mut sources = Vec::new();
        for (at, field) in fields.sources.iter().enumerate() {
            let details = match field {
                SourceField::Full(details) => details.clone(),
                SourceField::Url(url) if url.contains("://") => {
                    SourceDetails { url: Some(url.clone()), ..SourceDetails::default() }
                }
                SourceField::Url(name) => SourceDetails { name: Some(name.clone()), ..SourceDetails::default() },
            };
            let index = at.to_string();
            let keys = ["sources", &index, "url"];
            let is_full = matches!(field, SourceField::Full(_));
            self.check_url(details.url.as_ref(), if is_full { &keys } else { &keys[..2] });
            let domain = details.url.as_deref().map(domain);
            let Some(name) = details.name.or(domain).filter(|name| !name.trim().is_empty()) else {
                let span = self.place_of(&["sources", &index]);
                self.diagnostics.push(
                    Diagnostic::error("empty-source", "this source has neither a name nor a URL")
                        .at(span)
                        .help("Write `- {name: WSJ, url: \"https://…\"}`, or the bare URL."),
                );
                continue;
            };
            let date = details.date.and_then(|text| self.moment(&text, &["sources", &index, "date"]));
            sources.push(SourceRef {
                name,
                title: details.title,
                // What follows the reader from page to page is not published anywhere.
                url: details.url.map(|url| without_tracking(&url).into_owned()),
                date,
                role: details.role,
                lang: details.lang,
                paywall: details.paywall,
            });
        }
        sources
    }

    fn names(&mut self, fields: &FrontMatter, sources: &[SourceRef]) -> Vec<(u8, Vec<String>)> {
        let mut names = Vec::new();
        for (at, taxonomy) in self.config.taxonomies.iter().enumerate() {
            let terms: Vec<String> = match taxonomy.name.as_str() {
                "tags" => fields.tags.0.clone(),
                "companies" => fields.companies.0.clone(),
                "people" => fields.people.0.clone(),
                "products" => fields.products.0.clone(),
                "authors" if fields.authors.0.is_empty() => self.config.settings.authors.clone(),
                "authors" => fields.authors.0.clone(),
                "stories" => fields.story.iter().cloned().collect(),
                "sources" => sources.iter().map(|source| source.name.clone()).collect(),
                own => fields.terms.get(own).map(|terms| terms.0.clone()).unwrap_or_default(),
            };
            if !terms.is_empty() {
                names.push((at as u8, terms));
            }
        }
        for own in fields.terms.keys() {
            if !self.config.taxonomies.iter().any(|taxonomy| taxonomy.name == *own && !taxonomy.built_in) {
                let known = self.config.taxonomies.iter().filter(|t| !t.built_in).map(|t| t.name.as_str());
                let near = nearest(own, known).map(|near| format!("did you mean `{near}`?"));
                let span = self.place_of(&["terms", own]);
                self.diagnostics.push(
                    Diagnostic::error("unknown-taxonomy", format!("the site has no taxonomy `{own}` of its own"))
                        .at(span)
                        .help(near.unwrap_or_else(|| "Declare it in `rassegna.yaml` under `taxonomies`.".to_string())),
                );
            }
        }
        names
    }

    fn aliases(&mut self, fields: &FrontMatter) -> Vec<String> {
        let mut aliases = Vec::new();
        for (at, written) in fields.aliases.iter().enumerate() {
            match address::alias(written) {
                Ok(address) => aliases.push(address),
                Err(reason) => {
                    let span = self.place_of(&["aliases", &at.to_string()]);
                    self.diagnostics.push(
                        Diagnostic::error("bad-alias", format!("`{written}` cannot lead here: {reason}"))
                            .at(span)
                            .help("An alias is an address of this site, as `/2025/09/nvidia-openai/`."),
                    );
                }
            }
        }
        aliases
    }

    fn check_template(&mut self, fields: &FrontMatter) {
        if let Some(template) = &fields.template
            && (template.contains("..") || template.starts_with('/'))
        {
            let span = self.place_of(&["template"]);
            self.diagnostics.push(
                Diagnostic::error("bad-template", format!("`{template}` is no template's name"))
                    .at(span)
                    .help("A template is named as it lies in `templates/`: `special.html`."),
            );
        }
    }

    pub(super) fn remarks(&mut self, reading: &Reading) {
        for remark in &reading.remarks {
            let (at, length) = (remark.mark.at as usize, remark.mark.length as usize);
            let span = diagnostic::locate::span(&self.source.path, &self.source.text, at, length);
            let mut diagnostic = Diagnostic::warning(remark.code, &remark.message).at(span);
            diagnostic.help.extend(remark.help.clone());
            self.diagnostics.push(diagnostic);
        }
    }
}

/// Translations share what is written, or the file's name and folders without the language.
fn translation_key(fields: &FrontMatter, place: &Place) -> String {
    match &fields.translation {
        Some(key) => key.clone(),
        None => format!("{}/{}", place.folders.join("/"), place.name),
    }
}

fn image(field: ImageField) -> Image {
    match field {
        ImageField::Source(src) => {
            Image { src, alt: String::new(), caption: None, credit: None, credit_url: None, license: None, focal: None }
        }
        ImageField::Full(details) => Image {
            src: details.src,
            alt: details.alt,
            caption: details.caption,
            credit: details.credit,
            credit_url: details.credit_url,
            license: details.license,
            focal: details.focal,
        },
    }
}

/// The original sources by where they lead. The address of a person, `@name`, is that of all that the person
/// wrote, and a home page or `/news/` that of a list.
fn originals(sources: &[SourceRef]) -> Box<[(u16, u64)]> {
    let originals = sources.iter().zip(0..).filter(|(source, _)| source.role == Role::Original);
    let originals = originals.filter(|(source, _)| !source.name.starts_with('@'));
    let leading = originals.filter_map(|(source, at)| Some((at, sameness(source.url.as_deref()?))));
    leading
        .filter(|(_, same)| is_of_one_article(same))
        .map(|(at, same)| (at, Stamp::of_bytes(same.as_bytes()).number()))
        .collect()
}

fn roles(sources: &[SourceRef]) -> Box<[Role]> {
    match sources.iter().any(|source| source.role != Role::default()) {
        true => sources.iter().map(|source| source.role).collect(),
        false => Box::default(),
    }
}

fn corrections(updates: &[Update]) -> Box<[Correction]> {
    let corrections = updates.iter().filter(|update| update.kind != UpdateKind::Update);
    let corrections = corrections.map(|update| Correction {
        date: update.date,
        kind: update.kind,
        text: update.text.clone(),
        anchor: update.anchor.clone(),
    });
    corrections.collect()
}

fn main_source(sources: &[SourceRef]) -> Option<CardSource> {
    let first = sources.iter().find(|source| source.role == Role::Original).or_else(|| sources.first())?;
    Some(CardSource { name: first.name.clone(), url: first.url.clone(), role: first.role })
}
