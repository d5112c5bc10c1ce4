//! A server, or bootstrap server, that says what it is told to say and keeps what it hears.

use std::collections::VecDeque;
use std::time::Instant;

use coap::{
    Code, Endpoint, Event, ExchangeError, ExchangeId, IncomingRequest, IncomingResponse, Method, Params,
    Request, Response,
};
use lwm2m::LinkState;

use super::Peer;
use crate::hub::run::now;

/// RFC 7252 §3: the type of a message in its first byte.
const TYPE_BITS: u8 = 0x30;

/// Something the client has said.
#[derive(Clone, Debug)]
pub enum Heard {
    /// It asks or tells something: Register, Update, Send, Bootstrap-Request.
    Request {
        /// When it came.
        at: Instant,
        /// What came.
        request: IncomingRequest,
    },
    /// It answers a request, or does not.
    Answer {
        /// When it came.
        at: Instant,
        /// To which request.
        exchange: ExchangeId,
        /// What came.
        result: Result<IncomingResponse, ExchangeError>,
    },
    /// It notifies.
    Notification {
        /// When it came.
        at: Instant,
        /// For which observation.
        exchange: ExchangeId,
        /// What came.
        response: IncomingResponse,
        /// Whether it came as CON.
        confirmable: bool,
    },
}

/// What a peer is to do with a request instead of the usual.
#[derive(Debug)]
struct Scripted {
    method: Method,
    /// The first segment of the path.
    path: String,
    /// Nothing: it is not answered at all.
    response: Option<Response>,
}

/// The far end of a link in terms of CoAP messages.
///
/// Unless it is told otherwise it grants everything: Register, Update, De-register, Send, Bootstrap-Request.
#[derive(Debug)]
pub struct LiteralPeer {
    endpoint: Endpoint,
    heard: Vec<Heard>,
    scripted: VecDeque<Scripted>,
    /// How many registrations were granted; the last segment of their location.
    registrations: u32,
    registered: bool,
    reachable: bool,
    /// Every datagram of the client, and when it came.
    datagrams: Vec<(Instant, Vec<u8>)>,
    transmit: VecDeque<Vec<u8>>,
}

impl LiteralPeer {
    /// A peer that nobody has talked to; `seed` determines its message ids and tokens.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            endpoint: Endpoint::new(Params::default(), seed, now()),
            heard: Vec::new(),
            scripted: VecDeque::new(),
            registrations: 0,
            registered: false,
            reachable: true,
            datagrams: Vec::new(),
            transmit: VecDeque::new(),
        }
    }

    /// Sends a request; call [`World::settle`](super::World::settle) afterwards.
    ///
    /// # Panics
    /// When it cannot be sent.
    pub fn send(&mut self, request: Request) -> ExchangeId {
        self.endpoint
            .request(now(), request)
            .expect("the request can be sent")
    }

    /// Sends bytes as they are.
    pub fn send_datagram(&mut self, datagram: Vec<u8>) {
        self.transmit.push_back(datagram);
    }

    /// Ends an observation by a request with Observe = 1, and returns that request.
    ///
    /// # Panics
    /// When there is no such observation.
    pub fn cancel(&mut self, observation: ExchangeId) -> ExchangeId {
        self.endpoint
            .deregister(now(), observation)
            .expect("the observation exists")
    }

    /// Forgets an observation: its next notification is answered with RST.
    pub fn reject(&mut self, observation: ExchangeId) {
        self.endpoint.cancel(observation);
    }

    /// Answers the next request of this kind in this way; without a response, not at all.
    pub fn script(&mut self, method: Method, path: &str, response: Option<Response>) {
        self.scripted.push_back(Scripted {
            method,
            path: path.to_owned(),
            response,
        });
    }

    /// Forgets that the client is registered, as after a restart.
    pub fn forget_registration(&mut self) {
        self.registered = false;
    }

    /// Whether the client is registered.
    #[must_use]
    pub const fn is_registered(&self) -> bool {
        self.registered
    }

    /// Whether anything crosses the link from now on.
    pub fn set_reachable(&mut self, reachable: bool) {
        self.reachable = reachable;
    }

    /// Everything the client has said, in order.
    #[must_use]
    pub fn heard(&self) -> &[Heard] {
        &self.heard
    }

    /// The answer to a request, if it is there.
    #[must_use]
    pub fn answer(&self, wanted: ExchangeId) -> Option<&Result<IncomingResponse, ExchangeError>> {
        self.heard.iter().find_map(|heard| match heard {
            Heard::Answer { exchange, result, .. } if *exchange == wanted => Some(result),
            Heard::Answer { .. } | Heard::Notification { .. } | Heard::Request { .. } => None,
        })
    }

    /// Every datagram of the client that came, and when.
    #[must_use]
    pub fn datagrams(&self) -> &[(Instant, Vec<u8>)] {
        &self.datagrams
    }

    /// Whether the last datagram of the client was confirmable.
    fn is_confirmable(&self) -> bool {
        let last = self.datagrams.last().and_then(|(_, datagram)| datagram.first());
        last.is_some_and(|first| first & TYPE_BITS == 0)
    }

    fn listen(&mut self, at: Instant) {
        while let Some(event) = self.endpoint.poll_event() {
            match event {
                Event::Request(request) => {
                    let response = self.response(&request);
                    match response {
                        Some(response) => self.endpoint.respond(at, request.id, response),
                        None => self.endpoint.ignore(request.id),
                    }
                    self.heard.push(Heard::Request { at, request });
                }
                Event::Response { exchange, result } => {
                    self.heard.push(Heard::Answer { at, exchange, result });
                }
                Event::Notification { exchange, response } => self.heard.push(Heard::Notification {
                    at,
                    exchange,
                    response,
                    confirmable: self.is_confirmable(),
                }),
                // Nobody observes a server.
                Event::ObservationEnded { .. }
                | Event::NotificationDelivered { .. }
                | Event::NotificationTimedOut { .. } => {}
            }
        }
    }

    fn response(&mut self, request: &IncomingRequest) -> Option<Response> {
        let segments: Vec<&str> = request.path.segments().collect();
        let first = segments.first().copied().unwrap_or_default();
        let scripted = |entry: &Scripted| entry.method == request.method && entry.path == first;
        if let Some(found) = self.scripted.iter().position(scripted) {
            return self.scripted.remove(found)?.response;
        }
        let response = match (request.method, segments.as_slice()) {
            (Method::Post, ["rd"]) => {
                self.registrations += 1;
                self.registered = true;
                let location = ["rd".to_owned(), self.registrations.to_string()];
                Response::new(Code::CREATED).with_location(location)
            }
            (Method::Post | Method::Delete, ["rd", location])
                if !self.registered || *location != self.registrations.to_string() =>
            {
                Response::new(Code::NOT_FOUND)
            }
            (Method::Delete, ["rd", _]) => {
                self.registered = false;
                Response::new(Code::DELETED)
            }
            (Method::Post, ["rd", _] | ["bs" | "dp"]) => Response::new(Code::CHANGED),
            (Method::Get, ["bspack"]) => Response::new(Code::NOT_IMPLEMENTED),
            _ => Response::new(Code::NOT_FOUND),
        };
        Some(response)
    }
}

impl Peer for LiteralPeer {
    /// A server knows its client by the identity, whatever the session: observations go on.
    fn open(&mut self, _: Instant) -> LinkState {
        match self.reachable {
            true => LinkState::Up,
            // As with DTLS, whose handshake needs both sides.
            false => LinkState::Down("it is out of reach".to_owned()),
        }
    }

    fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {
        if self.reachable {
            self.datagrams.push((now, datagram.to_vec()));
            self.endpoint.handle_datagram(now, datagram);
            self.listen(now);
        }
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.endpoint.handle_timeout(now);
        self.listen(now);
    }

    fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        let datagram = self
            .transmit
            .pop_front()
            .or_else(|| self.endpoint.poll_transmit());
        // What cannot cross the link is lost.
        datagram.filter(|_| self.reachable)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.endpoint.poll_timeout()
    }
}
