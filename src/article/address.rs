//! From a pattern and an article's fields to its address.

use crate::base::date::Day;
use crate::base::path::unsafe_output;
use crate::base::slug::slugify;
use crate::base::web::stray;
use crate::diagnostic::{Diagnostic, Span};

/// What a permalink pattern may name.
pub struct Parts<'a> {
    pub day: Day,
    pub section: Option<&'a str>,
    pub slug: &'a str,
    pub filename: &'a str,
}

/// Fills `/:year/:month/:slug/`. A part that is empty (no section) takes its slash with it.
pub fn fill(pattern: &str, parts: &Parts<'_>) -> String {
    let mut address = String::with_capacity(pattern.len() + parts.slug.len() + 16);
    for segment in pattern.trim_matches('/').split('/') {
        let filled = fill_segment(segment, parts);
        if !filled.is_empty() {
            address.push('/');
            address.push_str(&filled);
        }
    }
    address.push('/');
    address
}

fn fill_segment(segment: &str, parts: &Parts<'_>) -> String {
    let mut filled = String::new();
    let mut rest = segment;
    while let Some(at) = rest.find(':') {
        filled.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        match &rest[..end] {
            "year" => filled.push_str(&format!("{:04}", parts.day.year)),
            "month" => filled.push_str(&format!("{:02}", parts.day.month)),
            "day" => filled.push_str(&format!("{:02}", parts.day.day)),
            "section" => filled.push_str(&parts.section.map(slugify).unwrap_or_default()),
            "slug" => filled.push_str(parts.slug),
            "filename" => filled.push_str(parts.filename),
            // The configuration refuses other names, so that this stays as it is written.
            other => {
                filled.push(':');
                filled.push_str(other);
            }
        }
        rest = &rest[end..];
    }
    filled.push_str(rest);
    filled
}

/// What is wrong with a slug that an editor wrote, if anything.
pub fn bad_slug(slug: &str) -> Option<&'static str> {
    if slug.trim().is_empty() {
        return Some("it is empty");
    }
    if slug.contains(['/', '\\', '?', '#', '%', ':']) {
        return Some("it holds one of / \\ ? # % :");
    }
    unsafe_output(slug)
}

/// An alias as the path that it stands for: `2025/09/x` and `https://old.example/2025/09/x/` are `/2025/09/x/`.
///
/// # Errors
/// Says what is wrong with it in words.
pub fn alias(written: &str) -> Result<String, &'static str> {
    let path = match written.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => written,
    };
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    let path = path.split('#').next().unwrap_or(path);
    let mut address = format!("/{}", path.trim_start_matches('/'));
    let last = address.rsplit('/').next().unwrap_or("");
    if !address.ends_with('/') && !last.contains('.') {
        address.push('/');
    }
    if let Some(reason) = unsafe_output(&address) {
        return Err(reason);
    }
    match query {
        Some(query) if query.chars().any(char::is_control) => Err("it holds a control character"),
        Some(query) => Ok(format!("{address}?{query}")),
        None if address == "/" => Err("it is the front page"),
        None => Ok(address),
    }
}

/// An address that is published as it is written, and holds what no address does. Nothing else is wrong for that.
pub fn stray_signs(url: &str, place: impl FnOnce() -> Span) -> Option<Diagnostic> {
    let (what, help) = stray(url)?;
    let message = format!("`{url}` holds {what}, which no address does");
    Some(Diagnostic::warning("bad-url", message).at(place()).help(help))
}

#[cfg(test)]
mod tests {
    use super::{Parts, alias, bad_slug, fill};
    use crate::base::date::Day;

    #[test]
    fn patterns_are_filled() {
        let parts =
            |section| Parts { day: Day { year: 2025, month: 9, day: 3 }, section, slug: "nvidia", filename: "x" };
        assert_eq!(fill("/:year/:month/:slug/", &parts(None)), "/2025/09/nvidia/");
        assert_eq!(fill("/:section/:year-:month-:day-:slug/", &parts(Some("Analisi"))), "/analisi/2025-09-03-nvidia/");
        assert_eq!(fill("/:section/:slug/", &parts(None)), "/nvidia/");
    }

    #[test]
    fn an_address_never_leaves_the_site() {
        assert!(bad_slug("../../x").is_some());
        assert!(bad_slug("").is_some());
        assert!(bad_slug("città-aperta").is_none());
        assert!(alias("/../../etc/passwd").is_err());
        assert_eq!(alias("https://old.example/2025/09/x").as_deref(), Ok("/2025/09/x/"));
        assert_eq!(alias("/?p=1234").as_deref(), Ok("/?p=1234"));
        assert_eq!(alias("vecchio.html").as_deref(), Ok("/vecchio.html"));
    }
}
