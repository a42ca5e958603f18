//! Search engines that take part in IndexNow (indexnow.org/documentation): one of them tells the others.

use serde_json::json;
use url::Url;

use super::{Changed, Ping, post};
use crate::config::settings::deploy::IndexNow;
use crate::diagnostic::Diagnostic;
use crate::fetch::sender::Sender;

/// The most that the protocol takes at once.
const AT_ONCE: usize = 10_000;

pub struct Engines<'a>(pub &'a IndexNow);

impl Ping for Engines<'_> {
    fn name(&self) -> &'static str {
        "IndexNow"
    }

    fn tell(&self, changed: &Changed, sender: &Sender) -> Result<String, Diagnostic> {
        let is_page = |url: &&String| url.ends_with('/') || url.ends_with(".html");
        let urls: Vec<&String> = changed.pages.iter().chain(changed.removed.iter().filter(is_page)).collect();
        let host =
            Url::parse(&changed.site).ok().and_then(|url| url.host_str().map(str::to_string)).unwrap_or_default();
        for part in urls.chunks(AT_ONCE) {
            let body = json!({
                "host": host,
                "key": self.0.key,
                "keyLocation": format!("{}{}.txt", changed.site, self.0.key),
                "urlList": part,
            });
            let headers = [("content-type", "application/json; charset=utf-8".to_string())];
            post(sender, "IndexNow", &self.0.url, &headers, &body.to_string(), &[])?;
        }
        Ok(format!("{} pages", urls.len()))
    }
}
