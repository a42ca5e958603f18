//! The one pass over the events of a text.
//!
//! HTML is appended to the open frame; a link, a heading, a quote or a note opens a frame of its own, which becomes a piece
//! of its parent's when it closes. What needs no hole is written exactly as pulldown-cmark's own writer writes it.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, BrokenLink, CowStr, Event, Options, Parser};

use super::frame::{Frame, Spot};
use super::mask::{Masked, mask};
use super::place::{Origin, Places};
use super::punctuation::Punctuation;
use super::quote::Cut;
use super::raw_html::{OpenElements, sanitize};
use super::shared::{Definitions, Depth, Shared};
use super::wording::{self, Wording};
use super::{Remark, Rules};
use crate::article::piece::{Mark, Piece};
use crate::config::settings::text::RawHtml;

pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_DEFINITION_LIST);

/// Reads `source` to pieces.
pub fn read(
    source: &str,
    origin: Origin,
    rules: &Rules,
    known: &Definitions,
    depth: Depth,
    shared: &mut Shared,
) -> Vec<Piece> {
    let masked = mask(source, OPTIONS, depth.shortcodes, origin, &mut shared.remarks);
    #[expect(clippy::needless_late_init, reason = "it has to outlive the parser, which it is made from")]
    let own;
    let lookup = (!known.is_empty()).then(|| look_up(known));
    let parser = Parser::new_with_broken_link_callback(&masked.text, OPTIONS, lookup);
    own = masked.has_bodies().then(|| {
        let mut definitions = known.clone();
        for (label, link) in parser.reference_definitions().iter() {
            let title = link.title.as_deref().unwrap_or_default();
            definitions.insert(label.to_lowercase(), (link.dest.to_string(), title.to_string()));
        }
        definitions
    });
    let mut pass = Pass::new(source, &masked, origin, rules, own.as_ref().unwrap_or(known), depth, shared);
    pass.run(parser.into_offset_iter());
    pass.finish()
}

fn look_up<'i>(known: &Definitions) -> impl FnMut(BrokenLink<'i>) -> Option<(CowStr<'i>, CowStr<'i>)> {
    |broken| {
        let (target, title) = known.get(&broken.reference.to_lowercase())?;
        Some((target.clone().into(), title.clone().into()))
    }
}

/// Reads a text as one line of inline Markdown. An entity at its start keeps it from being anything but a paragraph.
pub fn read_inline(text: &str, rules: &Rules) -> Vec<Piece> {
    const START: &str = "&zwnj;";
    let mut line = String::with_capacity(START.len() + text.len());
    line.push_str(START);
    for (number, word) in text.split_whitespace().enumerate() {
        line.push_str(if number == 0 { "" } else { " " });
        line.push_str(word);
    }
    let line = line.replace('\0', "\u{FFFD}");
    let places = Places::default();
    let origin = Origin { places: &places, parent: None };
    let masked = Masked::bare(&line);
    let (known, mut shared) = (Definitions::new(), Shared::default());
    let mut pass = Pass::new(&line, &masked, origin, rules, &known, Depth::default(), &mut shared);
    pass.inline_only = true;
    let events = Parser::new_ext(&line, OPTIONS).into_offset_iter();
    pass.run(events.filter(|(event, range)| range.end > START.len() || !matches!(event, Event::Text(_))));
    pass.finish()
}

/// What a frame becomes when it closes.
pub(super) enum Open {
    Link {
        target: String,
        title: String,
        mark: Mark,
    },
    /// Nothing of its own: its content goes to its parent.
    Bare,
    Heading {
        level: u8,
        id: Option<String>,
        classes: Vec<String>,
        plain: usize,
        mark: Mark,
    },
    Quote,
    Note {
        name: String,
        mark: Mark,
        end_newline: bool,
    },
    Attribution {
        plain: usize,
    },
}

pub(super) struct Quote {
    /// Written as HTML, since it lies too deep.
    pub(super) flat: bool,
    /// The containers that are open within it when one of its own paragraphs begins.
    pub(super) level: usize,
    pub(super) cut: Option<Cut>,
    pub(super) by: Option<String>,
    pub(super) mark: Mark,
}

pub(super) struct Paragraph {
    /// Where it begins, and where its content begins.
    pub(super) spot: Spot,
    pub(super) tag: usize,
    pub(super) end_newline: bool,
    /// Where its plain text begins, if it is collected.
    pub(super) plain: Option<usize>,
}

pub(super) struct Pass<'t, 's> {
    /// The text as it was written, and as pulldown-cmark reads it: without shortcodes.
    pub(super) source: &'t str,
    pub(super) text: &'t str,
    pub(super) masked: &'t Masked<'t>,
    pub(super) origin: Origin<'t>,
    pub(super) rules: &'t Rules<'t>,
    pub(super) known: &'t Definitions,
    pub(super) shared: &'s mut Shared,
    pub(super) depth: Depth,
    pub(super) wording: &'static Wording,
    pub(super) inline_only: bool,

    pub(super) frame: Frame,
    pub(super) open: Vec<(Frame, Open)>,
    spare: Vec<String>,
    /// Whether the HTML written last ended in a newline.
    pub(super) end_newline: bool,

    /// Plain text that has not been handled yet: consecutive events that are consecutive in the text.
    pub(super) run: Range<usize>,
    pub(super) before: Option<char>,
    pub(super) within_word: bool,
    pub(super) punctuation: Punctuation,
    /// The plain text of what somebody collects it for.
    pub(super) plain: String,
    pub(super) collectors: usize,

    pub(super) containers: usize,
    pub(super) quotes: Vec<Quote>,
    pub(super) paragraph: Option<Paragraph>,
    /// Open emphasis and links: an attribution cannot begin within them.
    pub(super) inline: usize,
    pub(super) links: usize,
    /// Raw elements that are open: `a`, and those within which text is literal.
    pub(super) anchors: usize,
    pub(super) literals: usize,
    pub(super) elements: OpenElements,
    pub(super) alignments: Vec<Alignment>,
    pub(super) cell: usize,
    pub(super) in_head: bool,
    pub(super) in_table: bool,
    pub(super) numbers: HashMap<String, usize>,
    pub(super) notes: HashMap<String, (Vec<Piece>, Mark)>,
}

impl<'t, 's> Pass<'t, 's> {
    fn new(
        source: &'t str,
        masked: &'t Masked<'t>,
        origin: Origin<'t>,
        rules: &'t Rules<'t>,
        known: &'t Definitions,
        depth: Depth,
        shared: &'s mut Shared,
    ) -> Pass<'t, 's> {
        let text: &str = &masked.text;
        Pass {
            source,
            text,
            masked,
            origin,
            rules,
            known,
            shared,
            depth,
            wording: wording::of(rules.language),
            inline_only: false,
            frame: Frame { html: String::with_capacity(text.len() + text.len() / 4), ..Frame::default() },
            open: Vec::new(),
            spare: Vec::new(),
            end_newline: true,
            run: 0..0,
            before: None,
            within_word: false,
            punctuation: Punctuation::new(rules.language),
            plain: String::new(),
            collectors: 0,
            containers: 0,
            quotes: Vec::new(),
            paragraph: None,
            inline: 0,
            links: 0,
            anchors: 0,
            literals: 0,
            elements: OpenElements::default(),
            alignments: Vec::new(),
            cell: 0,
            in_head: false,
            in_table: false,
            numbers: HashMap::new(),
            notes: HashMap::new(),
        }
    }

    pub(super) fn mark(&self, range: Range<usize>) -> Mark {
        Origin { places: &self.masked.places, parent: Some(&self.origin) }.mark(range)
    }

    fn run(&mut self, events: impl Iterator<Item = (Event<'t>, Range<usize>)>) {
        let mut events = events;
        while let Some((event, range)) = events.next() {
            if let Event::Text(text) = &event
                && self.is_source(text, &range)
                && self.extend_run(&range)
            {
                continue;
            }
            self.flush_run();
            match event {
                Event::Start(tag) => self.start(tag, range, &mut events),
                Event::End(tag) => self.end(tag),
                Event::Text(text) => {
                    // The range starts anew, or the text is not as it is written (`&amp;`).
                    if self.is_source(&text, &range) {
                        self.run = range;
                    } else {
                        self.synthesized(&text);
                    }
                }
                Event::Code(code) => self.code(&code),
                Event::InlineHtml(html) | Event::Html(html) => self.inline_html(&html),
                Event::SoftBreak => self.line_break(""),
                Event::HardBreak => self.line_break("<br />"),
                Event::Rule => {
                    self.fresh_line();
                    self.write_block("<hr />\n");
                }
                Event::FootnoteReference(name) => self.footnote_reference(&name),
                Event::TaskListMarker(done) => self.task(done),
                // Mathematics is not switched on.
                Event::InlineMath(text) | Event::DisplayMath(text) => self.synthesized(&text),
            }
        }
        self.flush_run();
    }

    /// Whether an event's text is the text itself rather than something made of it.
    fn is_source(&self, text: &CowStr, range: &Range<usize>) -> bool {
        matches!(text, CowStr::Borrowed(text) if text.len() == range.len() && text.as_ptr() == self.text[range.start..].as_ptr())
    }

    pub(super) fn fresh_line(&mut self) {
        if !self.end_newline {
            self.frame.html.push('\n');
            self.end_newline = true;
        }
    }

    /// Writes a part of a block, which ends what was typeset together before.
    pub(super) fn write_block(&mut self, html: &str) {
        self.frame.html.push_str(html);
        self.end_newline = html.ends_with('\n');
        self.begin_block();
    }

    pub(super) fn begin_block(&mut self) {
        self.before = None;
        self.within_word = false;
        self.punctuation.reset();
        (self.anchors, self.literals) = (0, 0);
    }

    pub(super) fn push_frame(&mut self, open: Open) {
        let frame = Frame { html: self.spare.pop().unwrap_or_default(), ..Frame::default() };
        self.open.push((std::mem::replace(&mut self.frame, frame), open));
    }

    /// Closes the open frame. There is one for each that was opened, since pulldown-cmark's events are balanced.
    pub(super) fn pop_frame(&mut self) -> Option<(Frame, Open)> {
        let (parent, open) = self.open.pop()?;
        Some((std::mem::replace(&mut self.frame, parent), open))
    }

    /// A closed frame's content as pieces.
    pub(super) fn pieces_of(&mut self, mut frame: Frame) -> Vec<Piece> {
        if frame.raw && self.rules.html == RawHtml::Sanitize {
            return sanitize(frame);
        }
        frame.settle();
        self.spare.push(frame.html);
        frame.pieces
    }

    fn finish(mut self) -> Vec<Piece> {
        while let Some((frame, _)) = self.pop_frame() {
            self.frame.merge(frame);
        }
        #[expect(clippy::iter_over_hash_type, reason = "each note goes to its own number's place, whatever the order")]
        for (name, number) in &self.numbers {
            if let (Some((pieces, _)), Some(note)) = (self.notes.remove(name), self.shared.notes.get_mut(number - 1)) {
                note.pieces = Some(pieces);
            }
        }
        let mut unused: Vec<(String, Mark)> = self.notes.drain().map(|(name, (_, mark))| (name, mark)).collect();
        unused.sort_by_key(|(_, mark)| mark.at);
        for (name, mark) in unused {
            let message = format!("the footnote `[^{name}]` is never referred to, and is left out");
            self.shared.remarks.push(Remark { code: "unused-footnote", mark, message, help: None });
        }
        let mut frame = std::mem::take(&mut self.frame);
        if frame.pieces.is_empty() && !frame.raw {
            // Nearly every short body is one stretch of HTML: it need not be copied.
            frame.pieces.push(Piece::Html(std::mem::take(&mut frame.html)));
        }
        frame.pieces.retain(|piece| !matches!(piece, Piece::Html(html) if html.is_empty()));
        self.pieces_of(frame)
    }
}
