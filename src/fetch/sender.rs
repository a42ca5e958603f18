//! Sending to a service that one has keys for, or that wants to be told: an object store, a hub, a cache.
//!
//! Apart from the client for strangers, since such a service is asked as often as need be, and is never followed elsewhere: what
//! is sent is for the address that the configuration names and for no other.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::thread;
use std::time::Duration;

use ureq::http::{Request, Response};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};

use super::answer::Answer;
use super::client::heard;
use super::failure::Why;
use super::guard::{Guard, readable};
use super::proxy::Proxies;
use super::tls::from_environment;
use super::{USER_AGENT, hop_by_hop};

/// The largest answer that is read, in bytes: a thousand keys of a store take some 300 kB.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The longest that a service may ask us to wait for us to do so.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    Nothing,
    Bytes(&'a [u8]),
    /// A file, opened anew for each attempt and never held in memory as a whole.
    File(&'a Path),
}

/// One thing to send. Whoever sends it says how its address comes about, since a signed one grows old.
pub struct Sending<'a> {
    pub method: &'static str,
    pub url: &'a (dyn Fn() -> String + Sync),
    pub headers: &'a [(&'a str, String)],
    pub payload: Payload<'a>,
}

/// Who sends; shared by threads.
#[derive(Debug)]
pub struct Sender {
    agent: Agent,
    proxies: Proxies,
    /// For one attempt, from the look-up to the last byte.
    pub timeout: Duration,
    /// How often it is tried again after a failure that may pass.
    pub retries: u32,
    /// The pause before the first repetition; each further one is twice as long.
    pub back_off: Duration,
}

impl Sender {
    /// # Errors
    /// When the environment names a file of certificates that cannot be used.
    pub fn open(timeout: Duration, env: &dyn Fn(&str) -> Option<String>) -> Result<Sender, Why> {
        let proxies = Proxies::from_environment(env);
        let tls = from_environment(env)?;
        let config = hop_by_hop(USER_AGENT, tls).proxy(None).max_idle_connections_per_host(64).build();
        // A store may well be on the same machine: its address is the configuration's own.
        let guard = Guard { allow_private: true, proxies: proxies.hosts() };
        Ok(Sender {
            agent: Agent::with_parts(config, DefaultConnector::default(), guard),
            proxies,
            timeout,
            retries: 5,
            back_off: Duration::from_millis(400),
        })
    }

    /// Sends it, again where that may help.
    ///
    /// # Errors
    /// When nobody has answered; a status of any kind is an answer.
    pub fn send(&self, sending: &Sending<'_>) -> Result<Answer, Why> {
        let mut attempt = 0;
        loop {
            let answered = self.once(sending);
            let wait = match &answered {
                Ok(answer) if matches!(answer.status, 429 | 500 | 502 | 503 | 504) => Some(answer.retry_after()),
                Err(why) if why.may_pass() => Some(None),
                _ => None,
            };
            let Some(asked) = wait.filter(|_| attempt < self.retries) else { return answered };
            if asked.is_some_and(|asked| asked > PATIENCE) {
                return answered;
            }
            thread::sleep(asked.unwrap_or_else(|| self.back_off.saturating_mul(2_u32.saturating_pow(attempt))));
            attempt += 1;
        }
    }

    fn once(&self, sending: &Sending<'_>) -> Result<Answer, Why> {
        let url = readable(&(sending.url)())?;
        let mut request = Request::builder().method(sending.method).uri(url.as_str());
        for (name, value) in sending.headers {
            request = request.header(*name, value);
        }
        let response = match sending.payload {
            Payload::Nothing => self.run(request.body(()), &url),
            Payload::Bytes(bytes) => self.run(request.body(bytes), &url),
            Payload::File(path) => {
                let file = File::open(path).map_err(|error| Why::disk(&error))?;
                self.run(request.body(file), &url)
            }
        }?;
        let mut answer = heard(&url, &response);
        let body = response.into_body().into_with_config().limit(u64::MAX).reader();
        body.take(LARGEST).read_to_end(&mut answer.body).map_err(Why::of_reading)?;
        Ok(answer)
    }

    fn run<B: ureq::AsSendBody>(
        &self,
        request: Result<Request<B>, ureq::http::Error>,
        url: &url::Url,
    ) -> Result<Response<Body>, Why> {
        let request = request.map_err(|error| Why::Address { told: error.to_string() })?;
        let request = self
            .agent
            .configure_request(request)
            .proxy(self.proxies.of(url.scheme(), url.host_str().unwrap_or_default()))
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(self.timeout))
            .build();
        self.agent.run(request).map_err(Why::of)
    }
}
