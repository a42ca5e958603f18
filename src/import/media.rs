//! Pictures of the old site: taken from a folder of uploads that is at hand, and else left where they are.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::document::{Content, Document};
use super::host;
use super::report::Report;
use crate::article::markdown::targets::targets;
use crate::base::file_name::portable;

/// Who fetches pictures from the old site.
pub trait Download {
    /// Fetches what stands at an address into a file; what was begun before goes on.
    ///
    /// # Errors
    /// Why it cannot be had.
    fn download(&self, url: &str, file: &Path) -> Result<(), String>;
}

/// Where pictures are taken from.
#[derive(Default)]
pub struct Shelves {
    /// A copy of the folder in which the old site keeps what was uploaded.
    pub uploads: Option<PathBuf>,
    /// The old site itself, with the folder in which what was fetched is kept.
    pub network: Option<(Box<dyn Download>, PathBuf)>,
}

impl std::fmt::Debug for Shelves {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let folder = self.network.as_ref().map(|(_, folder)| folder);
        f.debug_struct("Shelves").field("uploads", &self.uploads).field("network", &folder).finish()
    }
}

/// Where pictures are looked for, and which of them are wanted.
#[derive(Debug, Default)]
pub struct Media {
    shelves: Shelves,
    /// Whose pictures are the old site's own.
    hosts: BTreeSet<String>,
    /// What could not be fetched, with why.
    pub failed: BTreeMap<String, String>,
    /// By its address in the new site: the file that it is copied from.
    found: BTreeMap<String, PathBuf>,
    /// Addresses that stay where they are, with how often they are named.
    pub remote: BTreeMap<String, usize>,
}

impl Media {
    pub fn new(shelves: Shelves) -> Media {
        Media { shelves, ..Media::default() }
    }

    /// Notes that pictures at the host of an address are the old site's own.
    pub fn own(&mut self, url: &str) {
        if url.contains("//") {
            self.hosts.insert(host(url).to_string());
        }
    }

    /// Whether an address is that of something uploaded to the old site.
    fn is_own(&self, url: &str) -> bool {
        let is_there = url.starts_with('/') && !url.starts_with("//") || self.hosts.contains(host(url));
        is_there && PLACES.iter().any(|(mark, _)| url.contains(mark))
    }

    /// What stands for a picture's address in a text: its own address in the new site, or the old one where nobody has the file.
    pub fn address(&mut self, url: &str) -> String {
        if !self.is_own(url) {
            return url.to_string();
        }
        let Some((place, path)) = below_uploads(url) else {
            *self.remote.entry(url.to_string()).or_default() += 1;
            return url.to_string();
        };
        // The picture in full rather than one of the sizes that WordPress made: ours are made from it.
        let forms: Vec<String> = [full_size(&path), Some(path.clone())].into_iter().flatten().collect();
        let found = forms
            .iter()
            .find_map(|path| {
                let uploads = self.shelves.uploads.as_deref()?;
                let file = uploads.join(path);
                is_within(uploads, &file).then(|| (path.clone(), file))
            })
            .or_else(|| self.fetched(url, &path, &forms));
        match found {
            Some((path, file)) => {
                // The file is called otherwise where its name is one that not every system takes.
                let address = format!("{place}{}", portable(&path));
                self.found.insert(address.clone(), file);
                address
            }
            None => {
                *self.remote.entry(url.to_string()).or_default() += 1;
                url.to_string()
            }
        }
    }

    /// The file of a picture that is fetched now, or was before.
    fn fetched(&mut self, url: &str, written: &str, forms: &[String]) -> Option<(String, PathBuf)> {
        let (network, folder) = self.shelves.network.as_ref()?;
        if self.failed.contains_key(url) {
            return None;
        }
        let mut why = String::new();
        for form in forms {
            let file = folder.join(&*portable(form));
            if file.is_file() {
                return Some((form.clone(), file));
            }
            let address = match form == written {
                true => url.to_string(),
                // Two addresses of one folder differ in their last part alone.
                false => {
                    let (before, _) = url.split(['?', '#']).next()?.rsplit_once('/')?;
                    format!("{before}/{}", form.rsplit('/').next()?)
                }
            };
            match network.download(&address, &file) {
                Ok(()) => return Some((form.clone(), file)),
                Err(failed) => why = failed,
            }
        }
        self.failed.insert(url.to_string(), why);
        None
    }

    /// What is still at the old site, and why.
    pub fn account(&self, report: &mut Report) {
        for url in self.remote.keys() {
            match self.failed.get(url) {
                Some(why) => report.remark("a picture that could not be fetched", format!("{url}: {why}")),
                None => report.remark("a picture that is still at the old site", &**url),
            }
        }
    }

    /// The files that were found, each as a document. They keep the addresses that they had, so that who links them finds them.
    pub fn documents(&self) -> impl Iterator<Item = Document> + '_ {
        self.found.iter().map(|(address, file)| Document {
            id: format!("upload {address}"),
            path: format!("static{address}"),
            content: Content::Copy(file.clone()),
        })
    }
}

/// Whether a file is there and lies in the folder, through links too.
fn is_within(folder: &Path, file: &Path) -> bool {
    match (folder.canonicalize(), file.canonicalize()) {
        (Ok(folder), Ok(file)) => file.starts_with(folder) && file.is_file(),
        _ => false,
    }
}

/// Where programs keep what was uploaded, and where that stands here.
const PLACES: &[(&str, &str)] = &[
    ("/wp-content/uploads/", "/wp-content/uploads/"),
    (".files.wordpress.com/", "/wp-content/uploads/"),
    ("/content/images/", "/content/images/"),
];

/// `/wp-content/uploads/` and `2025/09/a.jpg` of `https://old.example/wp-content/uploads/2025/09/a.jpg`.
fn below_uploads(url: &str) -> Option<(&'static str, String)> {
    let url = url.split(['?', '#']).next()?;
    let (place, path) = PLACES.iter().find_map(|(mark, place)| Some((*place, url.split_once(mark)?.1)))?;
    // Ghost's smaller copies: `size/w600/2025/09/a.jpg`.
    let path = path.strip_prefix("size/").and_then(|path| path.split_once('/')).map_or(path, |(_, path)| path);
    let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?.into_owned();
    let is_plain = path.split('/').all(|part| !part.is_empty() && !part.starts_with('.')) && !path.contains('\\');
    is_plain.then_some((place, path))
}

/// A text with the addresses of its pictures as they are in the new site. `seen` learns of each.
pub fn local(body: &str, media: &mut Media, seen: &mut dyn FnMut(&str)) -> String {
    let mut out = String::with_capacity(body.len());
    let mut at = 0;
    let own: Vec<(Range<usize>, String)> = targets(body).into_iter().filter(|(_, url)| media.is_own(url)).collect();
    for (range, url) in own {
        seen(&url);
        out.push_str(&body[at..range.start]);
        // A blank ends a target.
        out.push_str(&media.address(&url).replace(' ', "%20"));
        at = range.end;
    }
    out.push_str(&body[at..]);
    out
}

/// `a.jpg` of `a-300x200.jpg`.
fn full_size(path: &str) -> Option<String> {
    let (stem, ending) = path.rsplit_once('.')?;
    let (stem, size) = stem.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let is_size = |text: &str| !text.is_empty() && text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_size(width) && is_size(height)).then(|| format!("{stem}.{ending}"))
}

#[cfg(test)]
mod tests {
    use super::{below_uploads, full_size};

    #[test]
    fn uploads_are_known_by_their_addresses() {
        assert_eq!(
            below_uploads("https://a.example/wp-content/uploads/2025/09/a%20b.jpg?w=3"),
            Some(("/wp-content/uploads/", "2025/09/a b.jpg".to_string()))
        );
        assert_eq!(
            below_uploads("https://a.example/content/images/size/w600/2025/a.jpg"),
            Some(("/content/images/", "2025/a.jpg".to_string()))
        );
        for hostile in [
            "https://a.example/wp-content/uploads/../../etc/passwd",
            "https://a.example/wp-content/uploads/%2e%2e/x",
            "https://a.example/a.jpg",
        ] {
            assert_eq!(below_uploads(hostile), None, "{hostile}");
        }
        assert_eq!(full_size("2025/a-300x200.jpg").as_deref(), Some("2025/a.jpg"));
        assert_eq!(full_size("2025/a-b.jpg"), None);
    }
}
