//! The hub between a server and adapters that the tests play themselves, in simulated time.

mod access;
mod bootstrapping;
mod bus;
mod commands;
mod harness;
mod life;
mod quality;
mod reload;
mod sends;
mod servers;
mod settings;
mod several;
mod stored;
mod values;
