//! Client and server channels against each other, in memory and in simulated time.
#![cfg(feature = "dtls")]
#![expect(clippy::unwrap_used, reason = "a helper of tests may panic as the tests do")]

mod authority;
mod certificates;
mod handshake;
mod hostile;
mod loss;
mod resumption;
mod wire;
