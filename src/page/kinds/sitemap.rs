//! Sitemaps by sitemaps.org: an index, one map of listings and pages, one a year of articles in each language, and one of
//! the news of the last two days. Every address stands in one of them.

use std::collections::HashMap;

use crate::base::language::primary;
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::kinds::corrections;
use crate::page::view::frame::alternates;
use crate::page::view::issue::series_url;
use crate::page::view::listing::page_url;
use crate::page::xml::Document;
use crate::site::entry::Entry;
use crate::site::fact::{ArticleId, Group, ShelfId, Subject};
use crate::site::store::Site;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const NEWS_NAMESPACE: &str = "http://www.google.com/schemas/sitemap-news/0.9";

/// The protocol allows so many addresses in one file.
const LARGEST: usize = 50_000;

/// The parts of the addresses that belong to the whole site.
const INDEX: u32 = 0;
const LISTINGS: u32 = 1;

/// Where the sitemap of news is, when there is any.
pub const NEWS: &str = "/sitemap-news.xml";

pub struct Sitemaps;
pub struct NewsSitemap;

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
            Subject::Shelf(id) if site.shelf(id).key.group == Group::Year => {
                (0..year_parts(site.lasting(id).0)).map(|at| (year_file(site, id, at), at as u32)).collect()
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

impl Kind for NewsSitemap {
    fn name(&self) -> &'static str {
        "news_sitemap"
    }

    /// A sitemap names one address at least: without news there is none.
    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        match subject {
            Subject::News if !site.news().is_empty() => vec![(NEWS.to_string(), 0)],
            _ => Vec::new(),
        }
    }

    fn compose(&self, _: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let rows: Vec<Row<'_>> = desk
            .reader
            .news()
            .into_iter()
            .map(|(entry, others)| Row::of(entry, others).told_as_news(desk, entry))
            .collect();
        Ok(Some(Sheet::Bytes(map(desk, &rows))))
    }
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

/// How many files the articles of a year take.
fn year_parts(listed: usize) -> usize {
    listed.div_ceil(LARGEST)
}

/// How many addresses the maps of listings hold.
fn listings(site: &Site) -> usize {
    let shelves = site.groups().flat_map(|(language, group)| site.group(language, group));
    let languages = 0..site.config.languages.len() as u16;
    let of_years = languages.clone().map(|language| {
        let series = 0..if site.has_digests() { site.config.series.len() as u8 } else { 0 };
        let issues = series.map(|series| site.issue_years(language, series).len()).sum::<usize>();
        let corrections = if site.has_corrections(language) { 1 + site.correction_years(language).len() } else { 0 };
        issues + corrections
    });
    shelves.filter(|id| site.has_page(*id)).map(|id| 1 + site.cut(id).older()).sum::<usize>()
        + site.pages().count()
        + languages.len() * in_every_language(site).len()
        + of_years.sum::<usize>()
}

/// What stands below every language's own home from the first day: the indexes, the archive, the trends, the digests.
fn in_every_language(site: &Site) -> Vec<String> {
    let indexes = site.config.taxonomies.iter().filter(|_| site.wants("index")).map(|taxonomy| taxonomy.slug.clone());
    let fixed = ["archive", "trends"].into_iter().filter(|kind| site.wants(kind)).map(str::to_string);
    let series = site.config.series.iter().map(|series| format!("digests/{}", series.name));
    let digests = ["digests".to_string()].into_iter().chain(series).filter(|_| site.has_digests());
    indexes.chain(fixed).chain(digests).collect()
}

fn index(desk: &Desk<'_>) -> Vec<u8> {
    let site = &desk.world.site;
    let newest = desk.reader.extents().into_iter().filter_map(|extent| extent.newest);
    let modified = desk.reader.pages().into_iter().filter_map(|(entry, _)| entry.card.shown.modified);
    let days = newest.chain(modified.map(|modified| modified.day())).max().map(|day| day.iso());
    let mut files: Vec<(String, Option<String>)> =
        (0..listings(site).div_ceil(LARGEST).max(1)).map(|at| (listings_file(at), days.clone())).collect();
    for language in 0..desk.config().languages.len() as u16 {
        for (id, _, _) in desk.reader.shelves(language, Group::Year) {
            let (listed, changed) = desk.reader.lasting(id);
            let changed = changed.map(|changed| changed.within(&desk.config().zone).rfc3339());
            files.extend((0..year_parts(listed)).map(|at| (year_file(site, id, at), changed.clone())));
        }
    }
    if let Some((newest, _)) = desk.reader.news().first() {
        files.push((NEWS.to_string(), Some(newest.card.order.within(&desk.config().zone).rfc3339())));
    }
    let mut document = Document::new();
    document.open("sitemapindex", &[("xmlns", NAMESPACE)]);
    for (file, modified) in files {
        document.open("sitemap", &[]);
        document.text("loc", &[], &desk.permalink(&file));
        if let Some(modified) = modified {
            document.text("lastmod", &[], &modified);
        }
        document.close("sitemap");
    }
    document.close("sitemapindex");
    document.finish()
}

/// One address, and what is told of it.
struct Row<'a> {
    url: String,
    language: u16,
    modified: Option<String>,
    others: Vec<(u16, &'a str)>,
    /// When it was published, and its title, for a map of news.
    news: Option<(String, &'a str)>,
}

impl<'a> Row<'a> {
    fn of(entry: &'a Entry, others: Vec<(u16, &'a str)>) -> Row<'a> {
        let shown = &entry.card.shown;
        let modified = Some(shown.modified.unwrap_or(shown.date).rfc3339());
        Row { url: shown.url.clone(), language: shown.language, modified, others, news: None }
    }

    fn told_as_news(self, desk: &Desk<'_>, entry: &'a Entry) -> Row<'a> {
        let published = entry.card.order.within(&desk.config().zone).rfc3339();
        Row { news: Some((published, &entry.card.shown.title)), ..self }
    }
}

fn listings_map(desk: &Desk<'_>, at: usize) -> Vec<u8> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    let plain = |url: String, language: u16| Row { url, language, modified: None, others: Vec::new(), news: None };
    for extent in desk.reader.extents() {
        let modified = extent.newest.map(|day| day.iso());
        rows.extend((1..=extent.older).map(|page| plain(page_url(extent.url, page), extent.language)));
        rows.push(Row { modified, others: extent.elsewhere, ..plain(extent.url.to_string(), extent.language) });
    }
    for (entry, others) in desk.reader.pages().into_iter().filter(|(entry, _)| entry.card.listed) {
        let modified = entry.card.shown.modified.map(|modified| modified.rfc3339());
        rows.push(Row { modified, ..Row::of(entry, others) });
    }
    let fixed: Vec<Vec<String>> = in_every_language(&desk.world.site)
        .iter()
        .map(|name| desk.config().languages.iter().map(|language| format!("{}/{name}/", language.prefix)).collect())
        .collect();
    for urls in &fixed {
        for (language, url) in (0..).zip(urls) {
            let others = (0..).zip(urls.iter().map(String::as_str)).filter(|(other, _)| *other != language).collect();
            rows.push(Row { others, ..plain(url.clone(), language) });
        }
    }
    let mut corrected = Vec::new();
    for language in 0..desk.config().languages.len() as u16 {
        let Some(years) = desk.reader.correction_years(language) else { continue };
        let url = corrections::url(&desk.world.site, language);
        for (year, _) in years {
            corrected.push((language, format!("{url}{year}/"), corrections::elsewhere(desk, language, year)));
        }
        corrected.push((language, url, corrections::elsewhere(desk, language, 0)));
    }
    for (language, url, others) in &corrected {
        let others = others.iter().map(|(other, url)| (*other, url.as_str())).collect();
        rows.push(Row { others, ..plain(url.clone(), *language) });
    }
    if desk.world.site.has_digests() {
        for (series, place) in desk.config().series.iter().zip(0..) {
            for (language, tongue) in (0..).zip(&desk.config().languages) {
                let url = series_url(&tongue.prefix, Some(series));
                let years = desk.reader.issue_years(language, place).into_iter();
                rows.extend(years.map(|(year, _)| plain(format!("{url}{year}/"), language)));
            }
        }
    }
    rows.sort_by(|a, b| a.url.cmp(&b.url));
    rows.dedup_by(|a, b| a.url == b.url);
    map(desk, rows.get(at * LARGEST..).unwrap_or_default().chunks(LARGEST).next().unwrap_or_default())
}

fn year_map(desk: &Desk<'_>, id: ShelfId, at: usize) -> Vec<u8> {
    let mut entries = desk.reader.whole(id);
    entries.reverse();
    let fresh = desk.reader.fresh(id);
    let mut tongues: HashMap<ArticleId, Vec<(u16, &str)>> = match desk.config().languages.len() {
        1 => HashMap::new(),
        _ => desk.reader.tongues(id).into_iter().collect(),
    };
    let listed = entries.into_iter().filter(|(id, entry)| entry.card.listed && fresh.binary_search(id).is_err());
    let rows = listed.skip(at * LARGEST).take(LARGEST);
    let rows = rows.map(|(id, entry)| Row::of(entry, tongues.remove(&id).unwrap_or_default()));
    map(desk, &rows.collect::<Vec<_>>())
}

fn map(desk: &Desk<'_>, rows: &[Row<'_>]) -> Vec<u8> {
    let mut namespaces = vec![("xmlns", NAMESPACE)];
    if rows.iter().any(|row| !row.others.is_empty()) {
        namespaces.push(("xmlns:xhtml", XHTML));
    }
    if rows.iter().any(|row| row.news.is_some()) {
        namespaces.push(("xmlns:news", NEWS_NAMESPACE));
    }
    let mut document = Document::new();
    document.open("urlset", &namespaces);
    for row in rows {
        document.open("url", &[]);
        document.text("loc", &[], &desk.permalink(&row.url));
        if let Some(modified) = &row.modified {
            document.text("lastmod", &[], modified);
        }
        for alternate in alternates(desk, row.language, &row.url, &row.others) {
            let link = [("rel", "alternate"), ("hreflang", alternate.lang.as_str()), ("href", alternate.url.as_str())];
            document.empty("xhtml:link", &link);
        }
        if let Some((published, title)) = &row.news {
            let language = &desk.config().languages[usize::from(row.language)];
            document.open("news:news", &[]);
            document.open("news:publication", &[]);
            document.text("news:name", &[], &language.title);
            document.text("news:language", &[], &news_language(&language.tag));
            document.close("news:publication");
            document.text("news:publication_date", &[], published);
            document.text("news:title", &[], title);
            document.close("news:news");
        }
        document.close("url");
    }
    document.close("urlset");
    document.finish()
}

/// A language as sitemaps of news name it: by its two or three letters, but Chinese with its country.
fn news_language(tag: &str) -> String {
    let tag = tag.to_ascii_lowercase();
    match tag.as_str() {
        "zh" | "zh-hans" | "zh-cn" => "zh-cn".to_string(),
        "zh-hant" | "zh-tw" | "zh-hk" => "zh-tw".to_string(),
        _ => primary(&tag).to_string(),
    }
}
