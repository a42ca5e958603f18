//! Listings, indexes and the archive, as readers walk through them.

use crate::builder::{SiteTest, article};

#[test]
fn an_index_is_sorted_by_the_languages_alphabet_with_counts() {
    let site = SiteTest::tiny("")
        .write(
            "content/articles/a.md",
            article("A", "2025-09-01", "companies: [Zeta, éclair, Eco, 3M, apple, Ärzte]", "x"),
        )
        .write("content/articles/b.md", article("B", "2025-09-02", "companies: [apple]", "x"))
        .build();
    site.page("/companies/").in_order(&[
        "3M ",
        "apple /companies/apple/ 2",
        "Ärzte ",
        "éclair ",
        "Eco ",
        "Zeta /companies/zeta/ 1",
    ]);
}

#[test]
fn an_index_of_the_built_in_theme_has_letters_and_charts() {
    let names: Vec<String> = ["Alfa", "Beta", "Gamma", "Delta"]
        .iter()
        .flat_map(|name| (0..4).map(move |at| format!("{name} {at}")))
        .collect();
    let site = SiteTest::new("")
        .write("content/articles/a.md", article("A", "2025-09-01", &format!("companies: [{}]", names.join(", ")), "x"))
        .build();
    site.page("/companies/")
        .in_order(&[">A</a>", ">B</a>", ">D</a>", ">G</a>", "Alfa 0", "<svg", "Beta 0", "Delta 3", "Gamma 3"]);
}

#[test]
fn an_index_may_have_an_introduction() {
    let site =
        SiteTest::new("").write("content/companies/_index.md", "---\ntitle: Aziende\n---\n\nTutte **qui**.\n").build();
    site.page("/companies/").contains("<strong>qui</strong>");
    let site = site.replace("content/companies/_index.md", "qui", "là").update().rewrote(&["/companies/"]);
    site.page("/companies/").contains("là");
}

#[test]
fn sections_come_from_folders_and_have_introductions() {
    let site = SiteTest::new("")
        .write("content/articles/news/_index.md", "---\ntitle: Le notizie\n---\n\nOgni giorno.\n")
        .write("content/articles/news/2025/a.md", article("A", "2025-09-01", "", "x"))
        .write("content/articles/2025/b.md", article("B", "2025-09-02", "section: Analisi", "x"))
        .build();
    site.page("/news/").contains("Le notizie").contains("Ogni giorno.").contains(">A</a>").lacks(">B</a>");
    site.page("/analisi/").contains(">B</a>");
    site.page("/2025/09/a/").contains("Le notizie");
    site.page("/news/atom.xml").contains("<title>A</title>");
}

#[test]
fn the_archive_lists_years_and_months_with_their_counts() {
    let site = SiteTest::tiny("")
        .write("content/articles/a.md", article("A", "2024-12-31", "", "x"))
        .write("content/articles/b.md", article("B", "2025-01-01", "", "x"))
        .write("content/articles/c.md", article("C", "2025-09-01", "", "x"))
        .write("content/articles/d.md", article("D", "2025-09-30 23:59", "", "x"))
        .build();
    site.page("/archive/").contains("2025 3 2025-01:1 2025-09:2\n2024 1 2024-12:1\n");
    site.page("/2025/09/").contains("month 2025-09 (2)").in_order(&[">D<", ">C<"]);
    site.page("/2024/").contains("year 2024 (1)").contains(">A<");
}

#[test]
fn a_day_is_that_of_the_sites_time_zone() {
    let site = SiteTest::tiny("").write("content/articles/a.md", article("A", "2025-08-31T23:30:00Z", "", "x")).build();
    site.page("/2025/09/").contains(">A</a> 2025-09-01");
    site.page("/2025/09/a/").contains("<h1>A</h1>");
}

#[test]
fn a_company_names_those_most_often_named_with_it() {
    let site = SiteTest::tiny("")
        .write("content/articles/a.md", article("A", "2025-09-01", "companies: [NVIDIA, OpenAI]", "x"))
        .write("content/articles/b.md", article("B", "2025-09-02", "companies: [NVIDIA, OpenAI, AMD]", "x"))
        .write("content/articles/c.md", article("C", "2025-09-03", "companies: [Apple]", "x"))
        .build();
    site.page("/companies/nvidia/").in_order(&["with OpenAI 2", "with AMD 1"]).lacks("Apple").lacks("with NVIDIA");
}

#[test]
fn a_chart_ends_with_the_sites_newest_month_not_with_today() {
    let site = SiteTest::new("")
        .write("templates/company.html", "{{ shelf.activity }}{{ sparkline(values=shelf.activity, label=\"Mesi\") }}")
        .write("content/articles/a.md", article("A", "2025-03-01", "companies: [AMD]", "x"))
        .write("content/articles/b.md", article("B", "2025-04-01", "companies: [AMD]", "x"))
        .write("content/articles/c.md", article("C", "2024-05-01", "companies: [AMD]", "x"))
        .write("content/articles/d.md", article("D", "2024-04-30", "companies: [AMD]", "x"))
        .build();
    site.page("/companies/amd/").contains("[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]").contains("<svg").contains("Mesi");
    site.now("2027-01-01").update().rewrote(&[]);
}

#[test]
fn a_taxonomy_of_the_sites_own_has_an_index_pages_and_feeds() {
    let site = SiteTest::tiny("")
        .config("taxonomies: {luoghi: {slug: posti, title: {it: I luoghi}}, people: false}")
        .write("content/luoghi/roma.md", "---\nname: Roma\naliases: [Urbe]\n---\n")
        .write("content/articles/a.md", article("A", "2025-09-01", "terms: {luoghi: [Urbe, Torino]}", "x"))
        .build();
    site.page("/posti/")
        .contains("<title>I luoghi</title>")
        .contains("Roma /posti/roma/ 1")
        .contains("Torino /posti/torino/ 1");
    site.page("/posti/roma/").contains("luoghi Roma (1)").contains(">A<");
    site.page("/posti/roma/atom.xml").contains("<title>A</title>");
    site.absent("/people/").absent("/posti/urbe/");
}

#[test]
fn a_term_that_the_site_does_not_declare_is_an_error() {
    SiteTest::tiny("")
        .config("taxonomies: {luoghi: {}}")
        .write("content/articles/a.md", article("A", "2025-09-01", "terms: {luogi: [Roma]}", "x"))
        .fail()
        .errors(&["unknown-taxonomy"]);
}

#[test]
fn menus_lead_where_they_say_on_every_page() {
    let site = SiteTest::new("")
        .config("menus: {main: [{name: Aziende, url: /companies/}, {name: Fuori, url: \"https://fuori.example/\"}]}")
        .write("content/articles/a.md", article("A", "2025-09-01", "", "x"))
        .build();
    for url in ["/", "/2025/09/a/", "/404.html", "/companies/"] {
        site.page(url).contains("<a href=\"/companies/\"").contains("https://fuori.example/");
    }
}

#[test]
fn names_that_are_nearly_one_are_told_and_forbidden_where_companies_are_strict() {
    let site = || {
        SiteTest::tiny("")
            .write("content/articles/a.md", article("A", "2025-09-01", "companies: [OpenAI]", "x"))
            .write("content/articles/b.md", article("B", "2025-09-02", "companies: [OpenAI]", "x"))
            .write("content/articles/c.md", article("C", "2025-09-03", "companies: [Open AI]", "x"))
    };
    let told = site().build().warnings(&["near-double"]);
    assert_eq!(
        told.diagnostics()[0].span.as_ref().map(|span| span.path.as_str()),
        Some("content/articles/c.md"),
        "the rarer is told"
    );
    let strict = site().config("companies: {strict: true}").fail();
    assert!(
        strict.diagnostics().iter().any(|one| one.code == "unknown-company" && one.is_error()),
        "{}",
        strict.told()
    );
    assert!(strict.diagnostics().iter().any(|one| one.code == "near-double" && one.is_error()), "{}", strict.told());
}

#[test]
fn two_profiles_of_one_thing_are_told() {
    let site = SiteTest::tiny("")
        .write("content/companies/nvda.md", "---\nname: NVDA\nslug: nvidia\n---\n")
        .write("content/companies/nvidia.md", "---\nname: NVIDIA\n---\n")
        .fail();
    let told = site.told();
    assert!(told.contains("nvda.md") && told.contains("nvidia.md"), "both files must be named:\n{told}");
}

#[test]
fn a_site_without_an_article_has_a_front_page_all_the_same() {
    let site = SiteTest::new("").build();
    site.page("/").contains("<html lang=\"it\"");
    site.page("/atom.xml").contains("<feed");
    site.page("/archive/").contains("<h1");
}

#[test]
fn a_story_shows_its_other_articles() {
    let site = SiteTest::new("")
        .write("content/stories/saga.md", "---\nname: La saga\n---\n\nCome cominciò.\n")
        .write("content/articles/a.md", article("Prima puntata", "2025-09-01", "story: saga", "x"))
        .write("content/articles/b.md", article("Seconda puntata", "2025-09-02", "story: La saga", "x"))
        .build();
    site.page("/stories/saga/").contains("Come cominciò.").in_order(&["Seconda puntata", "Prima puntata"]);
    site.page("/2025/09/b/").contains("La saga").contains("Prima puntata");
}

#[test]
fn a_chart_moves_on_when_another_article_opens_a_new_month() {
    let site = SiteTest::tiny("")
        .write("templates/company.html", "{{ shelf.activity }}")
        .write("content/articles/a.md", article("A", "2025-03-01", "companies: [AMD]", "x"))
        .build();
    site.page("/companies/amd/").is("[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]");
    let site = site.write("content/articles/b.md", article("B", "2025-05-01", "", "x")).update();
    site.page("/companies/amd/").is("[0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]");
    site.equals_fresh();
}

#[test]
fn who_is_named_with_a_company_is_known_of_its_older_pages_too() {
    let mut site = SiteTest::tiny("").config("pagination: {size: 1}");
    for day in 1..=4 {
        let fields = "companies: [NVIDIA]";
        site =
            site.write(&format!("content/articles/a{day}.md"), article("A", &format!("2025-09-0{day}"), fields, "x"));
    }
    let site = site.build();
    site.page("/companies/nvidia/").lacks("with AMD");
    let site = site.replace("content/articles/a1.md", "[NVIDIA]", "[NVIDIA, AMD]").update();
    site.page("/companies/nvidia/").contains("with AMD 1");
    let site =
        site.write("content/companies/amd.md", "---\nname: Advanced Micro Devices\naliases: [AMD]\n---\n").update();
    site.page("/companies/nvidia/").contains("with Advanced Micro Devices 1");
    site.equals_fresh();
}
