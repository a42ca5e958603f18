//! Files that are published as they are: pictures beside articles, `static/`, a theme's assets.

use serde::{Deserialize, Serialize};

use super::store::Site;
use crate::base::stamp::Stamp;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Media {
    /// Where its bytes are: a file of the site, or `builtin:` and a name within the program.
    pub path: String,
    pub stamp: Stamp,
    /// In bytes.
    pub size: u64,
    /// Width and height in pixels, of a picture whose header could be read.
    pub dimensions: Option<(u32, u32)>,
    /// Where it is published, where its path does not tell: an asset stands under a name that tells its bytes.
    pub at: Option<String>,
}

impl Media {
    /// Whether it is an asset: a file of `static/` at the same address goes before it.
    pub fn is_asset(&self) -> bool {
        self.at.is_some()
    }

    /// The address at which it is published, if it is: a file in a bundle stands beside its page (and is held back with
    /// it), one elsewhere below `content/` at its own path, one of `static/` at the root, an asset where it says itself.
    pub fn address(&self, site: &Site) -> Option<String> {
        if let Some(at) = &self.at {
            return Some(at.clone());
        }
        if let Some(rest) = self.path.strip_prefix("static/") {
            return Some(format!("/{rest}"));
        }
        if let Some(below) = self.path.strip_prefix("content/") {
            let mut folder = self.path.as_str();
            while let Some((parent, _)) = folder.rsplit_once('/') {
                match site.bundle_page(parent) {
                    Bundle::Published(page) => return Some(format!("{page}{}", &self.path[parent.len() + 1..])),
                    Bundle::Held => return None,
                    Bundle::None => folder = parent,
                }
            }
            return Some(format!("/{below}"));
        }
        None
    }
}

/// What the folder of a file is.
pub enum Bundle {
    /// A bundle whose page is published at this address.
    Published(String),
    Held,
    /// No bundle.
    None,
}
