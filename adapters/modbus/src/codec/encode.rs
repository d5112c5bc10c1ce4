//! Values to registers.

use objects::{Value, ValueKind};

use super::decode::slice_mask;
use super::{Codec, Form, Layout, Words};

/// Why a value cannot be written to a point.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum EncodeError {
    /// A number that is none.
    #[error("{0} is not a finite number")]
    NotFinite(f64),
    /// Beyond what the registers can hold.
    #[error("{value} is outside {min} to {max}")]
    OutOfRange {
        /// The value.
        value: Value,
        /// The least value the registers can hold.
        min: f64,
        /// The greatest value the registers can hold.
        max: f64,
    },
    /// The number the device uses for "not available".
    #[error("{0} is the device's mark for \"no value\"")]
    Sentinel(Value),
    /// More bytes than the registers hold.
    #[error("the text has {bytes} bytes, there is room for {room}")]
    TooLong {
        /// The bytes of the text.
        bytes: usize,
        /// The bytes of the registers.
        room: usize,
    },
    /// Not of the kind of the point.
    #[error("{value} is not of kind {kind}")]
    WrongKind {
        /// The value.
        value: Value,
        /// The kind that is needed.
        kind: ValueKind,
    },
}

/// What a write puts into registers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Raw {
    /// The state of a coil as FC05 sends it, and as a bit.
    Coil { raw: u16, bit: bool },
    /// Whole registers.
    Registers(Vec<u16>),
    /// Some bits of registers; the others keep what the device has.
    Part(Part),
}

/// Some bits of one, two or four registers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Part {
    words: Words,
    mask: u64,
    bits: u64,
}

impl Part {
    /// The registers with these bits replaced, `current` being the bytes the device sent; `None` when
    /// they are of another length.
    pub(crate) fn merge(self, current: &[u8]) -> Option<Vec<u16>> {
        let raw = self.words.join(current)? & !self.mask | self.bits;
        let mut registers = Vec::with_capacity(4);
        self.words.split(raw, &mut registers);
        Some(registers)
    }
}

impl Codec {
    /// What to write so that the point has `value`.
    ///
    /// A scaled number is rounded to the nearest step of the scale.
    pub(crate) fn encode(&self, value: &Value) -> Result<Raw, EncodeError> {
        let kind = self.kind();
        let wrong_kind = || EncodeError::WrongKind {
            value: value.clone(),
            kind,
        };
        let value = value.convert(kind).ok_or_else(wrong_kind)?;
        match (&self.layout, &value) {
            (Layout::Bit { on, off }, Value::Boolean(bit)) => Ok(Raw::Coil {
                raw: if *bit { *on } else { *off },
                bit: *bit,
            }),
            (Layout::Truth { words, on, off }, Value::Boolean(bit)) => {
                Ok(registers(*words, u64::from(if *bit { *on } else { *off })))
            }
            (Layout::Flag { words, bit }, Value::Boolean(set)) => {
                Ok(part(*words, *bit, *bit, u64::from(*set)))
            }
            (Layout::Slice { words, low, high }, _) => {
                let bits = self.integer(&value, 0, slice_mask(*low, *high).into())?;
                Ok(part(*words, *low, *high, bits))
            }
            (Layout::Number { words, form }, _) => self.encode_number(&value, *words, *form),
            (Layout::Text { registers, swapped }, Value::String(text)) => {
                encode_text(text, *registers, *swapped)
            }
            (Layout::Bit { .. } | Layout::Flag { .. } | Layout::Text { .. } | Layout::Truth { .. }, _) => {
                Err(wrong_kind())
            }
        }
    }

    fn encode_number(&self, value: &Value, words: Words, form: Form) -> Result<Raw, EncodeError> {
        let raw = match form {
            Form::Bcd => {
                let most = 10i128.pow(words.bits() / 4) - 1;
                digits(self.integer(value, 0, most)?, words)
            }
            Form::Float => self.encode_float(value, words)?,
            Form::Signed => {
                let half = 1i128 << (words.bits() - 1);
                self.integer(value, -half, half - 1)?
            }
            Form::Unsigned => self.integer(value, 0, words.mask().into())?,
        };
        let raw = raw & words.mask();
        if self.sentinels.contains(&raw) {
            return Err(EncodeError::Sentinel(value.clone()));
        }
        Ok(registers(words, raw))
    }

    /// The raw integer for `value`, in two's complement, when it lies within `min..=max`.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "two's complement, masked to its width afterwards"
    )]
    #[expect(clippy::cast_sign_loss, reason = "two's complement is meant")]
    fn integer(&self, value: &Value, min: i128, max: i128) -> Result<u64, EncodeError> {
        let raw = match value {
            Value::Integer(raw) => i128::from(*raw),
            Value::Unsigned(raw) => i128::from(*raw),
            Value::Float(float) if float.is_finite() => self.scale.invert(*float).round() as i128,
            Value::Float(float) => return Err(EncodeError::NotFinite(*float)),
            Value::Boolean(_)
            | Value::ObjectLink(_)
            | Value::Opaque(_)
            | Value::String(_)
            | Value::Time(_) => {
                return Err(EncodeError::WrongKind {
                    value: value.clone(),
                    kind: self.kind(),
                });
            }
        };
        if (min..=max).contains(&raw) {
            return Ok(raw as u64);
        }
        let (one, other) = (self.scale.of_integer(min), self.scale.of_integer(max));
        Err(EncodeError::OutOfRange {
            value: value.clone(),
            min: one.min(other),
            max: one.max(other),
        })
    }

    /// The bits of the float for `value`.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounding to the device's precision is meant"
    )]
    fn encode_float(&self, value: &Value, words: Words) -> Result<u64, EncodeError> {
        let Some(number) = value.number() else {
            return Err(EncodeError::WrongKind {
                value: value.clone(),
                kind: self.kind(),
            });
        };
        if !number.is_finite() {
            return Err(EncodeError::NotFinite(number));
        }
        let raw = self.scale.invert(number);
        let out_of_range = |most: f64| EncodeError::OutOfRange {
            value: value.clone(),
            min: -most,
            max: most,
        };
        match words.count {
            2 => {
                let single = raw as f32;
                let bits = u64::from(single.to_bits());
                single
                    .is_finite()
                    .then_some(bits)
                    .ok_or_else(|| out_of_range(f32::MAX.into()))
            }
            4 => raw
                .is_finite()
                .then_some(raw.to_bits())
                .ok_or_else(|| out_of_range(f64::MAX)),
            // Points of half precision are resolved as read-only.
            _ => Err(EncodeError::WrongKind {
                value: value.clone(),
                kind: self.kind(),
            }),
        }
    }
}

fn registers(words: Words, raw: u64) -> Raw {
    let mut registers = Vec::with_capacity(4);
    words.split(raw, &mut registers);
    Raw::Registers(registers)
}

const fn part(words: Words, low: u8, high: u8, bits: u64) -> Raw {
    Raw::Part(Part {
        words,
        mask: slice_mask(low, high) << low,
        bits: bits << low,
    })
}

fn digits(mut number: u64, words: Words) -> u64 {
    let mut raw = 0;
    for place in 0..words.bits() / 4 {
        raw |= (number % 10) << (4 * place);
        number /= 10;
    }
    raw
}

fn encode_text(text: &str, registers: u16, swapped: bool) -> Result<Raw, EncodeError> {
    let room = 2 * usize::from(registers);
    if text.len() > room {
        return Err(EncodeError::TooLong {
            bytes: text.len(),
            room,
        });
    }
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(room, 0);
    let word = |pair: &[u8]| match *pair {
        [first, second] if swapped => u16::from_be_bytes([second, first]),
        [first, second] => u16::from_be_bytes([first, second]),
        _ => 0,
    };
    Ok(Raw::Registers(bytes.chunks_exact(2).map(word).collect()))
}
