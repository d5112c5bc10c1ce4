//! The machine the gateway runs on, as far as it can be told without touching it: pure state and parsing.

pub mod clock;
pub mod download;
pub mod firmware;
pub mod network;
pub mod statistics;
