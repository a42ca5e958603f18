//! Sitemaps by sitemaps.org: an index, one map of listings and pages, one a year of articles in each language.

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::view::listing::page_url;
use crate::page::xml::Document;
use crate::site::fact::{Group, ShelfId, Subject};
use crate::site::store::Site;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// The protocol allows so many addresses in one file.
const LARGEST: usize = 50_000;

/// The parts of the addresses that belong to the whole site.
const INDEX: u32 = 0;
const LISTINGS: u32 = 1;

pub struct Sitemaps;

impl Kind for Sitemaps {
    fn name(&self) -> &'static str {
        "sitemap"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        if !site.wants(self.name()) || site.config.base_url.is_empty() {
            return Vec::new();
        }
        match subject {
            Subject::Site => {
                let mut files = vec![("/sitemap.xml".to_string(), INDEX)];
                let listings = listings(site).div_ceil(LARGEST).max(1);
                files.extend((0..listings).map(|at| (listings_file(at), LISTINGS + at as u32)));
                files
            }
            Subject::Shelf(id) if is_year(site, id) => {
                let parts = site.shelf(id).articles.len().div_ceil(LARGEST);
                (0..parts).map(|at| (year_file(site, id, at), at as u32)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let bytes = match address.subject {
            Subject::Site if address.part == INDEX => index(desk),
            Subject::Site => listings_map(desk, (address.part - LISTINGS) as usize),
            Subject::Shelf(id) => year_map(desk, id, address.part as usize),
            _ => return Ok(None),
        };
        Ok(Some(Sheet::Bytes(bytes)))
    }
}

fn is_year(site: &Site, id: ShelfId) -> bool {
    let shelf = site.shelf(id);
    shelf.key.group == Group::Year && !shelf.articles.is_empty()
}

fn listings_file(at: usize) -> String {
    if at == 0 { "/sitemap-pages.xml".to_string() } else { format!("/sitemap-pages-{}.xml", at + 1) }
}

fn year_file(site: &Site, id: ShelfId, at: usize) -> String {
    let shelf = site.shelf(id);
    let language = &site.config.languages[usize::from(shelf.key.language)].tag;
    let part = if at == 0 { String::new() } else { format!("-{}", at + 1) };
    format!("/sitemap-{language}-{}{part}.xml", shelf.key.key)
}

/// How many addresses the maps of listings hold.
fn listings(site: &Site) -> usize {
    let shelves = site.groups().flat_map(|(language, group)| site.group(language, group));
    let fixed = site.config.languages.len() * (site.config.taxonomies.len() + 1);
    shelves.filter(|id| site.has_page(*id)).map(|id| 1 + site.cut(id).older()).sum::<usize>()
        + site.pages().count()
        + fixed
}

fn index(desk: &Desk<'_>) -> Vec<u8> {
    let site = &desk.world.site;
    // The list of years, with their counts, is what the index depends on; it names no times, since a year's map may move
    // without it.
    let mut files: Vec<String> = (0..listings(site).div_ceil(LARGEST).max(1)).map(listings_file).collect();
    desk.reader.extents();
    desk.reader.pages();
    for language in 0..desk.config().languages.len() as u16 {
        for (id, count, _) in desk.reader.shelves(language, Group::Year) {
            files.extend((0..count.div_ceil(LARGEST)).map(|at| year_file(site, id, at)));
        }
    }
    let mut document = Document::new();
    document.open("sitemapindex", &[("xmlns", NAMESPACE)]);
    for file in files {
        document.open("sitemap", &[]);
        document.text("loc", &[], &desk.permalink(&file));
        document.close("sitemap");
    }
    document.close("sitemapindex");
    document.finish()
}

fn listings_map(desk: &Desk<'_>, at: usize) -> Vec<u8> {
    let mut rows: Vec<(String, Option<String>)> = Vec::new();
    for (url, older, day) in desk.reader.extents() {
        rows.push((url.to_string(), day.map(|day| day.iso())));
        rows.extend((1..=older).map(|page| (page_url(url, page), None)));
    }
    for entry in desk.reader.pages().into_iter().filter(|entry| entry.card.listed) {
        rows.push((entry.card.shown.url.clone(), entry.card.shown.modified.map(|modified| modified.rfc3339())));
    }
    for language in &desk.config().languages {
        if desk.config().settings.wants("index") {
            let taxonomies = desk.config().taxonomies.iter();
            rows.extend(taxonomies.map(|taxonomy| (format!("{}/{}/", language.prefix, taxonomy.slug), None)));
        }
        if desk.config().settings.wants("archive") {
            rows.push((format!("{}/archive/", language.prefix), None));
        }
    }
    rows.sort();
    rows.dedup_by(|a, b| a.0 == b.0);
    map(desk, rows.into_iter().skip(at * LARGEST).take(LARGEST))
}

fn year_map(desk: &Desk<'_>, id: ShelfId, at: usize) -> Vec<u8> {
    let mut entries = desk.reader.whole(id);
    entries.reverse();
    let rows = entries.into_iter().skip(at * LARGEST).take(LARGEST).filter(|entry| entry.card.listed).map(|entry| {
        let shown = &entry.card.shown;
        (shown.url.clone(), Some(shown.modified.unwrap_or(shown.date).rfc3339()))
    });
    map(desk, rows)
}

fn map(desk: &Desk<'_>, rows: impl Iterator<Item = (String, Option<String>)>) -> Vec<u8> {
    let mut document = Document::new();
    document.open("urlset", &[("xmlns", NAMESPACE)]);
    for (url, modified) in rows {
        document.open("url", &[]);
        document.text("loc", &[], &desk.permalink(&url));
        if let Some(modified) = modified {
            document.text("lastmod", &[], &modified);
        }
        document.close("url");
    }
    document.close("urlset");
    document.finish()
}
