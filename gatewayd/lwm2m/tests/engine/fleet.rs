//! A client with several servers, whose links the test cuts one by one, in simulated time.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use coap::Params;
use lwm2m::server::{Answer, AskError, Policy, Reaction, Server, ServerEvent, ServerRequest};
use lwm2m::{
    Account, Client, ClientConfig, EnablerVersion, Event, LinkId, LinkRequest, LinkState, Outcome, Output,
    RegistrationStatus, ServerId,
};
use objects::{InstanceId, ObjectTree, Registry, ResourcePath, Value};

use crate::support::{EPOCH, add, resource, text, tree};

/// The tenth of a second the tests count in would hide nothing: everything here happens at whole seconds.
type Seconds = u64;

/// Servers 101, 102 and so on, with instances 0, 1 and so on of the Server object.
pub(crate) struct Fleet {
    start: Instant,
    now: Instant,
    pub(crate) client: Client,
    pub(crate) servers: BTreeMap<u16, Far>,
    pub(crate) tree: ObjectTree,
    /// What happened between client and servers: when, with which, and what.
    log: Vec<(Seconds, u16, String)>,
    answers: Vec<(u16, ServerRequest, Answer)>,
}

/// A server and the way to it.
pub(crate) struct Far {
    server: Server,
    reachable: bool,
}

impl Fleet {
    /// A client that has not begun. Each server's lifetime is a day.
    pub(crate) fn new(servers: u16) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a test needs one origin")]
        let now = Instant::now();
        let mut tree = tree(86_400);
        for instance in 1..servers {
            let values = [
                (0, Value::Integer(i64::from(101 + instance))),
                (1, Value::Integer(86_400)),
                (6, Value::Boolean(true)),
                (7, text("U")),
            ];
            add(&mut tree, 1, instance, &values);
        }
        let far = |id: u16| Far {
            server: Server::new(
                Registry::standard(),
                Policy::default(),
                Params::default(),
                id.into(),
                now,
            ),
            reachable: true,
        };
        let mut fleet = Self {
            start: now,
            now,
            client: client(servers, 1, now),
            servers: (0..servers).map(|n| (101 + n, far(101 + n))).collect(),
            tree,
            log: Vec::new(),
            answers: Vec::new(),
        };
        for (_, instance) in (0..servers).map(|n| (n, InstanceId::new(n))) {
            let disable = ResourcePath::new(objects::ObjectId::new(1), instance, objects::ResourceId::new(4));
            fleet.tree.enable_executable(disable).unwrap();
        }
        fleet
    }

    /// A client that is registered with this many servers; the log is empty.
    pub(crate) fn registered(servers: u16) -> Self {
        let mut fleet = Self::new(servers);
        fleet.begin();
        assert!(
            fleet
                .states()
                .iter()
                .all(|state| *state == RegistrationStatus::Registered)
        );
        fleet.log.clear();
        fleet
    }

    /// Gives the Server object of a server values before the client begins.
    pub(crate) fn with(mut self, server: u16, values: &[(u16, Value)]) -> Self {
        for (id, value) in values {
            let path = resource(&format!("/1/{}/{id}", server - 101));
            self.tree.set(path, value.clone(), EPOCH).unwrap();
        }
        self
    }

    pub(crate) fn begin(&mut self) -> &mut Self {
        self.client.start(self.now, &self.tree);
        self.run();
        self
    }

    pub(crate) fn reachable(&mut self, server: u16, reachable: bool) -> &mut Self {
        self.far(server).reachable = reachable;
        self
    }

    pub(crate) fn reaction(&mut self, server: u16, register: Reaction) -> &mut Self {
        self.far(server).server.set_policy(Policy {
            register,
            ..Policy::default()
        });
        self
    }

    /// A server does not answer to De-register.
    pub(crate) fn deaf(&mut self, server: u16) {
        self.far(server).server.set_policy(Policy {
            deregister: Reaction::Ignore,
            ..Policy::default()
        });
    }

    /// The link to a server is lost by itself.
    pub(crate) fn lose(&mut self, server: u16) {
        let down = LinkState::Down("unreachable".to_owned());
        self.client
            .handle_link(self.now, number(server), down, &self.tree);
        self.run();
    }

    fn far(&mut self, server: u16) -> &mut Far {
        self.servers.get_mut(&server).unwrap()
    }

    pub(crate) fn states(&self) -> Vec<RegistrationStatus> {
        self.client.servers().map(|status| status.registration).collect()
    }

    /// How a server is registered with.
    pub(crate) fn lifetime(&self, server: u16) -> Option<u64> {
        self.servers.get(&server)?.server.registration()?.lifetime
    }

    /// Lets the time pass until `seconds` after the start.
    pub(crate) fn at(&mut self, seconds: Seconds) -> &mut Self {
        let end = self.start + Duration::from_secs(seconds);
        loop {
            let wait = self.run();
            let far = self.servers.values().map(|far| far.server.poll_timeout());
            let next = far.chain([wait]).flatten().min();
            let Some(next) = next.filter(|next| *next <= end) else {
                break;
            };
            self.now = self.now.max(next);
            for far in self.servers.values_mut() {
                far.server.handle_timeout(self.now);
            }
            self.client.handle_timeout(self.now, &self.tree);
        }
        self.now = end;
        self
    }

    /// Does everything that can be done now; returns when the client has something to do next.
    fn run(&mut self) -> Option<Instant> {
        let mut rounds = 0;
        loop {
            rounds += 1;
            assert!(
                rounds < 10_000,
                "the client does not come to rest: {:?}",
                self.log
            );
            match self.client.poll_output() {
                Output::Transmit { to, datagram } => {
                    let now = self.now;
                    let far = self.far(id(to));
                    if far.reachable {
                        far.server.handle_datagram(now, &datagram);
                    }
                }
                Output::Link(LinkRequest::Open(link)) => self.open(link),
                Output::Link(LinkRequest::Close(link)) => self.note(id(link), "close"),
                Output::Event(event) => self.handle(event),
                Output::Wait(at) => {
                    if self.serve() {
                        continue;
                    }
                    if at.is_none_or(|at| at > self.now) {
                        return at;
                    }
                    self.client.handle_timeout(self.now, &self.tree);
                }
            }
        }
    }

    fn note(&mut self, server: u16, what: &str) {
        let seconds = self.now.duration_since(self.start).as_secs();
        self.log.push((seconds, server, what.to_owned()));
    }

    fn open(&mut self, link: LinkId) {
        let server = id(link);
        self.note(server, "open");
        let state = match self.far(server).reachable {
            true => LinkState::Up,
            false => LinkState::Down("unreachable".to_owned()),
        };
        self.client.handle_link(self.now, link, state, &self.tree);
    }

    fn serve(&mut self) -> bool {
        let mut busy = false;
        let mut happened = Vec::new();
        for (id, far) in &mut self.servers {
            while let Some(event) = far.server.poll_event() {
                happened.push((*id, event));
            }
            while let Some(datagram) = far.server.poll_transmit() {
                busy = true;
                if far.reachable {
                    self.client
                        .handle_datagram(self.now, number(*id), &datagram, &self.tree);
                }
            }
        }
        busy |= !happened.is_empty();
        for (server, event) in happened {
            self.heard(server, event);
        }
        busy
    }

    fn heard(&mut self, server: u16, event: ServerEvent) {
        match event {
            ServerEvent::Registered(_) => self.note(server, "register"),
            ServerEvent::Updated(_) => self.note(server, "update"),
            ServerEvent::Deregistered => self.note(server, "deregister"),
            ServerEvent::Refused { .. } => self.note(server, "refused"),
            ServerEvent::Sent(_) => self.note(server, "sent"),
            ServerEvent::Notification { answer, .. } => {
                let value = answer.value().map(ToString::to_string);
                self.note(server, &format!("notify {}", value.unwrap_or_default()));
            }
            ServerEvent::Response { request, result } => {
                self.answers.push((server, request, result.unwrap()));
            }
        }
    }

    fn handle(&mut self, event: Event) {
        let Event::Write { request, values, .. } = event else {
            return;
        };
        for (path, value) in values {
            self.put(path, value);
        }
        self.client.respond(self.now, request, Outcome::Changed);
    }

    fn put(&mut self, path: ResourcePath, value: Value) {
        if let Some(change) = self.tree.set(path, value, EPOCH).unwrap() {
            self.client.handle_change(self.now, &change, &self.tree);
        }
    }

    /// A device delivers a value.
    pub(crate) fn set(&mut self, path: &str, value: Value) -> &mut Self {
        self.put(resource(path), value);
        self.run();
        self
    }

    /// Something appears.
    pub(crate) fn create(&mut self, object: u16, instance: u16) -> &mut Self {
        let (object, instance) = (objects::ObjectId::new(object), InstanceId::new(instance));
        let change = self.tree.create_instance(object, instance, EPOCH).unwrap();
        self.client.handle_change(self.now, &change, &self.tree);
        self.run();
        self
    }

    /// Lets another client take the place of this one; the servers in `stay` do not notice.
    pub(crate) fn hand_over(&mut self, stay: &[u16]) {
        let mut next = client(u16::try_from(self.servers.len()).unwrap(), 2, self.now);
        let stay = stay.iter().map(|id| number(*id));
        self.client.hand_over(self.now, &mut next, stay);
        self.run();
        self.client = next;
        self.begin();
    }

    /// Calls the client, and does what follows.
    pub(crate) fn client<T>(&mut self, call: impl FnOnce(&mut Client, Instant, &ObjectTree) -> T) -> T {
        let result = call(&mut self.client, self.now, &self.tree);
        self.run();
        result
    }

    /// Sends a request of a server and hands out its answer, if there is one.
    pub(crate) fn ask(
        &mut self,
        server: u16,
        ask: impl FnOnce(&mut Server, Instant) -> Result<ServerRequest, AskError>,
    ) -> Option<Answer> {
        let now = self.now;
        let asked = ask(&mut self.far(server).server, now).unwrap();
        self.run();
        let wanted = |(by, request, _): &(u16, ServerRequest, Answer)| *by == server && *request == asked;
        let at = self.answers.iter().position(wanted)?;
        Some(self.answers.remove(at).2)
    }

    /// Writes one value, which is accepted.
    pub(crate) fn write(&mut self, server: u16, path: &str, value: &Value) {
        let answer = self.ask(server, |server, now| server.write(now, resource(path), value));
        assert_eq!(answer.unwrap().code, coap::Code::CHANGED);
    }

    pub(crate) fn execute(&mut self, server: u16, path: &str, arguments: &str) -> Option<coap::Code> {
        let answer = self.ask(server, |server, now| {
            server.execute(now, resource(path), arguments)
        });
        answer.map(|answer| answer.code)
    }

    /// What happened since this was last asked.
    pub(crate) fn log(&mut self) -> Vec<(Seconds, u16, String)> {
        std::mem::take(&mut self.log)
    }

    /// What happened of this kind since anything was last asked: when, and with which server.
    pub(crate) fn times(&mut self, what: &str) -> Vec<(Seconds, u16)> {
        let log = self.log();
        let wanted = log.iter().filter(|(_, _, which)| which == what);
        wanted.map(|(at, server, _)| (*at, *server)).collect()
    }
}

fn client(servers: u16, seed: u64, now: Instant) -> Client {
    let config = ClientConfig {
        endpoint_name: "several".to_owned(),
        version: EnablerVersion::V1_2,
        coap: Params::default(),
    };
    let accounts: Vec<Account> = (0..servers).map(account).collect();
    Client::new(config, &accounts, seed, now)
}

fn number(server: u16) -> ServerId {
    ServerId::try_from(server).unwrap()
}

fn id(link: LinkId) -> u16 {
    match link {
        LinkId::Server(server) => server.number(),
        LinkId::Bootstrap => panic!("there is no bootstrap server"),
    }
}

fn account(instance: u16) -> Account {
    Account {
        server: number(101 + instance),
        instance: InstanceId::new(instance),
    }
}

/// Expects what happened, in order.
#[track_caller]
pub(crate) fn assert_log(fleet: &mut Fleet, expected: &[(u64, u16, &str)]) {
    let log = fleet.log();
    let log: Vec<(u64, u16, &str)> = log
        .iter()
        .map(|(at, server, what)| (*at, *server, &**what))
        .collect();
    assert_eq!(log, expected);
}
