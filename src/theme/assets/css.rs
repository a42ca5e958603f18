//! Style sheets as tokens: what may be left out is left out, and nothing else is touched.
//!
//! A compressor that understands properties and selectors knows those of its day. This one knows only the grammar's tokens
//! (css-syntax-3), which the language never changes: nesting, layers, containers and what is yet to come pass through as
//! they are written.

use std::borrow::Cow;

use cssparser::{Parser, ToCss, Token};

/// Blocks within blocks beyond this are copied as they are.
const DEEPEST: usize = 200;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    Space,
    Comment,
    /// A comment that is to stay, as one with a licence is: it begins with `/*!`.
    Kept,
    /// `(`, `[`, `{` or a function's name with its parenthesis.
    Open,
    Close,
    Colon,
    Semicolon,
    Comma,
    Bang,
    /// A string that ended with its line.
    Broken,
    At,
    /// A string, an unquoted `url(…)`.
    Text,
    Other,
}

/// A token with its text and its place.
#[derive(Clone, Debug)]
pub struct Piece<'i> {
    pub sort: Sort,
    pub text: Cow<'i, str>,
    /// What a string, an address or an at-keyword says, and the name of a function.
    pub value: Option<String>,
    /// Where it begins in the source.
    pub at: usize,
    /// How many blocks it stands in.
    pub depth: usize,
}

impl Piece<'_> {
    pub fn is_blank(&self) -> bool {
        matches!(self.sort, Sort::Space | Sort::Comment | Sort::Kept)
    }

    /// The same with another text.
    pub fn saying(&self, text: String) -> Piece<'static> {
        let (sort, value) = (self.sort, self.value.clone());
        Piece { sort, text: Cow::Owned(text), value, at: self.at, depth: self.depth }
    }
}

/// All tokens of a style sheet. Blocks that it leaves open are closed.
pub fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut parser = Parser::new(source);
    // The limit is our own, so that what lies below it is copied.
    parser.set_nested_block_limit(0);
    let mut found = Vec::new();
    read(&mut parser, source.len(), 0, &mut found);
    found
}

fn read<'i>(parser: &mut Parser<'i>, end: usize, depth: usize, found: &mut Vec<Piece<'i>>) {
    loop {
        let start = parser.position();
        let Ok(token) = parser.next_including_whitespace_and_comments() else { return };
        let token = token.clone();
        let at = start.byte_index();
        let text = parser.slice_from(start);
        let close = match token {
            Token::Function(_) | Token::ParenthesisBlock => Some(")"),
            Token::SquareBracketBlock => Some("]"),
            Token::CurlyBracketBlock => Some("}"),
            _ => None,
        };
        // What the end of the file ends is ended in writing, for something else may come behind it.
        let ends_in =
            |end: &str| text.strip_suffix(end).is_some_and(|inside| !inside.is_empty() && !inside.ends_with('\\'));
        let is_open = match token {
            Token::QuotedString(_) => !ends_in(&text[..1]),
            Token::UnquotedUrl(_) | Token::BadUrl(_) => !ends_in(")"),
            Token::Comment(_) => text.len() < "/**/".len() || !text.ends_with("*/"),
            _ => text.ends_with('\\'),
        };
        let text = match at + text.len() == end && is_open {
            true => Cow::Owned(token.to_css_string()),
            false => Cow::Borrowed(text),
        };
        let (sort, value) = sort(&token);
        found.push(Piece { sort, text, value, at, depth });
        let Some(close) = close else { continue };
        let inside = parser.position();
        // It fails only where it is asked to.
        let _ = parser.parse_nested_block(|parser| -> Result<(), cssparser::ParseError<()>> {
            if depth < DEEPEST {
                read(parser, end, depth + 1, found);
                return Ok(());
            }
            while parser.next_including_whitespace_and_comments().is_ok() {}
            let text = Cow::Borrowed(parser.slice_from(inside));
            found.push(Piece { sort: Sort::Other, text, value: None, at: inside.byte_index(), depth });
            Ok(())
        });
        let at = parser.position().byte_index().saturating_sub(1);
        found.push(Piece { sort: Sort::Close, text: Cow::Borrowed(close), value: None, at, depth });
    }
}

fn sort(token: &Token<'_>) -> (Sort, Option<String>) {
    let said = |text: &str| Some(text.to_string());
    match token {
        Token::WhiteSpace(_) => (Sort::Space, None),
        Token::Comment(text) if text.starts_with('!') => (Sort::Kept, None),
        Token::Comment(_) => (Sort::Comment, None),
        Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock => (Sort::Open, None),
        Token::Function(name) => (Sort::Open, Some(name.to_ascii_lowercase())),
        Token::Colon => (Sort::Colon, None),
        Token::Semicolon => (Sort::Semicolon, None),
        Token::Comma => (Sort::Comma, None),
        Token::Delim('!') => (Sort::Bang, None),
        Token::BadString(_) => (Sort::Broken, None),
        Token::AtKeyword(name) => (Sort::At, Some(name.to_ascii_lowercase())),
        Token::QuotedString(text) | Token::UnquotedUrl(text) => (Sort::Text, said(text)),
        _ => (Sort::Other, None),
    }
}

/// The tokens as text: all of them, or without what means nothing.
pub fn write(pieces: &[Piece<'_>], minify: bool) -> String {
    match minify {
        false => pieces.iter().map(|piece| &*piece.text).collect(),
        true => compressed(pieces),
    }
}

fn compressed(pieces: &[Piece<'_>]) -> String {
    let mut out = String::new();
    let mut last: Option<&Piece<'_>> = None;
    let (mut spaced, mut parted, mut kept) = (false, false, false);
    let mut open = None;
    for piece in pieces {
        match piece.sort {
            Sort::Space => spaced = true,
            Sort::Comment => parted = true,
            Sort::Kept => {
                if let Some(semicolon) = open.take() {
                    out.push(';');
                    last = Some(semicolon);
                }
                out.push_str(&piece.text);
                // Whoever stands behind it is parted from what stands before it.
                kept = true;
            }
            // Whether it is of any use is told by what comes next.
            Sort::Semicolon if open.is_none() => {
                // Older browsers want a custom property's empty value to be written as a space.
                if spaced && last.is_some_and(|last| last.sort == Sort::Colon) {
                    out.push(' ');
                }
                open = Some(piece);
                spaced = false;
            }
            _ => {
                if let Some(semicolon) = open.take()
                    && !(piece.sort == Sort::Close && piece.text == "}")
                {
                    out.push(';');
                    last = Some(semicolon);
                }
                if let Some(last) = last {
                    // An escape takes the white space behind it as its own end.
                    if parted && !kept && last.text.contains('\\') {
                        out.push_str("/**/");
                        kept = true;
                    }
                    // An empty value may have its space already, when its semicolon went.
                    let has_space = last.sort == Sort::Colon && out.ends_with(' ');
                    if spaced && !has_space && is_meant(last, piece) {
                        out.push(' ');
                    } else if !spaced && parted && !kept && may_join(last, piece) {
                        out.push_str("/**/");
                    }
                }
                out.push_str(&piece.text);
                if piece.sort == Sort::Broken {
                    out.push('\n');
                }
                last = Some(piece);
                (spaced, parted, kept) = (false, false, false);
            }
        }
    }
    if open.is_some() {
        out.push(';');
    }
    out
}

/// Whether two tokens might be others without anything between them. Signs that stand for themselves never are; of the rest
/// it is not asked which would, for a comment between two of them is rare.
fn may_join(before: &Piece<'_>, after: &Piece<'_>) -> bool {
    let is_sign = |sort: Sort| matches!(sort, Sort::Close | Sort::Colon | Sort::Semicolon | Sort::Comma);
    !(is_sign(before.sort) || before.sort == Sort::Open || is_sign(after.sort) || matches!(&*after.text, "{" | "["))
}

/// Whether white space between two tokens may mean something. Where that is not plain, it stays.
fn is_meant(before: &Piece<'_>, after: &Piece<'_>) -> bool {
    let is_brace = |piece: &Piece<'_>| matches!(&*piece.text, "{" | "}");
    // An empty value, as above.
    if before.sort == Sort::Colon && &*after.text == "}" {
        return true;
    }
    let ends = matches!(before.sort, Sort::Semicolon | Sort::Comma | Sort::Colon | Sort::Open | Sort::Broken)
        || is_brace(before);
    let begins = matches!(after.sort, Sort::Semicolon | Sort::Comma | Sort::Close | Sort::Bang) || is_brace(after);
    !ends && !begins
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Sort, pieces, write};

    /// What a browser sees: the tokens, and where white space stands between two that it may bind or part.
    fn seen(text: &str) -> Vec<String> {
        let mut seen: Vec<String> = Vec::new();
        let mut spaced = false;
        let closes = |text: &str| [";", ",", ")", "]", "}", "{", "!"].contains(&text);
        let opens = |text: &str| text.ends_with(['(', '[', '{', '}', ';', ',', ':']);
        for piece in pieces(text).iter().filter(|piece| !matches!(piece.sort, Sort::Comment | Sort::Kept)) {
            if piece.sort == Sort::Space {
                spaced = true;
                continue;
            }
            // However many of them end a block, they mean nothing.
            while piece.text == "}" && seen.last().is_some_and(|last| last.trim_start() == ";") {
                seen.pop();
            }
            let bound = seen.last().is_none_or(|last| opens(last)) || closes(&piece.text);
            seen.push(if spaced && !bound { format!(" {}", piece.text) } else { piece.text.to_string() });
            spaced = false;
        }
        seen
    }

    fn small(text: &str) -> String {
        write(&pieces(text), true)
    }

    #[test]
    fn what_means_nothing_goes_and_the_css_of_today_stays_as_it_is() {
        let same = [
            ".card{color:var(--a);& .title{&:hover{color:color-mix(in oklch,red 50%,blue)}}}",
            "@layer base,theme;@layer theme{a:has(> img){padding-block:.5em 0.50em}}",
            "@container card (inline-size > 30em){.x{color:rgb(from var(--a) r g b / 50%)}}",
            "@supports (display: grid) and (not (display:inline-grid)){.y{inset-inline-start:max(0px,3cqi)}}",
            "@property --p{syntax:'<length>';inherits:false}",
            "a :hover,a:hover > b ~ c + d{width:calc(1px + 2px - -3px)}",
            "@media (width >= 40rem) and (height){a{grid-template-areas:\"a b\" \"c  d\"}}",
            ":root{--light:light-dark(#fff,#111);--empty: ;--last: }",
            "u+a{background:url(img/c.svg#x) , url(\"a b.png\")}",
            "/*! licence */a{b:c}",
        ];
        for css in same {
            assert_eq!(seen(css), seen(&small(css)));
        }
        assert_eq!(
            small(
                "a {\n  b : c d ;\n  /* note */ e: f !important;\n}\n\n/* end */ @media print , screen { g { h: i } }\n"
            ),
            "a{b :c d;e:f!important}@media print,screen{g{h:i}}"
        );
        assert_eq!(small("a/**/b{c:d/**/e}"), "a/**/b{c:d/**/e}");
        assert_eq!(small("a{--x: ;--y: }b{--x:;}"), "a{--x: ;--y: }b{--x:}");
        assert_eq!(small("a{b:\"c"), "a{b:\"c\"}", "what the end of the file ends is ended in writing");
        assert_eq!(small("/*! stays */ a { b: c }"), "/*! stays */a{b:c}");
    }

    #[test]
    fn the_end_of_a_comment_of_html_takes_nothing_before_it() {
        for css in ["-/**/-->", "1/**/-->"] {
            assert_eq!(small(css), css);
        }
    }

    proptest! {
        /// Token soup of every kind, nested and unbalanced, with comments and white space between.
        #[test]
        fn no_token_is_lost_and_no_two_become_one(parts in prop::collection::vec(prop::sample::select(vec![
            "a", "--x", "-", "+", "1", "1.5", "2px", "3%", "#b", "#", "@c", "@", ".", "*", "/", "|", "~", "=", ">", "<!--",
            "-->", ":", ";", ";", ",", "!", "(", ")", "[", "]", "{", "{", "}", "}", "f(", "url(x y", "url(", "url(a)", "\"s\"",
            "'t", "\n", " ", "  ", "/**/", "/* x */", "/*! y */", "\\66", "u+1?", "||", "|=", "*=", "è", "important",
        ]), 0..24)) {
            let text: String = parts.concat();
            let smaller = small(&text);
            prop_assert_eq!(seen(&text), seen(&smaller), "{:?} became {:?}", text, smaller);
            prop_assert_eq!(small(&smaller), smaller.clone(), "it is not small at once");
            prop_assert!(smaller.len() <= text.len() + 8 * parts.len());
        }
    }

    #[test]
    fn a_thousand_blocks_within_each_other_are_copied() {
        let deep = format!("{}b{}", "a{".repeat(1000), "}".repeat(1000));
        assert_eq!(small(&deep), deep);
    }
}
