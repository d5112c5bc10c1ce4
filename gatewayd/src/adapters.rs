//! The adapters this build has: the only file that knows which.

use std::path::PathBuf;
use std::str::FromStr;

use adapter::Adapter;
use adapter::config::Problem;

use crate::config::Section;

/// What an adapter is told, by its `type`.
#[derive(Clone, Debug, PartialEq)]
pub enum AdapterConfig {
    /// A Bluetooth LE controller and the devices it hears.
    #[cfg(feature = "ble")]
    Ble(adapter_ble::Config),
    /// A serial Modbus line.
    #[cfg(feature = "modbus")]
    ModbusRtu(adapter_modbus::RtuConfig),
    /// A Modbus/TCP host.
    #[cfg(feature = "modbus")]
    ModbusTcp(adapter_modbus::TcpConfig),
    /// An MQTT broker.
    #[cfg(feature = "mqtt")]
    Mqtt(adapter_mqtt::Config),
    /// Simulated devices.
    #[cfg(feature = "sim")]
    Sim(adapter_sim::Config),
}

/// The `type` of an adapter that this build has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AdapterType {
    /// `ble`
    #[cfg(feature = "ble")]
    Ble,
    /// `modbus-rtu`
    #[cfg(feature = "modbus")]
    ModbusRtu,
    /// `modbus-tcp`
    #[cfg(feature = "modbus")]
    ModbusTcp,
    /// `mqtt`
    #[cfg(feature = "mqtt")]
    Mqtt,
    /// `sim`
    #[cfg(feature = "sim")]
    Sim,
}

/// A word is not the type of an adapter this build has.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum UnavailableType {
    /// The type exists, but not in this build.
    #[error("built without the `{feature}` feature")]
    LeftOut {
        /// The feature to build with.
        feature: &'static str,
    },
    /// There is no such type.
    #[error("no adapter has this type")]
    Unknown,
}

impl AdapterType {
    /// The words for all types, also those this build lacks.
    pub const WORDS: [&str; 5] = ["modbus-rtu", "modbus-tcp", "ble", "mqtt", "sim"];

    /// Reads what an adapter of this type is told; mistakes are reported by `section`.
    #[cfg_attr(
        not(any(feature = "ble", feature = "modbus", feature = "mqtt", feature = "sim")),
        expect(unused_variables, reason = "without adapters there is nothing to read")
    )]
    pub(crate) fn read(self, section: &mut Section<'_>) -> Option<AdapterConfig> {
        match self {
            #[cfg(feature = "ble")]
            Self::Ble => section.read().map(AdapterConfig::Ble),
            #[cfg(feature = "modbus")]
            Self::ModbusRtu => section.read().map(AdapterConfig::ModbusRtu),
            #[cfg(feature = "modbus")]
            Self::ModbusTcp => section.read().map(AdapterConfig::ModbusTcp),
            #[cfg(feature = "mqtt")]
            Self::Mqtt => section.read().map(AdapterConfig::Mqtt),
            #[cfg(feature = "sim")]
            Self::Sim => section.read().map(AdapterConfig::Sim),
        }
    }
}

impl FromStr for AdapterType {
    type Err = UnavailableType;

    fn from_str(word: &str) -> Result<Self, UnavailableType> {
        match word {
            #[cfg(feature = "ble")]
            "ble" => Ok(Self::Ble),
            #[cfg(feature = "modbus")]
            "modbus-rtu" => Ok(Self::ModbusRtu),
            #[cfg(feature = "modbus")]
            "modbus-tcp" => Ok(Self::ModbusTcp),
            #[cfg(feature = "mqtt")]
            "mqtt" => Ok(Self::Mqtt),
            #[cfg(feature = "sim")]
            "sim" => Ok(Self::Sim),
            #[cfg(not(feature = "ble"))]
            "ble" => Err(UnavailableType::LeftOut { feature: "ble" }),
            #[cfg(not(feature = "modbus"))]
            "modbus-rtu" | "modbus-tcp" => Err(UnavailableType::LeftOut { feature: "modbus" }),
            #[cfg(not(feature = "mqtt"))]
            "mqtt" => Err(UnavailableType::LeftOut { feature: "mqtt" }),
            #[cfg(not(feature = "sim"))]
            "sim" => Err(UnavailableType::LeftOut { feature: "sim" }),
            _ => Err(UnavailableType::Unknown),
        }
    }
}

impl AdapterConfig {
    /// The `type` it was written with.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match *self {
            #[cfg(feature = "ble")]
            Self::Ble(_) => "ble",
            #[cfg(feature = "modbus")]
            Self::ModbusRtu(_) => "modbus-rtu",
            #[cfg(feature = "modbus")]
            Self::ModbusTcp(_) => "modbus-tcp",
            #[cfg(feature = "mqtt")]
            Self::Mqtt(_) => "mqtt",
            #[cfg(feature = "sim")]
            Self::Sim(_) => "sim",
        }
    }

    /// Everything in it that cannot work, by the adapter's own rules.
    #[must_use]
    pub fn validate(&self) -> Vec<Problem> {
        // By value, because an enum without variants is uninhabited only then.
        match *self {
            #[cfg(feature = "ble")]
            Self::Ble(ref config) => config.validate(),
            #[cfg(feature = "modbus")]
            Self::ModbusRtu(ref config) => config.validate(),
            #[cfg(feature = "modbus")]
            Self::ModbusTcp(ref config) => config.validate(),
            #[cfg(feature = "mqtt")]
            Self::Mqtt(ref config) => config.validate(),
            #[cfg(feature = "sim")]
            Self::Sim(ref config) => config.validate(),
        }
    }

    /// What is allowed in it but probably not meant, by the adapter's own rules.
    #[must_use]
    pub fn hints(&self) -> Vec<Problem> {
        match *self {
            #[cfg(feature = "ble")]
            Self::Ble(_) => Vec::new(),
            #[cfg(feature = "modbus")]
            Self::ModbusRtu(ref config) => adapter_modbus::Config::from(config.clone()).hints(),
            #[cfg(feature = "modbus")]
            Self::ModbusTcp(ref config) => adapter_modbus::Config::from(config.clone()).hints(),
            #[cfg(feature = "mqtt")]
            Self::Mqtt(_) => Vec::new(),
            #[cfg(feature = "sim")]
            Self::Sim(_) => Vec::new(),
        }
    }

    /// The files it names.
    pub(crate) fn files(&mut self) -> Vec<NamedFile<'_>> {
        match *self {
            #[cfg(feature = "ble")]
            Self::Ble(_) => Vec::new(),
            #[cfg(feature = "modbus")]
            Self::ModbusRtu(_) | Self::ModbusTcp(_) => Vec::new(),
            #[cfg(feature = "mqtt")]
            Self::Mqtt(ref mut config) => {
                let named = |key, path, is_secret| NamedFile { key, path, is_secret };
                let password = config
                    .password_file
                    .as_mut()
                    .map(|path| named("password-file", path, true));
                let authority = config.ca_file.as_mut().map(|path| named("ca-file", path, false));
                password.into_iter().chain(authority).collect()
            }
            #[cfg(feature = "sim")]
            Self::Sim(_) => Vec::new(),
        }
    }
}

/// A file that an adapter's configuration names.
pub(crate) struct NamedFile<'a> {
    /// The key that names it.
    pub(crate) key: &'static str,
    /// Its path, to be replaced by where it was found.
    pub(crate) path: &'a mut PathBuf,
    /// Whether nobody else may read it.
    pub(crate) is_secret: bool,
}

/// Builds an adapter; it does nothing before it is run.
#[must_use]
#[cfg_attr(
    not(any(feature = "ble", feature = "modbus", feature = "mqtt", feature = "sim")),
    expect(
        unused_variables,
        reason = "without adapters there is nobody to tell the name"
    )
)]
pub fn build(name: &str, config: &AdapterConfig) -> Box<dyn Adapter> {
    match *config {
        #[cfg(feature = "ble")]
        AdapterConfig::Ble(ref config) => Box::new(adapter_ble::BleAdapter::new(name, config.clone())),
        #[cfg(feature = "modbus")]
        AdapterConfig::ModbusRtu(ref config) => Box::new(adapter_modbus::Modbus::new(name, config.clone())),
        #[cfg(feature = "modbus")]
        AdapterConfig::ModbusTcp(ref config) => Box::new(adapter_modbus::Modbus::new(name, config.clone())),
        #[cfg(feature = "mqtt")]
        AdapterConfig::Mqtt(ref config) => Box::new(adapter_mqtt::MqttAdapter::new(name, config.clone())),
        #[cfg(feature = "sim")]
        AdapterConfig::Sim(ref config) => Box::new(adapter_sim::SimAdapter::new(name, config.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_built_or_named_as_left_out() {
        for word in AdapterType::WORDS {
            assert_ne!(
                word.parse::<AdapterType>(),
                Err(UnavailableType::Unknown),
                "{word}"
            );
        }
        assert_eq!("zigbee".parse::<AdapterType>(), Err(UnavailableType::Unknown));
    }

    #[cfg(not(feature = "ble"))]
    #[test]
    fn a_type_that_is_left_out_names_its_feature() {
        assert_eq!(
            "ble".parse::<AdapterType>(),
            Err(UnavailableType::LeftOut { feature: "ble" })
        );
    }
}
