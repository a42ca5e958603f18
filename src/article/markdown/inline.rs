//! What stands within a line: links, pictures, code, tags, breaks and marks.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, TagEnd};

use super::frame::Frame;
use super::mask::{Hidden, TOKEN, token};
use super::pass::{Open, Pass};
use super::place::Origin;
use super::shared::Depth;
use super::{Remark, count, footnote, pass, picture, punctuation, raw_html};
use crate::article::piece::{Mark, Picture, Piece, Shortcode};
use crate::config::settings::text::RawHtml;

/// What a mark beside a picture or a shortcode takes it for: something that is neither space nor punctuation.
const OBJECT: char = '\u{FFFC}';

impl<'t> Pass<'t, '_> {
    pub(super) fn open_inline(&mut self, html: &str) {
        self.inline += 1;
        self.frame.html.push_str(html);
        self.end_newline = false;
    }

    pub(super) fn close_inline(&mut self, html: &str) {
        self.inline = self.inline.saturating_sub(1);
        self.frame.html.push_str(html);
        self.end_newline = false;
    }

    pub(super) fn unmask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.masked.unmask(self.source, text)
    }

    pub(super) fn start_link(&mut self, kind: LinkType, target: &str, title: &str, range: Range<usize>) {
        let target = self.unmask(target);
        let target = if kind == LinkType::Email { format!("mailto:{target}") } else { target.into_owned() };
        let mark = self.mark(range);
        let open = if self.is_forbidden(&target, mark) {
            Open::Bare
        } else {
            Open::Link { target, title: self.unmask(title).into_owned(), mark }
        };
        self.inline += 1;
        self.links += 1;
        self.push_frame(open);
    }

    pub(super) fn end_link(&mut self) {
        self.inline = self.inline.saturating_sub(1);
        self.links = self.links.saturating_sub(1);
        self.end_newline = false;
        match self.pop_frame() {
            Some((frame, Open::Link { target, title, mark })) => {
                let inner = self.pieces_of(frame);
                self.frame.push(Piece::Link { target, title, inner, mark });
            }
            Some((frame, _)) => self.merge(frame),
            None => {}
        }
    }

    pub(super) fn merge(&mut self, frame: Frame) {
        self.frame.merge(frame);
    }

    /// Whether an address is one that only authors who are trusted may write.
    fn is_forbidden(&mut self, target: &str, mark: Mark) -> bool {
        let forbidden = self.rules.html != RawHtml::Allow && raw_html::is_unsafe(target);
        if forbidden {
            let message = "this address would run a program in the reader's browser, and is left out".to_string();
            self.shared.remarks.push(Remark { code: "unsafe-link", mark, message, help: None });
        }
        forbidden
    }

    /// Reads an image to its end: what it holds is its alternative text.
    pub(super) fn picture(
        &mut self,
        source: &str,
        title: &str,
        range: Range<usize>,
        events: &mut impl Iterator<Item = (Event<'t>, Range<usize>)>,
    ) {
        let mut alt = String::new();
        let mut depth = 0;
        for (event, _) in events {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(TagEnd::Image) if depth == 0 => break,
                Event::End(_) => depth -= 1,
                Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => alt.push_str(&text),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        let mark = self.mark(range);
        let source = self.unmask(source).into_owned();
        if !self.is_forbidden(&source, mark) {
            let title = self.unmask(title);
            let (caption, credit) = picture::split_title(&title);
            let typeset = |text: &str| match self.rules.smart_punctuation {
                true => punctuation::apply(text, self.rules.language),
                false => text.to_string(),
            };
            let (caption, credit) = (typeset(caption), typeset(credit));
            let alt = self.unmask(&alt).into_owned();
            self.frame.push(Piece::Picture(Picture { source, alt, caption, credit, block: false, mark }));
        }
        self.after_object();
    }

    fn after_object(&mut self) {
        self.end_newline = false;
        self.before = Some(OBJECT);
    }

    pub(super) fn code(&mut self, code: &str) {
        let code = self.unmask(code);
        self.frame.html.push_str("<code>");
        self.put_escaped(&code);
        self.frame.html.push_str("</code>");
        self.shared.words += count::words(&code, &mut self.within_word);
        self.before = code.chars().next_back().or(self.before);
    }

    pub(super) fn line_break(&mut self, html: &str) {
        self.frame.html.push_str(html);
        self.frame.html.push('\n');
        self.end_newline = true;
        if self.collectors > 0 {
            self.plain.push(' ');
        }
        self.before = None;
        self.within_word = false;
    }

    pub(super) fn task(&mut self, done: bool) {
        let (checked, label) = if done { (" checked=\"\"", self.wording.done) } else { ("", self.wording.to_do) };
        let html = format!("<input disabled=\"\" type=\"checkbox\"{checked} aria-label=\"{label}\">\n");
        self.frame.html.push_str(&html);
        self.end_newline = true;
    }

    pub(super) fn footnote_reference(&mut self, name: &str) {
        let number = match self.numbers.get(name) {
            Some(number) => *number,
            None => {
                self.shared.notes.push(footnote::Note::default());
                self.numbers.insert(name.to_string(), self.shared.notes.len());
                self.shared.notes.len()
            }
        };
        let note = &mut self.shared.notes[number - 1];
        note.references += 1;
        footnote::write_reference(&mut self.frame.html, number, note.references, self.links + self.anchors > 0);
        self.end_newline = false;
    }

    /// A single tag, a comment or the like within a line.
    pub(super) fn inline_html(&mut self, html: &str) {
        self.end_newline = false;
        if self.rules.html == RawHtml::Forbid {
            let html = self.unmask(html);
            return self.put_escaped(&html);
        }
        let (closes, name) = raw_html::tag_name(html);
        let open = match name.as_str() {
            "a" => &mut self.anchors,
            name if raw_html::is_literal(name) => &mut self.literals,
            _ => return self.raw_html(html, false),
        };
        *open = if closes { open.saturating_sub(1) } else { *open + usize::from(!html.ends_with("/>")) };
        self.raw_html(html, false);
    }

    /// HTML as the author wrote it, with the shortcodes that stand between its tags.
    pub(super) fn raw_html(&mut self, html: &str, block: bool) {
        self.frame.raw = true;
        let limited = match self.rules.html {
            RawHtml::Sanitize => self.elements.limit(html),
            _ => Cow::Borrowed(html),
        };
        let mut rest = &*limited;
        let mut in_tag = false;
        while let Some(at) = rest.find(TOKEN) {
            in_tag = match rest[..at].rfind(['<', '>']) {
                Some(last) => rest[last..].starts_with('<'),
                None => in_tag,
            };
            self.frame.html.push_str(&rest[..at]);
            rest = &rest[at..];
            let Some((index, length)) = token(rest) else { break };
            if in_tag {
                let written = self.unmask(&rest[..length]).into_owned();
                self.frame.html.push_str(&written);
            } else {
                self.shortcode(index, block);
            }
            rest = &rest[length..];
        }
        self.frame.html.push_str(rest);
    }

    /// What a token stands for.
    pub(super) fn shortcode(&mut self, index: usize, block: bool) {
        let masked = self.masked;
        match masked.hidden.get(index) {
            Some(Hidden::Literal(written)) => self.put_escaped(written),
            Some(Hidden::Shortcode { call, tag, body }) => {
                let inner = body.as_ref().map(|body| {
                    let around = self.origin;
                    let origin = Origin { places: &body.places, parent: Some(&around) };
                    let depth =
                        Depth { shortcodes: self.depth.shortcodes + 1, quotes: self.depth.quotes + self.quotes.len() };
                    pass::read(&body.text, origin, self.rules, self.known, depth, self.shared)
                });
                self.frame.push(Piece::Shortcode(Shortcode {
                    name: call.name.clone(),
                    arguments: call.arguments.clone(),
                    inner,
                    written: self.source[tag.clone()].to_string(),
                    block,
                    mark: self.origin.mark(tag.clone()),
                }));
                self.after_object();
            }
            None => {}
        }
    }
}
