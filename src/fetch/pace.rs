//! The pace: two questions to one host keep a distance, however many threads ask.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// When each host may be asked next. Meant to be shared.
#[derive(Debug, Default)]
pub struct Pace {
    next: Mutex<HashMap<String, Slot>>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The next moment that nobody has taken.
    free: Instant,
    /// Until when the host wants to be left alone.
    held: Option<Instant>,
}

impl Pace {
    /// Takes the next turn at a host and sleeps until it comes. The turn is taken before the sleep, so that threads that come
    /// together go one after the other.
    ///
    /// # Errors
    /// How long the host still wants to be left alone, when that is more than `patience`; then no turn was taken.
    pub fn wait(&self, host: &str, least: Duration, patience: Duration) -> Result<(), Duration> {
        let now = Instant::now();
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = next.entry(host.to_string()).or_insert(Slot { free: now, held: None });
        let mut turn = slot.free.max(now);
        if let Some(held) = slot.held {
            let rest = held.saturating_duration_since(now);
            if rest > patience {
                return Err(rest);
            }
            turn = turn.max(held);
        }
        slot.free = turn + least;
        drop(next);
        thread::sleep(turn.saturating_duration_since(Instant::now()));
        Ok(())
    }

    /// A host has asked to be left alone for a while.
    pub fn hold(&self, host: &str, time: Duration) {
        let now = Instant::now();
        // A server may name a time that no clock can hold: a year is as good as never for one run.
        let held = now + time.min(Duration::from_secs(365 * 24 * 60 * 60));
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = next.entry(host.to_string()).or_insert(Slot { free: now, held: None });
        slot.held = Some(slot.held.map_or(held, |before| before.max(held)));
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::{Duration, Instant};

    use super::Pace;

    #[test]
    fn threads_that_come_together_go_one_after_the_other() {
        let pace = Pace::default();
        let least = Duration::from_millis(20);
        let begun = Instant::now();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| pace.wait("example.org", least, Duration::ZERO));
            }
        });
        assert!(begun.elapsed() >= least * 3, "{:?}", begun.elapsed());
        // Another host has a pace of its own.
        let begun = Instant::now();
        pace.wait("example.com", Duration::from_secs(60), Duration::ZERO).expect("a turn");
        assert!(begun.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn a_host_that_wants_to_be_left_alone_is_left_alone() {
        let pace = Pace::default();
        pace.hold("example.org", Duration::from_secs(3600));
        let rest = pace.wait("example.org", Duration::ZERO, Duration::from_secs(60)).expect_err("an hour is too long");
        assert!(rest > Duration::from_secs(3500), "{rest:?}");
        pace.hold("example.com", Duration::from_millis(30));
        let begun = Instant::now();
        pace.wait("example.com", Duration::ZERO, Duration::from_secs(60)).expect("a turn");
        assert!(begun.elapsed() >= Duration::from_millis(25), "{:?}", begun.elapsed());
        pace.hold("example.net", Duration::MAX);
        assert!(pace.wait("example.net", Duration::ZERO, Duration::from_secs(60)).is_err());
    }
}
