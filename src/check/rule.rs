//! What a rule is, and where it says what it finds.

use super::looked::Looked;
use super::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};
use crate::diagnostic::{Diagnostic, Severity, Span};

/// What must be asked for, or be there, so that a rule is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// The site's sources, which are always there.
    Sources,
    /// The output folder, as the last build has left it.
    Output,
    /// `--leaks`.
    Leaks,
    /// `--external`.
    External,
}

/// One thing to look for.
pub trait Rule: Sync {
    /// In the configuration, in comments and in what is told.
    fn name(&self) -> &'static str;

    /// Why it is worth looking for, in a sentence.
    fn reason(&self) -> &'static str;

    /// How much a finding matters unless the site says otherwise.
    fn level(&self, config: &Config) -> Level;

    /// How much it matters as the site says.
    fn set(&self, checks: &Checks) -> Option<Level>;

    fn needs(&self) -> Needs {
        Needs::Sources
    }

    /// Whether `--fix` mends some of it.
    fn mends(&self) -> bool {
        false
    }

    /// Looks at one file; files are looked at in parallel.
    fn text(&self, _text: &Text<'_>, _looked: &Looked<'_>, _told: &mut Told) {}

    /// Looks at the whole.
    fn site(&self, _looked: &Looked<'_>, _told: &mut Told) {}
}

/// How much a rule matters on a site.
pub fn level(rule: &dyn Rule, config: &Config) -> Level {
    rule.set(&config.settings.checks).unwrap_or_else(|| rule.level(config))
}

/// The severity of a level; `None` for one that is off.
pub fn severity(level: Level) -> Option<Severity> {
    match level {
        Level::Off => None,
        Level::Note => Some(Severity::Note),
        Level::Warn => Some(Severity::Warning),
        Level::Error => Some(Severity::Error),
    }
}

/// What one rule has found.
pub struct Told {
    code: &'static str,
    severity: Severity,
    pub said: Vec<Diagnostic>,
}

impl Told {
    pub fn new(code: &'static str, severity: Severity) -> Told {
        Told { code, severity, said: Vec::new() }
    }

    pub fn say(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.push(Diagnostic::new(self.severity, self.code, message).at(span).help(help));
    }

    /// Something that is worth knowing and that nobody can be blamed for.
    pub fn note(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.push(Diagnostic::new(Severity::Note, self.code, message).at(span).help(help));
    }

    /// A finding that was put together by the rule itself.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.said.push(diagnostic);
    }

    /// A finding of this rule without place and help.
    pub fn begin(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.severity, self.code, message)
    }
}
