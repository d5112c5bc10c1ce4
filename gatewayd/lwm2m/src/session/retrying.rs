//! What is done when link or registration are lost, and when (core §6.2.1.2).

use std::time::{Duration, Instant};

use objects::{ObjectTree, Value};

use super::registration::{Location, Registration};
use super::{Link, Outbox, Session};
use crate::account::resource;
use crate::client::ClientConfig;
use crate::event::{Event, RegistrationError};
use crate::retry::RetryPolicy;

impl Session {
    /// Whether all attempts that the server's account grants have failed.
    pub(crate) fn exhausted(&self, tree: &ObjectTree) -> bool {
        matches!(self.registration, Registration::BackingOff { .. })
            && RetryPolicy::read(&self.account, tree).exhausted(self.failures)
    }

    /// Whether a failure for good is a reason to bootstrap (core §E.2, resource 16).
    pub(crate) fn failure_calls_for_bootstrap(&self, tree: &ObjectTree) -> bool {
        let path = self.account.resource(resource::BOOTSTRAP_ON_FAILURE);
        tree.entry(path)
            .is_none_or(|entry| entry.value != Value::Boolean(false))
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
            Registration::Deregistering { .. } | Registration::Withdrawing { .. } => {
                return self.stopped(out);
            }
            Registration::Stopped => return self.registration = Registration::Stopped,
            Registration::Idle | Registration::Registering { .. } => None,
        };
        let policy = RetryPolicy::read(&self.account, tree);
        let pause = match (&reason, &location, self.failures) {
            // A link that worked until now is reopened at once; only what fails again has to wait.
            (RegistrationError::Link(_), Some(_), 0) => Duration::ZERO,
            (RegistrationError::Link(_), Some(_), again) => policy.pause(again),
            (_, _, failures) => policy.pause(failures + 1),
        };
        self.back_off(now, reason, pause, location, out);
    }

    /// Reports a failure and tries again after `pause`.
    pub(super) fn back_off(
        &mut self,
        now: Instant,
        reason: RegistrationError,
        pause: Duration,
        location: Option<Location>,
        out: &mut Outbox,
    ) {
        self.failures += 1;
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
            Registration::Registered { location, .. } => {
                let location = location.clone();
                if location.expires_at.is_some_and(|at| at <= now) {
                    self.register(now, config, tree, out);
                } else {
                    self.update(now, location, tree, out);
                }
            }
            Registration::Deregistering { .. }
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
            | Registration::Updating { .. }
            | Registration::Withdrawing { .. } => None,
        }
    }
}
