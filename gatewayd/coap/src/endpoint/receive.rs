//! The message layer: what a datagram is and to whom it goes (RFC 7252 §4).

use std::time::Instant;

use super::Endpoint;
use crate::code::MessageType;
use crate::dedup::{Repetition, Reply};
use crate::error::ParseError;
use crate::message::{self, Message};
use crate::option::OptionNumber;
use crate::reliability::Owner;

impl Endpoint {
    /// Takes in one datagram of the peer.
    ///
    /// Malformed confirmable messages are answered with RST, other malformed ones are dropped. While the
    /// host does not drain what is queued, datagrams are dropped as if the network had lost them.
    pub fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {
        self.now = now;
        if self.transmit.len() >= self.params.max_transmit_queue
            || self.events.len() >= self.params.max_event_queue
        {
            return;
        }
        match Message::parse(datagram, self.params.max_datagram_size) {
            Ok(message) => self.handle_message(message),
            Err(ParseError::Truncated { .. } | ParseError::Version { .. }) => (),
            Err(
                ParseError::TooLarge { .. }
                | ParseError::TokenLength { .. }
                | ParseError::NotEmpty { .. }
                | ParseError::Option { .. }
                | ParseError::EmptyPayload,
            ) => self.reject_malformed(datagram),
        }
        self.start_waiting();
    }

    fn handle_message(&mut self, message: Message) {
        let code = message.code();
        match message.kind() {
            MessageType::Acknowledgement => self.handle_acknowledgement(&message),
            MessageType::Reset if code.is_empty() => self.handle_reset(message.message_id()),
            MessageType::Reset => (),
            MessageType::Confirmable | MessageType::NonConfirmable if code.is_request() => {
                self.handle_request(message);
            }
            MessageType::Confirmable | MessageType::NonConfirmable if code.is_response() => {
                self.handle_separate_response(&message);
            }
            // An empty message ("ping", RFC 7252 §4.3) or a reserved class (§4.2).
            MessageType::Confirmable => self.send_reset(message.message_id()),
            MessageType::NonConfirmable => (),
        }
    }

    fn reject_malformed(&mut self, datagram: &[u8]) {
        if let Some((MessageType::Confirmable, message_id)) = message::peek(datagram) {
            self.send_reset(message_id);
        }
    }

    pub(super) fn send_reset(&mut self, message_id: u16) {
        self.send(message::empty(MessageType::Reset, message_id));
    }

    /// An ACK, empty or with a piggybacked response.
    fn handle_acknowledgement(&mut self, message: &Message) {
        let (message_id, code) = (message.message_id(), message.code());
        let Some(sent) = self.transmissions.get(&message_id) else {
            return;
        };
        let owner = sent.owner;
        if code.is_empty() {
            self.stop_transmission(message_id);
            match owner {
                Owner::Request(exchange) => self.request_acknowledged(exchange),
                Owner::Response => (),
                Owner::Notification { token, id } => self.notification_delivered(message_id, token, id),
            }
            return;
        }
        // RFC 7252 §5.3.2: a piggybacked response must match by message id and token.
        if let Owner::Request(exchange) = owner
            && code.is_response()
            && self.by_token.get(&message.token()) == Some(&exchange)
        {
            self.handle_answer(exchange, message);
        }
    }

    fn handle_reset(&mut self, message_id: u16) {
        match self.stop_transmission(message_id).map(|sent| sent.owner) {
            Some(Owner::Request(exchange)) => self.request_reset(exchange),
            Some(Owner::Response) => (),
            Some(Owner::Notification { token, .. }) => self.notification_reset(token),
            None => {
                if let Some(token) = self.observations.by_unconfirmed(message_id) {
                    self.notification_reset(token);
                }
            }
        }
    }

    /// A response in a CON or NON message of its own.
    fn handle_separate_response(&mut self, message: &Message) {
        let (now, message_id) = (self.now, message.message_id());
        if let Some(reply) = self.dedup.lookup(now, message_id) {
            if let (MessageType::Confirmable, Reply::Datagram(datagram)) = (message.kind(), reply) {
                let datagram = datagram.clone();
                self.send(datagram);
            }
            return;
        }
        let exchange = self.by_token.get(&message.token()).copied();
        let usable = exchange.is_some() && unusable_option(message).is_none();
        let confirmable = message.kind() == MessageType::Confirmable;
        // RFC 7641 §3.6: a notification nobody waits for is reset, so that the peer forgets us.
        let unwanted = !usable && (confirmable || message.first(OptionNumber::OBSERVE).is_some());
        let kind = if unwanted {
            MessageType::Reset
        } else {
            MessageType::Acknowledgement
        };
        let reply = if confirmable || unwanted {
            let datagram = message::empty(kind, message_id);
            self.send(datagram.clone());
            Reply::Datagram(datagram)
        } else {
            Reply::None
        };
        let lifetime = if confirmable {
            self.params.exchange_lifetime()
        } else {
            self.params.non_lifetime()
        };
        self.dedup
            .insert(now, message_id, lifetime, Repetition::Harmless, reply);
        if let Some(exchange) = exchange {
            self.handle_answer(exchange, message);
        }
    }
}

/// The first critical option of a response that we do not understand (RFC 7252 §5.4.1).
pub(super) fn unusable_option(message: &Message) -> Option<OptionNumber> {
    let mut previous = None;
    message.options().map(|(number, _)| number).find(|number| {
        let repeated = previous.replace(*number) == Some(*number);
        // Of the critical options only Block1 and Block2 belong into responses, once (§5.4.5).
        let known = matches!(*number, OptionNumber::BLOCK1 | OptionNumber::BLOCK2);
        number.is_critical() && (repeated || !known)
    })
}
