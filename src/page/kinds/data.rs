//! Companies and tags as JSON: a small public interface, bounded in size as the shelves' pages are.

use serde_json::{Value as Json, json};

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::view::card::{self, Wanted};
use crate::page::view::frame::feed_links;
use crate::page::view::listing::{self, page_url};
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
        Ok(Some(Sheet::json(&value)))
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
            let card = card::view(desk, entry, Wanted::only(&["tags", "companies", "permalink", "source"]));
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
    if page == 0 {
        about(desk, id, url, &mut value);
    }
    value
}

/// What stands on a shelf's first page alone, since it moves with every article: how much there is, who is named with it,
/// where else it is named, where it is heard of first, and what its profile says.
fn about(desk: &Desk<'_>, id: ShelfId, url: &str, value: &mut Json) {
    let together = |taxonomy: u8| -> Vec<Json> {
        let named = desk.reader.named_with(id, taxonomy).into_iter();
        named.map(|(name, url, count)| json!({"name": name, "url": desk.permalink(url), "articles": count})).collect()
    };
    let months = desk.reader.activity_months(id);
    let counts = desk.reader.activity(id);
    // Months without articles are left out: otherwise every new month would rewrite them all.
    let activity = months
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(month, count)| (month.iso()[..7].to_string(), json!(count)));
    if listing::is_outlet(desk, desk.world.site.shelf(id).key.group)
        && let (Some(share), Some(cited)) = (desk.reader.share(id), desk.reader.cited(id))
    {
        let by_month = months.iter().zip(counts).zip(share.months).filter(|((_, count), _)| *count > 0);
        let by_month = by_month.map(|((month, _), share)| (month.iso()[..7].to_string(), json!(share)));
        value["share"] = json!({"whole": share.whole, "months": Json::Object(by_month.collect())});
        value["roles"] = json!(cited);
    }
    value["count"] = json!(desk.reader.count(id));
    value["activity"] = Json::Object(activity.collect());
    let taxonomies = desk.config().taxonomies.iter().zip(0..);
    let named = taxonomies.map(|(taxonomy, at)| (taxonomy.name.clone(), Json::from(together(at))));
    value["named_with"] =
        Json::Object(named.filter(|(_, names)| names.as_array().is_some_and(|names| !names.is_empty())).collect());
    let (total, newest) = desk.reader.mentions(id);
    value["mentioned"] = json!({
        "count": total,
        "articles": newest.into_iter().map(|(_, entry)| {
            let shown = &entry.card.shown;
            json!({
                "title": shown.title,
                "url": desk.permalink(&shown.url),
                "date": shown.date.within(&desk.config().zone).rfc3339(),
            })
        }).collect::<Vec<_>>(),
    });
    let feeds = feed_links(&desk.world.site, id, "").into_iter();
    value["feeds"] = feeds.map(|feed| json!({"type": feed.kind, "url": desk.absolute(&feed.url)})).collect();
    if let Some(profile) = profile::view(desk, id, url) {
        value["profile"] = json!({
            "kind": profile.kind,
            "description": profile.description,
            "aliases": profile.aliases,
            "website": profile.website,
            "ticker": profile.ticker,
            "wikidata": profile.wikidata,
            "country": profile.country,
            "founded": profile.founded,
            "parent": profile.parent.map(|parent| parent.name),
            "same_as": profile.same_as,
        });
    }
}
