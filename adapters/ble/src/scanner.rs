//! Who is in range: when a device that has fallen silent counts as offline. Pure.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Until a device's habit is known.
const DEFAULT_LIMIT: Duration = Duration::from_secs(600);
/// A device that says that it sleeps may do so for a day.
const SLEEPY_LIMIT: Duration = Duration::from_secs(24 * 3600);
/// However often a device is heard, a busy radio can miss it for this long.
const SHORTEST_LIMIT: Duration = Duration::from_secs(120);
/// Devices send the same thing several times in a row; pauses within such a burst say nothing.
const BURST: Duration = Duration::from_secs(1);
/// How many pauses make a habit.
const HABIT: usize = 8;
/// Missing this many in a row is more than bad luck.
const PATIENCE: u32 = 3;

/// Whether one device is heard.
#[derive(Clone, Debug)]
pub(crate) struct Presence {
    configured: Option<Duration>,
    sleepy: bool,
    pauses: VecDeque<Duration>,
    state: State,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    /// Not heard since the start.
    Awaited {
        since: Instant,
    },
    Heard {
        last: Instant,
    },
    Silent {
        last: Option<Instant>,
    },
}

/// A device that has not been heard for longer than it should.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Silence {
    /// How long it may be silent.
    pub(crate) limit: Duration,
}

impl Presence {
    /// A device waited for from `now` on; a `configured` limit stands above all learning.
    pub(crate) fn new(configured: Option<Duration>, now: Instant) -> Self {
        let pauses = VecDeque::with_capacity(HABIT);
        Self {
            configured,
            sleepy: false,
            pauses,
            state: State::Awaited { since: now },
        }
    }

    /// The device was heard. Tells whether it was not heard before.
    pub(crate) fn heard(&mut self, now: Instant) -> bool {
        let (last, appeared) = match self.state {
            State::Awaited { .. } => (None, true),
            State::Heard { last } => (Some(last), false),
            State::Silent { last } => (last, true),
        };
        if let Some(last) = last {
            self.learn(now.saturating_duration_since(last));
        }
        self.state = State::Heard { last: now };
        appeared
    }

    /// Whether the device says of itself that long silence is normal.
    pub(crate) fn set_sleepy(&mut self, sleepy: bool) {
        self.sleepy = sleepy;
    }

    fn learn(&mut self, pause: Duration) {
        if pause < BURST {
            return;
        }
        if self.pauses.len() == HABIT {
            self.pauses.pop_front();
        }
        self.pauses.push_back(pause);
    }

    /// How long it may be silent.
    pub(crate) fn limit(&self) -> Duration {
        if let Some(configured) = self.configured {
            return configured;
        }
        if self.sleepy {
            return SLEEPY_LIMIT;
        }
        match self.pauses.iter().max() {
            Some(longest) if self.pauses.len() == HABIT => {
                (*longest * PATIENCE).clamp(SHORTEST_LIMIT, SLEEPY_LIMIT)
            }
            Some(_) | None => DEFAULT_LIMIT,
        }
    }

    /// When to [`check`](Self::check) next.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Awaited { since } => since.checked_add(self.limit()),
            State::Heard { last } => last.checked_add(self.limit()),
            State::Silent { .. } => None,
        }
    }

    /// Notices, once, that the device has fallen silent.
    pub(crate) fn check(&mut self, now: Instant) -> Option<Silence> {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return None;
        }
        let last = match self.state {
            State::Awaited { .. } => None,
            State::Heard { last } => Some(last),
            State::Silent { last } => last,
        };
        self.state = State::Silent { last };
        Some(Silence { limit: self.limit() })
    }
}

impl std::fmt::Display for Silence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "it was not heard for {} s", self.limit.as_secs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Hears the device `count` times, `pause` apart, and returns the time after the last.
    fn hear(presence: &mut Presence, mut now: Instant, count: u32, pause: Duration) -> Instant {
        for _ in 0..count {
            now += pause;
            presence.heard(now);
        }
        now
    }

    #[test]
    fn a_device_appears_once_and_falls_silent_once() {
        let start = Instant::now();
        let mut presence = Presence::new(None, start);
        assert!(presence.heard(start + SECOND));
        assert!(!presence.heard(start + 2 * SECOND));
        let limit = start + 2 * SECOND + DEFAULT_LIMIT;
        assert_eq!(presence.deadline(), Some(limit));
        assert_eq!(presence.check(limit - SECOND), None);
        assert_eq!(presence.check(limit), Some(Silence { limit: DEFAULT_LIMIT }));
        assert_eq!(
            (presence.check(limit + SECOND), presence.deadline()),
            (None, None)
        );
        assert!(presence.heard(limit + 2 * SECOND));
    }

    #[test]
    fn a_device_never_heard_falls_silent_too() {
        let start = Instant::now();
        let mut presence = Presence::new(None, start);
        assert!(presence.check(start + DEFAULT_LIMIT).is_some());
    }

    #[test]
    fn the_limit_follows_the_longest_recent_pause() {
        let start = Instant::now();
        let mut presence = Presence::new(None, start);
        presence.heard(start);
        let now = hear(&mut presence, start, 7, 300 * SECOND);
        assert_eq!(presence.limit(), DEFAULT_LIMIT);
        let now = hear(&mut presence, now, 1, 300 * SECOND);
        assert_eq!(presence.limit(), 900 * SECOND);
        hear(&mut presence, now, 8, 2 * SECOND);
        assert_eq!(presence.limit(), SHORTEST_LIMIT);
    }

    #[test]
    fn repetitions_within_a_burst_teach_nothing() {
        let start = Instant::now();
        let mut presence = Presence::new(None, start);
        presence.heard(start);
        let mut now = start;
        for _ in 0..8 {
            now = hear(&mut presence, now, 10, Duration::from_millis(30));
            now = hear(&mut presence, now, 1, 400 * SECOND);
        }
        assert_eq!(presence.limit(), 1200 * SECOND);
    }

    #[test]
    fn a_pause_longer_than_the_limit_is_learned_from_all_the_same() {
        let start = Instant::now();
        let mut presence = Presence::new(None, start);
        presence.heard(start);
        let mut now = start;
        for _ in 0..8 {
            now += 1800 * SECOND;
            presence.check(now);
            presence.heard(now);
        }
        assert_eq!(presence.limit(), 5400 * SECOND);
    }

    #[test]
    fn sleepers_get_a_day_and_the_configuration_stands_above_all() {
        let start = Instant::now();
        let mut presence = Presence::new(None, start);
        presence.set_sleepy(true);
        assert_eq!(presence.limit(), SLEEPY_LIMIT);
        let mut presence = Presence::new(Some(30 * SECOND), start);
        presence.set_sleepy(true);
        assert_eq!(presence.limit(), 30 * SECOND);
    }
}
