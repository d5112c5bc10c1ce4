//! Where a point is in its device and what its registers consist of, as a person writes it.

use std::fmt;
use std::time::Duration;

use adapter::config::parse_duration;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// The four tables of a Modbus device (Modbus Application Protocol V1.1b3 §4.3).
#[derive(Clone, Copy, Debug, serde::Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
pub enum Table {
    /// Bits that can be read and written.
    Coil,
    /// Bits that can only be read.
    Discrete,
    /// Registers that can be read and written.
    Holding,
    /// Registers that can only be read.
    Input,
}

impl Table {
    /// Whether the table consists of bits.
    #[must_use]
    pub const fn is_bits(self) -> bool {
        matches!(self, Self::Coil | Self::Discrete)
    }

    /// Whether the protocol has a function to write to it.
    #[must_use]
    pub const fn writable(self) -> bool {
        matches!(self, Self::Coil | Self::Holding)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Coil => "coil",
            Self::Discrete => "discrete",
            Self::Holding => "holding",
            Self::Input => "input",
        })
    }
}

/// How the registers of a point are read.
#[derive(Clone, Copy, Debug, serde::Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum DataType {
    /// Four decimal digits in one register.
    Bcd16,
    /// Eight decimal digits in two registers.
    Bcd32,
    /// False when zero, else true.
    Bool,
    /// A half precision float in one register.
    F16,
    /// A float in two registers.
    F32,
    /// A double in four registers.
    F64,
    /// A signed integer in one register.
    #[serde(alias = "i16")]
    S16,
    /// A signed integer in two registers.
    #[serde(alias = "i32")]
    S32,
    /// A signed integer in four registers.
    #[serde(alias = "i64")]
    S64,
    /// Text, two characters in each register.
    String,
    /// An unsigned integer in one register.
    U16,
    /// An unsigned integer in two registers.
    U32,
    /// An unsigned integer in four registers.
    U64,
}

impl DataType {
    /// The registers a value takes; a string's length is its own.
    #[must_use]
    pub const fn registers(self) -> Option<u16> {
        match self {
            Self::Bcd16 | Self::Bool | Self::F16 | Self::S16 | Self::U16 => Some(1),
            Self::Bcd32 | Self::F32 | Self::S32 | Self::U32 => Some(2),
            Self::F64 | Self::S64 | Self::U64 => Some(4),
            Self::String => None,
        }
    }
}

/// The order in which a device sends the bytes of a value, whose most significant byte is A.
///
/// For 64 bits the letters stand for the same rearrangement: `CDAB` turns the words round, `BADC` the
/// bytes within each word, `DCBA` both.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize, Eq, PartialEq)]
pub enum WordOrder {
    /// Most significant byte first, as the standard has it.
    #[default]
    #[serde(rename = "ABCD")]
    Abcd,
    /// The bytes of each word exchanged.
    #[serde(rename = "BADC")]
    Badc,
    /// Least significant word first.
    #[serde(rename = "CDAB")]
    Cdab,
    /// Least significant byte first.
    #[serde(rename = "DCBA")]
    Dcba,
}

impl WordOrder {
    /// Whether the least significant word comes first.
    #[must_use]
    pub const fn reverses_words(self) -> bool {
        matches!(self, Self::Cdab | Self::Dcba)
    }

    /// Whether the bytes of each word are exchanged.
    #[must_use]
    pub const fn swaps_bytes(self) -> bool {
        matches!(self, Self::Badc | Self::Dcba)
    }
}

/// Which family of functions writes.
#[derive(Clone, Copy, Debug, serde::Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum WriteFunction {
    /// FC15 and FC16.
    Multiple,
    /// FC05 and FC06.
    Single,
}

/// Where a point is and what it consists of.
#[derive(Clone, Debug, Default, serde::Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RegisterConfig {
    /// The table; a `modicon` number tells it, too.
    #[serde(default)]
    pub table: Option<Table>,
    /// The address as the protocol carries it, from 0.
    #[serde(default)]
    pub address: Option<u16>,
    /// The address as manuals print it: 1 to 9999 coils, 10001 discrete inputs, 30001 input registers,
    /// 40001 holding registers, or the same with six digits.
    #[serde(default)]
    pub modicon: Option<u32>,
    /// How the registers are read; `bool` in the bit tables and `u16` in the others unless told.
    #[serde(default, rename = "type")]
    pub data_type: Option<DataType>,
    /// The byte order; `ABCD` unless told.
    #[serde(default)]
    pub order: Option<WordOrder>,
    /// The registers of a string.
    #[serde(default)]
    pub length: Option<u16>,
    /// One bit of the number, 0 being the least significant: the point is a boolean.
    #[serde(default)]
    pub bit: Option<u8>,
    /// The lowest and the highest bit of a part of the number: the point is that part.
    #[serde(default)]
    pub bits: Option<[u8; 2]>,
    /// What is written for true or for an Execute: 0xFF00 for a coil (FC05) and 1 for a register unless told.
    #[serde(default)]
    pub on: Option<u16>,
    /// What is written for false; 0 unless told.
    #[serde(default)]
    pub off: Option<u16>,
}

/// A raw value that means "no value".
#[derive(Clone, Debug, PartialEq)]
pub enum Sentinel {
    /// A float's value.
    Float(f64),
    /// A raw number; in floats, their bits.
    Integer(i64),
    /// A raw number too big for TOML, as text such as `"0xFFFFFFFFFFFFFFFF"`.
    Unsigned(u64),
}

struct SentinelVisitor;

impl Visitor<'_> for SentinelVisitor {
    type Value = Sentinel;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a raw value such as 0x7FFF, -32768, 9999.0 or \"0xFFFFFFFFFFFFFFFF\"")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Sentinel, E> {
        Ok(Sentinel::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Sentinel, E> {
        Ok(Sentinel::Unsigned(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Sentinel, E> {
        Ok(Sentinel::Float(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Sentinel, E> {
        let parsed = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(digits) => u64::from_str_radix(digits, 16),
            None => text.parse(),
        };
        parsed
            .map(Sentinel::Unsigned)
            .map_err(|_| E::custom(format!("{text:?} is not a raw value, write it as \"0xFFFF\"")))
    }
}

impl<'de> Deserialize<'de> for Sentinel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SentinelVisitor)
    }
}

/// How often a point is read.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Poll {
    /// Again and again, with this time between.
    Every(Duration),
    /// Until it answered, and again after the device was away: `"once"`.
    Once,
}

struct PollVisitor;

impl Visitor<'_> for PollVisitor {
    type Value = Poll;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a duration such as \"500ms\" or \"30s\", or \"once\"")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Poll, E> {
        if text == "once" {
            return Ok(Poll::Once);
        }
        parse_duration(text).map(Poll::Every).map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Poll {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(PollVisitor)
    }
}
