//! An address with parameters that only follow the reader.

use crate::article::piece::Piece;
use crate::base::web::without_tracking;
use crate::check::looked::Looked;
use crate::check::rule::{Rule, Told};
use crate::check::text::Text;
use crate::config::Config;
use crate::config::settings::checks::{Checks, Level};

pub struct TrackingParameter;

impl Rule for TrackingParameter {
    fn name(&self) -> &'static str {
        "tracking-parameter"
    }

    fn reason(&self) -> &'static str {
        "`utm_source`, `fbclid` and the like tell others who reads you, and make two addresses of one page."
    }

    fn level(&self, _: &Config) -> Level {
        Level::Warn
    }

    fn set(&self, checks: &Checks) -> Option<Level> {
        checks.tracking_parameter
    }

    fn mends(&self) -> bool {
        true
    }

    fn text(&self, text: &Text<'_>, _: &Looked<'_>, told: &mut Told) {
        let help = |clean: &str| format!("`{clean}` leads to the same page; `rassegna check --fix` writes it.");
        let (begin, front) = text.front();
        for (at, url) in addresses(front) {
            let clean = without_tracking(url);
            if clean != url {
                told.say(text.at(begin + at, url.len()), "this address follows the reader", help(&clean));
            }
        }
        text.walk(&mut |piece| {
            let Piece::Link { target, mark, .. } = piece else { return };
            let clean = without_tracking(target);
            if clean != *target {
                told.say(text.first_line(*mark), "this link follows the reader", help(&clean));
            }
        });
    }
}

/// The addresses in a text that is no Markdown, with their places.
fn addresses(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("http").filter_map(|(at, _)| {
        let rest = &text[at..];
        if !(rest.starts_with("http://") || rest.starts_with("https://")) {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || "\"'<>{}[]()".contains(c)).unwrap_or(rest.len());
        Some((at, rest[..end].trim_end_matches([',', '.', ';'])))
    })
}
