//! One side of one CoAP link.

mod answer;
mod client;
mod compose;
mod notify;
mod receive;
mod respond;
mod server;
mod upload;

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use crate::block::{Snapshots, Uploads};
use crate::dedup::Dedup;
use crate::event::Event;
use crate::exchange::{Exchange, OpenRequest};
use crate::observe::Observations;
use crate::params::Params;
use crate::random::Random;
use crate::reliability::{Attempt, Owner, Transmission};
use crate::request::{ExchangeId, RequestId};
use crate::timer::{Timer, Timers};
use crate::token::Token;

/// One side of one CoAP link, in client and server role at once.
///
/// Every input method may queue datagrams and events; drain [`poll_transmit`](Self::poll_transmit) and
/// [`poll_event`](Self::poll_event) after each. Everything it keeps is bounded by [`Params`].
#[derive(Debug)]
pub struct Endpoint {
    params: Params,
    random: Random,
    now: Instant,
    next_message_id: u16,
    // Source of request, exchange and notification ids.
    next_id: u64,
    timers: Timers,
    transmit: VecDeque<Vec<u8>>,
    events: VecDeque<Event>,
    dedup: Dedup,
    // Reliability: confirmable messages by message id, and how many of them are of which kind.
    transmissions: BTreeMap<u16, Transmission>,
    requests_in_flight: usize,
    responses_in_flight: usize,
    notifications_in_flight: usize,
    // Server role.
    open: BTreeMap<RequestId, OpenRequest>,
    uploads: Uploads,
    snapshots: Snapshots,
    observations: Observations,
    // Client role.
    exchanges: BTreeMap<ExchangeId, Exchange>,
    by_token: BTreeMap<Token, ExchangeId>,
    waiting: VecDeque<ExchangeId>,
    observing: usize,
}

impl Endpoint {
    /// Makes an endpoint; `seed` determines its message ids, tokens and jitter.
    #[must_use]
    pub fn new(params: Params, seed: u64, now: Instant) -> Self {
        let mut random = Random::new(seed);
        let lifetime = params.exchange_lifetime();
        let (max_body, size) = (params.max_body_size, params.max_block_szx);
        Self {
            now,
            next_message_id: random.message_id(),
            next_id: 0,
            random,
            timers: Timers::default(),
            transmit: VecDeque::new(),
            events: VecDeque::new(),
            dedup: Dedup::new(params.max_dedup_entries, params.max_dedup_bytes),
            transmissions: BTreeMap::new(),
            requests_in_flight: 0,
            responses_in_flight: 0,
            notifications_in_flight: 0,
            open: BTreeMap::new(),
            uploads: Uploads::new(params.max_uploads, max_body, size, lifetime),
            snapshots: Snapshots::new(params.max_snapshots, lifetime),
            observations: Observations::default(),
            exchanges: BTreeMap::new(),
            by_token: BTreeMap::new(),
            waiting: VecDeque::new(),
            observing: 0,
            params,
        }
    }

    /// Does what is due; calling early or often is harmless.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.now = now;
        while let Some(timer) = self.timers.pop_due(now) {
            match timer {
                Timer::Retransmit(message_id) => self.retransmit(message_id),
                Timer::Open(request) => self.open_request_is_due(request),
                Timer::Response(exchange) => self.response_is_overdue(exchange),
            }
        }
        self.uploads.expire(now);
        self.snapshots.expire(now);
        self.start_waiting();
    }

    /// When [`handle_timeout`](Self::handle_timeout) must be called at the latest.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        [
            self.timers.next(),
            self.uploads.next_due(),
            self.snapshots.next_due(),
        ]
        .into_iter()
        .flatten()
        .min()
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

    /// Starts over on a new session of the link.
    ///
    /// Own requests and observations fail with
    /// [`ExchangeError::SessionReplaced`](crate::ExchangeError::SessionReplaced); requests of the peer,
    /// uploads and remembered answers are forgotten. Observations of the peer are kept, for they belong to
    /// the peer and not to its session; their unacknowledged notifications are sent again.
    pub fn reset(&mut self, now: Instant) {
        self.now = now;
        self.timers.clear_all();
        self.transmit.clear();
        self.dedup.clear();
        self.open.clear();
        self.uploads.clear();
        self.snapshots.clear();
        self.transmissions
            .retain(|_, sent| matches!(sent.owner, Owner::Notification { .. }));
        self.requests_in_flight = 0;
        self.responses_in_flight = self
            .transmissions
            .values()
            .filter(|sent| sent.owner.is_response())
            .count();
        for (message_id, sent) in &mut self.transmissions {
            sent.attempt = Attempt::first(&self.params, &mut self.random);
            sent.due = sent.attempt.due(now);
            self.timers.set(sent.due, Timer::Retransmit(*message_id));
            self.transmit.push_back(sent.datagram.clone());
        }
        self.fail_all_exchanges();
    }

    /// Whether everything that a peer could make grow is within its bound; for tests.
    #[doc(hidden)]
    #[must_use]
    pub fn is_within_bounds(&self) -> bool {
        let params = &self.params;
        self.dedup.within_bounds()
            && self.open.len() <= params.max_open_requests
            && self.uploads.within_bounds()
            && self.snapshots.within_bounds()
            && self.observations.within_bounds()
            && self.observations.len() <= params.max_observations
            && self.responses_in_flight <= params.max_open_requests
            && self.notifications_in_flight <= params.max_notifications_in_flight + params.max_open_requests
            && self.waiting.len() <= self.exchanges.len()
            && self.exchanges.len() <= 2 * params.max_waiting_requests + params.max_own_observations
            && self.by_token.len() <= 2 * self.exchanges.len()
            && self.transmissions.len()
                == self.requests_in_flight + self.responses_in_flight + self.notifications_in_flight
    }

    fn take_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// The next message id that nothing under way uses.
    fn take_message_id(&mut self) -> u16 {
        loop {
            let message_id = self.next_message_id;
            self.next_message_id = message_id.wrapping_add(1);
            // Fewer than 65536 messages can be under way, so this ends.
            if !self.transmissions.contains_key(&message_id) {
                return message_id;
            }
        }
    }

    fn send(&mut self, datagram: Vec<u8>) {
        self.transmit.push_back(datagram);
    }

    /// Sends a confirmable message until it is acknowledged or given up.
    fn send_reliably(&mut self, message_id: u16, datagram: Vec<u8>, owner: Owner) {
        let attempt = Attempt::first(&self.params, &mut self.random);
        self.send_attempt(message_id, datagram, owner, attempt);
    }

    fn send_attempt(&mut self, message_id: u16, datagram: Vec<u8>, owner: Owner, attempt: Attempt) {
        let due = attempt.due(self.now);
        self.timers.set(due, Timer::Retransmit(message_id));
        self.send(datagram.clone());
        *self.in_flight(owner) += 1;
        self.transmissions.insert(
            message_id,
            Transmission {
                datagram,
                owner,
                attempt,
                due,
            },
        );
    }

    /// Ends the retransmission of a message.
    fn stop_transmission(&mut self, message_id: u16) -> Option<Transmission> {
        let sent = self.transmissions.remove(&message_id)?;
        self.timers.clear(sent.due, Timer::Retransmit(message_id));
        let in_flight = self.in_flight(sent.owner);
        *in_flight = in_flight.saturating_sub(1);
        Some(sent)
    }

    /// How many confirmable messages of this kind are under way.
    fn in_flight(&mut self, owner: Owner) -> &mut usize {
        match owner {
            Owner::Request(_) => &mut self.requests_in_flight,
            Owner::Response | Owner::Notification { id: None, .. } => &mut self.responses_in_flight,
            Owner::Notification { id: Some(_), .. } => &mut self.notifications_in_flight,
        }
    }

    /// The acknowledgement of a message is overdue.
    fn retransmit(&mut self, message_id: u16) {
        let Some(sent) = self.transmissions.get(&message_id) else {
            return;
        };
        let (owner, next) = (sent.owner, sent.attempt.next(&self.params));
        if let (Owner::Notification { token, .. }, Some(next)) = (owner, next)
            && self.replace_notification(message_id, token, next)
        {
            return;
        }
        let Some(next) = next else {
            return self.give_up(message_id);
        };
        let due = next.due(self.now);
        let Some(sent) = self.transmissions.get_mut(&message_id) else {
            return;
        };
        (sent.attempt, sent.due) = (next, due);
        let datagram = sent.datagram.clone();
        self.timers.set(due, Timer::Retransmit(message_id));
        self.send(datagram);
    }

    fn give_up(&mut self, message_id: u16) {
        let Some(sent) = self.stop_transmission(message_id) else {
            return;
        };
        match sent.owner {
            Owner::Request(exchange) => self.request_unacknowledged(exchange),
            Owner::Response => (),
            Owner::Notification { token, id } => self.notification_unacknowledged(message_id, token, id),
        }
    }
}
