//! Where a link leads.

use super::fact::{ArticleId, Group, ShelfId};
use super::media::Bundle;
use super::shelf::ShelfKey;
use super::store::Site;
use crate::article::place::Sort;
use crate::base::file_name::{composed, decomposed};
use crate::base::path;

/// What a link within the site turned out to be.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    /// An address within the site, with its anchor.
    Address(String),
    /// An article that is not published now.
    Held(String),
    /// A page that there is, without that anchor; the nearest one that it has.
    NoAnchor(String, Option<String>),
    /// Nothing; the nearest file or address, if one is near.
    Missing(Option<String>),
}

/// A link as it is asked about: from which file (it may be relative to it), in which language, to what.
pub fn question(file: &str, target: &str) -> String {
    let (place, anchor) = split(target);
    let place = if place.is_empty() {
        file.to_string()
    } else if place.starts_with('/') {
        place.to_string()
    } else {
        path::resolve(file, &decode(place)).unwrap_or_else(|| format!("../{place}"))
    };
    if anchor.is_empty() { place } else { format!("{place}#{anchor}") }
}

/// Whether a target leaves the site, so that it is not ours to check.
pub fn is_outside(target: &str) -> bool {
    if target.starts_with("//") {
        return true;
    }
    let scheme = target.split([':', '/', '#', '?']).next().unwrap_or("");
    target.len() > scheme.len()
        && target.as_bytes()[scheme.len()] == b':'
        && scheme.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn split(target: &str) -> (&str, &str) {
    target.split_once('#').unwrap_or((target, ""))
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Site {
    /// Answers a question made by [`question`].
    pub fn target(&self, question: &str) -> Target {
        let (place, anchor) = split(question);
        let (place, query) = match place.split_once('?') {
            Some((place, query)) if place.starts_with('/') => (place, format!("?{query}")),
            _ => (place, String::new()),
        };
        let found = match place.starts_with('/') {
            true => self.by_address(place),
            false => self.by_file(place),
        };
        match found {
            Target::Address(address) if anchor.is_empty() => Target::Address(format!("{address}{query}")),
            Target::Address(address) => self.anchored(address, anchor),
            other => other,
        }
    }

    /// The article or page that a question means.
    pub fn picked(&self, question: &str) -> Option<ArticleId> {
        let Target::Address(address) = self.target(question) else { return None };
        let id = self.article_by_url(&address)?;
        self.entry(id).is_some_and(|entry| entry.card.sort != Sort::Edition).then_some(id)
    }

    fn anchored(&self, address: String, anchor: &str) -> Target {
        let wanted = decode(anchor);
        let Some(entry) = self.article_by_url(&address).and_then(|id| self.entry(id)) else {
            // What anchors a listing or a file has is the theme's business.
            return Target::Address(format!("{address}#{anchor}"));
        };
        if wanted == "top" || entry.card.anchors.binary_search(&wanted).is_ok() {
            return Target::Address(format!("{address}#{anchor}"));
        }
        let near = crate::diagnostic::nearest(&wanted, entry.card.anchors.iter().map(String::as_str));
        Target::NoAnchor(address, near.map(str::to_string))
    }

    /// What stands in a file. macOS may write its name with accents behind their letters, where who writes a link has them within.
    fn by_file(&self, file: &str) -> Target {
        let told = self.by_very_name(file);
        if file.is_ascii() || !matches!(told, Target::Missing(_)) {
            return told;
        }
        let others = [composed(file), decomposed(file)];
        let found = others.iter().map(|other| self.by_very_name(other));
        found.into_iter().find(|found| !matches!(found, Target::Missing(_))).unwrap_or(told)
    }

    fn by_very_name(&self, file: &str) -> Target {
        let markdown = if file.ends_with(".md") || file.is_empty() { file.to_string() } else { format!("{file}.md") };
        for candidate in [file, markdown.as_str(), &format!("{}/index.md", file.trim_end_matches('/'))] {
            if let Some(entry) = self.article_at(candidate).and_then(|id| self.entry(id)) {
                return Target::Address(entry.card.shown.url.clone());
            }
            if let Some(address) = self.profile_address(candidate) {
                return Target::Address(address);
            }
            if self.held.cards().contains_key(candidate) {
                return Target::Held(candidate.to_string());
            }
        }
        match self.file_address(file) {
            Some(address) => Target::Address(address.to_string()),
            None => Target::Missing(self.nearest_file(file)),
        }
    }

    fn by_address(&self, address: &str) -> Target {
        let decoded = decode(address);
        let slashed = format!("{}/", decoded.trim_end_matches('/'));
        for candidate in [decoded.as_str(), slashed.as_str()] {
            if self.article_by_url(candidate).is_some() || self.media(candidate).is_some() {
                return Target::Address(candidate.to_string());
            }
            if self.listing(candidate) || self.is_comment_feed(candidate) {
                return Target::Address(candidate.to_string());
            }
        }
        if let Some(path) = self.held.at(&slashed) {
            return Target::Held(path.to_string());
        }
        match self.moved_to(&slashed) {
            Some(url) => Target::Address(url.to_string()),
            None => Target::Missing(None),
        }
    }

    /// Whether an address is one of a shelf or an index, of their older pages, feeds or data, or of a page of the whole site.
    fn listing(&self, address: &str) -> bool {
        match address {
            "/sitemap.xml" => return self.wants("sitemap") && !self.config.base_url.is_empty(),
            "/sitemap-news.xml" => return !self.news().is_empty(),
            "/site.webmanifest" => return self.wants("web_manifest"),
            "/favicon.ico" | "/apple-touch-icon.png" | "/icon-192.png" | "/icon-512.png" | "/icon-maskable-512.png" => {
                return self.wants("icons");
            }
            "/robots.txt" => return self.wants("robots"),
            "/feeds.opml" => return self.wants("opml"),
            "/404.html" => return self.wants("not_found"),
            _ => {}
        }
        let (folder, file) = address.rsplit_once('/').unwrap_or(("", address));
        let (folder, page) = match folder.rsplit_once("/page/") {
            Some((shelf, number)) => (shelf, number.parse::<usize>().ok()),
            None => (folder, Some(0)),
        };
        let Some(page) = page else { return false };
        let (language, rest) = self.split_prefix(folder);
        let rest = rest.trim_matches('/');
        if matches!(rest, "archive" | "trends") {
            return file.is_empty() && page == 0 && self.wants(rest);
        }
        if let Some(year) = rest.strip_prefix("corrections").filter(|_| page == 0 && self.has_corrections(language)) {
            let years = self.correction_years(language);
            let is_year = |written: &str| years.iter().any(|(year, _)| year.to_string() == written);
            return match (year.strip_prefix('/'), file) {
                (None, "") => year.is_empty(),
                (Some(year), "") => is_year(year),
                (None, feed) => year.is_empty() && self.correction_feeds().any(|format| format.file() == feed),
                _ => false,
            };
        }
        if page == 0 && self.is_list_of_issues(language, rest, file) {
            return true;
        }
        if rest == "search" && self.has_search() {
            return file.is_empty() && page == 0;
        }
        if let Some(taxonomy) = self.config.taxonomies.iter().position(|taxonomy| taxonomy.slug == rest) {
            return page == 0
                && match file {
                    "" => self.wants("index"),
                    "index.json" => self.has_data_of(Group::Term(taxonomy as u8)),
                    _ => false,
                };
        }
        let Some(id) = self.shelf_at(language, rest) else { return false };
        let has_page = page <= self.cut(id).older();
        match file {
            "" => has_page && self.has_page(id),
            "index.json" => has_page && self.has_data(id),
            feed => page == 0 && self.feeds(id).iter().any(|format| format.file() == feed),
        }
    }

    /// Whether an address is that of all issues, of those of a series or of one of its years, or of a series' feed.
    fn is_list_of_issues(&self, language: u16, folder: &str, file: &str) -> bool {
        let Some(path) = folder.strip_prefix("digests").filter(|_| self.has_digests()) else { return false };
        let mut parts = path.strip_prefix('/').unwrap_or(path).split('/').filter(|part| !part.is_empty());
        let Some(name) = parts.next() else { return path.is_empty() && file.is_empty() };
        let Some(at) = self.config.series.iter().position(|series| series.name == name) else { return false };
        match (parts.next(), parts.next()) {
            (None, _) => file.is_empty() || self.issue_feeds(language, at as u8).any(|format| format.file() == file),
            (Some(year), None) => {
                let years = self.issue_years(language, at as u8);
                file.is_empty() && years.iter().any(|(known, _)| known.to_string() == year)
            }
            _ => false,
        }
    }

    fn shelf_at(&self, language: u16, path: &str) -> Option<ShelfId> {
        let is_year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        let taxonomy = |slug: &str| self.config.taxonomies.iter().position(|taxonomy| taxonomy.slug == slug);
        let (group, key) = match path.split_once('/') {
            None if path.is_empty() => (Group::Front, String::new()),
            None if is_year(path) => (Group::Year, path.to_string()),
            None => (Group::Section, path.to_string()),
            Some(_) if let Some(issue) = self.issue_at(language, path) => return Some(issue),
            Some((year, month)) if is_year(year) => (Group::Month, format!("{year}-{month}")),
            Some((slug, key)) => (Group::Term(taxonomy(slug)? as u8), key.to_string()),
        };
        self.find_shelf(&ShelfKey { language, group, key })
    }

    pub(super) fn split_prefix<'a>(&self, address: &'a str) -> (u16, &'a str) {
        for (at, language) in self.config.languages.iter().enumerate() {
            if !language.prefix.is_empty()
                && let Some(rest) = address.strip_prefix(language.prefix.as_str())
                && (rest.is_empty() || rest.starts_with('/'))
            {
                return (at as u16, rest);
            }
        }
        (0, address)
    }

    /// What a folder of `content/` is: its page is in the first of the site's languages that it is written in.
    pub fn bundle_page(&self, folder: &str) -> Bundle {
        let suffixes = self.config.languages.iter().map(|language| format!(".{}", language.tag));
        let mut held = false;
        for suffix in [String::new()].into_iter().chain(suffixes) {
            let index = format!("{folder}/index{suffix}.md");
            if let Some(entry) = self.article_at(&index).and_then(|id| self.entry(id)) {
                return Bundle::Published(entry.card.shown.url.clone());
            }
            held |= self.held.cards().contains_key(&index);
        }
        if held { Bundle::Held } else { Bundle::None }
    }

    fn profile_address(&self, file: &str) -> Option<String> {
        let profile = self.profile_by_path(file)?;
        let Sort::Profile(taxonomy) = profile.sort else { return None };
        let key = ShelfKey { language: profile.language, group: Group::Term(taxonomy), key: profile.key.clone() };
        Some(self.shelf_url(&key))
    }

    /// Which shelf a name means: in one taxonomy, or in the first of companies, people, products, tags and the others that knows it.
    pub fn entity(&self, language: u16, taxonomy: Option<u8>, name: &str) -> Option<ShelfId> {
        let order: Vec<u8> = match taxonomy {
            Some(taxonomy) => vec![taxonomy],
            None => {
                let first = ["companies", "people", "products", "tags"];
                let mut order: Vec<u8> = first.iter().filter_map(|name| self.config.taxonomy(name)).collect();
                let others = 0..self.config.taxonomies.len() as u8;
                order.extend(others.filter(|at| !order.contains(at)).collect::<Vec<_>>());
                order
            }
        };
        order.into_iter().find_map(|taxonomy| {
            let key = self.registry.key(taxonomy, name);
            let id = self.find_shelf(&ShelfKey { language, group: Group::Term(taxonomy), key: key.clone() });
            // A profile in another language is better than no page.
            id.filter(|id| self.stands(*id)).or_else(|| {
                (0..self.config.languages.len() as u16)
                    .filter_map(|other| {
                        self.find_shelf(&ShelfKey { language: other, group: Group::Term(taxonomy), key: key.clone() })
                    })
                    .find(|id| self.stands(*id))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{is_outside, question};

    #[test]
    fn a_link_is_asked_about_from_its_file() {
        assert_eq!(question("content/articles/10/b.md", "../09/a.md#x"), "content/articles/09/a.md#x");
        assert_eq!(question("content/articles/10/b.md", "#x"), "content/articles/10/b.md#x");
        assert_eq!(question("content/a.md", "/tags/ia/"), "/tags/ia/");
        assert_eq!(question("content/a.md", "../../etc/passwd"), "../../../etc/passwd");
    }

    #[test]
    fn schemes_and_hosts_are_outside() {
        for outside in ["https://example.org", "mailto:a@b.example", "//cdn.example/x", "tel:+39"] {
            assert!(is_outside(outside), "{outside}");
        }
        for inside in ["/a/", "../a.md", "#x", "a:b/".trim_end_matches(":b/"), ""] {
            assert!(!is_outside(inside), "{inside}");
        }
    }
}
