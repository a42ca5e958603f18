//! Listings: the front page, sections, terms, years and months, each with its older pages.

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::json_ld;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::view::card::Named;
use crate::page::view::frame::{PageView, front_feeds, home};
use crate::page::view::listing::{self, ShelfView, page_url};
use crate::site::fact::{Group, ShelfId, Subject};
use crate::site::store::Site;

pub struct Shelves;

impl Kind for Shelves {
    fn name(&self) -> &'static str {
        "shelf"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        let Subject::Shelf(id) = subject else { return Vec::new() };
        if !site.has_page(id) {
            return Vec::new();
        }
        if matches!(site.shelf(id).key.group, Group::Digest(_)) {
            return Vec::new();
        }
        let url = &site.shelf(id).url;
        (0..=site.cut(id).older()).map(|page| (page_url(url, page), page as u32)).collect()
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let Subject::Shelf(id) = address.subject else { return Ok(None) };
        let number = address.part as usize;
        let group = desk.world.site.shelf(id).key.group;
        let template = desk.template(&templates(desk, group, number));
        let shelf = listing::shelf(desk, id, number, &template);
        let mut page = head(desk, id, group, address, &shelf);
        page.json_ld = desk.structured(&template, || json_ld::listing::shelf(desk, &page, id, &shelf));
        let mut view = desk.view();
        view.set("page", &page);
        view.set_with("shelf", &shelf, "cards", &shelf.cards);
        Ok(Some(Sheet::Template { template, view }))
    }
}

/// Which templates may make a shelf's page, the most particular first.
fn templates<'a>(desk: &Desk<'a>, group: Group, number: usize) -> Vec<&'a str> {
    let own = match group {
        _ if number > 0 => None,
        Group::Front => Some("home.html"),
        Group::Section => Some("section.html"),
        Group::Year | Group::Month | Group::Digest(_) => None,
        Group::Term(taxonomy) => match desk.config().taxonomies[usize::from(taxonomy)].name.as_str() {
            "companies" => Some("company.html"),
            "people" => Some("person.html"),
            "products" => Some("product.html"),
            "tags" => Some("tag.html"),
            "sources" => Some("source.html"),
            "stories" => Some("story.html"),
            "authors" => Some("author.html"),
            _ => None,
        },
    };
    own.into_iter().chain(["shelf.html"]).collect()
}

fn head(desk: &Desk<'_>, id: ShelfId, group: Group, address: &Address, shelf: &ShelfView) -> PageView {
    let is_front = group == Group::Front;
    let description = match &shelf.profile {
        Some(profile) if profile.description.is_some() => profile.description.clone().unwrap_or_default(),
        _ if is_front => desk.tongue().description.clone(),
        _ => desk.describe(&shelf.name),
    };
    let mut page = PageView::new(desk, "shelf", &address.url, &shelf.name, &description);
    page.feeds = shelf.feeds.clone();
    if page.feeds.is_empty() {
        page.feeds = front_feeds(desk);
    }
    page.breadcrumbs.push(home(desk));
    if let Group::Term(taxonomy) = group
        && desk.config().settings.wants("index")
    {
        let taxonomy = &desk.config().taxonomies[usize::from(taxonomy)];
        let url = format!("{}/{}/", desk.tongue().prefix, taxonomy.slug);
        page.breadcrumbs.push(Named { name: desk.taxonomy_title(taxonomy), url: desk.url(&url) });
    }
    if !is_front {
        page.breadcrumbs.push(Named { name: shelf.name.clone(), url: shelf.url.clone() });
    }
    if address.part == 0 && desk.config().languages.len() > 1 {
        let others = others(desk, id);
        page = page.with_alternates(desk, &address.url, &others);
    }
    page
}

/// The same shelf in other languages.
pub fn others<'a>(desk: &Desk<'a>, id: ShelfId) -> Vec<(u16, &'a str)> {
    let key = &desk.world.site.shelf(id).key;
    (0..desk.config().languages.len() as u16)
        .filter(|language| *language != desk.language)
        .filter_map(|language| {
            let id = desk.reader.find(language, key.group, &key.key)?;
            let (_, _, url) = desk.reader.name(id);
            desk.world.site.has_page(id).then_some((language, url))
        })
        .collect()
}
