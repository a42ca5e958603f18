//! Listings: the site on its front page, companies and people on theirs, and what a list begins with.

use serde_json::{Value as Json, json};

use super::{breadcrumbs, graph, who};
use crate::page::desk::Desk;
use crate::page::view::frame::PageView;
use crate::page::view::listing::ShelfView;
use crate::site::fact::{Group, ShelfId};
use crate::site::story::Standing;

/// How many of a list's articles are named: what is new, without making the page half as heavy again.
const NAMED: usize = 4;

/// One page of a shelf. Who or what it is of is said on the first.
pub fn shelf(desk: &Desk<'_>, page: &PageView, id: ShelfId, view: &ShelfView) -> String {
    let own = match (view.number, desk.world.site.shelf(id).key.group) {
        (0, Group::Front) => site(desk, page),
        (0, Group::Term(_)) => {
            let (mut entity, is_somebody) = who::in_full(desk, id, view.profile.as_ref());
            series(desk, id, &mut entity);
            if is_somebody {
                let mut own = collection(desk, page, "ProfilePage");
                own["mainEntity"] = entity;
                own["hasPart"] = works(desk, id);
                own
            } else {
                let mut own = collection(desk, page, "CollectionPage");
                own["about"] = entity;
                own["mainEntity"] = articles(desk, id);
                own
            }
        }
        (0, _) => {
            let mut own = collection(desk, page, "CollectionPage");
            own["mainEntity"] = articles(desk, id);
            own
        }
        _ => collection(desk, page, "CollectionPage"),
    };
    graph(vec![own, breadcrumbs(desk, &page.breadcrumbs)])
}

/// A story is a series of works, from its first day on, and to its last when it is closed.
fn series(desk: &Desk<'_>, id: ShelfId, entity: &mut Json) {
    let Some(standing) = desk.reader.standing(id) else { return };
    entity["@type"] = json!("CreativeWorkSeries");
    if let Some((oldest, last)) = desk.reader.ends(id) {
        entity["startDate"] = json!(oldest.day.iso());
        if standing == Standing::Closed {
            entity["endDate"] = json!(last.iso());
        }
    }
}

/// An index, or the archive.
pub fn index(desk: &Desk<'_>, page: &PageView) -> String {
    graph(vec![collection(desk, page, "CollectionPage"), breadcrumbs(desk, &page.breadcrumbs)])
}

fn collection(desk: &Desk<'_>, page: &PageView, sort: &str) -> Json {
    json!({
        "@type": sort,
        "name": page.title,
        "url": page.permalink,
        "description": page.description,
        "inLanguage": desk.tongue().tag,
    })
}

/// The newest of a shelf, which its page lists anyway.
fn articles(desk: &Desk<'_>, id: ShelfId) -> Json {
    let newest = desk.reader.page_of(id, 0).into_iter().take(NAMED).enumerate();
    let items: Vec<Json> = newest
        .map(|(at, (_, entry))| {
            json!({"@type": "ListItem", "position": at + 1, "url": desk.permalink(&entry.card.shown.url)})
        })
        .collect();
    match items.is_empty() {
        true => Json::Null,
        false => json!({"@type": "ItemList", "itemListElement": items}),
    }
}

/// The same as works, for a page that is about somebody.
fn works(desk: &Desk<'_>, id: ShelfId) -> Json {
    let newest = desk.reader.page_of(id, 0).into_iter().take(NAMED);
    let works = newest.map(|(_, entry)| {
        let shown = &entry.card.shown;
        json!({"@type": "NewsArticle", "headline": shown.title, "url": desk.permalink(&shown.url)})
    });
    works.collect()
}

fn site(desk: &Desk<'_>, page: &PageView) -> Json {
    let search = desk.world.site.has_search().then(|| {
        let page = desk.permalink(&format!("{}/search/", desk.tongue().prefix));
        json!({
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": format!("{page}?q={{search_term_string}}")},
            "query-input": "required name=search_term_string",
        })
    });
    json!({
        "@type": "WebSite",
        "name": page.title,
        "url": page.permalink,
        "description": page.description,
        "inLanguage": desk.tongue().tag,
        "publisher": who::publisher(desk),
        "potentialAction": search,
    })
}
