//! `rassegna check`: a clean site is clean, each rule finds what was spoiled for it and nothing else, files that ask to be left
//! alone are, and what is mended is mended in place.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::builder::{NOW, SiteTest, png};
use crate::cli::{Said, run};

const UNO: &str = "content/articles/uno.md";
const DUE: &str = "content/articles/due.md";
const TRE: &str = "content/articles/tre/index.md";

/// A site without a flaw, in which every rule is on.
fn clean() -> SiteTest {
    SiteTest::tiny(
        "\
//- content/companies/openai.md
---
name: OpenAI
aliases: [OpenAI OpCo]
---

Fa [ChatGPT](/tags/ia/).
//- content/companies/nvidia.md
---
name: NVIDIA
---
//- content/tags/ia.md
---
name: IA
---
//- content/articles/uno.md
---
title: La prima notizia
date: 2025-09-01
lede: Di che si tratta.
tags: [IA]
companies: [OpenAI]
sources:
  - {name: Ars, url: \"https://ars.example.org/2025/una-notizia\", date: 2025-09-01}
updates:
  - {date: 2025-09-02, text: Aggiunto un dato.}
---

Come scrive [Ars](https://ars.example.org/2025/una-notizia), OpenAI [cresce](due.md#che-cosa-cambia).

> Cresciamo molto in fretta.
> — Ars

<img src=\"/grafico.svg\" alt=\"\">

## Una sezione

### Un paragrafo

Testo.
//- content/articles/due.md
---
title: La seconda notizia
date: 2025-09-10
lede: Di che si tratta.
tags: [IA]
sources: [\"https://blog.example.org/2025/altra-notizia?id=7\"]
---

L'azienda scrive:

> Abbiamo deciso così.

## Che cosa cambia

Poco. [Il documento](<https://blog.example.org/doc/7?p=1>).
//- content/articles/tre/index.md
---
title: La terza notizia
date: 2025-09-20
publish: 2025-09-21
expires: 2030-01-01
lede: Di che si tratta.
tags: [IA]
companies: [NVIDIA, OpenAI]
sources: [{name: Terza fonte}]
image: {src: foto.png, alt: Un palazzo, credit: Rossi}
---

![Un grafico](foto.png \"Il grafico | Bianchi\")
//- content/articles/futuro.md
---
title: Il segreto delle cose future
date: 2030-01-01
lede: Nessuno deve leggere questa frase prima del tempo.
sources: [{name: Fonte}]
---

Un testo che resta chiuso in un cassetto fino al giorno giusto.
//- static/grafico.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>
",
    )
    .write("content/articles/tre/foto.png", png(32, 16))
    .config("checks: {alias-spelling: warn, orphan-term: {articles: 1}, large-image: {kilobytes: 50, pixels: 100}}")
}

/// What was found: rule, file, line.
type Finding = (String, String, u64);

fn check(site: &SiteTest, arguments: &[&str]) -> (Said, Vec<Finding>) {
    let said = run(site.root(), &[&["check", "--now", NOW, "--format", "json"], arguments].concat());
    let told: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("no JSON: {}\n{}", said.out, said.err));
    let findings = told["findings"].as_array().expect("findings").iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let found = findings.map(|one| (text(&one["code"]), text(&one["file"]), one["line"].as_u64().unwrap_or(0)));
    let found = found.collect();
    (said, found)
}

fn build(site: &SiteTest) {
    run(site.root(), &["build", "--now", NOW, "--quiet"]).ends(0);
}

#[track_caller]
fn finds(site: &SiteTest, arguments: &[&str], expected: &[(&str, &str, u64)]) -> Said {
    let (said, found) = check(site, arguments);
    let found: Vec<(&str, &str, u64)> =
        found.iter().map(|(rule, file, line)| (rule.as_str(), file.as_str(), *line)).collect();
    assert_eq!(found, expected, "what was found (left) is not what was spoiled (right):\n{}", said.out);
    said
}

#[test]
fn a_clean_site_is_clean_before_and_after_it_is_built() {
    let site = clean();
    let said = finds(&site, &["--strict"], &[]).ends(0);
    assert!(said.err.contains("there is no output folder"), "{}", said.err);
    build(&site);
    let said = finds(&site, &["--strict", "--leaks"], &[]).ends(0);
    assert_eq!(said.err, "5 texts: nothing found\n");
    // It leaves nothing behind, and the next build has nothing to do.
    let said = run(site.root(), &["build", "--now", NOW]).ends(0);
    assert!(said.out.contains(" 0 written, 0 removed"), "{}", said.out);
}

/// One thing that is spoiled: in which file, what, and what becomes of it.
type Row = (&'static str, &'static str, String, String, &'static str, u64);

fn rows() -> Vec<Row> {
    let row = |rule, file, old: &str, new: &str, line| (rule, file, old.to_string(), new.to_string(), file, line);
    let words = "parola ".repeat(101);
    vec![
        row("internal-link", UNO, "due.md#che-cosa-cambia", "dve.md", 13),
        row("internal-link", UNO, "due.md#che-cosa-cambia", "due.md#che-cosa", 13),
        row("internal-link", UNO, "due.md#che-cosa-cambia", "futuro.md", 13),
        row("internal-link", TRE, "![Un grafico](foto.png", "![Un grafico](fato.png", 13),
        row("internal-link", TRE, "{src: foto.png", "{src: fato.png", 10),
        row("internal-link", "content/companies/openai.md", "/tags/ia/", "/tags/ai/", 6),
        row("missing-source", TRE, "sources: [{name: Terza fonte}]\n", "", 2),
        row("missing-alt", TRE, "alt: Un palazzo, ", "", 10),
        row("missing-alt", TRE, "![Un grafico]", "![]", 13),
        row("missing-alt", UNO, " alt=\"\"", "", 18),
        row("missing-credit", TRE, ", credit: Rossi", "", 10),
        row("missing-attribution", UNO, "> — Ars\n", "", 15),
        row("missing-attribution", DUE, "L'azienda scrive:", "Un testo.", 11),
        row("missing-lede", DUE, "lede: Di che si tratta.\n", "", 2),
        row("long-quote", DUE, "Abbiamo deciso così.", &words, 11),
        row("long-headline", DUE, "La seconda notizia", &"La seconda notizia ".repeat(6), 2),
        row("heading-jump", UNO, "### Un", "#### Un", 22),
        row("heading-jump", DUE, "## Che", "### Che", 13),
        row("tracking-parameter", DUE, "?id=7", "?id=7&utm_source=rss", 6),
        row("tracking-parameter", DUE, "?p=1", "?p=1&fbclid=x", 15),
        row("alias-spelling", TRE, "[NVIDIA, OpenAI]", "[NVIDIA, OpenAI OpCo]", 8),
        row("date-order", TRE, "publish: 2025-09-21", "publish: 2025-09-19", 4),
        row("date-order", UNO, "{date: 2025-09-02,", "{date: 2025-08-02,", 10),
        row("date-order", UNO, "date: 2025-09-01}", "date: 2025-09-04}", 8),
        row("unlisted-company", DUE, "Poco.", "Per NVIDIA, NVIDIA, NVIDIA e NVIDIA.", 15),
        row("similar-terms", TRE, "[NVIDIA, OpenAI]", "[NVIDIA, OpenAI, Opennai]", 8),
        row("orphan-term", UNO, "[IA]", "[IA, orfano]", 5),
        row("repeated-link", DUE, "blog.example.org/doc/7?p=1", "ars.example.org/2025/una-notizia", 15),
        row("needless-ignore", DUE, "Poco.", "Poco.\n\n<!-- check: ignore long-quote -->\n", 17),
        row("needless-ignore", DUE, "Poco.", "Poco.\n\n<!-- check: ignore long-qoute -->\n", 17),
    ]
}

#[test]
fn each_rule_finds_what_is_spoiled_for_it_and_nothing_else() {
    let mut wrong = Vec::new();
    for (rule, file, old, new, place, line) in rows() {
        let site = clean().replace(file, &old, &new);
        let (said, found) = check(&site, &[]);
        if found != [(rule.to_string(), place.to_string(), line)] {
            wrong.push(format!("{rule} in {file}: {old} -> {new}: {found:?}"));
        }
        let is_error = rule == "internal-link" && !new.contains("futuro");
        assert_eq!(said.code, Some(i32::from(is_error)), "{rule}: {}", said.out);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_article_that_expires_before_it_appears_is_told_while_it_can_be_seen() {
    let site = clean().replace("content/articles/futuro.md", "lede:", "expires: 2029-01-01\nlede:");
    finds(&site, &[], &[("date-order", "content/articles/futuro.md", 4)]);
}

#[test]
fn names_that_are_used_often_want_a_profile() {
    let mut site = clean();
    for at in 0..6 {
        site = site.write(
            &format!("content/articles/n{at}.md"),
            format!("---\ntitle: Notizia {at}\ndate: 2025-10-0{}\nlede: x\ncompanies: [Acme]\ntags: [IA]\nsources: [{{name: F}}]\n---\n", at + 1),
        );
    }
    finds(&site, &[], &[("unknown-term", "content/articles/n5.md", 5)]);
}

#[test]
fn pictures_may_not_be_too_large() {
    let site = clean().write("static/largo.png", png(101, 2)).write("static/grosso.jpg", vec![7; 51_000]);
    finds(&site, &[], &[("large-image", "static/grosso.jpg", 0), ("large-image", "static/largo.png", 0)]);
}

#[test]
fn links_of_templates_and_of_html_are_seen_on_the_pages() {
    let site = clean().replace(
        UNO,
        "Testo.",
        "<a href=\"/no/\">x</a> <a href=\"/2025/09/due/#no\">y</a> <a href=\"#una-sezione\">z</a>",
    );
    build(&site);
    finds(&site, &[], &[("page-link", UNO, 24), ("page-link", UNO, 24)]).ends(1);
    // A link that stands on every page is told once.
    let site = clean().replace(
        "themes/tiny/templates/article.html",
        "{% endblock main %}",
        "<a href='/vuoto/'>v</a>{% endblock main %}",
    );
    build(&site);
    let (said, found) = check(&site, &[]);
    assert_eq!(found.len(), 1, "{}", said.out);
    assert!(found[0].1.starts_with("public/") && said.out.contains("and in 2 more places"), "{}", said.out);
    // Pages of other sources are no evidence.
    let site = site.replace("themes/tiny/templates/article.html", "<a href='/vuoto/'>v</a>", "");
    let said = finds(&site, &[], &[]);
    assert!(said.err.contains("run `rassegna build` first"), "{}", said.err);
}

#[test]
fn a_mail_may_not_be_too_heavy() {
    let series = "digests: {settimana: {period: weekly, email: {from: a@example.org, to: lista@example.org, unsubscribe: \"https://liste.example/via\"}}}";
    let heavy = format!(
        "<!doctype html><html lang=\"it\"><body><p>{}</p><p><a href=\"https://liste.example/via\">Via</a></p></body></html>",
        "parola ".repeat(400)
    );
    let site = clean().config(series).write("templates/email.html", heavy);
    build(&site);
    finds(&site, &["--rule", "heavy-mail"], &[]).ends(0);
    let site = site.replace("rassegna.yaml", "checks: {", "checks: {heavy-mail: {kilobytes: 1}, ");
    build(&site);
    let (said, found) = check(&site, &[]);
    assert!(!found.is_empty() && found.iter().all(|(rule, ..)| rule == "heavy-mail"), "{}", said.out);
    assert!(found.iter().all(|(_, file, _)| file.ends_with("/email.html")), "{}", said.out);
}

#[test]
fn what_is_held_back_is_found_wherever_it_leaks() {
    let phrase = "Un testo che resta chiuso in un cassetto fino al giorno giusto";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gz, phrase.as_bytes()).expect("in memory");
    let gz = gz.finish().expect("in memory");
    let mut br = Vec::new();
    std::io::Write::write_all(&mut brotli::CompressorWriter::new(&mut br, 4096, 5, 20), phrase.as_bytes())
        .expect("in memory");
    let cases: [(&str, Vec<u8>); 8] = [
        ("vecchio/index.html", b"<p>Il segreto delle cose future</p>".to_vec()),
        ("feed.xml", b"<link>https://example.org/2030/01/futuro/</link>".to_vec()),
        ("search/0.json", format!("[\"x\",\"{phrase}.\"]").into_bytes()),
        ("a.json", b"{\"lede\":\"Nessuno deve leggere questa frase prima del tempo.\"}".to_vec()),
        ("pagina.html.gz", gz),
        ("pagina.html.br", br),
        ("2030/01/futuro/index.html", b"vuoto".to_vec()),
        ("copia.png", png(40, 20)),
    ];
    let site = clean()
        .write(
            "content/articles/chiuso/index.md",
            "---\ntitle: Chiuso\ndate: 2030-02-01\nlede: x\nsources: [{name: F}]\n---\n",
        )
        .write("content/articles/chiuso/immagine.png", png(40, 20));
    build(&site);
    finds(&site, &["--leaks"], &[]).ends(0);
    for (file, bytes) in cases {
        let path = site.root().join("public").join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, &bytes).expect("a file");
        let (said, found) = check(&site, &["--leaks"]);
        assert_eq!(said.code, Some(1));
        let found: Vec<&str> = found
            .iter()
            .map(|(rule, file, _)| {
                assert_eq!(rule, "leak");
                file.as_str()
            })
            .collect();
        assert_eq!(found, [format!("public/{file}")], "{}", said.out);
        fs::remove_file(&path).expect("the file goes");
        // Without being asked nobody looks there.
        finds(&site, &[], &[]);
    }
}

#[test]
fn a_file_may_ask_to_be_left_alone() {
    let comment = "<!-- check: ignore missing-source, internal-link -->";
    let site = clean()
        .replace(TRE, "sources: [{name: Terza fonte}]\n", "")
        .edit(TRE, |text| format!("{text}\n{comment}\n\n[Via](no.md)\n"));
    finds(&site, &["--strict"], &[]).ends(0);
    // Nobody is told of it but the check.
    let site = site.replace(TRE, "[Via](no.md)", "");
    build(&site);
    assert!(!fs::read_to_string(site.root().join("public/2025/09/tre/index.html")).expect("a page").contains("check:"));
    finds(&site, &[], &[("needless-ignore", TRE, 14)]);
    // A rule that was not looked at is not needless.
    let site = clean().edit(TRE, |text| format!("{text}\n<!-- check: ignore external-link, leak -->\n"));
    finds(&site, &[], &[]);
    // What a build says is no matter of taste.
    let site = clean()
        .replace(DUE, "tags: [IA]", "tag: [IA]")
        .edit(DUE, |text| format!("{text}\n<!-- check: ignore unknown-key -->\n"));
    let (said, found) = check(&site, &[]);
    assert!(found.iter().any(|(code, file, _)| code == "unknown-key" && file == DUE), "{}", said.out);
}

#[test]
fn what_can_be_mended_is_mended_in_place() {
    let before = "---\r\ntitle: \"Quarta: notizia\"   # resta\r\ndate: 2025-09-25\r\nlede: x\r\ncompanies: [ 'OpenAI OpCo' , NVIDIA ]\r\n\
        sources:\r\n  - https://a.example.org/1?utm_source=x\r\n  - {name: B, url: 'https://b.example.org/2?a=1&utm_medium=y#z'}\r\n---\r\n\r\n\
        [uno](https://a.example.org/x/3?fbclid=1 \"t\") e [due][d], <https://c.example.org/q?gclid=2>, https://d.example.org/p/1?utm_id=3.\r\n\r\n\
        `https://e.example.org/?utm_source=resta`\r\n\r\n[d]: https://f.example.org/5?mc_cid=1\r\n";
    let after = before
        .replace("'OpenAI OpCo'", "'OpenAI'")
        .replace("?utm_source=x\r", "\r")
        .replace("&utm_medium=y", "")
        .replace("?fbclid=1", "")
        .replace("?gclid=2", "")
        .replace("?utm_id=3", "")
        .replace("?mc_cid=1", "");
    let file = "content/articles/quattro.md";
    let site = clean().write(file, before);
    let others = site.sources();
    let (_, found) = check(&site, &[]);
    assert_eq!(found.len(), 7, "{found:?}");
    let said = finds(&site, &["--fix"], &[]).ends(0);
    assert!(said.err.contains("mended content/articles/quattro.md\n1 file changed."), "{}", said.err);
    assert_eq!(fs::read_to_string(site.root().join(file)).expect("the file"), after);
    let mut now = site.sources();
    now.insert(file.to_string(), before.as_bytes().to_vec());
    assert!(now == others, "another file was touched");
    // What is ignored is left as it is.
    let ignoring = format!("{before}\r\n<!-- check: ignore tracking-parameter, alias-spelling -->\r\n");
    let site = clean().write(file, &ignoring);
    finds(&site, &["--fix"], &[]).ends(0);
    assert_eq!(fs::read_to_string(site.root().join(file)).expect("the file"), ignoring);
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]);
    let output = command.arg("-C").arg(folder).args(arguments).output().expect("git is installed");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn only_what_is_changed_is_told() {
    let spoil = |site: SiteTest, file: &str| site.replace(file, "lede: Di che si tratta.\n", "");
    let site = spoil(clean().replace("rassegna.yaml", "checks: {", "checks: {missing-lede: note, "), UNO);
    // Some folder above may be a repository, but not of this one.
    let said = run(site.root(), &["check", "--changed"]).ends(1);
    assert!(said.err.contains("is in no repository of git"), "{}", said.err);
    git(site.root(), &["init", "-q"]);
    git(site.root(), &["add", "."]);
    git(site.root(), &["commit", "-q", "-m", "a"]);
    finds(&site, &[], &[("missing-lede", UNO, 2)]);
    finds(&site, &["--changed"], &[]);
    let site = spoil(site, DUE);
    finds(&site, &["--changed"], &[("missing-lede", DUE, 2)]);
    git(site.root(), &["commit", "-q", "-a", "-m", "b"]);
    finds(&site, &["--changed"], &[]);
    finds(&site, &["--changed=HEAD~1"], &[("missing-lede", DUE, 2)]);
    let new = fs::read_to_string(site.root().join(DUE)).expect("a text");
    let site =
        site.write("content/articles/è nuovo.md", new.replace("altra-notizia", "nuova").replace("/doc/7", "/doc/8"));
    finds(&site, &["--changed"], &[("missing-lede", "content/articles/è nuovo.md", 2)]);
    assert!(run(site.root(), &["check", "--changed=--no"]).ends(1).err.contains("no revision"));
}

#[test]
fn a_rule_is_off_a_note_or_an_error_as_the_site_says() {
    let spoiled = || {
        clean().replace(DUE, "lede: Di che si tratta.\n", "").replace(
            DUE,
            "Abbiamo deciso così.",
            "Abbiamo deciso così, e basta.",
        )
    };
    let set = |checks: &str| spoiled().replace("rassegna.yaml", "checks: {", &format!("checks: {{{checks}, "));
    finds(&set("missing-lede: off"), &["--strict"], &[]).ends(0);
    finds(&set("missing-lede: note"), &["--strict"], &[("missing-lede", DUE, 2)]).ends(0);
    finds(&set("missing-lede: warn"), &[], &[("missing-lede", DUE, 2)]).ends(0);
    finds(&set("missing-lede: warn"), &["--strict"], &[("missing-lede", DUE, 2)]).ends(1);
    finds(&set("missing-lede: error"), &[], &[("missing-lede", DUE, 2)]).ends(1);
    finds(&set("missing-lede: off"), &["--rule", "missing-lede"], &[("missing-lede", DUE, 2)]).ends(0);
    finds(&set("missing-lede: off, long-quote: {words: 4, severity: error}"), &[], &[("long-quote", DUE, 10)]).ends(1);
    finds(&spoiled(), &["--rule", "long-quote"], &[]).ends(0);
    let said = run(spoiled().root(), &["check", "--rule", "long-qoute"]).ends(2);
    assert_eq!(said.err, "error: there is no rule `long-qoute`; did you mean `long-quote`?\n");
    // The configuration knows all rules.
    let (said, found) = check(&set("mising-lede: off"), &[]);
    assert_eq!((found[0].0.as_str(), said.code), ("unknown-key", Some(1)));
    assert!(said.out.contains("did you mean `missing-lede`?"), "{}", said.out);
    let (said, found) = check(&set("missing-lede: sometimes"), &[]);
    assert_eq!((found[0].0.as_str(), said.code), ("unknown-value", Some(1)));
    let said = run(clean().root(), &["check", "--list"]).ends(0);
    assert!(said.out.starts_with("internal-link (error)\n    A link within"), "{}", said.out);
    assert!(
        said.out.contains("\nleak (error, with --leaks)\n")
            && said.out.contains("\nalias-spelling (warn, mended by --fix)\n")
    );
}

#[test]
fn people_and_programs_are_told_the_same() {
    let site = clean().replace(DUE, "lede: Di che si tratta.\n", "").replace(UNO, "due.md#che-cosa-cambia", "dve.md");
    let plain = |arguments: &[&str]| run(site.root(), &[&["check", "--now", NOW], arguments].concat());
    let said = plain(&[]).ends(1);
    insta::assert_snapshot!(said.out, @r"
    note[missing-lede]: this article has no lede
      ┌─ content/articles/due.md:2:8
    2 │ title: La seconda notizia
      │        ^^^^^^^^^^^^^^^^^^
      = help: Write a sentence or two as `lede:`.

    error[internal-link]: `dve.md` leads nowhere in this site
       ┌─ content/articles/uno.md:13:69
    13 │ Come scrive [Ars](https://ars.example.org/2025/una-notizia), OpenAI [cresce](dve.md).
       │                                                                     ^^^^^^^^^^^^^^^^
       = help: did you mean `content/articles/due.md`?

    5 texts: 1 error, 1 note
    ");
    let said = plain(&["--format", "github"]).ends(1);
    insta::assert_snapshot!(said.out, @r"
    ::notice file=content/articles/due.md,line=2,col=8,endColumn=26,title=missing-lede::this article has no lede%0AWrite a sentence or two as `lede:`.
    ::error file=content/articles/uno.md,line=13,col=69,endColumn=85,title=internal-link::`dve.md` leads nowhere in this site%0Adid you mean `content/articles/due.md`?
    ");
    let said = plain(&["--format", "sarif"]).ends(1);
    let log: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!((&log["version"], log["runs"].as_array().map(Vec::len)), (&"2.1.0".into(), Some(1)));
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 2);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
    }
    let place = &results[1]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], UNO);
    assert_eq!(place["region"], serde_json::json!({"startLine": 13, "startColumn": 69, "endColumn": 85}));
}

#[test]
fn each_rule_is_documented_with_its_level() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/articles/reference/checks.md");
    let text = fs::read_to_string(docs).expect("docs/content/articles/reference/checks.md");
    let documented: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    let listed = run(SiteTest::tiny("").root(), &["check", "--list"]).ends(0).out;
    let rules: Vec<(&str, &str)> =
        listed.lines().filter(|line| !line.starts_with(' ')).filter_map(|line| line.split_once(" (")).collect();
    assert_eq!(rules.iter().map(|(name, _)| *name).collect::<Vec<_>>(), documented);
    for (name, level) in rules {
        let level = level.split([',', ')']).next().unwrap_or_default();
        let section = text.split(&format!("\n### {name}\n\n")).nth(1).unwrap_or_default();
        let is_told = section.starts_with(&format!("*{level}")) || name == "internal-link";
        assert!(is_told, "docs/content/articles/reference/checks.md says of {name} another level than {level}");
    }
}
