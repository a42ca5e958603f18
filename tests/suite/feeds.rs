//! Feeds, and the list of them, read as feed readers read them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::builder::{SiteTest, article};
use crate::xml::texts;

pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("this is no JSON: {error}\n{text}"))
}

/// A site with a bit of everything that machines read.
pub fn site() -> SiteTest {
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

#[test]
fn what_leads_nowhere_is_absolute_in_a_feed_all_the_same() {
    let body = "![Grafico](crescita.png) e [un file](../dati.csv) e [una pagina](/vecchia/).";
    let site = SiteTest::tiny("")
        .config("links: {internal: warn}")
        .write("content/articles/a.md", article("A", "2025-09-01", "", body))
        .build();
    let feed = site.page("/atom.xml").text;
    for address in ["2025/09/a/crescita.png", "2025/09/dati.csv", "vecchia/"] {
        assert!(feed.contains(&format!("https://example.org/{address}")), "{address} in {feed}");
    }
}

/// A site with an article that has a picture, and HTML of its author's own.
fn with_picture() -> SiteTest {
    let image = "image: {src: /p.png, alt: Un chip, caption: \"Il chip, <aperto>\", credit: Anna}\nauthors: [Anna]\npeople: [Ada]";
    let body = "<a href=\"/x/\"><img src='q.png' srcset=\"q.png 2x\"></a> e una nota[^1].\n\n[^1]: Eccola.";
    SiteTest::new("")
        .config("feeds: {hubs: [\"https://hub.example/\"]}\nlinks: {internal: warn}\npublisher: {name: Edizioni}")
        .write("static/p.png", crate::builder::png(1200, 600))
        .write("content/articles/a.md", article("A", "2025-09-01", image, body))
        .base_url("https://example.org/sub/")
        .build()
}

#[test]
fn feeds_show_the_picture_with_its_credit() {
    let site = with_picture();
    let picture = "url=https://example.org/sub/p.png medium=image type=image/png width=1200 height=600";
    for (file, entry) in [("/atom.xml", "feed/entry"), ("/rss.xml", "rss/channel/item")] {
        let text = site.page(file).text;
        assert_eq!(texts(&text, &format!("{entry}/media:content")), [picture], "{file}");
        assert_eq!(texts(&text, &format!("{entry}/media:content/media:credit")), ["Anna"]);
        assert_eq!(texts(&text, &format!("{entry}/media:content/media:description")), ["type=plainIl chip, <aperto>"]);
        assert_eq!(texts(&text, &format!("{entry}/media:thumbnail")).len(), 1);
    }
    let feed = json(&site.page("/feed.json").text);
    assert_eq!(feed["items"][0]["image"], "https://example.org/sub/p.png");
    assert_eq!(feed["items"][0]["banner_image"], "https://example.org/sub/p.png", "it is wide enough");
}

#[test]
fn addresses_in_a_feed_have_their_host_those_of_the_authors_own_html_too() {
    let site = with_picture();
    for content in [
        texts(&site.page("/atom.xml").text, "feed/entry/content").remove(0),
        texts(&site.page("/rss.xml").text, "rss/channel/item/content:encoded").remove(0),
        json(&site.page("/feed.json").text)["items"][0]["content_html"].as_str().unwrap_or_default().to_string(),
    ] {
        for part in [
            "href=\"https://example.org/x/\"",
            "src=\"https://example.org/sub/2025/09/a/q.png\"",
            "srcset=\"https://example.org/sub/2025/09/a/q.png 2x\"",
            "href=\"https://example.org/sub/2025/09/a/#",
        ] {
            assert!(content.contains(part), "{part} is missing in {content}");
        }
    }
}

#[test]
fn feeds_name_their_hubs_and_authors() {
    let site = with_picture();
    let links = texts(&site.page("/atom.xml").text, "feed/link");
    assert!(links.contains(&"rel=hub href=https://hub.example/".to_string()), "{links:?}");
    let links = texts(&site.page("/rss.xml").text, "rss/channel/atom:link");
    assert!(links.contains(&"href=https://hub.example/ rel=hub".to_string()), "{links:?}");
    assert_eq!(texts(&site.page("/atom.xml").text, "feed/entry/author/uri"), ["https://example.org/sub/authors/anna/"]);
    let feed = json(&site.page("/feed.json").text);
    assert_eq!(feed["hubs"], serde_json::json!([{"type": "WebSub", "url": "https://hub.example/"}]));
    assert_eq!(feed["items"][0]["authors"][0]["url"], "https://example.org/sub/authors/anna/");
    let site = site.replace("rassegna.yaml", "https://hub.example/", "hub.example").fail();
    assert!(site.told().contains("bad-url"), "{}", site.told());
}

#[test]
fn a_feed_that_is_opened_in_a_browser_has_a_style_sheet_links_and_days() {
    let site = with_picture();
    for file in ["/atom.xml", "/rss.xml"] {
        site.page(file)
            .contains("<?xml-stylesheet type=\"text/css\" href=\"/sub/assets/feed.")
            .contains("<a href=\"https://example.org/sub/2025/09/a/\">A</a>")
            .contains("<time datetime=\"2025-09-01T00:00:00+02:00\">1 settembre 2025</time>");
    }
}

/// JSON Feed 1.1 wants a text of every item.
#[test]
fn an_article_without_a_text_has_its_headline_in_json() {
    let site = SiteTest::new("//- content/articles/a.md\n---\ntitle: Solo il titolo\ndate: 2025-09-01\n---\n").build();
    assert_eq!(json(&site.page("/feed.json").text)["items"][0]["content_text"], "Solo il titolo");
}
