//! When a value is too old: deadlines of points whose device may have fallen silent.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use super::adapters::PointKey;

/// The points that become stale unless they are heard again.
#[derive(Debug, Default)]
pub(super) struct Staleness {
    deadlines: BTreeSet<(Instant, PointKey)>,
    by_point: HashMap<PointKey, Instant>,
}

impl Staleness {
    /// The point was heard: it becomes stale at `deadline`, or never.
    pub(super) fn renew(&mut self, point: PointKey, deadline: Option<Instant>) {
        if let Some(old) = self.by_point.remove(&point) {
            self.deadlines.remove(&(old, point));
        }
        if let Some(deadline) = deadline {
            self.deadlines.insert((deadline, point));
            self.by_point.insert(point, deadline);
        }
    }

    /// Whether the point becomes stale by itself.
    pub(super) fn counts(&self, point: PointKey) -> bool {
        self.by_point.contains_key(&point)
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// A point whose deadline has passed; it is not named again.
    pub(super) fn expired(&mut self, now: Instant) -> Option<PointKey> {
        let (at, point) = *self.deadlines.first()?;
        if at > now {
            return None;
        }
        self.renew(point, None);
        Some(point)
    }
}
