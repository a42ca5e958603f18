//! The client of the commands that ask strangers' servers.

use super::Failure;
use crate::fetch::client::{Client, Setup};
use crate::fetch::limits::Limits;

/// A client that names the site to those who are asked.
///
/// # Errors
/// When the environment names certificates that cannot be used.
pub fn client(site: Option<&str>, limits: Limits, allow_private: bool) -> Result<Client, Failure> {
    let setup = Setup { site: site.filter(|site| !site.is_empty()), limits, allow_private, env: &environment };
    Client::open(&setup).map_err(|why| why.to_string().into())
}

/// A variable of the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "proxies and secrets come from the environment, at the command's own door"
)]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
