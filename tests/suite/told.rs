//! Whole diagnostics as an editor reads them in the terminal: each was read and found clear.

use insta::assert_snapshot;

use crate::builder::{SiteTest, article};

fn site() -> SiteTest {
    SiteTest::tiny("")
        .write("content/articles/buono.md", article("Buono", "2025-09-01", "companies: [NVIDIA]", "## Punto"))
}

/// What is told of one more file.
fn of(path: &str, text: impl AsRef<[u8]>) -> String {
    site().write(path, text).fail().told()
}

const A: &str = "content/articles/a.md";

#[test]
fn a_colon_in_a_title() {
    assert_snapshot!(of(A, "---\ntitle: NVIDIA: il patto\ndate: 2025-09-01\n---\n"), @r#"
    error[yaml-colon]: there is a second colon in this line: YAML takes what stands before it for another field's name
      ┌─ content/articles/a.md:2:8
    2 │ title: NVIDIA: il patto
      │        ^^^^^^^^^^^^^^^^
      = help: put the text in quotes: `title: "NVIDIA: il patto"`
    "#);
}

#[test]
fn a_field_that_there_is_not() {
    assert_snapshot!(of(A, article("A", "2025-09-01", "companys: [NVIDIA]", "x")), @r"
    error[unknown-key]: an article has no field `companys`
      ┌─ content/articles/a.md:5:1
    5 │ companys: [NVIDIA]
      │ ^^^^^^^^ in this article's front matter
      = help: did you mean `companies`? Fields of your own go under `extra:`
    ");
}

#[test]
fn a_word_that_is_no_boolean() {
    assert_snapshot!(of(A, article("A", "2025-09-01", "draft: si", "x")), @r"
    error[yaml-boolean]: `draft` wants `true` or `false`, but this is the text `si`
      ┌─ content/articles/a.md:5:8
    5 │ draft: si
      │        ^^
      = help: write `draft: true`: only the words `true` and `false` are understood
    ");
}

#[test]
fn a_date_in_another_order() {
    assert_snapshot!(of(A, article("A", "23/09/2025", "", "x")), @r"
    error[bad-date]: `23/09/2025` is not in the form year-month-day
      ┌─ content/articles/a.md:3:7
    3 │ date: 23/09/2025
      │       ^^^^^^^^^^
      = help: Write year-month-day, as 2025-09-23, with an hour if you like: 2025-09-23 08:30.
    ");
}

#[test]
fn a_slug_that_climbs() {
    assert_snapshot!(of(A, article("A", "2025-09-01", "slug: ../../x", "x")), @r"
    error[bad-slug]: `../../x` cannot be part of an address: it holds one of / \ ? # % :
      ┌─ content/articles/a.md:5:7
    5 │ slug: ../../x
      │       ^^^^^^^
      = help: A slug is the last part of the address alone, as `nvidia-investe-in-openai`.
    ");
}

#[test]
fn a_link_to_a_file_whose_name_is_nearly_right() {
    assert_snapshot!(of(A, article("A", "2025-09-01", "", "Si veda [quello](bono.md).")), @r"
    error[dead-link]: `bono.md` leads nowhere in this site
      ┌─ content/articles/a.md:7:9
    7 │ Si veda [quello](bono.md).
      │         ^^^^^^^^^^^^^^^^^
      = help: did you mean `content/articles/buono.md`?
    ");
}

#[test]
fn a_link_to_a_folder_whose_name_is_nearly_right() {
    let text = article("Altro", "2025-09-01", "", "x");
    let site = site().write("content/articles/altro/index.md", &text).write("content/articles/nuovo/index.md", &text);
    let site =
        site.write(A, article("A", "2025-09-01", "", "Si veda [quello](nuvo/index.md), [questo](zzzz/index.md)."));
    assert_snapshot!(site.fail().told(), @r"
    error[dead-link]: `nuvo/index.md` leads nowhere in this site
      ┌─ content/articles/a.md:7:9
    7 │ Si veda [quello](nuvo/index.md), [questo](zzzz/index.md).
      │         ^^^^^^^^^^^^^^^^^^^^^^^
      = help: did you mean `content/articles/nuovo/index.md`?

    error[dead-link]: `zzzz/index.md` leads nowhere in this site
      ┌─ content/articles/a.md:7:34
    7 │ Si veda [quello](nuvo/index.md), [questo](zzzz/index.md).
      │                                  ^^^^^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn a_picture_that_is_missing_is_not_mistaken_for_an_article() {
    assert_snapshot!(of(A, article("A", "2025-09-01", "", "![z](q.png)")), @r"
    error[missing-picture]: there is no picture `q.png`
      ┌─ content/articles/a.md:7:1
    7 │ ![z](q.png)
      │ ^^^^^^^^^^^
      = help: Put the file beside the article, or into `static/` and write `/q.png`.
    ");
}

#[test]
fn where_a_missing_picture_is_to_be_put_is_where_it_is_looked_for() {
    for (written, help, puts) in [
        ("q.png", "Put the file beside the article, or into `static/` and write `/q.png`.", "content/articles/q.png"),
        (
            "img/q.png",
            "Put the file into `img/` beside the article, or into `static/img/` and write `/img/q.png`.",
            "content/articles/img/q.png",
        ),
        (
            "/img/q.png",
            "Put the file at `static/img/q.png`, or beside the article and write its name alone.",
            "static/img/q.png",
        ),
    ] {
        let site = site().write(A, article("A", "2025-09-01", "", &format!("![z]({written})"))).fail();
        let told = site.told();
        assert!(told.contains(help), "{told}");
        site.write(puts, crate::builder::png(2, 2)).build();
    }
    // Where a folder above is nobody can say: the address is to be another.
    let site = site().write(A, article("A", "2025-09-01", "", "![z](../q.png)")).fail();
    let told = site.told();
    assert!(
        told.contains("Put the file into `static/` and write `/q.png`, or beside the article and write `q.png`."),
        "{told}"
    );
    site.write("static/q.png", crate::builder::png(2, 2)).replace(A, "(../q.png)", "(/q.png)").build();
}

#[test]
fn a_quotation_mark_that_yaml_took_for_a_part_of_an_address() {
    let sources = "sources:\n  - name: WSJ\n    url: https://example.org/\"\n  - https://example.org/due parole";
    let site = site().write(A, article("A", "2025-09-01", sources, "x")).build();
    assert_snapshot!(site.told(), @r#"
    warning[bad-url]: `https://example.org/"` holds a quotation mark, which no address does
      ┌─ content/articles/a.md:7:10
    7 │     url: https://example.org/"
      │          ^^^^^^^^^^^^^^^^^^^^^
      = help: Write `https://example.org/`, with quotation marks around all of it or none.

    warning[bad-url]: `https://example.org/due parole` holds white space, which no address does
      ┌─ content/articles/a.md:8:5
    8 │   - https://example.org/due parole
      │     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: Take it out, or write `%20` in its place: `https://example.org/due%20parole`.
    "#);
    let fields = "name: WSJ\nwebsite: https://example.org/\"\nsame_as: [https://example.org/wsj x]";
    let site = site.remove(A).write("content/companies/wsj.md", format!("---\n{fields}\n---\n")).build();
    site.warnings(&["bad-url", "bad-url"]);
}

#[test]
fn a_day_that_a_month_does_not_have() {
    assert_snapshot!(of(A, article("A", "2025-09-31", "", "x")), @r"
    error[bad-date]: `2025-09-31` is no date: September 2025 has 30 days
      ┌─ content/articles/a.md:3:7
    3 │ date: 2025-09-31
      │       ^^^^^^^^^^
      = help: Write year-month-day, as 2025-09-23, with an hour if you like: 2025-09-23 08:30.
    ");
}

#[test]
fn a_field_below_a_group_that_is_written_on_one_line() {
    let site = site().config("digests:\n  weekly: {period: weekly}\n    email: {from: a@example.org}").fail();
    assert_snapshot!(site.told(), @r"
    error[yaml-indentation]: this line does not begin in the same column as the fields that it belongs to
       ┌─ rassegna.yaml:10:5
    10 │     email: {from: a@example.org}
       │     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       = help: `weekly` is written on one line with `{…}`: write its fields below it instead, or put `email` within the braces
    ");
}

#[test]
fn a_file_in_another_encoding() {
    assert_snapshot!(of(A, b"---\ntitle: Citt\xe0\ndate: 2025-09-01\n---\n"), @r"
    error[not-utf-8]: this file is not valid UTF-8
      ┌─ content/articles/a.md:2:12
    2 │ title: Citt�
      │            ^ the first byte that is not
      = help: Save it again with the encoding UTF-8; older Windows programs write Windows-1252.
    ");
}

#[test]
fn settings_that_are_wrong_in_three_ways() {
    let site = site().config("paginazione: {size: 3}\nminify: forse\nimages: {quality: molta}").fail();
    assert_snapshot!(site.told(), @r"
    error[unknown-key]: the configuration has no field `paginazione`
      ┌─ rassegna.yaml:8:1
    8 │ paginazione: {size: 3}
      │ ^^^^^^^^^^^ in the site's configuration
      = help: did you mean `pagination`? Settings of your own go under `extra:`

    error[wrong-type]: `minify` wants `true` or `false`, but this is the text `forse`
      ┌─ rassegna.yaml:9:9
    9 │ minify: forse
      │         ^^^^^

    error[wrong-type]: `images.quality` wants a whole number, but this is the text `molta`
       ┌─ rassegna.yaml:10:19
    10 │ images: {quality: molta}
       │                   ^^^^^
       = help: write a number in digits: `quality: 10`
    ");
}

#[test]
fn a_company_that_is_nearly_one_with_a_profile() {
    let site = site()
        .write("content/companies/nvidia.md", "---\nname: NVIDIA\n---\n")
        .write(A, article("A", "2025-09-02", "companies: [NV IDIA]", "x"))
        .build();
    assert_snapshot!(site.told(), @r"
    warning[near-double]: `NV IDIA` and `NVIDIA` are probably the same among companies
      ┌─ content/articles/a.md:5:13
    5 │ companies: [NV IDIA]
      │             ^^^^^^^
      ┌─ content/companies/nvidia.md
      = help: Write `NVIDIA` here, or list `NV IDIA` under `aliases` in `content/companies/nvidia.md`.
    ");
    let moved = site.write(A, article("A", "2025-09-02", "draft: false\ncompanies: [NV IDIA]", "x")).update();
    assert!(moved.told().contains("content/articles/a.md:6:13"), "the line is that of now: {}", moved.told());
    let site = SiteTest::tiny("")
        .write("content/companies/microsoft.md", "---\nname: Microsoft\n---\n")
        .write(A, article("A", "2025-09-02", "companies: [Intel, Micro soft]", "x"))
        .build();
    assert_snapshot!(site.told(), @r"
    warning[near-double]: `Micro soft` and `Microsoft` are probably the same among companies
      ┌─ content/articles/a.md:5:20
    5 │ companies: [Intel, Micro soft]
      │                    ^^^^^^^^^^
      ┌─ content/companies/microsoft.md
      = help: Write `Microsoft` here, or list `Micro soft` under `aliases` in `content/companies/microsoft.md`.
    ");
    let site = SiteTest::tiny("")
        .write("content/articles/b.md", article("B", "2025-09-01", "tags: [OpenAI]", "x"))
        .write(A, article("A", "2025-09-02", "tags: [Open AI]", "x"))
        .build();
    assert_snapshot!(site.told(), @r"
    warning[near-double]: `OpenAI` and `Open AI` are probably the same among tags
      ┌─ content/articles/b.md:5:8
    5 │ tags: [OpenAI]
      │        ^^^^^^
      ┌─ content/articles/a.md:5:8
    5 │ tags: [Open AI]
      │        ^^^^^^^
      = help: Write one name in both places, or list one under `aliases` in the profile of the other.
    ");
}

#[test]
fn a_front_matter_with_several_mistakes_is_told_as_a_whole() {
    let site = site().write(A, "---\ntitle: A\ndate: 23/09/2025\ncompanys: [x]\nslug: ../x\n---\nx\n").fail();
    site.errors(&["bad-date", "unknown-key", "bad-slug"]);
}

#[test]
fn a_folder_that_is_no_site() {
    let folder = tempfile::tempdir().expect("a folder");
    let Err(said) = rassegna::Engine::open(folder.path(), rassegna::Options::default()) else {
        panic!("this is no site")
    };
    let told =
        rassegna::diagnostic::render::to_text(&said, false).replace(&folder.path().display().to_string(), "FOLDER");
    assert_snapshot!(told, @r"
    error[no-site]: there is no `rassegna.yaml` in FOLDER
      = help: Go into a site's folder, name it with `--root`, or make a new site with `rassegna init DIR`.
    ");
}
