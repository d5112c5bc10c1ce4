//! Queue mode: the server sends nothing while we may be asleep (core §6.5).

use std::time::{Duration, Instant};

use super::Session;
use super::registration::Registration;

/// How long we stay awake, and until when.
///
/// Messages of the server count at any time, our own only while we are awake: what is said asleep is the Update that
/// asks the server whether it is there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Queue {
    /// MAX_TRANSMIT_WAIT after the last message.
    wait: Duration,
    until: Instant,
}

impl Queue {
    pub(super) const fn new(wait: Duration, now: Instant) -> Self {
        Self { wait, until: now }
    }
}

impl Session {
    /// Announces queue mode to the server from now on, and keeps to it.
    pub(crate) fn queue(&mut self, wait: Duration, now: Instant) {
        self.queue = Some(Queue::new(wait, now));
    }

    /// Whether the server takes us to be asleep: it is only spoken to after an Update that it has answered.
    pub(super) fn asleep(&self, now: Instant) -> bool {
        self.queue.is_some_and(|queue| queue.until <= now)
    }

    /// A message of the server has arrived.
    pub(super) fn heard(&mut self, now: Instant) {
        if let Some(queue) = &mut self.queue {
            queue.until = now + queue.wait;
        }
    }

    /// A message goes to the server.
    pub(super) fn said(&mut self, now: Instant) {
        if !self.asleep(now) {
            self.heard(now);
        }
    }

    /// Whether an Update is to wake the server up, and its answer is not here yet.
    pub(super) fn waking(&self, now: Instant) -> bool {
        self.asleep(now) && matches!(self.registration, Registration::Updating { .. })
    }

    /// Has an Update sent because there is something to say. True when that has to wait for its answer.
    pub(super) fn must_wake(&mut self, now: Instant) -> bool {
        let asleep = self.asleep(now);
        self.update_owed |= asleep;
        asleep
    }
}
