//! The client channel against OpenSSL's own server, over real UDP.
#![cfg(feature = "dtls")]
#![expect(clippy::unwrap_used, reason = "a helper of tests may panic as the tests do")]
#![expect(clippy::disallowed_methods, reason = "a real peer runs in real time")]

use gatewayd_security::{
    Channel, Credentials, DownReason, DtlsOptions, Output, Psk, Retransmission, SessionCache,
};
use std::io::{ErrorKind, Write};
use std::net::UdpSocket;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const KEY: &str = "0102030405060708090a0b0c0d0e0f10";

/// Longest a test waits for anything; reached only when it fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// An `openssl s_server` that dies with the test.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start(more: &[&str]) -> Self {
        let port = free_port();
        let accept = format!("127.0.0.1:{port}");
        let fixed = [
            "s_server", "-dtls1_2", "-nocert", "-quiet", "-psk", KEY, "-accept", &accept,
        ];
        let process = Command::new("openssl")
            .args(fixed)
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the openssl command is installed");
        Self { process, port }
    }

    fn connect(&self, options: &DtlsOptions) -> Link {
        Link::new(self.port, KEY, options)
    }

    fn says(&mut self, text: &[u8]) {
        let stdin = self.process.stdin.as_mut().unwrap();
        stdin.write_all(text).unwrap();
        stdin.flush().unwrap();
    }

    /// Everything the server received, after its end.
    fn heard(mut self) -> String {
        self.process.kill().unwrap();
        let mut heard = String::new();
        std::io::Read::read_to_string(&mut self.process.stdout.take().unwrap(), &mut heard).unwrap();
        heard
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// A client channel with its socket.
struct Link {
    channel: Channel,
    socket: UdpSocket,
    received: Vec<u8>,
    ups: usize,
    down: Option<DownReason>,
}

impl Link {
    fn new(port: u16, key: &str, options: &DtlsOptions) -> Self {
        let key: Vec<u8> = (0..key.len() / 2)
            .map(|i| u8::from_str_radix(&key[2 * i..2 * i + 2], 16).unwrap())
            .collect();
        let credentials = Credentials::Psk(Psk::new("urn:gw:1", key).unwrap());
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(("127.0.0.1", port)).unwrap();
        let channel = Channel::dtls_client(&credentials, options, Instant::now()).unwrap();
        Self {
            channel,
            socket,
            received: vec![],
            ups: 0,
            down: None,
        }
    }

    /// Runs the channel until `is_done` or, failing the test, until patience ends.
    fn run_until(&mut self, is_done: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut buffer = [0; 20_000];
        loop {
            let until = self.drain().unwrap_or(end).min(end);
            if is_done(self) {
                return;
            }
            let now = Instant::now();
            assert!(now < end, "nothing happened; down: {:?}", self.down);
            let left = until.saturating_duration_since(now).max(Duration::from_millis(1));
            self.socket.set_read_timeout(Some(left)).unwrap();
            match self.socket.recv(&mut buffer) {
                Ok(length) => self.channel.handle_datagram(Instant::now(), &buffer[..length]),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                // The server may not listen yet; the handshake tries again.
                Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionRefused),
            }
            self.channel.handle_timeout(Instant::now());
        }
    }

    fn drain(&mut self) -> Option<Instant> {
        loop {
            match self.channel.poll_output() {
                Output::Transmit(datagram) => match self.socket.send(&datagram) {
                    Ok(_) => {}
                    Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionRefused),
                },
                Output::Received(plaintext) => self.received.extend(plaintext),
                Output::Up => self.ups += 1,
                Output::Down(reason) => self.down = Some(reason),
                Output::Wait(until) => return until,
            }
        }
    }

    fn come_up(&mut self) {
        self.run_until(|link| link.ups == 1);
    }

    fn send(&mut self, plaintext: &[u8]) {
        self.channel.send(Instant::now(), plaintext).unwrap();
        self.drain();
    }
}

/// A port nobody used a moment ago.
fn free_port() -> u16 {
    UdpSocket::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// The server starts while the client already tries: short waits keep the tests short.
fn options() -> DtlsOptions {
    DtlsOptions {
        initial_retransmission: Duration::from_millis(100),
        retransmission: Retransmission::Real,
        ..DtlsOptions::default()
    }
}

#[test]
fn data_goes_both_ways_with_each_suite() {
    for (name, overhead) in [("PSK-AES128-CCM8", 29), ("PSK-AES128-GCM-SHA256", 37)] {
        let mut server = Server::start(&["-cipher", name]);
        let mut link = server.connect(&options());
        link.come_up();
        assert_eq!(link.channel.overhead(), overhead);
        server.says(b"from the server\n");
        link.run_until(|link| link.received == b"from the server\n");
        link.send(b"from the client\n");
        link.channel.close(Instant::now());
        link.drain();
        // The server prints what it reads and, since the client has closed, waits for the next one.
        let mut next = server.connect(&options());
        next.come_up();
        assert_eq!(server.heard(), "from the client\n");
    }
}

#[test]
fn a_cookie_exchange_is_passed() {
    let server = Server::start(&["-cipher", "PSK-AES128-CCM8", "-listen"]);
    let mut link = server.connect(&options());
    link.come_up();
    assert!(link.channel.is_up());
}

#[test]
fn a_second_client_channel_resumes_the_session() {
    let server = Server::start(&["-cipher", "PSK-AES128-CCM8"]);
    let options = DtlsOptions {
        sessions: Some(SessionCache::new()),
        ..options()
    };
    for is_resumed in [false, true] {
        let mut link = server.connect(&options);
        link.come_up();
        assert_eq!(link.channel.is_resumed(), is_resumed);
        link.channel.close(Instant::now());
        link.drain();
    }
}

#[test]
fn a_wrong_key_ends_at_our_deadline_or_with_an_alert() {
    let server = Server::start(&["-cipher", "PSK-AES128-CCM8"]);
    let options = DtlsOptions {
        handshake_timeout: Duration::from_secs(2),
        ..options()
    };
    let mut link = Link::new(server.port, "ffffffff", &options);
    link.run_until(|link| link.down.is_some());
    assert_eq!(link.ups, 0);
    let reason = link.down.unwrap();
    assert!(
        matches!(
            reason,
            DownReason::HandshakeTimeout | DownReason::AlertReceived(_)
        ),
        "{reason:?}"
    );
}

#[test]
fn the_server_quitting_brings_the_channel_down() {
    let mut server = Server::start(&["-cipher", "PSK-AES128-CCM8"]);
    let mut link = server.connect(&options());
    link.come_up();
    // The end of its input makes s_server shut the session down.
    drop(server.process.stdin.take());
    link.run_until(|link| link.down.is_some());
    assert_eq!(link.down, Some(DownReason::ClosedByPeer));
}
