//! One request in flight, in either role.

use std::time::Instant;

use crate::block::{BlockSize, BlockValue, Gather};
use crate::code::{MessageType, Method};
use crate::message::Message;
use crate::observe::Freshness;
use crate::option::OptionNumber;
use crate::request::{ObserveRequest, Request, UploadPart};
use crate::token::Token;

/// A request of our own until its last response.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) request: Request,
    pub(crate) state: State,
    pub(crate) observe: Observe,
    /// Block size of the request body; blocks are used when the body is larger.
    pub(crate) size: BlockSize,
    /// Where the block under way starts in the request body.
    pub(crate) offset: usize,
    /// The response body under way.
    pub(crate) gather: Option<Gather>,
    /// How often the response body was started over.
    pub(crate) restarts: u32,
    /// The Echo value the peer asked for (RFC 9175 §2.3), repeated once.
    pub(crate) echo: Option<Vec<u8>>,
    /// Tells this upload from another to the same resource (RFC 9175 §3).
    pub(crate) request_tag: Option<u32>,
}

/// Where an own request is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum State {
    /// Waits for NSTART to send its next message.
    Waiting,
    /// A confirmable message is under way.
    Unacknowledged { message_id: u16, token: Token },
    /// The response is expected.
    Acknowledged { until: Instant, token: Token },
    /// Nothing is under way; notifications are expected.
    Observing,
}

/// What an own request has to do with observing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Observe {
    /// Nothing.
    No,
    /// It asks to observe and has no answer yet.
    Registering { token: Token },
    /// It observes.
    Established { token: Token, freshness: Freshness },
    /// It ends the observation that had this token.
    Deregistering { token: Token },
}

impl Observe {
    /// The token notifications carry.
    pub(crate) fn token(self) -> Option<Token> {
        match self {
            Self::No => None,
            Self::Registering { token } | Self::Established { token, .. } | Self::Deregistering { token } => {
                Some(token)
            }
        }
    }

    fn option_value(self) -> Option<u32> {
        match self {
            Self::No | Self::Established { .. } => None,
            Self::Registering { .. } => Some(0),
            Self::Deregistering { .. } => Some(1),
        }
    }

    pub(crate) fn is_established(self) -> bool {
        matches!(self, Self::Established { .. })
    }
}

impl Exchange {
    pub(crate) fn new(request: Request, size: BlockSize, observe: Observe) -> Self {
        Self {
            request,
            state: State::Waiting,
            observe,
            size,
            offset: 0,
            gather: None,
            restarts: 0,
            echo: None,
            request_tag: None,
        }
    }

    /// Whether the request body goes out in blocks.
    pub(crate) fn is_upload(&self) -> bool {
        self.request.payload.len() > self.size.bytes()
    }

    /// Whether blocks of the request body are left behind the one under way.
    pub(crate) fn has_more_to_send(&self) -> bool {
        self.is_upload() && self.offset + self.size.bytes() < self.request.payload.len()
    }

    /// The token the next message must carry, unless any will do.
    pub(crate) fn required_token(&self) -> Option<Token> {
        if self.gather.is_some() || self.observe.is_established() {
            None
        } else {
            self.observe.token()
        }
    }

    /// The next message to send.
    pub(crate) fn message(&self, kind: MessageType, message_id: u16, token: Token) -> Message {
        let mut message = Message::new(kind, self.request.method.code(), message_id, token);
        let follow_up = self.gather.is_some();
        let restarted = self.observe.is_established();
        if let (false, Some(value)) = (follow_up, self.observe.option_value()) {
            message.add_uint(OptionNumber::OBSERVE, value);
        }
        add_target(&mut message, &self.request);
        if let Some(echo) = &self.echo {
            message.add(OptionNumber::ECHO, echo.clone());
        }
        if let Some(tag) = self.request_tag {
            message.add_uint(OptionNumber::REQUEST_TAG, tag);
        }
        if let Some(part) = self.request.part {
            message.add_block(OptionNumber::BLOCK2, part);
            if part.number == 0 {
                // RFC 7959 §4: 0 asks for the size of the whole.
                message.add_uint(OptionNumber::SIZE2, 0);
            }
        } else if let Some(gather) = &self.gather {
            message.add_block(OptionNumber::BLOCK2, gather.next());
        } else if restarted || (self.request.block_size.is_some() && !self.is_upload()) {
            let first = BlockValue {
                number: 0,
                more: false,
                size: self.size,
            };
            message.add_block(OptionNumber::BLOCK2, first);
        }
        self.add_body(&mut message, follow_up || restarted);
        message
    }

    /// The body or its next block; a follow-up repeats a body of one message (RFC 8132 §2.3.2) and leaves
    /// out one that went up in blocks (RFC 7959 §3.3).
    fn add_body(&self, message: &mut Message, follow_up: bool) {
        let body = &self.request.payload;
        if !self.is_upload() {
            let repeated = !follow_up || self.request.method == Method::Fetch;
            message.set_payload(if repeated { body.clone() } else { Vec::new() });
            return;
        }
        if follow_up {
            return;
        }
        let end = (self.offset + self.size.bytes()).min(body.len());
        let Some(value) = BlockValue::at(self.offset, end < body.len(), self.size) else {
            return;
        };
        message.add_block(OptionNumber::BLOCK1, value);
        if self.offset == 0 {
            // The length was checked against 20 bits of 1024-byte blocks.
            message.add_uint(OptionNumber::SIZE1, body.len() as u32);
        }
        message.set_payload(body.get(self.offset..end).unwrap_or_default().to_vec());
    }
}

/// The options that name what a request is about.
pub(crate) fn add_target(message: &mut Message, request: &Request) {
    if let Some(host) = &request.host {
        message.add(OptionNumber::URI_HOST, host.as_bytes().to_vec());
    }
    for segment in request.path.segments() {
        message.add(OptionNumber::URI_PATH, segment.as_bytes().to_vec());
    }
    for query in &request.queries {
        message.add(OptionNumber::URI_QUERY, query.as_bytes().to_vec());
    }
    if let Some(format) = request.content_format {
        message.add_uint(OptionNumber::CONTENT_FORMAT, u32::from(format.0));
    }
    if let Some(format) = request.accept {
        message.add_uint(OptionNumber::ACCEPT, u32::from(format.0));
    }
}

/// A request of the peer until it is answered.
#[derive(Debug)]
pub(crate) struct OpenRequest {
    /// The message, its payload taken out.
    pub(crate) message: Message,
    /// Hash of the body, where answers depend on it (FETCH).
    pub(crate) body_hash: Option<u64>,
    /// Whether the empty ACK went out, so that the answer must be a separate one.
    pub(crate) acknowledged: bool,
    /// Deadline of the empty ACK, later of the answer.
    pub(crate) due: Instant,
    /// Block1 value for the answer.
    pub(crate) block1: Option<BlockValue>,
    /// Which part of a streamed upload it is.
    pub(crate) part: Option<UploadPart>,
    pub(crate) observe: Option<ObserveRequest>,
}

impl OpenRequest {
    pub(crate) fn new(message: Message, now: Instant) -> Self {
        let observe = match message.uint(OptionNumber::OBSERVE, 3) {
            Some(0) => Some(ObserveRequest::Register),
            Some(1) => Some(ObserveRequest::Deregister),
            _ => None,
        };
        let safe = Method::from_code(message.code()).is_some_and(Method::is_safe);
        Self {
            message,
            body_hash: None,
            acknowledged: false,
            due: now,
            block1: None,
            part: None,
            observe: observe.filter(|_| safe),
        }
    }

    pub(crate) fn is_confirmable(&self) -> bool {
        self.message.kind() == MessageType::Confirmable
    }
}
