//! A comment that asks for nothing. Its findings are made where comments are read (`check/ignore.rs`).

use crate::check::rule::Rule;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};

pub struct NeedlessIgnore;

impl Rule for NeedlessIgnore {
    fn name(&self) -> &'static str {
        "needless-ignore"
    }

    fn reason(&self) -> &'static str {
        "A comment that ignores nothing hides the next mistake of its kind, and one with a misspelt name hides none."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.needless_ignore
    }
}
