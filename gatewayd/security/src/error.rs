//! The ways a channel cannot be built, cannot send, or ends.

use crate::alert::{Alert, FailureClass};
use crate::credentials::{MAX_IDENTITY, MAX_KEY};

/// Why credentials cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CredentialsError {
    /// OpenSSL carries identities as C strings.
    #[error("psk identity contains a NUL byte")]
    IdentityHasNul,
    /// The identity is empty or too long.
    #[error("psk identity has {0} bytes, allowed are 1 to {MAX_IDENTITY}")]
    IdentityLength(usize),
    /// The key is empty or too long.
    #[error("psk key has {0} bytes, allowed are 1 to {MAX_KEY}")]
    KeyLength(usize),
}

/// Why a secure channel could not be set up.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SecurityError {
    /// OpenSSL refused the configuration.
    #[error("the TLS library refused the {setting} (code {code})")]
    Library {
        /// OpenSSL's error code, for its documentation.
        code: u64,
        /// Which setting was refused.
        setting: &'static str,
    },
    /// The list of cipher suites to offer is empty.
    #[error("no cipher suite to offer")]
    NoCipherSuite,
}

/// Why a datagram was not sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SendError {
    /// Too many datagrams wait to be taken with `poll_output`.
    #[error("too many datagrams wait for transmission")]
    Congested,
    /// Nothing to send: no protocol here uses empty datagrams.
    #[error("an empty datagram cannot be sent")]
    Empty,
    /// The handshake is not complete or the channel is down.
    #[error("the channel is not up")]
    NotUp,
    /// The datagram does not fit into one record.
    #[error("a datagram of {length} bytes exceeds the limit of {limit}")]
    TooLarge {
        /// What was offered.
        length: usize,
        /// What fits.
        limit: usize,
    },
}

/// Why a channel ended; it never comes up again, make a new one.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum DownReason {
    /// The peer refused with a fatal alert.
    #[error("the peer sent alert {0}")]
    AlertReceived(Alert),
    /// The peer ended the session with close_notify.
    #[error("the peer closed the session")]
    ClosedByPeer,
    /// [`Channel::close`](crate::Channel::close) was called.
    #[error("the session was closed")]
    ClosedByUs,
    /// The handshake did not complete in time; a wrong pre-shared key looks like this.
    #[error("the handshake timed out")]
    HandshakeTimeout,
    /// The peer broke the protocol or the library failed.
    #[error("{0}")]
    Protocol(ProtocolError),
}

/// What went wrong inside the protocol; codes are OpenSSL reason codes (`SSL_R_*`).
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ProtocolError {
    /// The peer's handshake cannot be continued.
    #[error("the handshake failed locally (reason {reason})")]
    Handshake {
        /// OpenSSL reason code.
        reason: i32,
    },
    /// The library failed without naming a protocol reason.
    #[error("the TLS library failed")]
    Library,
    /// The session cannot be continued after its handshake.
    #[error("the session failed locally (reason {reason})")]
    Session {
        /// OpenSSL reason code.
        reason: i32,
    },
}

impl DownReason {
    /// The alert number to report, if the peer sent one.
    pub const fn alert(self) -> Option<Alert> {
        match self {
            Self::AlertReceived(alert) => Some(alert),
            Self::ClosedByPeer => Some(Alert::CLOSE_NOTIFY),
            Self::ClosedByUs | Self::HandshakeTimeout | Self::Protocol(_) => None,
        }
    }

    /// Tells whether another attempt with the same credentials can help.
    pub const fn class(self) -> FailureClass {
        match self {
            Self::AlertReceived(alert) => alert.class(),
            Self::ClosedByPeer | Self::HandshakeTimeout | Self::Protocol(_) => FailureClass::Retry,
            Self::ClosedByUs => FailureClass::Ignore,
        }
    }
}
