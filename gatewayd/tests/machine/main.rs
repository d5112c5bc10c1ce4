//! What servers see of the machine, and what they can do to it: a whole gateway against an LwM2M server.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its world has failed"
)]

mod device;
mod files;
mod firmware;
#[cfg(feature = "sim")]
mod models;
mod network;
mod pull;
mod world;
