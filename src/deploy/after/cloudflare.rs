//! A zone of Cloudflare, which gives up its copies (`POST /zones/{zone}/purge_cache` of its API, version 4).

use serde_json::json;

use super::{Changed, Ping, post, secret};
use crate::config::settings::deploy::Cloudflare;
use crate::diagnostic::Diagnostic;
use crate::fetch::sender::Sender;

/// The most that all plans take in one call.
const AT_ONCE: usize = 30;
/// With more than this everything is given up: it is one call, and a site is small for a network of caches.
const EVERYTHING: usize = 600;

pub struct Zone<'a> {
    pub settings: &'a Cloudflare,
    pub env: &'a dyn Fn(&str) -> Option<String>,
}

impl Ping for Zone<'_> {
    fn name(&self) -> &'static str {
        "Cloudflare"
    }

    fn tell(&self, changed: &Changed, sender: &Sender) -> Result<String, Diagnostic> {
        let token = secret(&self.settings.token_env, self.env)?;
        let url = format!("{}/zones/{}/purge_cache", self.settings.url.trim_end_matches('/'), self.settings.zone);
        let headers =
            [("authorization", format!("Bearer {}", token.reveal())), ("content-type", "application/json".to_string())];
        let secrets = [token];
        let all: Vec<&String> = changed.all().collect();
        if all.len() > EVERYTHING {
            let body = json!({ "purge_everything": true });
            post(sender, "Cloudflare", &url, &headers, &body.to_string(), &secrets)?;
            return Ok("everything is purged".to_string());
        }
        for part in all.chunks(AT_ONCE) {
            post(sender, "Cloudflare", &url, &headers, &json!({ "files": part }).to_string(), &secrets)?;
        }
        Ok(format!("{} addresses are purged", all.len()))
    }
}
