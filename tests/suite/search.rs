//! The search: what a reader types is found in the files of the index as the script in the browser finds it.

use rassegna::base::words::{Stems, key, split};
use serde_json::Value as Json;

use crate::builder::{SiteTest, article};

fn json(site: &SiteTest, url: &str) -> Json {
    let file = site.output().join(url.trim_start_matches('/'));
    let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{url}: {error}"));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{url}: {error}"))
}

fn number(value: &Json) -> usize {
    value.as_u64().expect("a number") as usize
}

/// The shards of a word, as files.
fn shards(site: &SiteTest, language: &str, word: &str) -> Vec<String> {
    let about = json(site, &format!("/search/{language}/index.json"));
    let counts = about["shards"].as_array().expect("a list").iter().map(number).enumerate();
    counts
        .map(|(segment, count)| {
            format!("/search/{language}/words/{segment}-{count}/{}.json", key(word) as usize & (count - 1))
        })
        .collect()
}

/// The titles of the articles that hold a word, the oldest first.
fn holders(site: &SiteTest, language: &str, word: &str) -> Vec<String> {
    let mut titles = Vec::new();
    for shard in shards(site, language, word) {
        let mut place = 0;
        for step in json(site, &shard)[word].as_array().into_iter().flatten() {
            place += number(step) / 4;
            let shown = &json(site, &format!("/search/{language}/articles/{}.json", place / 16))[place % 16];
            titles.push(shown["title"].as_str().expect("a title").to_string());
        }
    }
    titles
}

/// The titles of the articles that hold all words of a text.
fn find(site: &SiteTest, language: &str, text: &str) -> Vec<String> {
    let stems = Stems::of(language);
    let mut words = Vec::new();
    split(text, |form| words.push(stems.word(form)));
    let mut found: Vec<Vec<String>> = words.iter().map(|word| holders(site, language, word)).collect();
    let first = found.pop().unwrap_or_default();
    first.into_iter().filter(|title| found.iter().all(|titles| titles.contains(title))).collect()
}

fn site() -> SiteTest {
    SiteTest::new("")
        .config("languages: {it: {}, en: {}, ja: {name: 日本語}, ar: {name: العربية}}")
        .write(
            "content/articles/a.md",
            article(
                "La città di Torino",
                "2024-09-01",
                "tags: [ia]\ncompanies: [NVIDIA]",
                "Hanno **annunc**iato l'accordo: perché? Si veda [il gigawatt](https://example.org/).\n\n```\nsegreto\n```",
            ),
        )
        .write("content/articles/b.md", article("Altro", "2025-09-02", "companies: [AMD]", "> Un detto\n>\n> — WSJ\n\n## Capitolo primo\n\nNiente."))
        .write("content/articles/c.en.md", article("Chips", "2025-09-03", "companies: [NVIDIA]", "The companies said so."))
        .write("content/articles/d.ja.md", article("人工知能", "2025-09-04", "", "日本の企業が新しい半導体を発表した。"))
        .write("content/articles/e.ar.md", article("الذكاء", "2025-09-05", "", "أعلنت الشركات عن اتفاق جديد."))
        .build()
}

#[test]
fn words_are_found_in_every_form_and_every_part_of_an_article() {
    let site = site();
    for text in [
        "citta",
        "CITTÀ",
        "annunciare",
        "annunciato",
        "perche",
        "gigawatt",
        "dell'accordo".trim_start_matches("dell'"),
        "torino ia",
    ] {
        assert_eq!(find(&site, "it", text), ["La città di Torino"], "{text}");
    }
    assert_eq!(find(&site, "it", "capitolo detti"), ["Altro"]);
    assert_eq!(find(&site, "it", "WSJ"), ["Altro"], "whom a quote names");
    assert_eq!(find(&site, "it", "segreto"), [""; 0], "code is not searched");
    assert_eq!(find(&site, "it", "accordo detto"), [""; 0]);
    assert_eq!(find(&site, "en", "chip company"), ["Chips"]);
    assert_eq!(find(&site, "en", "città"), [""; 0], "each language has an index of its own");
}

#[test]
fn languages_without_spaces_and_from_right_to_left_are_searched() {
    let site = site();
    for text in ["半導体", "日本", "企業", "人工知能"] {
        assert_eq!(find(&site, "ja", text), ["人工知能"], "{text}");
    }
    assert_eq!(find(&site, "ja", "中国"), [""; 0]);
    for text in ["الشركة", "الشركات", "اتفاق"] {
        assert_eq!(find(&site, "ar", text), ["الذكاء"], "{text}");
    }
    assert!(json(&site, "/search/ja/index.json")["stemmer"].is_null());
    let site = site.absent("/search/ja/stemmer.js");
    site.page("/search/ar/stemmer.js").contains("Arabic");
}

#[test]
fn companies_tags_and_years_are_filters() {
    let site = site();
    assert_eq!(holders(&site, "it", "=companies/nvidia"), ["La città di Torino"]);
    assert_eq!(holders(&site, "en", "=companies/nvidia"), ["Chips"]);
    assert_eq!(holders(&site, "it", "=tags/ia"), ["La città di Torino"]);
    let about = json(&site, "/search/it/index.json");
    assert_eq!(about["years"], serde_json::json!([["2024", 1], ["2025", 1]]));
    assert_eq!(about["filters"]["companies"], serde_json::json!([["amd", "AMD", 1], ["nvidia", "NVIDIA", 1]]));
    assert_eq!(about["languages"][1]["index"], "/search/en/index.json");
}

#[test]
fn what_is_held_back_is_not_in_the_index() {
    let held = article("Zibellino", "2025-09-06", "draft: true\ncompanies: [Zoppas]\ntags: [zenzero]", "Zirconio.");
    let words = ["zibellin", "zoppas", "zenzer", "zircon"];
    let site = site().write("content/articles/z.md", &held).update().nowhere(&words);
    let site = site.write("content/articles/z.md", held.replace("draft: true\n", "")).update();
    assert_eq!(find(&site, "it", "zirconio"), ["Zibellino"]);
    site.write("content/articles/z.md", held).update().nowhere(&words).equals_fresh();
}

fn many(count: usize) -> SiteTest {
    let mut site = SiteTest::tiny("").edit("rassegna.yaml", |text| text.replace("search: false", "search: true"));
    for at in 0..count {
        let text = article(
            &format!("Numero {at}"),
            &format!("2025-{:02}-{:02}", 1 + at / 28 % 12, 1 + at % 28),
            &format!("tags: [etichetta-{at}]"),
            &format!("Comune a tutti, parola{at} per uno. {}", if at % 2 == 0 { "Pari." } else { "Dispari." }),
        );
        site = site.write(&format!("content/articles/n{at:03}.md"), text);
    }
    site
}

#[test]
fn an_edit_rewrites_the_shards_of_its_words_alone() {
    let site = many(100).build();
    let stems = Stems::of("it");
    let mut expected = shards(&site, "it", &stems.word("gigawatt"));
    expected.extend(shards(&site, "it", &stems.word("uno")));
    expected.extend(["/2025/02/n030/", "/tags/etichetta-30/atom.xml"].map(str::to_string));
    let site = site.replace("content/articles/n030.md", "uno", "gigawatt").update();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    let site = site.rewrote(&expected);
    assert_eq!(find(&site, "it", "gigawatt"), ["Numero 30"]);
    site.equals_fresh();
}

#[test]
fn a_new_article_leaves_the_older_files_of_the_index_alone() {
    let site = many(100).build();
    let site = site.write("content/articles/x.md", article("Ultimo", "2026-01-10", "", "Gigawatt.")).update();
    let written = &site.outcome.changes.written;
    let of = |part: &str| written.iter().filter(|url| url.starts_with(part)).count();
    assert_eq!(of("/search/it/articles/"), 1, "{written:?}");
    assert!(of("/search/it/words/") <= 4, "{written:?}");
    let site = site.remove("content/articles/x.md").update();
    site.equals_fresh();
}

#[test]
fn the_manifest_stays_small_and_the_shards_are_as_many_for_long() {
    let site = many(300).build();
    let about = json(&site, "/search/it/index.json");
    assert_eq!(about["filters"]["tags"].as_array().map(Vec::len), Some(200));
    assert_eq!(about["shards"], serde_json::json!([32]));
    // A tag that the manifest does not name is found all the same.
    assert_eq!(holders(&site, "it", "=tags/etichetta-299"), ["Numero 299"]);
    assert_eq!(find(&site, "it", "parola299"), ["Numero 299"]);
    assert_eq!(find(&site, "it", "comune").len(), 300);
}

#[test]
fn the_search_is_switched_off_by_a_setting_or_as_an_output() {
    let with = many(3).build();
    with.page("/search/").contains("data-search=\"/search/it/index.json\"");
    for off in ["search: false", "search: true\noutputs: {search: off}"] {
        let site = many(3).edit("rassegna.yaml", |text| text.replace("search: true", off)).build();
        assert!(site.files().keys().all(|path| !path.starts_with("search/")), "{off}");
        assert!(with.files().len() > site.files().len());
    }
    let gazzetta = |config: &str| {
        SiteTest::new("").config(config).write("content/articles/a.md", article("A", "2025-09-01", "", "x")).build()
    };
    gazzetta("").page("/2025/09/a/").contains("action=\"/search/\"").contains("/assets/shortcut.");
    gazzetta("search: false").page("/2025/09/a/").lacks("search");
}

#[test]
fn below_a_path_the_index_is_asked_for_there() {
    let site =
        site().edit("rassegna.yaml", |text| text.replace("https://example.org/", "https://example.org/r/")).update();
    site.page("/en/search/").contains("data-search=\"/r/search/en/index.json\"").contains("href=\"/r/en/archive/\"");
    let about = json(&site, "/search/it/index.json");
    assert_eq!((&about["folder"], &about["stemmer"]), (&"/r/search/it/".into(), &"/r/search/it/stemmer.js".into()));
    assert_eq!(json(&site, "/search/it/articles/0.json")[0]["url"], "/r/2024/09/a/");
}
