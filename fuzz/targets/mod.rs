//! What is done with bytes of chance, one file a target.
//!
//! Each target is a function of bytes that panics when something is wrong: more is asked of it than that nothing breaks.
//! libFuzzer calls it (`fuzz_targets/`), and the suite calls it with every file of `corpus/` (`tests/suite/fuzz.rs`).

mod sound;

pub mod configuration;
pub mod edits;
pub mod feeds;
pub mod front_matter;
pub mod ledger;
pub mod markdown;
pub mod strangers;
pub mod templates;
pub mod wxr;

/// A target's name, which is that of its folder in `corpus/`, and what is done with bytes.
pub type Target = (&'static str, fn(&[u8]));

pub const ALL: [Target; 9] = [
    ("configuration", configuration::run),
    ("edits", edits::run),
    ("feeds", feeds::run),
    ("front_matter", front_matter::run),
    ("ledger", ledger::run),
    ("markdown", markdown::run),
    ("strangers", strangers::run),
    ("templates", templates::run),
    ("wxr", wxr::run),
];
