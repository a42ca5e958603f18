//! Ledgers and manifests that are cut off or changed at every byte: nothing of another's is removed, nothing that a build makes is
//! another, and the next build mends them.

use std::fs;

use rassegna::base::stamp::Stamp;
use rassegna::build::manifest::Manifest;
use rassegna::build::store;
use rassegna::{Engine, Options};

use crate::sandbox::{Files, Sandbox, Strike, Things, difference, tell};
use crate::scenes::{edit, usual};

const LEDGER: &str = ".rassegna/build.ledger";
const MANIFEST: &str = "public/.rassegna-manifest";
const FOREIGN: &str = "public/2025/09/mio.txt";

/// What becomes of a file at a place.
#[derive(Clone, Copy, Debug)]
enum Damage {
    CutAt(usize),
    Flip(usize, u8),
}

fn damaged(bytes: &[u8], damage: Damage) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    match damage {
        Damage::CutAt(at) => bytes.truncate(at),
        Damage::Flip(at, mask) => bytes[at] ^= mask,
    }
    bytes
}

/// Every kind of damage at every so many bytes.
fn damages(length: usize, step: usize) -> impl Iterator<Item = Damage> {
    let at = (0..length).step_by(step);
    at.flat_map(|at| [Damage::CutAt(at), Damage::Flip(at, 1), Damage::Flip(at, 0x80)])
}

/// A site that was built, with a file of another hand in its output, and what it is to become.
struct Built {
    site: Sandbox,
    before: Things,
    new: Files,
}

/// What an editor does meanwhile.
fn change(site: &Sandbox) {
    edit(site);
    site.remove("content/articles/c.md");
}

fn built(with: fn(&Sandbox)) -> Built {
    let site = Sandbox::new();
    usual(&site);
    site.replace("rassegna.yaml", "search: false", "search: false\ncompress: [gz]");
    build(&site);
    site.write(FOREIGN, "mio");
    with(&site);
    let before = site.things();
    build(&site);
    let new = site.output();
    Built { site, before, new }
}

/// A build within this process, which is a hundred times as fast as a process of its own.
fn build(site: &Sandbox) {
    let zone = jiff::tz::TimeZone::get("Europe/Rome").expect("a zone");
    let now = rassegna::base::date::Moment::parse(crate::sandbox::NOW, &zone).expect("an instant");
    let options = Options { now: Some(now), ..Options::default() };
    let outcome = Engine::open(&site.site(), options).expect("the site opens").build();
    let said = rassegna::diagnostic::render::to_text(&outcome.diagnostics, false);
    assert!(outcome.published, "it must be published:\n{said}");
    assert_eq!(said, "", "there is nothing to say");
}

/// Damages a file in every way, builds, and looks.
fn sweep(built: &Built, file: &str, step: usize) -> usize {
    built.site.restore(&built.before);
    let bytes = fs::read(built.site.site().join(file)).expect("what is damaged");
    let around = built.site.surroundings();
    let mut tried = 0;
    for damage in damages(bytes.len(), step) {
        built.site.restore(&built.before);
        built.site.write(file, damaged(&bytes, damage));
        build(&built.site);
        let difference = difference(&built.site.output(), &built.new);
        assert_eq!(difference, None, "{file}, {damage:?}: the next build makes another site");
        assert_eq!(built.site.surroundings(), around, "{file}, {damage:?}: something around it was touched");
        tried += 1;
    }
    tried
}

#[test]
fn a_ledger_that_is_damaged_at_any_byte_is_not_believed() {
    let built = built(|_| {});
    let bytes = fs::read(built.site.site().join(LEDGER)).expect("the ledger");
    // Its first sixteen bytes say whose it is.
    let half = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
    let identity = Stamp::parse(&format!("{:016x}{:016x}", half(0), half(8))).expect("a stamp");
    assert!(store::load(&built.site.site(), "build", identity, |_| ()).is_some(), "whole it is believed");
    let file = built.site.site().join(LEDGER);
    for at in 0..bytes.len() {
        for damage in [Damage::CutAt(at), Damage::Flip(at, 1 << (at % 8))] {
            fs::write(&file, damaged(&bytes, damage)).expect("a damaged ledger");
            assert!(store::load(&built.site.site(), "build", identity, |_| ()).is_none(), "{damage:?}: it is believed");
        }
    }
    tell(&format!("{} damages of a ledger that is not believed then", 2 * bytes.len()));
}

#[test]
fn of_a_manifest_that_is_damaged_at_any_byte_only_what_files_bear_out_is_believed() {
    let built = built(|_| {});
    let (folder, file) = (built.site.site().join("public"), built.site.site().join(MANIFEST));
    let bytes = fs::read(&file).expect("the manifest");
    let (whole, is_whole) = Manifest::read(&folder);
    assert!(is_whole && whole.files.len() > 30, "whole it is believed");
    for at in 0..bytes.len() {
        for damage in [Damage::CutAt(at), Damage::Flip(at, 1 << (at % 8))] {
            fs::write(&file, damaged(&bytes, damage)).expect("a damaged manifest");
            let (read, is_whole) = Manifest::read(&folder);
            assert!(!is_whole, "{damage:?}: it is believed");
            for (path, owned) in read.files {
                let is_true = whole.files.get(&path).is_some_and(|known| known.look == owned.look);
                assert!(is_true, "{damage:?}: {path} is taken for ours");
            }
        }
    }
    tell(&format!("{} damages of a manifest that is not believed then", 2 * bytes.len()));
}

#[test]
fn a_build_makes_the_same_site_whatever_became_of_its_ledger() {
    let built = built(change);
    let length = fs::metadata(built.site.site().join(LEDGER)).expect("the ledger").len() as usize;
    sweep(&built, LEDGER, length / 3);
}

#[test]
fn a_manifest_that_is_damaged_is_mended_and_nothing_of_another_hand_is_removed() {
    let built = built(change);
    let length = fs::metadata(built.site.site().join(MANIFEST)).expect("the manifest").len() as usize;
    sweep(&built, MANIFEST, length / 8);
    // A name in it becomes that of a file of another hand.
    built.site.restore(&built.before);
    let text = fs::read_to_string(built.site.site().join(MANIFEST)).expect("the manifest");
    built.site.write(MANIFEST, text.replacen("2025/09/a/index.html", "2025/09/mio.txt", 1));
    build(&built.site);
    assert_eq!(difference(&built.site.output(), &built.new), None, "a name that was changed costs a file");
    // Without it at all, the ledger still tells.
    built.site.restore(&built.before);
    built.site.remove(MANIFEST);
    build(&built.site);
    assert_eq!(difference(&built.site.output(), &built.new), None, "a lost manifest costs more than a little time");
}

#[test]
fn a_lost_manifest_and_a_lost_ledger_leave_nothing_in_the_way_of_the_same_site() {
    let built = built(|_| {});
    built.site.remove(MANIFEST).remove(".rassegna");
    let ended = built.site.build(Strike::Count);
    assert_eq!(ended.code, Some(0), "what has the same bytes is in nobody's way:\n{}", ended.said);
    assert!(ended.said.contains("foreign-files"), "{}", ended.said);
    assert_eq!(difference(&built.site.output(), &built.new), None);
    // What was ours is ours again.
    built.site.replace("content/articles/a.md", "Corpo di A", "Altro corpo di A");
    let ended = built.site.build(Strike::Count);
    assert_eq!((ended.code, ended.said.as_str()), (Some(0), ""));
}

#[test]
#[ignore = "it takes minutes: `just faults`"]
fn many_bytes_of_the_manifest_and_of_the_ledger() {
    let built = built(change);
    tell(&format!("{} damages of the manifest", sweep(&built, MANIFEST, 37)));
    tell(&format!("{} damages of the ledger", sweep(&built, LEDGER, 197)));
}
