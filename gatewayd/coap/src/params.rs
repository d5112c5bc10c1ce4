//! Transmission parameters and the bounds of everything a peer could make grow.

use std::time::Duration;

use crate::block::BlockSize;
use crate::code::Method;
use crate::path::UriPath;

/// RFC 7252 §4.8.2: the longest a datagram may take.
const MAX_LATENCY: Duration = Duration::from_secs(100);

/// How an [`Endpoint`](crate::Endpoint) behaves; the default is RFC 7252 §4.8 with modest bounds.
#[derive(Clone, Debug)]
pub struct Params {
    /// ACK_TIMEOUT.
    pub ack_timeout: Duration,
    /// ACK_RANDOM_FACTOR in percent.
    pub ack_random_percent: u32,
    /// MAX_RETRANSMIT.
    pub max_retransmit: u32,
    /// NSTART: confirmable requests of our own under way at once.
    pub nstart: usize,
    /// How long a request may stay with the application before the empty ACK goes out; well below ACK_TIMEOUT.
    pub piggyback_delay: Duration,
    /// How long an acknowledged (or non-confirmable) request waits for its response.
    pub response_timeout: Duration,
    /// Largest message sent (RFC 7252 §4.6).
    pub max_message_size: usize,
    /// Largest datagram looked at.
    pub max_datagram_size: usize,
    /// Block size proposed and accepted at most.
    pub max_block_szx: BlockSize,
    /// Largest body put together from blocks or sent in blocks, per transfer.
    pub max_body_size: usize,
    /// Requests that may be with the application at once; more are answered 5.03.
    pub max_open_requests: usize,
    /// Recent message ids remembered with their answers, for EXCHANGE_LIFETIME at most. Beyond this those
    /// are forgotten first whose repetition does no harm.
    pub max_dedup_entries: usize,
    /// Bytes of answers remembered with them.
    pub max_dedup_bytes: usize,
    /// Own requests that may wait for NSTART.
    pub max_waiting_requests: usize,
    /// Requests of the peer that may be uploading blocks at once.
    pub max_uploads: usize,
    /// Large answers kept for further Block2 requests.
    pub max_snapshots: usize,
    /// Observations a peer may hold here; further registrations are answered without Observe.
    pub max_observations: usize,
    /// Observations of our own at the peer.
    pub max_own_observations: usize,
    /// Confirmable notifications under way at once; others wait with their newest state.
    pub max_notifications_in_flight: usize,
    /// Datagrams that may wait for the host; beyond it input is dropped as if lost.
    pub max_transmit_queue: usize,
    /// Events that may wait for the host; beyond it input is dropped as if lost.
    pub max_event_queue: usize,
    /// Whether an observation survives an unacknowledged notification.
    ///
    /// RFC 7641 §4.5 removes it (`false`); a LwM2M client that stores notifications keeps it.
    pub keep_timed_out_observations: bool,
    /// Uploads that are handed over block by block instead of being put together.
    pub streamed: fn(Method, &UriPath) -> bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            ack_timeout: Duration::from_secs(2),
            ack_random_percent: 150,
            max_retransmit: 4,
            nstart: 1,
            piggyback_delay: Duration::from_secs(1),
            response_timeout: Duration::from_secs(93),
            max_message_size: 1152,
            max_datagram_size: 2048,
            max_block_szx: BlockSize::MAX,
            max_body_size: 1024 * 1024,
            max_open_requests: 64,
            max_dedup_entries: 512,
            max_dedup_bytes: 64 * 1024,
            max_waiting_requests: 16,
            max_uploads: 4,
            max_snapshots: 8,
            max_observations: 16_384,
            max_own_observations: 1_024,
            max_notifications_in_flight: 16,
            max_transmit_queue: 1_024,
            max_event_queue: 256,
            keep_timed_out_observations: false,
            streamed: |_, _| false,
        }
    }
}

impl Params {
    /// MAX_TRANSMIT_SPAN: first transmission to last retransmission.
    #[must_use]
    pub fn max_transmit_span(&self) -> Duration {
        self.scaled((1u32 << self.max_retransmit.min(16)) - 1)
    }

    /// MAX_TRANSMIT_WAIT: first transmission to giving up.
    #[must_use]
    pub fn max_transmit_wait(&self) -> Duration {
        self.scaled((1u32 << (self.max_retransmit.min(16) + 1)) - 1)
    }

    /// EXCHANGE_LIFETIME: how long a confirmable message id must not be reused.
    #[must_use]
    pub fn exchange_lifetime(&self) -> Duration {
        self.max_transmit_span() + 2 * MAX_LATENCY + self.ack_timeout
    }

    /// NON_LIFETIME: the same for non-confirmable messages.
    #[must_use]
    pub fn non_lifetime(&self) -> Duration {
        self.max_transmit_span() + MAX_LATENCY
    }

    fn scaled(&self, timeouts: u32) -> Duration {
        self.ack_timeout * timeouts * self.ack_random_percent / 100
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7252 §4.8.2, the table of derived parameters.
    #[test]
    fn derived_times_are_those_of_the_rfc() {
        let params = Params::default();
        assert_eq!(params.max_transmit_span(), Duration::from_secs(45));
        assert_eq!(params.max_transmit_wait(), Duration::from_secs(93));
        assert_eq!(params.exchange_lifetime(), Duration::from_secs(247));
        assert_eq!(params.non_lifetime(), Duration::from_secs(145));
    }
}
