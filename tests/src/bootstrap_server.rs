//! A bootstrap server that does one step at a time, so that a test can do something between two of them.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use coap::{
    Code, ContentFormat, Endpoint, Event, ExchangeId, IncomingRequest, Method, Params, Request, Response,
    UriPath,
};
use lwm2m::format::{self, Content, Record};
use objects::{Path, ResourcePath, Value};

/// How often timeouts are looked at; the socket itself is never waited for any longer.
const INTERVAL: Duration = Duration::from_millis(5);

/// How long a gateway may take to ask or to answer, its pauses included.
const PATIENCE: Duration = Duration::from_secs(30);

/// Longer than any datagram of a client.
const MAX_DATAGRAM: usize = 2048;

/// A bootstrap server without security for one gateway, on a loopback port of its own.
#[derive(Debug)]
pub struct BootstrapServer {
    socket: UdpSocket,
    peer: Option<SocketAddr>,
    endpoint: Endpoint,
}

/// A server account as a bootstrap server writes it.
#[derive(Clone, Debug)]
pub struct ServerAccount {
    /// The instance in both objects.
    pub instance: u16,
    /// The Short Server ID.
    pub id: u16,
    /// Where the server is.
    pub uri: String,
    /// The lifetime in seconds.
    pub lifetime: u32,
}

impl BootstrapServer {
    /// Opens the port; nothing is done before the test says so.
    ///
    /// # Panics
    ///
    /// When there is no loopback port left.
    pub fn start() -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket can be made");
        socket
            .set_read_timeout(Some(INTERVAL))
            .expect("some milliseconds are a valid time");
        Self {
            socket,
            peer: None,
            endpoint: Endpoint::new(Params::default(), 1, Instant::now()),
        }
    }

    /// The address for the gateway.
    ///
    /// # Panics
    ///
    /// When the system has forgotten the port.
    pub fn uri(&self) -> String {
        let address = self.socket.local_addr().expect("the socket is bound");
        format!("coap://{address}")
    }

    /// Waits until a gateway asks to be bootstrapped, and returns its request.
    ///
    /// # Panics
    ///
    /// When none does.
    pub fn wait_asked(&mut self) -> IncomingRequest {
        self.wait("a Bootstrap-Request", |event| match event {
            Event::Request(request) => Some(request),
            _ => None,
        })
    }

    /// Answers the request that asked for a bootstrap: it begins.
    pub fn welcome(&mut self, request: &IncomingRequest) {
        let response = Response::new(Code::CHANGED);
        self.endpoint.respond(Instant::now(), request.id, response);
        self.flush();
    }

    /// Answers the request that asked for a bootstrap: there will be none.
    pub fn refuse(&mut self, request: &IncomingRequest, code: Code) {
        self.endpoint
            .respond(Instant::now(), request.id, Response::new(code));
        self.flush();
    }

    /// Deletes what is at a path.
    ///
    /// # Panics
    ///
    /// When the gateway does not answer.
    pub fn delete(&mut self, path: &str) -> Code {
        let exchange = self.ask(Request::new(Method::Delete, uri(path)));
        self.answer(exchange)
    }

    /// Answers the request for a Bootstrap-Pack with the account of one server.
    ///
    /// # Panics
    ///
    /// When the account is too long for one message.
    pub fn send_pack(&mut self, request: &IncomingRequest, account: &ServerAccount) {
        let values = [security_values(account), server_values(account)];
        let records: Vec<Record<'_>> = (0..)
            .zip(&values)
            .flat_map(|(object, values)| records(object, account.instance, values))
            .collect();
        let mut payload = Vec::new();
        format::encode(
            ContentFormat::SENML_CBOR.0,
            &Content::new(Path::Root, &records),
            &mut payload,
        )
        .expect("SenML carries every value");
        let response = Response::content(ContentFormat::SENML_CBOR, payload);
        self.endpoint.respond(Instant::now(), request.id, response);
        self.flush();
    }

    /// Writes the Security instance of a server without security.
    ///
    /// # Panics
    ///
    /// When the gateway does not answer.
    pub fn write_security(&mut self, account: &ServerAccount) -> Code {
        self.write(0, account.instance, &security_values(account))
    }

    /// Writes the Server instance of a server.
    ///
    /// # Panics
    ///
    /// When the gateway does not answer.
    pub fn write_server(&mut self, account: &ServerAccount) -> Code {
        self.write(1, account.instance, &server_values(account))
    }

    /// Says that the bootstrap is complete, and waits for what the gateway says to that.
    ///
    /// # Panics
    ///
    /// When the gateway does not answer.
    pub fn finish(&mut self) -> Code {
        let exchange = self.begin_finish();
        self.answer(exchange)
    }

    /// Says that the bootstrap is complete, and does not wait for an answer.
    pub fn begin_finish(&mut self) -> ExchangeId {
        self.ask(Request::new(Method::Post, uri("bs")))
    }

    fn write(&mut self, object: u16, instance: u16, values: &[(u16, Value)]) -> Code {
        let records: Vec<Record<'_>> = records(object, instance, values).collect();
        let target = format!("/{object}/{instance}");
        let path: Path = target.parse().expect("two numbers are a path");
        let mut payload = Vec::new();
        format::encode(format::TLV, &Content::new(path, &records), &mut payload)
            .expect("TLV carries every value");
        let request = Request::new(Method::Put, uri(&target));
        let exchange = self.ask(request.with_payload(ContentFormat::LWM2M_TLV, payload));
        self.answer(exchange)
    }

    fn ask(&mut self, request: Request) -> ExchangeId {
        let exchange = self.endpoint.request(Instant::now(), request);
        self.flush();
        exchange.unwrap_or_else(|error| panic!("nothing was sent: {error}"))
    }

    fn answer(&mut self, asked: ExchangeId) -> Code {
        self.wait("an answer", |event| match event {
            Event::Response { exchange, result } if exchange == asked => {
                Some(result.unwrap_or_else(|error| panic!("the gateway did not answer: {error:?}")))
            }
            _ => None,
        })
        .code
    }

    fn wait<T>(&mut self, what: &str, mut choose: impl FnMut(Event) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        let mut buffer = [0; MAX_DATAGRAM];
        loop {
            while let Some(event) = self.endpoint.poll_event() {
                if let Some(chosen) = choose(event) {
                    return chosen;
                }
            }
            assert!(Instant::now() < end, "waited {PATIENCE:?} in vain for {what}");
            self.receive(&mut buffer);
            self.flush();
        }
    }

    fn receive(&mut self, buffer: &mut [u8]) {
        let received = self.socket.recv_from(buffer);
        let now = Instant::now();
        match received {
            Ok((length, from)) => {
                if self.peer.replace(from) != Some(from) {
                    // The gateway was started again: nothing that it was asked before counts.
                    self.endpoint.reset(now);
                    while self.endpoint.poll_event().is_some() {}
                }
                let datagram = buffer.get(..length).unwrap_or_default();
                self.endpoint.handle_datagram(now, datagram);
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            // The gateway has just been killed.
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => {}
            Err(error) => panic!("the bootstrap server cannot receive: {error}"),
        }
        self.endpoint.handle_timeout(now);
    }

    fn flush(&mut self) {
        while let Some(datagram) = self.endpoint.poll_transmit() {
            if let Some(peer) = self.peer {
                // A gateway that has just been killed does not hear it.
                let _ = self.socket.send_to(&datagram, peer);
            }
        }
    }
}

fn security_values(account: &ServerAccount) -> Vec<(u16, Value)> {
    vec![
        (0, Value::String(account.uri.clone())),
        (1, Value::Boolean(false)),
        (2, Value::Integer(3)),
        (10, Value::Integer(account.id.into())),
    ]
}

fn server_values(account: &ServerAccount) -> Vec<(u16, Value)> {
    vec![
        (0, Value::Integer(account.id.into())),
        (1, Value::Integer(account.lifetime.into())),
        (6, Value::Boolean(true)),
        (7, Value::String("U".into())),
    ]
}

fn records(object: u16, instance: u16, values: &[(u16, Value)]) -> impl Iterator<Item = Record<'_>> {
    values.iter().map(move |(id, value)| Record {
        path: ResourcePath::literal(object, instance, *id),
        value,
        time: None,
    })
}

fn uri(path: &str) -> UriPath {
    path.parse()
        .unwrap_or_else(|error| panic!("the test names {path:?}, which is no path: {error}"))
}
