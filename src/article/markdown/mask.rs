//! Shortcodes are taken out of a text before it is read as Markdown, so that Markdown cannot read their arguments.
//!
//! A first reading tells where code is, since code is never touched. Each tag elsewhere is replaced by a token of
//! digits between two special code points; a tag with a body is replaced together with it, and the body is read later as a text of its own.
//! Braces that are no shortcode are replaced too, so that they come out exactly as they were written.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::Options;

use super::Remark;
use super::braces::{self, Kind};
use super::place::{Origin, Places};
use super::shortcode::{Call, Tag};

/// Stands at both ends of a token: a code point that is no character and never will be, and that Markdown takes for part of
/// a word or an address. A text that holds it itself gets U+FFFD in its place.
pub const TOKEN: char = '\u{FDD0}';

/// Shortcodes within shortcodes, at most.
pub const DEEPEST: usize = 16;

/// A text with tokens in it.
pub struct Masked<'s> {
    pub text: Cow<'s, str>,
    /// From this text to the one it was made from.
    pub places: Places,
    pub hidden: Vec<Hidden<'s>>,
}

/// What a token stands for.
pub enum Hidden<'s> {
    Literal(&'s str),
    Shortcode {
        call: Call,
        /// The opening tag, in the original text.
        tag: Range<usize>,
        body: Option<Body<'s>>,
    },
}

pub struct Body<'s> {
    pub text: Cow<'s, str>,
    /// From the body to the original text.
    pub places: Places,
}

impl<'s> Masked<'s> {
    /// A text in which no shortcodes are looked for.
    pub fn bare(text: &'s str) -> Masked<'s> {
        Masked { text: Cow::Borrowed(text), places: Places::default(), hidden: Vec::new() }
    }

    pub fn has_bodies(&self) -> bool {
        self.hidden.iter().any(|hidden| matches!(hidden, Hidden::Shortcode { body: Some(_), .. }))
    }

    /// The text as it was written, where no shortcode can stand: in addresses, titles and the like.
    pub fn unmask<'t>(&self, source: &str, text: &'t str) -> Cow<'t, str> {
        if self.hidden.is_empty() || !text.contains(TOKEN) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(TOKEN) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            match token(rest).and_then(|(index, length)| Some((self.hidden.get(index)?, length))) {
                Some((Hidden::Literal(written), length)) => {
                    out.push_str(written);
                    rest = &rest[length..];
                }
                Some((Hidden::Shortcode { tag, .. }, length)) => {
                    out.push_str(&source[tag.clone()]);
                    rest = &rest[length..];
                }
                None => rest = &rest[TOKEN.len_utf8()..],
            }
        }
        out.push_str(rest);
        Cow::Owned(out)
    }
}

/// The token at the start of `text`: what it stands for, and its length.
pub fn token(text: &str) -> Option<(usize, usize)> {
    let inner = text.strip_prefix(TOKEN)?;
    let digits = inner.bytes().take(10).take_while(u8::is_ascii_digit).count();
    inner[digits..].starts_with(TOKEN).then_some(())?;
    Some((inner[..digits].parse().ok()?, digits + 2 * TOKEN.len_utf8()))
}

/// Takes the shortcodes out of `source`, which lies `depth` shortcodes deep; `origin` leads from it to its file.
pub fn mask<'s>(
    source: &'s str,
    options: Options,
    depth: usize,
    origin: Origin,
    remarks: &mut Vec<Remark>,
) -> Masked<'s> {
    if !memchr::memchr_iter(b'{', source.as_bytes())
        .any(|at| matches!(source.as_bytes().get(at + 1), Some(b'{' | b'%')))
    {
        return Masked::bare(source);
    }
    let tags = braces::find(source, options);
    let mut masked = Masked::bare("");
    let mut text = String::with_capacity(source.len());
    let mut from = 0;
    let mut remark = |range: &Range<usize>, code, message: String, help: &str| {
        let help = (!help.is_empty()).then(|| help.to_string());
        remarks.push(Remark { code, mark: origin.mark(range.clone()), message, help });
    };
    for found in tags {
        let range = found.range.clone();
        if range.start < from {
            continue;
        }
        let literal = Hidden::Literal(source[range.clone()].trim_start_matches('\\'));
        let mut whole = range.clone();
        let mut lines = None;
        let hidden = match found.kind {
            Kind::Tag(Tag::Whole(call)) => Hidden::Shortcode { call, tag: range.clone(), body: None },
            Kind::Tag(Tag::Opening(call)) => match found.end {
                Some(_) if depth >= DEEPEST => {
                    remark(
                        &range,
                        "shortcode-depth",
                        format!("`{}` lies more than {DEEPEST} shortcodes deep and stays text", call.name),
                        "",
                    );
                    literal
                }
                Some(end) => {
                    whole.end = end.end;
                    let inner = range.end..end.start;
                    lines = prefix_of_lines(source, &whole).filter(|_| source[inner.clone()].contains('\n'));
                    let body = Some(body_of(source, inner, lines.unwrap_or("")));
                    Hidden::Shortcode { call, tag: range.clone(), body }
                }
                None => {
                    let message = format!("`{}` has no `{{% end %}}` and stays text", call.name);
                    remark(
                        &range,
                        "unclosed-shortcode",
                        message,
                        "close it with `{% end %}`, or write `{{ … }}` if it has no body",
                    );
                    literal
                }
            },
            Kind::Tag(Tag::Closing) => {
                if depth < DEEPEST {
                    remark(
                        &range,
                        "stray-shortcode-end",
                        "this `{% end %}` ends nothing and stays text".to_string(),
                        "",
                    );
                }
                literal
            }
            Kind::Literal(fault) => {
                if let Some(fault) = fault {
                    remark(
                        &range,
                        "malformed-shortcode",
                        format!("this shortcode stays text: {fault}"),
                        "as in `{{ name(key=\"value\", other=3) }}`",
                    );
                }
                literal
            }
        };
        copy(&mut text, source, from..whole.start, &mut masked.places);
        if let Some(prefix) = lines {
            // A shortcode with lines of its own is no part of the paragraph around it: it gets empty lines beside it.
            text.truncate(text.len() - prefix.len());
            text.push_str(prefix.trim_end());
            text.push('\n');
            text.push_str(prefix);
        }
        masked.places.step(text.len(), whole.start);
        text.push_str(&format!("{TOKEN}{}{TOKEN}", masked.hidden.len()));
        if let Some(prefix) = lines {
            text.push('\n');
            text.push_str(prefix.trim_end());
        }
        masked.hidden.push(hidden);
        from = whole.end;
    }
    copy(&mut text, source, from..source.len(), &mut masked.places);
    masked.places.step(text.len(), source.len());
    masked.text = Cow::Owned(text);
    masked
}

/// Copies a stretch that holds no tag. The code point that tokens are made of may not come from elsewhere.
fn copy(text: &mut String, source: &str, range: Range<usize>, places: &mut Places) {
    for part in source[range.clone()].split_inclusive(TOKEN) {
        places.step(text.len(), part.as_ptr() as usize - source.as_ptr() as usize);
        match part.strip_suffix(TOKEN) {
            Some(part) => {
                text.push_str(part);
                text.push(char::REPLACEMENT_CHARACTER);
            }
            None => text.push_str(part),
        }
    }
}

/// What stands before a shortcode on its line, if that is only white space and the marks of quotes, and nothing stands
/// after its end: then it has its lines to itself.
fn prefix_of_lines<'s>(source: &'s str, whole: &Range<usize>) -> Option<&'s str> {
    let line = source[..whole.start].rfind('\n').map_or(0, |at| at + 1);
    let prefix = &source[line..whole.start];
    let rest = &source[whole.end..];
    let rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
    (rest.trim().is_empty() && prefix.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>'))).then_some(prefix)
}

/// A shortcode's body without the prefix of its lines, as within a list's item or a quote.
fn body_of<'s>(source: &'s str, range: Range<usize>, prefix: &str) -> Body<'s> {
    let body = &source[range.clone()];
    if prefix.is_empty() {
        return Body { text: Cow::Borrowed(body), places: Places::shifted(range.start) };
    }
    let mut text = String::with_capacity(body.len());
    let mut places = Places::default();
    let mut at = range.start;
    for (number, line) in body.split_inclusive('\n').enumerate() {
        let common = prefix.bytes().zip(line.bytes()).take_while(|(a, b)| a == b).count();
        let skipped = if number == 0 { 0 } else { common };
        places.step(text.len(), at);
        places.step(text.len(), at + skipped);
        text.push_str(&line[skipped..]);
        at += line.len();
    }
    places.step(text.len(), at);
    Body { text: Cow::Owned(text), places }
}
