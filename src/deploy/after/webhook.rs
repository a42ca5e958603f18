//! Any address that takes what has changed as JSON: for other caches, for a chat, for a search of one's own.

use serde_json::json;
use url::Url;

use super::{Changed, Ping, post, secret};
use crate::config::settings::deploy::Hook;
use crate::diagnostic::Diagnostic;
use crate::fetch::sender::Sender;

pub struct Listener<'a> {
    pub settings: &'a Hook,
    pub env: &'a dyn Fn(&str) -> Option<String>,
}

impl Ping for Listener<'_> {
    fn name(&self) -> &'static str {
        "the webhook"
    }

    fn tell(&self, changed: &Changed, sender: &Sender) -> Result<String, Diagnostic> {
        let mut secrets = Vec::new();
        let url = match (&self.settings.url, &self.settings.url_env) {
            (Some(url), _) => url.clone(),
            (None, Some(name)) => {
                let url = secret(name, self.env)?;
                secrets.push(url.clone());
                url.reveal().to_string()
            }
            (None, None) => String::new(),
        };
        let mut headers = vec![("content-type", "application/json".to_string())];
        if let Some(name) = &self.settings.token_env {
            let token = secret(name, self.env)?;
            headers.push(("authorization", format!("Bearer {}", token.reveal())));
            secrets.push(token);
        }
        // Only the host is shown, since whoever knows the rest may use it.
        let host = Url::parse(&url).ok().and_then(|url| url.host_str().map(str::to_string));
        let body = json!({
            "site": changed.site,
            "pages": changed.pages,
            "feeds": changed.feeds,
            "others": changed.others,
            "removed": changed.removed,
        });
        let name = format!("the webhook at {}", host.as_deref().unwrap_or("…"));
        post(sender, &name, &url, &headers, &body.to_string(), &secrets)?;
        Ok(format!("{} addresses", changed.all().count()))
    }
}
