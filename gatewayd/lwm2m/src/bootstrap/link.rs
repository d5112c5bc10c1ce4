//! The link to the bootstrap server: opened for an attempt, closed after it, and what follows its loss.

use std::time::{Duration, Instant};

use objects::ObjectTree;

use super::Bootstrap;
use super::state::{Ask, State};
use crate::client::ClientConfig;
use crate::event::{BootstrapError, Event, LinkId, LinkRequest, LinkState, Output};
use crate::session::Outbox;

impl Bootstrap {
    pub(crate) fn handle_link(
        &mut self,
        now: Instant,
        state: LinkState,
        (config, tree): (&ClientConfig, &ObjectTree),
        out: &mut Outbox,
    ) {
        self.endpoint.reset(now);
        self.drain(now, (config, tree), out);
        self.link_up = state == LinkState::Up;
        match (state, &self.state) {
            (LinkState::Up, State::Opening | State::Requesting { .. }) => {
                let ask = if self.pack { Ask::Pack } else { Ask::Preferring };
                self.ask(now, ask, (config, tree), out);
            }
            // A server that works on the accounts goes on over the new session, or runs out of time.
            (LinkState::Up, _) => {}
            // While the host stores what is complete, it alone decides whether that counts.
            (LinkState::Down(_), State::Committing { .. } | State::Finished { .. } | State::Idle) => {}
            (LinkState::Down(reason), _) => self.fail(now, BootstrapError::Link(reason), out),
        }
    }

    pub(super) fn open_link(&mut self, out: &mut Outbox) {
        self.state = State::Opening;
        self.link_up = false;
        out.push_back(Output::Link(LinkRequest::Open(LinkId::Bootstrap)));
    }

    pub(super) fn close_link(&mut self, out: &mut Outbox) {
        while let Some(output) = self.poll_transmit() {
            out.push_back(output);
        }
        self.link_up = false;
        out.push_back(Output::Link(LinkRequest::Close(LinkId::Bootstrap)));
    }

    pub(crate) fn poll_transmit(&mut self) -> Option<Output> {
        if !self.link_up {
            return None;
        }
        Some(Output::Transmit {
            to: LinkId::Bootstrap,
            datagram: self.endpoint.poll_transmit()?,
        })
    }

    /// Rolls back, reports why, and plans the next attempt.
    pub(super) fn fail(&mut self, now: Instant, reason: BootstrapError, out: &mut Outbox) {
        self.close_link(out);
        let pause = pause(self.failures);
        self.failures = self.failures.saturating_add(1);
        let retry_at = now + pause;
        self.state = State::BackingOff { retry_at };
        out.push_back(Output::Event(Event::BootstrapFailed { reason, retry_at }));
    }
}

/// The pause after a failed attempt, when `failures` had failed in a row before it. The specification leaves it
/// open; a client without servers has nothing else to do, so it never gives up.
fn pause(failures: u32) -> Duration {
    const FIRST: Duration = Duration::from_secs(5);
    const LONGEST: Duration = Duration::from_secs(120);
    FIRST.saturating_mul(1 << failures.min(10)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_two_minutes() {
        let pauses: Vec<u64> = (0..7).map(|failures| pause(failures).as_secs()).collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 120, 120]);
        assert_eq!(pause(u32::MAX).as_secs(), 120);
    }
}
