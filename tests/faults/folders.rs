//! Files and folders in which nobody may write, and links in the place of files and folders.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;

use crate::sandbox::{NOW, Sandbox, Strike, Thing, Things, difference, wait};
use crate::scenes::{Stage, scene};

/// Whoever is nobody: what he may not write, he may not.
const NOBODY: u32 = 65534;

fn give(folder: &Path, to: u32) {
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten() {
        chown(entry.path(), Some(to), Some(to)).expect("a new owner");
    }
}

fn mode(place: &Path, mode: u32) {
    fs::set_permissions(place, fs::Permissions::from_mode(mode)).expect("a mode");
}

/// A build by somebody whom permissions bind; `None` where there is nobody else and the program is out of his reach.
fn build_as_nobody(site: &Sandbox) -> Option<(Option<i32>, String)> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let mut command = site.command(&["build", "--now", NOW], Strike::Count);
    command.env_remove("LD_PRELOAD").env_remove("FAULTS_LOG");
    if is_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.spawn().ok().map(wait)
}

/// What may not be written, with which permissions, and whether the build then fails.
const CLOSED: [(&str, u32, bool); 7] = [
    ("public", 0o555, true),
    ("public/2025/09/a", 0o555, true),
    ("public/2025", 0o555, true),
    // It is replaced, and not written to.
    ("public/index.html", 0o444, false),
    ("public/.rassegna-manifest", 0o444, false),
    // The site is published; what was learnt is not kept.
    (".rassegna", 0o555, false),
    ("content", 0o555, false),
];

#[test]
fn what_may_not_be_written_is_told_and_nothing_is_lost() {
    let stage = Stage::of(scene("an edit and a new article"));
    let site = &stage.sandbox;
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    for (path, closed, fails) in CLOSED {
        site.restore(&stage.before);
        if is_root {
            give(site.path("").as_path(), NOBODY);
        }
        let place = site.site().join(path);
        let open = fs::metadata(&place).expect("what is closed").permissions().mode();
        mode(&place, closed);
        let built = build_as_nobody(site);
        mode(&place, open);
        if is_root {
            give(site.path("").as_path(), 0);
        }
        let Some((code, said)) = built else { return };
        stage.is_whole(path);
        assert_eq!(code, Some(i32::from(fails)), "{path}: it ends otherwise than it should:\n{said}");
        assert_eq!(said.contains("error[cannot-write]"), fails, "{path}:\n{said}");
        if !fails {
            assert_eq!(difference(&site.output(), &stage.new), None, "{path}: it makes another site:\n{said}");
        }
        stage.is_repaired(path);
    }
}

/// Puts a folder or file of the site elsewhere, and a link in its place.
fn swap(site: &Sandbox, path: &str) {
    let (place, away) = (site.site().join(path), site.path("outside/moved"));
    fs::rename(&place, &away).expect("it moves");
    symlink(&away, &place).expect("a link");
}

fn outside(site: &Sandbox) -> Things {
    let mut things = site.things();
    things.retain(|path, _| path.starts_with("outside/"));
    things
}

#[test]
fn nothing_is_written_or_removed_behind_a_link_in_the_output() {
    let stages = [scene("an edit and a new article"), scene("articles that go")].map(Stage::of);
    for stage in &stages {
        for path in ["public/2025", "public/2025/09", "public/tags", "public/tags/reti", "public/companies"] {
            let site = &stage.sandbox;
            site.restore(&stage.before);
            swap(site, path);
            let before = outside(site);
            let ended = site.build(Strike::Count);
            let after = format!("{}, {path} is a link", stage.scene.name);
            assert_eq!(outside(site), before, "{after}: something behind it was touched");
            site.wrote_only_its_own(&ended, &after);
            match ended.code {
                Some(0) => {}
                Some(1) => assert!(ended.said.contains("error[file-in-the-way]"), "{after}:\n{}", ended.said),
                other => panic!("{after}: it ends with {other:?}:\n{}", ended.said),
            }
            // The link is taken away, and all is well again.
            fs::remove_file(site.site().join(path)).expect("the link");
            site.repairs_to(&stage.new, &after);
        }
    }
}

#[test]
fn links_in_the_place_of_files_are_replaced_and_what_they_lead_to_is_not_touched() {
    let stage = Stage::of(scene("an edit and a new article"));
    let site = &stage.sandbox;
    let files = [
        "public/index.html",
        "public/.rassegna-manifest",
        "public/.rassegna-manifest.new",
        ".rassegna/build.ledger",
        ".rassegna/build.ledger.new",
        "public/.rassegna-stage-1-0",
    ];
    for path in files {
        for target in ["site/content/articles/a.md", "outside"] {
            site.restore(&stage.before);
            let place = site.site().join(path);
            drop(fs::remove_file(&place));
            symlink(site.path(target), &place).expect("a link");
            let after = format!("{path} leads to {target}");
            let ended = site.build(Strike::Count);
            assert!(matches!(ended.code, Some(0 | 1)), "{after}: it ends with {:?}:\n{}", ended.code, ended.said);
            stage.nothing_around_it_was_touched(&after);
            site.wrote_only_its_own(&ended, &after);
            if ended.code == Some(1) {
                drop(fs::remove_file(&place));
            }
            site.repairs_to(&stage.new, &after);
            stage.nothing_around_it_was_touched(&after);
        }
    }
}

#[test]
fn an_output_or_a_cache_that_leads_to_the_sources_is_refused() {
    let stage = Stage::of(scene("an edit and a new article"));
    let site = &stage.sandbox;
    for (path, target) in [("public", "content"), (".rassegna", "content"), (".rassegna", "static"), ("public", ".")] {
        site.restore(&stage.before);
        site.remove(path);
        symlink(site.site().join(target), site.site().join(path)).expect("a link");
        let ended = site.build(Strike::Count);
        assert_eq!(ended.code, Some(1), "{path} leads to {target}:\n{}", ended.said);
        assert!(ended.said.contains("error[bad-output]") && ended.said.contains("help: "), "{}", ended.said);
        assert_eq!(ended.calls, [], "{path} leads to {target}, and something was written");
        fs::remove_file(site.site().join(path)).expect("the link");
        stage.nothing_around_it_was_touched(path);
    }
}

#[test]
fn a_folder_that_becomes_a_link_while_pages_are_made_is_not_written_through() {
    let stage = Stage::of(scene("an edit and a new article"));
    let site = &stage.sandbox;
    let published = stage.calls.iter().position(|(_, path)| path == "site/public/.rassegna-manifest.new");
    let published = published.expect("the manifest is written");
    for at in (1..=published).step_by(published / 3) {
        for path in ["public/2025", "public/tags"] {
            site.restore(&stage.before);
            let build = site.paused(at);
            swap(site, path);
            let before = outside(site);
            let (code, said) = build.end();
            let after = format!("{path} becomes a link before call {at}");
            assert!(matches!(code, Some(0 | 1)), "{after}: it ends with {code:?}:\n{said}");
            assert_eq!(outside(site), before, "{after}: something behind it was touched");
            fs::remove_file(site.site().join(path)).expect("the link");
            site.repairs_to(&stage.new, &after);
        }
    }
}

#[test]
fn folders_in_the_place_of_our_files_are_left_alone_or_told() {
    let stage = Stage::of(scene("articles that go"));
    let site = &stage.sandbox;
    for path in ["public/index.html", "public/2025/10/c/index.html", "public/chi/index.html", "public/stile.css"] {
        site.restore(&stage.before);
        if !site.site().join(path).exists() {
            continue;
        }
        site.remove(path).write(&format!("{path}/mio.txt"), "mio");
        let ended = site.build(Strike::Count);
        assert!(matches!(ended.code, Some(0 | 1)), "{path}: it ends with {:?}:\n{}", ended.code, ended.said);
        let mine = format!("site/{path}/mio.txt");
        assert!(matches!(site.things().get(&mine), Some(Thing::File(bytes, _)) if bytes == b"mio"), "{mine} is gone");
        site.remove(path);
        site.repairs_to(&stage.new, path);
    }
}
