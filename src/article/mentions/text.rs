//! A body as plain text, with the way back from it to the finished HTML.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::markup::{Role, role, tag};
use crate::article::piece::Piece;
use crate::article::whole::Article;

/// What a stretch of the text is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Zone {
    /// A name becomes a link here.
    Text,
    /// The author has made a link to another page of the site here.
    Linked,
    /// A name is counted here: a heading, a link, a quote.
    Counted,
}

/// A name's place in the finished HTML: which piece of the body, and the bytes within it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    pub piece: usize,
    pub at: usize,
    pub end: usize,
}

/// From here on the text goes on byte for byte as the HTML does.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    plain: usize,
    zone: Zone,
    /// Where it is from; `None` for what is not written like that in a piece of HTML.
    html: Option<(usize, usize)>,
}

/// A line feed parts what no name may span; every other white space is one space.
pub struct Text {
    pub plain: String,
    stretches: Vec<Stretch>,
}

impl Text {
    /// The title, the lede and the body of an article.
    pub fn of(article: &Article) -> Text {
        let mut writer = Writer {
            // A word and the space after it take some eight bytes.
            plain: String::with_capacity(8 * article.words as usize),
            stretches: Vec::with_capacity(64),
            zone: Zone::Counted,
            silent: 0,
            counted: 0,
        };
        for line in [article.card.shown.title.as_str(), article.details.lede.as_deref().unwrap_or_default()] {
            writer.run(line, None);
            writer.part();
        }
        for (at, piece) in article.body.iter().enumerate() {
            match piece {
                Piece::Html(html) => {
                    writer.zone = Zone::Text;
                    writer.html(html, Some(at));
                }
                piece => writer.piece(piece),
            }
        }
        Text { plain: writer.plain, stretches: writer.stretches }
    }

    fn stretch(&self, at: usize) -> Option<&Stretch> {
        let after = self.stretches.partition_point(|stretch| stretch.plain <= at);
        self.stretches.get(after.checked_sub(1)?)
    }

    pub fn zone(&self, at: usize) -> Zone {
        self.stretch(at).map_or(Zone::Counted, |stretch| stretch.zone)
    }

    /// Where a stretch of the text stands in the body, when it may be a link there.
    pub fn place(&self, start: usize, end: usize) -> Option<Place> {
        let (first, last) = (self.stretch(start)?, self.stretch(end.checked_sub(1)?)?);
        if first.zone != Zone::Text || last.zone != Zone::Text {
            return None;
        }
        let ((piece, at), (same, last_at)) = (first.html?, last.html?);
        (piece == same).then(|| Place { piece, at: at + start - first.plain, end: last_at + end - last.plain })
    }
}

struct Writer {
    plain: String,
    stretches: Vec<Stretch>,
    zone: Zone,
    /// Open elements of raw HTML whose text is none, or is only counted.
    silent: usize,
    counted: usize,
}

impl Writer {
    fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Html(html) => self.html(html, None),
            Piece::Heading { inner, .. } => self.apart(inner),
            Piece::Quote { inner, by, .. } => {
                self.apart(inner);
                self.alone(by.as_deref().unwrap_or_default());
            }
            Piece::Shortcode(shortcode) => self.apart(shortcode.inner.as_deref().unwrap_or_default()),
            Piece::Link { inner, target, .. } => {
                let is_outside = target.contains("://") || target.starts_with("mailto:");
                // An address that stands bare is no text.
                if inner.iter().all(|piece| matches!(piece, Piece::Html(html) if html.contains("://"))) {
                    return self.part();
                }
                self.within(if is_outside { Zone::Counted } else { Zone::Linked }, inner);
            }
            Piece::Entity { label, .. } => {
                let before = std::mem::replace(&mut self.zone, Zone::Linked);
                self.run(label, None);
                self.zone = before;
            }
            Piece::Mention { html, .. } => self.html(html, None),
            Piece::Picture(picture) => {
                if picture.block {
                    self.alone(&picture.caption);
                }
            }
            Piece::Code { .. } | Piece::More => self.part(),
        }
    }

    fn within(&mut self, zone: Zone, pieces: &[Piece]) {
        let before = std::mem::replace(&mut self.zone, zone);
        pieces.iter().for_each(|piece| self.piece(piece));
        self.zone = before;
    }

    /// A block of its own, in which names are counted.
    fn apart(&mut self, pieces: &[Piece]) {
        self.part();
        self.within(Zone::Counted, pieces);
        self.part();
    }

    fn alone(&mut self, text: &str) {
        self.part();
        let before = std::mem::replace(&mut self.zone, Zone::Counted);
        self.run(text, None);
        self.zone = before;
        self.part();
    }

    fn part(&mut self) {
        if !self.plain.is_empty() && !self.plain.ends_with('\n') {
            self.made("\n");
        }
    }

    /// Appends what is not written like that in the HTML.
    fn made(&mut self, text: &str) {
        if self.silent == 0 {
            self.stretches.push(Stretch { plain: self.plain.len(), zone: self.zone(), html: None });
            self.plain.push_str(text);
        }
    }

    fn space(&mut self) {
        if !self.plain.ends_with([' ', '\n']) {
            self.made(" ");
        }
    }

    fn zone(&self) -> Zone {
        if self.counted > 0 { Zone::Counted } else { self.zone }
    }

    fn html(&mut self, html: &str, piece: Option<usize>) {
        let mut at = 0;
        while let Some(found) = memchr::memchr2(b'<', b'&', &html.as_bytes()[at..]) {
            self.run(&html[at..at + found], piece.map(|piece| (piece, at)));
            at += found;
            if html.as_bytes()[at] == b'&' {
                let (sign, length) = sign(&html[at..]);
                match sign {
                    Some(' ') => self.space(),
                    Some(sign) => self.made(sign.encode_utf8(&mut [0; 4])),
                    None => {}
                }
                at += length;
                continue;
            }
            let Some(tag) = tag(&html[at..]) else { return };
            self.tag(tag.element, tag.closes, html[at..at + tag.length].ends_with("/>"));
            at += tag.length;
        }
        self.run(&html[at..], piece.map(|piece| (piece, at)));
    }

    fn tag(&mut self, element: &str, closes: bool, is_empty: bool) {
        let lower;
        let element = match element.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => {
                lower = element.to_ascii_lowercase();
                &lower
            }
            false => element,
        };
        let role = role(element);
        // Inline code stands in its sentence, and parts the words before it from those behind it.
        if matches!(role, Role::Block | Role::Silent) || (role == Role::Counted && element != "a") {
            if role == Role::Silent { self.space() } else { self.part() }
        }
        let count = match role {
            Role::Space => return self.space(),
            Role::Silent => &mut self.silent,
            Role::Counted => &mut self.counted,
            Role::Inline | Role::Block => return,
        };
        match (closes, is_empty) {
            (true, _) => *count = count.saturating_sub(1),
            (false, false) => *count += 1,
            (false, true) => {}
        }
        if role == Role::Silent && closes {
            self.space();
        }
    }

    /// Appends text without markup, which stands at `html` in a piece if it stands in one.
    fn run(&mut self, text: &str, html: Option<(usize, usize)>) {
        if self.silent > 0 {
            return;
        }
        let bytes = text.as_bytes();
        let mut from = 0;
        let mut at = 0;
        while let Some(further) = bytes[at..].iter().position(|byte| MAY_DIFFER[usize::from(*byte)]) {
            at += further;
            let character = text[at..].chars().next().unwrap_or(' ');
            let next = at + character.len_utf8();
            let Some(written) = plain(character) else {
                at = next;
                continue;
            };
            self.words(&text[from..at], html.map(|(piece, start)| (piece, start + from)));
            match written {
                Written::Space => self.space(),
                Written::Sign(sign) => self.made(sign.encode_utf8(&mut [0; 4])),
                Written::Nothing => {}
            }
            (from, at) = (next, next);
        }
        self.words(&text[from..], html.map(|(piece, start)| (piece, start + from)));
    }

    /// Appends text whose only white space are spaces: of several that follow each other the first stays.
    fn words(&mut self, text: &str, html: Option<(usize, usize)>) {
        // To make what searches is dearer than to search a line.
        static DOUBLE_SPACE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("  "));
        let mut from = 0;
        while from < text.len() {
            let rest = &text[from..];
            let spaces = rest.len() - rest.trim_start_matches(' ').len();
            if spaces > 0 && (self.plain.is_empty() || self.plain.ends_with([' ', '\n'])) {
                from += spaces;
                continue;
            }
            let end = DOUBLE_SPACE.find(rest.as_bytes()).map_or(rest.len(), |at| at + 1);
            self.copy(&rest[..end], html.map(|(piece, start)| (piece, start + from)));
            from += end;
        }
    }

    fn copy(&mut self, text: &str, html: Option<(usize, usize)>) {
        if !text.is_empty() {
            self.stretches.push(Stretch { plain: self.plain.len(), zone: self.zone(), html });
            self.plain.push_str(text);
        }
    }
}

/// The bytes with which a character begins that may not be [itself](plain), for a quick look. A space is looked at later.
const MAY_DIFFER: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = [b'\t', b'\n', b'\r', 0x0B, 0x0C, 0xC2, 0xCA, 0xE1, 0xE2, 0xE3, 0xEF];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

/// What a character is for the search of names, when it is not itself.
enum Written {
    Space,
    Sign(char),
    Nothing,
}

fn plain(character: char) -> Option<Written> {
    match character {
        '\u{2019}' | '\u{2018}' | '\u{02BC}' => Some(Written::Sign('\'')),
        '\u{2010}' | '\u{2011}' => Some(Written::Sign('-')),
        // Soft hyphens, and what has no width.
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => Some(Written::Nothing),
        // Letters as wide as an ideogram.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).map(Written::Sign),
        character if character.is_whitespace() => Some(Written::Space),
        _ => None,
    }
}

/// The sign that a reference stands for, and its length: those that pulldown-cmark writes, and a few that authors do.
fn sign(html: &str) -> (Option<char>, usize) {
    let end = html.bytes().take(12).position(|byte| byte == b';');
    let Some(end) = end else { return (Some('&'), 1) };
    let sign = match &html[1..end] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "#39" | "rsquo" | "lsquo" => '\'',
        "nbsp" | "#160" | "ensp" | "emsp" | "thinsp" => ' ',
        "shy" | "zwnj" | "zwj" => return (None, end + 1),
        name if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#') => '\u{FFFD}',
        _ => return (Some('&'), 1),
    };
    (Some(sign), end + 1)
}

/// A name as it is looked for: with single spaces and plain signs.
pub fn tidy(name: &str) -> String {
    let mut tidy = String::with_capacity(name.len());
    for character in name.trim().chars() {
        match plain(character) {
            Some(Written::Space) if tidy.ends_with(' ') => {}
            Some(Written::Space) => tidy.push(' '),
            Some(Written::Sign(sign)) => tidy.push(sign),
            Some(Written::Nothing) => {}
            None => tidy.push(character),
        }
    }
    tidy
}

/// In lower case, byte for byte: the few letters whose small form is of another length stay as they are.
pub fn fold(text: &str) -> String {
    let mut folded = text.to_ascii_lowercase();
    let mut at = 0;
    while let Some(found) = beyond_ascii(text.as_bytes(), at) {
        let Some(character) = text[found..].chars().next() else { break };
        let mut lower = character.to_lowercase();
        at = found + character.len_utf8();
        if let (Some(small), None) = (lower.next(), lower.next())
            && small != character
            && small.len_utf8() == character.len_utf8()
        {
            folded.replace_range(found..at, small.encode_utf8(&mut [0; 4]));
        }
    }
    folded
}

/// Where the first byte beyond ASCII stands, from a place on.
fn beyond_ascii(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    // Eight bytes at a time.
    while bytes.get(at..at + 8).is_some_and(<[u8]>::is_ascii) {
        at += 8;
    }
    bytes[at..].iter().position(|byte| !byte.is_ascii()).map(|further| at + further)
}
