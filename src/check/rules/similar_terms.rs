//! Two tags or companies that look like one.

use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};
use crate::diagnostic::Span;
use crate::edit::suggest::alike;

pub struct SimilarTerms;

impl Rule for SimilarTerms {
    fn name(&self) -> &'static str {
        "similar-terms"
    }

    fn reason(&self) -> &'static str {
        "Two spellings of a name are two pages and two feeds, each with half of the articles."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.similar_terms
    }

    fn site(&self, looked: &Looked<'_>, told: &mut Told) {
        let site = looked.site();
        for pair in alike::pairs(site, looked.names()) {
            let (from, into) = (pair.from, pair.into);
            // Two profiles say that they are two.
            if !from.profiles.is_empty() && !into.profiles.is_empty() || looked.is_told_near(from, into) {
                continue;
            }
            let Some(span) = looked.listed_at(from).or_else(|| looked.listed_at(into)) else { continue };
            let is_tags = site.config.taxonomies[usize::from(from.taxonomy)].name == "tags";
            let finding = told
                .begin(format!("`{}` and `{}` {}", from.name, into.name, pair.why))
                .at(span)
                .help(format!("If they are one: `{}`.", alike::merging(site, &pair, is_tags)));
            let other = into.profiles.first().map(|(_, path)| Span::file(path.clone()));
            told.push(match other.or_else(|| looked.listed_at(into)) {
                Some(other) => finding.and_at(other),
                None => finding,
            });
        }
    }
}
