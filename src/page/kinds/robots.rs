//! `robots.txt`, which names the sitemap.

use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::site::fact::Subject;
use crate::site::store::Site;

pub struct Robots;

impl Kind for Robots {
    fn name(&self) -> &'static str {
        "robots"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        match subject {
            Subject::Site if site.wants(self.name()) => vec![("/robots.txt".to_string(), 0)],
            _ => Vec::new(),
        }
    }

    fn compose(&self, _: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let mut text = "User-agent: *\nDisallow:\n".to_string();
        if desk.config().settings.wants("sitemap") && !desk.config().base_url.is_empty() {
            text.push_str(&format!("\nSitemap: {}\n", desk.permalink("/sitemap.xml")));
        }
        Ok(Some(Sheet::Bytes(text.into_bytes())))
    }
}
