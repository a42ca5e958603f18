//! Who is named in a text: the names of companies, people and products, found in one pass.
//!
//! Owns the automaton over all names, where a name begins and ends, and the places at which a first mention may become a
//! link. May import `piece`, `whole`, `base`. Absent from here: profiles and shelves, which are the site's: it hands in names
//! with numbers, and gets numbers back. What is found depends on the names that the site knows, so that a body is looked
//! through wherever it is read.
//!
//! A name is found within a paragraph, whatever stands between its words (a line break, emphasis), at the edges of words only,
//! and the longest of several wins. In code nothing is found at all.

mod edge;
mod markup;
pub mod names;
mod script;
pub mod sketch;
mod text;
mod word;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::names::{Found, Names};
use self::sketch::Sketch;
use self::text::{Place, Text, Zone, fold};
use super::piece::Piece;
use super::whole::Article;
use crate::base::stamp::Stamp;

/// What an article's text says of others: whom it names, and what is needed to tell whether it might hold another name.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Mentions {
    /// In the order of their first mention.
    pub named: Box<[Mention]>,
    /// Tells which stretches of the text are links by themselves.
    pub linked: Stamp,
    /// Empty where no name was looked for.
    pub sketch: Sketch,
}

/// Somebody who is named in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mention {
    /// The number that the site gave to who it is.
    pub who: u32,
    /// How often.
    pub count: u16,
}

/// Looks through an article for the names that the site knows and for those of its `own` front matter. The first mention of
/// each becomes a hole, which is filled when the page is made, if it is `linking`.
pub fn find(article: &mut Article, names: &Names, own: &Names, language: &str, linking: bool) -> Mentions {
    // Those whom the article lists itself are only looked for to be linked.
    if names.is_empty() && (own.is_empty() || !linking) {
        return Mentions::default();
    }
    let text = Text::of(article);
    // Without names of profiles there is nobody who may be written in other letters.
    let (mut found, sketch) = match names.is_empty() {
        true => Default::default(),
        false => names.find(&text.plain, &fold(&text.plain), language),
    };
    if !own.is_empty() {
        let of_own = own.find_exactly(&text.plain, language);
        found = names::apart(found.into_iter().chain(of_own).collect());
    }
    let mut named: Vec<Mention> = Vec::new();
    for one in &found {
        match named.iter_mut().find(|mention| mention.who == one.who) {
            Some(mention) => mention.count = mention.count.saturating_add(1),
            None => named.push(Mention { who: one.who, count: 1 }),
        }
    }
    let mut linked = Stamp::ABSENT;
    if linking {
        let links = links(&text, &found, &article.body);
        if !links.is_empty() {
            let places = links.values().flatten();
            let places = places.map(|(place, found)| (place.piece, place.at, place.end, found.taxonomy, &found.key));
            linked = Stamp::of(&places.collect::<Vec<_>>());
        }
        cut(&mut article.body, links);
    }
    Mentions { named: named.into(), linked, sketch }
}

/// The first mention of each that can be a link, unless a link of the author's leads there already.
fn links<'a>(text: &Text, found: &'a [Found], body: &[Piece]) -> BTreeMap<usize, Vec<(Place, &'a Found)>> {
    let mut settled: Vec<u32> = Vec::new();
    settled.extend(found.iter().filter(|one| text.zone(one.start) == Zone::Linked).map(|one| one.who));
    let mut links: BTreeMap<usize, Vec<(Place, &Found)>> = BTreeMap::new();
    for one in found.iter().filter(|one| one.linked) {
        if settled.contains(&one.who) {
            continue;
        }
        let Some(place) = text.place(one.start, one.end) else { continue };
        let Some(Piece::Html(html)) = body.get(place.piece) else { continue };
        if let Some((at, end)) = markup::whole(html, place.at, place.end) {
            settled.push(one.who);
            links.entry(place.piece).or_default().push((Place { at, end, ..place }, one));
        }
    }
    links
}

/// Cuts the finished HTML around each of these places.
fn cut(body: &mut Vec<Piece>, links: BTreeMap<usize, Vec<(Place, &Found)>>) {
    if links.is_empty() {
        return;
    }
    let mut pieces = Vec::with_capacity(body.len() + 2 * links.len());
    for (at, piece) in std::mem::take(body).into_iter().enumerate() {
        let (Some(links), Piece::Html(html)) = (links.get(&at), &piece) else {
            pieces.push(piece);
            continue;
        };
        let mut from = 0;
        // Widened by the elements around them, two might touch the same one.
        for (place, found) in links {
            if place.at < from {
                continue;
            }
            if place.at > from {
                pieces.push(Piece::Html(html[from..place.at].to_string()));
            }
            pieces.push(Piece::Mention {
                taxonomy: found.taxonomy,
                key: found.key.clone(),
                html: html[place.at..place.end].to_string(),
            });
            from = place.end;
        }
        if from < html.len() {
            pieces.push(Piece::Html(html[from..].to_string()));
        }
    }
    *body = pieces;
}

#[cfg(test)]
mod tests;
