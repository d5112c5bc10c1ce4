//! Large answers, kept so that their blocks belong together (RFC 7959 §2.4).

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::request::Response;

/// What a follow-up request must match.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SnapshotKey {
    pub(crate) options: Box<[u8]>,
    /// Hash of the request body (FETCH); a follow-up may leave the body out.
    pub(crate) body: Option<u64>,
}

impl SnapshotKey {
    fn matches(&self, asked: &Self) -> bool {
        self.options == asked.options && (asked.body.is_none() || self.body == asked.body)
    }
}

/// One large answer.
#[derive(Debug)]
pub(crate) struct Snapshot {
    key: SnapshotKey,
    pub(crate) response: Response,
    pub(crate) etag: u64,
    due: Instant,
}

/// The large answers given to one peer, oldest first.
#[derive(Debug)]
pub(crate) struct Snapshots {
    list: VecDeque<Snapshot>,
    limit: usize,
    lifetime: Duration,
}

impl Snapshots {
    pub(crate) fn new(limit: usize, lifetime: Duration) -> Self {
        Self {
            list: VecDeque::new(),
            limit: limit.max(1),
            lifetime,
        }
    }

    /// Keeps an answer, instead of an older one to the same request.
    pub(crate) fn store(&mut self, now: Instant, key: SnapshotKey, response: Response, etag: u64) {
        self.list.retain(|known| known.key != key);
        if self.list.len() >= self.limit {
            self.list.pop_front();
        }
        self.list.push_back(Snapshot {
            key,
            response,
            etag,
            due: now + self.lifetime,
        });
    }

    /// The newest answer to this request; using it prolongs its life.
    pub(crate) fn find(&mut self, now: Instant, key: &SnapshotKey) -> Option<&Snapshot> {
        let found = self.list.iter_mut().rev().find(|known| known.key.matches(key))?;
        found.due = now + self.lifetime;
        Some(found)
    }

    pub(crate) fn expire(&mut self, now: Instant) {
        self.list.retain(|known| now < known.due);
    }

    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.list.iter().map(|known| known.due).min()
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
    }

    pub(crate) fn within_bounds(&self) -> bool {
        self.list.len() <= self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;
    use crate::testing::start;

    const LIFETIME: Duration = Duration::from_secs(247);

    fn key(options: &[u8], body: Option<u64>) -> SnapshotKey {
        SnapshotKey {
            options: options.into(),
            body,
        }
    }

    #[test]
    fn a_follow_up_may_leave_the_body_out() {
        let now = start();
        let mut snapshots = Snapshots::new(3, LIFETIME);
        snapshots.store(now, key(b"f", Some(1)), Response::new(Code::CONTENT), 11);
        snapshots.store(now, key(b"f", Some(2)), Response::new(Code::CONTENT), 12);
        assert_eq!(snapshots.find(now, &key(b"f", None)).unwrap().etag, 12);
        assert_eq!(snapshots.find(now, &key(b"f", Some(1))).unwrap().etag, 11);
        assert!(snapshots.find(now, &key(b"f", Some(3))).is_none());
        assert!(snapshots.find(now, &key(b"g", None)).is_none());
    }

    #[test]
    fn the_oldest_makes_room_and_all_expire() {
        let now = start();
        let mut snapshots = Snapshots::new(2, LIFETIME);
        for name in [b"a", b"b", b"c"] {
            snapshots.store(now, key(name, None), Response::new(Code::CONTENT), 0);
        }
        assert!(snapshots.find(now, &key(b"a", None)).is_none() && snapshots.within_bounds());
        snapshots.find(now + LIFETIME / 2, &key(b"b", None)).unwrap();
        snapshots.expire(now + LIFETIME);
        assert!(snapshots.find(now, &key(b"c", None)).is_none());
        assert!(snapshots.find(now, &key(b"b", None)).is_some());
    }
}
