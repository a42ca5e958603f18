//! What a killed build leaves: whole files, old or new, and a folder that the next build puts right. And two at once. The same of
//! the commands that change an editor's files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use crate::builder::SiteTest;
use crate::names::demonstration;
use crate::output::{Files, difference, files};

const ARTICLES: usize = 300;
const INSTANTS: u32 = 12;

/// A site whose every page says which edition it is.
fn site(edition: &str) -> SiteTest {
    let mut site = SiteTest::tiny("").config(&format!("theme_options: {{mark: \"{edition}\"}}"));
    for at in 0..ARTICLES {
        let (month, day, tag) = (1 + at % 12, 1 + at % 28, at % 9);
        let text = format!(
            "---\ntitle: Articolo {at}\ndate: 2025-{month:02}-{day:02}\ntags: [t{tag}]\n---\n\n{}\n",
            format!("Testo {edition}. ").repeat(40)
        );
        site = site.write(&format!("content/articles/a{at}.md"), text);
    }
    site
}

fn begin(site: &SiteTest) -> Child {
    Command::new(env!("CARGO_BIN_EXE_rassegna"))
        .args(["build", "--now", crate::builder::NOW])
        .current_dir(site.root())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs")
}

/// Puts the second edition's sources into a folder that holds the first edition.
fn turn_over(first: &SiteTest, second: &SiteTest) {
    for (path, bytes) in files(second.root()) {
        if !path.starts_with("public/") {
            fs::write(first.root().join(path), bytes).expect("a source");
        }
    }
}

fn wait(mut child: Child) -> (Option<i32>, String) {
    let mut said = String::new();
    if let Some(mut stream) = child.stderr.take() {
        std::io::Read::read_to_string(&mut stream, &mut said).expect("what it says");
    }
    (child.wait().expect("it ends").code(), said)
}

#[test]
fn a_build_that_is_killed_leaves_whole_files_and_the_next_one_repairs() {
    let (old, new) = (site("prima"), site("seconda"));
    for edition in [&old, &new] {
        assert_eq!(wait(begin(edition)).0, Some(0), "the first build ends well");
    }
    let (before, after): (Files, Files) = (old.files(), new.files());
    let victim = old.copied();
    wait(begin(&victim));
    let began = Instant::now();
    turn_over(&victim, &new);
    wait(begin(&victim));
    let mut took = began.elapsed();
    let mut killed = 0;
    for at in 1..=INSTANTS {
        // Each time there is a whole site to be made, and each time it is left a little longer.
        turn_over(&victim, if at % 2 == 1 { &old } else { &new });
        let mut child = begin(&victim);
        std::thread::sleep(took * at / INSTANTS);
        child.kill().expect("it can be killed");
        match child.wait().expect("it ends").success() {
            true => took = took * 3 / 4,
            false => killed += 1,
        }
        for (path, bytes) in victim.files() {
            let is_whole = before.get(&path) == Some(&bytes) || after.get(&path) == Some(&bytes);
            assert!(is_whole, "{path} is neither the old nor the new file, but half of one ({} bytes)", bytes.len());
        }
        for path in before.keys().filter(|path| after.contains_key(*path)) {
            assert!(victim.output().join(path).exists(), "{path} was there before and will be after, but is gone now");
        }
    }
    assert!(killed >= 4, "only {killed} of {INSTANTS} builds were killed before their end");
    turn_over(&victim, &new);
    let (code, said) = wait(begin(&victim));
    assert_eq!(code, Some(0), "the next build ends well:\n{said}");
    assert_eq!(
        difference(&victim.files(), &after),
        None,
        "the build after a killed one is not what a fresh build makes"
    );
    // What killed builds have left on their stages goes with the next build that writes; what was just being set up, a minute later.
    for entry in fs::read_dir(victim.output()).expect("the output folder").flatten() {
        if entry.file_name().to_string_lossy().starts_with(".rassegna-stage") {
            let made = entry.metadata().and_then(|metadata| metadata.modified()).expect("a folder's time");
            let folder = fs::File::open(entry.path()).expect("a folder");
            folder.set_modified(made - Duration::from_secs(120)).expect("an older folder");
        }
    }
    turn_over(&victim, &old);
    assert_eq!(wait(begin(&victim)).0, Some(0), "the build after that ends well");
    assert_eq!(difference(&victim.files(), &before), None, "the way back makes another site");
    let left: Vec<String> = fs::read_dir(victim.output())
        .expect("the output folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".rassegna") && name != ".rassegna-manifest")
        .collect();
    assert!(left.is_empty(), "killed builds left {left:?} behind, and the next one did not clear it away");
}

#[test]
fn a_first_build_that_is_killed_leaves_whole_files_that_the_next_one_knows_as_its_own() {
    let new = site("prima");
    let began = Instant::now();
    assert_eq!(wait(begin(&new)).0, Some(0), "the first build ends well");
    let mut took = began.elapsed();
    let after = new.files();
    let mut killed = 0;
    for at in 1..=6 {
        let victim = new.copied();
        let mut child = begin(&victim);
        std::thread::sleep(took * at / 6);
        child.kill().expect("it can be killed");
        match child.wait().expect("it ends").success() {
            true => took = took * 3 / 4,
            false => killed += 1,
        }
        for (path, bytes) in victim.files() {
            assert!(after.get(&path) == Some(&bytes), "{path} is half a file ({} bytes)", bytes.len());
        }
        let (code, said) = wait(begin(&victim));
        assert_eq!((code, said.as_str()), (Some(0), ""), "the next build must know its own files again");
        assert_eq!(difference(&victim.files(), &after), None, "the build after a killed one makes another site");
    }
    assert!(killed >= 2, "only {killed} of 6 builds were killed before their end");
}

#[test]
fn two_builds_at_once_end_well_or_say_that_the_site_is_locked() {
    let (old, new) = (site("prima"), site("seconda"));
    wait(begin(&new));
    let after = new.files();
    for pause in [0, 10, 60] {
        let both = old.copied();
        wait(begin(&both));
        turn_over(&both, &new);
        let first = begin(&both);
        std::thread::sleep(Duration::from_millis(pause));
        let second = begin(&both);
        let ends = [wait(first), wait(second)];
        for (code, said) in &ends {
            let fine = *code == Some(0) || (*code == Some(1) && said.contains("locked"));
            assert!(fine, "{pause} ms apart, one of two builds ends with {code:?}:\n{said}");
        }
        assert!(ends.iter().any(|(code, _)| *code == Some(0)), "{pause} ms apart, neither of two builds has published");
        assert_eq!(difference(&both.files(), &after), None, "{pause} ms apart, two builds have made another site");
        let (code, said) = wait(begin(&both));
        assert_eq!(code, Some(0), "the build after them ends well:\n{said}");
        assert_eq!(
            difference(&both.files(), &after),
            None,
            "{pause} ms apart, the build after two at once makes another site"
        );
    }
}

/// So many times a command that changes files is killed, by the clock; `tests/faults/` kills it at each single write.
const KILLS: u32 = 6;

fn edit(site: &SiteTest, command: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_rassegna"))
        .args(command)
        .arg("--write")
        .current_dir(site.root())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs")
}

/// When something was last put into each of these folders.
fn look(folders: &BTreeSet<PathBuf>) -> Vec<Option<SystemTime>> {
    folders.iter().map(|folder| fs::metadata(folder).and_then(|folder| folder.modified()).ok()).collect()
}

/// Begins a command, and waits until it begins to write or ends.
fn begin_to_write(site: &SiteTest, command: &[&str]) -> Child {
    let paths = site.sources().into_keys().map(|path| site.root().join(path));
    let folders: BTreeSet<PathBuf> = paths.filter_map(|path| path.parent().map(Path::to_path_buf)).collect();
    let before = look(&folders);
    let mut child = edit(site, command);
    while look(&folders) == before && child.try_wait().expect("it can be asked").is_none() {}
    child
}

/// The only file that a killed run may leave besides whole ones: what it was about to rename into place.
fn is_beside(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with('.') && name.ends_with(".rassegna-edit")
}

/// Kills a command ever later after its first write, each run going on from where the last one was killed, and begins anew
/// when one has come to its end.
fn killed_and_run_again(command: &[&str]) {
    let (old, new) = (demonstration(), demonstration());
    let before = old.sources();
    let child = begin_to_write(&new, command);
    let began = Instant::now();
    let (code, said) = wait(child);
    let took = began.elapsed();
    assert_eq!(code, Some(0), "{command:?} ends well:\n{said}");
    let after = new.sources();
    let mut victim = old.copied();
    for run in 0..KILLS {
        let mut child = begin_to_write(&victim, command);
        // A run has less and less to do, the more of them have been killed before it.
        let until = Instant::now() + took * run / KILLS / 4;
        while Instant::now() < until {}
        child.kill().expect("it can be killed");
        let ended = child.wait().expect("it ends").success();
        let now = victim.sources();
        for (path, bytes) in now.iter().filter(|(path, _)| !is_beside(path)) {
            let is_whole = before.get(path) == Some(bytes) || after.get(path) == Some(bytes);
            assert!(is_whole, "{command:?} leaves {path} neither as it was nor as it is to be");
        }
        for path in before.keys().filter(|path| after.contains_key(*path)) {
            assert!(now.contains_key(path), "{command:?} leaves {path} gone");
        }
        if ended {
            victim = old.copied();
        }
    }
    let (code, said) = wait(edit(&victim, command));
    assert_eq!(code, Some(0), "{command:?} is run again and ends well:\n{said}");
    let difference = difference(&victim.sources(), &after);
    assert_eq!(difference, None, "{command:?} ends otherwise where it was killed before");
}

#[test]
fn a_change_of_names_that_is_killed_leaves_whole_files_and_ends_the_same_when_run_again() {
    killed_and_run_again(&["entities", "merge", "OpenAI", "NVIDIA", "--kind", "companies"]);
    killed_and_run_again(&["entities", "rename", "OpenAI", "OpenAI Group", "--kind", "companies"]);
    killed_and_run_again(&["tags", "merge", "IA", "finanza"]);
}
