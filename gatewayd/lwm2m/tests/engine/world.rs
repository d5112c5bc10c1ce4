//! A client, a server, a wire that loses nothing unless it is cut, and simulated time.

use std::time::{Duration, Instant};

use coap::{ContentFormat, Method, Params, Request, UriPath};
use lwm2m::server::{Answer, AskError, Policy, Server, ServerEvent, ServerRequest};
use lwm2m::{
    Client, ClientConfig, EnablerVersion, Event, LinkRequest, LinkState, Outcome, Output, WriteMode,
};
use objects::{ObjectTree, Path, Registry, Resource, ResourcePath, Value};

use crate::support::{EPOCH, account, path, resource, tree};

/// What a host does with what servers ask.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Host {
    /// Carries it out at once.
    Obeys,
    /// Takes its time; the test answers.
    Waits,
}

pub(crate) struct World {
    start: Instant,
    pub(crate) now: Instant,
    pub(crate) client: Client,
    pub(crate) server: Server,
    pub(crate) tree: ObjectTree,
    pub(crate) host: Host,
    /// Whether links can be opened.
    pub(crate) reachable: bool,
    /// Whether datagrams are lost, in both directions.
    pub(crate) cut: bool,
    /// What the engine reported, with its time in milliseconds.
    pub(crate) events: Vec<(u64, Event)>,
    /// What the server noticed, likewise.
    pub(crate) heard: Vec<(u64, ServerEvent)>,
    /// What the engine wanted of the link, likewise.
    pub(crate) links: Vec<(u64, LinkRequest)>,
    /// Datagrams the client sent, likewise.
    pub(crate) sent: Vec<(u64, Vec<u8>)>,
}

/// Everything about a world that tests choose.
pub(crate) struct Setup {
    pub(crate) version: EnablerVersion,
    pub(crate) policy: Policy,
    pub(crate) tree: ObjectTree,
    pub(crate) params: Params,
    /// Whether queue mode is announced.
    pub(crate) queue: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            version: EnablerVersion::V1_2,
            policy: Policy::default(),
            tree: tree(3600),
            params: Params::default(),
            queue: false,
        }
    }
}

impl Setup {
    pub(crate) fn build(self) -> World {
        #[expect(clippy::disallowed_methods, reason = "a test needs one origin")]
        let now = Instant::now();
        let config = ClientConfig {
            endpoint_name: "urn:dev:ops:32473-gateway-1".to_owned(),
            version: self.version,
            coap: self.params,
        };
        // The server may have as much under way as a test wants.
        let params = Params {
            nstart: 64,
            max_waiting_requests: 256,
            max_own_observations: 20_000,
            ..Params::default()
        };
        World {
            start: now,
            now,
            client: Client::new(config, &[account()], 7, now)
                .with_queue_mode(self.queue.then_some(account().server)),
            server: Server::new(Registry::standard(), self.policy, params, 8, now),
            tree: self.tree,
            host: Host::Obeys,
            reachable: true,
            cut: false,
            events: Vec::new(),
            heard: Vec::new(),
            links: Vec::new(),
            sent: Vec::new(),
        }
    }
}

impl World {
    /// A client that has just registered.
    pub(crate) fn registered() -> Self {
        Self::registered_with(Setup::default())
    }

    pub(crate) fn registered_with(setup: Setup) -> Self {
        let mut world = setup.build();
        world.begin();
        assert!(world.server.registration().is_some(), "{:?}", world.events);
        world.forget_the_past();
        world
    }

    /// Starts the client and lets it do what it can at once.
    pub(crate) fn begin(&mut self) {
        self.client.start(self.now, &self.tree);
        self.run();
    }

    pub(crate) fn forget_the_past(&mut self) {
        self.events.clear();
        self.heard.clear();
        self.links.clear();
        self.sent.clear();
    }

    /// Milliseconds since the start.
    pub(crate) fn time(&self) -> u64 {
        u64::try_from(self.now.duration_since(self.start).as_millis()).unwrap()
    }

    /// Lets the time pass until `milliseconds` after the start.
    pub(crate) fn at(&mut self, milliseconds: u64) -> &mut Self {
        let end = self.start + Duration::from_millis(milliseconds);
        loop {
            let wait = self.run();
            let next = [wait, self.server.poll_timeout()].into_iter().flatten().min();
            let Some(next) = next.filter(|next| *next <= end) else {
                break;
            };
            self.now = self.now.max(next);
            self.server.handle_timeout(self.now);
            self.client.handle_timeout(self.now, &self.tree);
        }
        self.now = end;
        self
    }

    /// Does everything that can be done now; returns when the client has something to do next.
    pub(crate) fn run(&mut self) -> Option<Instant> {
        let mut in_vain = 0;
        loop {
            match self.client.poll_output() {
                Output::Transmit { datagram, .. } => {
                    self.sent.push((self.time(), datagram.clone()));
                    if !self.cut {
                        self.server.handle_datagram(self.now, &datagram);
                    }
                }
                Output::Link(request) => self.link(request),
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
                    continue;
                }
            }
            in_vain = 0;
        }
    }

    fn serve(&mut self) -> bool {
        let mut busy = false;
        while let Some(event) = self.server.poll_event() {
            self.heard.push((self.time(), event));
            busy = true;
        }
        while let Some(datagram) = self.server.poll_transmit() {
            busy = true;
            if !self.cut {
                self.client
                    .handle_datagram(self.now, account().server, &datagram, &self.tree);
            }
        }
        busy
    }

    fn link(&mut self, request: LinkRequest) {
        self.links.push((self.time(), request));
        assert!(self.links.len() < 100, "the link is opened without end");
        if let LinkRequest::Open(server) = request {
            let state = if self.reachable {
                LinkState::Up
            } else {
                LinkState::Down("connection refused".to_owned())
            };
            self.client.handle_link(self.now, server, state, &self.tree);
        }
    }

    /// The host reports that the link has changed by itself.
    pub(crate) fn link_is(&mut self, state: LinkState) {
        self.client
            .handle_link(self.now, account().server, state, &self.tree);
        self.run();
    }

    fn handle(&mut self, event: Event) {
        self.events.push((self.time(), event.clone()));
        if self.host == Host::Waits {
            return;
        }
        let (request, outcome) = match event {
            Event::Write {
                request,
                target,
                mode,
                values,
            } => (request, self.write(target, mode, values)),
            Event::Execute { request, .. } | Event::Upload { request, .. } => (request, Outcome::Changed),
            Event::Create {
                request,
                object,
                instance,
                values,
            } => {
                let free = self.tree.object(object).unwrap().free_instance().unwrap();
                let instance = instance.unwrap_or(free);
                let change = self.tree.create_instance(object, instance, EPOCH).unwrap();
                self.client.handle_change(self.now, &change, &self.tree);
                for (id, element, value) in values {
                    let path = ResourcePath::new(object, instance, id);
                    let path = element.map_or(path, |element| path.with_element(element));
                    self.put(path, value);
                }
                (request, Outcome::Created(instance))
            }
            Event::Delete { request, path } => {
                self.take(path);
                (request, Outcome::Deleted)
            }
            Event::WriteComposite {
                request,
                values,
                removed,
            } => {
                for (path, value) in values {
                    self.put(path, value);
                }
                for path in removed {
                    if self.tree.entry(path).is_some() {
                        self.take(path.into());
                    }
                }
                (request, Outcome::Changed)
            }
            Event::AccountsChanged { .. }
            | Event::BootstrapAccountExpired { .. }
            | Event::BootstrapFailed { .. }
            | Event::BootstrapInconsistent { .. }
            | Event::Deregistered { .. }
            | Event::Registered { .. }
            | Event::RegistrationFailed { .. }
            | Event::Sent { .. }
            | Event::Updated { .. } => return,
        };
        self.client.respond(self.now, request, outcome);
    }

    fn write(&mut self, target: Path, mode: WriteMode, values: Vec<(ResourcePath, Value)>) -> Outcome {
        if let (WriteMode::Replace, Path::Resource(path)) = (mode, target)
            && path.element.is_none()
            && matches!(self.tree.resource(path), Some(Resource::Multiple(_)))
        {
            let change = self.tree.clear_elements(path, EPOCH).unwrap();
            change.inspect(|change| self.client.handle_change(self.now, change, &self.tree));
        }
        for (path, value) in values {
            self.put(path, value);
        }
        Outcome::Changed
    }

    fn put(&mut self, path: ResourcePath, value: Value) {
        if let Some(change) = self.tree.set(path, value, EPOCH).unwrap() {
            self.client.handle_change(self.now, &change, &self.tree);
        }
    }

    fn take(&mut self, path: Path) {
        let change = match path {
            Path::Instance(object, instance) => self.tree.remove_instance(object, instance, EPOCH),
            Path::Resource(path) => self.tree.remove(path, EPOCH),
            Path::Root | Path::Object(_) => panic!("{path} cannot be removed"),
        };
        self.client.handle_change(self.now, &change.unwrap(), &self.tree);
    }

    /// A device delivers a value.
    pub(crate) fn set(&mut self, path: &str, value: Value) -> &mut Self {
        self.put(resource(path), value);
        self.run();
        self
    }

    /// Something disappears.
    pub(crate) fn remove(&mut self, target: &str) -> &mut Self {
        self.take(path(target));
        self.run();
        self
    }

    /// Sends a request and hands out its answer, which comes at once.
    #[track_caller]
    pub(crate) fn ask(
        &mut self,
        request: impl FnOnce(&mut Server, Instant) -> Result<ServerRequest, AskError>,
    ) -> Answer {
        let asked = request(&mut self.server, self.now).unwrap();
        self.run();
        self.answer(asked).unwrap_or_else(|| panic!("no answer"))
    }

    /// The answer to a request, if it is there.
    pub(crate) fn answer(&mut self, asked: ServerRequest) -> Option<Answer> {
        let wanted = |(_, event): &(u64, ServerEvent)| matches!(event, ServerEvent::Response { request, .. } if *request == asked);
        let at = self.heard.iter().position(wanted)?;
        match self.heard.remove(at).1 {
            ServerEvent::Response { result, .. } => Some(result.unwrap()),
            other => panic!("{other:?} is no response"),
        }
    }

    #[track_caller]
    pub(crate) fn read(&mut self, target: &str, accept: Option<ContentFormat>) -> Answer {
        self.ask(|server, now| server.read(now, path(target), accept))
    }

    /// Starts an observation that the client accepts.
    #[track_caller]
    pub(crate) fn observe(&mut self, target: &str, attributes: &[&str]) -> ServerRequest {
        let asked = self
            .server
            .observe(self.now, path(target), None, attributes)
            .unwrap();
        self.run();
        let answer = self.answer(asked).unwrap();
        assert!(answer.observed, "{target} is not observed: {answer:?}");
        asked
    }

    /// Sends what servers are not supposed to send.
    #[track_caller]
    pub(crate) fn raw(&mut self, method: Method, uri: &str, fill: impl FnOnce(Request) -> Request) -> Answer {
        let request = fill(Request::new(method, uri.parse::<UriPath>().unwrap()));
        self.ask(|server, now| server.send(now, Path::Root, request))
    }

    /// What notifications arrived since the last call: when, and the single value or the error code.
    pub(crate) fn notified(&mut self) -> Vec<(u64, String)> {
        let mut notified = Vec::new();
        self.heard.retain(|(at, event)| {
            let ServerEvent::Notification { answer, values, .. } = event else {
                return true;
            };
            let text = match values.as_slice() {
                [] => answer.code.to_string(),
                values => values
                    .iter()
                    .map(|(_, value)| value.to_string())
                    .collect::<Vec<_>>()
                    .join(" "),
            };
            notified.push((*at, text));
            false
        });
        notified
    }

    /// What the server noticed since the last call, in order: registrations, updates, and values it was notified of.
    pub(crate) fn registrations_and_values(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        for event in std::mem::take(&mut self.heard) {
            match event.1 {
                ServerEvent::Notification { .. } => {
                    self.heard = vec![event];
                    told.extend(self.notified().into_iter().map(|(_, text)| text));
                }
                ServerEvent::Response { .. } => {}
                _ => {
                    self.heard = vec![event];
                    told.extend(self.registrations().into_iter().map(|(_, name)| name.to_owned()));
                }
            }
        }
        told
    }

    /// The registrations and updates since the last call: when, and which.
    pub(crate) fn registrations(&mut self) -> Vec<(u64, &'static str)> {
        let told = std::mem::take(&mut self.heard);
        let name = |event: &ServerEvent| match event {
            ServerEvent::Registered(_) => Some("register"),
            ServerEvent::Updated(_) => Some("update"),
            ServerEvent::Deregistered => Some("deregister"),
            ServerEvent::Refused { .. } => Some("refused"),
            ServerEvent::Notification { .. } | ServerEvent::Response { .. } | ServerEvent::Sent(_) => None,
        };
        told.iter()
            .filter_map(|(at, event)| Some((*at, name(event)?)))
            .collect()
    }
}

/// Expects notifications given as time in milliseconds and value.
#[track_caller]
pub(crate) fn assert_notified(world: &mut World, expected: &[(u64, &str)]) {
    let notified = world.notified();
    let notified: Vec<(u64, &str)> = notified.iter().map(|(at, text)| (*at, &**text)).collect();
    assert_eq!(notified, expected);
}
