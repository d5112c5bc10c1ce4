//! Advertisements and what can be read in them. Pure: bytes in, readings out, and no byte can panic.
#![deny(clippy::indexing_slicing)]

mod atc;
mod bthome;
mod bytes;
mod format;
mod ruuvi;

use std::time::SystemTime;

use objects::Value;
use serde::Deserialize;
use uuid::Uuid;

use crate::Address;

pub(crate) use format::RSSI;
pub use format::{Format, Support};

/// What a device broadcast, as far as it matters here.
#[derive(Clone, Debug, PartialEq)]
pub struct Advertisement {
    /// Who sent it.
    pub address: Address,
    /// The signal strength in dBm.
    pub rssi: Option<i16>,
    /// Service data by service UUID, without the UUID.
    pub service_data: Vec<(Uuid, Vec<u8>)>,
    /// Manufacturer data by company, without the company number.
    pub manufacturer_data: Vec<(u16, Vec<u8>)>,
    /// When it arrived.
    pub at: SystemTime,
}

impl Advertisement {
    /// An advertisement that only shows that the device is there.
    #[must_use]
    pub const fn presence(address: Address, rssi: Option<i16>, at: SystemTime) -> Self {
        Self {
            address,
            rssi,
            service_data: Vec::new(),
            manufacturer_data: Vec::new(),
            at,
        }
    }

    /// Adds service data of a 16-bit service.
    #[must_use]
    pub fn with_service_data(mut self, service: u16, data: Vec<u8>) -> Self {
        self.service_data.push((uuid_of_16_bits(service), data));
        self
    }

    /// Adds manufacturer data.
    #[must_use]
    pub fn with_manufacturer_data(mut self, company: u16, data: Vec<u8>) -> Self {
        self.manufacturer_data.push((company, data));
        self
    }

    /// The bytes that `format` is about, when the advertisement has any.
    #[must_use]
    pub fn payload(&self, format: Format) -> Option<&[u8]> {
        match format {
            Format::Atc => self.service_payload(atc::SERVICE),
            Format::Bthome => self.service_payload(bthome::SERVICE),
            Format::Ess => None,
            Format::Ruuvi => {
                let (_, data) = self
                    .manufacturer_data
                    .iter()
                    .find(|(company, _)| *company == ruuvi::COMPANY)?;
                Some(data)
            }
        }
    }

    fn service_payload(&self, service: u16) -> Option<&[u8]> {
        let uuid = uuid_of_16_bits(service);
        let (_, data) = self.service_data.iter().find(|(service, _)| *service == uuid)?;
        Some(data)
    }
}

/// A 16-bit UUID in full (Bluetooth Core 5.4, vol. 3 part B §2.5.1).
#[must_use]
pub const fn uuid_of_16_bits(short: u16) -> Uuid {
    Uuid::from_u128(0x0000_0000_0000_1000_8000_0080_5F9B_34FB | (short as u128) << 96)
}

/// What one advertisement said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decoded {
    /// The quantities, in the order sent. At most [`MAX_READINGS`].
    pub readings: Vec<Reading>,
    /// A number that is the same for repetitions of one and the same message.
    pub sequence: Option<u16>,
    /// Whether the device says that long silence is normal for it.
    pub sleepy: bool,
}

/// More quantities than an advertisement of 255 bytes can sensibly carry.
pub const MAX_READINGS: usize = 64;

/// One quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Its name in the configuration.
    pub name: &'static str,
    /// Which of several of that name, counted from 0.
    pub index: u8,
    /// What it is.
    pub datum: Datum,
}

/// What a device says about a quantity.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// A button was pressed in some way; `None` says that this one of several was not.
    Button(Option<ButtonEvent>),
    /// A dimmer was turned by so many steps, to the right if positive.
    Dimmer(i16),
    /// There is no value now.
    Sentinel,
    /// The value.
    Value(Value),
}

/// The ways to press a button (BTHome v2, "Event based sensor data").
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum ButtonEvent {
    /// Pressed twice.
    DoublePress,
    /// Held down.
    HoldPress,
    /// Pressed twice, the second time long.
    LongDoublePress,
    /// Pressed long.
    LongPress,
    /// Pressed three times, the last time long.
    LongTriplePress,
    /// Pressed.
    Press,
    /// Pressed three times.
    TriplePress,
}

/// Why an advertisement says nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AdvertError {
    /// It is encrypted.
    #[error("the advertisement is encrypted, its key is needed")]
    Encrypted,
    /// It has a length that the format does not know.
    #[error("the advertisement has {0} bytes, which the format does not know")]
    Length(usize),
    /// It is of another version of the format.
    #[error("the advertisement is of version {0} of its format")]
    Version(u8),
}

#[cfg(test)]
mod tests;
