//! Recent message ids of the peer with what was answered (RFC 7252 §4.5).

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// What was answered to a message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Reply {
    /// Nothing yet; the application has it.
    Pending,
    /// Nothing, for good.
    None,
    /// This datagram.
    Datagram(Vec<u8>),
}

impl Reply {
    fn bytes(&self) -> usize {
        match self {
            Self::Pending | Self::None => 0,
            Self::Datagram(datagram) => datagram.len(),
        }
    }
}

/// What would happen if a message were forgotten too early and came again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Repetition {
    /// It would be answered anew, with no other effect.
    Harmless,
    /// It would act a second time.
    Acts,
}

#[derive(Debug)]
struct Entry {
    expires_at: Instant,
    reply: Reply,
    repetition: Repetition,
}

/// A memory of recent messages, bounded in entries and in bytes of answers.
///
/// When it is full the oldest finished message goes whose repetition is harmless (RFC 7252 §4.5 lets go of
/// those at any time), else the oldest finished one, else the oldest.
#[derive(Debug)]
pub(crate) struct Dedup {
    entries: BTreeMap<u16, Entry>,
    // Every key of `entries` once, oldest first, by what its repetition does.
    harmless: VecDeque<u16>,
    acting: VecDeque<u16>,
    bytes: usize,
    limit: usize,
    max_bytes: usize,
}

impl Dedup {
    pub(crate) fn new(limit: usize, max_bytes: usize) -> Self {
        Self {
            entries: BTreeMap::new(),
            harmless: VecDeque::new(),
            acting: VecDeque::new(),
            bytes: 0,
            limit: limit.max(1),
            max_bytes,
        }
    }

    /// What was answered to this message, if it was seen within its lifetime.
    pub(crate) fn lookup(&self, now: Instant, message_id: u16) -> Option<&Reply> {
        let entry = self.entries.get(&message_id)?;
        (now < entry.expires_at).then_some(&entry.reply)
    }

    /// Remembers a message as new.
    pub(crate) fn insert(
        &mut self,
        now: Instant,
        message_id: u16,
        lifetime: Duration,
        repetition: Repetition,
        reply: Reply,
    ) {
        self.forget(message_id);
        self.bytes += reply.bytes();
        let entry = Entry {
            expires_at: now + lifetime,
            reply,
            repetition,
        };
        self.entries.insert(message_id, entry);
        self.order(repetition).push_back(message_id);
        self.make_room();
    }

    /// Notes the answer to a remembered message.
    pub(crate) fn finish(&mut self, message_id: u16, reply: Reply) {
        if let Some(entry) = self.entries.get_mut(&message_id) {
            self.bytes = self.bytes + reply.bytes() - entry.reply.bytes();
            entry.reply = reply;
            self.make_room();
        }
    }

    /// Forgets a message, so that it is new when it comes again.
    pub(crate) fn forget(&mut self, message_id: u16) {
        if let Some(entry) = self.entries.remove(&message_id) {
            self.bytes -= entry.reply.bytes();
            let order = self.order(entry.repetition);
            if order.front() == Some(&message_id) {
                order.pop_front();
            } else {
                order.retain(|known| *known != message_id);
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.harmless.clear();
        self.acting.clear();
        self.bytes = 0;
    }

    pub(crate) fn within_bounds(&self) -> bool {
        self.entries.len() <= self.limit && (self.bytes <= self.max_bytes || self.entries.len() == 1)
    }

    fn order(&mut self, repetition: Repetition) -> &mut VecDeque<u16> {
        match repetition {
            Repetition::Harmless => &mut self.harmless,
            Repetition::Acts => &mut self.acting,
        }
    }

    /// Forgets until the bounds hold; the one message that is left may be larger.
    fn make_room(&mut self) {
        while !self.within_bounds() {
            let Some(message_id) = self.victim() else { return };
            self.forget(message_id);
        }
    }

    fn victim(&self) -> Option<u16> {
        let finished = |id: &&u16| {
            let entry = self.entries.get(*id);
            entry.is_none_or(|entry| entry.reply != Reply::Pending)
        };
        let all = || self.harmless.iter().chain(&self.acting);
        all().find(finished).or_else(|| all().next()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::start;

    const LIFETIME: Duration = Duration::from_secs(247);

    fn of(now: Instant, limit: usize, max_bytes: usize, messages: &[(u16, Repetition, Reply)]) -> Dedup {
        let mut dedup = Dedup::new(limit, max_bytes);
        for (id, repetition, reply) in messages {
            dedup.insert(now, *id, LIFETIME, *repetition, reply.clone());
        }
        dedup
    }

    fn known(dedup: &Dedup) -> Vec<u16> {
        assert!(dedup.within_bounds());
        assert_eq!(dedup.entries.len(), dedup.harmless.len() + dedup.acting.len());
        let bytes: usize = dedup.entries.values().map(|entry| entry.reply.bytes()).sum();
        assert_eq!(dedup.bytes, bytes);
        dedup.entries.keys().copied().collect()
    }

    fn answer(length: usize) -> Reply {
        Reply::Datagram(vec![1; length])
    }

    #[test]
    fn a_message_is_known_for_its_lifetime() {
        let now = start();
        let mut dedup = of(now, 4, 100, &[(7, Repetition::Acts, Reply::Pending)]);
        dedup.finish(7, answer(1));
        assert_eq!(dedup.lookup(now + LIFETIME / 2, 7), Some(&answer(1)));
        assert_eq!(dedup.lookup(now + LIFETIME, 7), None);
        dedup.insert(now + LIFETIME, 7, LIFETIME, Repetition::Harmless, Reply::None);
        assert_eq!(known(&dedup), [7]);
    }

    #[test]
    fn the_oldest_answered_message_makes_room() {
        let pending = (1, Repetition::Acts, Reply::Pending);
        let mut dedup = of(start(), 2, 100, &[pending, (2, Repetition::Acts, Reply::None)]);
        dedup.insert(start(), 3, LIFETIME, Repetition::Acts, Reply::Pending);
        assert_eq!(known(&dedup), [1, 3]);
        dedup.insert(start(), 4, LIFETIME, Repetition::Acts, Reply::Pending);
        assert_eq!(known(&dedup), [3, 4], "all pending: the oldest goes");
    }

    #[test]
    fn what_acts_is_remembered_longer_than_what_does_not() {
        let mut dedup = of(start(), 3, 100, &[(1, Repetition::Acts, Reply::None)]);
        for id in 2..100 {
            dedup.insert(start(), id, LIFETIME, Repetition::Harmless, Reply::None);
        }
        assert_eq!(known(&dedup), [1, 98, 99]);
    }

    #[test]
    fn long_answers_make_room_as_well() {
        let read = |id| (id, Repetition::Harmless, answer(40));
        let mut dedup = of(
            start(),
            9,
            100,
            &[(1, Repetition::Acts, answer(5)), read(2), read(3), read(4)],
        );
        assert_eq!(known(&dedup), [1, 3, 4]);
        dedup.insert(start(), 5, LIFETIME, Repetition::Harmless, Reply::Pending);
        dedup.finish(5, answer(40));
        assert_eq!(known(&dedup), [1, 4, 5]);
        dedup.finish(5, answer(200));
        assert_eq!(known(&dedup), [1], "an answer that never fits is not kept");
    }
}
