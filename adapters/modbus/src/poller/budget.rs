//! How much of a bus silent devices may waste (pure).

use std::time::{Duration, Instant};

/// The part of the time that waiting for silent devices may take, in the long run.
pub(super) const SHARE: f64 = 0.1;
/// How much of it may be saved up, so that a first silence is looked into quickly.
pub(super) const BURST: Duration = Duration::from_secs(5);

/// A bucket of bus time that fills at [`SHARE`] of real time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    /// Seconds; negative after an attempt took more than there was.
    left: f64,
    at: Instant,
}

impl Budget {
    pub(super) const fn new(now: Instant) -> Self {
        Self {
            left: BURST.as_secs() as f64,
            at: now,
        }
    }

    fn left(&self, now: Instant) -> f64 {
        let filled = now.saturating_duration_since(self.at).as_secs_f64() * SHARE;
        (self.left + filled).min(BURST.as_secs_f64())
    }

    /// Takes out what an attempt without answer took.
    pub(super) fn charge(&mut self, now: Instant, cost: Duration) {
        self.left = self.left(now) - cost.as_secs_f64();
        self.at = now;
    }

    /// When there is something in it.
    pub(super) fn ready_at(&self, now: Instant) -> Instant {
        let left = self.left(now);
        if left > 0.0 {
            return now;
        }
        // One millisecond more, so that rounding never makes it come too early.
        now + Duration::from_secs_f64(-left / SHARE) + Duration::from_millis(1)
    }
}
