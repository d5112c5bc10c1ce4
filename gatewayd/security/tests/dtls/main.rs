//! Client and server channels against each other, in memory and in simulated time.
#![cfg(feature = "dtls")]

mod handshake;
mod hostile;
mod loss;
mod resumption;
mod wire;
