//! Articles that were written twice: two of one language that name the same original source.

use std::collections::BTreeSet;
use std::path::Path;

use crate::article::head;
use crate::article::place::Sort;
use crate::config::settings::text::Vigilance;
use crate::diagnostic::{Diagnostic, Span};
use crate::site::entry::Entry;
use crate::site::fact::ArticleId;
use crate::site::store::Site;
use crate::source::tree;

/// What there is to say of doubles, and of which articles it is said.
#[derive(Default)]
pub struct Doubles {
    pub said: Vec<Diagnostic>,
    pub articles: BTreeSet<ArticleId>,
}

/// Looks at the original sources of all articles.
pub fn find(root: &Path, site: &Site) -> Doubles {
    let mut doubles = Doubles::default();
    if site.config.settings.sources.doubles == Vigilance::Off {
        return doubles;
    }
    let articles = site.entries().filter(|entry| entry.card.sort == Sort::Article);
    let mut cited: Vec<(u16, u64, &Entry, u16)> = articles
        .flat_map(|entry| {
            let language = entry.card.shown.language;
            entry.card.originals.iter().map(move |(at, address)| (language, *address, entry, *at))
        })
        .collect();
    cited.sort_by(|a, b| {
        let place = |one: &(u16, u64, &Entry, u16)| (one.0, one.1, one.2.card.order.seconds);
        place(a).cmp(&place(b)).then_with(|| (&a.2.card.path, a.3).cmp(&(&b.2.card.path, b.3)))
    });
    for same in cited.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let mut papers: Vec<(&Entry, u16)> = same.iter().map(|(_, _, entry, at)| (*entry, *at)).collect();
        papers.dedup_by(|a, b| a.0.card.path == b.0.card.path);
        let Some(((last, at), before)) = papers.split_last().filter(|(_, before)| !before.is_empty()) else { continue };
        let message = "another article names the same original source";
        let diagnostic = match site.config.settings.sources.doubles {
            Vigilance::Error => Diagnostic::error("same-original", message),
            Vigilance::Warn | Vigilance::Off => Diagnostic::warning("same-original", message),
        };
        let mut diagnostic = diagnostic.at(place(root, last, *at));
        diagnostic.also.extend(before.iter().map(|(entry, at)| place(root, entry, *at)));
        doubles.said.push(diagnostic.help(
            "Is it the same news twice? Join them, or make the later one a follow-up whose source is a `reference`. \
             `sources: {doubles: off}` tells no more of it.",
        ));
        doubles.articles.extend(papers.iter().filter_map(|(entry, _)| site.article_at(&entry.card.path)));
    }
    doubles
}

/// Where an article names a source. Only for a diagnostic is the file read once more.
fn place(root: &Path, entry: &Entry, at: u16) -> Span {
    let path = &entry.card.path;
    let found = tree::read(root, path).ok();
    found.map_or_else(|| Span::file(path), |source| head::place(path, &source.text, &["sources", &at.to_string()]))
}
