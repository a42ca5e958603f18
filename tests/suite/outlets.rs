//! Where the news comes from: bare addresses that have a name, what an edit of a profile changes, and addresses without what
//! follows the reader.

use crate::builder::{SiteTest, article};

/// An article with these sources, each on a line of its own.
fn cites(title: &str, day: &str, sources: &[&str]) -> String {
    let lines: Vec<String> = sources.iter().map(|source| format!("\n  - {source}")).collect();
    article(title, day, &format!("sources:{}", lines.concat()), "Testo.")
}

#[test]
fn a_bare_address_has_the_name_of_the_outlet() {
    let site = SiteTest::new("")
        .write(
            "content/articles/uno.md",
            cites("Uno", "2025-09-01", &["https://www.arstechnica.com/a/?utm_source=x&id=1#c", "https://a.example/x"]),
        )
        .write(
            "content/articles/due.md",
            cites("Due", "2025-09-02", &["{name: Ars Technica, url: \"https://arstechnica.com/b\"}"]),
        )
        .build();
    site.page("/2025/09/uno/").contains("Ars Technica").contains("a.example").lacks("utm_source");
    site.page("/2025/09/uno/").contains("href=\"https://www.arstechnica.com/a/?id=1#c\"");
    // One outlet, however it is named.
    site.page("/sources/ars-technica/").contains("/2025/09/uno/").contains("/2025/09/due/");
    assert!(!site.files().contains_key("sources/arstechnica-com/index.html"));
    for feed in ["/atom.xml", "/rss.xml", "/feed.json"] {
        site.page(feed).lacks("utm_source");
    }
    assert!(site.sources()["content/articles/uno.md"].windows(10).any(|text| text == b"utm_source"), "the file stays");
}

#[test]
fn profiles_and_the_configuration_name_the_outlets_of_domains() {
    let two = ["https://blog.esempio.example/x", "https://altro.example/y"];
    let site = SiteTest::new("")
        .config("sources: {domains: {altro.example: Foglio Altro, arstechnica.com: Ars}}")
        .write("content/sources/esempio.md", "---\nname: Gazzettino\ndomains: [www.esempio.example]\n---\n")
        .write("content/articles/uno.md", cites("Uno", "2025-09-01", &two))
        .write("content/articles/due.md", cites("Due", "2025-09-02", &["https://arstechnica.com/a"]))
        .build();
    site.page("/2025/09/uno/").contains("Gazzettino").contains("Foglio Altro");
    site.page("/sources/esempio/").contains("/2025/09/uno/");
    site.page("/2025/09/due/").contains("href=\"/sources/ars/\"");
    // Its website is a domain too, and what is nearer goes first.
    let site = site
        .write("content/sources/esempio.md", "---\nname: Gazzettino\nwebsite: https://altro.example/\n---\n")
        .update_warm();
    site.page("/sources/esempio/").contains("/2025/09/uno/");
    site.page("/2025/09/uno/").lacks("Foglio Altro").contains("blog.esempio.example");
    site.equals_fresh();
}

#[test]
fn a_profile_that_comes_moves_the_articles_of_its_domain_to_its_page() {
    let site = SiteTest::tiny("")
        .write("content/articles/uno.md", cites("Uno", "2025-09-01", &["https://news.esempio.example/x"]))
        .build();
    site.page("/sources/news-esempio-example/").contains("Uno");
    let site = site.write("content/sources/e.md", "---\nname: Esempio\ndomains: [esempio.example]\n---\n").update();
    site.page("/sources/e/").contains("Uno");
    let site = site.equals_fresh().remove("content/sources/e.md").update_warm();
    site.page("/sources/news-esempio-example/").contains("Uno");
    site.equals_fresh();
}

#[test]
fn a_site_without_a_taxonomy_of_sources_names_them_still() {
    let site = SiteTest::new("")
        .config("taxonomies: {sources: off}")
        .write("content/articles/uno.md", cites("Uno", "2025-09-01", &["https://lwn.net/Articles/1/"]))
        .build();
    site.page("/2025/09/uno/").contains("LWN.net").contains("href=\"https://lwn.net/Articles/1/\"");
}

#[test]
fn feeds_and_structured_data_tell_the_roles_of_sources() {
    let site = SiteTest::new("")
        .write(
            "content/articles/uno.md",
            cites(
                "Uno",
                "2025-09-01",
                &[
                    "{name: Rif, url: \"https://rif.example/?gclid=1\"}",
                    "{url: \"https://reuters.com/o?fbclid=1\", role: original}",
                    "{name: Tramite, url: \"https://via.example/\", role: via}",
                ],
            ),
        )
        .build();
    site.page("/atom.xml")
        .contains("<link rel=\"via\" href=\"https://reuters.com/o\" title=\"Reuters\"/>")
        .contains("<link rel=\"via\" href=\"https://via.example/\" title=\"Tramite\"/>")
        .contains("<link rel=\"related\" href=\"https://rif.example/\" title=\"Rif\"/>");
    site.page("/rss.xml").contains("<source url=\"https://reuters.com/o\">Reuters</source>");
    site.page("/feed.json").contains("\"external_url\":\"https://reuters.com/o\"");
    site.page("/2025/09/uno/")
        .contains("\"isBasedOn\":[{\"@type\":\"CreativeWork\",\"name\":\"Reuters\",\"url\":\"https://reuters.com/o\"")
        .contains("\"citation\":[{\"@type\":\"CreativeWork\",\"name\":\"Rif\",\"url\":\"https://rif.example/\"")
        .lacks("fbclid")
        .lacks("gclid");
}

#[test]
fn the_page_of_an_outlet_says_how_much_of_the_site_comes_from_it_and_as_what() {
    let reuters = |role: &str| format!("{{name: Reuters, role: {role}}}");
    let site = SiteTest::new("")
        .config("outputs: {data: [sources]}")
        .write("content/articles/uno.md", cites("Uno", "2025-09-01", &[&reuters("original"), &reuters("reference")]))
        .write("content/articles/due.md", cites("Due", "2025-09-02", &["WSJ", &reuters("via")]))
        .write("content/articles/tre.md", cites("Tre", "2025-09-03", &["WSJ"]))
        .write("content/articles/quattro.md", cites("Quattro", "2025-10-03", &["WSJ", "Reuters"]))
        .build();
    site.page("/sources/reuters/")
        .contains("che la citano: 75%")
        .contains("<th scope=\"row\">settembre 2025</th><td>2</td><td>67%</td>")
        .contains("<th scope=\"row\">ottobre 2025</th><td>1</td><td>100%</td>")
        .contains("<dt>Fonte originale</dt><dd>1 articolo</dd>")
        .contains("<dt>Tramite</dt><dd>1 articolo</dd>")
        .contains("<dt>Altra fonte</dt><dd>2 articoli</dd>");
    site.page("/sources/reuters/index.json")
        .contains("\"share\":{\"whole\":75,\"months\":{\"2025-09\":67,\"2025-10\":100}}")
        .contains("\"roles\":{\"original\":1,\"via\":1,\"reference\":2}");
    // Another role, and an article of others, both move it.
    let site =
        site.replace("content/articles/quattro.md", "- Reuters", "- {name: reuters, role: original}").update_warm();
    site.page("/sources/reuters/").contains("<dt>Fonte originale</dt><dd>2 articoli</dd>");
    let site = site.equals_fresh().write("content/articles/v.md", article("V", "2025-10-04", "", "x")).update();
    site.page("/sources/reuters/").contains("<td>50%</td>").contains("che la citano: 60%");
    site.equals_fresh();
}

#[test]
fn the_same_original_in_two_articles_is_told_with_both_places() {
    let original = |url: &str| format!("{{name: A, url: \"{url}\", role: original}}");
    let site = SiteTest::new("")
        .write(
            "content/articles/uno.md",
            cites("Uno", "2025-09-01", &[&original("https://www.a.example/x/1/?utm_source=b")]),
        )
        .write("content/articles/due.md", cites("Due", "2025-09-02", &["B", &original("http://a.example/x/1#c")]))
        .write("content/articles/tre.md", cites("Tre", "2025-09-03", &["{name: A, url: \"https://a.example/x/1\"}"]))
        .build();
    let told = site.told();
    assert!(told.contains("warning[same-original]"), "{told}");
    assert!(told.contains("content/articles/due.md:7:5") && told.contains("content/articles/uno.md:6:5"), "{told}");
    assert!(!told.contains("tre.md"), "a reference is no original: {told}");
    // Where it stands is told as it stands now.
    let site = site.replace("content/articles/uno.md", "sources:", "tags: [x]\nsources:").update_warm();
    assert!(site.told().contains("content/articles/uno.md:7:5"), "{}", site.told());
    let site = site.equals_fresh().replace("content/articles/uno.md", "/x/1/?", "/y/1/?").update();
    assert!(!site.told().contains("same-original"), "{}", site.told());
    let site = site.replace("content/articles/uno.md", "/y/1/?", "/x/1/?").config("sources: {doubles: off}").update();
    assert!(!site.told().contains("same-original"), "{}", site.told());
}

#[test]
fn home_pages_people_and_translations_are_no_doubles() {
    let sources = [
        "{name: \"@a\", url: \"https://x.com/a\", role: original}",
        "{url: \"https://a.example/\", role: original}",
        "{url: \"https://a.example/news/\", role: original}",
    ];
    let shared = ["{url: \"https://a.example/y/2\", role: original}"];
    let site = SiteTest::new("")
        .config("languages: {it: {}, en: {}}")
        .write("content/articles/uno.md", cites("Uno", "2025-09-01", &sources))
        .write("content/articles/due.md", cites("Due", "2025-09-02", &sources))
        .write("content/articles/tre.md", cites("Tre", "2025-09-03", &shared))
        .write("content/articles/tre.en.md", cites("Three", "2025-09-03", &shared))
        .build();
    assert!(!site.told().contains("same-original"), "{}", site.told());
}
