//! A sans-IO secure datagram channel: plain and DTLS.
//!
//! A [`Channel`] turns plaintext datagrams into protected ones and back. It owns no socket and reads no
//! clock: datagrams and instants come in through the `handle_*` methods, and everything it wants done leaves
//! through [`Channel::poll_output`].
//!
//! ```
//! use gatewayd_security::{Channel, Output};
//! use std::time::Instant;
//!
//! # fn demo(now: Instant) {
//! let mut channel = Channel::plain();
//! assert_eq!(channel.poll_output(), Output::Up);
//! channel.send(now, b"ping").unwrap();
//! assert_eq!(channel.poll_output(), Output::Transmit(b"ping".to_vec()));
//! assert_eq!(channel.poll_output(), Output::Wait(None));
//! # }
//! # demo(Instant::now());
//! ```
//!
//! DTLS 1.2 (feature `dtls`) is done by OpenSSL. How its timer relates to the `now` arguments is told at
#![cfg_attr(feature = "dtls", doc = "[`Retransmission`].")]
#![cfg_attr(not(feature = "dtls"), doc = "`Retransmission`.")]

mod alert;
#[cfg(feature = "dtls")]
mod certificate;
mod channel;
mod credentials;
#[cfg(feature = "dtls")]
mod dtls;
mod error;
mod plain;
#[cfg(feature = "dtls")]
mod trust;

pub use alert::{Alert, FailureClass};
#[cfg(feature = "dtls")]
pub use certificate::{Certificate, MAX_CERTIFICATES, MAX_PRIVATE_KEY};
pub use channel::{Channel, Output};
#[cfg(feature = "dtls")]
pub use credentials::PskTable;
pub use credentials::{Credentials, MAX_IDENTITY, MAX_KEY, Psk};
#[cfg(feature = "dtls")]
pub use dtls::{CipherSuite, Dtls, DtlsOptions, DtlsServer, Retransmission, SessionCache, is_client_hello};
pub use error::{CertificateProblem, CredentialsError, DownReason, ProtocolError, SecurityError, SendError};
pub use plain::Plain;
#[cfg(feature = "dtls")]
pub use trust::Trust;
