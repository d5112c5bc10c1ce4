//! Requests of the peer: checks, de-duplication and hand-over (RFC 7252 §4.5, §5.4, §5.8).

use super::Endpoint;
use crate::block::{BlockValue, SnapshotKey, download_key, hash_of};
use crate::code::{Code, MessageType, Method};
use crate::dedup::{Repetition, Reply};
use crate::event::Event;
use crate::exchange::OpenRequest;
use crate::format::ContentFormat;
use crate::message::{self, Message};
use crate::observe::Observation;
use crate::option::{OptionNumber, decode_uint};
use crate::path::UriPath;
use crate::request::{IncomingRequest, ObserveRequest, RequestId};
use crate::timer::Timer;

/// What the URI options of a request say.
pub(super) struct Target {
    pub(super) method: Method,
    pub(super) path: UriPath,
    queries: Vec<String>,
}

impl Endpoint {
    pub(super) fn handle_request(&mut self, message: Message) {
        let (now, message_id) = (self.now, message.message_id());
        let confirmable = message.kind() == MessageType::Confirmable;
        if let Some(reply) = self.dedup.lookup(now, message_id) {
            if let (true, Reply::Datagram(datagram)) = (confirmable, reply) {
                let datagram = datagram.clone();
                self.send(datagram);
            }
            return;
        }
        let lifetime = if confirmable {
            self.params.exchange_lifetime()
        } else {
            self.params.non_lifetime()
        };
        let repetition = match Method::from_code(message.code()) {
            Some(method) if !method.is_safe() => Repetition::Acts,
            Some(_) | None => Repetition::Harmless,
        };
        self.dedup
            .insert(now, message_id, lifetime, repetition, Reply::Pending);
        match check_options(&message).and_then(|()| target(&message)) {
            Ok(target) => self.dispatch(OpenRequest::new(message, now), target),
            // RFC 7252 §5.4.1: a NON request with an unknown critical option is rejected, silently here.
            Err(Code::BAD_OPTION) if !confirmable => self.dedup.finish(message_id, Reply::None),
            Err(code) => self.refuse(OpenRequest::new(message, now), code),
        }
    }

    /// Decides between a block of a body, a block of an earlier answer and a request of its own.
    fn dispatch(&mut self, mut open: OpenRequest, target: Target) {
        let payload = open.message.take_payload();
        if let Some(value) = open.message.block(OptionNumber::BLOCK1) {
            return self.handle_upload(open, target, value, payload);
        }
        if target.method == Method::Fetch && !payload.is_empty() {
            open.body_hash = Some(hash_of(&payload));
        }
        self.follow_up_or_deliver(open, target, payload);
    }

    /// Goes on with a request whose body is complete.
    pub(super) fn follow_up_or_deliver(&mut self, open: OpenRequest, target: Target, payload: Vec<u8>) {
        match open.message.block(OptionNumber::BLOCK2) {
            Some(wanted) if wanted.number > 0 => self.handle_follow_up(open, target, wanted, payload),
            Some(_) | None => self.deliver(open, target, payload),
        }
    }

    /// A request for a later block of an answer: from its snapshot, else the application answers anew.
    fn handle_follow_up(&mut self, open: OpenRequest, target: Target, wanted: BlockValue, payload: Vec<u8>) {
        let key = snapshot_key(&open);
        if self.snapshots.find(self.now, &key).is_some() {
            self.answer_from_snapshot(open, &key, wanted);
        } else if target.method == Method::Get || !payload.is_empty() && target.method == Method::Fetch {
            self.deliver(open, target, payload);
        } else {
            // Asking again would repeat what the request did.
            self.refuse(open, Code::REQUEST_ENTITY_INCOMPLETE);
        }
    }

    /// Hands a complete request to the application.
    pub(super) fn deliver(&mut self, mut open: OpenRequest, target: Target, payload: Vec<u8>) {
        if self.is_full() {
            return self.refuse(open, Code::SERVICE_UNAVAILABLE);
        }
        if open.observe == Some(ObserveRequest::Deregister) {
            self.stop_observing(&open.message.token());
        }
        let id = RequestId(self.take_id());
        let delay = if open.is_confirmable() {
            self.params.piggyback_delay
        } else {
            self.params.exchange_lifetime()
        };
        open.due = self.now + delay;
        self.timers.set(open.due, Timer::Open(id));
        self.events
            .push_back(Event::Request(incoming(id, &open, target, payload)));
        self.open.insert(id, open);
    }

    /// Whether another request would exceed what may be unanswered, or answered and unacknowledged.
    pub(super) fn is_full(&self) -> bool {
        self.open.len() + self.responses_in_flight >= self.params.max_open_requests
    }

    /// The application takes its time: acknowledge first; later give the request up.
    pub(super) fn open_request_is_due(&mut self, id: RequestId) {
        let lifetime = self.params.exchange_lifetime();
        let Some(open) = self.open.get_mut(&id) else {
            return;
        };
        if !open.is_confirmable() || open.acknowledged {
            self.open.remove(&id);
            return;
        }
        open.acknowledged = true;
        open.due = self.now + lifetime;
        self.timers.set(open.due, Timer::Open(id));
        let message_id = open.message.message_id();
        self.acknowledge(message_id);
    }

    pub(super) fn acknowledge(&mut self, message_id: u16) {
        let datagram = message::empty(MessageType::Acknowledgement, message_id);
        self.dedup.finish(message_id, Reply::Datagram(datagram.clone()));
        self.send(datagram);
    }

    /// Adds the observation a request asked for; the sequence number for its answer.
    pub(super) fn establish(&mut self, open: &OpenRequest) -> Option<u32> {
        let token = open.message.token();
        if !self.observations.contains(&token) && self.observations.len() >= self.params.max_observations {
            return None;
        }
        let wanted = open.message.block(OptionNumber::BLOCK2);
        let size = wanted.map_or(self.params.max_block_szx, |wanted| wanted.size);
        let size = size.min(self.params.max_block_szx);
        let observation = Observation::new(self.now, snapshot_key(open), size, 1);
        Some(self.observations.insert(token, observation))
    }
}

pub(super) fn snapshot_key(open: &OpenRequest) -> SnapshotKey {
    SnapshotKey {
        options: download_key(&open.message),
        body: open.body_hash,
    }
}

/// Refuses what cannot be understood (RFC 7252 §5.4).
fn check_options(message: &Message) -> Result<(), Code> {
    let mut previous = None;
    for (number, value) in message.options() {
        let repeated = previous.replace(number) == Some(number);
        if number.is_critical() {
            check_critical(number, value, repeated)?;
        }
    }
    Ok(())
}

fn check_critical(number: OptionNumber, value: &[u8], repeated: bool) -> Result<(), Code> {
    let valid = match number {
        OptionNumber::URI_PATH | OptionNumber::URI_QUERY => value.len() <= 255,
        OptionNumber::URI_HOST => !repeated && (1..=255).contains(&value.len()),
        OptionNumber::URI_PORT | OptionNumber::ACCEPT => !repeated && value.len() <= 2,
        OptionNumber::BLOCK1 | OptionNumber::BLOCK2 => !repeated && BlockValue::decode(value).is_some(),
        OptionNumber::PROXY_URI | OptionNumber::PROXY_SCHEME => return Err(Code::PROXYING_NOT_SUPPORTED),
        // If-Match and If-None-Match are not used by LwM2M; OSCORE is undone before a message gets here.
        _ => false,
    };
    if valid { Ok(()) } else { Err(Code::BAD_OPTION) }
}

fn target(message: &Message) -> Result<Target, Code> {
    let method = Method::from_code(message.code()).ok_or(Code::METHOD_NOT_ALLOWED)?;
    let mut path = UriPath::new();
    path.reserve(message.values(OptionNumber::URI_PATH).map(<[u8]>::len).sum());
    for segment in message.values(OptionNumber::URI_PATH) {
        let segment = std::str::from_utf8(segment).map_err(|_| Code::BAD_OPTION)?;
        path.push(segment).map_err(|_| Code::NOT_FOUND)?;
    }
    let mut queries = Vec::new();
    for query in message.values(OptionNumber::URI_QUERY) {
        queries.push(
            std::str::from_utf8(query)
                .map_err(|_| Code::BAD_OPTION)?
                .to_owned(),
        );
    }
    Ok(Target {
        method,
        path,
        queries,
    })
}

fn incoming(id: RequestId, open: &OpenRequest, target: Target, payload: Vec<u8>) -> IncomingRequest {
    let message = &open.message;
    IncomingRequest {
        id,
        method: target.method,
        path: target.path,
        queries: target.queries,
        content_format: format(message, OptionNumber::CONTENT_FORMAT),
        accept: format(message, OptionNumber::ACCEPT),
        observe: open.observe,
        payload,
        part: open.part,
        echo: message.echo().map(<[u8]>::to_vec),
        token: message.token(),
        confirmable: open.is_confirmable(),
    }
}

/// A Content-Format or Accept value.
pub(super) fn format(message: &Message, number: OptionNumber) -> Option<ContentFormat> {
    let value = decode_uint(message.first(number)?, 2)?;
    u16::try_from(value).ok().map(ContentFormat)
}
