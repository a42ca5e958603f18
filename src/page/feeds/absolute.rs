//! Addresses in HTML made absolute, for a text that is read elsewhere. Most are so already, since the page was written for
//! feeds; what an author wrote as HTML is not.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use crate::base::escape::push_html;

/// Attributes that hold one address.
const ONE: [&str; 5] = ["href", "src", "poster", "cite", "data"];

/// Attributes that hold several, each with a size.
const SETS: [&str; 2] = ["srcset", "imagesrcset"];

/// Elements in which a tag is none.
const CODE: [&[u8]; 2] = [b"script", b"style"];

/// HTML in which every address has its host. `page` is the absolute address that it is seen from. Only attributes that change
/// are written anew.
pub fn html(html: &str, page: &str) -> String {
    // What is for browsers without scripts is HTML here, since feed readers have none.
    let emitter = DefaultEmitter::<usize>::new_with_span();
    let mut is_code = false;
    let mut out = String::with_capacity(html.len() + 64);
    let mut copied = 0;
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        let tag = match token {
            Token::StartTag(tag) => tag,
            Token::EndTag(tag) => {
                is_code &= !CODE.contains(&&**tag.name);
                continue;
            }
            _ => continue,
        };
        if is_code {
            continue;
        }
        is_code = CODE.contains(&&**tag.name);
        let mut attributes: Vec<_> = tag.attributes.iter().collect();
        attributes.sort_by_key(|(_, value)| value.span.start);
        for (name, value) in attributes {
            let name = String::from_utf8_lossy(name);
            let written = String::from_utf8_lossy(value);
            let absolute = match &*name {
                name if ONE.contains(&name) => address(&written, page),
                name if SETS.contains(&name) => set(&written, page),
                _ => continue,
            };
            let is_other = !written.is_empty() && absolute != written;
            let Some(before) = html.get(copied..value.span.start).filter(|_| is_other) else { continue };
            out.push_str(before);
            out.push_str(&format!("{name}=\""));
            push_html(&mut out, &absolute);
            out.push('"');
            // The span of a value without quotes holds the sign that ends it.
            let is_quoted = html.get(..value.span.end).is_some_and(|before| before.ends_with(['"', '\'']));
            copied = value.span.end - usize::from(!is_quoted);
        }
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    out
}

fn address(written: &str, page: &str) -> String {
    let trimmed = written.trim();
    let scheme = trimmed.split([':', '/', '#', '?']).next().unwrap_or("");
    if trimmed.starts_with("//") || trimmed[scheme.len()..].starts_with(':') {
        return written.to_string();
    }
    let host = page.find("://").map_or(0, |at| page[at + 3..].find('/').map_or(page.len(), |slash| at + 3 + slash));
    let folder = page.rfind('/').filter(|at| *at >= host).map_or(page.len(), |at| at + 1);
    match trimmed.chars().next() {
        None | Some('#' | '?') => format!("{page}{trimmed}"),
        Some('/') => format!("{}{trimmed}", &page[..host]),
        Some(_) => {
            let mut folder = &page[..folder];
            let mut below = trimmed.strip_prefix("./").unwrap_or(trimmed);
            while let Some(up) = below.strip_prefix("../") {
                below = up;
                let parent = folder.trim_end_matches('/').rfind('/').filter(|at| *at >= host);
                folder = parent.map_or(folder, |at| &page[..=at]);
            }
            format!("{folder}{below}")
        }
    }
}

/// `a.jpg 480w, b.jpg 960w`: an address ends at white space, its size at a comma, as HTML has it.
fn set(written: &str, page: &str) -> String {
    let mut candidates = Vec::new();
    let mut rest = written;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.is_empty() {
            return candidates.join(", ");
        }
        let (url, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        let bare = url.trim_end_matches(',');
        // With a comma at its end it has no size.
        let (size, after) = match bare.len() < url.len() {
            true => ("", after),
            false => after.split_at(after.find(',').unwrap_or(after.len())),
        };
        candidates.push(format!("{} {}", address(bare, page), size.trim()).trim_end().to_string());
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::html;

    const PAGE: &str = "https://example.org/sito/2025/09/a/";

    #[test]
    fn every_address_gets_its_host() {
        for (written, wanted) in [
            ("<a href=\"/x/\">x</a>", "<a href=\"https://example.org/x/\">x</a>"),
            ("<a class='e' href='b.html#c'>", "<a class='e' href=\"https://example.org/sito/2025/09/a/b.html#c\">"),
            ("<a href=\"#nota\">", "<a href=\"https://example.org/sito/2025/09/a/#nota\">"),
            ("<img src=../b/p.png alt>", "<img src=\"https://example.org/sito/2025/09/b/p.png\" alt>"),
            (
                "<noscript><img src='p.png'></noscript>",
                "<noscript><img src=\"https://example.org/sito/2025/09/a/p.png\"></noscript>",
            ),
            ("<a href=x>y</a>", "<a href=\"https://example.org/sito/2025/09/a/x\">y</a>"),
            ("<a title=è href = '/x?a=1&amp;b'>", "<a title=è href=\"https://example.org/x?a=1&amp;b\">"),
            (
                "<img srcset=\"p.png 480w, /q.png 960w\" src=\"p.png\"/>",
                "<img srcset=\"https://example.org/sito/2025/09/a/p.png 480w, https://example.org/q.png 960w\" src=\"https://example.org/sito/2025/09/a/p.png\"/>",
            ),
            ("<video poster=\"v.jpg\"></video>", "<video poster=\"https://example.org/sito/2025/09/a/v.jpg\"></video>"),
            ("<a href=\"../../../../../../x\">", "<a href=\"https://example.org/x\">"),
        ] {
            assert_eq!(html(written, PAGE), wanted);
        }
    }

    #[test]
    fn what_has_a_host_and_what_is_no_address_stays() {
        for same in [
            "<a href=\"https://a.example/\">x</a> <a href=\"mailto:a@b.example\">",
            "<a href=\"//cdn.example/x\">",
            "<!-- <a href=\"/x\"> --> a < b && c > d <",
            "<p title=\"href=/x\">",
            "<br/><p",
            "<a href",
            "<a href>x</a><img src=''>",
            "<script>let a = '<a href=\"/x\">';</script>",
        ] {
            assert_eq!(html(same, PAGE), same);
        }
    }

    #[test]
    fn several_addresses_are_parted_as_html_parts_them() {
        let home = "https://example.org/sito/2025/09/a";
        for (written, wanted) in [
            ("p.png 1x,/q.png 2x", format!("{home}/p.png 1x, https://example.org/q.png 2x")),
            ("a,b.png, /c.png 2x", format!("{home}/a,b.png, https://example.org/c.png 2x")),
            ("  p.png  ", format!("{home}/p.png")),
            (",", String::new()),
        ] {
            assert_eq!(super::set(written, PAGE), wanted);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_once_is_enough(parts in prop::collection::vec(prop::sample::select(vec![
            "<a ", "<img ", "href", "src", "srcset", "=", "\"", "'", "x", "/y", " ", ">", "</a>", "è", "&amp;", ",", " 2x", "<!--",
            "-->", "<script>", "</script>", "//h", "#", "\n",
        ]), 0..20)) {
            let written = parts.concat();
            let absolute = html(&written, PAGE);
            prop_assert_eq!(html(&absolute, PAGE), absolute.clone(), "{:?} became {:?}", written, absolute);
            prop_assert!(absolute.contains("è") || !written.contains("è"), "{:?} became {:?}", written, absolute);
        }
    }
}
