//! A preview server that runs as a person runs it: the built program in a site's folder, asked over plain HTTP.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::builder::{NOW, SiteTest};

/// How long anything may take. Far more than it needs, since many tests run beside one another.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What is tried again and again is tried after so long.
const BREATH: Duration = Duration::from_millis(10);

/// Waits until `done` has something to give; panics with what `state` says when that takes too long.
#[track_caller]
pub fn wait_for<T>(mut done: impl FnMut() -> Option<T>, state: impl FnOnce() -> String) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = done() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "{} s were not enough: {}", PATIENCE.as_secs(), state());
        std::thread::sleep(BREATH);
    }
}

/// The program at work in a folder, with what it says. It is killed when the test is over.
pub struct Running {
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Running {
    pub fn start(folder: &Path, arguments: &[&str]) -> Running {
        Running::of(env!("CARGO_BIN_EXE_rassegna"), folder, arguments)
    }

    /// The same by way of another program.
    pub fn of(program: &str, folder: &Path, arguments: &[&str]) -> Running {
        let child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        Running::from(child.expect("the program runs"))
    }

    /// A process that runs already; of its streams those are read that are still there.
    pub fn from(mut child: Child) -> Running {
        let said = Arc::new(Mutex::new(String::new()));
        let streams: [Option<Box<dyn Read + Send>>; 2] =
            [child.stdout.take().map(|out| Box::new(out) as _), child.stderr.take().map(|err| Box::new(err) as _)];
        for stream in streams.into_iter().flatten() {
            let said = said.clone();
            // Read all the time, so that the program never waits for us; the thread ends with the program.
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                    said.push_str(&line);
                    said.push('\n');
                }
            });
        }
        Running { child, said }
    }

    /// All that it has said so far, on both streams.
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until it has said a line that holds this, and returns the line.
    #[track_caller]
    pub fn says(&self, part: &str) -> String {
        wait_for(
            || self.said().lines().find(|line| line.contains(part)).map(str::to_string),
            || format!("it must say {part:?}, but it said:\n{}", self.said()),
        )
    }

    /// Sends it a signal, by the name that `kill` knows it by.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(sent.is_ok_and(|status| status.success()), "SIG{name} could not be sent");
    }

    /// Waits for its end: its exit code, and how long that took.
    #[track_caller]
    pub fn ends(&mut self) -> (Option<i32>, Duration) {
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                break status;
            }
            assert!(began.elapsed() < PATIENCE, "it does not end; it said:\n{}", self.said());
            std::thread::sleep(BREATH);
        };
        (status.code(), began.elapsed())
    }

    /// How much memory it has, in KiB, where the system tells.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().trim_end_matches("kB").trim().parse().ok()
    }

    /// Whether it has ended, without waiting.
    pub fn is_over(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A preview server on a port of its own.
pub struct Server {
    pub process: Running,
    pub port: u16,
}

/// What was answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Server {
    /// A server that takes it to be the tests' instant, as their builds do.
    pub fn start(site: &SiteTest, options: &[&str]) -> Server {
        Server::start_by_the_clock(site, &[&["--now", NOW], options].concat())
    }

    /// A server for which time passes.
    pub fn start_by_the_clock(site: &SiteTest, options: &[&str]) -> Server {
        Server::begin(site.root(), &[&["--port", "0"], options].concat())
    }

    /// A server with these options and no others.
    pub fn begin(root: &Path, options: &[&str]) -> Server {
        let process = Running::start(root, &[&["serve"], options].concat());
        let banner = process.says("The site is at ");
        Server::of(process, &banner)
    }

    /// A process that has said where its site is.
    pub fn of(process: Running, banner: &str) -> Server {
        let address = banner.split_whitespace().nth(4).expect("an address in the banner");
        let port = address.rsplit(':').next().and_then(|port| port.parse().ok());
        Server { port: port.unwrap_or_else(|| panic!("no port in {banner:?}")), process }
    }

    /// How the site is called in a browser: `http://localhost:4000`.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    pub fn connect(&self) -> io::Result<TcpStream> {
        self.connect_to(Ipv4Addr::LOCALHOST.into())
    }

    fn connect_to(&self, ip: IpAddr) -> io::Result<TcpStream> {
        let stream = TcpStream::connect(SocketAddr::new(ip, self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(stream)
    }

    /// An answer to these very bytes.
    pub fn send(&self, request: &[u8]) -> io::Result<Answer> {
        self.send_to(Ipv4Addr::LOCALHOST.into(), request)
    }

    fn send_to(&self, ip: IpAddr, request: &[u8]) -> io::Result<Answer> {
        let mut stream = self.connect_to(ip)?;
        stream.write_all(request)?;
        Answer::read(&mut BufReader::new(stream), request.starts_with(b"HEAD "))
    }

    /// An answer to a request with these header lines beside `Host`; a `Host` among them takes the usual one's place.
    #[track_caller]
    pub fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let answer = self.send(&self.request(method, path, headers));
        answer.unwrap_or_else(|error| panic!("{method} {path}: {error}; the server said:\n{}", self.process.said()))
    }

    /// The same over IPv6.
    pub fn ask_six(&self, path: &str) -> io::Result<Answer> {
        self.send_to(Ipv6Addr::LOCALHOST.into(), &self.request("GET", path, &[]))
    }

    fn request(&self, method: &str, path: &str, headers: &[&str]) -> Vec<u8> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|header| header.starts_with("Host:")) {
            request.push_str(&format!("Host: localhost:{}\r\n", self.port));
        }
        for header in headers {
            request.push_str(header);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        request.into_bytes()
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Asks until the answer is as it must be.
    #[track_caller]
    pub fn until(&self, path: &str, wanted: impl Fn(&Answer) -> bool) -> Answer {
        let mut last = None;
        let found = wait_for_or(PATIENCE, || {
            let answer = self.get(path);
            let is_it = wanted(&answer);
            last = Some(answer.clone());
            is_it.then_some(answer)
        });
        found.unwrap_or_else(|| {
            let last = last.map(|last| format!("{} {:?}\n{}", last.status, last.headers, last.text()));
            panic!("{path} does not become what it must be; it is {last:?}; the server said:\n{}", self.process.said())
        })
    }

    /// Waits until the page at a path holds a text.
    #[track_caller]
    pub fn shows(&self, path: &str, part: &str) -> Answer {
        self.until(path, |answer| answer.status == 200 && answer.text().contains(part))
    }

    /// Waits until there is nothing at a path.
    #[track_caller]
    pub fn lacks(&self, path: &str) -> Answer {
        self.until(path, |answer| answer.status == 404)
    }

    /// The panel's answer about a page.
    #[track_caller]
    pub fn panel(&self, path: &str) -> Value {
        let answer = self.get(&format!("/__rassegna/page?path={path}"));
        assert_eq!(answer.status, 200, "the panel's answer about {path}: {}", answer.text());
        serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
    }

    /// The events that an open tab gets, which shows a page with this stamp.
    #[track_caller]
    pub fn listen(&self, page: &str, stamp: &str) -> Events {
        let path = format!("/__rassegna/events?page={page}&stamp={stamp}");
        let mut stream = self.connect().expect("a connection");
        stream.write_all(&self.request("GET", &path, &["Accept: text/event-stream"])).expect("a request");
        let mut reader = BufReader::new(stream);
        let (status, headers) = Answer::head(&mut reader).expect("an answer's head");
        let kind = value(&headers, "content-type");
        assert_eq!((status, kind), (200, Some("text/event-stream")), "the stream of events of {page}");
        let (sender, receiver) = channel();
        // It ends with the server, or with the test.
        std::thread::spawn(move || {
            let mut event = String::new();
            for line in BufReader::new(Chunks { reader, left: 0 }).lines().map_while(Result::ok) {
                if let Some(name) = line.strip_prefix("event: ") {
                    event = name.to_string();
                } else if let Some(data) = line.strip_prefix("data: ") {
                    let data = serde_json::from_str(data).unwrap_or(Value::Null);
                    if sender.send(Event { name: event.clone(), data }).is_err() {
                        break;
                    }
                }
            }
        });
        Events { page: page.to_string(), receiver }
    }

    /// A tab that has just loaded a page and listens; what it is told at once has been heard.
    #[track_caller]
    pub fn tab(&self, page: &str) -> Events {
        let stamp = self.get(page).stamp();
        let events = self.listen(page, &stamp);
        let told = events.until("errors");
        let names: Vec<&str> = told.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(names, ["errors"], "a tab that shows the present {page} is told of errors and nothing else");
        events
    }

    /// Asks the process to end: its exit code, and how long that took.
    #[track_caller]
    pub fn end(&mut self, signal: &str) -> (Option<i32>, Duration) {
        self.process.signal(signal);
        self.process.ends()
    }
}

/// What `done` gives within a time.
pub fn wait_for_or<T>(patience: Duration, mut done: impl FnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    while began.elapsed() < patience {
        let found = done();
        if found.is_some() {
            return found;
        }
        std::thread::sleep(BREATH);
    }
    None
}

/// The tag of the script, which every page has and no built file.
const TAG: (&str, &str) = ("<script src=\"/__rassegna/preview.js\"", " defer></script>");

fn value<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

impl Answer {
    fn head(reader: &mut impl BufRead) -> io::Result<(u16, Vec<(String, String)>)> {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| io::Error::other(format!("{line:?} is no status line")))?;
        let mut headers = Vec::new();
        loop {
            line.clear();
            reader.read_line(&mut line)?;
            match line.trim_end().split_once(": ") {
                Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.to_string())),
                None => return Ok((status, headers)),
            }
        }
    }

    fn read(mut reader: &mut impl BufRead, is_head: bool) -> io::Result<Answer> {
        let (status, headers) = Answer::head(&mut reader)?;
        let mut body = Vec::new();
        if value(&headers, "transfer-encoding") == Some("chunked") {
            Chunks { reader, left: 0 }.read_to_end(&mut body)?;
        } else {
            reader.read_to_end(&mut body)?;
            let length = value(&headers, "content-length").and_then(|length| length.parse::<usize>().ok());
            if let Some(length) = length.filter(|length| !is_head && *length != body.len()) {
                return Err(io::Error::other(format!("{length} bytes were announced, {} came", body.len())));
            }
        }
        Ok(Answer { status, headers, body })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        value(&self.headers, name)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The tag of the script, if the page has one.
    fn tag(&self) -> Option<String> {
        let text = self.text();
        let start = text.rfind(TAG.0)?;
        let end = start + text[start..].find(TAG.1)? + TAG.1.len();
        Some(text[start..end].to_string())
    }

    pub fn has_script(&self) -> bool {
        self.tag().is_some()
    }

    /// What was built: the body without the script.
    pub fn built(&self) -> Vec<u8> {
        let Some(tag) = self.tag() else { return self.body.clone() };
        let at = memchr::memmem::rfind(&self.body, tag.as_bytes()).expect("the tag that was found");
        [&self.body[..at], &self.body[at + tag.len()..]].concat()
    }

    /// The stamp that the page carries for its script.
    #[track_caller]
    pub fn stamp(&self) -> String {
        let tag = self.tag().unwrap_or_else(|| panic!("the page has no script:\n{}", self.text()));
        let stamp = tag.split("data-stamp=\"").nth(1).and_then(|rest| rest.split('"').next());
        stamp.unwrap_or_else(|| panic!("no stamp in {tag}")).to_string()
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "the status; the answer is {:?}\n{}", self.headers, self.text());
        self
    }

    #[track_caller]
    pub fn has(self, name: &str, expected: &str) -> Answer {
        assert_eq!(self.header(name), Some(expected), "{name} of {} {:?}", self.status, self.headers);
        self
    }

    #[track_caller]
    pub fn contains(self, part: &str) -> Answer {
        assert!(self.text().contains(part), "{part:?} must stand in:\n{}", self.text());
        self
    }
}

/// A body that comes in chunks (RFC 9112, section 7.1).
struct Chunks<R> {
    reader: R,
    left: usize,
}

impl<R: BufRead> Read for Chunks<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let mut line = String::new();
            self.reader.read_line(&mut line)?;
            if line.trim().is_empty() {
                // The end of the chunk before.
                line.clear();
                self.reader.read_line(&mut line)?;
            }
            self.left = usize::from_str_radix(line.trim(), 16).unwrap_or(0);
            if self.left == 0 {
                return Ok(0);
            }
        }
        let some = buffer.len().min(self.left);
        let read = self.reader.read(&mut buffer[..some])?;
        self.left -= read;
        Ok(read)
    }
}

/// What an open tab was told.
#[derive(Clone, Debug)]
pub struct Event {
    pub name: String,
    pub data: Value,
}

/// The events of an open tab.
pub struct Events {
    page: String,
    receiver: Receiver<Event>,
}

impl Events {
    /// All events up to the next one of this name, that one included.
    #[track_caller]
    pub fn until(&self, name: &str) -> Vec<Event> {
        self.until_where(name, |_| true)
    }

    /// All events up to the next one of this name that is as wanted.
    #[track_caller]
    pub fn until_where(&self, name: &str, wanted: impl Fn(&Value) -> bool) -> Vec<Event> {
        let mut heard: Vec<Event> = Vec::new();
        loop {
            match self.receiver.recv_timeout(PATIENCE) {
                Ok(event) => {
                    let is_it = event.name == name && wanted(&event.data);
                    heard.push(event);
                    if is_it {
                        return heard;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    panic!("the tab of {} is not told {name:?}; it was told {heard:?}", self.page)
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the events of {} end before {name:?}; they were {heard:?}", self.page)
                }
            }
        }
    }

    /// What the next event of this name says.
    #[track_caller]
    pub fn next(&self, name: &str) -> Value {
        self.until(name).pop().map(|event| event.data).unwrap_or_default()
    }

    /// What has come since, without waiting.
    pub fn so_far(&self) -> Vec<Event> {
        self.receiver.try_iter().collect()
    }
}
