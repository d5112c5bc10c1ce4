//! The bootstrap interface (core §6.1): one server that says which servers there are.
//!
//! What the bootstrap server writes goes into a copy of the accounts. Only with its Finish, and once the host
//! has stored the copy, does it count; until then a failure costs nothing.

mod check;
mod commit;
mod delete;
mod downlink;
mod link;
mod state;
mod uplink;
mod view;
mod write;

use std::time::{Duration, Instant};

pub use check::Inconsistent;
use coap::{Endpoint, Event as CoapEvent, ExchangeError};
use objects::ObjectTree;
use state::State;

use crate::accounts::{Accounts, security};
use crate::client::ClientConfig;
use crate::event::{BootstrapError, Event, Output};
use crate::session::{Outbox, bounded};
use crate::version::EnablerVersion;

/// The version of the enabler that this client follows towards bootstrap servers.
const VERSION: EnablerVersion = EnablerVersion::V1_2;

/// How many instances accounts may consist of; a device has a handful.
const MAX_INSTANCES: usize = 256;

/// What the client needs for bootstrapping.
#[derive(Clone, Debug)]
pub struct BootstrapConfig {
    /// The accounts as they are, the bootstrap account among them.
    pub accounts: Accounts,
    /// Whether to ask for a Bootstrap-Pack first, and only without one for a bootstrap in steps.
    pub pack: bool,
    /// What an earlier run of the host has left of the times that these accounts set.
    pub left: TimesLeft,
}

/// What is left of times that began before the client was made; `None` where none has begun.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct TimesLeft {
    /// Of the Client Hold Off Time.
    pub hold_off: Option<Duration>,
    /// Of the Bootstrap-Server Account Timeout.
    pub account: Option<Duration>,
}

/// The times that pass, for a host that wants them to go on after a restart ([`TimesLeft`]).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct BootstrapTimes {
    /// When the Client Hold Off Time ends (core §E.1, resource 11).
    pub hold_off: Option<Instant>,
    /// When the bootstrap account is to be forgotten (core §E.1, resource 12).
    pub account: Option<Instant>,
}

/// How far bootstrapping is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BootstrapStatus {
    /// The last attempt failed; the next one is made at this instant.
    BackingOff(Instant),
    /// The last bootstrap was completed.
    Finished,
    /// There is no need to bootstrap.
    Idle,
    /// The bootstrap server was asked, or works on the accounts.
    InProgress,
    /// The hold-off time passes.
    Waiting(Instant),
}

/// Everything that concerns the bootstrap server.
pub(crate) struct Bootstrap {
    /// The accounts that count.
    accounts: Accounts,
    endpoint: Endpoint,
    state: State,
    link_up: bool,
    /// Failures in a row.
    failures: u32,
    pack: bool,
    /// When the bootstrap account is to be forgotten (core §E.1, resource 12).
    expires_at: Option<Instant>,
    left: TimesLeft,
}

impl Bootstrap {
    pub(crate) fn new(config: BootstrapConfig, client: &ClientConfig, seed: u64, now: Instant) -> Self {
        Self {
            accounts: config.accounts,
            endpoint: Endpoint::new(client.coap.clone(), seed, now),
            state: State::Idle,
            link_up: false,
            failures: 0,
            pack: config.pack,
            expires_at: None,
            left: config.left,
        }
    }

    /// Whether there is an account to bootstrap with.
    pub(crate) fn possible(&self) -> bool {
        self.accounts.bootstrap().is_some()
    }

    pub(crate) const fn status(&self) -> BootstrapStatus {
        self.state.status()
    }

    pub(crate) fn is_within_bounds(&self) -> bool {
        let staged = self.state.staging().map_or(0, |staging| staging.accounts.len());
        self.endpoint.is_within_bounds() && staged.max(self.accounts.len()) <= MAX_INSTANCES
    }

    /// Starts bootstrapping, unless that is under way; the hold-off time comes first.
    pub(crate) fn begin(&mut self, now: Instant, out: &mut Outbox) {
        let Some(account) = self.accounts.bootstrap() else {
            return;
        };
        match self.state {
            State::Finished { .. } => self.close_link(out),
            State::Idle => {}
            State::BackingOff { .. }
            | State::Committing { .. }
            | State::Opening
            | State::Receiving { .. }
            | State::Requesting { .. }
            | State::WaitingHoldOff { .. } => return,
        }
        self.failures = 0;
        let whole = bounded(self.accounts.seconds(account, security::HOLD_OFF));
        let left = self.left.hold_off.take();
        let until = now + left.map_or(whole, |left| left.min(whole));
        self.state = State::WaitingHoldOff { until };
    }

    /// Asks the bootstrap server at once, without hold-off or pause; `false` when there is none.
    pub(crate) fn begin_at_once(&mut self, now: Instant, out: &mut Outbox) -> bool {
        self.begin(now, out);
        if matches!(
            self.state,
            State::BackingOff { .. } | State::WaitingHoldOff { .. }
        ) {
            self.open_link(out);
        }
        self.possible()
    }

    pub(crate) const fn times(&self) -> BootstrapTimes {
        let hold_off = match self.state {
            State::WaitingHoldOff { until } => Some(until),
            State::BackingOff { .. }
            | State::Committing { .. }
            | State::Finished { .. }
            | State::Idle
            | State::Opening
            | State::Receiving { .. }
            | State::Requesting { .. } => None,
        };
        BootstrapTimes {
            hold_off,
            account: self.expires_at,
        }
    }

    /// Ends an attempt that has not begun to change anything: a server was reached after all.
    pub(crate) fn no_longer_needed(&mut self, out: &mut Outbox) {
        match self.state {
            State::BackingOff { .. } | State::Opening | State::WaitingHoldOff { .. } => self.stop(out),
            State::Committing { .. }
            | State::Finished { .. }
            | State::Idle
            | State::Receiving { .. }
            | State::Requesting { .. } => {}
        }
    }

    /// Starts the time after which the bootstrap account is to be forgotten.
    pub(crate) fn keep_account_for_a_time(&mut self, now: Instant) {
        let account = self.accounts.bootstrap();
        let seconds = account.map_or(0, |account| {
            self.accounts.seconds(account, security::ACCOUNT_TIMEOUT)
        });
        let whole = bounded(seconds);
        let left = self.left.account.take();
        let until = now + left.map_or(whole, |left| left.min(whole));
        self.expires_at = (seconds != 0).then_some(until);
    }

    /// Gives up whatever is under way.
    pub(crate) fn stop(&mut self, out: &mut Outbox) {
        let opening = matches!(self.state, State::Opening);
        self.state = State::Idle;
        if self.link_up || opening {
            self.close_link(out);
        }
    }

    pub(crate) fn handle_datagram(
        &mut self,
        now: Instant,
        datagram: &[u8],
        context: (&ClientConfig, &ObjectTree),
        out: &mut Outbox,
    ) {
        if self.link_up {
            self.endpoint.handle_datagram(now, datagram);
            self.drain(now, context, out);
        }
    }

    pub(crate) fn handle_timeout(
        &mut self,
        now: Instant,
        context: (&ClientConfig, &ObjectTree),
        out: &mut Outbox,
    ) {
        if self.endpoint_deadline().is_some_and(|at| at <= now) {
            self.endpoint.handle_timeout(now);
            self.drain(now, context, out);
        }
        if self.state.deadline().is_some_and(|at| at <= now) {
            match self.state {
                State::BackingOff { .. } | State::WaitingHoldOff { .. } => self.open_link(out),
                State::Receiving { .. } => self.fail(now, BootstrapError::Unfinished, out),
                State::Finished { .. } => self.stop(out),
                State::Committing { .. } | State::Idle | State::Opening | State::Requesting { .. } => {}
            }
        }
        if self.expiry().is_some_and(|at| at <= now) {
            self.expires_at = None;
            self.accounts.remove_bootstrap();
            let accounts = self.accounts.clone();
            out.push_back(Output::Event(Event::BootstrapAccountExpired { accounts }));
        }
    }

    /// Works off what the endpoint reports.
    fn drain(&mut self, now: Instant, context: (&ClientConfig, &ObjectTree), out: &mut Outbox) {
        while let Some(event) = self.endpoint.poll_event() {
            match event {
                CoapEvent::Request(request) => self.handle_request(now, &request, context.1, out),
                CoapEvent::Response {
                    result: Err(ExchangeError::SessionReplaced),
                    ..
                } => {}
                CoapEvent::Response { exchange, result } => {
                    self.handle_response(now, exchange, result, context, out);
                }
                CoapEvent::Notification { exchange, .. } => self.endpoint.cancel(exchange),
                CoapEvent::ObservationEnded { .. }
                | CoapEvent::NotificationDelivered { .. }
                | CoapEvent::NotificationTimedOut { .. } => {}
            }
        }
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        [self.endpoint_deadline(), self.state.deadline(), self.expiry()]
            .into_iter()
            .flatten()
            .min()
    }

    fn endpoint_deadline(&self) -> Option<Instant> {
        self.link_up.then(|| self.endpoint.poll_timeout()).flatten()
    }

    /// When the account is forgotten, which it is not while it is used.
    fn expiry(&self) -> Option<Instant> {
        self.expires_at.filter(|_| self.state.rests())
    }
}

/// How long the server may take for its next request (core §6.1.7.5): RFC 7252 §4.8.2, with the default
/// transmission parameters.
const EXCHANGE_LIFETIME: Duration = Duration::from_secs(247);
