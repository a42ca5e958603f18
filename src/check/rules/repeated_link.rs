//! An address that another article has linked only just before.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::article::piece::Piece;
use crate::article::place::Sort;
use crate::base::web::{is_of_one_article, sameness};
use crate::check::links::{self, Link};
use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level, Measured, measure};
use crate::diagnostic::Span;
use crate::site::entry::Entry;
use crate::site::target::{Target, is_outside, question};

/// What more articles than these link to is no news but a page that stands for long: a manual, a list, a form.
const STANDING: usize = 3;

pub struct RepeatedLink;

impl Rule for RepeatedLink {
    fn name(&self) -> &'static str {
        "repeated-link"
    }

    fn reason(&self) -> &'static str {
        "Two articles about one page of another site are often the same news twice, or a follow-up that does not say so."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Note
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.repeated_link.as_ref().and_then(Measured::level)
    }

    fn site(&self, looked: &Looked<'_>, told: &mut Told) {
        let within = measure(looked.checks().repeated_link.as_ref()).articles as usize;
        for language in 0..looked.config().languages.len() as u16 {
            let texts = looked.texts.iter().filter(|text| text.language == language && text.sort == Sort::Article);
            let mut river: Vec<(&Text<'_>, &Entry)> =
                texts.filter_map(|text| Some((text, looked.entry(text.path)?))).collect();
            river.sort_by_key(|(text, entry)| (entry.card.order.seconds, text.path));
            let linked: Vec<BTreeMap<String, Link>> = river.par_iter().map(|(text, _)| linked(text)).collect();
            let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
            for same in linked.iter().flat_map(BTreeMap::keys) {
                *counts.entry(same).or_default() += 1;
            }
            // Where each address was linked last: the article's place in the river.
            let mut last: FxHashMap<&str, usize> = FxHashMap::default();
            for (at, (own, (text, entry))) in linked.iter().zip(&river).enumerate() {
                // Two articles that have much in common are told of once.
                let mut told_of = BTreeSet::new();
                for (same, link) in own {
                    let is_news = counts.get(same.as_str()).is_none_or(|count| *count <= STANDING);
                    if let Some(before) = last.insert(same, at)
                        && at - before <= within
                        && is_news
                        && !is_meant(looked, (text, entry), river[before])
                        && told_of.insert(before)
                    {
                        let (other, card) = (river[before].0, &river[before].1.card);
                        let message = format!("`{}` is linked in “{}” too", link.url, card.shown.title);
                        let help =
                            "Is it the same news twice? Else link to the other article, or let both name one `story`.";
                        let finding = told.begin(message).at(link.span(text));
                        told.push(finding.and_at(Span::file(other.path)).help(help));
                    }
                }
            }
        }
    }
}

/// The pages of other sites that a text links to, each once.
fn linked(text: &Text<'_>) -> BTreeMap<String, Link> {
    let mut linked = BTreeMap::new();
    for link in links::outside(text) {
        let same = sameness(&link.url);
        if is_of_one_article(&same) {
            linked.entry(same).or_insert(link);
        }
    }
    linked
}

/// Whether the two say that they belong together, or are told to be doubles already.
fn is_meant(looked: &Looked<'_>, (text, entry): (&Text<'_>, &Entry), (_, before): (&Text<'_>, &Entry)) -> bool {
    let stories = |entry: &Entry| -> Vec<_> {
        let is_story = |taxonomy: u8| looked.config().taxonomies[usize::from(taxonomy)].name == "stories";
        entry.terms.iter().filter(|(taxonomy, _)| is_story(*taxonomy)).map(|(_, shelf)| *shelf).collect()
    };
    let other = stories(before);
    if stories(entry).iter().any(|story| other.contains(story)) {
        return true;
    }
    let originals = |entry: &Entry| entry.card.originals.iter().map(|(_, address)| *address).collect::<Vec<u64>>();
    let other = originals(before);
    if originals(entry).iter().any(|address| other.contains(address)) {
        return true;
    }
    let mut links = false;
    text.walk(&mut |piece| {
        if let Piece::Link { target, .. } = piece
            && !is_outside(target)
            && let Target::Address(address) = looked.site().target(&question(text.path, target))
        {
            links |= address.split('#').next() == Some(before.card.shown.url.as_str());
        }
    });
    links
}
