//! Why nobody has answered, in words for people.

use std::fmt;
use std::io;
use std::time::Duration;

use super::answer::Hop;
use super::guard::{Inside, NoLookUp};

/// A question without an answer, and how far it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub why: Why,
    /// The address at which it ended.
    pub url: String,
    /// The redirects that led there.
    pub hops: Vec<Hop>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.why)
    }
}

impl std::error::Error for Failure {}

/// What stood in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// It cannot be asked at all.
    Address { told: String },
    /// It lies inside a private network, and that was not allowed.
    Private,
    /// Nobody has this name.
    HostNotFound,
    /// Names cannot be looked up now: that says nothing about the host.
    Offline { told: String },
    /// There is a machine, or a network on the way, that does not take the connection.
    Refused { told: String },
    /// Nothing came in time.
    TimeOut,
    /// The connection cannot be trusted.
    Tls { told: String },
    /// The answer broke off, or is none.
    Broken { told: String },
    /// More than this many bytes.
    TooLarge { most: u64 },
    /// More redirects than these, or in a circle.
    Redirects { most: u32, circle: bool },
    /// The host has asked to be left alone for longer than we wait.
    Later { wait: Duration },
    /// What came cannot be kept.
    Disk { told: String },
}

impl Why {
    /// Whether another attempt in a few seconds may end otherwise.
    pub fn may_pass(&self) -> bool {
        matches!(self, Why::Refused { .. } | Why::TimeOut | Why::Broken { .. } | Why::Offline { .. })
    }

    /// A word for files and programs: `host-not-found`.
    pub fn word(&self) -> &'static str {
        match self {
            Why::Address { .. } => "bad-address",
            Why::Private => "private",
            Why::HostNotFound => "host-not-found",
            Why::Offline { .. } => "offline",
            Why::Refused { .. } => "refused",
            Why::TimeOut => "time-out",
            Why::Tls { .. } => "tls",
            Why::Broken { .. } => "broken",
            Why::TooLarge { .. } => "too-large",
            Why::Redirects { .. } => "redirects",
            Why::Later { .. } => "later",
            Why::Disk { .. } => "disk",
        }
    }

    /// What an error of the disk says.
    pub fn disk(error: &io::Error) -> Why {
        Why::Disk { told: error.to_string() }
    }

    /// What an error of the connection means.
    pub fn of(error: ureq::Error) -> Why {
        use ureq::Error;
        match error {
            Error::BadUri(_) | Error::Http(_) | Error::RequireHttpsOnly(_) => Why::Address { told: error.to_string() },
            Error::HostNotFound => Why::HostNotFound,
            Error::Timeout(_) => Why::TimeOut,
            Error::Tls(told) => Why::Tls { told: told.to_string() },
            Error::Rustls(error) => Why::Tls { told: error.to_string() },
            Error::Pem(_) | Error::TlsRequired => Why::Tls { told: error.to_string() },
            Error::ConnectionFailed => Why::Refused { told: String::new() },
            Error::ConnectProxyFailed(told) => Why::Refused { told: format!("by the proxy: {told}") },
            Error::InvalidProxyUrl => Why::Refused { told: "the proxy has no proper address".to_string() },
            Error::Io(error) => Why::of_io(&error),
            Error::Other(error) if error.is::<Inside>() => Why::Private,
            Error::Other(error) if error.is::<NoLookUp>() => Why::Offline { told: error.to_string() },
            error => Why::Broken { told: error.to_string() },
        }
    }

    /// What an error while reading means.
    pub fn of_reading(error: io::Error) -> Why {
        // The library wraps its own errors for those who read.
        match error.downcast::<ureq::Error>() {
            Ok(error) => Why::of(error),
            Err(error) => Why::of_io(&error),
        }
    }

    fn of_io(error: &io::Error) -> Why {
        use io::ErrorKind;
        let told = error.to_string();
        match error.kind() {
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Why::TimeOut,
            ErrorKind::ConnectionRefused => Why::Refused { told: String::new() },
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
                Why::Refused { told }
            }
            // A certificate that is not trusted comes as an error of the connection.
            ErrorKind::InvalidData if told.to_ascii_lowercase().contains("ertificate") => Why::Tls { told },
            _ => Why::Broken { told },
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Address { told } => write!(f, "this is no address of the web: {told}"),
            Why::Private => f.write_str("the address lies inside a private network, which was not allowed"),
            Why::HostNotFound => f.write_str("there is no host of this name"),
            Why::Offline { told } => write!(f, "names cannot be looked up now: {told}"),
            Why::Refused { told } if told.is_empty() => f.write_str("the connection is refused"),
            Why::Refused { told } => write!(f, "the connection is refused: {told}"),
            Why::TimeOut => f.write_str("there is no answer in time"),
            Why::Tls { told } => write!(f, "the connection cannot be trusted: {told}"),
            Why::Broken { told } => write!(f, "the answer breaks off: {told}"),
            Why::TooLarge { most } => write!(f, "the answer is larger than {most} bytes"),
            Why::Redirects { circle: true, .. } => f.write_str("it redirects in a circle"),
            Why::Redirects { most, .. } => write!(f, "it redirects more than {most} times"),
            Why::Later { wait } => {
                write!(f, "the host asks to be left alone for {} more", seconds(*wait))
            }
            Why::Disk { told } => write!(f, "it cannot be kept: {told}"),
        }
    }
}

fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0 | 1 => "a second".to_string(),
        seconds @ 2..=119 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds / 60),
    }
}
