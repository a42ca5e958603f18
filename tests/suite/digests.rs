//! Issues of digests are collected by themselves, and come out when their period is over.

use crate::builder::{SiteTest, article};

const WEEKLY: &str = "digests: {settimana: {period: weekly, title: {it: La settimana}}}";

/// Four articles: two in the week from 22 to 28 September, one in the next, one in the last, which is open.
fn site(config: &str) -> SiteTest {
    SiteTest::tiny("")
        .config(config)
        .now("2025-10-10T12:00:00Z")
        .write("content/articles/a.md", article("Alfa", "2025-09-22", "tags: [ia]", "Testo."))
        .write("content/articles/b.md", article("Beta", "2025-09-28 23:30", "tags: [ia]\nfeatured: true", "Testo."))
        .write("content/articles/c.md", article("Gamma", "2025-09-29", "tags: [chip]", "Testo."))
        .write("content/articles/d.md", article("Delta", "2025-10-08", "tags: [chip]", "Testo."))
}

#[test]
fn an_issue_comes_out_when_its_period_is_over() {
    let site = site(WEEKLY).build();
    site.page("/digests/2025-w39/")
        .contains("<title>La settimana: dal 22 al 28 settembre 2025</title>")
        .contains("lead: <a href=\"/2025/09/b/\">Beta</a>")
        .contains("Alfa")
        .lacks("Gamma")
        .contains("PublicationIssue");
    site.page("/digests/2025-w40/").contains("dal 29 settembre al 5 ottobre 2025 2 1").contains("Gamma");
    site.page("/digests/").contains("/digests/2025-w40/ 2").contains("/digests/2025-w39/ 1").lacks("w41");
    site.page("/digests/settimana/").contains(": Beta").contains(": Gamma");
    site.page("/digests/settimana/2025/").contains("/digests/2025-w39/");
    site.page("/sitemap-pages.xml").contains("https://example.org/digests/2025-w39/");
    for list in ["digests/", "digests/settimana/", "digests/settimana/2025/"] {
        site.page("/sitemap-pages.xml").contains(&format!("<loc>https://example.org/{list}</loc>"));
    }
    assert_eq!(site.next_change().as_deref(), Some("2025-10-13T00:00:00+02:00"), "the end of the week in Rome");
    let site = site.absent("/digests/2025-w41/");
    // One second before and one after the end of the week, and nothing else has changed.
    let site = site.now("2025-10-12T21:59:59Z").update().rewrote(&[]).absent("/digests/2025-w41/");
    let site = site.now("2025-10-12T22:00:00Z").update();
    site.page("/digests/2025-w41/").contains("Delta").contains("3 1 0");
    site.page("/digests/2025-w40/").contains("dal 6 al 12 ottobre 2025");
    site.equals_fresh();
}

#[test]
fn an_edit_remakes_the_issue_that_shows_it_and_the_lists_that_name_its_lead() {
    let site = site(WEEKLY).build();
    let site = site.replace("content/articles/c.md", "Gamma", "Altra").update_warm();
    site.page("/digests/2025-w40/").contains("Altra");
    site.page("/digests/").contains(": Altra");
    let site = site.replace("content/articles/a.md", "Alfa", "Prima").update_warm();
    site.page("/digests/2025-w39/").contains("Prima");
    // A new article of the open week makes no page of the digests again.
    let fresh = article("Epsilon", "2025-10-09", "tags: [x]", "Testo.");
    let site = site.write("content/articles/e.md", fresh).update_warm();
    let rewritten = site.why("/digests/2025-w40/");
    assert!(format!("{rewritten:?}").contains("2025-w40"), "{rewritten:?}");
    site.equals_fresh();
}

#[test]
fn a_series_has_feeds_of_its_issues() {
    let site = site(WEEKLY).replace("rassegna.yaml", "formats: [atom]", "formats: [atom, rss, json]").build();
    site.page("/digests/settimana/atom.xml")
        .contains("<id>https://example.org/digests/2025-w40/</id>")
        .contains("La settimana: dal 22 al 28 settembre 2025")
        .contains("<published>2025-09-29T00:00:00+02:00</published>")
        .contains("https://example.org/2025/09/b/")
        .lacks("Delta");
    site.page("/digests/settimana/feed.json").contains("https://example.org/digests/2025-w39/");
    site.page("/digests/settimana/rss.xml").contains("Beta");
    site.page("/feeds.opml").contains("https://example.org/digests/settimana/atom.xml");
    let site = site.replace("content/articles/b.md", "Beta", "Altra").update_warm();
    site.page("/digests/settimana/atom.xml").contains("Altra").lacks("Beta");
    let site = site.now("2025-10-13T12:00:00Z").update();
    site.page("/digests/settimana/rss.xml").contains("Delta");
    site.equals_fresh();
}

#[test]
fn what_is_paid_for_leads_nothing_and_lists_name_what_leads() {
    let paid = article("Paga", "2025-09-23", "featured: true\nsponsored: {by: Ditta}", "Testo.");
    let only = "digests: {settimana: {period: weekly, maximum: 1}}";
    let site =
        site(only).replace("content/articles/b.md", "featured: true", "x: y").write("content/articles/p.md", paid);
    let site = site.replace("content/articles/b.md", "x: y\n", "").build();
    // The one article that has room is paid for: the issue has no lead, and no list names one that is left out.
    site.page("/digests/2025-w39/").contains("part -:").contains("Paga").lacks("lead:").lacks("Beta");
    site.page("/digests/").lacks("Beta");
}

#[test]
fn without_pages_of_issues_nothing_leads_to_them() {
    let site = site(WEEKLY).config("outputs: {digest: off}").build().absent("/digests/2025-w39/");
    site.page("/digests/").lacks("2025-w39");
    site.page("/feeds.opml").lacks("settimana");
    site.absent("/digests/settimana/atom.xml");
}

#[test]
fn a_new_issue_leaves_all_but_the_one_before_it_as_they_are() {
    // The two lists, the year's, the feed, and the sitemap beside them.
    let site = site(WEEKLY).build().now("2025-10-13T12:00:00Z").update();
    site.rewrote(&[
        "/digests/",
        "/digests/2025-w40/",
        "/digests/2025-w41/",
        "/digests/settimana/",
        "/digests/settimana/2025/",
        "/digests/settimana/atom.xml",
        "/sitemap-pages.xml",
    ]);
}

#[test]
fn issues_are_numbered_and_name_their_neighbours() {
    let daily = "digests: {giorno: {period: daily, first_number: 100}}";
    let site = site(daily).build();
    site.page("/digests/2025-09-22/").contains("100 1 0");
    site.page("/digests/2025-10-08/").contains("103 1 0").contains("/digests/2025-09-29/");
    // An older article makes all later issues one more.
    let older = article("Zeta", "2025-09-01", "", "Testo.");
    let site = site.write("content/articles/z.md", older).update_warm();
    site.page("/digests/2025-09-01/").contains("100 1 0");
    site.page("/digests/2025-10-08/").contains("104 1 0");
    let site = site.remove("content/articles/z.md").update_warm().absent("/digests/2025-09-01/");
    site.page("/digests/2025-10-08/").contains("103 1 0");
    site.equals_fresh();
}

#[test]
fn few_articles_make_no_issue_and_of_many_the_weightiest_stay() {
    let site = site("digests: {settimana: {period: weekly, minimum: 2, maximum: 1}}").fail().errors(&["no-room"]);
    drop(site);
    let site = self::site("digests: {mese: {period: monthly, minimum: 2, maximum: 2, group_by: tags}}").build();
    site.page("/digests/2025-09/").contains("Beta").contains("Gamma").lacks("Alfa").contains("1 3 1");
    site.absent("/digests/2025-10/").absent("/digests/2025-08/");
}

#[test]
fn articles_stand_together_by_what_most_of_them_share() {
    let site = site("pagination: {size: 2}\ndigests: {mese: {period: monthly, group_by: tags}}")
        .write("content/articles/e.md", article("Epsilon", "2025-09-10", "tags: [chip]", "Testo."))
        .write("content/articles/f.md", article("Zeta", "2025-09-11", "tags: [chip, solo]", "Testo."))
        .write("content/articles/g.md", article("Eta", "2025-09-12", "tags: [altro]", "Testo."))
        .build();
    site.page("/sitemap-pages.xml").contains("/digests/2025-09/").lacks("/digests/2025-09/page/");
    let page = String::from_utf8_lossy(&site.files()["digests/2025-09/index.html"]).into_owned();
    let parts: Vec<&str> = page.lines().filter(|line| line.starts_with("part ")).collect();
    assert_eq!(parts.len(), 2, "{page}");
    assert!(parts[0].starts_with("part chip:") && parts[0].contains("Zeta") && parts[0].contains("Gamma"), "{page}");
    assert!(parts[1].starts_with("part -:") && parts[1].contains("Eta") && parts[1].contains("Alfa"), "{page}");
}

#[test]
fn a_series_may_take_some_sections_alone() {
    let site = site("digests: {mese: {period: monthly, sections: [Analisi]}}")
        .write("content/articles/analisi/x.md", article("Dentro", "2025-09-10", "", "Testo."))
        .build();
    site.page("/digests/2025-09/").contains("Dentro").lacks("Alfa").lacks("Beta");
}

#[test]
fn an_embargoed_article_stands_in_no_issue_until_it_is_out() {
    let secret = article("Segreto", "2025-09-23", "publish: 2025-10-20", "Testo.");
    let site = site(WEEKLY).write("content/articles/s.md", secret).build().nowhere(&["Segreto"]);
    // It belongs to the week in which readers first saw it: no issue that is out changes for it.
    let site = site.now("2025-10-27T12:00:00Z").update();
    site.page("/digests/2025-w39/").lacks("Segreto");
    site.page("/digests/2025-w43/").contains("Segreto");
    site.equals_fresh();
}

#[test]
fn what_is_wrong_with_a_series_is_told_at_its_place() {
    let wrong = |digests: &str| site(&format!("digests: {digests}")).fail().told();
    assert!(wrong("{La settimana: {period: weekly}}").contains("call it `la-settimana`"));
    assert!(wrong("{a: {period: weekly, timezone: Europe/Roma}}").contains("did you mean `Europe/Rome`?"));
    assert!(wrong("{a: {period: daily, starts: monday}}").contains("only a weekly series"));
    assert!(wrong("{a: {period: weekly}, b: {period: weekly}}").contains(":series"));
    assert!(wrong("{a: {period: fortnightly}}").contains("weekly"));
    let both =
        site("digests: {a: {period: weekly}, b: {period: weekly}}\npermalinks: {digests: \"/d/:series/:period/\"}");
    both.build().page("/d/a/2025-w39/").contains("Beta");
}
