//! How the registers of one point become a value and back.

mod decode;
mod encode;
mod half;
mod scale;
mod words;

use objects::ValueKind;

pub(crate) use decode::DecodeError;
pub(crate) use encode::Raw;
pub(crate) use scale::Scale;

use crate::config::WordOrder;

/// How a number is written in its registers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    /// Decimal digits of four bits each.
    Bcd,
    /// IEEE 754, of the width the registers give.
    Float,
    /// Two's complement.
    Signed,
    /// A plain number.
    Unsigned,
}

/// One, two or four registers and the order of their bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Words {
    /// One, two or four.
    pub(crate) count: u8,
    /// How their bytes are arranged.
    pub(crate) order: WordOrder,
}

impl Words {
    /// How many bits the registers have.
    pub(crate) const fn bits(self) -> u32 {
        16 * self.count as u32
    }

    /// The bits that exist in this width.
    pub(crate) const fn mask(self) -> u64 {
        u64::MAX >> (64 - self.bits())
    }
}

/// What a point's registers consist of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Layout {
    /// One bit of a bit table.
    Bit { on: u16, off: u16 },
    /// One bit of a number.
    Flag { words: Words, bit: u8 },
    /// A number.
    Number { words: Words, form: Form },
    /// The bits `low..=high` of a number.
    Slice { words: Words, low: u8, high: u8 },
    /// Text, two bytes in each register.
    Text { registers: u16, swapped: bool },
    /// A register that is false or true.
    Truth { words: Words, on: u16, off: u16 },
}

/// How the registers of one point become a value and back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Codec {
    pub(crate) layout: Layout,
    pub(crate) scale: Scale,
    /// Raw numbers that mean "no value".
    pub(crate) sentinels: Vec<u64>,
}

impl Codec {
    /// The kind of the values.
    pub(crate) const fn kind(&self) -> ValueKind {
        match &self.layout {
            Layout::Bit { .. } | Layout::Flag { .. } | Layout::Truth { .. } => ValueKind::Boolean,
            Layout::Text { .. } => ValueKind::String,
            Layout::Number { form, .. } => match form {
                Form::Float => ValueKind::Float,
                Form::Signed if self.scale.is_identity() => ValueKind::Integer,
                Form::Bcd | Form::Unsigned if self.scale.is_identity() => ValueKind::Unsigned,
                Form::Bcd | Form::Signed | Form::Unsigned => ValueKind::Float,
            },
            Layout::Slice { .. } if self.scale.is_identity() => ValueKind::Unsigned,
            Layout::Slice { .. } => ValueKind::Float,
        }
    }

    /// How many registers, or bits of a bit table, a value takes.
    pub(crate) const fn count(&self) -> u16 {
        match &self.layout {
            Layout::Bit { .. } => 1,
            Layout::Flag { words, .. }
            | Layout::Number { words, .. }
            | Layout::Slice { words, .. }
            | Layout::Truth { words, .. } => words.count as u16,
            Layout::Text { registers, .. } => *registers,
        }
    }
}

#[cfg(test)]
mod tests;
