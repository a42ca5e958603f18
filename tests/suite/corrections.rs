//! What was put right is told to readers, on a page of its own and in feeds; and what is changed without a word, to the editor.

use std::collections::BTreeSet;

use rassegna::build::engine::Where;
use rassegna::build::preview::Preview;
use rassegna::site::held::Reveal;

use crate::builder::{SiteTest, article};

const ONE: &str = "updates:\n  - {date: 2025-09-24 10:00, kind: correction, text: \"Sono *dieci*, non [undici](/tags/x/).\"}\ntags: [x]";
const BODY: &str = "Il governo investe 100 milioni in un piano che dura dieci anni e non chiede altro ai comuni.";
const FILE: &str = "content/articles/uno.md";

#[test]
fn corrections_have_a_page_and_feeds_in_each_language() {
    let site = SiteTest::new("")
        .config("languages: {it: {}, en: {}}")
        .write(FILE, article("Uno", "2025-09-01", ONE, "Testo."))
        .write(
            "content/articles/due.md",
            article("Due", "2025-09-02", "updates:\n  - {date: 2025-10-01, kind: retraction, text: Via.}", "Testo."),
        )
        .write(
            "content/articles/tre.md",
            article("Tre", "2025-09-03", "updates: [{date: 2025-10-02, text: E poi.}]", "x"),
        )
        .build();
    let files = site.files();
    let page = String::from_utf8_lossy(&files["corrections/index.html"]).into_owned();
    let (retraction, correction) = (page.find("Via.").expect("the retraction"), page.find("<em>dieci</em>"));
    assert!(correction.is_some_and(|at| at > retraction), "the newest does not come first");
    assert!(page.contains("href=\"/2025/09/uno/#update-2025-09-24-1000\"") && !page.contains("E poi."), "{page}");
    site.page("/2025/09/uno/").contains("id=\"update-2025-09-24-1000\"").contains("href=\"/corrections/\"");
    site.page("/2025/09/tre/").lacks("href=\"/corrections/\"");
    site.page("/corrections/atom.xml")
        .contains("<id>https://example.org/2025/09/uno/#update-2025-09-24-1000</id>")
        .contains("https://example.org/tags/x/");
    site.page("/corrections/rss.xml").contains("Uno").contains("Due");
    site.page("/corrections/feed.json").contains("\"url\":\"https://example.org/2025/09/due/#update-2025-10-01-0000\"");
    site.page("/2025/09/uno/").contains("CorrectionComment").contains("\"dateModified\":\"2025-09-24T10:00:00+02:00\"");
    assert!(!files.contains_key("en/corrections/index.html"), "no correction in English, no page");
    let listed = "xmlUrl=\"https://example.org/corrections/atom.xml\"";
    site.page("/feeds.opml").contains(listed).lacks("/en/corrections/");
    site.page("/corrections/").lacks("rel=\"alternate\" hreflang");
    // The first correction in English gives both pages each other's address.
    let english = "updates: [{date: 2025-10-03, kind: correction, text: Ten.}]";
    let site = site.write("content/articles/one.en.md", article("One", "2025-09-01", english, "Text.")).update_warm();
    let (own, other) = ("https://example.org/corrections/", "https://example.org/en/corrections/");
    for page in ["/corrections/", "/en/corrections/"] {
        site.page(page)
            .contains(&format!("hreflang=\"it\" href=\"{own}\""))
            .contains(&format!("hreflang=\"en\" href=\"{other}\""));
    }
    site.page("/feeds.opml").contains(listed).contains("https://example.org/en/corrections/atom.xml");
    site.equals_fresh();
}

#[test]
fn the_page_comes_with_the_first_correction_and_goes_with_the_last() {
    let plain = article("Uno", "2025-09-01", "", "Testo.");
    let site = SiteTest::tiny("").write(FILE, &plain).build();
    assert!(!site.files().contains_key("corrections/index.html"));
    let site = site.write(FILE, article("Uno", "2025-09-01", ONE, "Testo.")).update_warm();
    site.page("/corrections/").contains("<em>dieci</em>");
    let site = site.equals_fresh().replace(FILE, "title: Uno", "title: Altro").update();
    site.page("/corrections/").contains("Altro");
    let site = site.equals_fresh().write(FILE, &plain).update();
    assert!(!site.files().contains_key("corrections/index.html"));
    site.equals_fresh();
}

#[test]
fn the_page_can_be_switched_off() {
    let site = SiteTest::new("")
        .config("outputs: {corrections: off}")
        .write(FILE, article("Uno", "2025-09-01", ONE, "Testo."))
        .build();
    assert!(!site.files().keys().any(|path| path.starts_with("corrections/")));
    site.page("/2025/09/uno/").lacks("href=\"/corrections/\"");
}

#[test]
fn of_many_corrections_each_year_has_a_page() {
    let mut site = SiteTest::tiny("");
    for at in 0..101 {
        let (year, day) = (2024 + at % 2, 1 + at % 28);
        let update = format!("updates: [{{date: {year}-10-{day:02}, kind: correction, text: C{at}.}}]");
        site = site.write(
            &format!("content/articles/n{at}.md"),
            article("N", "2024-01-01", &format!("slug: n{at}\n{update}"), "x"),
        );
    }
    let site = site.build();
    site.page("/corrections/").contains("href=\"/corrections/2025/\"").contains("href=\"/corrections/2024/\"");
    site.page("/corrections/2025/").contains("C99.").lacks("C100.");
    let site = site.remove("content/articles/n0.md").update_warm();
    assert!(!site.files().contains_key("corrections/2025/index.html"), "a hundred stand on one page");
    site.equals_fresh();
}

/// A published article, guarded.
fn guarded() -> SiteTest {
    SiteTest::tiny("").config("corrections: {guard: warn}").write(FILE, article("Uno", "2025-09-01", "", BODY)).build()
}

fn memory(site: &SiteTest) -> Option<String> {
    std::fs::read_to_string(site.root().join("rassegna.published")).ok()
}

#[test]
fn a_text_that_changes_without_a_word_is_told_until_it_is_told_to_readers() {
    let site = guarded();
    let first = memory(&site).expect("a memory");
    assert_eq!(first.lines().filter(|line| line.ends_with(FILE)).count(), 1, "{first}");
    let site = site.replace(FILE, "100 milioni", "200 milioni").update();
    assert!(site.told().contains("warning[untold-change]") && site.told().contains(FILE), "{}", site.told());
    assert!(site.told().contains("take its line out of `rassegna.published`"), "{}", site.told());
    assert_eq!(memory(&site).as_ref(), Some(&first), "what is not accepted is not forgotten");
    let site = site.update_warm();
    assert!(site.told().contains("untold-change"), "it is told again");
    let site =
        site.replace(FILE, "date:", "updates: [{date: 2026-01-15, kind: correction, text: Duecento.}]\ndate:").update();
    assert!(!site.told().contains("untold-change"), "{}", site.told());
    assert_ne!(memory(&site), Some(first));
}

#[test]
fn a_change_is_accepted_by_taking_its_line_away() {
    let site = guarded().replace(FILE, "100 milioni", "200 milioni").update();
    let kept: String = memory(&site).expect("a memory").lines().filter(|line| !line.ends_with(FILE)).collect();
    let site = site.write("rassegna.published", kept).update();
    assert!(!site.told().contains("untold-change"), "{}", site.told());
    let site = site.update();
    assert!(!site.told().contains("untold-change"), "{}", site.told());
}

#[test]
fn what_no_reader_would_call_a_change_is_not_told() {
    let site = guarded()
        .replace(FILE, "Il governo investe", "Il **governo**\n[investe](https://a.example/)")
        .replace(FILE, "dieci", "diecci")
        .update();
    assert!(!site.told().contains("untold-change"), "{}", site.told());
}

#[test]
fn an_unchanged_build_writes_nothing_and_looking_ahead_remembers_nothing() {
    let site = guarded();
    let modified = |site: &SiteTest| {
        std::fs::metadata(site.root().join("rassegna.published")).and_then(|metadata| metadata.modified()).ok()
    };
    let (before, text) = (modified(&site), memory(&site));
    let site = site.update().write("content/articles/poi.md", article("Poi", "2026-02-01", "", BODY));
    let site = site.reveal(Reveal { future: true, ..Reveal::default() }).update();
    assert_eq!((modified(&site), memory(&site)), (before, text));
    let off = SiteTest::tiny("").write(FILE, article("Uno", "2025-09-01", "", BODY)).build();
    assert_eq!(memory(&off), None, "without a guard there is no memory");
}

#[test]
fn in_the_first_hours_a_text_may_change() {
    let site = SiteTest::tiny("")
        .config("corrections: {guard: error, grace: 2}")
        .write(FILE, article("Uno", "2026-01-15 10:30", "", BODY))
        .build()
        .replace(FILE, "100", "200")
        .update();
    assert!(!site.told().contains("untold-change"), "{}", site.told());
    let site = site.now("2026-01-15T13:00:00+01:00").update().replace(FILE, "200", "300").fail();
    assert!(site.told().contains("error[untold-change]"), "{}", site.told());
}

#[test]
fn a_damaged_memory_is_told_by_its_line() {
    let site = guarded();
    let text = memory(&site).expect("a memory");
    let site = site.write("rassegna.published", format!("{text}<<<<<<< HEAD\n")).update();
    assert!(
        site.told().contains("warning[bad-memory]") && site.told().contains("rassegna.published:4"),
        "{}",
        site.told()
    );
    assert_eq!(memory(&site), Some(text), "the line is left out");
}

#[test]
fn the_preview_tells_of_a_changed_text_and_remembers_nothing() {
    let site = guarded();
    let before = memory(&site);
    let mut preview = site.preview();
    let tells = |preview: &Preview| preview.diagnostics().iter().any(|said| said.code == "untold-change");
    let look = |preview: &mut Preview| preview.look(Where::At(&BTreeSet::from([FILE.to_string()])));
    look(&mut preview);
    assert!(!tells(&preview));
    let site = site.replace(FILE, "100 milioni", "200 milioni");
    look(&mut preview);
    assert!(tells(&preview), "{:?}", preview.diagnostics());
    assert_eq!(memory(&site), before, "nothing was published");
    let site = site.replace(FILE, "200 milioni", "100 milioni");
    look(&mut preview);
    assert!(!tells(&preview), "{:?}", preview.diagnostics());
    // What an editor accepts is accepted at the next look, whatever it was for.
    let site = site.replace(FILE, "100 milioni", "300 milioni").write("rassegna.published", "");
    look(&mut preview);
    assert!(!tells(&preview), "{:?}", preview.diagnostics());
    assert_eq!(memory(&site), Some(String::new()));
}

#[test]
fn a_process_that_stays_guards_as_one_that_starts_anew() {
    type Step = fn(SiteTest) -> SiteTest;
    let steps: [(&str, Step); 12] = [
        ("a number", |site| site.replace(FILE, "100", "200")),
        ("another file", |site| site.write("content/articles/due.md", article("Due", "2025-09-02", "", BODY))),
        ("the number again", |site| site.replace(FILE, "200", "100")),
        ("a draft", |site| {
            site.replace(FILE, "date:", "draft: true\ndate:").replace(FILE, "dieci anni", "cento anni e uno")
        }),
        ("and back", |site| site.replace(FILE, "draft: true\n", "")),
        ("a word of it", |site| {
            site.replace(FILE, "date:", "updates: [{date: 2026-01-14, kind: correction, text: Cento.}]\ndate:")
        }),
        ("a fresh one", |site| site.write("content/articles/tre.md", article("Tre", "2026-01-15 11:30", "", BODY))),
        ("which may change", |site| site.replace("content/articles/tre.md", "100", "900")),
        ("two branches", |site| {
            let text = memory(&site).expect("a memory");
            site.write("rassegna.published", format!("{text}<<<<<<< HEAD\n"))
        }),
        ("no edit", |site| site),
        ("the other's number", |site| site.replace("content/articles/due.md", "100", "300")),
        ("a file less", |site| site.remove("content/articles/due.md")),
    ];
    let (mut cold, mut warm, mut new) = (guarded(), guarded(), guarded());
    for (name, step) in steps {
        (cold, warm, new) = (step(cold).update(), step(warm).update_warm(), step(new));
        // Without a ledger all texts are compared.
        std::fs::remove_dir_all(new.root().join(".rassegna")).expect("a folder of the ledger");
        new = new.update();
        for (how, site) in [("a process that stays", &warm), ("a process for each edit", &cold)] {
            assert_eq!(
                site.told(),
                new.told(),
                "after {name}, {how} (left) says another thing than one that knows nothing"
            );
            assert_eq!(memory(site), memory(&new), "after {name}, {how} (left) remembers another thing");
        }
    }
}
