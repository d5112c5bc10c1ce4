//! The configuration of the adapter, as it stands in `[adapter.NAME]`.

use std::collections::BTreeMap;
use std::time::Duration;

use adapter::Access;
pub use adapter::config::PointType;
use adapter::config::Problem;
use serde::Deserialize;

/// Simulated devices.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    /// What the random waves begin with; equal seeds yield equal values.
    #[serde(default)]
    pub seed: u64,
    /// The devices by name.
    #[serde(default)]
    pub device: BTreeMap<String, DeviceConfig>,
}

/// One simulated device.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DeviceConfig {
    /// How long the device takes to obey a command.
    #[serde(default, with = "adapter::config::duration")]
    pub latency: Duration,
    /// What goes wrong, and when.
    #[serde(default)]
    pub faults: Vec<FaultConfig>,
    /// The points by name.
    #[serde(default)]
    pub point: BTreeMap<String, PointConfig>,
}

/// A time in which a device misbehaves.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FaultConfig {
    /// How long after the start it begins.
    #[serde(with = "adapter::config::duration")]
    pub after: Duration,
    /// How long it lasts.
    #[serde(rename = "for", with = "adapter::config::duration")]
    pub lasts: Duration,
    /// What the device does.
    pub kind: FaultKind,
}

/// How a device misbehaves.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// It is gone: no values, and commands are refused at once.
    Offline,
    /// It answers commands with a refusal.
    Reject,
    /// It delivers "not available" instead of values.
    Sentinel,
    /// It does not answer: neither polls nor commands.
    Timeout,
}

/// One point of a simulated device: `values`, a `wave`, an `initial` value or what it `counts`.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PointConfig {
    /// The kind of the values.
    #[serde(default, rename = "type")]
    pub kind: PointType,
    /// What may be done with the point.
    #[serde(default)]
    pub access: Access,
    /// Values that follow one another, over and over.
    #[serde(default)]
    pub values: Option<Vec<ScriptValue>>,
    /// Values computed from the time.
    #[serde(default)]
    pub wave: Option<WaveConfig>,
    /// The value until something is written.
    #[serde(default)]
    pub initial: Option<ScriptValue>,
    /// The point of the same device whose executions are counted.
    #[serde(default)]
    pub counts: Option<String>,
    /// How often a value is reported.
    #[serde(default = "default_period", with = "adapter::config::duration")]
    pub period: Duration,
}

/// A value in a script.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(untagged)]
pub enum ScriptValue {
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// Text.
    String(String),
}

/// A function of the time.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WaveConfig {
    /// Its shape.
    pub kind: WaveKind,
    /// Its lowest value.
    pub min: f64,
    /// Its highest value.
    pub max: f64,
    /// How long one wave is, or how long a random value stays.
    #[serde(with = "adapter::config::duration")]
    pub period: Duration,
}

/// The shape of a wave.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum WaveKind {
    /// From `min` to `max` in a straight line, then from `min` again.
    Ramp,
    /// A new value between `min` and `max` with every period.
    Random,
    /// A sine between `min` and `max`.
    Sine,
}

impl Config {
    /// Every problem of the configuration at once.
    #[must_use]
    pub fn validate(&self) -> Vec<Problem> {
        crate::script::Script::build(self).err().unwrap_or_default()
    }
}

const fn default_period() -> Duration {
    Duration::from_secs(1)
}
