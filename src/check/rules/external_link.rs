//! A link to another site that is no longer answered. Who is asked, and how, stands in `check/external/`.

use crate::check::rule::{Needs, Rule};
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level, Measured};

pub struct ExternalLink;

impl Rule for ExternalLink {
    fn name(&self) -> &'static str {
        "external-link"
    }

    fn reason(&self) -> &'static str {
        "A source that has gone proves nothing any more; while others remember the page, an archived copy can be found."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.external_link.as_ref().and_then(Measured::level)
    }

    fn needs(&self) -> Needs {
        Needs::External
    }
}
