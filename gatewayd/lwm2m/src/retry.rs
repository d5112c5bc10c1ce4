//! How long to wait after a registration that failed (core §6.2.1.2 and Server object resources 17 to 20).

use std::time::Duration;

use objects::ObjectTree;

use crate::account::{Account, resource};

/// What the Server object says about retries, with the recommended values where it says nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RetryPolicy {
    /// Resource 17: attempts in a sequence.
    count: u64,
    /// Resource 18: seconds to wait after the first attempt, doubled with each further one.
    timer: u64,
    /// Resource 19: seconds between two sequences.
    sequence_delay: u64,
    /// Resource 20: sequences until registering has failed for good.
    sequences: u64,
}

impl RetryPolicy {
    pub(crate) fn read(account: &Account, tree: &ObjectTree) -> Self {
        let number = |id, default| account.seconds(tree, id).unwrap_or(default);
        Self {
            count: number(resource::RETRY_COUNT, 5).max(1),
            timer: number(resource::RETRY_TIMER, 60),
            sequence_delay: number(resource::SEQUENCE_DELAY, 86_400),
            sequences: number(resource::SEQUENCE_COUNT, 1).max(1),
        }
    }

    /// The pause after the `failures`th failure in a row, counted from 1.
    ///
    /// Sequences repeat for ever: even a bootstrap server that is asked after the last of them may not help.
    pub(crate) fn pause(&self, failures: u64) -> Duration {
        let attempt = failures.saturating_sub(1) % self.count;
        let seconds = if attempt + 1 == self.count {
            self.sequence_delay
        } else {
            self.timer.saturating_mul(1 << attempt.min(20))
        };
        // A year stands for "never", and keeps instants from overflowing.
        Duration::from_secs(seconds.min(365 * 86_400))
    }
}

impl RetryPolicy {
    /// Whether registering has failed for good after `failures` in a row, so that a bootstrap server is to help.
    pub(crate) const fn exhausted(&self, failures: u64) -> bool {
        failures >= self.count.saturating_mul(self.sequences)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_within_a_sequence_and_starts_over_after_it() {
        let policy = RetryPolicy {
            count: 5,
            timer: 60,
            sequence_delay: 86_400,
            sequences: 2,
        };
        let pauses: Vec<u64> = (1..=7).map(|failures| policy.pause(failures).as_secs()).collect();
        assert_eq!(pauses, [60, 120, 240, 480, 86_400, 60, 120]);
        assert!(!policy.exhausted(9) && policy.exhausted(10));
    }
}
