//! The order of bytes in one, two or four registers.

use super::Words;

impl Words {
    /// The number whose bytes arrived as `bytes`; `None` when they are too few or too many.
    pub(super) fn join(self, bytes: &[u8]) -> Option<u64> {
        if bytes.len() != 2 * usize::from(self.count) {
            return None;
        }
        let mut raw = 0;
        for (place, pair) in bytes.chunks_exact(2).enumerate() {
            let word = u16::from_be_bytes(pair.try_into().ok()?);
            raw |= u64::from(self.swap(word)) << self.shift(place);
        }
        Some(raw)
    }

    /// Appends the registers that carry `raw`.
    pub(super) fn split(self, raw: u64, registers: &mut Vec<u16>) {
        for place in 0..usize::from(self.count) {
            let [.., high, low] = (raw >> self.shift(place)).to_be_bytes();
            registers.push(self.swap(u16::from_be_bytes([high, low])));
        }
    }

    /// By how many bits the word at `place` on the wire is to be shifted.
    fn shift(self, place: usize) -> usize {
        let last = usize::from(self.count).saturating_sub(1);
        16 * if self.order.reverses_words() {
            place
        } else {
            last.saturating_sub(place)
        }
    }

    const fn swap(self, word: u16) -> u16 {
        if self.order.swaps_bytes() {
            word.swap_bytes()
        } else {
            word
        }
    }
}
