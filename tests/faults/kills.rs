//! Builds that are killed: before any call that writes, and in the middle of any write.

use std::collections::BTreeMap;

use crate::sandbox::{Strike, tell};
use crate::scenes::{Scene, Stage, State, scene};

/// How the points came out.
type Count = BTreeMap<State, usize>;

/// Kills a build at a point, and lets the next one repair what is left.
fn killed(stage: &Stage, strike: Strike, count: &mut Count) {
    let after = format!("{}, {strike:?}", stage.scene.name);
    let ended = stage.strike(strike);
    assert_eq!(ended.code, Some(137), "{after}: it should have been killed:\n{}", ended.said);
    *count.entry(stage.is_whole(&after)).or_default() += 1;
    stage.is_repaired(&after);
}

/// All points of a scene, or as many of them as this, spread evenly.
fn sweep(scene: &'static Scene, most: usize) -> Count {
    let stage = Stage::of(scene);
    let mut count = Count::new();
    let mut points = Vec::new();
    for (at, (name, _)) in (1..).zip(&stage.calls) {
        points.push(Strike::Kill(at));
        if name == "write" {
            points.push(Strike::Torn(at));
        }
    }
    let step = points.len().div_ceil(most).max(1);
    // The end is where there is most to lose: it is never left out.
    let last = points.len().saturating_sub(2);
    let chosen = points.iter().enumerate().filter(|(at, _)| at % step == 0 || *at >= last);
    for (_, strike) in chosen {
        killed(&stage, *strike, &mut count);
    }
    count
}

#[test]
fn a_build_that_is_killed_at_some_calls_leaves_whole_files_and_the_next_one_repairs() {
    sweep(scene("an edit and a new article"), 8);
    sweep(scene("articles that go"), 3);
}

#[test]
fn a_first_build_that_is_killed_at_some_calls_is_made_whole_by_the_next_one() {
    sweep(scene("a first build"), 4);
    sweep(scene("files in the place of folders"), 3);
}

/// Every kill point of a scene.
fn every(name: &str) {
    let count = sweep(scene(name), usize::MAX);
    let points: usize = count.values().sum();
    tell(&format!("{name}: {points} kill points, {count:?}"));
    assert!(points >= 30, "{name}: only {points} kill points were tried");
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn every_kill_point_of_a_first_build() {
    every("a first build");
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn every_kill_point_of_an_edit() {
    every("an edit and a new article");
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn every_kill_point_of_removals() {
    every("articles that go");
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn every_kill_point_of_another_configuration() {
    every("another configuration");
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn every_kill_point_of_compressed_outputs() {
    every("compressed outputs");
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn every_kill_point_of_copies_of_pictures() {
    every("copies of pictures");
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn every_kill_point_of_files_in_the_place_of_folders() {
    every("files in the place of folders");
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn every_kill_point_of_a_lost_output() {
    every("an output folder that is lost");
}
