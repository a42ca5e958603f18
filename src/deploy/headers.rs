//! What is sent along with a file, where the target can keep it: its type, how long it may be kept, where it leads.

use glob::Pattern;
use html5gum::{Token, Tokenizer};

use crate::base::path::extension;

/// For files whose names tell their bytes: a year, as RFC 9111 names no longer time that all caches keep to.
pub const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// For what may become another under the same name and is seldom looked at twice: pages, feeds, lists.
pub const SHORT: &str = "public, max-age=60";
/// For pictures and other files under names of their own.
pub const DAY: &str = "public, max-age=86400";

/// A page that leads on is shorter than this, in bytes.
pub const REDIRECT: u64 = 4096;

/// The headers of one file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Headers {
    pub content_type: String,
    pub cache_control: String,
    /// Where the page leads, when it does nothing else.
    pub redirect: Option<String>,
}

/// How long a file may be kept: by the first rule that fits, else by what it is.
pub fn cache_control(path: &str, rules: &[(Pattern, String)]) -> String {
    if let Some((_, control)) = rules.iter().find(|(pattern, _)| pattern.matches(path)) {
        return control.clone();
    }
    let control = match extension(path) {
        _ if is_fingerprinted(path) => FOR_GOOD,
        "html" | "xml" | "json" | "txt" | "md" | "opml" | "webmanifest" | "xsl" | "eml" => SHORT,
        // Under its own name a style sheet must not stay behind the pages that it belongs to.
        "css" | "js" | "mjs" => SHORT,
        _ => DAY,
    };
    control.to_string()
}

/// Whether an asset's name tells its bytes: `assets/site.3f2a9c1b4d.css`.
pub fn is_fingerprinted(path: &str) -> bool {
    let Some(asset) = path.strip_prefix("assets/") else { return false };
    let name = asset.rsplit('/').next().unwrap_or_default();
    let is_digest = |part: &str| part.len() == 10 && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    name.split('.').skip(1).any(is_digest)
}

/// Where a page leads that does nothing but lead on (`<meta http-equiv="refresh" content="0; url=…">`), as a store takes it: a
/// path of the same site, or a whole address.
pub fn redirect(html: &str) -> Option<String> {
    for token in Tokenizer::new(html) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        let value = |name: &[u8]| {
            let value = tag.attributes.iter().find(|(own, _)| own.as_slice() == name)?.1;
            Some(String::from_utf8_lossy(value.as_slice()).into_owned())
        };
        if tag.name.as_slice() != b"meta"
            || !value(b"http-equiv").is_some_and(|kind| kind.eq_ignore_ascii_case("refresh"))
        {
            continue;
        }
        let content = value(b"content")?;
        let (seconds, target) = content.split_once(';')?;
        let target = target.trim().strip_prefix("url=").or_else(|| target.trim().strip_prefix("URL="))?;
        let is_plain = target.starts_with('/') || target.starts_with("https://") || target.starts_with("http://");
        let fits = is_plain && target.len() < 2048 && target.bytes().all(|byte| byte.is_ascii_graphic());
        return (seconds.trim() == "0" && fits).then(|| target.to_string());
    }
    None
}

#[cfg(test)]
mod tests {
    use glob::Pattern;

    use super::{DAY, FOR_GOOD, SHORT, cache_control, redirect};

    #[test]
    fn what_its_name_tells_is_kept_for_good_and_pages_are_not() {
        let rules = [(Pattern::new("media/**").expect("a pattern"), "public, max-age=7".to_string())];
        for (path, control) in [
            ("assets/site.3f2a9c1b4d.css", FOR_GOOD),
            ("assets/fonts/a.b.3f2a9c1b4d.woff2", FOR_GOOD),
            ("assets/site.css", SHORT),
            ("articoli/site.3f2a9c1b4d.jpg", DAY),
            ("index.html", SHORT),
            ("atom.xml", SHORT),
            ("media/a/b.jpg", "public, max-age=7"),
        ] {
            assert_eq!(cache_control(path, &rules), control, "{path}");
        }
    }

    #[test]
    fn a_page_that_only_leads_on_is_known() {
        let page = |content: &str| {
            format!("<!doctype html><meta http-equiv=\"refresh\" content=\"{content}\"><a href=x>x</a>")
        };
        assert_eq!(redirect(&page("0; url=/nuovo/?a=1&amp;b=2")).as_deref(), Some("/nuovo/?a=1&b=2"));
        assert_eq!(redirect(&page("0; url=https://example.org/")).as_deref(), Some("https://example.org/"));
        for not in ["5; url=/nuovo/", "0", "0; url=javascript:alert(1)", "0; url=/a b", "0; url=/a\r\nx-y: z"] {
            assert_eq!(redirect(&page(not)), None, "{not}");
        }
        assert_eq!(redirect("<p>http-equiv=\"refresh\" content=\"0; url=/a/\"</p>"), None);
    }
}
