//! Shelves and indexes as templates see them.

use serde::Serialize;

use super::calendar::{MonthView, calendar};
use super::card::Wanted;
use super::frame::{FeedLink, feed_links};
use super::profile::ProfileView;
use super::story::Chronicle;
use crate::base::date::Day;
use crate::page::desk::Desk;
use crate::site::calendar::{Lately, WEEKS};
use crate::site::fact::{Group, ShelfId};
use crate::site::questions::Beside;
use crate::site::share::Cited;
use crate::site::story::Standing;
use crate::theme::press::Value;

/// A shelf in a list of shelves.
#[derive(Serialize, Clone, Debug)]
pub struct TermView {
    pub name: String,
    pub url: String,
    pub count: usize,
    pub activity: [u32; 12],
    /// Of a year or a month: its first day.
    pub day: Option<String>,
    pub key: String,
}

/// A shelf with its count and activity, as the reader lists it.
pub fn term(desk: &Desk<'_>, (id, count, activity): (ShelfId, usize, [u32; 12])) -> TermView {
    let (key, name, url) = desk.reader.shown(id);
    TermView {
        name: name.to_string(),
        url: desk.url(url),
        count,
        activity,
        day: first_day(key.group, &key.key),
        key: key.key.clone(),
    }
}

/// The first day of a year's or a month's shelf, in ISO 8601.
pub fn first_day(group: Group, key: &str) -> Option<String> {
    match group {
        Group::Year => Some(format!("{key}-01-01")),
        Group::Month => Some(format!("{key}-01")),
        _ => None,
    }
}

#[derive(Serialize, Clone, Debug)]
pub struct BesideView {
    pub url: String,
    pub first: Option<String>,
    pub last: Option<String>,
}

impl BesideView {
    pub fn new(desk: &Desk<'_>, shelf_url: &str, beside: &Beside) -> BesideView {
        BesideView {
            url: desk.url(&page_url(shelf_url, beside.page)),
            first: beside.days.map(|(first, _)| first.iso()),
            last: beside.days.map(|(_, last)| last.iso()),
        }
    }
}

/// The address of a page of a shelf; 0 is the shelf's own.
pub fn page_url(shelf_url: &str, page: usize) -> String {
    match page {
        0 => shelf_url.to_string(),
        page => format!("{shelf_url}page/{page}/"),
    }
}

#[derive(Serialize, Clone, Debug)]
pub struct NamedWith {
    pub name: String,
    pub url: String,
    pub count: usize,
}

/// A shelf that was in the news of late.
#[derive(Serialize, Clone, Debug)]
pub struct LatelyView {
    pub name: String,
    pub url: String,
    pub count: usize,
    /// Articles in the last twelve weeks.
    pub recent: u32,
    pub weeks: [u32; WEEKS],
    /// The day of the newest article.
    pub last: Option<String>,
    /// Of a story: `open`, `quiet` or `closed`.
    pub standing: Option<Standing>,
}

impl LatelyView {
    pub fn new(desk: &Desk<'_>, lately: &Lately) -> LatelyView {
        let (_, name, url) = desk.reader.shown(lately.shelf);
        LatelyView {
            name: name.to_string(),
            url: desk.url(url),
            count: lately.count,
            recent: lately.weeks.iter().sum(),
            weeks: lately.weeks,
            last: lately.last.map(|day| day.iso()),
            standing: lately.standing,
        }
    }
}

/// Two of those who are named with a shelf, who are named with each other.
#[derive(Serialize, Clone, Copy, Debug)]
pub struct TieView {
    pub from: usize,
    pub to: usize,
    pub count: usize,
}

/// The articles that name what a shelf is of, and do not list it.
#[derive(Serialize, Clone, Debug)]
pub struct Mentioned {
    pub count: usize,
    /// The newest few.
    pub articles: Vec<Mention>,
}

#[derive(Serialize, Clone, Debug)]
pub struct Mention {
    pub title: String,
    pub url: String,
    /// In ISO 8601.
    pub day: String,
}

/// The terms of one taxonomy that stand in a shelf's articles.
#[derive(Serialize, Clone, Debug)]
pub struct Together {
    pub taxonomy: String,
    pub title: String,
    pub terms: Vec<NamedWith>,
}

#[derive(Serialize, Clone, Debug)]
pub struct Outlet {
    /// The hundredths of the language's articles that cite it: of the last twelve months, and by month as `activity` is.
    pub share: u32,
    pub shares: [u32; 12],
    /// In how many articles it has each role.
    pub roles: Cited,
}

#[derive(Serialize, Clone, Debug)]
pub struct ShelfView {
    pub group: String,
    pub key: String,
    pub name: String,
    pub url: String,
    pub permalink: String,
    /// Only on the first page: an older page would be made again for every new article.
    pub count: Option<usize>,
    pub number: usize,
    /// Shared with other listings, and therefore not made with the rest.
    #[serde(skip)]
    pub cards: Vec<Value>,
    pub older: Option<BesideView>,
    pub newer: Option<BesideView>,
    pub activity: Vec<u32>,
    /// The months of `activity`, as their first days.
    pub activity_months: Vec<String>,
    pub weeks: Vec<u32>,
    pub named_with: Vec<NamedWith>,
    /// Which of `named_with` are named with each other, by their places in it.
    pub ties: Vec<TieView>,
    pub together: Vec<Together>,
    /// The newest of the articles that name it without listing it.
    pub mentioned: Option<Mentioned>,
    /// Of a story: how it stands, when it began, and from whom it was heard.
    pub chronicle: Option<Chronicle>,
    /// Of an outlet: how much of the site comes from it, and as what it is cited.
    pub outlet: Option<Outlet>,
    pub calendar: Vec<MonthView>,
    pub profile: Option<ProfileView>,
    pub feeds: Vec<FeedLink>,
    pub data: Option<String>,
    pub day: Option<String>,
}

/// One page of a shelf. What stands only on the first page is asked only there, so that older pages stay as they are.
pub fn shelf(desk: &Desk<'_>, id: ShelfId, number: usize, template: &str) -> ShelfView {
    let (key, name, url) = desk.reader.name(id);
    let first = number == 0;
    let is_term = matches!(key.group, Group::Term(_));
    // What the template does not print is neither made nor asked.
    let wants = |word| first && desk.world.theme.prints(template, word);
    let (older, newer) = desk.reader.pager(id, number);
    let wanted = Wanted::listed(&desk.world.theme, template);
    let cards = desk.reader.page_of(id, number).into_iter();
    let cards = cards.map(|(id, entry)| desk.world.cards.get(desk, id, entry, wanted)).collect();
    let title = if key.group == Group::Front { &desk.tongue().title } else { name };
    let count = first.then(|| desk.reader.count(id));
    ShelfView {
        group: group_name(desk, key.group),
        key: key.key.clone(),
        name: title.to_string(),
        url: desk.url(url),
        permalink: desk.permalink(url),
        count,
        number,
        cards,
        older: older.map(|beside| BesideView::new(desk, url, &beside)),
        newer: newer.map(|beside| BesideView::new(desk, url, &beside)),
        activity: if wants("activity") && is_term { desk.reader.activity(id).to_vec() } else { Vec::new() },
        activity_months: if wants("activity") && is_term {
            desk.reader.activity_months(id).iter().map(Day::iso).collect()
        } else {
            Vec::new()
        },
        weeks: if wants("weeks") && is_term { desk.reader.weeks(id).to_vec() } else { Vec::new() },
        named_with: match key.group {
            Group::Term(taxonomy) if wants("named_with") => named_with(desk, id, taxonomy),
            _ => Vec::new(),
        },
        ties: if wants("ties") && is_term { ties(desk, id) } else { Vec::new() },
        mentioned: if wants("mentioned") && is_term { mentioned(desk, id) } else { None },
        together: if wants("together") && (is_term || key.group == Group::Section) {
            together(desk, id, key.group)
        } else {
            Vec::new()
        },
        chronicle: if wants("chronicle") { super::story::chronicle(desk, id) } else { None },
        outlet: if wants("outlet") && is_outlet(desk, key.group) { outlet(desk, id) } else { None },
        calendar: if wants("calendar") && key.group == Group::Year { calendar(desk, id) } else { Vec::new() },
        profile: if wants("profile") { super::profile::view(desk, id, url) } else { None },
        feeds: feed_links(&desk.world.site, id, title),
        data: (first && desk.world.site.has_data(id)).then(|| desk.url(&format!("{url}index.json"))),
        day: first_day(key.group, &key.key),
    }
}

pub fn is_outlet(desk: &Desk<'_>, group: Group) -> bool {
    desk.world.site.sources().is_some_and(|sources| group == Group::Term(sources))
}

/// `None` for an outlet without articles.
fn outlet(desk: &Desk<'_>, id: ShelfId) -> Option<Outlet> {
    let (share, roles) = (desk.reader.share(id)?, desk.reader.cited(id)?);
    (roles != Cited::default()).then_some(Outlet { share: share.whole, shares: share.months, roles })
}

fn named_with(desk: &Desk<'_>, id: ShelfId, taxonomy: u8) -> Vec<NamedWith> {
    let named = desk.reader.named_with(id, taxonomy).into_iter();
    named.map(|(name, url, count)| NamedWith { name: name.to_string(), url: desk.url(url), count }).collect()
}

fn ties(desk: &Desk<'_>, id: ShelfId) -> Vec<TieView> {
    let ties = desk.reader.ties(id).into_iter();
    ties.map(|tie| TieView { from: tie.from, to: tie.to, count: tie.count }).collect()
}

/// `None` when there is no such article.
pub fn mentioned(desk: &Desk<'_>, id: ShelfId) -> Option<Mentioned> {
    let (count, newest) = desk.reader.mentions(id);
    let articles = newest.into_iter().map(|(_, entry)| {
        let shown = &entry.card.shown;
        let day = shown.date.within(&desk.config().zone).day().iso();
        Mention { title: shown.title.clone(), url: desk.url(&shown.url), day }
    });
    (count > 0).then(|| Mentioned { count, articles: articles.collect() })
}

/// The terms of the other taxonomies that stand in a shelf's articles, taxonomies without any left out.
fn together(desk: &Desk<'_>, id: ShelfId, own: Group) -> Vec<Together> {
    let taxonomies = desk.config().taxonomies.iter().zip(0..).filter(|(_, at)| Group::Term(*at) != own);
    taxonomies
        .map(|(taxonomy, at)| Together {
            taxonomy: taxonomy.name.clone(),
            title: desk.taxonomy_title(taxonomy),
            terms: named_with(desk, id, at),
        })
        .filter(|together| !together.terms.is_empty())
        .collect()
}

/// `front`, `section`, `year`, `month`, or the taxonomy's name.
pub fn group_name(desk: &Desk<'_>, group: Group) -> String {
    match group {
        Group::Front => "front".to_string(),
        Group::Section => "section".to_string(),
        Group::Year => "year".to_string(),
        Group::Month => "month".to_string(),
        Group::Digest(_) => "digest".to_string(),
        Group::Term(taxonomy) => desk.config().taxonomies[usize::from(taxonomy)].name.clone(),
    }
}

#[derive(Serialize, Clone, Debug)]
pub struct Letter {
    pub letter: String,
    pub shelves: Vec<TermView>,
}

#[derive(Serialize, Clone, Debug)]
pub struct IndexView {
    pub taxonomy: String,
    pub title: String,
    pub url: String,
    pub introduction: Option<String>,
    pub count: usize,
    pub letters: Vec<Letter>,
    pub all: Vec<TermView>,
    pub data: Option<String>,
}

/// Shelves under their first letters. Names that begin with a digit or a sign stand under `#`, first.
pub fn letters(shelves: &[TermView]) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for shelf in shelves {
        let letter = initial(&shelf.name);
        match letters.iter_mut().find(|known| known.letter == letter) {
            Some(known) => known.shelves.push(shelf.clone()),
            None => letters.push(Letter { letter, shelves: vec![shelf.clone()] }),
        }
    }
    letters
}

/// The letter that a name stands under: without accents, in upper case.
fn initial(name: &str) -> String {
    let first: String = name.chars().take(1).collect();
    let plain = crate::base::slug::slugify(&first);
    match plain.chars().next() {
        Some(letter) if letter.is_ascii_alphabetic() && plain.chars().count() == 1 => {
            letter.to_ascii_uppercase().to_string()
        }
        _ => match first.chars().next() {
            Some(letter) if letter.is_alphabetic() => letter.to_uppercase().to_string(),
            _ => "#".to_string(),
        },
    }
}
