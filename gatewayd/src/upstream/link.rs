//! The link to one far end: name resolution, a connected UDP socket, a secure channel.

use std::collections::VecDeque;
use std::fmt::Display;
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use lwm2m::LinkState;
use security::{Channel, Output};
use tokio::io::ReadBuf;
use tokio::net::{UdpSocket, lookup_host};
use tracing::{debug, trace};

use super::UpstreamEvent;
use crate::config::{Security, ServerUri};
use crate::machine::statistics::Traffic;

/// The largest UDP payload a record can arrive in: 16 KiB of plaintext and its overhead.
const MAX_DATAGRAM: usize = 16 * 1024 + 512;

/// How long a handshake may take, five transmissions of its flights. A wrong key shows only by this.
#[cfg(feature = "dtls")]
const HANDSHAKE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(30);

/// Datagrams that may wait for the socket; a kernel that is slower than this loses some, as networks do.
const MAX_UNSENT: usize = 1024;

/// Datagrams read in one go before the hub gets its turn.
const BATCH: usize = 32;

type Resolution = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// A server's credentials cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The identity or key is out of its limits.
    #[error("the credentials for server {server} cannot be used")]
    Credentials {
        /// The server.
        server: String,
        /// What is wrong with them.
        #[source]
        source: security::CredentialsError,
    },
    /// This build has no DTLS.
    #[error("server {0} needs DTLS, and this program was built without the `dtls` feature")]
    WithoutDtls(String),
}

/// The link to one far end, which its owner calls by a name of type `I`.
pub(crate) struct Link<I> {
    server: I,
    host: String,
    port: u16,
    protection: Protection,
    phase: Phase,
    buffer: Box<[u8]>,
    traffic: Traffic,
    /// Whether the last socket was one of IPv6.
    ipv6: bool,
    /// Whether the name had an address when the link was last opened.
    found: bool,
}

/// How the datagrams are protected.
enum Protection {
    #[cfg(feature = "dtls")]
    Dtls {
        credentials: security::Credentials,
        options: security::DtlsOptions,
    },
    Plain,
}

enum Phase {
    Closed,
    Open {
        socket: UdpSocket,
        channel: Channel,
        unsent: VecDeque<Vec<u8>>,
        deadline: Option<Instant>,
    },
    Resolving(Resolution),
}

impl<I: Copy + Display> Link<I> {
    pub(crate) fn new(server: I, uri: &ServerUri, security: &Security) -> Result<Self, TargetError> {
        Ok(Self {
            server,
            host: uri.host.clone(),
            port: uri.port,
            protection: protection(server, uri, security)?,
            phase: Phase::Closed,
            buffer: vec![0; MAX_DATAGRAM].into_boxed_slice(),
            traffic: Traffic::default(),
            ipv6: false,
            found: false,
        })
    }

    /// Goes on with what another link has open; the own target counts from the next opening on.
    pub(super) fn take_over(&mut self, other: &mut Self) {
        self.phase = std::mem::replace(&mut other.phase, Phase::Closed);
        (self.ipv6, self.found) = (other.ipv6, other.found);
    }

    /// Starts to open the link anew; the name is resolved each time, because servers move.
    pub(crate) fn open(&mut self, now: Instant) {
        self.close(now);
        self.found = false;
        let target = (self.host.clone(), self.port);
        self.phase = Phase::Resolving(Box::pin(async move { Ok(lookup_host(target).await?.collect()) }));
    }

    pub(crate) fn close(&mut self, now: Instant) {
        if let Phase::Open { socket, channel, .. } = &mut self.phase {
            channel.close(now);
            while let Output::Transmit(datagram) = channel.poll_output() {
                // A farewell that does not arrive changes nothing.
                drop(socket.try_send(&datagram));
            }
        }
        self.phase = Phase::Closed;
    }

    pub(crate) fn send(&mut self, now: Instant, datagram: &[u8], events: &mut VecDeque<UpstreamEvent<I>>) {
        let Phase::Open { channel, .. } = &mut self.phase else {
            return;
        };
        if let Err(error) = channel.send(now, datagram) {
            debug!(server = %self.server, %error, "Dropped a message.");
        }
        self.drain(events);
    }

    pub(crate) const fn deadline(&self) -> Option<Instant> {
        match &self.phase {
            Phase::Open { deadline, .. } => *deadline,
            Phase::Closed | Phase::Resolving(_) => None,
        }
    }

    /// Whether the name had an address when the link was last opened.
    pub(crate) const fn is_found(&self) -> bool {
        self.found
    }

    /// What has crossed the link since this was last asked.
    pub(crate) fn take_traffic(&mut self) -> Traffic {
        std::mem::take(&mut self.traffic)
    }

    /// Our own address and the server's, while the link is open.
    pub(super) fn addresses(&self) -> Option<(SocketAddr, SocketAddr)> {
        match &self.phase {
            Phase::Open { socket, .. } => Some((socket.local_addr().ok()?, socket.peer_addr().ok()?)),
            Phase::Closed | Phase::Resolving(_) => None,
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant, events: &mut VecDeque<UpstreamEvent<I>>) {
        if let Phase::Open {
            channel,
            deadline: Some(deadline),
            ..
        } = &mut self.phase
            && *deadline <= now
        {
            channel.handle_timeout(now);
            self.drain(events);
        }
    }

    /// Goes on as far as possible without waiting.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>, events: &mut VecDeque<UpstreamEvent<I>>) {
        if let Phase::Resolving(resolution) = &mut self.phase
            && let Poll::Ready(addresses) = resolution.as_mut().poll(cx)
        {
            self.found = addresses.as_ref().is_ok_and(|addresses| !addresses.is_empty());
            match addresses.and_then(|addresses| self.connect(&addresses)) {
                Ok(()) => self.drain(events),
                Err(error) => self.fail(error.to_string(), events),
            }
        }
        self.flush(cx);
        self.receive(cx, events);
    }

    /// Sends what the socket did not take at once.
    fn flush(&mut self, cx: &mut Context<'_>) {
        let Phase::Open { socket, unsent, .. } = &mut self.phase else {
            return;
        };
        while let Some(datagram) = unsent.front() {
            match socket.poll_send(cx, datagram) {
                Poll::Pending => return,
                // As in `send_or_keep`; the refusal is told once.
                Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {}
                Poll::Ready(result) => {
                    lost(self.server, result);
                    unsent.pop_front();
                }
            }
        }
    }

    fn connect(&mut self, addresses: &[SocketAddr]) -> io::Result<()> {
        let mut failure = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
        for address in addresses {
            match connected(*address) {
                Ok(socket) => {
                    let now = Instant::now();
                    let channel = self.protection.channel(now).map_err(io::Error::other)?;
                    debug!(server = %self.server, %address, "Opened a socket.");
                    self.ipv6 = address.is_ipv6();
                    self.phase = Phase::Open {
                        socket,
                        channel,
                        unsent: VecDeque::new(),
                        deadline: None,
                    };
                    return Ok(());
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    fn receive(&mut self, cx: &mut Context<'_>, events: &mut VecDeque<UpstreamEvent<I>>) {
        for _ in 0..BATCH {
            let Phase::Open { socket, channel, .. } = &mut self.phase else {
                return;
            };
            let mut buffer = ReadBuf::new(&mut self.buffer);
            match socket.poll_recv(cx, &mut buffer) {
                Poll::Pending => return,
                Poll::Ready(Ok(())) => {
                    trace!(server = %self.server, bytes = buffer.filled().len(), "Received a datagram.");
                    self.traffic.count_received(buffer.filled().len(), self.ipv6);
                    channel.handle_datagram(Instant::now(), buffer.filled());
                    self.drain(events);
                }
                // An ICMP message says that nobody listens now; retransmissions may find somebody yet.
                Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {}
                Poll::Ready(Err(error)) => return self.fail(error.to_string(), events),
            }
        }
        // More may be there: ask to be polled again after the others had their turn.
        cx.waker().wake_by_ref();
    }

    /// Carries the channel's outputs to the socket and to the events.
    fn drain(&mut self, events: &mut VecDeque<UpstreamEvent<I>>) {
        let server = self.server;
        loop {
            let Phase::Open {
                socket,
                channel,
                unsent,
                deadline,
            } = &mut self.phase
            else {
                return;
            };
            match channel.poll_output() {
                Output::Transmit(datagram) => {
                    self.traffic.count_sent(datagram.len(), self.ipv6);
                    send_or_keep(server, socket, unsent, datagram);
                }
                Output::Received(datagram) => events.push_back(UpstreamEvent::Datagram(server, datagram)),
                Output::Up => events.push_back(UpstreamEvent::Link(server, LinkState::Up)),
                Output::Down(reason) => return self.fail(reason.to_string(), events),
                Output::Wait(at) => {
                    *deadline = at;
                    return;
                }
            }
        }
    }

    fn fail(&mut self, reason: String, events: &mut VecDeque<UpstreamEvent<I>>) {
        self.phase = Phase::Closed;
        events.push_back(UpstreamEvent::Link(self.server, LinkState::Down(reason)));
    }
}

/// Sends at once if the socket can, and in order in any case.
fn send_or_keep(server: impl Display, socket: &UdpSocket, unsent: &mut VecDeque<Vec<u8>>, datagram: Vec<u8>) {
    if unsent.is_empty() {
        // A refusal is about a datagram of before, and this one was not sent (udp(7)).
        let sent = socket.try_send(&datagram);
        let sent = match sent {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => socket.try_send(&datagram),
            sent => sent,
        };
        match sent {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            sent => return lost(server, sent),
        }
    }
    if unsent.len() < MAX_UNSENT {
        unsent.push_back(datagram);
    } else {
        debug!(%server, "Lost a datagram: the socket does not keep up.");
    }
}

fn lost(server: impl Display, result: io::Result<usize>) {
    if let Err(error) = result {
        debug!(%server, %error, "Lost a datagram.");
    }
}

fn connected(address: SocketAddr) -> io::Result<UdpSocket> {
    let any: SocketAddr = match address {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = std::net::UdpSocket::bind(any)?;
    socket.connect(address)?;
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket)
}

#[cfg(feature = "dtls")]
fn protection(server: impl Display, uri: &ServerUri, security: &Security) -> Result<Protection, TargetError> {
    let credentials = match security {
        Security::None => return Ok(Protection::Plain),
        Security::Psk { identity, key } => {
            security::Psk::new(identity.as_bytes(), key.expose()).map(security::Credentials::Psk)
        }
        Security::X509(x509) => x509.credentials(&uri.host),
    };
    let credentials = credentials.map_err(|source| TargetError::Credentials {
        server: server.to_string(),
        source,
    })?;
    let options = security::DtlsOptions {
        handshake_timeout: HANDSHAKE_TIMEOUT,
        sessions: Some(security::SessionCache::new()),
        ..security::DtlsOptions::default()
    };
    Ok(Protection::Dtls { credentials, options })
}

#[cfg(not(feature = "dtls"))]
fn protection(server: impl Display, _: &ServerUri, security: &Security) -> Result<Protection, TargetError> {
    match security {
        Security::None => Ok(Protection::Plain),
        Security::Psk { .. } | Security::X509(_) => Err(TargetError::WithoutDtls(server.to_string())),
    }
}

impl Protection {
    fn channel(&self, now: Instant) -> Result<Channel, security::SecurityError> {
        let _ = now;
        match self {
            #[cfg(feature = "dtls")]
            Self::Dtls { credentials, options } => Channel::dtls_client(credentials, options, now),
            Self::Plain => Ok(Channel::plain()),
        }
    }
}
