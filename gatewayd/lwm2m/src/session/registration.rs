//! Registering, keeping the registration, and what to do when it is lost (core §6.2).

use std::time::{Duration, Instant};

use coap::{Code, ContentFormat, ExchangeError, ExchangeId, IncomingResponse, Method, Request, UriPath};
use objects::{ObjectTree, Value};

use super::{Announced, Link, Outbox, Session, bounded, rd};
use crate::account::resource;
use crate::client::ClientConfig;
use crate::event::{Event, LinkRequest, Output, RegistrationError};
use crate::object_list;
use crate::retry::RetryPolicy;

/// RFC 7252 §4.8.2 MAX_TRANSMIT_WAIT: an Update sent this early still arrives before the lifetime ends.
const MAX_TRANSMIT_WAIT: Duration = Duration::from_secs(93);

/// How far the registration with one server is. Each state owns its deadlines.
#[derive(Debug)]
pub(super) enum Registration {
    /// The last attempt failed.
    BackingOff {
        retry_at: Instant,
        location: Option<Location>,
    },
    /// The server was asked to forget us.
    Deregistering { exchange: ExchangeId },
    /// Waiting for the link, or not started.
    Idle,
    /// The server was asked.
    Registering { exchange: ExchangeId },
    /// The server knows us.
    Registered {
        location: Location,
        update_at: Option<Instant>,
    },
    /// We have de-registered, and stay so.
    Stopped,
    /// The server was told that we are still there.
    Updating {
        location: Location,
        exchange: ExchangeId,
    },
}

/// Where the server keeps the registration, and until when.
#[derive(Clone, Debug)]
pub(super) struct Location {
    path: UriPath,
    expires_at: Option<Instant>,
}

/// How far the registration with a server is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RegistrationStatus {
    /// The last attempt failed; the next one is made at this instant.
    BackingOff(Instant),
    /// The link is being opened or the server was asked.
    Registering,
    /// The server knows us.
    Registered,
    /// We have de-registered.
    Stopped,
}

impl Session {
    pub(crate) const fn status(&self) -> RegistrationStatus {
        match self.registration {
            Registration::BackingOff { retry_at, .. } => RegistrationStatus::BackingOff(retry_at),
            Registration::Idle | Registration::Registering { .. } => RegistrationStatus::Registering,
            Registration::Registered { .. } | Registration::Updating { .. } => RegistrationStatus::Registered,
            Registration::Deregistering { .. } | Registration::Stopped => RegistrationStatus::Stopped,
        }
    }

    /// Whether the server knows us, so that its requests are answered and it is notified.
    pub(super) const fn registered(&self) -> bool {
        matches!(
            self.registration,
            Registration::Registered { .. } | Registration::Updating { .. }
        )
    }

    /// The link is up: goes on with a registration that is still valid, or makes a new one.
    pub(super) fn resume(
        &mut self,
        now: Instant,
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        let location = match std::mem::replace(&mut self.registration, Registration::Idle) {
            Registration::Registered { location, .. } | Registration::Updating { location, .. } => {
                Some(location)
            }
            Registration::BackingOff { location, .. } => location,
            Registration::Deregistering { .. } | Registration::Stopped => {
                self.registration = Registration::Stopped;
                return;
            }
            Registration::Idle | Registration::Registering { .. } => None,
        };
        match location.filter(|location| location.expires_at.is_none_or(|at| now < at)) {
            Some(location) => self.update(now, location, tree, out),
            None => self.register(now, config, tree, out),
        }
    }

    fn register(&mut self, now: Instant, config: &ClientConfig, tree: &ObjectTree, out: &mut Outbox) {
        let announced = self.current(tree);
        let request = Request::new(Method::Post, rd())
            .with_query(format!("ep={}", config.endpoint_name))
            .with_query(format!("lt={}", announced.lifetime))
            .with_query(format!("lwm2m={}", self.version))
            .with_query(format!("b={}", announced.binding))
            .with_payload(ContentFormat::LINK_FORMAT, object_list::write(tree, self.version));
        match self.endpoint.request(now, request) {
            Ok(exchange) => {
                self.announced = announced;
                self.update_owed = false;
                self.registration = Registration::Registering { exchange };
            }
            Err(error) => self.lost(now, RegistrationError::Request(error), tree, out),
        }
    }

    /// Tells the server that we are still there, and what has changed since it was told last.
    fn update(&mut self, now: Instant, location: Location, tree: &ObjectTree, out: &mut Outbox) {
        let current = self.current(tree);
        let mut request = Request::new(Method::Post, location.path.clone());
        if current.lifetime != self.announced.lifetime {
            request = request.with_query(format!("lt={}", current.lifetime));
        }
        if current.binding != self.announced.binding {
            request = request.with_query(format!("b={}", current.binding));
        }
        if current.structure != self.announced.structure {
            let list = object_list::write(tree, self.version);
            request = request.with_payload(ContentFormat::LINK_FORMAT, list);
        }
        match self.endpoint.request(now, request) {
            Ok(exchange) => {
                self.announced = current;
                self.update_owed = false;
                self.registration = Registration::Updating { location, exchange };
            }
            Err(error) => self.lost(now, RegistrationError::Request(error), tree, out),
        }
    }

    /// What a registration would announce now.
    fn current(&self, tree: &ObjectTree) -> Announced {
        let binding = match tree
            .entry(self.account.resource(resource::BINDING))
            .map(|entry| &entry.value)
        {
            // LwM2M 1.0 puts queue mode into the binding; this client is always reachable.
            Some(Value::String(binding)) => binding.replace('Q', ""),
            Some(_) | None => "U".to_owned(),
        };
        Announced {
            structure: tree.structure_version(),
            lifetime: self.account.seconds(tree, resource::LIFETIME).unwrap_or(86_400),
            binding,
        }
    }

    pub(super) fn handle_response(
        &mut self,
        now: Instant,
        exchange: ExchangeId,
        result: Result<IncomingResponse, ExchangeError>,
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        match std::mem::replace(&mut self.registration, Registration::Idle) {
            Registration::Registering { exchange: own } if own == exchange => {
                self.handle_register_response(now, result, config, tree, out);
            }
            Registration::Updating {
                exchange: own,
                location,
            } if own == exchange => {
                self.handle_update_response(now, location, result, config, tree, out);
            }
            Registration::Deregistering { exchange: own } if own == exchange => self.stopped(out),
            // The answer to a request that something else has overtaken.
            other => self.registration = other,
        }
    }

    fn handle_register_response(
        &mut self,
        now: Instant,
        result: Result<IncomingResponse, ExchangeError>,
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        match result {
            Ok(response) if response.code == Code::CREATED => {
                // A new registration voids the observations of the one before (core §6.2.1).
                self.observations.clear();
                self.endpoint.stop_observing_all();
                self.failures = 0;
                let path = UriPath::from_segments(&response.location_path).unwrap_or_default();
                self.enter_registered(now, path);
                self.event(self.registered_event(), out);
            }
            Ok(response) if response.code == Code::PRECONDITION_FAILED => match self.version.lower() {
                Some(lower) => {
                    self.version = lower;
                    self.register(now, config, tree, out);
                }
                None => {
                    self.version = config.version;
                    self.lost(now, RegistrationError::Refused(response.code), tree, out);
                }
            },
            Ok(response) => self.lost(now, RegistrationError::Refused(response.code), tree, out),
            Err(error) => self.lost(now, RegistrationError::NoAnswer(error), tree, out),
        }
    }

    fn registered_event(&self) -> Event {
        let lifetime = self.announced.lifetime;
        Event::Registered {
            server: self.account.server,
            version: self.version,
            lifetime: (lifetime != 0).then(|| bounded(lifetime)),
        }
    }

    fn handle_update_response(
        &mut self,
        now: Instant,
        location: Location,
        result: Result<IncomingResponse, ExchangeError>,
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        match result {
            Ok(response) if response.code == Code::CHANGED => {
                self.failures = 0;
                self.enter_registered(now, location.path);
                self.event(
                    Event::Updated {
                        server: self.account.server,
                    },
                    out,
                );
            }
            // The server does not know us any more, or will not take it from this session.
            Ok(_) => self.register(now, config, tree, out),
            // The session may be dead: the next attempt is a Register over a new one.
            Err(error) => {
                out.push_back(Output::Event(Event::RegistrationFailed {
                    server: self.account.server,
                    reason: RegistrationError::NoAnswer(error),
                    retry_at: now,
                }));
                self.registration = Registration::Idle;
                self.open_link(out);
            }
        }
    }

    /// Plans the next Update so that it, with all its retransmissions, arrives within the lifetime.
    fn enter_registered(&mut self, now: Instant, path: UriPath) {
        let lifetime = (self.announced.lifetime != 0).then(|| bounded(self.announced.lifetime));
        let expires_at = lifetime.map(|lifetime| now + lifetime);
        let update_at = lifetime.map(|lifetime| now + lifetime - MAX_TRANSMIT_WAIT.min(lifetime / 2));
        self.registration = Registration::Registered {
            location: Location { path, expires_at },
            update_at,
        };
    }

    /// Link or registration failed: reports it and plans the next attempt.
    pub(super) fn lost(
        &mut self,
        now: Instant,
        reason: RegistrationError,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        let location = match std::mem::replace(&mut self.registration, Registration::Idle) {
            Registration::Registered { location, .. } | Registration::Updating { location, .. } => {
                Some(location)
            }
            Registration::BackingOff { location, .. } => location,
            Registration::Deregistering { .. } | Registration::Stopped => return self.stopped(out),
            Registration::Idle | Registration::Registering { .. } => None,
        };
        self.failures += 1;
        let pause = match (&reason, self.failures) {
            // A link that worked until now is reopened at once; only what fails again has to wait.
            (RegistrationError::Link(_), 1) if location.is_some() => Duration::ZERO,
            _ => RetryPolicy::read(&self.account, tree).pause(self.failures),
        };
        let retry_at = now + pause;
        self.registration = Registration::BackingOff { retry_at, location };
        self.event(
            Event::RegistrationFailed {
                server: self.account.server,
                reason,
                retry_at,
            },
            out,
        );
    }

    pub(super) fn registration_timeout(
        &mut self,
        now: Instant,
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        match &self.registration {
            Registration::BackingOff { retry_at, .. } if *retry_at <= now && self.link != Link::Opening => {
                self.open_link(out);
            }
            Registration::Registered { location, update_at } if self.link == Link::Up => {
                let expired = location.expires_at.is_some_and(|at| at <= now);
                let due = self.update_owed || update_at.is_some_and(|at| at <= now);
                let location = location.clone();
                if expired {
                    self.register(now, config, tree, out);
                } else if due {
                    self.update(now, location, tree, out);
                }
            }
            Registration::BackingOff { .. }
            | Registration::Deregistering { .. }
            | Registration::Idle
            | Registration::Registered { .. }
            | Registration::Registering { .. }
            | Registration::Stopped
            | Registration::Updating { .. } => {}
        }
    }

    pub(super) fn registration_deadline(&self, now: Instant) -> Option<Instant> {
        match &self.registration {
            Registration::BackingOff { retry_at, .. } if self.link != Link::Opening => Some(*retry_at),
            Registration::Registered { update_at, .. } if self.link == Link::Up => {
                if self.update_owed {
                    Some(now)
                } else {
                    *update_at
                }
            }
            Registration::BackingOff { .. }
            | Registration::Deregistering { .. }
            | Registration::Idle
            | Registration::Registered { .. }
            | Registration::Registering { .. }
            | Registration::Stopped
            | Registration::Updating { .. } => None,
        }
    }

    /// Ends the registration; [`Event::Deregistered`] follows, also when the server does not answer.
    pub(crate) fn stop(&mut self, now: Instant, out: &mut Outbox) {
        let location = match std::mem::replace(&mut self.registration, Registration::Stopped) {
            Registration::Registered { location, .. } | Registration::Updating { location, .. } => location,
            Registration::BackingOff { .. }
            | Registration::Deregistering { .. }
            | Registration::Idle
            | Registration::Registering { .. }
            | Registration::Stopped => return self.stopped(out),
        };
        self.observations.clear();
        self.endpoint.stop_observing_all();
        match self
            .endpoint
            .request(now, Request::new(Method::Delete, location.path))
        {
            Ok(exchange) if self.link == Link::Up => {
                self.registration = Registration::Deregistering { exchange }
            }
            Ok(_) | Err(_) => self.stopped(out),
        }
    }

    fn stopped(&mut self, out: &mut Outbox) {
        self.registration = Registration::Stopped;
        self.event(
            Event::Deregistered {
                server: self.account.server,
            },
            out,
        );
        out.push_back(Output::Link(LinkRequest::Close(self.account.server)));
        self.link = Link::Closed;
    }
}
