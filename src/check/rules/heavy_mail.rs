//! An issue's mail that is too large to be shown whole.

use crate::check::looked::Looked;
use crate::check::rule::{Needs, Rule, Told};
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level, Measured, measure};
use crate::diagnostic::Span;

pub struct HeavyMail;

impl Rule for HeavyMail {
    fn name(&self) -> &'static str {
        "heavy-mail"
    }

    fn reason(&self) -> &'static str {
        "Gmail cuts a mail after 102 kB of HTML, with the link to unsubscribe at its end."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.heavy_mail.as_ref().and_then(Measured::level)
    }

    fn needs(&self) -> Needs {
        Needs::Output
    }

    fn site(&self, looked: &Looked<'_>, told: &mut Told) {
        let Some(output) = &looked.output else { return };
        let most = u64::from(measure(looked.checks().heavy_mail.as_ref()).kilobytes);
        for file in output.files.iter().filter(|file| file.ends_with("/email.html")) {
            let Ok(metadata) = std::fs::metadata(output.folder.join(file)) else { continue };
            let kilobytes = metadata.len().div_ceil(1024);
            if kilobytes > most {
                told.say(
                    Span::file(output.named(file)),
                    format!("this mail has {kilobytes} kB, more than {most}"),
                    "Let the issue have fewer articles, or shorter summaries (reference/mail of the manual).",
                );
            }
        }
    }
}
