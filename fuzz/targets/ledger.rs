//! What a build leaves to the next: the ledger and the manifest, damaged or made up.
//!
//! The first byte chooses. `l`: the rest is a ledger whose checksum is right. `p`: a real one is changed byte by byte, three
//! bytes each (its place in two, its new value), and its checksum is right. `f`: the rest is the ledger's file. `m`: the rest
//! is the manifest.

use std::fs;

use rassegna::build::manifest::{self, Manifest};
use rassegna::build::store;

use crate::builder::{SiteTest, article};
use crate::output::difference;

const OUTSIDE: &str = "a file outside of the output";

pub fn run(bytes: &[u8]) {
    let Some((how, rest)) = bytes.split_first() else { return };
    // Pictures of words are the slowest part of a build, and nothing here depends on them.
    let site = SiteTest::tiny("")
        .config("outputs: {social_card: off}")
        .write("content/articles/a.md", article("Uno", "2025-09-01", "tags: [ia]\ncompanies: [AMD]", "Di [[AMD]]."))
        .write("content/articles/b.md", article("Due", "2025-09-02", "tags: [ia, chip]", "[a](a.md)"))
        .write("content/companies/amd.md", "---\nname: AMD\n---\n\nTesto.\n")
        .write("static/a.txt", "uno")
        .write("fuori.txt", OUTSIDE)
        .build();
    let before = site.files();
    let file = site.root().join(".rassegna/build.ledger");
    let list = site.root().join("public").join(manifest::NAME);
    let real = fs::read(&file).expect("a ledger");
    match how {
        b'l' => seal(&file, &real, rest),
        b'p' => {
            let mut body = real[32..].to_vec();
            for change in rest.chunks_exact(3) {
                let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % body.len();
                body[at] = change[2];
            }
            seal(&file, &real, &body);
        }
        b'f' => fs::write(&file, rest).expect("a ledger"),
        _ => {
            fs::write(&list, rest).expect("a manifest");
            let (manifest, _) = Manifest::parse(&String::from_utf8_lossy(rest));
            let within = |path: &String| !path.split('/').any(|part| part == "..") && !path.starts_with('/');
            assert!(manifest.files.keys().all(within), "{manifest:?} leads out of its folder");
        }
    }
    let is_made_up = matches!(how, b'l' | b'p');
    let site = site.try_update();
    assert_eq!(fs::read_to_string(site.root().join("fuori.txt")).ok().as_deref(), Some(OUTSIDE), "it is gone");
    // A ledger whose checksum is right is believed in what it says; others must not matter.
    if !is_made_up && site.outcome.published {
        assert_eq!(difference(&site.files(), &before), None, "a damaged file has made another site");
    }
}

fn seal(file: &std::path::Path, real: &[u8], body: &[u8]) {
    let whole = [&real[..16], &store::sum(body).bytes(), body].concat();
    fs::write(file, whole).expect("a ledger");
}
