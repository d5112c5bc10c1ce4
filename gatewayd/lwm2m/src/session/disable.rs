//! Disable: the server does not want to hear of us for a time (core §E.2, resources 4 and 5).

use std::time::{Duration, Instant};

use objects::ObjectTree;

use super::registration::{Farewell, Registration};
use super::{Outbox, Session, bounded};
use crate::account::resource;

/// Core §E.2, resource 5: the time when it is absent, in seconds.
const DEFAULT_TIMEOUT: u64 = 86_400;

impl Session {
    /// How long a server that is disabled now stays so.
    pub(super) fn disable_timeout(&self, tree: &ObjectTree) -> Duration {
        bounded(
            self.account
                .seconds(tree, resource::DISABLE_TIMEOUT)
                .unwrap_or(DEFAULT_TIMEOUT),
        )
    }

    /// De-registers; when the server knows, or does not answer, the time begins.
    pub(super) fn disable(&mut self, now: Instant, time: Duration, out: &mut Outbox) {
        let until = now + time;
        let farewell = Farewell::Disable { time, until };
        match std::mem::replace(&mut self.registration, Registration::Idle) {
            Registration::Registered { location, .. } => self.deregister(now, location.path, farewell, out),
            Registration::Updating {
                location, exchange, ..
            } => {
                self.endpoint.cancel(exchange);
                self.deregister(now, location.path, farewell, out);
            }
            // It cannot have asked for this, or something stronger is under way.
            other => self.registration = other,
        }
    }

    /// Goes on with the silence of an earlier session.
    pub(crate) fn keep_disabled(&mut self, now: Instant, time: Duration) {
        self.registration = Registration::Disabled {
            until: now + bounded(time.as_secs()),
        };
    }

    pub(super) const fn is_disabled(&self) -> bool {
        matches!(self.registration, Registration::Disabled { .. })
    }

    /// Falls silent. Observations have ended with the registration, so nothing is kept for later either.
    pub(super) fn disabled(&mut self, now: Instant, time: Duration, out: &mut Outbox) {
        self.registration = Registration::Disabled { until: now + time };
        self.deregistered(out);
    }
}
