//! Sequence numbers, freshness and the observations a peer holds (RFC 7641).

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use crate::block::{BlockSize, SnapshotKey};
use crate::request::{NotificationId, Response};
use crate::token::Token;

/// RFC 7641 §3.4: sequence numbers have 24 bits.
const SEQUENCE_MASK: u32 = 0x00ff_ffff;

/// RFC 7641 §3.4: half of the number space.
const HALF: u32 = 1 << 23;

/// RFC 7641 §3.4: after this long a notification is newer whatever its number.
const FRESH_AFTER: Duration = Duration::from_secs(128);

/// RFC 7641 §4.5: at least one notification in this time is confirmable.
const CONFIRM_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// The newest notification seen of an own observation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Freshness {
    pub(crate) sequence: u32,
    pub(crate) at: Instant,
}

impl Freshness {
    /// Whether a notification that arrives now is newer (RFC 7641 §3.4).
    pub(crate) fn is_older_than(self, now: Instant, sequence: u32) -> bool {
        let (v1, v2) = (self.sequence, sequence);
        (v1 < v2 && v2 - v1 < HALF) || (v1 > v2 && v1 - v2 > HALF) || now > self.at + FRESH_AFTER
    }
}

/// A state that waits to be sent.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) id: NotificationId,
    pub(crate) response: Response,
    pub(crate) confirmable: bool,
}

/// One observation of the peer.
#[derive(Debug)]
pub(crate) struct Observation {
    sequence: u32,
    pub(crate) key: SnapshotKey,
    pub(crate) size: BlockSize,
    last_confirmed: Instant,
    /// Message id of the confirmable notification under way.
    pub(crate) in_flight: Option<u16>,
    /// The newest state, while an older one is under way or the peer is busy.
    pub(crate) pending: Option<Box<Pending>>,
    // Message id of the last non-confirmable notification: the peer may reset it.
    last_non: Option<u16>,
}

impl Observation {
    pub(crate) fn new(now: Instant, key: SnapshotKey, size: BlockSize, sequence: u32) -> Self {
        let sequence = sequence & SEQUENCE_MASK;
        Self {
            sequence,
            key,
            size,
            last_confirmed: now,
            in_flight: None,
            pending: None,
            last_non: None,
        }
    }

    pub(crate) fn sequence(&self) -> u32 {
        self.sequence
    }

    pub(crate) fn next_sequence(&mut self) -> u32 {
        self.sequence = self.sequence.wrapping_add(1) & SEQUENCE_MASK;
        self.sequence
    }

    /// Whether the next notification must be confirmable in any case.
    pub(crate) fn needs_confirmation(&self, now: Instant) -> bool {
        now >= self.last_confirmed + CONFIRM_EVERY
    }

    pub(crate) fn confirmed(&mut self, now: Instant) {
        self.last_confirmed = now;
        self.in_flight = None;
    }
}

/// All observations of one peer, by token.
#[derive(Debug, Default)]
pub(crate) struct Observations {
    by_token: BTreeMap<Token, Observation>,
    by_non: BTreeMap<u16, Token>,
    /// Tokens whose pending state waits for a free place on the wire.
    pub(crate) waiting: VecDeque<Token>,
}

impl Observations {
    pub(crate) fn len(&self) -> usize {
        self.by_token.len()
    }

    pub(crate) fn contains(&self, token: &Token) -> bool {
        self.by_token.contains_key(token)
    }

    pub(crate) fn find(&self, token: &Token) -> Option<&Observation> {
        self.by_token.get(token)
    }

    pub(crate) fn find_mut(&mut self, token: &Token) -> Option<&mut Observation> {
        self.by_token.get_mut(token)
    }

    /// Adds an observation; one with the same token is replaced, its numbers go on.
    pub(crate) fn insert(&mut self, token: Token, mut observation: Observation) -> u32 {
        if let Some(old) = self.by_token.get_mut(&token) {
            observation.sequence = old.next_sequence();
            observation.in_flight = old.in_flight;
            observation.last_non = old.last_non;
            if old.pending.is_some() {
                self.waiting.retain(|waiting| *waiting != token);
            }
        }
        let sequence = observation.sequence;
        self.by_token.insert(token, observation);
        sequence
    }

    pub(crate) fn remove(&mut self, token: &Token) -> Option<Observation> {
        let observation = self.by_token.remove(token)?;
        self.forget_unconfirmed(observation.last_non, *token);
        if observation.pending.is_some() {
            self.waiting.retain(|waiting| waiting != token);
        }
        Some(observation)
    }

    /// Forgets all of them; the message ids of the confirmable notifications under way.
    pub(crate) fn clear(&mut self) -> impl Iterator<Item = u16> + use<> {
        let all = std::mem::take(self).by_token.into_values();
        all.filter_map(|observation| observation.in_flight)
    }

    /// Notes which message id a non-confirmable notification has.
    pub(crate) fn sent_unconfirmed(&mut self, token: Token, message_id: u16) {
        let Some(observation) = self.by_token.get_mut(&token) else {
            return;
        };
        let old = observation.last_non.replace(message_id);
        self.forget_unconfirmed(old, token);
        self.by_non.insert(message_id, token);
    }

    fn forget_unconfirmed(&mut self, message_id: Option<u16>, token: Token) {
        // After 65536 messages an id may belong to another observation.
        if let Some(message_id) = message_id.filter(|id| self.by_non.get(id) == Some(&token)) {
            self.by_non.remove(&message_id);
        }
    }

    /// The observation whose last non-confirmable notification had this message id.
    pub(crate) fn by_unconfirmed(&self, message_id: u16) -> Option<Token> {
        self.by_non.get(&message_id).copied()
    }

    pub(crate) fn within_bounds(&self) -> bool {
        self.by_non.len() <= self.len() && self.waiting.len() <= self.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::start;

    fn observation(now: Instant, sequence: u32) -> Observation {
        Observation::new(
            now,
            SnapshotKey {
                options: [1].into(),
                body: None,
            },
            BlockSize::MAX,
            sequence,
        )
    }

    /// RFC 7641 §3.4, the three conditions.
    #[test]
    fn freshness_follows_serial_arithmetic() {
        let at = start();
        let seen = Freshness { sequence: 10, at };
        assert!(seen.is_older_than(at, 11));
        assert!(!seen.is_older_than(at, 10));
        assert!(!seen.is_older_than(at, 9));
        assert!(!seen.is_older_than(at, 10 + HALF));
        assert!(seen.is_older_than(at + FRESH_AFTER + Duration::from_millis(1), 9));
        let high = Freshness {
            sequence: SEQUENCE_MASK,
            at,
        };
        assert!(high.is_older_than(at, 0));
    }

    #[test]
    fn numbers_wrap_at_24_bits() {
        let mut observation = observation(start(), SEQUENCE_MASK);
        assert_eq!(observation.next_sequence(), 0);
    }

    #[test]
    fn a_replaced_observation_goes_on_counting() {
        let now = start();
        let mut observations = Observations::default();
        assert_eq!(observations.insert(Token::EMPTY, observation(now, 5)), 5);
        assert_eq!(observations.insert(Token::EMPTY, observation(now, 1)), 6);
        assert_eq!(observations.len(), 1);
    }

    #[test]
    fn only_the_last_message_id_is_remembered() {
        let mut observations = Observations::default();
        observations.insert(Token::EMPTY, observation(start(), 1));
        observations.sent_unconfirmed(Token::EMPTY, 7);
        observations.sent_unconfirmed(Token::EMPTY, 8);
        assert_eq!(observations.by_unconfirmed(7), None);
        assert_eq!(observations.by_unconfirmed(8), Some(Token::EMPTY));
        observations.remove(&Token::EMPTY);
        assert!(observations.by_non.is_empty());
    }

    #[test]
    fn once_a_day_a_notification_is_confirmed() {
        let now = start();
        let mut observation = observation(now, 1);
        assert!(!observation.needs_confirmation(now + CONFIRM_EVERY / 2));
        assert!(observation.needs_confirmation(now + CONFIRM_EVERY));
        observation.confirmed(now + CONFIRM_EVERY);
        assert!(!observation.needs_confirmation(now + CONFIRM_EVERY));
    }
}
