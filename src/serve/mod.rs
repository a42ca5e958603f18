//! The preview: a server that shows the site as it would be built from the present sources, and the errors in them.
//!
//! Owns the watch for files that move (`watch`), the one session that takes them in (`session`), the open tabs (`live`), what
//! is sent over HTTP (`http`), what the editor's panel says (`panel`), the page that shows a mail (`mail`), and the script that runs in the browser (`client`).
//! May import `build` and what is below it. Absent from here: any way of its own to make a page, and the terminal.

pub mod client;
pub mod ending;
pub mod http;
pub mod live;
pub mod mail;
pub mod panel;
pub mod session;
pub mod watch;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use crate::build::engine::Options;
use crate::build::preview::{Preview, Seen};
use crate::diagnostic::Diagnostic;
use session::Session;
use watch::Watch;

/// The port that is listened on when nobody asks for another.
pub const USUAL: u16 = 4000;

/// How many ports after the usual one are tried when it is taken.
const TRIED: u16 = 100;

/// What the editor chose.
#[derive(Clone, Debug)]
pub struct Settings {
    pub root: PathBuf,
    pub options: Options,
    /// The address to listen on; `None` for this computer alone, by IPv4 and IPv6.
    pub host: Option<IpAddr>,
    /// The port that was asked for, any free one with 0; `None` for the usual one, or the next that is free.
    pub port: Option<u16>,
    /// Look at the files from time to time, since the file system tells nothing.
    pub poll: bool,
    pub panel: bool,
}

/// What happens, for whoever wants to print it.
pub enum News<'a> {
    /// The usual port is in use, so that this one is listened on.
    Elsewhere(u16),
    /// The server listens at this address.
    Listening(&'a str),
    /// The site now stands at this address of the server, since its own address got another path.
    Moved(&'a str),
    /// The file system tells nothing, for this reason: the files are looked at from time to time.
    Polling(&'a str),
    /// The sources were looked at.
    Looked { preview: &'a Preview, seen: &'a Seen, diagnostics: &'a [Diagnostic] },
    /// The site cannot be opened, for these reasons.
    Closed(&'a [Diagnostic]),
}

pub type Tell = Box<dyn Fn(News<'_>) + Send + Sync>;

/// Serves a site until the process is asked to end.
///
/// # Errors
/// When no port can be listened on.
pub fn run(mut settings: Settings, tell: Tell) -> io::Result<()> {
    let listeners = listen(&settings)?;
    let address = listeners.first().map_or_else(|| Ok(unspecified()), TcpListener::local_addr)?;
    let origin = origin(address);
    if settings.options.base_url.is_none() {
        settings.options.origin = Some(origin.clone());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        // One page is made at a time; more threads would only keep memory of their own.
        .max_blocking_threads(4)
        .enable_all()
        .build()?;
    // Before anybody is told of the preview: then they may end it.
    let asked = runtime.block_on(async { ending::Ending::listen() })?;
    if settings.port.is_none() && address.port() != USUAL {
        tell(News::Elsewhere(address.port()));
    }
    tell(News::Listening(&origin));
    let (mut watch, problem) = Watch::new(&settings.root, settings.poll);
    if let Some(problem) = problem {
        tell(News::Polling(&problem));
    }
    let session = Arc::new(Session::new(settings, tell));
    let ender = watch.ender();
    let keeper = session.clone();
    let keeping = std::thread::Builder::new().name("keep".to_string()).spawn(move || keeper.keep(&mut watch))?;
    let served = runtime.block_on(http::serve(session.clone(), listeners, asked));
    // Whoever is still connected, or waits for a page, is let go of.
    runtime.shutdown_background();
    ender.end();
    session.save();
    if keeping.is_finished() {
        // It has nothing to give back; a panic of its own it has printed.
        let _ = keeping.join();
    }
    served
}

fn unspecified() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

/// Listens on the port that was asked for; when none was, on the usual one or the next that is free.
fn listen(settings: &Settings) -> io::Result<Vec<TcpListener>> {
    let is_taken = |error: &io::Error| error.kind() == io::ErrorKind::AddrInUse;
    if let Some(port) = settings.port {
        return listen_on(settings.host, port).map_err(|error| match is_taken(&error) {
            true => io::Error::new(
                error.kind(),
                format!(
                    "port {port} is in use, perhaps by another preview: end that, or ask for another port, or for any \
                     free one with `--port 0`"
                ),
            ),
            false => error,
        });
    }
    let mut ports = USUAL..=USUAL + TRIED;
    let listened = ports.find_map(|port| match listen_on(settings.host, port) {
        Err(error) if is_taken(&error) => None,
        listened => Some(listened),
    });
    let none = || io::Error::other(format!("the ports from {USUAL} to {} are all in use", USUAL + TRIED));
    listened.unwrap_or_else(|| Err(none()))
}

fn listen_on(host: Option<IpAddr>, port: u16) -> io::Result<Vec<TcpListener>> {
    let Some(host) = host else {
        let four = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        let port = four.local_addr()?.port();
        return match bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
            Ok(six) => Ok(vec![four, six]),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
            // A computer without IPv6.
            Err(_) => Ok(vec![four]),
        };
    };
    Ok(vec![bind(SocketAddr::from((host, port)))?])
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// How the site is called in a browser on this computer.
fn origin(address: SocketAddr) -> String {
    let port = address.port();
    match address.ip() {
        ip if ip.is_loopback() || ip.is_unspecified() => format!("http://localhost:{port}"),
        IpAddr::V4(ip) => format!("http://{ip}:{port}"),
        IpAddr::V6(ip) => format!("http://[{ip}]:{port}"),
    }
}
