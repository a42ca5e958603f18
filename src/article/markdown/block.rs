//! Blocks: what each of pulldown-cmark's tags opens and closes.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd};

use super::frame::unwrap_paragraph;
use super::pass::{Open, Pass, Quote};
use super::{highlight, quote, raw_html};
use crate::article::piece::{OutlineEntry, Piece};
use crate::base::escape;
use crate::base::slug::slugify;
use crate::config::settings::text::RawHtml;

/// Quotes within quotes that become pieces; deeper ones are plain HTML, so that nobody who walks the tree runs out of stack.
const DEEPEST_QUOTE: usize = 64;

const CONTAINER_ENDS: [(TagEnd, &str); 8] = [
    (TagEnd::List(true), "</ol>\n"),
    (TagEnd::List(false), "</ul>\n"),
    (TagEnd::Item, "</li>\n"),
    (TagEnd::DefinitionList, "</dl>\n"),
    (TagEnd::DefinitionListTitle, "</dt>\n"),
    (TagEnd::DefinitionListDefinition, "</dd>\n"),
    (TagEnd::TableRow, "</tr>\n"),
    (TagEnd::TableHead, "</tr></thead><tbody>\n"),
];

impl<'t> Pass<'t, '_> {
    pub(super) fn start(
        &mut self,
        tag: Tag<'t>,
        range: Range<usize>,
        events: &mut impl Iterator<Item = (Event<'t>, Range<usize>)>,
    ) {
        match tag {
            Tag::Paragraph => self.start_paragraph(),
            Tag::Heading { level, id, classes, .. } => self.start_heading(level, id, classes, range),
            Tag::BlockQuote(kind) => self.start_quote(kind, range),
            Tag::CodeBlock(kind) => self.code_block(&kind, events),
            Tag::HtmlBlock => self.html_block(events),
            Tag::List(None) if self.takes_item(&range) => {
                skip_to_end(events);
            }
            Tag::List(None) => self.open_container("<ul>\n"),
            Tag::List(Some(1)) => self.open_container("<ol>\n"),
            Tag::List(Some(start)) => self.open_container(&format!("<ol start=\"{start}\">\n")),
            Tag::Item => self.open_container("<li>"),
            Tag::DefinitionList => self.open_container("<dl>\n"),
            Tag::DefinitionListTitle => self.open_container("<dt>"),
            Tag::DefinitionListDefinition => self.open_container("<dd>"),
            Tag::FootnoteDefinition(name) => self.start_note(&name, range),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.in_table = true;
                self.open_container("<div class=\"table\" tabindex=\"0\"><table>");
            }
            Tag::TableHead => self.start_row(true),
            Tag::TableRow => self.start_row(false),
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.open_inline("<em>"),
            Tag::Strong => self.open_inline("<strong>"),
            Tag::Strikethrough => self.open_inline("<del>"),
            Tag::Superscript => self.open_inline("<sup>"),
            Tag::Subscript => self.open_inline("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title, range),
            Tag::Image { dest_url, title, .. } => self.picture(&dest_url, &title, range, events),
            // Front matter is taken off before, and not looked for here.
            Tag::MetadataBlock(_) => {}
        }
    }

    pub(super) fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(kind) => self.end_quote(kind),
            TagEnd::FootnoteDefinition => self.end_note(),
            TagEnd::Table => {
                self.in_table = false;
                self.containers = self.containers.saturating_sub(1);
                self.write_block("</tbody></table></div>\n");
            }
            TagEnd::TableCell => {
                self.cell += 1;
                self.write_block(if self.in_head { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis => self.close_inline("</em>"),
            TagEnd::Strong => self.close_inline("</strong>"),
            TagEnd::Strikethrough => self.close_inline("</del>"),
            TagEnd::Superscript => self.close_inline("</sup>"),
            TagEnd::Subscript => self.close_inline("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
            other => {
                if let Some((_, html)) = CONTAINER_ENDS.iter().find(|(end, _)| *end == other) {
                    if !matches!(other, TagEnd::TableRow | TagEnd::TableHead) {
                        self.containers = self.containers.saturating_sub(1);
                    }
                    self.in_head = false;
                    match other {
                        TagEnd::TableHead if self.takes_empty_head() => self.write_block("<tbody>\n"),
                        _ => self.write_block(html),
                    }
                }
            }
        }
    }

    fn open_container(&mut self, html: &str) {
        self.fresh_line();
        self.containers += 1;
        self.write_block(html);
    }

    fn start_row(&mut self, head: bool) {
        self.cell = 0;
        self.in_head = head;
        self.write_block(if head { "<thead><tr>" } else { "<tr>" });
    }

    /// Takes away a heading row whose cells are all empty: Markdown asks for one, and a table may have none.
    fn takes_empty_head(&mut self) -> bool {
        let Some(at) = self.frame.html.rfind("<thead><tr>") else { return false };
        let mut cells = self.frame.html[at + "<thead><tr>".len()..].split("</th>");
        let is_empty =
            cells.all(|cell| cell.is_empty() || (cell.starts_with("<th") && cell.find('>') == Some(cell.len() - 1)));
        if is_empty {
            self.frame.html.truncate(at);
        }
        is_empty
    }

    fn start_cell(&mut self) {
        self.frame.html.push_str(if self.in_head { "<th" } else { "<td" });
        self.write_block(match self.alignments.get(self.cell) {
            Some(Alignment::Left) => " style=\"text-align: left\">",
            Some(Alignment::Center) => " style=\"text-align: center\">",
            Some(Alignment::Right) => " style=\"text-align: right\">",
            _ => ">",
        });
    }

    fn start_heading(&mut self, level: HeadingLevel, id: Option<CowStr>, classes: Vec<CowStr>, range: Range<usize>) {
        self.fresh_line();
        self.begin_block();
        let id = id.map(|id| self.unmask(&id).to_string()).filter(|id| !id.is_empty());
        let classes = classes.iter().map(ToString::to_string).collect();
        let plain = self.collect();
        let mark = self.mark(range);
        self.push_frame(Open::Heading { level: level as u8, id, classes, plain, mark });
    }

    fn end_heading(&mut self) {
        let Some((frame, Open::Heading { level, id, classes, plain, mark })) = self.pop_frame() else { return };
        let title = self.collected(plain).trim().to_string();
        let mut inner = self.pieces_of(frame);
        for piece in &mut inner {
            if let Piece::Shortcode(shortcode) = piece
                && let Some(inner) = &mut shortcode.inner
            {
                unwrap_paragraph(inner);
            }
        }
        let id = self.shared.unique(id.unwrap_or_else(|| slugify(&title)));
        if level <= 4 {
            self.shared.outline.push(OutlineEntry { level, id: id.clone(), title });
        }
        self.push_block(Piece::Heading { level, id, classes, inner, mark });
    }

    /// Adds a piece that is a block, whose HTML will end its line.
    pub(super) fn push_block(&mut self, piece: Piece) {
        self.frame.push(piece);
        self.end_newline = true;
        self.begin_block();
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>, range: Range<usize>) {
        self.fresh_line();
        self.begin_block();
        self.containers += 1;
        let Some(kind) = kind else {
            let flat = self.depth.quotes + self.quotes.len() >= DEEPEST_QUOTE;
            let mark = self.mark(range.clone());
            let cut = if flat { None } else { quote::find_cut(self.text, range) };
            self.quotes.push(Quote { flat, level: self.containers, cut, by: None, mark });
            if flat {
                self.frame.html.push_str("<blockquote>\n");
            } else {
                self.push_frame(Open::Quote);
            }
            self.end_newline = true;
            return;
        };
        let (name, title) = match kind {
            BlockQuoteKind::Note => ("note", self.wording.alerts[0]),
            BlockQuoteKind::Tip => ("tip", self.wording.alerts[1]),
            BlockQuoteKind::Important => ("important", self.wording.alerts[2]),
            BlockQuoteKind::Warning => ("warning", self.wording.alerts[3]),
            BlockQuoteKind::Caution => ("caution", self.wording.alerts[4]),
        };
        self.write_block(&format!(
            "<div class=\"alert alert-{name}\" role=\"note\">\n<p class=\"alert-title\" data-alert=\"{name}\">{title}</p>\n"
        ));
    }

    fn end_quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.containers = self.containers.saturating_sub(1);
        if kind.is_some() {
            return self.write_block("</div>\n");
        }
        let Some(quote) = self.quotes.pop() else { return };
        if quote.flat {
            return self.write_block("</blockquote>\n");
        }
        if let Some((frame, _)) = self.pop_frame() {
            let inner = self.pieces_of(frame);
            self.push_block(Piece::Quote { inner, by: quote.by, mark: quote.mark });
        }
    }

    fn code_block(&mut self, kind: &CodeBlockKind, events: &mut impl Iterator<Item = (Event<'t>, Range<usize>)>) {
        let mut text = String::new();
        for (event, _) in events {
            match event {
                Event::Text(part) => text.push_str(&part),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let text = self.unmask(&text).into_owned();
        let language = match kind {
            CodeBlockKind::Fenced(info) => language_of(&self.unmask(info)),
            CodeBlockKind::Indented => String::new(),
        };
        let html =
            if self.rules.highlight { highlight::highlight(&language, &text) } else { highlight::escaped(&text) };
        self.fresh_line();
        self.push_block(Piece::Code { language, text, html });
    }

    fn start_note(&mut self, name: &str, range: Range<usize>) {
        self.containers += 1;
        let open = Open::Note { name: name.to_string(), mark: self.mark(range), end_newline: self.end_newline };
        self.push_frame(open);
        self.end_newline = true;
        self.begin_block();
    }

    /// A note leaves nothing where it is defined. Of two with one name the first counts.
    fn end_note(&mut self) {
        self.containers = self.containers.saturating_sub(1);
        let Some((frame, Open::Note { name, mark, end_newline })) = self.pop_frame() else { return };
        let pieces = self.pieces_of(frame);
        self.notes.entry(name).or_insert((pieces, mark));
        self.end_newline = end_newline;
        self.begin_block();
    }

    fn html_block(&mut self, events: &mut impl Iterator<Item = (Event<'t>, Range<usize>)>) {
        let mut html = String::new();
        for (event, _) in events {
            match event {
                Event::Html(line) | Event::InlineHtml(line) | Event::Text(line) => html.push_str(&line),
                Event::End(TagEnd::HtmlBlock) => break,
                _ => {}
            }
        }
        if raw_html::is_more(&html) && self.containers == 0 && self.depth.is_top() {
            return self.push_block(Piece::More);
        }
        if raw_html::is_for_check(&html) {
            return;
        }
        if self.rules.html == RawHtml::Forbid {
            self.fresh_line();
            self.frame.html.push_str("<p>");
            escape::push_text(&mut self.frame.html, self.masked.unmask(self.source, &html).trim_end());
            return self.write_block("</p>\n");
        }
        self.raw_html(&html, true);
        self.end_newline = html.ends_with('\n');
        self.begin_block();
    }
}

/// The language in a code block's info string: `rust` in `rust,ignore`, in `{.rust .numbered}` and in `Rust title="x"`.
fn language_of(info: &str) -> String {
    let info = info.trim_start_matches(['{', '.', ' ', '\t']);
    let end = info.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}')).unwrap_or(info.len());
    info[..end].to_lowercase()
}

/// Passes over everything up to the end of an element that has just begun.
fn skip_to_end<'t>(events: &mut impl Iterator<Item = (Event<'t>, Range<usize>)>) {
    let mut depth = 1;
    for (event, _) in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
}
