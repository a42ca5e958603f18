//! From the settings and the environment to a store that can be asked.

use std::path::PathBuf;
use std::time::Duration;

use rusty_s3::{Bucket, Credentials, UrlStyle};

use super::Store;
use crate::base::secret::Secret;
use crate::base::stamp::Stamp;
use crate::config::settings::deploy::S3;
use crate::deploy::memory::Memory;
use crate::deploy::target::Rules;
use crate::diagnostic::Diagnostic;
use crate::fetch::guard::{is_loopback, readable};
use crate::fetch::sender::Sender;

/// What is needed to open one.
pub struct Opening<'a> {
    pub settings: &'a S3,
    pub rules: Rules,
    pub parallel: usize,
    /// The file in which what was sent is kept.
    pub memory: PathBuf,
    pub env: &'a dyn Fn(&str) -> Option<String>,
}

impl Store {
    /// # Errors
    /// When a secret is missing, or the settings name no place.
    pub fn open(opening: Opening<'_>) -> Result<Store, Diagnostic> {
        let Opening { settings, rules, parallel, memory, env } = opening;
        let full = |name: &str| env(name).map(|value| value.trim().to_string()).filter(|value| !value.is_empty());
        let secret = |what: &str, name: &str| {
            full(name).ok_or_else(|| {
                Diagnostic::error(
                    "deploy-secret",
                    format!("the environment has no `{name}`, which should hold the {what}"),
                )
                .help("Set it for this command alone, or in your service's own store of secrets.")
            })
        };
        let (key, hidden) = (secret("access key", &settings.key_env)?, secret("secret key", &settings.secret_env)?);
        let token = full(&settings.token_env);
        let region = settings.region.clone().or_else(|| full("AWS_REGION")).or_else(|| full("AWS_DEFAULT_REGION"));
        let region = region.unwrap_or_else(|| "us-east-1".to_string());
        let own =
            settings.endpoint.clone().or_else(|| full("AWS_ENDPOINT_URL_S3")).or_else(|| full("AWS_ENDPOINT_URL"));
        let endpoint = own.clone().unwrap_or_else(|| format!("https://s3.{region}.amazonaws.com"));
        let wrong = |message: String| Diagnostic::error("deploy-target", message);
        let url = readable(&endpoint).map_err(|why| {
            wrong(format!("`{endpoint}` is no address of a store: {why}"))
                .help("Write it with `https://` and without the bucket.")
        })?;
        let host = url.host_str().unwrap_or_default();
        if url.scheme() == "http" && !settings.plain && !is_loopback(host) {
            return Err(wrong(format!("`http` would send the site to {host} for everybody to read and to change"))
                .help("Write `https`. If the way there is safe otherwise, say so by `plain: true`."));
        }
        // No certificate is good for a host with more points than one.
        let style = match settings.path_style.unwrap_or(own.is_some() || settings.bucket.contains('.')) {
            true => UrlStyle::Path,
            false => UrlStyle::VirtualHost,
        };
        let bucket = Bucket::new(url, style, settings.bucket.clone(), region)
            .map_err(|error| wrong(format!("`{}` is no bucket: {error}", settings.bucket)))?;
        let credentials = match &token {
            Some(token) => Credentials::new_with_token(&key, &hidden, token),
            None => Credentials::new(&key, &hidden),
        };
        let mut prefix = settings.prefix.trim_matches('/').to_string();
        if !prefix.is_empty() {
            prefix.push('/');
        }
        let sender = Sender::open(Duration::from_secs(settings.timeout.max(1)), env)
            .map_err(|why| Diagnostic::error("deploy-failed", why.to_string()))?;
        let secrets = [Some(hidden), token].into_iter().flatten().map(|text| Secret::new(&text)).collect();
        // What was sent to another place says nothing of this one.
        let identity = Stamp::of(&(&endpoint, &settings.bucket, &prefix));
        Ok(Store {
            bucket,
            credentials,
            secrets,
            redirects: settings.redirects.unwrap_or(own.is_none()),
            endpoint,
            prefix,
            sender,
            rules,
            parallel: parallel.clamp(1, 64),
            memory: Memory::read(&memory, identity),
        })
    }
}
