//! What became of what was imported: how much, what was changed, what was lost, and why.

use std::collections::BTreeMap;

/// What is told of an import.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// How many of each sort: `articles`, `drafts`, `comments`; in the order of their names.
    pub counts: BTreeMap<String, usize>,
    /// What was changed or lost, by the reason why, with the places where it happened.
    pub remarks: BTreeMap<String, Vec<String>>,
    /// What is left for the editor to do, each a sentence.
    pub advice: Vec<String>,
}

impl Report {
    /// One more of a sort.
    pub fn count(&mut self, sort: &str) {
        *self.counts.entry(sort.to_string()).or_default() += 1;
    }

    /// Something that was changed or lost at a place, as `a shortcode that has no equal: gist`.
    pub fn remark(&mut self, why: impl Into<String>, place: impl Into<String>) {
        self.remarks.entry(why.into()).or_default().push(place.into());
    }

    /// Something that the editor should do; each once.
    pub fn advise(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.advice.contains(&what) {
            self.advice.push(what);
        }
    }
}
