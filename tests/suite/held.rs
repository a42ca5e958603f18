//! What is held back is nowhere: no list, count, feed, neighbour, picture, name of a tag or data file tells of it.

use rassegna::site::held::Reveal;

use crate::builder::{SiteTest, article};

/// Each kind of held article brings words that nothing else holds.
const WORDS: [&str; 8] =
    ["Zibellino", "zafferano", "zenzero", "Zuccherificio", "zampogna", "ziggurat", "Zoppas", "zirconio"];

fn site(held: &str) -> SiteTest {
    let fields = format!(
        "{held}\nslug: zafferano\ntags: [zenzero]\ncompanies: [Zuccherificio]\npeople: [Zampogna]\nstory: ziggurat\n\
         sources: [{{name: Zoppas, url: \"https://zoppas.example/\"}}]\naliases: [/zirconio/]\nfeatured: true\nsection: zampogna"
    );
    SiteTest::new("")
        .config("links: {internal: warn}\nredirects: [html, netlify]")
        .write(
            "content/articles/visto.md",
            article("Visto", "2025-09-01", "tags: [ia]", "Si veda [quello](cosa/index.md) e [[Zz]]."),
        )
        .write(
            "content/articles/cosa/index.md",
            article("Zibellino", "2025-09-02", &fields, "Un corpo di zirconio.\n\n![zenzero](zafferano.png)"),
        )
        .write("content/articles/cosa/zafferano.png", crate::builder::png(2, 2))
        .write("content/articles/dopo.md", article("Dopo", "2025-09-03", "tags: [ia]", "x"))
}

/// What a reader may never see: the page that links to it says `quello` alone.
fn check(held: &str, reveal: Reveal) {
    let site = site(held).build().nowhere(&WORDS);
    site.page("/2025/09/visto/").contains("Si veda quello e").contains("/2025/09/dopo/");
    assert!(
        site.diagnostics().iter().any(|one| one.code == "link-to-held" && one.message.contains("cosa/index.md")),
        "the editor must be told of the link that is plain text now:\n{}",
        site.told()
    );
    assert_eq!(site.outcome.held, 1, "the summary must count what is held back");
    let site = site.reveal(reveal).update();
    let url = site.outcome.changes.written.iter().find(|url| url.ends_with("/zafferano/")).cloned();
    let url = url.expect("the revealed article must have its page");
    site.page(&url).contains("Un corpo di zirconio.").contains("zafferano.png");
    site.page("/tags/zenzero/").contains("Zibellino");
    site.page("/atom.xml").contains("Zibellino");
    site.page("/zirconio/").contains(&url);
    site.page("/2025/09/visto/").contains(&format!("href=\"{url}\""));
    site.reveal(Reveal::default()).update().nowhere(&WORDS).equals_fresh();
}

#[test]
fn a_draft_is_nowhere_until_drafts_are_asked_for() {
    check("draft: true", Reveal { drafts: true, ..Reveal::default() });
}

#[test]
fn an_article_of_the_future_is_nowhere_until_it_is_asked_for() {
    check("publish: 2026-02-01", Reveal { future: true, ..Reveal::default() });
}

#[test]
fn an_expired_article_is_nowhere_until_it_is_asked_for() {
    check("expires: 2025-12-01", Reveal { expired: true, ..Reveal::default() });
}

#[test]
fn an_article_whose_date_is_to_come_is_held_as_well() {
    let site = SiteTest::tiny("")
        .write("content/articles/a.md", article("Zibellino", "2026-01-15 12:01", "", "zirconio"))
        .build();
    let site = site.nowhere(&WORDS).now("2026-01-15T12:01:00+01:00").update();
    site.page("/2026/01/a/").contains("zirconio");
}

#[test]
fn each_reveal_shows_its_own_kind_alone() {
    let expired_draft = || {
        SiteTest::tiny("")
            .write("content/articles/a.md", article("Zibellino", "2025-09-01", "draft: true\nexpires: 2025-10-01", "x"))
    };
    expired_draft().reveal(Reveal { drafts: true, ..Reveal::default() }).build().nowhere(&["zibellino"]);
    expired_draft().reveal(Reveal { expired: true, future: true, ..Reveal::default() }).build().nowhere(&["zibellino"]);
    let site = expired_draft().reveal(Reveal { drafts: true, future: true, expired: true }).build();
    site.page("/2025/09/a/").contains("Zibellino");
}

#[test]
fn a_draft_profile_is_nowhere() {
    let site = SiteTest::tiny("")
        .write("content/articles/a.md", article("A", "2025-09-01", "companies: [AMD]", "x"))
        .write("content/companies/amd.md", "---\nname: AMD\ndraft: true\n---\n\nZirconio.\n")
        .write("content/companies/zoppas.md", "---\nname: Zoppas\ndraft: true\n---\n\nZirconio.\n")
        .build()
        .nowhere(&WORDS);
    site.page("/companies/amd/").contains(">A<");
    let site = site.reveal(Reveal { drafts: true, ..Reveal::default() }).update();
    site.page("/companies/zoppas/").contains("Zirconio");
}

#[test]
fn a_page_outside_the_river_can_be_a_draft_too() {
    let site = SiteTest::tiny("")
        .write("content/pages/zirconio.md", "---\ntitle: Zibellino\ndraft: true\n---\n\nzenzero\n")
        .build();
    site.nowhere(&WORDS);
}

#[test]
fn when_its_hour_comes_an_article_appears_and_nothing_else_is_rewritten() {
    let site = SiteTest::tiny("")
        .write("content/articles/a.md", article("A", "2025-09-01", "tags: [ia]", "x"))
        .write("content/articles/b.md", article("B", "2025-09-02", "tags: [chip]", "x"))
        .write("content/articles/c.md", article("C", "2025-09-03", "publish: 2026-01-16\ntags: [ia]", "x"))
        .build()
        .now("2026-01-15T23:59:59+01:00")
        .update()
        .rewrote(&[])
        .now("2026-01-16T00:00:00+01:00")
        .update();
    let expected = [
        "/2025/09/c/",
        // Its river's neighbour.
        "/2025/09/b/",
        "/",
        "/trends/",
        "/atom.xml",
        "/2026/",
        "/2026/01/",
        "/archive/",
        "/tags/",
        "/tags/index.json",
        "/tags/ia/",
        "/tags/ia/atom.xml",
        "/tags/ia/index.json",
        "/sitemap.xml",
        "/sitemap-news.xml",
        "/robots.txt",
        "/sitemap-pages.xml",
    ];
    site.rewrote(&expected).equals_fresh();
}

#[test]
fn when_it_expires_an_article_goes_with_its_pages_and_nothing_else_is_rewritten() {
    SiteTest::tiny("")
        .write("content/articles/a.md", article("A", "2025-09-01", "tags: [ia]", "x"))
        .write("content/articles/b.md", article("B", "2025-09-02", "tags: [chip]\nexpires: 2026-01-16 09:00", "x"))
        .build()
        .now("2026-01-16T08:59:00+01:00")
        .update()
        .rewrote(&[])
        .now("2026-01-16T09:00:00+01:00")
        .update()
        .removed(&["/2025/09/b/", "/tags/chip/", "/tags/chip/atom.xml", "/tags/chip/index.json"])
        .rewrote(&[
            "/2025/09/a/",
            "/",
            "/trends/",
            "/atom.xml",
            "/2025/",
            "/2025/09/",
            "/archive/",
            "/tags/",
            "/tags/index.json",
            "/feeds.opml",
            "/sitemap-it-2025.xml",
            "/sitemap-pages.xml",
            "/sitemap.xml",
        ])
        .equals_fresh();
}
