//! One server: its link, its registration, its observations and its requests.

mod answers;
mod changes;
mod composite;
mod disable;
mod downlink;
mod notify;
mod queue;
mod registration;
mod retrying;
mod send;
mod storing;
mod triggers;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use coap::{Endpoint, Event as CoapEvent, Params, UriPath};
use objects::{InstanceId, ObjectTree};

use queue::Queue;
pub use registration::RegistrationStatus;
use registration::{Announced, Registration};
pub(crate) use triggers::Trigger;

use crate::access::Grants;
use crate::account::{Account, ServerId, resource};
use crate::attributes::AttributeStore;
use crate::client::ClientConfig;
use crate::event::{Event, LinkRequest, LinkState, Output, RegistrationError, RequestId};
use crate::observation::Observations;
use crate::outcome::Outcome;
use crate::planner::ServerDefaults;
use crate::send::Sends;
use crate::stored::Owed;
use crate::version::EnablerVersion;

/// What is to be handed to the host, in order.
pub(crate) type Outbox = VecDeque<Output>;

/// Everything that concerns one server.
pub(crate) struct Session {
    account: Account,
    endpoint: Endpoint,
    link: Link,
    registration: Registration,
    version: EnablerVersion,
    /// Attempts to register that failed in a row, across link and registration.
    failures: u64,
    /// The link of a registration was lost and reopened at once since the server was heard last.
    reopened: bool,
    /// The server has registered us since the start.
    reached: bool,
    /// What the server has confirmed to know.
    announced: Announced,
    /// An Update is owed: something announced has changed, or the server asked for it.
    update_owed: bool,
    /// What the server has executed in the Server object, to be done after the answer.
    triggers: Vec<Trigger>,
    /// Tells this session's requests from those of an earlier session with the same server.
    generation: u64,
    /// Whether there is an account to bootstrap with.
    can_bootstrap: bool,
    defaults: ServerDefaults,
    /// What the server may do.
    grants: Grants,
    observations: Observations,
    attributes: AttributeStore,
    sends: Sends,
    /// Where queue mode is announced.
    queue: Option<Queue>,
}

/// The state of the link as the host reports it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Link {
    Closed,
    Opening,
    Up,
}

impl Session {
    pub(crate) fn new(account: Account, config: &ClientConfig, seed: u64, now: Instant) -> Self {
        let params = Params {
            keep_timed_out_observations: true,
            ..config.coap.clone()
        };
        Self {
            account,
            endpoint: Endpoint::new(params, seed, now),
            link: Link::Closed,
            registration: Registration::Idle,
            version: config.version,
            failures: 0,
            reopened: false,
            reached: false,
            announced: Announced::default(),
            update_owed: false,
            triggers: Vec::new(),
            generation: seed,
            can_bootstrap: false,
            defaults: ServerDefaults::default(),
            grants: Grants::default(),
            observations: Observations::default(),
            attributes: AttributeStore::default(),
            sends: Sends::default(),
            queue: None,
        }
    }

    pub(crate) const fn server(&self) -> ServerId {
        self.account.server
    }

    /// Prepares to start when it is its turn. One that has begun already, in another client, goes on.
    pub(crate) fn line_up(&mut self, tree: &ObjectTree) {
        self.read_defaults(tree);
        if self.link == Link::Closed && matches!(self.registration, Registration::Idle) {
            self.registration = Registration::Waiting { until: None };
        }
    }

    /// Starts: asks for the link, after the initial delay of the account. What follows happens when it is up.
    pub(crate) fn start(&mut self, now: Instant, tree: &ObjectTree, out: &mut Outbox) {
        match self.account.seconds(tree, resource::INITIAL_DELAY) {
            None | Some(0) => {
                self.registration = Registration::Idle;
                self.open_link(out);
            }
            Some(seconds) => {
                let until = Some(now + bounded(seconds));
                self.registration = Registration::Waiting { until };
            }
        }
    }

    fn open_link(&mut self, out: &mut Outbox) {
        self.link = Link::Opening;
        out.push_back(Output::Link(LinkRequest::Open(self.account.server.into())));
    }

    pub(crate) fn handle_link(
        &mut self,
        now: Instant,
        state: LinkState,
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        match state {
            LinkState::Up => {
                self.link = Link::Up;
                self.endpoint.reset(now);
                self.drain(now, config, tree, out);
                self.resume(now, config, tree, out);
            }
            LinkState::Down(reason) => {
                let pauses = self.pauses();
                self.link = Link::Closed;
                self.endpoint.reset(now);
                self.drain(now, config, tree, out);
                if !pauses {
                    self.lost(now, RegistrationError::Link(reason), tree, out);
                }
            }
        }
    }

    pub(crate) fn handle_datagram(
        &mut self,
        now: Instant,
        datagram: &[u8],
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        if self.link != Link::Up {
            // From a session that is over, or not known to have begun.
            return;
        }
        self.heard(now);
        self.endpoint.handle_datagram(now, datagram);
        self.drain(now, config, tree, out);
    }

    pub(crate) fn handle_timeout(
        &mut self,
        now: Instant,
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        if self.endpoint_deadline().is_some_and(|at| at <= now) {
            self.endpoint.handle_timeout(now);
            self.drain(now, config, tree, out);
        }
        if self.may_send() && self.asleep(now) {
            self.update_owed = true;
        }
        self.registration_timeout(now, config, tree, out);
        self.notify_due(now, tree);
        self.notify_composites(now, tree);
        self.send_next(now, tree, out);
    }

    pub(crate) fn respond(&mut self, now: Instant, request: RequestId, outcome: Outcome) {
        if request.generation != self.generation {
            return;
        }
        let mut response = coap::Response::new(outcome.code());
        if let (Outcome::Created(instance), Some(object)) = (outcome, request.creates) {
            response = response.with_location([object.to_string(), instance.to_string()]);
        }
        self.endpoint.respond(now, request.exchange, response);
    }

    /// Works off what the endpoint reports.
    fn drain(&mut self, now: Instant, config: &ClientConfig, tree: &ObjectTree, out: &mut Outbox) {
        while let Some(event) = self.endpoint.poll_event() {
            match event {
                CoapEvent::Request(request) => self.handle_request(now, &request, tree, out),
                CoapEvent::Response { exchange, result } => {
                    self.handle_response(now, exchange, result, config, tree, out);
                }
                // This client observes nothing at a server.
                CoapEvent::Notification { exchange, .. } => self.endpoint.cancel(exchange),
                CoapEvent::ObservationEnded { token, .. } => {
                    self.observations.remove(&token);
                }
                CoapEvent::NotificationDelivered { token, id } => {
                    if let Owed::State = self.observations.stored.delivered(&token, id) {
                        self.observations.undelivered(&token);
                    }
                }
                CoapEvent::NotificationTimedOut { token, .. } => {
                    self.observations.stored.undelivered(&token);
                    // The server may be gone: an Update finds out. If it is there, it gets the newest state.
                    self.update_owed = true;
                    self.observations.undelivered(&token);
                }
            }
        }
    }

    pub(crate) fn poll_transmit(&mut self, now: Instant) -> Option<Output> {
        let output = self.next_datagram()?;
        self.said(now);
        Some(output)
    }

    fn next_datagram(&mut self) -> Option<Output> {
        if self.link != Link::Up {
            return None;
        }
        let datagram = self.endpoint.poll_transmit()?;
        Some(Output::Transmit {
            to: self.account.server.into(),
            datagram,
        })
    }

    /// When [`Self::handle_timeout`] has something to do.
    pub(crate) fn next_deadline(&self, now: Instant) -> Option<Instant> {
        [
            self.endpoint_deadline(),
            self.registration_deadline(now),
            self.observations.next_deadline(),
            self.stored_deadline(now),
            self.observations.composites.next_deadline(),
            self.may_send().then_some(now),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// The endpoint rests while there is no link; it starts over when the link is up again.
    fn endpoint_deadline(&self) -> Option<Instant> {
        (self.link == Link::Up)
            .then(|| self.endpoint.poll_timeout())
            .flatten()
    }

    /// Tells the server that we are still there. One that is not registered with is tried at once.
    pub(crate) fn owe_update(&mut self, now: Instant) {
        match &mut self.registration {
            Registration::BackingOff { retry_at, .. } => *retry_at = now,
            Registration::GivenUp => {
                self.failures = 0;
                self.registration = Registration::BackingOff {
                    retry_at: now,
                    location: None,
                };
            }
            Registration::Deregistering { .. }
            | Registration::Disabled { .. }
            | Registration::Idle
            | Registration::Registered { .. }
            | Registration::Registering { .. }
            | Registration::Stopped
            | Registration::Updating { .. }
            | Registration::Waiting { .. }
            | Registration::Withdrawing { .. } => self.update_owed = true,
        }
    }

    /// Whether a Bootstrap-Request Trigger can be carried out.
    pub(crate) const fn allow_bootstrap(&mut self, possible: bool) {
        self.can_bootstrap = possible;
    }

    /// The instance of the Server object.
    pub(crate) const fn instance(&self) -> InstanceId {
        self.account.instance
    }

    pub(crate) fn observation_count(&self) -> usize {
        self.observations.len()
    }

    pub(crate) fn is_within_bounds(&self) -> bool {
        self.endpoint.is_within_bounds()
            // One that ends lives on in the endpoint while its farewell waits.
            && self.observations.len() <= self.endpoint.observation_count()
            && self.observations.is_within_bounds()
            && self.attributes.is_within_bounds()
            && self.sends.is_within_bounds()
    }

    pub(crate) const fn version(&self) -> EnablerVersion {
        self.version
    }

    fn event(&self, event: Event, out: &mut Outbox) {
        out.push_back(Output::Event(event));
    }
}

/// The root of the registration interface (core §6.2.1).
fn rd() -> UriPath {
    UriPath::from_segments(["rd"]).expect("one short segment is within the limits")
}

/// Seconds as a duration that can be added to any instant of this century.
pub(crate) fn bounded(seconds: u64) -> Duration {
    Duration::from_secs(seconds.min(u64::from(u32::MAX)))
}
