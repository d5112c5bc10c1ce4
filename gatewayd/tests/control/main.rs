//! The D-Bus service and `gatewayctl`, on a bus of the test's own and in front of a hub that follows a script.
//!
//! `UPDATE=1 cargo test -p gatewayd --test control` writes the interface descriptions in `docs/dbus` anew.

#![cfg(test)]

mod bootstrap;
mod bus;
mod ctl;
mod fixture;
mod introspection;
mod life;
mod methods;
mod properties;
mod signals;
