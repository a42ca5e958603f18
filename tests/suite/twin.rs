//! The property that matters: after any script of edits, the updated site is what a freshly built one is, byte for byte,
//! and says the same. It holds for a process that stays, for one that starts anew each time, and for any number of threads.
//!
//! `TWIN_CASES=2000 TWIN_SEED=7 cargo test --test suite twin` looks longer, and elsewhere.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use rassegna::build::engine::Where;
use rassegna::build::preview::{Answer, Preview};
use rassegna::diagnostic::render;

use crate::builder::SiteTest;
use crate::model::{ARTICLES, Article, Edit, Model, any_article, any_edit, lay};
use crate::output::{Files, difference};

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

/// Lays a site, edits it, and compares what becomes of it.
pub fn check(start: &[(usize, Article)], edits: &[Edit]) -> Result<(), TestCaseError> {
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
        let sources = warm.sources();
        warm = lay(warm, &before, &model);
        let moved = moved(&sources, &warm.sources());
        warm = if waits { warm.update() } else { warm.update_at(&moved) };
    }
    let fresh = lay(SiteTest::tiny(""), &nothing, &model).build();
    compare(&cold, &fresh, "a new process for each edit")?;
    compare(&warm, &fresh, "one process for all edits, told where they are")?;
    let again = cold.update().outcome.changes;
    prop_assert!(again.written.is_empty() && again.removed.is_empty(), "an unchanged site is written again: {again:?}");
    prop_assert_eq!(again.tally, rassegna::Tally::default(), "an unchanged site is worked on again");
    Ok(())
}

/// Everything that a fresh build makes is what the preview answers, and says; what is no more is missing. Both have assets
/// under their own names, for the preview puts one in another's place while the page stays.
fn compare_preview(preview: &mut Preview, fresh: &SiteTest, gone: &BTreeSet<String>) -> Result<(), TestCaseError> {
    let mut files = fresh.files();
    // Smaller forms are for servers that send them, and the preview's sends the files.
    files.retain(|path, _| !path.ends_with(".gz"));
    // Smaller copies of pictures come to be with the pages that show them.
    let (copies, others): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| path.ends_with(".webp"));
    for (path, bytes) in others.into_iter().chain(copies) {
        let url = address_of(path);
        let shown = match preview.answer(&url) {
            Answer::Page(shown) => shown.bytes.to_vec(),
            Answer::File { path, .. } => std::fs::read(path).map_err(|error| TestCaseError::fail(error.to_string()))?,
            Answer::BuiltIn { bytes, .. } => bytes.to_vec(),
            // A server says so itself; a folder of files needs a page for it.
            Answer::Moved(_) => bytes.clone(),
            none => return Err(TestCaseError::fail(format!("the preview of {url} is {none:?}"))),
        };
        if shown != *bytes {
            let (shown, bytes) = (String::from_utf8_lossy(&shown), String::from_utf8_lossy(bytes));
            return Err(TestCaseError::fail(format!("the preview shows {url} as\n{shown}\nand a build as\n{bytes}")));
        }
    }
    for path in gone.iter().filter(|path| !files.contains_key(*path)) {
        let url = address_of(path);
        prop_assert!(matches!(preview.answer(&url), Answer::Missing), "{} is gone, and is shown", url);
    }
    let told = render::to_text(&preview.diagnostics(), false);
    prop_assert_eq!(told, fresh.told(), "the preview (left) says other things than a fresh build (right)");
    Ok(())
}

/// The files that are new, changed or gone.
fn moved(before: &Files, now: &Files) -> BTreeSet<String> {
    let paths = before.keys().chain(now.keys());
    paths.filter(|path| before.get(*path) != now.get(*path)).cloned().collect()
}

fn address_of(path: &str) -> String {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{path}"),
    }
}

fn check_preview(start: &[(usize, Article)], edits: &[Edit], asked: &[bool]) -> Result<(), TestCaseError> {
    let mut model = Model::default();
    model.articles.extend(start.iter().cloned());
    let mut site = lay(SiteTest::tiny(""), &Model::default(), &model);
    let mut preview = site.preview();
    preview.look(Where::Everywhere);
    let mut gone = BTreeSet::new();
    for (edit, asked) in edits.iter().zip(asked.iter().cycle()) {
        if *asked {
            let fresh = site.fresh_plain();
            compare_preview(&mut preview, &fresh, &gone)?;
            gone.extend(fresh.files().into_keys().filter(|path| !path.ends_with(".gz")));
        }
        let (before, sources) = (model.clone(), site.sources());
        model.apply(edit);
        site = lay(site, &before, &model);
        let moved = moved(&sources, &site.sources());
        if matches!(edit, Edit::Wait(_)) {
            // Its time is given to it when it is opened; and what it saved must serve the next.
            preview.save();
            preview = site.preview();
            preview.look(Where::Everywhere);
        } else {
            preview.look(Where::At(&moved));
        }
    }
    compare_preview(&mut preview, &site.fresh_plain(), &gone)
}

#[expect(clippy::disallowed_methods, reason = "a longer run is asked for by the environment")]
fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().expect("a number"))
}

#[test]
fn after_any_script_of_edits_the_updated_site_is_what_a_fresh_build_makes() {
    let result = runner().run(&script(), |(start, edits)| check(&start, &edits));
    result.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn after_any_script_of_edits_the_preview_shows_what_a_fresh_build_makes() {
    let asked = prop::collection::vec(any::<bool>(), 1..4);
    let result = runner().run(&(script(), asked), |((start, edits), asked)| check_preview(&start, &edits, &asked));
    result.unwrap_or_else(|failure| panic!("{failure}"));
}

fn runner() -> TestRunner {
    let config = Config { cases: number("TWIN_CASES", 24) as u32, failure_persistence: None, ..Config::default() };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number("TWIN_SEED", 1).to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
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
