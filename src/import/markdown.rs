//! HTML of other programs to Markdown of ours: htmd's rules for what Markdown knows, our own for what news needs.

use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BrStyle, BulletListMarker, HrStyle, Options};
use htmd::{Element, HtmlToMarkdown, Node};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::dom::{attribute, below, has_class, parent, raw, tag, words};
use super::host;
use super::nesting::{is_too_deep, may_be_endless};
use super::table::table;
use super::text::{destination, picture, shortcode};
use crate::article::markdown::raw_html::is_unsafe;
use crate::article::markdown::targets::calls;
use crate::base::escape;

/// A text that was put into Markdown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Converted {
    pub text: String,
    /// What has no equal in Markdown and became something simpler, or was left out: one sentence each.
    pub remarks: Vec<String>,
}

/// Signs that no text has: they enclose the number of something that is put in as it is, and whom a quotation names.
pub const HOLE: [char; 2] = ['\u{E000}', '\u{E001}'];
const CITE: [char; 2] = ['\u{E002}', '\u{E003}'];
/// It stands before calls of shortcodes that are ours, and not of the text.
const OWN: char = '\u{E004}';

/// A text of somebody else without the signs that mean something here.
pub fn without_signs(text: &str) -> String {
    text.replace(|c| ('\u{E000}'..='\u{E00F}').contains(&c), "")
}

/// A call of our own, with its end where it has one.
fn mine(call: &str) -> String {
    match call.strip_suffix("{% end %}") {
        Some(call) => format!("{OWN}{call}{OWN}{{% end %}}"),
        None => format!("{OWN}{call}"),
    }
}

/// Puts HTML into Markdown. `holes` are pieces of Markdown whose numbers stand in the HTML between the signs of [`HOLE`].
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

/// The text of HTML alone, in one line, with its entities resolved.
pub fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut skipped = 0_usize;
    for token in Tokenizer::new_with_emitter(html, DefaultEmitter::default()) {
        let Ok(token) = token;
        match token {
            Token::String(text) if skipped == 0 => out.push_str(&String::from_utf8_lossy(&text)),
            Token::StartTag(tag) if is_unseen(&tag.name) && !tag.self_closing => skipped += 1,
            Token::EndTag(tag) if is_unseen(&tag.name) => skipped = skipped.saturating_sub(1),
            Token::StartTag(_) | Token::EndTag(_) => out.push(' '),
            _ => {}
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    words.join(" ").replace(" ,", ",").replace(" .", ".")
}

fn is_unseen(name: &[u8]) -> bool {
    name == b"script" || name == b"style"
}

/// Plain text as Markdown that reads the same.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// What looks like a call of a shortcode of ours in a text of somebody else is shown as it is.
fn without_calls(text: &str) -> String {
    if !text.contains("{{") && !text.contains("{%") {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut at = 0;
    for start in calls(text) {
        out.push_str(&text[at..start]);
        if !text[..start].ends_with(OWN) {
            out.push('\\');
        }
        at = start;
    }
    out.push_str(&text[at..]);
    out.replace(OWN, "")
}

/// Puts the pieces into their holes.
fn filled(text: &str, holes: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(HOLE[0]) {
        out.push_str(before);
        let Some((number, after)) = after.split_once(HOLE[1]) else {
            rest = after;
            continue;
        };
        out.push_str(number.parse::<usize>().ok().and_then(|number| holes.get(number)).map_or("", String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out.replace([CITE[0], CITE[1]], "")
}

/// At most one empty line between blocks, but for code; no blanks at the ends of lines, and no breaks at those of paragraphs.
fn tidy(text: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let start = line.trim_start();
        match fence {
            Some(sign) if start.starts_with(sign) => fence = None,
            None if start.starts_with("```") => fence = Some("```"),
            _ => {}
        }
        let line = if fence.is_some() { line } else { line.trim_end() };
        let is_second = line.is_empty() && out.last().is_none_or(|last| last.is_empty());
        if line.is_empty() && fence.is_none() {
            end_of_paragraph(&mut out);
        }
        if fence.is_some() || !is_second {
            out.push(line);
        }
    }
    end_of_paragraph(&mut out);
    out.join("\n").trim().to_string()
}

/// Takes away the breaks with which a paragraph ends: they are seen as signs there.
fn end_of_paragraph(lines: &mut Vec<&str>) {
    while let Some(last) = lines.last_mut() {
        let slashes = last.len() - last.trim_end_matches('\\').len();
        if slashes % 2 == 0 {
            return;
        }
        *last = last[..last.len() - 1].trim_end();
        if !last.is_empty() {
            return;
        }
        lines.pop();
    }
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
        .add_handler(vec!["del", "s", "strike"], |handlers: &dyn Handlers, element: Element| {
            let inner = handlers.walk_children(element.node).content;
            Some(if inner.trim().is_empty() { inner.into() } else { format!("~~{}~~", inner.trim()).into() })
        })
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

fn image(node: &Rc<Node>) -> Option<String> {
    let src = ["src", "data-src", "data-lazy-src", "data-orig-file"]
        .iter()
        .filter_map(|name| attribute(node, name))
        .find(|src| !src.trim().is_empty() && !src.starts_with("data:") && !is_script(src))?;
    let is_dot = ["width", "height"].iter().all(|name| attribute(node, name).as_deref() == Some("1"));
    (!is_dot).then(|| picture(&src, &attribute(node, "alt").unwrap_or_default(), "", ""))
}

fn figure(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let node = element.node;
    let images = below(node, &["img"]);
    let caption = below(node, &["figcaption"]).last().map(words).unwrap_or_default();
    if has_class(node, "wp-block-gallery") || images.len() > 1 {
        let mut own: Vec<String> = Vec::new();
        for image in &images {
            own.push(captioned(image, &caption_of(node, image))?);
        }
        let all = if images.iter().any(|image| caption_of(node, image) == caption) { "" } else { caption.as_str() };
        return Some(format!("\n\n{}\n\n", mine(&gallery(&own, all))).into());
    }
    if let Some(quoted) = below(node, &["blockquote"]).first() {
        let inner = handlers.handle(quoted)?.content;
        return Some(format!("\n\n{}\n\n", inner.trim()).into());
    }
    match images.first() {
        Some(image) if below(node, &["table", "iframe", "video", "pre"]).is_empty() => {
            Some(format!("\n\n{}\n\n", captioned(image, &caption)?).into())
        }
        _ => {
            let inner = handlers.walk_children(node).content;
            Some(format!("\n\n{}\n\n", inner.trim()).into())
        }
    }
}

/// The caption of one picture of a gallery: that of the nearest figure or item around it.
fn caption_of(gallery: &Rc<Node>, image: &Rc<Node>) -> String {
    let holders = below(gallery, &["figure", "li"]);
    let holder = holders.iter().find(|holder| below(holder, &["img"]).iter().any(|own| Rc::ptr_eq(own, image)));
    holder.and_then(|holder| below(holder, &["figcaption"]).last().map(words)).unwrap_or_default()
}

fn captioned(node: &Rc<Node>, caption: &str) -> Option<String> {
    let plain = image(node)?;
    if caption.is_empty() {
        return Some(plain);
    }
    let src = plain.rsplit_once("](").map(|(_, src)| src.trim_end_matches(')'))?;
    Some(picture(src, &attribute(node, "alt").unwrap_or_default(), caption, ""))
}

/// Pictures side by side.
pub fn gallery(images: &[String], caption: &str) -> String {
    let caption = match caption.is_empty() {
        true => String::new(),
        false => format!("caption=\"{}\"", caption.replace('\\', "\\\\").replace('"', "\\\"")),
    };
    format!("{{% gallery({caption}) %}}\n{}\n{{% end %}}", images.join("\n\n"))
}

/// Whom a quotation names stands on its last line, as we write it.
fn quotation(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let inner = handlers.walk_children(element.node).content;
    let (mut text, mut by) = (String::new(), String::new());
    let mut rest = inner.as_str();
    while let Some((before, after)) = rest.split_once(CITE[0]) {
        text.push_str(before);
        let (name, after) = after.split_once(CITE[1]).unwrap_or((after, ""));
        by = without_dash(name).trim_end_matches(['\\', ' ']).to_string();
        rest = after;
    }
    text.push_str(rest);
    let mut lines: Vec<String> = tidy(&text).lines().map(|line| format!("> {line}").trim_end().to_string()).collect();
    if !by.is_empty() {
        lines.push(">".to_string());
        lines.push(format!("> — {by}"));
    }
    Some(format!("\n\n{}\n\n", lines.join("\n")).into())
}

/// Whom a quotation names, without the dash before it; a backslash that keeps a sign from being markup stays.
fn without_dash(mut name: &str) -> &str {
    const DASHES: [&str; 8] = ["—", "–", "-", "~", " ", "\\-", "\\~", "\\ "];
    while let Some(rest) = DASHES.iter().find_map(|dash| name.strip_prefix(dash)) {
        name = rest;
    }
    name
}

fn cite(handlers: &dyn Handlers, element: &Element<'_>) -> Handled {
    let inner = handlers.walk_children(element.node).content.replace(CITE, "");
    let mut around = parent(element.node);
    while let Some(node) = around {
        if tag(&node).as_deref() == Some("blockquote") {
            let line = inner.split_whitespace().collect::<Vec<&str>>().join(" ");
            return Some(format!("{}{}{}", CITE[0], line.replace("\\ ", " "), CITE[1]).into());
        }
        around = parent(&node);
    }
    match element.tag {
        "cite" if !inner.trim().is_empty() => Some(format!("*{}*", inner.trim()).into()),
        _ => Some(inner.into()),
    }
}

fn anchor(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let Some(href) = attribute(element.node, "href").filter(|href| !href.trim().is_empty()) else {
        return Some(handlers.walk_children(element.node).content.into());
    };
    // The file's name beside it leads there too.
    if has_class(element.node, "wp-block-file__button") {
        return None;
    }
    // A picture that leads to itself in full is a picture: every theme shows it as large as it can be.
    let images = below(element.node, &["img"]);
    if is_script(&href) {
        return Some(handlers.walk_children(element.node).content.into());
    }
    let path = href.split(['?', '#']).next().unwrap_or(&href).to_lowercase();
    let is_picture = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"].iter().any(|ending| path.ends_with(ending));
    if images.len() == 1 && words(element.node).is_empty() && is_picture {
        return Some(handlers.walk_children(element.node).content.into());
    }
    // What could end the address or the title, and go on as HTML.
    let title = attribute(element.node, "title").unwrap_or_default();
    if href.contains(|c: char| c.is_control() || c == '<') || title.contains(['<', '\\']) {
        let inner = handlers.walk_children(element.node).content;
        return Some(format!("[{}]({})", inner.trim(), destination(&href)).into());
    }
    handlers.fallback(element)
}

/// A block of code, with its language where the class names it.
fn code(node: &Rc<Node>) -> String {
    let text = raw(node);
    let text = text.trim_matches('\n').trim_end();
    if has_class(node, "wp-block-verse") {
        let lines: Vec<String> = text.lines().map(escaped).collect();
        return format!("\n\n{}\n\n", lines.join("\\\n"));
    }
    let inner = below(node, &["code"]);
    let classes = std::iter::once(node).chain(&inner).filter_map(|node| attribute(node, "class"));
    let classes = classes.collect::<Vec<String>>().join(" ").replace("brush: ", "brush:");
    let language = classes.split([' ', ';']).find_map(|class| {
        ["language-", "lang-", "brush:", "lang:"].iter().find_map(|prefix| class.strip_prefix(prefix))
    });
    let fence = "`".repeat(text.split(|c| c != '`').map(str::len).max().unwrap_or(0).max(2) + 1);
    // A class may hold line breaks, and whatever else would end the fence's line.
    let is_sign = |c: &char| c.is_alphanumeric() || "+#.-_".contains(*c);
    let language: String = language.unwrap_or_default().chars().take_while(is_sign).collect();
    format!("\n\n{fence}{language}\n{text}\n{fence}\n\n")
}

/// Code in a line; lines of code are a block, since breaks mean nothing within signs of code.
fn inline_code(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    match raw(element.node).trim_matches('\n').contains('\n') {
        true => Some(code(element.node).into()),
        false => handlers.fallback(element),
    }
}

/// What stands within its equal is no stronger for it.
fn emphasis(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let same: &[&str] = if matches!(element.tag, "strong" | "b") { &["strong", "b"] } else { &["em", "i"] };
    let mut around = parent(element.node);
    while let Some(node) = around {
        if tag(&node).is_some_and(|tag| same.contains(&tag.as_str())) {
            return Some(handlers.walk_children(element.node).content.into());
        }
        around = parent(&node);
    }
    handlers.fallback(element)
}

/// Elements that Markdown has no signs for, and that HTML within it may say.
fn kept(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let inner = handlers.walk_children(element.node).content;
    if inner.trim().is_empty() {
        return Some(inner.into());
    }
    let title = attribute(element.node, "title").filter(|_| element.tag == "abbr");
    // In one line: an empty one would end the paragraph, and the rest would be HTML.
    let title = title.map(|title| title.split_whitespace().collect::<Vec<&str>>().join(" "));
    let title = title.map(|title| format!(" title=\"{}\"", escape::html(&title)));
    Some(format!("<{0}{1}>{inner}</{0}>", element.tag, title.unwrap_or_default()).into())
}

fn framed_in(node: &Rc<Node>, remarks: &Remarks) -> Option<String> {
    let sources = below(node, &["source", "embed"]);
    let src =
        attribute(node, "src").or_else(|| attribute(node, "data")).or_else(|| attribute(sources.first()?, "src"))?;
    let said = embed(&src);
    if !said.starts_with("{{") {
        remarks.note(&format!("something of another server in a frame, a link now: {}", host(&src)));
    }
    let said = if said.starts_with("{{") { mine(&said) } else { said };
    Some(format!("\n\n{said}\n\n"))
}

/// An address that another program shows as what it leads to: a video of YouTube, a post; anything else is a link.
pub fn embed(url: &str) -> String {
    let url = url.trim();
    if is_script(url) {
        return String::new();
    }
    let url = if url.starts_with("//") { format!("https:{url}") } else { url.to_string() };
    if let Some(id) = youtube(&url) {
        return shortcode("youtube", &[("id", id)]);
    }
    let is_post =
        ["//twitter.com/", "//x.com/", "//bsky.app/"].iter().any(|host| url.replace("//www.", "//").contains(host))
            && (url.contains("/status/") || url.contains("/post/"));
    if is_post {
        return shortcode("post", &[("url", &url)]);
    }
    if url.contains(['<', '>', ' ']) || !url.contains("://") { url } else { format!("<{url}>") }
}

fn youtube(url: &str) -> Option<&str> {
    let rest = url.split_once("//")?.1;
    let rest = rest.strip_prefix("www.").or_else(|| rest.strip_prefix("m.")).unwrap_or(rest);
    let after = [
        "youtube.com/watch?v=",
        "youtube.com/embed/",
        "youtube-nocookie.com/embed/",
        "youtu.be/",
        "youtube.com/shorts/",
        "youtube.com/v/",
    ]
    .iter()
    .find_map(|prefix| rest.strip_prefix(prefix))?;
    let id = after.split(['?', '&', '#', '/']).next()?;
    (!id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::{convert, plain};
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
