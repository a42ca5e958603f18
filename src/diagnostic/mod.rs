//! What went wrong, where, and what to do about it.
//!
//! Owns the `Diagnostic` and the way in which it is shown (`render`). May import `base`. No other room prints in colour,
//! and no diagnostic leaves this room without saying where it belongs.

pub mod locate;
pub mod render;

use serde::{Deserialize, Serialize};

/// How much it matters: an error keeps the site from being published, a warning does not; a note is advice.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Note,
}

/// A place in a file, with a copy of the line, so that it can be shown when the file is no longer in memory.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub struct Span {
    /// The file, relative to the site's folder; empty when the place is no file (a command's option).
    pub path: String,
    /// The line, from 1; 0 when the whole file is meant.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// How many characters of the line are meant; at least 1.
    pub length: u32,
    /// The line itself, without its end; cut when it is very long.
    pub text: String,
    /// What is said under the mark; may be empty.
    pub label: String,
}

impl Span {
    /// A whole file.
    pub fn file(path: impl Into<String>) -> Span {
        Span { path: path.into(), ..Span::default() }
    }

    pub fn labelled(mut self, label: impl Into<String>) -> Span {
        self.label = label.into();
        self
    }
}

/// One thing to tell the editor. All of them are collected, sorted by place, and shown at once.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// A stable name in kebab case, as `unknown-key`.
    pub code: String,
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// Where it is, when it has a place.
    pub span: Option<Span>,
    /// Other places that belong to it: the other of two articles at one URL.
    pub also: Vec<Span>,
    /// What to do, each a sentence.
    pub help: Vec<String>,
}

impl Diagnostic {
    pub fn error(code: &str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, code, message)
    }

    pub fn warning(code: &str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, code, message)
    }

    pub fn new(severity: Severity, code: &str, message: impl Into<String>) -> Diagnostic {
        let message = message.into();
        Diagnostic { code: code.to_string(), severity, message, span: None, also: Vec::new(), help: Vec::new() }
    }

    pub fn at(mut self, span: Span) -> Diagnostic {
        self.span = Some(span);
        self
    }

    pub fn and_at(mut self, span: Span) -> Diagnostic {
        self.also.push(span);
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help.push(help.into());
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    fn place(&self) -> (&str, u32, u32) {
        self.span.as_ref().map_or(("", 0, 0), |span| (span.path.as_str(), span.line, span.column))
    }
}

/// By file, line and column; the same diagnostic is kept once.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (a.place(), a.severity, &a.code, &a.message).cmp(&(b.place(), b.severity, &b.code, &b.message))
    });
    diagnostics.dedup();
}

pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}

/// The candidate nearest to `word`, if one is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count().min(lower.chars().count()) / 4)
        .min()
        .map(|(_, candidate)| candidate)
}
