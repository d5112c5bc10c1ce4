//! The bytes of a characteristic as a value, and back. Pure.
#![deny(clippy::indexing_slicing)]

mod encoding;
mod number;

use adapter::NoValue;
use objects::{Value, ValueKind};

pub use encoding::{ByteOrder, Encoding};
use number::Number;

/// How the bytes of one characteristic become a value of one point.
#[derive(Clone, Debug, PartialEq)]
pub struct Codec {
    /// What the bytes are.
    pub encoding: Encoding,
    /// Which comes first.
    pub order: ByteOrder,
    /// From raw numbers to engineering units.
    pub linear: Linear,
    /// Raw numbers that mean "no value".
    pub sentinel: Vec<i64>,
}

/// `value = raw * scale + offset`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linear {
    /// The factor, never 0.
    pub scale: f64,
    /// What is added.
    pub offset: f64,
}

impl Linear {
    /// Changes nothing.
    pub const IDENTITY: Self = Self {
        scale: 1.0,
        offset: 0.0,
    };

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_identity(self) -> bool {
        self == Self::IDENTITY
    }

    /// From raw to engineering units.
    ///
    /// Scales such as 0.01 have no exact binary form, so 2506 × 0.01 would be 25.060000000000002; dividing by the
    /// inverse, which is whole, rounds once only.
    #[must_use]
    pub fn apply(self, raw: f64) -> f64 {
        let inverse = self.scale.recip().round();
        let scaled = if inverse.abs() > 1.0 && inverse.recip() == self.scale {
            raw / inverse
        } else {
            raw * self.scale
        };
        scaled + self.offset
    }

    /// From engineering units to raw.
    #[must_use]
    pub fn invert(self, value: f64) -> f64 {
        (value - self.offset) / self.scale
    }
}

/// Why a value does not go into a characteristic.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EncodeError {
    /// It is of another kind.
    #[error("a value of kind {0} is wanted")]
    Kind(ValueKind),
    /// Its raw form is no number the type can hold.
    #[error("{raw} is outside the range of the type {encoding}")]
    Range {
        /// The raw number.
        raw: f64,
        /// The type.
        encoding: Encoding,
    },
    /// It would read back as "no value".
    #[error("the raw number {0} means that there is no value")]
    Sentinel(i64),
    /// It has more bytes than a characteristic may have.
    #[error("{0} bytes are more than a characteristic may have")]
    TooLong(usize),
}

/// Bluetooth Core 5.4, vol. 3 part F §3.2.9: the longest attribute value.
const LONGEST_VALUE: usize = 512;

impl Codec {
    /// The kind of the values.
    #[must_use]
    pub fn kind(&self) -> ValueKind {
        if self.linear.is_identity() {
            self.encoding.kind()
        } else {
            ValueKind::Float
        }
    }

    /// Reads a value.
    ///
    /// # Errors
    /// When the bytes say "no value" or are none of the type. Bytes after those of a number are ignored:
    /// characteristics grow fields at their end.
    pub fn decode(&self, bytes: &[u8]) -> Result<Value, NoValue> {
        match self.encoding {
            Encoding::Bool => self.first(bytes).map(|byte| Value::Boolean(byte != 0)),
            Encoding::Opaque => Ok(Value::Opaque(bytes.to_vec())),
            Encoding::String => text(bytes),
            number => self.number(number, bytes),
        }
    }

    fn first(&self, bytes: &[u8]) -> Result<u8, NoValue> {
        bytes.first().copied().ok_or_else(|| self.too_short(bytes))
    }

    fn too_short(&self, bytes: &[u8]) -> NoValue {
        NoValue::Undecodable(format!(
            "{} bytes are too few for the type {}",
            bytes.len(),
            self.encoding
        ))
    }

    fn number(&self, encoding: Encoding, bytes: &[u8]) -> Result<Value, NoValue> {
        let number = encoding
            .read(self.order, bytes)
            .ok_or_else(|| self.too_short(bytes))?;
        match number {
            Number::Float(float) if !float.is_finite() => Err(NoValue::Sentinel),
            Number::Integer(raw) if self.sentinel.iter().any(|s| i128::from(*s) == raw) => {
                Err(NoValue::Sentinel)
            }
            Number::Float(_) | Number::Integer(_) => Ok(self.scaled(number)),
        }
    }

    fn scaled(&self, number: Number) -> Value {
        if !self.linear.is_identity() {
            return Value::Float(self.linear.apply(number.as_float()));
        }
        number.value(self.encoding.kind())
    }

    /// Writes a value.
    ///
    /// # Errors
    /// When the bytes would not say the same.
    pub fn encode(&self, value: &Value) -> Result<Vec<u8>, EncodeError> {
        let wrong_kind = || EncodeError::Kind(self.kind());
        let value = value.convert(self.kind()).ok_or_else(wrong_kind)?;
        let bytes = match (self.encoding, value) {
            (Encoding::Bool, Value::Boolean(on)) => vec![u8::from(on)],
            (Encoding::Opaque, Value::Opaque(bytes)) => bytes,
            (Encoding::String, Value::String(text)) => text.into_bytes(),
            (number, value) => self.encode_number(number, &value)?,
        };
        if bytes.len() > LONGEST_VALUE {
            return Err(EncodeError::TooLong(bytes.len()));
        }
        Ok(bytes)
    }

    fn encode_number(&self, encoding: Encoding, value: &Value) -> Result<Vec<u8>, EncodeError> {
        let number = Number::of(value).ok_or_else(|| EncodeError::Kind(self.kind()))?;
        let raw = if self.linear.is_identity() {
            number
        } else {
            Number::Float(self.linear.invert(number.as_float()))
        };
        let range = || EncodeError::Range {
            raw: raw.as_float(),
            encoding,
        };
        let raw = if encoding.is_integer() {
            raw.rounded().ok_or_else(range)?
        } else {
            raw
        };
        if let Number::Integer(raw) = raw
            && let Some(sentinel) = self.sentinel.iter().find(|s| i128::from(**s) == raw)
        {
            return Err(EncodeError::Sentinel(*sentinel));
        }
        encoding.write(self.order, raw).ok_or_else(range)
    }
}

/// Text up to the first NUL, which many devices pad with.
fn text(bytes: &[u8]) -> Result<Value, NoValue> {
    let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    match std::str::from_utf8(text) {
        Ok(text) => Ok(Value::String(text.to_owned())),
        Err(_) => Err(NoValue::Undecodable("the text is not UTF-8".into())),
    }
}

#[cfg(test)]
mod tests;
