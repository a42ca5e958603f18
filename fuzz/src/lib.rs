//! The targets as a library. They are the files that the suite replays the corpus with, and they stand on its builder of sites.

#![allow(dead_code, unused_imports, reason = "the suite's helpers are used in part")]

#[path = "../../tests/suite/builder.rs"]
mod builder;
#[path = "../../tests/suite/fixture.rs"]
mod fixture;
#[path = "../../tests/suite/model.rs"]
mod model;
#[path = "../../tests/suite/output.rs"]
mod output;
#[path = "../targets/mod.rs"]
pub mod targets;
#[path = "../../tests/suite/twin.rs"]
mod twin;
