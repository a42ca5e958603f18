//! HTML without what nobody sees: comments, and white space beyond the one that parts two words.
//!
//! Only that. Tags stay as they are written, and white space between two tags stays as one, since a style sheet may set
//! any element in a line. Within `pre`, `textarea`, `script`, `style` and their like nothing is touched.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// Elements whose text means what it says, or is no text.
const KEPT: [&[u8]; 12] = [
    b"iframe",
    b"listing",
    b"noembed",
    b"noframes",
    b"noscript",
    b"plaintext",
    b"pre",
    b"script",
    b"style",
    b"textarea",
    b"title",
    b"xmp",
];

/// What is shown the same in fewer bytes.
pub fn html(source: &str) -> String {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut page = Page { source, out: String::with_capacity(source.len()), copied: 0, spaced: false };
    // The element within which all is kept, how many of its name are open, and how many tables were when it began.
    let mut kept: Option<(Vec<u8>, usize, usize)> = None;
    let mut is_head = false;
    // A parser puts what is stray in a table before it, all that stands together as one: there, nothing is put together.
    let mut tables = 0_usize;
    for token in Tokenizer::new_with_emitter(source, emitter).flatten() {
        match token {
            Token::StartTag(tag) => {
                let name: &[u8] = &tag.name;
                page.spaced = false;
                tables += usize::from(name == b"table");
                match &mut kept {
                    Some((open, depth, _)) if open == name => *depth += 1,
                    None if KEPT.contains(&name) => kept = Some((name.to_vec(), 1, tables)),
                    _ => {}
                }
                is_head = if kept.is_none() { name == b"head" || (is_head && name != b"body") } else { is_head };
            }
            Token::EndTag(tag) => {
                let name: &[u8] = &tag.name;
                page.spaced = false;
                tables = tables.saturating_sub(usize::from(name == b"table"));
                // Within a table that it holds, nothing ends it.
                if let Some((open, depth, outside)) = &mut kept
                    && open == name
                    && tables == *outside
                {
                    *depth -= 1;
                    if *depth == 0 {
                        kept = None;
                    }
                }
                is_head &= name != b"head";
            }
            Token::String(text) if kept.is_none() => {
                page.text(text.span.start, text.span.end, is_head);
            }
            Token::Comment(comment) if kept.is_none() && tables == 0 => {
                page.comment(comment.span.start, comment.span.end);
            }
            Token::Comment(_) => page.spaced = false,
            Token::Doctype(_) => page.spaced = true,
            _ => {}
        }
    }
    page.copy(source.len());
    page.out
}

struct Page<'a> {
    source: &'a str,
    out: String,
    /// How much of the source is done with.
    copied: usize,
    /// Whether what was written last is white space, or what needs none behind it.
    spaced: bool,
}

impl Page<'_> {
    fn copy(&mut self, to: usize) {
        self.out.push_str(self.source.get(self.copied..to).unwrap_or_default());
        self.copied = self.copied.max(to);
    }

    /// A text, with each stretch of white space as one. The head has no text, so that white space in it is none.
    fn text(&mut self, start: usize, end: usize, is_head: bool) {
        let Some(text) = self.source.get(start..end).filter(|_| start >= self.copied) else { return };
        self.copy(start);
        self.copied = end;
        let is_space = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 12);
        if is_head && text.bytes().all(is_space) {
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.bytes().position(is_space).unwrap_or(rest.len());
            self.out.push_str(&rest[..word]);
            self.spaced &= word == 0;
            rest = &rest[word..];
            let blank = rest.bytes().position(|byte| !is_space(byte)).unwrap_or(rest.len());
            if blank > 0 && !self.spaced {
                self.out.push(if rest[..blank].contains('\n') { '\n' } else { ' ' });
                self.spaced = true;
            }
            rest = &rest[blank..];
        }
    }

    /// A comment goes, unless a server or somebody else may read it.
    fn comment(&mut self, start: usize, end: usize) {
        let Some(text) = self.source.get(start..end).filter(|_| start >= self.copied) else { return };
        let inside = text.strip_prefix("<!--").and_then(|text| text.strip_suffix("-->"));
        let is_read = |inside: &str| inside.starts_with(['#', '[', '!']) || inside.starts_with("esi");
        if inside.is_some_and(|inside| !is_read(inside)) {
            self.copy(start);
            // What stands on both sides of it must not become a tag or a character by its going.
            let word = self.out.rsplit(|c: char| c.is_ascii_whitespace() || c == '>' || c == ';').next();
            if !word.is_some_and(|word| word.contains(['<', '&'])) {
                self.copied = end;
                return;
            }
        }
        self.spaced = false;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::html;

    /// What a browser's parser makes of a page, with white space that is shown as one written as one, and text in `pre` as
    /// it is. Ammonia stands on the parser of Servo, which has nothing in common with the tokenizer used here.
    fn shown(page: &str) -> String {
        let parsed = ammonia::Builder::new().add_tags(["textarea"]).clean(page).to_string();
        let mut out = String::new();
        let mut kept = 0_i32;
        for part in parsed.split_inclusive('>').flat_map(|part| {
            let at = part.rfind('<').unwrap_or(part.len());
            [&part[..at], &part[at..]]
        }) {
            let name = part.trim_start_matches(['<', '/']);
            if part.starts_with('<') && (name.starts_with("pre>") || name.starts_with("textarea>")) {
                kept += if part.starts_with("</") { -1 } else { 1 };
            }
            if kept > 0 {
                out.push_str(part);
                continue;
            }
            for word in part.split_inclusive([' ', '\n', '\t', '\r', '\u{c}']) {
                let bare = word.trim_end_matches([' ', '\n', '\t', '\r', '\u{c}']);
                let ends = out.ends_with(' ') && bare.is_empty();
                out.push_str(bare);
                if bare.len() < word.len() && !ends {
                    out.push(' ');
                }
            }
        }
        out.trim().to_string()
    }

    #[test]
    fn words_stay_apart_and_what_is_set_as_written_stays_so() {
        let page = "<!doctype html>\n<html>\n<head>\n  <title>A  b</title>\n  <!-- note -->\n  <meta charset=\"utf-8\">\n</head>\n\
                    <body>\n\n  <p>Uno   <b> due </b>\n\n tre<!-- x --> &amp;  è</p>\n<pre>\n a  b <!-- y -->\n</pre>\n\
                    <script>let a  = '<!-- -->'; // x\n</script>\n<!--# include --></body></html>";
        let small = "<!doctype html><html>\n<head><title>A  b</title><meta charset=\"utf-8\"></head>\n<body>\n<p>Uno <b> due </b>\ntre \
                     &amp; è</p>\n<pre>\n a  b <!-- y -->\n</pre>\n<script>let a  = '<!-- -->'; // x\n</script>\n\
                     <!--# include --></body></html>";
        assert_eq!(html(page), small);
        assert_eq!(html(small), small);
    }

    #[test]
    fn what_is_broken_loses_nothing() {
        for page in
            ["a <", "<!-- open", "<pre> a", "<svg><![CDATA[ a  ]]></svg>", "<a b=' c  ' >", "<textarea> \n x", "&#"]
        {
            assert_eq!(html(page), page);
        }
    }

    proptest! {
        #[test]
        fn the_page_that_is_shown_is_the_same(parts in prop::collection::vec(prop::sample::select(vec![
            "a", " ", "  ", "\n", "\n  ", "\t", "è", "&amp;", "&nbsp;", "<", ">", "<p>", "</p>", "<b>", "</b>", "<i class='x  y'>",
            "</i>", "<pre>", "</pre>", "<textarea>", "</textarea>", "<!-- x -->", "<!---->", "<!-->", "<!-- a  b", "-->", "<br>",
            "<li>", "<ul>", "</ul>", "<table>", "<td>", "</td>", "</table>", "<span>", "</span>", "<title>", "</title>", "\"", "'",
            "<script>", "</script>", "<![CDATA[", "]]>", "<a href=\"/x  y\">", "</a>", "<h2 id=q>", "</h2>", "<?x", "</>",
        ]), 0..24)) {
            let page = format!("<body>{}", parts.concat());
            let small = html(&page);
            prop_assert_eq!(shown(&page), shown(&small), "{:?} became {:?}", page, small);
            prop_assert_eq!(html(&small), small.clone(), "it is not small at once");
            prop_assert!(small.len() <= page.len());
        }
    }
}
