//! Devices in reach that nobody configured, kept for discovery. Bounded, whatever is in the air. Pure.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::Address;
use crate::advert::Format;

/// More devices than a person wants to choose from.
const CAPACITY: usize = 256;

/// What is known of them.
#[derive(Debug, Default)]
pub(crate) struct Neighbours {
    known: BTreeMap<Address, Neighbour>,
    forgotten: u64,
}

#[derive(Debug)]
struct Neighbour {
    last: Instant,
    heard: u64,
    format: Option<Format>,
}

impl Neighbours {
    /// One of them was heard, in a format that can be decoded if there is one. Tells whether that is news.
    pub(crate) fn heard(&mut self, address: Address, format: Option<Format>, now: Instant) -> bool {
        if let Some(neighbour) = self.known.get_mut(&address) {
            let recognised = neighbour.format.is_none() && format.is_some();
            neighbour.last = now;
            neighbour.heard = neighbour.heard.saturating_add(1);
            neighbour.format = format.or(neighbour.format);
            return recognised;
        }
        if self.known.len() >= CAPACITY {
            self.forget_one();
        }
        self.known.insert(
            address,
            Neighbour {
                last: now,
                heard: 1,
                format,
            },
        );
        true
    }

    /// Forgets the one not heard for the longest time; those that speak a known format stay longest.
    fn forget_one(&mut self) {
        let oldest = self
            .known
            .iter()
            .min_by_key(|(_, neighbour)| (neighbour.format.is_some(), neighbour.last));
        if let Some(address) = oldest.map(|(address, _)| *address) {
            self.known.remove(&address);
            self.forgotten = self.forgotten.saturating_add(1);
        }
    }

    /// How many there are and how many had to be forgotten.
    pub(crate) fn counts(&self) -> (usize, u64) {
        (self.known.len(), self.forgotten)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_made_up_addresses_does_not_push_out_real_sensors() {
        let now = Instant::now();
        let mut neighbours = Neighbours::default();
        let sensor = Address::new([1; 6]);
        assert!(neighbours.heard(sensor, Some(Format::Ruuvi), now));
        for number in 0u32..1000 {
            let [a, b, c, d] = number.to_be_bytes();
            assert!(neighbours.heard(Address::new([0xFF, 0, a, b, c, d]), None, now));
        }
        assert!(!neighbours.heard(sensor, None, now));
        assert_eq!(neighbours.counts(), (CAPACITY, 1001 - CAPACITY as u64));
    }

    #[test]
    fn a_neighbour_is_news_once_and_again_when_it_is_recognised() {
        let now = Instant::now();
        let mut neighbours = Neighbours::default();
        let address = Address::new([2; 6]);
        let news = [None, None, Some(Format::Bthome), Some(Format::Bthome), None]
            .map(|format| neighbours.heard(address, format, now));
        assert_eq!(news, [true, false, true, false, false]);
    }
}
