//! Send: what goes to the server unasked, one message at a time (core §6.4.6).

use std::time::Instant;

use coap::{Code, ContentFormat, ExchangeError, ExchangeId, IncomingResponse, Method, Request, UriPath};
use objects::{ObjectTree, Value};

use super::registration::Registration;
use super::{Link, Outbox, Session};
use crate::account::resource;
use crate::event::Event;
use crate::send::{self, Deferred, Outgoing, SendError, SendFailure, SendId, SendValue};
use crate::version::EnablerVersion;

impl Session {
    /// Takes values to be sent when it is their turn.
    pub(crate) fn send_values(
        &mut self,
        id: SendId,
        values: &[SendValue],
        format: Option<ContentFormat>,
        tree: &ObjectTree,
    ) -> Result<(), SendError> {
        if !self.registered() {
            return Err(SendError::NotRegistered);
        }
        if self.version == EnablerVersion::V1_0 {
            return Err(SendError::Version(self.version));
        }
        let mute = tree.entry(self.account.resource(resource::MUTE_SEND));
        if mute.is_none_or(|entry| entry.value != Value::Boolean(false)) {
            return Err(SendError::Muted);
        }
        let format = format.unwrap_or(ContentFormat::SENML_CBOR);
        let payload = send::encode(values, format, self.version, (tree, &self.grants))?;
        self.sends.push(Outgoing { id, format, payload })
    }

    /// Takes values to be sent when the server knows the client, which may be now.
    pub(crate) fn send_later(
        &mut self,
        id: SendId,
        values: &[SendValue],
        format: Option<ContentFormat>,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) -> Result<(), SendError> {
        match self.send_values(id, values, format, tree) {
            Err(SendError::NotRegistered | SendError::QueueFull) => {}
            other => return other,
        }
        let values = values.to_vec();
        for displaced in self.sends.defer(Deferred { id, format, values })? {
            self.sent(displaced, Err(SendFailure::Displaced), out);
        }
        Ok(())
    }

    /// Lets what was deferred take its place in the queue, as far as it may.
    fn recall_deferred(&mut self, tree: &ObjectTree, out: &mut Outbox) {
        while let Some(Deferred { id, format, values }) = self.sends.pop_deferred() {
            if let Err(error) = self.send_values(id, &values, format, tree) {
                self.sent(id, Err(SendFailure::NotAllowed(error)), out);
            }
        }
    }

    /// Whether a message goes out with the next [`Self::handle_timeout`]. An Update goes first: it may
    /// announce what the message is about.
    pub(super) fn may_send(&self) -> bool {
        self.link == Link::Up
            && !self.update_owed
            && matches!(self.registration, Registration::Registered { .. })
            && self.sends.ready()
    }

    pub(super) fn send_next(&mut self, now: Instant, tree: &ObjectTree, out: &mut Outbox) {
        if self.may_send() {
            self.recall_deferred(tree, out);
        }
        while self.may_send()
            && !self.asleep(now)
            && let Some(next) = self.sends.pop()
        {
            let request = Request::new(Method::Post, dp()).with_payload(next.format, next.payload);
            match self.endpoint.request(now, request) {
                Ok(exchange) => self.sends.sent(exchange, next.id),
                Err(error) => self.sent(next.id, Err(SendFailure::Request(error)), out),
            }
        }
    }

    /// Takes the answer to a Send; `false` when it is the answer to something else.
    pub(super) fn handle_send_response(
        &mut self,
        exchange: ExchangeId,
        answer: &Result<IncomingResponse, ExchangeError>,
        out: &mut Outbox,
    ) -> bool {
        let Some(id) = self.sends.finish(exchange) else {
            return false;
        };
        let result = match answer {
            Ok(response) if response.code == Code::CHANGED => Ok(()),
            Ok(response) => Err(SendFailure::Refused(response.code)),
            Err(error) => {
                // The server may be gone: an Update finds out.
                self.update_owed = true;
                Err(SendFailure::NoAnswer(*error))
            }
        };
        self.sent(id, result, out);
        true
    }

    pub(crate) fn abandon_sends(&mut self, out: &mut Outbox) {
        for id in self.sends.abandon() {
            self.sent(id, Err(SendFailure::Stopped), out);
        }
    }

    fn sent(&self, send: SendId, result: Result<(), SendFailure>, out: &mut Outbox) {
        let server = self.account.server;
        self.event(Event::Sent { server, send, result }, out);
    }
}

/// The path of Send (transport §6.4.5).
fn dp() -> UriPath {
    UriPath::from_segments(["dp"]).expect("one short segment is within the limits")
}
