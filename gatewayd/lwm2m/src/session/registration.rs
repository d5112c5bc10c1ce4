//! Registering, keeping the registration and ending it (core §6.2): what is asked of the server.

use std::time::{Duration, Instant};

use coap::{ContentFormat, ExchangeId, Method, Request, UriPath};
use objects::{InstanceId, ObjectId, ObjectTree, ResourceId, ResourcePath, Value};

use super::{Link, Outbox, Session, rd};
use crate::account::resource;
use crate::client::ClientConfig;
use crate::event::{Event, LinkRequest, Output, RegistrationError};
use crate::object_list;
use crate::version::EnablerVersion;

/// How far the registration with one server is. Each state owns its deadlines.
#[derive(Debug)]
pub(super) enum Registration {
    /// The last attempt failed.
    BackingOff {
        retry_at: Instant,
        location: Option<Location>,
    },
    /// The server was asked to forget us.
    Deregistering {
        exchange: ExchangeId,
        farewell: Farewell,
    },
    /// The server does not want to hear of us until this instant.
    Disabled { until: Instant },
    /// The last attempt failed, and the account grants no further one.
    GivenUp,
    /// Waiting for the link.
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
    /// Not started: other servers come first, or the initial delay passes until this instant.
    Waiting { until: Option<Instant> },
    /// The server was asked, but the answer is only awaited in order to de-register.
    Withdrawing { exchange: ExchangeId },
}

/// Why we de-register.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Farewell {
    /// The server has disabled its account for this long, until about this instant.
    Disable { time: Duration, until: Instant },
    /// The client ends.
    Stop,
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

/// What is left of a registration when its link has come or gone.
#[derive(Debug)]
pub(super) enum Rest {
    /// It goes on, or is tried again: with what the server knows us by, if it does.
    Location(Option<Location>),
    /// The server is not to be spoken to.
    Silence,
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
    /// The server has disabled its account; it is registered with again at this instant.
    Disabled(Instant),
    /// The last attempt failed, and the server's account grants no further one (Server object, resource 19).
    Failed,
    /// The link is being opened or the server was asked.
    Registering,
    /// The server knows us, perhaps until it has confirmed that we leave.
    Registered,
    /// We have de-registered.
    Stopped,
    /// Not begun: servers before this one have not settled, or the initial delay passes until this instant.
    Waiting(Option<Instant>),
}

impl Session {
    pub(crate) const fn status(&self) -> RegistrationStatus {
        match self.registration {
            Registration::BackingOff { retry_at, .. } => RegistrationStatus::BackingOff(retry_at),
            Registration::Disabled { until } => RegistrationStatus::Disabled(until),
            Registration::GivenUp => RegistrationStatus::Failed,
            Registration::Idle | Registration::Registering { .. } | Registration::Withdrawing { .. } => {
                RegistrationStatus::Registering
            }
            Registration::Deregistering {
                farewell: Farewell::Disable { until, .. },
                ..
            } => RegistrationStatus::Disabled(until),
            Registration::Deregistering {
                farewell: Farewell::Stop,
                ..
            }
            | Registration::Registered { .. }
            | Registration::Updating { .. } => RegistrationStatus::Registered,
            Registration::Stopped => RegistrationStatus::Stopped,
            Registration::Waiting { until } => RegistrationStatus::Waiting(until),
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
            | Registration::Disabled { .. }
            | Registration::GivenUp
            | Registration::Idle
            | Registration::Registered { .. }
            | Registration::Stopped
            | Registration::Waiting { .. }
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
        let location = match self.interrupt(now, out) {
            Rest::Location(location) => location,
            Rest::Silence if self.link == Link::Up => return self.close_link(out),
            Rest::Silence => return,
        };
        match location.filter(|location| !location.expired(now)) {
            Some(location) => self.update(now, location, tree, out),
            None => self.register(now, config, tree, out),
        }
    }

    /// Takes out what is left of the registration when its link has come or gone. A farewell ends with its link.
    pub(super) fn interrupt(&mut self, now: Instant, out: &mut Outbox) -> Rest {
        match std::mem::replace(&mut self.registration, Registration::Idle) {
            Registration::Registered { location, .. } | Registration::Updating { location, .. } => {
                Rest::Location(Some(location))
            }
            Registration::BackingOff { location, .. } => Rest::Location(location),
            Registration::Idle | Registration::Registering { .. } => Rest::Location(None),
            Registration::Deregistering { farewell, .. } => {
                self.left(now, farewell, out);
                Rest::Silence
            }
            Registration::Withdrawing { .. } => {
                self.stopped(out);
                Rest::Silence
            }
            silent @ (Registration::Disabled { .. }
            | Registration::GivenUp
            | Registration::Stopped
            | Registration::Waiting { .. }) => {
                self.registration = silent;
                Rest::Silence
            }
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
        let mut request = Request::new(Method::Post, rd())
            .with_query(format!("ep={}", config.endpoint_name))
            .with_query(format!("lt={}", announced.lifetime))
            .with_query(format!("lwm2m={}", self.version))
            .with_query(format!("b={}", announced.binding));
        if self.queue.is_some() && self.version != EnablerVersion::V1_0 {
            request = request.with_query("Q");
        }
        let request =
            request.with_payload(ContentFormat::LINK_FORMAT, object_list::write(tree, self.version));
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
        let mut binding = self.usable_bindings(tree);
        // LwM2M 1.0 has queue mode in the binding, later versions have a parameter for it.
        if self.queue.is_some() && self.version == EnablerVersion::V1_0 {
            binding.push('Q');
        }
        Announced {
            structure: tree.structure_version(),
            lifetime: self
                .account
                .seconds(tree, resource::LIFETIME)
                .unwrap_or(DEFAULT_LIFETIME),
            binding,
        }
    }

    /// The transport bindings of the account.
    pub(super) fn binding(&self, tree: &ObjectTree) -> String {
        text(tree, self.account.resource(resource::BINDING))
    }

    /// Those that the device has, which are UDP at least. Queue mode is not the server's to choose.
    fn usable_bindings(&self, tree: &ObjectTree) -> String {
        let supported = text(tree, SUPPORTED_BINDINGS);
        let mut binding = self.binding(tree);
        binding.retain(|letter| letter != 'Q' && supported.contains(letter));
        if binding.is_empty() {
            binding.push('U');
        }
        binding
    }

    /// Ends the registration; [`Event::Deregistered`] follows, also when the server does not answer.
    pub(crate) fn stop(&mut self, now: Instant, out: &mut Outbox) {
        match std::mem::replace(&mut self.registration, Registration::Stopped) {
            Registration::Registered { location, .. } => {
                self.deregister(now, location.path, Farewell::Stop, out);
            }
            Registration::Updating {
                location, exchange, ..
            } => {
                // Its answer does not matter any more, and would only keep the farewell waiting.
                self.endpoint.cancel(exchange);
                self.deregister(now, location.path, Farewell::Stop, out);
            }
            Registration::Deregistering { exchange, .. } => {
                let farewell = Farewell::Stop;
                self.registration = Registration::Deregistering { exchange, farewell };
            }
            Registration::Registering { exchange, .. } => {
                self.registration = Registration::Withdrawing { exchange };
            }
            ending @ (Registration::Stopped | Registration::Withdrawing { .. }) => self.registration = ending,
            Registration::BackingOff { .. }
            | Registration::Disabled { .. }
            | Registration::GivenUp
            | Registration::Idle
            | Registration::Waiting { .. } => self.stopped(out),
        }
    }

    pub(super) fn deregister(
        &mut self,
        now: Instant,
        location: UriPath,
        farewell: Farewell,
        out: &mut Outbox,
    ) {
        self.observations.clear();
        self.endpoint.stop_observing_all();
        if self.link != Link::Up {
            return self.left(now, farewell, out);
        }
        match self.endpoint.request(now, Request::new(Method::Delete, location)) {
            Ok(exchange) => self.registration = Registration::Deregistering { exchange, farewell },
            Err(_) => self.left(now, farewell, out),
        }
    }

    /// The server has forgotten us, or does not say so.
    pub(super) fn left(&mut self, now: Instant, farewell: Farewell, out: &mut Outbox) {
        match farewell {
            Farewell::Disable { time, .. } => self.disabled(now, time, out),
            Farewell::Stop => self.stopped(out),
        }
    }

    pub(super) fn stopped(&mut self, out: &mut Outbox) {
        self.registration = Registration::Stopped;
        self.deregistered(out);
    }

    /// Ends what a registration carries, and the link.
    pub(super) fn deregistered(&mut self, out: &mut Outbox) {
        self.abandon_sends(out);
        self.event(
            Event::Deregistered {
                server: self.account.server,
            },
            out,
        );
        self.close_link(out);
    }

    /// Says what was to be said before the link goes.
    pub(super) fn flush(&mut self, out: &mut Outbox) {
        while let Some(output) = self.next_datagram() {
            out.push_back(output);
        }
    }

    fn close_link(&mut self, out: &mut Outbox) {
        self.flush(out);
        out.push_back(Output::Link(LinkRequest::Close(self.account.server.into())));
        self.link = Link::Closed;
    }
}

/// Core §E.4, resource 16: the transport bindings of the device.
const SUPPORTED_BINDINGS: ResourcePath =
    ResourcePath::new(ObjectId::new(3), InstanceId::new(0), ResourceId::new(16));

/// A text of the tree; UDP, which is always there, where it says nothing.
fn text(tree: &ObjectTree, path: ResourcePath) -> String {
    match tree.entry(path).map(|entry| &entry.value) {
        Some(Value::String(text)) => text.clone(),
        Some(_) | None => "U".to_owned(),
    }
}

/// Core §E.2, resource 1: the default of the lifetime in seconds.
const DEFAULT_LIFETIME: u64 = 86_400;
