//! BTHome version 2, unencrypted (bthome.io, "Format").

mod objects;

use ::objects::{Value, ValueKind};

use self::objects::{OBJECTS, Object, Shape};
use super::bytes::{Bytes, ratio, signed_le, unsigned_le};
use super::{AdvertError, ButtonEvent, Datum, Decoded, MAX_READINGS, Reading};

/// The service BTHome data is sent for.
pub(super) const SERVICE: u16 = 0xFCD2;

/// Bits of the device information byte (bthome.io, "BTHome Device Information").
const ENCRYPTED: u8 = 1;
const ADDRESS_INCLUDED: u8 = 1 << 1;
const TRIGGER_BASED: u8 = 1 << 2;
const VERSION_SHIFT: u8 = 5;
const VERSION: u8 = 2;

pub(super) fn kind_of(name: &str) -> Option<ValueKind> {
    OBJECTS
        .iter()
        .find(|object| object.name == name)
        .and_then(|object| object.shape.kind())
}

pub(super) fn measurements() -> Vec<&'static str> {
    OBJECTS
        .iter()
        .filter(|object| object.shape.kind().is_some())
        .map(|object| object.name)
        .collect()
}

/// Reads a payload up to the first object that is unknown, whose length therefore is too, or cut off.
///
/// Objects out of their ascending order are read all the same: devices in the field send them.
pub(super) fn decode(payload: &[u8]) -> Result<Decoded, AdvertError> {
    let mut bytes = Bytes(payload);
    let information = bytes.byte().ok_or(AdvertError::Length(0))?;
    let version = information >> VERSION_SHIFT;
    if version != VERSION {
        return Err(AdvertError::Version(version));
    }
    if information & ENCRYPTED != 0 {
        return Err(AdvertError::Encrypted);
    }
    if information & ADDRESS_INCLUDED != 0 {
        bytes.take(6).ok_or(AdvertError::Length(payload.len()))?;
    }
    let mut decoded = Decoded {
        sleepy: information & TRIGGER_BASED != 0,
        ..Decoded::default()
    };
    while decoded.readings.len() < MAX_READINGS {
        let Some((object, data)) = next_object(&mut bytes) else {
            break;
        };
        decoded.add(object, data);
    }
    Ok(decoded)
}

fn next_object<'a>(bytes: &mut Bytes<'a>) -> Option<(&'static Object, &'a [u8])> {
    let id = bytes.byte()?;
    let at = OBJECTS.binary_search_by_key(&id, |object| object.id).ok()?;
    let object = OBJECTS.get(at)?;
    let length = match object.shape {
        Shape::Raw | Shape::Text => usize::from(bytes.byte()?),
        Shape::Binary | Shape::Button => 1,
        Shape::Dimmer => 2,
        Shape::Firmware { length } => length,
        Shape::Number { length, .. } => length,
        Shape::PacketId => 1,
        Shape::Time => 4,
    };
    Some((object, bytes.take(length)?))
}

impl Decoded {
    fn add(&mut self, object: &Object, data: &[u8]) {
        if let Shape::PacketId = object.shape {
            self.sequence = data.first().map(|id| u16::from(*id));
            return;
        }
        let index = self
            .readings
            .iter()
            .filter(|reading| reading.name == object.name)
            .count();
        let (Ok(index), Some(datum)) = (u8::try_from(index), object.shape.datum(data)) else {
            return;
        };
        self.readings.push(Reading {
            name: object.name,
            index,
            datum,
        });
    }
}

impl Shape {
    /// What the bytes say; `None` when they say nothing, such as an event no one knows.
    fn datum(self, data: &[u8]) -> Option<Datum> {
        let value = match self {
            Self::Binary => Value::Boolean(*data.first()? != 0),
            Self::Button => return button(*data.first()?),
            Self::Dimmer => return dimmer(data),
            Self::Firmware { .. } => Value::String(version(data)),
            Self::Number {
                signed,
                numerator,
                denominator,
                integer,
                ..
            } => {
                let raw = if signed {
                    signed_le(data)
                } else {
                    unsigned_le(data)
                };
                if integer {
                    Value::Integer(raw)
                } else {
                    Value::Float(ratio(raw, numerator, denominator))
                }
            }
            Self::PacketId => return None,
            Self::Raw => Value::Opaque(data.to_vec()),
            Self::Text => Value::String(String::from_utf8_lossy(data).into_owned()),
            Self::Time => Value::Time(unsigned_le(data)),
        };
        Some(Datum::Value(value))
    }

    /// The kind of the values; `None` for what is no measurement.
    const fn kind(self) -> Option<ValueKind> {
        match self {
            Self::Binary => Some(ValueKind::Boolean),
            Self::Button | Self::Dimmer => Some(ValueKind::Integer),
            Self::Firmware { .. } | Self::Text => Some(ValueKind::String),
            Self::Number { integer: true, .. } => Some(ValueKind::Integer),
            Self::Number { integer: false, .. } => Some(ValueKind::Float),
            Self::PacketId => None,
            Self::Raw => Some(ValueKind::Opaque),
            Self::Time => Some(ValueKind::Time),
        }
    }
}

/// A button of a group that was not pressed keeps its place, so that the others keep their numbers.
fn button(code: u8) -> Option<Datum> {
    let event = match code {
        0x00 => return Some(Datum::Button(None)),
        0x01 => ButtonEvent::Press,
        0x02 => ButtonEvent::DoublePress,
        0x03 => ButtonEvent::TriplePress,
        0x04 => ButtonEvent::LongPress,
        0x05 => ButtonEvent::LongDoublePress,
        0x06 => ButtonEvent::LongTriplePress,
        0x80 => ButtonEvent::HoldPress,
        0x07..=0x7F | 0x81..=0xFF => return None,
    };
    Some(Datum::Button(Some(event)))
}

fn dimmer(data: &[u8]) -> Option<Datum> {
    match data {
        [0x00, _] => Some(Datum::Dimmer(0)),
        [0x01, steps] => Some(Datum::Dimmer(-i16::from(*steps))),
        [0x02, steps] => Some(Datum::Dimmer(i16::from(*steps))),
        _ => None,
    }
}

/// `a.b.c.d`, of which the last byte sent is the first number.
fn version(data: &[u8]) -> String {
    let parts: Vec<String> = data.iter().rev().map(ToString::to_string).collect();
    parts.join(".")
}

#[cfg(test)]
mod tests;
