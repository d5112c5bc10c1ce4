//! What to do about a radio that hears nothing at all. Pure.
//!
//! Event streams and controllers are known to fall silent without any error, so silence itself is the error. It may
//! also be that nobody is there: the remedies therefore come ever more rarely.

use std::time::{Duration, Instant};

/// At least once in this time something is tried.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// BlueZ pauses a scan to connect, and resumes it within seconds.
const RESUME: Duration = Duration::from_secs(15);
/// Every so many attempts the controller itself is restarted.
const POWER_CYCLE_EVERY: u32 = 3;

/// Waits for signs of life.
#[derive(Clone, Debug)]
pub(crate) struct Watchdog {
    patience: Duration,
    attempts: u32,
    deadline: Instant,
}

/// What may help.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Remedy {
    /// Switch the controller off and on, then scan afresh.
    PowerCycle,
    /// Scan afresh.
    Rescan,
}

impl Watchdog {
    /// A watchdog that allows `patience` of silence from `now` on.
    pub(crate) fn new(patience: Duration, now: Instant) -> Self {
        Self {
            patience,
            attempts: 0,
            deadline: now + patience,
        }
    }

    /// Something was heard.
    pub(crate) fn sign_of_life(&mut self, now: Instant) {
        self.attempts = 0;
        self.deadline = now + self.patience;
    }

    /// The controller says that it does not scan any more.
    pub(crate) fn scan_stopped(&mut self, now: Instant) {
        self.deadline = self.deadline.min(now + RESUME);
    }

    /// The controller says that it scans.
    pub(crate) fn scan_started(&mut self, now: Instant) {
        self.deadline = self.deadline.max(now + self.wait());
    }

    /// When to [`check`](Self::check) next.
    pub(crate) const fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The remedy that is due.
    pub(crate) fn check(&mut self, now: Instant) -> Option<Remedy> {
        if now < self.deadline {
            return None;
        }
        self.attempts = self.attempts.saturating_add(1);
        self.deadline = now + self.wait();
        Some(if self.attempts.is_multiple_of(POWER_CYCLE_EVERY) {
            Remedy::PowerCycle
        } else {
            Remedy::Rescan
        })
    }

    fn wait(&self) -> Duration {
        self.patience
            .saturating_mul(2u32.saturating_pow(self.attempts))
            .min(LONGEST_WAIT.max(self.patience))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn silence_escalates_from_scanning_to_the_controller_and_slows_down() {
        let start = Instant::now();
        let mut watchdog = Watchdog::new(MINUTE, start);
        assert_eq!(watchdog.check(start + MINUTE / 2), None);
        let mut last = start;
        let mut remedies = Vec::new();
        for _ in 0..9 {
            let now = watchdog.deadline();
            remedies.push(((now - last).as_secs() / 60, watchdog.check(now)));
            last = now;
        }
        let (rescan, power_cycle) = (Some(Remedy::Rescan), Some(Remedy::PowerCycle));
        let expected = [
            (1, rescan),
            (2, rescan),
            (4, power_cycle),
            (8, rescan),
            (16, rescan),
            (32, power_cycle),
            (60, rescan),
            (60, rescan),
            (60, power_cycle),
        ];
        assert_eq!(remedies, expected);
    }

    #[test]
    fn a_sign_of_life_ends_the_escalation() {
        let start = Instant::now();
        let mut watchdog = Watchdog::new(MINUTE, start);
        watchdog.check(start + MINUTE);
        watchdog.sign_of_life(start + 2 * MINUTE);
        assert_eq!(watchdog.deadline(), start + 3 * MINUTE);
        assert_eq!(watchdog.check(start + 3 * MINUTE), Some(Remedy::Rescan));
    }

    #[test]
    fn a_stopped_scan_is_given_a_moment_to_resume() {
        let start = Instant::now();
        let mut watchdog = Watchdog::new(MINUTE, start);
        watchdog.scan_stopped(start);
        assert_eq!(watchdog.deadline(), start + RESUME);
        watchdog.scan_started(start + RESUME / 2);
        assert_eq!(watchdog.deadline(), start + RESUME / 2 + MINUTE);
    }
}
