//! gatewayd: an LwM2M gateway daemon.

pub mod adapters;
pub mod config;
pub mod hub;
mod random;
pub mod state;
pub mod supervisor;
pub mod upstream;
