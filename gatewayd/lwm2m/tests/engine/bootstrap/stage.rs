//! A client with a bootstrap account, a bootstrap server that does what the test says, and a server to
//! register with.

use std::time::{Duration, Instant};

use coap::{
    Code, ContentFormat, Endpoint, Event as CoapEvent, IncomingRequest, IncomingResponse, Method, Params,
    Request, Response, UriPath,
};
use lwm2m::format::{self, Content, Record};
use lwm2m::server::{Policy, Server};
use lwm2m::{
    Account, Accounts, BootstrapConfig, Client, ClientConfig, EnablerVersion, Event, LinkId, LinkRequest,
    LinkState, Outcome, Output,
};
use objects::{ObjectId, ObjectTree, Path, Registry, ResourcePath, Value};

use crate::support::{EPOCH, add, path, resource, text};

/// What the host makes of accounts it is given.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verdict {
    Accept,
    Refuse(Outcome),
}

pub(super) struct Stage {
    start: Instant,
    pub(super) now: Instant,
    pub(super) client: Client,
    pub(super) tree: ObjectTree,
    pub(super) bootstrap: Endpoint,
    pub(super) server: Server,
    pub(super) verdict: Verdict,
    /// Whether the link to the bootstrap server is lost while the host stores accounts.
    pub(super) lost_while_storing: bool,
    /// Whether links to server 101 can be opened; those to others never can.
    pub(super) server_reachable: bool,
    /// Whether links to the bootstrap server can be opened.
    pub(super) bootstrap_reachable: bool,
    /// Whether the bootstrap server answers requests by itself with 2.04.
    pub(super) welcoming: bool,
    /// Requests at the bootstrap server: time in seconds and text.
    pub(super) asked: Vec<(u64, String)>,
    /// The last of them.
    pub(super) last: Option<IncomingRequest>,
    pub(super) events: Vec<(u64, Event)>,
    pub(super) accounts: Vec<Accounts>,
    answer: Option<IncomingResponse>,
}

/// A value at a path.
pub(super) fn set(accounts: &mut Accounts, at: &str, value: Value) {
    accounts.set(resource(at), value).unwrap();
}

/// OMA LwM2M ETS, configuration C.13: a bootstrap account in instance 1 and no server.
pub(super) fn factory() -> Accounts {
    let mut accounts = Accounts::new();
    set(&mut accounts, "/0/1/0", text("coaps://bootstrap.example.net"));
    set(&mut accounts, "/0/1/1", Value::Boolean(true));
    set(&mut accounts, "/0/1/2", Value::Integer(0));
    set(&mut accounts, "/0/1/3", Value::Opaque(b"gateway".to_vec()));
    set(&mut accounts, "/0/1/4", Value::Opaque(Vec::new()));
    set(
        &mut accounts,
        "/0/1/5",
        Value::Opaque(b"bootstrap key 16".to_vec()),
    );
    accounts
}

/// The account of a server with this number, in instance 0 of both objects.
pub(super) fn with_server(mut accounts: Accounts) -> Accounts {
    for (at, value) in security().into_iter().chain(server_object()) {
        set(&mut accounts, at, value);
    }
    accounts
}

pub(super) fn security() -> Vec<(&'static str, Value)> {
    vec![
        ("/0/0/0", text("coaps://server.example.net")),
        ("/0/0/1", Value::Boolean(false)),
        ("/0/0/2", Value::Integer(0)),
        ("/0/0/3", Value::Opaque(b"identity".to_vec())),
        ("/0/0/4", Value::Opaque(Vec::new())),
        ("/0/0/5", Value::Opaque(b"0123456789abcdef".to_vec())),
        ("/0/0/10", Value::Integer(101)),
    ]
}

pub(super) fn server_object() -> Vec<(&'static str, Value)> {
    vec![
        ("/1/0/0", Value::Integer(101)),
        ("/1/0/1", Value::Integer(86_400)),
        ("/1/0/6", Value::Boolean(false)),
        ("/1/0/7", text("U")),
    ]
}

/// Adds the account of server 102, which is nowhere.
pub(super) fn with_second_server(mut accounts: Accounts) -> Accounts {
    for (at, value) in security().into_iter().chain(server_object()) {
        let at = at.replacen("/0/0/", "/0/2/", 1).replacen("/1/0/", "/1/2/", 1);
        set(&mut accounts, &at, value);
    }
    set(&mut accounts, "/0/2/10", Value::Integer(102));
    set(&mut accounts, "/1/2/0", Value::Integer(102));
    accounts
}

/// Puts the Server objects of accounts into a tree, as a host does.
fn show(tree: &mut ObjectTree, accounts: &Accounts) -> Vec<Account> {
    let object = ObjectId::new(1);
    let old: Vec<_> = tree
        .object(object)
        .into_iter()
        .flat_map(|object| object.instances().map(|(id, _)| id).collect::<Vec<_>>())
        .collect();
    for id in old {
        tree.remove_instance(object, id, EPOCH);
    }
    let servers: Vec<Account> = accounts
        .servers()
        .map(|(server, _, instance)| Account { server, instance })
        .collect();
    for account in &servers {
        tree.create_instance(object, account.instance, EPOCH).unwrap();
        let trigger = ResourcePath::new(object, account.instance, objects::ResourceId::new(9));
        tree.enable_executable(trigger).unwrap();
    }
    for (path, value) in accounts.values().filter(|(path, _)| path.object == object) {
        tree.set(path, value.clone(), EPOCH).unwrap();
    }
    servers
}

impl Stage {
    pub(super) fn new(accounts: Accounts) -> Self {
        Self::with(BootstrapConfig {
            accounts,
            pack: false,
            left: lwm2m::TimesLeft::default(),
        })
    }

    pub(super) fn with(config: BootstrapConfig) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a test needs one origin")]
        let now = Instant::now();
        let mut tree = ObjectTree::new(Registry::standard());
        tree.add_object(ObjectId::new(1)).unwrap();
        add(&mut tree, 3, 0, &[(16, text("U"))]);
        let servers = show(&mut tree, &config.accounts);
        let client = ClientConfig {
            endpoint_name: "gateway".to_owned(),
            version: EnablerVersion::V1_2,
            coap: Params::default(),
        };
        Self {
            start: now,
            now,
            client: Client::new(client, &servers, 7, now).with_bootstrap(config),
            tree,
            bootstrap: Endpoint::new(Params::default(), 9, now),
            server: Server::new(Registry::standard(), Policy::default(), Params::default(), 8, now),
            verdict: Verdict::Accept,
            lost_while_storing: false,
            server_reachable: true,
            bootstrap_reachable: true,
            welcoming: true,
            asked: Vec::new(),
            last: None,
            events: Vec::new(),
            accounts: Vec::new(),
            answer: None,
        }
    }

    /// A client that the bootstrap server has just welcomed.
    pub(super) fn receiving(accounts: Accounts) -> Self {
        let mut stage = Self::new(accounts);
        stage.begin();
        assert_eq!(stage.asked.len(), 1);
        stage
    }

    pub(super) fn begin(&mut self) {
        self.client.start(self.now, &self.tree);
        self.run();
    }

    pub(super) fn seconds(&self) -> u64 {
        self.now.duration_since(self.start).as_secs()
    }

    /// Lets the time pass until `seconds` after the start.
    pub(super) fn at(&mut self, seconds: u64) -> &mut Self {
        let end = self.start + Duration::from_secs(seconds);
        loop {
            let next = [
                self.run(),
                self.bootstrap.poll_timeout(),
                self.server.poll_timeout(),
            ];
            let Some(next) = next.into_iter().flatten().min().filter(|at| *at <= end) else {
                break;
            };
            self.now = self.now.max(next);
            self.bootstrap.handle_timeout(self.now);
            self.server.handle_timeout(self.now);
            self.client.handle_timeout(self.now, &self.tree);
        }
        self.now = end;
        self
    }

    /// Does everything that can be done now.
    pub(super) fn run(&mut self) -> Option<Instant> {
        loop {
            match self.client.poll_output() {
                Output::Transmit { to, datagram } => match to {
                    LinkId::Bootstrap => self.bootstrap.handle_datagram(self.now, &datagram),
                    LinkId::Server(_) => self.server.handle_datagram(self.now, &datagram),
                },
                Output::Link(LinkRequest::Open(link)) => self.open(link),
                Output::Link(LinkRequest::Close(_)) => {}
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

    fn open(&mut self, link: LinkId) {
        let reachable = match link {
            LinkId::Bootstrap => self.bootstrap_reachable,
            LinkId::Server(server) => self.server_reachable && server.number() == 101,
        };
        let state = if reachable {
            LinkState::Up
        } else {
            LinkState::Down("unreachable".into())
        };
        self.client.handle_link(self.now, link, state, &self.tree);
    }

    fn handle(&mut self, event: Event) {
        self.events.push((self.seconds(), event.clone()));
        let Event::AccountsChanged { accounts } = event else {
            return;
        };
        if self.lost_while_storing {
            let down = LinkState::Down("lost".to_owned());
            self.client
                .handle_link(self.now, LinkId::Bootstrap, down, &self.tree);
        }
        match self.verdict {
            Verdict::Accept => {
                let servers = show(&mut self.tree, &accounts);
                self.accounts.push(accounts);
                self.client.accept_accounts(self.now, &servers, &self.tree);
            }
            Verdict::Refuse(outcome) => self.client.refuse_accounts(self.now, outcome, &self.tree),
        }
    }

    fn serve(&mut self) -> bool {
        let mut busy = false;
        while let Some(datagram) = self.bootstrap.poll_transmit() {
            self.client
                .handle_datagram(self.now, LinkId::Bootstrap, &datagram, &self.tree);
            busy = true;
        }
        while self.server.poll_event().is_some() {}
        while let Some(datagram) = self.server.poll_transmit() {
            let server = lwm2m::ServerId::try_from(101).unwrap();
            self.client
                .handle_datagram(self.now, server, &datagram, &self.tree);
            busy = true;
        }
        while let Some(event) = self.bootstrap.poll_event() {
            if let CoapEvent::Request(request) = event {
                self.asked.push((self.seconds(), shown(&request)));
                if self.welcoming {
                    self.bootstrap
                        .respond(self.now, request.id, Response::new(Code::CHANGED));
                }
                self.last = Some(request);
                busy = true;
            } else if let CoapEvent::Response { result, .. } = event {
                self.answer = Some(result.unwrap());
            }
        }
        busy
    }
}

impl Stage {
    /// Answers the last request of the client.
    pub(super) fn reply(&mut self, response: Response) {
        let request = self.last.take().unwrap();
        self.bootstrap.respond(self.now, request.id, response);
        self.run();
    }

    /// Sends a request of the bootstrap server; its answer comes at once.
    #[track_caller]
    pub(super) fn ask(
        &mut self,
        method: Method,
        uri: &str,
        fill: impl FnOnce(Request) -> Request,
    ) -> IncomingResponse {
        self.answer = None;
        let request = fill(Request::new(method, uri.parse::<UriPath>().unwrap()));
        self.bootstrap.request(self.now, request).unwrap();
        self.run();
        self.answer.take().unwrap_or_else(|| panic!("no answer to {uri}"))
    }

    #[track_caller]
    pub(super) fn write(&mut self, uri: &str, values: &[(&str, Value)]) -> Code {
        self.write_as(ContentFormat::LWM2M_TLV, uri, values)
    }

    #[track_caller]
    pub(super) fn write_as(&mut self, format: ContentFormat, uri: &str, values: &[(&str, Value)]) -> Code {
        let payload = encoded(format, path(uri), values);
        self.ask(Method::Put, uri, |request| request.with_payload(format, payload))
            .code
    }

    #[track_caller]
    pub(super) fn delete(&mut self, uri: &str) -> Code {
        self.ask(Method::Delete, uri, |request| request).code
    }

    #[track_caller]
    pub(super) fn discover(&mut self, uri: &str) -> String {
        let answer = self.ask(Method::Get, uri, |request| {
            request.with_accept(ContentFormat::LINK_FORMAT)
        });
        assert_eq!(answer.code, Code::CONTENT);
        String::from_utf8(answer.payload).unwrap()
    }

    /// Reads in TLV and tells each path and value.
    #[track_caller]
    pub(super) fn read(&mut self, uri: &str) -> Vec<String> {
        let answer = self.ask(Method::Get, uri, |request| {
            request.with_accept(ContentFormat::LWM2M_TLV)
        });
        assert_eq!(answer.code, Code::CONTENT);
        if answer.payload.is_empty() {
            return Vec::new();
        }
        let registry = Registry::standard();
        let scope = format::Scope::new(&registry);
        let decoded = format::decode(format::TLV, path(uri), &answer.payload, &scope).unwrap();
        decoded
            .values
            .iter()
            .map(|(path, value)| format!("{path}={value}"))
            .collect()
    }

    #[track_caller]
    pub(super) fn finish(&mut self) -> Code {
        self.ask(Method::Post, "bs", |request| request).code
    }

    /// Writes the usual server account.
    pub(super) fn provision(&mut self) {
        assert_eq!(self.write("/0/0", &security()), Code::CHANGED);
        assert_eq!(self.write("/1/0", &server_object()), Code::CHANGED);
    }

    pub(super) fn is_registered(&self) -> bool {
        self.server.registration().is_some()
    }

    /// What bootstrapping failed with, and when.
    pub(super) fn failures(&self) -> Vec<(u64, String)> {
        let failure = |(at, event): &(u64, Event)| match event {
            Event::BootstrapFailed { reason, .. } => Some((*at, reason.to_string())),
            _ => None,
        };
        self.events.iter().filter_map(failure).collect()
    }
}

/// The payload that sets these values below `base`.
pub(super) fn encoded(format: ContentFormat, base: Path, values: &[(&str, Value)]) -> Vec<u8> {
    let records: Vec<Record<'_>> = values
        .iter()
        .map(|(path, value)| Record {
            path: resource(path),
            value,
            time: None,
        })
        .collect();
    let mut payload = Vec::new();
    format::encode(format.0, &Content::new(base, &records), &mut payload).unwrap();
    payload
}

fn shown(request: &IncomingRequest) -> String {
    let method = if request.method == Method::Get {
        "GET"
    } else {
        "POST"
    };
    format!("{method} {}?{}", request.path, request.queries.join("&"))
}
