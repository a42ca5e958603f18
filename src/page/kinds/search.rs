//! The search: its page, and the files that its script reads in the browser. `docs/content/articles/reference/search.md` tells how they fit together.

use serde_json::{Value as Json, json};

use crate::base::words::stemmer;
use crate::config::Language;
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::stemmers;
use crate::page::view::frame::PageView;
use crate::site::fact::{Group, ShelfId, Subject};
use crate::site::index::{SEGMENT, STRETCH};
use crate::site::store::Site;

/// The parts of a language's own addresses.
const PAGE: u32 = 0;
const MANIFEST: u32 = 1;
const STEMMER: u32 = 2;

/// Where the search page is below a language's home.
const TAIL: &str = "search/";

/// How many companies and tags the manifest names, the most used first. Others are found when their name is typed.
const NAMED: usize = 200;

pub struct Search;

impl Kind for Search {
    fn name(&self) -> &'static str {
        "search"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        if !site.has_search() {
            return Vec::new();
        }
        match subject {
            Subject::Language(at) => {
                let Some(language) = site.config.languages.get(usize::from(at)) else { return Vec::new() };
                let folder = folder(language);
                let stemmer = stemmer(&language.tag).map(|_| (format!("{folder}stemmer.js"), STEMMER));
                let own = [(format!("{}/{TAIL}", language.prefix), PAGE), (format!("{folder}index.json"), MANIFEST)];
                own.into_iter().chain(stemmer).collect()
            }
            Subject::Words(at, segment) => {
                let Some(language) = site.config.languages.get(usize::from(at)) else { return Vec::new() };
                if segment as usize >= site.segments(at) {
                    return Vec::new();
                }
                let (folder, shards) = (folder(language), site.shards(at, segment));
                (0..shards)
                    .map(|shard| (format!("{folder}words/{segment}-{shards}/{shard}.json"), shard as u32))
                    .collect()
            }
            Subject::Shelf(id) if site.shelf(id).key.group == Group::Front => {
                let shelf = site.shelf(id);
                let Some(language) = site.config.languages.get(usize::from(shelf.key.language)) else {
                    return Vec::new();
                };
                let stretches = shelf.articles.len().div_ceil(STRETCH) as u32;
                let folder = folder(language);
                (0..stretches).map(|number| (format!("{folder}articles/{number}.json"), number)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let value = match address.subject {
            Subject::Language(_) if address.part == PAGE => return Ok(Some(search_page(desk))),
            Subject::Language(_) if address.part == STEMMER => {
                let script = stemmer(&desk.tongue().tag).and_then(stemmers::script);
                return Ok(script.map(|script| Sheet::Bytes(script.as_bytes().to_vec())));
            }
            Subject::Language(language) => manifest(desk, language),
            Subject::Words(language, segment) => words(desk, language, segment, address.part),
            Subject::Shelf(id) => articles(desk, id, address.part),
            _ => return Ok(None),
        };
        Ok(Some(Sheet::json(&value)))
    }
}

/// Where the files of a language's index are.
fn folder(language: &Language) -> String {
    format!("/search/{}/", language.tag)
}

fn search_page(desk: &Desk<'_>) -> Sheet {
    let mut view = PageView::in_every_language(desk, "search", TAIL, &desk.word("search"));
    // What it lists depends on who looks for what.
    view.indexed = false;
    let template = desk.template(&["search.html"]);
    let mut variables = desk.view();
    variables.set("page", &view);
    variables.set("search", &json!({ "index": desk.url(&format!("{}index.json", folder(desk.tongue()))) }));
    Sheet::Template { template, view: variables }
}

/// What the script must know before it can ask for anything else. Its size is bounded, however large the site.
fn manifest(desk: &Desk<'_>, language: u16) -> Json {
    let (site, folder) = (&desk.world.site, folder(desk.tongue()));
    let articles = site.front(language).map_or(0, |front| desk.reader.count(front));
    let shards: Vec<usize> =
        (0..articles.div_ceil(SEGMENT)).map(|segment| site.shards(language, segment as u32)).collect();
    let mut years: Vec<(&str, usize)> = desk
        .reader
        .shelves(language, Group::Year)
        .into_iter()
        .map(|(id, count, _)| (desk.reader.shown(id).0.key.as_str(), count))
        .collect();
    years.sort_unstable();
    let mut filters = serde_json::Map::new();
    for (taxonomy, name) in site.search_filters() {
        let mut shelves = desk.reader.shelves(language, Group::Term(taxonomy));
        shelves.retain(|(_, count, _)| *count > 0);
        shelves.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
        shelves.truncate(NAMED);
        let rows = shelves.into_iter().map(|(id, count, _)| {
            let (key, name, _) = desk.reader.shown(id);
            json!([key.key, name, count])
        });
        filters.insert(name.to_string(), rows.collect());
    }
    let languages = desk.config().languages.iter().map(|language| {
        json!({
            "tag": language.tag,
            "name": language.name,
            "index": desk.url(&format!("{}index.json", self::folder(language))),
        })
    });
    json!({
        "language": desk.tongue().tag,
        "articles": articles,
        "segment": SEGMENT,
        "shards": shards,
        "stretch": STRETCH,
        "folder": desk.url(&folder),
        "stemmer": stemmer(&desk.tongue().tag).map(|_| desk.url(&format!("{folder}stemmer.js"))),
        "languages": languages.collect::<Vec<_>>(),
        "years": years,
        "filters": filters,
    })
}

/// The words of a shard, each with its articles as differences of `4 · place + weight`; 0 for a word that is too common.
fn words(desk: &Desk<'_>, language: u16, segment: u32, shard: u32) -> Json {
    let words = desk.reader.shard(language, segment, shard).into_iter().map(|listed| {
        let articles = listed.articles.map_or(json!(0), |articles| {
            let mut before = 0;
            let places = articles.into_iter().map(|place| place - std::mem::replace(&mut before, place & !3));
            places.collect()
        });
        (listed.word.to_string(), articles)
    });
    Json::Object(words.collect())
}

/// What is shown of the articles of a stretch.
fn articles(desk: &Desk<'_>, id: ShelfId, number: u32) -> Json {
    let companies = desk.config().taxonomy("companies");
    let articles = desk.reader.stretch(id, number).map(|entry| {
        let shown = &entry.card.shown;
        let named = entry.terms.iter().filter(|(taxonomy, _)| Some(*taxonomy) == companies);
        json!({
            "title": shown.title,
            "url": desk.url(&shown.url),
            "date": shown.date.within(&desk.config().zone).day().iso(),
            "summary": shown.summary,
            "section": entry.section.map(|section| desk.reader.shown(section).1),
            "source": shown.source.as_ref().map(|source| desk.world.site.source_of(entry, &source.name).0),
            "companies": named.map(|(_, shelf)| desk.reader.shown(*shelf).1).collect::<Vec<_>>(),
        })
    });
    articles.collect()
}
