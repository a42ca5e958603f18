//! What templates are given and what they are: a site as a fixture (`//- path` begins a file), as far as its files are those
//! of a theme, of data or of content, built twice.

use crate::builder::SiteTest;
use crate::fixture::split;

const AREAS: [&str; 5] = ["themes/tiny/templates/", "templates/", "data/", "content/", "i18n/"];

pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut site = SiteTest::tiny("").config("outputs: {social_card: off}");
    for (path, text) in split(&text).into_iter().take(20) {
        if is_fine(path) {
            site = site.write(path, text);
        }
    }
    let site = site.write("content/articles/a.md", "---\ntitle: Uno\ndate: 2025-09-01\n---\n\nUno.\n").try_update();
    // All that is said has been shown already, with its places.
    drop(site.told());
    if site.outcome.published {
        let before = site.files();
        let site = site.update();
        assert!(
            site.outcome.changes.written.is_empty(),
            "an unchanged site is written again: {:?}",
            site.outcome.changes
        );
        assert!(before == site.files(), "an unchanged site becomes another");
    }
}

fn is_fine(path: &str) -> bool {
    let signs = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    AREAS.iter().any(|area| path.starts_with(area))
        && path.len() < 100
        && path.chars().all(signs)
        && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.ends_with('.'))
}
