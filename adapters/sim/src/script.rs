//! The checked configuration: what every device does at every time.

use std::sync::Arc;
use std::time::Duration;

use adapter::config::Problem;
use adapter::{Access, DeviceId, DeviceInfo, PointDef};
use objects::{Value, ValueKind};

use crate::config::{Config, DeviceConfig, FaultConfig, FaultKind, PointConfig, PointType, ScriptValue};
use crate::wave::Wave;

/// Shorter periods would only show how fast the machine is.
const MIN_PERIOD: Duration = Duration::from_millis(10);

/// All devices and points.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script {
    pub(crate) devices: Vec<DeviceScript>,
    /// At the positions of the point ids.
    pub(crate) points: Vec<PointScript>,
}

/// What a device does.
#[derive(Clone, Debug)]
pub(crate) struct DeviceScript {
    pub(crate) id: DeviceId,
    pub(crate) latency: Duration,
    pub(crate) faults: Vec<FaultConfig>,
}

/// What a point does.
#[derive(Clone, Debug)]
pub(crate) struct PointScript {
    /// The position of its device in [`Script::devices`].
    pub(crate) device: usize,
    pub(crate) kind: ValueKind,
    pub(crate) access: Access,
    pub(crate) period: Duration,
    pub(crate) source: Source,
}

/// Where the values of a point come from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Source {
    /// From how often the point at that position was executed.
    Count(usize),
    /// They follow one another; never empty.
    Cycle(Vec<Value>),
    /// It is what was written last, and this before.
    Held(Value),
    /// There are none; it has been executed that often.
    Executed(u64),
    /// They are computed.
    Wave(Wave),
}

/// The devices and points of a configuration, in the order of their names.
pub(crate) fn definitions(config: &Config) -> (Vec<DeviceInfo>, Vec<PointDef>) {
    let devices = config.device.keys().map(|name| DeviceInfo {
        id: DeviceId::new(name),
        address: format!("simulated {name}"),
    });
    let points = config.device.iter().flat_map(|(name, device)| {
        let id = DeviceId::new(name);
        device.point.iter().map(move |(name, point)| PointDef {
            device: id.clone(),
            name: Arc::from(name.as_str()),
            kind: point.kind.kind(),
            access: point.access,
        })
    });
    (devices.collect(), points.collect())
}

impl Script {
    /// Checks a configuration and takes it apart.
    ///
    /// # Errors
    /// Every problem at once.
    pub(crate) fn build(config: &Config) -> Result<Self, Vec<Problem>> {
        let mut script = Self::default();
        let mut problems = Vec::new();
        for (name, device) in &config.device {
            script.add_device(name, device, config.seed, &mut problems);
        }
        if problems.is_empty() {
            Ok(script)
        } else {
            Err(problems)
        }
    }

    fn add_device(&mut self, name: &str, device: &DeviceConfig, seed: u64, problems: &mut Vec<Problem>) {
        if device.faults.iter().any(|fault| fault.lasts.is_zero()) {
            problems.push(Problem::new(
                &["device", name, "faults"],
                "a fault that lasts no time is none",
            ));
        }
        let first = self.points.len();
        for (index, (point, config)) in device.point.iter().enumerate() {
            let problem = |message: String| Problem::new(&["device", name, "point", point], message);
            if config.period < MIN_PERIOD {
                problems.push(problem("the period is at least 10ms".into()));
            }
            let place = Place {
                device,
                first,
                seed: seed.wrapping_add((first + index) as u64),
            };
            let source = place.source(config).unwrap_or_else(|message| {
                problems.push(problem(message));
                Source::Executed(0)
            });
            self.points.push(PointScript {
                device: self.devices.len(),
                kind: config.kind.kind(),
                access: config.access,
                period: config.period,
                source,
            });
        }
        self.devices.push(DeviceScript {
            id: DeviceId::new(name),
            latency: device.latency,
            faults: device.faults.clone(),
        });
    }

    /// The value number `tick` of a point, `elapsed` after the start; `None` for one that has none.
    pub(crate) fn value(&self, point: usize, tick: u64, elapsed: Duration) -> Option<Value> {
        let script = self.points.get(point)?;
        match &script.source {
            Source::Count(counted) => match self.points.get(*counted)?.source {
                Source::Executed(count) => Value::Unsigned(count).convert(script.kind),
                Source::Count(_) | Source::Cycle(_) | Source::Held(_) | Source::Wave(_) => None,
            },
            Source::Cycle(values) => {
                let index = usize::try_from(tick % values.len() as u64).ok()?;
                values.get(index).cloned()
            }
            Source::Held(value) => Some(value.clone()),
            Source::Executed(_) => None,
            Source::Wave(wave) => Some(wave.value(elapsed, script.kind)),
        }
    }
}

impl DeviceScript {
    /// The fault the device has `elapsed` after the start; of several the one listed first.
    pub(crate) fn fault(&self, elapsed: Duration) -> Option<FaultKind> {
        let active = |fault: &&FaultConfig| {
            elapsed
                .checked_sub(fault.after)
                .is_some_and(|since| since < fault.lasts)
        };
        self.faults.iter().find(active).map(|fault| fault.kind)
    }

    /// When, after `elapsed`, a fault begins or ends next.
    pub(crate) fn next_edge(&self, elapsed: Duration) -> Option<Duration> {
        let edges = |fault: &FaultConfig| [fault.after, fault.after.saturating_add(fault.lasts)];
        self.faults
            .iter()
            .flat_map(edges)
            .filter(|&edge| edge > elapsed)
            .min()
    }
}

/// Where a point stands.
struct Place<'a> {
    device: &'a DeviceConfig,
    /// The position of the device's first point.
    first: usize,
    seed: u64,
}

impl Place<'_> {
    fn source(&self, config: &PointConfig) -> Result<Source, String> {
        let scripted = [
            config.values.is_some(),
            config.wave.is_some(),
            config.counts.is_some(),
        ];
        let scripted = scripted.into_iter().filter(|&given| given).count();
        if scripted + usize::from(config.initial.is_some()) > 1 {
            return Err(
                "only one of `values`, `wave`, `initial` and `counts` can say what the value is".into(),
            );
        }
        if scripted > 0 && config.access != Access::ReadOnly {
            return Err("a point with `values`, a `wave` or `counts` can only be read".into());
        }
        if config.access == Access::Execute {
            let has_value = config.initial.is_some();
            return if has_value {
                Err("a point that is executed has no value".into())
            } else {
                Ok(Source::Executed(0))
            };
        }
        if let Some(counted) = &config.counts {
            return self.counted(counted, config.kind.kind());
        }
        if let Some(wave) = &config.wave {
            return Wave::new(wave, config.kind.kind(), self.seed).map(Source::Wave);
        }
        match &config.values {
            Some(values) if values.is_empty() => Err("`values` is empty".into()),
            Some(values) => values
                .iter()
                .map(|value| typed(value, config.kind))
                .collect::<Result<_, _>>()
                .map(Source::Cycle),
            None => held(config).map(Source::Held),
        }
    }

    fn counted(&self, name: &str, kind: ValueKind) -> Result<Source, String> {
        if !matches!(kind, ValueKind::Float | ValueKind::Integer) {
            return Err(format!("a count is a number, and the point's type is {kind}"));
        }
        let mut points = self.device.point.iter();
        let position = points.position(|(other, point)| other == name && point.access == Access::Execute);
        let position =
            position.ok_or_else(|| format!("the device has no point {name:?} that is executed"))?;
        Ok(Source::Count(self.first + position))
    }
}

fn held(config: &PointConfig) -> Result<Value, String> {
    match &config.initial {
        Some(value) => typed(value, config.kind),
        None => Ok(zero(config.kind)),
    }
}

fn typed(value: &ScriptValue, wanted: PointType) -> Result<Value, String> {
    let value = match value {
        ScriptValue::Boolean(boolean) => Value::Boolean(*boolean),
        ScriptValue::Integer(integer) => Value::Integer(*integer),
        ScriptValue::Float(float) => Value::Float(*float),
        ScriptValue::String(text) => Value::String(text.clone()),
    };
    let kind = wanted.kind();
    let typed = value.convert(kind);
    typed.ok_or_else(|| format!("the value {value} does not fit the point's type, {kind}"))
}

const fn zero(kind: PointType) -> Value {
    match kind {
        PointType::Boolean => Value::Boolean(false),
        PointType::Float => Value::Float(0.0),
        PointType::Integer => Value::Integer(0),
        PointType::String => Value::String(String::new()),
    }
}

#[cfg(test)]
mod tests;
