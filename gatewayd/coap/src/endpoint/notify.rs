//! Notifications to the peer (RFC 7641 §4).

use std::time::Instant;

use super::Endpoint;
use super::compose::{Composed, Head, compose};
use crate::block::{BlockSize, SnapshotKey, download_key, hash_of};
use crate::code::{MessageType, Method};
use crate::error::NotifyError;
use crate::event::{EndReason, Event};
use crate::exchange::add_target;
use crate::message::Message;
use crate::observe::{Observation, Pending};
use crate::reliability::{Attempt, Owner};
use crate::request::{NotificationId, Request, Response};
use crate::token::Token;

impl Endpoint {
    /// Sends the newest state to the observation with this token.
    ///
    /// While a confirmable notification of it is unacknowledged, or too many others are, the state waits;
    /// a newer one replaces it, confirmable if one of them was to be, and only the newest is reported as
    /// delivered. Once a day a notification is
    /// confirmable whatever was asked for. An error code ends the observation when it is sent.
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
        self.now = now;
        if self.transmit.len() >= self.params.max_transmit_queue {
            return Err(NotifyError::QueueFull);
        }
        let id = NotificationId(self.take_id());
        let busy = self.notifications_in_flight >= self.params.max_notifications_in_flight;
        let observation = self
            .observations
            .find_mut(token)
            .ok_or(NotifyError::NotObserved)?;
        // A state that takes the place of one whose arrival matters has to arrive as well.
        let displaced = observation.pending.as_ref();
        let confirmable = confirmable
            || displaced.is_some_and(|pending| pending.confirmable)
            || observation.needs_confirmation(now);
        let pending = Pending {
            id,
            response,
            confirmable,
        };
        let waits = observation.in_flight.is_some() || observation.pending.is_some();
        if !(waits || confirmable && busy) {
            self.send_notification(*token, pending, None);
            return Ok(id);
        }
        observation.pending = Some(Box::new(pending));
        if !waits {
            self.observations.waiting.push_back(*token);
        }
        Ok(id)
    }

    /// Forgets an observation of the peer without telling it.
    pub fn stop_observing(&mut self, token: &Token) {
        let Some(observation) = self.observations.remove(token) else {
            return;
        };
        if let Some(message_id) = observation.in_flight {
            self.stop_transmission(message_id);
        }
    }

    /// Forgets all observations of the peer, as a new registration demands.
    pub fn stop_observing_all(&mut self) {
        for message_id in self.observations.clear() {
            self.stop_transmission(message_id);
        }
    }

    /// Takes up an observation of an earlier life.
    ///
    /// `sequence` is the last number that may have been used, `request` what the peer asked when it
    /// registered. Beyond [`Params::max_observations`](crate::Params::max_observations) it is ignored.
    pub fn restore_observation(&mut self, now: Instant, token: Token, sequence: u32, request: &Request) {
        if self.observations.len() >= self.params.max_observations {
            return;
        }
        let mut message = Message::new(MessageType::Confirmable, request.method.code(), 0, token);
        add_target(&mut message, request);
        let hashed = request.method == Method::Fetch && !request.payload.is_empty();
        let key = SnapshotKey {
            options: download_key(&message),
            body: hashed.then(|| hash_of(&request.payload)),
        };
        let size = request
            .block_size
            .unwrap_or(BlockSize::MAX)
            .min(self.params.max_block_szx);
        self.observations
            .insert(token, Observation::new(now, key, size, sequence));
    }

    /// The last sequence number used for an observation of the peer, if it exists.
    #[must_use]
    pub fn sequence(&self, token: &Token) -> Option<u32> {
        self.observations.find(token).map(Observation::sequence)
    }

    /// How many observations the peer holds here.
    #[must_use]
    pub fn observation_count(&self) -> usize {
        self.observations.len()
    }

    /// Sends states that waited for a place on the wire.
    pub(super) fn start_waiting_notifications(&mut self) {
        while self.notifications_in_flight < self.params.max_notifications_in_flight {
            let Some(token) = self.observations.waiting.pop_front() else {
                return;
            };
            self.send_pending(token, None);
        }
    }

    fn send_pending(&mut self, token: Token, attempt: Option<Attempt>) -> bool {
        let pending = self
            .observations
            .find_mut(&token)
            .and_then(|observation| observation.pending.take());
        let Some(mut pending) = pending else { return false };
        pending.confirmable |= attempt.is_some();
        self.send_notification(token, *pending, attempt);
        true
    }

    fn send_notification(&mut self, token: Token, pending: Pending, attempt: Option<Attempt>) {
        let message_id = self.take_message_id();
        let Some(observation) = self.observations.find_mut(&token) else {
            return;
        };
        let Pending {
            id,
            response,
            confirmable,
        } = pending;
        let ends = response.code.is_error();
        let kind = if confirmable {
            MessageType::Confirmable
        } else {
            MessageType::NonConfirmable
        };
        let observe = (!ends).then(|| observation.next_sequence());
        let head = Head {
            kind,
            message_id,
            token,
            observe,
            block1: None,
            size1: None,
        };
        let Composed { datagram, rest } = compose(&self.params, &head, response, None, observation.size);
        if let Some((response, etag)) = rest {
            self.snapshots
                .store(self.now, observation.key.clone(), response, etag);
        }
        if confirmable {
            observation.in_flight = Some(message_id);
            let attempt = attempt.unwrap_or_else(|| Attempt::first(&self.params, &mut self.random));
            self.send_attempt(
                message_id,
                datagram,
                Owner::Notification { token, id: Some(id) },
                attempt,
            );
        } else {
            self.observations.sent_unconfirmed(token, message_id);
            self.send(datagram);
        }
        if ends {
            // The farewell itself goes on being retransmitted.
            self.observations.remove(&token);
        }
    }

    /// RFC 7641 §4.5.2: instead of an old state the newest one is retransmitted, with the old one's count.
    pub(super) fn replace_notification(&mut self, message_id: u16, token: Token, attempt: Attempt) -> bool {
        let replaceable = self.observations.find(&token).is_some_and(|observation| {
            observation.in_flight == Some(message_id) && observation.pending.is_some()
        });
        if replaceable {
            self.stop_transmission(message_id);
            self.send_pending(token, Some(attempt));
        }
        replaceable
    }

    pub(super) fn notification_delivered(
        &mut self,
        message_id: u16,
        token: Token,
        id: Option<NotificationId>,
    ) {
        if let Some(id) = id {
            self.events.push_back(Event::NotificationDelivered { token, id });
        }
        let Some(observation) = self.observations.find_mut(&token) else {
            return;
        };
        if observation.in_flight == Some(message_id) {
            observation.confirmed(self.now);
            self.send_pending(token, None);
        }
    }

    pub(super) fn notification_unacknowledged(
        &mut self,
        message_id: u16,
        token: Token,
        id: Option<NotificationId>,
    ) {
        let Some(observation) = self.observations.find_mut(&token) else {
            return;
        };
        if observation.in_flight != Some(message_id) {
            return;
        }
        observation.in_flight = None;
        if !self.params.keep_timed_out_observations {
            self.stop_observing(&token);
            self.events.push_back(Event::ObservationEnded {
                token,
                reason: EndReason::TimedOut,
            });
            return;
        }
        let pending = observation.pending.take();
        let newest = pending.as_ref().map(|pending| pending.id).or(id);
        if pending.is_some_and(|pending| pending.response.code.is_error()) {
            // What the application has ended does not survive because its farewell cannot be said.
            self.stop_observing(&token);
        }
        if let Some(id) = newest {
            self.events.push_back(Event::NotificationTimedOut { token, id });
        }
    }

    pub(super) fn notification_reset(&mut self, token: Token) {
        if self.observations.contains(&token) {
            self.stop_observing(&token);
            self.events.push_back(Event::ObservationEnded {
                token,
                reason: EndReason::Reset,
            });
        }
    }
}
