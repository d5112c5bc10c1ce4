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
    /// The own certificate cannot be read.
    #[error("the certificate is neither X.509 in DER nor in PEM")]
    Certificate,
    /// A hash as trust anchor would have to be found in the chain of the server.
    #[error("the certificate of an authority is needed as a whole, not as a hash")]
    HashOfAuthority,
    /// The hash of the server's certificate does not fit the matching type.
    #[error("a hash of {0} bytes does not fit the matching type")]
    HashLength(usize),
    /// Resource 0/x/13 holds a number that is not assigned.
    #[error("matching type {0} is not known")]
    Matching(u64),
    /// The private key is another certificate's.
    #[error("certificate and private key do not belong together")]
    Mismatch,
    /// Without anything to compare it with, every server would be good.
    #[error("nothing tells which certificate of the server is good")]
    NoServerCertificate,
    /// The private key cannot be read.
    #[error("the private key is neither PKCS#8 nor SEC 1, or it needs a passphrase")]
    PrivateKey,
    /// The certificate to compare the server's with cannot be read.
    #[error("the certificate of the server is neither X.509 in DER nor in PEM")]
    ServerCertificate,
    /// It is empty, too long, or not of visible ASCII characters.
    #[error("the name of the server is no host name of 1 to 253 visible ASCII characters")]
    ServerName,
    /// Resource 0/x/15 demands the authorities of the machine, or holds a number that is not assigned.
    #[error("certificate usage {0} is not available, use 2 or 3")]
    Usage(u64),
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
    /// There is no certificate to show.
    #[error("no certificate to show")]
    NoCertificate,
    /// The list of cipher suites to offer, or what is left for the credentials, is empty.
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
    /// The certificate of the peer is not good.
    #[error("the certificate of the peer {0}")]
    Certificate(CertificateProblem),
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

/// What is wrong with the certificate of the peer.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CertificateProblem {
    /// Its time, or that of an issuer, is over.
    #[error("has expired")]
    Expired,
    /// It is for another name.
    #[error("is for another name")]
    Name,
    /// It is another one than was expected.
    #[error("is not the expected one")]
    NotPinned,
    /// Its time, or that of an issuer, has not come.
    #[error("is not valid yet")]
    NotYetValid,
    /// Anything else; the codes are OpenSSL's (`X509_V_ERR_*`).
    #[error("cannot be verified (code {0})")]
    Other(i32),
    /// No authority that is trusted has issued it.
    #[error("was issued by nobody who is trusted")]
    Untrusted,
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
            Self::Certificate(_) | Self::ClosedByUs | Self::HandshakeTimeout | Self::Protocol(_) => None,
        }
    }

    /// Tells whether another attempt with the same credentials can help.
    pub const fn class(self) -> FailureClass {
        match self {
            Self::AlertReceived(alert) => alert.class(),
            Self::Certificate(_) => FailureClass::Fail,
            Self::ClosedByPeer | Self::HandshakeTimeout | Self::Protocol(_) => FailureClass::Retry,
            Self::ClosedByUs => FailureClass::Ignore,
        }
    }
}
