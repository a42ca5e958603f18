//! Asking: hop by hop, at a pace, and again where that may help.

use std::io::Read;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use ureq::Agent;
use ureq::http::{Request, Response};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Body, BodyReader};
use url::Url;

use super::answer::{Answer, Hop};
use super::failure::{Failure, Why};
use super::guard::{Guard, is_inside, readable};
use super::limits::Limits;
use super::pace::Pace;
use super::proxy::Proxies;
use super::tls::from_environment;
use super::{USER_AGENT, hop_by_hop};

/// What a client is made of.
pub struct Setup<'a> {
    /// The site's own address, which is told to those who are asked, so that they may know whom to complain to.
    pub site: Option<&'a str>,
    pub limits: Limits,
    /// Whether addresses inside private networks are asked: an editor's own command line may say so, a stranger's page not.
    pub allow_private: bool,
    /// The environment: proxies (`https_proxy`, `http_proxy`, `no_proxy`) and certificates (`SSL_CERT_FILE`).
    pub env: &'a dyn Fn(&str) -> Option<String>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Head,
}

/// How much of an answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// All; what is larger than the limit is a failure.
    Whole,
    /// At most so many bytes; what is more is left where it is.
    UpTo(u64),
}

/// One question.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    pub url: &'a str,
    pub method: Method,
    pub reading: Reading,
    /// What is liked best: `text/html, */*;q=0.5`.
    pub accept: Option<&'a str>,
    /// An `ETag` that one has: when it is the same still, the answer is 304 and has no body.
    pub if_none_match: Option<&'a str>,
    /// A `Last-Modified` that one has.
    pub if_modified_since: Option<&'a str>,
}

impl<'a> Question<'a> {
    pub fn get(url: &'a str) -> Question<'a> {
        Question {
            url,
            method: Method::Get,
            reading: Reading::Whole,
            accept: None,
            if_none_match: None,
            if_modified_since: None,
        }
    }
}

/// A polite client; clones share their pace and their connections.
#[derive(Clone, Debug)]
pub struct Client {
    agent: Agent,
    pace: Arc<Pace>,
    proxies: Arc<Proxies>,
    pub(super) limits: Limits,
    allow_private: bool,
}

impl Client {
    /// # Errors
    /// When the environment names a file of certificates that cannot be used.
    pub fn open(setup: &Setup<'_>) -> Result<Client, Why> {
        let proxies = Proxies::from_environment(setup.env);
        let tls = from_environment(setup.env)?;
        let user_agent = match setup.site.filter(|site| site.is_ascii() && !site.contains(char::is_whitespace)) {
            Some(site) => format!("{USER_AGENT} (+{site})"),
            None => USER_AGENT.to_string(),
        };
        // Each hop is a question of its own: noted, paced, and looked at by the guard.
        let config = hop_by_hop(&user_agent, tls).proxy(None).build();
        let guard = Guard { allow_private: setup.allow_private, proxies: proxies.hosts() };
        Ok(Client {
            agent: Agent::with_parts(config, DefaultConnector::default(), guard),
            pace: Arc::default(),
            proxies: Arc::new(proxies),
            limits: setup.limits.clone(),
            allow_private: setup.allow_private,
        })
    }

    /// The same client with other limits; the pace is kept in common.
    pub fn within(&self, limits: Limits) -> Client {
        Client { limits, ..self.clone() }
    }

    /// # Errors
    /// When nobody has answered; a status of any kind is an answer.
    pub fn get(&self, url: &str) -> Result<Answer, Failure> {
        self.ask(&Question::get(url))
    }

    /// # Errors
    /// When nobody has answered; a status of any kind is an answer.
    pub fn ask(&self, question: &Question<'_>) -> Result<Answer, Failure> {
        let mut headers = vec![("accept-encoding", "gzip".to_string())];
        headers.extend(question.accept.map(|value| ("accept", value.to_string())));
        headers.extend(question.if_none_match.map(|value| ("if-none-match", value.to_string())));
        headers.extend(question.if_modified_since.map(|value| ("if-modified-since", value.to_string())));
        let mut attempt = 0;
        loop {
            let opened = self.follow(question.url, question.method, &headers, &mut attempt)?;
            let Opened { mut answer, body, .. } = opened;
            match self.read(&answer, body, question) {
                Ok((bytes, is_cut)) => {
                    answer.body = bytes;
                    answer.is_cut = is_cut;
                    return Ok(answer);
                }
                Err(why) if why.may_pass() && self.may_repeat(&mut attempt, None) => {}
                Err(why) => return Err(Failure { why, url: answer.url, hops: answer.hops }),
            }
        }
    }

    fn read(
        &self,
        answer: &Answer,
        body: BodyReader<'static>,
        question: &Question<'_>,
    ) -> Result<(Vec<u8>, bool), Why> {
        let most = match question.reading {
            Reading::UpTo(most) => most.min(self.limits.largest),
            Reading::Whole => self.limits.largest,
        };
        if question.method == Method::Head || matches!(answer.status, 204 | 304) || most == 0 {
            return Ok((Vec::new(), most == 0 && question.method == Method::Get));
        }
        // One byte more tells whether there is more.
        let mut bytes = Vec::new();
        let is_packed =
            answer.header("content-encoding").is_some_and(|value| value.trim().eq_ignore_ascii_case("gzip"));
        let read = match is_packed {
            true => MultiGzDecoder::new(body).take(most.saturating_add(1)).read_to_end(&mut bytes),
            false => body.take(most.saturating_add(1)).read_to_end(&mut bytes),
        };
        read.map_err(Why::of_reading)?;
        let is_cut = bytes.len() as u64 > most;
        if is_cut && question.reading == Reading::Whole {
            return Err(Why::TooLarge { most });
        }
        bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok((bytes, is_cut))
    }

    /// Asks, goes where it is sent, and opens the answer at the end of the way.
    pub(super) fn follow(
        &self,
        address: &str,
        method: Method,
        headers: &[(&str, String)],
        attempt: &mut u32,
    ) -> Result<Opened, Failure> {
        let mut hops: Vec<Hop> = Vec::new();
        let failed = |why, url: &str, hops: Vec<Hop>| Failure { why, url: url.to_string(), hops };
        let mut url = match readable(address) {
            Ok(url) => url,
            Err(why) => return Err(failed(why, address, hops)),
        };
        loop {
            let (mut answer, response) = match self.hop(&url, method, headers, attempt) {
                Ok(answered) => answered,
                Err(why) => return Err(failed(why, url.as_str(), hops)),
            };
            let target = answer.header("location").filter(|_| matches!(answer.status, 301 | 302 | 303 | 307 | 308));
            let Some(target) = target.filter(|_| self.limits.redirects > 0) else {
                answer.hops = hops;
                return Ok(Opened { answer, body: response.into_body().into_with_config().limit(u64::MAX).reader() });
            };
            let mut next = match url.join(target.trim()).map_err(|error| error.to_string()) {
                Ok(next) => next,
                Err(told) => return Err(failed(Why::Address { told }, target, hops)),
            };
            if next.fragment().is_none() {
                next.set_fragment(url.fragment());
            }
            let is_circle = next == url || hops.iter().any(|hop| hop.from == next.as_str());
            hops.push(Hop { from: url.to_string(), to: next.to_string(), status: answer.status });
            if is_circle || hops.len() > self.limits.redirects as usize {
                let why = Why::Redirects { most: self.limits.redirects, circle: is_circle };
                return Err(failed(why, next.as_str(), hops));
            }
            if let Err(why) = readable(next.as_str()) {
                return Err(failed(why, next.as_str(), hops));
            }
            url = next;
        }
    }

    /// One address, asked until somebody answers or there is no sense in it any more.
    fn hop(
        &self,
        url: &Url,
        method: Method,
        headers: &[(&str, String)],
        attempt: &mut u32,
    ) -> Result<(Answer, Response<Body>), Why> {
        if !self.allow_private && is_inside(url) {
            return Err(Why::Private);
        }
        let host = url.host_str().unwrap_or_default();
        let place = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_string(),
        };
        loop {
            self.pace.wait(&place, self.limits.pace, self.limits.patience).map_err(|wait| Why::Later { wait })?;
            let response = match self.send(url, host, method, headers) {
                Ok(response) => response,
                Err(why) if why.may_pass() && self.may_repeat(attempt, None) => continue,
                Err(why) => return Err(why),
            };
            let answer = heard(url, &response);
            let is_full = matches!(answer.status, 429 | 503);
            let wait = answer.retry_after().filter(|_| is_full);
            if let Some(wait) = wait {
                self.pace.hold(&place, wait);
            }
            let may_pass = is_full || matches!(answer.status, 500 | 502 | 504);
            let is_patient = wait.is_none_or(|wait| wait <= self.limits.patience);
            if !(may_pass && is_patient && self.may_repeat(attempt, wait)) {
                return Ok((answer, response));
            }
        }
    }

    fn send(&self, url: &Url, host: &str, method: Method, headers: &[(&str, String)]) -> Result<Response<Body>, Why> {
        // The fragment is for readers and is never sent.
        let mut bare = url.clone();
        bare.set_fragment(None);
        let method = match method {
            Method::Get => "GET",
            Method::Head => "HEAD",
        };
        let mut request = Request::builder().method(method).uri(bare.as_str());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(()).map_err(|error| Why::Address { told: error.to_string() })?;
        let request = self
            .agent
            .configure_request(request)
            .proxy(self.proxies.of(url.scheme(), host))
            .timeout_connect(Some(self.limits.connect))
            .timeout_global(Some(self.limits.total))
            .build();
        self.agent.run(request).map_err(Why::of)
    }

    /// Whether there is another attempt, after the pause that goes before it; a host that told how long to wait is waited for
    /// by the pace.
    pub(super) fn may_repeat(&self, attempt: &mut u32, wait: Option<Duration>) -> bool {
        if *attempt >= self.limits.retries {
            return false;
        }
        if wait.is_none() {
            thread::sleep(self.limits.back_off.saturating_mul(2_u32.saturating_pow(*attempt)));
        }
        *attempt += 1;
        true
    }
}

/// An answer whose body is still to be read.
pub(super) struct Opened {
    pub answer: Answer,
    pub body: BodyReader<'static>,
}

pub(super) fn heard(url: &Url, response: &Response<Body>) -> Answer {
    let headers = response.headers().iter();
    let headers = headers
        .map(|(name, value)| (name.as_str().to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    Answer {
        status: response.status().as_u16(),
        url: url.to_string(),
        hops: Vec::new(),
        headers: headers.collect(),
        body: Vec::new(),
        is_cut: false,
    }
}
