//! What is one on a disk that looks neither at case nor at how accents are composed. There one of two would be written over the
//! other: that is an error, where this system is such a one.

use std::collections::{BTreeMap, BTreeSet};

use super::addresses::span;
use super::ledger::{Ledger, Page};
use crate::base::file_name::{folded, may_fold};
use crate::base::platform::FOLDS_NAMES;
use crate::config::words;
use crate::diagnostic::{Diagnostic, Span};
use crate::site::store::Site;
use crate::source::tree::Tree;

/// Where texts are. What stands there or in `static/` beside them is told by its address.
const TEXTS: &str = "content/";

/// Addresses of pages and files. Such pages would be made again by every build.
pub fn addresses(ledger: &Ledger, site: &Site) -> Vec<Diagnostic> {
    // Of two such addresses one at least has capitals or accents, as few of them have.
    let mut groups: BTreeMap<String, BTreeMap<&str, &Page>> = BTreeMap::new();
    for (_, page) in ledger.pages().filter(|(_, page)| may_fold(&page.address.url)) {
        groups.entry(folded(&page.address.url)).or_default().insert(&page.address.url, page);
    }
    for (plain, group) in &mut groups {
        group.extend(ledger.find(plain).and_then(|id| ledger.page(id)).map(|page| (page.address.url.as_str(), page)));
    }
    let told = groups.into_values().filter(|group| group.len() > 1).map(|group| {
        let names = words::list(group.keys().copied(), "and");
        tell(names, group.into_values().map(|page| span(page, site)), "one would be written over the other")
    });
    told.collect()
}

/// Folders and texts of the content that stand beside each other. What is within such folders is not told again.
pub fn sources(tree: &Tree) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut before = "";
    for path in tree.below(TEXTS) {
        let folders = path.match_indices('/').map(|(at, _)| at);
        let text = path.ends_with(".md").then_some(path.len());
        let mut start = TEXTS.len();
        for end in folders.chain(text).filter(|end| *end > TEXTS.len()) {
            let name = &path[start..end];
            // A folder has been looked at with its first file.
            let is_new = !before.starts_with(&path[..path.len().min(end + 1)]);
            if is_new && may_fold(name) {
                groups.entry(format!("{}{}", &path[..start], folded(name))).or_default().insert(&path[..end]);
            }
            start = end + 1;
        }
        before = path;
    }
    let told = groups.into_iter().filter_map(|(plain, group)| {
        let mut group: BTreeSet<&str> = group;
        if tree.contains(&plain) || tree.below(&format!("{plain}/")).next().is_some() {
            group.insert(&plain);
        }
        let is_told = group.len() > 1;
        is_told
            .then(|| tell(words::list(group.iter().copied(), "and"), group.into_iter().map(Span::file), "they are one"))
    });
    told.collect()
}

fn tell(names: String, mut spans: impl Iterator<Item = Span>, elsewhere: &str) -> Diagnostic {
    let message = format!("{names} differ only in case or in their accents");
    let mut diagnostic = match FOLDS_NAMES {
        true => Diagnostic::error("same-but-for-case", message),
        false => Diagnostic::warning("same-but-for-case", message),
    };
    diagnostic.span = spans.next();
    diagnostic.also.extend(spans);
    diagnostic.help(format!("On macOS and Windows {elsewhere}: call one of them otherwise."))
}
