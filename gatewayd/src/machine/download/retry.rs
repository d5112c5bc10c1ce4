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
}

impl Retry {
    pub(super) const fn new(limit: u32) -> Self {
        Self { limit, failures: 0 }
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
        Some(pause.max(wanted).min(LONGEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_five_minutes_and_end() {
        let mut retry = Retry::new(9);
        let pauses: Vec<_> = std::iter::from_fn(|| retry.failed(Duration::ZERO))
            .map(|pause| pause.as_secs())
            .collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        retry.succeeded();
        assert_eq!(
            retry.failed(Duration::from_secs(60)),
            Some(Duration::from_secs(60))
        );
        assert_eq!(retry.failed(Duration::from_secs(9999)), Some(LONGEST));
    }
}
