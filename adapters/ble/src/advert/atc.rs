//! Xiaomi thermometers with the free firmware: the two unencrypted forms of service 0x181A
//! (project ATC_MiThermometer, "Bluetooth Advertising Formats").

use objects::{Value, ValueKind};

use super::bytes::{Bytes, ratio, signed_le, unsigned_le};
use super::{AdvertError, Datum, Decoded, Reading};

/// Environmental Sensing, which the firmware borrows for its own layouts.
pub(super) const SERVICE: u16 = 0x181A;

const MEASUREMENTS: [(&str, ValueKind); 4] = [
    ("battery", ValueKind::Integer),
    ("humidity", ValueKind::Float),
    ("temperature", ValueKind::Float),
    ("voltage", ValueKind::Float),
];

pub(super) fn kind_of(name: &str) -> Option<ValueKind> {
    MEASUREMENTS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, kind)| *kind)
}

pub(super) fn measurements() -> Vec<&'static str> {
    MEASUREMENTS.iter().map(|(name, _)| *name).collect()
}

/// Reads a payload; the layouts differ in nothing but their length.
pub(super) fn decode(payload: &[u8]) -> Result<Decoded, AdvertError> {
    let length = AdvertError::Length(payload.len());
    match payload.len() {
        13 => original(&mut Bytes(payload)).ok_or(length),
        15 => custom(&mut Bytes(payload)).ok_or(length),
        8 | 11 => Err(AdvertError::Encrypted),
        _ => Err(length),
    }
}

/// "ATC1441": big endian.
fn original(bytes: &mut Bytes<'_>) -> Option<Decoded> {
    bytes.take(6)?;
    let temperature = ratio(i16::from_be_bytes(bytes.array()?).into(), 1, 10);
    let humidity = ratio(bytes.byte()?.into(), 1, 1);
    let battery = bytes.byte()?;
    let voltage = ratio(u16::from_be_bytes(bytes.array()?).into(), 1, 1000);
    Some(decoded(temperature, humidity, voltage, battery, bytes.byte()?))
}

/// "Custom": little endian and finer.
fn custom(bytes: &mut Bytes<'_>) -> Option<Decoded> {
    bytes.take(6)?;
    let temperature = ratio(signed_le(bytes.take(2)?), 1, 100);
    let humidity = ratio(unsigned_le(bytes.take(2)?), 1, 100);
    let voltage = ratio(unsigned_le(bytes.take(2)?), 1, 1000);
    let battery = bytes.byte()?;
    Some(decoded(temperature, humidity, voltage, battery, bytes.byte()?))
}

fn decoded(temperature: f64, humidity: f64, voltage: f64, battery: u8, counter: u8) -> Decoded {
    let values = [
        ("temperature", Value::Float(temperature)),
        ("humidity", Value::Float(humidity)),
        ("voltage", Value::Float(voltage)),
        ("battery", Value::Integer(battery.into())),
    ];
    let readings = values.map(|(name, value)| Reading {
        name,
        index: 0,
        datum: Datum::Value(value),
    });
    Decoded {
        readings: readings.into(),
        sequence: Some(counter.into()),
        sleepy: false,
    }
}
