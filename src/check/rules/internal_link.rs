//! A link of a text that leads nowhere in the site.

use crate::article::piece::Piece;
use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told, severity};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};
use crate::config::settings::text::Strictness;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::page::body::target::remark;
use crate::site::target::{Target, is_outside, question};

pub struct InternalLink;

impl Rule for InternalLink {
    fn name(&self) -> &'static str {
        "internal-link"
    }

    fn reason(&self) -> &'static str {
        "A link within the site that leads nowhere is the one kind of dead link that nobody else can be blamed for."
    }

    /// As much as it does for a build.
    fn level(&self, config: &Config) -> Level {
        match config.settings.links.internal {
            Strictness::Error => Level::Error,
            Strictness::Warn => Level::Warn,
        }
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.internal_link
    }

    fn text(&self, text: &Text<'_>, looked: &Looked<'_>, told: &mut Told) {
        if let Some(image) = text.article.as_ref().and_then(|article| article.details.image.as_ref()) {
            look(text, looked, &image.src, true, &|| text.field(&["image"]), told);
        }
        text.walk(&mut |piece| match piece {
            Piece::Link { target, mark, .. } => look(text, looked, target, false, &|| text.first_line(*mark), told),
            Piece::Picture(picture) => {
                look(text, looked, &picture.source, true, &|| text.first_line(picture.mark), told);
            }
            _ => {}
        });
    }
}

fn look(
    text: &Text<'_>,
    looked: &Looked<'_>,
    target: &str,
    is_picture: bool,
    place: &dyn Fn() -> Span,
    told: &mut Told,
) {
    // Which anchors the page of a profile has is the theme's business.
    let is_unknown = target.starts_with('#') && (text.article.is_none() || text.is_held);
    if target.is_empty() || is_outside(target) || is_unknown {
        return;
    }
    let found = looked.site().target(&question(text.path, target));
    // What is held together may come out together.
    if text.is_held && (is_picture || matches!(found, Target::Held(_))) {
        return;
    }
    let Some(remark) = remark(target, &found, is_picture) else { return };
    let mut finding = told.begin(remark.message).at(place());
    if matches!(found, Target::Held(_)) {
        let own = severity(looked.checks().internal_link.unwrap_or(Level::Warn)).unwrap_or(Severity::Warning);
        finding = Diagnostic { severity: own.max(Severity::Warning), ..finding };
    }
    finding.help.extend(remark.help);
    told.push(finding);
}
