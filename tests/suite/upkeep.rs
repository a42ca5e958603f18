//! The output folder: what is ours is kept in order, what is not is left alone, and builds with other options keep apart.

use std::fs;
use std::time::Duration;

use rassegna::site::held::Reveal;

use crate::builder::{SiteTest, article};
use crate::output::difference;

fn two() -> SiteTest {
    SiteTest::tiny("")
        .write("content/articles/uno.md", article("Uno", "2025-09-01", "tags: [ia]", "Corpo uno."))
        .write("content/articles/bozza.md", article("Bozza", "2025-09-02", "draft: true", "Segreto."))
}

#[test]
fn a_missing_output_is_made_again() {
    let mut site = two().build();
    for update in [SiteTest::update, SiteTest::update_warm] {
        fs::remove_file(site.root().join("public/tags/ia/index.html")).expect("an output");
        site = update(site).rewrote(&["/tags/ia/"]).update().rendered_nothing().equals_fresh();
    }
}

#[test]
fn an_output_that_another_hand_changed_is_put_right() {
    let site = two().build();
    let file = site.root().join("public/2025/09/uno/index.html");
    fs::write(&file, "altro").expect("an output");
    let site = site.update().rewrote(&["/2025/09/uno/"]);
    site.page("/2025/09/uno/").contains("Corpo uno.");
    // The same length, another time: only the look tells.
    let text = fs::read_to_string(&file).expect("an output");
    fs::write(&file, text.replace("Corpo", "Xorpo")).expect("an output");
    let later = fs::metadata(&file).and_then(|file| file.modified()).expect("a time") + Duration::from_secs(5);
    fs::File::options().write(true).open(&file).and_then(|file| file.set_modified(later)).expect("a new time");
    site.update().rewrote(&["/2025/09/uno/"]).equals_fresh();
}

#[test]
fn the_whole_output_folder_may_vanish() {
    let site = two().build();
    fs::remove_dir_all(site.root().join("public")).expect("the output folder");
    let site = site.update().equals_fresh();
    fs::remove_dir_all(site.root().join("public")).expect("the output folder");
    site.update_warm().equals_fresh();
}

#[test]
fn the_ledger_may_vanish_and_stale_outputs_go_all_the_same() {
    let site = two().write("content/articles/via.md", article("Via", "2025-09-03", "", "x")).build();
    site.remove("content/articles/via.md").remove(".rassegna").update().removed(&["/2025/09/via/"]).equals_fresh();
}

#[test]
fn a_damaged_ledger_is_as_good_as_none() {
    let mut site = two().build();
    let ledger = site.root().join(".rassegna/build.ledger");
    let bytes = fs::read(&ledger).expect("the ledger");
    for (at, cut) in
        [(40, bytes.len()), (3, bytes.len()), (0, 10), (0, bytes.len() - 1), (bytes.len() - 1, bytes.len())]
    {
        let mut damaged = bytes[..cut].to_vec();
        if let Some(byte) = damaged.get_mut(at) {
            *byte ^= 0x55;
        }
        fs::write(&ledger, damaged).expect("the ledger");
        site = site.update().equals_fresh();
    }
}

#[test]
fn files_that_are_not_ours_are_never_touched() {
    let site = two().write("public/CNAME", "example.org").write("public/.well-known/x", "y").build();
    let site = site.warnings(&["foreign-files"]).write("public/nota.txt", "mia").write("public/tags/ia/mio.txt", "mio");
    let site = site.edit("content/articles/uno.md", |text| text.replace("[ia]", "[chip]")).update().warnings(&[]);
    for (path, text) in
        [("CNAME", "example.org"), (".well-known/x", "y"), ("nota.txt", "mia"), ("tags/ia/mio.txt", "mio")]
    {
        let found = fs::read_to_string(site.root().join("public").join(path));
        assert_eq!(found.ok().as_deref(), Some(text), "{path} was written by somebody else, and is gone or changed");
    }
    site.absent("/tags/ia/").absent("/tags/ia/atom.xml");
}

#[test]
fn clean_takes_foreign_files_but_no_dotfile() {
    let site = two().write("public/vecchio/a.html", "x").write("public/.well-known/x", "y").clean(true).build();
    assert!(!site.root().join("public/vecchio").exists(), "--clean removes what rassegna did not write");
    assert!(site.root().join("public/.well-known/x").exists(), "--clean never takes a dotfile");
}

#[test]
fn a_foreign_file_where_a_page_belongs_is_told_and_not_overwritten() {
    let site = two().write("public/tags/ia/index.html", "mia").fail().errors(&["file-in-the-way"]);
    assert_eq!(fs::read_to_string(site.root().join("public/tags/ia/index.html")).ok().as_deref(), Some("mia"));
    let site = site.clean(true).update();
    site.page("/tags/ia/").contains("Uno");
}

#[test]
fn a_failed_build_leaves_the_last_good_site() {
    let site = two().build();
    let before = site.files();
    let site = site
        .replace("content/articles/uno.md", "title: Uno", "title: Uno nuovo")
        .write("content/articles/rotto.md", article("Rotto", "2025-09-05", "companys: [x]", "x"))
        .fail()
        .errors(&["unknown-key"]);
    assert_eq!(difference(&site.files(), &before), None, "a build that failed has changed the output");
    let site = site.fail_warm();
    assert_eq!(difference(&site.files(), &before), None, "a build that failed twice has changed the output");
    site.replace("content/articles/rotto.md", "companys", "companies").update_warm().equals_fresh();
}

#[test]
fn what_was_edited_while_the_configuration_was_broken_is_not_lost() {
    let site = two().build();
    let good = fs::read_to_string(site.root().join("rassegna.yaml")).expect("the configuration");
    let site = site
        .write("rassegna.yaml", "title: [\n")
        .replace("content/articles/uno.md", "Corpo", "Testo")
        .fail_warm()
        .write("rassegna.yaml", good)
        .update_warm();
    site.page("/2025/09/uno/").contains("Testo uno.");
    site.equals_fresh();
}

#[test]
fn a_build_with_drafts_and_one_without_do_not_mix() {
    let drafts = Reveal { drafts: true, ..Reveal::default() };
    let site = two().build().nowhere(&["bozza", "segreto"]);
    let site = site.reveal(drafts).update();
    site.page("/2025/09/bozza/").contains("Segreto");
    site.reveal(Reveal::default()).update().nowhere(&["bozza", "segreto"]).equals_fresh();
}

#[test]
fn builds_into_two_folders_keep_apart() {
    let elsewhere = tempfile::tempdir().expect("another folder");
    let there = elsewhere.path().join("fuori");
    let site = two().build().output_folder(Some(there.clone())).update().equals_fresh();
    let site = site.output_folder(None).replace("content/articles/uno.md", "Corpo", "Testo").update().equals_fresh();
    let site = site.output_folder(Some(there)).update();
    site.page("/2025/09/uno/").contains("Testo uno.");
    site.equals_fresh();
}

#[test]
fn builds_for_two_addresses_do_not_mix() {
    let site = two().build().base_url("https://prova.example/sotto/").update();
    site.page("/2025/09/uno/").contains("href=\"/sotto/tags/ia/\"");
    site.page("/atom.xml").contains("https://prova.example/sotto/2025/09/uno/").lacks("https://example.org");
}

#[test]
fn an_environment_lies_over_the_configuration() {
    let site = two().config("environments: {prova: {title: In prova}}").build();
    site.page("/").contains("<title>Prova</title>");
    let site = site.environment("prova").update();
    site.page("/").contains("<title>In prova</title>");
}

#[test]
fn files_that_are_not_touched_keep_their_times() {
    let site = two().build();
    let file = site.root().join("public/tags/ia/index.html");
    let before = fs::metadata(&file).and_then(|file| file.modified()).expect("an output's time");
    let site = site.replace("content/articles/uno.md", "Corpo", "Testo").update().remove(".rassegna").update();
    let after = fs::metadata(site.root().join("public/tags/ia/index.html")).and_then(|file| file.modified());
    assert_eq!(after.ok(), Some(before), "a deploy would send a file that has not changed");
}

#[test]
fn nothing_of_the_stage_is_left_behind() {
    let site = two().build().replace("content/articles/uno.md", "Corpo", "Testo").update_warm();
    let left: Vec<_> = fs::read_dir(site.root().join("public"))
        .expect("the output folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.') && name != ".rassegna-manifest")
        .collect();
    assert!(left.is_empty(), "left in the output: {left:?}");
}

#[test]
fn a_file_may_take_a_folders_place_and_a_folder_a_files() {
    let site = two()
        .write("static/x/y.txt", "sotto")
        .build()
        .remove("static/x")
        .write("static/x", "file")
        .update()
        .equals_fresh();
    site.remove("static/x").write("static/x/y.txt", "sotto").update().equals_fresh();
}
