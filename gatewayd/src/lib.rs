//! gatewayd: an LwM2M gateway daemon.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test may fail by panicking"))]

pub mod adapters;
pub mod args;
pub mod config;
pub mod control;
pub mod ctl;
pub mod daemon;
#[cfg(feature = "demo")]
mod demo;
pub mod exit;
pub mod hub;
pub mod logging;
pub mod machine;
pub mod notify;
mod random;
pub mod signals;
pub mod state;
pub mod supervisor;
pub mod upstream;

#[cfg(any(all(test, feature = "sim"), feature = "testing"))]
pub use hub::testing;
