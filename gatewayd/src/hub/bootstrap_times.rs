//! Times of the bootstrap account that go on while the program does not run: hold-off (0/x/11) and the time after
//! which the account is forgotten (0/x/12).
//!
//! Only the wall clock passes then, and it can be set. So the beginning is kept beside the end: a clock that stands
//! before the beginning was set back, and says nothing about the time that has passed. And a clock that is set while
//! the program runs moves both.

use std::time::{Duration, Instant, SystemTime};

use lwm2m::{BootstrapTimes, TimesLeft};
use serde::{Deserialize, Serialize};
use tracing::error;

use super::Hub;
use super::account_file::Base;
use super::samples::seconds;
use crate::config::Config;
use crate::state::StateDir;

/// The file in the state directory.
const FILE: &str = "bootstrap-times.json";

/// By how much the clocks may drift apart before what is on the disk is corrected.
const DRIFT: Duration = Duration::from_secs(30);

/// What the file holds.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Stored {
    /// The configured address of the bootstrap server.
    bootstrap: String,
    /// The bootstrap that the account comes from.
    generation: u64,
    hold_off: Option<Span>,
    account: Option<Span>,
}

/// A time that passes, by the wall clock in Unix seconds.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Span {
    /// When this was written.
    from: i64,
    until: i64,
}

/// What is on the disk, and the clocks when it was written.
#[derive(Debug, Default)]
pub(super) struct Kept {
    times: BootstrapTimes,
    written: Option<(Instant, SystemTime)>,
    /// Whether the disk has refused it, which is said once.
    failed: bool,
}

impl Span {
    /// From now until an instant.
    fn until(end: Instant, now: Instant, wall: SystemTime) -> Self {
        Self {
            from: seconds(wall),
            // Rounded up: no time is shorter for having been written down.
            until: seconds(wall + end.saturating_duration_since(now) + Duration::from_millis(999)),
        }
    }

    /// What is left of it.
    fn left(self, wall: SystemTime) -> Duration {
        let from = seconds(wall).max(self.from);
        let left = self.until.saturating_sub(from);
        Duration::from_secs(u64::try_from(left).unwrap_or(0))
    }
}

/// What an earlier run of the program has left of the times that these accounts set.
pub(super) fn left(
    config: &Config,
    base: &Base,
    state: &StateDir,
    wall: SystemTime,
) -> anyhow::Result<TimesLeft> {
    let stored: Stored = state.read_json(FILE)?.unwrap_or_default();
    let uri = config
        .bootstrap
        .as_ref()
        .map(|bootstrap| bootstrap.uri.to_string());
    if uri.as_ref() != Some(&stored.bootstrap) || stored.generation != base.generation {
        return Ok(TimesLeft::default());
    }
    Ok(TimesLeft {
        hold_off: stored.hold_off.map(|span| span.left(wall)),
        account: stored.account.map(|span| span.left(wall)),
    })
}

impl Hub {
    /// Writes down the times that pass, when they are others than on the disk or the clock was set.
    pub(super) fn keep_bootstrap_times(&mut self, now: Instant) {
        let times = self.client.bootstrap_times();
        if times == BootstrapTimes::default() && self.kept_times.times == times {
            return;
        }
        let wall = SystemTime::now();
        if self.kept_times.times == times && !self.kept_times.was_set(now, wall) {
            return;
        }
        let Some(bootstrap) = &self.config.bootstrap else {
            return;
        };
        let span = |end: Instant| Span::until(end, now, wall);
        let stored = Stored {
            bootstrap: bootstrap.uri.to_string(),
            generation: self.base.generation,
            hold_off: times.hold_off.map(span),
            account: times.account.map(span),
        };
        let result = self.state.write_json(FILE, &stored);
        if let Err(problem) = &result
            && !self.kept_times.failed
        {
            error!(error = %problem, "The times of the bootstrap account cannot be kept.");
        }
        self.kept_times = Kept {
            times,
            written: Some((now, wall)),
            failed: result.is_err(),
        };
    }
}

impl Kept {
    /// Whether the wall clock was set since this was written.
    fn was_set(&self, now: Instant, wall: SystemTime) -> bool {
        self.written.is_some_and(|(then, then_wall)| {
            let expected = then_wall + now.saturating_duration_since(then);
            let apart = wall
                .duration_since(expected)
                .unwrap_or_else(|error| error.duration());
            apart > DRIFT
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn hour() -> Span {
        let now = Instant::now();
        Span::until(now + Duration::from_secs(3600), now, wall(1_000_000))
    }

    #[test]
    fn time_passes_while_nothing_runs() {
        for (later, left) in [(0, 3600), (600, 3000), (3600, 0), (99_999, 0)] {
            assert_eq!(hour().left(wall(1_000_000 + later)).as_secs(), left);
        }
    }

    #[test]
    fn a_clock_that_was_set_back_neither_ends_nor_prolongs_it() {
        for early in [0, 999_999] {
            assert_eq!(hour().left(wall(early)).as_secs(), 3600);
        }
    }

    #[test]
    fn a_clock_that_is_set_while_the_program_runs_is_noticed() {
        let now = Instant::now();
        let kept = Kept {
            written: Some((now, wall(1000))),
            ..Kept::default()
        };
        let later = now + Duration::from_secs(500);
        assert!(!kept.was_set(later, wall(1500)) && !kept.was_set(later, wall(1520)));
        assert!(kept.was_set(later, wall(1_800_000_000)) && kept.was_set(later, wall(1000)));
    }
}
