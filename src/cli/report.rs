//! How results are told: diagnostics, then one line of summary.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Context;
use crate::build::outcome::Outcome;
use crate::diagnostic::{Diagnostic, render};

/// More diagnostics than this are counted, not shown: nobody reads the two hundredth.
const SHOWN: usize = 100;

pub fn diagnostics(context: &Context, diagnostics: &[Diagnostic]) {
    if diagnostics.is_empty() {
        return;
    }
    let mut stderr = std::io::stderr().lock();
    let shown = &diagnostics[..diagnostics.len().min(SHOWN)];
    // Nothing can be done when the terminal is gone.
    let _ = writeln!(stderr, "{}", render::to_text(shown, context.colour));
    if diagnostics.len() > SHOWN {
        let _ = writeln!(stderr, "… and {} more", diagnostics.len() - SHOWN);
    }
    let _ = writeln!(stderr, "{}\n", render::summary(diagnostics));
}

/// Prints a line of a command's result. Whoever reads it may have read enough (`| head`): then the command has done its work.
#[expect(clippy::exit, reason = "nobody listens any more, and there is nothing to undo")]
pub fn print(line: impl std::fmt::Display) {
    if let Err(error) = writeln!(std::io::stdout(), "{line}")
        && error.kind() == std::io::ErrorKind::BrokenPipe
    {
        std::process::exit(0);
    }
}

/// Says what happens while a command goes on. It goes on when nobody reads that any more, too.
pub fn tell(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Says on the side, to people, what is no result.
pub fn remark(line: impl std::fmt::Display) {
    // Nothing can be done when the terminal is gone.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// `67 articles (3 held back), 412 outputs`
pub fn counts(outcome: &Outcome) -> String {
    let held = match outcome.held {
        0 => String::new(),
        held => format!(" ({held} held back)"),
    };
    let counted = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    format!(
        "{}{held}, {}",
        counted(outcome.articles, "article", "articles"),
        counted(outcome.pages, "output", "outputs")
    )
}

/// `67 articles, 412 outputs: 3 written, 0 removed, 409 kept, in 0.08 s`
pub fn summary(outcome: &Outcome) -> String {
    let changes = &outcome.changes;
    format!(
        "{}: {} written, {} removed, {} kept, in {:.2} s",
        counts(outcome),
        changes.written.len(),
        changes.removed.len(),
        changes.kept,
        outcome.took.as_secs_f64()
    )
}

pub fn json(outcome: &Outcome) -> serde_json::Value {
    serde_json::json!({
        "published": outcome.published,
        "articles": outcome.articles,
        "held": outcome.held,
        "outputs": outcome.pages,
        "written": outcome.changes.written,
        "removed": outcome.changes.removed,
        "kept": outcome.changes.kept,
        "milliseconds": outcome.took.as_millis() as u64,
        "diagnostics": outcome.diagnostics.iter().map(render::to_json).collect::<Vec<_>>(),
    })
}

/// A bar that appears on a terminal when work takes over a second.
pub struct Bar {
    began: Instant,
    bar: Mutex<Option<ProgressBar>>,
    wanted: bool,
    what: &'static str,
}

impl Bar {
    pub fn new(quiet: bool) -> Bar {
        Bar::counting("pages", quiet)
    }

    /// Of other things than pages.
    pub fn counting(what: &'static str, quiet: bool) -> Bar {
        Bar { began: Instant::now(), bar: Mutex::new(None), wanted: !quiet && std::io::stderr().is_terminal(), what }
    }

    pub fn at(&self, done: usize, all: usize) {
        if !self.wanted || !done.is_multiple_of(64) || self.began.elapsed() < Duration::from_secs(1) {
            return;
        }
        let mut bar = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let bar = bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(Some(all as u64), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:32}} {{pos}}/{{len}} {}", self.what)) {
                bar.set_style(style);
            }
            bar
        });
        bar.set_position(done as u64);
    }

    pub fn finish(&self) {
        if let Some(bar) = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}
