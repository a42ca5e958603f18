//! What stands in braces in a text: shortcodes, and what only looks like them.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag as MarkdownTag};

use super::shortcode::{Fault, Tag, parse};

/// Finds everything in braces outside code, from left to right, each opening tag with the end that belongs to it.
pub fn find(source: &str, options: Options) -> Vec<Found> {
    match_ends(find_tags(source, &untouchable(source, options)))
}

pub struct Found {
    pub range: Range<usize>,
    pub kind: Kind,
    /// The `{% end %}` that belongs to an opening tag.
    pub end: Option<Range<usize>>,
}

pub enum Kind {
    Tag(Tag),
    /// Something else in braces, with what is wrong if it looks like a call.
    Literal(Option<&'static str>),
}

/// What is in braces outside the ranges that may not be touched, from left to right.
fn find_tags(source: &str, untouchable: &[Range<usize>]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut protected = untouchable.iter().peekable();
    while let Some(offset) = source[at..].find('{') {
        let brace = at + offset;
        at = brace + 1;
        while protected.next_if(|range| range.end <= brace).is_some() {}
        if protected.peek().is_some_and(|range| range.start <= brace) {
            continue;
        }
        let rest = &source[brace..];
        if !(rest.starts_with("{{") || rest.starts_with("{%")) {
            continue;
        }
        let escaped = source[..brace].ends_with('\\');
        let (kind, length) = match parse(rest) {
            Ok((_, length)) if escaped => (Kind::Literal(None), length),
            Ok((tag, length)) => (Kind::Tag(tag), length),
            Err(fault) => {
                let Some(length) = braces(rest) else { continue };
                (Kind::Literal(if let Fault::Malformed(why) = fault { Some(why) } else { None }), length)
            }
        };
        let start = if escaped && !matches!(kind, Kind::Tag(_)) { brace - 1 } else { brace };
        at = brace + length;
        found.push(Found { range: start..at, kind, end: None });
    }
    found
}

/// The length of something in braces that is no tag, up to the closing braces on the same line.
fn braces(text: &str) -> Option<usize> {
    const LONGEST: usize = 500;
    let closing: &[u8; 2] = if text.starts_with("{{") { b"}}" } else { b"%}" };
    let bytes = text.as_bytes();
    let line = &bytes[..bytes.len().min(LONGEST)];
    let line = &line[..memchr::memchr(b'\n', line).unwrap_or(line.len())];
    line.windows(2).position(|pair| pair == closing).map(|at| at + 2)
}

/// Gives each opening tag the end that closes it, the innermost first.
fn match_ends(mut tags: Vec<Found>) -> Vec<Found> {
    let mut open = Vec::new();
    for index in 0..tags.len() {
        match &tags[index].kind {
            Kind::Tag(Tag::Opening(_)) => open.push(index),
            Kind::Tag(Tag::Closing) => {
                if let Some(opening) = open.pop() {
                    tags[opening].end = Some(tags[index].range.clone());
                }
            }
            _ => {}
        }
    }
    tags
}

/// The ranges of code, of comments, and of HTML blocks whose text is not for people.
fn untouchable(source: &str, options: Options) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    if !source.contains(['`', '<', '\t']) && !source.contains("~~~") && !source.contains("    ") {
        return ranges;
    }
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        let untouchable = match event {
            Event::Code(_) | Event::Start(MarkdownTag::CodeBlock(_)) => true,
            Event::Start(MarkdownTag::HtmlBlock) => {
                let block = source[range.clone()].trim_start().get(..9).unwrap_or_default().to_ascii_lowercase();
                ["<!--", "<script", "<style", "<pre", "<textarea"].iter().any(|start| block.starts_with(start))
            }
            Event::InlineHtml(html) => html.starts_with("<!--"),
            _ => false,
        };
        if untouchable && ranges.last().is_none_or(|last| last.end <= range.start) {
            ranges.push(range);
        }
    }
    ranges
}
