//! A client with two servers, rules, and a host that carries out what the engine lets pass.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use coap::{Code, ContentFormat, Method, Params, Request};
use lwm2m::server::{Answer, Policy, Server, ServerEvent, ServerRequest};
use lwm2m::{
    Account, Client, ClientConfig, EnablerVersion, Event, LinkId, LinkRequest, LinkState, Outcome, Output,
    Rights, Rule, ServerId,
};
use objects::{InstanceId, ObjectId, ObjectTree, Path, Registry, ResourcePath, Value};

use crate::support::{EPOCH, add, resource, text, tree};

/// The two servers.
pub(super) const FIRST: u16 = 101;
pub(super) const SECOND: u16 = 102;

const ACCESS_CONTROL: ObjectId = ObjectId::new(2);

pub(super) fn id(server: u16) -> ServerId {
    ServerId::try_from(server).unwrap()
}

/// A rule that only the bootstrap server may alter.
pub(super) fn rule(object: u16, instance: u16, acl: &[(u16, Rights)]) -> Rule {
    let instance = InstanceId::try_from(instance).ok();
    let rule = Rule::new(ObjectId::new(object), instance);
    acl.iter().fold(rule, |rule, (server, rights)| {
        rule.with(ServerId::try_from(*server).ok(), *rights)
    })
}

pub(super) struct Court {
    start: Instant,
    pub(super) now: Instant,
    pub(super) client: Client,
    servers: BTreeMap<ServerId, Server>,
    pub(super) tree: ObjectTree,
    /// What servers noticed.
    pub(super) heard: Vec<(u16, ServerEvent)>,
    /// What the host was asked for.
    pub(super) asked: Vec<Event>,
}

impl Court {
    /// Two registered servers and these rules, numbered from 0.
    pub(super) fn new(rules: &[Rule]) -> Self {
        let mut tree = tree(3600);
        for (number, rule) in (0..).zip(rules) {
            put(&mut tree, number, rule);
        }
        Self::of(tree)
    }

    pub(super) fn of(mut tree: ObjectTree) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a test needs one origin")]
        let now = Instant::now();
        let second = [
            (0, Value::Integer(SECOND.into())),
            (1, Value::Integer(3600)),
            (6, Value::Boolean(true)),
            (7, text("U")),
        ];
        add(&mut tree, 1, 1, &second);
        for instance in [0, 1] {
            let mute = resource(&format!("/1/{instance}/23"));
            tree.set(mute, Value::Boolean(false), EPOCH).unwrap();
        }
        let accounts = [(FIRST, 0), (SECOND, 1)].map(|(server, instance)| Account {
            server: id(server),
            instance: InstanceId::new(instance),
        });
        let config = ClientConfig {
            endpoint_name: "two".to_owned(),
            version: EnablerVersion::V1_2,
            coap: Params {
                streamed: |_, path| path.segments().eq(["5", "0", "0"]),
                ..Params::default()
            },
        };
        let server = |account: &Account| {
            let seed = account.server.number().into();
            let server = Server::new(
                Registry::standard(),
                Policy::default(),
                Params::default(),
                seed,
                now,
            );
            (account.server, server)
        };
        let mut court = Self {
            start: now,
            now,
            client: Client::new(config, &accounts, 1, now),
            servers: accounts.iter().map(server).collect(),
            tree,
            heard: Vec::new(),
            asked: Vec::new(),
        };
        court.client.start(now, &court.tree);
        court.run();
        court.heard.clear();
        court
    }

    pub(super) fn server(&mut self, server: u16) -> &mut Server {
        self.servers.get_mut(&id(server)).unwrap()
    }

    /// Lets the time pass until `seconds` after the start.
    pub(super) fn at(&mut self, seconds: u64) {
        let end = self.start + Duration::from_secs(seconds);
        loop {
            let wait = self.run();
            let servers = self.servers.values().filter_map(Server::poll_timeout);
            let Some(next) = servers.chain(wait).min().filter(|next| *next <= end) else {
                break;
            };
            self.now = self.now.max(next);
            for server in self.servers.values_mut() {
                server.handle_timeout(self.now);
            }
            self.client.handle_timeout(self.now, &self.tree);
        }
        self.now = end;
    }

    pub(super) fn run(&mut self) -> Option<Instant> {
        let mut in_vain = 0;
        loop {
            match self.client.poll_output() {
                Output::Transmit { to, datagram } => {
                    let LinkId::Server(to) = to else {
                        panic!("there is no bootstrap server")
                    };
                    let server = self.servers.get_mut(&to).unwrap();
                    server.handle_datagram(self.now, &datagram);
                }
                Output::Link(LinkRequest::Open(server)) => {
                    self.client
                        .handle_link(self.now, server, LinkState::Up, &self.tree);
                }
                Output::Link(LinkRequest::Close(_)) => {}
                Output::Event(event) => self.handle(event),
                Output::Wait(at) => {
                    if self.serve() {
                        in_vain = 0;
                        continue;
                    }
                    if at.is_none_or(|at| at > self.now) {
                        return at;
                    }
                    in_vain += 1;
                    assert!(in_vain < 3, "the client wants to be woken and then does nothing");
                    self.client.handle_timeout(self.now, &self.tree);
                }
            }
        }
    }

    fn serve(&mut self) -> bool {
        let mut busy = false;
        for (id, server) in &mut self.servers {
            while let Some(datagram) = server.poll_transmit() {
                busy = true;
                self.client.handle_datagram(self.now, *id, &datagram, &self.tree);
            }
            while let Some(event) = server.poll_event() {
                busy = true;
                self.heard.push((id.number(), event));
            }
        }
        busy
    }

    /// Rules are written, everything else is only noted.
    fn handle(&mut self, event: Event) {
        let (request, outcome) = match &event {
            Event::Write {
                request,
                target,
                values,
                ..
            } => {
                if target.object() == Some(ACCESS_CONTROL) {
                    values
                        .iter()
                        .for_each(|(path, value)| self.set(*path, value.clone()));
                }
                (*request, Outcome::Changed)
            }
            Event::WriteComposite { request, .. }
            | Event::Execute { request, .. }
            | Event::Upload { request, .. } => (*request, Outcome::Changed),
            Event::Create { request, .. } => (*request, Outcome::Created(InstanceId::new(9))),
            Event::Delete { request, .. } => (*request, Outcome::Deleted),
            _ => return,
        };
        self.client.respond(self.now, request, outcome);
        self.asked.push(event);
    }

    /// Something in the tree takes a value.
    pub(super) fn set(&mut self, path: ResourcePath, value: Value) {
        if let Some(change) = self.tree.set(path, value, EPOCH).unwrap() {
            self.client.handle_change(self.now, &change, &self.tree);
        }
    }

    /// A device delivers a value.
    pub(super) fn measure(&mut self, path: &str, value: f64) {
        self.set(resource(path), Value::Float(value));
        self.run();
    }

    /// Gives a server rights in a rule that is there.
    pub(super) fn grant(&mut self, rule: u16, server: u16, rights: u8) {
        let path = resource(&format!("/2/{rule}/2/{server}"));
        self.set(path, Value::Integer(rights.into()));
        self.run();
    }

    /// Takes a rule away.
    pub(super) fn repeal(&mut self, rule: u16) {
        let change = self
            .tree
            .remove_instance(ACCESS_CONTROL, InstanceId::new(rule), EPOCH);
        self.client.handle_change(self.now, &change.unwrap(), &self.tree);
        self.run();
    }

    #[track_caller]
    pub(super) fn ask<E: std::fmt::Debug>(
        &mut self,
        server: u16,
        ask: impl FnOnce(&mut Server, Instant) -> Result<ServerRequest, E>,
    ) -> Answer {
        self.request(server, ask).1
    }

    /// Sends a request; its answer comes at once.
    #[track_caller]
    pub(super) fn request<E: std::fmt::Debug>(
        &mut self,
        server: u16,
        ask: impl FnOnce(&mut Server, Instant) -> Result<ServerRequest, E>,
    ) -> (ServerRequest, Answer) {
        let now = self.now;
        let asked = ask(self.server(server), now).unwrap();
        self.run();
        let at = self.heard.iter().position(
            |(_, event)| matches!(event, ServerEvent::Response { request, .. } if *request == asked),
        );
        match self.heard.remove(at.unwrap_or_else(|| panic!("no answer"))).1 {
            ServerEvent::Response { result, .. } => (asked, result.unwrap()),
            other => panic!("{other:?} is no response"),
        }
    }

    #[track_caller]
    pub(super) fn read(&mut self, server: u16, target: &str) -> Answer {
        self.ask(server, |server, now| {
            server.read(now, crate::support::path(target), None)
        })
    }

    #[track_caller]
    pub(super) fn write(&mut self, server: u16, target: &str, value: i64) -> Code {
        self.ask(server, |server, now| {
            server.write(now, resource(target), &Value::Integer(value))
        })
        .code
    }

    /// Sends a composite request with a body in SenML-ETCH JSON.
    #[track_caller]
    pub(super) fn composite(
        &mut self,
        server: u16,
        method: Method,
        body: &str,
        alter: impl FnOnce(Request) -> Request,
    ) -> (ServerRequest, Answer) {
        let request = Request::new(method, "/".parse().unwrap())
            .with_payload(ContentFormat::SENML_ETCH_JSON, body.as_bytes().to_vec());
        let request = alter(request);
        self.request(server, |server, now| server.send(now, Path::Root, request))
    }

    #[track_caller]
    pub(super) fn fetch(&mut self, server: u16, body: &str) -> Answer {
        self.composite(server, Method::Fetch, body, |request| request).1
    }

    /// The values of the notifications since the last call.
    pub(super) fn notified(&mut self) -> Vec<(u16, String)> {
        let heard = std::mem::take(&mut self.heard);
        let told = heard.iter().filter_map(|(server, event)| match event {
            ServerEvent::Notification { answer, .. } => Some((*server, shown(answer))),
            _ => None,
        });
        told.collect()
    }
}

/// The values of an answer, or its code.
pub(super) fn shown(answer: &Answer) -> String {
    if answer.code.is_error() {
        return answer.code.to_string();
    }
    let values = answer.values().iter();
    let values: Vec<String> = values.map(|(path, value)| format!("{path}={value}")).collect();
    values.join(" ")
}

/// Puts a rule into a tree.
pub(crate) fn put(tree: &mut ObjectTree, number: u16, rule: &Rule) {
    let number = InstanceId::new(number);
    tree.create_instance(ACCESS_CONTROL, number, EPOCH).unwrap();
    for (resource, element, value) in rule.values() {
        let path = ResourcePath::new(ACCESS_CONTROL, number, resource);
        let path = element.map_or(path, |element| path.with_element(element));
        tree.set(path, value, EPOCH).unwrap();
    }
}
