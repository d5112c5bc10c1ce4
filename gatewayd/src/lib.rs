//! gatewayd: an LwM2M gateway daemon.

pub mod adapters;
pub mod config;
