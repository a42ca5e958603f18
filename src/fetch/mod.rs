//! The one polite client for the servers of strangers: links that are checked, pages that are quoted, feeds, pictures, archives.
//!
//! Owns everything between an address and the bytes that stand there: time-outs and bounds (`limits`), redirects, conditions
//! and repeated attempts (`client`), files that are taken in pieces (`download`), the pace that each host is spared by
//! (`pace`), which addresses are nobody's business (`guard`), encodings (`charset`), what went wrong in words for people
//! (`failure`), and sending to a service of one's own (`sender`). May import `base`. Absent from here: what is asked for and what its bytes mean; diagnostics; the keys of
//! services (`mail/send/` asks its services itself).
//!
//! ```text
//! Client::open(&Setup) ─▶ client.get(url) ─▶ Answer { status, url, hops, body }      any status is an answer
//!                        client.ask(&Question { … })    │
//!                        client.download(url, file)     └─▶ Failure { why, url, hops }    nobody has answered
//! ```
//!
//! A client is cheap to clone and made to be shared by threads: all clones keep one pace.

pub mod answer;
pub mod charset;
pub mod client;
pub mod download;
pub mod failure;
pub mod guard;
pub mod limits;
pub mod pace;
mod proxy;
pub mod sender;
pub mod tls;

use ureq::Agent;
use ureq::config::ConfigBuilder;
use ureq::tls::TlsConfig;
use ureq::typestate::AgentScope;

/// What the program calls itself when it asks somebody.
pub const USER_AGENT: &str = concat!("rassegna/", env!("CARGO_PKG_VERSION"));

/// How everybody is asked: a status of any kind is an answer, and what leads elsewhere is not followed by itself.
pub fn hop_by_hop(user_agent: &str, tls: TlsConfig) -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(user_agent)
        .tls_config(tls)
}
