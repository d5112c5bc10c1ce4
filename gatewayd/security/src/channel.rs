//! The one type hosts use, whatever protects the datagrams.

#[cfg(feature = "dtls")]
use crate::credentials::{Credentials, PskTable};
#[cfg(feature = "dtls")]
use crate::dtls::{Dtls, DtlsOptions, DtlsServer};
#[cfg(feature = "dtls")]
use crate::error::SecurityError;
use crate::error::{DownReason, SendError};
use crate::plain::Plain;
use std::time::Instant;

/// Outputs one channel holds before it drops (received) or refuses (sent) datagrams.
///
/// One 16 KiB datagram can carry several hundred tiny records; nobody sends those in earnest.
pub(crate) const MAX_QUEUE: usize = 256;

/// A secure datagram channel to one peer, without I/O.
///
/// Feed it with the `handle_*` methods and [`send`](Self::send) in any order; afterwards call
/// [`poll_output`](Self::poll_output) until it returns [`Output::Wait`]. A channel ends with exactly one
/// [`Output::Down`] and never comes up again.
#[derive(Debug)]
pub enum Channel {
    /// No protection.
    Plain(Plain),
    /// DTLS 1.2.
    #[cfg(feature = "dtls")]
    Dtls(Box<Dtls>),
}

/// What the host must do next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Output {
    /// The channel has ended.
    Down(DownReason),
    /// A plaintext datagram arrived.
    Received(Vec<u8>),
    /// Put this datagram on the wire.
    Transmit(Vec<u8>),
    /// The channel is ready for [`Channel::send`].
    Up,
    /// Nothing more to do until input arrives or this instant passes.
    Wait(Option<Instant>),
}

impl Channel {
    /// A channel without protection, up at once.
    pub fn plain() -> Self {
        Self::Plain(Plain::new())
    }

    /// Starts a DTLS handshake as client; the first datagram is ready at once.
    ///
    /// # Errors
    ///
    /// If OpenSSL refuses the options.
    #[cfg(feature = "dtls")]
    pub fn dtls_client(
        credentials: &Credentials,
        options: &DtlsOptions,
        now: Instant,
    ) -> Result<Self, SecurityError> {
        Ok(Self::Dtls(Box::new(Dtls::client(credentials, options, now)?)))
    }

    /// Waits for one DTLS client; for more than one, or to resume sessions, keep a [`DtlsServer`].
    ///
    /// # Errors
    ///
    /// If OpenSSL refuses the options.
    #[cfg(feature = "dtls")]
    pub fn dtls_server(psks: PskTable, options: &DtlsOptions, now: Instant) -> Result<Self, SecurityError> {
        DtlsServer::new(psks, options)?.channel(now)
    }

    /// Takes one datagram from the wire; what is not genuine is dropped without a trace.
    ///
    /// Until a DTLS handshake is complete nothing authenticates its messages: somebody who knows both addresses
    /// can end a handshake with a forged one, never a channel that is up.
    pub fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {
        match self {
            Self::Plain(plain) => plain.handle_datagram(now, datagram),
            #[cfg(feature = "dtls")]
            Self::Dtls(dtls) => dtls.handle_datagram(now, datagram),
        }
    }

    /// Protects one datagram; it leaves through [`poll_output`](Self::poll_output).
    ///
    /// # Errors
    ///
    /// If the channel is not up, the datagram is empty or too large, or too many wait already.
    pub fn send(&mut self, now: Instant, plaintext: &[u8]) -> Result<(), SendError> {
        match self {
            Self::Plain(plain) => plain.send(now, plaintext),
            #[cfg(feature = "dtls")]
            Self::Dtls(dtls) => dtls.send(now, plaintext),
        }
    }

    /// Tells the channel that an instant it waited for has passed; spurious calls are harmless.
    pub fn handle_timeout(&mut self, now: Instant) {
        match self {
            Self::Plain(plain) => plain.handle_timeout(now),
            #[cfg(feature = "dtls")]
            Self::Dtls(dtls) => dtls.handle_timeout(now),
        }
    }

    /// Next thing the host must do; spurious calls are harmless.
    #[must_use]
    pub fn poll_output(&mut self) -> Output {
        match self {
            Self::Plain(plain) => plain.poll_output(),
            #[cfg(feature = "dtls")]
            Self::Dtls(dtls) => dtls.poll_output(),
        }
    }

    /// Ends the channel; a DTLS peer is told with close_notify if the handshake was complete.
    pub fn close(&mut self, now: Instant) {
        match self {
            Self::Plain(plain) => plain.close(now),
            #[cfg(feature = "dtls")]
            Self::Dtls(dtls) => dtls.close(now),
        }
    }

    /// Whether [`send`](Self::send) can work.
    pub fn is_up(&self) -> bool {
        match self {
            Self::Plain(plain) => plain.is_up(),
            #[cfg(feature = "dtls")]
            Self::Dtls(dtls) => dtls.is_up(),
        }
    }

    /// Most bytes a record adds to a plaintext; before the handshake, the worst of the suites allowed.
    pub fn overhead(&self) -> usize {
        match self {
            Self::Plain(_) => 0,
            #[cfg(feature = "dtls")]
            Self::Dtls(dtls) => dtls.overhead(),
        }
    }

    /// Whether the handshake was shortened by resuming an earlier session.
    pub fn is_resumed(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            #[cfg(feature = "dtls")]
            Self::Dtls(dtls) => dtls.is_resumed(),
        }
    }

    /// The identity the client proved, on a server channel that is up.
    pub fn peer_identity(&self) -> Option<&[u8]> {
        match self {
            Self::Plain(_) => None,
            #[cfg(feature = "dtls")]
            Self::Dtls(dtls) => dtls.peer_identity(),
        }
    }
}
