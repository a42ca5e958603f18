//! The hubs of the feeds, so that readers who have subscribed there get what is new at once (W3C WebSub; that publishers tell hubs
//! by `hub.mode=publish` and `hub.url` is of PubSubHubbub 0.3, section 7.1, which hubs still go by).

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Changed, Ping, post};
use crate::diagnostic::Diagnostic;
use crate::fetch::sender::Sender;

/// So many feeds are told at once.
const AT_ONCE: usize = 50;

pub struct Hubs<'a>(pub &'a [String]);

impl Ping for Hubs<'_> {
    fn name(&self) -> &'static str {
        "WebSub"
    }

    fn tell(&self, changed: &Changed, sender: &Sender) -> Result<String, Diagnostic> {
        if self.0.is_empty() {
            return Err(Diagnostic::warning("deploy-ping", "`after: {websub: true}` has no hub to tell")
                .help("Name one under `feeds: {hubs: […]}`, which puts it into the feeds too."));
        }
        for hub in self.0 {
            for part in changed.feeds.chunks(AT_ONCE) {
                let mut body = "hub.mode=publish".to_string();
                for feed in part {
                    body.push_str(&format!("&hub.url={}", utf8_percent_encode(feed, NON_ALPHANUMERIC)));
                }
                let headers = [("content-type", "application/x-www-form-urlencoded".to_string())];
                post(sender, hub, hub, &headers, &body, &[])?;
            }
        }
        Ok(format!("{} feeds to {} hubs", changed.feeds.len(), self.0.len()))
    }
}
