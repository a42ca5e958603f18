//! Stories: how they stand, what their pages tell, and which articles look like one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rassegna::{Engine, Options};

use crate::builder::{NOW, SiteTest, article, moment};
use crate::cli::run;

/// Which articles of the demonstration site are one story, judged by hand: a line each, the files' names.
const LABELS: &str = include_str!("stories.txt");

fn site() -> SiteTest {
    let site = SiteTest::tiny(
        "//- templates/story.html
{% if shelf.chronicle %}{{ shelf.chronicle.standing }} {{ shelf.chronicle.first }}–{{ shelf.chronicle.last }}, {{ shelf.chronicle.beginning.title }}:{% for source in shelf.chronicle.sources %} {{ source.name }} {{ source.count }}{% endfor %}.{% endif %}
//- templates/home.html
{% for story in shelves(of=\"stories\", sort=\"recent\") %}{{ story.name }} {{ story.standing }};{% endfor %}
",
    );
    let one = article("uno", "2025-09-01", "story: saga\nsources: [{name: WSJ}, {name: FT}]", "x");
    let two = article("due", "2025-09-05", "story: saga\nsources: [{name: FT}]", "x");
    site.write("content/articles/uno.md", one).write("content/articles/due.md", two)
}

#[test]
fn a_storys_page_tells_how_it_stands_how_it_began_and_all_its_sources() {
    let site = site().build();
    site.page("/stories/saga/").contains("open 2025-09-01–2025-09-05, uno: FT 2 WSJ 1.");
    site.page("/").contains("saga open;");
}

#[test]
fn a_story_is_quiet_by_the_sites_newest_article_and_not_by_the_clock() {
    let site = site().now("2030-01-01T12:00:00+01:00").build();
    site.page("/stories/saga/").contains("open ");
    let site = site.write("content/articles/poi.md", article("poi", "2025-10-19", "", "x")).update();
    site.page("/stories/saga/").contains("open ");
    // The forty-fifth day after its last article.
    let site = site.write("content/articles/poi.md", article("poi", "2025-10-20", "", "x")).update();
    site.page("/stories/saga/").contains("quiet ");
    site.page("/").contains("saga quiet;");
    let site = site.remove("content/articles/poi.md").update();
    site.page("/stories/saga/").contains("open ");
    site.equals_fresh();
}

#[test]
fn a_story_is_closed_when_its_profile_says_so() {
    let site = site().build().write("content/stories/saga.md", "---\nname: La saga\nclosed: true\n---\n").update();
    site.page("/stories/saga/").contains("closed ");
    let site = site.replace("content/stories/saga.md", "closed: true", "closed: false").update();
    site.page("/stories/saga/").contains("open ");
}

#[test]
fn search_engines_are_told_of_a_series_that_ends_when_it_is_closed() {
    let site = site().lay("//- templates/story.html\n{{ page.json_ld | safe }}\n");
    let site = site.write("content/stories/saga.md", "---\nname: La saga\n---\n").build();
    site.page("/stories/saga/").contains(r#""@type":"CreativeWorkSeries""#).contains(r#""startDate":"2025-09-01""#);
    site.page("/stories/saga/").lacks("endDate");
    let site = site.write("content/stories/saga.md", "---\nname: La saga\nclosed: true\n---\n").update();
    site.page("/stories/saga/").contains(r#""endDate":"2025-09-05""#);
}

/// Two stories among common news; one article of the first says so.
fn press() -> SiteTest {
    let mut site = SiteTest::tiny("").replace("rassegna.yaml", "search: false", "search: true");
    for at in 1..=9 {
        let body = ["Borsa calma.", "Piove sul listino.", "Un titolo sale."][at % 3];
        site = site
            .write(&format!("content/articles/n{at}.md"), article("n", &format!("2025-09-0{at}"), "tags: [ia]", body));
    }
    let zefiro = "Il satellite Zefiro orbita intorno alla sonda.";
    let guasto = "Un cavo sottomarino rotto ferma ogni traffico.";
    for (name, day, fields, body) in [
        ("zefiro-uno", "2025-09-02", "companies: [ESA] # chi lancia\nstory: zefiro", zefiro),
        ("zefiro-due", "2025-09-05", "companies: [ESA] # chi lancia", zefiro),
        ("cavo-alfa", "2025-09-03", "companies: [Cavi]", guasto),
        ("cavo-beta", "2025-09-04", "companies: [Cavi]", guasto),
        ("cavo-gamma", "2025-09-06", "companies: [Cavi]", guasto),
    ] {
        site = site.write(&format!("content/articles/{name}.md"), article(name, day, fields, body));
    }
    site
}

#[test]
fn suggestions_tell_why_and_write_only_when_told() {
    let site = press();
    let before = site.sources();
    let shown = run(site.root(), &["stories", "suggest", "--articles", "2"]);
    assert!(shown.out.contains("story: zefiro (goes on)"), "{}", shown.out);
    assert!(shown.out.contains("  + 2025-09-05  content/articles/zefiro-due.md  zefiro-due"), "{}", shown.out);
    assert!(shown.out.contains("story: cavi"), "{}", shown.out);
    assert_eq!(site.sources(), before, "nothing is written unless it is told");
    let told = run(site.root(), &["stories", "suggest", "--articles", "2", "zefiro", "--write"]);
    assert!(told.err.contains("1 file changed."), "{}", told.err);
    let after = std::fs::read_to_string(site.root().join("content/articles/zefiro-due.md")).expect("the article");
    let line = "companies: [ESA] # chi lancia\n";
    let source = String::from_utf8(before["content/articles/zefiro-due.md"].clone()).expect("a text");
    assert_eq!(after, source.replace(line, &format!("{line}story: zefiro\n")));
    let listed = run(site.root(), &["stories", "list", "--format", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed.out).expect("JSON");
    assert_eq!((&listed[0]["key"], &listed[0]["articles"]), (&"zefiro".into(), &2.into()));
}

#[test]
fn a_site_without_a_search_finds_stories_by_names_alone() {
    let mut site =
        SiteTest::tiny("").replace("rassegna.yaml", "search: false", "search: false\nlinks: {internal: warn}");
    for (at, companies) in
        ["[Ansaldo, Leonardo]", "[Ansaldo, Leonardo]", "[Barilla]", "[Lavazza]", "[Illy]"].iter().enumerate()
    {
        let text = article(&format!("n{at}"), &format!("2025-09-0{}", at + 1), &format!("companies: {companies}"), "x");
        site = site.write(&format!("content/articles/n{at}.md"), text);
    }
    let shown = run(site.root(), &["stories", "suggest", "--articles", "2"]);
    assert!(
        shown.out.contains("n0.md") && shown.out.contains("n1.md") && !shown.out.contains("n2.md"),
        "{}",
        shown.out
    );
}

#[test]
fn suggestions_are_the_same_whatever_order_the_site_met_names_and_articles_in() {
    let names = ["Alfa", "Beta", "Gamma", "Delta"];
    let text = |at: usize, names: &[&str]| {
        article(&format!("n{at}"), &format!("2025-09-0{}", at + 1), &format!("companies: [{}]", names.join(", ")), "x")
    };
    let bare = SiteTest::tiny("").config("links: {internal: warn}");
    let suggested = |site: &SiteTest| run(site.root(), &["stories", "suggest", "--articles", "2"]).out;
    let all = |site: SiteTest| {
        let site = (0..2).fold(site, |site, at| site.write(&format!("content/articles/n{at}.md"), text(at, &names)));
        (2..9).fold(site, |site, at| {
            let own = format!("Solo {at}");
            site.write(&format!("content/articles/n{at}.md"), text(at, &[own.as_str()]))
        })
    };
    let fresh = suggested(&all(bare.copied()));
    assert!(fresh.contains("; Alfa, Beta, Delta, Gamma;"), "{fresh}");
    // A ledger that has met the names one by one, in another order. It is the one of the program, as the suggestions are.
    let mut old = bare.copied();
    for (at, name) in ["Gamma", "Delta", "Beta", "Alfa"].iter().enumerate() {
        old = old.write(&format!("content/articles/z{at}.md"), text(at, &[name]));
        assert_eq!(run(old.root(), &["build"]).code, Some(0));
    }
    for at in 0..4 {
        old = old.remove(&format!("content/articles/z{at}.md"));
    }
    assert_eq!(suggested(&all(old)), fresh);
}

/// The name of an article's file, or of its folder.
fn name(path: &str) -> &str {
    let path = path.trim_end_matches("/index.md").trim_end_matches(".md");
    path.rsplit('/').next().unwrap_or(path)
}

fn pairs(groups: &[BTreeSet<String>]) -> BTreeSet<(String, String)> {
    let pairs = groups.iter().flat_map(|group| {
        group.iter().flat_map(|one| group.range(one.clone()..).skip(1).map(|other| (one.clone(), other.clone())))
    });
    pairs.collect()
}

/// Two articles that are put together are right when the hand puts them together too. What articles say of themselves is
/// forgotten here.
#[test]
fn what_looks_like_one_story_mostly_is() {
    let labelled: Vec<BTreeSet<String>> = LABELS
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_whitespace().map(str::to_string).collect())
        .collect();
    let options = Options { now: Some(moment(NOW)), ..Options::default() };
    let mut engine = Engine::open(Path::new(env!("CARGO_MANIFEST_DIR")), options).expect("the site");
    engine.look().expect("its articles");
    let site = &engine.world().site;
    let language = site.config.languages.iter().position(|language| language.tag == "it").expect("Italian") as u16;
    let known: BTreeMap<String, String> =
        site.entries().map(|entry| (name(&entry.card.path).to_string(), entry.card.path.clone())).collect();
    for label in labelled.iter().flatten() {
        assert!(known.contains_key(label), "{label} is labelled, and is no article");
    }
    let path = |id| site.entry(id).map_or("", |entry| &entry.card.path);
    let found: Vec<BTreeSet<String>> = site
        .clusters(language, 2, true)
        .iter()
        .map(|cluster| cluster.articles.iter().map(|id| name(path(*id)).to_string()).collect())
        .collect();
    let (found_pairs, right_pairs) = (pairs(&found), pairs(&labelled));
    let both = found_pairs.intersection(&right_pairs).count() as f64;
    let (precision, recall) = (both / found_pairs.len() as f64, both / right_pairs.len() as f64);
    let told = format!("precision {precision:.2}, recall {recall:.2}: {found:#?}");
    assert!(precision >= FLOOR.0 && recall >= FLOOR.1, "{told}");
    println!("{told}");
}

/// What precision and recall must not fall below.
const FLOOR: (f64, f64) = (0.45, 0.45);
