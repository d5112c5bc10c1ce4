//! A gateway that knows nothing but its bootstrap server, from the first start to the second.

#![cfg(test)]

use std::path::Path as FilePath;
use std::time::{Duration, Instant};

use coap::{
    Code, ContentFormat, Endpoint, Event, IncomingRequest, Method, Params, Request, Response, UriPath,
};
use gatewayd::args::BusOrNone;
use gatewayd::config::{Bootstrap, Config, Device, Exposure, Gateway as Identity, Machine, Security};
use gatewayd::daemon::{Gateway, Parts};
use gatewayd::hub::Heartbeat;
use lwm2m::format::{self, Content, Record};
use objects::{Path, ResourcePath, Value};
use tokio::net::UdpSocket;
use tokio::time::timeout;

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A CoAP endpoint on a socket, for one peer at a time.
struct Peer {
    socket: UdpSocket,
    endpoint: Endpoint,
}

impl Peer {
    async fn new() -> Self {
        Self {
            socket: UdpSocket::bind("127.0.0.1:0").await.unwrap(),
            endpoint: Endpoint::new(Params::default(), 5, Instant::now()),
        }
    }

    fn uri(&self) -> String {
        format!("coap://{}", self.socket.local_addr().unwrap())
    }

    /// The next thing that the peer says.
    async fn next(&mut self) -> Event {
        let receive = async {
            let mut buffer = [0; 2048];
            loop {
                if let Some(event) = self.endpoint.poll_event() {
                    return event;
                }
                let (length, peer) = self.socket.recv_from(&mut buffer).await.unwrap();
                self.socket.connect(peer).await.unwrap();
                self.endpoint.handle_datagram(Instant::now(), &buffer[..length]);
                self.flush().await;
            }
        };
        timeout(PATIENCE, receive).await.unwrap()
    }

    async fn flush(&mut self) {
        while let Some(datagram) = self.endpoint.poll_transmit() {
            self.socket.send(&datagram).await.unwrap();
        }
    }

    async fn request(&mut self) -> IncomingRequest {
        match self.next().await {
            Event::Request(request) => request,
            other => panic!("{other:?} is no request"),
        }
    }

    async fn respond(&mut self, request: &IncomingRequest, response: Response) {
        self.endpoint.respond(Instant::now(), request.id, response);
        self.flush().await;
    }

    async fn ask(&mut self, request: Request) -> Code {
        self.endpoint.request(Instant::now(), request).unwrap();
        self.flush().await;
        match self.next().await {
            Event::Response { result, .. } => result.unwrap().code,
            other => panic!("{other:?} is no response"),
        }
    }
}

fn start(bootstrap: &str, state: &FilePath) -> Gateway {
    let config = Config {
        gateway: Identity {
            endpoint_name: "gateway".into(),
            exposure: Exposure::Flat,
        },
        device: Device::default(),
        machine: Machine::default(),
        bootstrap: Some(Bootstrap {
            uri: bootstrap.parse().unwrap(),
            security: Security::None,
            hold_off: None,
            account_timeout: None,
            request_pack: false,
        }),
        servers: Default::default(),
        adapters: Default::default(),
        models: Default::default(),
    };
    let parts = Parts {
        config,
        state_dir: state.to_owned(),
        bus: BusOrNone::None,
        loader: Box::new(|| Err("not in this test".into())),
        build: Box::new(gatewayd::adapters::build),
    };
    let heartbeat = Heartbeat {
        every: None,
        beat: Box::new(|| ()),
    };
    Gateway::start(parts, heartbeat).unwrap()
}

fn write(target: &str, values: &[(&str, Value)]) -> Request {
    let records: Vec<(ResourcePath, &Value)> = values
        .iter()
        .map(|(path, value)| match path.parse().unwrap() {
            Path::Resource(path) => (path, value),
            other => panic!("{other} is no resource"),
        })
        .collect();
    let records: Vec<Record<'_>> = records
        .iter()
        .map(|(path, value)| Record {
            path: *path,
            value,
            time: None,
        })
        .collect();
    let mut payload = Vec::new();
    let content = Content::new(target.parse().unwrap(), &records);
    format::encode(format::TLV, &content, &mut payload).unwrap();
    Request::new(Method::Put, uri(target)).with_payload(ContentFormat::LWM2M_TLV, payload)
}

fn uri(path: &str) -> UriPath {
    path.parse().unwrap()
}

fn shown(request: &IncomingRequest) -> String {
    format!("{}?{}", request.path, request.queries.join("&"))
}

async fn expect_registration(server: &mut Peer) {
    let register = server.request().await;
    assert_eq!(shown(&register), "/rd?ep=gateway&lt=120&lwm2m=1.2&b=U");
    let answer = Response::new(Code::CREATED).with_location(["rd", "1"]);
    server.respond(&register, answer).await;
}

#[tokio::test]
async fn a_gateway_is_bootstrapped_registers_and_remembers_its_server() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bootstrap, mut server) = (Peer::new().await, Peer::new().await);
    let mut gateway = start(&bootstrap.uri(), folder.path());
    let asked = bootstrap.request().await;
    assert_eq!(shown(&asked), "/bs?ep=gateway&pct=112");
    bootstrap.respond(&asked, Response::new(Code::CHANGED)).await;
    let security = [
        ("/0/0/0", Value::String(server.uri())),
        ("/0/0/1", Value::Boolean(false)),
        ("/0/0/2", Value::Integer(3)),
        ("/0/0/10", Value::Integer(7)),
    ];
    assert_eq!(bootstrap.ask(write("/0/0", &security)).await, Code::CHANGED);
    let finish = || Request::new(Method::Post, uri("bs"));
    assert_eq!(bootstrap.ask(finish()).await, Code::NOT_ACCEPTABLE);
    assert!(!folder.path().join("accounts.json").exists());
    let object = [
        ("/1/0/0", Value::Integer(7)),
        ("/1/0/1", Value::Integer(120)),
        ("/1/0/6", Value::Boolean(true)),
        ("/1/0/7", Value::String("U".into())),
    ];
    assert_eq!(bootstrap.ask(write("/1/0", &object)).await, Code::CHANGED);
    assert_eq!(bootstrap.ask(finish()).await, Code::CHANGED);
    assert!(
        folder.path().join("accounts.json").exists(),
        "stored before it is confirmed"
    );
    expect_registration(&mut server).await;
    let named = |status: &gatewayd::hub::status::Status| {
        let mut servers = status.servers.iter();
        servers.any(|server| server.name == "server-7" && server.state == "registered")
    };
    timeout(PATIENCE, gateway.status.wait_for(|status| named(status)))
        .await
        .unwrap()
        .unwrap();
    drop(gateway);
    // As after a power cut: nobody was told anything.
    let mut server = again(server).await;
    let _gateway = start(&bootstrap.uri(), folder.path());
    expect_registration(&mut server).await;
}

/// The same address, open to a new peer.
async fn again(server: Peer) -> Peer {
    let address = server.socket.local_addr().unwrap();
    drop(server);
    Peer {
        socket: UdpSocket::bind(address).await.unwrap(),
        endpoint: Endpoint::new(Params::default(), 6, Instant::now()),
    }
}
