//! Disks that are full, broken or not to be written to, from any call on: the build says so, and loses nothing.

use std::collections::BTreeMap;

use crate::sandbox::{Strike, difference, tell};
use crate::scenes::{SCENES, Scene, Stage, State, scene};

/// What a call says: the numbers of Linux.
const NO_SUCH_DEVICE: i32 = 5;
const NO_PERMISSION: i32 = 13;
const NO_QUOTA: i32 = 122;
const READ_ONLY: i32 = 30;

/// By how it ended: whether it said an error, and what stood in the output.
type Count = BTreeMap<(bool, State), usize>;

fn struck(stage: &Stage, strike: Strike, count: &mut Count) {
    let after = format!("{}, {strike:?}", stage.scene.name);
    let ended = stage.strike(strike);
    let state = stage.is_whole(&after);
    match ended.code {
        // What failed can be done without, or was done otherwise; then the site is published.
        Some(0) => assert_eq!(
            difference(&stage.sandbox.output(), &stage.new),
            None,
            "{after}: it ends well and has not made the new site:\n{}",
            ended.said
        ),
        Some(1) => {
            let told = ended.said.matches("error[cannot-write]").count();
            assert_eq!(told, 1, "{after}: what is wrong should be told once:\n{}", ended.said);
            assert!(ended.said.contains("help:"), "{after}: what helps is not told:\n{}", ended.said);
        }
        other => panic!("{after}: it ends with {other:?}:\n{}", ended.said),
    }
    *count.entry((ended.code == Some(1), state)).or_default() += 1;
    stage.is_repaired(&after);
}

/// The kinds of faults in turn, at as many calls as this at most, spread evenly.
fn sweep(scene: &'static Scene, kinds: &[fn(usize) -> Strike], most: usize) -> Count {
    let stage = Stage::of(scene);
    let mut count = Count::new();
    let step = stage.calls.len().div_ceil(most).max(1);
    let last = stage.calls.len().saturating_sub(3);
    let calls = (1..=stage.calls.len()).filter(|at| at % step == 0 || *at > last);
    for (at, kind) in calls.zip(kinds.iter().cycle()) {
        struck(&stage, kind(at), &mut count);
    }
    count
}

const KINDS: [fn(usize) -> Strike; 6] = [
    Strike::Full,
    |at| Strike::Error(NO_SUCH_DEVICE, at),
    |at| Strike::Error(NO_PERMISSION, at),
    Strike::Full,
    |at| Strike::Error(READ_ONLY, at),
    |at| Strike::Error(NO_QUOTA, at),
];

#[test]
fn a_disk_that_is_full_or_broken_is_told_and_leaves_a_whole_site() {
    sweep(scene("an edit and a new article"), &KINDS, 9);
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn calls_of_every_scene_fail() {
    let mut all = 0;
    for scene in &SCENES {
        let count = sweep(scene, &KINDS, 150);
        let faults: usize = count.values().sum();
        all += faults;
        tell(&format!("{}: {faults} faults of the disk, {count:?} (told as an error, state)", scene.name));
    }
    tell(&format!("{all} faults of the disk"));
    assert!(all >= 200, "only {all} faults were tried");
}
