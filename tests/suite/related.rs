//! What is proposed beside an article: older ones alone, by what both are about, and never at the cost of the archive.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::builder::{SiteTest, article};
use crate::output::difference;

/// A tiny site whose articles print what is proposed beside them.
fn site() -> SiteTest {
    SiteTest::tiny(
        "//- templates/article.html
{{ article.title }}:{% for one in article.related %} {{ one.title }}({% for reason in one.reasons %}{{ reason.name }},{% endfor %}){% endfor %}.
",
    )
}

fn with(site: SiteTest, name: &str, day: &str, fields: &str) -> SiteTest {
    site.write(&format!("content/articles/{name}.md"), article(name, day, fields, "x"))
}

/// Eight articles on common things, then some on rarer ones.
fn press() -> SiteTest {
    let mut site = site();
    for at in 1..=8 {
        site = with(site, &format!("n{at}"), &format!("2025-08-0{at}"), "tags: [ia]");
    }
    let site = with(site, "uno", "2025-09-01", "tags: [ia, chip]\ncompanies: [NVIDIA, Intel]");
    let site = with(site, "due", "2025-09-02", "tags: [ia]\ncompanies: [OpenAI]");
    let site = with(site, "tre", "2025-09-03", "tags: [chip]\ncompanies: [NVIDIA]");
    with(site, "quattro", "2025-09-04", "tags: [ia, chip]\ncompanies: [NVIDIA, OpenAI]")
}

#[test]
fn the_rarest_names_in_common_count_most_and_only_older_articles_are_proposed() {
    let site = press().build();
    site.page("/2025/09/quattro/").contains("quattro: tre(NVIDIA,chip,) uno(NVIDIA,chip,).");
    site.page("/2025/09/tre/").contains("tre: uno(NVIDIA,chip,).");
    site.page("/2025/09/uno/").contains("uno:.");
    // A tag that everybody bears makes nobody related.
    site.page("/2025/08/n8/").contains("n8:.");
}

#[test]
fn a_new_article_leaves_all_others_as_they_are() {
    let site = press().build();
    let site = with(site, "cinque", "2025-09-05", "tags: [ia, chip]\ncompanies: [NVIDIA, OpenAI, Intel]").update();
    let of_others = ["/uno/", "/due/", "/tre/", "/quattro/", "/n1/", "/n8/"];
    let written = site.outcome.changes.written.iter();
    let others: Vec<&String> = written.filter(|path| of_others.iter().any(|other| path.contains(other))).collect();
    assert!(others.is_empty(), "{others:?}");
    site.page("/2025/09/cinque/").contains("cinque: quattro(").contains("uno(Intel,NVIDIA,chip,)");
}

#[test]
fn an_edit_of_an_old_article_reaches_those_that_propose_it_or_may() {
    let site = press().build();
    let site = site.replace("content/articles/uno.md", "title: uno", "title: altro").update();
    site.page("/2025/09/quattro/").contains("tre(NVIDIA,chip,)").contains("altro(NVIDIA,chip,)");
    // What they then have in common is too little.
    let site = site.replace("content/articles/uno.md", "tags: [ia, chip]", "tags: [ia]").update();
    site.page("/2025/09/quattro/").contains("quattro: tre(NVIDIA,chip,).");
    let site = site.remove("content/articles/tre.md").update();
    site.page("/2025/09/quattro/").lacks("tre(");
    site.equals_fresh();
}

#[test]
fn what_is_paid_for_and_the_parts_of_its_own_story_are_not_proposed() {
    let site = with(press(), "uno", "2025-09-01", "companies: [NVIDIA, Intel]\nsponsored: {by: Ditta}");
    let site = with(site, "tre", "2025-09-03", "companies: [NVIDIA]\nstory: saga");
    let site = with(site, "quattro", "2025-09-04", "companies: [NVIDIA]\nstory: saga").build();
    site.page("/2025/09/quattro/").contains("quattro:.");
}

#[test]
fn there_are_as_many_as_the_site_wants() {
    let site = press().config("related: 1").build();
    site.page("/2025/09/quattro/").contains("quattro: tre(NVIDIA,chip,).");
    let site = press().config("related: off").build();
    site.page("/2025/09/quattro/").contains("quattro:.");
}

#[test]
fn articles_with_the_same_rare_words_are_related_without_a_name_in_common() {
    let site = site().replace("rassegna.yaml", "search: false", "search: true");
    let mut site = site.write("content/articles/un.md", article("un", "2025-08-01", "", "Il satellite Zefiro orbita."));
    for at in 1..=9 {
        let body = "Una giornata di borsa, senza scosse.";
        site = site.write(&format!("content/articles/n{at}.md"), article("n", &format!("2025-08-1{at}"), "", body));
    }
    let zefiro = article("due", "2025-08-21", "", "Di nuovo il satellite Zefiro, che orbita.");
    let site = site.write("content/articles/due.md", zefiro).build();
    site.page("/2025/08/due/").contains("due: un().");
    let why = site.why("/2025/08/due/");
    assert_eq!((why.related.len(), why.related[0].url.as_str()), (1, "/2025/08/un/"));
    assert!(why.related[0].words.contains(&"satell".to_string()), "{:?}", why.related[0].words);
}

/// One of many articles: day, tags, companies, words.
type Choice = (u8, u8, u8, u8);

fn many(site: SiteTest, at: usize, (day, tags, companies, words): Choice) -> SiteTest {
    let pick = |choices: &[&'static str], which: u8| choices[usize::from(which) % choices.len()];
    let tags = pick(&["", "tags: [ia]", "tags: [ia, chip]", "tags: [robot]", "sponsored: {by: Ditta}"], tags);
    let companies = pick(&["", "companies: [NVIDIA]", "companies: [AMD, NVIDIA]", "companies: [Intel]"], companies);
    let words =
        pick(&["gigawatt di calcolo", "una sonda verso Marte", "il brevetto conteso", "gigawatt su Marte"], words);
    let (month, day) = (1 + day / 28 % 4, 1 + day % 28);
    let fields = [tags, companies].into_iter().filter(|field| !field.is_empty()).collect::<Vec<_>>().join("\n");
    let text = article(&format!("n{at}"), &format!("2025-{month:02}-{day:02}"), &fields, words);
    site.write(&format!("content/articles/n{at}.md"), text)
}

/// The twin's own articles are few; here shelves are longer than what is looked at, and rarities move.
#[test]
fn after_edits_of_a_long_river_everything_proposed_is_what_a_fresh_build_proposes() {
    let choice = || (any::<u8>(), 0..5u8, 0..4u8, 0..4u8);
    let edits = prop::collection::vec((0..100_usize, any::<bool>(), choice()), 1..5);
    let script = (prop::collection::vec(choice(), 90..100), edits);
    let config = Config { cases: 8, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let result = runner.run(&script, |(start, edits)| {
        let mut site = site().replace("rassegna.yaml", "search: false", "search: true");
        let count = start.len();
        for (at, choice) in start.into_iter().enumerate() {
            site = many(site, at, choice);
        }
        let mut site = site.build();
        for (at, removes, choice) in edits {
            let path = format!("content/articles/n{at}.md");
            let is_there = site.root().join(&path).exists();
            site = if removes && is_there && at < count { site.remove(&path) } else { many(site, at, choice) };
            site = site.update();
        }
        match difference(&site.files(), &site.fresh().files()) {
            Some(difference) => Err(TestCaseError::fail(difference)),
            None => Ok(()),
        }
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
}
