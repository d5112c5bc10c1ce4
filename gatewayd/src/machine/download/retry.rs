//! How long to wait before a download is tried again.

use std::time::Duration;

/// The pause after the first failure; each further one doubles it.
const FIRST: Duration = Duration::from_secs(5);

/// The longest pause, also when the far end asks for a longer one.
const LONGEST: Duration = Duration::from_secs(300);

/// Counts failures without progress.
#[derive(Debug)]
pub(super) struct Retry {
    limit: u32,
    failures: u32,
    random: u64,
}

impl Retry {
    pub(super) const fn new(limit: u32, seed: u64) -> Self {
        Self {
            limit,
            failures: 0,
            random: seed,
        }
    }

    /// There is progress.
    pub(super) const fn succeeded(&mut self) {
        self.failures = 0;
    }

    /// How long to pause, and at least as long as the far end wants; `None` when it is to be given up.
    pub(super) fn failed(&mut self, wanted: Duration) -> Option<Duration> {
        if self.failures >= self.limit {
            return None;
        }
        let pause = FIRST * 2u32.saturating_pow(self.failures.min(16));
        self.failures += 1;
        Some(pause.max(wanted).min(LONGEST) * self.percent() / 100)
    }

    /// 100 to 149: many gateways that were told of one package at once do not come again at once. The range is that
    /// of ACK_RANDOM_FACTOR (RFC 7252 §4.8).
    const fn percent(&mut self) -> u32 {
        // SplitMix64.
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        100 + ((mixed >> 32) % 50) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a pause is this long, or up to half as long again.
    fn is_about(pause: Duration, seconds: u64) -> bool {
        let least = Duration::from_secs(seconds);
        (least..=least * 3 / 2).contains(&pause)
    }

    #[test]
    fn pauses_double_up_to_five_minutes_and_end() {
        let mut retry = Retry::new(9, 1);
        for seconds in [5, 10, 20, 40, 80, 160, 300, 300, 300] {
            let pause = retry.failed(Duration::ZERO).unwrap();
            assert!(is_about(pause, seconds), "{pause:?} for {seconds}");
        }
        assert_eq!(retry.failed(Duration::ZERO), None);
        retry.succeeded();
        assert!(is_about(retry.failed(Duration::from_secs(60)).unwrap(), 60));
        assert!(is_about(retry.failed(Duration::from_secs(9999)).unwrap(), 300));
    }

    #[test]
    fn gateways_do_not_come_again_at_the_same_time() {
        let pauses: std::collections::BTreeSet<_> = (0..1000)
            .filter_map(|seed| Retry::new(1, seed).failed(Duration::ZERO))
            .collect();
        assert_eq!(pauses.len(), 50, "every step of the range");
    }
}
