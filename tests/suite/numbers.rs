//! The site in numbers: what `rassegna stats` counts, and the page of trends.

use rassegna::build::engine::Where;
use rassegna::site::numbers::{Numbers, Question};

use crate::builder::{SiteTest, article};

/// Articles on two companies, week by week before Thursday, 15 January 2026: NVIDIA comes up, AMD goes down.
fn weeks() -> SiteTest {
    let days = [
        ("2025-11-03", "AMD"),
        ("2025-11-11", "AMD"),
        ("2025-11-19", "AMD"),
        ("2025-12-02", "AMD"),
        ("2025-12-24", "NVIDIA"),
        ("2026-01-02", "NVIDIA"),
        ("2026-01-05", "NVIDIA"),
        ("2026-01-14", "Nvidia Corp."),
        ("2026-02-01", "AMD"),
    ];
    let mut site =
        SiteTest::new("").write("content/companies/nvidia.md", "---\nname: NVIDIA\naliases: [Nvidia Corp.]\n---\n");
    for (at, (day, company)) in days.iter().enumerate() {
        let fields = format!("companies: [{company}]\ntags: [chip]\nsources: [{{name: WSJ}}]");
        let text = article(&format!("N{at}"), day, &fields, "Sei parole sono in questo testo.");
        site = site.write(&format!("content/articles/n{at}.md"), text);
    }
    site
}

fn numbers(site: &SiteTest, weeks: usize) -> Numbers {
    let mut preview = site.preview();
    preview.look(Where::Everywhere);
    let question = Question { language: None, weeks, limit: 10 };
    preview.engine().world().site.numbers(question)
}

#[test]
fn articles_are_counted_by_week_and_name() {
    let site = weeks().build();
    let numbers = numbers(&site, 4);
    assert_eq!((numbers.articles, numbers.now, numbers.before), (8, 4, 1), "what is to come is not counted");
    let weeks: Vec<(&str, usize)> = numbers.weeks.iter().map(|week| (week.monday.as_str(), week.articles)).collect();
    assert_eq!(weeks, [("2025-12-22", 1), ("2025-12-29", 1), ("2026-01-05", 1), ("2026-01-12", 1)]);
    let rows = |taxonomy: &str| -> Vec<(String, usize, usize, usize)> {
        let ranking = numbers.rankings.iter().filter(|ranking| ranking.taxonomy == taxonomy).flat_map(|one| &one.rows);
        ranking.map(|row| (row.name.clone(), row.now, row.before, row.articles)).collect()
    };
    assert_eq!(rows("companies"), [("NVIDIA".to_string(), 4, 0, 4)], "all spellings are one");
    assert_eq!(rows("sources"), [("WSJ".to_string(), 4, 1, 8)]);
    assert_eq!(numbers.rising.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["NVIDIA", "chip"]);
    assert_eq!(numbers.falling, []);
    assert_eq!((numbers.length.words, numbers.length.median), (24, 6));
}

#[test]
fn a_site_without_articles_has_numbers_too() {
    let numbers = numbers(&SiteTest::new("").build(), 3);
    assert_eq!((numbers.articles, numbers.now, numbers.weeks.len()), (0, 0, 3));
}

#[test]
fn the_page_of_trends_shows_who_rises_and_who_falls() {
    let site = weeks().build();
    let page = site.page("/trends/");
    page.in_order(&[
        "Le aziende, settimana per settimana",
        "<svg class=\"lines\"",
        "<li class=\"line-1\"><a href=\"/companies/nvidia/\">NVIDIA</a>",
        "<li class=\"line-2\"><a href=\"/companies/amd/\">AMD</a>",
        "In salita",
        "<a href=\"/companies/nvidia/\">NVIDIA</a><span class=\"count\">4 dopo 0</span>",
        "In discesa",
        "<a href=\"/companies/amd/\">AMD</a><span class=\"count\">0 dopo 4</span>",
        "I tag, mese per mese",
    ]);
    site.page("/sitemap-pages.xml").contains("<loc>https://example.org/trends/</loc>");
    let site = site.now("2026-02-02T12:00:00+01:00").update();
    site.page("/trends/").contains("1 dopo 3");
    site.equals_fresh();
}

#[test]
fn a_site_may_do_without_trends() {
    let site = weeks().config("outputs: {trends: off}").build();
    site.page("/").lacks("/trends/");
    site.absent("/trends/");
}
