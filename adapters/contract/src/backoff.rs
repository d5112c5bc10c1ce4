//! Waiting times between attempts: exponential, bounded, with jitter.

use std::time::Duration;

/// Doubles the waiting time with each failure up to a limit, and spreads it by up to 20 %.
///
/// Pure: the randomness comes in as an argument.
#[derive(Clone, Debug)]
pub struct Backoff {
    initial: Duration,
    max: Duration,
    failures: u32,
}

impl Backoff {
    /// Starts with `initial` and never waits longer than `max` plus its jitter.
    #[must_use]
    pub const fn new(initial: Duration, max: Duration) -> Self {
        Self {
            initial,
            max,
            failures: 0,
        }
    }

    /// The time to wait after one more failure; `random` is any number.
    pub fn next_delay(&mut self, random: u64) -> Duration {
        let doubled = self
            .initial
            .saturating_mul(2u32.saturating_pow(self.failures.min(31)));
        self.failures = self.failures.saturating_add(1);
        let base = doubled.min(self.max);
        base + base.mul_f64((random % 1000) as f64 / 1000.0 * 0.2)
    }

    /// Forgets the failures, after a success that lasted.
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    /// How many failures there were since the last reset.
    #[must_use]
    pub const fn failures(&self) -> u32 {
        self.failures
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_up_to_its_limit_and_starts_again_after_a_reset() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));
        let delays: Vec<u64> = (0..8).map(|_| backoff.next_delay(0).as_secs()).collect();
        assert_eq!(delays, [1, 2, 4, 8, 16, 32, 60, 60]);
        backoff.reset();
        assert_eq!(backoff.next_delay(0), Duration::from_secs(1));
    }

    #[test]
    fn jitter_adds_at_most_a_fifth() {
        for random in [0, 1, 500, 999, u64::MAX] {
            let delay = Backoff::new(Duration::from_secs(10), Duration::from_secs(60)).next_delay(random);
            assert!((Duration::from_secs(10)..=Duration::from_secs(12)).contains(&delay));
        }
    }
}
