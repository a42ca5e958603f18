//! Addresses in the settings: of the site, of articles by their pattern, in menus.

use super::node::Node;
use super::settings::Settings;
use super::settings::publication::MenuItem;
use super::{Options, Reading, words};
use crate::diagnostic::{Diagnostic, nearest};

/// What a permalink may be made of.
pub const PLACEHOLDERS: &[&str] = &["year", "month", "day", "section", "slug", "filename"];

/// The site's address without the slash at its end, or nothing where there is none or it is wrong. `is_told` says that what
/// is wrong with it has been told already.
pub fn base_url(
    reading: &mut Reading<'_>,
    settings: &Settings,
    root: &Node,
    options: &Options<'_>,
    is_told: bool,
) -> String {
    let given = options.base_url.unwrap_or(&settings.url).trim();
    if given.is_empty() {
        if !is_told {
            let diagnostic =
                Diagnostic::warning("no-url", "the site has no address: feeds, sitemaps and e-mails need one")
                    .help("add `url: https://example.org/`, with the address under which you publish");
            reading.report(diagnostic, &["url"], root);
        }
        return String::new();
    }
    match wrong_url(given) {
        None => given.trim_end_matches('/').to_string(),
        Some((message, help)) => {
            let diagnostic = Diagnostic::error("bad-url", message).help(help);
            match options.base_url {
                Some(_) => reading.diagnostics.push(diagnostic),
                None => reading.report(diagnostic, &["url"], root),
            }
            String::new()
        }
    }
}

/// Why a text is no address of a site, and what to do.
fn wrong_url(url: &str) -> Option<(String, String)> {
    let lower = url.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else {
        let bare = url.trim_start_matches('/');
        let help = match url.contains("://") {
            true => "begin it with `https://`".to_string(),
            false => format!("write `https://{bare}`"),
        };
        return Some((format!("`{url}` is not a complete web address"), help));
    };
    if rest.contains(['?', '#']) {
        let clean = url.split(['?', '#']).next().unwrap_or_default();
        return Some((format!("the site's address has a query or an anchor: `{url}`"), format!("write `{clean}`")));
    }
    let host = rest.split('/').next().unwrap_or_default();
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
    let is_host = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-.[]:".contains(c));
    if !is_host
        || port.parse::<u16>().is_err()
        || rest.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\' || c == '"')
    {
        let help = match url.contains('"') {
            true => format!("write `{}`, with quotation marks around all of it or none", url.replace('"', "")),
            false => "write it as in `https://example.org/`".to_string(),
        };
        return Some((format!("`{url}` is not a web address"), help));
    }
    None
}

/// The path of an address: `/rassegna` of `https://example.org/rassegna`.
pub fn path_of(base_url: &str) -> String {
    let rest = base_url.split_once("://").map_or("", |(_, rest)| rest);
    rest.find('/').map_or(String::new(), |at| rest[at..].to_string())
}

/// The permalinks' pattern and the menus.
pub fn check(reading: &mut Reading<'_>, settings: &Settings, root: &Node) {
    permalink(reading, &settings.permalinks.articles, root);
    if let Some(colour) = &settings.manifest.background_color
        && !(colour.len() == 7 && colour.starts_with('#') && colour[1..].bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        let diagnostic = Diagnostic::error("bad-colour", format!("`{colour}` is no colour of the form `#rrggbb`"));
        reading.report(diagnostic.help("write it as in `#ffffff`"), &["manifest", "background_color"], root);
    }
    for (at, hub) in settings.feeds.hubs.iter().enumerate() {
        if let Some((message, help)) = wrong_url(hub) {
            let keys = ["feeds", "hubs", &at.to_string()];
            reading.report(Diagnostic::error("bad-url", message).help(help), &keys, root);
        }
    }
    for (name, items) in &settings.menus {
        menu(reading, items, &["menus", name], root);
    }
    for (tag, language) in &settings.languages {
        for (name, items) in &language.menus {
            menu(reading, items, &["languages", tag, "menus", name], root);
        }
    }
}

fn permalink(reading: &mut Reading<'_>, pattern: &str, root: &Node) {
    let keys = ["permalinks", "articles"];
    let mut wrong = |message: String, help: String| {
        reading.report(Diagnostic::error("bad-permalink", message).help(help), &keys, root);
    };
    if !pattern.starts_with('/') || !pattern.ends_with('/') {
        let help = format!("write `articles: \"/{}/\"`", pattern.trim_matches('/'));
        wrong("an article's address must begin and end with `/`".to_string(), help);
    }
    let names: Vec<&str> = placeholders(pattern).collect();
    for name in &names {
        if !PLACEHOLDERS.contains(name) {
            let help = match nearest(name, PLACEHOLDERS.iter().copied()) {
                Some(near) => format!("did you mean `:{near}`?"),
                None => {
                    let known: Vec<String> = PLACEHOLDERS.iter().map(|name| format!(":{name}")).collect();
                    format!("there are {}", words::list(known.iter().map(String::as_str), "and"))
                }
            };
            wrong(format!("`:{name}` stands for nothing in an address"), help);
        }
    }
    if !names.contains(&"slug") && !names.contains(&"filename") {
        let help = format!("add `:slug`: `articles: \"/{}/:slug/\"`", pattern.trim_matches('/'));
        wrong("without `:slug` or `:filename` all articles of a day would have one address".to_string(), help);
    }
    if pattern.contains(['?', '#', '\\']) || pattern.contains("//") || pattern.contains(char::is_whitespace) {
        wrong(
            "an address holds no spaces, no `?`, `#` or `\\`, and no empty part".to_string(),
            "write it as in `/:year/:month/:slug/`".to_string(),
        );
    }
}

/// The names behind colons.
fn placeholders(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split(':').skip(1).map(|part| {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
        &part[..end]
    })
}

fn menu(reading: &mut Reading<'_>, items: &[MenuItem], keys: &[&str], root: &Node) {
    for (index, item) in items.iter().enumerate() {
        let index = index.to_string();
        let path = |last: &'static str| keys.iter().copied().chain([index.as_str(), last]).collect::<Vec<&str>>();
        if !is_address(&item.url) {
            let help = match item.url.contains('.') {
                true => format!("write `/{0}` for a page of this site, or `https://{0}` for another", item.url),
                false => format!("write `/{}/` for a page of this site", item.url.trim_matches('/')),
            };
            let diagnostic =
                Diagnostic::error("bad-menu-url", format!("`{}` is no address for a menu", item.url)).help(help);
            reading.report(diagnostic, &path("url"), root);
        }
        menu(reading, &item.children, &path("children"), root);
    }
}

/// Of this site (`/x/`, `#x`), or complete (`https:`, `mailto:`).
fn is_address(url: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
    };
    url.starts_with(['/', '#'])
        || url.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{is_address, path_of, placeholders, wrong_url};

    #[test]
    fn only_complete_addresses_are_a_sites() {
        for url in [
            "https://example.org",
            "http://localhost:1313/",
            "https://a.github.io/rassegna/",
            "https://è.it/",
            "http://[::1]:80/",
        ] {
            assert_eq!(wrong_url(url), None, "{url}");
        }
        for url in [
            "example.org",
            "ftp://example.org/",
            "https://",
            "https:///x",
            "https://a b/",
            "https://a/?x=1",
            "https://a/#x",
            "//a",
            "https://a:port/",
        ] {
            assert!(wrong_url(url).is_some(), "{url}");
        }
        assert_eq!(path_of("https://example.org/a/b"), "/a/b");
        assert_eq!(path_of("https://example.org"), "");
    }

    #[test]
    fn menus_lead_somewhere() {
        for url in ["/", "/a/", "#a", "https://a.it", "mailto:a@b.it"] {
            assert!(is_address(url), "{url}");
        }
        for url in ["", "archive/", "www.a.it", ":x", "a b:c"] {
            assert!(!is_address(url), "{url}");
        }
        assert_eq!(placeholders("/:year-:month/a:slug/").collect::<Vec<_>>(), ["year", "month", "slug"]);
    }
}
