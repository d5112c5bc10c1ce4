//! A small LwM2M server, sans-IO: one client over one link. For tests and demonstrations.
//!
//! [`Server`] takes registrations as its [`Policy`] says and sends the requests it is told to send. Feed it
//! with datagrams and time; afterwards drain [`Server::poll_transmit`] and [`Server::poll_event`].

mod answer;
mod files;
mod policy;
mod registration;
mod request;

use std::collections::{HashMap, VecDeque};
use std::time::Instant;

use coap::{Endpoint, Event as CoapEvent, ExchangeError, ExchangeId, IncomingResponse, Params};
use objects::{Path, Registry, ResourcePath, Value};

pub use answer::{Answer, Payload};
pub use files::FileServer;
pub use policy::{Policy, Reaction};
pub use registration::ClientRegistration;
pub use request::AskError;

/// Names a request of the server; an observation keeps the name of the request that started it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ServerRequest(ExchangeId);

/// Something the client did.
#[derive(Clone, Debug, PartialEq)]
pub enum ServerEvent {
    /// It has registered; earlier observations are void.
    Registered(ClientRegistration),
    /// It has left.
    Deregistered,
    /// An observation has news.
    Notification {
        /// The request that started the observation.
        request: ServerRequest,
        /// What is observed.
        path: Path,
        /// The values in the order of the payload; none when an error ended the observation.
        values: Vec<(ResourcePath, Value)>,
        /// The notification itself.
        answer: Answer,
    },
    /// It was asked to register or update in a way that is refused, or was ignored.
    Refused {
        /// What it announced.
        registration: ClientRegistration,
    },
    /// It has answered a request, or failed to.
    Response {
        /// The request.
        request: ServerRequest,
        /// The answer.
        result: Result<Answer, ExchangeError>,
    },
    /// It has told values without being asked.
    Sent(Payload),
    /// It is still there; this is how it is registered now.
    Updated(ClientRegistration),
}

/// The server side of one link.
#[derive(Debug)]
pub struct Server {
    endpoint: Endpoint,
    registry: Registry,
    policy: Policy,
    registration: Option<ClientRegistration>,
    /// How many registrations were accepted; the last segment of their location.
    registrations: u64,
    /// What each unanswered request is about, to read its answer.
    asked: HashMap<ExchangeId, Path>,
    /// What each observation is about.
    observed: HashMap<ExchangeId, Path>,
    events: VecDeque<ServerEvent>,
}

impl Server {
    /// A server that reads values by the definitions in `registry`.
    ///
    /// `seed` determines message ids and tokens.
    #[must_use]
    pub fn new(registry: Registry, policy: Policy, params: Params, seed: u64, now: Instant) -> Self {
        Self {
            endpoint: Endpoint::new(params, seed, now),
            registry,
            policy,
            registration: None,
            registrations: 0,
            asked: HashMap::new(),
            observed: HashMap::new(),
            events: VecDeque::new(),
        }
    }

    /// How the client is registered, if it is.
    #[must_use]
    pub const fn registration(&self) -> Option<&ClientRegistration> {
        self.registration.as_ref()
    }

    /// What becomes of registrations from now on.
    pub fn set_policy(&mut self, policy: Policy) {
        self.policy = policy;
    }

    /// Forgets the client, as after a restart; it finds out with its next Update.
    pub fn forget(&mut self, now: Instant) {
        self.registration = None;
        self.asked.clear();
        self.observed.clear();
        self.endpoint.reset(now);
    }

    /// The client's link has a new session, so that what was under way is lost: requests and observations
    /// fail. The registration stays, for it belongs to the client and not to its session.
    pub fn handle_new_session(&mut self, now: Instant) {
        self.endpoint.reset(now);
        self.drain(now);
    }

    /// Takes in one datagram of the client.
    pub fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {
        self.endpoint.handle_datagram(now, datagram);
        self.drain(now);
    }

    /// Does what is due; calling early or often is harmless.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.endpoint.handle_timeout(now);
        self.drain(now);
    }

    /// When [`handle_timeout`](Self::handle_timeout) must be called at the latest.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.endpoint.poll_timeout()
    }

    /// The next datagram to send.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        self.endpoint.poll_transmit()
    }

    /// The next thing the client did.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<ServerEvent> {
        self.events.pop_front()
    }

    fn drain(&mut self, now: Instant) {
        while let Some(event) = self.endpoint.poll_event() {
            match event {
                CoapEvent::Request(request) => self.handle_registration(now, &request),
                CoapEvent::Response { exchange, result } => self.answered(exchange, result),
                CoapEvent::Notification { exchange, response } => self.notified(exchange, response),
                // Nobody observes a server.
                CoapEvent::ObservationEnded { .. }
                | CoapEvent::NotificationDelivered { .. }
                | CoapEvent::NotificationTimedOut { .. } => {}
            }
        }
    }

    fn answered(&mut self, exchange: ExchangeId, result: Result<IncomingResponse, ExchangeError>) {
        // An observation that fails later ends with a response too.
        let path = self
            .asked
            .remove(&exchange)
            .or_else(|| self.observed.remove(&exchange));
        let path = path.unwrap_or(Path::Root);
        if result.as_ref().is_ok_and(|response| response.observe.is_some()) {
            self.observed.insert(exchange, path);
        }
        self.events.push_back(ServerEvent::Response {
            request: ServerRequest(exchange),
            result: result.map(|response| Answer::read(path, response, &self.registry)),
        });
    }

    fn notified(&mut self, exchange: ExchangeId, response: IncomingResponse) {
        let Some(path) = self.observed.get(&exchange).copied() else {
            return;
        };
        if response.code.is_error() {
            self.observed.remove(&exchange);
        }
        let answer = Answer::read(path, response, &self.registry);
        self.events.push_back(ServerEvent::Notification {
            request: ServerRequest(exchange),
            path,
            values: answer.values().to_vec(),
            answer,
        });
    }
}
