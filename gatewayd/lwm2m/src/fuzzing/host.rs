//! The host of the client, and everything that must hold after each step.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant, SystemTime};

use coap::{Code, Message, MessageType, Method, OptionNumber, Params};
use objects::{Change, ObjectTree, ResourcePath, Value};

use super::peer::Peer;
use super::tree;
use crate::account::ServerId;
use crate::bootstrap::{BootstrapConfig, TimesLeft};
use crate::client::{Client, ClientConfig};
use crate::event::{Event, LinkId, LinkRequest, LinkState, Output};
use crate::send::SendValue;
use crate::session::RegistrationStatus;
use crate::version::EnablerVersion;

/// The client and everything it depends on.
pub(super) struct Host {
    pub(super) client: Client,
    pub(super) tree: ObjectTree,
    pub(super) now: Instant,
    pub(super) peers: BTreeMap<LinkId, Peer>,
    /// What polite servers have on their way to the client.
    mail: VecDeque<(LinkId, Vec<u8>)>,
    pub(super) pending: VecDeque<Event>,
    /// How many requests were handed to the host.
    pub(super) handed: usize,
    /// Whether links can be opened.
    reachable: bool,
    /// Whether accounts are taken.
    pub(super) agreeable: bool,
}

impl Host {
    pub(super) fn new() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "only an origin; nothing depends on its value"
        )]
        let now = Instant::now();
        let accounts = tree::accounts();
        let mut tree = tree::tree();
        let servers = tree::show(&mut tree, &accounts);
        let config = ClientConfig {
            endpoint_name: "fuzzed".to_owned(),
            version: EnablerVersion::V1_2,
            coap: Params {
                max_observations: 6,
                max_open_requests: 4,
                max_transmit_queue: 8,
                max_snapshots: 2,
                max_uploads: 2,
                streamed: |method, path| method == Method::Put && path.segments().eq(["5", "0", "0"]),
                ..Params::default()
            },
        };
        let bootstrap = BootstrapConfig {
            accounts,
            pack: true,
            left: TimesLeft::default(),
        };
        let mut host = Self {
            client: Client::new(config, &servers, 1, now).with_bootstrap(bootstrap),
            tree,
            now,
            peers: BTreeMap::new(),
            mail: VecDeque::new(),
            pending: VecDeque::new(),
            handed: 0,
            reachable: true,
            agreeable: true,
        };
        host.client.start(now, &host.tree);
        host.settle();
        assert!(host.is_registered(host.link(0)), "the client does not register");
        host
    }

    /// One of the links, mostly that of a server.
    pub(super) fn link(&self, choice: u8) -> LinkId {
        let servers: Vec<ServerId> = self.client.servers().map(|server| server.server).collect();
        match servers.get(usize::from(choice & 1)).or(servers.first()) {
            Some(server) => (*server).into(),
            None => LinkId::Bootstrap,
        }
    }

    pub(super) fn peer(&mut self, link: LinkId) -> &mut Peer {
        self.peers.entry(link).or_insert_with(Peer::new)
    }

    fn is_registered(&self, link: LinkId) -> bool {
        let mut servers = self.client.servers();
        servers.any(|status| {
            LinkId::from(status.server) == link && status.registration == RegistrationStatus::Registered
        })
    }

    pub(super) fn receive(&mut self, link: LinkId, datagram: Vec<u8>) {
        let now = self.now;
        self.peer(link).remember(now, &datagram);
        self.client.handle_datagram(self.now, link, &datagram, &self.tree);
    }

    /// Sends a new request. Whoever is registered answers it at once, or hands it to the host.
    pub(super) fn ask(&mut self, link: LinkId, message: &Message) {
        let Ok(datagram) = message.encode(1152) else {
            return;
        };
        let confirmable = message.kind() == MessageType::Confirmable;
        let served = confirmable && self.is_registered(link) && self.peer(link).up;
        let handed = self.handed;
        self.receive(link, datagram);
        self.settle();
        if served {
            let answered = self.peer(link).is_answered() || self.handed > handed;
            assert!(answered || !self.peer(link).up, "no answer to {message:?}");
        }
    }

    /// Sends a datagram of before once more.
    pub(super) fn repeat(&mut self, detail: u8, choice: u8) {
        let link = if detail & 8 == 0 {
            self.link(detail)
        } else {
            LinkId::Bootstrap
        };
        let now = self.now;
        if let Some(datagram) = self.peer(link).sent(now, choice) {
            self.client.handle_datagram(self.now, link, &datagram, &self.tree);
        }
    }

    /// An unusual answer to the last request of the client, or an empty message about its last message.
    pub(super) fn reply(&mut self, detail: u8, argument: u8) {
        let link = if detail & 8 == 0 {
            self.link(detail)
        } else {
            LinkId::Bootstrap
        };
        let peer = self.peer(link);
        let datagram = match detail >> 1 & 3 {
            0 => peer.answer(Code::new(argument >> 5, argument & 31)),
            1 => peer.answer(Code::PRECONDITION_FAILED),
            2 => Some(peer.empty(MessageType::Acknowledgement)),
            _ => Some(peer.empty(MessageType::Reset)),
        };
        datagram
            .into_iter()
            .for_each(|datagram| self.receive(link, datagram));
    }

    /// Lets time pass: some, much, or until the client wants to be woken.
    pub(super) fn pause(&mut self, detail: u8, argument: u8) {
        let pause = match detail & 3 {
            0 => Duration::from_millis(u64::from(argument) * 20),
            1 => Duration::from_secs(u64::from(argument)),
            2 => Duration::from_secs(u64::from(argument) * 512),
            _ => self
                .wait()
                .map_or(Duration::ZERO, |at| at.duration_since(self.now)),
        };
        self.now += pause;
        self.client.handle_timeout(self.now, &self.tree);
    }

    pub(super) fn change_link(&mut self, detail: u8, argument: u8) {
        let link = if detail & 8 == 0 {
            self.link(detail)
        } else {
            LinkId::Bootstrap
        };
        match argument & 3 {
            0 | 1 => self.link_is(link, true),
            2 => self.link_is(link, false),
            _ => self.reachable = !self.reachable,
        }
    }

    fn link_is(&mut self, link: LinkId, up: bool) {
        self.peer(link).start_over(up);
        self.mail.retain(|(to, _)| *to != link);
        let state = if up {
            LinkState::Up
        } else {
            LinkState::Down("gone".to_owned())
        };
        self.client.handle_link(self.now, link, state, &self.tree);
    }

    /// Servers stop or begin to answer; the host stops or begins to take accounts.
    pub(super) fn change_manners(&mut self, detail: u8) {
        match detail & 3 {
            0 | 1 => {
                let peer = self.peer(self.link(detail));
                peer.polite = !peer.polite;
            }
            2 => {
                let peer = self.peer(LinkId::Bootstrap);
                peer.polite = !peer.polite;
            }
            _ => self.agreeable = !self.agreeable,
        }
    }

    pub(super) fn changed(&mut self, change: &Change) {
        self.client.handle_change(self.now, change, &self.tree);
    }

    pub(super) fn send(&mut self, detail: u8, argument: u8) {
        if detail == 15 {
            let servers: Vec<ServerId> = self.client.servers().map(|server| server.server).collect();
            return servers
                .into_iter()
                .for_each(|server| self.client.update(self.now, server));
        }
        let value = SendValue {
            path: ResourcePath::literal(3303, 0, 5700),
            value: Value::Float(f64::from(argument)),
            time: (detail & 1 == 1).then(|| SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)),
        };
        let many = vec![value; usize::from(argument)];
        // Muted, full or not registered is all right.
        let _taken = self.client.send(self.now, None, &many, None, &self.tree);
    }

    fn wait(&mut self) -> Option<Instant> {
        match self.client.poll_output() {
            Output::Wait(at) => at.filter(|at| *at > self.now),
            Output::Event(_) | Output::Link(_) | Output::Transmit { .. } => None,
        }
    }

    /// Does what the client wants until it rests.
    pub(super) fn settle(&mut self) {
        let mut in_vain = 0;
        for _ in 0..10_000 {
            match self.client.poll_output() {
                Output::Transmit { to, datagram } => {
                    let now = self.now;
                    let answer = self.peer(to).look_at(now, &datagram);
                    self.mail.extend(answer.map(|answer| (to, answer)));
                }
                Output::Link(LinkRequest::Open(link)) => self.link_is(link, self.reachable),
                Output::Link(LinkRequest::Close(link)) => {
                    self.mail.retain(|(to, _)| *to != link);
                    self.peer(link).start_over(false);
                }
                Output::Event(event) => self.handle(event),
                Output::Wait(at) => {
                    if let Some((link, datagram)) = self.mail.pop_front() {
                        self.receive(link, datagram);
                    } else if at.is_some_and(|at| at <= self.now) {
                        in_vain += 1;
                        assert!(in_vain < 3, "the client wants to be woken and then does nothing");
                        self.client.handle_timeout(self.now, &self.tree);
                        continue;
                    } else {
                        assert!(self.client.is_within_bounds(), "a bound is exceeded");
                        return;
                    }
                }
            }
            in_vain = 0;
        }
        panic!("the client never rests");
    }

    /// Everybody behaves from now on: whoever is registered is served, and the client can leave.
    pub(super) fn end(&mut self) {
        self.reachable = true;
        self.agreeable = true;
        self.peers.values_mut().for_each(|peer| peer.polite = true);
        self.run(50);
        for link in [self.link(0), self.link(1)] {
            let peer = self.peer(link);
            let mut read = peer.question(MessageType::Confirmable, Method::Get, None, None);
            for segment in ["3", "0", "0"] {
                read.add(OptionNumber::URI_PATH, segment.as_bytes().to_vec());
            }
            self.ask(link, &read);
        }
        self.client.stop(self.now);
        assert!(self.run(2_000), "the client does not come to its end");
    }

    /// Answers what is open, and wakes the client so often; whether it has nothing more to do then.
    fn run(&mut self, times: usize) -> bool {
        for _ in 0..times {
            while !self.pending.is_empty() {
                self.answer_pending(0);
            }
            self.settle();
            let Some(at) = self.wait() else { return true };
            self.now = at;
            self.client.handle_timeout(at, &self.tree);
        }
        false
    }
}
