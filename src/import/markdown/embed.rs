//! What other servers show within a page: videos and posts that we know, and links to the rest.

use std::rc::Rc;

use htmd::Node;

use super::tidy::{escaped, mine};
use super::{Remarks, is_script};
use crate::import::dom::{attribute, below};
use crate::import::host;
use crate::import::text::{enclosed, shortcode};

pub(super) fn framed_in(node: &Rc<Node>, remarks: &Remarks) -> Option<String> {
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
    // What Markdown takes between the signs for a link begins with a scheme of at least two letters (CommonMark, autolinks), and has no
    // space in it.
    let is_address = url
        .split_once("://")
        .is_some_and(|(scheme, _)| (2..=32).contains(&scheme.len()) && scheme.chars().all(|c| c.is_ascii_alphabetic()));
    match is_address {
        true => enclosed(&url.replace(' ', "%20")),
        false => escaped(&url.split(char::is_control).collect::<Vec<&str>>().join(" ")),
    }
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
    use super::embed;

    #[test]
    fn an_address_is_a_video_a_post_a_link_or_text_and_never_html() {
        for (url, wanted) in [
            ("//youtu.be/abc", "{{ youtube(id=\"abc\") }}"),
            ("//example.org/a", "<https://example.org/a>"),
            ("https://example.org/a b", "<https://example.org/a%20b>"),
            (
                "https://example.org/\u{1}><script>alert(1)</script>",
                "<https://example.org/%3E%3Cscript%3Ealert(1)%3C/script%3E>",
            ),
            ("/video.mp4", "/video.mp4"),
            ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
            ("<img src=x onerror=alert(1)>://x", "\\<img src=x onerror=alert(1)>://x"),
            ("javascript:alert(1)", ""),
        ] {
            assert_eq!(embed(url), wanted, "{url}");
        }
    }
}
