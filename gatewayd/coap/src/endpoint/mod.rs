//! One side of one CoAP link.

use std::collections::VecDeque;
use std::time::Instant;

use crate::error::{NotifyError, RequestError};
use crate::event::Event;
use crate::params::Params;
use crate::random::Random;
use crate::request::{ExchangeId, NotificationId, Request, RequestId, Response};
use crate::token::Token;

/// One side of one CoAP link, in client and server role at once.
pub struct Endpoint {
    params: Params,
    random: Random,
    transmit: VecDeque<Vec<u8>>,
    events: VecDeque<Event>,
}

#[expect(unused_variables, reason = "signatures first")]
impl Endpoint {
    /// Makes an endpoint; `seed` determines its message ids, tokens and jitter.
    #[must_use]
    pub fn new(params: Params, seed: u64, now: Instant) -> Self {
        Self {
            params,
            random: Random::new(seed),
            transmit: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Takes in one datagram of the peer.
    pub fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {}

    /// Does what is due; calling early or often is harmless.
    pub fn handle_timeout(&mut self, now: Instant) {}

    /// When [`handle_timeout`](Self::handle_timeout) must be called at the latest.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        None
    }

    /// The next datagram to send.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        self.transmit.pop_front()
    }

    /// The next thing to report.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Sends a request, or queues it behind those under way.
    ///
    /// # Errors
    ///
    /// When a bound is reached or the request cannot be put into messages.
    pub fn request(&mut self, now: Instant, request: Request) -> Result<ExchangeId, RequestError> {
        Err(RequestError::QueueFull {
            limit: self.params.max_waiting_requests,
        })
    }

    /// Forgets a request or an own observation; its later notifications are answered with RST.
    pub fn cancel(&mut self, exchange: ExchangeId) {}

    /// Ends an own observation by asking the peer for it (Observe = 1, same token).
    ///
    /// # Errors
    ///
    /// When `exchange` is not an observation or a bound is reached.
    pub fn deregister(&mut self, now: Instant, exchange: ExchangeId) -> Result<ExchangeId, RequestError> {
        Err(RequestError::NotObserved)
    }

    /// Answers a request of the peer; an id that is gone is ignored.
    pub fn respond(&mut self, now: Instant, request: RequestId, response: Response) {}

    /// Sends a notification of the observation with this token.
    ///
    /// # Errors
    ///
    /// When there is no such observation or the transmit queue is full.
    pub fn notify(
        &mut self,
        now: Instant,
        token: &Token,
        response: Response,
        confirmable: bool,
    ) -> Result<NotificationId, NotifyError> {
        Err(NotifyError::NotObserved)
    }

    /// Forgets an observation without telling the peer.
    pub fn stop_observing(&mut self, token: &Token) {}

    /// Forgets all observations of the peer, as after a new registration.
    pub fn stop_observing_all(&mut self) {}

    /// Takes up an observation of an earlier life; `sequence` is the last number used, plus a margin.
    ///
    /// `request` is the request that established it.
    pub fn restore_observation(&mut self, token: Token, sequence: u32, request: &Request) {}

    /// The last sequence number used for an observation of the peer.
    #[must_use]
    pub fn sequence(&self, token: &Token) -> Option<u32> {
        None
    }

    /// Starts over on a new session of the link.
    ///
    /// Exchanges fail, requests of the peer are forgotten, own observations end. Observations of the peer
    /// are kept: they belong to the peer, not to its session; unacknowledged notifications are sent again.
    pub fn reset(&mut self, now: Instant) {}
}
