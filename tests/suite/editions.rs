//! Issues that an editor puts together by hand, in the place of those that would have collected themselves.

use crate::builder::{SiteTest, article};
use crate::cli::run;

const WEEKLY: &str = "digests: {settimana: {period: weekly, title: {it: La settimana}}}";

/// Three articles of the week from 22 to 28 September, one of the next, one that is yet to come and one draft.
fn site() -> SiteTest {
    SiteTest::tiny("")
        .config(WEEKLY)
        .now("2025-10-10T12:00:00Z")
        .write("content/articles/a.md", article("Alfa", "2025-09-22", "tags: [ia]", "Testo."))
        .write("content/articles/b.md", article("Beta", "2025-09-23", "featured: true", "Testo."))
        .write("content/articles/news/c.md", article("Gamma", "2025-09-24", "", "Testo."))
        .write("content/articles/d.md", article("Delta", "2025-09-30", "", "Testo."))
        .write("content/articles/poi.md", article("Poi", "2025-11-01", "", "Testo."))
        .write("content/articles/bozza.md", article("Bozza", "2025-09-23", "draft: true", "Testo."))
}

const EDITION: &str = "---
title: La settimana dei chip
number: 39
lead: {article: a, comment: \"Perché *conta*.\"}
groups:
  - title: Da leggere
    text: Due pezzi.
    picks:
      - {article: news/c.md, title: Un altro titolo}
      - {url: \"https://lwn.net/Articles/1/?utm_source=x\", title: Il nucleo, comment: \"Da [LWN](https://lwn.net/).\"}
      - https://example.org/2025/09/d/
    sponsor: {by: Ditta, url: \"https://ditta.example/\", text: \"Provate [il loro](https://ditta.example/x).\"}
---

Una *settimana* piena: [Alfa](../articles/a.md).
";

#[test]
fn an_edition_stands_in_the_place_of_what_would_have_been_collected() {
    let site = site().write("content/digests/2025-w39.md", EDITION).build();
    site.page("/digests/2025-w39/")
        .contains("<title>La settimana: La settimana dei chip</title>")
        .contains("La settimana dei chip 39 4 0")
        .contains("by hand, dal 22 al 28 settembre 2025: Una settimana piena: Alfa. | <p>Una <em>settimana</em> piena: <a href=\"/2025/09/a/\">Alfa</a>.</p>")
        .contains("lead: <a href=\"/2025/09/a/\">Alfa</a> 2025-09-22 #ia says Perché <em>conta</em>.")
        .contains("part Da leggere: Due pezzi. <a href=\"/2025/09/c/\">Gamma</a> 2025-09-24 as Un altro titolo")
        .contains("outside: https://lwn.net/Articles/1/ Il nucleo (LWN.net) says Da <a href=\"https://lwn.net/\">LWN</a>.")
        .contains("Delta")
        .contains("paid: Ditta https://ditta.example/ Provate <a rel=\"sponsored noopener\" href=\"https://ditta.example/x\">il loro</a>.")
        .contains("\"issueNumber\":\"39\"")
        .lacks("Beta");
    // The next one counts on, and its neighbours and lists know it.
    site.page("/digests/2025-w40/")
        .contains("dal 29 settembre al 5 ottobre 2025 40 1 0")
        .contains("/digests/2025-w39/");
    site.page("/digests/").contains("/digests/2025-w39/ 39 La settimana dei chip (4): Una settimana piena: Alfa.");
    site.page("/digests/settimana/atom.xml")
        .contains("La settimana: La settimana dei chip")
        .contains("https://lwn.net/Articles/1/")
        .contains("Da leggere")
        .contains("https://ditta.example/x")
        .lacks("Beta");
    site.page("/sitemap-pages.xml").contains("https://example.org/digests/2025-w39/");
    // It is no article: neither in the river nor anywhere else.
    site.page("/").lacks("La settimana dei chip");
    site.page("/sitemap.xml").lacks("2025-w39");
}

#[test]
fn edits_of_an_edition_and_of_what_it_picks_show() {
    let site = site().write("content/digests/2025-w39.md", EDITION).build();
    let site =
        site.replace("content/articles/news/c.md", "date: 2025-09-24", "date: 2025-09-24\nslug: altrove").update_warm();
    site.page("/digests/2025-w39/").contains("/2025/09/altrove/");
    let site = site.replace("content/digests/2025-w39.md", "La settimana dei chip", "Sette giorni").update_warm();
    site.page("/digests/2025-w39/").contains("<title>La settimana: Sette giorni</title>");
    site.page("/digests/").contains("Sette giorni (4)");
    let site =
        site.replace("content/digests/2025-w39.md", "      - https://example.org/2025/09/d/\n", "").update_warm();
    site.page("/digests/").contains("Sette giorni (3)");
    let site = site.replace("content/digests/2025-w39.md", "number: 39\n", "").update_warm();
    site.page("/digests/2025-w40/").contains(" 2 1 0");
    // An article that it does not pick makes nothing of it again.
    let site =
        site.replace("content/articles/b.md", "Testo", "Altro").update_warm().rewrote(&["/2025/09/b/", "/atom.xml"]);
    // Without the file the issue collects itself again.
    let site = site.remove("content/digests/2025-w39.md").update_warm();
    site.page("/digests/2025-w39/").contains("lead: <a href=\"/2025/09/b/\">Beta</a>").contains("Alfa");
    site.equals_fresh();
}

#[test]
fn an_edition_that_is_held_back_keeps_its_issue_back() {
    let draft = EDITION.replace("number: 39", "draft: true");
    let site = site().write("content/digests/2025-w39.md", &draft).build();
    let site = site.absent("/digests/2025-w39/").nowhere(&["settimana dei chip"]);
    site.page("/digests/").lacks("w39").contains("/digests/2025-w40/ 1");
    let dated = EDITION.replace("number: 39", "date: 2025-10-11");
    let site = site.write("content/digests/2025-w39.md", &dated).update().absent("/digests/2025-w39/");
    assert_eq!(site.next_change().as_deref(), Some("2025-10-11T00:00:00+02:00"));
    let site = site.now("2025-10-11T12:00:00Z").update();
    site.page("/digests/2025-w39/").contains("La settimana dei chip");
    site.page("/digests/settimana/atom.xml").contains("<published>2025-10-11T00:00:00+02:00</published>");
    // One without a date waits for the end of its period; one with an earlier date comes out before it.
    let open = "---\ngroups: [{picks: [a]}]\n---\n";
    let site = site.write("content/digests/2025-w41.md", open).update().absent("/digests/2025-w41/");
    let site = site.write("content/digests/2025-w41.md", open.replace("groups", "date: 2025-10-10\ngroups")).update();
    site.page("/digests/2025-w41/").contains("Alfa");
    site.equals_fresh();
}

#[test]
fn an_issue_may_hold_pages_outside_alone_and_pictures_beside_it() {
    let outside = "---\ntitle: Fuori\nimage: foto.png\ngroups: [{picks: [{url: \"https://x.example/a\", title: A}]}]\n---\n\n![Una](foto.png)\n";
    let site = site()
        .write("content/digests/2025-w30/index.md", outside)
        .write("content/digests/2025-w30/foto.png", crate::builder::png(20, 10))
        .build();
    site.page("/digests/2025-w30/").contains("outside: https://x.example/a A (x.example)").contains("foto.png");
    assert!(site.files().contains_key("digests/2025-w30/foto.png"));
}

#[test]
fn picks_that_readers_cannot_open_are_told_with_suggestions() {
    let wrong = |picks: &str| {
        let edition = format!("---\ngroups:\n  - picks: {picks}\n---\n");
        site().write("content/digests/2025-w39.md", &edition).fail().told()
    };
    let told = wrong("[a, c.md, {article: alfa}, poi, bozza, /tags/ia/, /2025/09/bb/]");
    for said in [
        "Did you mean `/2025/09/b/`?",
        "error[missing-pick]: there is no article `c.md`",
        "content/digests/2025-w39.md:3:16",
        "Did you mean `news/c.md`?",
        "there is no article `alfa`",
        "error[held-pick]: `poi.md` is not published before 2025-11-01T00:00:00+01:00",
        "`bozza.md` is a draft",
        "error[bad-pick]: `/tags/ia/` is a page of the site, and no article",
    ] {
        assert!(told.contains(said), "{said}\n{told}");
    }
    // An article that cannot be read is not missing besides.
    site()
        .write("content/digests/2025-w39.md", "---\nlead: rotto\n---\n")
        .write("content/articles/rotto.md", "---\ntitle: R\ndate: 18 settembre 2025\n---\n")
        .fail()
        .errors(&["bad-date"]);
    assert!(wrong("[{url: \"https://x.example/\"}]").contains("a page outside needs a title"));
    assert!(wrong("[{comment: x}]").contains("neither an article nor a page"));
    assert!(wrong("[{article: a, url: \"https://x.example/\", title: x}]").contains("not both"));
    assert!(wrong("[{url: \"ftp://x.example/\", title: x}]").contains("no address of a page"));
    assert!(wrong("[{articolo: a}]").contains("unknown"));
    // A warning where the site wants no more of links, and the same article twice is one in any case.
    let edition = "---\nlead: a\ngroups: [{picks: [manca, a.md]}]\n---\n";
    let site = site().config("links: {internal: warn}").write("content/digests/2025-w39.md", edition).build();
    assert!(
        site.told().contains("warning[missing-pick]") && site.told().contains("warning[picked-twice]"),
        "{}",
        site.told()
    );
}

#[test]
fn an_edition_that_waits_is_looked_at_before_its_day() {
    let waiting = |text: &str| site().write("content/digests/2025-w45.md", text);
    // The pick is out before the issue is: nothing is wrong.
    let site = waiting("---\nlead: poi\n---\n").build();
    assert!(!site.told().contains("pick"), "{}", site.told());
    site.write("content/digests/2025-w45.md", "---\nlead: manca\n---\n").fail().errors(&["missing-pick"]);
    // A draft may be anything.
    waiting("---\nlead: manca\ndraft: true\n---\n").build();
}

#[test]
fn what_is_wrong_with_an_edition_is_told_at_its_place() {
    let wrong = |path: &str, text: &str| site().write(&format!("content/digests/{path}"), text).fail().told();
    let plain = "---\ntitle: X\n---\n";
    assert!(wrong("settembre.md", plain).contains("`settembre` names no period of the series `settimana`"));
    assert!(wrong("setimana/2025-w39.md", plain).contains("Did you mean `settimana`?"));
    assert!(wrong("2025-w60.md", plain).contains("names no period"));
    let twice = site()
        .write("content/digests/2025-w39.md", plain)
        .write("content/digests/settimana/prima.md", "---\nperiod: 2025-W39\n---\n")
        .fail();
    assert!(twice.told().contains("several files are the issue `2025-w39`"), "{}", twice.told());
    let none = site().replace("rassegna.yaml", WEEKLY, "").write("content/digests/2025-w39.md", plain).fail();
    assert!(none.told().contains("no series of digests"), "{}", none.told());
    let two = "digests: {a: {period: weekly}, b: {period: weekly}}\npermalinks: {digests: \"/d/:series/:period/\"}";
    let two = site().replace("rassegna.yaml", WEEKLY, two).write("content/digests/2025-w39.md", plain).fail();
    assert!(two.told().contains("may be an issue of a or of b"), "{}", two.told());
    let in_folder = two.remove("content/digests/2025-w39.md").write("content/digests/b/2025-w39.md", plain).build();
    in_folder.page("/d/b/2025-w39/").contains("<title>").contains(" X</title>").contains("by hand");
    in_folder.page("/d/a/2025-w39/").lacks("by hand");
}

/// A week with a story of two, a company of two, one that stands alone, and one that is paid for.
fn week() -> SiteTest {
    let site = site().remove("content/articles/bozza.md").remove("content/articles/poi.md");
    let add = |site: SiteTest, name: &str, title: &str, fields: &str| {
        site.write(&format!("content/articles/{name}.md"), article(title, "2025-09-25", fields, "Testo."))
    };
    let other = |site: SiteTest, name: &str, summary: &str| {
        site.replace(&format!("content/articles/{name}.md"), "summary: In breve.", summary)
    };
    let site = add(site, "s1", "Saga uno", "story: Saga");
    let site = other(site, "s1", "summary: \"Dice: *così*. Poi altro.\"");
    let site = add(site, "s2", "Saga due", "story: Saga\ncompanies: [Ditta]");
    let site = add(site, "d1", "Ditta uno", "companies: [Ditta]");
    let site = other(site, "d1", "summary: Una frase.");
    let site = add(site, "d2", "Ditta due", "companies: [Ditta]\nsponsored: {by: Ditta}\nweight: 99");
    add(site, "2025-09-25", "Un numero", "")
}

#[test]
fn a_draft_of_an_issue_has_its_articles_by_story_and_company_one_line_each() {
    let site = week();
    let told = run(site.root(), &["digest", "draft", "--period", "2025-w39"]);
    assert_eq!(told.out, "content/digests/2025-w39.md\n", "{told:?}");
    assert!(told.err.contains("It has 8 articles.") && told.err.contains("The issue is out"), "{told:?}");
    insta::assert_snapshot!(std::fs::read_to_string(site.root().join("content/digests/2025-w39.md")).expect("a file"), @r##"
    ---
    # Un titolo tutto suo; altrimenti il numero si chiama con i suoi giorni.
    title: ""
    lead: {article: b.md, comment: "In breve."} # Beta
    groups:
      - title: "Saga"
        picks:
          - {article: s2.md, comment: "In breve."} # Saga due
          - {article: s1.md, comment: 'Dice: \*così\*. Poi altro.'} # Saga uno
      - title: "Ditta"
        picks:
          - {article: d2.md, comment: "In breve."} # Ditta due
          - {article: d1.md, comment: "Una frase."} # Ditta uno
      - picks:
          - {article: 2025-09-25.md, comment: "In breve."} # Un numero
          - {article: news/c.md, comment: "In breve."} # Gamma
          - {article: a.md, comment: "In breve."} # Alfa
    ---
    "##);
    let site = site.build();
    site.page("/digests/2025-w39/")
        .contains("by hand")
        .contains("lead: <a href=\"/2025/09/b/\">Beta</a>")
        .contains("part Saga:");
    // It is never written over, and one that is not out yet is a draft.
    let told = run(site.root(), &["digest", "draft", "--period", "2025-W39"]);
    assert!(told.code == Some(1) && told.err.contains("content/digests/2025-w39.md is that issue already"), "{told:?}");
    let told = run(site.root(), &["digest", "draft", "--period", "2025-w39", "--print"]);
    assert!(told.out.contains("{article: d1.md, comment: \"Una frase.\"} # Ditta uno"), "{told:?}");
    let site = site.config("outputs: {digest: on}").remove("content/digests/2025-w39.md");
    let few = site.replace("rassegna.yaml", "period: weekly", "period: weekly, minimum: 20");
    let told = run(few.root(), &["digest", "draft", "--period", "2025-w39"]);
    assert!(told.code == Some(0) && !told.err.contains("is out"), "{told:?}");
    let text = std::fs::read_to_string(few.root().join("content/digests/2025-w39.md")).expect("a file");
    assert!(text.contains("# Togli questa riga quando il numero è pronto.\ndraft: true\n"), "{text}");
    few.build().absent("/digests/2025-w39/");
    let english = week().replace("rassegna.yaml", "default_language: it", "default_language: en");
    let told = run(english.root(), &["digest", "draft", "--period", "2025-w39", "--print"]);
    assert!(told.out.starts_with("---\n# A title of the issue's own; else "), "{told:?}");
}

#[test]
fn a_draft_may_begin_where_the_last_issue_ended() {
    let site = week().build();
    // The week from 29 September is out: nothing came since. One that came out earlier leaves the rest of its week.
    let told = run(site.root(), &["digest", "draft", "--since", "last", "--print"]);
    assert!(told.code == Some(1) && told.err.contains("no article was published since the last issue"), "{told:?}");
    let early = "---\ndate: 2025-09-29 12:00\nlead: a\n---\n";
    let site = site.write("content/digests/2025-w40.md", early);
    let told = run(site.root(), &["digest", "draft", "--since", "last", "--period", "2025-w41", "--print"]);
    assert!(told.out.contains("lead: {article: d.md, comment: \"In breve.\"} # Delta"), "{told:?}");
    let told = run(site.root(), &["digest", "draft", "--since", "2025-09-25", "--period", "2025-w41", "--print"]);
    assert!(told.out.contains("d.md") && told.out.contains("s1.md") && !told.out.contains("c.md"), "{told:?}");
    for (arguments, said) in [
        (["--period", "settembre"], "`settembre` names no period of the series `settimana`"),
        (["--series", "setimana"], "did you mean `settimana`?"),
        (["--lang", "xx"], "the site has no language `xx`"),
        (["--since", "ieri"], "--since: "),
        (["--period", "2005-w07"], "no article was published in 2005-w07"),
    ] {
        let told = run(site.root(), &["digest", "draft", arguments[0], arguments[1]]);
        assert!(told.code == Some(1) && told.err.contains(said), "{arguments:?} {told:?}");
    }
}

#[test]
fn links_of_comments_and_ledes_lead_below_the_sites_own_path() {
    let edition = "---\nlead: {article: a, comment: \"Si veda [b](/2025/09/b/), o [qui](//x.example/).\"}\n---\n";
    let site = site()
        .replace("rassegna.yaml", "https://example.org/", "https://example.org/rivista/")
        .replace("content/articles/a.md", "summary:", "lede: \"Di [b](/2025/09/b/).\"\nsummary:")
        .write("content/digests/2025-w39.md", edition)
        .write("templates/article.html", "{{ article.lede_html | safe }}")
        .build();
    site.page("/digests/2025-w39/")
        .contains("<a href=\"/rivista/2025/09/b/\">b</a>, o <a href=\"//x.example/\">qui</a>");
    site.page("/2025/09/a/").contains("Di <a href=\"/rivista/2025/09/b/\">b</a>.");
    site.page("/digests/settimana/atom.xml")
        .contains("https://example.org/rivista/2025/09/b/")
        .lacks("rivista/rivista");
}
