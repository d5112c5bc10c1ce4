//! The bootstrap interface (core §6.1): one server that says which servers there are.
//!
//! What the bootstrap server writes goes into a copy of the accounts. Only with its Finish, and once the host
//! has stored the copy, does it count; until then a failure costs nothing.

mod check;
mod delete;
mod downlink;
mod uplink;
mod view;
mod write;

use std::time::{Duration, Instant};

pub use check::Inconsistent;
use coap::{Code, Endpoint, Event as CoapEvent, ExchangeError, ExchangeId, RequestId, Response};
use objects::ObjectTree;

use crate::accounts::{Accounts, security};
use crate::client::ClientConfig;
use crate::event::{BootstrapError, Event, LinkId, LinkRequest, LinkState, Output};
use crate::outcome::Outcome;
use crate::session::{Outbox, bounded};

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

/// How far bootstrapping is. Each state owns what only it needs.
#[derive(Debug)]
enum State {
    /// The last attempt failed.
    BackingOff { retry_at: Instant },
    /// The host stores what it was given; the Finish waits for it.
    Committing {
        /// What is stored.
        accounts: Accounts,
        /// What the server wrote, to go on with if the host refuses.
        staging: Staging,
        answer: CommitAnswer,
    },
    /// Done. The link stays until this instant, in case the Finish is repeated.
    Finished { close_at: Instant },
    /// No bootstrap is under way.
    Idle,
    /// The link is being opened.
    Opening,
    /// The server works on the accounts, and has until this instant for its next request.
    Receiving { staging: Staging, until: Instant },
    /// The server was asked to bootstrap us; it may begin before it answers.
    Requesting {
        exchange: ExchangeId,
        ask: Ask,
        staging: Staging,
    },
    /// Client Hold Off Time (core §E.1, resource 11).
    WaitingHoldOff { until: Instant },
}

/// Who is told whether the accounts were taken.
#[derive(Clone, Copy, Debug)]
enum CommitAnswer {
    /// The server, which waits for the answer to its Finish.
    Finish(RequestId),
    /// Nobody: a pack has no Finish.
    Pack,
}

/// How the bootstrap server was asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ask {
    /// For everything at once.
    Pack,
    /// For a bootstrap in steps, in any format.
    Plain,
    /// For a bootstrap in steps, in the format this client likes best.
    Preferring,
}

/// The accounts as the bootstrap server has made them so far.
#[derive(Clone, Debug)]
struct Staging {
    accounts: Accounts,
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
        match self.state {
            State::BackingOff { retry_at } => BootstrapStatus::BackingOff(retry_at),
            State::Finished { .. } => BootstrapStatus::Finished,
            State::Idle => BootstrapStatus::Idle,
            State::Committing { .. }
            | State::Opening
            | State::Receiving { .. }
            | State::Requesting { .. } => BootstrapStatus::InProgress,
            State::WaitingHoldOff { until } => BootstrapStatus::Waiting(until),
        }
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

    pub(crate) fn handle_link(
        &mut self,
        now: Instant,
        state: LinkState,
        (config, tree): (&ClientConfig, &ObjectTree),
        out: &mut Outbox,
    ) {
        self.endpoint.reset(now);
        self.drain(now, (config, tree), out);
        self.link_up = state == LinkState::Up;
        match (state, &self.state) {
            (LinkState::Up, State::Opening | State::Requesting { .. }) => {
                let ask = if self.pack { Ask::Pack } else { Ask::Preferring };
                self.ask(now, ask, (config, tree), out);
            }
            // A session that is replaced while the server works breaks what it was doing.
            (LinkState::Up, _) | (LinkState::Down(_), State::Finished { .. } | State::Idle) => {}
            (LinkState::Down(reason), _) => self.fail(now, BootstrapError::Link(reason), out),
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
        if self.state_deadline().is_some_and(|at| at <= now) {
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

    /// The host has stored the accounts: they count, and the server may know.
    pub(crate) fn committed(&mut self, now: Instant) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Committing { accounts, answer, .. } => {
                self.accounts = accounts;
                self.failures = 0;
                if let CommitAnswer::Finish(request) = answer {
                    self.endpoint.respond(now, request, Response::new(Code::CHANGED));
                }
                self.state = State::Finished {
                    close_at: now + EXCHANGE_LIFETIME,
                };
                self.keep_account_for_a_time(now);
            }
            other => self.state = other,
        }
    }

    /// The host cannot use the accounts, or cannot store them: the server may correct them.
    pub(crate) fn refused(
        &mut self,
        now: Instant,
        outcome: Outcome,
        context: (&ClientConfig, &ObjectTree),
        out: &mut Outbox,
    ) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Committing {
                staging,
                answer: CommitAnswer::Finish(request),
                ..
            } => {
                self.endpoint.respond(now, request, Response::new(outcome.code()));
                self.state = State::Receiving {
                    staging,
                    until: now + EXCHANGE_LIFETIME,
                };
            }
            State::Committing {
                answer: CommitAnswer::Pack,
                ..
            } => self.ask(now, Ask::Preferring, context, out),
            other => self.state = other,
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

    /// Rolls back, reports why, and plans the next attempt.
    fn fail(&mut self, now: Instant, reason: BootstrapError, out: &mut Outbox) {
        self.close_link(out);
        let pause = pause(self.failures);
        self.failures = self.failures.saturating_add(1);
        let retry_at = now + pause;
        self.state = State::BackingOff { retry_at };
        out.push_back(Output::Event(Event::BootstrapFailed { reason, retry_at }));
    }

    fn open_link(&mut self, out: &mut Outbox) {
        self.state = State::Opening;
        self.link_up = false;
        out.push_back(Output::Link(LinkRequest::Open(LinkId::Bootstrap)));
    }

    fn close_link(&mut self, out: &mut Outbox) {
        while let Some(output) = self.poll_transmit() {
            out.push_back(output);
        }
        self.link_up = false;
        out.push_back(Output::Link(LinkRequest::Close(LinkId::Bootstrap)));
    }

    pub(crate) fn poll_transmit(&mut self) -> Option<Output> {
        if !self.link_up {
            return None;
        }
        Some(Output::Transmit {
            to: LinkId::Bootstrap,
            datagram: self.endpoint.poll_transmit()?,
        })
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        [self.endpoint_deadline(), self.state_deadline(), self.expiry()]
            .into_iter()
            .flatten()
            .min()
    }

    fn endpoint_deadline(&self) -> Option<Instant> {
        self.link_up.then(|| self.endpoint.poll_timeout()).flatten()
    }

    const fn state_deadline(&self) -> Option<Instant> {
        match self.state {
            State::BackingOff { retry_at } => Some(retry_at),
            State::Finished { close_at } => Some(close_at),
            State::Receiving { until, .. } | State::WaitingHoldOff { until } => Some(until),
            State::Committing { .. } | State::Idle | State::Opening | State::Requesting { .. } => None,
        }
    }

    /// The account is not forgotten while it is used.
    const fn expiry(&self) -> Option<Instant> {
        match self.state {
            State::Finished { .. } | State::Idle => self.expires_at,
            State::BackingOff { .. }
            | State::Committing { .. }
            | State::Opening
            | State::Receiving { .. }
            | State::Requesting { .. }
            | State::WaitingHoldOff { .. } => None,
        }
    }
}

/// How long the server may take for its next request (core §6.1.7.5): RFC 7252 §4.8.2, with the default
/// transmission parameters.
const EXCHANGE_LIFETIME: Duration = Duration::from_secs(247);

/// The pause after a failed attempt, when `failures` had failed in a row before it. The specification leaves it
/// open; a client without servers has nothing else to do, so it never gives up.
fn pause(failures: u32) -> Duration {
    const FIRST: Duration = Duration::from_secs(5);
    const LONGEST: Duration = Duration::from_secs(120);
    FIRST.saturating_mul(1 << failures.min(10)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_two_minutes() {
        let pauses: Vec<u64> = (0..7).map(|failures| pause(failures).as_secs()).collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 120, 120]);
        assert_eq!(pause(u32::MAX).as_secs(), 120);
    }
}
