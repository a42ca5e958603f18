//! How listings grow and shrink: pages are cut from the old end, so that news never touch them; names that mean one
//! company are one page.

use crate::builder::{SiteTest, article};

/// `count` articles, one a day from the first of September, two a page.
fn series(count: u32) -> SiteTest {
    let mut site = SiteTest::tiny("").config("pagination: {size: 2}");
    for day in 1..=count {
        site = site
            .write(&path(day), article(&format!("Titolo {day}"), &format!("2025-09-{day:02}"), "tags: [ia]", "Testo."));
    }
    site
}

fn path(day: u32) -> String {
    format!("content/articles/a{day}.md")
}

/// The outputs that every new article of September with the tag `ia` changes, its own page aside.
const ALWAYS: [&str; 17] = [
    "/",
    "/atom.xml",
    "/2025/",
    "/2025/09/",
    "/archive/",
    "/trends/",
    "/tags/",
    "/tags/index.json",
    "/tags/ia/",
    "/tags/ia/atom.xml",
    "/tags/ia/index.json",
    "/sitemap-it-2025.xml",
    "/sitemap-pages.xml",
    "/sitemap.xml",
    "/2025/09/a5/",
    "/2025/09/a6/",
    "/2025/09/a7/",
];

fn always(but: &[&'static str], and: &[&'static str]) -> Vec<&'static str> {
    ALWAYS.into_iter().filter(|url| !but.contains(url)).chain(and.iter().copied()).collect()
}

#[test]
fn a_listing_shows_its_newest_two_pages_worth_at_most_and_every_article_once() {
    let site = series(7).build();
    site.page("/tags/ia/").in_order(&[
        "Titolo 7<",
        "Titolo 6<",
        "Titolo 5<",
        "older: /tags/ia/page/2/ 2025-09-03 2025-09-04",
    ]);
    site.page("/tags/ia/").lacks("Titolo 4<").lacks("newer:");
    site.page("/tags/ia/page/2/").in_order(&[
        "Titolo 4<",
        "Titolo 3<",
        "newer: /tags/ia/",
        "older: /tags/ia/page/1/ 2025-09-01 2025-09-02",
    ]);
    site.page("/tags/ia/page/2/").lacks("Titolo 5<").lacks("Titolo 2<");
    site.page("/tags/ia/page/1/").in_order(&["Titolo 2<", "Titolo 1<", "newer: /tags/ia/page/2/"]).lacks("older:");
    site.absent("/tags/ia/page/3/").absent("/tags/ia/page/0/");
}

#[test]
fn a_new_article_that_fills_no_page_leaves_all_older_pages_alone() {
    let site = series(6).build().write(&path(7), article("Titolo 7", "2025-09-07", "tags: [ia]", "Testo."));
    // The article before it gets a neighbour; the one before that does not.
    site.update().rewrote(&always(&["/2025/09/a5/"], &[])).equals_fresh();
}

#[test]
fn a_new_article_that_fills_a_page_adds_one_and_touches_no_older_one_but_its_neighbour() {
    let site = series(7).build().write(&path(8), article("Titolo 8", "2025-09-08", "tags: [ia]", "Testo."));
    site.update()
        .rewrote(&always(
            &["/2025/09/a5/", "/2025/09/a6/"],
            &[
                "/2025/09/a8/",
                "/page/3/",
                "/2025/page/3/",
                "/2025/09/page/3/",
                "/tags/ia/page/3/",
                "/tags/ia/page/3/index.json",
                // What was newer than these was the first page, and is now one with an address of its own.
                "/page/2/",
                "/2025/page/2/",
                "/2025/09/page/2/",
                "/tags/ia/page/2/",
                "/tags/ia/page/2/index.json",
            ],
        ))
        .equals_fresh();
}

#[test]
fn a_removed_article_leaves_no_page_behind_and_the_pages_before_it_alone() {
    let site = series(7).build().remove(&path(7));
    site.update().removed(&["/2025/09/a7/"]).rewrote(&always(&["/2025/09/a5/", "/2025/09/a7/"], &[])).equals_fresh();
}

#[test]
fn the_last_article_of_a_tag_takes_the_tags_outputs_with_it() {
    let site = series(1).build().edit(&path(1), |text| text.replace("tags: [ia]", "tags: [chip]"));
    site.update()
        .removed(&["/tags/ia/", "/tags/ia/atom.xml", "/tags/ia/index.json"])
        .rewrote(&[
            "/2025/09/a1/",
            "/",
            "/trends/",
            "/2025/",
            "/2025/09/",
            "/atom.xml",
            "/tags/",
            "/tags/index.json",
            "/tags/chip/",
            "/tags/chip/atom.xml",
            "/tags/chip/index.json",
            "/feeds.opml",
            "/sitemap-pages.xml",
        ])
        .equals_fresh();
}

#[test]
fn an_article_that_is_dated_back_moves_to_its_place() {
    let site = series(5).build().replace(&path(5), "2025-09-05", "2025-08-31").update();
    site.page("/page/1/").in_order(&["Titolo 1<", "Titolo 5<"]);
    site.page("/2025/08/a5/").contains("after: Titolo 1").lacks("before:");
    site.absent("/2025/09/a5/").equals_fresh();
}

#[test]
fn two_articles_of_one_instant_have_a_fixed_order() {
    let site = series(0)
        .write("content/articles/b.md", article("B", "2025-09-01", "", "x"))
        .write("content/articles/a.md", article("A", "2025-09-01", "", "x"))
        .build();
    site.page("/2025/09/b/").contains("before: A");
    site.remove("content/articles/a.md")
        .update()
        .write("content/articles/a.md", article("A", "2025-09-01", "", "x"))
        .update_warm()
        .equals_fresh();
}

#[test]
fn every_spelling_of_a_company_is_one_page_at_one_address() {
    let by = |name: &str| format!("companies: [\"{name}\"]");
    let site = SiteTest::tiny("")
        .write("content/articles/a.md", article("A", "2025-09-01", &by("NVIDIA"), "x"))
        .write("content/articles/b.md", article("B", "2025-09-02", &by("Nvidia"), "x"))
        .write("content/articles/c.md", article("C", "2025-09-03", &by("Nvidia Corp."), "x"))
        .build();
    // Without a profile nobody knows that the third is the same; spelling and case do not matter.
    site.page("/companies/nvidia/").in_order(&["<title>NVIDIA</title>", ">B<", ">A<"]);
    site.page("/companies/nvidia-corp/").contains(">C<");
    let site = site
        .write("content/companies/nvidia.md", "---\nname: NVIDIA\naliases: [Nvidia Corp.]\n---\n\nFa schede.\n")
        .update()
        .removed(&["/companies/nvidia-corp/", "/companies/nvidia-corp/atom.xml", "/companies/nvidia-corp/index.json"]);
    site.page("/companies/nvidia/").in_order(&["NVIDIA = ", "Fa schede.", ">C<", ">B<", ">A<"]);
    site.page("/2025/09/c/").contains("<a href=\"/companies/nvidia/\">NVIDIA</a>");
    site.page("/companies/").contains("NVIDIA /companies/nvidia/ 3");
    let site = site.equals_fresh();
    let site = site.write("content/companies/nvidia.md", "---\nname: Nvidia Corporation\n---\n").update_warm();
    site.page("/companies/nvidia-corp/").contains(">C<");
    site.page("/2025/09/a/").contains(">Nvidia Corporation</a>");
    site.equals_fresh().remove("content/companies/nvidia.md").update().equals_fresh();
}

#[test]
fn a_company_without_a_profile_is_named_as_its_oldest_article_spells_it() {
    let site = SiteTest::tiny("")
        .write("content/articles/a.md", article("A", "2025-09-01", "companies: [openai]", "x"))
        .write("content/articles/b.md", article("B", "2025-09-02", "companies: [OpenAI]", "x"))
        .build();
    site.page("/companies/openai/").contains("<title>openai</title>");
    let site = site.replace("content/articles/a.md", "[openai]", "[OpenAI]").update();
    site.page("/companies/openai/").contains("<title>OpenAI</title>");
    site.page("/2025/09/b/").contains(">OpenAI</a>");
    site.equals_fresh();
}

#[test]
fn a_profile_alone_makes_a_page_and_its_edit_rewrites_only_what_shows_it() {
    let site = series(2).build().write("content/companies/amd.md", "---\nname: AMD\n---\n\nUn profilo.\n");
    site.update()
        .rewrote(&[
            "/companies/amd/",
            "/companies/amd/index.json",
            "/companies/",
            "/companies/index.json",
            "/sitemap-pages.xml",
        ])
        .replace("content/companies/amd.md", "Un profilo", "Altro")
        .update()
        .rewrote(&["/companies/amd/"])
        .replace("content/companies/amd.md", "name: AMD", "name: Advanced Micro Devices")
        .update_warm()
        .rewrote(&["/companies/amd/", "/companies/amd/index.json", "/companies/", "/companies/index.json"])
        .equals_fresh();
}

#[test]
fn an_article_that_is_renamed_leaves_its_old_address() {
    series(2).build().rename(&path(2), "content/articles/altro.md").update().removed(&["/2025/09/a2/"]).equals_fresh();
}

/// An article that links to what is not there yet, and two after it, so that what comes is no neighbour of it.
fn linking(body: &str) -> SiteTest {
    SiteTest::tiny("")
        .config("links: {internal: warn}")
        .write("content/articles/a.md", article("A", "2025-09-01", "", body))
        .write("content/articles/m.md", article("M", "2025-09-02", "", "x"))
        .write("content/articles/n.md", article("N", "2025-09-03", "", "x"))
        .build()
}

#[test]
fn a_link_whose_target_comes_and_goes_is_told_and_mended() {
    let b = |fields: &str, body: &str| article("B", "2025-09-09", fields, body);
    let path = "content/articles/b.md";
    let site = linking("Si veda [b](b.md#punto).").warnings(&["dead-link"]);
    let site = site.write(path, b("", "x")).update().warnings(&["missing-anchor"]);
    let site = site.write(path, b("", "## Punto\n\nx")).update().warnings(&[]);
    site.page("/2025/09/a/").contains("<a href=\"/2025/09/b/#punto\">b</a>");
    // An edit that leaves the anchor where it is does not touch the page that links to it.
    let site = site.write(path, b("", "## Punto\n\ny")).update().rewrote(&["/2025/09/b/", "/atom.xml"]);
    let site = site.write(path, b("slug: bis", "## Punto\n\ny")).update_warm().warnings(&[]);
    site.page("/2025/09/a/").contains("<a href=\"/2025/09/bis/#punto\">b</a>");
    let site = site.write(path, b("draft: true", "x")).update().warnings(&["link-to-held"]);
    site.page("/2025/09/a/").contains("Si veda b.").lacks("bis");
    site.remove(path).update_warm().warnings(&["dead-link"]).equals_fresh();
}

#[test]
fn what_a_dead_link_may_mean_is_looked_for_among_the_files_of_now() {
    const PUT: &str = "Put the file beside the article, or into `static/` and write `/foto.png`.";
    let told = |site: &SiteTest, wanted: &[&str]| {
        let said: Vec<String> = site.diagnostics().iter().flat_map(|one| one.help.clone()).collect();
        assert_eq!(said, wanted, "{}", site.told());
    };
    let site = linking("[b](buono.md) ![q](foto.png)").warnings(&["dead-link", "missing-picture"]);
    told(&site, &[PUT]);
    let near = "content/articles/buona.md";
    let site = site.write(near, article("B", "2025-09-09", "", "x")).update();
    told(&site, &["did you mean `content/articles/buona.md`?", PUT]);
    let site = site.write("content/articles/fotto.png", crate::builder::png(3, 2)).update_warm();
    told(&site, &["did you mean `content/articles/buona.md`?", "did you mean `content/articles/fotto.png`?"]);
    let site = site.remove(near).remove("content/articles/fotto.png").update();
    told(&site, &[PUT]);
    site.equals_fresh();
}

#[test]
fn links_to_files_listings_and_names_are_mended_when_these_come() {
    let site = linking("[f](/img/f.txt) [t](/tags/chip/) [[AMD]] [p](../companies/amd.md) ![q](/img/q.png)");
    let site = site.warnings(&["dead-link", "dead-link", "unknown-entity", "dead-link", "missing-picture"]);
    let site = site.write("static/img/f.txt", "x").update().rewrote(&["/img/f.txt"]);
    let site = site.warnings(&["dead-link", "unknown-entity", "dead-link", "missing-picture"]);
    let site = site.write("static/img/q.png", crate::builder::png(3, 2)).update();
    site.page("/2025/09/a/").contains("width=\"3\" height=\"2\"");
    let site = site.write("content/companies/amd.md", "---\nname: AMD\n---\n").update().warnings(&["dead-link"]);
    site.page("/2025/09/a/").contains("<a class=\"entity\" href=\"/companies/amd/\">AMD</a>");
    let site =
        site.write("content/articles/z.md", article("Z", "2025-09-09", "tags: [chip]", "x")).update().warnings(&[]);
    site.equals_fresh();
}

#[test]
fn a_template_that_asks_for_a_company_by_an_alias_sees_the_alias_come() {
    let site = SiteTest::tiny("")
        .write(
            "templates/404.html",
            "{% for card in articles(company=\"Nvidia Corp.\") %}{{ card.title }};{% endfor %}",
        )
        .write("content/articles/a.md", article("A", "2025-09-01", "companies: [NVIDIA]", "x"))
        .write("content/companies/nvidia.md", "---\nname: NVIDIA\n---\n")
        .build();
    site.page("/404.html").is("");
    let site = site.replace("content/companies/nvidia.md", "---\nname", "---\naliases: [Nvidia Corp.]\nname").update();
    site.page("/404.html").is("A;");
}

#[test]
fn an_alias_that_changes_reaches_the_hosts_redirects() {
    let site = SiteTest::tiny("")
        .config("redirects: [html, netlify]")
        .write("content/articles/a.md", article("A", "2025-09-01", "aliases: [/vecchio/]", "x"))
        .build()
        .replace("content/articles/a.md", "/vecchio/", "/antico/")
        .update()
        .removed(&["/vecchio/"])
        .rewrote(&["/antico/", "/_redirects"]);
    site.page("/_redirects").is("/antico/ /2025/09/a/ 301\n");
    site.equals_fresh();
}
