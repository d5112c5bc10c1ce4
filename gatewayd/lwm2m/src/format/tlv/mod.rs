//! OMA TLV (LwM2M core §7.5.4): the format of LwM2M 1.0 for everything but single values.

mod read;
mod write;

pub(super) use read::decode;
pub(super) use write::encode;

/// Bits 7 and 6 of the type byte: what an entry is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Entry {
    /// An object instance with the resources in it.
    Instance,
    /// One element of a multiple-instance resource.
    Element,
    /// A multiple-instance resource with the elements in it.
    Array,
    /// A resource with its value.
    Resource,
}

impl Entry {
    const fn bits(self) -> u8 {
        match self {
            Self::Instance => 0b0000_0000,
            Self::Element => 0b0100_0000,
            Self::Array => 0b1000_0000,
            Self::Resource => 0b1100_0000,
        }
    }

    const fn of(byte: u8) -> Self {
        match byte >> 6 {
            0 => Self::Instance,
            1 => Self::Element,
            2 => Self::Array,
            _ => Self::Resource,
        }
    }
}

/// Bit 5 of the type byte: the identifier has two bytes.
const LONG_ID: u8 = 0b0010_0000;
/// The length field has at most three bytes.
const MAX_LENGTH: usize = (1 << 24) - 1;
