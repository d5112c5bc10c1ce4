//! DTLS 1.2 over OpenSSL, without sockets.

mod context;
mod flight;
mod options;
mod record;
mod schedule;
mod session;
mod shim;
mod state;
mod timer;
mod verdict;
mod verify;

pub use context::DtlsServer;
pub(crate) use options::Proof;
pub use options::{CipherSuite, DtlsOptions, Retransmission};
pub use record::is_client_hello;
pub use session::SessionCache;
pub use state::Dtls;
