//! The opaque format (LwM2M core §7.5.2): the bytes of one opaque value and nothing else.

use objects::{Value, ValueKind};

use super::collect::Collector;
use super::segments::Segments;
use super::{DecodeError, EncodeError, Record};

/// Appends the bytes of `record`.
pub(super) fn encode(record: &Record<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    match record.value {
        Value::Opaque(_) if record.time.is_some() => Err(EncodeError::Timed(super::OPAQUE)),
        Value::Opaque(bytes) => {
            out.extend_from_slice(bytes);
            Ok(())
        }
        Value::Boolean(_)
        | Value::Float(_)
        | Value::Integer(_)
        | Value::ObjectLink(_)
        | Value::String(_)
        | Value::Time(_)
        | Value::Unsigned(_) => Err(EncodeError::NotOpaque(record.path)),
    }
}

/// Takes the payload as the value of the resource the request is about.
pub(super) fn decode(payload: &[u8], collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    collector.value(Segments::of(collector.base()), |kind| match kind {
        Some(ValueKind::Opaque) | None => Some(Value::Opaque(payload.to_vec())),
        Some(
            ValueKind::Boolean
            | ValueKind::CoreLink
            | ValueKind::Float
            | ValueKind::Integer
            | ValueKind::ObjectLink
            | ValueKind::String
            | ValueKind::Time
            | ValueKind::Unsigned,
        ) => None,
    })
}
