//! The hub between a server and adapters that the tests play themselves, in simulated time.

mod bus;
mod commands;
mod harness;
mod life;
mod quality;
mod reload;
mod servers;
mod stored;
mod values;
