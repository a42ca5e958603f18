//! Texts that nobody writes: reading them neither panics nor takes long, and every mark lies within the text.

use std::time::Instant;

use super::tests::rules;
use super::{Rules, inline, plain, read};
use crate::article::piece::{Mark, Piece};
use crate::config::settings::text::RawHtml;

#[test]
fn nasty_texts_are_read_in_linear_time() {
    let many = |text: &str, times: usize| text.repeat(times);
    let texts = [
        many(">", 10_000),
        many("> ", 10_000) + "a",
        many("[", 10_000),
        many("[[a", 10_000),
        many("![", 10_000),
        many("[a](", 10_000),
        many("*a **b ", 10_000),
        many("{{ a(x=\"", 5_000),
        many("{% a() %}", 5_000),
        many("{% a() %}", 50) + &many("{% end %}", 50),
        many("{{ ", 10_000),
        many("'a ", 10_000),
        many("\"", 10_000),
        many("-", 50_000),
        many("a@", 10_000),
        many("http://", 5_000),
        many("www.", 10_000),
        many("http://a.b/(", 5_000),
        many("<a ", 10_000),
        many("<div>", 5_000),
        many("- ", 3_000),
        many("`", 10_001),
        many("```\n", 5_000),
        many("[^a]", 5_000) + "\n\n[^a]: x",
        many("# a\n", 5_000),
        many("> a\n> — B\n\n", 3_000),
        many("|a", 2_000) + "\n" + &many("|-", 2_000) + "\n" + &many("|b", 2_000),
        many("\u{FDD0}0\u{FDD0}{{ a() }}", 1_000),
        "\u{FEFF}\r\n\0\u{FDD0}{{a()}}\r".to_string(),
    ];
    for text in &texts {
        for html in [RawHtml::Allow, RawHtml::Sanitize, RawHtml::Forbid] {
            let start = Instant::now();
            let reading = read(text, 0, &Rules { html, ..rules("it") });
            let shown = plain::to_html(&reading.pieces);
            // Generous, since tests run unoptimized beside each other: quadratic time would take minutes.
            assert!(start.elapsed().as_secs() < 20, "{:?} {}", start.elapsed(), &text[..20.min(text.len())]);
            if html == RawHtml::Forbid {
                assert!(!shown.contains('\0'));
            }
        }
        inline(text, &rules("fr"));
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 600, ..Default::default() })]

    /// No text makes the reading panic, and every mark lies within the text.
    #[test]
    fn any_text_is_read(parts in proptest::collection::vec(0..PARTS.len(), 0..40), language in 0..4_usize) {
        let body: String = parts.iter().map(|part| PARTS[*part]).collect();
        for html in [RawHtml::Allow, RawHtml::Sanitize, RawHtml::Forbid] {
            let rules = Rules { html, ..rules(["it", "en", "fr", "de"][language]) };
            let reading = read(&body, 0, &rules);
            check_marks(&reading.pieces, &body);
            for remark in &reading.remarks {
                check_mark(remark.mark, &body);
            }
            inline(&body, &rules);
        }
    }
}

fn check_mark(mark: Mark, body: &str) {
    let (from, to) = (mark.at as usize, (mark.at + mark.length) as usize);
    assert!(body.is_char_boundary(from) && body.is_char_boundary(to) && to <= body.len(), "{mark:?} in {body:?}");
}

fn check_marks(pieces: &[Piece], body: &str) {
    for piece in pieces {
        match piece {
            Piece::Link { inner, mark, .. } => {
                check_mark(*mark, body);
                check_marks(inner, body);
            }
            Piece::Picture(picture) => check_mark(picture.mark, body),
            Piece::Entity { mark, .. } => check_mark(*mark, body),
            Piece::Heading { inner, mark, .. } | Piece::Quote { inner, mark, .. } => {
                check_mark(*mark, body);
                check_marks(inner, body);
            }
            Piece::Shortcode(shortcode) => {
                check_mark(shortcode.mark, body);
                let (from, length) = (shortcode.mark.at as usize, shortcode.mark.length as usize);
                assert_eq!(&body[from..from + length], shortcode.written);
                check_marks(shortcode.inner.as_deref().unwrap_or_default(), body);
            }
            _ => {}
        }
    }
}

const PARTS: [&str; 62] = [
    "a",
    "È",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "    ",
    "> ",
    ">",
    "- ",
    "1. ",
    "# ",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```",
    "```rust\n",
    "[",
    "]",
    "[[",
    "]]",
    "[[OpenAI]]",
    "|",
    "\\|",
    "(",
    ")",
    "](/x)",
    "![",
    "<",
    ">",
    "<b>",
    "</b>",
    "<div>",
    "</div>\n",
    "<a href=\"",
    "\"",
    "'",
    "--",
    "— WSJ",
    "- WSJ",
    "...",
    ".",
    "&amp;",
    "\\",
    "{{ a(x=\"y\") }}",
    "{{ a(",
    "{% b() %}",
    "{% end %}",
    "{{",
    "}}",
    "[^1]",
    "\n[^1]: ",
    "http://a.b/c",
    "www.a.b",
    "a@b.cd",
    "\0",
    "\u{FDD0}",
    "\u{FDD0}0\u{FDD0}",
    "<!-- more -->\n",
];
