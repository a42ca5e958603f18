//! HTML of other programs to Markdown of ours: htmd's rules for what Markdown knows, our own for what news needs.

pub mod embed;
mod inline;
pub mod pictures;
pub mod plain;
mod quotes;
pub mod tidy;

use std::sync::{Arc, Mutex, PoisonError};

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BrStyle, BulletListMarker, HrStyle, Options};
use htmd::{Element, HtmlToMarkdown};

use self::embed::framed_in;
use self::inline::{anchor, code, emphasis, inline_code, kept, struck};
use self::pictures::{figure, image};
use self::plain::plain;
use self::quotes::{cite, quotation};
use self::tidy::{escaped, filled, tidy, without_calls};
use super::dom::attribute;
use super::nesting::{is_too_deep, may_be_endless};
use super::table::table;
use crate::article::markdown::raw_html::is_unsafe;

/// A text that was put into Markdown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Converted {
    pub text: String,
    /// What has no equal in Markdown and became something simpler, or was left out: one sentence each.
    pub remarks: Vec<String>,
}

/// Puts HTML into Markdown. `holes` are pieces of Markdown whose numbers stand in the HTML between the signs of [`tidy::HOLE`].
pub fn convert(html: &str, holes: &[String]) -> Converted {
    let remarks = Remarks::default();
    let converter = converter(&remarks, html.contains("<h1") || html.contains("<H1"));
    let tree = (!may_be_endless(html)).then(|| converter.html_to_tree(html)).and_then(Result::ok);
    let Some(tree) = tree.filter(|tree| !is_too_deep(tree)) else {
        remarks.note("HTML that is nested too deeply, of which only the text was taken");
        return Converted { text: without_calls(&escaped(&plain(html))), remarks: remarks.all() };
    };
    let text = without_calls(&tidy(&converter.tree_to_markdown(&tree)));
    Converted { text: tidy(&filled(&text, holes)), remarks: remarks.all() }
}

#[derive(Clone, Default)]
struct Remarks(Arc<Mutex<Vec<String>>>);

impl Remarks {
    fn note(&self, remark: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(remark.to_string());
    }

    fn all(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

pub type Handled = Option<HandlerResult>;

fn converter(remarks: &Remarks, has_first_heading: bool) -> HtmlToMarkdown {
    let options = Options {
        br_style: BrStyle::Backslash,
        hr_style: HrStyle::Dashes,
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        ..Options::default()
    };
    let lost = remarks.clone();
    let framed = remarks.clone();
    let joined = remarks.clone();
    let mut builder = HtmlToMarkdown::builder()
        .options(options)
        .scripting_enabled(false)
        .add_handler(vec!["figure"], figure)
        .add_handler(vec!["blockquote"], quotation)
        .add_handler(vec!["cite", "footer"], |handlers: &dyn Handlers, element: Element| cite(handlers, &element))
        .add_handler(vec!["img"], |_: &dyn Handlers, element: Element| Some(image(element.node)?.into()))
        .add_handler(vec!["a"], anchor)
        .add_handler(vec!["pre"], |_: &dyn Handlers, element: Element| Some(code(element.node).into()))
        .add_handler(vec!["code"], inline_code)
        .add_handler(vec!["strong", "b", "em", "i"], emphasis)
        .add_handler(vec!["table"], table)
        .add_handler(vec!["sub", "sup", "kbd", "mark", "small", "u", "ins", "q", "abbr", "var", "samp"], kept)
        .add_handler(vec!["del", "s", "strike"], struck)
        .add_handler(vec!["dt"], |handlers: &dyn Handlers, element: Element| {
            Some(format!("\n\n{}\n", handlers.walk_children(element.node).content.trim()).into())
        })
        .add_handler(vec!["dd"], |handlers: &dyn Handlers, element: Element| {
            let inner = handlers.walk_children(element.node).content;
            Some(format!("\n: {}\n", inner.trim().replace('\n', "\n  ")).into())
        })
        .add_handler(vec!["summary"], |handlers: &dyn Handlers, element: Element| {
            Some(format!("\n\n**{}**\n\n", handlers.walk_children(element.node).content.trim()).into())
        })
        .add_handler(vec!["iframe", "video", "audio", "embed", "object"], move |_: &dyn Handlers, element: Element| {
            Some(framed_in(element.node, &framed)?.into())
        })
        .add_handler(
            vec!["script", "style", "form", "input", "select", "textarea", "button", "svg", "canvas"],
            move |_: &dyn Handlers, element: Element| {
                if element.tag != "style" {
                    lost.note(&format!("an element that an article does not hold, left out: {}", element.tag));
                }
                None
            },
        )
        .add_handler(vec!["td", "th"], move |handlers: &dyn Handlers, element: Element| {
            if attribute(element.node, "colspan").or(attribute(element.node, "rowspan")).is_some_and(|span| span != "1")
            {
                joined.note("a table with joined cells, which stand alone now");
            }
            handlers.fallback(element)
        });
    if has_first_heading {
        // The headline is the page's own heading of the first level.
        builder =
            builder.add_handler(vec!["h1", "h2", "h3", "h4", "h5"], |handlers: &dyn Handlers, element: Element| {
                let level = element.tag[1..].parse::<usize>().unwrap_or(1) + 1;
                let inner = handlers.walk_children(element.node).content;
                Some(format!("\n\n{} {}\n\n", "#".repeat(level), inner.trim().replace('\n', " ")).into())
            });
    }
    builder.build()
}

/// Whether an address would run something in a reader's browser, as it stands or once Markdown has read it: that resolves entities
/// and takes backslashes away.
fn is_script(address: &str) -> bool {
    is_unsafe(address) || is_unsafe(&plain(&address.replace('\\', "")))
}

#[cfg(test)]
mod tests {
    use super::convert;
    use super::plain::plain;
    use crate::article::markdown::plain::to_html;
    use crate::article::markdown::{Rules, read};
    use crate::config::settings::text::RawHtml;

    #[test]
    fn what_would_run_in_a_browser_is_left_behind() {
        for html in [
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\"java&#10;script:alert(1)\">x</a>",
            "<a href=\"javascript&amp;colon;alert(1)\">x</a>",
            "<a href=\"javascript\\:alert(1)\">x</a>",
            "<a href=\"x&#10;&#10;<script>alert(1)</script>\">x</a>",
            "<a href=\"y\" title=\"\\&quot;)<script>alert(1)</script>\">x</a>",
            "<a href=\"y\" title=\"a&#10;&#10;<script>alert(1)</script>\">x</a>",
            "<img src=\"javascript:alert(1)\" alt=x>",
            "<img src=\"x)&#10;&#10;<script>alert(1)</script>\" alt=x>",
            "<img src=\"x&#10;&#10;[y](javascript:alert(1))\" alt=x>",
            "<iframe src=\"javascript:alert(1)//://\"></iframe>",
            "<iframe src=\"javascript://x.com/a/status/1%0aalert(1)\"></iframe>",
            "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
            "<pre><code class=\"language-x&#10;```&#10;<script>alert(1)</script>\">y</code></pre>",
            "<abbr title=\"a&#10;&#10;<script>alert(1)</script>\">x</abbr>",
            "<p>&lt;script>alert(1)&lt;/script></p>",
            "<blockquote><cite>&lt;img src=x onerror=alert(1)></cite></blockquote>",
            "<figure><img src=a.png><figcaption>&lt;script>alert(1)&lt;/script></figcaption></figure>",
            "<kbd onclick=alert(1)>x</kbd>",
            "<h2><pre>a\n\n&lt;script>alert(1)&lt;/script></pre></h2>",
            "<h1>x</h1><h2>a<code>b\n\n&lt;script>alert(1)&lt;/script>\n</code></h2>",
            "<b><pre>a\n\n&lt;script>alert(1)&lt;/script></pre></b>",
            "<p><a href=\"y\"><code>a\n\n&lt;script>alert(1)&lt;/script></code></a></p>",
            "<del><pre>a\n\n&lt;script>alert(1)&lt;/script></pre></del>",
            "<kbd><code>a\n\n&lt;script>alert(1)&lt;/script></code></kbd>",
            "<details><summary><pre>a\n\n&lt;script>alert(1)&lt;/script></pre></summary>x</details>",
            "<blockquote><p>x</p><cite><pre>a\n\n&lt;script>alert(1)&lt;/script></pre></cite></blockquote>",
            "<table><tr><td><pre>a\n\n&lt;script>alert(1)&lt;/script></pre></td></tr></table>",
            "<figure><img src=a.png><figcaption><pre>a\n\n&lt;script>alert(1)&lt;/script></pre></figcaption></figure>",
            "<dl><dt><pre>a\n\n&lt;script>alert(1)&lt;/script></pre></dt><dd>x<pre>a\n\n&lt;script>alert(1)&lt;/script></pre></dd></dl>",
            "<ul><li>x<pre>a\n\n&lt;script>alert(1)&lt;/script></pre></li></ul>",
        ] {
            let text = convert(html, &[]).text;
            let rules = Rules {
                language: "it",
                html: RawHtml::Allow,
                smart_punctuation: false,
                highlight: false,
                autolink: false,
            };
            let shown = to_html(&read(&text, 0, &rules).pieces);
            for word in
                ["<script", "<img src=\"x\" onerror", "<img src=x", "onclick", "\"javascript:", "\"data:", "\"java"]
            {
                assert!(!shown.contains(word), "{html}\n{text}\n{shown}");
            }
        }
    }

    #[test]
    fn html_becomes_markdown_of_news() {
        for (html, wanted) in [
            ("<h1>A</h1><h2>B</h2><p>x <b>y</b> <em>z</em></p>", "## A\n\n### B\n\nx **y** *z*"),
            ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
            ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
            ("<blockquote><p>Detto.</p><cite>— WSJ</cite></blockquote>", "> Detto.\n>\n> — WSJ"),
            (
                "<figure class=\"wp-block-pullquote\"><blockquote><p>A</p><p>B</p><cite>Chi</cite></blockquote></figure>",
                "> A\n>\n> B\n>\n> — Chi",
            ),
            (
                "<figure><a href=\"a.jpg\"><img src=\"a-300x2.jpg\" alt=\"x\"></a><figcaption>Una <b>foto</b></figcaption></figure>",
                "![x](a-300x2.jpg \"Una foto\")",
            ),
            (
                "<figure class=\"wp-block-gallery\"><figure><img src=a.jpg><figcaption>A</figcaption></figure><figure><img src=b.jpg></figure><figcaption>Tutte</figcaption></figure>",
                "{% gallery(caption=\"Tutte\") %}\n![](a.jpg \"A\")\n\n![](b.jpg)\n{% end %}",
            ),
            (
                "<pre class=\"wp-block-code\"><code class=\"language-rust\">let a = &lt;b&gt;;\n\n\n```</code></pre>",
                "````rust\nlet a = <b>;\n\n\n```\n````",
            ),
            ("<pre>a *b*</pre>", "```\na *b*\n```"),
            ("<h2>Il <code>ls\n-l</code></h2><p>x</p>", "## Il `ls -l`\n\nx"),
            ("<h2>x <pre class=\"wp-block-verse\">a\nb*</pre></h2>", "## x a b\\*"),
            ("<p><b>x<code>a\nb</code></b></p>", "x\n\n```\na\nb\n```"),
            (
                "<p>H<sub>2</sub>O <del>no</del> <abbr title=\"x\">y</abbr></p>",
                "H<sub>2</sub>O ~~no~~ <abbr title=\"x\">y</abbr>",
            ),
            ("<dl><dt>a</dt><dd>b</dd></dl>", "a\n\n: b"),
            ("<iframe src=\"https://www.youtube.com/embed/abc?x=1\"></iframe>", "{{ youtube(id=\"abc\") }}"),
            ("<table><tr><th>a</th></tr><tr><td>1</td></tr></table>", "| a   |\n| --- |\n| 1   |"),
            ("<p>a<br>b</p>", "a\\\nb"),
            ("<script>x()</script><p onclick=\"x()\">a</p>", "a"),
        ] {
            assert_eq!(convert(html, &[]).text, wanted, "{html}");
        }
        assert_eq!(convert("<p>a</p><p>\u{E000}0\u{E001}</p>", &["{{ x() }}".to_string()]).text, "a\n\n{{ x() }}");
        assert_eq!(plain("Caff&egrave; <b>&amp;</b> altro<script>x</script>"), "Caffè & altro");
    }

    #[test]
    fn hostile_html_is_bounded() {
        let deep = "<div>".repeat(100_000) + "testo";
        assert_eq!(convert(&deep, &[]).text, "testo");
        let quotes = "<blockquote>".repeat(190) + "x";
        assert!(convert(&quotes, &[]).text.ends_with('x'));
        assert_eq!(convert("\u{E000}9\u{E001}\u{E000}x", &[]).text, "x");
    }
}
