//! HTML that the author wrote: as it is, shown as text, or with what could harm a reader taken out.
//!
//! An element may open in one event and close in another, with links and pictures between. So it is a whole frame that is
//! sanitized: its HTML is joined, with a marker for each hole, cleaned by ammonia, and cut at the markers again. A marker
//! holds a hash of all that HTML, which no author can know while writing it: a forged marker cannot match.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use ammonia::Builder;

use super::frame::Frame;
use super::mask::TOKEN;
use crate::article::piece::Piece;
use crate::base::stamp::Stamp;

/// Whether `html` is the mark at which the teaser ends.
pub fn is_more(html: &str) -> bool {
    let comment = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    comment.is_some_and(|comment| comment.trim().eq_ignore_ascii_case("more"))
}

/// Whether `html` is a word to `rassegna check`, which no reader need see: `<!-- check: ignore long-quote -->`.
pub fn is_for_check(html: &str) -> bool {
    let comment = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    comment.is_some_and(|comment| comment.trim_start().starts_with("check:") && !comment.contains("-->"))
}

/// The elements within which text is literal: no typographic signs, no entities, no links.
pub fn is_literal(name: &str) -> bool {
    ["code", "pre", "kbd", "samp", "script", "style", "textarea", "tt", "math", "svg"].contains(&name)
}

/// The name of the element that a single tag opens or closes, in lower case.
pub fn tag_name(tag: &str) -> (bool, String) {
    let inner = tag.strip_prefix('<').unwrap_or(tag);
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let length = inner.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    (closes, inner[..length].to_ascii_lowercase())
}

/// Whether a browser would run what `target` holds. Browsers pass over white space and control characters in a scheme.
pub fn is_unsafe(target: &str) -> bool {
    let scheme: String = target
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .take_while(|c| *c != ':')
        .take(11)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let named = target.contains(':') && ["javascript", "vbscript", "data"].contains(&scheme.as_str());
    named && !is_bitmap(target)
}

/// A small picture in the address itself does no harm.
fn is_bitmap(target: &str) -> bool {
    ["data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;"]
        .iter()
        .any(|start| target.starts_with(start))
}

/// Elements that are open in what the author wrote, by name. Each one that is never closed is opened again in every block
/// after it, so that a few kilobytes could keep the sanitizer busy for minutes: past a number of them, tags become text.
#[derive(Default)]
pub struct OpenElements {
    by_name: HashMap<String, usize>,
    count: usize,
}

impl OpenElements {
    const MOST: usize = 100;

    /// The HTML with the tags that open too many elements as text.
    pub fn limit<'h>(&mut self, html: &'h str) -> Cow<'h, str> {
        let mut out = String::new();
        let mut from = 0;
        for at in memchr::memchr_iter(b'<', html.as_bytes()) {
            let (closes, name) = tag_name(&html[at..]);
            if name.is_empty() || CLOSES_ITSELF.contains(&name.as_str()) {
                continue;
            }
            let open = self.by_name.entry(name).or_default();
            if closes {
                self.count -= usize::from(*open > 0);
                *open = open.saturating_sub(1);
            } else if self.count < OpenElements::MOST {
                self.count += 1;
                *open += 1;
            } else {
                out.push_str(&html[from..at]);
                out.push_str("&lt;");
                from = at + 1;
            }
        }
        if from == 0 {
            return Cow::Borrowed(html);
        }
        out.push_str(&html[from..]);
        Cow::Owned(out)
    }
}

/// Elements without an end, and those whose end may be left out.
const CLOSES_ITSELF: [&str; 30] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "colgroup", "caption", "option", "optgroup", "rt",
    "rp",
];

/// The frame's pieces, with all HTML in them sanitized together.
pub fn sanitize(mut frame: Frame) -> Vec<Piece> {
    frame.settle();
    let mut joined = String::new();
    for piece in &frame.pieces {
        if let Piece::Html(html) = piece {
            joined.push_str(html);
        }
    }
    let secret = format!("{:?}", Stamp::of_bytes(joined.as_bytes()));
    let mut marked = String::with_capacity(joined.len() * 2);
    let mut holes = Vec::new();
    for piece in frame.pieces {
        match piece {
            Piece::Html(html) => marked.push_str(&html),
            hole => {
                marked.push_str(&format!("{TOKEN}{secret}{:08}{TOKEN}", holes.len()));
                holes.push(Some(hole));
            }
        }
    }
    let clean = sanitizer().clean(&marked).to_string();
    split(&clean, &format!("{TOKEN}{secret}"), holes)
}

/// Cuts clean HTML at its markers. A marker that came to lie within a tag is dropped together with its hole.
fn split(clean: &str, marker: &str, mut holes: Vec<Option<Piece>>) -> Vec<Piece> {
    const NUMBER: usize = 8;
    let mut out = Frame::default();
    let mut quoted = false;
    let mut tag = false;
    let mut rest = clean;
    while let Some(at) = rest.find(marker) {
        for byte in rest[..at].bytes() {
            match byte {
                b'<' if !tag => tag = true,
                b'"' if tag => quoted = !quoted,
                b'>' if tag && !quoted => tag = false,
                _ => {}
            }
        }
        out.html.push_str(&rest[..at]);
        rest = &rest[at + marker.len()..];
        let number = rest.get(..NUMBER).and_then(|digits| digits.parse::<usize>().ok());
        rest = rest.get(NUMBER + TOKEN.len_utf8()..).unwrap_or_default();
        let hole = number.and_then(|number| holes.get_mut(number)).and_then(Option::take);
        if let Some(hole) = hole.filter(|_| !tag) {
            out.push(hole);
        }
    }
    out.html.push_str(rest);
    out.settle();
    out.pieces
}

/// Ammonia's own list, with what this program writes itself and what does no harm: classes, ids and roles, check boxes
/// that cannot be ticked, alignment of cells.
fn sanitizer() -> &'static Builder<'static> {
    static SANITIZER: OnceLock<Builder<'static>> = OnceLock::new();
    SANITIZER.get_or_init(|| {
        let mut builder = Builder::default();
        builder
            .add_tags(["section", "input", "picture", "source", "video", "audio", "track", "label"])
            .add_generic_attributes(["class", "id", "lang", "dir", "role", "title", "style", "data-alert"])
            .add_generic_attribute_prefixes(["aria-"])
            .add_tag_attributes("input", ["type", "disabled", "checked"])
            .set_tag_attribute_value("input", "type", "checkbox")
            .set_tag_attribute_value("input", "disabled", "")
            .add_tag_attributes("video", ["src", "controls", "width", "height", "poster", "preload", "loop", "muted"])
            .add_tag_attributes("audio", ["src", "controls", "preload", "loop", "muted"])
            .add_tag_attributes("source", ["src", "type", "media"])
            .add_tag_attributes("track", ["src", "kind", "srclang", "label", "default"])
            .add_tag_attributes("img", ["loading", "decoding"])
            .add_tag_attributes("ol", ["start", "reversed"])
            .add_tag_attributes("details", ["open"])
            .link_rel(None)
            // A browser passes over a scheme's control characters; here they come from nowhere but an attack.
            .attribute_filter(|_, name, value| match name {
                "href" | "src" | "cite" | "poster" if is_unsafe(value) => None,
                "style" => alignment(value).map(|side| format!("text-align: {side}").into()),
                _ => Some(value.into()),
            });
        builder
    })
}

/// The one thing that a style may say: how a cell of a table is aligned.
fn alignment(style: &str) -> Option<&str> {
    let said = style.split(';').filter_map(|one| one.split_once(':'));
    let mut sides = said.filter(|(property, _)| property.trim() == "text-align").map(|(_, side)| side.trim());
    sides.find(|side| ["left", "center", "right", "justify", "start", "end"].contains(side))
}

#[cfg(test)]
mod tests {
    use super::{OpenElements, is_for_check, is_more, is_unsafe, sanitize, tag_name};
    use crate::article::markdown::frame::Frame;
    use crate::article::piece::Piece;

    fn html(html: &str) -> Piece {
        Piece::Html(html.into())
    }

    #[test]
    fn elements_stay_whole_around_holes() {
        let frame = Frame {
            pieces: vec![
                html("<div class=\"box\" onclick=\"x()\">\n<p>a "),
                Piece::More,
                html(" b</p>\n</div><script>x</script>"),
            ],
            ..Frame::default()
        };
        assert_eq!(sanitize(frame), [html("<div class=\"box\">\n<p>a "), Piece::More, html(" b</p>\n</div>")]);
    }

    #[test]
    fn a_hole_within_a_tag_is_dropped() {
        let frame = Frame { pieces: vec![html("<a title=\"> "), Piece::More, html("\">x</a>")], ..Frame::default() };
        let pieces = sanitize(frame);
        assert!(!pieces.contains(&Piece::More), "{pieces:?}");
    }

    #[test]
    fn only_so_many_elements_stay_open() {
        let mut open = OpenElements::default();
        let closed = "<b>x</b><br><p>".repeat(1000);
        assert_eq!(open.limit(&closed), closed);
        assert_eq!(open.limit(&"<i>".repeat(101)), "<i>".repeat(100) + "&lt;i>");
        assert_eq!(open.limit("</i></b><i><i>"), "</i></b><i>&lt;i>");
    }

    #[test]
    fn schemes_are_seen_through_their_disguises() {
        for target in [
            "javascript:x",
            " JaVaScRiPt:x",
            "java\tscript:x",
            "\u{1}javascript:x",
            "vbscript:x",
            "data:text/html,x",
            "data:image/svg+xml,x",
        ] {
            assert!(is_unsafe(target), "{target}");
        }
        for target in ["/javascript", "https://a.b/?data:x", "data:image/png;base64,x", "mailto:a@b", "javascript"] {
            assert!(!is_unsafe(target), "{target}");
        }
    }

    #[test]
    fn single_tags_are_named() {
        assert_eq!(tag_name("</A >"), (true, "a".into()));
        assert_eq!(tag_name("<code class=x>"), (false, "code".into()));
        assert!(is_more("<!-- more -->\n") && is_more("<!--MORE-->") && !is_more("<!-- more or less -->"));
        assert!(is_for_check("<!-- check: ignore long-quote -->\n") && !is_for_check("<!-- check this -->"));
        assert!(!is_for_check("<!-- check: a --><p>x</p><!-- b -->"));
    }
}
