//! Values as self-describing formats state them, before they become values of a kind.

use std::borrow::Cow;

use objects::{Value, ValueKind};

use super::number::Number;

/// A value of CBOR or JSON.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Raw<'a> {
    /// True or false.
    Boolean(bool),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// A number that is not whole, or was not written so.
    Float(f64),
    /// A whole number.
    Integer(i128),
    /// Text that is said to be an object link.
    Link(Cow<'a, str>),
    /// No value.
    Null,
    /// Text; in CBOR also an object link.
    Text(Cow<'a, str>),
    /// Text that may also be base64 (OMA JSON).
    TextOrBase64(Cow<'a, str>),
    /// Seconds since 1970 that are marked as such.
    Time(i64),
}

impl From<Number> for Raw<'_> {
    fn from(number: Number) -> Self {
        match number {
            Number::Integer(number) => Self::Integer(number),
            Number::Float(number) => Self::Float(number),
        }
    }
}

impl Raw<'_> {
    /// The value as one of the given kind, if nothing but the notation differs.
    ///
    /// Without a kind, as for executables, the value keeps the kind it was written in.
    pub(super) fn typed(self, kind: Option<ValueKind>) -> Option<Value> {
        let Some(kind) = kind else {
            return self.untyped();
        };
        match (self, kind) {
            (Self::Boolean(v), ValueKind::Boolean) => Some(Value::Boolean(v)),
            (Self::Bytes(v), ValueKind::Opaque) => Some(Value::Opaque(v.into_owned())),
            (Self::Float(v), ValueKind::Float) => Some(Value::Float(v)),
            (Self::Float(v), ValueKind::Integer | ValueKind::Time | ValueKind::Unsigned) => {
                Value::Float(v).convert(kind)
            }
            (Self::Integer(v), ValueKind::Float) => Some(Value::Float(Number::Integer(v).float())),
            (Self::Integer(v), ValueKind::Integer) => v.try_into().ok().map(Value::Integer),
            (Self::Integer(v), ValueKind::Time) => v.try_into().ok().map(Value::Time),
            (Self::Integer(v), ValueKind::Unsigned) => v.try_into().ok().map(Value::Unsigned),
            (Self::Time(v), ValueKind::Time) => Some(Value::Time(v)),
            (Self::Link(v) | Self::Text(v), ValueKind::ObjectLink) => v.parse().ok().map(Value::ObjectLink),
            (Self::Text(v) | Self::TextOrBase64(v), ValueKind::String | ValueKind::CoreLink) => {
                Some(Value::String(v.into_owned()))
            }
            (Self::TextOrBase64(v), ValueKind::Opaque) => super::base64::read(&v).map(Value::Opaque),
            (
                Self::Boolean(_)
                | Self::Bytes(_)
                | Self::Float(_)
                | Self::Integer(_)
                | Self::Link(_)
                | Self::Null
                | Self::Text(_)
                | Self::TextOrBase64(_)
                | Self::Time(_),
                _,
            ) => None,
        }
    }

    fn untyped(self) -> Option<Value> {
        match self {
            Self::Boolean(v) => Some(Value::Boolean(v)),
            Self::Bytes(v) => Some(Value::Opaque(v.into_owned())),
            Self::Float(v) => Some(Value::Float(v)),
            Self::Integer(v) => v.try_into().ok().map(Value::Integer),
            Self::Link(v) | Self::Text(v) | Self::TextOrBase64(v) => Some(Value::String(v.into_owned())),
            Self::Null => None,
            Self::Time(v) => Some(Value::Time(v)),
        }
    }
}
