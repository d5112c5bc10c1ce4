//! The channel that protects nothing (OMA LwM2M security mode 3, NoSec).

use crate::channel::{MAX_QUEUE, Output};
use crate::error::{DownReason, SendError};
use std::collections::VecDeque;
use std::time::Instant;

/// Largest UDP payload over IPv4 (RFC 768: 65535 less 20 bytes of IP and 8 bytes of UDP header).
const MAX_DATAGRAM: usize = 65_507;

/// Passes datagrams through unchanged.
#[derive(Debug)]
pub struct Plain {
    up: bool,
    outputs: VecDeque<Output>,
}

impl Plain {
    pub(crate) fn new() -> Self {
        Self {
            up: true,
            outputs: VecDeque::from([Output::Up]),
        }
    }

    pub(crate) fn handle_datagram(&mut self, _now: Instant, datagram: &[u8]) {
        if self.up && self.outputs.len() < MAX_QUEUE {
            self.outputs.push_back(Output::Received(datagram.to_vec()));
        }
    }

    pub(crate) fn send(&mut self, _now: Instant, plaintext: &[u8]) -> Result<(), SendError> {
        if !self.up {
            return Err(SendError::NotUp);
        }
        if plaintext.is_empty() {
            return Err(SendError::Empty);
        }
        if plaintext.len() > MAX_DATAGRAM {
            return Err(SendError::TooLarge {
                length: plaintext.len(),
                limit: MAX_DATAGRAM,
            });
        }
        if self.outputs.len() >= MAX_QUEUE {
            return Err(SendError::Congested);
        }
        self.outputs.push_back(Output::Transmit(plaintext.to_vec()));
        Ok(())
    }

    pub(crate) fn handle_timeout(&mut self, _now: Instant) {
        // Nothing is ever waited for.
    }

    pub(crate) fn close(&mut self, _now: Instant) {
        if std::mem::replace(&mut self.up, false) {
            self.outputs.push_back(Output::Down(DownReason::ClosedByUs));
        }
    }

    pub(crate) fn poll_output(&mut self) -> Output {
        self.outputs.pop_front().unwrap_or(Output::Wait(None))
    }

    pub(crate) fn is_up(&self) -> bool {
        self.up
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(
        clippy::disallowed_methods,
        reason = "a simulation must start from some instant"
    )]
    fn some_instant() -> Instant {
        Instant::now()
    }

    #[test]
    fn a_plain_channel_is_up_at_once_and_passes_bytes_through() {
        let (mut plain, now) = (Plain::new(), some_instant());
        assert_eq!(plain.poll_output(), Output::Up);
        plain.send(now, b"out").unwrap();
        plain.handle_datagram(now, b"in");
        assert_eq!(plain.poll_output(), Output::Transmit(b"out".to_vec()));
        assert_eq!(plain.poll_output(), Output::Received(b"in".to_vec()));
        assert_eq!(plain.poll_output(), Output::Wait(None));
    }

    #[test]
    fn a_closed_plain_channel_neither_sends_nor_receives() {
        let (mut plain, now) = (Plain::new(), some_instant());
        plain.close(now);
        plain.close(now);
        plain.handle_datagram(now, b"late");
        assert_eq!(plain.send(now, b"late"), Err(SendError::NotUp));
        assert_eq!(plain.poll_output(), Output::Up);
        assert_eq!(plain.poll_output(), Output::Down(DownReason::ClosedByUs));
        assert_eq!(plain.poll_output(), Output::Wait(None));
    }

    #[test]
    fn the_queue_does_not_grow_without_limit() {
        let (mut plain, now) = (Plain::new(), some_instant());
        let sent = (0..10 * MAX_QUEUE)
            .filter(|_| plain.send(now, b"x").is_ok())
            .count();
        assert_eq!(sent, MAX_QUEUE - 1);
        assert_eq!(plain.send(now, b"x"), Err(SendError::Congested));
    }
}
