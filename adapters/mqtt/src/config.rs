//! The configuration of the adapter, as it stands in `[adapter.NAME]`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use adapter::Access;
pub use adapter::config::PointType;
use adapter::config::Problem;
use serde::Deserialize;

/// The connection to a broker and the devices behind it.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    /// The broker: `mqtt://host:1883`, or `mqtts://host:8883` for TLS.
    pub url: String,
    /// The client identifier; made from the adapter's name and the machine when absent.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The name to log in with.
    #[serde(default)]
    pub username: Option<String>,
    /// The file that holds the password: looked up among the service's credentials, then in `/etc/gatewayd`.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// The certificates to trust instead of the system's, as PEM; looked up like the password.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// How often the connection is proved to be alive when nothing else is sent.
    #[serde(default = "default_keep_alive", with = "adapter::config::duration")]
    pub keep_alive: Duration,
    /// The discovery dialects to listen for. None is available yet, so each one is reported.
    #[serde(default)]
    pub dialects: Vec<String>,
    /// The devices by name.
    #[serde(default)]
    pub device: BTreeMap<String, DeviceConfig>,
}

/// One device behind the broker.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DeviceConfig {
    /// How the device, or its will, says whether it can be reached.
    #[serde(default)]
    pub availability: Option<AvailabilityConfig>,
    /// The points by name.
    #[serde(default)]
    pub point: BTreeMap<String, PointConfig>,
}

/// Where a device says whether it is there.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AvailabilityConfig {
    /// The topic, without wildcards.
    pub topic: String,
    /// Where in a JSON payload the word stands (RFC 6901); the payload is the word when absent.
    #[serde(default)]
    pub pointer: Option<String>,
    /// The word for "reachable"; case does not matter.
    #[serde(default = "default_online")]
    pub online: String,
    /// The word for "not reachable"; case does not matter.
    #[serde(default = "default_offline")]
    pub offline: String,
}

/// One datum of a device.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PointConfig {
    /// The topic filter its values arrive on. With wildcards, the newest message of any matching topic counts.
    #[serde(default)]
    pub topic: Option<String>,
    /// Where in a JSON payload the value stands (RFC 6901); the payload is the value when absent.
    #[serde(default)]
    pub pointer: Option<String>,
    /// Where in a JSON payload the time of the value stands: Unix seconds or milliseconds, or RFC 3339.
    #[serde(default)]
    pub timestamp_pointer: Option<String>,
    /// The kind of the values.
    #[serde(default, rename = "type")]
    pub kind: PointType,
    /// What a number is multiplied with.
    #[serde(default)]
    pub scale: Option<f64>,
    /// What is added after scaling.
    #[serde(default)]
    pub offset: Option<f64>,
    /// The words that stand for true; case does not matter.
    #[serde(default = "default_true_values")]
    pub true_values: Vec<String>,
    /// The words that stand for false; case does not matter.
    #[serde(default = "default_false_values")]
    pub false_values: Vec<String>,
    /// Values by the word that stands for each of them; other words are no values. Case matters.
    #[serde(default)]
    pub map: Option<BTreeMap<String, MapValue>>,
    /// What may be done with the point.
    #[serde(default)]
    pub access: Access,
    /// How it is written or triggered.
    #[serde(default)]
    pub command: Option<CommandConfig>,
}

/// What a word of a payload stands for.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(untagged)]
pub enum MapValue {
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// Text.
    String(String),
}

/// How a point is written or triggered. Commands are never retained.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CommandConfig {
    /// The topic commands go to, without wildcards.
    pub topic: String,
    /// The payload, with `{value}` or, for a point that is executed, `{arguments}` where that goes in.
    #[serde(default)]
    pub payload: Option<String>,
    /// The quality of service: 0 or 1.
    #[serde(default = "default_qos")]
    pub qos: u8,
    /// What `{value}` becomes for true.
    #[serde(default = "default_on")]
    pub on: String,
    /// What `{value}` becomes for false.
    #[serde(default = "default_off")]
    pub off: String,
    /// What proves that the device obeyed; its own state where the point can be read.
    #[serde(default)]
    pub confirm: Option<Confirm>,
    /// How far the state may be from the value commanded and still prove it.
    #[serde(default)]
    pub tolerance: Option<f64>,
    /// How long the proof may take.
    #[serde(default = "default_timeout", with = "adapter::config::duration")]
    pub timeout: Duration,
}

/// What proves that a device obeyed a command.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Confirm {
    /// Nothing but the broker's receipt.
    None,
    /// A live message on the point's topic with the value commanded.
    State,
}

impl Config {
    /// Every problem of the configuration at once.
    #[must_use]
    pub fn validate(&self) -> Vec<Problem> {
        let mut problems = crate::connection::problems(self);
        problems.extend(crate::plan::Plan::build(self).err().unwrap_or_default());
        problems
    }
}

impl CommandConfig {
    /// What proves a command to a point of that access.
    #[must_use]
    pub fn confirm(&self, access: Access) -> Confirm {
        let default = if access.readable() {
            Confirm::State
        } else {
            Confirm::None
        };
        self.confirm.unwrap_or(default)
    }

    /// The template of the payload for a point of that access.
    #[must_use]
    pub fn template(&self, access: Access) -> &str {
        let default = match access {
            Access::Execute => "{arguments}",
            Access::ReadOnly | Access::ReadWrite | Access::WriteOnly => "{value}",
        };
        self.payload.as_deref().unwrap_or(default)
    }
}

const fn default_keep_alive() -> Duration {
    Duration::from_secs(30)
}

const fn default_timeout() -> Duration {
    Duration::from_secs(5)
}

/// A command is worth its receipt; a lost one would only be seen as a timeout.
const fn default_qos() -> u8 {
    1
}

// "online", "offline", "ON" and "OFF": the defaults of Home Assistant's MQTT integration.
fn default_online() -> String {
    "online".into()
}

fn default_offline() -> String {
    "offline".into()
}

fn default_on() -> String {
    "ON".into()
}

fn default_off() -> String {
    "OFF".into()
}

fn default_true_values() -> Vec<String> {
    ["on", "true", "1"].map(String::from).to_vec()
}

fn default_false_values() -> Vec<String> {
    ["off", "false", "0"].map(String::from).to_vec()
}
