//! A bucket of an object store that speaks S3: AWS, R2, MinIO, Garage, B2.
//!
//! What is there is learnt from one list of the bucket. The `ETag` of an object that was put in one piece is the MD5 of its bytes,
//! unless the store encrypts it with keys of its own; what we sent, and the `ETag` that it got, is kept in the site's folder of
//! caches, so that most files need not be read at all. Where neither says enough, the object itself is asked: it carries our stamp.

mod asking;
pub mod opening;

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use rayon::prelude::*;
use rusty_s3::actions::{DeleteObjects, DeleteObjectsResponse, HeadObject, ObjectIdentifier, PutObject, S3Action};
use rusty_s3::{Bucket, Credentials};

use self::asking::{SIGNED, There};
use crate::base::secret::Secret;
use crate::base::stamp::Stamp;
use crate::deploy::local::{Item, Local, unreadable};
use crate::deploy::memory::{Memory, Sent};
use crate::deploy::target::{Arrived, Difference, Reason, Rules, Target, Wish};
use crate::diagnostic::Diagnostic;
use crate::fetch::sender::{Payload, Sender};

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

impl Store {
    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
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
}

impl Target for Store {
    fn place(&self) -> String {
        format!("s3://{}/{} ({})", self.bucket.name(), self.prefix, self.endpoint)
    }

    fn compare(&mut self, local: &Local, wish: Wish) -> Result<Difference, Diagnostic> {
        let there = self.list()?;
        let is_ours = |path: &str| local.items.contains_key(path) || self.memory.get(path).is_some();
        let strangers = self.rules.strangers(there.keys().map(String::as_str), is_ours);
        if strangers > 0 && !wish.adopt {
            return Err(Diagnostic::error(
                "deploy-foreign",
                format!("`{}` holds objects ({strangers} of them), and none is of this site", self.place()),
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
