//! A card: what listings show of an article.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;

use super::picture;
use crate::article::front_matter::{Role, Sponsor};
use crate::base::date::Moment;
use crate::config::settings::comments::CommentProvider;
use crate::page::desk::Desk;
use crate::site::entry::Entry;
use crate::site::target::{Target, is_outside};
use crate::theme::press::Theme;
use crate::theme::printed::Printed;

#[derive(Serialize, Clone, Debug, PartialEq)]
pub struct Named {
    pub name: String,
    pub url: String,
}

#[derive(Serialize, Clone, Debug)]
pub struct ImageView {
    pub url: String,
    pub alt: String,
    pub credit: Option<String>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// The point that stays visible when the picture is cut, from the left and from the top, 0 to 1.
    pub focal: Option<[f64; 2]>,
    #[serde(flatten)]
    pub shown: picture::Shown,
}

#[derive(Serialize, Clone, Debug)]
pub struct SourceView {
    pub name: String,
    pub url: Option<String>,
    pub role: Role,
    /// The source's page in this site.
    pub page: Option<String>,
}

#[derive(Serialize, Clone, Debug)]
pub struct CardView<'a> {
    pub title: &'a str,
    pub url: String,
    pub permalink: String,
    pub summary: &'a str,
    pub date: String,
    pub day: String,
    pub time: String,
    pub modified: Option<String>,
    pub lang: &'a str,
    pub featured: bool,
    pub sponsored: Option<&'a Sponsor>,
    pub weight: i64,
    /// How many comments readers have written.
    pub comment_count: usize,
    pub section: Option<Named>,
    pub image: Option<ImageView>,
    pub source: Option<SourceView>,
    pub tags: Vec<Named>,
    pub companies: Vec<Named>,
    pub people: Vec<Named>,
    pub products: Vec<Named>,
    pub authors: Vec<Named>,
    pub stories: Vec<Named>,
    pub sources: Vec<Named>,
    pub terms: BTreeMap<&'a str, Vec<Named>>,
}

/// Which of its parts a card is to have: a listing has many cards, and its template prints few of their parts.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Wanted(Printed);

/// What a card has only for a template that prints it. The lists of terms are never made for another; the others can
/// be left out of a card that is kept.
static PARTS: LazyLock<Printed> = LazyLock::new(|| {
    Printed::only(&[
        "tags",
        "companies",
        "people",
        "products",
        "authors",
        "stories",
        "sources",
        "terms",
        "permalink",
        "modified",
        "time",
        "section",
        "image",
        "source",
        "sponsored",
        "weight",
        "comment_count",
    ])
});

impl Wanted {
    pub const ALL: Wanted = Wanted(Printed::ALL);

    /// What a template prints of the cards in a listing. Templates that print the same of them share them.
    pub fn listed(theme: &Theme, template: &str) -> Wanted {
        Wanted(theme.printed(template).and(*PARTS))
    }

    /// These parts alone.
    pub fn only(parts: &[&str]) -> Wanted {
        Wanted(Printed::only(parts))
    }

    /// What a template prints of its own article; one that prints structured data prints all.
    pub fn own(theme: &Theme, template: &str) -> Wanted {
        if theme.prints(template, "json_ld") { Wanted::ALL } else { Wanted::listed(theme, template) }
    }

    /// Whether a field of a card is to be there; those that are always there are.
    pub fn has(self, field: &str) -> bool {
        self.0.has(field)
    }
}

/// The view of a card. Whoever lists the card has asked for it, terms included; how many comments there are is a question of
/// its own, so that a comment makes those lists alone again that show their number.
pub fn view<'a>(desk: &Desk<'a>, entry: &'a Entry, wanted: Wanted) -> CardView<'a> {
    let card = &entry.card;
    let shown = &card.shown;
    let config = desk.config();
    let date = shown.date.within(&config.zone);
    let mut view = CardView {
        title: &shown.title,
        url: desk.url(&shown.url),
        permalink: if wanted.has("permalink") { desk.permalink(&shown.url) } else { String::new() },
        summary: &shown.summary,
        date: date.rfc3339(),
        day: date.day().iso(),
        time: if wanted.has("time") { hour(&date) } else { String::new() },
        modified: shown.modified.map(|modified| modified.within(&config.zone).rfc3339()),
        lang: config.languages.get(usize::from(shown.language)).map_or("", |language| &language.tag),
        featured: shown.featured,
        sponsored: shown.sponsored.as_ref(),
        weight: shown.weight,
        comment_count: if wanted.has("comment_count") { count(desk, entry) } else { 0 },
        section: entry.section.filter(|section| desk.world.site.has_page(*section)).map(|section| named(desk, section)),
        image: if wanted.has("image") { image(desk, entry) } else { None },
        source: if wanted.has("source") { source(desk, entry) } else { None },
        tags: Vec::new(),
        companies: Vec::new(),
        people: Vec::new(),
        products: Vec::new(),
        authors: Vec::new(),
        stories: Vec::new(),
        sources: Vec::new(),
        terms: BTreeMap::new(),
    };
    for taxonomy in config.taxonomies.iter().filter(|taxonomy| !taxonomy.built_in) {
        view.terms.insert(&taxonomy.name, Vec::new());
    }
    for (taxonomy, shelf) in &entry.terms {
        let Some(taxonomy) = config.taxonomies.get(usize::from(*taxonomy)) else { continue };
        let list = if taxonomy.built_in { taxonomy.name.as_str() } else { "terms" };
        if !wanted.has(list) || !desk.world.site.has_page(*shelf) {
            continue;
        }
        let list = match taxonomy.name.as_str() {
            "tags" => &mut view.tags,
            "companies" => &mut view.companies,
            "people" => &mut view.people,
            "products" => &mut view.products,
            "authors" => &mut view.authors,
            "stories" => &mut view.stories,
            "sources" => &mut view.sources,
            own => view.terms.entry(own).or_default(),
        };
        list.push(named(desk, *shelf));
    }
    view
}

/// An article that gives only its day has no hour to show.
fn hour(date: &Moment) -> String {
    Some(date.clock()).filter(|clock| clock != "00:00").unwrap_or_default()
}

fn count(desk: &Desk<'_>, entry: &Entry) -> usize {
    if desk.config().settings.comments.provider == CommentProvider::None {
        return 0;
    }
    desk.world.site.article_at(&entry.card.path).map_or(0, |id| desk.reader.replies(id).0)
}

/// A shelf's name and address, for a term that stands on a card.
pub fn named(desk: &Desk<'_>, shelf: crate::site::fact::ShelfId) -> Named {
    let (_, name, url) = desk.reader.shown(shelf);
    Named { name: name.to_string(), url: desk.url(url) }
}

pub(super) fn image(desk: &Desk<'_>, entry: &Entry) -> Option<ImageView> {
    let image = entry.card.shown.image.as_ref()?;
    let mut view = of_source(desk, &entry.card.path, &image.src, &image.alt)?;
    view.credit = image.credit.clone().or(view.credit);
    view.focal = image.focal.map(|focal| [f64::from(focal.x) / 100.0, f64::from(focal.y) / 100.0]);
    Some(view)
}

/// A picture that an editor names, as templates get it; `None` when there is none of that name.
pub fn of_source(desk: &Desk<'_>, file: &str, source: &str, alt: &str) -> Option<ImageView> {
    let (url, dimensions) = picture(desk, file, source)?;
    let shown = picture::shown(desk, &url, dimensions);
    Some(ImageView {
        url: if is_outside(&url) { url } else { desk.url(&url) },
        alt: alt.to_string(),
        credit: shown.credit.credit.clone(),
        width: dimensions.map(|(width, _)| width),
        height: dimensions.map(|(_, height)| height),
        focal: None,
        shown,
    })
}

/// The address of a picture that a file names, within the site or outside, and its size where it is known.
pub fn picture(desk: &Desk<'_>, file: &str, source: &str) -> Option<(String, Option<(u32, u32)>)> {
    if is_outside(source) {
        return Some((source.to_string(), None));
    }
    match desk.reader.target(file, source) {
        Target::Address(address) => {
            let dimensions = desk.reader.media(&address).and_then(|media| media.dimensions);
            Some((address, dimensions))
        }
        _ => None,
    }
}

fn source(desk: &Desk<'_>, entry: &Entry) -> Option<SourceView> {
    let source = entry.card.shown.source.as_ref()?;
    let site = &desk.world.site;
    let (name, shelf) = site.source_of(entry, &source.name);
    let page = shelf.filter(|shelf| site.has_page(*shelf)).map(|shelf| desk.url(desk.reader.shown(shelf).2));
    let gone = source.url.as_deref().and_then(|url| desk.reader.gone(url));
    let url = match gone {
        // What is gone is read where it was kept, or nowhere.
        Some(archived) => archived.copy.as_ref().map(|(url, _)| url.clone()),
        None => source.url.clone(),
    };
    Some(SourceView { name: name.to_string(), url, role: source.role, page })
}
