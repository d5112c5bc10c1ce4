//! RuuviTag data format 5, "RAWv2" (docs.ruuvi.com, "Data format 5").

use objects::{Value, ValueKind};

use super::bytes::{Bytes, ratio};
use super::{AdvertError, Datum, Decoded, Reading};

/// Ruuvi Innovations in the Bluetooth SIG's list of companies.
pub(super) const COMPANY: u16 = 0x0499;

const MEASUREMENTS: [(&str, ValueKind); 10] = [
    ("acceleration-x", ValueKind::Float),
    ("acceleration-y", ValueKind::Float),
    ("acceleration-z", ValueKind::Float),
    ("humidity", ValueKind::Float),
    ("measurement-sequence", ValueKind::Integer),
    ("movement-counter", ValueKind::Integer),
    ("pressure", ValueKind::Float),
    ("temperature", ValueKind::Float),
    ("tx-power", ValueKind::Integer),
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

/// The format number at the front of the payload.
const DATA_FORMAT: u8 = 5;
/// How the format writes "not available" in its fields.
const INVALID_SIGNED: i16 = i16::MIN;
const INVALID_UNSIGNED: u16 = u16::MAX;
const INVALID_VOLTAGE: u16 = 0x7FF;
const INVALID_TX_POWER: u16 = 0x1F;
const INVALID_MOVEMENT: u8 = u8::MAX;

/// The fields before the address, in their order.
struct Raw {
    temperature: i16,
    humidity: u16,
    pressure: u16,
    acceleration: [i16; 3],
    power: u16,
    movement: u8,
    sequence: u16,
}

/// Reads a payload. Units: °C, %RH, Pa, g (standard gravity), V, dBm.
pub(super) fn decode(payload: &[u8]) -> Result<Decoded, AdvertError> {
    let length = AdvertError::Length(payload.len());
    let (&format, fields) = payload.split_first().ok_or(length)?;
    if format != DATA_FORMAT {
        return Err(AdvertError::Version(format));
    }
    let raw = Raw::read(&mut Bytes(fields)).ok_or(length)?;
    let sequence = (raw.sequence != INVALID_UNSIGNED).then_some(raw.sequence);
    Ok(Decoded {
        readings: raw.readings(),
        sequence,
        sleepy: false,
    })
}

impl Raw {
    fn read(bytes: &mut Bytes<'_>) -> Option<Self> {
        let raw = Self {
            temperature: i16::from_be_bytes(bytes.array()?),
            humidity: u16::from_be_bytes(bytes.array()?),
            pressure: u16::from_be_bytes(bytes.array()?),
            acceleration: [
                i16::from_be_bytes(bytes.array()?),
                i16::from_be_bytes(bytes.array()?),
                i16::from_be_bytes(bytes.array()?),
            ],
            power: u16::from_be_bytes(bytes.array()?),
            movement: bytes.byte()?,
            sequence: u16::from_be_bytes(bytes.array()?),
        };
        // The address the tag repeats here is that of the advertisement itself.
        bytes.take(6).map(|_| raw)
    }

    fn readings(&self) -> Vec<Reading> {
        let [x, y, z] = self.acceleration;
        let voltage = self.power >> 5;
        let tx_power = self.power & INVALID_TX_POWER;
        vec![
            signed("temperature", self.temperature, 5, 1000),
            unsigned("humidity", self.humidity, INVALID_UNSIGNED, |raw| {
                ratio(raw, 25, 10_000)
            }),
            unsigned("pressure", self.pressure, INVALID_UNSIGNED, |raw| {
                ratio(raw + 50_000, 1, 1)
            }),
            signed("acceleration-x", x, 1, 1000),
            signed("acceleration-y", y, 1, 1000),
            signed("acceleration-z", z, 1, 1000),
            unsigned("voltage", voltage, INVALID_VOLTAGE, |raw| {
                ratio(raw + 1600, 1, 1000)
            }),
            integer(
                "tx-power",
                i64::from(tx_power) * 2 - 40,
                tx_power != INVALID_TX_POWER,
            ),
            integer(
                "movement-counter",
                self.movement.into(),
                self.movement != INVALID_MOVEMENT,
            ),
            integer(
                "measurement-sequence",
                self.sequence.into(),
                self.sequence != INVALID_UNSIGNED,
            ),
        ]
    }
}

fn signed(name: &'static str, raw: i16, numerator: u32, denominator: u64) -> Reading {
    let value = Value::Float(ratio(raw.into(), numerator, denominator));
    reading(name, value, raw != INVALID_SIGNED)
}

fn unsigned(name: &'static str, raw: u16, invalid: u16, value: impl Fn(i64) -> f64) -> Reading {
    reading(name, Value::Float(value(raw.into())), raw != invalid)
}

fn integer(name: &'static str, value: i64, valid: bool) -> Reading {
    reading(name, Value::Integer(value), valid)
}

fn reading(name: &'static str, value: Value, valid: bool) -> Reading {
    let datum = if valid {
        Datum::Value(value)
    } else {
        Datum::Sentinel
    };
    Reading {
        name,
        index: 0,
        datum,
    }
}
