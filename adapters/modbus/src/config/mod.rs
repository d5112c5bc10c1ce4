//! What a person writes about a Modbus bus, its devices and their points.

mod register;
mod validate;

use std::collections::BTreeMap;
use std::time::Duration;

use adapter::Access;
use adapter::config::{Problem, duration, optional_duration};
use serde::Deserialize;

pub use register::{DataType, Poll, RegisterConfig, Sentinel, Table, WordOrder, WriteFunction};

/// Registers one FC03 or FC04 may ask for (Modbus Application Protocol V1.1b3 §6.3).
pub const MAX_READ_REGISTERS: u16 = 125;
/// Coils or inputs one FC01 or FC02 may ask for (Modbus Application Protocol V1.1b3 §6.1).
pub const MAX_READ_BITS: u16 = 2000;
/// Registers one FC16 may write (Modbus Application Protocol V1.1b3 §6.12).
pub const MAX_WRITE_REGISTERS: u16 = 123;
/// How often a point is read when neither it nor its device says so.
pub const DEFAULT_POLL: Duration = Duration::from_secs(10);
/// How many unneeded registers a read may include when the device does not say so.
pub const DEFAULT_MAX_GAP: u16 = 8;

/// The parity bit of a serial line.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Parity {
    /// An even number of ones; the default of Modbus (Modbus over Serial Line V1.02 §2.5.1).
    #[default]
    Even,
    /// No parity bit.
    None,
    /// An odd number of ones.
    Odd,
}

/// A serial Modbus line: the table of an adapter of type `modbus-rtu`.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RtuConfig {
    /// The serial device, best a name below `/dev/serial/by-id`.
    pub port: String,
    /// Bits per second; 9600 unless told.
    #[serde(default = "default_baud_rate")]
    pub baud_rate: u32,
    /// Data bits per character; RTU has eight.
    #[serde(default = "default_data_bits")]
    pub data_bits: u8,
    /// The parity bit; even unless told.
    #[serde(default)]
    pub parity: Parity,
    /// Stop bits, one or two; one unless told.
    #[serde(default = "default_stop_bits")]
    pub stop_bits: u8,
    /// How long a device may take to begin its answer; 500 ms unless told.
    #[serde(default = "default_timeout", with = "duration")]
    pub timeout: Duration,
    /// The least silence between two requests; 3.5 characters (at least 1.75 ms) unless told.
    #[serde(default, with = "optional_duration")]
    pub request_gap: Option<Duration>,
    /// Whether the adaptor hears what it sends, as half-duplex adaptors may do.
    #[serde(default)]
    pub echo: bool,
    /// How often a read without answer is repeated at once; once unless told. Writes are never repeated.
    #[serde(default = "default_retries")]
    pub retries: u8,
    /// The devices on the line by their names.
    #[serde(default)]
    pub device: BTreeMap<String, DeviceConfig>,
}

/// A Modbus/TCP host: the table of an adapter of type `modbus-tcp`.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TcpConfig {
    /// The host's name or address.
    pub host: String,
    /// The TCP port; 502 unless told.
    #[serde(default = "default_port")]
    pub port: u16,
    /// How long a device may take to answer; 1 s unless told.
    #[serde(default = "default_tcp_timeout", with = "duration")]
    pub timeout: Duration,
    /// How long connecting may take; 5 s unless told.
    #[serde(default = "default_connect_timeout", with = "duration")]
    pub connect_timeout: Duration,
    /// How long to wait after connecting before the first request; not at all unless told.
    #[serde(default, with = "optional_duration")]
    pub connect_delay: Option<Duration>,
    /// After how long without a request the connection is closed; never unless told.
    /// It is opened again for the next request.
    #[serde(default, with = "optional_duration")]
    pub idle_timeout: Option<Duration>,
    /// The least pause between two requests; none unless told.
    #[serde(default, with = "optional_duration")]
    pub request_gap: Option<Duration>,
    /// How often a read without answer is repeated at once; once unless told. Writes are never repeated.
    #[serde(default = "default_retries")]
    pub retries: u8,
    /// The devices behind the host by their names.
    #[serde(default)]
    pub device: BTreeMap<String, DeviceConfig>,
}

/// One device: an address on the bus and the points it has.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DeviceConfig {
    /// The unit identifier.
    pub unit: u8,
    /// The most registers, and a sixteenth of the most coils, one request may ask for; 125 unless told.
    #[serde(default = "default_max_read_registers")]
    pub max_read_registers: u16,
    /// How many unneeded registers (and sixteen times as many coils) a read may include to save a
    /// request; 8 unless told, 0 for none.
    #[serde(default = "default_max_gap")]
    pub max_gap: u16,
    /// The least pause before a request to this device, where it needs more than the bus.
    #[serde(default, with = "optional_duration")]
    pub request_gap: Option<Duration>,
    /// How often its points are read unless they say so themselves; every 10 s unless told.
    #[serde(default)]
    pub poll: Option<Poll>,
    /// The points by their names.
    #[serde(default)]
    pub point: BTreeMap<String, PointConfig>,
}

/// One point: where it is and how its registers become a value.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PointConfig {
    /// Where it is and what it consists of.
    pub register: RegisterConfig,
    /// What the raw number is multiplied by; 1 unless told.
    #[serde(default = "default_scale")]
    pub scale: f64,
    /// What is added after that; 0 unless told.
    #[serde(default)]
    pub offset: f64,
    /// Raw values that mean "no value".
    #[serde(default)]
    pub sentinel: Vec<Sentinel>,
    /// How often it is read.
    #[serde(default)]
    pub poll: Option<Poll>,
    /// What may be done with it; only reading unless told.
    #[serde(default)]
    pub access: Access,
    /// Whether a write is read back before it counts as done.
    #[serde(default)]
    pub verify: bool,
    /// The function code family for writes; single for one register or coil unless told.
    #[serde(default)]
    pub write_function: Option<WriteFunction>,
}

/// The table of a Modbus adapter of either type.
#[derive(Clone, Debug, PartialEq)]
pub enum Config {
    /// A serial line.
    Rtu(RtuConfig),
    /// A TCP host.
    Tcp(TcpConfig),
}

impl Config {
    /// Everything that cannot work, at once.
    #[must_use]
    pub fn validate(&self) -> Vec<Problem> {
        validate::problems(self)
    }

    /// What works but is probably not what was meant.
    #[must_use]
    pub fn hints(&self) -> Vec<Problem> {
        validate::hints(self)
    }

    /// The devices by their names.
    #[must_use]
    pub const fn devices(&self) -> &BTreeMap<String, DeviceConfig> {
        match self {
            Self::Rtu(config) => &config.device,
            Self::Tcp(config) => &config.device,
        }
    }

    /// How often a read without answer is repeated at once.
    #[must_use]
    pub const fn retries(&self) -> u8 {
        match self {
            Self::Rtu(config) => config.retries,
            Self::Tcp(config) => config.retries,
        }
    }
}

impl From<RtuConfig> for Config {
    fn from(config: RtuConfig) -> Self {
        Self::Rtu(config)
    }
}

impl From<TcpConfig> for Config {
    fn from(config: TcpConfig) -> Self {
        Self::Tcp(config)
    }
}

impl RtuConfig {
    /// Everything that cannot work, at once.
    #[must_use]
    pub fn validate(&self) -> Vec<Problem> {
        Config::Rtu(self.clone()).validate()
    }
}

impl TcpConfig {
    /// Everything that cannot work, at once.
    #[must_use]
    pub fn validate(&self) -> Vec<Problem> {
        Config::Tcp(self.clone()).validate()
    }
}

const fn default_baud_rate() -> u32 {
    9600
}

const fn default_data_bits() -> u8 {
    8
}

const fn default_stop_bits() -> u8 {
    1
}

const fn default_timeout() -> Duration {
    Duration::from_millis(500)
}

const fn default_retries() -> u8 {
    1
}

/// The port of Modbus/TCP (Modbus Messaging on TCP/IP V1.0b §4.3.2).
const fn default_port() -> u16 {
    502
}

const fn default_tcp_timeout() -> Duration {
    Duration::from_secs(1)
}

const fn default_connect_timeout() -> Duration {
    Duration::from_secs(5)
}

const fn default_max_read_registers() -> u16 {
    MAX_READ_REGISTERS
}

const fn default_max_gap() -> u16 {
    DEFAULT_MAX_GAP
}

const fn default_scale() -> f64 {
    1.0
}

#[cfg(test)]
mod tests;
