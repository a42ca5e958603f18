//! A server on this machine that answers as strangers do, by a script: slowly, elsewhere, not at all, in the wrong letters.
//!
//! ```ignore
//! let stranger = Stranger::with(&[
//!     ("/a", vec![Reply::status(503), Reply::html("<p>Here.")]),   // first this, then that for ever
//!     ("/old", vec![Reply::redirect(301, "/a")]),
//! ]);
//! let url = stranger.url("/a");
//! assert_eq!(stranger.paths(), ["GET /a", "GET /a"]);
//! ```
//!
//! What no script knows is 404. HEAD is answered as GET without a body, unless a reply says otherwise.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A question that was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    /// With its query: `/a?b=c`.
    pub path: String,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub at: Instant,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// A parameter of the query, without its escapes.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.path.split_once('?')?;
        let (_, value) = query.split('&').filter_map(|part| part.split_once('=')).find(|(own, _)| *own == name)?;
        let value = value.replace('+', " ");
        Some(percent_encoding::percent_decode_str(&value).decode_utf8_lossy().into_owned())
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Before the first byte.
    pub pause: Duration,
    /// Between the head and the body.
    pub pause_inside: Duration,
    /// Hangs up after so many bytes of the body.
    pub breaks_after: Option<usize>,
    /// Whether the body is sent by chunks, without its length.
    pub is_chunked: bool,
    /// Whether HEAD is answered by 405.
    pub no_head: bool,
    /// Whether parts of the body may be asked for (`Range`), as the `ETag` among the headers allows.
    pub in_parts: bool,
    /// In place of HTTP.
    pub raw: Option<Vec<u8>>,
}

impl Reply {
    pub fn status(status: u16) -> Reply {
        Reply {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            pause: Duration::ZERO,
            pause_inside: Duration::ZERO,
            breaks_after: None,
            is_chunked: false,
            no_head: false,
            in_parts: false,
            raw: None,
        }
    }

    pub fn ok(media_type: &str, body: impl Into<Vec<u8>>) -> Reply {
        let reply = Reply::status(200).header("Content-Type", media_type);
        Reply { body: body.into(), ..reply }
    }

    pub fn html(body: &str) -> Reply {
        Reply::ok("text/html; charset=utf-8", body)
    }

    pub fn json(body: &str) -> Reply {
        Reply::ok("application/json", body)
    }

    pub fn redirect(status: u16, to: &str) -> Reply {
        Reply::status(status).header("Location", to)
    }

    /// 429, and when to come again.
    pub fn later(after: &str) -> Reply {
        Reply::status(429).header("Retry-After", after)
    }

    /// A file that is given in parts.
    pub fn file(bytes: &[u8], tag: &str) -> Reply {
        let reply = Reply::ok("application/octet-stream", bytes).header("ETag", tag);
        Reply { in_parts: true, ..reply }
    }

    /// Something else than HTTP; nothing at all when it is empty.
    pub fn raw(bytes: &[u8]) -> Reply {
        Reply { raw: Some(bytes.to_vec()), ..Reply::status(0) }
    }

    pub fn header(mut self, name: &str, value: &str) -> Reply {
        self.headers.push((name.to_string(), value.to_string()));
        self
    }

    pub fn after(self, pause: Duration) -> Reply {
        Reply { pause, ..self }
    }

    pub fn slowly(self, pause_inside: Duration) -> Reply {
        Reply { pause_inside, ..self }
    }

    pub fn breaking(self, after: usize) -> Reply {
        Reply { breaks_after: Some(after), ..self }
    }

    pub fn chunked(self) -> Reply {
        Reply { is_chunked: true, ..self }
    }

    pub fn no_head(self) -> Reply {
        Reply { no_head: true, ..self }
    }
}

/// The server; it ends with the test.
pub struct Stranger {
    pub address: SocketAddr,
    pub asked: Arc<Mutex<Vec<Asked>>>,
}

impl Stranger {
    /// A path (with its query) and what it answers, one after the other; the last answer is for ever.
    pub fn with(script: &[(&str, Vec<Reply>)]) -> Stranger {
        let script: BTreeMap<String, Vec<Reply>> =
            script.iter().map(|(path, replies)| ((*path).to_string(), replies.clone())).collect();
        let turns: Mutex<BTreeMap<String, usize>> = Mutex::default();
        Stranger::open(move |asked| {
            let Some(replies) = script.get(&asked.path) else { return Reply::status(404) };
            let mut turns = turns.lock().expect("the turns");
            let turn = turns.entry(asked.path.clone()).or_default();
            let reply = replies.get(*turn).or(replies.last()).cloned().expect("a reply");
            *turn += 1;
            reply
        })
    }

    /// A server that thinks about each question.
    pub fn open(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Stranger {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (answer, shared) = (Arc::new(answer), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, shared) = (Arc::clone(&answer), Arc::clone(&shared));
                thread::spawn(move || {
                    let Some(asked) = question(&stream) else { return };
                    shared.lock().expect("what was asked").push(asked.clone());
                    // Who asks may have gone.
                    drop(say(stream, &asked, &answer(&asked)));
                });
            }
        });
        Stranger { address, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Everything that was asked, in its order: `GET /a`.
    pub fn paths(&self) -> Vec<String> {
        let asked = self.asked.lock().expect("what was asked");
        asked.iter().map(|asked| format!("{} {}", asked.method, asked.path)).collect()
    }

    /// The question at a place.
    pub fn nth(&self, at: usize) -> Asked {
        self.asked.lock().expect("what was asked")[at].clone()
    }
}

fn question(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_string(), words.next()?.to_string());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_string()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, path, headers, body, at: Instant::now() })
}

fn say(mut stream: TcpStream, asked: &Asked, reply: &Reply) -> std::io::Result<()> {
    thread::sleep(reply.pause);
    if let Some(raw) = &reply.raw {
        return stream.write_all(raw);
    }
    let mut reply = reply.clone();
    if asked.method == "HEAD" && reply.no_head {
        reply = Reply::status(405).header("Allow", "GET");
    }
    if reply.in_parts && reply.status == 200 {
        part(asked, &mut reply);
    }
    let mut head = format!("HTTP/1.1 {} Said\r\nConnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let has_body = asked.method != "HEAD" && !matches!(reply.status, 204 | 304);
    match reply.is_chunked {
        true => head.push_str("Transfer-Encoding: chunked\r\n"),
        false if reply.status != 304 => head.push_str(&format!("Content-Length: {}\r\n", reply.body.len())),
        false => {}
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    stream.flush()?;
    if !has_body {
        return Ok(());
    }
    thread::sleep(reply.pause_inside);
    let end = reply.breaks_after.unwrap_or(reply.body.len()).min(reply.body.len());
    if !reply.is_chunked {
        return stream.write_all(&reply.body[..end]);
    }
    for chunk in reply.body[..end].chunks(4096) {
        stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes())?;
        stream.write_all(chunk)?;
        stream.write_all(b"\r\n")?;
    }
    match reply.breaks_after {
        Some(_) => Ok(()),
        None => stream.write_all(b"0\r\n\r\n"),
    }
}

/// Makes a reply the part of it that was asked for.
fn part(asked: &Asked, reply: &mut Reply) {
    let tag = reply.headers.iter().find(|(name, _)| name == "ETag").map(|(_, value)| value.clone());
    let from =
        asked.header("range").and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
    let is_same = asked.header("if-range").is_none_or(|asked| Some(asked) == tag.as_deref());
    let (Some(from), true) = (from, is_same) else { return };
    let whole = reply.body.len();
    if from >= whole {
        reply.status = 416;
        reply.headers.push(("Content-Range".to_string(), format!("bytes */{whole}")));
        reply.body.clear();
        return;
    }
    reply.status = 206;
    reply.headers.push(("Content-Range".to_string(), format!("bytes {from}-{}/{whole}", whole - 1)));
    reply.body.drain(..from);
}
