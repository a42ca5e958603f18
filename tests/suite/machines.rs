//! What machines read beside feeds: structured data, sitemaps, robots.txt, icons and the manifest, the head of a page.

use serde_json::Value;

use crate::builder::{SiteTest, article};
use crate::feeds::json;
use crate::xml::texts;

/// The structured data of a page, as one list of nodes.
fn nodes(site: &SiteTest, url: &str) -> Vec<Value> {
    let text = site.page(url).text;
    let start = "<script type=\"application/ld+json\">";
    let from = text.find(start).unwrap_or_else(|| panic!("{url} has no structured data:\n{text}")) + start.len();
    let length = text[from..].find("</script>").expect("the end of the script");
    json(&text[from..from + length])["@graph"].as_array().expect("a list of nodes").clone()
}

fn node(site: &SiteTest, url: &str, sort: &str) -> Value {
    let nodes = nodes(site, url);
    nodes.iter().find(|node| node["@type"] == sort).unwrap_or_else(|| panic!("{url} has no {sort}: {nodes:#?}")).clone()
}

#[test]
fn an_article_says_what_it_is_about_and_what_it_stands_on() {
    let fields = "companies: [Nvidia]\npeople: [Jensen Huang]\nauthors: [redazione]\nstory: Chip\ntags: [IA]\n\
        sponsored: {by: Una ditta}\n\
        image: {src: /p.png, alt: Un chip, credit: NVIDIA, license: CC BY 4.0}\n\
        sources:\n  - {name: WSJ, title: Il patto, url: \"https://wsj.example/a\", role: original, lang: en, paywall: true}\n  - {name: Altri, url: \"https://altri.example/b\"}\n\
        updates:\n  - {date: 2025-09-03, kind: correction, text: \"Erano *dieci*.\"}\n  - {date: 2025-09-04, text: Altro.}";
    let site = SiteTest::new("")
        .config("publisher: {name: Edizioni, logo: /p.png, corrections_policy: /correzioni/}")
        .write("static/p.png", crate::builder::png(30, 20))
        .write("content/companies/nvidia.md", "---\nname: NVIDIA\naliases: [Nvidia]\nwebsite: https://nvidia.example/\nwikidata: Q182477\nticker: NVDA\n---\n")
        .write("content/companies/amd.md", "---\nname: AMD\n---\n")
        .write("content/authors/redazione.md", "---\nname: La redazione\nkind: redazione\n---\n")
        .write("content/articles/a.md", article("A", "2025-09-01", fields, "Di [[AMD]], di [[Nvidia]] e di [[tag:IA]]."))
        .write("content/articles/b.md", article("B", "2025-09-01", "", "Nessuno firma."))
        .build();
    let news = node(&site, "/2025/09/a/", "NewsArticle");
    let nvidia = serde_json::json!({
        "@type": "Organization",
        "name": "NVIDIA",
        "url": "https://example.org/companies/nvidia/",
        "sameAs": ["https://nvidia.example/", "https://www.wikidata.org/wiki/Q182477"],
    });
    assert_eq!(news["about"][0], nvidia);
    assert_eq!(news["about"][1]["@type"], "Person");
    assert_eq!(news["mentions"].as_array().map(Vec::len), Some(1), "what it is about is not mentioned again: {news:#}");
    assert_eq!(news["mentions"][0]["name"], "AMD");
    assert_eq!(news["author"][0]["@type"], "Organization", "a newsroom is no person");
    assert_eq!(news["isBasedOn"][0]["name"], "Il patto");
    assert_eq!(news["isBasedOn"][0]["isAccessibleForFree"], false);
    assert_eq!(news["citation"][0]["url"], "https://altri.example/b");
    assert_eq!(news["correction"].as_array().map(Vec::len), Some(1));
    assert_eq!(news["correction"][0]["text"], "Erano dieci.");
    assert_eq!(news["isAccessibleForFree"], true);
    assert_eq!(news["isPartOf"]["name"], "Chip");
    assert_eq!(news["sponsor"]["name"], "Una ditta");
    let image = &news["image"][0];
    assert_eq!((&image["contentUrl"], &image["width"]), (&Value::from("https://example.org/p.png"), &Value::from(30)));
    assert_eq!(image["creditText"], "NVIDIA");
    assert_eq!(image["license"], "https://creativecommons.org/licenses/by/4.0/");
    let publisher = &news["publisher"];
    assert_eq!((&publisher["@type"], &publisher["logo"]["height"]), (&"NewsMediaOrganization".into(), &20.into()));
    assert_eq!(publisher["correctionsPolicy"], "https://example.org/correzioni/");
    // Without an author it is the publisher's.
    assert_eq!(node(&site, "/2025/09/b/", "NewsArticle")["author"][0]["name"], "Edizioni");
    let crumbs = node(&site, "/2025/09/a/", "BreadcrumbList");
    assert_eq!(crumbs["itemListElement"][0]["item"], "https://example.org/");
    // A profile that says more is seen on the article's page.
    let site = site.replace("content/companies/amd.md", "name: AMD", "name: AMD\nwikidata: Q128896").update_warm();
    let amd = &node(&site, "/2025/09/a/", "NewsArticle")["mentions"][0]["sameAs"][0];
    assert_eq!(amd, "https://www.wikidata.org/wiki/Q128896");
    site.equals_fresh();
}

#[test]
fn listings_say_who_they_are_of() {
    let site = SiteTest::new("")
        .write("content/companies/nvidia.md", "---\nname: NVIDIA\nticker: NVDA\nfounded: 1993\n---\n")
        .write("content/pages/chi.md", "---\ntitle: Chi siamo\n---\nx\n")
        .write(
            "content/articles/a.md",
            article("A", "2025-09-01", "companies: [NVIDIA]\ntags: [IA]\npeople: [Ada]", "x"),
        )
        .build();
    let company = &node(&site, "/companies/nvidia/", "ProfilePage")["mainEntity"];
    assert_eq!((&company["@type"], &company["foundingDate"]), (&"Corporation".into(), &"1993".into()));
    assert_eq!(node(&site, "/people/ada/", "ProfilePage")["mainEntity"]["@type"], "Person");
    let tag = node(&site, "/tags/ia/", "CollectionPage");
    assert_eq!(tag["mainEntity"]["itemListElement"][0]["url"], "https://example.org/2025/09/a/");
    assert_eq!(node(&site, "/chi/", "WebPage")["name"], "Chi siamo");
    let search = &node(&site, "/", "WebSite")["potentialAction"];
    assert_eq!(search["target"]["urlTemplate"], "https://example.org/search/?q={search_term_string}");
    let site = site.config("search: false").update();
    assert!(node(&site, "/", "WebSite")["potentialAction"].is_null(), "there is no search to be asked");
}

/// Two languages with an article, a page and a tag in both.
fn two_languages() -> SiteTest {
    SiteTest::new("")
        .config("languages: {it: {}, en: {title: Trial}}")
        .write("content/articles/a.md", article("A", "2025-09-01", "tags: [ia]", "x"))
        .write("content/articles/a.en.md", article("A", "2025-09-01", "tags: [ia]", "x"))
        .write("content/articles/b.md", article("B", "2025-09-02", "", "x"))
        .write("content/pages/chi.md", "---\ntitle: Chi siamo\n---\nx\n")
        .write("content/pages/chi.en.md", "---\ntitle: About\n---\nx\n")
}

#[test]
fn sitemaps_name_the_translations_of_each_page() {
    let site = two_languages().build();
    let links = |file: &str| texts(&site.page(file).text, "urlset/url/xhtml:link");
    let both = [
        "rel=alternate hreflang=it href=https://example.org/2025/09/a/",
        "rel=alternate hreflang=en href=https://example.org/en/2025/09/a/",
        "rel=alternate hreflang=x-default href=https://example.org/2025/09/a/",
    ];
    assert_eq!(links("/sitemap-it-2025.xml"), both, "b is in one language alone");
    assert_eq!(links("/sitemap-en-2025.xml"), both);
    let pages = links("/sitemap-pages.xml");
    for url in ["/en/", "/en/tags/ia/", "/en/chi/", "/en/tags/", "/en/archive/", "/en/2025/"] {
        let wanted = format!("rel=alternate hreflang=en href=https://example.org{url}");
        assert_eq!(
            pages.iter().filter(|link| **link == wanted).count(),
            2,
            "{url} is told by both languages: {pages:#?}"
        );
    }
    // The article's own page says the same.
    site.page("/2025/09/a/").contains("hreflang=\"x-default\" href=\"https://example.org/2025/09/a/\"");
    // A translation that comes is told in the sitemaps of both.
    let site = site.write("content/articles/b.en.md", article("B", "2024-09-02", "", "x")).update_warm().equals_fresh();
    site.page("/sitemap-it-2025.xml").contains("https://example.org/en/2024/09/b/");
    site.remove("content/articles/b.en.md").update().equals_fresh().page("/sitemap-it-2025.xml").lacks("/b/\"/>");
}

#[test]
fn the_index_of_sitemaps_says_when_each_changed() {
    let site = two_languages().build();
    let site = site
        .replace("content/articles/a.md", "tags: [ia]", "updates: [{date: 2025-10-05 10:00, text: Nuovo.}]\ntags: [ia]")
        .update_warm()
        .equals_fresh();
    let text = site.page("/sitemap.xml").text;
    assert_eq!(texts(&text, "sitemapindex/sitemap/loc")[1], "https://example.org/sitemap-it-2025.xml");
    assert_eq!(texts(&text, "sitemapindex/sitemap/lastmod")[1], "2025-10-05T10:00:00+02:00");
}

#[test]
fn news_is_in_a_sitemap_of_its_own_for_two_days() {
    let site = SiteTest::new("")
        .config("languages: {it: {}, en: {title: Trial}}")
        .write("content/articles/vecchio.md", article("Vecchio", "2026-01-13 11:00", "", "x"))
        .write("content/articles/a.md", article("Una <notizia>", "2026-01-14 08:00", "", "x"))
        .write("content/articles/a.en.md", article("News", "2026-01-14 08:00", "", "x"))
        .write("content/articles/pagato.md", article("Pagato", "2026-01-15 08:00", "sponsored: {by: Una ditta}", "x"))
        .write(
            "content/articles/copia.md",
            article("Copia", "2026-01-15 08:00", "canonical: https://altrove.example/", "x"),
        )
        .build();
    let text = site.page("/sitemap-news.xml").text;
    let news = "urlset/url/news:news";
    assert_eq!(texts(&text, &format!("{news}/news:title")), ["News", "Una <notizia>"]);
    assert_eq!(texts(&text, &format!("{news}/news:publication/news:name")), ["Trial", "Prova"]);
    assert_eq!(texts(&text, &format!("{news}/news:publication/news:language")), ["en", "it"]);
    assert_eq!(texts(&text, &format!("{news}/news:publication_date"))[0], "2026-01-14T08:00:00+01:00");
    assert!(text.contains("hreflang=\"en\""), "translations are told here too: {text}");
    site.page("/robots.txt").contains("Sitemap: https://example.org/sitemap-news.xml");
    site.page("/sitemap.xml").contains("https://example.org/sitemap-news.xml");
    // Every address stands in one sitemap alone.
    site.page("/sitemap-it-2026.xml").contains("vecchio").contains("pagato").lacks("/a/").lacks("copia");
    let site = site.absent("/sitemap-en-2026.xml");
    assert_eq!(site.next_change().as_deref(), Some("2026-01-16T08:00:00+01:00"), "news grows old");
    // A new title is told at once.
    let site = site.replace("content/articles/a.md", "Una <notizia>", "Altra").update_warm().equals_fresh();
    site.page("/sitemap-news.xml").contains("Altra");
    // When two days are over it stands with the others.
    let site = site.now("2026-01-16T07:59:59+01:00").update().rewrote(&[]);
    let site = site.now("2026-01-16T08:00:00+01:00").update().equals_fresh();
    let site = site.absent("/sitemap-news.xml");
    site.page("/robots.txt").lacks("sitemap-news");
    site.page("/sitemap.xml").lacks("sitemap-news").contains("/sitemap-en-2026.xml");
    site.page("/sitemap-it-2026.xml").contains("/a/");
    assert!(site.next_change().is_none(), "nothing moves by itself any more");
    let site = site.now("2026-01-14T12:00:00+01:00").update().equals_fresh();
    site.page("/sitemap-news.xml").contains("Altra");
    site.config("outputs: {news_sitemap: off}").update().absent("/sitemap-news.xml");
}

#[test]
fn crawlers_are_asked_what_the_configuration_says() {
    let site = SiteTest::tiny("").build();
    site.page("/robots.txt").is("User-agent: *\nDisallow:\n\nSitemap: https://example.org/sitemap.xml\n");
    let site = site
        .base_url("https://example.org/sub/")
        .config("robots: {ai: no-training, disallow: [/riservato/, \"*.pdf$\"], lines: [\"Crawl-delay: 5\"]}")
        .update();
    site.page("/robots.txt")
        .in_order(&[
            "User-agent: *\nDisallow: /sub/riservato/\nDisallow: *.pdf$\n\n",
            "User-agent: GPTBot\n",
            "Disallow: /\n\nCrawl-delay: 5\n\n",
            "Sitemap: https://example.org/sub/sitemap.xml\n",
        ])
        .lacks("ChatGPT-User");
    site.replace("rassegna.yaml", "no-training", "deny")
        .update()
        .page("/robots.txt")
        .contains("User-agent: ChatGPT-User\n");
}

/// A drawing with a red square, larger than what is around it.
const DRAWING: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><path d=\"M1 1h8v8h-8z\" fill=\"#f00\"/></svg>";

fn size(site: &SiteTest, url: &str) -> (u32, u32) {
    let bytes = &site.files()[url.trim_start_matches('/')];
    let picture = image::load_from_memory(bytes).unwrap_or_else(|error| panic!("{url} is no picture: {error}"));
    (picture.width(), picture.height())
}

#[test]
fn icons_of_all_sizes_are_made_from_one_picture() {
    let site = SiteTest::new("")
        .config("icon: /segno.svg\nmanifest: {short_name: P, background_color: \"#00ff00\"}")
        .base_url("https://example.org/sub/")
        .write("static/segno.svg", DRAWING)
        .build();
    for (url, wanted) in [
        ("/favicon.ico", 32),
        ("/apple-touch-icon.png", 180),
        ("/icon-192.png", 192),
        ("/icon-512.png", 512),
        ("/icon-maskable-512.png", 512),
    ] {
        assert_eq!(size(&site, url), (wanted, wanted), "{url}");
    }
    let manifest = json(&site.page("/site.webmanifest").text);
    assert_eq!((&manifest["short_name"], &manifest["start_url"]), (&"P".into(), &"/sub/".into()));
    assert_eq!(
        manifest["icons"][2],
        serde_json::json!({"src": "/sub/icon-maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"})
    );
    site.page("/").in_order(&[
        "<link rel=\"icon\" href=\"/sub/favicon.ico\" sizes=\"32x32\">",
        "<link rel=\"icon\" href=\"/sub/segno.svg\" type=\"image/svg+xml\" sizes=\"any\">",
        "<link rel=\"apple-touch-icon\" href=\"/sub/apple-touch-icon.png\">",
        "<link rel=\"manifest\" href=\"/sub/site.webmanifest\">",
    ]);
    // Another drawing makes others, and nothing else.
    let icons = ["/favicon.ico", "/apple-touch-icon.png", "/icon-192.png", "/icon-512.png", "/icon-maskable-512.png"];
    let site = site.replace("static/segno.svg", "#f00", "#00f").update_warm();
    site.rewrote(&icons.into_iter().chain(["/segno.svg"]).collect::<Vec<_>>()).equals_fresh();
}

#[test]
fn a_file_of_the_sites_own_takes_the_place_of_an_icon() {
    let site = SiteTest::new("")
        .config("publisher: {logo: /quadro.png}")
        .write("static/quadro.png", crate::builder::png(40, 40))
        .build();
    assert_eq!(size(&site, "/icon-192.png"), (192, 192), "the publisher's logo is square");
    let site =
        site.write("static/favicon.ico", "mia").write("static/site.webmanifest", "{}").update_warm().equals_fresh();
    site.page("/favicon.ico").is("mia");
    site.page("/site.webmanifest").is("{}");
    let site = site.remove("static/favicon.ico").update_warm().equals_fresh();
    assert_eq!(size(&site, "/favicon.ico"), (32, 32));
    let site = site.config("outputs: {icons: off, web_manifest: off}").update().absent("/icon-192.png");
    site.page("/").lacks("manifest").lacks("apple-touch-icon");
}

#[test]
fn an_icon_that_is_not_there_is_told() {
    let site = SiteTest::new("").config("icon: /manca.svg").fail();
    assert!(
        site.told().contains("there is no picture `/manca.svg`") && site.told().contains("rassegna.yaml"),
        "{}",
        site.told()
    );
    let site = SiteTest::new("").config("icon: /rotto.svg").write("static/rotto.svg", "<svg").build();
    assert_eq!(site.told().matches("static/rotto.svg").count(), 1, "once is enough: {}", site.told());
}

#[test]
fn the_head_of_a_page_tells_social_networks_what_it_is() {
    let site = two_languages()
        .write("static/p.png", crate::builder::png(30, 20))
        .write(
            "content/articles/c.md",
            article(
                "C",
                "2025-09-05 08:00",
                "section: News\ntags: [IA]\nimage: {src: /p.png, alt: Un chip}\nupdates: [{date: 2025-09-06, text: x}]",
                "x",
            ),
        )
        .build();
    let page = site.page("/2025/09/c/");
    for part in [
        "<meta property=\"og:type\" content=\"article\">",
        "<meta property=\"og:locale\" content=\"it_IT\">",
        "<meta property=\"og:image:alt\" content=\"Un chip\">",
        "<meta property=\"article:published_time\" content=\"2025-09-05T08:00:00+02:00\">",
        "<meta property=\"article:modified_time\" content=\"2025-09-06T00:00:00+02:00\">",
        "<meta property=\"article:section\" content=\"News\">",
        "<meta property=\"article:tag\" content=\"ia\">",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
        "<link rel=\"canonical\" href=\"https://example.org/2025/09/c/\">",
        "<link rel=\"alternate\" type=\"application/feed+json\"",
    ] {
        assert!(page.text.contains(part), "{part} is missing in {}", page.text);
    }
    site.page("/2025/09/a/").contains("<meta property=\"og:locale:alternate\" content=\"en_US\">");
    site.page("/2025/09/b/").lacks("og:locale:alternate");
}
