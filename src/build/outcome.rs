//! What an update did.

use std::time::Duration;

use crate::diagnostic::Diagnostic;

/// What became of the output, by address; each list is sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub written: Vec<String>,
    pub removed: Vec<String>,
    /// How many outputs stayed as they were.
    pub kept: usize,
    pub tally: Tally,
}

/// How much work an update was. Tests assert on it, since it is the same on any machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Files that were read and parsed.
    pub parsed: usize,
    /// Pages whose facts were gathered and whose view was made.
    pub composed: usize,
    /// Pages that a template was printed for.
    pub pressed: usize,
    /// Files that were written.
    pub written: usize,
}

#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub changes: Changes,
    /// Everything there is to say about the site, sorted by place, whether it is new or not.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the output is that of the present sources: not when there was an error.
    pub published: bool,
    pub articles: usize,
    pub pages: usize,
    /// Articles that are held back now.
    pub held: usize,
    pub took: Duration,
}
