//! Where the targets of links and pictures stand in a text, for those who change them and nothing else.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use super::braces::{self, Kind};
use super::pass::OPTIONS;

/// The targets of links and pictures that are written out, and of definitions (`[name]: target`), in their order: where each
/// stands, and what it is. Those that hold escaped signs are left out, as are bare addresses and those between `<` and `>`.
pub fn targets(body: &str) -> Vec<(Range<usize>, String)> {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut parser = Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES).into_offset_iter();
    for (event, range) in parser.by_ref() {
        let Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) = event else {
            continue;
        };
        if link_type != LinkType::Inline || dest_url.is_empty() {
            continue;
        }
        // The target stands after the last bracket that opens it.
        let written = &body[range.clone()];
        let at = written.match_indices("](").map(|(at, _)| at + "](".len()).filter_map(|at| {
            let blank = written[at..].len() - written[at..].trim_start_matches(['<', ' ', '\n']).len();
            written[at + blank..].starts_with(&*dest_url).then_some(at + blank)
        });
        if let Some(at) = at.last() {
            let start = range.start + at;
            found.push((start..start + dest_url.len(), dest_url.to_string()));
        }
    }
    for (_, definition) in parser.reference_definitions().iter().filter(|(_, definition)| !definition.dest.is_empty()) {
        let written = &body[definition.span.clone()];
        if let Some(at) = written.find("]:").and_then(|at| Some(at + written[at..].find(&*definition.dest)?)) {
            let start = definition.span.start + at;
            found.push((start..start + definition.dest.len(), definition.dest.to_string()));
        }
    }
    found.sort_unstable_by_key(|(range, _)| range.start);
    // A definition that is written within another thing counts once.
    let mut end = 0;
    found.retain(|(range, _)| {
        let is_next = range.start >= end;
        end = if is_next { range.end } else { end };
        is_next
    });
    found
}

/// Where calls of shortcodes begin, outside code, in their order: those with a body and their ends too.
pub fn calls(body: &str) -> Vec<usize> {
    let found = braces::find(body, OPTIONS).into_iter().filter(|found| matches!(found.kind, Kind::Tag(_)));
    found.map(|found| found.range.start).collect()
}
