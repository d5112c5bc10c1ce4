//! The tables of the configuration as they are written, before anything is checked against anything else.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

/// The keys of a point that gatewayd reads itself.
pub(super) const POINT_KEYS: [&str; 9] = [
    "resource",
    "unit",
    "range",
    "stale-after",
    "on-stale",
    "application-type",
    "rate-limit",
    "pulse",
    "fail-safe",
];

/// Those of them that are understood, but do nothing yet.
pub(super) const POINT_KEYS_TO_COME: [&str; 3] = ["rate-limit", "pulse", "fail-safe"];

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Gateway {
    pub(super) endpoint_name: Option<String>,
    #[serde(default)]
    pub(super) exposure: Exposure,
    pub(super) models: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Exposure {
    #[default]
    Flat,
    Gateway,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Device {
    pub(super) manufacturer: Option<String>,
    pub(super) model: Option<String>,
    pub(super) serial: Option<String>,
    pub(super) firmware_version: Option<String>,
    pub(super) device_type: Option<String>,
    pub(super) hardware_version: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Server {
    pub(super) uri: String,
    pub(super) short_server_id: u16,
    #[serde(default = "default_lifetime", with = "adapter::config::duration")]
    pub(super) lifetime: Duration,
    pub(super) security: Option<SecurityMode>,
    pub(super) psk_identity: Option<String>,
    pub(super) psk_key_file: Option<PathBuf>,
    pub(super) certificate_file: Option<PathBuf>,
    pub(super) private_key_file: Option<PathBuf>,
    pub(super) server_certificate_file: Option<PathBuf>,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) server_name: Option<String>,
    #[serde(default)]
    pub(super) rights: Rights,
    #[serde(default)]
    pub(super) queue_mode: bool,
    pub(super) priority: Option<u32>,
    #[serde(default, with = "adapter::config::optional_duration")]
    pub(super) initial_delay: Option<Duration>,
    pub(super) block_on_failure: Option<bool>,
    pub(super) bootstrap_on_failure: Option<bool>,
    pub(super) retry_count: Option<u32>,
    #[serde(default, with = "adapter::config::optional_duration")]
    pub(super) retry_delay: Option<Duration>,
    #[serde(default, with = "adapter::config::optional_duration")]
    pub(super) sequence_delay: Option<Duration>,
    pub(super) sequence_count: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Bootstrap {
    pub(super) uri: String,
    pub(super) security: Option<SecurityMode>,
    pub(super) psk_identity: Option<String>,
    pub(super) psk_key_file: Option<PathBuf>,
    pub(super) certificate_file: Option<PathBuf>,
    pub(super) private_key_file: Option<PathBuf>,
    pub(super) server_certificate_file: Option<PathBuf>,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) server_name: Option<String>,
    #[serde(default, with = "adapter::config::optional_duration")]
    pub(super) hold_off: Option<Duration>,
    #[serde(default, with = "adapter::config::optional_duration")]
    pub(super) account_timeout: Option<Duration>,
    #[serde(default)]
    pub(super) request_pack: bool,
}

/// Short enough to keep the way through an address translator open.
pub(super) const fn default_lifetime() -> Duration {
    Duration::from_secs(300)
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Rights {
    #[default]
    Full,
    Read,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SecurityMode {
    None,
    Psk,
    Rpk,
    X509,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Discovery {
    pub(super) policy: Policy,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Policy {
    Approve,
    Auto,
    Off,
}

/// The keys of a point that gatewayd reads itself and that do something.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Point {
    pub(super) resource: Option<Resource>,
    pub(super) unit: Option<String>,
    pub(super) range: Option<[f64; 2]>,
    #[serde(default, with = "adapter::config::optional_duration")]
    pub(super) stale_after: Option<Duration>,
    #[serde(default)]
    pub(super) on_stale: OnStale,
    pub(super) application_type: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Resource {
    pub(super) object: u16,
    pub(super) instance: Option<u16>,
    pub(super) resource: u16,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OnStale {
    Hide,
    #[default]
    Keep,
}
