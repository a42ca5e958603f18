//! Which addresses are asked at all: http and https, and unless it is allowed nothing inside one's own network.
//!
//! A page or a feed of a stranger may name any address, and so may a redirect. What answers only inside (a router, another
//! service of this machine) is not for a stranger to have asked. Names are looked at once they are resolved, at the very
//! moment of connecting, so that no second look-up can tell otherwise. Behind a proxy names are the proxy's to resolve: there
//! only what is inside by its very spelling is held back.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use url::{Host, Url};

use super::failure::Why;

/// An address as browsers read it, without its fragment being lost: `https://Münch.example/a b` can be asked.
///
/// # Errors
/// What is wrong with it.
pub fn readable(address: &str) -> Result<Url, Why> {
    let wrong = |why: &str| Why::Address { told: why.to_string() };
    let url = Url::parse(address.trim()).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => wrong("it does not begin with `https://`"),
        url::ParseError::EmptyHost => wrong("it names no host"),
        error => wrong(&error.to_string()),
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong(&format!("`{}:` is neither `http:` nor `https:`", url.scheme())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("it holds a user or a password"));
    }
    match url.host_str() {
        Some(host) if !host.is_empty() => Ok(url),
        _ => Err(wrong("it names no host")),
    }
}

/// Whether a host is this machine itself, by its name or number: what is said to it passes no cable.
pub fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether an address can be said to lie inside before anybody looks up its name.
pub fn is_inside(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => is_private(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_private(IpAddr::V6(address)),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let last = name.rsplit('.').next().unwrap_or_default();
            // RFC 6761, RFC 6762 and RFC 9476; `.internal` is kept for this by ICANN.
            matches!(last, "localhost" | "local" | "internal")
        }
        None => true,
    }
}

/// Whether a number is of no public network: loopback, private, link-local, shared, kept for other uses.
pub fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || a == 0
        // 100.64.0.0/10 is shared behind providers, 198.18.0.0/15 for measurements, 192.0.0.0/24 for protocols.
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || a >= 240
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    // An IPv4 address in disguise is what it is: mapped, and by the well-known prefix of NAT64 and by 6to4.
    if let Some(address) = address.to_ipv4_mapped() {
        return is_private_v4(address);
    }
    let part = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_private_v4(Ipv4Addr::new(a, b, c, d))
    };
    if part[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return v4(part[6], part[7]);
    }
    if part[0] == 0x2002 {
        return v4(part[1], part[2]);
    }
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || part[..6] == [0; 6]
        // fc00::/7 is private, fe80::/10 link-local, fec0::/10 was site-local.
        || part[0] & 0xfe00 == 0xfc00
        || part[0] & 0xff80 == 0xfe80
}

/// What stands in an error of the resolver when a name leads inside.
#[derive(Debug)]
pub struct Inside;

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads into a private network")
    }
}

impl std::error::Error for Inside {}

/// What stands in an error of the resolver when names cannot be looked up at all.
#[derive(Debug)]
pub struct NoLookUp(String);

impl fmt::Display for NoLookUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoLookUp {}

/// Looks names up, and hands on only what may be connected to.
#[derive(Debug)]
pub struct Guard {
    pub allow_private: bool,
    /// The proxies, which the environment names and no stranger.
    pub proxies: Vec<String>,
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout).map_err(|error| match error {
            // The system tells by words alone whether nobody has the name or nobody could be asked.
            ureq::Error::Io(error) => match error.to_string() {
                told if told.to_ascii_lowercase().contains("temporary") => ureq::Error::Other(Box::new(NoLookUp(told))),
                _ => ureq::Error::HostNotFound,
            },
            error => error,
        })?;
        let is_proxy = uri.host().is_some_and(|host| self.proxies.iter().any(|proxy| proxy.eq_ignore_ascii_case(host)));
        if self.allow_private || is_proxy {
            return Ok(found);
        }
        let mut public = self.empty();
        for address in found.iter().filter(|address| !is_private(address.ip())) {
            public.push(*address);
        }
        match public.is_empty() {
            true => Err(ureq::Error::Other(Box::new(Inside))),
            false => Ok(public),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_inside, is_loopback, is_private, readable};

    #[test]
    fn numbers_of_no_public_network_are_private() {
        for private in [
            "127.0.0.1",
            "127.8.8.8",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "192.0.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
        ] {
            assert!(is_private(private.parse().expect("an address")), "{private}");
        }
        for public in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "2606:4700::1",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
        ] {
            assert!(!is_private(public.parse().expect("an address")), "{public}");
        }
    }

    #[test]
    fn an_address_that_lies_inside_is_known_however_it_is_written() {
        for inside in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://localhost:8080/",
            "http://a.localhost/",
            "http://LOCALHOST./",
            "http://nas.local/",
            "http://metadata.google.internal/",
            "http://１２７.0.0.1/",
        ] {
            assert!(is_inside(&readable(inside).expect(inside)), "{inside}");
        }
        for outside in
            ["https://example.org/", "https://1.1.1.1/", "https://local.example.org/", "https://localhost.example/"]
        {
            assert!(!is_inside(&readable(outside).expect(outside)), "{outside}");
        }
        assert!(is_loopback("[::1]") && is_loopback("LocalHost") && !is_loopback("localhost.example"));
    }

    #[test]
    fn what_is_no_address_of_the_web_is_told() {
        for (address, told) in [
            ("example.org/a", "it does not begin with `https://`"),
            ("", "it does not begin with `https://`"),
            ("ftp://example.org/", "`ftp:` is neither `http:` nor `https:`"),
            ("file:///etc/passwd", "`file:` is neither `http:` nor `https:`"),
            ("mailto:a@example.org", "`mailto:` is neither `http:` nor `https:`"),
            ("https://", "it names no host"),
            ("https://a:b@example.org/", "it holds a user or a password"),
            ("https://example.org:99999/", "invalid port number"),
        ] {
            let why = readable(address).expect_err(address);
            assert_eq!(why.to_string(), format!("this is no address of the web: {told}"), "{address}");
        }
        let url = readable(" https://MÜNCHEN.example/a b?c=è#d ").expect("an address");
        assert_eq!(url.as_str(), "https://xn--mnchen-3ya.example/a%20b?c=%C3%A8#d");
    }
}
