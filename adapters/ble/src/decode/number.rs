//! Numbers between bytes and values.

use objects::{Value, ValueKind};

use super::ByteOrder;

/// A raw number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Float(f64),
    Integer(i128),
}

impl Number {
    /// The number in a value.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Boolean(on) => Some(Self::Integer(i128::from(*on))),
            Value::Float(float) => float.is_finite().then_some(Self::Float(*float)),
            Value::Integer(integer) | Value::Time(integer) => Some(Self::Integer((*integer).into())),
            Value::Unsigned(integer) => Some(Self::Integer((*integer).into())),
            Value::ObjectLink(_) | Value::Opaque(_) | Value::String(_) => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "scaled values are floats")]
    pub(super) const fn as_float(self) -> f64 {
        match self {
            Self::Float(float) => float,
            Self::Integer(integer) => integer as f64,
        }
    }

    /// The nearest whole number; `None` when it is beyond 64 bits, where floats are not exact any more.
    #[expect(clippy::cast_possible_truncation, reason = "within 2^64, checked just before")]
    pub(super) fn rounded(self) -> Option<Self> {
        match self {
            Self::Float(float) if float.abs() < 1.9e19 => Some(Self::Integer(float.round() as i128)),
            Self::Float(_) => None,
            Self::Integer(_) => Some(self),
        }
    }

    /// The number, if it is whole.
    pub(super) const fn whole(self) -> Option<i128> {
        match self {
            Self::Float(_) => None,
            Self::Integer(integer) => Some(integer),
        }
    }

    /// The value of `kind`, which is that of the encoding the number was read with.
    pub(super) fn value(self, kind: ValueKind) -> Value {
        match (self, kind) {
            (Self::Integer(integer), ValueKind::Integer) => {
                Value::Integer(i64::try_from(integer).unwrap_or(i64::MAX))
            }
            (Self::Integer(integer), ValueKind::Unsigned) => {
                Value::Unsigned(u64::try_from(integer).unwrap_or(u64::MAX))
            }
            (number, _) => Value::Float(number.as_float()),
        }
    }
}

/// The unsigned number of `length` bytes, at most eight.
pub(super) fn unsigned(length: usize, order: ByteOrder, bytes: &[u8]) -> Option<i128> {
    let bytes = bytes.get(..length)?;
    let push = |number: i128, byte: &u8| number << 8 | i128::from(*byte);
    Some(match order {
        ByteOrder::Big => bytes.iter().fold(0, push),
        ByteOrder::Little => bytes.iter().rev().fold(0, push),
    })
}

/// The two's complement number of `length` bytes, at most eight.
pub(super) fn signed(length: usize, order: ByteOrder, bytes: &[u8]) -> Option<i128> {
    let number = unsigned(length, order, bytes)?;
    let span = 1i128 << (8 * length);
    Some(if number >= span / 2 { number - span } else { number })
}

/// The number in `length` bytes, most significant first.
pub(super) fn unsigned_to_bytes(length: usize, number: i128) -> Option<Vec<u8>> {
    let span = 1i128 << (8 * length);
    if !(0..span).contains(&number) {
        return None;
    }
    let all = number.to_be_bytes();
    all.get(all.len() - length..).map(<[u8]>::to_vec)
}

/// The number in `length` bytes, most significant first.
pub(super) fn signed_to_bytes(length: usize, number: i128) -> Option<Vec<u8>> {
    let span = 1i128 << (8 * length);
    if !(-span / 2..span / 2).contains(&number) {
        return None;
    }
    unsigned_to_bytes(length, number.rem_euclid(span))
}

/// The float of half the width; `None` when it would become infinite.
#[expect(clippy::cast_possible_truncation, reason = "the point of the function")]
pub(super) fn to_single(float: f64) -> Option<f32> {
    let single = float as f32;
    single.is_finite().then_some(single)
}

/// IEEE 11073-20601 §F.8: the values of the mantissa, with exponent 0, that are no numbers.
const SFLOAT_SPECIAL: std::ops::RangeInclusive<u16> = 0x07FE..=0x0802;

/// A decimal float of 4 bits of exponent and 12 bits of mantissa. Special values become NaN.
pub(super) fn sfloat(raw: u16) -> f64 {
    if SFLOAT_SPECIAL.contains(&raw) {
        return f64::NAN;
    }
    let mantissa = f64::from((raw << 4).cast_signed() >> 4);
    let exponent = i32::from(raw.cast_signed() >> 12);
    let power = 10f64.powi(exponent.abs());
    if exponent < 0 {
        mantissa / power
    } else {
        mantissa * power
    }
}

/// The closest decimal float; `None` when the number is too large.
pub(super) fn to_sfloat(float: f64) -> Option<u16> {
    (-8..=7).find_map(|exponent: i32| {
        let power = 10f64.powi(exponent.abs());
        let mantissa = if exponent < 0 {
            float * power
        } else {
            float / power
        }
        .round();
        let fits = (-2048.0..=2047.0).contains(&mantissa);
        fits.then(|| pack(exponent, mantissa))
            .filter(|raw| !SFLOAT_SPECIAL.contains(raw))
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a mantissa of twelve bits and an exponent of four, both checked"
)]
const fn pack(exponent: i32, mantissa: f64) -> u16 {
    let exponent = (exponent as i16).cast_unsigned() << 12;
    exponent | ((mantissa as i16).cast_unsigned() & 0x0FFF)
}
