//! The proxy of each scheme, as the environment names it.

use ureq::Proxy;

use super::guard::is_loopback;

/// What the usual variables say.
#[derive(Debug, Default)]
pub struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    /// Hosts that are asked directly: domains with all below them, and `*` for all.
    direct: Vec<String>,
}

impl Proxies {
    pub fn from_environment(env: &dyn Fn(&str) -> Option<String>) -> Proxies {
        let first = |names: &[&str]| {
            let value = names.iter().find_map(|name| env(name).filter(|value| !value.trim().is_empty()))?;
            Proxy::new(value.trim()).ok()
        };
        let direct = env("no_proxy").or_else(|| env("NO_PROXY")).unwrap_or_default();
        let direct = direct.split(',').map(|host| host.trim().trim_start_matches('.').to_ascii_lowercase());
        Proxies {
            // In capitals the variable could be a header of somebody who asks a server that runs us.
            http: first(&["http_proxy", "all_proxy", "ALL_PROXY"]),
            https: first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            direct: direct.filter(|host| !host.is_empty()).collect(),
        }
    }

    /// The proxy for a host; this machine is never asked through one.
    pub fn of(&self, scheme: &str, host: &str) -> Option<Proxy> {
        let host = host.to_ascii_lowercase();
        let is_direct = |direct: &String| {
            direct == "*"
                || host == *direct
                || host.strip_suffix(direct.as_str()).is_some_and(|rest| rest.ends_with('.'))
        };
        if is_loopback(&host) || self.direct.iter().any(is_direct) {
            return None;
        }
        match scheme {
            "https" => self.https.clone(),
            _ => self.http.clone(),
        }
    }

    /// The hosts of the proxies themselves, which may well be private.
    pub fn hosts(&self) -> Vec<String> {
        [&self.http, &self.https].into_iter().flatten().map(|proxy| proxy.host().to_ascii_lowercase()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Proxies;

    #[test]
    fn the_environment_names_a_proxy_for_each_scheme() {
        let env = |name: &str| match name {
            "https_proxy" => Some("http://proxy.example:3128".to_string()),
            "NO_PROXY" => Some("example.org, .example.net".to_string()),
            _ => None,
        };
        let proxies = Proxies::from_environment(&env);
        let by = |scheme: &str, host: &str| proxies.of(scheme, host).map(|proxy| proxy.host().to_string());
        assert_eq!(by("https", "example.com"), Some("proxy.example".to_string()));
        assert_eq!(by("http", "example.com"), None);
        for direct in ["example.org", "www.EXAMPLE.org", "example.net", "a.example.net", "localhost", "127.0.0.1"] {
            assert_eq!(by("https", direct), None, "{direct}");
        }
        assert_eq!(by("https", "notexample.org"), Some("proxy.example".to_string()));
        assert_eq!(proxies.hosts(), ["proxy.example"]);
    }
}
