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
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// They follow one another; never empty.
    Cycle(Vec<Value>),
    /// It is what was written last, and this before.
    Held(Value),
    /// There are none: the point is executed.
    None,
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
            kind: kind(point.kind),
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
        for (point, config) in &device.point {
            let problem = |message: String| Problem::new(&["device", name, "point", point], message);
            if config.period < MIN_PERIOD {
                problems.push(problem("the period is at least 10ms".into()));
            }
            match source(config, seed.wrapping_add(self.points.len() as u64)) {
                Ok(source) => self.points.push(PointScript {
                    device: self.devices.len(),
                    kind: kind(config.kind),
                    access: config.access,
                    period: config.period,
                    source,
                }),
                Err(message) => problems.push(problem(message)),
            }
        }
        self.devices.push(DeviceScript {
            id: DeviceId::new(name),
            latency: device.latency,
            faults: device.faults.clone(),
        });
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
        let edges = self
            .faults
            .iter()
            .flat_map(|fault| [fault.after, fault.after.saturating_add(fault.lasts)]);
        edges.filter(|&edge| edge > elapsed).min()
    }
}

impl Source {
    /// The value number `tick` of the point, `elapsed` after the start.
    pub(crate) fn value(&self, tick: u64, elapsed: Duration, kind: ValueKind) -> Option<Value> {
        match self {
            Self::Cycle(values) => {
                let index = usize::try_from(tick % values.len() as u64).ok()?;
                values.get(index).cloned()
            }
            Self::Held(value) => Some(value.clone()),
            Self::None => None,
            Self::Wave(wave) => Some(wave.value(elapsed, kind)),
        }
    }
}

fn source(config: &PointConfig, seed: u64) -> Result<Source, String> {
    let given = [
        config.values.is_some(),
        config.wave.is_some(),
        config.initial.is_some(),
    ];
    if given.iter().filter(|&&given| given).count() > 1 {
        return Err("only one of `values`, `wave` and `initial` can say what the value is".into());
    }
    let scripted = config.values.is_some() || config.wave.is_some();
    if scripted && config.access != Access::ReadOnly {
        return Err("a point with `values` or a `wave` can only be read".into());
    }
    if config.access == Access::Execute {
        return if given[2] {
            Err("a point that is executed has no value".into())
        } else {
            Ok(Source::None)
        };
    }
    if let Some(wave) = &config.wave {
        return Wave::new(wave, kind(config.kind), seed).map(Source::Wave);
    }
    if let Some(values) = &config.values {
        let values = values
            .iter()
            .map(|value| typed(value, config.kind))
            .collect::<Result<Vec<_>, _>>()?;
        return if values.is_empty() {
            Err("`values` is empty".into())
        } else {
            Ok(Source::Cycle(values))
        };
    }
    let initial = config.initial.as_ref().map(|value| typed(value, config.kind));
    initial.unwrap_or_else(|| Ok(zero(config.kind))).map(Source::Held)
}

fn typed(value: &ScriptValue, wanted: PointType) -> Result<Value, String> {
    let value = match value {
        ScriptValue::Boolean(boolean) => Value::Boolean(*boolean),
        ScriptValue::Integer(integer) => Value::Integer(*integer),
        ScriptValue::Float(float) => Value::Float(*float),
        ScriptValue::String(text) => Value::String(text.clone()),
    };
    let kind = kind(wanted);
    value
        .convert(kind)
        .ok_or_else(|| format!("the value {value} does not fit the point's type, {kind}"))
}

const fn kind(kind: PointType) -> ValueKind {
    match kind {
        PointType::Boolean => ValueKind::Boolean,
        PointType::Float => ValueKind::Float,
        PointType::Integer => ValueKind::Integer,
        PointType::String => ValueKind::String,
    }
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
