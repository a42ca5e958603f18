//! The output folder as the last build has left it: which files there are, and how addresses lead to them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::base::path;
use crate::base::platform::slashed;
use crate::build::publish;
use crate::config::Config;

/// The files of an output folder, by path below it.
pub struct Output {
    pub folder: PathBuf,
    pub files: BTreeSet<String>,
    /// How the folder is called in what is told.
    pub shown: String,
}

impl Output {
    /// Lists a folder; `None` when there is none, or nothing in it.
    pub fn of(root: &Path, folder: &Path) -> Option<Output> {
        let files: BTreeSet<String> = publish::files(folder).into_iter().collect();
        let shown = path::relative(root, folder).unwrap_or_else(|| slashed(folder));
        (!files.is_empty()).then(|| Output { folder: folder.to_path_buf(), files, shown })
    }

    /// A file as it is called in what is told.
    pub fn named(&self, file: &str) -> String {
        format!("{}/{file}", self.shown)
    }

    /// The file that stands at an address of the site, without its own path.
    pub fn at(&self, address: &str) -> Option<String> {
        let plain = path::output_file(address);
        let candidates = [plain.clone(), format!("{plain}/index.html"), format!("{plain}.html")];
        candidates.into_iter().find(|file| self.files.contains(file))
    }
}

/// Where a link on a page leads: an address of the site with its anchor, or `None` when that is another site's or no address.
pub fn within(config: &Config, page: &str, href: &str) -> Option<(String, String)> {
    let href = href.trim();
    let (rest, anchor) = href.split_once('#').unwrap_or((href, ""));
    let rest = rest.split('?').next().unwrap_or(rest);
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let own = |address: &str| {
        let below = address.strip_prefix(config.base_path.as_str())?;
        (below.is_empty() || below.starts_with('/')).then(|| if below.is_empty() { "/".into() } else { decode(below) })
    };
    let address: String = if rest.is_empty() {
        format!("/{page}").strip_suffix("index.html").map_or_else(|| format!("/{page}"), str::to_string)
    } else if let Some(below) = rest.strip_prefix(config.base_url.as_str()).filter(|_| !config.base_url.is_empty()) {
        if !below.is_empty() && !below.starts_with('/') {
            return None;
        }
        decode(if below.is_empty() { "/" } else { below })
    } else if crate::site::target::is_outside(rest) {
        return None;
    } else if rest.starts_with('/') {
        own(rest)?
    } else {
        let is_folder = rest.ends_with('/') || rest.ends_with("..") || rest == ".";
        // What climbs out of the site leads nowhere in it.
        let found = path::resolve(page, &decode(rest)).unwrap_or_else(|| "..".to_string());
        format!("/{found}{}", if is_folder && !found.is_empty() { "/" } else { "" })
    };
    Some((address, decode(anchor)))
}

#[cfg(test)]
mod tests {
    use super::within;
    use crate::config::{Config, Options};

    #[test]
    fn links_of_a_page_lead_to_addresses_of_the_site() {
        let options = Options { environment: None, base_url: None, variable: &|_| None };
        let site = |url: &str| Config::read("rassegna.yaml", &format!("title: A\nurl: {url}\n"), &options).0;
        let (root, below) = (site("https://a.example/"), site("https://a.example/b/"));
        let leads = |config: &Config, href: &str| {
            within(config, "x/y/index.html", href).map(|(address, anchor)| match anchor.as_str() {
                "" => address,
                anchor => format!("{address} {anchor}"),
            })
        };
        for (href, at_root, below_a_path) in [
            ("/t/", Some("/t/"), None),
            ("/b/t/?q=1#z", Some("/b/t/ z"), Some("/t/ z")),
            ("/b", Some("/b"), Some("/")),
            ("/bb/", Some("/bb/"), None),
            ("https://a.example/b/t/", Some("/b/t/"), Some("/t/")),
            ("https://a.example", Some("/"), None),
            ("https://a.example.org/", None, None),
            ("mailto:a@b.example", None, None),
            ("//c.example/", None, None),
            ("#z", Some("/x/y/ z"), Some("/x/y/ z")),
            ("", Some("/x/y/"), Some("/x/y/")),
            ("../f.png", Some("/x/f.png"), Some("/x/f.png")),
            ("..", Some("/x/"), Some("/x/")),
            ("../../..", Some("/../"), Some("/../")),
            ("%C3%A8.html#%C3%A8", Some("/x/y/è.html è"), Some("/x/y/è.html è")),
        ] {
            assert_eq!(leads(&root, href).as_deref(), at_root, "{href}");
            assert_eq!(leads(&below, href).as_deref(), below_a_path, "{href} below a path");
        }
    }
}
