//! When a bootstrap server is asked, and what follows for the other servers.

use std::time::Instant;

use objects::ObjectTree;

use super::Client;
use crate::account::Account;
use crate::bootstrap::{Bootstrap, BootstrapConfig, BootstrapStatus, BootstrapTimes};
use crate::event::{LinkId, LinkRequest, Output};
use crate::order;
use crate::outcome::Outcome;

impl Client {
    /// Lets the client ask a bootstrap server when it has no server, when it reaches none, and when a server
    /// tells it to.
    #[must_use]
    pub fn with_bootstrap(mut self, config: BootstrapConfig) -> Self {
        let seed = self.next_seed();
        self.bootstrap = Some(Bootstrap::new(config, &self.config, seed, self.now));
        self.permit_triggers();
        self
    }

    /// Answers [`Event::AccountsChanged`](crate::Event::AccountsChanged): the accounts are stored and `tree` shows
    /// them. The bootstrap server gets its answer, and the client registers with the servers of the new accounts
    /// as if it had just started.
    pub fn accept_accounts(&mut self, now: Instant, servers: &[Account], tree: &ObjectTree) {
        self.now = now;
        if let Some(bootstrap) = &mut self.bootstrap {
            bootstrap.committed(now);
        }
        for session in self.sessions.values_mut() {
            session.abandon_sends(&mut self.out);
        }
        self.sessions.clear();
        // Nothing may be asked of links that belong to accounts of the past.
        self.out.retain(|output| match output {
            Output::Link(LinkRequest::Open(link) | LinkRequest::Close(link))
            | Output::Transmit { to: link, .. } => *link == LinkId::Bootstrap,
            Output::Event(_) | Output::Wait(_) => true,
        });
        self.make_sessions(servers);
        self.read_grants(tree);
        self.line_up(now, tree);
    }

    /// Answers [`Event::AccountsChanged`](crate::Event::AccountsChanged): the accounts cannot be used. Those of
    /// before stay, and the bootstrap server may correct what it has written.
    pub fn refuse_accounts(&mut self, now: Instant, outcome: Outcome, tree: &ObjectTree) {
        self.now = now;
        if let Some(bootstrap) = &mut self.bootstrap {
            bootstrap.refused(now, outcome, (&self.config, tree), &mut self.out);
        }
    }

    /// How far bootstrapping is, where there is a bootstrap server.
    #[must_use]
    pub fn bootstrap_status(&self) -> Option<BootstrapStatus> {
        self.bootstrap.as_ref().map(Bootstrap::status)
    }

    /// The times of the bootstrap account that pass, to be handed to the next client after a restart.
    #[must_use]
    pub fn bootstrap_times(&self) -> BootstrapTimes {
        let times = self.bootstrap.as_ref().map(Bootstrap::times);
        times.unwrap_or_default()
    }

    /// Asks the bootstrap server now, because a person wants it: neither hold-off nor pause is waited for.
    /// `false` when there is no bootstrap account.
    pub fn bootstrap_now(&mut self, now: Instant) -> bool {
        self.now = now;
        let Some(bootstrap) = &mut self.bootstrap else {
            return false;
        };
        if self.stopped {
            return false;
        }
        self.unreached = false;
        bootstrap.begin_at_once(now, &mut self.out)
    }

    /// Asks the bootstrap server for help once no server can be reached (core §6.1.3), and not when one can.
    pub(super) fn consider_bootstrap(&mut self, now: Instant, tree: &ObjectTree) {
        let Some(bootstrap) = &mut self.bootstrap else {
            return;
        };
        if self.stopped || self.sessions.is_empty() {
            return;
        }
        let needed = order::bootstrap_needed(self.sessions.values(), tree);
        if needed && bootstrap.status() == BootstrapStatus::Idle {
            bootstrap.begin(now, &mut self.out);
            self.unreached = true;
        }
        if self.unreached && !needed {
            bootstrap.no_longer_needed(&mut self.out);
            self.unreached = false;
        }
    }
}
