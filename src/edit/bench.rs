//! The files of one change while it is thought out: each is opened once, and counts only as a whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::absorb::Plan;
use super::front::Front;
use super::write::Change;
use crate::diagnostic::Diagnostic;
use crate::source::tree;

pub struct Bench {
    root: PathBuf,
    /// Files in the order in which they were first touched.
    order: Vec<String>,
    open: BTreeMap<String, (Option<String>, Option<Front>)>,
    refused: Vec<Diagnostic>,
}

impl Bench {
    pub fn new(root: &Path) -> Bench {
        Bench { root: root.to_path_buf(), order: Vec::new(), open: BTreeMap::new(), refused: Vec::new() }
    }

    /// A file as it now stands on the bench; `None`, with the reason told, when it cannot be read.
    pub fn front(&mut self, path: &str) -> Option<Front> {
        if !self.open.contains_key(path) {
            let read = tree::read(&self.root, path).map_err(|diagnostic| vec![diagnostic]);
            let opened = read.and_then(|source| Front::open(path, &source.text).map(|front| (source.text, front)));
            let entry = match opened {
                Ok((text, front)) => (Some(text), Some(front)),
                Err(told) => {
                    self.refused.extend(told);
                    (None, None)
                }
            };
            self.order.push(path.to_string());
            self.open.insert(path.to_string(), entry);
        }
        self.open.get(path)?.1.clone()
    }

    /// Changes a file, if all of the change can be made.
    pub fn edit(&mut self, path: &str, change: impl FnOnce(&mut Front) -> Result<(), Diagnostic>) -> bool {
        let Some(mut front) = self.front(path) else { return false };
        match change(&mut front) {
            Ok(()) => {
                if let Some((_, open)) = self.open.get_mut(path) {
                    *open = Some(front);
                }
                true
            }
            Err(refusal) => {
                self.refused.push(refusal);
                false
            }
        }
    }

    /// Lays a whole new file onto the bench.
    pub fn create(&mut self, path: &str, text: &str) -> bool {
        let before = std::fs::read_to_string(self.root.join(path)).ok();
        match Front::open(path, text) {
            Ok(front) => {
                self.order.push(path.to_string());
                self.open.insert(path.to_string(), (before, Some(front)));
                true
            }
            Err(told) => {
                self.refused.extend(told);
                false
            }
        }
    }

    pub fn exists(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    pub fn text(&self, path: &str) -> Option<String> {
        tree::read(&self.root, path).ok().map(|source| source.text)
    }

    /// Whether anything could not be done.
    pub fn has_refused(&self) -> bool {
        !self.refused.is_empty()
    }

    /// Nothing is changed at all; only why is told.
    pub fn give_up(self) -> Plan {
        Plan { refused: self.refused, ..Plan::default() }
    }

    pub fn finish(mut self) -> Plan {
        let mut plan = Plan::default();
        for path in std::mem::take(&mut self.order) {
            if let Some((before, Some(front))) = self.open.remove(&path) {
                let change = Change { path, before, after: Some(front.text().to_string()) };
                plan.changes.extend(change.changes().then_some(change));
            }
        }
        plan.refused = self.refused;
        crate::diagnostic::sort(&mut plan.refused);
        plan
    }
}
