//! The property that matters: after any script of edits, the updated site is what a freshly built one is, byte for byte,
//! and says the same. It holds for a process that stays, for one that starts anew each time, and for any number of threads.
//!
//! `TWIN_CASES=2000 TWIN_SEED=7 cargo test --test suite twin` looks longer, and elsewhere.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::builder::SiteTest;
use crate::model::{ARTICLES, Article, Edit, Model, any_article, any_edit, lay};
use crate::output::difference;

/// Some articles to begin with, and the edits.
fn script() -> impl Strategy<Value = (Vec<(usize, Article)>, Vec<Edit>)> {
    (prop::collection::vec((0..ARTICLES, any_article()), 2..6), prop::collection::vec(any_edit(), 1..8))
}

fn compare(updated: &SiteTest, fresh: &SiteTest, how: &str) -> Result<(), TestCaseError> {
    if let Some(difference) = difference(&updated.files(), &fresh.files()) {
        return Err(TestCaseError::fail(format!("{how}: {difference}")));
    }
    prop_assert_eq!(
        updated.told(),
        fresh.told(),
        "{}: another thing is said (left) than by a fresh build (right)",
        how
    );
    Ok(())
}

fn check(start: &[(usize, Article)], edits: &[Edit]) -> Result<(), TestCaseError> {
    let mut model = Model::default();
    model.articles.extend(start.iter().cloned());
    let nothing = Model::default();
    let mut cold = lay(SiteTest::tiny(""), &nothing, &model).build();
    let mut warm = lay(SiteTest::tiny(""), &nothing, &model).build();
    for edit in edits {
        let before = model.clone();
        model.apply(edit);
        cold = lay(cold, &before, &model).update();
        // An engine that stays is given its time when it is opened.
        let waits = matches!(edit, Edit::Wait(_));
        warm = lay(warm, &before, &model);
        warm = if waits { warm.update() } else { warm.update_warm() };
    }
    let fresh = lay(SiteTest::tiny(""), &nothing, &model).build();
    compare(&cold, &fresh, "a new process for each edit")?;
    compare(&warm, &fresh, "one process for all edits")?;
    let again = cold.update().outcome.changes;
    prop_assert!(again.written.is_empty() && again.removed.is_empty(), "an unchanged site is written again: {again:?}");
    prop_assert_eq!(again.tally, rassegna::Tally::default(), "an unchanged site is worked on again");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a longer run is asked for by the environment")]
fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().expect("a number"))
}

#[test]
fn after_any_script_of_edits_the_updated_site_is_what_a_fresh_build_makes() {
    let config = Config { cases: number("TWIN_CASES", 24) as u32, failure_persistence: None, ..Config::default() };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number("TWIN_SEED", 1).to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let result = runner.run(&script(), |(start, edits)| check(&start, &edits));
    result.unwrap_or_else(|failure| panic!("{failure}"));
}

/// A site of some size with everything that the model can choose.
fn large() -> SiteTest {
    let mut model = Model::default();
    let articles = (0..ARTICLES).map(|at| {
        let at8 = at as u8;
        (
            at,
            Article {
                title: at8,
                day: at8,
                body: at8 + 2,
                tags: at8 + 1,
                company: at8,
                section: at8,
                hold: 0,
                slug: 0,
                others: at8,
            },
        )
    });
    model.articles.extend(articles);
    model.profiles.extend([(0, 2), (1, 1), (2, 2)]);
    let mut site = lay(SiteTest::tiny(""), &Model::default(), &model);
    for at in 0..60 {
        let (day, tag) = (1 + at % 28, at % 5);
        let text = format!(
            "---\ntitle: Articolo {at}\ndate: 2025-11-{day:02}\ntags: [t{tag}, ia]\n---\n\nSi veda [[NVIDIA]].\n"
        );
        site = site.write(&format!("content/articles/serie/s{at}.md"), text);
    }
    site
}

#[test]
fn one_thread_makes_the_same_site_as_eight() {
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
        pool.install(|| large().build())
    };
    let (one, eight) = (with(1), with(8));
    assert_eq!(difference(&one.files(), &eight.files()), None, "eight threads make another site than one");
    assert_eq!(one.told(), eight.told(), "eight threads say other things than one");
}

#[test]
fn the_order_in_which_files_come_to_be_is_no_matter() {
    let whole = large().build();
    // The same files, one after the other, the last first, with an update for each dozen.
    let files = whole.copied();
    let mut paths: Vec<String> = crate::output::files(files.root()).into_keys().collect();
    paths.retain(|path| path.starts_with("content/"));
    paths.reverse();
    let mut site = whole.copied();
    for path in &paths {
        site = site.remove(path);
    }
    site = site.build();
    for some in paths.chunks(12) {
        for path in some {
            let bytes = std::fs::read(files.root().join(path)).expect("a file of the copy");
            site = site.write(path, bytes);
        }
        site = site.update_warm();
    }
    assert_eq!(difference(&site.files(), &whole.files()), None, "the order in which files came made a difference");
    assert_eq!(site.told(), whole.told(), "the order in which files came made a difference to what is said");
}
