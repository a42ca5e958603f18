//! `rassegna new --from`: an article about somebody else's page begins with what that page says of itself.

use std::fs;

use rassegna::import::web_page::WebPage;

use crate::cli::run;
use crate::strangers::{Reply, Stranger};

const SITE: &str =
    "url: https://rassegna.example\ntitle: Prova\nlanguages: {it: {}, en: {}}\ndefault_language: it\ntimezone: UTC\n";

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("rassegna.yaml"), SITE).expect("the configuration");
    folder
}

const PAGE: &str = r##"<!doctype html><html lang="en-US"><head><meta charset="utf-8">
<title>Chips: a "big" deal - The Example Times</title>
<link rel="canonical" href="/2025/chips?utm_source=feed">
<meta property="og:title" content="Chips: a &quot;big&quot; deal">
<meta property="og:site_name" content="The Example Times">
<meta property="og:description" content="Two companies&#39; plan,
 in full.">
<meta property="og:image" content="/hall.png">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
 {"@type": "Organization", "@id": "#org", "name": "Example Media"},
 {"@type": ["NewsArticle"], "headline": "Chips", "datePublished": "2025-09-22T23:30:00-07:00", "isAccessibleForFree": "False",
  "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "By John Roe"}], "publisher": {"@id": "#org"}}]}</script>
</head><body><h1>Chips</h1><p>The text of the publisher, which is theirs.</p></body></html>"##;

#[test]
fn a_page_becomes_the_source_of_a_draft() {
    let stranger = Stranger::with(&[
        ("/a?utm_source=x", vec![Reply::redirect(302, "/2025/chips?utm_medium=y")]),
        ("/2025/chips?utm_medium=y", vec![Reply::html(PAGE)]),
        ("/hall.png", vec![Reply::ok("image/png", b"\x89PNG")]),
    ]);
    let site = site();
    let url = stranger.url("/a?utm_source=x");
    let said = run(site.path(), &["new", "--from", &url, "--date", "2025-09-23 08:30"]);
    assert_eq!((said.err.as_str(), said.out.as_str()), ("", "content/articles/2025/09/chips-a-big-deal.md\n"));
    let text = fs::read_to_string(site.path().join(said.out.trim())).expect("the draft");
    let host = stranger.address;
    assert_eq!(
        text,
        format!(
            r#"---
title: 'Chips: a "big" deal'
date: 2025-09-23T08:30:00+00:00
# The original says of itself: Two companies' plan, in full.
lede: ""
tags: []
companies: []
sources:
  # by Jane Doe, John Roe
  - role: original
    name: "The Example Times"
    title: 'Chips: a "big" deal'
    url: "http://{host}/2025/chips"
    date: 2025-09-22
    lang: en
    paywall: true
# The original's picture. Ask whose it is before you show it.
# image:
#   src: "http://{host}/hall.png"
#   alt: ""
#   credit: ""
draft: true
---

"#
        )
    );
    // The draft is held back, and is read without a word.
    assert_eq!(run(site.path(), &["build"]).err, "");
    // What is there is not written over.
    let again = run(site.path(), &["new", "article", "--from", &url, "--date", "2025-09-23"]);
    assert_eq!(
        (again.code, again.err.as_str()),
        (Some(1), "error: content/articles/2025/09/chips-a-big-deal.md is there already\n")
    );

    // A headline and a section of one's own, and the picture beside it.
    let said = run(
        site.path(),
        &[
            "new",
            "article",
            "Il grande affare",
            "--from",
            &url,
            "--picture",
            "--section",
            "news",
            "--date",
            "2025-09-23",
        ],
    );
    assert_eq!(
        (said.err.as_str(), said.out.as_str()),
        ("", "content/articles/news/2025/09/il-grande-affare/index.md\n")
    );
    let text = fs::read_to_string(site.path().join(said.out.trim())).expect("the draft");
    assert!(text.starts_with("---\ntitle: \"Il grande affare\"\n"), "{text}");
    assert!(text.contains("\nimage:\n  src: \"picture.png\"\n  alt: \"\"\n  credit: \"\"\n"), "{text}");
    let picture = site.path().join("content/articles/news/2025/09/il-grande-affare/picture.png");
    assert_eq!(fs::read(picture).expect("the picture"), b"\x89PNG");
}

#[test]
fn a_saved_page_is_as_good_and_a_known_outlet_has_its_name() {
    let site = site();
    let page = PAGE.replace("/2025/chips?", "https://www.arstechnica.com/2025/chips?");
    fs::write(site.path().join("page.html"), page).expect("the page");
    let said = run(site.path(), &["new", "--from", "page.html", "--title", "Un titolo", "--date", "2025-09-23"]);
    assert_eq!((said.err.as_str(), said.out.as_str()), ("", "content/articles/2025/09/un-titolo.md\n"));
    let text = fs::read_to_string(site.path().join(said.out.trim())).expect("the draft");
    assert!(text.contains("    name: \"Ars Technica\"\n"), "{text}");
    assert!(text.contains("    url: \"https://www.arstechnica.com/2025/chips\"\n"), "{text}");
    // Without its address a relative picture is nowhere.
    assert!(!text.contains("image"), "{text}");
}

#[test]
fn what_cannot_be_quoted_is_told_in_a_line() {
    let stranger = Stranger::with(&[
        ("/closed", vec![Reply::status(403)]),
        ("/gone", vec![Reply::status(410)]),
        ("/pdf", vec![Reply::ok("application/pdf", "%PDF")]),
        ("/empty", vec![Reply::html("")]),
        ("/huge", vec![Reply::html(&"x".repeat(5 * 1024 * 1024))]),
        ("/out", vec![Reply::redirect(302, "file:///etc/passwd")]),
    ]);
    let site = site();
    let told = |from: &str| {
        let said = run(site.path(), &["new", "--from", from]);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{from}");
        said.err.replace(&stranger.url(""), "http://HOST")
    };
    for (path, line) in [
        (
            "/closed",
            "http://HOST/closed is not shown to programs (403); save the page and name its file: --from page.html",
        ),
        ("/gone", "http://HOST/gone is not there (410)"),
        ("/pdf", "http://HOST/pdf is no page but application/pdf"),
        ("/empty", "http://HOST/empty says no title; write one: --title \"…\""),
        ("/huge", "http://HOST/huge: the answer is larger than 4194304 bytes"),
        ("/out", "http://HOST/out: this is no address of the web: `file:` is neither `http:` nor `https:`"),
    ] {
        assert_eq!(told(&stranger.url(path)), format!("error: {line}\n"));
    }
    assert_eq!(
        told("example.org/a"),
        "error: example.org/a: No such file or directory (os error 2); an address is written in full: https://example.org/a\n"
    );
    assert_eq!(
        told("ftp://example.org/"),
        "error: ftp://example.org/: this is no address of the web: `ftp:` is neither `http:` nor `https:`\n"
    );
    assert!(!site.path().join("content").exists());
    assert_eq!(run(site.path(), &["new"]).code, Some(2));
    assert_eq!(run(site.path(), &["new", "article"]).code, Some(2));
}

#[test]
fn each_way_of_saying_it_is_read_and_broken_ones_are_passed_over() {
    let read = |html: &str| WebPage::read(html, Some("https://example.org/a/b?utm_source=x"));
    let title = |html: &str| read(html).title;
    assert_eq!(
        title("<title>Uno | Example</title><meta name=application-name content=Example>").as_deref(),
        Some("Uno")
    );
    assert_eq!(title("<title> </title><h1>Due <b>parole</b></h1>").as_deref(), Some("Due parole"));
    assert_eq!(
        title("<meta property=og:title content='  '><meta name='twitter:title' content=Tre>").as_deref(),
        Some("Tre")
    );
    assert_eq!(title(&format!("<title>{}</title>", "a".repeat(5000))), None);
    let broken = "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", </script><title>Quattro</title>";
    assert_eq!(title(broken).as_deref(), Some("Quattro"));
    let line_ends =
        "<script type='application/ld+json'>[{\"@type\": \"BlogPosting\", \"headline\": \"Cin\nque\"}]</script>";
    assert_eq!(title(line_ends).as_deref(), Some("Cin que"));
    let within = r#"<script type="application/ld+json">{"@type":"WebPage","mainEntity":{"@type":"ReportageNewsArticle","headline":"Sei",
        "author":"Ada","image":[{"@type":"ImageObject","url":"/p.jpg"}],"inLanguage":{"@type":"Language","name":"it"}}}</script>"#;
    let page = read(within);
    assert_eq!((page.title.as_deref(), page.picture.as_deref()), (Some("Sei"), Some("https://example.org/p.jpg")));
    assert_eq!((page.authors, page.language.as_deref()), (vec!["Ada".to_string()], Some("it")));

    let url = |html: &str| read(html).url.expect("an address");
    assert_eq!(url(""), "https://example.org/a/b");
    assert_eq!(url("<link rel='alternate canonical' href='../c#d'>"), "https://example.org/c#d");
    // A front page is not where this text stands, and a script is nowhere.
    assert_eq!(url("<link rel=canonical href='https://example.org/'>"), "https://example.org/a/b");
    assert_eq!(url("<link rel=canonical href='javascript:alert(1)'>"), "https://example.org/a/b");

    let date = |html: &str| read(html).date;
    assert_eq!(date("<time datetime='2025-09-22'>x</time>").as_deref(), Some("2025-09-22"));
    assert_eq!(date("<meta name=date content=yesterday><time datetime='2025-02-30'>x</time>"), None);
    let authors = |html: &str| read(html).authors;
    assert_eq!(
        authors("<meta property=article:author content=https://example.org/ada><meta name=byl content='By Ada'>"),
        ["Ada"]
    );
    assert_eq!(read("<html lang=English><meta property=og:locale content=pt_BR>").language.as_deref(), Some("pt"));

    // Deep, long and endless pages are read in one pass.
    let deep = format!("{}<title>Fondo</title>", "<div>".repeat(300_000));
    assert_eq!(title(&deep).as_deref(), Some("Fondo"));
    let nested = format!("<script type='application/ld+json'>{}</script><title>Sette</title>", "[".repeat(100_000));
    assert_eq!(title(&nested).as_deref(), Some("Sette"));
    let many = format!("<title>Otto</title>{}", "<meta name=a content=bbbbbbbbbbbbbbbb>".repeat(300_000));
    assert_eq!(title(&many).as_deref(), Some("Otto"));
    assert_eq!(title("<script type='application/ld+json'>{\"a\": 1"), None);
    assert_eq!(title("<title>Senza fine"), None);
}
