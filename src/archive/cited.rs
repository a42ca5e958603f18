//! What the published articles of a site cite.

use std::collections::BTreeSet;

use crate::article::piece::Piece;
use crate::article::place::Sort;
use crate::base::date::Day;
use crate::base::web::without_tracking;
use crate::fetch::guard::{is_inside, readable};
use crate::page::world::World;

/// One address, and by which article it is cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// As it is published.
    pub url: String,
    /// The newest article that cites it.
    pub path: String,
    /// When it was so: the source's own day, else the article's.
    pub day: Day,
}

/// What to look for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// The links of texts too.
    pub links: bool,
    /// Only of articles of this day or later.
    pub since: Option<Day>,
    /// What lies inside a private network too.
    pub private: bool,
}

/// Each address once, those of the newest articles first. What is held back cites nothing yet.
pub fn cited(world: &World, wanted: Wanted) -> Vec<Cited> {
    let site = &world.site;
    let mut entries: Vec<_> =
        site.entries().filter(|entry| matches!(entry.card.sort, Sort::Article | Sort::Page)).collect();
    entries.sort_by(|a, b| (b.card.order.seconds, &a.card.path).cmp(&(a.card.order.seconds, &b.card.path)));
    let mut known = BTreeSet::new();
    let mut all = Vec::new();
    for entry in entries {
        let own = entry.card.order.day();
        if wanted.since.is_some_and(|since| own < since) {
            continue;
        }
        let path = &entry.card.path;
        let Some(article) = world.articles.get(&world.root, path, entry.card.source, site) else { continue };
        let sources = article.details.sources.iter();
        let sources =
            sources.filter_map(|source| Some((source.url.clone()?, source.date.map_or(own, |date| date.day()))));
        let mut found: Vec<(String, Day)> = sources.collect();
        if wanted.links {
            let mut links = Vec::new();
            gather(&article.body, &mut links);
            found.extend(links.into_iter().map(|link| (link, own)));
        }
        for (url, day) in found {
            if readable(&url).is_ok_and(|url| wanted.private || !is_inside(&url)) && known.insert(url.clone()) {
                all.push(Cited { url, path: path.clone(), day });
            }
        }
    }
    all
}

/// The links of a body that lead out of the site, in their order.
fn gather(pieces: &[Piece], links: &mut Vec<String>) {
    for piece in pieces {
        match piece {
            Piece::Link { target, inner, .. } => {
                if target.starts_with("https://") || target.starts_with("http://") {
                    links.push(without_tracking(target).into_owned());
                }
                gather(inner, links);
            }
            Piece::Heading { inner, .. } | Piece::Quote { inner, .. } => gather(inner, links),
            Piece::Shortcode(shortcode) => gather(shortcode.inner.as_deref().unwrap_or_default(), links),
            Piece::Html(_)
            | Piece::Mention { .. }
            | Piece::Entity { .. }
            | Piece::Picture(_)
            | Piece::Code { .. }
            | Piece::More => {}
        }
    }
}
