//! The links of a text that lead to other sites, with the places where they are written.

use super::text::Text;
use crate::article::details::Target;
use crate::article::piece::{Mark, Piece};
use crate::diagnostic::Span;
use crate::site::target::is_outside;

/// Where a link is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Spot {
    Body(Mark),
    /// The keys that lead to it.
    Field(Vec<String>),
}

/// A link to another site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    pub url: String,
    pub spot: Spot,
}

impl Link {
    pub fn span(&self, text: &Text<'_>) -> Span {
        match &self.spot {
            Spot::Body(mark) => text.first_line(*mark),
            Spot::Field(keys) => text.field(&keys.iter().map(String::as_str).collect::<Vec<_>>()),
        }
    }
}

fn is_web(url: &str) -> bool {
    let scheme = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    scheme.starts_with("http://") || scheme.starts_with("https://")
}

/// Sources, pages that an issue picks, whose pictures are, and what the body links to; in this order.
pub fn outside(text: &Text<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    if let Some(article) = &text.article {
        let details = &article.details;
        let mut field = |url: &Option<String>, keys: &[&str]| {
            if let Some(url) = url.as_ref().filter(|url| is_web(url)) {
                let keys = keys.iter().map(ToString::to_string).collect();
                links.push(Link { url: url.clone(), spot: Spot::Field(keys) });
            }
        };
        for (at, source) in details.sources.iter().enumerate() {
            field(&source.url, &["sources", &at.to_string(), "url"]);
        }
        field(&details.canonical, &["canonical"]);
        if let Some(image) = &details.image {
            field(&image.credit_url, &["image", "credit_url"]);
        }
        for (at, group) in details.edition.iter().flat_map(|edition| edition.groups.iter().enumerate()) {
            for (pick, one) in group.picks.iter().enumerate() {
                if let Target::Outside { url, .. } = &one.target {
                    field(&Some(url.clone()), &["groups", &at.to_string(), "picks", &pick.to_string(), "url"]);
                }
            }
        }
    }
    text.walk(&mut |piece| {
        let Piece::Link { target, mark, .. } = piece else { return };
        if is_outside(target) && is_web(target) {
            links.push(Link { url: target.clone(), spot: Spot::Body(*mark) });
        }
    });
    links
}
