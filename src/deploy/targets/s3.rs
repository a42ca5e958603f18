//! A bucket of an object store that speaks S3: AWS, R2, MinIO, Garage, B2.
//!
//! What is there is learnt from one list of the bucket. The `ETag` of an object that was put in one piece is the MD5 of its bytes,
//! unless the store encrypts it with keys of its own; what we sent, and the `ETag` that it got, is kept in the site's folder of
//! caches, so that most files need not be read at all. Where neither says enough, the object itself is asked: it carries our stamp.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use rayon::prelude::*;
use rusty_s3::actions::{
    DeleteObjects, DeleteObjectsResponse, HeadObject, ListObjectsV2, ObjectIdentifier, PutObject, S3Action,
};
use rusty_s3::{Bucket, Credentials, UrlStyle};

use crate::base::secret::{Secret, scrub};
use crate::base::stamp::Stamp;
use crate::config::settings::deploy::S3;
use crate::deploy::local::{Item, Local, unreadable};
use crate::deploy::memory::{Memory, Sent};
use crate::deploy::target::{Arrived, Difference, Reason, Rules, Target, Wish};
use crate::diagnostic::Diagnostic;
use crate::fetch::answer::Answer;
use crate::fetch::failure::Why;
use crate::fetch::guard::{is_loopback, readable};
use crate::fetch::sender::{Payload, Sender, Sending};

/// How long a signed address is good for: each attempt has a new one.
const SIGNED: Duration = Duration::from_secs(15 * 60);
/// Larger files are not held in memory while they are sent, in bytes.
const LARGE: u64 = 8 * 1024 * 1024;
/// The most that a store takes in one piece, in bytes.
const LARGEST: u64 = 5 * 1024 * 1024 * 1024;
/// Where objects carry our stamp.
const META: &str = "x-amz-meta-rassegna";
/// After so many files what was sent is noted.
const NOTED: usize = 200;

pub struct Store {
    bucket: Bucket,
    credentials: Credentials,
    secrets: Vec<Secret>,
    endpoint: String,
    prefix: String,
    sender: Sender,
    rules: Rules,
    redirects: bool,
    parallel: usize,
    memory: Memory,
}

/// An object as the list of the bucket tells it.
struct There {
    etag: String,
    size: u64,
}

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

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// Everything below the prefix.
    fn list(&self) -> Result<BTreeMap<String, There>, Diagnostic> {
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

    /// Why a file is to be sent, or what is to be remembered of one that is there as it should be.
    fn judge(&self, item: &Item, there: Option<&There>) -> Result<Result<Sent, Reason>, Diagnostic> {
        let Some(there) = there else { return Ok(Err(Reason::New)) };
        let unreadable = |error: std::io::Error| unreadable(&item.file, &error);
        let headers = self.rules.headers(item, self.redirects).map_err(unreadable)?;
        let whole = Stamp::of(&(item.stamp, &headers));
        let now = || Sent { stamp: item.stamp, whole, etag: there.etag.clone() };
        if let Some(sent) = self.memory.get(&item.path).filter(|sent| sent.etag == there.etag) {
            return Ok(match (sent.whole == whole, sent.stamp == item.stamp) {
                (true, _) => Ok(now()),
                (false, true) => Err(Reason::Headers),
                (false, false) => Err(Reason::Changed),
            });
        }
        if there.size != item.size {
            return Ok(Err(Reason::Changed));
        }
        if hex(&md5_of(item).map_err(unreadable)?) == there.etag {
            return Ok(Ok(now()));
        }
        // The store may have encrypted it, or taken it in parts: then the object itself knows what it is.
        let key = self.key(&item.path);
        let action = HeadObject::new(&self.bucket, Some(&self.credentials), &key);
        let answer = self.ask("HEAD", &|| action.sign(SIGNED).to_string(), &[], Payload::Nothing)?;
        Ok(match answer.header(META).and_then(Stamp::parse) == Some(whole) {
            true => Ok(now()),
            false => Err(Reason::Changed),
        })
    }

    /// Sends one file; gives what is to be remembered of it.
    fn send(&self, item: &Item) -> Result<Sent, Diagnostic> {
        if item.size > LARGEST {
            return Err(Diagnostic::error("deploy-output", format!("`{}` is larger than 5 GB", item.path)).help(
                "A store takes such a file only in parts: put it there by other means, and name it under `keep`.",
            ));
        }
        let unreadable = |error: std::io::Error| unreadable(&item.file, &error);
        let headers = self.rules.headers(item, self.redirects).map_err(unreadable)?;
        let whole = Stamp::of(&(item.stamp, &headers));
        let bytes = match item.size <= LARGE {
            true => Some(fs::read(&item.file).map_err(unreadable)?),
            false => None,
        };
        let digest = match &bytes {
            Some(bytes) => Md5::digest(bytes).to_vec(),
            None => md5_of(item).map_err(unreadable)?,
        };
        item.still()?;
        let mut sent = vec![
            ("cache-control", headers.cache_control),
            ("content-md5", STANDARD.encode(&digest)),
            ("content-type", headers.content_type),
            (META, format!("{whole:?}")),
        ];
        sent.extend(headers.redirect.map(|target| ("x-amz-website-redirect-location", target)));
        let key = self.key(&item.path);
        let mut action = PutObject::new(&self.bucket, Some(&self.credentials), &key);
        for (name, value) in &sent {
            action.headers_mut().insert(*name, value.as_str());
        }
        let payload = match &bytes {
            Some(bytes) => Payload::Bytes(bytes),
            None => Payload::File(&item.file),
        };
        let answer = self.ask("PUT", &|| action.sign(SIGNED).to_string(), &sent, payload)?;
        let etag = answer.header("etag").unwrap_or_default().trim_matches('"').to_string();
        Ok(Sent { stamp: item.stamp, whole, etag })
    }

    fn ask(
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

impl Target for Store {
    fn place(&self) -> String {
        format!("s3://{}/{} ({})", self.bucket.name(), self.prefix, self.endpoint)
    }

    fn compare(&mut self, local: &Local, wish: Wish) -> Result<Difference, Diagnostic> {
        let there = self.list()?;
        let is_ours = |path: &String| local.items.contains_key(path) || self.memory.get(path).is_some();
        let strangers = there.keys().filter(|path| !self.rules.spares(path)).count();
        if strangers > 0 && !wish.adopt && !there.keys().any(is_ours) {
            return Err(Diagnostic::error(
                "deploy-foreign",
                format!("`{}` holds {strangers} objects, and none of them is of this site", self.place()),
            )
            .help("Is it the right bucket? With a `prefix` the site stands below it; what is named under `keep` stays.")
            .help("With `--adopt` everything there is taken as the site's, and what is not here is removed."));
        }
        let judged = local
            .items
            .par_iter()
            .filter(|(path, _)| !self.rules.keeps(path))
            .map(|(path, item)| Ok((item, self.judge(item, there.get(path))?)))
            .collect::<Result<Vec<_>, Diagnostic>>()?;
        let mut difference = Difference::default();
        for (item, judged) in judged {
            match judged {
                Ok(_) if wish.all => drop(difference.put.insert(item.path.clone(), Reason::Changed)),
                Ok(sent) => {
                    difference.same += 1;
                    self.memory.set(&item.path, sent);
                }
                Err(reason) => drop(difference.put.insert(item.path.clone(), reason)),
            }
        }
        for path in there.keys().filter(|path| !local.items.contains_key(*path)) {
            match self.rules.spares(path) {
                true => difference.foreign += 1,
                false => drop(difference.remove.insert(path.clone())),
            }
        }
        self.memory.keep_only(|path| there.contains_key(path));
        Ok(difference)
    }

    fn put(&mut self, items: &[&Item], arrived: Arrived<'_>) -> Result<(), Diagnostic> {
        let next = AtomicUsize::new(0);
        let memory = Mutex::new(std::mem::take(&mut self.memory));
        let failure: Mutex<Option<Diagnostic>> = Mutex::new(None);
        let this = &*self;
        std::thread::scope(|scope| {
            for _ in 0..this.parallel.min(items.len()) {
                scope.spawn(|| {
                    loop {
                        let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
                        match this.send(item) {
                            Ok(sent) => {
                                let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
                                memory.set(&item.path, sent);
                                // What cannot be noted is found out again from the store.
                                let _ = memory.write_at_times(NOTED);
                                arrived(&item.path);
                            }
                            Err(diagnostic) => {
                                next.store(items.len(), Ordering::Relaxed);
                                failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(diagnostic);
                                return;
                            }
                        }
                    }
                });
            }
        });
        self.memory = memory.into_inner().unwrap_or_else(PoisonError::into_inner);
        match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(diagnostic) => Err(diagnostic),
            None => Ok(()),
        }
    }

    fn remove(&mut self, paths: &[String]) -> Result<(), Diagnostic> {
        for part in paths.chunks(1000) {
            let objects: Vec<ObjectIdentifier> =
                part.iter().map(|path| ObjectIdentifier::new(self.key(path))).collect();
            let mut action = DeleteObjects::new(&self.bucket, Some(&self.credentials), objects.iter());
            action.set_quiet(true);
            let url = action.sign(SIGNED).to_string();
            let (body, digest) = action.body_with_md5();
            let headers = [("content-md5", digest), ("content-type", "application/xml".to_string())];
            let answer = self.ask("POST", &|| url.clone(), &headers, Payload::Bytes(body.as_bytes()))?;
            let told = DeleteObjectsResponse::parse(&answer.text());
            if let Some(error) = told.ok().and_then(|told| told.errors.into_iter().next()) {
                let message = format!("{} does not remove `{}`: {error:?}", self.endpoint, part[0]);
                return Err(Diagnostic::error("deploy-refused", message).help("May this key delete objects?"));
            }
            part.iter().for_each(|path| self.memory.forget(path));
        }
        Ok(())
    }

    fn finish(&mut self, _: bool) -> Result<(), Diagnostic> {
        // Without it the next run reads the files to know them, and sends nothing that is there.
        let _ = self.memory.write();
        Ok(())
    }
}

fn md5_of(item: &Item) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut file = fs::File::open(&item.file)?;
    let mut digest = Md5::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(digest.finalize().to_vec());
        }
        digest.update(&buffer[..count]);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
