//! Values on their way from adapters into the tree.

use std::time::{Instant, SystemTime};

use adapter::{DeviceId, DeviceState, NoValue, Quality, Report, Sample};
use objects::{Value, ValueKind};
use tracing::{debug, info, warn};

use super::Hub;
use super::adapters::{AdapterState, Extremes, PointKey, PointState, Target};
use crate::config::OnStale;

/// Measurement Quality Indicator (resource 6042): what a server is told about a value.
mod quality {
    pub(super) const GOOD: i64 = 4;
    pub(super) const PROBABLY_BAD: i64 = 2;
    pub(super) const SUSPICIOUS: i64 = 3;
}

impl Hub {
    pub(super) fn handle_report(&mut self, now: Instant, adapter: u32, report: Report) {
        match report {
            Report::Up => self.adapter_up(adapter),
            Report::Device { device, state } => self.device_state(adapter, &device, state),
            Report::NoValue { point, reason } => {
                self.no_value(now, PointKey { adapter, point }, reason);
            }
            Report::Samples(samples) => {
                for sample in samples {
                    self.handle_sample(now, adapter, sample);
                }
            }
        }
    }

    fn adapter_up(&mut self, adapter: u32) {
        let Some(unit) = self.adapters.get_mut(adapter) else {
            return;
        };
        if let AdapterState::Running { up, .. } = &mut unit.state
            && !*up
        {
            *up = true;
            unit.last_error = None;
            info!(adapter = %unit.name, "The adapter is up.");
            self.status_stale = true;
        }
    }

    fn device_state(&mut self, adapter: u32, device: &DeviceId, state: DeviceState) {
        let Some(unit) = self.adapters.get_mut(adapter) else {
            return;
        };
        let Some(known) = unit.devices.get_mut(device) else {
            return;
        };
        if known.state.as_ref() == Some(&state) {
            return;
        }
        match &state {
            DeviceState::Online => info!(adapter = %unit.name, %device, "The device answers."),
            DeviceState::Offline { reason } => {
                warn!(adapter = %unit.name, %device, error = %reason, "The device is lost.");
            }
        }
        known.state = Some(state);
        self.status_stale = true;
    }

    fn handle_sample(&mut self, now: Instant, adapter: u32, sample: Sample) {
        let key = PointKey {
            adapter,
            point: sample.point,
        };
        let Some(unit) = self.adapters.get_mut(adapter) else {
            return;
        };
        let Some(point) = unit.points.get_mut(sample.point.index()) else {
            return;
        };
        if let Some(device) = unit.devices.get_mut(&point.device) {
            device.last_seen = Some(sample.at);
        }
        let number = sample.value.number();
        let implausible = match (point.common.range, number) {
            (Some(range), Some(number)) => !(range.min..=range.max).contains(&number),
            (Some(_) | None, _) => false,
        };
        if implausible || number.is_some_and(|number| !number.is_finite()) {
            let reason = NoValue::Undecodable(format!("{} is out of range", sample.value));
            return self.no_value(now, key, reason);
        }
        // A sample that was under way while a write was confirmed tells what was before the write.
        if matches!(point.state, PointState::Fresh(newer) if newer > sample.at) {
            return;
        }
        point.state = PointState::Fresh(sample.at);
        let deadline = point.common.stale_after.map(|after| now + after);
        let target = point.target;
        self.staleness.renew(key, deadline);
        if let Some(target) = target {
            self.fill(now, &target, &sample.value, sample.quality, sample.at);
        }
    }

    /// Puts a value and what follows from it into the tree.
    pub(super) fn fill(
        &mut self,
        now: Instant,
        target: &Target,
        value: &Value,
        quality: Quality,
        at: SystemTime,
    ) {
        let Some(kind) = target.kind else { return };
        let Some(converted) = to_kind(value, kind) else {
            debug!(path = %target.path, %value, "The value cannot be expressed in its resource.");
            return;
        };
        if let (Some(extremes), Some(number)) = (target.extremes, converted.number()) {
            self.widen(now, extremes, number, at);
        }
        if let Some(path) = target.timestamp {
            self.set_quietly(path, Value::Time(seconds(at)), at);
        }
        if let Some(path) = target.quality {
            let code = match quality {
                Quality::Good => quality::GOOD,
                Quality::Suspicious => quality::SUSPICIOUS,
            };
            self.set(now, path, Value::Integer(code), at);
        }
        self.set(now, target.path, converted, at);
    }

    fn widen(&mut self, now: Instant, extremes: Extremes, number: f64, at: SystemTime) {
        let known = |path| self.tree.entry(path).and_then(|entry| entry.value.number());
        let (min, max) = (known(extremes.min), known(extremes.max));
        if min.is_none_or(|min| number < min) {
            self.set(now, extremes.min, Value::Float(number), at);
        }
        if max.is_none_or(|max| number > max) {
            self.set(now, extremes.max, Value::Float(number), at);
        }
    }

    /// The device was heard and has no value for the point, or could not be asked for it.
    fn no_value(&mut self, now: Instant, key: PointKey, reason: NoValue) {
        let Some(point) = self.adapters.point_mut(key) else {
            return;
        };
        let state = PointState::None(reason.clone());
        if point.state == state {
            return;
        }
        debug!(device = %point.device, point = %point.name, ?reason, "The point has no value.");
        let target = point.target;
        match reason {
            // The device says that there is none, or what it says cannot be true: the old value is not
            // true any more.
            NoValue::Sentinel | NoValue::Undecodable(_) => {
                point.state = state;
                self.staleness.renew(key, None);
                if let Some(target) = target {
                    self.withdraw(now, &target);
                }
            }
            // Nothing is known: the old value stays until it is stale.
            NoValue::DeviceError(_) | NoValue::Timeout => {}
        }
    }

    /// Makes a value absent.
    fn withdraw(&mut self, now: Instant, target: &Target) {
        let at = SystemTime::now();
        if let Some(path) = target.quality {
            self.set(now, path, Value::Integer(quality::PROBABLY_BAD), at);
        }
        let change = self.tree.remove(target.path, at);
        self.announce(now, change);
    }

    /// Deals with points whose device has been silent for too long.
    pub(super) fn expire(&mut self, now: Instant) {
        while let Some(key) = self.staleness.expired(now) {
            let Some(point) = self.adapters.point_mut(key) else {
                continue;
            };
            point.state = PointState::Stale;
            warn!(device = %point.device, point = %point.name, "The value is stale.");
            let (target, on_stale) = (point.target, point.common.on_stale);
            match (target, on_stale) {
                (Some(target), OnStale::Hide) => self.withdraw(now, &target),
                (
                    Some(Target {
                        quality: Some(path), ..
                    }),
                    OnStale::Keep,
                ) => {
                    self.set(
                        now,
                        path,
                        Value::Integer(quality::PROBABLY_BAD),
                        SystemTime::now(),
                    );
                }
                (Some(_) | None, OnStale::Hide | OnStale::Keep) => {}
            }
        }
    }
}

/// The value in the kind of its resource: exact where it can be, rounded where a measured number goes into
/// an integer resource, as text where the resource is text.
fn to_kind(value: &Value, kind: ValueKind) -> Option<Value> {
    if let Some(exact) = value.convert(kind) {
        return Some(exact);
    }
    match kind {
        ValueKind::Float => value.number().map(Value::Float),
        ValueKind::Integer | ValueKind::Time | ValueKind::Unsigned => {
            Value::Float(value.number()?.round()).convert(kind)
        }
        ValueKind::Boolean => value.number().map(|number| Value::Boolean(number != 0.0)),
        ValueKind::String | ValueKind::CoreLink => Some(Value::String(value.to_string())),
        ValueKind::ObjectLink | ValueKind::Opaque => None,
    }
}

/// A point in time as LwM2M counts it; before 1970 it counts backwards.
pub(super) fn seconds(at: SystemTime) -> i64 {
    let whole = |duration: std::time::Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    match at.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => whole(since),
        Err(before) => -whole(before.duration()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_takes_the_kind_of_its_resource() {
        assert_eq!(
            to_kind(&Value::Float(20.6), ValueKind::Integer),
            Some(Value::Integer(21))
        );
        assert_eq!(to_kind(&Value::Unsigned(u64::MAX), ValueKind::Integer), None);
        assert_eq!(
            to_kind(&Value::Integer(5), ValueKind::Boolean),
            Some(Value::Boolean(true))
        );
        assert_eq!(
            to_kind(&Value::Integer(5), ValueKind::String),
            Some(Value::String("5".into()))
        );
        assert_eq!(to_kind(&Value::String("on".into()), ValueKind::Float), None);
    }
}
