//! Plain text: escaped, typeset, with addresses, entities and shortcodes found in it.

use std::ops::Range;

use super::mask::{TOKEN, token};
use super::pass::{Open, Pass};
use super::quote::Cut;
use super::{autolink, count, entity};
use crate::article::piece::Piece;
use crate::base::escape;

/// What is typeset: quotation marks, dashes and dots; the spaces beside high signs.
#[derive(Clone, Copy)]
struct Typeset {
    signs: bool,
    spaces: bool,
}

/// Where from `at` on the next byte stands that is not simply copied, or `end`: what HTML, tokens and entities need, and what
/// is typeset. Sixteen bytes are looked at together, in a form of which the compiler makes vector code.
fn next_special(bytes: &[u8], mut at: usize, end: usize, typeset: Typeset) -> usize {
    const WIDTH: usize = 16;
    // One byte more is taken, since each is looked at with the one after it.
    while let Some(chunk) = bytes[..end].get(at..at + WIDTH + 1) {
        let mut found = [0_u8; WIDTH];
        for (index, found) in found.iter_mut().enumerate() {
            *found = u8::from(is_special(chunk[index], chunk[index + 1], typeset));
        }
        let found = u128::from_le_bytes(found);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += WIDTH;
    }
    while at < end {
        let next = if at + 1 < end { bytes[at + 1] } else { 0 };
        if is_special(bytes[at], next, typeset) {
            return at;
        }
        at += 1;
    }
    end
}

/// Dots and hyphens are typeset only together.
#[inline(always)]
fn is_special(byte: u8, next: u8, typeset: Typeset) -> bool {
    let always = (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == 0xEF) | ((byte == b'[') & (next == b'['));
    let marks = (byte == b'"') | (byte == b'\'') | (((byte == b'.') | (byte == b'-')) & (byte == next));
    let high = (next == b'!') | (next == b'?') | (next == b';') | (next == b':') | (next == 0xC2);
    let spaces = ((byte == b' ') & high) | ((byte == 0xC2) & (next == 0xAB));
    always | (typeset.signs & marks) | (typeset.spaces & spaces)
}

/// Whether what stands before `[[` makes it something else: an index (`a[[i]]`), more brackets, an embedded picture.
fn is_attached(before: char) -> bool {
    before.is_alphanumeric() || matches!(before, '[' | ']' | ')' | '!')
}

impl Pass<'_, '_> {
    /// Adds an event's text to the run, if it goes on where that ends.
    pub(super) fn extend_run(&mut self, range: &Range<usize>) -> bool {
        let follows =
            !self.run.is_empty() && (self.run.end == range.start || (self.in_table && self.continues_entity(range)));
        if follows {
            self.run.end = range.end;
        }
        follows
    }

    /// In a table the bar of `[[Meta\|Meta]]` is escaped, which parts the text in two.
    fn continues_entity(&self, range: &Range<usize>) -> bool {
        let escaped = self.run.end + 1 == range.start && self.text[self.run.end..].starts_with("\\|");
        let open = self.text[self.run.clone()].rfind("[[").map(|at| self.run.start + at);
        escaped && open.is_some_and(|at| entity::parse(&self.text[at..]).is_some())
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
                escape::push_text(&mut html, &text[found.clone()]);
                self.frame.push(Piece::Link {
                    target: address.target,
                    title: String::new(),
                    inner: vec![Piece::Html(html)],
                    mark,
                });
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
        let signs = self.rules.smart_punctuation;
        let typeset = Typeset { signs, spaces: signs && self.punctuation.is_spaced };
        let (mut from, mut at) = (range.start, range.start);
        // After a backslash a sign stands for itself.
        if at > 0 && bytes[at - 1] == b'\\' && matches!(bytes.get(at), Some(b'[' | b'"' | b'\'' | b'-' | b'.')) {
            at += 1;
        }
        loop {
            at = next_special(bytes, at, range.end, typeset);
            if at >= range.end {
                break;
            }
            let byte = bytes[at];
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
                // The first byte of a token, and of some other characters.
                0xEF => {
                    if !text[at..].starts_with(TOKEN) {
                        at += 1;
                        continue;
                    }
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
            return escape::push_text(&mut self.frame.html, &label);
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
        escape::push_text(&mut self.frame.html, text);
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
