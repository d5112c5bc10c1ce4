//! The client as its host sees it.

mod bootstrapping;
mod handover;
mod sending;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use coap::Params;
use objects::{Change, ObjectTree};

use crate::account::{Account, ServerId};
use crate::accounts::ACCESS_CONTROL_OBJECT;
use crate::bootstrap::Bootstrap;
use crate::event::{LinkId, LinkState, Output, RequestId};
use crate::order;
use crate::outcome::Outcome;
use crate::session::{Outbox, RegistrationStatus, Session, Trigger};
use crate::version::EnablerVersion;

/// What distinguishes this client from others.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// The endpoint client name, the same for all servers.
    pub endpoint_name: String,
    /// The version to ask for first; a server that refuses it is asked for the next lower one.
    pub version: EnablerVersion,
    /// Transmission parameters and bounds of the CoAP layer.
    pub coap: Params,
}

/// How things stand with one server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ServerStatus {
    /// The server.
    pub server: ServerId,
    /// How far the registration is.
    pub registration: RegistrationStatus,
    /// The version spoken, or asked for next.
    pub version: EnablerVersion,
    /// How many observations the server has.
    pub observations: usize,
}

/// The LwM2M client: a deterministic state machine without I/O.
///
/// Feed it with the `handle_*` methods in any order; afterwards call [`poll_output`](Self::poll_output)
/// until it returns [`Output::Wait`]. Extra calls are harmless. The tree is lent to each call, so the client
/// can never alter it.
pub struct Client {
    config: ClientConfig,
    sessions: BTreeMap<ServerId, Session>,
    bootstrap: Option<Bootstrap>,
    /// Where the seeds of further sessions come from.
    seed: u64,
    stopped: bool,
    /// Bootstrapping is under way because no server could be reached.
    unreached: bool,
    out: Outbox,
    now: Instant,
    sends: u64,
    /// The servers towards which queue mode is announced.
    queued: BTreeSet<ServerId>,
}

impl Client {
    /// A client for these accounts that does nothing until [`start`](Self::start).
    ///
    /// `seed` determines message ids, tokens and jitter; take it from the system's randomness.
    #[must_use]
    pub fn new(config: ClientConfig, accounts: &[Account], seed: u64, now: Instant) -> Self {
        let mut client = Self {
            config,
            sessions: BTreeMap::new(),
            bootstrap: None,
            seed,
            stopped: false,
            unreached: false,
            out: Outbox::new(),
            now,
            sends: 0,
            queued: BTreeSet::new(),
        };
        client.make_sessions(accounts);
        client
    }

    /// Announces queue mode to these servers, now and after a bootstrap: they are to send nothing while this client
    /// has been silent for MAX_TRANSMIT_WAIT, until it says that it is there.
    #[must_use]
    pub fn with_queue_mode(mut self, servers: impl IntoIterator<Item = ServerId>) -> Self {
        self.queued = servers.into_iter().collect();
        self.announce_queue_mode();
        self
    }

    fn announce_queue_mode(&mut self) {
        let wait = self.config.coap.max_transmit_wait();
        for server in &self.queued {
            if let Some(session) = self.sessions.get_mut(server) {
                session.queue(wait, self.now);
            }
        }
    }

    fn make_sessions(&mut self, accounts: &[Account]) {
        for account in accounts {
            let seed = self.next_seed();
            let session = Session::new(*account, &self.config, seed, self.now);
            self.sessions.insert(account.server, session);
        }
        self.announce_queue_mode();
        self.permit_triggers();
    }

    /// Reads anew what each server may do.
    fn read_grants(&mut self, tree: &ObjectTree) {
        let known: Vec<ServerId> = self.sessions.keys().copied().collect();
        for session in self.sessions.values_mut() {
            session.read_grants(tree, &known);
        }
    }

    /// Any mixing will do that keeps the sequences of sessions apart.
    const fn next_seed(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.seed
    }

    fn permit_triggers(&mut self) {
        let possible = self.bootstrap.as_ref().is_some_and(Bootstrap::possible);
        for session in self.sessions.values_mut() {
            session.allow_bootstrap(possible);
        }
    }

    /// Leaves a server alone for this long, because it has disabled its account before this client was made. To be
    /// called before [`start`](Self::start).
    pub fn keep_disabled(&mut self, now: Instant, server: ServerId, time: Duration) {
        self.now = now;
        if let Some(session) = self.sessions.get_mut(&server) {
            session.keep_disabled(now, time);
        }
    }

    /// Asks for the links to the servers whose turn it is, or, where there is none, prepares to bootstrap.
    pub fn start(&mut self, now: Instant, tree: &ObjectTree) {
        self.now = now;
        if let Some(bootstrap) = &mut self.bootstrap {
            if self.sessions.is_empty() {
                bootstrap.begin(now, &mut self.out);
            } else {
                bootstrap.keep_account_for_a_time(now);
            }
        }
        self.read_grants(tree);
        self.line_up(now, tree);
    }

    /// Takes in what came over a link.
    pub fn handle_datagram(
        &mut self,
        now: Instant,
        from: impl Into<LinkId>,
        datagram: &[u8],
        tree: &ObjectTree,
    ) {
        self.now = now;
        match from.into() {
            LinkId::Bootstrap => {
                if let Some(bootstrap) = &mut self.bootstrap {
                    bootstrap.handle_datagram(now, datagram, (&self.config, tree), &mut self.out);
                }
            }
            LinkId::Server(server) => self.handle_server_datagram(now, server, datagram, tree),
        }
    }

    fn handle_server_datagram(&mut self, now: Instant, from: ServerId, datagram: &[u8], tree: &ObjectTree) {
        let Some(session) = self.sessions.get_mut(&from) else {
            return;
        };
        session.handle_datagram(now, datagram, &self.config, tree, &mut self.out);
        for trigger in session.take_triggers() {
            self.pull(now, from, trigger);
        }
        self.advance(now, tree);
        self.consider_bootstrap(now, tree);
    }

    /// Does what a server has executed in the Server object; it has its answer already.
    fn pull(&mut self, now: Instant, by: ServerId, trigger: Trigger) {
        let session = match trigger {
            Trigger::Bootstrap => {
                let bootstrap = self.bootstrap.iter_mut();
                return bootstrap.for_each(|bootstrap| bootstrap.begin(now, &mut self.out));
            }
            Trigger::Disable(_) => self.sessions.get_mut(&by),
            Trigger::Reconnect(instance) | Trigger::Update(instance) => {
                self.sessions.values_mut().find(|s| s.instance() == instance)
            }
        };
        if let Some(session) = session {
            session.pull(now, trigger, &mut self.out);
        }
    }

    /// Takes note that a link was opened or lost.
    pub fn handle_link(
        &mut self,
        now: Instant,
        link: impl Into<LinkId>,
        state: LinkState,
        tree: &ObjectTree,
    ) {
        self.now = now;
        match link.into() {
            LinkId::Bootstrap => {
                if let Some(bootstrap) = &mut self.bootstrap {
                    bootstrap.handle_link(now, state, (&self.config, tree), &mut self.out);
                }
            }
            LinkId::Server(server) => {
                if let Some(session) = self.sessions.get_mut(&server) {
                    session.handle_link(now, state, &self.config, tree, &mut self.out);
                }
                self.advance(now, tree);
                self.consider_bootstrap(now, tree);
            }
        }
    }

    /// Prepares all sessions, and starts those whose turn it is.
    fn line_up(&mut self, now: Instant, tree: &ObjectTree) {
        for session in self.sessions.values_mut() {
            session.line_up(tree);
        }
        self.advance(now, tree);
    }

    /// Starts every session whose turn has come.
    fn advance(&mut self, now: Instant, tree: &ObjectTree) {
        if self.stopped {
            return;
        }
        while let Some(server) = order::next(self.sessions.values(), tree) {
            if let Some(session) = self.sessions.get_mut(&server) {
                session.start(now, tree, &mut self.out);
            }
        }
    }

    /// Does what is due. To be called when the instant of [`Output::Wait`] has come.
    pub fn handle_timeout(&mut self, now: Instant, tree: &ObjectTree) {
        self.now = now;
        for session in self.sessions.values_mut() {
            session.handle_timeout(now, &self.config, tree, &mut self.out);
        }
        if let Some(bootstrap) = &mut self.bootstrap {
            bootstrap.handle_timeout(now, (&self.config, tree), &mut self.out);
        }
        self.permit_triggers();
        self.advance(now, tree);
        self.consider_bootstrap(now, tree);
    }

    /// Takes note of a change of the tree. Notifications and Updates that follow from it are due at once,
    /// and go out with the next [`handle_timeout`](Self::handle_timeout): changes that come together are
    /// told together.
    pub fn handle_change(&mut self, now: Instant, change: &Change, tree: &ObjectTree) {
        self.now = now;
        if let (Some(ACCESS_CONTROL_OBJECT), Some(rule)) = (change.path.object(), change.path.instance()) {
            let known: Vec<ServerId> = self.sessions.keys().copied().collect();
            for session in self.sessions.values_mut() {
                session.rule_changed(rule, tree, &known);
            }
        }
        for session in self.sessions.values_mut() {
            session.handle_change(change, tree);
        }
    }

    /// Answers a request that was handed out as an [`Event`](crate::Event). A request that is gone is ignored.
    pub fn respond(&mut self, now: Instant, request: RequestId, outcome: Outcome) {
        self.now = now;
        if let Some(session) = self.sessions.get_mut(&request.server) {
            session.respond(now, request, outcome);
        }
        if let (Outcome::Deleted, Some(path)) = (outcome, request.deletes) {
            for session in self.sessions.values_mut() {
                session.handle_deletion(&path);
            }
        }
    }

    /// Sends an Update to a server although nothing has changed; one that failed is tried again at once.
    pub fn update(&mut self, now: Instant, server: ServerId) {
        self.now = now;
        if let Some(session) = self.sessions.get_mut(&server) {
            session.owe_update(now);
        }
    }

    /// De-registers from all servers; [`Event::Deregistered`](crate::Event::Deregistered) follows for each.
    pub fn stop(&mut self, now: Instant) {
        self.now = now;
        self.stopped = true;
        if let Some(bootstrap) = &mut self.bootstrap {
            bootstrap.stop(&mut self.out);
        }
        for session in self.sessions.values_mut() {
            session.stop(now, &mut self.out);
        }
    }

    /// The next thing the host must do.
    pub fn poll_output(&mut self) -> Output {
        // Datagrams first: a link is closed after what was to go over it.
        let now = self.now;
        let mut sessions = self.sessions.values_mut();
        if let Some(output) = sessions.find_map(|session| session.poll_transmit(now)) {
            return output;
        }
        if let Some(output) = self.bootstrap.as_mut().and_then(Bootstrap::poll_transmit) {
            return output;
        }
        if let Some(output) = self.out.pop_front() {
            return output;
        }
        Output::Wait(
            self.sessions
                .values()
                .filter_map(|session| session.next_deadline(now))
                .chain(self.bootstrap.as_ref().and_then(Bootstrap::next_deadline))
                .min(),
        )
    }

    /// Whether everything that a server could make grow is within its bound; for tests.
    #[doc(hidden)]
    #[must_use]
    pub fn is_within_bounds(&self) -> bool {
        self.sessions.values().all(Session::is_within_bounds)
            && self.bootstrap.iter().all(Bootstrap::is_within_bounds)
    }

    /// How things stand with each server.
    pub fn servers(&self) -> impl Iterator<Item = ServerStatus> {
        self.sessions.values().map(|session| ServerStatus {
            server: session.server(),
            registration: session.status(),
            version: session.version(),
            observations: session.observation_count(),
        })
    }
}
