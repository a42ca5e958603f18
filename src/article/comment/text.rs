//! A stranger's light Markdown as HTML: paragraphs, emphasis, code, links, lists, quotes. HTML in it is shown as text.
//!
//! What is written here holds nothing else already; ammonia looks at it once more, so that a mistake above is no hole.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::base::escape;

/// So deep elements stand in each other; what is deeper is shown without its own.
const DEEPEST: usize = 10;

/// The longest address that is made a link, in bytes.
const LONGEST_LINK: usize = 2000;

static SIEVE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = ["p", "br", "em", "strong", "del", "code", "pre", "a", "ul", "ol", "li", "blockquote", "hr"];
    let mut sieve = Builder::empty();
    sieve
        .tags(HashSet::from(tags))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(Some("nofollow ugc"));
    sieve
});

/// A comment's text as HTML that is safe wherever it stands.
pub fn html(text: &str) -> String {
    let mut writer = Writer::default();
    for event in Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH) {
        writer.event(event);
    }
    SIEVE.clean(&writer.out).to_string()
}

/// Whether an address is a page of the web: whole, with a host, and nothing in it that is no address.
pub fn is_web(address: &str) -> bool {
    let scheme = ["https://", "http://"].iter().find(|scheme| starts_with(address, scheme));
    let host = scheme.map(|scheme| address[scheme.len()..].split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
        && !address.contains(|c: char| c.is_control() || c.is_whitespace() || "\"'<>\\`".contains(c))
}

fn is_safe(address: &str) -> bool {
    address.len() <= LONGEST_LINK && (is_web(address) || (starts_with(address, "mailto:") && !address.contains('?')))
}

fn starts_with(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start.as_bytes()))
}

#[derive(Default)]
struct Writer {
    out: String,
    /// What closes each open element of the source; empty for one that is not written.
    open: Vec<&'static str>,
    /// How many of them are written.
    depth: usize,
    links: usize,
    in_code: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) => self.text(&text),
            Event::Html(html) | Event::InlineHtml(html) => escape::push_html(&mut self.out, &html),
            Event::Code(code) => {
                self.out.push_str("<code>");
                escape::push_html(&mut self.out, &code);
                self.out.push_str("</code>");
            }
            // Readers end a line where they want it to end.
            Event::SoftBreak | Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let (open, close) = match tag {
            Tag::Paragraph | Tag::HtmlBlock => ("<p>".to_string(), "</p>\n"),
            Tag::Heading { .. } => ("<p><strong>".to_string(), "</strong></p>\n"),
            Tag::BlockQuote(_) => ("<blockquote>\n".to_string(), "</blockquote>\n"),
            Tag::CodeBlock(_) => {
                self.in_code = true;
                ("<pre><code>".to_string(), "</code></pre>\n")
            }
            Tag::List(Some(1)) => ("<ol>\n".to_string(), "</ol>\n"),
            Tag::List(Some(first)) => (format!("<ol start=\"{}\">\n", first.min(9999)), "</ol>\n"),
            Tag::List(None) => ("<ul>\n".to_string(), "</ul>\n"),
            Tag::Item => ("<li>".to_string(), "</li>\n"),
            Tag::Emphasis => ("<em>".to_string(), "</em>"),
            Tag::Strong => ("<strong>".to_string(), "</strong>"),
            Tag::Strikethrough => ("<del>".to_string(), "</del>"),
            // A picture would be fetched from a stranger's server: it becomes a link.
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } if self.links == 0 && is_safe(&dest_url) => {
                self.links = 1;
                (format!("<a href=\"{}\" rel=\"nofollow ugc\">", escape::href(&dest_url)), "</a>")
            }
            Tag::Link { .. } | Tag::Image { .. } => {
                self.links += usize::from(self.links > 0);
                (String::new(), "")
            }
            _ => (String::new(), ""),
        };
        if open.is_empty() || self.depth >= DEEPEST {
            self.open.push("");
            return;
        }
        self.out.push_str(&open);
        self.open.push(close);
        self.depth += 1;
    }

    fn end(&mut self, end: TagEnd) {
        let close = self.open.pop().unwrap_or_default();
        match end {
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::Link | TagEnd::Image => self.links = self.links.saturating_sub(1),
            _ => {}
        }
        if close.is_empty() {
            // Words that an element would have kept apart.
            let is_block = !matches!(
                end,
                TagEnd::Link | TagEnd::Image | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough
            );
            if is_block {
                self.out.push('\n');
            }
            return;
        }
        self.out.push_str(close);
        self.depth -= 1;
    }

    /// Addresses that stand bare in a text are links too: readers write them so.
    fn text(&mut self, text: &str) {
        if self.in_code || self.links > 0 || !text.contains("://") {
            return escape::push_html(&mut self.out, text);
        }
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]);
        for span in finder.spans(text) {
            if span.kind().is_some() && is_safe(span.as_str()) {
                self.out.push_str(&format!("<a href=\"{}\" rel=\"nofollow ugc\">", escape::href(span.as_str())));
                escape::push_html(&mut self.out, span.as_str());
                self.out.push_str("</a>");
            } else {
                escape::push_html(&mut self.out, span.as_str());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn light_markdown_is_shown() {
        let cases = [
            ("Uno\ndue\n\ntre", "<p>Uno<br>\ndue</p>\n<p>tre</p>\n"),
            ("*a* **b** ~~c~~ `<d>`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>&lt;d&gt;</code></p>\n"),
            (
                "[x](https://a.example/?a=1&b=2)",
                "<p><a href=\"https://a.example/?a=1&amp;b=2\" rel=\"nofollow ugc\">x</a></p>\n",
            ),
            (
                "Si veda https://a.example/b.",
                "<p>Si veda <a href=\"https://a.example/b\" rel=\"nofollow ugc\">https://a.example/b</a>.</p>\n",
            ),
            ("# Titolo", "<p><strong>Titolo</strong></p>\n"),
            ("> a\n\n- b\n- c", "<blockquote>\n<p>a</p>\n</blockquote>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n"),
            ("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>\n"),
            ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>\n"),
            (
                "![gatto](https://a.example/g.png)",
                "<p><a href=\"https://a.example/g.png\" rel=\"nofollow ugc\">gatto</a></p>\n",
            ),
        ];
        for (written, shown) in cases {
            assert_eq!(html(written), shown, "{written}");
        }
    }

    #[test]
    fn nothing_of_it_runs() {
        let cases = [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<style>*{display:none}</style>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "[x](vbscript:x)",
            "<javascript:alert(1)>",
            "![x](javascript:alert(1))",
            "[x](https://a.example/\" onclick=\"alert(1))",
            "[x](//a.example/)",
            "[x](/login)",
            "[x](https://banca.example@altrove.example/)",
            "[x][1]\n\n[1]: javascript:alert(1)",
            "<svg/onload=alert(1)>",
            "<a href='https://a.example/' style='position:fixed'>x</a>",
            "<!-- --><b>&lt;script>",
            "\u{0}<scr\u{0}ipt>",
        ];
        for written in cases {
            let shown = html(written);
            let tags: Vec<&str> = shown.split('<').skip(1).collect();
            for tag in tags {
                let name: String = tag.chars().take_while(|c| c.is_alphanumeric() || *c == '/').collect();
                let known = ["p", "/p", "a", "/a", "em", "/em", "code", "/code"].contains(&name.as_str());
                assert!(known, "{written}: {shown}");
                let whole = tag.split('>').next().unwrap_or_default().to_lowercase();
                assert!(!whole.starts_with('a') || whole.starts_with("a href=\"http"), "{written}: {shown}");
                assert!(!whole.contains("onclick") && !whole.contains("altrove"), "{written}: {shown}");
            }
        }
    }

    #[test]
    fn nothing_nests_without_end() {
        let deep = [
            "> ".repeat(5_000) + "x",
            "*".repeat(10_000) + "x" + &"*".repeat(10_000),
            "[".repeat(20_000),
            "- ".repeat(5_000) + "x",
            "![".repeat(8_000) + &"](https://a.example/)".repeat(400),
            "`".repeat(19_999),
            "<".repeat(20_000),
        ];
        for text in deep {
            let shown = html(&text);
            assert!(shown.len() < 20 * text.len() + 1000, "{}", shown.len());
            assert!(shown.matches("<blockquote>").count() <= super::DEEPEST);
        }
    }
}
