//! What kind of thing a file is, as those who send it say (RFC 9110, section 8.3).

use super::path::extension;

/// The media type of a file, with its letters' encoding, as a host that knows news sites would send it (RFC 4287, RFC 8259, W3C manifest, IANA's registry).
pub fn of(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let text = |kind: &str| format!("{kind}; charset=utf-8");
    match (name, extension(name)) {
        ("atom.xml" | "feed.xml" | "comments.xml", _) => text("application/atom+xml"),
        ("rss.xml", _) => text("application/rss+xml"),
        (_, "opml") => text("text/x-opml"),
        (_, "webmanifest") => "application/manifest+json".to_string(),
        (_, "ico") => "image/vnd.microsoft.icon".to_string(),
        (_, "") => "application/octet-stream".to_string(),
        (_, extension) => {
            let kind = mime_guess::from_ext(extension).first_or_octet_stream();
            let is_text = kind.type_() == "text" || matches!(kind.subtype().as_str(), "xml" | "javascript");
            if is_text { text(kind.essence_str()) } else { kind.essence_str().to_string() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn files_have_the_types_that_hosts_give_them() {
        for (path, kind) in [
            ("index.html", "text/html; charset=utf-8"),
            ("a/atom.xml", "application/atom+xml; charset=utf-8"),
            ("a/rss.xml", "application/rss+xml; charset=utf-8"),
            ("sitemap.xml", "text/xml; charset=utf-8"),
            ("feed.json", "application/json"),
            ("assets/a.js", "text/javascript; charset=utf-8"),
            ("favicon.ico", "image/vnd.microsoft.icon"),
            ("site.webmanifest", "application/manifest+json"),
            ("a.webp", "image/webp"),
            ("assets/a.woff2", "font/woff2"),
            ("CNAME", "application/octet-stream"),
        ] {
            assert_eq!(of(path), kind, "{path}");
        }
    }
}
