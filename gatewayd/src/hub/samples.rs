//! Values on their way from adapters into the tree.

use std::time::{Duration, Instant, SystemTime};

use adapter::{DeviceId, DeviceState, NoValue, Quality, Report, Sample};
use objects::{Value, ValueKind};
use tracing::{debug, info, warn};

use super::Hub;
use super::adapters::{AdapterState, Extremes, Point, PointKey, PointState, Target, Written};
use super::mapping::LOCATION;
use super::quality;
use crate::supervisor::UnitId;

/// How long after a confirmed write a sample from before it may still be under way. Later, an older time
/// only says that the clock was set back.
const OVERTAKING: Duration = Duration::from_secs(10);

impl Hub {
    pub(super) fn handle_report(&mut self, now: Instant, unit: UnitId, report: Report) {
        match report {
            Report::Up => self.adapter_up(unit),
            Report::Device { device, state } => self.device_state(now, unit, &device, state),
            Report::NoValue { point, reason } => self.no_value(now, PointKey { unit, point }, reason),
            Report::Samples(samples) => {
                for sample in samples {
                    self.handle_sample(now, unit, sample);
                }
            }
        }
    }

    fn adapter_up(&mut self, unit: UnitId) {
        let Some(unit) = self.adapters.get_mut(unit) else {
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

    fn device_state(&mut self, now: Instant, number: UnitId, device: &DeviceId, state: DeviceState) {
        let Some(unit) = self.adapters.get_mut(number) else {
            return;
        };
        let Some(known) = unit.devices.get_mut(device) else {
            return;
        };
        if known.state.as_ref() == Some(&state) {
            return;
        }
        let was_lost = matches!(known.state, Some(DeviceState::Offline { .. }));
        let lost = match &state {
            DeviceState::Online => {
                info!(adapter = %unit.name, %device, "The device answers.");
                false
            }
            DeviceState::Offline { reason } => {
                if !was_lost {
                    warn!(adapter = %unit.name, %device, error = %reason, "The device is lost.");
                }
                true
            }
        };
        known.state = Some(state);
        let points = unit.readable_points(Some(device));
        for point in points {
            let key = PointKey { unit: number, point };
            if lost {
                self.doubt(now, key);
            } else {
                self.stop_countdown(key);
            }
        }
        self.devices_stale = true;
    }

    fn handle_sample(&mut self, now: Instant, unit: UnitId, sample: Sample) {
        let key = PointKey {
            unit,
            point: sample.point,
        };
        let Some(unit) = self.adapters.get_mut(unit) else {
            return;
        };
        let Some(point) = unit.points.get(sample.point.index()) else {
            return;
        };
        if let Some(device) = unit.devices.get_mut(&point.device) {
            device.last_seen = Some(sample.at);
        }
        // A sample that was under way while a write was confirmed tells what was before the write.
        let overtaken = |written: Written| now < written.overtakes_until && sample.at < written.at;
        if !point.written.is_some_and(overtaken) {
            self.accept(now, key, &sample.value, sample.quality, sample.at);
        }
    }

    /// The device has acknowledged a write, or read the value back.
    pub(super) fn accept_written(
        &mut self,
        now: Instant,
        key: PointKey,
        value: &Value,
        order: u64,
        at: SystemTime,
    ) {
        let Some(point) = self.adapters.point_mut(key) else {
            return;
        };
        // What cannot be read has no value in the tree, only an effect.
        if !point.access.readable() || point.written.is_some_and(|written| written.order > order) {
            return;
        }
        point.written = Some(Written {
            order,
            at,
            overtakes_until: now + OVERTAKING,
        });
        self.accept(now, key, value, Quality::Good, at);
    }

    /// A value of a device: right, or none at all.
    fn accept(&mut self, now: Instant, key: PointKey, value: &Value, quality: Quality, at: SystemTime) {
        let Some(point) = self.adapters.point(key) else {
            return;
        };
        let Some(converted) = usable(point, value) else {
            let reason = NoValue::Undecodable(format!("{value} is out of range"));
            return self.no_value(now, key, reason);
        };
        let (target, stale_after) = (point.target, point.common.stale_after);
        let code = match quality {
            Quality::Good => quality::ACCEPTED,
            Quality::Suspicious => quality::SUSPICIOUS,
        };
        self.staleness.renew(key, stale_after.map(|after| now + after));
        self.set_state(key, PointState::Fresh);
        self.set_quality(now, key, code);
        if let Some(target) = target {
            self.fill(now, &target, converted, at);
        }
    }

    /// Puts a value and what follows from it into the tree.
    fn fill(&mut self, now: Instant, target: &Target, value: Value, at: SystemTime) {
        if target.kind.is_none() {
            return;
        }
        if let (Some(extremes), Some(number)) = (target.extremes, value.number()) {
            self.widen(now, extremes, number, at);
        }
        // A point that delivers the time itself knows better.
        if let Some(path) = target.timestamp.filter(|path| !self.mapped.contains_key(path)) {
            let time = Value::Time(seconds(at));
            // A position is one of a time: that nothing has moved is news (OMA registry, object 6).
            match path.object == LOCATION {
                true => self.set(now, path, time, at),
                false => self.set_quietly(path, time, at),
            }
        }
        self.set(now, target.path, value, at);
    }

    pub(super) fn widen(&mut self, now: Instant, extremes: Extremes, number: f64, at: SystemTime) {
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
        let Some(point) = self.adapters.point(key) else {
            return;
        };
        match reason {
            // The device says that there is none, or what it says cannot be true: the old value is not
            // true any more.
            NoValue::Sentinel | NoValue::Undecodable(_) => {
                if !matches!(point.state, PointState::None(_)) {
                    debug!(device = %point.device, point = %point.name, ?reason, "The point has no value.");
                }
                self.set_state(key, PointState::None(reason));
                self.staleness.renew(key, None);
                self.withdraw(now, key);
            }
            // Nothing new is known: the old value stays for a while.
            NoValue::DeviceError(_) | NoValue::Timeout => self.start_countdown(now, key),
        }
    }

    /// Notes what is known of a point; those who watch the status are told when it is another thing.
    pub(super) fn set_state(&mut self, key: PointKey, state: PointState) {
        if let Some(point) = self.adapters.point_mut(key) {
            self.status_stale |= std::mem::discriminant(&point.state) != std::mem::discriminant(&state);
            point.state = state;
        }
    }
}

/// The value as its resource takes it: plausible, finite, and expressible there.
fn usable(point: &Point, value: &Value) -> Option<Value> {
    let number = value.number();
    let plausible = match (point.common.range, number) {
        (Some(range), Some(number)) => (range.min..=range.max).contains(&number),
        (Some(_) | None, _) => number.is_none_or(f64::is_finite),
    };
    let kind = point.target.and_then(|target| target.kind);
    match kind {
        _ if !plausible => None,
        Some(kind) => to_kind(value, kind),
        None => Some(value.clone()),
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
pub(crate) fn seconds(at: SystemTime) -> i64 {
    let whole = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
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

    #[test]
    fn times_before_1970_count_backwards() {
        let second = Duration::from_secs(1);
        assert_eq!(seconds(SystemTime::UNIX_EPOCH + second), 1);
        assert_eq!(seconds(SystemTime::UNIX_EPOCH - second), -1);
    }
}
