//! Companies and tags as JSON: a small public interface, bounded in size as the shelves' pages are.

use serde_json::{Value as Json, json};

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::view::card::{self, Wanted};
use crate::page::view::listing::page_url;
use crate::page::view::profile;
use crate::site::fact::{Group, ShelfId, Subject};
use crate::site::store::Site;

pub struct Data;

impl Kind for Data {
    fn name(&self) -> &'static str {
        "data"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        match subject {
            Subject::Language(language) => {
                let taxonomies = site.config.taxonomies.iter().enumerate();
                taxonomies
                    .filter(|(at, _)| site.has_data_of(Group::Term(*at as u8)))
                    .map(|(at, taxonomy)| {
                        (format!("{}/{}/index.json", site.prefix(language), taxonomy.slug), at as u32)
                    })
                    .collect()
            }
            Subject::Shelf(id) => {
                let shelf = site.shelf(id);
                if !site.has_data(id) {
                    return Vec::new();
                }
                let url = &shelf.url;
                let pages = 0..=site.cut(id).older();
                pages.map(|page| (format!("{}index.json", page_url(url, page)), page as u32)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let value = match address.subject {
            Subject::Language(language) => list(desk, language, Group::Term(address.part as u8)),
            Subject::Shelf(id) => shelf(desk, id, address.part as usize),
            _ => return Ok(None),
        };
        let mut bytes = value.to_string().into_bytes();
        bytes.push(b'\n');
        Ok(Some(Sheet::Bytes(bytes)))
    }
}

fn list(desk: &Desk<'_>, language: u16, group: Group) -> Json {
    let published = desk.reader.shelves(language, group).into_iter().filter(|(id, _, _)| desk.world.site.has_data(*id));
    let shelves = published.map(|(id, count, activity)| {
        let (key, name, url) = desk.reader.shown(id);
        json!({
            "name": name,
            "key": key.key,
            "url": desk.permalink(url),
            "data": desk.permalink(&format!("{url}index.json")),
            "articles": count,
            "activity": activity,
        })
    });
    json!({ "items": shelves.collect::<Vec<_>>() })
}

fn shelf(desk: &Desk<'_>, id: ShelfId, page: usize) -> Json {
    let (key, name, url) = desk.reader.name(id);
    let (older, newer) = desk.reader.pager(id, page);
    let data = |page: usize| desk.permalink(&format!("{}index.json", page_url(url, page)));
    let articles: Vec<Json> = desk
        .reader
        .page_of(id, page)
        .into_iter()
        .map(|(_, entry)| {
            let card = card::view(desk, entry, Wanted::only(&["tags", "companies"]));
            json!({
                "title": card.title,
                "url": card.permalink,
                "date": card.date,
                "summary": card.summary,
                "language": card.lang,
                "tags": card.tags.iter().map(|tag| &tag.name).collect::<Vec<_>>(),
                "companies": card.companies.iter().map(|company| &company.name).collect::<Vec<_>>(),
                "source": card.source.as_ref().map(|source| json!({"name": source.name, "url": source.url})),
            })
        })
        .collect();
    let mut value = json!({
        "name": name,
        "key": key.key,
        "url": desk.permalink(url),
        "articles": articles,
        "older": older.map(|beside| data(beside.page)),
        "newer": newer.map(|beside| data(beside.page)),
    });
    if page == 0
        && let Some(profile) = profile::view(desk, id, url)
    {
        value["profile"] = json!({
            "aliases": profile.aliases,
            "website": profile.website,
            "ticker": profile.ticker,
            "wikidata": profile.wikidata,
            "country": profile.country,
            "founded": profile.founded,
            "same_as": profile.same_as,
        });
    }
    value
}
