//! `robots.txt`: what crawlers are asked, and where the sitemaps are.

use crate::config::settings::machines::Crawlers;
use crate::diagnostic::Diagnostic;
use crate::page::crawlers::{CRAWLERS, Purpose};
use crate::page::desk::Desk;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::kinds::sitemap;
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
        let config = desk.config();
        let robots = &config.settings.robots;
        let mut text = "User-agent: *\n".to_string();
        for path in &robots.disallow {
            // An address within the site, with its own path; a pattern as `*.pdf$` stays as it is.
            let path = if path.starts_with('/') { desk.url(path) } else { path.clone() };
            text.push_str(&format!("Disallow: {}\n", one_line(&path)));
        }
        if robots.disallow.is_empty() {
            text.push_str("Disallow:\n");
        }
        let unwanted = CRAWLERS.iter().filter(|crawler| match robots.ai {
            Crawlers::Allow => false,
            Crawlers::NoTraining => crawler.purpose == Purpose::Training,
            Crawlers::Deny => true,
        });
        let unwanted: Vec<String> = unwanted.map(|crawler| format!("User-agent: {}\n", crawler.name)).collect();
        if !unwanted.is_empty() {
            text.push_str(
                "\n# For artificial intelligence. This is a request: a crawler that does not care is not held back.\n",
            );
            text.extend(unwanted);
            text.push_str("Disallow: /\n");
        }
        if !robots.lines.is_empty() {
            text.push('\n');
            text.extend(robots.lines.iter().map(|line| format!("{}\n", one_line(line))));
        }
        let mut sitemaps = Vec::new();
        if config.settings.wants("sitemap") && !config.base_url.is_empty() {
            sitemaps.push("/sitemap.xml");
        }
        if !desk.reader.news().is_empty() {
            sitemaps.push(sitemap::NEWS);
        }
        if !sitemaps.is_empty() {
            text.push('\n');
            text.extend(sitemaps.iter().map(|file| format!("Sitemap: {}\n", desk.permalink(file))));
        }
        Ok(Some(Sheet::Bytes(text.into_bytes())))
    }
}

/// A setting cannot begin a line that it does not mean to.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
