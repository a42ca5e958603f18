//! What is wrong with the addresses that were planned: two pages at one, or one that cannot be written.

use rustc_hash::FxHashMap;

use super::alike;
use super::ledger::{Ledger, Page};
use crate::base::path::unsafe_output;
use crate::diagnostic::{Diagnostic, Span};
use crate::page::kinds::KINDS;
use crate::site::fact::{Group, Subject};
use crate::site::store::Site;

/// Looks at all of them.
pub fn check(ledger: &Ledger, site: &Site) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for (url, claims) in ledger.contested() {
        let mut spans: Vec<Span> = claims.iter().map(|page| span(page, site)).collect();
        spans.sort();
        spans.dedup();
        let mut spans = spans.into_iter();
        let mut diagnostic =
            Diagnostic::error("same-address", format!("{} pages claim the address `{url}`", claims.len()));
        diagnostic.span = spans.next();
        diagnostic.also.extend(spans);
        diagnostics.push(diagnostic.help("Give one of them another `slug`, or take the alias away."));
    }
    for (url, paths) in site.contested_files() {
        let mut spans = paths.into_iter().map(Span::file);
        let mut diagnostic = Diagnostic::error("same-address", format!("several files would be published at `{url}`"));
        diagnostic.span = spans.next();
        diagnostic.also.extend(spans);
        diagnostics.push(diagnostic.help("Rename one of them."));
    }
    for paths in site.contested_profiles() {
        let mut spans = paths.into_iter().map(Span::file);
        let mut diagnostic = Diagnostic::error("same-profile", "several profiles are of one and the same name");
        diagnostic.span = spans.next();
        diagnostic.also.extend(spans);
        diagnostics.push(diagnostic.help("Join them into one file, or give one of them another `slug`."));
    }
    diagnostics.extend(file_and_folder(ledger, site));
    diagnostics.extend(alike::addresses(ledger, site));
    for (_, page) in ledger.pages() {
        if let Some(reason) = unsafe_output(&page.address.url) {
            diagnostics.push(
                Diagnostic::error("bad-address", format!("nothing can be written at `{}`: {reason}", page.address.url))
                    .at(span(page, site)),
            );
        }
    }
    diagnostics
}

/// An output that is a file where others need a folder of that name: `static/tags` beside `/tags/`.
fn file_and_folder(ledger: &Ledger, site: &Site) -> Vec<Diagnostic> {
    let mut folders: FxHashMap<&str, &Page> = FxHashMap::default();
    for (_, page) in ledger.pages() {
        let mut rest = page.address.url.trim_end_matches('/');
        if page.address.url.ends_with('/') {
            folders.entry(rest).or_insert(page);
        }
        while let Some((folder, _)) = rest.rsplit_once('/').filter(|(folder, _)| !folder.is_empty()) {
            // Whoever has been here before has been all the way up.
            if folders.insert(folder, page).is_some() {
                break;
            }
            rest = folder;
        }
    }
    let files = ledger.pages().filter(|(_, page)| !page.address.url.ends_with('/'));
    let mut found: Vec<Diagnostic> = files
        .filter_map(|(_, page)| {
            let other = folders.get(page.address.url.as_str())?;
            let message = format!("`{}` would be a file and a folder at once", page.address.url);
            Some(
                Diagnostic::error("file-and-folder", message)
                    .at(span(page, site))
                    .and_at(span(other, site).labelled(format!("`{}` needs the folder", other.address.url)))
                    .help("Rename the file."),
            )
        })
        .collect();
    found.sort_by(|a, b| a.message.cmp(&b.message));
    found
}

/// The file that a page is about, or what it lists in words.
pub(super) fn span(page: &Page, site: &Site) -> Span {
    let kind = KINDS.get(usize::from(page.address.kind)).map_or("", |kind| kind.name());
    match page.address.subject {
        Subject::Article(id) => match site.entry(id) {
            Some(entry) if kind == "alias" => Span::file(&entry.card.path).labelled("by an alias"),
            Some(entry) => Span::file(&entry.card.path),
            None => Span::default(),
        },
        Subject::Media(id) => match site.media(&site.texts.get(id)) {
            Some(media) => Span::file(&media.path),
            None => Span::default(),
        },
        Subject::Copy(id) => Span::file(format!("a smaller copy of a picture ({})", site.texts.get(id))),
        Subject::Shelf(id) => {
            let shelf = site.shelf(id);
            if kind == "alias" {
                let profile = site.profile(&shelf.key).or_else(|| site.profile_of_others(&shelf.key));
                return Span::file(profile.map_or("", |profile| &profile.path)).labelled("by a redirect");
            }
            let what = match shelf.key.group {
                Group::Section => format!("the section `{}`", shelf.key.key),
                Group::Term(taxonomy) => {
                    format!("`{}` of {}", shelf.key.key, site.config.taxonomies[usize::from(taxonomy)].name)
                }
                _ => format!("the listing `{}`", shelf.key.key),
            };
            Span::file(what)
        }
        _ => Span::file(format!("the output `{kind}`")),
    }
}
