//! More than one language: translations know each other, and each language has its own shelves, feeds and words.

use std::collections::BTreeMap;

use crate::builder::{SiteTest, article};

fn site() -> SiteTest {
    SiteTest::new("")
        .config("languages: {it: {title: Rassegna}, en: {title: Digest, menus: {main: [{name: Companies, url: /en/companies/}]}}}\nmenus: {main: [{name: Aziende, url: /companies/}]}")
        .write("content/articles/a.md", article("Il titolo", "2025-09-01", "tags: [ia]\ncompanies: [NVIDIA]", "Testo."))
        .write("content/articles/a.en.md", article("The headline", "2025-09-01", "tags: [ia]\ncompanies: [NVIDIA]", "Text."))
        .write("content/articles/solo.md", article("Solo italiano", "2025-09-02", "tags: [chip]", "Testo."))
        .write("content/articles/only.md", article("Only English", "2025-09-03", "lang: en\ntags: [chip]\ntranslation: coppia", "Text."))
        .write("content/articles/coppia.md", article("In coppia", "2025-09-03", "translation: coppia", "Testo."))
        .build()
}

#[test]
fn translations_name_each_other_and_nobody_else() {
    let site = site();
    for url in ["/2025/09/a/", "/en/2025/09/a/"] {
        site.page(url)
            .contains("<link rel=\"alternate\" hreflang=\"it\" href=\"https://example.org/2025/09/a/\">")
            .contains("<link rel=\"alternate\" hreflang=\"en\" href=\"https://example.org/en/2025/09/a/\">")
            .contains("hreflang=\"x-default\" href=\"https://example.org/2025/09/a/\"");
    }
    site.page("/2025/09/solo/").lacks("rel=\"alternate\" hreflang");
    site.page("/2025/09/coppia/").contains("hreflang=\"en\" href=\"https://example.org/en/2025/09/only/\"");
    site.page("/en/2025/09/a/").contains("<html lang=\"en\"").contains("href=\"/2025/09/a/\"");
}

#[test]
fn each_language_has_its_own_listings_and_feeds() {
    let site = site();
    site.page("/").contains("Il titolo").lacks("The headline").contains("<html lang=\"it\"");
    site.page("/en/").contains("The headline").lacks("Il titolo").contains("Only English");
    site.page("/tags/chip/").contains("Solo italiano").lacks("Only English");
    site.page("/en/tags/chip/").contains("Only English").lacks("Solo italiano");
    site.page("/en/companies/nvidia/").contains("The headline").contains("hreflang=\"it\"");
    site.page("/en/atom.xml").contains("xml:lang=\"en\"").contains("<title>Digest</title>").lacks("Il titolo");
    site.page("/atom.xml").contains("<title>Rassegna</title>").lacks("The headline");
    site.page("/en/2025/09/").contains("The headline");
    site.page("/en/archive/").contains("2025");
    site.page("/en/companies/").contains("NVIDIA");
    site.page("/sitemap-en-2025.xml")
        .contains("https://example.org/en/2025/09/a/")
        .lacks("<loc>https://example.org/2025/09/a/");
}

#[test]
fn words_dates_and_menus_are_of_the_pages_language() {
    let site = site();
    site.page("/2025/09/a/").contains("1 settembre 2025").contains(">Aziende</a>");
    site.page("/en/2025/09/a/")
        .contains("September")
        .contains(">Companies</a>")
        .lacks("settembre")
        .lacks(">Aziende</a>");
}

#[test]
fn a_translation_that_comes_and_goes_is_named_by_the_other() {
    let site = site().write("content/articles/solo.en.md", article("Translated", "2025-09-02", "", "Text.")).update();
    site.page("/2025/09/solo/").contains("rel=\"alternate\" hreflang=\"en\"");
    let site = site.equals_fresh().remove("content/articles/solo.en.md").update();
    site.page("/2025/09/solo/").lacks("rel=\"alternate\" hreflang");
    site.equals_fresh();
}

#[test]
fn a_profile_in_one_language_lends_its_facts_to_the_other() {
    let site = site()
        .write(
            "content/companies/nvidia.md",
            "---\nname: NVIDIA\nwebsite: https://nvidia.example/\n---\n\nIn italiano.\n",
        )
        .update();
    site.page("/en/companies/nvidia/").contains("https://nvidia.example/").lacks("In italiano");
    let site = site.write("content/companies/nvidia.en.md", "---\nname: Nvidia\n---\n\nIn English.\n").update_warm();
    site.page("/en/companies/nvidia/").contains("In English").contains("https://nvidia.example/");
    site.page("/companies/nvidia/").contains("In italiano").lacks("In English");
    site.equals_fresh();
}

#[test]
fn an_unknown_language_is_told_where_it_is_written() {
    let site = site()
        .write("content/articles/x.md", article("X", "2025-09-01", "lang: fr", "x"))
        .fail()
        .errors(&["unknown-language"]);
    let span = site.diagnostics()[0].span.clone().expect("a place");
    assert_eq!((span.path.as_str(), span.line), ("content/articles/x.md", 5), "{}", site.told());
}

/// The strings of a built-in theme in one language, each form of a plural apart.
fn strings(theme: &str, language: &str) -> BTreeMap<String, String> {
    let file = format!("{}/themes/{theme}/i18n/{language}.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let table: BTreeMap<String, serde_yaml::Value> = serde_yaml::from_str(&text).expect("a table of strings");
    let mut flat = BTreeMap::new();
    for (key, value) in table {
        match value {
            serde_yaml::Value::Mapping(forms) => {
                for (form, text) in forms {
                    let form = form.as_str().expect("a category").to_string();
                    flat.insert(format!("{key}.{form}"), text.as_str().expect("a text").to_string());
                }
            }
            text => _ = flat.insert(key, text.as_str().expect("a text").to_string()),
        }
    }
    flat
}

/// The names in braces that are filled in, sorted.
fn blanks(text: &str) -> Vec<&str> {
    let mut blanks: Vec<&str> = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
    blanks.sort_unstable();
    blanks
}

#[test]
fn the_built_in_themes_speak_six_languages_whole() {
    for theme in ["gazzetta", "dispaccio"] {
        let english = strings(theme, "en");
        for language in ["it", "fr", "de", "es", "pt"] {
            let own = strings(theme, language);
            let (ours, theirs): (Vec<_>, Vec<_>) = (own.keys().collect(), english.keys().collect());
            assert_eq!(ours, theirs, "{theme} in {language}");
            for (key, text) in &own {
                if key.starts_with("from_to_same") {
                    // What two days have in common, each language says once in its own way.
                    let known = ["first", "first_day", "first_short", "last", "last_day", "year"];
                    assert!(blanks(text).iter().all(|blank| known.contains(blank)), "{theme} in {language}: {key}");
                    continue;
                }
                assert_eq!(blanks(text), blanks(&english[key]), "{theme} in {language}: {key}");
            }
        }
    }
    // What a region says otherwise is laid over the language itself.
    let own = strings("gazzetta", "pt-BR");
    assert!(own.keys().all(|key| strings("gazzetta", "pt").contains_key(key)));
}

#[test]
fn interface_strings_follow_the_language_and_its_region() {
    let site = SiteTest::new("")
        .config("languages: {it: {}, fr: {}, de: {}, es: {}, pt-BR: {}, nl: {}}")
        .write("content/articles/a.md", article("A", "2025-09-01", "", "x"))
        .write("content/articles/a.fr.md", article("A", "2025-09-01", "", "Quoi ? Rien."))
        .write("content/articles/a.de.md", article("A", "2025-09-01", "", "x"))
        .write("content/articles/a.es.md", article("A", "2025-09-01", "", "x"))
        .write("content/articles/a.pt-BR.md", article("A", "2025-09-01", "", "x"))
        .write("content/articles/a.nl.md", article("A", "2025-09-01", "", "x"))
        .build();
    site.page("/fr/2025/09/a/")
        .contains("Aller au contenu")
        .contains("1 minute de lecture")
        .contains("Quoi\u{202F}? Rien.");
    site.page("/de/2025/09/a/").contains("Zum Inhalt springen").contains("1. September 2025");
    site.page("/es/2025/09/a/").contains("Ir al contenido").contains("1 de septiembre de 2025");
    site.page("/pt-BR/2025/09/a/").contains("Ir para o conteúdo").contains("Compartilhar").lacks("Partilhar");
    // Of a language that no theme speaks the page is shown in English, with its own dates.
    site.page("/nl/2025/09/a/").contains("Skip to content").contains("1 september 2025");
}
