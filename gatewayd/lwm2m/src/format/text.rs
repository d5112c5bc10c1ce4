//! Plain text (LwM2M core §7.5.1): one value as people write it.

use std::io::Write as _;

use objects::{Value, ValueKind};

use super::collect::Collector;
use super::number::Number;
use super::raw::Raw;
use super::segments::Segments;
use super::{DecodeError, EncodeError, Record, base64};

/// Appends the value of `record`.
pub(super) fn encode(record: &Record<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    if record.time.is_some() {
        return Err(EncodeError::Timed(super::TEXT));
    }
    let written = match record.value {
        Value::Boolean(v) => write!(out, "{}", u8::from(*v)),
        Value::Float(v) if !v.is_finite() => return Err(EncodeError::NotFinite(record.path)),
        Value::Float(v) => write!(out, "{v}"),
        Value::Integer(v) | Value::Time(v) => write!(out, "{v}"),
        Value::ObjectLink(v) => write!(out, "{v}"),
        Value::Opaque(bytes) => {
            base64::write_standard(bytes, out);
            Ok(())
        }
        Value::String(text) => out.write_all(text.as_bytes()),
        Value::Unsigned(v) => write!(out, "{v}"),
    };
    written.expect("a vector takes every write");
    Ok(())
}

/// Reads the value of the resource the request is about.
pub(super) fn decode(payload: &[u8], collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    let text = std::str::from_utf8(payload).map_err(|error| DecodeError::Malformed {
        offset: error.valid_up_to(),
    })?;
    collector.value(Segments::of(collector.base()), |kind| value(text, kind))
}

/// A value of the given kind; what has no kind stays text.
fn value(text: &str, kind: Option<ValueKind>) -> Option<Value> {
    match kind {
        Some(ValueKind::Boolean) => match text {
            "0" => Some(Value::Boolean(false)),
            "1" => Some(Value::Boolean(true)),
            _ => None,
        },
        Some(ValueKind::Float | ValueKind::Integer | ValueKind::Time | ValueKind::Unsigned) => {
            Raw::from(Number::parse(text)?).typed(kind)
        }
        Some(ValueKind::ObjectLink) => text.parse().ok().map(Value::ObjectLink),
        Some(ValueKind::Opaque) => base64::read(text).map(Value::Opaque),
        Some(ValueKind::String | ValueKind::CoreLink) | None => Some(Value::String(text.to_owned())),
    }
}
