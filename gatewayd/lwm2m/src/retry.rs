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
    /// Resource 19: seconds between two sequences; with all bits set there is no second one.
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

    /// The pause after the `failures`th failure in a row, counted from 1; nothing when no attempt follows.
    ///
    /// Sequences repeat for ever, unless the server wants only one: even a bootstrap server that is asked after the
    /// last of them may not help.
    pub(crate) fn pause(&self, failures: u64) -> Option<Duration> {
        if self.single() && failures >= self.count {
            return None;
        }
        let attempt = failures.saturating_sub(1) % self.count;
        let seconds = if attempt + 1 < self.count {
            self.timer.saturating_mul(1 << attempt.min(20))
        } else {
            self.sequence_delay
        };
        // Longer than anybody waits, and short enough to keep instants from overflowing.
        Some(Duration::from_secs(seconds.min(365 * 86_400)))
    }

    /// Whether registering has failed for good after `failures` in a row: servers behind it need not wait any
    /// longer, and a bootstrap server may help.
    pub(crate) const fn exhausted(&self, failures: u64) -> bool {
        let sequences = if self.single() { 1 } else { self.sequences };
        failures >= self.count.saturating_mul(sequences)
    }

    /// Whether there is but one sequence.
    const fn single(&self) -> bool {
        // The width of MAX_VALUE is not said; both are far beyond any pause.
        self.sequence_delay == u32::MAX as u64 || self.sequence_delay == u64::MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: RetryPolicy = RetryPolicy {
        count: 5,
        timer: 60,
        sequence_delay: 86_400,
        sequences: 2,
    };

    #[test]
    fn the_pause_doubles_within_a_sequence_and_starts_over_after_it() {
        let pause = |failures| POLICY.pause(failures).unwrap().as_secs();
        let pauses: Vec<u64> = (1..=7).map(pause).collect();
        assert_eq!(pauses, [60, 120, 240, 480, 86_400, 60, 120]);
        assert!(!POLICY.exhausted(9) && POLICY.exhausted(10));
    }

    // OMA LwM2M core 1.2.1, appendix E.2, resource 19: MAX_VALUE means no further sequence.
    #[test]
    fn all_ones_between_sequences_end_the_attempts_after_the_first() {
        for sequence_delay in [u64::from(u32::MAX), u64::MAX] {
            let policy = RetryPolicy {
                sequence_delay,
                ..POLICY
            };
            assert!(policy.pause(4).is_some());
            // The count may be written to a lower number than there were failures.
            assert_eq!([5, 6, 11].map(|failures| policy.pause(failures)), [None; 3]);
            assert!(!policy.exhausted(4) && policy.exhausted(5));
        }
    }
}
