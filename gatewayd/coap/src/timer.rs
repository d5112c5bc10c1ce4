//! The deadlines of one endpoint, in order.

use std::collections::BTreeSet;
use std::time::Instant;

use crate::request::{ExchangeId, RequestId};

/// What is to be done when a deadline passes.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Timer {
    /// A confirmable message is still unacknowledged.
    Retransmit(u16),
    /// A request of the peer is still unanswered.
    Open(RequestId),
    /// A response to a request of our own is overdue.
    Response(ExchangeId),
}

/// Deadlines that are removed exactly, so that nothing wakes the host in vain.
#[derive(Debug, Default)]
pub(crate) struct Timers(BTreeSet<(Instant, Timer)>);

impl Timers {
    pub(crate) fn set(&mut self, at: Instant, timer: Timer) {
        self.0.insert((at, timer));
    }

    pub(crate) fn clear(&mut self, at: Instant, timer: Timer) {
        self.0.remove(&(at, timer));
    }

    pub(crate) fn clear_all(&mut self) {
        self.0.clear();
    }

    pub(crate) fn next(&self) -> Option<Instant> {
        self.0.first().map(|(at, _)| *at)
    }

    pub(crate) fn pop_due(&mut self, now: Instant) -> Option<Timer> {
        let due = self.0.first().is_some_and(|(at, _)| *at <= now);
        if due {
            self.0.pop_first().map(|(_, timer)| timer)
        } else {
            None
        }
    }
}
