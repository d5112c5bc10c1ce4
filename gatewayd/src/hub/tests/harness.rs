//! The hub of these tests: one server, asked in terms of the data model.

use std::time::Instant;

use adapter::PointId;
use coap::{Code, Params};
use lwm2m::server::{Answer, Policy, Server, ServerEvent, ServerRequest};
use lwm2m::{LinkId, LinkState, ServerId};
use objects::{Registry, ResourcePath, Value};

use crate::config::Config;
use crate::hub::run::now;
use crate::hub::testing::{self, Peer};
pub(super) use crate::hub::testing::{at, confirmed, offline};

/// One server and one adapter, `a`, with one device, `d`.
pub(super) const ONE_DEVICE: &str = r#"
[gateway]
endpoint-name = "tested"

[server.main]
uri = "coap://localhost"
short-server-id = 1
security = "none"

[adapter.a]
type = "sim"
[adapter.a.device.d.point.level]
type = "integer"
access = "read-write"
initial = 0
range = [0, 80]
resource = { object = 3306, resource = 5851 }
[adapter.a.device.d.point.pump]
type = "boolean"
access = "read-write"
initial = false
resource = { object = 3306, resource = 5850 }
[adapter.a.device.d.point.ring]
access = "execute"
resource = { object = 3200, resource = 5505 }
[adapter.a.device.d.point.temperature]
values = [1.0]
range = [-40.0, 120.0]
unit = "Cel"
resource = { object = 3303, resource = 5700 }
"#;

/// A second adapter, `b`, with one device, `e`; to be appended.
pub(super) const ANOTHER_ADAPTER: &str = r#"
[adapter.b]
type = "sim"
[adapter.b.device.e.point.temperature]
values = [1.0]
resource = { object = 3303, resource = 5700 }
"#;

/// The points of `a`, as adapters number them.
pub(super) const LEVEL: PointId = PointId(0);
pub(super) const PUMP: PointId = PointId(1);
pub(super) const TEMPERATURE: PointId = PointId(3);

/// Where the points of `a` are, and what follows from the temperature.
pub(super) const LEVEL_AT: ResourcePath = ResourcePath::literal(3306, 0, 5851);
pub(super) const PUMP_AT: ResourcePath = ResourcePath::literal(3306, 0, 5850);
pub(super) const RING_AT: ResourcePath = ResourcePath::literal(3200, 0, 5505);
pub(super) const TEMPERATURE_AT: ResourcePath = ResourcePath::literal(3303, 0, 5700);
pub(super) const QUALITY_AT: ResourcePath = ResourcePath::literal(3303, 0, 6042);

/// Reads a configuration as the daemon does.
pub(super) fn configuration(text: &str) -> Config {
    testing::configuration(text, tempfile::tempdir().unwrap().path())
}

/// The server, and what it has heard.
pub(super) struct Asker {
    server: Server,
    heard: Vec<ServerEvent>,
    /// Whether every datagram is lost.
    cut: bool,
}

impl Asker {
    fn new() -> Self {
        Self {
            server: Server::new(
                Registry::standard(),
                Policy::default(),
                Params::default(),
                7,
                now(),
            ),
            heard: Vec::new(),
            cut: false,
        }
    }

    /// Whether every datagram is lost from now on.
    pub(super) const fn set_cut(&mut self, cut: bool) {
        self.cut = cut;
    }

    fn listen(&mut self) {
        while let Some(event) = self.server.poll_event() {
            self.heard.push(event);
        }
    }
}

impl Peer for Asker {
    fn open(&mut self, now: Instant) -> LinkState {
        self.server.forget(now);
        LinkState::Up
    }

    fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {
        if !self.cut {
            self.server.handle_datagram(now, datagram);
            self.listen();
        }
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.server.handle_timeout(now);
        self.listen();
    }

    fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        while let Some(datagram) = self.server.poll_transmit() {
            if !self.cut {
                return Some(datagram);
            }
        }
        None
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.server.poll_timeout()
    }
}

/// The hub and everything around it.
pub(super) type World = testing::World<Asker>;

/// The server with this Short Server ID.
pub(super) fn server(id: u16) -> LinkId {
    LinkId::Server(ServerId::try_from(id).unwrap())
}

/// The server that is meant where no other one is named.
pub(super) fn link() -> LinkId {
    server(1)
}

/// The server, another one for tests with two, and a bootstrap server that never answers.
fn peers() -> [(LinkId, Asker); 3] {
    let silent = Asker {
        cut: true,
        ..Asker::new()
    };
    [
        (link(), Asker::new()),
        (server(2), Asker::new()),
        (LinkId::Bootstrap, silent),
    ]
}

impl World {
    /// A hub with this configuration that is registered, and whose adapters are up.
    pub(super) async fn new(text: &str) -> Self {
        Self::start(text, tempfile::tempdir().unwrap(), peers()).await
    }

    /// The same hub after a restart of the program, perhaps with another configuration.
    pub(super) async fn restart(self, text: &str) -> Self {
        self.start_again(text, peers()).await
    }

    /// Whether every datagram is lost from now on.
    pub(super) fn cut(&mut self, cut: bool) {
        self.peer_mut(link()).set_cut(cut);
    }

    /// What becomes of registrations from now on.
    pub(super) fn policy(&mut self, policy: Policy) {
        self.policy_of(link(), policy);
    }

    /// What becomes of registrations with a server from now on.
    pub(super) fn policy_of(&mut self, link: LinkId, policy: Policy) {
        self.peer_mut(link).server.set_policy(policy);
    }

    /// Everything the gateway has done so far.
    pub(super) fn heard(&self) -> &[ServerEvent] {
        self.heard_by(link())
    }

    /// Everything a server has heard so far.
    pub(super) fn heard_by(&self, link: LinkId) -> &[ServerEvent] {
        &self.peer(link).heard
    }

    /// Sends a request of the server.
    pub(super) async fn ask(
        &mut self,
        ask: impl FnOnce(&mut Server, Instant) -> Result<ServerRequest, lwm2m::server::AskError>,
    ) -> ServerRequest {
        self.ask_as(link(), ask).await
    }

    /// Sends a request of one of the servers.
    pub(super) async fn ask_as(
        &mut self,
        link: LinkId,
        ask: impl FnOnce(&mut Server, Instant) -> Result<ServerRequest, lwm2m::server::AskError>,
    ) -> ServerRequest {
        let request = ask(&mut self.peer_mut(link).server, now()).unwrap();
        self.settle().await;
        request
    }

    pub(super) async fn write(&mut self, path: ResourcePath, value: Value) -> ServerRequest {
        self.ask(|server, now| server.write(now, path, &value)).await
    }

    /// The answer to a request, if it is there.
    pub(super) fn answer(&self, wanted: ServerRequest) -> Option<Answer> {
        self.answer_to(link(), wanted)
    }

    /// The answer to a request of a server, if it is there.
    pub(super) fn answer_to(&self, link: LinkId, wanted: ServerRequest) -> Option<Answer> {
        self.heard_by(link).iter().find_map(|event| match event {
            ServerEvent::Response { request, result } if *request == wanted => {
                Some(result.clone().expect("the client answers"))
            }
            _ => None,
        })
    }

    pub(super) fn code(&self, request: ServerRequest) -> Option<Code> {
        self.answer(request).map(|answer| answer.code)
    }

    /// Reads a resource as the server sees it; nothing when it is not there.
    pub(super) async fn read(&mut self, path: ResourcePath) -> Option<Value> {
        let request = self.ask(|server, now| server.read(now, path.into(), None)).await;
        let answer = self.answer(request).expect("a read is answered at once");
        if answer.code == Code::NOT_FOUND {
            return None;
        }
        Some(answer.value().expect("there is one value").clone())
    }

    /// The values of every notification so far.
    pub(super) fn notified(&self) -> Vec<Value> {
        self.notified_to(link())
    }

    /// The values of every notification to a server so far.
    pub(super) fn notified_to(&self, link: LinkId) -> Vec<Value> {
        let values = self.heard_by(link).iter().filter_map(|event| match event {
            ServerEvent::Notification { values, .. } => Some(values),
            _ => None,
        });
        values.flatten().map(|(_, value)| value.clone()).collect()
    }

    /// How often the client has registered.
    pub(super) fn registrations(&self) -> usize {
        self.registrations_with(link())
    }

    /// How often the client has registered with a server.
    pub(super) fn registrations_with(&self, link: LinkId) -> usize {
        let registered = |event: &&ServerEvent| matches!(event, ServerEvent::Registered(_));
        self.heard_by(link).iter().filter(registered).count()
    }

    /// What the client said of itself when it registered last.
    pub(super) fn registered_with(&self) -> Vec<String> {
        let server = &self.peer(link()).server;
        server
            .registration()
            .map(|registration| registration.queries.clone())
            .unwrap_or_default()
    }
}
