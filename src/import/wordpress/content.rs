//! The body of a post: Gutenberg's blocks, or what the classic editor leaves, as HTML that means what readers saw.

use std::collections::BTreeSet;

use super::paragraphs::paragraphs;
use crate::import::markdown::embed::embed;
use crate::import::markdown::pictures::gallery;
use crate::import::markdown::tidy::HOLE;
use crate::import::markdown::{Converted, convert};
use crate::import::text::picture;

/// A picture of the media library.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    pub src: String,
    pub alt: String,
    pub caption: String,
}

/// Who knows the pictures of the media library.
pub trait Library {
    /// The picture of an id.
    fn picture(&self, id: u64) -> Option<Picture>;
    /// The pictures that were added to this post, in order.
    fn of_post(&self) -> Vec<u64>;
}

/// Blocks that show something of WordPress' own, which a theme of ours shows in its own way, or not at all.
const OF_WORDPRESS: &[&str] = &[
    "archives",
    "avatar",
    "calendar",
    "categories",
    "comments",
    "home-link",
    "latest-comments",
    "latest-posts",
    "loginout",
    "navigation",
    "page-list",
    "post-",
    "query",
    "rss",
    "search",
    "site-",
    "social-link",
    "tag-cloud",
    "template-part",
    "term-description",
    "read-more",
    "comment-",
    "block",
    "pattern",
    "legacy-widget",
    "widget-group",
];

/// Puts a body into Markdown.
pub fn body(written: &str, library: &dyn Library) -> Converted {
    let mut body = Body { library, holes: Vec::new(), remarks: Vec::new() };
    let html = match written.contains("<!-- wp:") {
        true => body.blocks(written),
        false => paragraphs(&body.shortcodes(&body_more(written))),
    };
    let html = body.more(&html);
    let mut converted = convert(&html, &body.holes);
    let mut remarks = body.remarks;
    remarks.append(&mut converted.remarks);
    Converted { remarks, ..converted }
}

/// A comment's text: what the classic editor leaves, without shortcodes.
pub fn comment(written: &str) -> String {
    convert(&paragraphs(written), &[]).text
}

fn body_more(written: &str) -> String {
    written.replace("<!--nextpage-->", "\n\n").replace("<!--noteaser-->", "")
}

struct Body<'a> {
    library: &'a dyn Library,
    /// Pieces of Markdown that stand in the HTML as their numbers.
    holes: Vec<String>,
    remarks: Vec<String>,
}

impl Body<'_> {
    /// A place in the HTML where a piece of Markdown is put in, as a paragraph of its own.
    fn hole(&mut self, markdown: String) -> String {
        self.holes.push(markdown);
        format!("\n\n<p>{}{}{}</p>\n\n", HOLE[0], self.holes.len() - 1, HOLE[1])
    }

    /// `<!--more-->` is where the teaser ends, as with us.
    fn more(&mut self, html: &str) -> String {
        let Some((before, after)) = html.split_once("<!--more") else { return html.to_string() };
        let after = after.split_once("-->").map_or("", |(_, after)| after);
        format!("{before}{}{after}", self.hole("<!-- more -->".to_string()))
    }

    /// A body of blocks: their comments go, what is between them stays.
    fn blocks(&mut self, written: &str) -> String {
        let mut out = String::with_capacity(written.len());
        let mut rest = written;
        // What is never closed is not looked for again: that would take time with the square of the text's length.
        let mut unclosed = BTreeSet::new();
        while let Some((before, after)) = rest.split_once("<!-- ") {
            out.push_str(before);
            let Some((inside, next)) = after.split_once("-->") else {
                // A comment without an end hides the rest, as it did for readers.
                return out;
            };
            let inside = inside.trim();
            rest = next;
            let Some(block) = inside.strip_prefix("wp:") else {
                if !inside.starts_with("/wp:") {
                    out.push_str(&format!("<!--{inside}-->"));
                }
                continue;
            };
            let (block, alone) = match block.strip_suffix('/') {
                Some(block) => (block.trim_end(), true),
                None => (block, false),
            };
            let (name, settings) = block.split_once(char::is_whitespace).unwrap_or((block, ""));
            let name = name.strip_prefix("core/").unwrap_or(name);
            let settings: serde_json::Value = serde_json::from_str(settings.trim()).unwrap_or_default();
            let mut inner = |rest: &str| -> Option<(String, usize)> {
                let end = format!("<!-- /wp:{name} -->");
                let found = if unclosed.contains(name) { None } else { rest.find(&end) };
                if found.is_none() {
                    unclosed.insert(name.to_string());
                }
                found.map(|at| (rest[..at].to_string(), at + end.len()))
            };
            match name {
                "more" => {}
                "nextpage" => {
                    if let Some((_, length)) = inner(rest) {
                        rest = &rest[length..];
                    }
                }
                name if name == "embed" || name.starts_with("core-embed/") => {
                    let url = settings.get("url").and_then(serde_json::Value::as_str).unwrap_or_default().to_string();
                    let found = if alone { None } else { inner(rest) };
                    if let Some((inner, length)) = found {
                        rest = &rest[length..];
                        let caption = caption(&inner);
                        if !url.is_empty() {
                            let hole = self.hole(embed(&url));
                            out.push_str(&hole);
                        } else {
                            out.push_str(&inner);
                        }
                        if !caption.is_empty() {
                            out.push_str(&format!("<p>{caption}</p>"));
                        }
                    }
                }
                "shortcode" | "freeform" if !alone => {
                    if let Some((inner, length)) = inner(rest) {
                        rest = &rest[length..];
                        let html = paragraphs(&self.shortcodes(&inner));
                        out.push_str(&html);
                    }
                }
                "gallery"
                    if !alone && !rest.trim_start().starts_with("<figure") && !rest.trim_start().starts_with("<ul") => {
                }
                "spacer" | "separator" => {}
                name if alone && (!name.contains('/') || OF_WORDPRESS.iter().any(|known| name.starts_with(known))) => {
                    self.remarks.push(format!("a block that shows something of WordPress' own, left out: {name}"));
                }
                name if alone => {
                    self.remarks.push(format!("a block that a plugin alone can show, left out: {name}"));
                }
                name if name.contains('/') => match inner(rest).filter(|(inner, _)| !inner.contains("<!-- wp:")) {
                    Some((inner, length)) => {
                        rest = &rest[length..];
                        self.remarks.push(format!("a block that we do not know, kept as HTML: {name}"));
                        let hole = self.hole(kept(&inner));
                        out.push_str(&hole);
                    }
                    // What holds blocks that we do know is only their frame.
                    None => {
                        self.remarks
                            .push(format!("a block that we do not know, of which the inside was taken: {name}"));
                    }
                },
                _ => {}
            }
        }
        out.push_str(rest);
        out
    }

    /// Shortcodes of the classic editor. Those that nobody knows stay as they are written.
    fn shortcodes(&mut self, written: &str) -> String {
        let mut out = String::with_capacity(written.len());
        let mut rest = written;
        let mut unclosed = BTreeSet::new();
        while let Some(at) = rest.find('[') {
            out.push_str(&rest[..at]);
            let from = &rest[at..];
            // `[[caption]]` shows a shortcode instead of calling it.
            if let Some(after) = from.strip_prefix("[[") {
                out.push_str("[[");
                rest = after;
                continue;
            }
            let Some(call) = Call::read(from, &mut unclosed) else {
                out.push('[');
                rest = &from[1..];
                continue;
            };
            match self.say(&call) {
                Some(said) => out.push_str(&said),
                None => {
                    if call.is_sure {
                        self.remarks
                            .push(format!("a shortcode that has no equal, left as it was written: {}", call.name));
                    }
                    out.push_str(&from[..call.length]);
                }
            }
            rest = &from[call.length..];
        }
        out.push_str(rest);
        self.bare_addresses(&out)
    }

    fn say(&mut self, call: &Call<'_>) -> Option<String> {
        Some(match call.name {
            "caption" | "wp_caption" => {
                let inner = call.inner?;
                let end = inner.rfind('>').map_or(0, |end| end + 1);
                let (image, text) = inner.split_at(end);
                // WXR 1.0 has the caption among the arguments.
                let text = call.argument("caption").filter(|_| text.trim().is_empty()).unwrap_or(text);
                format!("\n\n<figure>{image}<figcaption>{}</figcaption></figure>\n\n", text.trim())
            }
            "gallery" => {
                let listed = call.argument("ids").or(call.argument("include")).unwrap_or_default();
                let mut ids: Vec<u64> = listed.split(',').filter_map(|id| id.trim().parse().ok()).collect();
                if ids.is_empty() {
                    ids = self.library.of_post();
                }
                let pictures = ids.iter().filter_map(|id| self.library.picture(*id));
                let pictures: Vec<String> = pictures.map(|own| picture(&own.src, &own.alt, &own.caption, "")).collect();
                if pictures.is_empty() {
                    self.remarks.push("a gallery whose pictures the export does not hold, left out".to_string());
                    return Some(String::new());
                }
                self.hole(gallery(&pictures, ""))
            }
            "embed" => self.hole(embed(call.inner?)),
            "youtube" | "video" | "audio" | "soundcloud" | "vimeo" => {
                let url =
                    ["src", "mp4", "mp3", "m4v", "webm", "ogv", "url"].iter().find_map(|name| call.argument(name));
                let url = url.or(call.first()).or(call.inner).map(str::trim).filter(|url| url.contains("://"))?;
                self.hole(embed(url))
            }
            _ => return None,
        })
    }

    /// An address alone on its line was shown as what it leads to.
    fn bare_addresses(&mut self, written: &str) -> String {
        let mut out = String::with_capacity(written.len());
        for line in written.split_inclusive('\n') {
            let url = line.trim();
            let is_alone =
                (url.starts_with("https://") || url.starts_with("http://")) && !url.contains([' ', '<', '"', '[']);
            if is_alone {
                let hole = self.hole(embed(url));
                out.push_str(&hole);
            } else {
                out.push_str(line);
            }
        }
        out
    }
}

/// HTML as a block of Markdown, which an empty line would end; without what could harm a reader.
fn kept(html: &str) -> String {
    let safe = ammonia::Builder::default().add_generic_attributes(["class"]).clean(html).to_string();
    let lines: Vec<&str> = safe.lines().filter(|line| !line.trim().is_empty()).collect();
    format!("<div>\n{}\n</div>", lines.join("\n"))
}

fn caption(html: &str) -> String {
    let inner = html.split_once("<figcaption").and_then(|(_, after)| after.split_once('>'));
    inner.and_then(|(_, after)| after.split_once("</figcaption>")).map_or(String::new(), |(inner, _)| inner.to_string())
}

/// A shortcode as it stands at the beginning of a text.
struct Call<'a> {
    name: &'a str,
    arguments: &'a str,
    inner: Option<&'a str>,
    length: usize,
    /// Whether it can be nothing but a shortcode: it has arguments or a closing.
    is_sure: bool,
}

/// The longest call of a shortcode, in bytes.
const LONGEST_CALL: usize = 8192;

/// Shortcodes with an inside.
const ENCLOSING: &[&str] = &["caption", "wp_caption", "embed", "audio", "video", "playlist", "youtube", "vimeo"];

impl<'a> Call<'a> {
    /// `unclosed` are those that are known to have no end after this.
    fn read(text: &'a str, unclosed: &mut BTreeSet<&'a str>) -> Option<Call<'a>> {
        let close = text.bytes().take(LONGEST_CALL).position(|byte| matches!(byte, b']' | b'\n'))?;
        let inside = text[1..close].trim_end_matches('/').trim();
        let length = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(inside.len());
        let (name, arguments) = inside.split_at(length);
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if !text[close..].starts_with(']') || !is_name || !(arguments.is_empty() || arguments.starts_with([' ', '='])) {
            return None;
        }
        let end = format!("[/{name}]");
        let after = &text[close + 1..];
        let closing = match ENCLOSING.contains(&name) {
            true if unclosed.contains(name) => None,
            true => {
                let found = after.find(&end);
                if found.is_none() {
                    unclosed.insert(name);
                }
                found
            }
            // Of unknown ones, only to tell whether they are shortcodes at all.
            false => None,
        };
        let (inner, length) = match closing {
            Some(at) => (Some(&after[..at]), close + 1 + at + end.len()),
            None => (None, close + 1),
        };
        Some(Call { name, arguments, inner, length, is_sure: arguments.contains('=') })
    }

    fn argument(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.arguments;
        while let Some((before, after)) = rest.split_once('=') {
            let key = before.rsplit(char::is_whitespace).next().unwrap_or(before);
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, next) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            if key == name && !value.is_empty() {
                return Some(value);
            }
            rest = next;
        }
        None
    }

    /// The first argument without a name: `[youtube https://…]`, `[youtube=https://…]`.
    fn first(&self) -> Option<&'a str> {
        self.arguments.trim_start_matches([' ', '=']).split_whitespace().next()
    }
}

#[cfg(test)]
mod tests {
    use super::{Library, Picture, body, comment};

    struct Shelf;

    impl Library for Shelf {
        fn picture(&self, id: u64) -> Option<Picture> {
            (id < 10).then(|| Picture { src: format!("/u/{id}.jpg"), alt: format!("p{id}"), caption: String::new() })
        }

        fn of_post(&self) -> Vec<u64> {
            vec![3, 4]
        }
    }

    #[test]
    fn what_the_classic_editor_leaves_is_read_as_it_was_shown() {
        for (written, wanted) in [
            ("Uno\ndue\n\nTre", "Uno\\\ndue\n\nTre"),
            ("Uno\n<ul>\n<li>a</li>\n</ul>\ndue", "Uno\n\n- a\n\ndue"),
            ("<pre>a\n\nb</pre>\nfine", "```\na\n\nb\n```\n\nfine"),
            (
                "[caption id=\"x\" width=\"3\"]<a href=\"a.jpg\"><img src=\"a.jpg\" alt=\"A\" /></a> Una foto[/caption]",
                "![A](a.jpg \"Una foto\")",
            ),
            ("[gallery ids=\"1, 2,99\"]", "{% gallery() %}\n![p1](/u/1.jpg)\n\n![p2](/u/2.jpg)\n{% end %}"),
            ("[gallery]", "{% gallery() %}\n![p3](/u/3.jpg)\n\n![p4](/u/4.jpg)\n{% end %}"),
            ("Vedi:\nhttps://youtu.be/abc\nfine", "Vedi:\n\n{{ youtube(id=\"abc\") }}\n\nfine"),
            ("[embed width=\"3\"]https://example.org/x[/embed]", "<https://example.org/x>"),
            ("Uno<!--more Leggi-->due", "Uno\n\n<!-- more -->\n\ndue"),
            ("[1] e [[caption]] e [x y=\"z\"]", "\\[1\\] e \\[\\[caption\\]\\] e \\[x y=\"z\"\\]"),
            ("<blockquote>Detto\n\n<cite>WSJ</cite></blockquote>", "> Detto\n>\n> — WSJ"),
        ] {
            assert_eq!(body(written, &Shelf).text, wanted, "{written}");
        }
    }

    #[test]
    fn blocks_are_read() {
        for (written, wanted, remarks) in [
            (
                "<!-- wp:paragraph {\"a\":1} -->\n<p>Uno</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:heading -->\n<h2>Due</h2>\n<!-- /wp:heading -->",
                "Uno\n\n## Due",
                0,
            ),
            ("<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->\n<p>a</p>", "<!-- more -->\n\na", 0),
            ("<!-- wp:latest-posts /--><p>a</p>", "a", 1),
            (
                "<!-- wp:embed {\"url\":\"https://youtu.be/abc\"} --><figure><div>https://youtu.be/abc</div><figcaption>Il video</figcaption></figure><!-- /wp:embed -->",
                "{{ youtube(id=\"abc\") }}\n\nIl video",
                0,
            ),
            (
                "<!-- wp:pullquote --><figure class=\"wp-block-pullquote\"><blockquote><p>A</p><cite>Chi</cite></blockquote></figure><!-- /wp:pullquote -->",
                "> A\n>\n> — Chi",
                0,
            ),
            (
                "<!-- wp:columns --><div><!-- wp:column --><div><p>a</p></div><!-- /wp:column --></div><!-- /wp:columns -->",
                "a",
                0,
            ),
            (
                "<!-- wp:shortcode -->[gallery ids=\"1\"]<!-- /wp:shortcode -->",
                "{% gallery() %}\n![p1](/u/1.jpg)\n{% end %}",
                0,
            ),
        ] {
            let said = body(written, &Shelf);
            assert_eq!((said.text.as_str(), said.remarks.len()), (wanted, remarks), "{written}: {:?}", said.remarks);
        }
    }

    #[test]
    fn comments_are_texts() {
        assert_eq!(comment("Ciao <b>a</b>\n\n<script>x()</script>[caption]"), "Ciao **a**\n\n\\[caption\\]");
    }
}
