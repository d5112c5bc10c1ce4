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

#[derive(Debug)]
struct Entry {
    expires_at: Instant,
    reply: Reply,
}

/// A bounded memory of recent messages; the oldest finished one makes room.
#[derive(Debug)]
pub(crate) struct Dedup {
    entries: BTreeMap<u16, Entry>,
    // Every key of `entries` once, oldest first.
    order: VecDeque<u16>,
    limit: usize,
}

impl Dedup {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            entries: BTreeMap::new(),
            order: VecDeque::new(),
            limit: limit.max(1),
        }
    }

    /// What was answered to this message, if it was seen within its lifetime.
    pub(crate) fn lookup(&self, now: Instant, message_id: u16) -> Option<&Reply> {
        let entry = self.entries.get(&message_id)?;
        (now < entry.expires_at).then_some(&entry.reply)
    }

    /// Remembers a message as new.
    pub(crate) fn insert(&mut self, now: Instant, message_id: u16, lifetime: Duration, reply: Reply) {
        let entry = Entry {
            expires_at: now + lifetime,
            reply,
        };
        if self.entries.insert(message_id, entry).is_some() {
            self.order.retain(|known| *known != message_id);
        } else if self.entries.len() > self.limit {
            self.evict();
        }
        self.order.push_back(message_id);
    }

    /// Notes the answer to a remembered message.
    pub(crate) fn finish(&mut self, message_id: u16, reply: Reply) {
        if let Some(entry) = self.entries.get_mut(&message_id) {
            entry.reply = reply;
        }
    }

    /// Forgets a message, so that it is new when it comes again.
    pub(crate) fn forget(&mut self, message_id: u16) {
        if self.entries.remove(&message_id).is_some() {
            self.order.retain(|known| *known != message_id);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.order.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Drops the oldest message that is not with the application, else the oldest.
    fn evict(&mut self) {
        let finished = |id: &u16| {
            self.entries
                .get(id)
                .is_none_or(|entry| entry.reply != Reply::Pending)
        };
        let position = self.order.iter().position(finished).unwrap_or(0);
        if let Some(message_id) = self.order.remove(position) {
            self.entries.remove(&message_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::start;

    const LIFETIME: Duration = Duration::from_secs(247);

    #[test]
    fn a_message_is_known_for_its_lifetime() {
        let now = start();
        let mut dedup = Dedup::new(4);
        dedup.insert(now, 7, LIFETIME, Reply::Pending);
        dedup.finish(7, Reply::Datagram(vec![1]));
        assert_eq!(
            dedup.lookup(now + LIFETIME / 2, 7),
            Some(&Reply::Datagram(vec![1]))
        );
        assert_eq!(dedup.lookup(now + LIFETIME, 7), None);
        dedup.insert(now + LIFETIME, 7, LIFETIME, Reply::None);
        assert_eq!((dedup.len(), dedup.order.len()), (1, 1));
    }

    #[test]
    fn the_oldest_answered_message_makes_room() {
        let now = start();
        let mut dedup = Dedup::new(2);
        dedup.insert(now, 1, LIFETIME, Reply::Pending);
        dedup.insert(now, 2, LIFETIME, Reply::None);
        dedup.insert(now, 3, LIFETIME, Reply::Pending);
        assert!(dedup.lookup(now, 1).is_some() && dedup.lookup(now, 2).is_none());
        dedup.insert(now, 4, LIFETIME, Reply::Pending);
        assert!(dedup.lookup(now, 1).is_none(), "all pending: the oldest goes");
        assert_eq!((dedup.len(), dedup.order.len()), (2, 2));
    }
}
