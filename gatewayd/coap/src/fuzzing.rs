//! Bodies of the fuzz targets, so that their inputs run as ordinary tests too.

use std::time::{Duration, Instant};

use crate::block::{BlockSize, BlockValue};
use crate::code::{Code, MessageType};
use crate::endpoint::Endpoint;
use crate::event::Event;
use crate::format::ContentFormat;
use crate::message::Message;
use crate::option::OptionNumber;
use crate::params::Params;
use crate::path::UriPath;
use crate::request::{Request, Response};
use crate::token::Token;

/// Reads `data` as a message; what is accepted must survive being written and read again.
///
/// # Panics
///
/// When it does not.
pub fn coap_message(data: &[u8]) {
    const LIMIT: usize = 65_535;
    let Ok(message) = Message::parse(data, LIMIT) else {
        return;
    };
    let Ok(written) = message.encode(LIMIT) else {
        return;
    };
    let again = Message::parse(&written, LIMIT).expect("what was written can be read");
    assert_eq!(again, message, "a message changed on its way");
    assert!(written.len() <= data.len(), "the shortest encoding is not longer");
}

/// Reads `data` as datagrams, answers and pauses for an endpoint with tight bounds.
///
/// # Panics
///
/// When a bound is exceeded or a datagram goes out that cannot be read.
pub fn block_sequence(data: &[u8]) {
    let mut session = Session::new();
    let mut rest = data;
    while let [operation, tail @ ..] = rest {
        rest = session.step(*operation, tail);
        session.drain(*operation);
    }
}

/// One endpoint and the inputs it gets.
struct Session {
    endpoint: Endpoint,
    now: Instant,
    params: Params,
    message_id: u16,
    observed: Vec<Token>,
}

impl Session {
    fn new() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "only an origin; nothing depends on its value"
        )]
        let now = Instant::now();
        let params = Params {
            max_block_szx: BlockSize::from_szx(2).unwrap_or(BlockSize::MAX),
            max_body_size: 512,
            max_open_requests: 4,
            max_dedup_entries: 4,
            max_dedup_bytes: 200,
            max_waiting_requests: 4,
            max_uploads: 2,
            max_snapshots: 2,
            max_observations: 4,
            max_own_observations: 2,
            max_notifications_in_flight: 2,
            streamed: |_, path| path.segments().next() == Some("5"),
            ..Params::default()
        };
        let endpoint = Endpoint::new(params.clone(), 1, now);
        Self {
            endpoint,
            now,
            params,
            message_id: 0,
            observed: Vec::new(),
        }
    }

    /// Takes one operation with its arguments off the input.
    fn step<'a>(&mut self, operation: u8, input: &'a [u8]) -> &'a [u8] {
        match operation % 8 {
            0 => {
                let (length, rest) = take_byte(input);
                let (datagram, rest) = rest.split_at(usize::from(length).min(rest.len()));
                self.endpoint.handle_datagram(self.now, datagram);
                rest
            }
            1 | 2 => self.block(operation % 8 == 1, operation, input),
            3 => {
                let (seconds, rest) = take_byte(input);
                self.now += Duration::from_secs(u64::from(seconds));
                self.endpoint.handle_timeout(self.now);
                rest
            }
            4 => {
                let (length, rest) = take_byte(input);
                let length = usize::from(length);
                let state = Response::content(ContentFormat::TEXT, vec![operation; length]);
                for token in &self.observed {
                    // Observations that ended are refused.
                    self.endpoint
                        .notify(self.now, token, state.clone(), operation > 127)
                        .ok();
                }
                rest
            }
            5 => self.request(operation, input),
            6 => self.empty_reply(operation, input),
            _ => {
                if operation > 200 {
                    self.endpoint.reset(self.now);
                }
                input
            }
        }
    }

    /// A well-formed block request, for random bytes hardly ever are.
    fn block<'a>(&mut self, upload: bool, operation: u8, input: &'a [u8]) -> &'a [u8] {
        let (shape, rest) = take_byte(input);
        let (number, rest) = take_byte(rest);
        let method = Code::new(0, 1 + shape % 7);
        let token = Token::try_from(&[number & 3][..]).unwrap_or_default();
        self.message_id = self.message_id.wrapping_add(u16::from(shape >> 7));
        let mut message = Message::new(MessageType::Confirmable, method, self.message_id, token);
        message.add(OptionNumber::URI_PATH, vec![b'5' + (operation >> 7)]);
        if shape & 0x20 != 0 {
            message.add_uint(OptionNumber::OBSERVE, u32::from(shape >> 4 & 1));
        }
        let size = BlockSize::from_szx(operation >> 3 & 3).unwrap_or(BlockSize::MIN);
        let value = BlockValue {
            number: u32::from(number >> 2),
            more: shape & 0x40 != 0,
            size,
        };
        if upload {
            message.add_block(OptionNumber::BLOCK1, value);
            message.set_payload(vec![number; size.bytes()]);
        } else {
            message.add_block(OptionNumber::BLOCK2, value);
        }
        if let Ok(datagram) = message.encode(self.params.max_message_size) {
            self.endpoint.handle_datagram(self.now, &datagram);
        }
        rest
    }

    fn request<'a>(&mut self, operation: u8, input: &'a [u8]) -> &'a [u8] {
        let (length, rest) = take_byte(input);
        let Some(method) = crate::code::Method::from_code(Code::new(0, 1 + operation % 7)) else {
            return rest;
        };
        let mut request = Request::new(method, UriPath::new())
            .with_payload(ContentFormat::OCTET_STREAM, vec![length; usize::from(length)]);
        request.observe = operation & 0x40 != 0;
        request.confirmable = operation & 0x80 == 0;
        // Refused when the queue is full.
        self.endpoint.request(self.now, request).ok();
        rest
    }

    /// An ACK or RST with a message id near the endpoint's own.
    fn empty_reply<'a>(&mut self, operation: u8, input: &'a [u8]) -> &'a [u8] {
        let [high, low, rest @ ..] = input else { return &[] };
        let first = if operation > 127 { 0x60 } else { 0x70 };
        self.endpoint.handle_datagram(self.now, &[first, 0, *high, *low]);
        rest
    }

    /// Answers what was asked, reads what was sent, checks the bounds.
    fn drain(&mut self, operation: u8) {
        assert!(self.endpoint.is_within_bounds(), "a bound is exceeded");
        while let Some(event) = self.endpoint.poll_event() {
            let Event::Request(request) = event else { continue };
            if operation & 0x08 != 0 {
                // The application is slow.
                continue;
            }
            let length = usize::from(operation) * 4;
            let answer = Response::content(ContentFormat::TEXT, vec![operation; length]).observed();
            if request.observe.is_some() && self.observed.len() < 8 {
                self.observed.push(request.token);
            }
            self.endpoint.respond(self.now, request.id, answer);
        }
        while let Some(datagram) = self.endpoint.poll_transmit() {
            Message::parse(&datagram, self.params.max_message_size).expect("own messages can be read");
        }
        assert!(self.endpoint.is_within_bounds(), "a bound is exceeded");
    }
}

fn take_byte(input: &[u8]) -> (u8, &[u8]) {
    match input {
        [byte, rest @ ..] => (*byte, rest),
        [] => (0, input),
    }
}
