//! Two builds at once, and sources that change under a build.

use std::fs;
use std::time::{Duration, Instant};

use crate::sandbox::{Sandbox, Strike, difference, tell, wait};
use crate::scenes::{Scene, Stage, article, scene, usual};

/// Begins a build, stops it before a call, lets a second one run meanwhile, and lets the first go on after a while.
fn two_at_once(stage: &Stage, at: usize) -> bool {
    let after = format!("two builds, the first waits before call {at}");
    stage.sandbox.restore(&stage.before);
    let first = stage.sandbox.paused(at);
    if !first.waits() {
        return false;
    }
    let second = stage.sandbox.command(&["build", "--now", crate::sandbox::NOW], Strike::Count).spawn();
    std::thread::sleep(Duration::from_millis(300));
    first.open();
    for (code, said) in [first.end(), wait(second.expect("the program runs"))] {
        assert_eq!(code, Some(0), "{after}: both must end well:\n{said}");
    }
    assert_eq!(difference(&stage.sandbox.output(), &stage.new), None, "{after}: together they make another site");
    stage.nothing_around_it_was_touched(&after);
    stage.is_repaired(&after);
    true
}

fn overlaps(scene: &'static Scene, most: usize) -> usize {
    let stage = Stage::of(scene);
    let step = stage.calls.len().div_ceil(most).max(1);
    let last = stage.calls.len().saturating_sub(2);
    let points = (1..=stage.calls.len()).filter(|at| at % step == 0 || *at > last);
    points.filter(|at| two_at_once(&stage, *at)).count()
}

#[test]
fn a_second_build_waits_for_the_first_and_both_end_well() {
    overlaps(scene("an edit and a new article"), 2);
}

#[test]
fn three_builds_at_once_end_well() {
    let stage = Stage::of(scene("an edit and a new article"));
    for _ in 0..3 {
        stage.sandbox.restore(&stage.before);
        let start = || {
            let mut command = stage.sandbox.command(&["build", "--now", crate::sandbox::NOW], Strike::Count);
            command.env("RAYON_NUM_THREADS", "2").spawn().expect("the program runs")
        };
        for child in [start(), start(), start()] {
            let (code, said) = wait(child);
            assert_eq!(code, Some(0), "all three must end well:\n{said}");
        }
        assert_eq!(difference(&stage.sandbox.output(), &stage.new), None, "together they make another site");
        stage.is_repaired("three builds at once");
    }
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn two_builds_at_once_at_many_calls() {
    let points = overlaps(scene("an edit and a new article"), 80) + overlaps(scene("a first build"), 40);
    tell(&format!("{points} overlaps of two builds"));
}

#[test]
#[ignore = "it waits for as long as a build does: `just faults`"]
fn a_build_that_keeps_the_lock_for_long_is_told_to_the_second() {
    let stage = Stage::of(scene("an edit and a new article"));
    let published = |path: &String| path.ends_with("public/.rassegna-manifest");
    let at = 1 + stage.calls.iter().position(|(_, path)| published(path)).expect("the manifest is written");
    stage.sandbox.restore(&stage.before);
    let first = stage.sandbox.paused(at + 1);
    assert!(first.waits(), "it waits while it publishes");
    let began = Instant::now();
    let ended = stage.sandbox.build(Strike::Count);
    assert_eq!(ended.code, Some(1), "the second gives up:\n{}", ended.said);
    assert!(ended.said.contains("error[locked]") && ended.said.contains("help: "), "it says why:\n{}", ended.said);
    assert!(began.elapsed() < Duration::from_secs(30), "it does not wait for ever");
    assert_eq!(first.end().0, Some(0), "the first ends well");
    assert_eq!(difference(&stage.sandbox.output(), &stage.new), None, "what the first has made is whole");
    stage.is_repaired("a build that kept the lock");
}

/// What an editor may do while a build is at work, the last of it after the build.
type Edit = (&'static str, for<'a> fn(&'a Sandbox) -> &'a Sandbox);

const EDITS: [Edit; 8] = [
    ("another body", |site| site.replace("content/articles/a.md", "corpo di A", "terzo corpo di A")),
    ("another title and tag", |site| site.replace("content/articles/c.md", "title: C", "title: Ci\nsection: oggi")),
    ("an article that goes", |site| site.remove("content/articles/b.md")),
    ("an article that comes", |site| {
        site.write("content/articles/z.md", article("Z", "2025-12-01", "tags: [ia]", "Di Z."))
    }),
    ("another template", |site| site.replace("themes/tiny/templates/article.html", "<h1>", "<h1 class=\"x\">")),
    ("another configuration", |site| site.replace("rassegna.yaml", "title: Prova", "title: Terza")),
    ("another style sheet", |site| site.write("static/stile.css", "body { color: green }")),
    ("a mistake", |site| site.replace("content/articles/c.md", "title: C", "title: [C")),
];

/// Stops a build before a call, edits, lets it go on, and builds again.
fn changed_under_it(stage: &Stage, at: usize, (what, edit): Edit) {
    let after = format!("{what} before call {at}");
    let site = &stage.sandbox;
    site.restore(&stage.before);
    let build = site.paused(at);
    edit(site);
    let sources = site.sources();
    let (code, said) = build.end();
    assert!(matches!(code, Some(0 | 1)), "{after}: it ends with {code:?}:\n{said}");
    assert!(code == Some(0) || what == "a mistake", "{after}: it must not fail:\n{said}");
    let next = site.build(Strike::Count);
    let updated = site.output();
    assert_eq!(site.sources(), sources, "{after}: a source was touched");
    site.remove("public").remove(".rassegna");
    let fresh = site.build(Strike::Count);
    assert_eq!(next.code, fresh.code, "{after}: the next build says another thing than a fresh one:\n{}", next.said);
    if fresh.code == Some(0) {
        let difference = difference(&updated, &site.output());
        assert_eq!(difference, None, "{after}: the next build does not take it in");
    }
}

fn edits_under_a_build(most: usize, edits: &[Edit]) -> usize {
    let stage = Stage::of(scene("an edit and a new article"));
    let step = stage.calls.len().div_ceil(most).max(1);
    let mut tried = 0;
    for at in (1..=stage.calls.len()).step_by(step) {
        for edit in edits {
            changed_under_it(&stage, at, *edit);
            tried += 1;
        }
    }
    tried
}

#[test]
fn sources_that_change_under_a_build_are_taken_in_by_the_next() {
    edits_under_a_build(1, &EDITS[..3]);
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn sources_that_change_under_a_build_at_many_calls() {
    tell(&format!("{} changes under a build", edits_under_a_build(12, &EDITS)));
}

#[test]
fn a_text_that_is_another_only_while_a_build_reads_it_does_not_stay_on_its_page() {
    let site = Sandbox::new();
    usual(&site);
    assert_eq!(site.build(Strike::Count).code, Some(0));
    // The neighbour's title stands on the page of A, whose body is then read again.
    site.replace("content/articles/b.md", "title: B", "title: Bi");
    let file = site.site().join("content/articles/a.md");
    let text = fs::read_to_string(&file).expect("an article");
    let build = site.paused(1);
    assert!(build.waits(), "it waits before it makes anything");
    site.write("content/articles/a.md", text.replace("Corpo di A", "Prova di A"));
    assert_eq!(build.end().0, Some(0));
    site.write("content/articles/a.md", &text);
    assert_eq!(site.build(Strike::Count).code, Some(0));
    let updated = site.output();
    site.remove("public").remove(".rassegna");
    assert_eq!(site.build(Strike::Count).code, Some(0));
    assert_eq!(difference(&updated, &site.output()), None, "what was only tried stays on a page");
}
