//! What a user writes in `[adapter.NAME]` of type `ble`.

mod uuid16;
mod validate;

use std::collections::BTreeMap;
use std::time::Duration;

use adapter::Access;
use serde::Deserialize;
use uuid::Uuid;

use crate::Address;
use crate::advert::Format;
use crate::decode::{ByteOrder, Encoding};

/// The configuration of one Bluetooth controller and the devices heard by it.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    /// The controller's name, as BlueZ calls it.
    #[serde(default = "default_controller")]
    pub controller: String,
    /// The advertisement formats that are decoded.
    #[serde(default = "default_formats")]
    pub formats: Vec<Format>,
    /// How long the radio may be silent altogether before scanning is started afresh.
    #[serde(default = "default_watchdog", with = "adapter::config::duration")]
    pub watchdog: Duration,
    /// How many connections are open at the same time. Controllers manage between three and seven.
    #[serde(default = "default_connections")]
    pub max_connections: usize,
    /// The devices by name.
    #[serde(default)]
    pub device: BTreeMap<String, DeviceConfig>,
}

/// One device.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DeviceConfig {
    /// Its Bluetooth address.
    pub address: Address,
    /// How long it may be silent before it counts as offline; without it, learned from what it does.
    #[serde(default, with = "adapter::config::optional_duration")]
    pub silent_after: Option<Duration>,
    /// Its points by name.
    #[serde(default)]
    pub point: BTreeMap<String, PointConfig>,
}

/// One datum of a device: a field of its advertisements, or a characteristic.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PointConfig {
    /// The field of the advertisement it is.
    #[serde(default)]
    pub advertisement: Option<AdvertisementConfig>,
    /// The characteristic it is.
    #[serde(default)]
    pub characteristic: Option<CharacteristicConfig>,
    /// What may be done with it.
    #[serde(default)]
    pub access: Access,
    /// Whether a characteristic is read every now and then or notifies by itself.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// How often a characteristic is read.
    #[serde(default, with = "adapter::config::optional_duration")]
    pub poll: Option<Duration>,
    /// What the raw number is multiplied by.
    #[serde(default)]
    pub scale: Option<f64>,
    /// What is added after scaling.
    #[serde(default)]
    pub offset: Option<f64>,
    /// Raw numbers by which the device says "no value".
    #[serde(default)]
    pub sentinel: Vec<i64>,
    /// Whether a write asks for the device's acknowledgement.
    #[serde(default)]
    pub write: Option<WriteMode>,
    /// Whether a written value is read back and compared.
    #[serde(default)]
    pub verify: bool,
}

/// Names a field of an advertisement.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AdvertisementConfig {
    /// The format the device advertises in.
    pub format: Format,
    /// The name of the quantity, such as `temperature`.
    pub measurement: String,
    /// Which one, when a device sends the quantity several times; the first is 0.
    #[serde(default)]
    pub index: u8,
    /// For buttons: the kind of press that is counted; without it every kind is.
    #[serde(default)]
    pub event: Option<crate::advert::ButtonEvent>,
}

/// Names a characteristic and how to read its bytes.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CharacteristicConfig {
    /// The service, as 16-bit number (`181a`) or full UUID.
    #[serde(with = "uuid16")]
    pub service: Uuid,
    /// The characteristic, as 16-bit number (`2a6e`) or full UUID.
    #[serde(with = "uuid16")]
    pub uuid: Uuid,
    /// What its bytes mean.
    #[serde(rename = "type")]
    pub encoding: Encoding,
    /// Which byte of a number comes first.
    #[serde(default)]
    pub endianness: ByteOrder,
}

/// How the values of a characteristic are got.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The connection stays open and the device sends values by itself.
    Notify,
    /// Connect, read, disconnect.
    Read,
}

/// How a value is written to a characteristic.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum WriteMode {
    /// The device acknowledges.
    WithResponse,
    /// The device does not acknowledge; the confirmation only says that the radio took it.
    WithoutResponse,
}

/// Connections drain coin cells: a minute apart unless the user wants more.
pub(crate) const DEFAULT_POLL: Duration = Duration::from_secs(60);

fn default_controller() -> String {
    "hci0".to_owned()
}

fn default_formats() -> Vec<Format> {
    vec![Format::Bthome, Format::Ruuvi]
}

const fn default_watchdog() -> Duration {
    Duration::from_secs(60)
}

const fn default_connections() -> usize {
    3
}

#[cfg(test)]
mod tests;
