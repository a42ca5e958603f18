//! An object store on this machine: so much of S3 as deploying needs, with what stores do to those who use them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use md5::{Digest, Md5};

use crate::strangers::{Asked, Reply, Stranger};

/// The bucket's name.
pub const NAME: &str = "prova";

/// So many keys are listed at once: few, so that lists have several pages.
const PAGE: usize = 50;

#[derive(Clone, Debug)]
pub struct Object {
    pub bytes: Vec<u8>,
    pub etag: String,
    pub headers: Vec<(String, String)>,
}

impl Object {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

#[derive(Default)]
pub struct State {
    pub objects: BTreeMap<String, Object>,
    /// `PUT key` and `DELETE key`, in the order in which they came to be.
    pub log: Vec<String>,
    /// What is answered next to a `PUT`, whatever it is.
    pub moods: VecDeque<Reply>,
    /// Whether it encrypts by keys of its own, so that no `ETag` is the MD5 of anything.
    pub encrypts: bool,
    /// After so many more objects it says nothing any more.
    pub patience: Option<usize>,
}

pub struct Bucket {
    server: Stranger,
    pub state: Arc<Mutex<State>>,
}

impl Bucket {
    pub fn open() -> Bucket {
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = Arc::clone(&state);
        Bucket { server: Stranger::open(move |asked| answer(asked, &shared)), state }
    }

    pub fn url(&self) -> String {
        self.server.url("")
    }

    pub fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().expect("the bucket"));
    }

    pub fn keys(&self) -> Vec<String> {
        self.state.lock().expect("the bucket").objects.keys().cloned().collect()
    }

    pub fn object(&self, key: &str) -> Object {
        self.state.lock().expect("the bucket").objects[key].clone()
    }

    /// What has come to be since the last time.
    pub fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().expect("the bucket").log)
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.server.asked.lock().expect("what was asked").clone()
    }
}

fn answer(asked: &Asked, state: &Mutex<State>) -> Reply {
    let (path, _) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
    let key = path.strip_prefix(&format!("/{NAME}/")).unwrap_or_default();
    let key = percent_encoding::percent_decode_str(key).decode_utf8_lossy().into_owned();
    if asked.parameter("X-Amz-Signature").is_none() {
        return refusal(403, "AccessDenied", "who asks?");
    }
    let mut state = state.lock().expect("the bucket");
    match asked.method.as_str() {
        "GET" if asked.parameter("list-type").is_some() => list(asked, &state),
        "HEAD" => match state.objects.get(&key) {
            Some(object) => {
                object.headers.iter().fold(Reply::status(200), |reply, (name, value)| reply.header(name, value))
            }
            None => Reply::status(404),
        },
        "PUT" => put(asked, key, &mut state),
        "POST" => {
            for key in between(&String::from_utf8_lossy(&asked.body), "Key") {
                state.objects.remove(&key);
                state.log.push(format!("DELETE {key}"));
            }
            Reply::ok("application/xml", format!("<DeleteResult xmlns=\"{XML}\"></DeleteResult>"))
        }
        _ => refusal(405, "MethodNotAllowed", "no"),
    }
}

const XML: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

fn put(asked: &Asked, key: String, state: &mut State) -> Reply {
    if let Some(reply) = state.moods.pop_front() {
        return reply;
    }
    if let Some(left) = &mut state.patience {
        match left.checked_sub(1) {
            Some(less) => *left = less,
            None => return Reply::status(200).after(Duration::from_secs(60)),
        }
    }
    let digest = Md5::digest(&asked.body).to_vec();
    use base64::Engine as _;
    if asked.header("content-md5") != Some(&base64::engine::general_purpose::STANDARD.encode(&digest)) {
        return refusal(400, "BadDigest", "the bytes are others");
    }
    let mut etag: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    if state.encrypts {
        etag = etag.chars().rev().collect();
    }
    let kept = |name: &str| name.starts_with("x-amz-") || matches!(name, "content-type" | "cache-control");
    let headers = asked.headers.iter().filter(|(name, _)| kept(name)).cloned().collect();
    state.log.push(format!("PUT {key}"));
    let reply = Reply::status(200).header("ETag", &format!("\"{etag}\""));
    state.objects.insert(key, Object { bytes: asked.body.clone(), etag, headers });
    reply
}

fn list(asked: &Asked, state: &State) -> Reply {
    let prefix = asked.parameter("prefix").unwrap_or_default();
    let after = asked.parameter("continuation-token").unwrap_or_default();
    let all = state.objects.iter().filter(|(key, _)| key.starts_with(&prefix) && **key > after);
    let some: Vec<(&String, &Object)> = all.take(PAGE + 1).collect();
    let mut text = format!("<?xml version=\"1.0\"?>\n<ListBucketResult xmlns=\"{XML}\">");
    text.push_str(&format!("<EncodingType>url</EncodingType><IsTruncated>{}</IsTruncated>", some.len() > PAGE));
    if let Some((last, _)) = some.get(PAGE - 1).filter(|_| some.len() > PAGE) {
        text.push_str(&format!("<NextContinuationToken>{last}</NextContinuationToken>"));
    }
    for (key, object) in some.iter().take(PAGE) {
        let key = percent_encoding::utf8_percent_encode(key, percent_encoding::NON_ALPHANUMERIC);
        text.push_str(&format!(
            "<Contents><Key>{key}</Key><ETag>&quot;{}&quot;</ETag><Size>{}</Size></Contents>",
            object.etag,
            object.bytes.len()
        ));
    }
    Reply::ok("application/xml", text + "</ListBucketResult>")
}

pub fn refusal(status: u16, code: &str, message: &str) -> Reply {
    let text = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>");
    Reply { body: text.into_bytes(), ..Reply::status(status) }
}

fn between(text: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts = text.split(&open).skip(1);
    parts.filter_map(|part| part.split(&close).next()).map(|key| key.replace("&amp;", "&")).collect()
}
