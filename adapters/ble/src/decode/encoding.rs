//! The types of characteristics.

use std::fmt;

use objects::ValueKind;
use serde::Deserialize;

use super::number::{self, Number};

/// What the bytes of a characteristic are.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// A byte; anything but 0 is true.
    Bool,
    /// 32 bits, IEEE 754.
    F32,
    /// 64 bits, IEEE 754.
    F64,
    /// Bytes as they are.
    Opaque,
    /// 8 bits, signed.
    S8,
    /// 16 bits, signed.
    S16,
    /// 24 bits, signed.
    S24,
    /// 32 bits, signed.
    S32,
    /// 64 bits, signed.
    S64,
    /// 16 bits, the decimal SFLOAT of IEEE 11073-20601.
    Sfloat,
    /// UTF-8 text.
    String,
    /// 8 bits, unsigned.
    U8,
    /// 16 bits, unsigned.
    U16,
    /// 24 bits, unsigned.
    U24,
    /// 32 bits, unsigned.
    U32,
    /// 64 bits, unsigned.
    U64,
}

/// Which byte of a number comes first.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum ByteOrder {
    /// The most significant.
    Big,
    /// The least significant, as the Bluetooth specification has it.
    #[default]
    Little,
}

/// The layout of a number.
#[derive(Clone, Copy)]
enum Layout {
    Double,
    Sfloat,
    Signed(usize),
    Single,
    Unsigned(usize),
}

impl Encoding {
    /// The kind of its values without scaling.
    #[must_use]
    pub const fn kind(self) -> ValueKind {
        match self {
            Self::Bool => ValueKind::Boolean,
            Self::F32 | Self::F64 | Self::Sfloat => ValueKind::Float,
            Self::Opaque => ValueKind::Opaque,
            Self::S8 | Self::S16 | Self::S24 | Self::S32 | Self::S64 => ValueKind::Integer,
            Self::String => ValueKind::String,
            Self::U8 | Self::U16 | Self::U24 | Self::U32 => ValueKind::Integer,
            Self::U64 => ValueKind::Unsigned,
        }
    }

    /// Whether it is a number.
    #[must_use]
    pub const fn is_number(self) -> bool {
        self.layout().is_some()
    }

    /// Whether it is a whole number.
    #[must_use]
    pub const fn is_integer(self) -> bool {
        matches!(self.layout(), Some(Layout::Signed(_) | Layout::Unsigned(_)))
    }

    const fn layout(self) -> Option<Layout> {
        match self {
            Self::Bool | Self::Opaque | Self::String => None,
            Self::F32 => Some(Layout::Single),
            Self::F64 => Some(Layout::Double),
            Self::S8 => Some(Layout::Signed(1)),
            Self::S16 => Some(Layout::Signed(2)),
            Self::S24 => Some(Layout::Signed(3)),
            Self::S32 => Some(Layout::Signed(4)),
            Self::S64 => Some(Layout::Signed(8)),
            Self::Sfloat => Some(Layout::Sfloat),
            Self::U8 => Some(Layout::Unsigned(1)),
            Self::U16 => Some(Layout::Unsigned(2)),
            Self::U24 => Some(Layout::Unsigned(3)),
            Self::U32 => Some(Layout::Unsigned(4)),
            Self::U64 => Some(Layout::Unsigned(8)),
        }
    }

    /// Reads the number at the front; `None` when the bytes do not reach, or it is no number type.
    pub(super) fn read(self, order: ByteOrder, bytes: &[u8]) -> Option<Number> {
        match self.layout()? {
            Layout::Double => Some(Number::Float(f64::from_be_bytes(big_endian(order, bytes)?))),
            Layout::Sfloat => Some(Number::Float(number::sfloat(u16::from_be_bytes(big_endian(
                order, bytes,
            )?)))),
            Layout::Signed(length) => number::signed(length, order, bytes).map(Number::Integer),
            Layout::Single => Some(Number::Float(
                f32::from_be_bytes(big_endian(order, bytes)?).into(),
            )),
            Layout::Unsigned(length) => number::unsigned(length, order, bytes).map(Number::Integer),
        }
    }

    /// The bytes of a number; `None` when it does not fit.
    pub(super) fn write(self, order: ByteOrder, number: Number) -> Option<Vec<u8>> {
        let mut bytes = match self.layout()? {
            Layout::Double => number.as_float().to_be_bytes().to_vec(),
            Layout::Sfloat => number::to_sfloat(number.as_float())?.to_be_bytes().to_vec(),
            Layout::Signed(length) => number::signed_to_bytes(length, number.whole()?)?,
            Layout::Single => number::to_single(number.as_float())?.to_be_bytes().to_vec(),
            Layout::Unsigned(length) => number::unsigned_to_bytes(length, number.whole()?)?,
        };
        if order == ByteOrder::Little {
            bytes.reverse();
        }
        Some(bytes)
    }
}

fn big_endian<const N: usize>(order: ByteOrder, bytes: &[u8]) -> Option<[u8; N]> {
    let mut front: [u8; N] = *bytes.first_chunk()?;
    if order == ByteOrder::Little {
        front.reverse();
    }
    Some(front)
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bool => "bool",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::Opaque => "opaque",
            Self::S8 => "s8",
            Self::S16 => "s16",
            Self::S24 => "s24",
            Self::S32 => "s32",
            Self::S64 => "s64",
            Self::Sfloat => "sfloat",
            Self::String => "string",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U24 => "u24",
            Self::U32 => "u32",
            Self::U64 => "u64",
        })
    }
}
