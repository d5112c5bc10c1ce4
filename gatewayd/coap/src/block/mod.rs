//! Block option values, upload assembly and download snapshots (RFC 7959).

mod gather;
mod key;
mod snapshot;
mod upload;

pub(crate) use gather::{Gather, GatherError, GatherStep};
pub(crate) use key::{download_key, hash_of, upload_key};
pub(crate) use snapshot::{Snapshot, SnapshotKey, Snapshots};
pub(crate) use upload::{Accepted, Block, Refusal, Uploads};

use crate::option::{decode_uint, encode_uint};

/// A block size exponent: size is 2^(SZX+4), SZX 0 to 6 (RFC 7959 §2.2).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct BlockSize(u8);

impl BlockSize {
    /// 16 bytes.
    pub const MIN: Self = Self(0);
    /// 1024 bytes.
    pub const MAX: Self = Self(6);

    /// The block size of an exponent; 7 is reserved over UDP.
    #[must_use]
    pub const fn from_szx(szx: u8) -> Option<Self> {
        if szx <= 6 { Some(Self(szx)) } else { None }
    }

    /// The largest block size of at most `bytes`.
    #[must_use]
    pub fn fitting(bytes: usize) -> Option<Self> {
        (0..=6).rev().map(Self).find(|size| size.bytes() <= bytes)
    }

    /// The exponent.
    #[must_use]
    pub const fn szx(self) -> u8 {
        self.0
    }

    /// The size in bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        1 << (self.0 + 4)
    }
}

/// The value of a Block1 or Block2 option.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BlockValue {
    /// Block number, 20 bits.
    pub number: u32,
    /// Whether more blocks follow.
    pub more: bool,
    /// Block size.
    pub size: BlockSize,
}

impl BlockValue {
    /// RFC 7959 §2.2: NUM has at most 20 bits.
    pub const MAX_NUMBER: u32 = (1 << 20) - 1;

    /// Most bytes a transfer with blocks of `size` can carry.
    #[must_use]
    pub const fn max_body(size: BlockSize) -> usize {
        size.bytes() << 20
    }

    /// The block that covers `offset`, if NUM can express it.
    #[must_use]
    pub fn at(offset: usize, more: bool, size: BlockSize) -> Option<Self> {
        let number = u32::try_from(offset / size.bytes()).ok()?;
        (number <= Self::MAX_NUMBER).then_some(Self { number, more, size })
    }

    /// Reads an option value of 0 to 3 bytes with a usable size.
    #[must_use]
    pub fn decode(value: &[u8]) -> Option<Self> {
        let raw = decode_uint(value, 3)?;
        let size = BlockSize::from_szx((raw & 0x07) as u8)?;
        Some(Self {
            number: raw >> 4,
            more: raw & 0x08 != 0,
            size,
        })
    }

    /// The option value.
    #[must_use]
    pub fn encode(self) -> Vec<u8> {
        encode_uint(self.number << 4 | u32::from(self.more) << 3 | u32::from(self.size.szx()))
    }

    /// Where the block starts in the body.
    #[must_use]
    pub const fn offset(self) -> usize {
        self.number as usize * self.size.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7959 §2.2: NUM, M, SZX in 0 to 3 bytes.
    #[test]
    fn block_values_survive_their_encoding() {
        for number in [0, 1, 15, 16, 4095, 4096, 65_535, 65_536, BlockValue::MAX_NUMBER] {
            for szx in 0..=6 {
                for more in [false, true] {
                    let value = BlockValue {
                        number,
                        more,
                        size: BlockSize::from_szx(szx).unwrap(),
                    };
                    assert!(value.encode().len() <= 3);
                    assert_eq!(BlockValue::decode(&value.encode()), Some(value));
                }
            }
        }
    }

    #[test]
    fn the_reserved_size_and_long_values_are_refused() {
        assert_eq!(BlockValue::decode(&[0x07]), None);
        assert_eq!(BlockValue::decode(&[0, 0, 0, 0]), None);
        let first = BlockValue {
            number: 0,
            more: false,
            size: BlockSize::MIN,
        };
        assert_eq!(BlockValue::decode(&[]), Some(first));
    }

    #[test]
    fn the_fitting_size_is_the_largest_that_fits() {
        assert_eq!(BlockSize::fitting(1100), Some(BlockSize::MAX));
        assert_eq!(BlockSize::fitting(1023).map(BlockSize::bytes), Some(512));
        assert_eq!(BlockSize::fitting(15), None);
    }

    #[test]
    fn numbers_beyond_twenty_bits_do_not_exist() {
        let end = BlockValue::max_body(BlockSize::MIN);
        assert_eq!(BlockValue::at(end, false, BlockSize::MIN), None);
        assert!(BlockValue::at(end - 1, false, BlockSize::MIN).is_some());
    }
}
