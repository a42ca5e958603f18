//! What fuzzing has found, and what it set out from: every file of `fuzz/corpus/` through its target.
//!
//! `just fuzz markdown 600` looks for more.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

#[path = "../../fuzz/targets/mod.rs"]
mod targets;

/// So much may a target's corpus have: it is there to be replayed in seconds.
const MOST_FILES: usize = 100;
const MOST_BYTES: usize = 120_000;

fn replay(name: &str) {
    let (_, run) = targets::ALL.iter().find(|(own, _)| *own == name).expect("a target");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> = fs::read_dir(&folder).expect("a corpus").flatten().map(|entry| entry.path()).collect();
    files.sort();
    assert!(!files.is_empty() && files.len() <= MOST_FILES, "{} files in {}", files.len(), folder.display());
    let mut bytes = 0;
    for file in files {
        let content = fs::read(&file).expect("a file of the corpus");
        bytes += content.len();
        assert!(catch_unwind(|| run(&content)).is_ok(), "{} fails, see above", file.display());
    }
    assert!(bytes <= MOST_BYTES, "{bytes} bytes in {}", folder.display());
}

macro_rules! replayed {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            replay(stringify!($name));
        })*

        #[test]
        fn every_target_is_replayed() {
            let named = [$(stringify!($name)),*];
            let all: Vec<&str> = targets::ALL.iter().map(|(name, _)| *name).collect();
            assert_eq!(named.as_slice(), all);
            for name in all {
                let path = format!("fuzz/fuzz_targets/{name}.rs");
                assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path).is_file(), "{path} is missing");
            }
        }
    };
}

replayed! { configuration edits feeds front_matter ledger markdown strangers templates wxr }
