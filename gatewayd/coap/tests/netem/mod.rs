//! A seeded wire between two sides that loses, repeats, delays and so reorders datagrams.
//!
//! It knows nothing of what the datagrams mean; include it with `#[path]` where it is of use.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// One end of the wire.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Side {
    /// The end that starts conversations, by convention.
    Client,
    /// The other end.
    Server,
}

/// How bad the wire is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conditions {
    /// Datagrams lost, in percent.
    pub(crate) loss: u64,
    /// Datagrams that arrive twice, in percent.
    pub(crate) duplication: u64,
    /// Shortest time under way.
    pub(crate) latency: Duration,
    /// What chance adds to it; reorders datagrams.
    pub(crate) jitter: Duration,
}

/// The wire with what is under way.
#[derive(Debug)]
pub(crate) struct Wire {
    conditions: Conditions,
    random: u64,
    under_way: BTreeMap<(Instant, u64), (Side, Vec<u8>)>,
    sent: u64,
}

impl Wire {
    /// A wire whose accidents `seed` determines.
    pub(crate) fn new(conditions: Conditions, seed: u64) -> Self {
        Self {
            conditions,
            random: seed,
            under_way: BTreeMap::new(),
            sent: 0,
        }
    }

    /// Puts a datagram on the wire.
    pub(crate) fn send(&mut self, now: Instant, to: Side, datagram: &[u8]) {
        let copies = match (
            self.chance(self.conditions.loss),
            self.chance(self.conditions.duplication),
        ) {
            (true, _) => 0,
            (false, true) => 2,
            (false, false) => 1,
        };
        for _ in 0..copies {
            let jitter = self.below(u64::try_from(self.conditions.jitter.as_micros()).unwrap_or(u64::MAX));
            let at = now + self.conditions.latency + Duration::from_micros(jitter);
            self.sent += 1;
            self.under_way.insert((at, self.sent), (to, datagram.to_vec()));
        }
    }

    /// When the next datagram arrives.
    pub(crate) fn next_arrival(&self) -> Option<Instant> {
        self.under_way.keys().next().map(|(at, _)| *at)
    }

    /// The next datagram that has arrived, and where.
    pub(crate) fn receive(&mut self, now: Instant) -> Option<(Side, Vec<u8>)> {
        let arrived = self.next_arrival().is_some_and(|at| at <= now);
        if arrived {
            self.under_way.pop_first().map(|(_, arrival)| arrival)
        } else {
            None
        }
    }

    /// A number below `end` (0 when `end` is), for use by the scenario too.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        // SplitMix64.
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        z.checked_rem(end).unwrap_or(0)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}
