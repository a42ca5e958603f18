//! A link on a published page that leads nowhere: in HTML of the author's own, in a template, in a menu.

use std::collections::BTreeMap;
use std::fs;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::piece::Piece;
use crate::check::html::{self, Tag, plain};
use crate::check::looked::Looked;
use crate::check::output::{Output, within};
use crate::check::rule::{Needs, Rule, Told};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};
use crate::diagnostic::{Span, locate};
use crate::site::fact::Subject;
use crate::site::target::{Target, question};

pub struct PageLink;

impl Rule for PageLink {
    fn name(&self) -> &'static str {
        "page-link"
    }

    fn reason(&self) -> &'static str {
        "Templates, menus and HTML within texts have links too, which only the finished pages show."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Error
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.page_link
    }

    fn needs(&self) -> Needs {
        Needs::Output
    }

    fn site(&self, looked: &Looked<'_>, told: &mut Told) {
        let Some(output) = &looked.output else { return };
        let pages: Vec<&String> = output.files.iter().filter(|file| file.ends_with(".html")).collect();
        let seen: Vec<Seen> = pages.par_iter().map(|file| links(looked.config(), output, file)).collect();
        let unknown = unknown_anchors(output, &seen);
        // One broken link of a menu stands on every page: it is told once.
        let mut dead: BTreeMap<(String, String), Vec<(&str, &Link)>> = BTreeMap::new();
        for (page, seen) in pages.iter().zip(&seen) {
            let is_unknown = |link: &&Link| unknown.contains(&(link.address.clone(), link.anchor.clone()));
            let anchors = seen.anchored.iter().filter(is_unknown).map(|link| (link, link.anchor.clone()));
            for (link, anchor) in seen.dead.iter().map(|link| (link, String::new())).chain(anchors) {
                if !is_told(looked, page, link) {
                    dead.entry((link.address.clone(), anchor)).or_default().push((page.as_str(), link));
                }
            }
        }
        for ((address, anchor), links) in dead {
            let Some((page, link)) = links.first() else { continue };
            let message = match anchor.as_str() {
                "" => format!("`{address}` leads nowhere in this site"),
                anchor => format!("`{address}` has no anchor `{anchor}`"),
            };
            let help = match links.len() {
                1 => format!("It stands in `{}`.", output.named(page)),
                pages => format!("It stands in `{}` and in {} more places.", output.named(page), pages - 1),
            };
            told.say(span(looked, output, page, link), message, help);
        }
    }
}

/// A link of a page, as it is written and where it leads.
struct Link {
    href: String,
    /// In bytes of the page.
    at: usize,
    length: usize,
    address: String,
    anchor: String,
}

/// What a page links to that needs a second look.
#[derive(Default)]
struct Seen {
    dead: Vec<Link>,
    /// There is such a page, and the anchor is still to be seen.
    anchored: Vec<Link>,
}

fn links(config: &Config, output: &Output, page: &str) -> Seen {
    let mut seen = Seen::default();
    let Ok(bytes) = fs::read(output.folder.join(page)) else { return seen };
    let text = String::from_utf8_lossy(&bytes);
    let mut known: FxHashSet<&str> = FxHashSet::default();
    html::tags(&text, &mut |tag| {
        for (href, at) in addresses(tag) {
            // Most pages say most addresses several times.
            if !known.insert(href) {
                continue;
            }
            let href_plain = plain(href);
            let Some((address, anchor)) = within(config, page, &href_plain) else { continue };
            let is_there = output.at(&address);
            let link = Link { href: href_plain.into_owned(), at, length: href.len(), address, anchor };
            match is_there {
                None => seen.dead.push(link),
                Some(file) if !link.anchor.is_empty() && link.anchor != "top" && file.ends_with(".html") => {
                    seen.anchored.push(link);
                }
                Some(_) => {}
            }
        }
    });
    seen
}

/// What a tag leads to, or loads.
fn addresses<'a>(tag: &Tag<'a>) -> Vec<(&'a str, usize)> {
    let wanted: &[&str] = match tag.name {
        "a" | "area" | "link" => &["href"],
        "img" | "source" => &["src", "srcset"],
        "script" | "iframe" | "audio" | "embed" | "track" => &["src"],
        "video" => &["src", "poster"],
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    for attribute in tag.attributes().into_iter().filter(|one| wanted.contains(&one.name) && !one.value.is_empty()) {
        if attribute.name != "srcset" {
            found.push((attribute.value, attribute.place.start));
            continue;
        }
        let mut at = attribute.place.start;
        for part in attribute.value.split_inclusive(',') {
            let blank = part.len() - part.trim_start().len();
            let address = part.trim_start().split([' ', ',']).next().unwrap_or_default();
            if !address.is_empty() {
                found.push((address, at + blank));
            }
            at += part.len();
        }
    }
    found
}

/// Which anchors are not there, of those that somebody links to.
fn unknown_anchors(output: &Output, seen: &[Seen]) -> FxHashSet<(String, String)> {
    let mut asked: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
    for link in seen.iter().flat_map(|seen| &seen.anchored) {
        asked.entry(&link.address).or_default().insert(&link.anchor);
    }
    let asked: Vec<(&str, FxHashSet<&str>)> = asked.into_iter().collect();
    let unknown = asked.par_iter().flat_map_iter(|(address, anchors)| {
        let file = output.at(address).unwrap_or_default();
        let bytes = fs::read(output.folder.join(file)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let mut open = anchors.clone();
        html::tags(&text, &mut |tag| {
            for attribute in tag.attributes() {
                if attribute.name == "id" || attribute.name == "name" && tag.is("a") {
                    open.remove(&*plain(attribute.value));
                }
            }
        });
        let mut open: Vec<&str> = open.into_iter().collect();
        open.sort_unstable();
        open.into_iter().map(|anchor| (address.to_string(), anchor.to_string())).collect::<Vec<_>>()
    });
    unknown.collect()
}

/// The text that a page shows.
fn text_of<'t>(looked: &'t Looked<'_>, page: &str) -> Option<&'t Text<'t>> {
    let url = format!("/{page}");
    let url = url.strip_suffix("index.html").unwrap_or(&url);
    let ledger = looked.engine.ledger();
    match ledger.page(ledger.find(url)?)?.address.subject {
        Subject::Article(id) => looked.text(&looked.site().entry(id)?.card.path),
        Subject::Shelf(id) => {
            let key = &looked.site().shelf(id).key;
            looked.text(&looked.site().profile(key)?.path)
        }
        _ => None,
    }
}

/// Whether `internal-link` has told of it: the text says so in Markdown.
fn is_told(looked: &Looked<'_>, page: &str, link: &Link) -> bool {
    let Some(text) = text_of(looked, page) else { return false };
    let mut is_told = false;
    text.walk(&mut |piece| {
        let target = match piece {
            Piece::Link { target, .. } => target,
            Piece::Picture(picture) => &picture.source,
            _ => return,
        };
        // Only what has the same anchor can have been told of it, and to ask the site for each link would take long.
        let has_anchor = || target.rsplit_once('#').is_some_and(|(_, anchor)| anchor == link.anchor);
        is_told |= *target == link.href
            || !link.anchor.is_empty()
                && has_anchor()
                && matches!(looked.site().target(&question(text.path, target)), Target::NoAnchor(address, _) if address == link.address);
    });
    is_told
}

/// Where the address is written: in the text of the page, or else in the page itself.
fn span(looked: &Looked<'_>, output: &Output, page: &str, link: &Link) -> Span {
    if let Some(text) = text_of(looked, page)
        && let Some(at) = whole(&text.source, &link.href)
    {
        return text.at(at, link.href.len());
    }
    let bytes = fs::read(output.folder.join(page)).unwrap_or_default();
    locate::span(&output.named(page), &String::from_utf8_lossy(&bytes), link.at, link.length)
}

/// Where an address stands in a text by itself, and not as a part of another.
fn whole(text: &str, address: &str) -> Option<usize> {
    let is_edge = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "\"'()<>[]=|`,".contains(c));
    text.match_indices(address)
        .map(|(at, _)| at)
        .find(|at| is_edge(text[..*at].chars().next_back()) && is_edge(text[at + address.len()..].chars().next()))
}
