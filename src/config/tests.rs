use std::fmt::Write;

use super::settings::digests::FirstDay;
use super::{Config, Options};
use crate::diagnostic::{Diagnostic, render};

const NO_VARIABLES: &dyn Fn(&str) -> Option<String> = &|_| None;
const PLAIN: Options<'static> = Options { environment: None, base_url: None, variable: NO_VARIABLES };

fn read(text: &str) -> (Config, Vec<Diagnostic>) {
    Config::read("rassegna.yaml", text, &PLAIN)
}

fn shown(text: &str) -> String {
    render::to_text(&read(text).1, false)
}

fn codes(text: &str) -> Vec<String> {
    read(text).1.into_iter().map(|diagnostic| diagnostic.code).collect()
}

fn valid(text: &str) -> Config {
    let (config, diagnostics) = read(text);
    assert!(diagnostics.is_empty(), "{}", render::to_text(&diagnostics, false));
    config
}

const SITE: &str = "title: Il Dispaccio\nurl: https://example.org/rassegna/\n";

#[test]
fn a_title_and_an_address_are_enough() {
    let config = valid(SITE);
    assert_eq!((config.base_url.as_str(), config.base_path.as_str()), ("https://example.org/rassegna", "/rassegna"));
    assert_eq!(config.languages.len(), 1);
    assert_eq!((config.languages[0].tag.as_str(), config.languages[0].title.as_str()), ("en", "Il Dispaccio"));
    let names: Vec<&str> = config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()).collect();
    assert_eq!(names, ["tags", "companies", "people", "products", "authors", "sources", "stories"]);
    assert_eq!(config.settings.pagination.size, 20);
    assert_eq!(config.settings.permalinks.articles, "/:year/:month/:slug/");
}

#[test]
fn the_demonstration_is_sound() {
    let config = valid(include_str!("../../rassegna.yaml"));
    let tags: Vec<(&str, &str)> = config.languages.iter().map(|one| (one.tag.as_str(), one.prefix.as_str())).collect();
    assert_eq!(tags, [("it", ""), ("en", "/en")]);
    assert_eq!((config.languages[0].name.as_str(), config.languages[1].name.as_str()), ("italiano", "English"));
    assert_ne!(config.languages[0].menus, config.languages[1].menus);
    assert_eq!(config.zone.iana_name(), Some("Europe/Rome"));
}

#[test]
fn without_an_address_there_is_a_warning_only() {
    let (config, diagnostics) = read("title: x\n");
    assert_eq!(config.base_url, "");
    assert_eq!(diagnostics.len(), 1);
    assert!(!diagnostics[0].is_error() && diagnostics[0].code == "no-url");
    // One that is written and wrong has been told.
    assert_eq!(codes("title: x\nurl: [a]\n"), ["wrong-type"]);
    assert_eq!(codes("title: x\nurl: a\n"), ["bad-url"]);
    // Where the first quotation mark is missing, YAML takes the last for a letter.
    let (_, diagnostics) = read("title: x\nurl: https://example.org/\"\n");
    assert_eq!(diagnostics[0].code, "bad-url");
    assert!(diagnostics[0].help[0].starts_with("write `https://example.org/`, "), "{:?}", diagnostics[0].help);
    // That of a menu is another thing.
    assert_eq!(codes("title: x\nmenus: {main: [{name: a, url: [b]}]}\n"), ["no-url", "wrong-type"]);
}

#[test]
fn the_command_line_has_the_last_word_on_the_address() {
    let options = Options { base_url: Some("http://localhost:1313"), ..PLAIN };
    let (config, diagnostics) = Config::read("rassegna.yaml", SITE, &options);
    assert!(diagnostics.is_empty());
    assert_eq!((config.base_url.as_str(), config.base_path.as_str()), ("http://localhost:1313", ""));
    assert_ne!(config.stamp, valid(SITE).stamp);
    assert!(config.origins.iter().any(|origin| origin.key == "url" && origin.from == "--base-url"));
}

#[test]
fn every_mistake_is_told_at_once_in_its_place() {
    let text = "\
titel: x
url: dispaccio.example.org
pagination: {size: 0}
feeds:
  formats: [atom, rrs]
  limit: molti
languages: {it_IT: {}, en: {nome: English}}
timezone: Roma
permalinks: {articles: \"/:anno/:slug\"}
search: yes
menus:
  main:
    - {name: Archivio, url: archivio}
";
    insta::assert_snapshot!(shown(text), @r#"
    error[unknown-key]: the configuration has no field `titel`
      ┌─ rassegna.yaml:1:1
    1 │ titel: x
      │ ^^^^^ in the site's configuration
      = help: did you mean `title`? Settings of your own go under `extra:`

    error[bad-url]: `dispaccio.example.org` is not a complete web address
      ┌─ rassegna.yaml:2:6
    2 │ url: dispaccio.example.org
      │      ^^^^^^^^^^^^^^^^^^^^^
      = help: write `https://dispaccio.example.org`

    error[out-of-range]: `pagination.size` wants a number between 1 and 1000
      ┌─ rassegna.yaml:3:20
    3 │ pagination: {size: 0}
      │                    ^

    error[unknown-value]: entry 2 of `feeds.formats` cannot be `rrs`
      ┌─ rassegna.yaml:5:19
    5 │   formats: [atom, rrs]
      │                   ^^^
      = help: did you mean `rss`? It can be `atom`, `rss` or `json`

    error[wrong-type]: `feeds.limit` wants a whole number, but this is the text `molti`
      ┌─ rassegna.yaml:6:10
    6 │   limit: molti
      │          ^^^^^
      = help: write a number in digits: `limit: 10`

    error[bad-language]: `it_IT` is not the tag of a language
      ┌─ rassegna.yaml:7:13
    7 │ languages: {it_IT: {}, en: {nome: English}}
      │             ^^^^^
      = help: write `it-IT`

    error[unknown-key]: `languages.en` has no field `nome`
      ┌─ rassegna.yaml:7:29
    7 │ languages: {it_IT: {}, en: {nome: English}}
      │                             ^^^^ in the site's configuration
      = help: did you mean `name`?

    error[unknown-timezone]: there is no time zone `Roma`
      ┌─ rassegna.yaml:8:11
    8 │ timezone: Roma
      │           ^^^^
      = help: did you mean `Europe/Rome`?

    error[bad-permalink]: `:anno` stands for nothing in an address
      ┌─ rassegna.yaml:9:24
    9 │ permalinks: {articles: "/:anno/:slug"}
      │                        ^^^^^^^^^^^^^^
      = help: there are `:year`, `:month`, `:day`, `:section`, `:slug` and `:filename`

    error[bad-permalink]: an article's address must begin and end with `/`
      ┌─ rassegna.yaml:9:24
    9 │ permalinks: {articles: "/:anno/:slug"}
      │                        ^^^^^^^^^^^^^^
      = help: write `articles: "/:anno/:slug/"`

    error[yaml-boolean]: `search` wants `true` or `false`, but this is the text `yes`
       ┌─ rassegna.yaml:10:9
    10 │ search: yes
       │         ^^^
       = help: write `search: true`: only the words `true` and `false` are understood

    error[bad-menu-url]: `archivio` is no address for a menu
       ┌─ rassegna.yaml:13:29
    13 │     - {name: Archivio, url: archivio}
       │                             ^^^^^^^^
       = help: write `/archivio/` for a page of this site
    "#);
}

#[test]
fn settings_that_are_wrong_have_their_defaults_and_the_others_their_values() {
    let (config, _) = read(
        "title: Il Dispaccio\nurl: https://example.org\npagination: {size: 0}\ntimezone: Europe/Rome\nminify: si\n",
    );
    assert_eq!((config.settings.title.as_str(), config.settings.pagination.size), ("Il Dispaccio", 20));
    assert_eq!((config.base_url.as_str(), config.zone.iana_name()), ("https://example.org", Some("Europe/Rome")));
}

#[test]
fn what_is_no_yaml_still_gives_a_configuration() {
    let (config, diagnostics) = read("title: \"x\nurl: y\n");
    assert_eq!(diagnostics.len(), 1, "{}", render::to_text(&diagnostics, false));
    assert_eq!(config.languages.len(), 1);
    assert_eq!(codes(""), ["no-url", "missing-key"]);
    assert_eq!(codes("- a\n"), ["no-url", "wrong-type"]);
}

#[test]
fn an_environment_is_laid_over_the_settings() {
    let text = "\
title: x
url: https://example.org
feeds: {formats: [atom, rss], limit: 10}
digests: {settimanale: {period: weekly}}
environments:
  staging:
    url: https://staging.example.org
    feeds: {formats: [json]}
    digests: {settimanale: {starts: monday}}
";
    let options = Options { environment: Some("staging"), ..PLAIN };
    let (config, diagnostics) = Config::read("rassegna.yaml", text, &options);
    assert!(diagnostics.is_empty(), "{}", render::to_text(&diagnostics, false));
    assert_eq!(config.base_url, "https://staging.example.org");
    assert_eq!((config.settings.feeds.formats.len(), config.settings.feeds.limit), (1, 10));
    assert_eq!(config.settings.digests["settimanale"].starts, Some(FirstDay::Monday));

    let mut table = String::new();
    for key in ["url", "feeds.formats", "feeds.limit", "feeds.content", "title"] {
        let origin = config.origins.iter().find(|origin| origin.key == key).expect("an origin");
        let _ = writeln!(table, "{} = {} ({})", origin.key, origin.value, origin.from);
    }
    insta::assert_snapshot!(table, @r"
    url = https://staging.example.org (environments.staging)
    feeds.formats = [json] (environments.staging)
    feeds.limit = 10 (rassegna.yaml:3)
    feeds.content = full (default)
    title = x (rassegna.yaml:1)
    ");
}

#[test]
fn an_environment_is_checked_even_when_it_is_not_chosen() {
    let text = format!("{SITE}environments:\n  staging:\n    feds: {{limit: 3}}\n    search: 12\n");
    assert_eq!(codes(&text), ["unknown-key", "wrong-type"]);
    let options = Options { environment: Some("stagign"), ..PLAIN };
    let diagnostics = Config::read("rassegna.yaml", &format!("{SITE}environments: {{staging: {{}}}}\n"), &options).1;
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].help, ["did you mean `staging`?"]);
}

#[test]
fn variables_come_in_only_where_a_value_asks_for_them() {
    let variable = |name: &str| (name == "TOKEN").then(|| "se: greto # ${X}".to_string());
    let options = Options { variable: &variable, ..PLAIN };
    let text = format!("{SITE}extra: {{token: \"a-${{TOKEN}}\", literal: \"$${{TOKEN}}\", number: 12}}\n");
    let (config, diagnostics) = Config::read("rassegna.yaml", &text, &options);
    assert!(diagnostics.is_empty(), "{}", render::to_text(&diagnostics, false));
    assert_eq!(config.settings.extra["token"].as_str(), Some("a-se: greto # ${X}"));
    assert_eq!(config.settings.extra["literal"].as_str(), Some("${TOKEN}"));
    assert_eq!(config.settings.extra["number"].as_i64(), Some(12));
    let origin = config.origins.iter().find(|origin| origin.key == "extra.token").expect("an origin");
    assert_eq!((origin.value.as_str(), origin.from.as_str()), ("a-${TOKEN}", "$TOKEN"));

    insta::assert_snapshot!(shown(&format!("{SITE}extra: {{token: \"${{TOKEN}}\"}}\n")), @r#"
    error[missing-variable]: the environment variable `TOKEN` is not set
      ┌─ rassegna.yaml:3:16
    3 │ extra: {token: "${TOKEN}"}
      │                ^^^^^^^^^^
      = help: set it before the command, as in `TOKEN=… rassegna build`, or write `$${TOKEN}` where the signs themselves are meant
    "#);
    assert_eq!(codes(&format!("{SITE}extra: {{token: \"${{TOK EN}}\"}}\n")), ["bad-variable"]);
}

#[test]
fn a_variable_of_another_environment_need_not_be_set() {
    valid(&format!("{SITE}environments: {{staging: {{extra: {{token: \"${{TOKEN}}\"}}}}}}\n"));
}

#[test]
fn languages_are_checked_together() {
    assert_eq!(valid(&format!("{SITE}default_language: it\n")).languages[0].name, "italiano");
    assert_eq!(codes(&format!("{SITE}languages: {{it: {{}}, en: {{}}}}\n")), ["no-default-language"]);
    assert_eq!(codes(&format!("{SITE}languages: {{it: {{}}}}\ndefault_language: en\n")), ["unknown-language"]);
    assert_eq!(codes(&format!("{SITE}languages: {{it_IT: {{}}}}\n")), ["bad-language"]);
    let config = valid(&format!("{SITE}languages: {{fr: {{title: Revue}}, it: , ja: {{}}}}\ndefault_language: it\n"));
    let tags: Vec<&str> = config.languages.iter().map(|language| language.tag.as_str()).collect();
    assert_eq!(tags, ["it", "fr", "ja"]);
    assert_eq!(config.languages[1].title, "Revue");
    assert_eq!(config.languages[2].name, "日本語");
}

#[test]
fn a_time_zone_is_found_by_its_city() {
    for (wrong, right) in [("Roma", "Europe/Rome"), ("Europe/Roma", "Europe/Rome"), ("New York", "America/New_York")] {
        let text = shown(&format!("{SITE}timezone: {wrong}\n"));
        assert!(text.contains(&format!("did you mean `{right}`?")), "{text}");
    }
}

#[test]
fn taxonomies_are_switched_off_and_added() {
    let config = valid(&format!(
        "{SITE}taxonomies: {{people: false, companies: {{slug: aziende}}, eventi: true, temi: {{feeds: false, title: {{it: Temi}}}}}}\n"
    ));
    let list: Vec<String> = config
        .taxonomies
        .iter()
        .map(|one| format!("{}:{}:{}:{}", one.name, one.slug, one.feeds, one.built_in))
        .collect();
    assert_eq!(
        list,
        [
            "tags:tags:true:true",
            "companies:aziende:true:true",
            "products:products:true:true",
            "authors:authors:true:true",
            "sources:sources:true:true",
            "stories:stories:true:true",
            "eventi:eventi:true:false",
            "temi:temi:false:false"
        ]
    );
    assert_eq!(codes(&format!("{SITE}taxonomies: {{tag: false}}\n")), ["unknown-taxonomy"]);
    assert_eq!(codes(&format!("{SITE}taxonomies: {{Città: true}}\n")), ["bad-taxonomy"]);
    assert_eq!(codes(&format!("{SITE}taxonomies: {{temi: {{slug: tags}}}}\n")), ["same-slug"]);
    assert_eq!(codes(&format!("{SITE}taxonomies: {{temi: {{slug: I Temi}}}}\n")), ["bad-slug"]);
}

#[test]
fn the_stamp_moves_with_what_matters_only() {
    let stamp = |text: &str| read(text).0.stamp;
    assert_eq!(stamp(SITE), stamp(&format!("# a comment\n{SITE}environments: {{x: {{title: y}}}}\n")));
    assert_ne!(stamp(SITE), stamp(&format!("{SITE}extra: {{a: 1}}\n")));
}

#[test]
fn the_schema_that_is_published_knows_the_demonstrations_keys() {
    let schema = super::published::schema_for_config();
    assert!(schema["$schema"].as_str().is_some_and(|dialect| dialect.contains("2020-12")));
    assert_eq!(schema["additionalProperties"], false);
    assert!(schema["properties"]["title"]["description"].is_string());
    assert_eq!(schema["properties"]["environments"]["additionalProperties"]["$ref"], "#/$defs/Environment");
    assert!(schema["$defs"]["Environment"]["required"].is_null());
    for reference in references(&schema) {
        assert!(schema.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

fn references(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::Object(map) => map
            .iter()
            .flat_map(|(key, value)| match value.as_str() {
                Some(text) if key == "$ref" => vec![text.to_string()],
                _ => references(value),
            })
            .collect(),
        serde_json::Value::Array(list) => list.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn no_text_makes_it_panic() {
    let seeds = [
        include_str!("../../rassegna.yaml"),
        "title: ${A}\nurl: ${\nextra: [${}, $${A}]\n",
        "a: &a [*a]\n? [x]: y\n!t z: \"\\",
    ];
    let mut random = super::damage::random();
    for seed in seeds {
        for _ in 0..300 {
            let text = super::damage::damaged(seed, &mut random);
            let options = Options { environment: Some("prova"), ..PLAIN };
            let (_, diagnostics) = Config::read("rassegna.yaml", &text, &options);
            let _ = render::to_text(&diagnostics, true);
        }
    }
}
