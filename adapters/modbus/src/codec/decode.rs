//! Registers to values.
#![deny(clippy::indexing_slicing)]

use adapter::NoValue;
use objects::Value;

use super::{Codec, Form, Layout, Words, half};

/// Why the registers of a point are no value.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum DecodeError {
    /// A digit beyond nine.
    #[error("the registers {0:#x} hold a digit beyond 9")]
    Digit(u64),
    /// A float without end.
    #[error("the float is infinite")]
    Infinite,
    /// More or fewer bytes than the point has.
    #[error("the answer does not contain the registers of the point")]
    Length,
    /// The value the device uses for "not available".
    #[error("the device says that there is no value")]
    Sentinel,
    /// Bytes that are no UTF-8.
    #[error("the text is not valid UTF-8")]
    Text,
}

impl From<DecodeError> for NoValue {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Sentinel => Self::Sentinel,
            DecodeError::Digit(_) | DecodeError::Infinite | DecodeError::Length | DecodeError::Text => {
                Self::Undecodable(error.to_string())
            }
        }
    }
}

impl Codec {
    /// The value of a point in a bit table.
    pub(crate) const fn decode_bit(&self, bit: bool) -> Value {
        Value::Boolean(bit)
    }

    /// The value whose registers arrived as `bytes`.
    pub(crate) fn decode(&self, bytes: &[u8]) -> Result<Value, DecodeError> {
        match &self.layout {
            Layout::Bit { .. } => Err(DecodeError::Length),
            Layout::Flag { words, bit } => {
                let raw = self.raw(*words, bytes)?;
                Ok(Value::Boolean(raw >> bit & 1 == 1))
            }
            Layout::Number { words, form } => self.number(self.raw(*words, bytes)?, *words, *form),
            Layout::Slice { words, low, high } => {
                let raw = self.raw(*words, bytes)?;
                Ok(self.unsigned(raw >> low & slice_mask(*low, *high)))
            }
            Layout::Text { swapped, registers } => text(bytes, *registers, *swapped),
            Layout::Truth { words, on, off } => {
                let raw = self.raw(*words, bytes)?;
                Ok(Value::Boolean(
                    raw == u64::from(*on) || raw != u64::from(*off) && raw != 0,
                ))
            }
        }
    }

    fn raw(&self, words: Words, bytes: &[u8]) -> Result<u64, DecodeError> {
        let raw = words.join(bytes).ok_or(DecodeError::Length)?;
        if self.sentinels.contains(&raw) {
            return Err(DecodeError::Sentinel);
        }
        Ok(raw)
    }

    fn number(&self, raw: u64, words: Words, form: Form) -> Result<Value, DecodeError> {
        match form {
            Form::Bcd => Ok(self.unsigned(decimal(raw, words)?)),
            Form::Float => self.float(raw, words),
            Form::Signed => Ok(self.signed(sign_extend(raw, words))),
            Form::Unsigned => Ok(self.unsigned(raw)),
        }
    }

    fn signed(&self, raw: i64) -> Value {
        if self.scale.is_identity() {
            return Value::Integer(raw);
        }
        Value::Float(self.scale.of_integer(raw.into()))
    }

    fn unsigned(&self, raw: u64) -> Value {
        if self.scale.is_identity() {
            return Value::Unsigned(raw);
        }
        Value::Float(self.scale.of_integer(raw.into()))
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the raw number has the width of the float"
    )]
    fn float(&self, raw: u64, words: Words) -> Result<Value, DecodeError> {
        let float = match words.count {
            1 => half::to_f64(raw as u16),
            2 => f64::from(f32::from_bits(raw as u32)),
            _ => f64::from_bits(raw),
        };
        if float.is_nan() {
            return Err(DecodeError::Sentinel);
        }
        let value = self.scale.of_float(float);
        if value.is_infinite() {
            return Err(DecodeError::Infinite);
        }
        Ok(Value::Float(value))
    }
}

/// As many ones as the bits `low..=high` are.
pub(super) const fn slice_mask(low: u8, high: u8) -> u64 {
    u64::MAX >> (63 - (high.saturating_sub(low)) as u32)
}

#[expect(clippy::cast_possible_wrap, reason = "two's complement is meant")]
const fn sign_extend(raw: u64, words: Words) -> i64 {
    let unused = 64 - words.bits();
    ((raw << unused) as i64) >> unused
}

fn decimal(raw: u64, words: Words) -> Result<u64, DecodeError> {
    let digits = words.bits() / 4;
    (0..digits).rev().try_fold(0u64, |number, place| {
        let digit = raw >> (4 * place) & 0xF;
        if digit > 9 {
            return Err(DecodeError::Digit(raw));
        }
        Ok(number * 10 + digit)
    })
}

/// Text up to its first NUL, without the blanks that fill it.
fn text(bytes: &[u8], registers: u16, swapped: bool) -> Result<Value, DecodeError> {
    if bytes.len() != 2 * usize::from(registers) {
        return Err(DecodeError::Length);
    }
    let mut text: Vec<u8> = bytes.to_vec();
    if swapped {
        text.chunks_exact_mut(2).for_each(<[u8]>::reverse);
    }
    let end = text.iter().position(|&byte| byte == 0).unwrap_or(text.len());
    text.truncate(end);
    let text = String::from_utf8(text).map_err(|_| DecodeError::Text)?;
    Ok(Value::String(text.trim_ascii().to_owned()))
}
