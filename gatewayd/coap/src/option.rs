//! Option numbers and value encodings (RFC 7252 §3.2, §5.10).

use std::fmt;

/// An option number.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct OptionNumber(pub u16);

impl OptionNumber {
    /// If-Match
    pub const IF_MATCH: Self = Self(1);
    /// Uri-Host
    pub const URI_HOST: Self = Self(3);
    /// ETag
    pub const ETAG: Self = Self(4);
    /// If-None-Match
    pub const IF_NONE_MATCH: Self = Self(5);
    /// Observe (RFC 7641)
    pub const OBSERVE: Self = Self(6);
    /// Uri-Port
    pub const URI_PORT: Self = Self(7);
    /// Location-Path
    pub const LOCATION_PATH: Self = Self(8);
    /// OSCORE (RFC 8613)
    pub const OSCORE: Self = Self(9);
    /// Uri-Path
    pub const URI_PATH: Self = Self(11);
    /// Content-Format
    pub const CONTENT_FORMAT: Self = Self(12);
    /// Max-Age
    pub const MAX_AGE: Self = Self(14);
    /// Uri-Query
    pub const URI_QUERY: Self = Self(15);
    /// Accept
    pub const ACCEPT: Self = Self(17);
    /// Location-Query
    pub const LOCATION_QUERY: Self = Self(20);
    /// Block2 (RFC 7959)
    pub const BLOCK2: Self = Self(23);
    /// Block1 (RFC 7959)
    pub const BLOCK1: Self = Self(27);
    /// Size2 (RFC 7959)
    pub const SIZE2: Self = Self(28);
    /// Proxy-Uri
    pub const PROXY_URI: Self = Self(35);
    /// Proxy-Scheme
    pub const PROXY_SCHEME: Self = Self(39);
    /// Size1
    pub const SIZE1: Self = Self(60);
    /// Echo (RFC 9175)
    pub const ECHO: Self = Self(252);
    /// No-Response (RFC 7967)
    pub const NO_RESPONSE: Self = Self(258);
    /// Request-Tag (RFC 9175)
    pub const REQUEST_TAG: Self = Self(292);

    /// RFC 7252 §5.4.6: odd numbers must be understood.
    #[must_use]
    pub const fn is_critical(self) -> bool {
        self.0 & 1 == 1
    }

    /// Whether two requests that differ in this option are different transfers.
    ///
    /// RFC 7252 §5.4.6 (NoCacheKey), without those that vary between the blocks of one transfer
    /// (RFC 7959 §2.4, §2.5).
    #[must_use]
    pub fn is_transfer_key(self) -> bool {
        let no_cache_key = self.0 & 0x1e == 0x1c;
        let varies = [
            Self::ETAG,
            Self::OBSERVE,
            Self::BLOCK1,
            Self::BLOCK2,
            Self::ECHO,
            Self::NO_RESPONSE,
        ];
        !no_cache_key && !varies.contains(&self)
    }
}

impl fmt::Debug for OptionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OptionNumber({})", self.0)
    }
}

/// Encodes a uint option value: big-endian without leading zeros (RFC 7252 §3.2).
#[must_use]
pub fn encode_uint(value: u32) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default().to_vec()
}

/// Decodes a uint option value of at most `max_length` (≤ 4) bytes; leading zeros are accepted.
#[must_use]
pub fn decode_uint(value: &[u8], max_length: usize) -> Option<u32> {
    if value.len() > max_length.min(4) {
        return None;
    }
    Some(value.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uints_are_as_short_as_can_be() {
        assert_eq!(encode_uint(0), [0u8; 0]);
        assert_eq!(encode_uint(60), [60]);
        assert_eq!(encode_uint(0x0100), [1, 0]);
        assert_eq!(encode_uint(u32::MAX), [255; 4]);
    }

    #[test]
    fn uints_longer_than_their_option_allows_are_refused() {
        assert_eq!(decode_uint(&[], 3), Some(0));
        assert_eq!(decode_uint(&[0, 1], 3), Some(1));
        assert_eq!(decode_uint(&[1, 2, 3, 4], 3), None);
        assert_eq!(decode_uint(&[1; 5], 9), None);
    }

    #[test]
    fn transfer_keys_leave_out_what_varies_between_blocks() {
        assert!(OptionNumber::URI_PATH.is_transfer_key());
        assert!(OptionNumber::ACCEPT.is_transfer_key());
        assert!(OptionNumber::REQUEST_TAG.is_transfer_key());
        assert!(!OptionNumber::BLOCK1.is_transfer_key());
        assert!(!OptionNumber::SIZE1.is_transfer_key());
        assert!(!OptionNumber::OBSERVE.is_transfer_key());
    }
}
