//! The body of a fuzz target for the whole engine, so that its inputs run as an ordinary test too.

use std::collections::VecDeque;
use std::time::{Duration, Instant, SystemTime};

use coap::{Code, Message, MessageType, OptionNumber, Params, Token};
use objects::{Change, InstanceId, ObjectId, ObjectTree, Path, Registry, ResourceId, ResourcePath, Value};

use crate::account::{Account, ServerId};
use crate::client::{Client, ClientConfig};
use crate::event::{Event, LinkRequest, LinkState, Output, RequestId};
use crate::outcome::Outcome;
use crate::session::RegistrationStatus;
use crate::version::EnablerVersion;

/// Paths that requests name often; random bytes hardly ever are one.
const PATHS: [&str; 18] = [
    "",
    "3",
    "3/0",
    "3/0/0",
    "3/0/4",
    "3/0/7",
    "3/0/7/0",
    "3303",
    "3303/0",
    "3303/0/5700",
    "3303/1",
    "3306/0/5850",
    "16",
    "16/0/0",
    "1/0/1",
    "1/0/8",
    "0/0",
    "3306/0",
];

const FORMATS: [u16; 8] = [0, 40, 42, 60, 110, 112, 11542, 11544];

const QUERIES: [&str; 8] = [
    "pmin=1", "pmax=5", "gt=10", "st=1", "edge=1", "con=1", "depth=2", "pmin",
];

/// How many requests the host leaves unanswered at most.
const MAX_PENDING: usize = 32;

/// Reads `data` as datagrams, pauses, changes, link events and answers for a client with tight bounds.
///
/// # Panics
///
/// When the client asks for something no host could do, never comes to rest, or sends what cannot be read.
pub fn client_ops(data: &[u8]) {
    let Some(mut host) = Host::new() else { return };
    let mut rest = data;
    while let [operation, tail @ ..] = rest {
        rest = host.step(*operation, tail);
        host.drain();
    }
    let Host { client, now, .. } = &mut host;
    client.stop(*now);
    host.drain();
}

/// The client and everything it depends on.
struct Host {
    client: Client,
    server: ServerId,
    tree: ObjectTree,
    now: Instant,
    message_id: u16,
    pending: VecDeque<(RequestId, Outcome)>,
    /// Message id and token of the client's last request, to answer it.
    asked: Option<(u16, Token, Code)>,
    /// Message id of the client's last confirmable or non-confirmable message.
    sent: u16,
}

impl Host {
    fn new() -> Option<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "only an origin; nothing depends on its value"
        )]
        let now = Instant::now();
        let config = ClientConfig {
            endpoint_name: "fuzzed".to_owned(),
            version: EnablerVersion::V1_2,
            coap: Params {
                max_observations: 6,
                max_open_requests: 4,
                max_transmit_queue: 8,
                max_snapshots: 2,
                ..Params::default()
            },
        };
        let server = ServerId::try_from(1).ok()?;
        let account = Account {
            server,
            instance: InstanceId::new(0),
        };
        let tree = tree()?;
        let mut host = Self {
            client: Client::new(config, &[account], 1, now),
            server,
            tree,
            now,
            message_id: 0,
            pending: VecDeque::new(),
            asked: None,
            sent: 0,
        };
        host.client.start(now, &host.tree);
        host.drain();
        host.answer(Code::CREATED);
        host.drain();
        let registered = host
            .client
            .servers()
            .any(|server| server.registration == RegistrationStatus::Registered);
        assert!(registered, "the client does not register");
        Some(host)
    }

    /// Takes one operation with its arguments off the input.
    fn step<'a>(&mut self, operation: u8, input: &'a [u8]) -> &'a [u8] {
        let (argument, rest) = take_byte(input);
        match operation % 8 {
            0 => {
                let (datagram, rest) = rest.split_at(usize::from(argument).min(rest.len()));
                self.receive(datagram);
                return rest;
            }
            1 | 2 => return self.request(operation, argument, rest),
            3 => self.pause(operation, argument),
            4 => self.change(operation, argument),
            5 => {
                if let Some((request, outcome)) = self.pending.pop_front() {
                    let outcome = if argument > 200 {
                        Outcome::Unavailable
                    } else {
                        outcome
                    };
                    self.client.respond(self.now, request, outcome);
                }
            }
            6 => self.reply(operation, argument),
            _ => self.link(argument),
        }
        rest
    }

    fn receive(&mut self, datagram: &[u8]) {
        self.client
            .handle_datagram(self.now, self.server, datagram, &self.tree);
    }

    /// A well-formed request.
    fn request<'a>(&mut self, operation: u8, shape: u8, input: &'a [u8]) -> &'a [u8] {
        let (choice, rest) = take_byte(input);
        let (length, rest) = take_byte(rest);
        let (payload, rest) = rest.split_at(usize::from(length & 63).min(rest.len()));
        let kind = if shape & 0x80 == 0 {
            MessageType::Confirmable
        } else {
            MessageType::NonConfirmable
        };
        let token = Token::try_from(&[operation >> 4][..]).unwrap_or_default();
        self.message_id = self.message_id.wrapping_add(u16::from(shape & 0x40 != 0));
        let mut message = Message::new(kind, Code::new(0, 1 + shape % 7), self.message_id, token);
        if shape & 0x08 != 0 {
            message.add_uint(OptionNumber::OBSERVE, u32::from(shape >> 4 & 1));
        }
        let path = if choice & 0x80 == 0 {
            pick(&PATHS, choice)
        } else {
            ""
        };
        for segment in path.split('/') {
            message.add(OptionNumber::URI_PATH, segment.as_bytes().to_vec());
        }
        if choice & 0x90 == 0x10 {
            message.add_uint(
                OptionNumber::CONTENT_FORMAT,
                u32::from(*pick(&FORMATS, length >> 5)),
            );
        }
        if choice & 0x20 != 0 {
            message.add(
                OptionNumber::URI_QUERY,
                pick(&QUERIES, length >> 2).as_bytes().to_vec(),
            );
        }
        if choice & 0x40 != 0 {
            message.add_uint(OptionNumber::ACCEPT, u32::from(*pick(&FORMATS, choice >> 3)));
        }
        message.set_payload(payload.to_vec());
        if choice & 0x80 != 0 {
            composite(&mut message, shape, payload);
        }
        if let Ok(datagram) = message.encode(1152) {
            self.receive(&datagram);
        }
        rest
    }

    fn pause(&mut self, operation: u8, argument: u8) {
        let pause = if operation & 0x80 == 0 {
            Duration::from_millis(u64::from(argument) * 20)
        } else {
            Duration::from_secs(u64::from(argument) * 16)
        };
        self.now += pause;
        self.client.handle_timeout(self.now, &self.tree);
    }

    fn change(&mut self, operation: u8, argument: u8) {
        let at = SystemTime::UNIX_EPOCH;
        let instance = InstanceId::new(u16::from(operation >> 6));
        let (thermometers, value) = (ObjectId::new(3303), ResourceId::new(5700));
        let change = match operation >> 3 & 7 {
            0 => self.tree.create_instance(thermometers, instance, at).ok(),
            1 => self.tree.remove_instance(thermometers, instance, at),
            2 => self
                .tree
                .remove(ResourcePath::new(thermometers, instance, value), at),
            3 => set(
                &mut self.tree,
                "/1/0/1",
                Value::Integer(i64::from(argument) << (argument & 63)),
            ),
            4 => set(&mut self.tree, "/1/0/3", Value::Integer(i64::from(argument) - 8)),
            5 => set(&mut self.tree, "/3306/0/5850", Value::Boolean(argument & 1 == 1)),
            _ => {
                let path = ResourcePath::new(thermometers, instance, value);
                self.tree
                    .set(path, Value::Float(f64::from(argument) / 4.0), at)
                    .ok()
                    .flatten()
            }
        };
        if let Some(change) = change {
            self.client.handle_change(self.now, &change, &self.tree);
        }
    }

    /// An answer to the last request of the client, or an empty message about its last message.
    fn reply(&mut self, operation: u8, argument: u8) {
        match operation >> 3 & 7 {
            0 => self.answer(Code::CREATED),
            1 => self.answer(Code::CHANGED),
            2 => self.answer(Code::DELETED),
            3 => self.answer(Code::PRECONDITION_FAILED),
            4 => self.answer(Code::new(argument >> 5, argument & 31)),
            5 => self.receive(&[0x60, 0, (self.sent >> 8) as u8, self.sent as u8]),
            _ => self.receive(&[0x70, 0, (self.sent >> 8) as u8, self.sent as u8]),
        }
    }

    fn answer(&mut self, code: Code) {
        let Some((message_id, token, _)) = self.asked else {
            return;
        };
        let mut message = Message::new(MessageType::Acknowledgement, code, message_id, token);
        for segment in ["rd", "0"] {
            message.add(OptionNumber::LOCATION_PATH, segment.as_bytes().to_vec());
        }
        if let Ok(datagram) = message.encode(1152) {
            self.receive(&datagram);
        }
    }

    fn link(&mut self, argument: u8) {
        let state = match argument {
            0..128 => LinkState::Up,
            128.. => LinkState::Down("gone".to_owned()),
        };
        self.client.handle_link(self.now, self.server, state, &self.tree);
    }

    /// Does what the client wants until it rests.
    fn drain(&mut self) {
        for _ in 0..10_000 {
            match self.client.poll_output() {
                Output::Transmit { datagram, .. } => self.look_at(&datagram),
                Output::Link(LinkRequest::Open(server)) => {
                    self.client
                        .handle_link(self.now, server, LinkState::Up, &self.tree);
                }
                Output::Link(LinkRequest::Close(_)) => {}
                Output::Event(event) => self.handle(event),
                Output::Wait(Some(at)) if at <= self.now => self.client.handle_timeout(self.now, &self.tree),
                Output::Wait(_) => return,
            }
        }
        panic!("the client never rests");
    }

    fn look_at(&mut self, datagram: &[u8]) {
        let message = Message::parse(datagram, 1152).expect("own messages can be read");
        if matches!(
            message.kind(),
            MessageType::Confirmable | MessageType::NonConfirmable
        ) {
            self.sent = message.message_id();
        }
        if message.code().is_request() {
            self.asked = Some((message.message_id(), message.token(), message.code()));
        }
    }

    fn handle(&mut self, event: Event) {
        let (request, outcome) = match event {
            Event::Create {
                request,
                object,
                instance,
                values,
            } => {
                let instance = instance.unwrap_or(InstanceId::new(9));
                for (id, _, value) in values {
                    let def = self
                        .tree
                        .registry()
                        .object(object)
                        .and_then(|def| def.resource(id));
                    assert!(def.is_some_and(|def| def.kind.is_some_and(|kind| value.is(kind))));
                }
                (request, Outcome::Created(instance))
            }
            Event::Delete { request, .. } => (request, Outcome::Deleted),
            Event::Execute { request, path, .. } => {
                assert!(self.tree.resource(path).is_some(), "{path} is not there");
                (request, Outcome::Changed)
            }
            Event::Upload { request, path, .. } => {
                assert_eq!(self.tree.check_write(path, &Value::Opaque(Vec::new())), Ok(()));
                (request, Outcome::Changed)
            }
            Event::Write {
                request,
                target,
                values,
                ..
            } => {
                for (path, value) in values {
                    assert!(target.covers(&Path::Resource(path)), "{path} is not in {target}");
                    assert_eq!(self.tree.check_write(path, &value), Ok(()));
                }
                (request, Outcome::Changed)
            }
            Event::WriteComposite {
                request,
                values,
                removed,
            } => {
                for (path, value) in values {
                    assert_eq!(self.tree.check_write(path, &value), Ok(()));
                }
                assert!(removed.iter().all(|path| path.element.is_some()));
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
        if self.pending.len() < MAX_PENDING {
            self.pending.push_back((request, outcome));
        }
    }
}

/// Makes a FETCH or iPATCH of a message: its body names paths, and for the latter values.
fn composite(message: &mut Message, shape: u8, choices: &[u8]) {
    let fetch = shape & 1 == 0;
    let code = if fetch { 5 } else { 7 };
    let mut request = Message::new(
        message.kind(),
        Code::new(0, code),
        message.message_id(),
        message.token(),
    );
    for (number, value) in message.options() {
        request.add(number, value.to_vec());
    }
    let format = if shape & 2 == 0 { 320 } else { 110 };
    request.add_uint(OptionNumber::CONTENT_FORMAT, format);
    let values = [r#""v":1"#, r#""v":null"#, r#""vb":true"#, r#""vs":"x""#];
    let record = |choice: &u8| {
        let path = pick(&PATHS, *choice);
        if fetch {
            format!(r#"{{"n":"/{path}"}}"#)
        } else {
            format!(r#"{{"n":"/{path}",{}}}"#, pick(&values, choice >> 5))
        }
    };
    let records: Vec<String> = choices.iter().map(record).collect();
    request.set_payload(format!("[{}]", records.join(",")).into_bytes());
    *message = request;
}

fn tree() -> Option<ObjectTree> {
    let mut tree = ObjectTree::new(Registry::standard());
    let at = SystemTime::UNIX_EPOCH;
    for (object, instance) in [(0, 0), (1, 0), (3, 0), (16, 0), (3303, 0), (3303, 1), (3306, 0)] {
        tree.create_instance(ObjectId::new(object), InstanceId::new(instance), at)
            .ok()?;
    }
    for (path, value) in [
        ("/1/0/1", Value::Integer(300)),
        ("/1/0/7", Value::String("U".to_owned())),
        ("/3/0/0", Value::String("ACME".to_owned())),
        ("/3/0/7/0", Value::Integer(3800)),
        ("/16/0/0/0", Value::String("Red".to_owned())),
        ("/3303/0/5700", Value::Float(21.5)),
        ("/3306/0/5850", Value::Boolean(false)),
    ] {
        set(&mut tree, path, value);
    }
    Some(tree)
}

fn set(tree: &mut ObjectTree, path: &str, value: Value) -> Option<Change> {
    match path.parse() {
        Ok(Path::Resource(path)) => tree.set(path, value, SystemTime::UNIX_EPOCH).ok().flatten(),
        Ok(Path::Root | Path::Object(_) | Path::Instance(..)) | Err(_) => None,
    }
}

fn pick<T>(all: &[T], choice: u8) -> &T {
    &all[usize::from(choice) % all.len()]
}

fn take_byte(input: &[u8]) -> (u8, &[u8]) {
    match input {
        [byte, rest @ ..] => (*byte, rest),
        [] => (0, input),
    }
}
