//! Security: cases 400 to 499, over real sockets and in real time.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use coap::Code;
use gatewayd::args::BusOrNone;
use gatewayd::daemon::{Gateway, Parts};
use gatewayd::hub::Heartbeat;
use gatewayd::testing::{self, LiteralPeer, Peer as _};
use security::{Alert, Certificate, Channel, DownReason, DtlsOptions, DtlsServer, Output, Psk, Trust};
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

/// What C.17 has in the place of a pre-shared key.
const CERTIFICATES: &str = r#"security = "x509"
certificate-file = "client.pem"
private-key-file = "client.key"
server-certificate-file = "server.pem""#;

/// A server behind DTLS.
struct Server {
    socket: UdpSocket,
    channel: Channel,
    peer: LiteralPeer,
    client: Option<SocketAddr>,
    down: Option<DownReason>,
}

impl Server {
    /// With the pre-shared key of C.1.
    async fn with_key() -> Self {
        let psk = Psk::new(IDENTITY, hex(KEY)).expect("a key");
        let keys = [psk].into_iter().collect();
        let channel = Channel::dtls_server(keys, &DtlsOptions::default(), Instant::now());
        Self::new(channel.expect("a channel")).await
    }

    /// With a certificate of the folder, and a demand for one from the authority there.
    async fn with_certificate(name: &str) -> Self {
        let trust = Trust::anchors(&certificate("authority.pem")).expect("an authority");
        let (chain, key) = (format!("{name}.pem"), format!("{name}.key"));
        let own = Certificate::new(&certificate(&chain), &certificate(&key), trust).expect("a certificate");
        let server = DtlsServer::with_certificate(&own, &DtlsOptions::default()).expect("a server");
        Self::new(server.channel(Instant::now()).expect("a channel")).await
    }

    async fn new(channel: Channel) -> Self {
        Self {
            socket: UdpSocket::bind("127.0.0.1:0").await.expect("a socket"),
            channel,
            peer: LiteralPeer::new(1),
            client: None,
            down: None,
        }
    }

    /// Goes on until something has happened.
    async fn until(&mut self, done: impl Fn(&Self) -> bool) {
        let work = async {
            while !done(self) {
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
                Output::Down(reason) => self.down = Some(reason),
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

/// A file of `tests/certificates`.
fn certificate(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("certificates");
    fs::read(folder.join(name)).expect("a file")
}

/// A folder with the certificate of the client and the one that it expects.
fn folder(expected: &str) -> TempDir {
    let folder = configurations::folder();
    for (name, source) in [
        ("client.pem", "client.pem"),
        ("client.key", "client.key"),
        ("server.pem", expected),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, certificate(source)).expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("permissions");
    }
    folder
}

/// C.17: C.1 with certificates.
fn c17() -> Setup {
    let key = "security = \"psk\"\npsk-identity = \"ets\"\npsk-key-file = \"psk.key\"";
    c1().replacing(key, CERTIFICATES)
}

/// The client registers under this identity, and /3/0 can be read.
async fn assert_read(server: &mut Server, identity: &str) {
    server.until(|server| server.peer.is_registered()).await;
    assert_eq!(server.channel.peer_identity(), Some(identity.as_bytes()));
    let exchange = server.peer.send(read("/3/0", TLV));
    server
        .until(|server| server.peer.answer(exchange).is_some())
        .await;
    let answer = server.peer.answer(exchange).expect("an answer");
    let answer = answer.as_ref().expect("the client answers");
    assert_eq!((answer.code, answer.content_format), (Code::CONTENT, Some(TLV)));
    assert_contains(&answer.payload, &hex("c80209333435303030313233"));
}

#[tokio::test]
async fn lightweightm2m_1_1_int_401_udp_channel_security_with_a_pre_shared_key() {
    let folder = configurations::folder();
    let mut server = Server::with_key().await;
    let _gateway = server.start(&c1(), &folder);
    assert_read(&mut server, IDENTITY).await;
}

#[tokio::test]
async fn lightweightm2m_1_1_int_402_udp_channel_security_with_certificates() {
    let folder = folder("here.pem");
    let mut server = Server::with_certificate("here").await;
    let _gateway = server.start(&c17(), &folder);
    assert_read(&mut server, "boiler").await;
}

/// C.18: the certificate of the server is the expected one, but the address is not the one it is for.
#[tokio::test]
async fn lightweightm2m_1_1_int_403_udp_channel_security_with_the_certificate_of_another_server() {
    let folder = folder("server.pem");
    let mut server = Server::with_certificate("server").await;
    let _gateway = server.start(&c17(), &folder);
    server.until(|server| server.down.is_some()).await;
    let bad_certificate = DownReason::AlertReceived(Alert::new(42));
    assert_eq!(server.down, Some(bad_certificate));
    assert!(!server.peer.is_registered());
}
