//! Registering, keeping the registration and ending it (core §6.2): what is asked of the server.

use std::time::Instant;

use coap::{ContentFormat, ExchangeId, Method, Request, UriPath};
use objects::{ObjectTree, Value};

use super::{Link, Outbox, Session, rd};
use crate::account::resource;
use crate::client::ClientConfig;
use crate::event::{Event, LinkRequest, Output, RegistrationError};
use crate::object_list;

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
    Registering {
        exchange: ExchangeId,
        announced: Announced,
    },
    /// The server knows us.
    Registered {
        location: Location,
        update_at: Option<Instant>,
    },
    /// We have de-registered, and stay so.
    Stopped,
    /// The server was told that we are still there, and what has changed.
    Updating {
        location: Location,
        exchange: ExchangeId,
        announced: Announced,
    },
    /// The server was asked, but the answer is only awaited in order to de-register.
    Withdrawing { exchange: ExchangeId },
}

/// Where the server keeps the registration, and until when.
#[derive(Clone, Debug)]
pub(super) struct Location {
    pub(super) path: UriPath,
    pub(super) expires_at: Option<Instant>,
}

impl Location {
    fn expired(&self, now: Instant) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

/// What a Register or Update tells the server.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Announced {
    pub(super) structure: u64,
    pub(super) lifetime: u64,
    binding: String,
}

/// How far the registration with a server is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RegistrationStatus {
    /// The last attempt failed; the next one is made at this instant.
    BackingOff(Instant),
    /// The link is being opened or the server was asked.
    Registering,
    /// The server knows us, perhaps until it has confirmed that we leave.
    Registered,
    /// We have de-registered.
    Stopped,
}

impl Session {
    pub(crate) const fn status(&self) -> RegistrationStatus {
        match self.registration {
            Registration::BackingOff { retry_at, .. } => RegistrationStatus::BackingOff(retry_at),
            Registration::Idle | Registration::Registering { .. } | Registration::Withdrawing { .. } => {
                RegistrationStatus::Registering
            }
            Registration::Deregistering { .. }
            | Registration::Registered { .. }
            | Registration::Updating { .. } => RegistrationStatus::Registered,
            Registration::Stopped => RegistrationStatus::Stopped,
        }
    }

    /// Whether the server knows us, so that its requests are answered and it is notified.
    pub(super) const fn registered(&self) -> bool {
        matches!(
            self.registration,
            Registration::Registered { .. } | Registration::Updating { .. }
        )
    }

    /// The structure of the tree that the server was told last, though it may not have confirmed it yet.
    pub(super) const fn told_structure(&self) -> u64 {
        match &self.registration {
            Registration::Registering { announced, .. } | Registration::Updating { announced, .. } => {
                announced.structure
            }
            Registration::BackingOff { .. }
            | Registration::Deregistering { .. }
            | Registration::Idle
            | Registration::Registered { .. }
            | Registration::Stopped
            | Registration::Withdrawing { .. } => self.announced.structure,
        }
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
            Registration::Deregistering { .. } | Registration::Withdrawing { .. } => {
                return self.stopped(out);
            }
            Registration::Stopped => {
                self.registration = Registration::Stopped;
                return self.close_link(out);
            }
            Registration::Idle | Registration::Registering { .. } => None,
        };
        match location.filter(|location| !location.expired(now)) {
            Some(location) => self.update(now, location, tree, out),
            None => self.register(now, config, tree, out),
        }
    }

    pub(super) fn register(
        &mut self,
        now: Instant,
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        let announced = self.current(tree);
        let request = Request::new(Method::Post, rd())
            .with_query(format!("ep={}", config.endpoint_name))
            .with_query(format!("lt={}", announced.lifetime))
            .with_query(format!("lwm2m={}", self.version))
            .with_query(format!("b={}", announced.binding))
            .with_payload(ContentFormat::LINK_FORMAT, object_list::write(tree, self.version));
        self.registration = Registration::Idle;
        match self.endpoint.request(now, request) {
            Ok(exchange) => {
                self.update_owed = false;
                self.registration = Registration::Registering { exchange, announced };
            }
            Err(error) => self.lost(now, RegistrationError::Request(error), tree, out),
        }
    }

    /// Tells the server that we are still there, and what has changed since it was told last.
    pub(super) fn update(&mut self, now: Instant, location: Location, tree: &ObjectTree, out: &mut Outbox) {
        let announced = self.current(tree);
        let mut request = Request::new(Method::Post, location.path.clone());
        if announced.lifetime != self.announced.lifetime {
            request = request.with_query(format!("lt={}", announced.lifetime));
        }
        if announced.binding != self.announced.binding {
            request = request.with_query(format!("b={}", announced.binding));
        }
        if announced.structure != self.announced.structure {
            let list = object_list::write(tree, self.version);
            request = request.with_payload(ContentFormat::LINK_FORMAT, list);
        }
        match self.endpoint.request(now, request) {
            Ok(exchange) => {
                self.update_owed = false;
                self.registration = Registration::Updating {
                    location,
                    exchange,
                    announced,
                };
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
            lifetime: self
                .account
                .seconds(tree, resource::LIFETIME)
                .unwrap_or(DEFAULT_LIFETIME),
            binding,
        }
    }

    /// Ends the registration; [`Event::Deregistered`] follows, also when the server does not answer.
    pub(crate) fn stop(&mut self, now: Instant, out: &mut Outbox) {
        match std::mem::replace(&mut self.registration, Registration::Stopped) {
            Registration::Registered { location, .. } => self.deregister(now, location.path, out),
            Registration::Updating {
                location, exchange, ..
            } => {
                // Its answer does not matter any more, and would only keep the farewell waiting.
                self.endpoint.cancel(exchange);
                self.deregister(now, location.path, out);
            }
            Registration::Registering { exchange, .. } => {
                self.registration = Registration::Withdrawing { exchange };
            }
            ending @ (Registration::Deregistering { .. }
            | Registration::Stopped
            | Registration::Withdrawing { .. }) => self.registration = ending,
            Registration::BackingOff { .. } | Registration::Idle => self.stopped(out),
        }
    }

    pub(super) fn deregister(&mut self, now: Instant, location: UriPath, out: &mut Outbox) {
        self.observations.clear();
        self.endpoint.stop_observing_all();
        if self.link != Link::Up {
            return self.stopped(out);
        }
        match self.endpoint.request(now, Request::new(Method::Delete, location)) {
            Ok(exchange) => self.registration = Registration::Deregistering { exchange },
            Err(_) => self.stopped(out),
        }
    }

    pub(super) fn stopped(&mut self, out: &mut Outbox) {
        self.registration = Registration::Stopped;
        self.abandon_sends(out);
        self.event(
            Event::Deregistered {
                server: self.account.server,
            },
            out,
        );
        self.close_link(out);
    }

    fn close_link(&mut self, out: &mut Outbox) {
        // What was to be said is said before.
        while let Some(output) = self.poll_transmit() {
            out.push_back(output);
        }
        out.push_back(Output::Link(LinkRequest::Close(self.account.server.into())));
        self.link = Link::Closed;
    }
}

/// Core §E.2, resource 1: the default of the lifetime in seconds.
const DEFAULT_LIFETIME: u64 = 86_400;
