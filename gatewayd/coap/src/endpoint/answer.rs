//! Responses and notifications to requests of our own (RFC 7252 §5.3, RFC 7641 §3, RFC 7959 §2).

use std::time::Instant;

use super::Endpoint;
use super::receive::unusable_option;
use super::server::format;
use crate::block::{Gather, GatherError, GatherStep};
use crate::code::{Code, Method};
use crate::error::ExchangeError;
use crate::event::Event;
use crate::exchange::{Exchange, Observe, State};
use crate::message::Message;
use crate::observe::Freshness;
use crate::option::OptionNumber;
use crate::request::{DownloadPart, ExchangeId, IncomingResponse};

/// How often a body that changed while it was fetched is fetched anew.
const MAX_RESTARTS: u32 = 3;

/// What a response leads to.
enum Step {
    /// The next message of the exchange.
    Send,
    Done(IncomingResponse),
    Failed(ExchangeError),
}

impl Endpoint {
    /// A response whose token belongs to an exchange.
    pub(super) fn handle_answer(&mut self, id: ExchangeId, message: &Message) {
        let Some(exchange) = self.exchanges.get(&id) else {
            return;
        };
        let token = message.token();
        let notifies = message.first(OptionNumber::OBSERVE).is_some();
        let starts_over = match exchange.observe {
            Observe::Established { token: observed, .. } if observed == token => {
                return self.handle_notification(id, message);
            }
            // A newer state than the one being gathered.
            Observe::Registering { token: observed } => {
                observed == token && exchange.is_gathering_older_than(self.now, message)
            }
            // A notification that crossed our request.
            Observe::Deregistering { .. } if notifies => return,
            Observe::No | Observe::Established { .. } | Observe::Deregistering { .. } => false,
        };
        let expected = match exchange.state {
            State::Unacknowledged { token: sent, .. } | State::Acknowledged { token: sent, .. } => {
                sent == token
            }
            State::Waiting | State::Observing => false,
        };
        if expected || starts_over {
            self.settle(id);
            self.digest(id, message, starts_over);
        }
    }

    fn digest(&mut self, id: ExchangeId, message: &Message, starts_over: bool) {
        let limit = self.params.max_body_size;
        let Some(exchange) = self.exchanges.get_mut(&id) else {
            return;
        };
        exchange.state = State::Observing;
        if starts_over {
            exchange.gather = None;
        }
        let step = match unusable_option(message) {
            Some(number) => Step::Failed(ExchangeError::BadOption { number: number.0 }),
            None if exchange.gather.is_none() && exchange.goes_on_uploading(message) => Step::Send,
            None if exchange.request.part.is_some() => part_of(message),
            None => exchange.gather_response(message, limit),
        };
        let echoed = exchange.echo.as_ref().map_or(0, |echo| echo.len() + 4);
        match step {
            Step::Send if echoed > 0 => self.send_with_echo(id, echoed),
            Step::Send => self.send_next(id),
            Step::Done(response) => self.complete(id, response),
            Step::Failed(error) => self.finish_exchange(id, Err(error)),
        }
    }

    /// The Echo option may leave less room for blocks than planned.
    fn send_with_echo(&mut self, id: ExchangeId, echoed: usize) {
        let Some(exchange) = self.exchanges.get(&id) else {
            return;
        };
        match self.request_block_size(&exchange.request, echoed) {
            Ok(size) => {
                if let Some(exchange) = self.exchanges.get_mut(&id)
                    && exchange.offset == 0
                {
                    exchange.size = exchange.size.min(size);
                }
                self.send_next(id);
            }
            Err(_) => {
                let limit = self.params.max_message_size;
                self.finish_exchange(id, Err(ExchangeError::MessageTooLarge { limit }));
            }
        }
    }

    /// The response is complete, and so is the exchange unless it observes.
    fn complete(&mut self, id: ExchangeId, response: IncomingResponse) {
        let now = self.now;
        let Some(exchange) = self.exchanges.get_mut(&id) else {
            return;
        };
        match (exchange.observe, response.observe) {
            (Observe::Established { .. }, _) => {
                exchange.rest();
                self.events.push_back(Event::Notification {
                    exchange: id,
                    response,
                });
            }
            (Observe::Registering { token }, Some(sequence)) if response.code.is_success() => {
                exchange.observe = Observe::Established {
                    token,
                    freshness: Freshness { sequence, at: now },
                };
                exchange.rest();
                self.observing += 1;
                self.events.push_back(Event::Response {
                    exchange: id,
                    result: Ok(response),
                });
            }
            (Observe::No | Observe::Registering { .. } | Observe::Deregistering { .. }, _) => {
                self.finish_exchange(id, Ok(response));
            }
        }
    }

    /// A message with the token of an own observation.
    fn handle_notification(&mut self, id: ExchangeId, message: &Message) {
        let (now, limit) = (self.now, self.params.max_body_size);
        if unusable_option(message).is_some() {
            return;
        }
        let sequence = message.uint(OptionNumber::OBSERVE, 3);
        let Some(sequence) = sequence.filter(|_| message.code().is_success()) else {
            // RFC 7641 §3.2: an error, or no Observe, ends it.
            self.remove_exchange(id);
            let response = response_of(message);
            return self.events.push_back(Event::Notification {
                exchange: id,
                response,
            });
        };
        let Some(exchange) = self.exchanges.get_mut(&id) else {
            return;
        };
        let Observe::Established { freshness, .. } = &mut exchange.observe else {
            return;
        };
        if !freshness.is_older_than(now, sequence) {
            return;
        }
        *freshness = Freshness { sequence, at: now };
        self.settle(id);
        let Some(exchange) = self.exchanges.get_mut(&id) else {
            return;
        };
        exchange.rest();
        match exchange.gather_response(message, limit) {
            Step::Send => self.send_next(id),
            Step::Done(response) => self.events.push_back(Event::Notification {
                exchange: id,
                response,
            }),
            Step::Failed(error) => self.finish_exchange(id, Err(error)),
        }
    }
}

impl Exchange {
    /// Whether a notification brings a newer state than the one whose blocks are being fetched.
    fn is_gathering_older_than(&self, now: Instant, message: &Message) -> bool {
        let gathered = self.gather.as_ref().and_then(Gather::observe);
        let newer = message.uint(OptionNumber::OBSERVE, 3);
        gathered
            .zip(newer)
            .is_some_and(|(sequence, newer)| Freshness { sequence, at: now }.is_older_than(now, newer))
    }

    /// Nothing is under way; only notifications are expected.
    pub(crate) fn rest(&mut self) {
        self.state = State::Observing;
        self.gather = None;
        self.restarts = 0;
    }

    /// Whether the response asks for more of the request, or for the request again.
    fn goes_on_uploading(&mut self, message: &Message) -> bool {
        let code = message.code();
        let block1 = message.block(OptionNumber::BLOCK1);
        if code.is_success() && self.has_more_to_send() {
            let sent = self.offset / self.size.bytes();
            let Some(value) = block1.filter(|value| value.number as usize == sent) else {
                return false;
            };
            self.offset += self.size.bytes();
            self.size = self.size.min(value.size);
            return true;
        }
        if code == Code::REQUEST_ENTITY_TOO_LARGE {
            // RFC 7959 §2.9.3: the peer may hint at a block size it can take.
            let smaller = block1.filter(|value| value.size < self.size);
            let Some(value) = smaller.filter(|value| self.request.payload.len() > value.size.bytes()) else {
                return false;
            };
            (self.size, self.offset) = (value.size, 0);
            return true;
        }
        if code == Code::UNAUTHORIZED && self.echo.is_none() {
            self.echo = message.echo().map(<[u8]>::to_vec);
            self.offset = 0;
            return self.echo.is_some();
        }
        false
    }

    /// Adds a response, or a block of it, to what was received.
    fn gather_response(&mut self, message: &Message, limit: usize) -> Step {
        let block2 = message.block(OptionNumber::BLOCK2);
        let etag = message.first(OptionNumber::ETAG);
        let sliced = message.first(OptionNumber::BLOCK2).is_some();
        let step = match (self.gather.take(), block2) {
            _ if message.code() == Code::CONTINUE => Err(GatherError::Mismatch),
            (Some(gather), Some(value)) if message.code().is_success() => gather
                .push(value, etag, message.payload(), limit)
                .map(|(gather, step)| {
                    self.gather = gather;
                    step
                }),
            (Some(_), _) => return self.start_over(),
            (None, Some(value)) if value.more => {
                Gather::start(value, etag, response_of(message), limit).map(|gather| {
                    let next = gather.next();
                    self.gather = Some(gather);
                    GatherStep::Next(next)
                })
            }
            (None, Some(value)) if value.number == 0 => Ok(GatherStep::Complete(response_of(message))),
            (None, None) if !sliced => Ok(GatherStep::Complete(response_of(message))),
            (None, _) => Err(GatherError::Mismatch),
        };
        match step {
            Ok(GatherStep::Next(_)) => Step::Send,
            Ok(GatherStep::Complete(response)) => Step::Done(response),
            Err(GatherError::TooLarge) => Step::Failed(ExchangeError::BodyTooLarge { limit }),
            Err(GatherError::Mismatch) => self.start_over(),
        }
    }

    /// The body changed while it was fetched: fetch it anew if that has no effect, a few times.
    fn start_over(&mut self) -> Step {
        let harmless = matches!(self.request.method, Method::Get | Method::Fetch) && !self.is_upload();
        if !harmless || self.restarts >= MAX_RESTARTS {
            return Step::Failed(ExchangeError::BlockMismatch);
        }
        self.restarts += 1;
        Step::Send
    }
}

/// A response to a request for one block. A Block2 that cannot be read is not the same as none.
fn part_of(message: &Message) -> Step {
    let block = message.block(OptionNumber::BLOCK2);
    if block.is_none() && message.first(OptionNumber::BLOCK2).is_some() {
        return Step::Failed(ExchangeError::BlockMismatch);
    }
    let part = DownloadPart {
        block,
        etag: message.first(OptionNumber::ETAG).map(<[u8]>::to_vec),
        size: message.uint(OptionNumber::SIZE2, 4),
    };
    Step::Done(IncomingResponse {
        part: Some(part),
        ..response_of(message)
    })
}

fn response_of(message: &Message) -> IncomingResponse {
    let location = message.values(OptionNumber::LOCATION_PATH);
    IncomingResponse {
        code: message.code(),
        content_format: format(message, OptionNumber::CONTENT_FORMAT),
        location_path: location
            .map(|segment| String::from_utf8_lossy(segment).into_owned())
            .collect(),
        max_age: message.uint(OptionNumber::MAX_AGE, 4),
        observe: message.uint(OptionNumber::OBSERVE, 3),
        payload: message.payload().to_vec(),
        part: None,
    }
}
