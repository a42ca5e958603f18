//! Paths inside a site: always relative, with forward slashes, and never leaving the folder that they start from.

use std::path::{Component, Path};

use super::platform::refused;

/// `path` relative to `root`, with forward slashes on every system; `None` if it lies elsewhere or is not valid UTF-8.
pub fn relative(root: &Path, path: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for component in path.strip_prefix(root).ok()?.components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            _ => return None,
        }
    }
    Some(parts.join("/"))
}

/// Resolves `target` against the folder of `file`: `../09/altro.md` seen from `content/articles/10/b.md` is
/// `content/articles/09/altro.md`. `None` when it climbs out of the site.
pub fn resolve(file: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Why `address` cannot be written below an output folder, if it cannot: an output's path has plain parts only.
pub fn unsafe_output(address: &str) -> Option<&'static str> {
    if address.len() > 1024 {
        return Some("it is longer than 1,024 bytes");
    }
    if address.chars().any(|c| c.is_control() || c == '\\') {
        return Some("it holds a control character or a backslash");
    }
    for part in address.trim_matches('/').split('/') {
        if part == ".." || part == "." {
            return Some("it climbs out of the output folder");
        }
        if part.len() > 240 {
            return Some("one of its parts is longer than 240 bytes");
        }
        if let Some(why) = refused(part) {
            return Some(why);
        }
    }
    None
}

/// The file that an address is written to: `/tags/ia/` to `tags/ia/index.html`, `/rss.xml` to `rss.xml`.
pub fn output_file(address: &str) -> String {
    let path = address.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_string() }
}

/// Everything after the last dot of a file's name, or nothing.
pub fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::{output_file, resolve, unsafe_output};

    #[test]
    fn links_between_files_resolve_and_never_leave_the_site() {
        assert_eq!(resolve("content/articles/10/b.md", "../09/a.md").as_deref(), Some("content/articles/09/a.md"));
        assert_eq!(resolve("content/a.md", "../../etc/passwd"), None);
    }

    #[test]
    fn outputs_stay_below_their_folder() {
        assert_eq!(output_file("/tags/ia/"), "tags/ia/index.html");
        assert!(unsafe_output("/../../x/").is_some());
        assert!(unsafe_output("/2025/09/ok/").is_none());
    }
}
