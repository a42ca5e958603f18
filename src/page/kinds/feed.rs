//! Feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, each with the same entries.

use crate::config::settings::feeds::FeedFormat;
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::feeds;
use crate::page::kind::{Address, Kind, Sheet};
use crate::site::fact::Subject;
use crate::site::store::Site;

pub struct Feeds(pub FeedFormat);

impl Kind for Feeds {
    fn name(&self) -> &'static str {
        self.0.kind()
    }

    fn shows_bodies(&self) -> bool {
        true
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        let Subject::Shelf(id) = subject else { return Vec::new() };
        if !site.feeds(id).contains(&self.0) {
            return Vec::new();
        }
        vec![(format!("{}{}", site.shelf(id).url, self.0.file()), 0)]
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let Subject::Shelf(id) = address.subject else { return Ok(None) };
        let channel = feeds::channel(desk, id, &address.url);
        Ok(Some(Sheet::Bytes(feeds::write(desk, channel, self.0))))
    }
}
