//! How bootstrapping stands, for people.

use std::time::{Instant, SystemTime};

use lwm2m::BootstrapStatus;

use super::Hub;
use super::samples::seconds;
use super::status::BootstrapInfo;

/// What the hub remembers of bootstrapping beside what the engine knows.
#[derive(Debug, Default)]
pub(super) struct Bootstrapping {
    status: Option<BootstrapStatus>,
    /// When the next attempt is made, in Unix seconds.
    next_attempt: Option<i64>,
    last_error: Option<String>,
}

impl Bootstrapping {
    pub(super) fn failed(&mut self, reason: String) {
        self.last_error = Some(reason);
    }

    pub(super) fn succeeded(&mut self) {
        self.last_error = None;
    }
}

impl Hub {
    /// Takes note of how far the engine is.
    pub(super) fn watch_bootstrap(&mut self, now: Instant) {
        let status = self.client.bootstrap_status();
        if status == self.bootstrapping.status {
            return;
        }
        self.status_stale = true;
        let next = match status {
            Some(BootstrapStatus::BackingOff(at) | BootstrapStatus::Waiting(at)) => Some(at),
            Some(BootstrapStatus::Finished | BootstrapStatus::Idle | BootstrapStatus::InProgress) | None => {
                None
            }
        };
        self.bootstrapping.next_attempt =
            next.map(|at| seconds(SystemTime::now() + at.saturating_duration_since(now)));
        self.bootstrapping.status = status;
    }

    /// Asks the bootstrap server now; `false` when there is none to ask.
    pub(super) fn bus_bootstrap(&mut self, now: Instant, server: Option<u16>) -> bool {
        let known = server.is_none_or(|server| self.servers.keys().any(|id| id.number() == server));
        known && self.client.bootstrap_now(now)
    }

    /// How bootstrapping stands, where a bootstrap server is configured.
    pub(super) fn bootstrap_info(&self) -> Option<BootstrapInfo> {
        let bootstrap = self.config.bootstrap.as_ref()?;
        let state = match self.bootstrapping.status {
            _ if self.base.accounts.bootstrap().is_none() => "forgotten",
            Some(BootstrapStatus::BackingOff(_)) => "backing-off",
            Some(BootstrapStatus::Finished) => "finished",
            Some(BootstrapStatus::Idle) | None => "idle",
            Some(BootstrapStatus::InProgress) => "in-progress",
            Some(BootstrapStatus::Waiting(_)) => "waiting",
        };
        Some(BootstrapInfo {
            uri: bootstrap.uri.to_string(),
            state: state.to_owned(),
            last_error: self.bootstrapping.last_error.clone(),
            next_attempt: self.bootstrapping.next_attempt,
        })
    }
}
