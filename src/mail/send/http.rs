//! One question over HTTP, and what its answer means for a mail.

use std::time::Duration;

use serde_json::Value;
use ureq::tls::TlsConfig;
use ureq::{Agent, Error, Proxy, Timeout};

use super::{Refusal, certificates, said};
use crate::base::secret::{Secret, scrub};
use crate::fetch::guard::is_loopback;
use crate::fetch::tls::trusting;
use crate::fetch::{USER_AGENT, hop_by_hop};
use crate::mail::Mail;
use crate::mail::secret::Around;

/// The longest answer that is read.
const LONGEST: u64 = 1024 * 1024;

/// Where a service is asked, and how.
#[derive(Debug)]
pub struct Api {
    /// For people: `Buttondown`.
    name: &'static str,
    url: String,
    /// The address as it may be shown.
    shown: String,
    agent: Agent,
}

/// A way of connecting that the configuration may ask for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Way<'a> {
    pub ca_file: Option<&'a str>,
    /// Whether `http` is meant.
    pub plain: bool,
    pub timeout: u64,
    /// Whether the address is a secret, but for its host.
    pub is_secret: bool,
}

impl Api {
    pub fn open(name: &'static str, url: &str, way: &Way<'_>, around: &Around<'_>) -> Result<Api, Refusal> {
        let wrong = |message: String| Refusal::before("mail-service", message);
        let (scheme, rest) = url.split_once("://").unwrap_or_default();
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = match authority.strip_prefix('[') {
            Some(inner) => inner.split(']').next().unwrap_or_default(),
            None => authority.split(':').next().unwrap_or_default(),
        };
        if !matches!(scheme, "http" | "https") || host.is_empty() {
            let shown = if way.is_secret { "…" } else { url };
            return Err(wrong(format!("{name}: `{shown}` is no address of a server")).help("Write it with `https://`."));
        }
        if authority.contains('@') {
            return Err(wrong(format!("{name}: `url` holds a user or a password"))
                .help("Take it out: the configuration is read by many. Name a variable or a file that holds it."));
        }
        if scheme == "http" && !way.plain && !is_loopback(host) {
            return Err(Refusal::before(
                "mail-plain",
                format!("{name}: `http` would send the mail and the key to {host} for everybody to read"),
            )
            .help("Write `https`. If the way there is safe otherwise, say so by `plain: true`."));
        }
        let tls = match way.ca_file {
            Some(file) => trusting(&certificates(file, around)?)
                .ok_or_else(|| wrong(format!("{name}: `ca_file: {file}` holds no certificates")))?,
            None => TlsConfig::default(),
        };
        let proxy = ["https_proxy", "HTTPS_PROXY"].iter().find_map(|name| (around.env)(name));
        let proxy = proxy.filter(|_| scheme == "https" && !is_loopback(host)).and_then(|proxy| Proxy::new(&proxy).ok());
        // The mail is for the address that the configuration names and for no other.
        let agent = hop_by_hop(USER_AGENT, tls)
            .timeout_global(Some(Duration::from_secs(way.timeout.max(1))))
            .proxy(proxy)
            .build();
        let shown = if way.is_secret { format!("{scheme}://{authority}/…") } else { url.to_string() };
        Ok(Api { name, url: url.to_string(), shown, agent: agent.into() })
    }

    /// The address, for people.
    pub fn url(&self) -> &str {
        self.shown.trim_end_matches('/')
    }

    /// Posts JSON to a path below the address, and reads the answer; `Null` when it is no JSON.
    pub fn post(
        &self,
        path: &str,
        headers: &[(&str, String)],
        body: &Value,
        mail: &Mail,
        secrets: &[Secret],
    ) -> Result<Value, Refusal> {
        let url = match path.is_empty() {
            true => self.url.clone(),
            false => format!("{}{path}", self.url.trim_end_matches('/')),
        };
        let mut request = self.agent.post(url).content_type("application/json");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut response = match request.send(body.to_string().as_bytes()) {
            Ok(response) => response,
            Err(error) => return Err(self.failed(&error, mail, secrets)),
        };
        let status = response.status().as_u16();
        let target = response.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_string);
        // What follows the status is read for people and for an id; the status alone says whether it was taken.
        let text =
            response.body_mut().with_config().limit(LONGEST).lossy_utf8(true).read_to_string().unwrap_or_default();
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        let told = scrub(&told(&answer, &text), secrets);
        match status {
            200..=299 => Ok(answer),
            300..=399 => Err(Refusal::refused(format!("{} sends elsewhere ({status})", self.name)).help(format!(
                "Write the address itself in the configuration{}. Nothing was sent there.",
                target.map(|target| format!(": `{}`", said(&target))).unwrap_or_default()
            ))),
            500..=599 => Err(Refusal::unsure(format!("{} has failed ({status}): {told}", self.name))
                .help(format!("Whether it has kept the mail is not known: look there for “{}”.", mail.subject))),
            _ => Err(self.refused(status, &told)),
        }
    }

    fn refused(&self, status: u16, told: &str) -> Refusal {
        let refusal = Refusal::refused(format!("{} does not take the mail ({status}): {told}", self.name));
        match status {
            401 | 403 => refusal.help("Is the key right, and may it do this? Nothing was sent."),
            404 | 405 => refusal.help(format!("Is `{}` its address? Nothing was sent.", self.url())),
            413 => refusal.help("The mail is too large for it: leave something out."),
            429 => refusal.help("It was asked too often: try again in some minutes. Nothing was sent."),
            _ => refusal.help("It will say the same again: change what it complains of. Nothing was sent."),
        }
    }

    fn failed(&self, error: &Error, mail: &Mail, secrets: &[Secret]) -> Refusal {
        let told = scrub(&said(error.to_string().trim_start_matches("io: ")), secrets);
        if never_arrived(error) {
            return Refusal::refused(format!("{} cannot be reached: {told}", self.name)).help(format!(
                "Is `{}` right, and is it up? A certificate of your own authority is named by `ca_file`. Nothing was sent.",
                self.url()
            ));
        }
        Refusal::unsure(format!("{} was handed the mail and did not acknowledge it: {told}", self.name))
            .help(format!("It may have been taken, or not: look there for “{}”.", mail.subject))
    }
}

/// Whether an error can only have come before the mail was handed over.
fn never_arrived(error: &Error) -> bool {
    match error {
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::BadUri(_)
        | Error::Http(_)
        | Error::Tls(_)
        | Error::Rustls(_)
        | Error::Pem(_)
        | Error::InvalidProxyUrl
        | Error::ConnectProxyFailed(_)
        | Error::Timeout(Timeout::Resolve | Timeout::Connect) => true,
        Error::Io(error) => {
            use std::io::ErrorKind::{
                ConnectionRefused, HostUnreachable, InvalidData, InvalidInput, NetworkUnreachable,
            };
            let kinds = [ConnectionRefused, HostUnreachable, NetworkUnreachable, InvalidInput];
            // A certificate that is not trusted comes as an error of the connection.
            kinds.contains(&error.kind()) || (error.kind() == InvalidData && error.to_string().contains("ertificate"))
        }
        _ => false,
    }
}

/// What a service says in its own words.
fn told(answer: &Value, text: &str) -> String {
    let words = ["detail", "message", "error", "title"].iter().find_map(|key| match answer.get(key) {
        Some(Value::String(text)) => Some(said(text)),
        Some(Value::Null) | None => None,
        Some(other) => Some(said(&other.to_string())),
    });
    let words = words.unwrap_or_else(|| said(text));
    let code = answer.get("code").and_then(Value::as_str).map(|code| format!(" [{}]", said(code))).unwrap_or_default();
    match words.is_empty() {
        true => "it says nothing more".to_string(),
        false => format!("“{words}”{code}"),
    }
}

/// The id in an answer, whether it is a text or a number.
pub fn id(answer: &Value) -> Option<String> {
    match answer.get("id")? {
        Value::String(id) => Some(said(id)).filter(|id| !id.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
