//! Requests of our own: queueing, sending and giving up (RFC 7252 §4.7, §5.2).

use std::time::Instant;

use super::Endpoint;
use crate::block::{BlockSize, BlockValue};
use crate::code::MessageType;
use crate::error::{ExchangeError, RequestError};
use crate::event::Event;
use crate::exchange::{Exchange, Observe, State, add_target};
use crate::message::Message;
use crate::reliability::Owner;
use crate::request::{ExchangeId, IncomingResponse, Request};
use crate::timer::Timer;
use crate::token::Token;

/// Room for Observe (2), Block1 (4), Size1 (6), Request-Tag (6) and the payload marker.
const REQUEST_OVERHEAD: usize = 19;

impl Endpoint {
    /// Sends a request, or queues it behind those under way.
    ///
    /// Confirmable requests keep to NSTART; non-confirmable ones are sent at once and leave NSTART alone.
    /// A body larger than a block goes up block-wise, a large response is gathered, and a demanded Echo
    /// is repeated, before the one [`Event::Response`]. An observing request lives on until
    /// [`cancel`](Self::cancel), [`deregister`](Self::deregister) or an error notification.
    ///
    /// # Errors
    ///
    /// When a bound is reached or the request cannot be put into messages.
    pub fn request(&mut self, now: Instant, request: Request) -> Result<ExchangeId, RequestError> {
        self.now = now;
        self.check_room()?;
        if request.observe && self.observing >= self.params.max_own_observations {
            return Err(RequestError::TooManyObservations {
                limit: self.params.max_own_observations,
            });
        }
        let size = self.request_block_size(&request, 0)?;
        let limit = self.params.max_body_size.min(BlockValue::max_body(size));
        let length = request.payload.len();
        if length > limit {
            return Err(RequestError::BodyTooLarge { length, limit });
        }
        let observe = match request.observe {
            true => Observe::Registering {
                token: self.random.token(),
            },
            false => Observe::No,
        };
        Ok(self.add_exchange(Exchange::new(request, size, observe)))
    }

    /// Forgets a request or an own observation; its later notifications are answered with RST.
    pub fn cancel(&mut self, exchange: ExchangeId) {
        self.remove_exchange(exchange);
        self.start_waiting();
    }

    /// Ends an own observation by telling the peer (Observe = 1 and the same token, RFC 7641 §3.6).
    ///
    /// The observation's exchange ends without an event; the one returned gets the answer.
    ///
    /// # Errors
    ///
    /// When `exchange` is not an observation or a bound is reached.
    pub fn deregister(&mut self, now: Instant, exchange: ExchangeId) -> Result<ExchangeId, RequestError> {
        self.now = now;
        self.check_room()?;
        let token = match self.exchanges.get(&exchange).map(|known| known.observe) {
            Some(Observe::Established { token, .. }) => token,
            Some(Observe::No | Observe::Registering { .. } | Observe::Deregistering { .. }) | None => {
                return Err(RequestError::NotObserved);
            }
        };
        let old = self.remove_exchange(exchange).ok_or(RequestError::NotObserved)?;
        let observe = Observe::Deregistering { token };
        let id = self.add_exchange(Exchange::new(old.request, old.size, observe));
        self.by_token.insert(token, id);
        Ok(id)
    }

    fn check_room(&self) -> Result<(), RequestError> {
        let limit = self.params.max_waiting_requests;
        let full = self.exchanges.len() - self.observing >= limit;
        if full {
            Err(RequestError::QueueFull { limit })
        } else {
            Ok(())
        }
    }

    fn add_exchange(&mut self, mut exchange: Exchange) -> ExchangeId {
        let id = ExchangeId(self.take_id());
        if exchange.is_upload() && self.is_uploading_to(&exchange) {
            exchange.request_tag = Some(id.0 as u32);
        }
        let confirmable = exchange.request.confirmable;
        self.exchanges.insert(id, exchange);
        if confirmable {
            self.waiting.push_back(id);
            self.start_waiting();
        } else {
            self.send_exchange(id);
        }
        id
    }

    /// Whether another upload to the same resource is under way, so that only Request-Tag tells them apart.
    fn is_uploading_to(&self, exchange: &Exchange) -> bool {
        self.exchanges.values().any(|other| {
            other.is_upload()
                && other.request.method == exchange.request.method
                && other.request.path == exchange.request.path
        })
    }

    /// The block size that leaves room for the options and `extra` bytes.
    pub(super) fn request_block_size(
        &self,
        request: &Request,
        extra: usize,
    ) -> Result<BlockSize, RequestError> {
        let limit = self.params.max_message_size;
        let mut message = Message::new(MessageType::Confirmable, request.method.code(), 0, [0; 8].into());
        add_target(&mut message, request);
        let room = limit.checked_sub(message.overhead() + REQUEST_OVERHEAD + extra);
        let fitting = room
            .and_then(BlockSize::fitting)
            .ok_or(RequestError::OptionsTooLarge { limit })?;
        Ok(fitting
            .min(self.params.max_block_szx)
            .min(request.block_size.unwrap_or(BlockSize::MAX)))
    }

    /// Starts what waited, as far as the peer can take it.
    pub(super) fn start_waiting(&mut self) {
        self.start_waiting_notifications();
        while self.requests_in_flight < self.params.nstart.max(1) {
            let Some(id) = self.waiting.pop_front() else {
                return;
            };
            self.send_exchange(id);
        }
    }

    /// Queues the next message of an exchange ahead of new requests.
    pub(super) fn send_next(&mut self, id: ExchangeId) {
        let Some(exchange) = self.exchanges.get_mut(&id) else {
            return;
        };
        exchange.state = State::Waiting;
        if exchange.request.confirmable {
            self.waiting.push_front(id);
        } else {
            self.send_exchange(id);
        }
    }

    fn send_exchange(&mut self, id: ExchangeId) {
        let (message_id, any_token) = (self.take_message_id(), self.random.token());
        let until = self.now + self.params.response_timeout;
        let Some(exchange) = self.exchanges.get_mut(&id) else {
            return;
        };
        let confirmable = exchange.request.confirmable;
        let kind = if confirmable {
            MessageType::Confirmable
        } else {
            MessageType::NonConfirmable
        };
        let token = exchange.required_token().unwrap_or(any_token);
        let limit = self.params.max_message_size;
        let Ok(datagram) = exchange.message(kind, message_id, token).encode(limit) else {
            return self.finish_exchange(id, Err(ExchangeError::MessageTooLarge { limit }));
        };
        self.by_token.insert(token, id);
        if confirmable {
            exchange.state = State::Unacknowledged { message_id, token };
            self.send_reliably(message_id, datagram, Owner::Request(id));
        } else {
            exchange.state = State::Acknowledged { until, token };
            self.timers.set(until, Timer::Response(id));
            self.send(datagram);
        }
    }

    /// The empty ACK arrived: the response comes later.
    pub(super) fn request_acknowledged(&mut self, id: ExchangeId) {
        let until = self.now + self.params.response_timeout;
        let Some(exchange) = self.exchanges.get_mut(&id) else {
            return;
        };
        if let State::Unacknowledged { token, .. } = exchange.state {
            exchange.state = State::Acknowledged { until, token };
            self.timers.set(until, Timer::Response(id));
        }
    }

    pub(super) fn request_unacknowledged(&mut self, id: ExchangeId) {
        self.finish_exchange(id, Err(ExchangeError::Unacknowledged));
    }

    pub(super) fn request_reset(&mut self, id: ExchangeId) {
        self.finish_exchange(id, Err(ExchangeError::Reset));
    }

    pub(super) fn response_is_overdue(&mut self, id: ExchangeId) {
        self.finish_exchange(id, Err(ExchangeError::NoResponse));
    }

    /// Ends an exchange with its one response, or with its failure.
    ///
    /// An observation that fails while it fetches a large state ends too: its newest state is lost, and
    /// whoever observes should know.
    pub(super) fn finish_exchange(
        &mut self,
        id: ExchangeId,
        result: Result<IncomingResponse, ExchangeError>,
    ) {
        if self.remove_exchange(id).is_some() {
            self.events.push_back(Event::Response { exchange: id, result });
        }
    }

    /// Ends the message under way: no retransmission, no deadline, no place in the queue.
    pub(super) fn settle(&mut self, id: ExchangeId) {
        let Some(exchange) = self.exchanges.get(&id) else {
            return;
        };
        let (state, kept) = (exchange.state, exchange.observe.token());
        match state {
            State::Waiting => self.waiting.retain(|waiting| *waiting != id),
            State::Unacknowledged { message_id, token } => {
                self.stop_transmission(message_id);
                self.forget_token(token, kept);
            }
            State::Acknowledged { until, token } => {
                self.timers.clear(until, Timer::Response(id));
                self.forget_token(token, kept);
            }
            State::Observing => (),
        }
    }

    fn forget_token(&mut self, token: Token, kept: Option<Token>) {
        if Some(token) != kept {
            self.by_token.remove(&token);
        }
    }

    pub(super) fn remove_exchange(&mut self, id: ExchangeId) -> Option<Exchange> {
        self.settle(id);
        let exchange = self.exchanges.remove(&id)?;
        if exchange.observe.is_established() {
            self.observing = self.observing.saturating_sub(1);
        }
        if let Some(token) = exchange.observe.token() {
            self.by_token.remove(&token);
        }
        Some(exchange)
    }

    /// Reports every own request and observation as failed.
    pub(super) fn fail_all_exchanges(&mut self) {
        self.waiting.clear();
        self.by_token.clear();
        self.observing = 0;
        for (exchange, _) in std::mem::take(&mut self.exchanges) {
            let result = Err(ExchangeError::SessionReplaced);
            self.events.push_back(Event::Response { exchange, result });
        }
    }
}
