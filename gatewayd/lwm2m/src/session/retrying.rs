//! What is done when link or registration are lost, and when (core §6.2.1.2).

use std::time::{Duration, Instant};

use objects::ObjectTree;

use super::registration::{Location, Registration, Rest};
use super::{Link, Outbox, Session};
use crate::account::resource;
use crate::client::ClientConfig;
use crate::event::{Event, RegistrationError};
use crate::retry::RetryPolicy;

impl Session {
    /// Whether all attempts that the server's account grants have failed; it may be tried again nevertheless.
    pub(crate) fn exhausted(&self, tree: &ObjectTree) -> bool {
        self.failures > 0 && RetryPolicy::read(&self.account, tree).exhausted(self.failures)
    }

    /// Whether it waits for its turn.
    pub(crate) const fn waits(&self) -> bool {
        matches!(self.registration, Registration::Waiting { until: None })
    }

    /// The place of the server in the order, if it has one (core §E.2, resource 13).
    pub(crate) fn priority(&self, tree: &ObjectTree) -> Option<u64> {
        self.account.seconds(tree, resource::PRIORITY)
    }

    /// Whether the servers behind this one need not wait for it: it was reached once, it has failed and does not
    /// block, it does not want to be reached, or it has failed for good (core §E.2, resource 15).
    pub(crate) fn lets_pass(&self, tree: &ObjectTree) -> bool {
        let blocks = self.account.flag(tree, resource::FAILURE_BLOCK) == Some(true);
        let failed = self.failures > 0 && !blocks;
        self.reached || failed || self.is_disabled() || self.exhausted(tree)
    }

    /// What the account says of bootstrapping after a failure for good (core §E.2, resource 16).
    pub(crate) fn bootstrap_on_failure(&self, tree: &ObjectTree) -> Option<bool> {
        self.account.flag(tree, resource::BOOTSTRAP_ON_FAILURE)
    }

    /// A server has confirmed that it knows us.
    pub(super) const fn succeeded(&mut self) {
        self.failures = 0;
        self.reopened = false;
    }

    /// Link or registration failed: reports it and plans the next attempt.
    pub(super) fn lost(
        &mut self,
        now: Instant,
        reason: RegistrationError,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        let Rest::Location(location) = self.interrupt(now, out) else {
            return;
        };
        if matches!(reason, RegistrationError::Link(_)) && location.is_some() && !self.reopened {
            // A link that worked until now is reopened at once; only what fails again has to wait.
            self.reopened = true;
            return self.back_off(now, reason, Some(Duration::ZERO), location, out);
        }
        let pause = self.next_pause(tree);
        self.failed(now, reason, pause, location, out);
    }

    /// The pause after an attempt that fails now; nothing when no other one follows.
    pub(super) fn next_pause(&self, tree: &ObjectTree) -> Option<Duration> {
        RetryPolicy::read(&self.account, tree).pause(self.failures + 1)
    }

    /// Whether the next attempt is waited for: what becomes of the link of the last one makes no difference.
    pub(super) fn pauses(&self) -> bool {
        self.link != Link::Opening && matches!(self.registration, Registration::BackingOff { .. })
    }

    /// An attempt has failed: reports it and tries again after `pause`.
    pub(super) fn failed(
        &mut self,
        now: Instant,
        reason: RegistrationError,
        pause: Option<Duration>,
        location: Option<Location>,
        out: &mut Outbox,
    ) {
        self.failures += 1;
        self.back_off(now, reason, pause, location, out);
    }

    /// Reports a failure and tries again after `pause`, if ever.
    fn back_off(
        &mut self,
        now: Instant,
        reason: RegistrationError,
        pause: Option<Duration>,
        location: Option<Location>,
        out: &mut Outbox,
    ) {
        let retry_at = pause.map(|pause| now + pause);
        self.registration = match retry_at {
            Some(retry_at) => Registration::BackingOff { retry_at, location },
            None => Registration::GivenUp,
        };
        self.event(
            Event::RegistrationFailed {
                server: self.account.server,
                reason,
                retry_at,
            },
            out,
        );
    }

    /// Does what is due for the registration.
    pub(super) fn registration_timeout(
        &mut self,
        now: Instant,
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        if self.registration_deadline(now).is_none_or(|at| at > now) {
            return;
        }
        match &self.registration {
            Registration::BackingOff { .. } => self.open_link(out),
            Registration::Disabled { .. } | Registration::Waiting { .. } => {
                self.registration = Registration::Idle;
                self.open_link(out);
            }
            Registration::Registered { location, .. } => {
                let location = location.clone();
                if location.expires_at.is_some_and(|at| at <= now) {
                    self.register(now, config, tree, out);
                } else {
                    self.update(now, location, tree, out);
                }
            }
            Registration::Deregistering { .. }
            | Registration::GivenUp
            | Registration::Idle
            | Registration::Registering { .. }
            | Registration::Stopped
            | Registration::Updating { .. }
            | Registration::Withdrawing { .. } => {}
        }
    }

    /// When something is due for the registration; `now` when it is already.
    pub(super) fn registration_deadline(&self, now: Instant) -> Option<Instant> {
        match &self.registration {
            Registration::BackingOff { retry_at, .. } if self.link != Link::Opening => Some(*retry_at),
            Registration::Disabled { until } => Some(*until),
            Registration::Waiting { until } => *until,
            Registration::Registered { update_at, .. } if self.link == Link::Up => {
                if self.update_owed {
                    Some(now)
                } else {
                    *update_at
                }
            }
            Registration::BackingOff { .. }
            | Registration::Deregistering { .. }
            | Registration::GivenUp
            | Registration::Idle
            | Registration::Registered { .. }
            | Registration::Registering { .. }
            | Registration::Stopped
            | Registration::Updating { .. }
            | Registration::Withdrawing { .. } => None,
        }
    }
}
