//! A client and a server channel joined by a wire whose faults the test decides, in simulated time.

use gatewayd_security::{
    Channel, Credentials, DownReason, DtlsOptions, DtlsServer, Output, Psk, PskTable, Retransmission,
};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

pub(crate) const IDENTITY: &str = "urn:gw:1";
pub(crate) const KEY: &[u8] = b"correct horse ba";

/// Who sent a datagram.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum From {
    Client,
    Server,
}

/// One channel and what came out of it.
pub(crate) struct Peer {
    pub(crate) channel: Channel,
    pub(crate) received: Vec<Vec<u8>>,
    pub(crate) ups: usize,
    pub(crate) downs: Vec<DownReason>,
    /// Every datagram it sent.
    pub(crate) sent: Vec<Vec<u8>>,
    wait: Option<Instant>,
}

pub(crate) struct Wire {
    pub(crate) start: Instant,
    pub(crate) now: Instant,
    pub(crate) client: Peer,
    pub(crate) server: Peer,
}

impl Peer {
    pub(crate) fn new(channel: Channel) -> Self {
        Self {
            channel,
            received: vec![],
            ups: 0,
            downs: vec![],
            sent: vec![],
            wait: None,
        }
    }

    /// Takes everything the channel wants; the datagrams to carry.
    pub(crate) fn drain(&mut self) -> Vec<Vec<u8>> {
        let mut datagrams = vec![];
        loop {
            match self.channel.poll_output() {
                Output::Down(reason) => self.downs.push(reason),
                Output::Received(plaintext) => self.received.push(plaintext),
                Output::Transmit(datagram) => {
                    self.sent.push(datagram.clone());
                    datagrams.push(datagram);
                }
                Output::Up => self.ups += 1,
                Output::Wait(until) => {
                    self.wait = until;
                    return datagrams;
                }
            }
        }
    }

    pub(crate) fn bytes_sent(&self) -> usize {
        self.sent.iter().map(Vec::len).sum()
    }
}

impl Wire {
    pub(crate) fn new() -> Self {
        Self::with(&credentials(), &options())
    }

    pub(crate) fn with(credentials: &Credentials, options: &DtlsOptions) -> Self {
        let server = DtlsServer::new(table(), &self::options()).unwrap();
        Self::to_server(&server, credentials, options)
    }

    pub(crate) fn to_server(server: &DtlsServer, credentials: &Credentials, options: &DtlsOptions) -> Self {
        let now = some_instant();
        let client = Channel::dtls_client(credentials, options, now).unwrap();
        let server = server.channel(now).unwrap();
        Self {
            start: now,
            now,
            client: Peer::new(client),
            server: Peer::new(server),
        }
    }

    /// A wire whose handshake is done.
    pub(crate) fn up() -> Self {
        let mut wire = Self::new();
        wire.settle();
        assert!(wire.is_up());
        wire
    }

    pub(crate) fn is_up(&self) -> bool {
        self.client.channel.is_up() && self.server.channel.is_up()
    }

    /// Carries datagrams until nobody sends any more; time stands still.
    pub(crate) fn settle(&mut self) {
        self.settle_through(|_, datagram| vec![datagram]);
    }

    /// As [`Self::settle`], through a fault that says what arrives in place of each datagram.
    pub(crate) fn settle_through(&mut self, mut fault: impl FnMut(From, Vec<u8>) -> Vec<Vec<u8>>) {
        let mut air = VecDeque::new();
        loop {
            air.extend(
                self.client
                    .drain()
                    .into_iter()
                    .map(|datagram| (From::Client, datagram)),
            );
            air.extend(
                self.server
                    .drain()
                    .into_iter()
                    .map(|datagram| (From::Server, datagram)),
            );
            let Some((from, datagram)) = air.pop_front() else {
                return;
            };
            for arriving in fault(from, datagram) {
                match from {
                    From::Client => self.server.channel.handle_datagram(self.now, &arriving),
                    From::Server => self.client.channel.handle_datagram(self.now, &arriving),
                }
            }
        }
    }

    /// Jumps to the next instant somebody waits for; `false` if nobody waits.
    pub(crate) fn advance(&mut self) -> bool {
        let Some(next) = [self.client.wait, self.server.wait].into_iter().flatten().min() else {
            return false;
        };
        self.now = self.now.max(next);
        self.client.channel.handle_timeout(self.now);
        self.server.channel.handle_timeout(self.now);
        true
    }

    /// Runs through the fault until both are up or somebody is down; the simulated time it took.
    pub(crate) fn run_through(&mut self, mut fault: impl FnMut(From, Vec<u8>) -> Vec<Vec<u8>>) -> Duration {
        for _ in 0..100 {
            self.settle_through(&mut fault);
            if self.is_up() || !self.client.downs.is_empty() || !self.advance() {
                break;
            }
        }
        self.now - self.start
    }

    /// Proves that data goes both ways, or panics.
    pub(crate) fn assert_works(&mut self) {
        assert_eq!((self.client.ups, self.server.ups), (1, 1));
        self.client.channel.send(self.now, b"to server").unwrap();
        self.server.channel.send(self.now, b"to client").unwrap();
        self.settle();
        assert_eq!(self.server.received.last().unwrap(), b"to server");
        assert_eq!(self.client.received.last().unwrap(), b"to client");
    }
}

pub(crate) fn credentials() -> Credentials {
    Credentials::Psk(Psk::new(IDENTITY, KEY).unwrap())
}

pub(crate) fn table() -> PskTable {
    [Psk::new(IDENTITY, KEY).unwrap()].into_iter().collect()
}

pub(crate) fn options() -> DtlsOptions {
    DtlsOptions {
        retransmission: Retransmission::Simulated,
        ..DtlsOptions::default()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a simulation must start from some instant"
)]
pub(crate) fn some_instant() -> Instant {
    Instant::now()
}
