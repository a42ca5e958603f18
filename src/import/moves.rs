//! Where the files of an old site go, and its addresses: by this the links within texts find their way again.

use std::collections::BTreeMap;

use crate::article::markdown::targets::targets;
use crate::base::file_name::portable;
use crate::base::path::resolve;

/// What moves where.
#[derive(Debug, Default)]
pub struct Moves {
    /// Paths within the old site's content to files of the new site.
    files: BTreeMap<String, String>,
    /// File names and their stems, where only one file has them.
    names: BTreeMap<String, Option<String>>,
    /// Addresses of the old site, `/posts/a/`, to files of the new site.
    addresses: BTreeMap<String, String>,
    /// Addresses of files that are copied, with those that they have now: `/img/a.png` keeps its own, which `/img/a:b.png` cannot.
    copied: BTreeMap<String, String>,
    /// The old site's own addresses, as `https://example.org`: what begins so leads within it.
    hosts: Vec<String>,
}

impl Moves {
    /// For a site that was published under this address.
    pub fn new(url: &str) -> Moves {
        let mut moves = Moves::default();
        moves.extend_hosts(url);
        moves
    }

    /// Notes another address under which the old site was published, with and without `www.` and encryption.
    pub fn extend_hosts(&mut self, url: &str) {
        let Some((_, rest)) = url.trim_end_matches('/').split_once("://") else { return };
        let rest = rest.trim_start_matches("www.");
        for form in ["https://", "http://", "https://www.", "http://www."] {
            self.hosts.push(format!("{form}{rest}"));
        }
    }

    /// Notes where a file goes.
    pub fn file(&mut self, old: &str, new: &str) {
        self.files.insert(old.to_string(), new.to_string());
        let name = old.rsplit('/').next().unwrap_or(old);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let folder = || old.rsplit('/').nth(1).unwrap_or_default();
        let name = if matches!(stem, "index" | "_index") { folder() } else { name };
        for name in [name, name.rsplit_once('.').map_or(name, |(stem, _)| stem)] {
            self.names
                .entry(name.to_string())
                .and_modify(|other| {
                    if other.as_deref() != Some(new) {
                        *other = None;
                    }
                })
                .or_insert_with(|| Some(new.to_string()));
        }
    }

    /// Notes which file an address of the old site leads to; the first that claims it keeps it.
    pub fn address(&mut self, old: &str, new: &str) {
        self.addresses.entry(key(old).to_string()).or_insert_with(|| new.to_string());
    }

    /// Notes the address of a file that is copied to where its name lets it be.
    pub fn copied(&mut self, address: String) {
        let new = portable(&address).into_owned();
        self.copied.insert(address, new);
    }

    /// The file that a path within the old site's content means: from its top, beside the file that names it, or by its name
    /// alone where that is no other's.
    pub fn find(&self, path: &str, from: &str) -> Option<&str> {
        let path = path.trim_end_matches('/');
        let top = path.trim_start_matches('/');
        let beside = if path.starts_with('/') { None } else { resolve(from, path) };
        let forms = |path: &str| {
            [path.to_string(), format!("{path}.md"), format!("{path}/index.md"), format!("{path}/_index.md")]
        };
        let found = beside.iter().flat_map(|path| forms(path)).chain(forms(top)).find_map(|path| self.files.get(&path));
        found.map(String::as_str).or_else(|| self.names.get(top)?.as_deref())
    }

    /// What a link's target is in the new site, seen from one of its files; nothing where it stays as it is.
    pub fn target(&self, written: &str, from_old: &str, from_new: &str) -> Option<String> {
        let within = self.hosts.iter().find_map(|host| written.strip_prefix(host.trim_end_matches('/')));
        let within = within.filter(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        let path = within.unwrap_or(written);
        if within.is_none() && (path.contains("://") || path.starts_with("//") || path.starts_with("mailto:")) {
            return None;
        }
        // `/?p=123` is an address of its own.
        if let Some(new) = path.contains('?').then(|| self.addresses.get(path)).flatten() {
            return Some(relative(from_new, new));
        }
        let at = path.find(['#', '?']).unwrap_or(path.len());
        let (path, after) = path.split_at(at);
        let after = if after.starts_with('?') { "" } else { after };
        let found = match path.strip_prefix("@/") {
            Some(top) => self.files.get(top).map(String::as_str),
            None if path.is_empty() => None,
            None => self.addresses.get(key(path)).map(String::as_str).or_else(|| {
                let is_file = path.ends_with(".md") || path.ends_with(".markdown");
                if is_file { self.find(path, from_old) } else { None }
            }),
        };
        match (found, within) {
            (Some(new), _) => Some(format!("{}{after}", relative(from_new, new))),
            (None, Some(_)) if path.is_empty() => Some(format!("/{after}")),
            (None, _) => match (self.copied.get(path), within) {
                (Some(new), None) if new == path => None,
                (Some(new), Some(rest)) if new == path => Some(rest.to_string()),
                (Some(new), _) => Some(format!("{new}{after}")),
                // What is not known stays as it is.
                (None, _) => None,
            },
        }
    }

    /// A text with its links led to where their targets are now. Everything else stays as it is, byte for byte.
    pub fn relink(&self, body: &str, from_old: &str, from_new: &str) -> String {
        let mut out = String::with_capacity(body.len());
        let mut at = 0;
        for (range, written) in targets(body) {
            if let Some(new) = self.target(&written, from_old, from_new) {
                out.push_str(&body[at..range.start]);
                out.push_str(&new);
                at = range.end;
            }
        }
        out.push_str(&body[at..]);
        out
    }
}

/// Two ways to write an address are one: with and without the last slash, and with `index.html`.
fn key(address: &str) -> &str {
    let address = address.strip_suffix("index.html").unwrap_or(address);
    address.trim_end_matches('/')
}

/// The way from one file to another.
pub fn relative(from: &str, to: &str) -> String {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = to.split('/').collect();
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count().min(to.len() - 1);
    let mut parts: Vec<&str> = vec![".."; from.len() - same];
    parts.extend(&to[same..]);
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{Moves, relative};

    fn moves() -> Moves {
        let mut moves = Moves::new("https://old.example/");
        for (old, new) in [
            ("posts/a.md", "content/articles/a.md"),
            ("posts/2025/b.md", "content/articles/2025/b.md"),
            ("about.md", "content/pages/about.md"),
            ("news/c/index.md", "content/articles/news/c/index.md"),
        ] {
            moves.file(old, new);
        }
        moves.copied("/img/f.png".to_string());
        moves.copied("/img/a:b.png".to_string());
        moves.address("/posts/a/", "content/articles/a.md");
        moves.address("/about/", "content/pages/about.md");
        moves
    }

    #[test]
    fn links_find_their_way_again() {
        let moves = moves();
        for (old, new) in [
            ("[x](/posts/a/)", "[x](../a.md)"),
            ("[x](/posts/a#due \"Titolo\")", "[x](../a.md#due \"Titolo\")"),
            ("[x](<https://old.example/about/>)", "[x](<../../pages/about.md>)"),
            ("[x](../a.md) e `[x](../a.md)`", "[x](../a.md) e `[x](../a.md)`"),
            ("[x](@/news/c/index.md#z)", "[x](../news/c/index.md#z)"),
            ("[x][r]\n\n[r]: /posts/a/ \"t\"\n", "[x][r]\n\n[r]: ../a.md \"t\"\n"),
            ("![f](https://old.example/img/f.png)", "![f](/img/f.png)"),
            ("![f](/img/a:b.png) ![f](https://old.example/img/a:b.png)", "![f](/img/a-b.png) ![f](/img/a-b.png)"),
            ("[![f](/img/f.png)](/posts/a/)", "[![f](/img/f.png)](../a.md)"),
            (
                "[x](https://old.example.org/a/) [y](#z) [z](mailto:a@example.org)",
                "[x](https://old.example.org/a/) [y](#z) [z](mailto:a@example.org)",
            ),
            ("```\n[x](/posts/a/)\n```\n", "```\n[x](/posts/a/)\n```\n"),
        ] {
            assert_eq!(moves.relink(old, "posts/2025/b.md", "content/articles/2025/b.md"), new, "{old}");
        }
    }

    #[test]
    fn files_are_found_by_path_or_by_a_name_of_their_own() {
        let moves = moves();
        assert_eq!(moves.find("a", "posts/x.md"), Some("content/articles/a.md"));
        assert_eq!(moves.find("/posts/2025/b.md", "x.md"), Some("content/articles/2025/b.md"));
        assert_eq!(moves.find("c", "posts/x.md"), Some("content/articles/news/c/index.md"));
        assert_eq!(moves.find("nobody.md", "posts/x.md"), None);
        assert_eq!(relative("content/articles/a.md", "content/pages/b.md"), "../pages/b.md");
    }
}
