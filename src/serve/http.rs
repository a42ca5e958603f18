//! What is sent over HTTP: pages with the preview's script, files in ranges, redirects, and the preview's own addresses.

use std::io;
use std::net::{IpAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Query, Request, State};
use axum::http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HOST, IF_NONE_MATCH,
    IF_RANGE, LOCATION, RANGE, RETRY_AFTER,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncSeekExt, SeekFrom};
use tokio_stream::wrappers::UnboundedReceiverStream;
use tokio_util::io::ReaderStream;

use super::ending::Ending;
use super::session::Session;
use super::{client, mail, panel};
use crate::base::{escape, media_type};
use crate::build::preview::Answer;

/// How long a request waits for the site to be read before it is told to come again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Answers until the process is asked to end.
///
/// # Errors
/// When a listener cannot be used.
pub async fn serve(session: Arc<Session>, listeners: Vec<TcpListener>, mut asked: Ending) -> io::Result<()> {
    let app = Router::new()
        .route("/__rassegna/preview.js", get(script))
        .route("/__rassegna/events", get(events))
        .route("/__rassegna/page", get(page))
        .route(mail::PLACE, get(|| async { Html(mail::PAGE) }))
        .route("/__rassegna/mail.json", get(letter))
        .fallback(anything)
        .layer(from_fn_with_state(session.clone(), only_for_us))
        .with_state(session);
    for listener in listeners {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let app = app.clone();
        tokio::spawn(async move { axum::serve(listener, app).await });
    }
    asked.wait().await;
    Ok(())
}

/// Refuses what a page of another site could have made the browser ask (DNS rebinding): on this computer alone, the host that
/// is asked for must be this computer.
async fn only_for_us(State(session): State<Arc<Session>>, request: Request, next: Next) -> Response {
    let is_local = session.settings.host.is_none_or(|host| host.is_loopback());
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).or_else(|| request.uri().host());
    if is_local && !host.is_some_and(is_this_computer) {
        return (StatusCode::FORBIDDEN, "The preview is for this computer alone: ask for it at localhost.\n")
            .into_response();
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")], "A preview is only read.\n").into_response();
    }
    next.run(request).await
}

/// Whether a `Host` header, with or without a port, names this computer.
fn is_this_computer(host: &str) -> bool {
    let is_port = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let name = match host.rsplit_once(':') {
        Some((name, port)) if is_port(port) && (!name.contains(':') || name.ends_with(']')) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

async fn script() -> Response {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "no-cache")], client::SCRIPT).into_response()
}

#[derive(Deserialize)]
struct Opened {
    page: String,
    #[serde(default)]
    stamp: String,
}

/// A tab's stream of events, as long as it is open.
async fn events(State(session): State<Arc<Session>>, Query(opened): Query<Opened>) -> Response {
    let Some(mut site) = session.site(PATIENCE).await else { return not_yet() };
    let receiver = session.tabs.open(&opened.page, &opened.stamp);
    // It may have moved since the tab got its page.
    let told = tokio::task::spawn_blocking(move || {
        let reply = session.reply(&mut site, &opened.page);
        session.tabs.tell_page(&opened.page, &reply.stamp, reply.status, &session.problems(&site));
    });
    if told.await.is_err() {
        return internal();
    }
    let stream = Sse::new(UnboundedReceiverStream::new(receiver)).keep_alive(KeepAlive::default());
    stream.into_response()
}

#[derive(Deserialize)]
struct Asked {
    path: String,
}

/// What the panel says of a page.
async fn page(State(session): State<Arc<Session>>, Query(asked): Query<Asked>) -> Response {
    let Some(site) = session.site(PATIENCE).await else { return not_yet() };
    let told = tokio::task::spawn_blocking(move || panel::of(&site, &asked.path).to_string());
    match told.await {
        Ok(json) => ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")], json).into_response(),
        Err(_) => internal(),
    }
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    issue: String,
}

/// The mail of an issue, with what there is to say of it.
async fn letter(State(session): State<Arc<Session>>, Query(named): Query<Named>) -> Response {
    let Some(mut site) = session.site(PATIENCE).await else { return not_yet() };
    let told = tokio::task::spawn_blocking(move || mail::of(&mut site, &named.issue).to_string());
    match told.await {
        Ok(json) => ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")], json).into_response(),
        Err(_) => internal(),
    }
}

async fn anything(State(session): State<Arc<Session>>, uri: Uri, method: Method, headers: HeaderMap) -> Response {
    let Some(mut site) = session.site(PATIENCE).await else { return not_yet() };
    let asked = uri.path().to_string();
    let panel = session.settings.panel;
    let made = tokio::task::spawn_blocking(move || {
        let reply = session.reply(&mut site, &asked);
        (reply, asked, session)
    });
    let Ok((reply, asked, session)) = made.await else { return internal() };
    let wanted = Wanted { is_head: method == Method::HEAD, headers: &headers };
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK);
    let tag = injected(&asked, &reply.stamp, panel);
    match reply.answer {
        Answer::Page(ref shown) => {
            let kind = content_type(&asked, reply.status);
            let is_html = kind.starts_with("text/html");
            let bytes = if is_html { inject(&shown.bytes, &tag) } else { Bytes::from_owner(shown.bytes.clone()) };
            // The script's own version is part of what is sent.
            let with = if panel { "p" } else { "s" };
            let etag = if is_html { format!("\"{}-{with}\"", reply.stamp) } else { format!("\"{}\"", reply.stamp) };
            wanted.bytes(status, &kind, &etag, bytes)
        }
        Answer::BuiltIn { bytes, .. } => {
            wanted.bytes(status, &content_type(&asked, 200), &format!("\"{}\"", reply.stamp), Bytes::from_static(bytes))
        }
        Answer::File { ref path, .. } => {
            let etag = format!("\"{}\"", reply.stamp);
            file(&session.settings.root, path, &asked, &etag, &wanted).await.unwrap_or_else(gone)
        }
        Answer::Moved(ref to) => moved(status, to, uri.query()),
        Answer::Broken => {
            let page = format!("{BROKEN}{tag}\n");
            wanted.bytes(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", "\"broken\"", page.into())
        }
        Answer::Missing => (StatusCode::NOT_FOUND, "There is no such page.\n").into_response(),
    }
}

/// Stands where a page cannot be made and never was; the script shows why.
const BROKEN: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
     <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
     <title>This page cannot be made yet</title>\n</head>\n\
     <body style=\"font: 1rem/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 32rem; padding: 0 1rem\">\n\
     <h1 style=\"font-size: 1.4rem\">This page cannot be made yet</h1>\n\
     <p>Mend the errors, and it appears here by itself.</p>\n";

/// The tag of the script, for a page at this path.
fn injected(asked: &str, stamp: &str, panel: bool) -> String {
    let panel = if panel { "yes" } else { "no" };
    let (page, stamp) = (escape::html(asked), escape::html(stamp));
    format!(
        "<script src=\"/__rassegna/preview.js\" data-page=\"{page}\" data-stamp=\"{stamp}\" data-panel=\"{panel}\" defer></script>"
    )
}

/// A page with the tag before the end of its body.
fn inject(page: &[u8], tag: &str) -> Bytes {
    let at = memchr::memmem::rfind(page, b"</body>").unwrap_or(page.len());
    let mut bytes = Vec::with_capacity(page.len() + tag.len());
    bytes.extend_from_slice(&page[..at]);
    bytes.extend_from_slice(tag.as_bytes());
    bytes.extend_from_slice(&page[at..]);
    bytes.into()
}

/// What a request says of how it wants its answer.
struct Wanted<'a> {
    is_head: bool,
    headers: &'a HeaderMap,
}

/// What of a body is wanted.
enum Part {
    All,
    /// From the first to the last byte, both included.
    Range(u64, u64),
    /// Nothing of it lies within the body.
    Unsatisfiable,
}

impl Wanted<'_> {
    fn has(&self, etag: &str) -> bool {
        let known = self.headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok());
        known.is_some_and(|known| {
            known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag || one.trim() == "*")
        })
    }

    /// RFC 9110, section 14: of several ranges at once all is sent, which is allowed.
    fn part(&self, etag: &str, length: u64) -> Part {
        let Some(range) = self.headers.get(RANGE).and_then(|range| range.to_str().ok()) else { return Part::All };
        if self.headers.get(IF_RANGE).is_some_and(|known| known.as_bytes() != etag.as_bytes()) {
            return Part::All;
        }
        let Ok(ranges) = http_range_header::parse_range_header(range) else { return Part::All };
        match ranges.validate(length).as_deref() {
            Ok([one]) => Part::Range(*one.start(), *one.end()),
            Ok(_) => Part::All,
            Err(_) => Part::Unsatisfiable,
        }
    }

    fn bytes(&self, status: StatusCode, kind: &str, etag: &str, bytes: Bytes) -> Response {
        let length = bytes.len() as u64;
        if status == StatusCode::OK && self.has(etag) {
            return head(StatusCode::NOT_MODIFIED, kind, etag, None);
        }
        match self.part(etag, length) {
            Part::Range(first, last) if status == StatusCode::OK => {
                let mut response = head(StatusCode::PARTIAL_CONTENT, kind, etag, Some(last - first + 1));
                range(&mut response, &format!("bytes {first}-{last}/{length}"));
                self.with(response, Body::from(bytes.slice(first as usize..=last as usize)))
            }
            Part::Unsatisfiable if status == StatusCode::OK => unsatisfiable(length),
            _ => self.with(head(status, kind, etag, Some(length)), Body::from(bytes)),
        }
    }

    fn with(&self, mut response: Response, body: Body) -> Response {
        if !self.is_head {
            *response.body_mut() = body;
        }
        response
    }
}

fn head(status: StatusCode, kind: &str, etag: &str, length: Option<u64>) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // What is kept is asked about again each time: nothing is ever stale.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.extend(HeaderValue::from_str(kind).ok().map(|kind| (CONTENT_TYPE, kind)));
    headers.extend(HeaderValue::from_str(etag).ok().map(|etag| (ETAG, etag)));
    headers.extend(length.map(|length| (CONTENT_LENGTH, HeaderValue::from(length))));
    response
}

fn range(response: &mut Response, range: &str) {
    response.headers_mut().extend(HeaderValue::from_str(range).ok().map(|range| (CONTENT_RANGE, range)));
}

fn unsatisfiable(length: u64) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
    range(&mut response, &format!("bytes */{length}"));
    response
}

/// A file of the site, read as it is sent, however large it is.
async fn file(root: &Path, file: &PathBuf, asked: &str, etag: &str, wanted: &Wanted<'_>) -> io::Result<Response> {
    // It was within the site when it was looked at; a link may have taken its place.
    let (real, home) = (tokio::fs::canonicalize(file).await?, tokio::fs::canonicalize(root).await?);
    if !real.starts_with(home) {
        return Err(io::Error::new(io::ErrorKind::NotFound, "it leads out of the site"));
    }
    let mut open = tokio::fs::File::open(real).await?;
    let length = open.metadata().await?.len();
    let kind = content_type(asked, 200);
    if wanted.has(etag) {
        return Ok(head(StatusCode::NOT_MODIFIED, &kind, etag, None));
    }
    match wanted.part(etag, length) {
        Part::Range(first, last) => {
            let mut response = head(StatusCode::PARTIAL_CONTENT, &kind, etag, Some(last - first + 1));
            range(&mut response, &format!("bytes {first}-{last}/{length}"));
            open.seek(SeekFrom::Start(first)).await?;
            Ok(wanted.with(response, Body::from_stream(ReaderStream::new(open.take(last - first + 1)))))
        }
        Part::Unsatisfiable => Ok(unsatisfiable(length)),
        // It may grow while it is sent: what was announced is sent, and no more.
        Part::All => {
            let body = Body::from_stream(ReaderStream::new(open.take(length)));
            Ok(wanted.with(head(StatusCode::OK, &kind, etag, Some(length)), body))
        }
    }
}

fn gone(error: io::Error) -> Response {
    let status = match error.kind() {
        io::ErrorKind::NotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, format!("This file cannot be read: {error}\n")).into_response()
}

fn moved(status: StatusCode, to: &str, query: Option<&str>) -> Response {
    let to = query.map_or_else(|| to.to_string(), |query| format!("{to}?{query}"));
    let mut response = status.into_response();
    // Tomorrow the address may be a page again.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().extend(HeaderValue::from_str(&to).ok().map(|to| (LOCATION, to)));
    response
}

fn not_yet() -> Response {
    let page = "<!doctype html>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"refresh\" content=\"1\">\n\
                <title>One moment</title>\n<p>The articles are being read…</p>\n";
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (RETRY_AFTER, "1"), (CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, page).into_response()
}

fn internal() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, "rassegna made a mistake of its own; the terminal says more.\n").into_response()
}

/// The type of what is at a path: a folder's page, and whatever is told in the place of what is missing, is HTML.
fn content_type(asked: &str, status: u16) -> String {
    let name = if status == 404 || asked.ends_with('/') { "index.html" } else { asked };
    media_type::of(name)
}

#[cfg(test)]
mod tests {
    use super::{content_type, inject, is_this_computer};

    #[test]
    fn only_this_computer_is_this_computer() {
        for host in
            ["localhost", "localhost:4000", "127.0.0.1:4000", "[::1]:4000", "::1", "sito.localhost:80", "LOCALHOST"]
        {
            assert!(is_this_computer(host), "{host}");
        }
        for host in ["example.org", "localhost.example.org", "192.168.1.2:4000", "127.0.0.1.example.org", "", "0.0.0.0"]
        {
            assert!(!is_this_computer(host), "{host}");
        }
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        assert_eq!(&inject(b"<body>a</body></html>", "<s>")[..], b"<body>a<s></body></html>");
        assert_eq!(&inject(b"a", "<s>")[..], b"a<s>");
    }

    #[test]
    fn types_are_those_of_a_good_host() {
        assert_eq!(content_type("/tags/ia/", 200), "text/html; charset=utf-8");
        assert_eq!(content_type("/sitemap.xml", 200), "text/xml; charset=utf-8");
        assert_eq!(content_type("/assets/gazzetta.css", 200), "text/css; charset=utf-8");
        assert_eq!(content_type("/foto.avif", 200), "image/avif");
    }
}
