//! Questions to a store, and what its answers mean.

use std::collections::BTreeMap;
use std::time::Duration;

use rusty_s3::actions::{ListObjectsV2, S3Action};

use super::Store;
use crate::base::secret::scrub;
use crate::diagnostic::Diagnostic;
use crate::fetch::answer::Answer;
use crate::fetch::failure::Why;
use crate::fetch::sender::{Payload, Sending};

/// How long a signed address is good for: each attempt has a new one.
pub(super) const SIGNED: Duration = Duration::from_secs(15 * 60);

/// An object as the list of the bucket tells it.
pub(super) struct There {
    pub etag: String,
    pub size: u64,
}

impl Store {
    /// Everything below the prefix.
    pub(super) fn list(&self) -> Result<BTreeMap<String, There>, Diagnostic> {
        let mut all = BTreeMap::new();
        let mut next: Option<String> = None;
        loop {
            let mut action = ListObjectsV2::new(&self.bucket, Some(&self.credentials));
            if !self.prefix.is_empty() {
                action.with_prefix(self.prefix.as_str());
            }
            if let Some(token) = &next {
                action.with_continuation_token(token.as_str());
            }
            let answer = self.ask("GET", &|| action.sign(SIGNED).to_string(), &[], Payload::Nothing)?;
            let list = ListObjectsV2::parse_response(&String::from_utf8_lossy(&answer.body)).map_err(|error| {
                Diagnostic::error("deploy-failed", format!("what {} lists cannot be read: {error}", self.endpoint))
                    .help("Is it the address of an S3 store?")
            })?;
            for object in list.contents {
                let Some(path) = object.key.strip_prefix(&self.prefix) else { continue };
                // Consoles make folders by objects that end in a slash.
                if path.is_empty() || path.ends_with('/') {
                    continue;
                }
                let etag = object.etag.unwrap_or_default().trim_matches('"').to_string();
                all.insert(path.to_string(), There { etag, size: object.size.unwrap_or(u64::MAX) });
            }
            next = list.next_continuation_token;
            if next.is_none() {
                return Ok(all);
            }
        }
    }

    pub(super) fn ask(
        &self,
        method: &'static str,
        url: &(dyn Fn() -> String + Sync),
        headers: &[(&str, String)],
        payload: Payload<'_>,
    ) -> Result<Answer, Diagnostic> {
        match self.sender.send(&Sending { method, url, headers, payload }) {
            Ok(answer) if answer.is_success() => Ok(answer),
            Ok(answer) => Err(self.refused(&answer)),
            Err(why) => Err(self.unreachable(&why)),
        }
    }

    fn unreachable(&self, why: &Why) -> Diagnostic {
        let told = scrub(&why.to_string(), &self.secrets);
        Diagnostic::error("deploy-failed", format!("{} cannot be reached: {told}", self.endpoint))
            .help("What was sent before stays; the next run goes on from there.")
    }

    fn refused(&self, answer: &Answer) -> Diagnostic {
        let text = scrub(&answer.text(), &self.secrets);
        let part = |name: &str| {
            let (_, rest) = text.split_once(&format!("<{name}>"))?;
            let words: String = rest.split('<').next()?.chars().filter(|c| !c.is_control()).take(300).collect();
            Some(words)
        };
        let (code, words) = (part("Code").unwrap_or_default(), part("Message").unwrap_or_default());
        let status = answer.status;
        let told = match code.is_empty() {
            true => format!("status {status}"),
            false => format!("{code} ({status}): {words}"),
        };
        let message = format!("{} does not take what was asked of `{}`: {told}", self.endpoint, self.bucket.name());
        let diagnostic = Diagnostic::error("deploy-refused", message);
        match (code.as_str(), status) {
            ("NoSuchBucket", _) | (_, 404) => diagnostic.help("Make the bucket first, and look at its name and its region."),
            ("SignatureDoesNotMatch" | "InvalidAccessKeyId", _) => {
                diagnostic.help("Are the two keys those of this store? Look at the variables that hold them.")
            }
            ("RequestTimeTooSkewed", _) => diagnostic.help("Set the clock of this machine: the store does not believe it."),
            ("PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException", _) | (_, 301 | 307) => {
                diagnostic.help(match part("Region") {
                    Some(region) => format!("The bucket is in another region: write `region: {region}`."),
                    None => "The bucket is in another region, or behind another `endpoint`.".to_string(),
                })
            }
            (_, 401 | 403) => diagnostic
                .help("May this key list the bucket, and put and delete objects in it? The token of a session may have run out."),
            (_, 429 | 503) => diagnostic.help("It asks for patience: run it again later, or with fewer at once (`parallel`)."),
            _ => diagnostic.help("What was sent before stays; the next run goes on from there."),
        }
    }
}
