//! Taking bytes from the front, never past the end.

/// What is left of a payload.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    /// The next `count` bytes, or `None` and nothing taken.
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (front, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(front)
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// The next `N` bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (front, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*front)
    }
}

/// At most seven bytes as a number, least significant first.
pub(super) fn unsigned_le(bytes: &[u8]) -> i64 {
    debug_assert!(bytes.len() < 8, "an i64 holds them");
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | i64::from(*byte))
}

/// At most seven bytes as a two's complement number, least significant first.
pub(super) fn signed_le(bytes: &[u8]) -> i64 {
    let number = unsigned_le(bytes);
    let negative = bytes.last().is_some_and(|top| top & 0x80 != 0);
    if negative {
        number - (1 << (8 * bytes.len()))
    } else {
        number
    }
}

/// `raw * numerator / denominator`, rounded once only.
#[expect(
    clippy::cast_precision_loss,
    reason = "raw numbers have 32 bits, and factors few: products fit 53 bits"
)]
pub(super) fn ratio(raw: i64, numerator: u32, denominator: u64) -> f64 {
    (raw * i64::from(numerator)) as f64 / denominator as f64
}
