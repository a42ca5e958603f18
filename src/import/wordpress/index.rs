//! What the posts of an export refer to: addresses, pictures, parents; and where each post goes.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::date::date;
use super::wxr::{Channel, Item};
use crate::article::markdown::raw_html::is_unsafe;
use crate::base::file_name::portable;
use crate::base::slug::slugify;
use crate::import::markdown::plain::plain;
use crate::import::moves::Moves;

/// What posts refer to.
#[derive(Debug, Default)]
pub struct Index {
    pub channel: Channel,
    pub moves: Moves,
    /// By id: the file that a post becomes.
    pub paths: HashMap<u64, String>,
    /// By id: the addresses that a post had; until it is known where it goes.
    pub links: Vec<(u64, Vec<String>)>,
    /// Whose path a file is.
    pub taken: HashMap<String, u64>,
    /// By id: an attachment.
    pub pictures: BTreeMap<u64, Attachment>,
    /// By their address: which attachments it is of.
    of_address: HashMap<String, Vec<u64>>,
    /// By id of a post: the attachments that were added to it.
    pub children: HashMap<u64, Vec<u64>>,
    /// By id of a page: its slug and its parent.
    pub pages: HashMap<u64, (String, u64)>,
    /// How many posts have an address of each pattern.
    pub patterns: BTreeMap<&'static str, usize>,
    pub posts: usize,
}

/// Numbers of our own for items that have none, or one that another has too: those of a file that somebody has put together. They are
/// the same in every reading of the same files.
#[derive(Debug, Default)]
pub struct Numbers {
    seen: HashSet<u64>,
    count: u64,
}

/// Numbers from here on are ours: WordPress counts from 1.
const OWN: u64 = 1 << 62;

impl Numbers {
    /// Gives an item a number of its own; says whether it had none.
    pub fn settle(&mut self, item: &mut Item) -> bool {
        self.count += 1;
        let is_own = item.id > 0 && item.id < OWN && self.seen.insert(item.id);
        if !is_own {
            item.id = OWN + self.count;
        }
        !is_own
    }
}

#[derive(Debug)]
pub struct Attachment {
    pub url: String,
    pub alt: String,
    pub caption: String,
    pub used: Cell<bool>,
}

impl Index {
    /// Notes what a post is and where it goes.
    pub fn note(&mut self, item: &Item) {
        if item.sort == "attachment" {
            // An export may be a stranger's: what a browser would run is no picture.
            if is_unsafe(&item.attachment) {
                return;
            }
            self.children.entry(item.parent).or_default().push(item.id);
            let attachment = Attachment {
                url: item.attachment.clone(),
                alt: plain(item.meta("_wp_attachment_image_alt").unwrap_or_default()),
                caption: plain(&item.excerpt),
                used: Cell::new(false),
            };
            self.of_address.entry(attachment.url.clone()).or_default().push(item.id);
            self.pictures.insert(item.id, attachment);
            return;
        }
        let slug = slug_of(item);
        let (folder, file) = match item.sort.as_str() {
            "page" => {
                self.pages.insert(item.id, (slug.clone(), item.parent));
                ("content/pages/".to_string(), slug)
            }
            _ => {
                let date = date(&item.date, &item.date_gmt);
                let month = date.as_deref().and_then(month).unwrap_or_else(|| "1970/01".to_string());
                self.posts += 1;
                if let Some(pattern) = pattern(item) {
                    *self.patterns.entry(pattern).or_default() += 1;
                }
                (format!("content/articles/{month}/"), slug)
            }
        };
        let path = format!("{folder}{file}.md");
        // Two of one name in one month are told apart by their numbers.
        let path = match self.taken.get(&path) {
            Some(other) if *other != item.id => format!("{folder}{file}-{}.md", item.id % OWN),
            _ => path,
        };
        self.links.push((item.id, addresses(item)));
        self.taken.insert(path.clone(), item.id);
        self.paths.insert(item.id, portable(&path).into_owned());
    }

    /// Notes that a text shows what stands at an address.
    pub fn shows(&self, url: &str) {
        let ids = self.of_address.get(url).into_iter().flatten();
        ids.filter_map(|id| self.pictures.get(id)).for_each(|picture| picture.used.set(true));
    }

    /// Once all are known: the folders of pages below others, and where the addresses lead.
    pub fn settle(&mut self) {
        let mut pages: Vec<u64> = self.pages.keys().copied().collect();
        pages.sort_unstable();
        for id in pages {
            let mut folders: Vec<&str> = Vec::new();
            let mut above = self.pages.get(&id).map_or(0, |(_, parent)| *parent);
            while let Some((slug, parent)) = self.pages.get(&above) {
                // A circle of parents has no top.
                if folders.len() > 16 {
                    folders.clear();
                    break;
                }
                folders.insert(0, slug);
                above = *parent;
            }
            if folders.is_empty() {
                continue;
            }
            if let Some(path) = self.paths.get_mut(&id) {
                let file = path.strip_prefix("content/pages/").unwrap_or(path);
                *path = portable(&format!("content/pages/{}/{file}", folders.join("/"))).into_owned();
            }
        }
        self.moves.extend_hosts(&self.channel.url);
        for (id, addresses) in std::mem::take(&mut self.links) {
            for address in addresses {
                if let Some(path) = self.paths.get(&id) {
                    self.moves.address(&address, path);
                }
            }
        }
        self.taken = HashMap::new();
    }
}

/// `2025/09` of a date.
fn month(date: &str) -> Option<String> {
    let (year, rest) = date.split_once('-')?;
    Some(format!("{year}/{}", rest.split_once('-')?.0))
}

/// The last part of an address: as it was, without signs that no file's name should have.
pub fn slug_of(item: &Item) -> String {
    let written = percent_encoding::percent_decode_str(&item.slug).decode_utf8_lossy().into_owned();
    // What holds no letter at all would be named by a number of its own.
    let named = [written, plain(&item.title)].into_iter().find(|name| name.contains(char::is_alphanumeric));
    named.map_or_else(|| item.id.to_string(), |name| slugify(&name))
}

/// Where readers found it: its address, and the short one with its number.
pub fn addresses(item: &Item) -> Vec<String> {
    let path = match item.link.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => &item.link,
    };
    let mut found = Vec::new();
    if !path.contains('?') && !path.trim_matches('/').is_empty() {
        found.push(percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned());
    }
    if item.id < OWN {
        let name = if item.sort == "page" { "page_id" } else { "p" };
        found.push(format!("/?{name}={}", item.id));
    }
    found
}

/// The patterns of ours that make the address that a post had.
pub fn pattern(item: &Item) -> Option<&'static str> {
    let path = addresses(item).into_iter().next().filter(|path| !path.contains('?'))?;
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [year, month, day, _] if is_number(year) && is_number(month) && is_number(day) => {
            Some("/:year/:month/:day/:slug/")
        }
        [year, month, _] if is_number(year) && is_number(month) => Some("/:year/:month/:slug/"),
        [_] => Some("/:slug/"),
        _ => None,
    }
}
