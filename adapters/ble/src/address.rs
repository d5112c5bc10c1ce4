//! Bluetooth device addresses.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

/// The 48-bit address a device sends its advertisements from.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Address([u8; 6]);

/// A text is no Bluetooth address.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0:?} is no Bluetooth address, write it as \"AA:BB:CC:DD:EE:FF\"")]
pub struct ParseAddressError(String);

impl Address {
    /// The address of these bytes, in the order a person reads them.
    #[must_use]
    pub const fn new(bytes: [u8; 6]) -> Self {
        Self(bytes)
    }

    /// The bytes, in the order a person reads them.
    #[must_use]
    pub const fn bytes(self) -> [u8; 6] {
        self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02X}:{b:02X}:{c:02X}:{d:02X}:{e:02X}:{g:02X}")
    }
}

impl FromStr for Address {
    type Err = ParseAddressError;

    /// Reads `AA:BB:CC:DD:EE:FF` in either case; `_`, which BlueZ writes in object paths, and `-` also separate.
    fn from_str(text: &str) -> Result<Self, ParseAddressError> {
        let error = || ParseAddressError(text.to_owned());
        let mut bytes = [0; 6];
        let mut parts = text.split([':', '_', '-']);
        for byte in &mut bytes {
            let part = parts.next().ok_or_else(error)?;
            let hexadecimal = part.len() == 2 && part.bytes().all(|b| b.is_ascii_hexdigit());
            if !hexadecimal {
                return Err(error());
            }
            *byte = u8::from_str_radix(part, 16).map_err(|_| error())?;
        }
        if parts.next().is_some() {
            return Err(error());
        }
        Ok(Self(bytes))
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_in_the_forms_people_and_bluez_write() {
        let address = Address::new([0xC4, 0xF2, 0x17, 0x1A, 0x1D, 0xA0]);
        for text in ["C4:F2:17:1A:1D:A0", "c4-f2-17-1a-1d-a0", "C4_F2_17_1A_1D_A0"] {
            assert_eq!(text.parse(), Ok(address));
        }
        assert_eq!(address.to_string(), "C4:F2:17:1A:1D:A0");
    }

    #[test]
    fn what_is_not_six_pairs_of_digits_is_no_address() {
        for text in [
            "",
            "C4:F2:17:1A:1D",
            "C4:F2:17:1A:1D:A0:00",
            "C4:F2:17:1A:1D:+A",
            "C4:F2:17:1A:1D:é",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text:?}");
        }
    }
}
