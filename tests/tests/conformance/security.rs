//! Security: cases 400 to 499, over real sockets and in real time.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use coap::Code;
use gatewayd::args::BusOrNone;
use gatewayd::daemon::{Gateway, Parts};
use gatewayd::hub::Heartbeat;
use gatewayd::testing::{self, LiteralPeer, Peer as _};
use security::{Channel, DtlsOptions, Output, Psk};
use tempfile::TempDir;
use tokio::net::UdpSocket;
use tokio::time::{sleep_until, timeout};

use crate::configurations::{self, Setup, c1};
use crate::stage::{TLV, assert_contains, hex, read};

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// RFC 6347 §4.1: the types of records, of which the first byte of a datagram is one.
const RECORD_TYPES: std::ops::RangeInclusive<u8> = 20..=25;

/// What C.1 has as identity and, in its file, as key.
const IDENTITY: &str = "ets";
const KEY: &str = "000102030405060708090a0b0c0d0e0f";

/// A server behind DTLS with pre-shared keys.
struct Server {
    socket: UdpSocket,
    channel: Channel,
    peer: LiteralPeer,
    client: Option<SocketAddr>,
}

impl Server {
    async fn new() -> Self {
        let psk = Psk::new(IDENTITY, hex(KEY)).expect("a key");
        let keys = [psk].into_iter().collect();
        let channel = Channel::dtls_server(keys, &DtlsOptions::default(), Instant::now());
        Self {
            socket: UdpSocket::bind("127.0.0.1:0").await.expect("a socket"),
            channel: channel.expect("a channel"),
            peer: LiteralPeer::new(1),
            client: None,
        }
    }

    /// Goes on until something has happened.
    async fn until(&mut self, done: impl Fn(&LiteralPeer) -> bool) {
        let work = async {
            while !done(&self.peer) {
                self.turn().await;
            }
        };
        timeout(PATIENCE, work).await.expect("it happens in time");
    }

    async fn turn(&mut self) {
        let due = self.flush().await;
        let due = [due, self.peer.poll_timeout()].into_iter().flatten().min();
        let mut buffer = [0; 2048];
        tokio::select! {
            received = self.socket.recv_from(&mut buffer) => {
                let (length, from) = received.expect("a datagram");
                self.client = Some(from);
                assert!(RECORD_TYPES.contains(&buffer[0]), "something crosses in clear");
                self.channel.handle_datagram(Instant::now(), &buffer[..length]);
            }
            () = sleep_until(due.unwrap_or_else(Instant::now).into()), if due.is_some() => {
                self.channel.handle_timeout(Instant::now());
                self.peer.handle_timeout(Instant::now());
            }
        }
        self.flush().await;
    }

    /// Lets both layers say what they have to say; returns when the channel wants its turn.
    async fn flush(&mut self) -> Option<Instant> {
        loop {
            while let Some(message) = self.peer.poll_transmit() {
                self.channel
                    .send(Instant::now(), &message)
                    .expect("the channel is up");
            }
            match self.channel.poll_output() {
                Output::Transmit(datagram) => {
                    let client = self.client.expect("the client has begun");
                    self.socket.send_to(&datagram, client).await.expect("it is sent");
                }
                Output::Received(message) => self.peer.handle_datagram(Instant::now(), &message),
                Output::Up => {}
                Output::Down(reason) => panic!("the channel is down: {reason:?}"),
                Output::Wait(at) => return at,
            }
        }
    }

    /// A gateway of this configuration whose server this is.
    fn start(&self, setup: &Setup, folder: &TempDir) -> Gateway {
        let address = self.socket.local_addr().expect("an address");
        let text = setup.text.replace("server.example.com", &address.to_string());
        let text = text.replace("FOLDER", folder.path().to_str().expect("a plain name"));
        let parts = Parts {
            config: testing::configuration(&text, folder.path()),
            state_dir: folder.path().to_owned(),
            bus: BusOrNone::None,
            loader: Box::new(|| Err("not in this test".into())),
            build: Box::new(gatewayd::adapters::build),
        };
        let heartbeat = Heartbeat {
            every: None,
            beat: Box::new(|| {}),
        };
        Gateway::start(parts, heartbeat).expect("it starts")
    }
}

#[tokio::test]
async fn lightweightm2m_1_1_int_401_udp_channel_security_with_a_pre_shared_key() {
    let folder = configurations::folder();
    let mut server = Server::new().await;
    let _gateway = server.start(&c1(), &folder);
    server.until(LiteralPeer::is_registered).await;
    assert_eq!(server.channel.peer_identity(), Some(IDENTITY.as_bytes()));
    let exchange = server.peer.send(read("/3/0", TLV));
    server.until(|peer| peer.answer(exchange).is_some()).await;
    let answer = server.peer.answer(exchange).expect("an answer");
    let answer = answer.as_ref().expect("the client answers");
    assert_eq!((answer.code, answer.content_format), (Code::CONTENT, Some(TLV)));
    assert_contains(&answer.payload, &hex("c80209333435303030313233"));
}
