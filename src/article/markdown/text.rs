//! Plain text: escaped, typeset, with addresses, entities and shortcodes found in it.

use std::ops::Range;

use super::frame::is_blank;
use super::mask::{TOKEN, token};
use super::pass::{Open, Paragraph, Pass};
use super::quote::{self, Cut};
use super::{autolink, count, entity, escape};
use crate::article::piece::Piece;

/// The bytes at which text stops to be copied: what HTML, tokens and entities need, and what is typeset.
const PLAIN: [bool; 256] = table(b"&<>[\x1A");
const TYPESET: [bool; 256] = table(b"&<>[\x1A\"'-.");

const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}

/// Whether what stands before `[[` makes it something else: an index (`a[[i]]`), more brackets, an embedded picture.
fn is_attached(before: char) -> bool {
    before.is_alphanumeric() || matches!(before, '[' | ']' | ')' | '!')
}

impl Pass<'_, '_> {
    /// Adds an event's text to the run, if it goes on where that ends.
    pub(super) fn extend_run(&mut self, range: &Range<usize>) -> bool {
        let follows = !self.run.is_empty()
            && (self.run.end == range.start || (self.in_table && self.continues_entity(range)));
        if follows {
            self.run.end = range.end;
        }
        follows
    }

    /// In a table the bar of `[[Meta\|Meta]]` is escaped, which parts the text in two.
    fn continues_entity(&self, range: &Range<usize>) -> bool {
        let escaped = self.run.end + 1 == range.start && self.text[self.run.end..].starts_with("\\|");
        let text = &self.text[self.run.start..range.end];
        escaped && text[..self.run.len()].rfind("[[").is_some_and(|at| entity::parse(&text[at..]).is_some())
    }

    pub(super) fn flush_run(&mut self) {
        let run = std::mem::replace(&mut self.run, 0..0);
        if run.is_empty() {
            return;
        }
        match self.cut_in(&run) {
            Some(cut) => {
                self.span(run.start..cut.dash.start);
                let plain = self.collect();
                self.push_frame(Open::Attribution { plain });
                self.span(cut.dash.start..cut.dash.end);
                self.plain.truncate(plain);
                self.span(cut.dash.end..run.end);
            }
            None => self.span(run),
        }
        self.end_newline = false;
    }

    /// The place in a run at which the attribution of the quote begins that the run's paragraph is a direct part of.
    fn cut_in(&self, run: &Range<usize>) -> Option<Cut> {
        let quote = self.quotes.last()?;
        let cut = quote.cut.as_ref().filter(|cut| cut.item.is_none())?;
        let within = run.start <= cut.dash.start && cut.dash.end <= run.end;
        let own = quote.level == self.containers && self.paragraph.is_some() && self.inline == 0;
        (within && own).then(|| cut.clone())
    }

    /// The paragraph that an attribution ends is over: is what follows the dash a name?
    pub(super) fn end_attribution(&mut self, paragraph: &Paragraph) {
        let Some((frame, Open::Attribution { plain })) = self.pop_frame() else { return };
        let name = self.plain[plain..].trim().to_string();
        self.collectors -= 1;
        let start = paragraph.tag + "<p>".len();
        let alone = self.frame.pieces.is_empty() && is_blank(&self.frame.html[start.min(self.frame.html.len())..]) && paragraph.tag == 0;
        let place = self.quotes.last().and_then(|quote| quote.cut.as_ref()).map(|cut| cut.place);
        let is_name = place.is_some_and(|place| quote::is_name(&name, place));
        if alone || !is_name {
            return self.merge(frame);
        }
        self.plain.truncate(plain);
        while let Some(shorter) = self.frame.html.strip_suffix("<br />").or_else(|| self.frame.html.strip_suffix([' ', '\n', '\t'])) {
            let length = shorter.len();
            self.frame.html.truncate(length);
        }
        if let Some(quote) = self.quotes.last_mut() {
            quote.by = Some(name);
        }
    }

    /// Whether the list that begins here is the line `- WSJ` at a quote's end.
    pub(super) fn takes_item(&mut self, range: &Range<usize>) -> bool {
        let Some(quote) = self.quotes.last_mut().filter(|quote| quote.level == self.containers) else { return false };
        let Some(Cut { dash, item: Some(name), .. }) = &quote.cut else { return false };
        let taken = dash.start == range.start;
        if taken {
            quote.by = Some(name.clone());
        }
        taken
    }

    /// A stretch of the run: its words are counted, and addresses in it become links.
    fn span(&mut self, range: Range<usize>) {
        let text = self.text;
        let written = &text[range.clone()];
        self.shared.words += count::words(written, &mut self.within_word);
        if self.literals > 0 {
            return self.put_escaped(written);
        }
        let mut from = range.start;
        if self.rules.autolink && self.links + self.anchors == 0 && autolink::may_hold(written) {
            for address in autolink::find(written) {
                let found = range.start + address.start..range.start + address.end;
                self.prose(from..found.start);
                let mark = self.mark(found.clone());
                let mut html = String::new();
                escape::text(&mut html, &text[found.clone()]);
                self.frame.push(Piece::Link { target: address.target, title: String::new(), inner: vec![Piece::Html(html)], mark });
                if self.collectors > 0 {
                    self.plain.push_str(&text[found.clone()]);
                }
                self.before = Some('/');
                from = found.end;
            }
        }
        self.prose(from..range.end);
    }

    fn prose(&mut self, range: Range<usize>) {
        let (text, bytes) = (self.text, self.text.as_bytes());
        let table = if self.rules.smart_punctuation { &TYPESET } else { &PLAIN };
        let (mut from, mut at) = (range.start, range.start);
        // After a backslash a sign stands for itself.
        if at > 0 && bytes[at - 1] == b'\\' && matches!(bytes.get(at), Some(b'[' | b'"' | b'\'' | b'-' | b'.')) {
            at += 1;
        }
        while at < range.end {
            let byte = bytes[at];
            if !table[usize::from(byte)] {
                at += 1;
                continue;
            }
            let before = if at > range.start { text[..at].chars().next_back() } else { self.before };
            let length = match byte {
                b'&' | b'<' | b'>' => {
                    self.put(&text[from..at]);
                    self.put_escaped(&text[at..at + 1]);
                    1
                }
                b'[' => match entity::parse(&text[at..range.end]).filter(|_| !before.is_some_and(is_attached)) {
                    Some(written) => {
                        self.put(&text[from..at]);
                        self.entity(&written, at);
                        written.length
                    }
                    None => {
                        at += 1;
                        continue;
                    }
                },
                b'\x1A' => {
                    self.put(&text[from..at]);
                    match token(&text[at..]) {
                        Some((index, length)) => {
                            self.shortcode(index, false);
                            length
                        }
                        None => TOKEN.len_utf8(),
                    }
                }
                _ => {
                    let (length, written) = self.punctuation.replace(text, at, range.end, before);
                    if written.len() == length && text[at..].starts_with(written) {
                        at += length;
                        continue;
                    }
                    self.put(&text[from..at]);
                    self.put(written);
                    length
                }
            };
            at += length;
            from = at;
        }
        self.put(&text[from..range.end]);
        if let Some(last) = text[range].chars().next_back() {
            self.before = Some(last);
        }
    }

    fn entity(&mut self, written: &entity::Written, at: usize) {
        let label = match self.rules.smart_punctuation {
            true => written.label.replace('\'', "’"),
            false => written.label.to_string(),
        };
        if self.collectors > 0 {
            self.plain.push_str(&label);
        }
        if self.links + self.anchors > 0 {
            // A link within a link is none.
            return escape::text(&mut self.frame.html, &label);
        }
        let taxonomy = written.taxonomy.map(str::to_string);
        let mark = self.mark(at..at + written.length);
        self.frame.push(Piece::Entity { taxonomy, name: written.name.to_string(), label, mark });
    }

    /// Text that is not as it is written, as that of `&egrave;`: it is what it is.
    pub(super) fn synthesized(&mut self, text: &str) {
        self.shared.words += count::words(text, &mut self.within_word);
        self.put_escaped(text);
        self.before = text.chars().next_back().or(self.before);
    }

    /// Writes text in which there is nothing to escape.
    fn put(&mut self, text: &str) {
        self.frame.html.push_str(text);
        if self.collectors > 0 {
            self.plain.push_str(text);
        }
    }

    pub(super) fn put_escaped(&mut self, text: &str) {
        escape::text(&mut self.frame.html, text);
        if self.collectors > 0 {
            self.plain.push_str(text);
        }
        self.end_newline = false;
    }

    /// Begins to collect plain text; the number says from where on it is the caller's.
    pub(super) fn collect(&mut self) -> usize {
        if self.collectors == 0 {
            self.plain.clear();
        }
        self.collectors += 1;
        self.plain.len()
    }

    /// What has been collected since.
    pub(super) fn collected(&mut self, start: usize) -> &str {
        self.collectors -= 1;
        &self.plain[start..]
    }
}
