//! Archived copies of sources: what pages show of them, and what `rassegna archive` asks an archive, a local one here.

use std::fs;

use crate::builder::{SiteTest, article};
use crate::cli::run;
use crate::strangers::{Reply, Stranger};

const HEAD: &str = "# Archived copies of this site's sources, written by `rassegna archive`. Keep it with the site.\n";

fn cites(title: &str, day: &str, sources: &[&str], body: &str) -> String {
    let lines: Vec<String> = sources.iter().map(|source| format!("\n  - {source}")).collect();
    article(title, day, &format!("sources:{}", lines.concat()), body)
}

/// One line of the file.
fn line(url: &str, rest: &str) -> String {
    format!("{{\"url\":\"{url}\"{rest}}}\n")
}

fn copy(url: &str) -> String {
    line(url, &format!(",\"copy\":\"https://web.archive.org/web/20250902101112/{url}\",\"date\":\"2025-09-02\""))
}

const GONE: &str = ",\"status\":\"404\",\"gone\":[\"2025-10-01\",\"2025-10-08\"]";

#[test]
fn pages_show_the_copy_of_a_source_and_lead_there_when_it_is_gone() {
    for theme in ["gazzetta", "dispaccio"] {
        let source = "{title: Il piano, url: \"https://a.example/piano\", name: Foglio}";
        let site = SiteTest::new("")
            .config(&format!("theme: {theme}"))
            .write("content/articles/uno.md", cites("Uno", "2025-09-01", &[source], "Testo."))
            .build();
        site.page("/2025/09/uno/")
            .contains("href=\"https://a.example/piano\"")
            .lacks("copia archiviata")
            .lacks("archivedAt");

        let kept = "https://web.archive.org/web/20250902101112/https://a.example/piano";
        let site = site.write("rassegna.archive", copy("https://a.example/piano")).update_warm();
        site.page("/2025/09/uno/")
            .contains("href=\"https://a.example/piano\"")
            .contains(&format!("<a href=\"{kept}\">copia archiviata</a>, <time datetime=\"2025-09-02\">2 set"))
            .contains(&format!("\"archivedAt\":\"{kept}\""))
            .lacks("non è più in rete");

        let gone = copy("https://a.example/piano").replace("}\n", &format!("{GONE}}}\n"));
        let site = site.write("rassegna.archive", gone).update();
        site.page("/2025/09/uno/")
            .lacks("href=\"https://a.example/piano\"")
            .contains("a.example/piano")
            .contains(&format!("href=\"{kept}\""))
            .contains("non è più in rete");

        // Lists lead there too.
        site.page("/").lacks("href=\"https://a.example/piano\"").contains(&format!("href=\"{kept}\""));

        // Gone, and nobody has kept it.
        let site = site.write("rassegna.archive", line("https://a.example/piano", GONE)).update_warm();
        site.page("/2025/09/uno/")
            .lacks("href=\"https://a.example/piano\"")
            .contains("a.example/piano")
            .contains("non è più in rete")
            .lacks("web.archive.org");
        site.page("/").lacks("href=\"https://a.example/piano\"").lacks("web.archive.org");
        site.equals_fresh().remove("rassegna.archive").update().equals_fresh();
    }
}

#[test]
fn an_edit_of_the_file_makes_the_pages_again_that_show_those_sources_and_no_others() {
    let site = SiteTest::new("")
        .write("content/articles/uno.md", cites("Uno", "2025-09-01", &["https://a.example/1"], "Testo."))
        .write(
            "content/articles/due.md",
            cites("Due", "2025-09-02", &["https://a.example/2", "https://a.example/3"], "Testo."),
        )
        .write("content/articles/tre.md", article("Tre", "2025-09-03", "", "Senza fonti."))
        .write("rassegna.archive", copy("https://b.example/"))
        .build();
    let lines = |urls: &[&str]| format!("{HEAD}{}", urls.iter().map(|url| copy(url)).collect::<String>());
    let site = site.write("rassegna.archive", lines(&["https://a.example/3", "https://b.example/"])).update();
    let site = site.rewrote(&["/2025/09/due/"]);
    let site = site.write("rassegna.archive", lines(&["https://a.example/1", "https://b.example/"])).update_warm();
    let site = site.rewrote(&["/2025/09/due/", "/2025/09/uno/"]);
    assert_eq!(site.why("/2025/09/uno/").made.join("; "), "the archived copy of https://a.example/1");
    // What is noted for the next run is shown nowhere.
    let noted = copy("https://a.example/1").replace("}\n", ",\"checked\":\"2025-11-25\"}\n");
    let site = site.write("rassegna.archive", noted + &copy("https://b.example/")).update_warm().rewrote(&[]);
    site.equals_fresh().remove("rassegna.archive").update().rewrote(&["/2025/09/uno/"]).equals_fresh();
}

#[test]
fn a_broken_file_is_told_with_its_lines() {
    let site = SiteTest::tiny("")
        .write("content/articles/uno.md", cites("Uno", "2025-09-01", &["https://a.example/1"], "Testo."))
        .write("rassegna.archive", format!("{HEAD}<<<<<<< HEAD\n{}", copy("https://a.example/1")))
        .fail()
        .errors(&["archive-lock"]);
    assert!(site.told().contains("rassegna.archive:2:1"), "{}", site.told());
    let said = run(site.root(), &["archive"]).ends(1).says("archive-lock");
    assert!(!said.out.contains("sources"), "{}", said.out);
    // Nothing is written over that is not understood.
    assert!(site.sources()["rassegna.archive"].starts_with(HEAD.as_bytes()));
}

/// An archive that has some pages, keeps others, and cannot keep one.
fn wayback() -> Stranger {
    Stranger::open(|asked| {
        if let Some(url) = asked.parameter("url") {
            let found = match url.as_str() {
                "https://a.example/had?b=c&d" => "20250903",
                "https://a.example/older" | "https://a.example/refused" => "20190101",
                _ => return Reply::json("{\"archived_snapshots\": {}}"),
            };
            let copy = format!("http://web.archive.org/web/{found}000000/{url}");
            return Reply::json(&format!(
                "{{\"archived_snapshots\": {{\"closest\": {{\"available\": true, \"url\": \"{copy}\", \"timestamp\": \"{found}000000\", \"status\": \"200\"}}}}}}"
            ));
        }
        match asked.path.strip_prefix("/save/") {
            Some(url @ ("https://a.example/new" | "https://a.example/older")) => {
                Reply::redirect(302, &format!("/web/20251125101112/{url}"))
            }
            Some(url @ "https://a.example/located") => {
                Reply::html("kept").header("Content-Location", &format!("/web/20251125101112/{url}"))
            }
            Some("https://a.example/busy") => Reply::later("300"),
            Some(_) => Reply::status(523),
            None => Reply::html("a copy"),
        }
    })
}

fn site(stranger: &Stranger) -> SiteTest {
    SiteTest::tiny("")
        .config(&format!("archive: {{service: \"{}\", pace: 0}}", stranger.url("/")))
        .write(
            "content/articles/uno.md",
            cites(
                "Uno",
                "2025-09-01",
                &["\"https://a.example/had?b=c&d&utm_source=x\"", "https://a.example/new#parte", "{name: Ada}"],
                "Un [legame](https://a.example/located) e [un altro](due.md).",
            ),
        )
        .write(
            "content/articles/due.md",
            cites(
                "Due",
                "2025-09-02",
                &["https://a.example/older", "https://a.example/refused", "http://127.0.0.1/"],
                "",
            ),
        )
        .write(
            "content/articles/bozza.md",
            cites("Bozza", "2025-09-03", &["https://a.example/secret"], "").replace("title", "draft: true\ntitle"),
        )
}

fn kept(site: &SiteTest) -> String {
    fs::read_to_string(site.root().join("rassegna.archive")).unwrap_or_default().replace(HEAD, "")
}

#[test]
fn each_source_gets_a_copy_that_was_there_or_is_made() {
    let stranger = wayback();
    let site = site(&stranger);
    let plan = run(site.root(), &["archive", "--dry-run"]).ends(0);
    assert_eq!(
        plan.out,
        "https://a.example/older  (content/articles/due.md)\n\
         https://a.example/refused  (content/articles/due.md)\n\
         https://a.example/had?b=c&d  (content/articles/uno.md)\n\
         https://a.example/new#parte  (content/articles/uno.md)\n\
         4 sources: 0 have a copy, 4 would be asked for\n"
    );
    assert_eq!((stranger.paths().len(), kept(&site).as_str()), (0, ""));

    // A run that is bounded goes on the next time.
    let said = run(site.root(), &["archive", "--limit", "3"]).ends(0);
    assert_eq!(
        (said.out.as_str(), said.err.as_str()),
        (
            "saved   https://a.example/older  (2025-11-25)\n\
             found   https://a.example/refused  (2019-01-01)\n\
             found   https://a.example/had?b=c&d  (2025-09-03)\n\
             4 sources: 0 had a copy, 2 found, 1 saved, 0 failed, 1 left for later\n",
            ""
        )
    );
    let said = run(site.root(), &["archive", "--links"]).ends(0);
    assert_eq!(
        said.out,
        "saved   https://a.example/new#parte  (2025-11-25)\n\
         saved   https://a.example/located  (2025-11-25)\n\
         5 sources: 3 had a copy, 0 found, 2 saved, 0 failed, 0 left for later\n"
    );
    let service = stranger.url("");
    let web = "https://web.archive.org/web";
    assert_eq!(
        kept(&site),
        format!(
            "{}{}{}{}{}",
            line(
                "https://a.example/had?b=c&d",
                &format!(",\"copy\":\"{web}/20250903000000/https://a.example/had?b=c&d\",\"date\":\"2025-09-03\"")
            ),
            line(
                "https://a.example/located",
                &format!(
                    ",\"copy\":\"{service}/web/20251125101112/https://a.example/located\",\"date\":\"2025-11-25\""
                )
            ),
            line(
                "https://a.example/new#parte",
                &format!(",\"copy\":\"{service}/web/20251125101112/https://a.example/new\",\"date\":\"2025-11-25\"")
            ),
            line(
                "https://a.example/older",
                &format!(",\"copy\":\"{service}/web/20251125101112/https://a.example/older\",\"date\":\"2025-11-25\"")
            ),
            line(
                "https://a.example/refused",
                &format!(",\"copy\":\"{web}/20190101000000/https://a.example/refused\",\"date\":\"2019-01-01\"")
            ),
        )
    );
    // The day of the citation is asked for, and nobody hears of what is held back.
    let asked = stranger.paths();
    assert_eq!(asked[0], "GET /wayback/available?url=https%3A%2F%2Fa%2Eexample%2Folder&timestamp=20250902");
    assert_eq!(asked[1], "GET /save/https://a.example/older");
    assert!(!asked.iter().any(|asked| asked.contains("secret") || asked.contains("127")), "{asked:?}");
    let count = asked.len();
    assert_eq!(
        run(site.root(), &["archive", "--links"]).ends(0).out,
        "5 sources: 5 had a copy, 0 found, 0 saved, 0 failed, 0 left for later\n"
    );
    assert_eq!(stranger.paths().len(), count);
}

#[test]
fn what_cannot_be_kept_is_noted_and_an_archive_that_wants_peace_gets_it() {
    let stranger = wayback();
    let site = SiteTest::tiny("").config(&format!("archive: {{service: \"{}\", pace: 0}}", stranger.url(""))).write(
        "content/articles/uno.md",
        cites(
            "Uno",
            "2025-09-01",
            &["https://a.example/closed", "https://a.example/busy", "https://a.example/new"],
            "",
        ),
    );
    let said = run(site.root(), &["archive"]).ends(1);
    assert_eq!(
        said.out,
        "failed  https://a.example/closed  (523)\n3 sources: 0 had a copy, 0 found, 0 saved, 1 failed, 2 left for later\n"
    );
    assert_eq!(
        said.err,
        format!("error: {}: it was asked too often (429); what was answered is kept\n", stranger.url(""))
    );
    let known = kept(&site);
    assert!(
        known.starts_with("{\"url\":\"https://a.example/closed\",\"asked\":\"20")
            && known.contains("\"failed\":\"523\""),
        "{known}"
    );
    // It is left alone for a while, unless one insists.
    let plan = run(site.root(), &["archive", "--dry-run"]).ends(0);
    assert!(!plan.out.contains("closed"), "{}", plan.out);
    run(site.root(), &["archive", "--dry-run", "--again"]).ends(0).says("https://a.example/closed");
    run(site.root(), &["archive", "--dry-run", "--since", "2025-09-02"]).ends(0).says("0 sources");
    run(site.root(), &["archive", "--since", "ieri"]).ends(1).says("`ieri` is no day");

    // An archive that is not there, or is something else, changes nothing.
    let other = Stranger::with(&[]);
    let site = site.config(&format!("archive: {{service: \"{}\"}}", other.url("")));
    fs::write(
        site.root().join("rassegna.yaml"),
        format!("title: T\narchive: {{service: \"{}\", pace: 0}}\n", other.url("")),
    )
    .expect("the configuration");
    run(site.root(), &["archive"]).ends(1).says("it answers 404");
    assert_eq!(kept(&site), known);
}

#[test]
fn sources_are_asked_whether_they_are_there_and_are_dead_on_the_second_day() {
    let outlet = Stranger::with(&[
        ("/there", vec![Reply::html("Qui.")]),
        ("/no-head", vec![Reply::html("Qui.").no_head()]),
        ("/gone", vec![Reply::status(404)]),
        ("/back", vec![Reply::html("Qui.")]),
        ("/closed", vec![Reply::status(403)]),
    ]);
    let urls: Vec<String> =
        ["/there", "/no-head", "/gone", "/back", "/closed"].iter().map(|path| outlet.url(path)).collect();
    let sources: Vec<&str> = urls.iter().map(String::as_str).chain(["https://nobody.invalid/"]).collect();
    let site = SiteTest::tiny("").write("content/articles/uno.md", cites("Uno", "2025-09-01", &sources, "")).write(
        "rassegna.archive",
        line(&urls[2], ",\"status\":\"404\",\"gone\":[\"2025-01-01\"]")
            + &line(&urls[3], ",\"status\":\"404\",\"gone\":[\"2025-01-01\"]"),
    );
    // Whoever lies inside is asked only when that is allowed.
    run(site.root(), &["archive", "--check", "--dry-run"]).ends(0).says("1 sources: 1 would be asked");
    let said = run(site.root(), &["archive", "--check", "--allow-private"]).ends(0);
    let last = said.out.lines().last().unwrap_or_default();
    let is_told = [
        "6 of 6 sources asked: 3 are there, 2 gone, 1 unclear; 1 are dead since today",
        "6 of 6 sources asked: 3 are there, 1 gone, 2 unclear; 1 are dead since today",
    ];
    assert!(is_told.contains(&last), "{}", said.out);
    assert!(said.out.contains(&format!("gone     {}  (404; content/articles/uno.md)\n", urls[2])), "{}", said.out);
    let known = kept(&site);
    let of =
        |url: &str| known.lines().find(|line| line.contains(&format!("\"{url}\""))).unwrap_or_default().to_string();
    assert!(of(&urls[2]).contains("\"gone\":[\"2025-01-01\",\"20"), "{known}");
    assert!(!of(&urls[3]).contains("gone") && of(&urls[3]).contains("checked"), "{known}");
    assert!(of(&urls[4]).contains("\"status\":\"403\"") && !of(&urls[4]).contains("gone"), "{known}");
}

#[test]
fn what_is_gone_is_looked_for_in_the_archive_and_not_saved_any_more() {
    let archive = wayback();
    let site = SiteTest::tiny("")
        .config(&format!("archive: {{service: \"{}\", pace: 0}}", archive.url("")))
        .write(
            "content/articles/uno.md",
            cites("Uno", "2025-09-01", &["https://a.example/older", "https://a.example/new"], ""),
        )
        .write("rassegna.archive", line("https://a.example/new", GONE) + &line("https://a.example/older", GONE));
    let said = run(site.root(), &["archive"]).ends(0);
    assert_eq!(
        said.out,
        "found   https://a.example/older  (2019-01-01)\n\
         failed  https://a.example/new  (gone)\n\
         2 sources: 0 had a copy, 1 found, 0 saved, 1 failed, 0 left for later\n"
    );
    assert!(!archive.paths().iter().any(|asked| asked.contains("save")), "{:?}", archive.paths());
    // What was known stays known.
    assert!(
        kept(&site).contains("\"date\":\"2019-01-01\",\"status\":\"404\",\"gone\":[\"2025-10-01\",\"2025-10-08\"]}")
    );
}
