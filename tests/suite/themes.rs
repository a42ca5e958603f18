//! Themes and templates: where they come from, and what is told when something is wrong with them.

use insta::assert_snapshot;

use crate::builder::{SiteTest, article};

fn good() -> SiteTest {
    SiteTest::tiny("").write("content/articles/buono.md", article("Buono", "2025-09-01", "tags: [ia]", "Testo."))
}

#[test]
fn a_template_that_includes_or_extends_itself_is_told() {
    good().write("templates/404.html", "{% include \"404.html\" %}").fail().errors(&["template-circle"]);
    good().write("templates/404.html", "{% extends \"404.html\" %}").fail().errors(&["template-circle"]);
    let site = good()
        .write("templates/a.html", "{% include \"b.html\" %}")
        .write("templates/b.html", "{% include \"a.html\" %}")
        .fail();
    assert!(site.diagnostics().iter().any(|one| one.code == "template-circle"), "{}", site.told());
}

#[test]
fn a_shortcode_that_calls_itself_ends() {
    let site = good().write("templates/shortcodes/eco.html", "{{ \"{{ eco() }}\" | markdown }}{{ body }}").replace(
        "content/articles/buono.md",
        "Testo.",
        "{{ eco() }}",
    );
    site.build();
}

#[test]
fn a_circle_of_parents_is_told() {
    let site = good()
        .write("themes/tiny/theme.yaml", "name: tiny\napi: 1\nparent: altro\n")
        .write("themes/altro/theme.yaml", "name: altro\napi: 1\nparent: tiny\n")
        .fail()
        .errors(&["theme-circle"]);
    assert!(site.told().contains("tiny") && site.told().contains("altro"), "{}", site.told());
}

#[test]
fn an_unknown_theme_is_told_with_a_suggestion() {
    let site = SiteTest::new("").config("theme: gazeta").fail().errors(&["unknown-theme"]);
    assert_snapshot!(site.told(), @r"
    error[unknown-theme]: there is no theme `gazeta`
      ┌─ rassegna.yaml:5:8
    5 │ theme: gazeta
      │        ^^^^^^
      = help: did you mean `gazzetta`?
    ");
}

#[test]
fn a_theme_of_a_newer_interface_is_refused() {
    let site = good().write("themes/tiny/theme.yaml", "name: tiny\napi: 2\n").fail().errors(&["newer-theme"]);
    assert_snapshot!(site.told(), @r"
    error[newer-theme]: this theme is written for version 2 of the template variables
      ┌─ themes/tiny/theme.yaml
      = help: This rassegna knows version 1: use a newer rassegna, or an older version of the theme.
    ");
}

#[test]
fn a_theme_without_a_manifest_is_told() {
    good().remove("themes/tiny/theme.yaml").fail().errors(&["no-manifest"]);
}

#[test]
fn an_option_that_the_theme_has_not_is_told() {
    let site = good().config("theme_options: {marc: x}").fail().errors(&["unknown-key"]);
    assert!(site.told().contains("`mark`"), "{}", site.told());
    good().config("theme_options: {mark: 3}").fail().errors(&["wrong-type"]);
}

#[test]
fn a_syntax_error_in_a_template_points_at_its_line() {
    let site = good().write("templates/404.html", "uno\ndue {{ page.title }\ntre\n").fail().errors(&["template"]);
    assert_snapshot!(site.told(), @r"
    error[template]: Found `}` but expected }}
      ┌─ templates/404.html:2:19
    2 │ due {{ page.title }
      │                   ^
    ");
}

#[test]
fn a_template_that_fails_names_its_line_and_the_page() {
    let site = good().write("templates/tag.html", "{{ shelf.name }}\n{{ shelf.nome }}\n").fail().errors(&["template"]);
    assert_snapshot!(site.told(), @r"
    error[template]: Field `nome` is not defined. Available fields: activity, activity_months, calendar, cards, chronicle, count, data, day, feeds, group, key, mentioned, name, named_with, newer, number, older, outlet, permalink, profile, ties, together, url, weeks
      ┌─ templates/tag.html:2:10
    2 │ {{ shelf.nome }}
      │          ^^^^
      = help: did you mean `name`?
      = help: It was for the page `/tags/ia/`.
    ");
}

#[test]
fn an_include_that_is_missing_is_told() {
    let site =
        good().write("templates/404.html", "x\n{% include \"partials/pagr.html\" %}").fail().errors(&["template"]);
    assert!(site.told().contains("partials/pager.html"), "the nearest template is suggested: {}", site.told());
}

#[test]
fn a_page_that_grows_without_end_is_given_up() {
    let loops =
        "{% for a in range(end=3000) %}{% for b in range(end=3000) %}xxxxxxxxxxxxxxxxxxxx{% endfor %}{% endfor %}";
    good().write("templates/404.html", loops).fail().errors(&["endless-page"]);
}

#[test]
fn all_broken_templates_are_told_at_once() {
    let site = good()
        .write("templates/404.html", "{{ a")
        .write("templates/tag.html", "{% if %}")
        .write("templates/shelf.html", "{% block x %}")
        .fail();
    let mut files: Vec<String> =
        site.diagnostics().iter().filter_map(|one| Some(one.span.as_ref()?.path.clone())).collect();
    files.dedup();
    assert_eq!(files, ["templates/404.html", "templates/shelf.html", "templates/tag.html"], "{}", site.told());
}

#[test]
fn data_that_cannot_be_read_is_told_at_its_place() {
    let site = good()
        .write("data/a.json", "{\n  \"x\": 1,\n}\n")
        .write("data/b.yaml", "x: [1\n")
        .write("data/c.toml", "x = \n")
        .write("data/d.csv", "a,b\n1\n")
        .fail();
    let told: Vec<(&str, u32)> = site
        .diagnostics()
        .iter()
        .filter_map(|one| one.span.as_ref().map(|span| (span.path.as_str(), span.line)))
        .collect();
    assert_eq!(
        told,
        [("data/a.json", 3), ("data/b.yaml", 1), ("data/c.toml", 1), ("data/d.csv", 2)],
        "{}",
        site.told()
    );
}

#[test]
fn a_theme_may_stand_on_the_built_in_one_and_change_one_block() {
    let site = SiteTest::new("")
        .config("theme: mio")
        .write("themes/mio/theme.yaml", "name: mio\napi: 1\nparent: gazzetta\n")
        .write(
            "themes/mio/templates/article.html",
            "{% extends \"gazzetta/article.html\" %}{% block content %}MIO{{ super() }}{% endblock content %}",
        )
        .write("themes/mio/assets/style.css", "mio")
        .write("content/articles/a.md", article("A", "2025-09-01", "", "Testo."))
        .build();
    site.page("/2025/09/a/").contains("MIO").contains("<p>Testo.</p>").contains("site-footer");
    let files = site.files();
    let sheet = files.keys().find(|path| path.starts_with("assets/style.")).expect("a style sheet");
    site.page(&format!("/{sheet}")).is("mio;");
}

#[test]
fn a_partial_of_the_sites_own_stands_on_every_page() {
    let site = SiteTest::new("")
        .write("templates/partials/head_extra.html", "<meta name=\"prova\" content=\"sì\">")
        .write("content/articles/a.md", article("A", "2025-09-01", "", "Testo."))
        .build();
    for url in ["/", "/2025/09/a/", "/404.html", "/archive/", "/tags/"] {
        site.page(url).contains("<meta name=\"prova\" content=\"sì\">");
    }
}

#[test]
fn a_template_shows_text_as_text() {
    let site = good().write(
        "content/articles/x.md",
        article("\"<script>alert(1)</script>\"", "2025-09-02", "tags: [\"<b>grave</b>\"]\ncompanies: [\"A & B\"]", "x"),
    );
    let site =
        site.config("theme: gazzetta").edit("rassegna.yaml", |text| text.replacen("theme: tiny\n", "", 1)).build();
    for url in ["/", "/2025/09/x/", "/tags/", "/companies/a-b/"] {
        site.page(url).lacks("<script>alert").lacks("<b>grave");
    }
}

#[test]
fn a_template_that_prints_a_card_whole_sees_all_of_it() {
    let site = good().write("templates/home.html", "{% for card in shelf.cards %}{{ card }}{% endfor %}").build();
    site.page("/").contains("Buono").contains("/tags/ia/");
}

/// The demonstration site of this repository, with a theme of the built-in ones.
fn demonstration(theme: &str) -> SiteTest {
    let mut site = SiteTest::new("");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["content", "data", "static", "templates"] {
        for (path, bytes) in crate::output::files(&root.join(folder)) {
            site = site.write(&format!("{folder}/{path}"), bytes);
        }
    }
    let settings = std::fs::read_to_string(root.join("rassegna.yaml")).expect("the demonstration's configuration");
    let settings = settings.replacen("theme: gazzetta", &format!("theme: {theme}"), 1);
    // Its pictures are scaled by `.ci/run`, in a release build.
    assert!(settings.contains("\nimages:\n"), "the configuration says how pictures are scaled");
    site.write("rassegna.yaml", settings.replacen("\nimages:\n", "\nimages:\n  formats: []\n", 1)).build()
}

#[test]
fn both_built_in_themes_make_the_demonstration_site() {
    for theme in rassegna::theme::embedded::NAMES {
        let site = demonstration(theme);
        let told = site.diagnostics();
        assert!(told.iter().all(|one| one.code != "template"), "{theme}: {}", site.told());
        site.page("/").contains("Il Dispaccio Tecnico");
        site.page("/archive/").contains("2025");
    }
}

#[test]
fn no_page_of_dispaccio_is_heavier_than_15_kilobytes() {
    let site = demonstration("dispaccio");
    let files = site.files();
    // An article is as long as its text: what stands around that must be light.
    let weight = |bytes: &[u8]| {
        let html = String::from_utf8_lossy(bytes);
        let text =
            html.split_once("<div class=\"text\">").and_then(|(_, rest)| rest.split_once("<section class=\"about\""));
        html.len() - text.filter(|_| html.contains("\"NewsArticle\"")).map_or(0, |(text, _)| text.len())
    };
    // A mail has its style sheet in its elements, and is no page.
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html") && !path.ends_with("/email.html"));
    let heavy: Vec<(&String, usize)> =
        pages.map(|(path, bytes)| (path, weight(bytes))).filter(|(_, weight)| *weight > 15_000).collect();
    assert!(heavy.is_empty(), "{heavy:?}");
    site.page("/").lacks("<img").lacks("<script src");
}

#[test]
fn the_front_page_of_gazzetta_stays_under_100_kilobytes() {
    let site = demonstration("gazzetta");
    let files = site.files();
    let is_loaded = |path: &str| {
        path == "index.html" || ["assets/style.", "assets/scheme."].iter().any(|name| path.starts_with(name))
    };
    let size: usize = files.iter().filter(|(path, _)| is_loaded(path)).map(|(_, bytes)| bytes.len()).sum();
    assert!(size < 100_000, "{size} bytes");
}

#[test]
fn who_is_in_the_news_is_ranked_by_the_last_twelve_weeks() {
    let mut site = SiteTest::tiny("").write(
        "templates/404.html",
        "{% for term in shelves(of=\"companies\", sort=\"recent\") %}{{ term.name }} {{ term.count }} {{ term.recent }} {{ term.last }} {{ term.weeks | last }};{% endfor %}",
    );
    for at in 1..=3 {
        let old = article(&format!("Vecchio {at}"), &format!("2024-01-0{at}"), "companies: [AMD]", "x");
        site = site.write(&format!("content/articles/v{at}.md"), old);
    }
    let site = site.write("content/articles/n.md", article("Nuovo", "2025-09-01", "companies: [NVIDIA]", "x")).build();
    site.page("/404.html").is("NVIDIA 1 1 2025-09-01 1;AMD 3 0 2024-01-03 0;");
    // A new article moves the weeks of all, and with them the page that shows them.
    let next = article("Altro", "2025-09-08", "", "x");
    let site = site.write("content/articles/a.md", next).update();
    site.page("/404.html").is("NVIDIA 1 1 2025-09-01 0;AMD 3 0 2024-01-03 0;");
}

#[test]
fn a_new_instalment_of_a_story_leaves_its_old_ones_alone() {
    let mut site = SiteTest::tiny("").write(
        "templates/article.html",
        "{% if article.story %}{{ article.story.before?.title or \"-\" }} {{ article.story.after?.title or \"-\" }}{% endif %}",
    );
    for at in 1..=6 {
        let one = article(&format!("P{at}"), &format!("2025-09-0{at}"), "story: saga", "x");
        site = site.write(&format!("content/articles/p{at}.md"), one);
    }
    let site = site.build();
    site.page("/2025/09/p1/").is("- P2");
    site.page("/2025/09/p6/").is("P5 -");
    let seventh = article("P7", "2025-09-07", "story: saga", "x");
    let site = site.write("content/articles/p7.md", seventh).update();
    site.page("/2025/09/p6/").is("P5 P7");
    let written = &site.outcome.changes.written;
    assert!(!written.iter().any(|path| path.contains("/p1/") || path.contains("/p4/")), "{written:?}");
}

#[test]
fn a_year_is_a_calendar_whose_days_lead_to_their_articles() {
    let shown = "{% block main %}{% for month in shelf.calendar %}{{ month.day }}:{% for row in month.rows %}{% for day in row %}{% if day and day.url %} {{ day.number }}={{ day.count }} {{ day.url }}{% endif %}{% endfor %}{% endfor %};{% endfor %}{% endblock main %}";
    let site = SiteTest::tiny("").write("templates/shelf.html", shown);
    let site = site
        .write("content/articles/a.md", article("A", "2025-09-01", "", "x"))
        .write("content/articles/b.md", article("B", "2025-09-01", "", "x"))
        .write("content/articles/c.md", article("C", "2025-10-31", "", "x"))
        .build();
    site.page("/2025/").is("2025-09-01: 1=2 /2025/09/#d2025-09-01;2025-10-01: 31=1 /2025/10/#d2025-10-31;");
}

#[test]
fn a_company_knows_its_tags_and_sources() {
    let shown = "{% for group in shelf.together %}{{ group.taxonomy }}:{% for term in group.terms %} {{ term.name }} {{ term.count }}{% endfor %};{% endfor %}";
    let site = SiteTest::tiny("")
        .write("templates/company.html", shown)
        .write(
            "content/articles/a.md",
            article("A", "2025-09-01", "companies: [AMD]\ntags: [ia, chip]\nsources: [WSJ]", "x"),
        )
        .write("content/articles/b.md", article("B", "2025-09-02", "companies: [AMD]\ntags: [ia]", "x"))
        .build();
    site.page("/companies/amd/").is("tags: ia 2 chip 1;sources: WSJ 1;");
}
