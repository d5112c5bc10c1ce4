//! UUIDs in the short form of the Bluetooth SIG.

use serde::Deserialize;
use serde::de::{Deserializer, Error};
use uuid::Uuid;

use crate::advert::uuid_of_16_bits;

/// Reads `181a`, `0x181a` or a full UUID.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| {
        D::Error::custom(format!(
            "{text:?} is no UUID, write a 16-bit number such as \"181a\" or all 32 digits"
        ))
    })
}

fn parse(text: &str) -> Option<Uuid> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    if digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return u16::from_str_radix(digits, 16).ok().map(uuid_of_16_bits);
    }
    Uuid::try_parse(text).ok()
}
