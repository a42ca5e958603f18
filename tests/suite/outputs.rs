//! What machines read: feeds, sitemaps, redirects, data. Each is parsed, not only looked at.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

use crate::builder::{SiteTest, article, files};

/// The elements of an XML document as (path, attributes and text), which fails where it is not well-formed.
fn elements(text: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<String> = Vec::new();
    let mut found: Vec<(String, String)> = Vec::new();
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("this is no XML: {error}\n{text}"));
        let attributes = |element: &BytesStart<'_>| {
            let pairs =
                element.attributes().map(|pair| pair.unwrap_or_else(|error| panic!("an attribute: {error}\n{text}")));
            let pairs =
                pairs.map(|pair| format!("{}={}", pair.key.as_ref(), unescape(&pair.value).expect("an entity")));
            pairs.collect::<Vec<_>>().join(" ")
        };
        let name = |element: &BytesStart<'_>| element.name().as_ref().to_string();
        match event {
            Event::Start(element) => {
                open.push(name(&element));
                found.push((open.join("/"), attributes(&element)));
            }
            Event::Empty(element) => {
                found.push((format!("{}/{}", open.join("/"), name(&element)), attributes(&element)))
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(part) if part.starts_with('\n') && part.trim().is_empty() => {}
            Event::Text(part) => add(&mut found, &part),
            Event::GeneralRef(part) => add(&mut found, &unescape(&format!("&{};", &*part)).expect("an entity")),
            Event::CData(part) => add(&mut found, &part),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} is never closed");
    found
}

fn add(found: &mut [(String, String)], part: &str) {
    if let Some((_, text)) = found.last_mut() {
        text.push_str(part);
    }
}

/// The texts of all elements at a path.
fn texts(text: &str, path: &str) -> Vec<String> {
    elements(text).into_iter().filter(|(at, _)| at == path).map(|(_, text)| text).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("this is no JSON: {error}\n{text}"))
}

fn site() -> SiteTest {
    let fields = "lede: Il sommario.\ntags: [IA & chip]\ncompanies: [NVIDIA]\nauthors: [Anna]\n\
        sources: [{name: WSJ, url: \"https://wsj.example/?a=1&b=2\", role: original}]\nupdates: [{date: 2025-09-05, text: Nuovo.}]";
    SiteTest::new("")
        .config("description: Un sito <di> prova")
        .write(
            "content/articles/a.md",
            article("\"A & <b>\"", "2025-09-01 08:30", fields, "Si veda [b](b.md) e ]]> fine.\n\n![p](/p.png)"),
        )
        .write("static/p.png", crate::builder::png(3, 3))
        .write(
            "content/articles/b.md",
            article("B", "2025-09-02", "tags: [chip]\naliases: [/vecchio/, \"/?p=12\"]", "x"),
        )
        .write("content/articles/c.md", article("C", "2025-09-03", "canonical: https://altrove.example/c", "x"))
        .write("content/pages/chi.md", "---\ntitle: Chi siamo\n---\nx\n")
}

#[test]
fn an_atom_feed_is_whole_and_absolute() {
    let site = site().build();
    let text = site.page("/atom.xml").text;
    assert_eq!(texts(&text, "feed/entry/title"), ["C", "B", "A & <b>"]);
    assert_eq!(texts(&text, "feed/id"), ["https://example.org/atom.xml"]);
    assert_eq!(texts(&text, "feed/updated"), ["2025-09-05T00:00:00+02:00"], "the feed is as new as its newest change");
    assert_eq!(texts(&text, "feed/entry/published")[2], "2025-09-01T08:30:00+02:00");
    assert_eq!(texts(&text, "feed/entry/updated")[2], "2025-09-05T00:00:00+02:00");
    assert_eq!(texts(&text, "feed/entry/author/name"), ["Anna"]);
    let links: BTreeSet<String> = texts(&text, "feed/entry/link").into_iter().collect();
    assert!(links.contains("rel=via href=https://wsj.example/?a=1&b=2 title=WSJ"), "{links:?}");
    let content = &texts(&text, "feed/entry/content")[2];
    for part in
        ["Il sommario.", "href=\"https://example.org/2025/09/b/\"", "src=\"https://example.org/p.png\"", "]]&gt; fine"]
    {
        assert!(content.contains(part), "the entry must hold {part:?}: {content}");
    }
    let ids: BTreeSet<String> = texts(&text, "feed/entry/id").into_iter().collect();
    assert_eq!(ids.len(), 3, "each entry has an id of its own: {ids:?}");
}

#[test]
fn an_rss_feed_is_whole() {
    let site = site().build();
    let text = site.page("/rss.xml").text;
    assert_eq!(texts(&text, "rss/channel/item/title"), ["C", "B", "A & <b>"]);
    assert_eq!(texts(&text, "rss/channel/item/pubDate")[2], "Mon, 01 Sep 2025 08:30:00 +0200");
    assert_eq!(texts(&text, "rss/channel/link"), ["https://example.org/"]);
    assert!(texts(&text, "rss/channel/item/content:encoded")[2].contains("https://example.org/2025/09/b/"));
    assert!(texts(&text, "rss/channel/item/source")[0].contains("https://wsj.example/?a=1&b=2"));
    assert!(texts(&text, "rss/channel/atom:link")[0].contains("href=https://example.org/rss.xml"));
}

#[test]
fn a_json_feed_is_whole() {
    let feed = json(&site().build().page("/feed.json").text);
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["feed_url"], "https://example.org/feed.json");
    let item = &feed["items"][2];
    assert_eq!(item["title"], "A & <b>");
    assert_eq!(item["external_url"], "https://wsj.example/?a=1&b=2");
    assert_eq!(item["date_published"], "2025-09-01T08:30:00+02:00");
    assert_eq!(item["tags"], serde_json::json!(["IA & chip", "NVIDIA"]));
    assert!(
        item["content_html"].as_str().is_some_and(|html| html.contains("https://example.org/2025/09/b/")),
        "{item}"
    );
}

#[test]
fn feeds_are_limited_and_may_hold_summaries_alone() {
    let site = site().config("feeds: {formats: [atom, json], limit: 2, content: summary}").build();
    let text = site.page("/atom.xml").text;
    assert_eq!(texts(&text, "feed/entry/title"), ["C", "B"]);
    assert_eq!(texts(&text, "feed/entry/summary").len(), 2);
    assert!(texts(&text, "feed/entry/content").is_empty());
    assert!(json(&site.page("/feed.json").text)["items"][0]["content_text"].is_string());
    site.page("/").lacks("rss.xml");
    site.absent("/rss.xml");
}

#[test]
fn every_feed_in_the_list_of_feeds_is_there_and_none_is_left_out() {
    let site = site().build();
    let listed: BTreeSet<String> = texts(&site.page("/feeds.opml").text, "opml/body/outline/outline")
        .iter()
        .filter_map(|attributes| {
            attributes.split(' ').find_map(|pair| pair.strip_prefix("xmlUrl=https://example.org/").map(str::to_string))
        })
        .collect();
    let there: BTreeSet<String> = site.files().into_keys().filter(|path| path.ends_with("atom.xml")).collect();
    assert_eq!(listed, there, "the list of feeds (left) and the feeds (right)");
}

/// Every address in the sitemaps, and how often.
fn mapped(site: &SiteTest) -> Vec<String> {
    let maps = texts(&site.page("/sitemap.xml").text, "sitemapindex/sitemap/loc");
    let mut found = Vec::new();
    for map in maps {
        let url = map.strip_prefix("https://example.org").expect("an address of the site").to_string();
        found.extend(texts(&site.page(&url).text, "urlset/url/loc"));
    }
    found.sort();
    found
}

/// The addresses of all pages of the output that search engines may list.
fn indexable(site: &SiteTest) -> Vec<String> {
    let pages = site.files().into_iter().filter(|(path, bytes)| {
        let text = String::from_utf8_lossy(bytes);
        path.ends_with(".html") && !text.contains("content=\"noindex\"")
    });
    let mut found: Vec<String> =
        pages.map(|(path, _)| format!("https://example.org/{}", path.trim_end_matches("index.html"))).collect();
    found.sort();
    found
}

#[test]
fn the_sitemap_lists_every_page_that_may_be_indexed_exactly_once() {
    let site = site().config("languages: {it: {}, en: {}}\npagination: {size: 1}").build();
    assert_eq!(mapped(&site), indexable(&site), "the sitemap (left) and the pages that may be indexed (right)");
    site.page("/2025/09/c/").contains("noindex");
    let text = site.page("/sitemap-it-2025.xml").text;
    assert!(texts(&text, "urlset/url/lastmod").contains(&"2025-09-05T00:00:00+02:00".to_string()), "{text}");
}

#[test]
fn outputs_for_some_shelves_alone_leave_no_dead_link_behind() {
    let site = site()
        .config("outputs: {shelf: [front, tags, /companies/nvidia/], atom: [front], rss: off, json_feed: [tags], data: [companies], archive: off, index: off}")
        .build();
    let site = site
        .absent("/2025/")
        .absent("/sources/wsj/")
        .absent("/tags/chip/atom.xml")
        .absent("/rss.xml")
        .absent("/archive/");
    let site = site.absent("/tags/").absent("/tags/chip/index.json");
    site.page("/companies/nvidia/").contains("NVIDIA");
    site.page("/tags/chip/feed.json").contains("B");
    assert_eq!(mapped(&site), indexable(&site), "the sitemap (left) and the pages that may be indexed (right)");
    assert_eq!(dead_links(&site), Vec::<String>::new(), "links to what is switched off");
}

#[test]
fn no_page_of_a_whole_site_links_to_what_is_not_there() {
    let site = site().config("pagination: {size: 1}\nlanguages: {it: {}, en: {}}").build();
    assert_eq!(dead_links(&site), Vec::<String>::new());
}

/// Every `href` and `src` of a page that leads to no file of the output.
fn dead_links(site: &SiteTest) -> Vec<String> {
    let there = site.files();
    let mut dead = Vec::new();
    for (path, bytes) in there.iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        for attribute in [" href=\"", " src=\""] {
            for part in text.split(attribute).skip(1) {
                let target = part.split('"').next().unwrap_or_default().split('#').next().unwrap_or_default();
                let target = target.strip_prefix("https://example.org").unwrap_or(target);
                if target.starts_with('/') && !there.contains_key(&rassegna::base::path::output_file(target)) {
                    dead.push(format!("{path}: {target}"));
                }
            }
        }
    }
    dead.sort();
    dead.dedup();
    dead
}

#[test]
fn robots_name_the_sitemap_and_the_404_page_is_not_indexed() {
    let site = site().build();
    site.page("/robots.txt").is("User-agent: *\nDisallow:\n\nSitemap: https://example.org/sitemap.xml\n");
    site.page("/404.html").contains("noindex").contains("<html lang=\"it\"");
    let site = site.config("outputs: {sitemap: off, robots: on, not_found: off}").update();
    site.page("/robots.txt").lacks("Sitemap");
    site.absent("/sitemap.xml").absent("/404.html");
}

#[test]
fn an_alias_leads_to_the_article_by_a_page_and_by_the_hosts_own_file() {
    let site = site().config("redirects: [html, netlify, nginx, caddy, apache]").build();
    site.page("/vecchio/")
        .contains("content=\"0; url=/2025/09/b/\"")
        .contains("<link rel=\"canonical\" href=\"https://example.org/2025/09/b/\">")
        .contains("noindex");
    site.page("/_redirects").is("/ p=12 /2025/09/b/ 301\n/vecchio/ /2025/09/b/ 301\n");
    site.page("/redirects.nginx.conf")
        .contains("\"/vecchio/\" \"/2025/09/b/\";")
        .contains("\"/?p=12\" \"/2025/09/b/\";");
    site.page("/redirects.caddy").contains("redir /vecchio/ /2025/09/b/ 301");
    site.page("/.htaccess").contains("/vecchio/").contains("^p=12$");
    let site = site.replace("rassegna.yaml", "html, netlify, nginx, caddy, apache", "cloudflare").update();
    site.page("/_redirects").contains("/vecchio/ /2025/09/b/ 301");
    site.absent("/vecchio/").absent("/.htaccess");
}

#[test]
fn companies_and_tags_are_published_as_data_in_bounded_pages() {
    let mut site = SiteTest::tiny("")
        .config("pagination: {size: 2}")
        .write("content/companies/amd.md", "---\nname: AMD\nticker: AMD\naliases: [Advanced Micro Devices]\n---\n");
    for day in 1..=5 {
        site = site.write(
            &format!("content/articles/a{day}.md"),
            article(&format!("T{day}"), &format!("2025-09-0{day}"), "companies: [AMD]", "x"),
        );
    }
    let site = site.build();
    let index = json(&site.page("/companies/index.json").text);
    assert_eq!(index["items"][0]["name"], "AMD");
    assert_eq!(index["items"][0]["articles"], 5);
    assert_eq!(index["items"][0]["data"], "https://example.org/companies/amd/index.json");
    // From the newest to the oldest by `older`, back by `newer`: every article once.
    let mut titles = Vec::new();
    let (mut at, mut before) = (Some("https://example.org/companies/amd/index.json".to_string()), Value::Null);
    while let Some(url) = at {
        let page = json(&site.page(url.strip_prefix("https://example.org").expect("an address of the site")).text);
        assert_eq!(page["newer"], before, "{url}: the way back");
        titles.extend(
            page["articles"]
                .as_array()
                .expect("articles")
                .iter()
                .map(|article| article["title"].as_str().expect("a title").to_string()),
        );
        at = page["older"].as_str().map(str::to_string);
        before = Value::String(url);
    }
    assert_eq!(titles, ["T5", "T4", "T3", "T2", "T1"]);
    let first = json(&site.page("/companies/amd/index.json").text);
    assert_eq!(first["profile"]["ticker"], "AMD");
    assert_eq!(first["profile"]["aliases"], serde_json::json!(["Advanced Micro Devices"]));
    site.absent("/people/index.json");
}

#[test]
fn structured_data_of_every_page_is_json() {
    let site = site().build();
    let mut seen = 0;
    for (path, bytes) in site.files().into_iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8(bytes).expect("a page in UTF-8");
        for part in text.split("<script type=\"application/ld+json\">").skip(1) {
            let inside = part.split("</script>").next().unwrap_or_default();
            serde_json::from_str::<Value>(inside).unwrap_or_else(|error| panic!("{path}: {error}\n{inside}"));
            seen += 1;
        }
    }
    assert!(seen > 10, "only {seen} pages have structured data");
    let page = site.page("/2025/09/a/").text;
    let inside = page
        .split("application/ld+json\">")
        .nth(1)
        .and_then(|rest| rest.split("</script>").next())
        .expect("structured data");
    let data = json(inside).to_string();
    for part in
        ["NewsArticle", "2025-09-01T08:30:00+02:00", "A & <b>", "https://wsj.example/?a=1&b=2", "BreadcrumbList"]
    {
        assert!(data.contains(part), "the article's structured data must hold {part:?}: {data}");
    }
    assert!(!page.contains("A & <b>"), "a title must never be read as HTML");
}

#[test]
fn a_kind_of_output_that_there_is_not_is_told_with_a_suggestion() {
    let site = site().config("outputs: {sitmap: off}").fail().errors(&["unknown-key"]);
    assert!(site.told().contains("`sitemap`"), "{}", site.told());
}

#[test]
fn without_an_address_the_site_is_made_with_a_warning_and_no_sitemap() {
    let site = site()
        .edit("rassegna.yaml", |text| text.replace("url: https://example.org/\n", ""))
        .build()
        .warnings(&["no-url"]);
    site.page("/2025/09/a/").contains("href=\"/tags/ia-chip/\"");
    site.absent("/sitemap.xml");
}

#[test]
fn below_a_path_every_address_begins_with_it() {
    let site = site()
        .edit("rassegna.yaml", |text| text.replace("https://example.org/", "https://example.org/rassegna/"))
        .config("languages: {it: {}, en: {}}\nredirects: [html, netlify, nginx, caddy, apache]\npagination: {size: 1}\nmenus: {main: [{name: Tag, url: /tags/}]}\npublisher: {name: P, logo: /p.png}")
        .write("content/articles/d/index.md", article("D", "2025-09-04", "image: {src: q.png, alt: Q}\ncompanies: [NVIDIA]\nstory: s", "![q](q.png \"C | D\") [[NVIDIA]] [b](../b.md) [t](/tags/chip/) <a href=\"/grezzo/\">x</a>\n\n{{ company(name=\"NVIDIA\") }}"))
        .write("content/articles/d/q.png", crate::builder::png(2, 2))
        .build();
    let mut wrong = Vec::new();
    for (path, bytes) in files(&site.output()) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for attribute in ["href=", "src=", "srcset=", "action=", "content=\"0; url="] {
            for part in text.split(attribute).skip(1) {
                let value = part.trim_start_matches(['"', '\'']);
                let value: String = value.chars().take_while(|c| !"\"' >".contains(*c)).collect();
                let local = value.starts_with('/') && !value.starts_with("//") && !value.starts_with("/rassegna/");
                let whole =
                    value.starts_with("https://example.org/") && !value.starts_with("https://example.org/rassegna/");
                // Raw HTML is the editor's own business.
                if (local || whole) && !value.starts_with("/grezzo") {
                    wrong.push(format!("{path}: {attribute}{value}"));
                }
            }
        }
        if path.ends_with(".xml") || path.ends_with(".json") || path.ends_with(".opml") {
            assert!(
                !text.contains("https://example.org/2025") && !text.contains("https://example.org/tags"),
                "{path} leaves the site's path out"
            );
            assert!(
                !text.contains("href=\"/") && !text.contains("href=\\\"/r") && !text.contains("src=\\\"/"),
                "{path} has an address without its host:\n{text}"
            );
        }
    }
    assert!(wrong.is_empty(), "addresses that leave the site's path out: {wrong:#?}");
    site.page("/robots.txt").contains("https://example.org/rassegna/sitemap.xml");
    site.page("/_redirects").contains("/rassegna/vecchio/ /rassegna/2025/09/b/ 301");
    site.page("/redirects.nginx.conf").contains("\"/rassegna/vecchio/\" \"/rassegna/2025/09/b/\"");
    let site = site.absent("/rassegna/");
    site.is_as_fresh();
}
