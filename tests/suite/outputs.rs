//! What machines read beside feeds: sitemaps, redirects, data, structured data. Each is parsed, not only looked at.

use serde_json::Value;

use crate::builder::{SiteTest, article};
use crate::feeds::{json, site};
use crate::xml::texts;

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
            article(
                &format!("T{day}"),
                &format!("2025-09-0{day}"),
                "companies: [AMD]\nsources: [{name: WSJ, url: \"https://www.wsj.com/\"}]",
                "x",
            ),
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
    let newest = &first["articles"][0];
    assert_eq!(newest["url"], "https://example.org/2025/09/a5/");
    assert_eq!(newest["companies"], serde_json::json!(["AMD"]));
    assert_eq!(newest["source"], serde_json::json!({"name": "WSJ", "url": "https://www.wsj.com/"}));
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
