//! How long, how much and how often.

use std::time::Duration;

/// The bounds of one question, and how patient the client is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For finding the host and opening a connection.
    pub connect: Duration,
    /// For one attempt at one hop, from the look-up to the last byte. Pauses are not counted.
    pub total: Duration,
    /// The largest answer that is taken, in bytes as they are once unpacked.
    pub largest: u64,
    /// The most redirects that are followed; 0 gives the first answer as it is.
    pub redirects: u32,
    /// How often a question is asked again after a failure that may pass.
    pub retries: u32,
    /// The pause before the first repetition; each further one is twice as long.
    pub back_off: Duration,
    /// The least time between two questions to one host.
    pub pace: Duration,
    /// The longest that a host may ask us to wait (`Retry-After`) for us to do so. Who asks for more is left alone.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
            largest: 8 * 1024 * 1024,
            redirects: 8,
            retries: 2,
            back_off: Duration::from_secs(1),
            pace: Duration::from_secs(1),
            patience: Duration::from_secs(60),
        }
    }
}
