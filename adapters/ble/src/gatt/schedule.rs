//! When which characteristic is to be read. Pure.

use std::time::{Duration, Instant};

/// Readings that are due within this time of each other share a connection.
const SHARING: Duration = Duration::from_secs(5);

/// The next reading of each polled characteristic.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    /// The place in the device's plan.
    characteristic: usize,
    period: Duration,
    due: Instant,
}

impl Schedule {
    /// Reads each of these (characteristic, period) first at `start`.
    pub(super) fn new(polled: impl Iterator<Item = (usize, Duration)>, start: Instant) -> Self {
        let entry = |(characteristic, period)| Entry {
            characteristic,
            period,
            due: start,
        };
        Self {
            entries: polled.map(entry).collect(),
        }
    }

    /// When the next reading is due; `None` when nothing is ever read.
    pub(super) fn next(&self) -> Option<Instant> {
        self.entries.iter().map(|entry| entry.due).min()
    }

    /// What to read at `now`, with what is due soon after; all of it is due again a period later.
    pub(super) fn take(&mut self, now: Instant) -> Vec<usize> {
        let due = |entry: &&mut Entry| entry.due <= now + SHARING.min(entry.period / 4);
        let take = |entry: &mut Entry| {
            entry.due = now + entry.period;
            entry.characteristic
        };
        self.entries.iter_mut().filter(due).map(take).collect()
    }

    /// Nothing could be read: tries everything again at `retry` and not before.
    pub(super) fn retry_at(&mut self, retry: Instant) {
        for entry in &mut self.entries {
            entry.due = retry;
        }
    }

    /// Does not wait for the retry.
    pub(super) fn hurry(&mut self, now: Instant) {
        for entry in &mut self.entries {
            entry.due = entry.due.min(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn readings_due_at_about_the_same_time_share_a_connection() {
        let start = Instant::now();
        let mut schedule = Schedule::new(
            [(0, 60 * SECOND), (1, 62 * SECOND), (2, 300 * SECOND)].into_iter(),
            start,
        );
        assert_eq!(schedule.take(start), [0, 1, 2]);
        assert_eq!(schedule.next(), Some(start + 60 * SECOND));
        assert_eq!(schedule.take(start + 60 * SECOND), [0, 1]);
        assert_eq!(schedule.next(), Some(start + 120 * SECOND));
    }

    #[test]
    fn a_fast_reading_is_not_taken_twice_as_often_by_sharing() {
        let start = Instant::now();
        let mut schedule = Schedule::new([(0, SECOND)].into_iter(), start);
        schedule.take(start);
        assert!(schedule.take(start + SECOND / 2).is_empty());
        assert_eq!(schedule.take(start + SECOND), [0]);
    }

    #[test]
    fn a_device_that_fails_is_left_alone_until_it_is_seen_again() {
        let start = Instant::now();
        let mut schedule = Schedule::new([(0, SECOND), (1, 60 * SECOND)].into_iter(), start);
        schedule.take(start);
        schedule.retry_at(start + 30 * SECOND);
        assert!(schedule.take(start + 20 * SECOND).is_empty());
        schedule.hurry(start + 21 * SECOND);
        assert_eq!(schedule.take(start + 21 * SECOND), [0, 1]);
    }
}
