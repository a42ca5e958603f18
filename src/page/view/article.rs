//! An article in full, as its own page shows it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::card::{self, CardView, Named, Wanted, named, picture};
use super::comments::{self, CommentsView};
use crate::article::front_matter::{Role, UpdateKind};
use crate::article::head;
use crate::article::piece::OutlineEntry;
use crate::article::whole::Article;
use crate::base::date::Moment;
use crate::config::yaml::Value;
use crate::diagnostic::{Diagnostic, Span};
use crate::page::body;
use crate::page::desk::Desk;
use crate::page::kinds::corrections;
use crate::site::entry::Entry;
use crate::site::fact::ArticleId;
use crate::site::target::is_outside;
use crate::source::tree;

/// Words that a person reads in a minute.
const READING_SPEED: u32 = 220;

#[derive(Serialize, Clone, Debug)]
pub struct LinkView {
    pub title: String,
    pub url: String,
}

#[derive(Serialize, Clone, Debug)]
pub struct TranslationView {
    pub lang: String,
    pub name: String,
    pub url: String,
}

#[derive(Serialize, Clone, Debug)]
pub struct FullSource {
    pub name: String,
    pub title: Option<String>,
    pub url: Option<String>,
    pub date: Option<String>,
    pub role: Role,
    pub lang: Option<String>,
    pub paywall: bool,
    pub page: Option<String>,
    pub archived: Option<ArchivedView>,
    /// Whether it is gone from where it was.
    pub dead: bool,
}

/// An archived copy of a source.
#[derive(Serialize, Clone, Debug)]
pub struct ArchivedView {
    pub url: String,
    /// Its day.
    pub date: String,
}

#[derive(Serialize, Clone, Debug)]
pub struct UpdateView {
    pub date: String,
    pub day: String,
    pub kind: UpdateKind,
    pub html: String,
    /// Its id on the page.
    pub id: String,
}

#[derive(Serialize, Clone, Debug)]
pub struct PictureView {
    pub url: String,
    pub alt: String,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub credit_url: Option<String>,
    pub license: Option<String>,
    pub focal: Option<[f64; 2]>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    #[serde(flatten)]
    pub shown: super::picture::Shown,
}

#[derive(Serialize, Clone, Debug)]
pub struct StoryView<'a> {
    pub name: String,
    pub url: String,
    /// What stands just before and after it in the story, the newest first.
    pub cards: Vec<CardView<'a>>,
    pub before: Option<LinkView>,
    pub after: Option<LinkView>,
}

/// An older article that is proposed beside another.
#[derive(Serialize, Clone, Debug)]
pub struct RelatedView<'a> {
    #[serde(flatten)]
    pub card: CardView<'a>,
    /// What both are about, the rarest first; empty where only their words are alike.
    pub reasons: Vec<Named>,
}

#[derive(Serialize, Clone, Debug)]
pub struct ArticleView<'a> {
    /// Its fields stand before the article's own, and are put there when a template gets them.
    #[serde(skip)]
    pub card: CardView<'a>,
    pub lede: Option<String>,
    pub lede_html: Option<String>,
    /// Printed with `safe`: it is HTML already.
    pub content: String,
    pub toc: Vec<OutlineEntry>,
    pub words: u32,
    pub minutes: u32,
    pub sources_full: Vec<FullSource>,
    pub updates: Vec<UpdateView>,
    /// The address of the site's corrections, where one of them is of this article.
    pub corrections: Option<String>,
    pub picture: Option<PictureView>,
    pub before: Option<LinkView>,
    pub after: Option<LinkView>,
    pub story: Option<StoryView<'a>>,
    pub related: Vec<RelatedView<'a>>,
    pub translations: Vec<TranslationView>,
    /// What readers say below it; `None` where nothing is shown.
    pub comments: Option<CommentsView>,
    pub extra: BTreeMap<String, Value>,
    pub path: String,
}

/// The view of an article or a page outside the river.
pub fn view<'a>(
    desk: &Desk<'a>,
    id: ArticleId,
    entry: &'a Entry,
    article: &Article,
    template: &str,
) -> ArticleView<'a> {
    let card = &entry.card;
    let details = &article.details;
    let wanted = Wanted::own(&desk.world.theme, template);
    let printed = desk.world.theme.printed(template);
    let zone = &desk.config().zone;
    let date = |moment: Moment| moment.within(zone);
    let (before, after) = desk.reader.neighbours(id);
    let heading = |entry: Option<&Entry>| {
        let shown = &entry?.card.shown;
        Some(LinkView { title: shown.title.clone(), url: desk.url(&shown.url) })
    };
    let lede = details.lede.as_deref().filter(|_| printed.has("lede_html"));
    ArticleView {
        card: card::view(desk, entry, wanted),
        lede: details.lede.clone(),
        lede_html: lede.map(|lede| body::inline(desk.config(), desk.language, lede)),
        content: body::html(desk, &article.body, &card.shown.url, article.details.image.is_none()),
        toc: if printed.has("toc") { article.outline.clone() } else { Vec::new() },
        words: article.words,
        minutes: minutes(article.words),
        sources_full: sources(desk, entry, article),
        updates: details
            .updates
            .iter()
            .map(|update| UpdateView {
                date: date(update.date).rfc3339(),
                day: date(update.date).day().iso(),
                kind: update.kind,
                html: body::inline(desk.config(), desk.language, &update.text),
                id: update.anchor.clone(),
            })
            .collect(),
        corrections: (!card.corrections.is_empty() && desk.world.site.wants("corrections"))
            .then(|| desk.url(&corrections::url(&desk.world.site, card.shown.language))),
        picture: main_picture(desk, entry, article),
        before: heading(before),
        after: heading(after),
        story: story(desk, id, entry, wanted),
        related: if printed.has("related") { related(desk, id, wanted) } else { Vec::new() },
        translations: translations(desk, id),
        comments: match printed.has("comments") {
            true => comments::view(desk, id, entry, details.post.as_deref()),
            false => None,
        },
        extra: if printed.has("extra") { details.extra.clone() } else { BTreeMap::new() },
        path: card.path.clone(),
    }
}

fn sources(desk: &Desk<'_>, entry: &Entry, article: &Article) -> Vec<FullSource> {
    let (site, zone) = (&desk.world.site, &desk.config().zone);
    let full = article.details.sources.iter().map(|source| {
        let (name, shelf) = site.source_of(entry, &source.name);
        let archived = source.url.as_deref().and_then(|url| desk.reader.archived(url));
        FullSource {
            name: name.to_string(),
            title: source.title.clone(),
            url: source.url.clone(),
            date: source.date.map(|date| date.within(zone).rfc3339()),
            role: source.role,
            lang: source.lang.clone(),
            paywall: source.paywall,
            page: shelf.filter(|shelf| site.has_page(*shelf)).map(|shelf| desk.url(desk.reader.shown(shelf).2)),
            archived: archived.and_then(|archived| archived.copy.clone()).map(|(url, date)| ArchivedView { url, date }),
            dead: archived.is_some_and(|archived| archived.is_dead),
        }
    });
    full.collect()
}

fn main_picture(desk: &Desk<'_>, entry: &Entry, article: &Article) -> Option<PictureView> {
    let image = article.details.image.as_ref()?;
    let Some((url, dimensions)) = picture(desk, &entry.card.path, &image.src) else {
        desk.say(
            Diagnostic::error("missing-picture", format!("there is no picture `{}`", image.src))
                .at(place(desk, &entry.card.path, &["image", "src"]))
                .help("`image:` is a file beside the article, an address such as `/images/x.jpg`, or a URL."),
        );
        return None;
    };
    let shown = super::picture::shown(desk, &url, dimensions);
    Some(PictureView {
        url: if is_outside(&url) { url } else { desk.url(&url) },
        alt: image.alt.clone(),
        caption: image.caption.clone().or_else(|| shown.credit.caption.clone()),
        credit: image.credit.clone().or_else(|| shown.credit.credit.clone()),
        credit_url: image.credit_url.clone(),
        license: image.license.clone(),
        focal: image.focal,
        width: dimensions.map(|(width, _)| width),
        height: dimensions.map(|(_, height)| height),
        shown,
    })
}

/// The place of a front matter's field. Only for a diagnostic is the file read once more.
pub(super) fn place(desk: &Desk<'_>, path: &str, keys: &[&str]) -> Span {
    let source = tree::read(&desk.world.root, path).ok();
    source.map_or_else(|| Span::file(path), |source| head::place(path, &source.text, keys))
}

fn story<'a>(desk: &Desk<'a>, id: ArticleId, entry: &'a Entry, wanted: Wanted) -> Option<StoryView<'a>> {
    let stories = desk.config().taxonomy("stories")?;
    let (_, shelf) = entry.terms.iter().find(|(at, _)| *at == stories)?;
    let (_, name, url) = desk.reader.shown(*shelf);
    let (older, newer) = desk.reader.thread(*shelf, id);
    let heading = |entry: Option<&&Entry>| {
        let shown = &entry?.card.shown;
        Some(LinkView { title: shown.title.clone(), url: desk.url(&shown.url) })
    };
    Some(StoryView {
        name: name.to_string(),
        url: desk.url(url),
        cards: newer.iter().rev().chain(&older).map(|entry| card::view(desk, entry, wanted)).collect(),
        before: heading(older.first()),
        after: heading(newer.first()),
    })
}

fn related<'a>(desk: &Desk<'a>, id: ArticleId, wanted: Wanted) -> Vec<RelatedView<'a>> {
    let related = desk.reader.related(id).into_iter();
    related
        .map(|(entry, shared)| RelatedView {
            card: card::view(desk, entry, wanted),
            // The names stand on the other article's card, whose answer covers them.
            reasons: shared.into_iter().map(|shelf| named(desk, shelf)).collect(),
        })
        .collect()
}

fn translations(desk: &Desk<'_>, id: ArticleId) -> Vec<TranslationView> {
    let languages = &desk.config().languages;
    if languages.len() < 2 {
        return Vec::new();
    }
    let found = desk.reader.translations(id).into_iter();
    found
        .map(|(language, url)| TranslationView {
            lang: languages[usize::from(language)].tag.clone(),
            name: languages[usize::from(language)].name.clone(),
            url: desk.url(url),
        })
        .collect()
}

/// How many minutes it takes to read so many words.
pub fn minutes(words: u32) -> u32 {
    words.div_ceil(READING_SPEED).max(1)
}
