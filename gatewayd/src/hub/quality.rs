//! How far a server can trust a value, from fresh to stale.
//!
//! | What happens | What is known | 6042 | The value |
//! |---|---|---|---|
//! | the device delivers a value | fresh | 4, or 3 where the device doubts it | is set |
//! | the device or its adapter is lost | doubtful | 3 | stays, a countdown begins |
//! | a write is not answered | doubtful | 3 | stays |
//! | the point cannot be read | as before | as before | stays, a countdown begins |
//! | the countdown is over | stale | 2 | stays, or goes with `on-stale = "hide"` |
//! | the device says that it has none | none | 2 | goes |
//!
//! The countdown takes `stale-after`, counted from the last value; without that key it takes [`SILENCE`],
//! counted from the loss, so that the last value of a dead device is not taken for a living one for ever.
//! A device that answers again ends the countdown of points without `stale-after`; what they are worth, the
//! next value tells.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use objects::Value;
use tracing::warn;

use super::Hub;
use super::adapters::{Point, PointKey, PointState};
use crate::config::OnStale;
use crate::supervisor::UnitId;

/// Measurement Quality Indicator, reusable resource 6042: quality checks passed.
pub(super) const ACCEPTED: i64 = 4;
/// Accepted, but suspicious.
pub(super) const SUSPICIOUS: i64 = 3;
/// Rejected with probability.
const REJECTED: i64 = 2;

/// How long a value stands after its device was lost, where the configuration does not say.
pub(super) const SILENCE: Duration = Duration::from_secs(300);

impl Hub {
    /// The device may have another value than the one it delivered last, and cannot be asked.
    pub(super) fn doubt(&mut self, now: Instant, key: PointKey) {
        self.suspect(now, key);
        self.start_countdown(now, key);
    }

    /// The device may have another value than the one it delivered last.
    pub(super) fn suspect(&mut self, now: Instant, key: PointKey) {
        let Some(point) = self.adapters.point(key) else {
            return;
        };
        if point.state != PointState::Fresh {
            return;
        }
        self.set_state(key, PointState::Doubtful);
        self.set_quality(now, key, SUSPICIOUS);
    }

    /// The device of all points of an adapter is out of reach.
    pub(super) fn doubt_all(&mut self, now: Instant, number: UnitId) {
        let points = self
            .adapters
            .get(number)
            .map(|unit| unit.readable_points(None))
            .unwrap_or_default();
        for point in points {
            self.doubt(now, PointKey { unit: number, point });
        }
    }

    /// From now on the value grows old; nothing happens when it already does, or when there is none.
    pub(super) fn start_countdown(&mut self, now: Instant, key: PointKey) {
        let Some(point) = self.adapters.point(key) else {
            return;
        };
        let has_value = matches!(point.state, PointState::Fresh | PointState::Doubtful);
        if has_value && !self.staleness.counts(key) {
            let after = point.common.stale_after.unwrap_or(SILENCE);
            self.staleness.renew(key, Some(now + after));
        }
    }

    /// The device answers again; only what the configuration says still counts.
    pub(super) fn stop_countdown(&mut self, key: PointKey) {
        if self
            .adapters
            .point(key)
            .is_some_and(|point| point.common.stale_after.is_none())
        {
            self.staleness.renew(key, None);
        }
    }

    /// Deals with values that have grown too old.
    pub(super) fn expire(&mut self, now: Instant) {
        let mut devices = BTreeMap::new();
        while let Some(key) = self.staleness.expired(now) {
            let Some(point) = self.adapters.point(key) else {
                continue;
            };
            *devices.entry((key.unit, point.device.clone())).or_insert(0_usize) += 1;
            let on_stale = point.common.on_stale;
            self.set_state(key, PointState::Stale);
            match on_stale {
                OnStale::Hide => self.withdraw(now, key),
                OnStale::Keep => self.set_quality(now, key, REJECTED),
            }
        }
        for ((unit, device), points) in devices {
            if let Some(unit) = self.adapters.get(unit) {
                warn!(adapter = %unit.name, %device, points, "Values are stale.");
            }
        }
    }

    /// Makes a value absent.
    pub(super) fn withdraw(&mut self, now: Instant, key: PointKey) {
        self.set_quality(now, key, REJECTED);
        let Some(target) = self.adapters.point(key).and_then(|point| point.target) else {
            return;
        };
        let change = self.tree.remove(target.path, SystemTime::now());
        self.announce(now, change);
    }

    /// Notes how far a point can be trusted. An instance has one indicator for all its measured values, and
    /// promises no more than the worst of them keeps.
    pub(super) fn set_quality(&mut self, now: Instant, key: PointKey, code: i64) {
        let Some(point) = self.adapters.point_mut(key) else {
            return;
        };
        let Some(path) = point.target.and_then(|target| target.quality) else {
            return;
        };
        if point.quality.replace(code) == Some(code) {
            return;
        }
        let worst = self.adapters.get(key.unit).and_then(|unit| {
            let same = |point: &&Point| point.target.is_some_and(|target| target.quality == Some(path));
            unit.points
                .iter()
                .filter(same)
                .filter_map(|point| point.quality)
                .min()
        });
        if let Some(worst) = worst {
            self.set(now, path, Value::Integer(worst), SystemTime::now());
        }
    }
}
