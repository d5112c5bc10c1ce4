//! The small LwM2M server of the project behind a loopback socket: it is always there, where Leshan needs Java.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use coap::{ExchangeError, Params};
use lwm2m::server::{Answer, AskError, ClientRegistration, Policy, Server, ServerEvent, ServerRequest};
use objects::{Path, Registry, ResourcePath, Value};

use crate::wait;

/// How often timeouts are looked at; the socket itself is never waited for any longer.
const INTERVAL: Duration = Duration::from_millis(5);

/// How long a client may take to register, after everything it needs has started.
const REGISTRATION: Duration = Duration::from_secs(30);

/// How long an answer may take: longer than the gateway gives its devices.
const ANSWER: Duration = Duration::from_secs(40);

/// What is remembered of a client; later events are not. A test sees some hundreds.
const MAX_HISTORY: usize = 100_000;

/// Longer than any datagram of the client.
const MAX_DATAGRAM: usize = 2048;

/// A server for one client, on a loopback port of its own.
#[derive(Debug)]
pub struct TestServer {
    socket: Arc<UdpSocket>,
    state: Arc<Mutex<State>>,
    network: Option<JoinHandle<()>>,
}

/// Something the client did, and when it was received.
#[derive(Clone, Debug)]
pub struct Happening {
    /// When it was received.
    pub at: Instant,
    /// What it is.
    pub event: ServerEvent,
}

/// A place in the history; what is asked for "after" it happened later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment(usize);

#[derive(Debug)]
struct State {
    server: Server,
    peer: Option<SocketAddr>,
    history: Vec<Happening>,
    /// Whether what the client sends is lost.
    deaf: bool,
    ended: bool,
}

impl TestServer {
    /// Starts a server that accepts everybody.
    ///
    /// # Panics
    ///
    /// When there is no loopback port left.
    pub fn start() -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket can be made");
        socket
            .set_read_timeout(Some(INTERVAL))
            .expect("some milliseconds are a valid time");
        // Several requests at once: a slow device must not hide how the others are answered.
        let params = Params {
            nstart: 8,
            ..Params::default()
        };
        let server = Server::new(Registry::standard(), Policy::default(), params, 1, Instant::now());
        let state = Arc::new(Mutex::new(State {
            server,
            peer: None,
            history: Vec::new(),
            deaf: false,
            ended: false,
        }));
        let socket = Arc::new(socket);
        let (listening, shared) = (Arc::clone(&socket), Arc::clone(&state));
        let network = thread::spawn(move || serve(&listening, &shared));
        Self {
            socket,
            state,
            network: Some(network),
        }
    }

    /// The address for clients.
    ///
    /// # Panics
    ///
    /// When the system has forgotten the port.
    pub fn uri(&self) -> String {
        let address = self.socket.local_addr().expect("the socket is bound");
        format!("coap://{address}")
    }

    /// Whether everything the client sends is lost from now on, as when the network is down.
    pub fn lose_everything(&self, deaf: bool) {
        self.state().deaf = deaf;
    }

    /// Forgets the client, as after a restart; it finds out with its next Update.
    pub fn forget(&self) {
        self.state().server.forget(Instant::now());
    }

    /// How the client is registered, if it is.
    pub fn registration(&self) -> Option<ClientRegistration> {
        self.state().server.registration().cloned()
    }

    /// Waits until the client is registered, and returns how.
    ///
    /// # Panics
    ///
    /// When it does not register.
    pub fn wait_registered(&self) -> ClientRegistration {
        wait::until("a registration", REGISTRATION, || self.registration())
    }

    /// The present end of the history.
    pub fn moment(&self) -> Moment {
        Moment(self.state().history.len())
    }

    /// Everything the client did after `moment`.
    pub fn history_after(&self, moment: Moment) -> Vec<Happening> {
        self.state().history.get(moment.0..).unwrap_or_default().to_vec()
    }

    /// Waits for an event after `moment` for which `choose` returns something.
    ///
    /// # Panics
    ///
    /// With `what`, when none comes in time.
    pub fn wait_event<T>(
        &self,
        moment: Moment,
        what: &str,
        within: Duration,
        mut choose: impl FnMut(&ServerEvent) -> Option<T>,
    ) -> T {
        wait::until(what, within, || {
            self.history_after(moment)
                .iter()
                .find_map(|happening| choose(&happening.event))
        })
    }

    /// Sends the request that `make` makes, and does not wait for its answer.
    ///
    /// # Panics
    ///
    /// When it cannot be sent.
    pub fn ask(
        &self,
        make: impl FnOnce(&mut Server, Instant) -> Result<ServerRequest, AskError>,
    ) -> ServerRequest {
        let mut state = self.state();
        let request = make(&mut state.server, Instant::now())
            .unwrap_or_else(|error| panic!("nothing was sent: {error}"));
        state.flush(&self.socket);
        request
    }

    /// The answer to a request, if it has come.
    pub fn answer_so_far(&self, request: ServerRequest) -> Option<Result<Answer, ExchangeError>> {
        let history = self.history_after(Moment::default());
        history.into_iter().find_map(|happening| match happening.event {
            ServerEvent::Response {
                request: answered,
                result,
            } if answered == request => Some(result),
            _ => None,
        })
    }

    /// Waits for the answer to a request.
    ///
    /// # Panics
    ///
    /// When the client does not answer.
    pub fn answer(&self, request: ServerRequest) -> Answer {
        let result = wait::until("an answer", ANSWER, || self.answer_so_far(request));
        result.unwrap_or_else(|error| panic!("the client did not answer: {error:?}"))
    }

    /// Reads what is at a path such as `/3303/0`.
    ///
    /// # Panics
    ///
    /// When the client does not answer.
    pub fn read(&self, path: &str) -> Answer {
        self.answer(self.ask(|server, now| server.read(now, parsed(path), None)))
    }

    /// Reads one value; none when the client answers with an error, as for a value that is absent.
    ///
    /// # Panics
    ///
    /// When the client does not answer.
    pub fn value(&self, path: &str) -> Option<Value> {
        self.read(path).value().cloned()
    }

    /// Reads a resource until it has the value.
    ///
    /// # Panics
    ///
    /// When it does not get that value in time.
    pub fn wait_value(&self, path: &str, value: &Value, within: Duration) {
        let mut seen = None;
        let arrived = wait::attempt(within, || {
            seen = self.value(path);
            (seen.as_ref() == Some(value)).then_some(())
        });
        assert!(
            arrived.is_some(),
            "{path} did not become {value} within {within:?}, it is {seen:?}"
        );
    }

    /// Writes one value, and returns the answer.
    ///
    /// # Panics
    ///
    /// When the client does not answer.
    pub fn write(&self, path: &str, value: &Value) -> Answer {
        self.answer(self.begin_write(path, value))
    }

    /// Writes one value, and does not wait for the answer.
    ///
    /// # Panics
    ///
    /// When the path names no resource.
    pub fn begin_write(&self, path: &str, value: &Value) -> ServerRequest {
        self.ask(|server, now| server.write(now, resource(path), value))
    }

    /// Executes a resource without arguments.
    ///
    /// # Panics
    ///
    /// When the client does not answer.
    pub fn execute(&self, path: &str) -> Answer {
        self.answer(self.ask(|server, now| server.execute(now, resource(path), "")))
    }

    /// Observes a path; the name of the observation comes with the first answer.
    ///
    /// # Panics
    ///
    /// When the client does not answer.
    pub fn observe(&self, path: &str) -> (ServerRequest, Answer) {
        let request = self.ask(|server, now| server.observe(now, parsed(path), None, &[]));
        (request, self.answer(request))
    }

    /// The notifications of an observation, in the order they came.
    pub fn notifications(&self, observation: ServerRequest) -> Vec<(Instant, Answer)> {
        let history = self.history_after(Moment::default());
        let notification = |happening: Happening| match happening.event {
            ServerEvent::Notification { request, answer, .. } if request == observation => {
                Some((happening.at, answer))
            }
            _ => None,
        };
        history.into_iter().filter_map(notification).collect()
    }

    /// Every value of a resource that any answer or notification carried, in the order they came.
    pub fn seen(&self, path: &str) -> Vec<Value> {
        let wanted = resource(path);
        let history = self.history_after(Moment::default());
        let answers = history.iter().filter_map(|happening| match &happening.event {
            ServerEvent::Notification { answer, .. } => Some(answer),
            ServerEvent::Response { result, .. } => result.as_ref().ok(),
            ServerEvent::Registered(_)
            | ServerEvent::Deregistered
            | ServerEvent::Refused { .. }
            | ServerEvent::Sent(_)
            | ServerEvent::Updated(_) => None,
        });
        answers
            .flat_map(Answer::values)
            .filter(|(path, _)| *path == wanted)
            .map(|(_, value)| value.clone())
            .collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.state().ended = true;
        // A network that panicked has said so already.
        let _ = self.network.take().map(JoinHandle::join);
    }
}

impl State {
    fn receive(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) {
        if self.deaf {
            return;
        }
        if self.peer.replace(from) != Some(from) {
            // Another socket of the client: message ids and tokens of the one before say nothing about it.
            self.server.forget(now);
        }
        self.server.handle_datagram(now, datagram);
    }

    fn collect(&mut self) {
        while let Some(event) = self.server.poll_event() {
            if self.history.len() < MAX_HISTORY {
                self.history.push(Happening {
                    at: Instant::now(),
                    event,
                });
            }
        }
    }

    fn flush(&mut self, socket: &UdpSocket) {
        while let Some(datagram) = self.server.poll_transmit() {
            if let Some(peer) = self.peer {
                // A client that has just been killed does not hear it; retransmissions find its successor.
                let _ = socket.send_to(&datagram, peer);
            }
        }
    }
}

fn serve(socket: &UdpSocket, shared: &Mutex<State>) {
    let mut buffer = [0; MAX_DATAGRAM];
    loop {
        let received = socket.recv_from(&mut buffer);
        let now = Instant::now();
        let mut state = locked(shared);
        if state.ended {
            return;
        }
        match received {
            Ok((length, from)) => state.receive(now, from, buffer.get(..length).unwrap_or_default()),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            // Nobody listens at the client's port at the moment.
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => {}
            Err(error) => panic!("the test server cannot receive: {error}"),
        }
        state.server.handle_timeout(now);
        state.collect();
        state.flush(socket);
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn parsed(path: &str) -> Path {
    path.parse()
        .unwrap_or_else(|error| panic!("the test names {path:?}, which is no path: {error}"))
}

fn resource(path: &str) -> ResourcePath {
    match parsed(path) {
        Path::Resource(path) => path,
        Path::Root | Path::Object(_) | Path::Instance(..) => {
            panic!("the test names {path}, which is no resource")
        }
    }
}
